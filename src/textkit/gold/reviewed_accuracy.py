"""Accuracy of labels as a reader of a random sample found it."""

import math
import os

import pandas as pd

from textkit.gold.sheets import read_review
from textkit.measure.tracing import measure

__all__ = ["from_review", "wilson_interval"]

ALL = "all"


@measure
def from_review(source: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Accuracy of the labels that a reader judged in a sheet of :func:`to_review`.

    Rows without a verdict do not count. The accuracy holds for the labels that were drawn from: it is the precision of
    quotations or analogies found and says nothing of those that were missed (for that, :func:`evaluate` needs gold
    annotations). It misleads if the rows left blank are the hard ones.

    If the sheet was drawn evenly over groups (``by``), each row counts as many times as it stands for rows of the
    labels (its ``weight``), and the interval uses Kish's (1965) effective sample size (Σw)² / Σw².

    Parameters
    ----------
    source : path or DataFrame
        The sheet, filled in.

    Returns
    -------
    DataFrame
        One row per kind and one, ``all``, in all: kind, n_reviewed, n_right, n_blank (no verdict), accuracy, low, high
        (95 % interval of Wilson 1927). NaN where nothing was reviewed.

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_review`.

    Examples
    --------
    >>> import textkit as tk
    >>> sheet = pd.DataFrame({"key": [f"quotes:a#{n}:0-9" for n in range(4)], "kind": "direct",
    ...                       "verdict": ["right", "right", "wrong", ""]})
    >>> tk.gold.from_review(sheet).round(2).values.tolist()[-1]
    ['all', 3, 2, 1, 0.67, 0.21, 0.94]
    """
    review = read_review(source)
    parts = [*review.groupby("kind", sort=True), (ALL, review)]
    columns = ["kind", "n_reviewed", "n_right", "n_blank", "accuracy", "low", "high"]
    return pd.DataFrame([(kind, *_accuracy(part)) for kind, part in parts], columns=columns)


def _accuracy(part: pd.DataFrame) -> tuple[float, ...]:
    judged = part[part["verdict"].notna()]
    right, weight = judged["verdict"].to_numpy(dtype=float), judged["weight"].to_numpy(dtype=float)
    counts = len(judged), int(right.sum()), len(part) - len(judged)
    if not len(judged):
        return *counts, math.nan, math.nan, math.nan
    accuracy = float((weight * right).sum() / weight.sum())
    n_effective = float(weight.sum() ** 2 / (weight**2).sum())
    return *counts, accuracy, *wilson_interval(accuracy, n_effective)


def wilson_interval(share: float, n: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share that was seen in ``n`` cases (Wilson 1927, without continuity correction).

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). It holds for few cases and for shares near 0 and 1, where the
    textbook's p ± z √(p(1−p)/n) fails.

    Parameters
    ----------
    share : float
        0 to 1.
    n : float
        Cases; need not be whole (effective sample sizes are not).
    level : float
        Confidence.

    Returns
    -------
    (float, float)
        Low and high; NaN if ``n`` is 0.

    Examples
    --------
    >>> low, high = wilson_interval(0.9, 50)
    >>> round(low, 3), round(high, 3)
    (0.786, 0.957)
    """
    from scipy.special import ndtri

    if not n:
        return math.nan, math.nan
    z = float(ndtri((1 + level) / 2))
    centre, spread = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
