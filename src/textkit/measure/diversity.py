"""Lexical diversity of a sequence of words, one function per statistic.

All take the words in order (strings, or a column of a token table) and give a float; NaN where undefined. Lower-case
them before: ``tokens.norm`` is. Missing words (None, NaN) do not count.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln

from textkit.checks import need_share
from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import measure
from textkit.measure.terms import Unit, find_occurrences

__all__ = ["diversity", "hdd", "mattr", "mtld", "ttr", "yule_k"]

Words = Sequence[Any] | pd.Series | np.ndarray


def _codes(tokens: Words) -> np.ndarray:
    if isinstance(tokens, str):
        raise OptionError("Diversity is measured on a sequence of words; one string came. Split it into words first.")
    if isinstance(getattr(tokens, "dtype", None), pd.CategoricalDtype):
        codes = (tokens.cat.codes if isinstance(tokens, pd.Series) else tokens.codes).astype(np.int64)
    else:
        codes, _ = pd.factorize(pd.Series(tokens if isinstance(tokens, pd.Series | np.ndarray) else list(tokens)))
    known = np.asarray(codes)[np.asarray(codes) >= 0]
    return pd.factorize(known)[0]


def _type_counts(tokens: Words) -> np.ndarray:
    codes = _codes(tokens)
    return np.bincount(codes) if len(codes) else np.zeros(0, dtype=np.int64)


def ttr(tokens: Words) -> float:
    """Type–token ratio: distinct words over words, ``V / N``.

    Range 1/N to 1; NaN for no words. Misleads: it falls with length, so only texts of the same length compare; use
    :func:`mattr` or :func:`mtld`.

    Examples
    --------
    >>> ttr(["a", "rose", "is", "a", "rose"])
    0.6
    """
    counts = _type_counts(tokens)
    return len(counts) / int(counts.sum()) if len(counts) else float("nan")


def mattr(tokens: Words, *, window: int = 50) -> float:
    """Moving-average type–token ratio: the mean TTR of all stretches of ``window`` words.

    Range 1/window to 1; NaN where the text is shorter than the window. Independent of length.

    Misleads: values for different windows do not compare; a long quotation of one speaker weighs by its length.

    References
    ----------
    Covington, M. & McFall, J. (2010), Cutting the Gordian knot. Journal of Quantitative Linguistics 17(2), 94–100.

    Examples
    --------
    >>> round(mattr(["a", "rose", "is", "a", "rose"], window=4), 3)
    0.75
    """
    codes = _codes(tokens)
    n_windows = len(codes) - window + 1
    if window < 1 or n_windows < 1:
        return float("nan")
    before = _previous(codes)
    at = np.arange(len(codes))
    # a word is new in the windows that start after its previous occurrence and still reach it
    first = np.maximum(before + 1, at - window + 1)
    last = np.minimum(at, n_windows - 1)
    return float(np.maximum(last - first + 1, 0).sum()) / (n_windows * window)


def _previous(codes: np.ndarray) -> np.ndarray:
    """Place of the previous occurrence of the same word, -1 if there is none."""
    order = np.argsort(codes, kind="stable")
    before = np.full(len(codes), -1)
    repeated = codes[order][1:] == codes[order][:-1]
    before[order[1:][repeated]] = order[:-1][repeated]
    return before


def mtld(tokens: Words, *, threshold: float = 0.72) -> float:
    """Measure of textual lexical diversity: the mean number of words over which the TTR stays up.

    Words are read until their TTR falls below ``threshold``: a factor; then the TTR starts again. The rest counts as
    ``(1 - TTR) / (1 - threshold)`` of a factor. MTLD is words over factors, the mean of reading forwards and backwards.
    Range above 1; NaN for no words and where no word is ever repeated (no factor).

    Misleads: below about 100 words it is unstable; implementations differ in whether a TTR equal to the threshold ends
    a factor (here it does not).

    References
    ----------
    McCarthy, P. & Jarvis, S. (2010), MTLD, vocd-D, and HD-D. Behavior Research Methods 42(2), 381–392.

    Examples
    --------
    >>> mtld(["of", "the", "people", "by", "the", "people"])
    6.0
    """
    threshold = need_share(threshold, "threshold")
    codes = _codes(tokens).tolist()
    both = (_mean_factor_length(codes, threshold), _mean_factor_length(codes[::-1], threshold))
    return sum(both) / 2


def _mean_factor_length(codes: list[int], threshold: float) -> float:
    factors, seen, length = 0.0, set(), 0
    for code in codes:
        seen.add(code)
        length += 1
        if len(seen) < threshold * length:
            factors += 1
            seen, length = set(), 0
    if length:
        factors += (1 - len(seen) / length) / (1 - threshold)
    return len(codes) / factors if factors else float("nan")


def hdd(tokens: Words, *, draws: int = 42) -> float:
    """HD-D: the expected TTR of ``draws`` words drawn at random from the text.

    ``Σ (1 - P(type is not drawn)) / draws`` over the types, hypergeometric. Range 1/draws to 1; NaN where the text has
    fewer words than are drawn. (Some tools report the sum, not divided by the number of draws.)

    Misleads: word order plays no part, so that a text of two halves on different subjects counts as diverse.

    References
    ----------
    McCarthy, P. & Jarvis, S. (2007), vocd: a theoretical and empirical evaluation. Language Testing 24(4), 459–488.

    Examples
    --------
    >>> round(hdd(["a", "rose", "is", "a", "rose"], draws=2), 3)
    0.9
    """
    counts = _type_counts(tokens)
    n = int(counts.sum())
    if draws < 1 or n < draws:
        return float("nan")
    rest = n - counts
    possible = rest >= draws
    rest = np.where(possible, rest, draws)
    log_absent = gammaln(rest + 1) - gammaln(rest - draws + 1) - gammaln(n + 1) + gammaln(n - draws + 1)
    return float((1 - np.where(possible, np.exp(log_absent), 0.0)).sum() / draws)


def yule_k(tokens: Words) -> float:
    """Yule's K: how likely two words drawn at random are the same, ``10⁴ (Σ i² V_i - N) / N²``.

    ``V_i`` is the number of types with i occurrences. Range 0 (no repetition) to below 10⁴; high means little
    diversity. NaN for no words. Nearly independent of length.

    Misleads: it is ruled by the most frequent words, that is by grammar.

    References
    ----------
    Yule, G. U. (1944), The statistical study of literary vocabulary.

    Examples
    --------
    >>> yule_k(["a", "rose", "is", "a", "rose"])
    1600.0
    """
    counts = _type_counts(tokens).astype(float)
    n = counts.sum()
    return float(1e4 * ((counts**2).sum() - n) / n**2) if n else float("nan")


@measure(table="tokens", reads=("tokens",))
def diversity(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    unit: Unit = "norm",
    window: int = 50,
    threshold: float = 0.72,
    draws: int = 42,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """Lexical diversity of the corpus, or of each group of tokens in the order of the text.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels, or a token table with ``unit`` and kind.
    by : str or list of str, optional
        What is measured: doc_id, a document field, speaker, voice; None for the corpus as one text. NA is a group.
    unit : "norm", "lemma" or "token"
        What counts as the same word.
    window, threshold, draws
        Of ``mattr``, ``mtld`` and ``hdd``.

    Returns
    -------
    DataFrame
        The columns of ``by``; n_tokens, n_types; ttr, mattr, mtld, hdd, yule_k; shorter_than_window (mattr is NaN).

    Notes
    -----
    TTR compares only groups of equal size: with ``by="doc_id"`` prefer the others.
    For groups of several documents the others run across their borders.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.label(tk.read_corpus(["A rose is a rose."]), tables=("sentences", "tokens")).tokens
    >>> tk.diversity(tokens, window=4)[["n_tokens", "n_types", "ttr", "mattr"]].values.tolist()
    [[5.0, 3.0, 0.6, 0.75]]
    """
    found = find_occurrences(source, by=by, unit=unit, kinds=kinds)
    order = np.argsort(found.groups, kind="stable")
    texts = np.split(found.codes[order], np.cumsum(found.sizes())[:-1])
    rows = [_measure(text, window, threshold, draws) for text in texts[: len(found.group_values)]]
    measures = pd.DataFrame(rows, columns=list(_measure([], window, threshold, draws)))
    return pd.concat([found.group_values.iloc[: len(rows)], measures], axis=1)


def _measure(text: Words, window: int, threshold: float, draws: int) -> dict[str, float]:
    return {
        "n_tokens": len(text),
        "n_types": len(np.unique(text)),
        "ttr": ttr(text),
        "mattr": mattr(text, window=window),
        "mtld": mtld(text, threshold=threshold),
        "hdd": hdd(text, draws=draws),
        "yule_k": yule_k(text),
        "shorter_than_window": len(text) < window,
    }
