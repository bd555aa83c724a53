"""Collocations: which words keep company, in windows that end where a text, a paragraph or a speaker's turn ends.

The statistics themselves are in :mod:`textkit.measure.formulas`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.checks import some_of
from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import measure, resolve
from textkit.measure.formulas import (
    delta_p,
    dice,
    expected_count,
    log_dice,
    mi3,
    mutual_information,
    npmi,
    simple_log_likelihood,
    t_score,
    z_score,
)
from textkit.measure.keyness import log_likelihood
from textkit.measure.queries import Queries, Query, columns_of, compile_queries
from textkit.measure.search import PLACES, find_queries, warn_of_absent
from textkit.measure.terms import StopWords, Unit, codes_of, in_text_order, of_kinds, place_tokens

__all__ = ["BOUNDARIES", "collocations"]

BOUNDARIES = ("doc_id", "par_id", "voice", "speaker")  # a window ends where one of them changes
MEASURES: Mapping[str, Any] = MappingProxyType(
    {
        "log_dice": lambda t: log_dice(t["n"], t["n_node"], t["n_collocate"]),
        "mutual_information": lambda t: mutual_information(t["n"], t["expected"]),
        "mi3": lambda t: mi3(t["n"], t["expected"]),
        "npmi": lambda t: npmi(t["n"], t["expected"], t["n_tokens"] * t["span"]),
        "t_score": lambda t: t_score(t["n"], t["expected"]),
        "log_likelihood": lambda t: simple_log_likelihood(t["n"], t["expected"]),
        "log_likelihood_4_cells": lambda t: log_likelihood(
            t["n"], t["n_collocate"] - t["n"], _places(t), t["n_tokens"] - _places(t), cells=4
        ),
        "z_score": lambda t: z_score(t["n"], t["expected"]),
        "delta_p": lambda t: delta_p(t["n"], _places(t), t["n_collocate"], t["n_tokens"]),
        "delta_p_node": lambda t: delta_p(t["n"], t["n_collocate"], _places(t), t["n_tokens"]),
        "dice": lambda t: dice(t["n"], t["n_node"], t["n_collocate"]),
    }
)


def _places(table: pd.DataFrame) -> pd.Series:
    """Places in the windows of each node."""
    return (table["n_node"] * table["span"]).round()


@dataclass(frozen=True, slots=True)
class _Stream:
    """The tokens that count, in order: term, document, stretch between boundaries, whether it may be a collocate."""

    names: np.ndarray
    codes: np.ndarray
    documents: np.ndarray
    stretches: np.ndarray
    listed: np.ndarray


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes, in order: name, document, stretch, and the places in the stream of their first and last words."""

    names: np.ndarray
    codes: np.ndarray
    documents: np.ndarray
    stretches: np.ndarray
    first: np.ndarray
    last: np.ndarray


@measure(reads=("sentences", "tokens"))
def collocations(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    node: Queries | None = None,
    *,
    window: int | tuple[int, int] = 5,
    measures: Sequence[str] = tuple(MEASURES),
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    min_count: int = 2,
    boundaries: Sequence[str] = BOUNDARIES,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """Words near a node word, or all pairs of words, and how strongly they attract each other.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels, or a token table with the columns ``unit`` and kind.
    node : str, list of str or dict of these, optional
        Words and phrases, queries or dictionaries of them as in ``kwic``: all that a query, or a key of the dictionary,
        finds counts as one node, whose window begins beside it. None: every word is a node.
    window : int or (int, int)
        Words to the left and to the right. Only tokens of ``kinds`` count as places; punctuation does not.
    measures : sequence of str
        Columns wanted, the first ranks: log_dice, mutual_information, mi3, npmi, t_score, log_likelihood (of one cell),
        log_likelihood_4_cells, z_score, delta_p (of the collocate given the node), delta_p_node (the other way round),
        dice. Those of four cells are NaN where windows overlap so that a word is counted more often than it occurs.
    stop_words : "keep" or "drop"
        "drop" leaves stop words out as collocates (and as nodes if ``node`` is None); they keep their places.
    min_count : int
        Pairs seen less often are left out.
    boundaries : sequence of str
        Windows end where one of these columns changes, as far as the table has them, and at rows filtered out (gaps in
        token_id). par_id is known from Labels; a change of voice or speaker is a turn. Add sent_id to stay in the
        sentence.
    unit, kinds
        As in ``count_terms``.

    Returns
    -------
    DataFrame
        node, collocate; n (together: a pair for each place in a window), n_node, n_collocate, n_documents (those with
        the pair; NA without doc_id), n_tokens (N), span (mean number of places in a node's window, after cutting at
        boundaries), expected (n_node · n_collocate · span / N); the measures. Sorted by node, then the strongest first.

    Raises
    ------
    OptionError, MissingColumnError

    Notes
    -----
    Scores of rare words are noise: read n and n_documents too. Other tools count a window of 5 as 10 places also at
    the end of a text, ignore paragraphs, or leave span out of ``expected``; their scores then differ.

    Examples
    --------
    >>> import textkit as tk
    >>> corpus = tk.read_corpus(["A trade war is a war. The trade war hurts trade."])
    >>> tokens = tk.label(corpus, tables=("sentences", "tokens")).tokens
    >>> tk.collocations(tokens, node="war", window=(1, 0), min_count=1, measures=["log_dice"])[
    ...     ["collocate", "n", "n_node", "n_collocate", "expected"]].round(2).values.tolist()
    [['trade', 2, 3, 3, 0.82], ['a', 1, 3, 2, 0.55]]
    """
    left, right = _check_window(window)
    measures = some_of(measures, MEASURES, "measures")
    queries = None if node is None else compile_queries(node, unit=unit, ignore_case=unit != "token")
    needed = [] if queries is None else [*PLACES, *columns_of(queries)]
    needed += [unit, "kind"] + (["is_stop"] if stop_words == "drop" else [])
    tokens, stretches = _read_tokens(source, needed, boundaries)
    stream, kept = _stream(tokens, stretches, unit=unit, kinds=kinds, stop_words=stop_words)
    nodes = _every_word(stream) if queries is None else _find_nodes(tokens, stretches, kept, queries)
    table = _count(stream, nodes, left, right, min_count)
    for name in measures:
        table[name] = MEASURES[name](table)
    order = ["node", measures[0], "n", "collocate"]
    return table.sort_values(order, ascending=[True, False, False, True], ignore_index=True)


def _check_window(window: int | tuple[int, int]) -> tuple[int, int]:
    left, right = (window, window) if isinstance(window, (int, np.integer)) else tuple(window)
    if min(left, right) < 0 or left + right < 1:
        raise OptionError(f"window must be words to the left and right, at least one of them, not {window!r}.")
    return left, right


def _read_tokens(
    source: Labels | pd.DataFrame, needed: Sequence[str], boundaries: Sequence[str]
) -> tuple[pd.DataFrame, np.ndarray]:
    """The tokens, and the stretch between two boundaries that each lies in."""
    tokens = in_text_order(resolve(source, "tokens", columns=needed))
    if isinstance(source, Labels) and "par_id" in boundaries:
        tokens["par_id"] = _paragraphs(tokens, source.sentences)
    known = [*BOUNDARIES, *tokens]
    return tokens, _stretches(tokens, some_of(boundaries, known, "boundaries") if boundaries else [])


def _stream(
    tokens: pd.DataFrame, stretches: np.ndarray, *, unit: Unit, kinds: Sequence[str], stop_words: StopWords
) -> tuple[_Stream, np.ndarray]:
    """The tokens that count, and their rows."""
    codes, names = codes_of(tokens[unit])
    documents = codes_of(tokens["doc_id"])[0] if "doc_id" in tokens else np.full(len(tokens), -1)
    listed = ~tokens["is_stop"].to_numpy(dtype=bool) if stop_words == "drop" else np.ones(len(tokens), dtype=bool)
    kept = np.flatnonzero(of_kinds(tokens, kinds) & (codes >= 0))
    return _Stream(names, codes[kept], documents[kept], stretches[kept], listed[kept]), kept


def _every_word(stream: _Stream) -> _Nodes:
    at = np.flatnonzero(stream.listed)
    return _Nodes(stream.names, stream.codes[at], stream.documents[at], stream.stretches[at], at, at)


def _find_nodes(tokens: pd.DataFrame, stretches: np.ndarray, kept: np.ndarray, queries: Sequence[Query]) -> _Nodes:
    """What the queries find; their places lie between the words that count, if they have none themselves."""
    text = place_tokens(tokens)
    hits = find_queries(queries, tokens, text)
    warn_of_absent(queries, tokens, text, hits)
    first, last = np.searchsorted(kept, hits.first), np.searchsorted(kept, hits.last, side="right") - 1
    names = np.array([query.name for query in queries], dtype=object)
    return _Nodes(names, hits.queries, text.documents[hits.first], stretches[hits.first], first, last)


def _paragraphs(tokens: pd.DataFrame, sentences: pd.DataFrame) -> np.ndarray:
    """Paragraph of each token, by its sentence; -1 outside sentences."""
    codes, names = codes_of(tokens["doc_id"])
    width = int(sentences["sent_id"].max()) + 2 if len(sentences) else 1
    known = pd.Index(names).get_indexer(sentences["doc_id"]) * width + sentences["sent_id"].to_numpy()
    order = np.argsort(known)
    wanted = codes * width + tokens["sent_id"].to_numpy()
    row = np.append(order, -1)[np.searchsorted(known, wanted, sorter=order)]
    found = (row >= 0) & (np.append(known, -1)[row] == wanted)
    return np.where(found, np.append(sentences["par_id"].to_numpy(), -1)[row], -1)


def _stretches(tokens: pd.DataFrame, boundaries: Sequence[str]) -> np.ndarray:
    """Number of the stretch between two boundaries that each token lies in."""
    if len(tokens) == 0:
        return np.zeros(0, dtype=np.int64)
    new = np.zeros(len(tokens), dtype=bool)
    for column in boundaries:
        if column in tokens:
            codes, _ = codes_of(tokens[column])
            new[1:] |= codes[1:] != codes[:-1]
    if "token_id" in tokens:
        new[1:] |= np.diff(tokens["token_id"].to_numpy()) != 1
    return np.cumsum(new)


def _count(stream: _Stream, nodes: _Nodes, left: int, right: int, min_count: int) -> pd.DataFrame:
    """Counts of all pairs of a node and a word in its window."""
    which, others = _window_places(stream, nodes, left, right)
    n_nodes, n_terms = max(len(nodes.names), 1), max(len(stream.names), 1)
    n_node = np.bincount(nodes.codes, minlength=n_nodes)
    span = np.bincount(nodes.codes[which], minlength=n_nodes) / np.maximum(n_node, 1)
    n_term = np.bincount(stream.codes, minlength=n_terms)
    listed = stream.listed[others]
    keys = nodes.codes[which[listed]] * n_terms + stream.codes[others[listed]]
    pairs, n = np.unique(keys, return_counts=True)
    n_documents = _count_documents(keys, nodes.documents[which[listed]])
    pairs, n, n_documents = (column[n >= min_count] for column in (pairs, n, n_documents))
    node, collocate = np.divmod(pairs, n_terms)
    counts = {"n": n, "n_node": n_node[node], "n_collocate": n_term[collocate], "n_documents": n_documents}
    table = pd.DataFrame(
        {
            "node": pd.Series(nodes.names[node], dtype="str"),
            "collocate": pd.Series(stream.names[collocate], dtype="str"),
            **counts,
            "n_tokens": len(stream.codes),
            "span": span[node],
        }
    )
    table["n_documents"] = table["n_documents"].astype("Int64").where(table["n_documents"] > 0)
    table["expected"] = expected_count(table["n_node"], table["n_collocate"], table["n_tokens"]) * table["span"]
    return table


def _window_places(stream: _Stream, nodes: _Nodes, left: int, right: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of nodes and places of the words in their windows, a pair each."""
    which, others = [], []
    for distance in (*range(-left, 0), *range(1, right + 1)):
        place = (nodes.first if distance < 0 else nodes.last) + distance
        inside = np.flatnonzero((place >= 0) & (place < len(stream.codes)))
        near = inside[stream.stretches[place[inside]] == nodes.stretches[inside]]
        which.append(near)
        others.append(place[near])
    return np.concatenate(which), np.concatenate(others)


def _count_documents(keys: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """Documents per pair, in the order of the sorted pairs; 0 where the documents are unknown."""
    n_documents = documents.max(initial=0) + 1
    known = np.unique(keys * n_documents + np.maximum(documents, 0)) // n_documents
    return np.unique(known, return_counts=True)[1] * bool((documents >= 0).all())
