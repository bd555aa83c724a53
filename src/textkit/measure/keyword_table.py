"""Two sides compared term by term: counts, measures, interval, adjusted p and the document behind a term."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from textkit.measure.comparison import Side, align, drivers
from textkit.measure.keyness import (
    bic,
    chi_squared,
    log_likelihood,
    log_odds_dirichlet,
    log_ratio,
    log_ratio_confidence,
    odds_ratio,
    percent_difference,
    simple_maths,
)
from textkit.measure.keyness_interval import log_ratio_interval
from textkit.measure.tracing import measure
from textkit.schema import require_columns

__all__ = ["DEFAULT_MEASURES", "MEASURES", "PRESETS", "Settings", "benjamini_hochberg", "compare", "key_terms"]

MEASURES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "log_ratio_confidence": log_ratio_confidence,
        "log_ratio": log_ratio,
        "log_likelihood": log_likelihood,
        "log_likelihood_4_cells": partial(log_likelihood, cells=4),
        "log_odds_dirichlet": log_odds_dirichlet,
        "percent_difference": percent_difference,
        "odds_ratio": odds_ratio,
        "simple_maths": simple_maths,
        "bic": bic,
        "chi_squared": chi_squared,
        "chi_squared_signed": partial(chi_squared, signed=True),
    }
)
WITHOUT_SIGN = frozenset({"log_likelihood", "log_likelihood_4_cells", "bic", "chi_squared"})
DEFAULT_MEASURES = ("log_ratio_confidence", "log_ratio", "log_likelihood")
PRESETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # the statistic that a tool ranks by at its default settings; the first one ranks here too
        "antconc": ("log_likelihood_4_cells", "log_ratio"),  # AntConc 4: Log-Likelihood (4-term)
        "quanteda": ("chi_squared_signed",),  # quanteda.textstats: chi2, signed, Yates' correction
        "sketchengine": ("simple_maths",),  # Sketch Engine: simple maths with k = 1
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare: the measures (the first ranks), and the options of ``keyness`` of the same names."""

    measures: tuple[str, ...]
    min_count: int
    bootstrap: int
    seed: int
    confidence: float


def compare(target: Side, reference: Side, settings: Settings) -> pd.DataFrame:
    """The table of ``keyness`` for two sides."""
    target, reference = align(target, reference, min_count=settings.min_count)
    numbers = (target.counts, reference.counts, target.size, reference.size)
    evidence = log_likelihood(*numbers)
    table = pd.DataFrame(_count_columns(target, reference))
    for name in settings.measures:
        table[name] = _measure(name, numbers, settings.confidence)
    table["low"], table["high"] = log_ratio_interval(
        target, reference, rounds=settings.bootstrap, seed=settings.seed, level=settings.confidence
    )
    table["p_adjusted"] = benjamini_hochberg(chdtrc(1, evidence))
    table["driven_by"] = pd.Series(drivers(target, reference), dtype="str")
    return _rank(table, settings.measures[0], evidence)


def _count_columns(target: Side, reference: Side) -> dict[str, Any]:
    sides = {"target": target, "reference": reference}
    rates = {name: side.counts / max(side.size, 1) * 1e6 for name, side in sides.items()}
    comparable = 1.0 if target.size and reference.size else np.nan  # an empty side says nothing
    more = np.sign(rates["target"] - rates["reference"]) * comparable
    return {
        "term": pd.Series(target.terms, dtype="str"),
        **{f"n_{name}": side.counts for name, side in sides.items()},
        **{f"per_million_{name}": rate for name, rate in rates.items()},
        **{f"n_docs_{name}": pd.array(side.n_docs, dtype="Float64").astype("Int64") for name, side in sides.items()},
        "side": pd.Series(more).map({1.0: "target", -1.0: "reference"}).astype("str"),
    }


def _measure(name: str, numbers: tuple[Any, ...], confidence: float) -> np.ndarray:
    if name == "log_ratio_confidence":
        return log_ratio_confidence(*numbers, confidence=confidence, comparisons=len(numbers[0]))
    return MEASURES[name](*numbers)


def _rank(table: pd.DataFrame, measure: str, evidence: np.ndarray) -> pd.DataFrame:
    """From most key in the target to most key in the reference; ties by evidence, then by alphabet."""
    sign = np.where(table["side"].eq("reference"), -1.0, 1.0)
    first = table[measure] * sign if measure in WITHOUT_SIGN else table[measure]
    ranked = table.assign(_first=first, _second=evidence * sign)
    ranked = ranked.sort_values(["_first", "_second", "term"], ascending=[False, False, True], ignore_index=True)
    return ranked.drop(columns=["_first", "_second"])


@measure(selects=True)
def key_terms(table: pd.DataFrame, *, top: int = 12) -> pd.DataFrame:
    """Both ends of a table of keyness: the ``top`` most key terms of the target and of the reference, in its order.

    Terms whose log ratio speaks for the other side are left out: a term that a short text lacks counts there as half an
    occurrence, which may be more per million words than the few that a long text has.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["war", "tax", "and", "sea"], "side": ["target", "target", None, "reference"]})
    >>> key_terms(table, top=1)["term"].tolist()
    ['war', 'sea']
    """
    require_columns(table, ["side"], table="keyness")
    sign = table["side"].map({"target": 1, "reference": -1}).astype(float)
    clear = table[sign * table["log_ratio"] > 0] if "log_ratio" in table else table
    ends = [clear[clear["side"].eq("target")].head(top), clear[clear["side"].eq("reference")].tail(top)]
    shown = pd.concat(ends, ignore_index=True)
    shown.attrs.update(table.attrs)
    return shown


def benjamini_hochberg(p_values: Sequence[float]) -> np.ndarray:
    """p values adjusted for the number of comparisons (false discovery rate); NaN stays NaN and is not counted.

    ``p · m / rank`` made monotone, at most 1 (Benjamini & Hochberg 1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.04, 0.04])
    """
    from scipy.stats import false_discovery_control  # takes a second to import

    p = np.array(p_values, dtype=float)
    known = np.isfinite(p)
    if known.any():
        p[known] = false_discovery_control(p[known])
    return p
