import json
from pathlib import Path

import pytest

import textkit as tk
from textkit.read.dates import find_dateline, normalise_date

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dates.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['given']}-{case.get('day_first')}")
def test_dates_in_common_spellings(case):
    assert normalise_date(case["given"], day_first=case.get("day_first")) == case["iso"]


@pytest.mark.parametrize("text", ["1" * 10**6, "May " * 250_000, " " * 10**6 + "x", "6 " + "of " * 300_000])
def test_hostile_dates_are_refused_at_once(text):
    assert normalise_date(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("# The visit\n\nBy Ann Lee\n\n7 May 2025\n\nThey met.", "2025-05-07"),
        ("The visit\n\nBy Ann Lee, 7 May 2025\n\nThey met.", "2025-05-07"),
        ("The visit\n\nAnn Lee | May 7, 2025 | 10:20 am\n\nThey met.", "2025-05-07"),
        ("Published: May 7, 2025\n\nThey met.", "2025-05-07"),
        ("THE VIEW FROM HERE\nAired May 7, 2025 - 20:00 ET\n\nHALE: They met.", "2025-05-07"),
        ("OTTAWA, May 7, 2025 — They met on 6 May 2025, and nobody knew why.", "2025-05-07"),
        ("OTTAWA (May 7, 2025) (Wire) - They met, and nobody knew why.", "2025-05-07"),
        ("2025-05-07\n\nThey met.", "2025-05-07"),
        ("Der Besuch\n\nVon Ann Lee\n\n7. Mai 2025\n\nSie trafen sich.", "2025-05-07"),
        ("# The crash of 24 October 1929\n\nThey met.", None),
        ("They met on 7 May 2025.\n\nThey parted.", None),
        ("The visit\n\nThey met on Monday.\n\n7 May 2025\n\nThey parted.", None),
        ("The visit\n\n7 May 0025\n\nThey met.", None),
        ("2025\n\nThey met.", None),
        ("", None),
    ],
)
def test_the_date_that_a_text_begins_with(text, iso):
    assert find_dateline(text) == iso


def test_where_a_date_is_from_stands_beside_it(write):
    write("a.txt", "The visit\n\n7 May 2025\n\nThey met.")
    path = write("b.md", "---\ndate: 2025-05-06\n---\nThe visit\n\n7 May 2025\n\nThey met.")
    write("c.txt", "They met.")
    documents = tk.read_corpus(path.parent, duplicates="keep").documents
    assert documents.date.dt.day.fillna(0).tolist() == [7, 6, 0]
    assert documents.date_source.fillna("").tolist() == ["text", "metadata", ""]


def test_a_list_of_texts_may_have_datelines():
    assert tk.read_corpus(["7 May 2025\n\nThey met."]).documents.date_source.tolist() == ["text"]


def test_no_field_where_no_date_is_from_a_text(write):
    assert "date_source" not in tk.read_corpus(write("a.md", "---\ndate: 2025-05-06\n---\nThey met.")).documents
