"""The notebooks and the sample corpus that textkit brings along."""

import re

import pytest

from textkit.errors import OutputError
from textkit.show.notebooks import copy_notebooks, parameters_of, shipped_notebooks


def test_they_are_found_wherever_the_current_folder_is(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_quickstart.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert tmp_path not in shipped_notebooks().parents


def test_each_notebook_finds_the_sample_corpus_where_its_first_cell_says():
    for path in shipped_notebooks().glob("*.ipynb"):
        corpus = parameters_of(path)["corpus"]
        assert corpus == "sotu" or list((path.parent / corpus).glob("*.md"))


def test_a_copy_finds_its_corpus_and_writes_its_figures_beside_it(tmp_path):
    copies = copy_notebooks(tmp_path / "mine")
    assert len(copies) == 9
    for path in copies:
        parameters = parameters_of(path)
        assert parameters["figures"] == "figures"
        assert parameters["corpus"] == "sotu" or list((path.parent / parameters["corpus"]).glob("*.md"))
        assert not re.search(r'"\.\./', path.read_text(encoding="utf-8").replace('\\"', '"'))


def test_a_file_that_differs_is_never_overwritten_and_nothing_is_copied(tmp_path):
    (tmp_path / "corpus").write_text("mine")
    with pytest.raises(OutputError, match="Cannot write"):
        copy_notebooks(tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("corpus", "mine")]
    (tmp_path / "corpus").unlink()
    (tmp_path / "05_rhetorical_analogies.ipynb").write_text("mine")
    with pytest.raises(OutputError, match=r"05_rhetorical_analogies\.ipynb is there already"):
        copy_notebooks(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["05_rhetorical_analogies.ipynb"]


def test_notebooks_that_compare_texts_leave_the_field_to_the_analyst():
    sources = {path.name: path.read_text(encoding="utf-8") for path in shipped_notebooks().glob("*.ipynb")}
    grouped = [name for name, source in sources.items() if "choose_group(labels)" in source]
    assert len(grouped) == 5
    assert all(parameters_of(shipped_notebooks() / name)["group"] is None for name in grouped)
    assert not [name for name, source in sources.items() if re.search(r'by=(\[[^]]*)?\\"genre', source)]
