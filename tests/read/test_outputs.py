import os

import pandas as pd
import pytest

import textkit as tk
from textkit.read.folder import is_output, output_names
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


@pytest.mark.parametrize("place", [".", "results"])
def test_the_users_texts_beside_results_are_read(tmp_path, place):
    (tmp_path / place).mkdir(exist_ok=True)
    save_figures(tmp_path / place)
    tk.view(tk.label(tk.read_corpus(["They met."]))).save(tmp_path / place / "page.html")
    (tmp_path / place / "a.txt").write_text("A text.", encoding="utf-8")
    corpus = tk.read_corpus(tmp_path)
    assert corpus.documents.text.tolist() == ["A text."]
    assert corpus.problems.problem.tolist() == ["Files in the folder are results of textkit and were not read."]


HOSTILE = {
    "deep": b"[" * 200_000,
    "deeper": b'{"a":' * 200_000,
    "not UTF-8": b"\xff{",
    "a number": b"9" * 5000,
    "a list": b'["textkit", "shards"]',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["provenance.json", "labels.json", "textkit-manifest.jsonl"])
def test_look_alikes_cost_no_text(tmp_path, name, content):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "a.txt").write_text("A text.", encoding="utf-8")
    assert not is_output(folder)
    assert output_names(folder) == set()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize("name", ["provenance.json", "labels.json", "textkit-manifest.jsonl", "a.md"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    assert not is_output(tmp_path)


def test_other_folders_with_such_names_are_read(tmp_path):
    for name in ("provenance.json", "labels.json"):
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / name).write_text("[1, 2", encoding="utf-8")
    (tmp_path / "texts" / "a.md").write_text("---\nfigure: b\n---\nA text.", encoding="utf-8")
    assert tk.read_corpus(tmp_path).documents.text.tolist() == ["A text."]
