"""Accuracy from a reader's verdicts: counts, Wilson's interval, weights, and the whole way of a sheet."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

import textkit as tk
from reviewing import rows_of, save_as
from textkit.gold.sheets import wilson_interval


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_is_that_of_scipy(counts):
    k, n = counts
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson_interval(k / n, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def sheet(kinds, verdicts, **columns):
    keys = [f"quotes:a#{n}:{n}-{n + 1}" for n in range(len(kinds))]
    return pd.DataFrame({"key": keys, "kind": kinds, "verdict": verdicts} | columns)


def test_counts_by_kind_and_in_all():
    table = tk.gold.from_review(sheet(["direct", "direct", "mixed", "mixed"], ["y", "n", "y", ""])).set_index("kind")
    counts = table[["n_reviewed", "n_right", "n_blank"]]
    assert counts.loc["direct"].tolist() == [2, 1, 0]
    assert counts.loc["mixed"].tolist() == [1, 1, 1]
    assert counts.loc["all"].tolist() == [3, 2, 1]
    assert table.accuracy["all"] == pytest.approx(2 / 3)
    assert (table.low < table.accuracy).all()


def test_nothing_reviewed_is_undefined_not_zero():
    table = tk.gold.from_review(sheet(["direct"], [""]))
    assert table.accuracy.isna().all()
    assert table.low.isna().all()
    assert table.n_blank.tolist() == [1, 1]
    assert tk.gold.from_review(sheet([], [])).n_reviewed.tolist() == [0]


def test_weights_make_an_even_sample_speak_for_the_labels():
    verdicts = ["y"] * 5 + ["n"] * 5
    table = tk.gold.from_review(sheet(["direct"] * 5 + ["scare"] * 5, verdicts, weight=[19.0] * 5 + [1.0] * 5))
    overall = table.set_index("kind").loc["all"]
    assert overall.accuracy == pytest.approx(0.95)
    n_effective = (5 * 19 + 5) ** 2 / (5 * 19**2 + 5)
    assert (overall.low, overall.high) == pytest.approx(wilson_interval(0.95, n_effective))


def test_expected_accuracy_of_an_even_sample_is_that_of_the_labels(tmp_path, sample):
    labels = sample
    truth = labels.quotes.kind.isin(["direct", "indirect"])
    right = dict(zip(zip(labels.quotes.doc_id, labels.quotes.quote_id, strict=True), truth, strict=True))
    found = []
    for seed in range(20):
        drawn = tk.gold.to_review(labels, tmp_path / f"{seed}.csv", n=60, seed=seed, by="genre")
        verdicts = ["y" if right[key] else "n" for key in zip(drawn.doc_id, drawn.quote_id, strict=True)]
        found.append(tk.gold.from_review(drawn.assign(verdict=verdicts)).accuracy.iloc[-1])
    assert np.mean(found) == pytest.approx(truth.mean(), abs=0.05)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_from_sample_to_measure_by_way_of_a_person(tmp_path, ending, sample):
    """Sampled, judged, shuffled, shortened, columns moved, saved by a spreadsheet, measured, corrected, measured."""
    labels, path = sample, tmp_path / f"review.{ending}"
    drawn = tk.gold.to_review(labels, path, n=40, seed=3)
    rows = (
        rows_of(path) if ending == "csv" else pd.read_excel(path, dtype=str, keep_default_na=False).to_dict("records")
    )
    for number, row in enumerate(rows):
        row["verdict"] = ("Right", "wrong", "")[number % 3]
        if number % 3 == 1:
            row["correct_speaker"], row["comment"] = "Zed Quill", 'not "him", but\nhis friend; see above'
    random.Random(0).shuffle(rows)
    kept, columns = rows[:-7], ["comment", "verdict", *sorted({*rows[0]} - {"comment", "verdict"})]
    if ending == "csv":
        save_as(path, kept, columns=columns, separator=";")
    else:
        pd.DataFrame(kept)[columns].to_excel(path, index=False)

    accuracy = tk.gold.from_review(path).set_index("kind").loc["all"]
    n_right, n_wrong = (sum(row["verdict"] == word for row in kept) for word in ("Right", "wrong"))
    assert (accuracy.n_reviewed, accuracy.n_right, accuracy.n_blank) == (
        n_right + n_wrong,
        n_right,
        33 - n_right - n_wrong,
    )
    assert accuracy.accuracy == pytest.approx(n_right / (n_right + n_wrong))

    corrected = tk.gold.apply_corrections(labels, path)
    wrong = {row["key"] for row in kept if row["verdict"] == "wrong"}
    scare = set(drawn[drawn.kind == "scare"].key)
    assert (corrected.quotes.speaker == "Zed Quill").sum() == len(wrong - scare)
    quoted = drawn[drawn.key.isin(wrong) & drawn.kind.isin(["direct", "mixed", "block"])]
    words = tk.count_terms(corrected, by="speaker").groupby("speaker").n.sum()
    before = tk.count_terms(labels, by="speaker").groupby("speaker").n.sum()
    assert "Zed Quill" not in before
    assert words.get("Zed Quill", 0) >= sum(len(text.split()) for text in quoted.text) * 0.5
    assert words.sum() >= before.sum(), "words whose speaker was unknown have one now"
    assert "review" in corrected.provenance["corrections"]
