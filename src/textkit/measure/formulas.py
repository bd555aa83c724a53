"""Formulas for numbers or arrays alike: association of two words, running medians, intervals from resampled documents.

Documents are resampled because words of one article are not independent, and articles nearly are. Of association:
``observed`` is how often they occur together, ``expected`` how often they would by chance: ``f_x f_y span / N`` with
``span`` the number of places in the window around a node. Numbers give a float, arrays an array. Never together gives
the limit (-∞; -1 for NPMI); an expected count of zero gives NaN.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import xlogy

from textkit.errors import OptionError
from textkit.measure.calls import measure
from textkit.schema import require_columns

__all__ = [
    "benjamini_hochberg",
    "delta_p",
    "dice",
    "document_weights",
    "elementwise",
    "expected_count",
    "interval",
    "log_dice",
    "mi3",
    "mutual_information",
    "npmi",
    "ratio_interval",
    "running_median",
    "simple_log_likelihood",
    "t_score",
    "z_score",
]


def document_weights(n_documents: int, *, rounds: int = 1000, seed: int = 0) -> np.ndarray:
    """How often each document is drawn in each round, ``rounds`` × ``n_documents`` (Efron 1979).

    Examples
    --------
    >>> document_weights(3, rounds=2).sum(axis=1).tolist()
    [3, 3]
    """
    if n_documents == 0:
        return np.zeros((rounds, 0), dtype=np.int64)
    rng = np.random.default_rng(seed)
    return rng.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=rounds)


def interval(draws: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval over the first axis of ``draws``; NaN where fewer than half of the rounds are defined.

    Examples
    --------
    >>> low, high = interval(np.arange(101.0), level=0.9)
    >>> round(float(low), 6), round(float(high), 6)
    (5.0, 95.0)
    """
    draws = np.asarray(draws, dtype=float)
    defined = np.isfinite(draws).mean(axis=0) >= 0.5
    filled = np.where(defined, draws, 0.0)
    low, high = np.nanquantile(filled, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.where(defined, low, np.nan)[()], np.where(defined, high, np.nan)[()]


def ratio_interval(
    numerator: np.ndarray,
    denominator: np.ndarray,
    *,
    scale: float = 1.0,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Interval of ``scale`` · Σ numerator / Σ denominator, one entry per document; NaN for fewer than two documents.

    Examples
    --------
    >>> low, high = ratio_interval(np.array([1, 2, 3]), np.array([10, 10, 10]))
    >>> low < 0.2 < high
    True
    """
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    if len(numerator) < 2:
        return float("nan"), float("nan")
    weights = document_weights(len(numerator), rounds=rounds, seed=seed)
    below = weights @ denominator
    draws = np.divide(scale * (weights @ numerator), below, out=np.full(rounds, np.nan), where=below > 0)
    low, high = interval(draws, level=level)
    return float(low), float(high)


Formula = Callable[..., Any]


def elementwise(formula: Formula) -> Formula:
    """Let ``formula``, written for float arrays, take scalars, sequences and arrays that broadcast together.

    Positional arguments become float arrays, NA becomes NaN, division by zero and the logarithm of zero are computed
    silently (the formula says what they mean), and the result is a float where all of them were scalars.

    Examples
    --------
    >>> @elementwise
    ... def rate(n, total):
    ...     return n / total
    >>> rate(1, 4), rate([1, 2], 4), rate(0, 0)
    (0.25, array([0.25, 0.5 ]), nan)
    """

    @wraps(formula)
    def broadcasting(*numbers: Any, **options: Any) -> Any:
        arrays = np.broadcast_arrays(*(_as_floats(n) for n in numbers))
        with np.errstate(all="ignore"):
            result = np.asarray(formula(*arrays, **options), dtype=float)
        return float(result) if result.ndim == 0 else result

    return broadcasting


def _as_floats(numbers: Any) -> np.ndarray:
    if hasattr(numbers, "to_numpy"):
        return numbers.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(numbers, dtype=float)


@measure
def running_median(table: pd.DataFrame, value: str, *, year: str = "year", window: int = 15) -> pd.DataFrame:
    """Median of ``value`` over the ``window`` years around each year from the first to the last.

    The median is robust against the single extraordinary document; at both ends fewer years stand behind it. It
    describes and does not test: a drift may come from the genre (spoken or written) as much as from the time.

    Parameters
    ----------
    table : DataFrame
        One row per document: ``year`` (a number) and ``value``. Rows without either are left out.
    value : str
        The column to smooth.
    window : int
        Width in years, centred.

    Returns
    -------
    DataFrame
        ``year``, ``value`` (NaN where the window holds no document), n (documents in the window). ``attrs["window"]``
        is the width.

    Raises
    ------
    MissingColumnError
        If a column is missing.
    OptionError
        If ``window`` is below 1.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"year": [1800, 1801, 1802, 1810], "words": [10, 30, 20, 50]})
    >>> running_median(table, "words", window=5).query("year in (1801, 1806, 1810)").values.tolist()
    [[1801.0, 20.0, 3.0], [1806.0, nan, 0.0], [1810.0, 50.0, 1.0]]
    """
    require_columns(table, [year, value], table="values over time")
    if year == value or "n" in (year, value):
        raise OptionError("year and value must be two columns, and n is a column of the result: rename yours.")
    if window < 1:
        raise OptionError(f"window must be 1 year or more, not {window}.")
    known = table[[year, value]].apply(pd.to_numeric, errors="coerce").dropna()
    when, values = known[year].to_numpy(dtype=float), known[value].to_numpy(dtype=float)
    years = np.arange(when.min(), when.max() + 1) if len(when) else np.array([])
    near = [values[np.abs(when - centre) <= window / 2] for centre in years]
    medians = [float(np.median(part)) if len(part) else np.nan for part in near]
    smooth = pd.DataFrame({year: years.astype(int), value: medians, "n": [len(part) for part in near]})
    smooth.attrs["window"] = window
    return smooth


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
def dice(f_xy: ArrayLike, f_x: ArrayLike, f_y: ArrayLike) -> Score:
    """Dice coefficient: ``2 f_xy / (f_x + f_y)``, of which logDice is the logarithm.

    Range 0 (never together) to 1 (only together; in wide windows a pair can be counted twice, and exceed it). Misleads
    as :func:`log_dice` does.

    References
    ----------
    Dice, L. R. (1945), Measures of the amount of ecologic association between species. Ecology 26(3), 297–302.

    Examples
    --------
    >>> dice(25, 50, 50)
    0.5
    """
    return np.where((f_xy >= 0) & (f_x > 0) & (f_y > 0), 2 * f_xy / (f_x + f_y), np.nan)


@elementwise
def z_score(observed: ArrayLike, expected: ArrayLike) -> Score:
    """z score: ``(O - E) / √E``.

    Range -√E to ∞. Misleads: highest for rare words, as MI; it is not a test where E is small.

    References
    ----------
    Berry-Rogghe, G. (1973), The computation of collocations and their relevance in lexical studies; as in Evert (2008).

    Examples
    --------
    >>> z_score(25, 4)
    10.5
    """
    return _where_expected((observed - expected) / np.sqrt(expected), observed, expected)


@elementwise
def delta_p(f_xy: ArrayLike, f_x: ArrayLike, f_y: ArrayLike, n: ArrayLike) -> Score:
    """ΔP of y given x: ``f_xy/f_x - (f_y - f_xy)/(n - f_x)``, how much more probable y is where x is.

    Range -1 to 1, 0 without association; not symmetric: with ``f_x`` and ``f_y`` exchanged it is that of x given y. NaN
    where the four numbers cannot be counts of one table.

    References
    ----------
    Ellis, N. C. (2006), Language acquisition as rational contingency learning. Applied Linguistics 27(1), 1–24; Gries,
    S. Th. (2013), 50-something years of work on collocations. IJCL 18(1), 137–165.

    Examples
    --------
    >>> round(delta_p(5_610, 174_548, 7_867, 10_409_868), 3)  # course, given of
    0.032
    """
    possible = (f_xy >= 0) & (f_xy <= f_x) & (f_xy <= f_y) & (f_x > 0) & (f_x < n) & (f_x + f_y - f_xy <= n)
    return np.where(possible, f_xy / f_x - (f_y - f_xy) / (n - f_x), np.nan)


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


def benjamini_hochberg(p_values: Sequence[float]) -> np.ndarray:
    """p values adjusted for the number of comparisons (false discovery rate); NaN stays NaN and is not counted.

    ``p · m / rank`` made monotone, at most 1 (Benjamini & Hochberg 1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.04, 0.04])
    """
    p = np.array(p_values, dtype=float)
    known = np.flatnonzero(np.isfinite(p))
    ordered = known[np.argsort(p[known])]
    raised = p[ordered] * (len(ordered) / np.arange(1, len(ordered) + 1))
    p[ordered] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return p
