"""Periods of the date, by which every measure can group."""

import pandas as pd
import pytest

import textkit as tk
from textkit.read.dates import PERIODS, period_of

DATES = pd.Series(
    pd.to_datetime(["1789-04-30", "2024-12-31", "2025-01-01", "2025-01-06", None]).astype("datetime64[s]")
)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("week", ["1789-04-27", "2024-12-30", "2024-12-30", "2025-01-06"]),
        ("month", ["1789-04", "2024-12", "2025-01", "2025-01"]),
        ("quarter", ["1789-Q2", "2024-Q4", "2025-Q1", "2025-Q1"]),
        ("year", ["1789", "2024", "2025", "2025"]),
        ("decade", ["1780", "2020", "2020", "2020"]),
    ],
)
def test_a_date_lies_in_a_period_and_no_date_in_none(period, expected):
    found = period_of(DATES, period)
    assert found[:4].tolist() == expected
    assert found.isna().tolist() == [False] * 4 + [True]
    assert sorted(found[:4]) == found[:4].tolist()  # they sort by time


@pytest.fixture(scope="module")
def corpus():
    texts = {"text": ["“Trade grows,” said Ann Lee.", "Trade hurts.", "It fights like a lion."]}
    return tk.read_corpus(pd.DataFrame(texts | {"date": ["2025-01-03", "2025-02-01", None]}))


@pytest.mark.parametrize(
    "measure",
    [tk.count_terms, tk.corpus_size, tk.speaker_share, tk.quoted_share, tk.polarity_by, tk.count_analogies, tk.keyness],
)
def test_every_measure_groups_by_them_also_on_disk(measure, corpus, tmp_path):
    labels = tk.label(corpus)
    found = measure(labels, by="month")["month"].dropna()
    assert "2025-01" in set(found) <= {"2025-01", "2025-02"}
    tk.label_to(tmp_path / "x", corpus, workers=1)
    assert measure(tk.scan_labels(tmp_path / "x"), by="month")["month"].dropna().tolist() == found.tolist()


def test_a_field_of_the_users_of_that_name_comes_first():
    texts = pd.DataFrame({"text": ["No.", "Yes."], "date": ["2025-01-03"] * 2, "month": ["first", "last"]})
    assert tk.corpus_size(tk.label(tk.read_corpus(texts)), by="month")["month"].tolist() == ["first", "last"]


def test_periods_are_names_of_their_own():
    assert set(PERIODS) == {"week", "month", "quarter", "year", "decade"}
