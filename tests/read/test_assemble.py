import hashlib
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.read import ReadOptions, Record, Written
from textkit.read.assemble import assemble_documents, unique_ids
from textkit.read.metadata import as_text, plain_value


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
    [("6 May 2025", "2025-05-06"), ("2025-05", "2025-05-01"), ("1790", "1790-01-01"), ("1444-03-15", "1444-03-15")],
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
    assert any("The field 'year' is text and whole number" in text for text in said(*records))


TYPES = {
    "whole": (["2025", 7, "-3"], [2025, 7, -3], "Int64"),
    "ids of 18 digits": (["123456789012345678", 123456789012345679], [123456789012345678, 123456789012345679], "Int64"),
    "ids of 20 digits": (["12345678901234567890", 1], ["12345678901234567890", "1"], "str"),
    "401 digits": ([10**400, -(10**400)], ["1" + "0" * 400, "-1" + "0" * 400], "str"),
    "too long for decimal digits": ([16**5000], [hex(16**5000)], "str"),
    "whole and real": (["1", 0.5, Decimal("2.25")], [1.0, 0.5, 2.25], "float64"),
    "a whole number too large for a real one": ([2**60, 0.5], [str(2**60), "0.5"], "str"),
    "a real one too large": ([Decimal("1e400"), 1], ["1E+400", "1"], "str"),
    "infinite": ([float("inf"), 2**70], ["inf", str(2**70)], "str"),
    "more digits than a real number has": ([Decimal("0.12345678901234567890")], ["0.12345678901234567890"], "str"),
    "trailing zeros": (["1.10", "1.1"], ["1.10", "1.1"], "str"),
    "leading zeros": (["007", "8"], ["007", "8"], "str"),
    "signs": (["+5", "-0", "5"], ["+5", "-0", "5"], "str"),
    "exponents": (["1e5", "2"], ["1e5", "2"], "str"),
    "true and false": (["True", "False"], [True, False], "boolean"),
    "in capitals": (["TRUE", "FALSE"], [True, False], "boolean"),
    "true in two spellings": (["TRUE", "true"], ["TRUE", "true"], "str"),
    "true of JSON, number and text": ([True, Decimal("1.1"), "1.10"], ["true", "1.1", "1.10"], "str"),
    "words for nothing": (["None", "NA", "null", "nan", "1"], ["None", "NA", "null", "nan", "1"], "str"),
}


@pytest.mark.parametrize(("given_values", "found", "dtype"), TYPES.values(), ids=TYPES)
def test_a_field_is_a_number_only_if_nothing_is_lost(given_values, found, dtype):
    values = [Written(value) if isinstance(value, str) else value for value in given_values]
    column = documents(*(Record("", {"n": value}, path=f"{i}.txt") for i, value in enumerate(values))).n
    assert (column.tolist(), column.dtype.name) == (found, dtype)


@given(st.lists(st.one_of(st.from_regex(r"[-+]?[0-9.e]{1,24}", fullmatch=True), st.sampled_from(["true", "NA", "x"]))))
def test_whatever_is_written_can_be_written_again(cells):
    column = documents(*(Record("", {"n": Written(cell)}, path=f"{i}") for i, cell in enumerate(cells))).get("n", ())
    assert [as_text(plain_value(value)) for value in column] == cells or set(map(type, column)) == {float}


@pytest.mark.parametrize("name", ["doc_id", "title", "author", "source", "genre"])
@pytest.mark.parametrize("value", ["1.50", "007", "+5", "TRUE", "12345678901234567890", "None"])
def test_ids_titles_and_names_are_never_numbers(name, value):
    assert documents(Record("", {name: Written(value)}, path="a")).loc[0, name] == value


def test_fields_that_nearly_no_document_has_are_left_out_and_told():
    records = [Record("They met.", {"year": 2025, f"key{i}": 1}, path=f"{i}") for i in range(2000)]
    assert documents(*records).shape == (2000, 10 + 500)
    assert "1,501 of 2,001 fields are left out" in said(*records)[0]


@pytest.mark.slow
def test_a_wide_table_that_is_filled_is_kept():
    records = [Record("They met.", {f"key{i}": 1 for i in range(600)}, path=f"{i}") for i in range(2000)]
    assert documents(*records).shape == (2000, 610)


@pytest.mark.parametrize("year", ["0025", "1399", "9999", str(date.today().year + 2)])
def test_years_that_no_text_has_are_unknown_and_told(year):
    record = Record("", {"date": f"{year}-05-12"}, path="a.md")
    assert documents(record).date.isna().all()
    assert f"'{year}-05-12' lies before 1400 or after next year" in said(record)[0]


@pytest.mark.parametrize("year", ["1400", "1790", str(date.today().year + 1)])
def test_years_that_a_text_may_have_are_kept(year):
    assert documents(Record("", {"date": year}, path="a.md")).date.dt.year.tolist() == [int(year)]


def test_years_as_real_numbers_are_years():
    assert documents(Record("", {"date": 2025.0}, path="a.csv")).date.dt.year.tolist() == [2025]


def test_the_table_follows_the_contract():
    table = documents(Record("a", {"stance": "x"}, path="a.txt"))
    assert list(table)[:10] == [
        *("doc_id", "text", "title", "author", "date", "source", "genre"),
        *("path", "sha256", "n_chars"),
    ]
    assert list(table)[10:] == ["stance"]
    assert isinstance(table.dtypes["doc_id"], pd.StringDtype)
