"""The layouts of news databases, in texts written for these tests."""

from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.read.exports import split_export

DATA = Path(__file__).parent / "data"
LAYOUTS = ["nexis_counted", "nexis_body", "factiva_bare", "factiva_codes"]
FIRST = 'The two ministers left the hall after seven hours of talks.\n\n"We will not wait," said the younger one'


def articles(name):
    return split_export((DATA / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_two_articles(name):
    first, second = articles(name)
    assert first.text.startswith(FIRST)
    assert second.text == "Prices rose on Wednesday."
    expected = {
        "title": "Ministers return without a deal on timber",
        "author": "Ann Writer",
        "source": "The Harbour Gazette",
        "stated_words": 1212,
    }
    assert {key: first.fields[key] for key in expected} == expected
    assert second.fields["title"] == "Timber prices rise"
    assert [article.number for article in (first, second)] == [1, 2]


@pytest.mark.parametrize("name", LAYOUTS)
def test_exports_are_read_as_corpora(name):
    documents = tk.read_corpus(DATA / f"{name}.txt").documents
    assert documents.doc_id.tolist() == [f"{name}-001", f"{name}-002"]
    assert documents.date.tolist() == [pd.Timestamp("2025-05-06"), pd.Timestamp("2025-05-07")]


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_of_head_or_tail_is_in_the_text(name):
    for word in ("Copyright", "LENGTH", "Load", "Document", "ENGLISH", "photograph", "gtrade", "HARGAZ", "10:21"):
        assert not any(word in article.text for article in articles(name))


def test_labels_of_nexis_become_fields():
    fields = articles("nexis_counted")[0].fields
    assert {key: fields[key] for key in ("section", "dateline", "edition", "language", "publication_type")} == {
        "section": "NEWS; Pg. A1",
        "dateline": "HALIFAX",
        "edition": "Final Edition",
        "language": "ENGLISH",
        "publication_type": "Newspaper",
    }


def test_a_colon_in_the_text_is_no_label():
    assert articles("nexis_counted")[0].text.endswith("The headline: a word that opens a sentence and is no label.")


def test_codes_of_factiva_need_space_behind_them():
    first = articles("factiva_codes")[0]
    assert first.text.endswith("IN the end they took the ferry.")
    assert (first.fields["regions"], first.fields["time"]) == ("canada : Canada", "10:21")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "They met.\n\nEnd of Document\n",
        "1 of 3\n\nA chapter heading.",
        "Length: 5 words\n\nA sentence.",
        "A memo.\n\nDocument HARGAZ0020250506el5600001\n",
        "500 words\n",
        "5 words\nDocument HARGAZ0020250506el5600001\n",
    ],
)
def test_texts_that_only_remind_of_an_export_are_none(text):
    assert split_export(text) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_half_an_export_does_not_break(name):
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    for end in range(0, len(text), 7):
        split_export(text[:end])
        split_export(text[end:])


@pytest.mark.parametrize(
    "text",
    [
        "1 of 2 DOCUMENTS\n" * 60_000 + "LENGTH: 5 words",
        "LENGTH: 5 words\n" * 60_000,
        "Length: 5\n" + "End of Document\n" * 60_000,
        "5 words\n" * 120_000,
        "Document HARGAZ0020250506el5600001\n" * 30_000,
        "HD\t" * 300_000,
        "HD\n" * 300_000 + "AN  Document HARGAZ0020250506el5600001",
        "Length: 1\n" + "A" * 10**6 + ":",
        "Document " + "a" * 10**6,
        " " * 10**6 + "1 of 2 DOCUMENTS",
        "Length: 1\n" + "a: b\n" * 200_000 + "End of Document",
        "Length: 1\nByline: x\n" + "more\n" * 200_000 + "End of Document",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_hostile_exports_take_linear_time(text, seconds):
    with seconds(10):
        split_export(text)
