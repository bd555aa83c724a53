import pandas as pd
import pytest

import textkit as tk
from textkit.show import theme


def save_figures(folder):
    tk.save_figure(theme.new_axes(), "01_x", data=pd.DataFrame({"n": [1]}), caption="x", figures=folder)


RESULTS = {
    "labels": lambda folder: tk.label(tk.read_corpus(["They met."])).save(folder),
    "a data set": lambda folder: tk.label_to(folder, pd.DataFrame({"text": ["They met."]}), workers=1),
    "figures": save_figures,
}


@pytest.mark.parametrize("write", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("place", ["results", "deep/results"])
def test_results_in_the_corpus_folder_are_no_documents(tmp_path, write, place):
    (tmp_path / "a.txt").write_text("A text.", encoding="utf-8")
    before = tk.read_corpus(tmp_path)
    (tmp_path / place).parent.mkdir(exist_ok=True)
    write(tmp_path / place)
    corpus = tk.read_corpus(tmp_path)
    assert corpus.hash == before.hash
    assert corpus.problems[["path", "severity"]].values.tolist() == [[place, "warning"]]
    assert "results of textkit" in corpus.problems.problem[0]


def test_other_folders_with_such_names_are_read(tmp_path):
    for name in ("provenance.json", "labels.json"):
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / name).write_text("[1, 2", encoding="utf-8")
    (tmp_path / "texts" / "a.md").write_text("---\nfigure: b\n---\nA text.", encoding="utf-8")
    assert tk.read_corpus(tmp_path).documents.text.tolist() == ["A text."]
