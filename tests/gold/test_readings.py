"""Agreement: golden values of the papers, properties, edges."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk
from textkit.gold.readings import cohen_kappa, f_score, krippendorff_alpha, match_spans

N = math.nan
FOUR_OBSERVERS = [  # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("interval", 0.849)])
def test_alpha_of_krippendorffs_four_observers(level, alpha):
    assert krippendorff_alpha(FOUR_OBSERVERS, level=level) == pytest.approx(alpha, abs=5e-4)


RATINGS = st.lists(st.lists(st.sampled_from([1, 2, 3, 5, N]), min_size=3, max_size=3), max_size=20)


@pytest.mark.parametrize("level", ["nominal", "interval"])
@given(RATINGS)
def test_alpha_is_that_of_the_definition(level, ratings):
    rows = list(zip(*ratings, strict=True))
    assert krippendorff_alpha(rows, level=level) == pytest.approx(naive.alpha(ratings, level), nan_ok=True)


def test_kappa_of_cohens_kind_of_table():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(*zip(*pairs, strict=True)) == pytest.approx(0.4)


def test_undefined_agreement_is_nan():
    assert math.isnan(cohen_kappa([], []))
    assert math.isnan(cohen_kappa(["a", "a"], ["a", "a"]))
    assert math.isnan(krippendorff_alpha([[N, 1], [2, N]]))
    assert math.isnan(krippendorff_alpha([[1, 1], [1, 1]]))
    assert all(map(math.isnan, f_score(0, 0, 0)))


MISSING = [None, N, pd.NA]
PARTLY = st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", *MISSING])] * 2), max_size=30)


@given(PARTLY)
def test_agreement_is_that_of_the_items_that_both_coded(codes):
    both = [(a, b) for a, b in codes if isinstance(a, str) and isinstance(b, str)]
    first, second = [[pair[k] for pair in codes] for k in (0, 1)]
    assert cohen_kappa(first, second) == pytest.approx(naive.kappa(both), nan_ok=True)
    numbers = [[ord(c) if isinstance(c, str) else c for c in coding] for coding in (first, second)]
    expected = krippendorff_alpha([[ord(pair[k]) for pair in both] for k in (0, 1)])
    assert krippendorff_alpha(numbers) == pytest.approx(expected, nan_ok=True)
    assert krippendorff_alpha([first, second]) == pytest.approx(expected, nan_ok=True)  # names as they are


@pytest.mark.parametrize("missing", MISSING)
def test_missing_codes_are_alike_and_equal_codings_agree(missing):
    assert cohen_kappa(["a", missing, "b"], ["a", "a", "b"]) == 1.0
    assert cohen_kappa(["a", missing, "b"], ["a", missing, "b"]) == 1.0
    assert math.isnan(cohen_kappa(["a", missing], ["a", missing]))
    assert krippendorff_alpha([["a", missing, "b"], ["a", "a", "b"]]) == 1.0


def test_bad_options_are_named():
    with pytest.raises(tk.errors.OptionError, match="Intervals need numbers"):
        krippendorff_alpha([["low"], ["high"]], level="interval")
    with pytest.raises(tk.errors.OptionError, match=r"got \[1, 2\]"):
        krippendorff_alpha([[1], [1, 2]])
    with pytest.raises(tk.errors.OptionError, match="got 1 and 2"):
        cohen_kappa(["a"], ["a", "b"])
    with pytest.raises(tk.errors.OptionError, match="ordinal"):
        krippendorff_alpha([[1], [1]], level="ordinal")


@given(SPANS, SPANS)
def test_pairs_are_one_to_one_overlapping_and_symmetric_in_number(first, second):
    pairs = match_spans(first, second)
    assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})
    for i, j in pairs:
        a, b = first[i], second[j]
        assert (min(a[1], b[1]) - max(a[0], b[0])) * 2 >= max(a[1], b[1]) - min(a[0], b[0])


@given(SPANS)
def test_spans_match_themselves(spans):
    distinct = sorted(set(spans))
    assert match_spans(distinct, distinct) == [(n, n) for n in range(len(distinct))]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_f_score_lies_between_precision_and_recall(both, more_found, more_gold):
    precision, recall, f1 = f_score(both, both + more_found, both + more_gold)
    if both:
        assert min(precision, recall) - 1e-12 <= f1 <= max(precision, recall) + 1e-12
        assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_alpha_ignores_items_that_one_coder_rated():
    more = np.column_stack([FOUR_OBSERVERS, [9, N, N, N]])
    assert krippendorff_alpha(more) == pytest.approx(krippendorff_alpha(FOUR_OBSERVERS))
