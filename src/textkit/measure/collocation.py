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
from textkit.measure.comparison import parts_with, words_of
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
from textkit.measure.frequency import count_terms
from textkit.measure.keyness import log_likelihood
from textkit.measure.queries import Queries, Query, columns_of, compile_queries
from textkit.measure.search import PLACES, Columns, find_queries, places_of, warn_of_absent
from textkit.measure.sides import contrast
from textkit.measure.terms import (
    StopWords,
    Unit,
    add_up,
    codes_of,
    in_text_order,
    of_kinds,
    paragraphs_of,
    place_tokens,
    stretches_of,
)

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
    """The nodes, in order: number, document, stretch, and the places in the stream of their first and last words."""

    n_codes: int
    codes: np.ndarray
    documents: np.ndarray
    stretches: np.ndarray
    first: np.ndarray
    last: np.ndarray


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Node, collocate (numbers), n and n_documents of each pair; of each node its occurrences and places in windows."""

    table: pd.DataFrame
    n_node: np.ndarray
    n_places: np.ndarray


@measure
def collocations(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    node: Queries | None = None,
    *,
    against: Queries | None = None,
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
    against : str or dict with one key, optional
        Another node, to tell the collocates that the two share from those of one. ``node`` must be one, too.
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

        With ``against`` a row for each collocate that either node has ``min_count`` times: node, against, collocate;
        goes_with (``both`` if it has with either, else the node that has it so often); n, n_documents, n_node, expected
        and the measures, each also with ``_against`` behind its name; n_collocate, n_tokens; log_ratio (of its rate
        in the windows of the node to that of the other), p_adjusted (of that difference). Sorted by log_ratio.

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
    >>> tk.collocations(tokens, "war", against="trade", min_count=1)[["collocate", "goes_with"]].values.tolist()[:2]
    [['trade', 'both'], ['a', 'both']]
    """
    left, right = _check_window(window)
    measures = some_of(measures, MEASURES, "measures")
    queries = None if node is None else compile_queries(node, unit=unit, ignore_case=unit != "token")
    if against is not None:
        queries = _two_nodes(queries, compile_queries(against, unit=unit, ignore_case=unit != "token"))
    least = min_count if against is None else 1  # what one node has seldom the other may have often
    options = {"unit": unit, "kinds": kinds, "stop_words": stop_words, "boundaries": boundaries}
    if isinstance(source, LabelsOnDisk) and queries is None:
        source = source.load(("sentences", "tokens"))
    if isinstance(source, LabelsOnDisk):
        table, n_node = _count_in_shards(source, queries, (left, right), least, **options)
    else:
        table, n_node = _count_in(source, queries, (left, right), least, **options)
    if against is not None:
        nodes = dict(zip(_names(queries), n_node, strict=True))
        return contrast(table, nodes, {name: MEASURES[name] for name in measures}, min_count)
    for name in measures:
        table[name] = MEASURES[name](table)
    order = ["node", measures[0], "n", "collocate"]
    return table.sort_values(order, ascending=[True, False, False, True], ignore_index=True)


def _count_in(
    source: Labels | pd.DataFrame,
    queries: Sequence[Query] | None,
    window: tuple[int, int],
    min_count: int,
    **options: Any,
) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs, and how often each node occurs."""
    tokens, stream, nodes = _read(source, queries, **options)
    pairs = _pairs_of_all(stream, window[0]) if nodes is None and window[0] == window[1] else None
    pairs = _pairs_of(stream, nodes or _every_word(stream), *window) if pairs is None else pairs
    if queries is not None:
        warn_of_absent(queries, lambda: tokens, set(nodes.codes.tolist()))
    kept = pairs.table[pairs.table["n"] >= min_count]
    n_collocate = np.bincount(stream.codes, minlength=max(len(stream.names), 1))[kept["collocate"]]
    names = stream.names if queries is None else _names(queries)
    collocates = pd.Series(stream.names[kept["collocate"]], index=kept.index, dtype="str")
    return _table(kept.assign(collocate=collocates), names, pairs, n_collocate, len(stream.codes)), pairs.n_node


def _count_in_shards(
    labels: LabelsOnDisk, queries: Sequence[Query], window: tuple[int, int], min_count: int, **options: Any
) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs of all shards; those without a node are only counted."""
    whole = _count_words(labels, options["unit"], options["kinds"])
    columns = ["is_stop", options["unit"], *places_of(queries), *columns_of(queries), *options["boundaries"]]
    columns += [] if "doc_id" in options["boundaries"] else ["token_id"]  # where documents end
    read = {"sentences": ["doc_id", "sent_id", "par_id"], "tokens": columns}
    n_node, n_places = np.zeros((2, len(queries)), dtype=np.int64)
    parts, known = [], Columns()
    for part in parts_with(labels, queries, read, known):
        _, stream, nodes = _read(part, queries, known=known, **options)
        pairs = _pairs_of(stream, nodes, *window)
        n_node, n_places = n_node + pairs.n_node, n_places + pairs.n_places
        names = pd.Series(stream.names[pairs.table["collocate"]], dtype="str")
        parts.append(pairs.table.assign(collocate=names))
    warn_of_absent(queries, lambda: words_of(labels, queries), set(np.flatnonzero(n_node).tolist()))
    table = add_up(parts, ["node", "collocate"], ["n", "n_documents"])
    table = table[table["n"] >= min_count]
    n_collocate = whole.reindex(table["collocate"]).to_numpy()
    return _table(table, _names(queries), _Pairs(table, n_node, n_places), n_collocate, int(whole.sum())), n_node


def _count_words(labels: LabelsOnDisk, unit: Unit, kinds: Sequence[str]) -> pd.Series:
    """How often each word occurs."""
    if labels.types is None:
        return count_terms(labels, unit=unit, kinds=kinds).set_index("term")["n"]
    types = labels.types.table
    return types[of_kinds(types, kinds)].groupby(unit, observed=True)["n"].sum()


def _names(queries: Sequence[Query]) -> np.ndarray:
    return np.array([query.name for query in queries], dtype=object)


def _read(
    source: Labels | pd.DataFrame,
    queries: Sequence[Query] | None,
    *,
    unit: Unit,
    kinds: Sequence[str],
    stop_words: StopWords,
    boundaries: Sequence[str],
    known: Columns | None = None,
) -> tuple[pd.DataFrame, _Stream, _Nodes | None]:
    """The tokens, those of them that count, and the nodes; None for every word."""
    needed = [] if queries is None else [*PLACES, *columns_of(queries)]
    needed += [unit, "kind"] + (["is_stop"] if stop_words == "drop" else [])
    tokens, stretches = _read_tokens(source, needed, boundaries)
    stream, kept = _stream(tokens, stretches, unit=unit, kinds=kinds, stop_words=stop_words)
    return tokens, stream, None if queries is None else _find_nodes(tokens, stretches, kept, queries, known)


def _two_nodes(one: Sequence[Query] | None, two: Sequence[Query]) -> tuple[Query, ...]:
    both = (*(one or ()), *two)
    if one is None or len(one) != 1 or len(two) != 1 or both[0].name == both[1].name:
        raise OptionError("against= compares two nodes: give one query as node and another one as against.")
    return both


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
        tokens["par_id"] = paragraphs_of(tokens, source.sentences)
    known = [*BOUNDARIES, *tokens]
    return tokens, stretches_of(tokens, some_of(boundaries, known, "boundaries") if boundaries else [])


def _stream(
    tokens: pd.DataFrame, stretches: np.ndarray, *, unit: Unit, kinds: Sequence[str], stop_words: StopWords
) -> tuple[_Stream, np.ndarray]:
    """The tokens that count, and their rows."""
    column = tokens[unit]
    if isinstance(column.dtype, pd.CategoricalDtype):  # many shards share their categories
        codes, names = column.cat.codes.to_numpy(dtype=np.int64), column.cat.categories
    else:
        codes, names = codes_of(column)
    documents = codes_of(tokens["doc_id"])[0] if "doc_id" in tokens else np.full(len(tokens), -1)
    listed = ~tokens["is_stop"].to_numpy(dtype=bool) if stop_words == "drop" else np.ones(len(tokens), dtype=bool)
    kept = np.flatnonzero(of_kinds(tokens, kinds) & (codes >= 0))
    return _Stream(names, codes[kept], documents[kept], stretches[kept], listed[kept]), kept


def _every_word(stream: _Stream) -> _Nodes:
    at = np.flatnonzero(stream.listed)
    return _Nodes(len(stream.names), stream.codes[at], stream.documents[at], stream.stretches[at], at, at)


def _find_nodes(
    tokens: pd.DataFrame,
    stretches: np.ndarray,
    kept: np.ndarray,
    queries: Sequence[Query],
    known: Columns | None,
) -> _Nodes:
    """What the queries find; their places lie between the words that count, if they have none themselves."""
    text = place_tokens(tokens)
    hits = find_queries(queries, tokens, text, known=known)
    first, last = np.searchsorted(kept, hits.first), np.searchsorted(kept, hits.last, side="right") - 1
    return _Nodes(len(queries), hits.queries, text.documents[hits.first], stretches[hits.first], first, last)


def _table(kept: pd.DataFrame, names: np.ndarray, pairs: _Pairs, n_collocate: np.ndarray, total: int) -> pd.DataFrame:
    """The counts of the pairs that are ``kept``, with what is expected."""
    node = kept["node"].to_numpy()
    span = pairs.n_places / np.maximum(pairs.n_node, 1)
    n_documents = kept["n_documents"].astype("Int64").where(kept["n_documents"] > 0)
    counts = {"n": kept["n"], "n_node": pairs.n_node[node], "n_collocate": n_collocate, "n_documents": n_documents}
    table = kept[["collocate"]].assign(**counts, n_tokens=total, span=span[node]).reset_index(drop=True)
    table.insert(0, "node", pd.Series(names[node], dtype="str"))
    table["expected"] = expected_count(table["n_node"], table["n_collocate"], table["n_tokens"]) * table["span"]
    return table


def _pairs_of(stream: _Stream, nodes: _Nodes, left: int, right: int) -> _Pairs:
    """All pairs of a node and a word in its window."""
    n_codes, n_terms = max(nodes.n_codes, 1), max(len(stream.names), 1)
    keys, documents, n_places = [], [], np.zeros(n_codes, dtype=np.int64)
    for distance in (*range(-left, 0), *range(1, right + 1)):
        place = (nodes.first if distance < 0 else nodes.last) + distance
        inside = np.flatnonzero((place >= 0) & (place < len(stream.codes)))
        near = inside[stream.stretches[place[inside]] == nodes.stretches[inside]]
        n_places += np.bincount(nodes.codes[near], minlength=n_codes)
        near = near[stream.listed[place[near]]]
        keys.append(nodes.codes[near] * n_terms + stream.codes[place[near]])
        documents.append(nodes.documents[near])
    pairs, n, n_documents = _count_runs(np.concatenate(keys), np.concatenate(documents))
    node, collocate = np.divmod(pairs, n_terms)
    table = pd.DataFrame({"node": node, "collocate": collocate, "n": n, "n_documents": n_documents})
    return _Pairs(table, np.bincount(nodes.codes, minlength=n_codes), n_places)


def _pairs_of_all(stream: _Stream, width: int) -> _Pairs:
    """All pairs of words that are listed: one that stands left of another has it on its right, so it counts once."""
    n_terms = max(len(stream.names), 1)
    codes, keys, documents, n_places = stream.codes, [], [], np.zeros(n_terms, dtype=np.int64)
    for distance in range(1, width + 1):
        near = np.flatnonzero(stream.stretches[distance:] == stream.stretches[:-distance])
        for node in (near, near + distance):
            n_places += np.bincount(codes[node[stream.listed[node]]], minlength=n_terms)
        near = near[stream.listed[near] & stream.listed[near + distance]]
        one, two = codes[near], codes[near + distance]
        keys.append(np.minimum(one, two) * n_terms + np.maximum(one, two))
        documents.append(stream.documents[near])
    pairs, n, n_documents = _count_runs(np.concatenate(keys), np.concatenate(documents))
    one, two = np.divmod(pairs, n_terms)
    other = np.flatnonzero(one != two)
    n = np.where(one == two, 2 * n, n)
    columns = {"node": (one, two), "collocate": (two, one), "n": (n, n), "n_documents": (n_documents, n_documents)}
    table = pd.DataFrame({name: np.append(first, second[other]) for name, (first, second) in columns.items()})
    return _Pairs(table, np.bincount(codes[stream.listed], minlength=n_terms), n_places)


def _count_runs(keys: np.ndarray, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct keys, how often each is there, and in how many documents; 0 where the documents are unknown."""
    bits = int(documents.max(initial=0)).bit_length()
    if keys.max(initial=0) >= 1 << (63 - bits):
        distinct, keys = np.unique(keys, return_inverse=True)
        found, n, n_documents = _count_runs(keys, documents)
        return distinct[found], n, n_documents
    both = np.sort(keys << bits | np.maximum(documents, 0))
    new = np.append(True, both[1:] != both[:-1])[: len(both)]
    keys = both >> bits
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    n = np.diff(np.append(first, len(keys)))
    known = bool((documents >= 0).all()) and len(first)
    return keys[first], n, np.add.reduceat(new, first, dtype=np.int64) if known else np.zeros(len(n), dtype=np.int64)
