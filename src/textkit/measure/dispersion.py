"""Dispersion: how evenly a term is spread over the parts of a corpus; the statistics and their table.

``counts`` are the term's counts in the parts, ``sizes`` the parts' sizes in tokens (all tokens, parts without the term
included): vectors of the same length, or ``counts`` with one row per term. A vector gives a float, rows an array. Parts
of size zero count for nothing. A term that does not occur, and a count that exceeds its part, give NaN. DP and KL are
0 for even spread, Juilland's D, Rosengren's S and Carroll's D2 are 1: they run in opposite directions. Golden case of
the examples: Gries (2008), counts 1–5 in parts of 9, 10, 10, 10, 11 tokens.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import measure
from textkit.measure.comparison import query_occurrences
from textkit.measure.queries import Queries
from textkit.measure.terms import Occurrences, StopWords, Unit, count_matrix, find_occurrences

__all__ = [
    "arf",
    "carroll_d2",
    "count_range",
    "dispersion",
    "dp",
    "dp_norm",
    "juilland_d",
    "kl_divergence",
    "rosengren_s",
]

Score = Any  # float for a vector of counts, numpy array for rows of counts
BLOCK = 2_000_000  # cells of the table of terms by parts held at a time


def dp(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Deviation of proportions: half the summed difference between the term's shares and the parts' shares.

    ``½ Σ |v/f - s|`` with v the counts, f their sum, s the parts' shares of the corpus. Range 0 (spread as the parts
    are large) to below 1; the share of occurrences that would have to move.

    Misleads: its maximum is ``1 - min s`` (see :func:`dp_norm`), and rare terms cannot spread: one occurrence in a
    hundred parts has nearly the maximum whatever the term. Compare terms of similar frequency.

    References
    ----------
    Gries, S. Th. (2008), Dispersions and adjusted frequencies in corpora. IJCL 13(4), 403–437.

    Examples
    --------
    >>> round(dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 2)
    0.18
    """
    shares, parts = _shares(counts, sizes)
    return _scalar(np.abs(shares - parts).sum(axis=-1) / 2)


def dp_norm(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """DP divided by its maximum, ``DP / (1 - min s)``: range 0 to 1; NaN in a corpus of one part.

    References
    ----------
    Lijffijt, J. & Gries, S. Th. (2012), Correction to "Dispersions and adjusted frequencies". IJCL 17(1), 147–149.

    Examples
    --------
    >>> round(dp_norm([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 4)
    0.2195
    """
    shares, parts = _shares(counts, sizes)
    room = 1 - parts.min()
    return _scalar(_divide(np.abs(shares - parts).sum(axis=-1) / 2, room))


def juilland_d(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Juilland's D: one minus the coefficient of variation of the term's rates over ``√(n-1)``.

    ``1 - (sd(r)/mean(r)) / √(n-1)`` with r = v/size and the population standard deviation. Range 0 (all in one part)
    to 1 (same rate everywhere); NaN in a corpus of one part.

    Misleads: with hundreds of parts it is near 1 for nearly every frequent word (Biber et al. 2016), and every part
    weighs the same whatever its size.

    References
    ----------
    Juilland, A. & Chang-Rodríguez, E. (1964), Frequency dictionary of Spanish words; unequal parts as in Gries (2008).

    Examples
    --------
    >>> round(juilland_d([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 3)
    0.785
    """
    rates = _rates(counts, sizes)
    n_parts = rates.shape[-1]
    variation = _divide(rates.std(axis=-1), rates.mean(axis=-1))
    return _scalar(1 - _divide(variation, np.sqrt(n_parts - 1)))


def rosengren_s(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Rosengren's S: ``(Σ √(s v))² / f``, the share of the frequency that remains after adjustment for uneven spread.

    Range ``min s`` (all in the smallest part; 1/n for equal parts) to 1 (spread as the parts are large).

    References
    ----------
    Rosengren, I. (1971), The quantitative concept of language. Études de linguistique appliquée 1; adapted to unequal
    parts as in Gries (2008).

    Examples
    --------
    >>> round(rosengren_s([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 2)
    0.95
    """
    shares, parts = _shares(counts, sizes)
    return _scalar(np.sqrt(shares * parts).sum(axis=-1) ** 2)


def carroll_d2(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Carroll's D2: the entropy of the term's rates over its maximum, ``-Σ p log2 p / log2 n`` with ``p = r / Σ r``.

    Range 0 (all in one part) to 1 (same rate everywhere); NaN in a corpus of one part. Every part weighs the same.

    References
    ----------
    Carroll, J. B. (1970), An alternative to Juilland's usage coefficient. Computer Studies in the Humanities 3(2).

    Examples
    --------
    >>> round(carroll_d2([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 3)
    0.938
    """
    rates = _rates(counts, sizes)
    shares = _divide(rates, rates.sum(axis=-1, keepdims=True))
    return _scalar(_divide(entr(shares).sum(axis=-1), np.log(rates.shape[-1])) + 0.0)


def kl_divergence(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Kullback–Leibler divergence of the term's shares from the parts' shares, in bits: ``Σ v/f log2((v/f)/s)``.

    Range 0 (spread as the parts are large) to ``-log2(min s)``.

    References
    ----------
    Gries, S. Th. (2020), Analyzing dispersion. In: A practical handbook of corpus linguistics, 99–118.

    Examples
    --------
    >>> round(kl_divergence([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 3)
    0.137
    """
    shares, parts = _shares(counts, sizes)
    return _scalar(rel_entr(shares, parts).sum(axis=-1) / np.log(2))


def count_range(counts: ArrayLike, sizes: ArrayLike) -> Score:
    """Range: the number of parts (with tokens) that contain the term.

    Examples
    --------
    >>> count_range([0, 2, 1], [50, 60, 70])
    2.0
    """
    values, _ = _check(counts, sizes)
    return _scalar(np.where(np.isnan(values), np.nan, values > 0).sum(axis=-1))


def arf(positions: ArrayLike, n: int) -> float:
    """Average reduced frequency: occurrences that stand close together count as fewer.

    ``(1/v) Σ min(d, v)`` with ``v = n/f`` and d the distances between neighbouring occurrences; the distance of the
    first wraps round from the last. Range 1 (one cluster; 0 without an occurrence) to f (evenly spaced).

    Parameters
    ----------
    positions : array of int
        Where the term stands in the corpus, counted in tokens from 0.
    n : int
        Size of the corpus in tokens; 0 gives NaN.

    Misleads: it depends on the order of the documents in the corpus.

    References
    ----------
    Savický, P. & Hlaváčová, J. (2002), Measures of word commonness. Journal of Quantitative Linguistics 9(3), 215–231.

    Examples
    --------
    >>> arf([0, 25, 50, 75], 100), round(arf([10, 11, 12, 13], 100), 2)
    (4.0, 1.12)
    """
    places = np.sort(np.asarray(positions, dtype=float))
    if n <= 0 or len(places) == 0:
        return 0.0 if n > 0 else float("nan")
    distances = np.diff(places, prepend=places[-1] - n)
    return float(np.minimum(distances * len(places) / n, 1.0).sum())


def _check(counts: ArrayLike, sizes: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    values, totals = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float)
    if totals.ndim != 1 or values.ndim == 0 or values.shape[-1] != totals.shape[0]:
        raise OptionError(
            "counts must have one number per part: "
            f"there are counts of shape {values.shape} and sizes of shape {totals.shape}."
        )
    impossible = ((values < 0) | (values > totals)).any(axis=-1, keepdims=True)
    values = np.where(impossible, np.nan, values)[..., totals > 0]
    if values.shape[-1] == 0:  # nothing can be said of a corpus without tokens
        return np.full((*values.shape[:-1], 1), np.nan), np.ones(1)
    return values, totals[totals > 0]


def _shares(counts: ArrayLike, sizes: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the term's occurrences and of all tokens, by part."""
    values, totals = _check(counts, sizes)
    return _divide(values, values.sum(axis=-1, keepdims=True)), totals / totals.sum()


def _rates(counts: ArrayLike, sizes: ArrayLike) -> np.ndarray:
    values, totals = _check(counts, sizes)
    return values / totals


def _divide(numerator: np.ndarray, denominator: ArrayLike) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.where(np.asarray(denominator) > 0, numerator / np.asarray(denominator), np.nan)


def _scalar(result: np.ndarray) -> Score:
    return float(result) if np.ndim(result) == 0 else result


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


@measure(table="tokens", reads=("tokens",))
def dispersion(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    terms: Queries | None = None,
    *,
    parts: str | Iterable[str] = "doc_id",
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    min_count: int = 1,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """How evenly terms are spread over the parts of a corpus.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels or a token table.
    terms : str, list of str or dict of these, optional
        Only these words and phrases, queries or dictionaries of them as in ``kwic``: one row for each pattern
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
