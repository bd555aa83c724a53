import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.read.assemble import assemble_documents, unique_ids
from textkit.read.records import ReadOptions, Record


def documents(*records, **options):
    return assemble_documents(list(records), ReadOptions(**options))[0]


def said(*records, **options):
    return [str(problem) for problem in assemble_documents(list(records), ReadOptions(**options))[1]]


def ids(*records):
    return unique_ids(list(records))[0]


def test_the_id_is_the_stem_of_the_file():
    assert ids(Record("", path="a/speech.v2.txt"), Record("", path="note")) == ["speech.v2", "note"]


def test_one_stem_in_two_folders_or_formats_gets_two_ids():
    paths = ["a/x.txt", "b/x.txt", "y.txt", "y.md", "z.txt"]
    assert ids(*(Record("", path=path) for path in paths)) == ["a/x", "b/x", "y.txt", "y.md", "z"]


def test_documents_of_one_file_are_numbered():
    assert ids(Record("", path="t.csv", number=1), Record("", path="t.csv", number=2)) == ["t-001", "t-002"]


def test_documents_without_a_file_are_numbered():
    assert ids(Record("", number=1), Record("", number=2)) == ["text-001", "text-002"]


def test_the_metadata_may_name_the_id():
    assert ids(Record("", {"doc_id": 17}, path="a.txt"), Record("", path="b.txt")) == ["17", "b"]


def test_ids_given_twice_are_told_apart_and_reported():
    records = [Record("", {"doc_id": name}) for name in ("a", "a", "a-2", "a")]
    found, (problem,) = unique_ids(records)
    assert found == ["a", "a-3", "a-2", "a-4"]
    assert "1 ids stand for several documents: a." in problem.problem


@given(
    st.lists(st.sampled_from(["a", "a-2", "a-3", "b", None]), max_size=12),
    st.lists(st.sampled_from(["a.txt", "x/a.txt", "b"])),
)
def test_ids_are_unique_whatever_was_given(given_ids, paths):
    records = [Record("", {"doc_id": name} if name else {}, path="a.txt", number=i) for i, name in enumerate(given_ids)]
    records += [Record("", path=path) for path in paths]
    found = ids(*records)
    assert len(set(found)) == len(found) == len(records)


def test_hash_and_length_are_those_of_the_text():
    row = documents(Record("naïve 😀")).iloc[0]
    assert row.sha256 == hashlib.sha256("naïve 😀".encode()).hexdigest()
    assert row.n_chars == 7


def test_unknown_fields_are_missing_not_empty():
    row = documents(Record("They met.", path="a.txt")).iloc[0]
    assert row[["title", "author", "date", "source", "genre"]].isna().all()


def test_metadata_has_precedence_over_the_heading():
    assert documents(Record("# In the text\n\nMore.", {"title": "Given"})).title[0] == "Given"


@pytest.mark.parametrize(
    ("given", "day"),
    [("6 May 2025", "2025-05-06"), ("2025-05", "2025-05-01"), ("1790", "1790-01-01"), ("0044-03-15", "0044-03-15")],
)
def test_a_date_is_a_day_and_of_a_month_or_year_the_first(given, day):
    dates = documents(Record("", {"date": given}), Record("", {})).date
    assert dates.dtype == "datetime64[s]"
    assert dates.tolist() == [pd.Timestamp(day), pd.NaT]


def test_ambiguous_dates_are_reported():
    records = [Record("", {"date": "6 May 2025"}, path="a"), Record("", {"date": "06/05/2025"}, path="b")]
    assert documents(*records).date.tolist()[0] == pd.Timestamp("2025-05-06")
    assert documents(*records).date.isna().tolist() == [False, True]
    assert documents(*records, day_first=True).date.tolist() == [pd.Timestamp("2025-05-06")] * 2
    assert any("b: The date '06/05/2025' is ambiguous" in text for text in said(*records))


def test_a_field_of_one_type_keeps_it():
    table = documents(
        Record("", {"year": 2025, "share": 0.5, "kept": True, "party": "A"}, path="a"),
        Record("", {}, path="b"),
        Record("", {"year": 2026, "share": 1, "kept": False, "party": "B"}, path="c"),
    )
    assert table.dtypes[["year", "share", "kept", "party"]].astype(str).tolist() == [
        "Int64",
        "float64",
        "boolean",
        "str",
    ]
    assert table.loc[1, ["year", "share", "kept", "party"]].isna().all()


def test_a_field_of_two_types_is_text_and_reported():
    records = [Record("", {"year": 2025}, path="a"), Record("", {"year": "about 1900"}, path="b")]
    assert documents(*records).year.tolist() == ["2025", "about 1900"]
    assert any("The field 'year' is number and text" in text for text in said(*records))


def test_numbers_beyond_64_bits_do_not_break_the_table():
    table = documents(Record("", {"n": 2**70}, path="a"), Record("", {"n": float("inf")}, path="b"))
    assert table.n.tolist() == [float(2**70), float("inf")]


def test_the_table_follows_the_contract():
    table = documents(Record("a", {"stance": "x"}, path="a.txt"))
    assert list(table)[:10] == [
        *("doc_id", "text", "title", "author", "date", "source", "genre"),
        *("path", "sha256", "n_chars"),
    ]
    assert list(table)[10:] == ["stance"]
    assert isinstance(table.dtypes["doc_id"], pd.StringDtype)
