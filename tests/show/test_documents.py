"""Which documents get a page, and how passages are reached."""

import re

import pandas as pd

import textkit as tk
from textkit.show import view
from textkit.show.theme.colours import make_palette


def corpus(*texts):
    return tk.read_corpus(pd.DataFrame({"text": texts, "doc_id": [f"d{i}" for i in range(len(texts))]}))


def test_pages_end_with_the_document_that_exceeds_the_limit(monkeypatch):
    monkeypatch.setattr(view, "MOST_CHARACTERS", 10)
    chosen = view.choose_documents(corpus("12345678", "12345678", "12345678"))
    assert chosen.documents.doc_id.tolist() == ["d0", "d1"]


def test_there_are_at_most_so_many_pages(monkeypatch):
    monkeypatch.setattr(view, "MOST_DOCUMENTS", 2)
    assert len(view.choose_documents(corpus("a b", "b c", "c d")).documents) == 2


def test_passages_are_linked_only_in_documents_of_the_same_corpus(labels, tmp_path):
    view.write_documents(labels, tmp_path, corpus="abc")
    assert view.passage_link(tmp_path, "abc")("one", 1) == "../documents/one.html#one-s1"
    assert view.passage_link(tmp_path, "abc")("two", 1) is None
    assert view.passage_link(tmp_path, "other")("one", 1) is None
    assert view.passage_link(tmp_path / "nowhere", "abc")("one", 1) is None


def test_pages_differ_also_where_the_file_system_does_not_tell_cases_apart(tmp_path):
    texts = pd.DataFrame({"doc_id": ["Visit", "visit", "=1+1"], "text": ["One.", "Two.", "Three."]})
    view.write_documents(tk.label(tk.read_corpus(texts)), tmp_path, corpus="abc")
    link = view.passage_link(tmp_path, "abc")
    pages = [link(doc_id, 0).partition("#")[0].removeprefix("../") for doc_id in texts.doc_id]
    assert len({page.casefold() for page in pages}) == 3
    for page, text in zip(pages, texts.text, strict=True):
        assert text in (tmp_path / page).read_text(encoding="utf-8")


def test_one_palette_for_speakers_genres_and_sources(labels):
    palette = make_palette(labels)
    assert set(palette) == {"Ann Lee", "Prices"}
    assert palette["Ann Lee"] == make_palette(["Ann Lee"])["Ann Lee"]


def test_articles_lead_to_the_next_and_the_one_before(tmp_path):
    view.write_documents(tk.label(corpus("One.", "Two.", "Three.")), tmp_path, corpus="abc")
    page = (tmp_path / "documents" / "d1.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(d\d.html)">(\w+)', page) == [("d0.html", "Previous"), ("d2.html", "Next")]
