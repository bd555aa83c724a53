"""The table contract and its errors."""

import pytest

import textkit as tk
from textkit.schema import TABLES, build_table, empty_table, require_columns


@pytest.mark.parametrize("name", TABLES)
def test_empty_table_has_the_columns_and_types_of_the_contract(name):
    table = empty_table(name)
    assert list(table) == [c.name for c in TABLES[name]]
    assert [str(t) for t in table.dtypes] == [c.dtype for c in TABLES[name]]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name):
    described = tk.describe_table(name)
    assert described.column.is_unique
    assert described.meaning.str.len().gt(3).all()


def test_build_table_orders_types_and_keeps_further_columns():
    data = {
        "mood": ["calm"],
        "continues": [False],
        "role": ["body"],
        "end": [9],
        "start": [0],
        "par_id": [0],
        "doc_id": ["a"],
    }
    table = build_table("paragraphs", data)
    assert list(table) == ["doc_id", "par_id", "start", "end", "role", "continues", "mood"]
    assert table.start.dtype == "int32"


def test_missing_column_error_names_what_is_missing_and_what_there_is():
    with pytest.raises(tk.errors.MissingColumnError, match=r"'tokens'.*missing: norm.*It has: token"):
        require_columns({"token": ["a"]}, ["token", "norm"], table="tokens")


def test_unknown_table_is_named():
    with pytest.raises(tk.errors.OptionError, match="No table is called 'words'"):
        tk.describe_table("words")
