"""The dispersion of every term of a corpus over its documents, or over any other parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.dispersion import (
    carroll_d2,
    count_range,
    dp,
    dp_norm,
    juilland_d,
    kl_divergence,
    rosengren_s,
)
from textkit.measure.patterns import Patterns
from textkit.measure.search import query_occurrences
from textkit.measure.terms import Occurrences, StopWords, Unit, count_matrix, find_occurrences
from textkit.measure.tracing import measure

__all__ = ["dispersion"]

MEASURES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "dp": dp,
        "dp_norm": dp_norm,
        "juilland_d": juilland_d,
        "rosengren_s": rosengren_s,
        "carroll_d2": carroll_d2,
        "kl_divergence": kl_divergence,
    }
)
BLOCK = 2_000_000  # cells of the table of terms by parts held at a time


@measure(table="tokens")
def dispersion(
    source: Labels | pd.DataFrame,
    *,
    terms: Patterns | None = None,
    parts: str | Iterable[str] = "doc_id",
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    min_count: int = 1,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """How evenly terms are spread over the parts of a corpus.

    Parameters
    ----------
    source : Labels or DataFrame
        Labels or a token table.
    terms : str, list of str or dict of these, optional
        Only these words and phrases, with the wildcards, alternatives and groups of ``kwic``: one row for each pattern
        (all that it matches), or for each key of the dictionary. What does not occur has a row of n = 0 and NaN.
    parts : str or list of str
        Column(s) whose values are the parts: doc_id, or a field such as source.
    min_count : int
        Terms with fewer occurrences are left out (sizes of parts still come from all tokens), unless asked for.
    unit, stop_words, kinds
        As in ``count_terms``.

    Returns
    -------
    DataFrame
        term; n; n_parts (parts of the corpus); range (parts with the term); dp, dp_norm, kl_divergence (0: even);
        juilland_d, rosengren_s, carroll_d2 (1: even); arf (average reduced frequency, between 1 and n). Sorted by n,
        then by alphabet. The functions of these names give formula, source and range.

    Notes
    -----
    Compare terms of similar frequency; with few parts, or parts of very unequal size, all measures are coarse.

    Examples
    --------
    >>> import textkit as tk
    >>> corpus = tk.read_corpus(["war and trade", "peace and trade", "war and war"])
    >>> tokens = tk.label(corpus, tables=("sentences", "tokens")).tokens
    >>> tk.dispersion(tokens, terms=["and", "war"])[["term", "n", "range", "dp", "arf"]].round(2).values.tolist()
    [['and', 3, 3, 0.0, 3.0], ['war', 3, 2, 0.33, 2.0]]
    """
    if terms is None:
        found = find_occurrences(source, by=parts, unit=unit, stop_words=stop_words, kinds=kinds)
    else:
        found = query_occurrences(source, terms, by=parts, unit=unit, kinds=kinds)
    n = np.bincount(found.codes[found.listed], minlength=len(found.terms))
    wanted = np.flatnonzero(n >= (max(min_count, 1) if terms is None else 0))
    table = pd.DataFrame({"term": pd.Series(found.terms[wanted], dtype="str"), "n": n[wanted]})
    table["n_parts"] = int((found.sizes() > 0).sum())
    table = table.join(_measure(found, wanted))
    table["arf"] = _reduced_frequencies(found)[wanted]
    return table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)


def _measure(found: Occurrences, wanted: np.ndarray) -> pd.DataFrame:
    """All measures of the ``wanted`` terms, a block of terms at a time."""
    sizes = found.sizes()
    matrix = count_matrix(found, found.groups, len(sizes))[:, wanted].tocsc()
    step = max(BLOCK // max(len(sizes), 1), 1)
    blocks = []
    for at in range(0, len(wanted), step):
        counts = matrix[:, at : at + step].toarray().T
        columns = {name: measure(counts, sizes) for name, measure in MEASURES.items()}
        blocks.append(pd.DataFrame({"range": count_range(counts, sizes).astype(np.int64), **columns}))
    empty = pd.DataFrame({"range": np.zeros(0, dtype=np.int64), **dict.fromkeys(MEASURES, np.zeros(0))})
    return pd.concat(blocks or [empty], ignore_index=True)


def _reduced_frequencies(found: Occurrences) -> np.ndarray:
    """ARF of every term at once: the distances from each occurrence to the one before, the first wrapping round."""
    places, total = np.flatnonzero(found.listed), int(found.sizes().sum())
    codes = found.codes[places]
    places = places if found.places is None else found.places[places]
    order = np.argsort(codes, kind="stable")
    codes, places = codes[order], places[order]
    n_terms = len(found.terms)
    n = np.bincount(codes, minlength=n_terms)
    ends = np.cumsum(n)
    first = np.zeros(len(codes), dtype=bool)
    first[(ends - n)[n > 0]] = True
    before = np.roll(places, 1)
    before[first] = places[ends[n > 0] - 1] - total
    reduced = np.minimum((places - before) * n[codes] / max(total, 1), 1.0)
    return np.bincount(codes, weights=reduced, minlength=n_terms).astype(float)
