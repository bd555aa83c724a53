"""Intervals and trends: documents resampled (words of one article are not independent, articles nearly are), running
medians over the years, and formulas that take numbers or arrays alike.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.measure.tracing import measure
from textkit.schema import require_columns

__all__ = ["document_weights", "elementwise", "interval", "ratio_interval", "running_median"]


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
