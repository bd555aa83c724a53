"""Association of two words, one function per statistic.

``observed`` is how often they occur together, ``expected`` how often they would by chance: ``f_x f_y span / N`` with
``span`` the number of places in the window around a node. Numbers give a float, arrays an array. Never together gives
the limit (-∞; -1 for NPMI); an expected count of zero gives NaN.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from textkit.measure.bootstrap import elementwise

__all__ = ["expected_count", "log_dice", "mi3", "mutual_information", "npmi", "simple_log_likelihood", "t_score"]

Score = Any  # float for numbers, numpy array for arrays


@elementwise
def expected_count(f_x: ArrayLike, f_y: ArrayLike, n: ArrayLike, *, span: float = 1.0) -> Score:
    """How often x and y would stand together by chance: ``f_x · f_y · span / n``.

    Leaving out ``span`` (as some tools do) makes every window of five words look like attraction.

    Examples
    --------
    >>> expected_count(100, 50, 10_000, span=10)
    5.0
    """
    return np.where((f_x >= 0) & (f_y >= 0) & (n > 0), f_x * f_y * span / n, np.nan)


@elementwise
def log_dice(f_xy: ArrayLike, f_x: ArrayLike, f_y: ArrayLike) -> Score:
    """logDice: ``14 + log2(2 f_xy / (f_x + f_y))``.

    Maximum 14 where the words occur only together (in wide windows a pair can be counted twice, and exceed it); one
    less is half the strength, 7 less a hundredth. Symmetric; independent of corpus size, so that it compares corpora.

    Misleads: it has no notion of chance: frequent words always score with frequent words.

    References
    ----------
    Rychlý, P. (2008), A lexicographer-friendly association score. RASLAN 2008.

    Examples
    --------
    >>> log_dice(50, 50, 50), log_dice(25, 50, 50)
    (14.0, 13.0)
    """
    return np.where((f_xy >= 0) & (f_x > 0) & (f_y > 0), 14 + np.log2(2 * f_xy / (f_x + f_y)), np.nan)


@elementwise
def mutual_information(observed: ArrayLike, expected: ArrayLike) -> Score:
    """Pointwise mutual information in bits: ``log2(O/E)``.

    Range -∞ to ∞; 0 chance, 3 (eight times chance) is the customary threshold.

    Misleads: highest for the rarest words; demand a minimum count.

    References
    ----------
    Church, K. & Hanks, P. (1990), Word association norms. Computational Linguistics 16(1), 22–29.

    Examples
    --------
    >>> mutual_information(40, 5)
    3.0
    """
    return _where_expected(np.log2(observed / expected), observed, expected)


@elementwise
def mi3(observed: ArrayLike, expected: ArrayLike) -> Score:
    """MI3: ``log2(O³/E)``, which takes from MI its liking for rare words.

    No fixed range; not comparable between corpora of different size.

    References
    ----------
    Daille, B. (1994), Approche mixte pour l'extraction automatique de terminologie (thesis, Paris 7).

    Examples
    --------
    >>> round(mi3(40, 5), 3)
    13.644
    """
    return _where_expected(np.log2(observed**3 / expected), observed, expected)


@elementwise
def npmi(observed: ArrayLike, expected: ArrayLike, n: ArrayLike) -> Score:
    """Normalised pointwise mutual information: ``ln(O/E) / -ln(O/n)`` with ``n`` the number of pairs (N · span).

    Range -1 (never together) over 0 (chance) to 1 (only together); NaN where the pair is all there is (O = n).

    References
    ----------
    Bouma, G. (2009), Normalized (pointwise) mutual information in collocation extraction. GSCL 2009.

    Examples
    --------
    >>> round(npmi(40, 5, 100_000), 3)
    0.266
    """
    score = np.log(observed / expected) / -np.log(observed / n)
    possible = np.where(observed < n, observed, np.nan)
    return _where_expected(np.where(observed == 0, -1.0, score), possible, expected)


@elementwise
def t_score(observed: ArrayLike, expected: ArrayLike) -> Score:
    """t score: ``(O - E) / √O``.

    Range -∞ to √O; 2 and more is customary. Ranks much like plain frequency.

    Misleads: it is not a t test (words are not normally distributed); use it to rank, not for p values.

    References
    ----------
    Church, K., Gale, W., Hanks, P. & Hindle, D. (1991), Using statistics in lexical analysis.

    Examples
    --------
    >>> t_score(25, 5)
    4.0
    """
    return _where_expected((observed - expected) / np.sqrt(observed), observed, expected)


@elementwise
def simple_log_likelihood(observed: ArrayLike, expected: ArrayLike) -> Score:
    """Log-likelihood of one cell: ``2 (O ln(O/E) - (O - E))``.

    Range 0 to ∞; 10.83 is p < .001 of a single pair. It needs no table of four cells, which overlapping windows do not
    have, and is close to the full G2 (:func:`textkit.stats.log_likelihood` with four cells) where a pair is rare among
    all pairs. Without sign: compare observed with expected.

    References
    ----------
    Evert, S. (2008), Corpora and collocations. In: Corpus linguistics: an international handbook, ch. 58.

    Examples
    --------
    >>> round(simple_log_likelihood(40, 5), 2)
    96.36
    """
    ratio = np.where(observed > 0, observed / expected, 1.0)
    score = np.maximum(2 * (xlogy(observed, ratio) - (observed - expected)), 0.0)
    return np.where((observed >= 0) & (expected > 0), score, np.nan)


def _where_expected(score: np.ndarray, observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.where((observed >= 0) & (expected > 0), score, np.nan)
