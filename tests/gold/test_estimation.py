"""The estimator against loops, and what must hold of it whatever the labels are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from textkit.gold.estimation import Strata, Sum, correct_sum, error_variance, estimate_total, read_alone, rows_needed


def drawn(seed, n_units=60, n=12, accuracy=0.8, sizes=None):
    """A population of three strata, its answers, and a stratified sample."""
    rng = np.random.default_rng(seed)
    truth = rng.random(n_units) < 0.4
    label = np.where(rng.random(n_units) < accuracy, truth, ~truth)
    stratum = np.sort(rng.integers(0, 3, n_units))
    at = np.concatenate([rng.permutation(np.flatnonzero(stratum == h))[: n // 3] for h in range(3)])
    sizes = np.ones(n_units) if sizes is None else rng.integers(1, sizes, n_units).astype(float)
    strata = Strata(stratum[at], np.bincount(stratum), np.bincount(stratum[at]))
    everything = np.ones(n_units, dtype=bool)
    return Sum(sizes * label, (sizes * truth)[at], at, everything, label, sizes), strata, sizes * truth


@given(st.integers(0, 200), st.sampled_from([0.5, 0.8, 1.0]))
def test_total_variance_and_slope_are_those_of_loops(seed, accuracy):
    part, strata, _ = drawn(seed, accuracy=accuracy)
    rows = list(zip(part.at.tolist(), strata.codes.tolist(), part.answer.tolist(), strict=True))
    expected = naive.corrected_total(part.label.tolist(), rows, strata.sizes.tolist())
    found = estimate_total(part, strata)
    assert (found.total, found.variance, found.slope) == pytest.approx(expected)


@given(st.integers(0, 50))
def test_of_a_group_too(seed):
    part, strata, _ = drawn(seed)
    inside = np.arange(60) % 3 > 0
    part = Sum(part.label * inside, part.answer * inside[part.at], part.at, inside, part.labelled & inside, part.sizes)
    if not part.read.any():
        return
    rows = list(zip(part.at.tolist(), strata.codes.tolist(), part.answer.tolist(), strict=True))
    expected = naive.corrected_total(part.label.tolist(), rows, strata.sizes.tolist(), inside.tolist())
    found = estimate_total(part, strata)
    assert (found.total, found.variance, found.slope) == pytest.approx(expected)


@given(st.integers(0, 50))
def test_of_words_too(seed):
    part, strata, _ = drawn(seed)
    sizes = np.random.default_rng(seed).integers(1, 40, 60).astype(float)
    words = Sum(part.label * sizes, part.answer * sizes[part.at], part.at, part.inside, part.labelled, sizes)
    rows = list(zip(part.at.tolist(), strata.codes.tolist(), words.answer.tolist(), strict=True))
    unit = math.sqrt(sum(size**2 for size in sizes) / 60)
    expected = naive.corrected_total(words.label.tolist(), rows, strata.sizes.tolist(), unit=unit)
    found = estimate_total(words, strata)
    assert (found.total, found.variance, found.slope) == pytest.approx(expected)


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 0.9])
def test_the_estimate_is_right_on_average_and_its_interval_holds_however_bad_the_labels_are(accuracy):
    rng = np.random.default_rng(0)
    truth = rng.random(400) < 0.3
    label = np.where(rng.random(400) < accuracy, truth, ~truth)
    every, plain = np.ones(400, dtype=bool), Strata(np.zeros(60, dtype=int), np.array([400]), np.array([60]))
    figures = []
    for _ in range(400):
        at = rng.permutation(400)[:60]
        part = Sum(label.astype(float), truth[at].astype(float), at, every, label, np.ones(400))
        figures.append(correct_sum(part, plain))
    middle, low, high = np.array([figure[:3] for figure in figures]).T
    assert middle.mean() == pytest.approx(truth.sum(), rel=0.03)
    assert 0.92 <= ((low <= truth.sum()) & (truth.sum() <= high)).mean() <= 0.99


def test_when_all_is_read_nothing_is_estimated():
    part, strata, truth = drawn(1, n=180, accuracy=0.3)
    figures = correct_sum(part, strata)
    assert figures[:3] == pytest.approx((truth.sum(),) * 3)


def test_no_error_seen_does_not_prove_that_there_is_none():
    part, strata, truth = drawn(2, accuracy=1.0)
    corrected, low, high, *_ = correct_sum(part, strata)
    assert corrected == pytest.approx(truth.sum())
    assert low < corrected < high


def test_the_interval_leaves_out_what_the_rows_that_were_read_rule_out():
    part, strata, _ = drawn(3)
    _, low, high, *_ = correct_sum(part, strata)
    assert low >= part.answer.sum()
    assert high <= 60 - (1 - part.answer).sum()


@pytest.mark.parametrize(("n_wrong", "freedom"), [(2, 20), (20, 20), (60, 60), (100, 99)])  # 20 at least
def test_as_few_degrees_of_freedom_as_rows_make_up_the_variance(n_wrong, freedom):
    label, everything = np.zeros(400), np.ones(400, dtype=bool)
    read = Strata(np.zeros(100, dtype=int), np.array([400]), np.array([100]))
    answer = np.where(np.arange(100) < n_wrong, np.where(np.arange(100) % 2, 1.0, -1.0), 0.0)
    part = Sum(label, answer, np.arange(100), everything, everything, None)
    assert estimate_total(part, read).freedom == pytest.approx(freedom)


def test_a_share_is_that_of_the_corrected_sums():
    part, strata, truth = drawn(4, n=180, sizes=9, accuracy=0.7)
    first = np.arange(60) < 25
    own = Sum(part.label * first, part.answer * first[part.at], part.at, part.inside, part.labelled & first, part.sizes)
    figures = correct_sum(own, strata, whole=part)
    assert figures.corrected == pytest.approx((truth * first).sum() / truth.sum())
    assert figures.sample_only == pytest.approx(figures.corrected)


def test_good_labels_are_worth_more_rows_than_bad_ones():
    worth = [
        np.mean([correct_sum(*drawn(seed, 300, 60, accuracy)[:2]).worth for seed in range(10)])
        for accuracy in (0.5, 0.8, 0.97)
    ]
    assert 50 < worth[0] < worth[1] < worth[2] <= 300


def test_documents_that_vary_make_the_interval_of_texts_like_these_wider():
    part, strata, _ = drawn(5, n=30)
    documents = np.repeat(np.arange(6), 10)
    even = correct_sum(part, strata)
    wide = correct_sum(part, strata, documents=documents)
    assert wide.high - wide.low > even.high - even.low
    assert np.isnan(correct_sum(part, strata, documents=np.zeros(60, dtype=int)).low)


def test_as_many_rows_are_planned_as_make_the_interval_so_wide():
    """A sample tells the variance of an error; from it follows the size of the sample that was drawn."""
    part, strata, _ = drawn(6, n_units=900, n=120)
    figures = correct_sum(part, strata)
    half = (figures.high - figures.low) / 2
    assert rows_needed(part, error_variance(part, strata), half) == pytest.approx(120, rel=0.05)
    assert rows_needed(part, 0.1, 1e-9) == pytest.approx(900, rel=1e-3)


def test_from_the_answers_alone_the_total_is_the_weighted_mean():
    part, strata, _ = drawn(7)
    by_stratum = [part.answer[strata.codes == h].mean() * strata.sizes[h] for h in range(3)]
    assert read_alone(part, strata)[0] == pytest.approx(sum(by_stratum))
