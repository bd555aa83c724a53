import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.errors import OptionError
from textkit.read import UnreadableError, Written
from textkit.read.metadata import (
    OTHER_NAMES,
    compile_name_pattern,
    guess_title,
    name_fields,
    normalise_fields,
    plain_value,
    split_front_matter,
)

TITLES = json.loads((Path(__file__).parents[1] / "cases" / "titles.json").read_text())


def front(yaml):
    return split_front_matter(f"---\n{yaml}\n---\nThe text.")[0]


@pytest.mark.parametrize("case", TITLES, ids=lambda case: repr(case["text"][:30]))
def test_titles_that_a_text_begins_with(case):
    assert guess_title(case["text"]) == case["title"]


def test_the_text_behind_front_matter_begins_with_its_first_line():
    assert split_front_matter("---\ntitle: A\n---\n\n\n  Indented.\n")[1] == "  Indented.\n"


def test_values_stay_as_written():
    fields = front("date: 2025-05-06\nanswer: yes\nmatch: 10:30\nmixed: 007\nyear: 2025\nratio: 0.5\nkept: true")
    assert fields == {
        "date": "2025-05-06",
        "answer": "yes",
        "match": "10:30",
        "mixed": "007",
        "year": "2025",
        "ratio": "0.5",
        "kept": "true",
    }
    written = {name for name, value in fields.items() if isinstance(value, Written)}
    assert written == {"date", "match", "mixed", "year", "ratio", "kept"}  # what may be a number or true/false


def test_quoted_values_are_text():
    assert not isinstance(front('year: "2025"')["year"], Written)


def test_lists_are_joined_and_nested_values_are_json():
    assert front("tags: [trade, tariffs]\nplace: {city: Ottawa}") == {
        "tags": "trade | tariffs",
        "place": '{"city": "Ottawa"}',
    }


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule, then a text that never closes it.",
        "---\nOnly a sentence between rules.\n---\nMore.",
        "They met.\n---\ntitle: not at the top\n---\n",
        "----\ntitle: four hyphens\n----\n",
        "--- title: x ---",
        "---\n---\nNothing between.",
    ],
)
def test_rules_that_are_no_front_matter_stay_in_the_text(text):
    assert split_front_matter(text) == ({}, text)


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("title: Trump: a man", "mapping values are not allowed"),
        ("title: [unclosed", "line"),
        ("title: !!python/object/apply:os.system ['echo']", "could not determine a constructor"),
        ("title: !!python/name:os.system", "could not determine a constructor"),
        ("a: &a [x, x]\nb: [*a, *a]", "aliases"),
        ("a: &a {x: y}\nb: {<<: *a}", "aliases"),
        ("a: " + "[" * 500 + "]" * 500, "nested too deeply"),
        ("a: b\n? [c, d]\n: e", "unhashable|unacceptable"),
        ("'quoted\na: b'", "not a list of fields"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(yaml, reason):
    with pytest.raises(UnreadableError, match=reason):
        front(yaml)


def test_a_refusal_names_the_line_of_the_file():
    with pytest.raises(UnreadableError, match=r"line 3"):
        split_front_matter("---\ntitle: fine\nauthor: a: b\n---\n")


def test_usual_other_names_become_the_contract_names():
    assert normalise_fields({"Headline": "A", "Byline": "B", "Outlet": "C", "Published": "D", "ID": 7}) == {
        "title": "A",
        "author": "B",
        "source": "C",
        "date": "D",
        "doc_id": 7,
    }


def test_an_other_name_never_overwrites_the_contract_name():
    assert normalise_fields({"title": "A", "headline": "B"}) == {"title": "A", "headline": "B"}


def test_names_that_the_table_needs_are_set_aside():
    assert normalise_fields({"path": "x", "SHA256": "y"}) == {"path_given": "x", "sha256_given": "y"}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(3), 3),
        (np.float64("nan"), None),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Timestamp("2025-05-06"), "2025-05-06"),
        (date(2025, 5, 6), "2025-05-06"),
        (datetime(2025, 5, 6, 10, 30), "2025-05-06T10:30:00"),
        (" padded ", "padded"),
        ([], None),
        (["a", None, 2, True], "a | 2 | true"),
        ({"a": Written("1"), "b": [Decimal("1.5")]}, '{"a": 1, "b": [1.5]}'),
        (Decimal("NaN"), None),
        (Decimal("sNaN"), None),
        (time(10, 30), "10:30:00"),
        (np.datetime64("NaT"), None),
        (pd.Period("2025-05"), "2025-05"),
        (np.datetime64("2025-05-06T10:30", "ns"), "2025-05-06T10:30:00.000000000"),
        (np.array(["a", "b"]), "a | b"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.datetime64("2025-05-06"), "2025-05-06"),
        ({"a": [1, 2]}, '{"a": [1, 2]}'),
        (b"bytes", "b'bytes'"),
    ],
)
def test_plain_values(value, plain):
    assert plain_value(value) == plain


def test_names_of_files_hold_fields():
    assert name_fields("2025-05-06_gazette_a-new_deal", "{date}_{source}_{title}") == {
        "date": "2025-05-06",
        "source": "gazette",
        "title": "a new deal",
    }
    assert name_fields("gazette", "{date}_{source}") is None


@pytest.mark.parametrize(
    ("name", "pattern", "fields"),
    [
        ("x_2016-09-12_stealth-over", "{source}_{date}_*", {"source": "x", "date": "2016-09-12"}),
        ("page 7 x_2016", "page * {source}_{year}", {"source": "x", "year": "2016"}),
        ("x_2016", "{source}_{year}_*", None),
        ("x_2016-09-12_stealth-over", "{source}_{date}", None),
        ("x_20160912-b", "{source}_{published}", None),
        ("x_2016-09-12T10:30", "{source}_{date}", {"source": "x", "date": "2016-09-12T10:30"}),
    ],
)
def test_a_star_is_for_what_is_no_field_and_a_date_is_no_more_than_a_date(name, pattern, fields):
    assert name_fields(name, pattern) == fields


@pytest.mark.parametrize(
    "pattern", ["", "fixed", "{a}{b}", "{a}_{a}", "{1}_{2}", "_".join(f"{{f{i}}}" for i in range(300))]
)
def test_patterns_that_cannot_be_meant_are_refused(pattern):
    with pytest.raises(OptionError, match="name pattern"):
        compile_name_pattern(pattern)


@pytest.mark.parametrize("text", ["---\n" * 200_000, "---\na: b\n" + "- " * 500_000, "-" * 10**6])
def test_hostile_front_matter_takes_no_time(text):
    assert split_front_matter(text)[1] == text


def test_names_of_columns_of_tables_and_results_are_set_aside():
    fields = {"Speaker": "MP", "per_million": 3, "party": "EPP", "kind": "a", "kind_given": "b"}
    assert normalise_fields(fields) == {
        "speaker_given": "MP",
        "per_million_given": 3,
        "party": "EPP",
        "kind_given_given": "a",
        "kind_given": "b",
    }


@pytest.mark.parametrize(
    "before",
    ["", "\n", "\n\n \n", "\ufeff", "\ufeff\n"],
    ids=["at once", "a blank line", "blank lines", "a byte-order mark", "both"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize(
    "matter",
    ["---\ntitle: A visit\nyear: 2025\n---  \n", '+++ \ntitle = "A visit"\nyear = 2025\n+++\n'],
    ids=["yaml", "toml"],
)
def test_front_matter_in_all_its_variants(write, matter, end, before):
    row = tk.read_corpus(write("a.md", (before + matter + "\nThey met.\n").replace("\n", end))).documents.iloc[0]
    assert (row.title, row.year, row.text) == ("A visit", 2025, "They met.\n")


def test_values_of_toml_are_plain(write):
    matter = '+++\ntitle = "T"\ndate = 2025-05-06\ntags = ["a", "b"]\n[extra]\nplace = "Gimli"\n+++\nThey met.'
    row = tk.read_corpus(write("a.md", matter)).documents.iloc[0]
    assert (str(row.date)[:10], row.tags, row.extra) == ("2025-05-06", "a | b", '{"place": "Gimli"}')


@pytest.mark.parametrize(
    "text", ["+++\nnothing\n+++\nText.", "\n  ---\ntitle: T\n  ---\n", "+++\n\n+++", "+++ title = 1"]
)
def test_what_only_looks_like_front_matter_stays(text):
    assert split_front_matter(text) == ({}, text)


def test_damaged_toml_is_named(write):
    with pytest.raises(tk.errors.CorpusError, match="not TOML"):
        tk.read_corpus(write("a.md", "+++\ntitle = A visit\n+++\nThey met."))


def test_of_several_names_for_one_field_the_first_takes_it_and_none_is_lost():
    assert normalise_fields({"outlet": "A", "Publisher": "B"}) == {"source": "A", "publisher": "B"}
    assert normalise_fields({"outlet": "A", "source": "B"}) == {"outlet": "A", "source": "B"}


def test_the_docs_list_which_names_are_taken_for_which_field():
    docs = (Path(__file__).parents[2] / "docs" / "your-own-texts.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in docs.splitlines() if line.startswith("| `")}
    assert [name for name, field in OTHER_NAMES.items() if f"`{name}`" not in rows[field]] == []
