import pickle
from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk


@pytest.fixture
def documents():
    return pd.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "text": ["One two.", "Three", "Four <five>"],
            "genre": ["editorial", "report", "editorial"],
        }
    )


def test_where_takes_values_and_lists(documents):
    corpus = tk.read_corpus(documents)
    assert corpus.where(genre="editorial").documents.doc_id.tolist() == ["a", "c"]
    assert corpus.where(genre=["editorial", "report"], doc_id="b").documents.text.tolist() == ["Three"]
    assert len(corpus) == 3
    with pytest.raises(tk.errors.OptionError, match="genre='poem'; there is: 'editorial', 'report'"):
        corpus.where(genre="poem")


def test_where_refuses_unknown_fields(documents):
    with pytest.raises(tk.errors.MissingColumnError, match="mood"):
        tk.read_corpus(documents).where(mood="sad")


def test_the_hash_depends_on_texts_and_ids_not_on_order():
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["One", "Two"]})
    same = tk.read_corpus(frame[::-1]).hash
    assert tk.read_corpus(frame).hash == same
    assert tk.read_corpus(frame.assign(text=["One", "Two!"])).hash != same
    assert tk.read_corpus(frame.assign(doc_id=["a", "c"])).hash != same


def test_documents_are_chosen_by_date(documents):
    corpus = tk.read_corpus(documents.assign(date=["2025-05-06", "2025", None]))
    days = [("2025-05-06", ["a"]), (pd.Timestamp("2025-05-06"), ["a"]), ("2025-01", ["b"]), ("2025", ["a", "b"])]
    for day, chosen in days:
        assert corpus.where(date=day).documents.doc_id.tolist() == chosen
    assert corpus.where(date=lambda date: date.dt.month == 1).documents.doc_id.tolist() == ["b"]


def test_a_corpus_says_what_it_is(documents):
    corpus = tk.read_corpus(documents.assign(date=["May 6, 2025", "5/6/25", None]))
    assert repr(corpus) == "Corpus of 3 documents, 5 words; fields: date, genre; 1 problem (see .problems)"
    assert "3 documents" in corpus._repr_html_()


def test_a_corpus_of_no_documents_says_so(documents):
    corpus = tk.read_corpus(documents)
    empty = replace(corpus, documents=corpus.documents.iloc[:0])
    assert repr(empty).startswith("Corpus of 0 documents, 0 words; no fields")


def test_a_corpus_can_be_pickled(tmp_path):
    (tmp_path / "a.txt").write_text("They met.", encoding="utf-8")
    (tmp_path / "stop_words.csv").write_text("term\ntariff\n", encoding="utf-8")
    corpus = tk.read_corpus(tmp_path)
    again = pickle.loads(pickle.dumps(corpus))
    assert again.documents.equals(corpus.documents)
    assert again.resources == corpus.resources
    assert type(again.resources) is type(corpus.resources)


def test_a_field_is_found_by_the_name_that_it_was_read_from_and_a_date_by_its_periods():
    table = pd.DataFrame({"text": ["One", "Two"], "publisher": ["A", "B"], "Pub Date": ["2025-05-06", "2025-06-07"]})
    corpus = tk.read_corpus(table)
    for chosen in ({"publisher": "B"}, {"outlet": "B"}, {"month": "2025-06"}, {"pub_date": "2025-06"}):
        assert corpus.where(**chosen).documents.text.tolist() == ["Two"], chosen
    with pytest.raises(tk.errors.OptionError, match="source='C'"):
        corpus.where(publisher="C")
    with pytest.raises(tk.errors.MissingColumnError, match=r"'source'.*'month'.*'decade'"):
        corpus.where(xyz="B")
