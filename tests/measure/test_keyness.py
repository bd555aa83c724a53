"""Keyness formulas against slow oracles and scipy, and their properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency

import naive
import textkit as tk
from textkit.measure import keyness as formulas

FORMULAS = [getattr(formulas, name) for name in formulas.__all__]
SIGNED = [tk.stats.log_ratio, tk.stats.log_ratio_confidence, tk.stats.log_odds_dirichlet]
UNSIGNED = [tk.stats.log_likelihood, tk.stats.bic, tk.stats.chi_squared]

size = st.integers(1, 10**6)
corpora = st.tuples(size, size).flatmap(
    lambda sizes: st.tuples(st.integers(0, sizes[0]), st.integers(0, sizes[1]), st.just(sizes[0]), st.just(sizes[1]))
)
tables = corpora.filter(lambda t: 0 < t[0] + t[1] < t[2] + t[3])


@given(corpora, st.sampled_from([2, 4]))
def test_log_likelihood_is_the_sum_over_cells(table, cells):
    expected = naive.log_likelihood(*table, cells=cells)
    assert tk.stats.log_likelihood(*table, cells=cells) == pytest.approx(expected, rel=1e-6, abs=1e-3)


@given(tables)
def test_four_cells_and_chi_squared_agree_with_scipy(table):
    a, b, n1, n2 = table
    cells = [[a, b], [n1 - a, n2 - b]]
    g2 = chi2_contingency(cells, lambda_="log-likelihood", correction=False).statistic
    assert tk.stats.log_likelihood(*table, cells=4) == pytest.approx(g2, rel=1e-6, abs=1e-3)
    chi2 = chi2_contingency(cells, correction=False).statistic
    assert tk.stats.chi_squared(*table, yates=False) == pytest.approx(chi2, rel=1e-6, abs=1e-6)


def test_chi_squared_may_be_corrected_for_rare_terms_alone():
    corrected, plain = (tk.stats.chi_squared(8, 1, 900, 1000, yates=yates) for yates in (True, False))
    assert tk.stats.chi_squared(8, 1, 900, 1000, yates="rare") == corrected < plain  # 4.3 expected
    for table in ((30, 10, 1000, 1000), (1, 1, 900, 1000)):  # frequent; a correction beyond zero
        assert tk.stats.chi_squared(*table, yates="rare") == tk.stats.chi_squared(*table, yates=False)


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ((1000, 1001, 10**6, 10**6 + 1), 4.992501459896477e-4),
        ((123456, 123457, 10**7, 10**7 + 5), 3.610009601208417e-6),
    ],
)
def test_g2_is_exact_where_it_is_next_to_nothing(table, value):  # with 60 digits
    assert tk.stats.log_likelihood(*table, cells=4) == pytest.approx(value, rel=1e-9)


def test_chi_squared_corrects_for_continuity_as_scipy_does():
    expected = chi2_contingency([[30, 10], [970, 990]], correction=True).statistic
    assert tk.stats.chi_squared(30, 10, 1000, 1000) == pytest.approx(expected)
    assert tk.stats.chi_squared(10, 30, 1000, 1000, signed=True) == pytest.approx(-expected)


@given(corpora)
def test_log_ratio_is_that_of_the_oracle(table):
    assert tk.stats.log_ratio(*table) == pytest.approx(naive.log_ratio(*table), abs=1e-9, nan_ok=True)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(100, 10**5), st.integers(100, 10**5))
def test_lrc_is_that_of_the_oracle(a, b, n1, n2):
    if a + b:
        expected = naive.log_ratio_confidence(a, b, n1, n2)
        assert tk.stats.log_ratio_confidence(a, b, n1, n2) == pytest.approx(expected, abs=1e-6)


def test_lrc_comes_from_scipys_exact_interval():
    interval = binomtest(40, 50).proportion_ci(confidence_level=0.99, method="exact")
    expected = math.log2(interval.low / (1 - interval.low) * 3000 / 1000)
    assert tk.stats.log_ratio_confidence(40, 10, 1000, 3000, confidence=0.99) == pytest.approx(expected)


def test_lrc_corrects_for_comparisons_as_a_stricter_confidence_does():
    strict = tk.stats.log_ratio_confidence(40, 10, 1000, 1000, confidence=0.9995)
    assert tk.stats.log_ratio_confidence(40, 10, 1000, 1000, comparisons=100) == pytest.approx(strict)


@given(tables)
def test_lrc_is_nearer_to_zero_than_the_log_ratio(table):
    ratio, bound = tk.stats.log_ratio(*table), tk.stats.log_ratio_confidence(*table)
    assert abs(bound) <= abs(ratio) + 1e-9 or min(table[:2]) == 0
    assert bound * ratio >= 0 or min(table[:2]) == 0


@given(tables)
def test_log_odds_are_those_of_the_oracle(table):
    assert tk.stats.log_odds_dirichlet(*table) == pytest.approx(naive.log_odds(*table), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("formula", SIGNED)
@given(table=tables)
def test_swapping_the_corpora_swaps_the_sign(formula, table):
    a, b, n1, n2 = table
    assert formula(a, b, n1, n2) == pytest.approx(-formula(b, a, n2, n1), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("formula", UNSIGNED)
@given(table=tables)
def test_swapping_the_corpora_keeps_the_size(formula, table):
    a, b, n1, n2 = table
    assert formula(a, b, n1, n2) == pytest.approx(formula(b, a, n2, n1), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("formula", [tk.stats.odds_ratio, tk.stats.simple_maths])
@given(table=tables)
def test_swapping_the_corpora_inverts_a_ratio(formula, table):
    a, b, n1, n2 = table
    assert formula(a, b, n1, n2) * formula(b, a, n2, n1) == pytest.approx(1)


@given(tables)
def test_ranges(table):
    assert tk.stats.log_likelihood(*table) >= 0
    assert tk.stats.chi_squared(*table) >= 0
    assert tk.stats.percent_difference(*table) >= -100
    assert tk.stats.odds_ratio(*table) > 0
    assert tk.stats.simple_maths(*table) > 0
    assert tk.stats.bic(*table) == pytest.approx(tk.stats.log_likelihood(*table) - math.log(table[2] + table[3]))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@given(rows=st.lists(corpora, min_size=1, max_size=8))
def test_arrays_equal_scalars(formula, rows):
    together = formula(*np.array(rows).T)
    apart = [formula(*row) for row in rows]
    assert together.tolist() == pytest.approx(apart, nan_ok=True)
    assert all(type(score) is float for score in apart)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("table", [(-1, 2, 10, 10), (1, 2, 0, 10), (1, 2, 10, 0), (11, 2, 10, 10), (1, 11, 10, 10)])
def test_numbers_that_cannot_be_counts_give_nan(formula, table):
    assert math.isnan(formula(*table))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
def test_empty_arrays_and_missing_counts(formula):
    assert formula([], [], 10, 10).shape == (0,)
    assert math.isnan(formula(float("nan"), 1, 10, 10))


def test_cells_other_than_two_or_four_are_refused():
    with pytest.raises(tk.errors.OptionError, match="cells must be 2"):
        tk.stats.log_likelihood(1, 2, 10, 10, cells=3)
