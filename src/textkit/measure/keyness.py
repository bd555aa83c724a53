"""Keyness: how much more frequent a term is in one corpus than in another, one function per statistic.

All take ``(a, b, n1, n2)``: the term's count in the target and in the reference, then the sizes of both corpora in
tokens. Numbers give a float, arrays an array. A size of zero, or a count that is negative or larger than its corpus,
gives NaN. All but the log-odds treat tokens as independent, which words in texts are not: they overstate certainty for
a term that few documents use; :func:`textkit.keyness` therefore adds an interval over documents.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, xlog1py

from textkit.checks import need_share
from textkit.errors import OptionError
from textkit.measure.formulas import elementwise

__all__ = [
    "bic",
    "chi_squared",
    "log_likelihood",
    "log_odds_dirichlet",
    "log_ratio",
    "log_ratio_confidence",
    "odds_ratio",
    "percent_difference",
    "simple_maths",
]

Score = Any  # float for numbers, numpy array for arrays


def log_likelihood(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, cells: Literal[2, 4] = 2) -> Score:
    """Log-likelihood ratio G2 of a difference in frequency, against chance (of independent tokens).

    ``G2 = 2 Σ O ln(O/E)`` with expected counts from the pooled frequency; ``cells=2`` sums over the term in both
    corpora (Rayson & Garside 2000, the usual online calculators), ``cells=4`` also over all other tokens (Dunning
    1993; AntConc). Range 0 to ∞; 0 where the relative frequencies are equal. 3.84, 6.63, 10.83 are the critical values
    for p < .05, .01, .001 of a single comparison. The sign is not in it: see :func:`log_ratio`.

    Misleads: it grows with corpus size, so that it ranks frequent words first; it is not a measure of effect.

    References
    ----------
    Dunning, T. (1993), Computational Linguistics 19(1), 61–74. Rayson, P. & Garside, R. (2000), Comparing corpora
    using frequency profiling.

    Examples
    --------
    >>> round(log_likelihood(1437, 5666, 60_000, 150_000), 2)
    259.39
    >>> round(log_likelihood(1437, 5666, 60_000, 150_000, cells=4), 2)
    267.85
    """
    if cells not in (2, 4):
        raise OptionError(f"cells must be 2 (the term) or 4 (the term and all other tokens), not {cells!r}.")
    return _log_likelihood(a, b, n1, n2, cells=cells)


@elementwise
def _log_likelihood(a: np.ndarray, b: np.ndarray, n1: np.ndarray, n2: np.ndarray, *, cells: int) -> np.ndarray:
    share, more = (a + b) / (n1 + n2), (a * n2 - b * n1) / (n1 + n2)  # than expected in a, and less in b
    half = _surprise(a, n1 * share, more) + _surprise(b, n2 * share, -more)
    if cells == 4:
        half = half + _surprise(n1 - a, n1 * (1 - share), -more) + _surprise(n2 - b, n2 * (1 - share), more)
    return _where_possible(np.maximum(2 * half, 0.0), a, b, n1, n2)


def _surprise(observed: np.ndarray, expected: np.ndarray, more: np.ndarray) -> np.ndarray:
    """``O ln(O/E)`` with ``O = E + more``, exact also where that is next to nothing; 0 where nothing was observed."""
    return np.where(observed > 0, xlog1py(observed, more / expected), 0.0)


def _where_possible(score: np.ndarray, a: np.ndarray, b: np.ndarray, n1: np.ndarray, n2: np.ndarray) -> np.ndarray:
    """``score`` where the four numbers can be counts in two corpora, else NaN."""
    possible = (a >= 0) & (b >= 0) & (n1 > 0) & (n2 > 0) & (a <= n1) & (b <= n2)
    return np.where(possible, score, np.nan)


@elementwise
def log_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Score:
    """Log ratio: how many times more frequent, in doublings.

    ``log2((a/n1) / (b/n2))``, where a count of zero is taken as 0.5. Range -∞ to ∞: 0 equal, 1 twice, 2 four times as
    frequent in the target, -1 half as frequent. NaN where both counts are zero.

    Misleads: it says nothing of certainty, so rare words come first; rank by :func:`log_ratio_confidence`.

    References
    ----------
    Hardie, A. (2014), Log Ratio – an informal introduction (CASS, Lancaster).

    Examples
    --------
    >>> round(log_ratio(12, 0, 5_000, 80_000), 3)
    8.585
    """
    rate1, rate2 = np.where(a == 0, 0.5, a) / n1, np.where(b == 0, 0.5, b) / n2
    return _where_possible(np.where(a + b > 0, np.log2(rate1 / rate2), np.nan), a, b, n1, n2)


@elementwise
def log_ratio_confidence(
    a: ArrayLike,
    b: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    confidence: float = 0.95,
    comparisons: int = 1,
) -> Score:
    """LRC: the end of the log ratio's confidence interval that is nearer to zero; 0 if the interval holds zero.

    The interval is exact: ``a`` given ``a + b`` is binomial, so Clopper–Pearson bounds p of its probability give
    ``log2(p/(1-p) · n2/n1)``. ``comparisons`` divides the error probability (Bonferroni): give the number of terms
    compared. Range -∞ to ∞, sign as in :func:`log_ratio`, smaller in size. The default ranking of
    :func:`textkit.keyness`: a word must be both much more frequent and often seen to come first.

    Misleads: like all tests on tokens, where one document supplies the occurrences.

    References
    ----------
    Evert, S. (2022), Measuring keyness. Digital Humanities 2022.

    Examples
    --------
    >>> round(log_ratio_confidence(12, 0, 5_000, 80_000), 2)
    5.47
    >>> log_ratio_confidence(1, 8, 5_000, 80_000)
    0.0
    """
    alpha = (1 - need_share(confidence, "confidence")) / 2 / max(comparisons, 1)
    lower = betaincinv(np.maximum(a, 1), b + 1, alpha)
    upper = betaincinv(a + 1, np.maximum(b, 1), 1 - alpha)
    more = np.where(a > 0, np.log2(lower / (1 - lower) * n2 / n1), 0.0)
    less = np.where(b > 0, np.log2(upper / (1 - upper) * n2 / n1), 0.0)
    bound = np.where(a / n1 >= b / n2, np.maximum(more, 0.0), np.minimum(less, 0.0))
    return _where_possible(np.where(a + b > 0, bound, np.nan), a, b, n1, n2)


@elementwise
def log_odds_dirichlet(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, prior_size: float = 500.0) -> Score:
    """Weighted log-odds ratio with an informative Dirichlet prior, as a z score.

    ``z = δ / √(1/(a+α) + 1/(b+α))`` with ``δ = ln((a+α)/(n1+α₀-a-α)) - ln((b+α)/(n2+α₀-b-α))``. The prior is the
    pooled corpus, worth ``prior_size`` tokens: ``α₀ = prior_size``, ``α = α₀ (a+b)/(n1+n2)``; the paper uses 500.
    Range -∞ to ∞; beyond ±1.96 differs more than chance would in one comparison of 20. NaN where both counts are zero.

    Misleads: like G2 it favours frequent words; a larger prior pulls rare words to zero.

    References
    ----------
    Monroe, B., Colaresi, M. & Quinn, K. (2008), Fightin' words. Political Analysis 16(4), 372–403, eqs. 15–22.

    Examples
    --------
    >>> round(log_odds_dirichlet(12, 0, 5_000, 80_000), 2)
    2.07
    """
    prior = prior_size * (a + b) / (n1 + n2)
    odds1 = (a + prior) / (n1 + prior_size - a - prior)
    odds2 = (b + prior) / (n2 + prior_size - b - prior)
    z = np.log(odds1 / odds2) / np.sqrt(1 / (a + prior) + 1 / (b + prior))
    return _where_possible(np.where(a + b > 0, z, np.nan), a, b, n1, n2)


@elementwise
def percent_difference(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Score:
    """%DIFF: by how many per cent the relative frequency in the target exceeds that in the reference.

    ``100 · (a/n1 - b/n2) / (b/n2)``. Range -100 to ∞; 100 is twice as frequent. Infinite where the reference lacks the
    word (the authors put 10⁻¹⁸ there, which gives a huge number), NaN where both do.

    Misleads: not symmetric (+100 undoes -50), unbounded for rare words.

    References
    ----------
    Gabrielatos, C. & Marchi, A. (2011), Keyness: matching metrics to definitions.

    Examples
    --------
    >>> percent_difference(30, 10, 1_000, 1_000)
    200.0
    """
    return _where_possible(100 * ((a * n2) / (b * n1) - 1), a, b, n1, n2)


@elementwise
def odds_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Score:
    """Odds ratio with 0.5 added to all four cells (Haldane 1955; Anscombe 1956), so that it is always finite.

    ``((a+½)(n2-b+½)) / ((b+½)(n1-a+½))``. Range 0 to ∞; 1 equal, 2 twice the odds. Nearly the ratio of frequencies,
    since words are rare.

    Misleads: as :func:`log_ratio`, by rare words.

    References
    ----------
    Pojanapunya, P. & Watson Todd, R. (2018), Log-likelihood and odds ratio. Corpus Linguistics and Linguistic Theory
    14(1), 133–167.

    Examples
    --------
    >>> round(odds_ratio(30, 10, 1_000, 1_000), 3)
    2.965
    """
    return _where_possible((a + 0.5) * (n2 - b + 0.5) / ((b + 0.5) * (n1 - a + 0.5)), a, b, n1, n2)


@elementwise
def simple_maths(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, k: float = 1) -> Score:
    """Simple maths: the ratio of frequencies per million, each plus ``k``.

    ``(a/n1·10⁶ + k) / (b/n2·10⁶ + k)``. Range 0 to ∞; 1 equal. A small ``k`` prefers rare words, 100 or 1000 common
    ones; it also settles counts of zero. With ``k=0`` the score is infinite where the reference lacks the word.

    Misleads: the ranking depends on ``k``, and in corpora far below a million words one occurrence is already
    hundreds per million, so that ``k=1`` hardly smooths.

    References
    ----------
    Kilgarriff, A. (2009), Simple maths for keywords. Corpus Linguistics 2009.

    Examples
    --------
    >>> simple_maths(40, 10, 1_000_000, 1_000_000, k=10)
    2.5
    """
    return _where_possible((a / n1 * 1e6 + k) / (b / n2 * 1e6 + k), a, b, n1, n2)


def bic(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, cells: Literal[2, 4] = 2) -> Score:
    """Bayesian information criterion of a difference: ``G2 - ln(n1 + n2)``.

    Range -ln N to ∞. Below 0 speaks for no difference; 2, 6 and 10 are positive, strong and very strong evidence for
    one (approximate Bayes factors). Corrects G2 for corpus size; misleads otherwise as G2 does.

    References
    ----------
    Wilson, A. (2013), Embracing Bayes factors for key item analysis in corpus linguistics.

    Examples
    --------
    >>> round(bic(1437, 5666, 60_000, 150_000), 2)
    247.14
    """
    return log_likelihood(a, b, n1, n2, cells=cells) - _log_size(a, b, n1, n2)


@elementwise
def _log_size(a: np.ndarray, b: np.ndarray, n1: np.ndarray, n2: np.ndarray) -> np.ndarray:
    return np.log(n1 + n2)


@elementwise
def chi_squared(
    a: ArrayLike,
    b: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    yates: bool | Literal["rare"] = True,
    signed: bool = False,
) -> Score:
    """Pearson's chi-squared of the four cells, by default with Yates' correction for continuity.

    ``N (|ad - bc| - N/2)² / (row and column sums)`` with c, d all other tokens; the correction never goes below zero.
    Range 0 to ∞, 1 degree of freedom; ``signed=True`` makes it negative where the reference has more. NaN where both
    counts are zero. With ``signed=True, yates="rare"`` it is quanteda's ``textstat_keyness``, which corrects only where
    an expected count is below 5 and the correction does not go below zero.

    Misleads: where an expected count is below 5; prefer G2.

    Examples
    --------
    >>> round(chi_squared(30, 10, 1_000, 1_000), 3)
    9.209
    """
    c, d, total = n1 - a, n2 - b, n1 + n2
    difference = np.maximum(np.abs(a * d - b * c) - total / 2 * bool(yates), 0.0)
    if yates == "rare":
        rare = np.minimum(a + b, c + d) * np.minimum(n1, n2) / total < 5
        plain = np.abs(a * d - b * c)
        difference = np.where(rare & (plain >= total / 2), difference, plain)
    score = total * difference**2 / ((a + b) * (c + d) * n1 * n2)
    return _where_possible(score * np.sign(a * d - b * c) if signed else score, a, b, n1, n2)
