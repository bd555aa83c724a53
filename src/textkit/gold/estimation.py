"""A count corrected for the labeller's errors, from labels of all units of a corpus and answers about a sample of them.

The estimator: what the labels say of all units, and what the sample says of their errors,

    T = λ Σ f + Σ w (y − λ f),

where f is the label of a unit, y the answer, w the units of a stratum by those of it that were read, and λ what the
labels are worth: the slope of y on f in the sample, drawn towards 1 by four pseudo-observations (PPI++ of Angelopoulos
et al. 2023; the difference and regression estimators of Särndal, Swensson & Wretman 1992). It is right on average
however bad the labels are; good labels make it precise. Shares are ratios, linearised. The variance is that of the
stratified sample, drawn without replacement from this corpus, and of pseudo-observations, .7 of a yes and
of a no (Agresti & Coull 1998 add four), so that a sample without an error does not prove that the labels have none;
quantiles are Student's. The constants are those with which intervals cover in ``benchmarks/corrected_counts.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "Figure",
    "Figures",
    "Strata",
    "Sum",
    "confirmed_sum",
    "correct_sum",
    "error_variance",
    "estimate_total",
    "read_alone",
    "rows_needed",
]

PRIOR_ROWS = 4.0  # pseudo-observations in favour of λ = 1
DOUBT = 0.7  # of a pseudo-observation each: one that says yes, one that says no
ALONE = 1.0  # the same for the answers alone; z²/4 in the interval of Wilson (1927)
LEAST_FREEDOM = 20  # below, Student's quantile doubles what the pseudo-observations add
MOST_SLOPE = 2.0


@dataclass(frozen=True, slots=True)
class Strata:
    """How rows were drawn: the stratum of each row, units of the corpus and rows that were read in each stratum."""

    codes: np.ndarray
    sizes: np.ndarray
    read: np.ndarray

    @property
    def weight(self) -> np.ndarray:
        """How many units each row stands for."""
        return (self.sizes / self.read)[self.codes]

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Values less the mean of their stratum, such that the sum of squares is the variance of their sum.

        The factor is √((1 − n/N) n/(n − 1)): rows are drawn without replacement, and the mean is estimated. A row that
        stands alone for its stratum is compared with all rows.
        """
        means = np.bincount(self.codes, values, len(self.read)) / self.read
        means = np.where(self.read > 1, means, values.mean())
        factor = np.maximum(1 - self.read / self.sizes, 0) * self.read / np.maximum(self.read - 1, 1)
        return (values - means[self.codes]) * np.sqrt(factor)[self.codes]


@dataclass(frozen=True, slots=True)
class Sum:
    """What is added up inside a group: values of all units by the labels, of the rows that were read by the answers.

    Attributes
    ----------
    label : array (units)
    answer : array (rows)
    at : array (rows) of int
        The unit of each row.
    inside : array (units) of bool
        The group.
    labelled : array (units) of bool
        Which units add something by their labels.
    sizes : array (units), optional
        What a unit adds if the answer is yes. None for ratings.
    ratio : float
        Of a share, linearised: each unit of the whole adds so much of its size less.
    """

    label: np.ndarray
    answer: np.ndarray
    at: np.ndarray
    inside: np.ndarray
    labelled: np.ndarray
    sizes: np.ndarray | None
    ratio: float = 0.0

    @property
    def read(self) -> np.ndarray:
        """Whether each row belongs to the group, as 1 and 0."""
        return self.inside[self.at].astype(float)

    @property
    def n_units(self) -> int:
        return int(self.inside.sum())

    @property
    def naive(self) -> float:
        """The sum by the labels."""
        return float(self.label[self.inside].sum())

    def ends(self) -> tuple[float, float]:
        """What a unit adds for no and for yes: as the squares of all have it; of a share, that of a word's own unit."""
        sizes = self.sizes[self.inside] if self.sizes is not None else np.ones(1)
        size = float((sizes**2).sum() / sizes.sum() if self.ratio else np.sqrt((sizes**2).mean()))
        return -self.ratio * size, (1 - self.ratio) * size


def confirmed_sum(labelled: np.ndarray, at: np.ndarray, right: np.ndarray) -> tuple[Sum, Sum]:
    """The labels that are right, and all of them: of the units ``labelled``, which rows ``right`` confirm.

    Examples
    --------
    >>> every = np.ones(8, dtype=bool)
    >>> part, whole = confirmed_sum(every, np.arange(4), np.array([True, True, True, False]))
    >>> figures = correct_sum(part, Strata(np.zeros(4, dtype=int), np.array([8]), np.array([4])), whole=whole)
    >>> round(figures.corrected, 2), round(figures.low, 2), figures.high
    (0.75, 0.31, 1.0)
    """
    ones, label = np.ones(len(labelled)), labelled.astype(float)
    part = Sum(label, label[at] * right, at, labelled, labelled, ones)
    return part, Sum(label, label[at], at, labelled, labelled, ones)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A total with its variance (``doubt`` is the part of the pseudo-observation), degrees of freedom and slope λ.

    ``residuals`` are the weighted residuals of the rows, centred.
    """

    total: float
    variance: float
    doubt: float
    freedom: float
    slope: float
    residuals: np.ndarray


def estimate_total(part: Sum, strata: Strata) -> Estimate:
    """The corrected total.

    Examples
    --------
    >>> label, everything = np.array([1.0] * 10 + [0.0] * 30), np.ones(40, dtype=bool)
    >>> part = Sum(label, np.array([1.0, 1, 0, 0]), np.array([0, 10, 20, 30]), everything, label > 0, np.ones(40))
    >>> estimate = estimate_total(part, Strata(np.zeros(4, dtype=int), np.array([40]), np.array([4])))
    >>> round(estimate.slope, 2), round(estimate.total, 2)
    (0.82, 20.0)
    """
    n_units, n_read, label = part.n_units, part.read.sum(), part.label[part.at]
    weight = strata.weight * part.read
    weight = weight * n_units / weight.sum()
    slope = _slope(part, strata, weight)
    residual = part.answer - slope * label
    mean = float(weight @ residual / n_units)
    centred = weight * (residual - mean)
    doubt = _doubt(part, strata, slope, mean)
    squares = strata.spread(centred) ** 2
    variance = float(squares.sum()) + doubt
    freedom = min(n_read - (len(strata.read) if part.inside.all() else 1), _effective(squares, variance))
    return Estimate(slope * part.naive + n_units * mean, variance, doubt, max(freedom, LEAST_FREEDOM), slope, centred)


def _effective(squares: np.ndarray, variance: float) -> float:
    """Degrees of freedom of a variance, as Satterthwaite (1946): few where a long quotation or two make it up."""
    fourth = float((squares**2).sum())
    return variance**2 / fourth if fourth > 0 else np.inf


def _slope(part: Sum, strata: Strata, weight: np.ndarray) -> float:
    """λ: what the labels are worth, 0 where they say nothing."""
    inside = part.label[part.inside]
    if not inside.any():
        return 0.0
    label, answer = (
        strata.spread(weight * (values - weight @ values / part.n_units))
        for values in (part.label[part.at], part.answer)
    )
    prior = PRIOR_ROWS * (part.n_units / part.read.sum()) ** 2 * inside.var()
    below = label @ label + prior
    return float(np.clip((label @ answer + prior) / below, 0, MOST_SLOPE)) if below > 0 else 1.0


def _doubt(part: Sum, strata: Strata, slope: float, mean: float) -> float:
    """Variance of the pseudo-observations that say yes and no, of units with and without a label."""
    if part.sizes is None:
        return 0.0
    no, yes = part.ends()
    labelled = part.labelled[part.inside].mean()
    cases = ((yes, yes, labelled), (yes, no, 1 - labelled), (no, yes, labelled), (no, no, 1 - labelled))
    squares = sum(share * (answer - slope * label - mean) ** 2 for answer, label, share in cases)
    left = 1 - strata.read.sum() / strata.sizes.sum()
    return float(DOUBT * left * (part.n_units / part.read.sum()) ** 2 * squares)


def read_alone(part: Sum, strata: Strata) -> tuple[float, float]:
    """The total from the answers alone, and its variance in a simple random sample of as many rows."""
    weight = strata.weight * part.read
    total = float(weight @ part.answer / weight.sum() * part.n_units)
    n_read = part.read.sum()
    return total, part.n_units**2 * max(1 - n_read / part.n_units, 0) / n_read * _variance_of_one(part, strata)


def _variance_of_one(part: Sum, strata: Strata) -> float:
    """Variance of the answers about units of the group, with the pseudo-observations."""
    weight, n_read = strata.weight * part.read, part.read.sum()
    mean = float(weight @ part.answer / weight.sum())
    squares = n_read * float(weight @ (part.answer - mean) ** 2 / weight.sum())
    doubt = ALONE * sum((end - mean) ** 2 for end in part.ends()) if part.sizes is not None else 0.0
    return (squares + doubt) / max(n_read - 1, 1)


def _worth(part: Sum, strata: Strata, variance: float) -> float:
    """How many rows, drawn at random and read, would give a total of that variance without any labels.

    n of N² S² (1/n − 1/N) = variance, with S² the variance of the answers.
    """
    single = part.n_units**2 * _variance_of_one(part, strata)
    return float(1 / (variance / single + 1 / part.n_units)) if single > 0 else np.nan


@dataclass(frozen=True)
class Figure:
    """A row of the table: what is added up, and what it is divided by (see :func:`correct_sum`).

    ``labelled`` are the units of the group by the labels, ``n_read`` the rows that tell of it.
    """

    values: tuple[Any, ...]
    part: Sum
    whole: Sum | None
    parts: np.ndarray | None
    labelled: np.ndarray
    n_read: int

    @property
    def naive(self) -> float:
        """The figure by the labels; NaN where there is nothing to divide by."""
        over = self.whole.naive if self.whole else 1.0 if self.parts is None else float(self.parts.sum())
        return self.part.naive / over if over else np.nan


class Figures(NamedTuple):
    """A corrected figure beside that of the answers alone, and how many rows the labels are worth."""

    corrected: float
    low: float
    high: float
    sample_only: float
    sample_low: float
    sample_high: float
    worth: float


def correct_sum(
    part: Sum,
    strata: Strata,
    *,
    whole: Sum | None = None,
    parts: np.ndarray | None = None,
    documents: np.ndarray | None = None,
    level: float = 0.95,
) -> Figures:
    """A sum, a sum over a number, or a share of another sum, corrected.

    Parameters
    ----------
    part : Sum
    strata : Strata
    whole : Sum, optional
        What ``part`` is a share of.
    parts : array (documents), optional
        The number to divide by, as what each document has of it.
    documents : array (units) of int, optional
        The document of each unit: for the interval of texts like these, in which documents vary, too. Without it the
        interval is of this corpus.
    level : float

    Returns
    -------
    Figures
        NaN where there is nothing to divide by.
    """
    over = 1.0 if parts is None else float(np.sum(parts)) or np.nan
    linear, corrected, below = _linear(part, whole, over, lambda one: estimate_total(one, strata).total)
    simple, alone, below_alone = _linear(part, whole, over, lambda one: read_alone(one, strata)[0])
    found = estimate_total(linear, strata)
    half = _student(level, found.freedom) * np.sqrt(found.variance)
    if documents is not None:
        expected = 0.0 if parts is None else corrected * np.asarray(parts)
        half = _half_of_texts(found, linear, documents, expected, level)
    half_alone = _student(level, simple.read.sum() - 1) * np.sqrt(read_alone(simple, strata)[1])
    ends = (-1.0, 1.0) if part.sizes is None else (0.0, 1.0 if whole else np.inf)
    known = ends if whole or part.sizes is None or documents is not None else _known(part, below)
    middle = float(np.clip(corrected, *known))
    return Figures(
        middle,
        *_cut(middle, half / below, known),
        alone,
        *_cut(alone, half_alone / below_alone, ends),
        _worth(linear, strata, found.variance),
    )


def _student(level: float, freedom: float) -> float:
    """Quantile of Student's distribution for a two-sided interval."""
    from scipy.special import stdtrit

    return float(stdtrit(max(freedom, 1), (1 + level) / 2))


def _cut(middle: float, half: float, ends: tuple[float, float]) -> tuple[float, float]:
    return float(max(middle - half, ends[0])), float(min(middle + half, ends[1]))


def _known(part: Sum, over: float) -> tuple[float, float]:
    """What the rows that were read leave possible for this corpus; an estimate, too, is not beyond it."""
    inside, sizes = part.inside[part.at], part.sizes[part.at]
    against = (sizes - part.answer)[inside].sum()
    return part.answer[inside].sum() / over, (part.sizes[part.inside].sum() - against) / over


def _linear(part: Sum, whole: Sum | None, over: float, total: Callable[[Sum], float]) -> tuple[Sum, float, float]:
    """The sum whose variance is that of the estimate, the estimate, and what it is divided by.

    Of a ratio: what is left of the group's sum when its share of the whole is taken away (linearisation).
    """
    if whole is None:
        return part, total(part) / over, over
    below = total(whole)
    if not below > 0:
        return part, np.nan, np.nan
    ratio = total(part) / below
    label, answer = part.label - ratio * whole.label, part.answer - ratio * whole.answer
    left = replace(part, label=label, answer=answer, ratio=ratio)
    return left, ratio + total(left) / below, below


def error_variance(part: Sum, strata: Strata, *, whole: Sum | None = None) -> float:
    """Variance of a unit's error, such that a simple random sample would be as precise as the one that was read."""
    linear, *_ = _linear(part, whole, 1.0, lambda one: estimate_total(one, strata).total)
    found, n_read = estimate_total(linear, strata), part.read.sum()
    return (found.variance - found.doubt) / (part.n_units**2 * max(1 / n_read - 1 / part.n_units, 1e-9))


def rows_needed(part: Sum, single: float, half: float, *, level: float = 0.95) -> float:
    """Rows of the group that make half of the interval of its total so wide, ``single`` being the variance of an error.

    From N² S² (1/n − 1/N) + D N² / n² = (half / z)², D being the variance of the pseudo-observation.

    Examples
    --------
    >>> every = np.ones(1000, dtype=bool)
    >>> part = Sum(np.ones(1000), np.ones(0), np.arange(0), every, every, None)
    >>> round(rows_needed(part, 0.25, 98.0))
    91
    """
    n, goal = part.n_units, (half / _student(level, np.inf)) ** 2
    doubt = DOUBT * (part.ends()[1] - part.ends()[0]) ** 2 if part.sizes is not None else 0.0
    known = single / n + goal / n**2
    rows = 2 * doubt / (np.sqrt(single**2 + 4 * doubt * known) - single) if doubt else single / known
    return float(min(rows, n))


def _half_of_texts(
    found: Estimate, part: Sum, documents: np.ndarray, expected: np.ndarray | float, level: float
) -> float:
    """Half of the interval for texts like these: how the documents' totals vary. NaN for fewer than two documents."""
    n = int(documents.max()) + 1 if np.ndim(expected) == 0 else len(expected)
    units, labels = (np.bincount(documents[part.inside], values, n) for values in (None, part.label[part.inside]))
    mean = (found.total - found.slope * part.naive) / part.n_units
    residuals = np.bincount(documents[part.at], found.residuals, n)
    totals = (found.slope * labels + mean * units + residuals - expected)[(units > 0) | (np.asarray(expected) != 0)]
    if len(totals) < 2:
        return np.nan
    return _student(level, len(totals) - 1) * float(np.sqrt(len(totals) * totals.var(ddof=1) + found.doubt))
