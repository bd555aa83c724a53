"""Running medians."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk

TABLES = st.lists(st.tuples(st.integers(1790, 2026), st.floats(-1e6, 1e6)), min_size=1, max_size=30)


@given(TABLES, st.integers(1, 40))
def test_medians_lie_within_the_values_and_years_are_complete(rows, window):
    table = pd.DataFrame(rows, columns=["year", "x"])
    line = tk.stats.running_median(table, "x", window=window)
    assert line.year.tolist() == list(range(table.year.min(), table.year.max() + 1))
    assert line.x.dropna().between(table.x.min(), table.x.max()).all()
    assert ((line.n == 0) == line.x.isna()).all()


def test_unknown_years_and_values_are_left_out():
    table = pd.DataFrame({"year": [1900, None, 1900], "x": [1.0, 99.0, None]})
    assert tk.stats.running_median(table, "x").values.tolist() == [[1900, 1.0, 1]]


def test_nothing_known_is_an_empty_line():
    assert tk.stats.running_median(pd.DataFrame({"year": [None], "x": [math.nan]}), "x").empty


def test_bad_window_and_missing_column_are_named():
    with pytest.raises(tk.errors.OptionError, match="window"):
        tk.stats.running_median(pd.DataFrame({"year": [1], "x": [1]}), "x", window=0)
    with pytest.raises(tk.errors.MissingColumnError, match="missing: x"):
        tk.stats.running_median(pd.DataFrame({"year": [1]}), "x")
