"""Golden values of the formulas, from their papers or worked out by hand: tests/cases/word_statistics.json."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk

CASES = json.loads((Path(__file__).parents[1] / "cases" / "word_statistics.json").read_text(encoding="utf-8"))
NAMES = [f"{case['function']}: {case['comment']}" for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_golden_value(case):
    got = getattr(tk.stats, case["function"])(*case["args"], **case.get("options", {}))
    assert isinstance(got, float)
    if case["value"] is None:
        assert math.isnan(got)
    elif isinstance(case["value"], str):
        assert got == float(case["value"])
    else:
        assert got == pytest.approx(case["value"], abs=0.51 * 10 ** -case["digits"])


def test_a_pair_that_is_all_there_is_has_no_npmi():
    assert math.isnan(tk.stats.npmi(10, 5, 10))
    assert math.isnan(tk.stats.npmi(11, 5, 10))
    assert tk.stats.npmi([0, 5, 10], [5, 5, 5], [10, 10, 10])[:2].tolist() == [-1.0, 0.0]


@pytest.mark.parametrize(
    "measure", [tk.stats.ttr, tk.stats.yule_k, tk.stats.mtld, lambda words: tk.stats.mattr(words, window=3)]
)
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_missing_words_do_not_count(measure, missing):
    words = ["a", "rose", "is", "a", "rose", "a"]
    with_gaps = ["a", missing, "rose", "is", "a", missing, "rose", "a"]
    for sequence in (with_gaps, pd.Series(with_gaps, dtype="str"), pd.Series(with_gaps, dtype="category")):
        assert measure(sequence) == measure(words)
    assert math.isnan(measure([missing]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tk.stats.mtld(["a", "b"], threshold=1), "threshold must be a number between 0 and 1"),
        (lambda: tk.stats.mtld(["a", "b"], threshold=72), "Did you mean 0.72"),
        (lambda: tk.stats.log_ratio_confidence(3, 1, 90, 80, confidence=95), "Did you mean 0.95"),
        (lambda: tk.stats.running_median(pd.DataFrame({"n": [1], "year": [2]}), "n"), "n is a column of the result"),
    ],
)
def test_impossible_options_are_refused_with_what_is_possible(call, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        call()


def test_a_text_without_words_has_no_readability():
    labels = tk.label(tk.read_corpus(["12.5 30, 40."]), tables=("sentences", "tokens"))
    row = tk.readability(labels).iloc[0]
    assert row["n_words"] == 0
    scores = ["flesch_reading_ease", "gunning_fog", "smog", "coleman_liau", "dale_chall", "lix"]
    assert row[scores].isna().all()
