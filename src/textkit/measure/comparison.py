"""Occurrences counted together: those of the parts of a corpus on disk, and those that queries find.

On disk a query is looked up in the vocabulary once; then only shards and documents that have its words are read.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from textkit.labelling.labels import Labels, documents_with, join_fields, join_parts
from textkit.labelling.on_disk import LabelsOnDisk, Terms
from textkit.language.vocabulary import COUNTED_BY
from textkit.measure.calls import as_list, resolve
from textkit.measure.conditions import Step, narrow, rarest_steps
from textkit.measure.queries import Queries, Query, columns_of, compile_queries
from textkit.measure.search import PLACES, Columns, find_queries, fulfils
from textkit.measure.terms import (
    TERM_COLUMNS,
    Occurrences,
    codes_of,
    columns_for,
    find_occurrences,
    group_rows,
    in_parts,
    in_text_order,
    of_kinds,
    place_tokens,
)

__all__ = [
    "Counted",
    "count_shards",
    "gather_occurrences",
    "has_counts",
    "parts_with",
    "query_occurrences",
    "read_with",
    "words_of",
]


def gather_occurrences(source: Labels | LabelsOnDisk | pd.DataFrame, **options: Any) -> Occurrences:
    """As ``find_occurrences``, also of labels on disk: then equal occurrences of a document are one row with a count.

    That takes about 20 bytes for each different term of each document. With the option ``terms`` (queries), what these
    find, and all other tokens unlisted.
    """
    terms, unit = options.pop("terms", None), options["unit"]
    find, columns = find_occurrences, [*TERM_COLUMNS, unit]
    if terms is not None:
        options = {name: options[name] for name in ("by", "unit", "kinds") if name in options}
        find = partial(query_occurrences, terms=terms, rests=True, known=Columns())
        columns += [*PLACES, *columns_of(compile_queries(terms, unit=unit, ignore_case=unit != "token"))]
    if not isinstance(source, LabelsOnDisk):
        return find(source, **options)
    if terms is None and has_counts(source, **options):
        return _gather_counts(count_shards(source, **options))
    parts = in_parts(source, as_list(options.get("by")), {"tokens": columns})
    return join_occurrences([_collapse(find(part, **options)) for part in parts])


def has_counts(source: object, *, by: Any = None, ngram: int = 1, unit: str = "norm", **options: object) -> bool:
    """Whether the counts that stand beside the tokens on disk hold the answer."""
    known = options.get("stop_words", "keep") in ("keep", "drop")
    plain = ngram == 1 and not options.get("skip") and unit == "norm" and known
    if not (isinstance(source, LabelsOnDisk) and source.counted and plain):
        return False
    own = {name for name in source.tokens.schema.names if not name.startswith("speaker_")} - {"doc_id", *COUNTED_BY}
    return not own & set(as_list(by))


@dataclass(frozen=True, slots=True)
class Counted:
    """The norms of labels on disk, counted from shard to shard.

    Attributes
    ----------
    group_values : DataFrame
        One row per group, with the columns of ``by``.
    sizes : array of int
        Tokens of each group, stop words included.
    document_names : array of str
        The documents that have tokens.
    numbers : dict of str to int
        The norms of the parts so far, by number.
    n_rows : int
        Rows of all parts, at most.
    parts : iterator of (groups, documents, codes, counts)
        A row for each group, document and norm of a shard; the code is -1 for the stop words that are left out.
    """

    group_values: pd.DataFrame
    sizes: np.ndarray
    document_names: np.ndarray
    numbers: dict[str, int]
    n_rows: int
    parts: Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]


def count_shards(
    labels: LabelsOnDisk,
    *,
    by: str | Iterable[str] | None = None,
    stop_words: str = "keep",
    kinds: Sequence[str] = ("word",),
    **_: object,
) -> Counted:
    """The norms of labels with counts, where ``has_counts`` says so."""
    keys, (table, bounds) = as_list(by), labels.counts()
    documents = table if {*keys} <= {*table} else labels.select(columns_for(keys, {})).documents
    groups, values = group_rows(join_fields(table, documents, keys, table="tokens"), keys)
    used, places = np.unique(codes_of(table["doc_id"])[0], return_inverse=True)
    counted, numbers = of_kinds(table, kinds), dict[str, int]()
    rows = _Rows(groups * max(len(used), 1) + places, counted, *(table[n].to_numpy() for n in ("n_tokens", "n_terms")))
    drop = stop_words == "drop"
    found = _count_terms(rows, bounds, labels.terms(stop_words=drop), numbers, drop=drop)
    parts = ((*np.divmod(pairs, max(len(used), 1)), codes, n) for pairs, codes, n in found)
    n_rows = int(rows.n_terms[counted].sum())
    sizes = np.bincount(groups[counted], rows.n_tokens[counted], len(values)).astype(np.int64)
    return Counted(values, sizes, codes_of(table["doc_id"])[1][used], numbers, n_rows, parts)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the counts: number of group and document in one, whether they count, their tokens and terms."""

    pairs: np.ndarray
    counted: np.ndarray
    n_tokens: np.ndarray
    n_terms: np.ndarray


def _count_terms(
    rows: _Rows, bounds: np.ndarray, terms: Iterable[Terms], numbers: dict[str, int], *, drop: bool
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Pair of group and document, number of the norm, and count of each norm in each pair, shard by shard."""
    norms: list[str] = []
    new = np.zeros(0, dtype=np.int64)
    for shard, low, high in zip(terms, bounds[:-1], bounds[1:], strict=True):
        here = slice(low, high)
        pairs, places = np.unique(rows.pairs[here], return_inverse=True)
        if shard.norms is not norms:  # several shards share them
            norms = shard.norms
            new = np.array([numbers.setdefault(norm, len(numbers)) for norm in norms], dtype=np.int64)
        listed = np.repeat(rows.counted[here], rows.n_terms[here])
        keys = np.repeat(places * (len(new) + 1), rows.n_terms[here])
        keys += np.where(shard.is_stop, len(new), shard.codes) if drop else shard.codes
        keys, counts = _sum_by(keys[listed], shard.counts[listed])
        place, code = np.divmod(keys, len(new) + 1)
        yield pairs[place], np.append(new, -1)[code], counts


def _sum_by(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct keys (0 or more) in order, and the sum of the counts of each.

    Examples
    --------
    >>> _sum_by(np.array([7, 2, 7]), np.array([1, 1, 3]))
    (array([2, 7]), array([1, 4]))
    """
    bits = int(counts.max(initial=0)).bit_length()
    if keys.max(initial=0) >= 1 << (63 - bits):
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, np.bincount(places, counts, len(distinct)).astype(np.int64)
    both = np.sort(keys << bits | counts)  # sorting one array of numbers is several times as fast as their order
    keys = both >> bits
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return keys[first], np.add.reduceat(both & ((1 << bits) - 1), first) if len(first) else first


def _gather_counts(counted: Counted) -> Occurrences:
    """The counts of all shards together."""
    kinds = np.min_scalar_type(len(counted.group_values)), np.int32, np.int32, np.int32
    columns, n = [np.empty(counted.n_rows, dtype=kind) for kind in kinds], 0
    for part in counted.parts:
        begin, n = n, n + len(part[0])
        for column, values in zip(columns, part, strict=True):
            column[begin:n] = values
    groups, documents, codes, counts = (column[:n] for column in columns)
    counts = counts.astype(np.min_scalar_type(counts.max(initial=0)))
    del columns
    terms = np.array(list(counted.numbers), dtype=object)
    listed, names = codes >= 0, counted.document_names
    used = np.zeros(len(terms) + 1, dtype=bool)  # the last for those not listed
    used[codes] = True
    used[-1] = False
    np.take(np.append(np.cumsum(used[:-1]) - 1, 0).clip(0).astype(np.int32), codes, out=codes, mode="wrap")
    return Occurrences(terms[used[:-1]], codes, documents, groups, listed, names, counted.group_values, counts)


def _collapse(found: Occurrences) -> Occurrences:
    """Occurrences of one term in one document and group as one row."""
    rows = np.stack([found.groups, found.documents, found.codes, found.listed]).astype(np.int32)
    (groups, documents, codes, listed), places = np.unique(rows, axis=1, return_inverse=True)
    counts = found.count(places.ravel(), len(groups))
    used, codes = np.unique(codes, return_inverse=True)
    return Occurrences(
        found.terms[used],
        codes.astype(np.int32),
        documents,
        groups,
        listed.astype(bool),
        found.document_names,
        found.group_values,
        counts.astype(np.int32),
    )


def join_occurrences(parts: list[Occurrences]) -> Occurrences:
    """Occurrences of different documents together."""
    codes, terms = _number([part.codes for part in parts], [part.terms for part in parts])
    documents, names = _number([part.documents for part in parts], [part.document_names for part in parts])
    values = join_parts([part.group_values for part in parts])
    numbers, values = group_rows(values, list(values.columns))
    starts = np.cumsum([0, *(len(part.group_values) for part in parts)])
    groups = [numbers[start + part.groups] for start, part in zip(starts, parts, strict=False)]
    return Occurrences(
        terms,
        codes,
        documents,
        np.concatenate(groups).astype(np.int32),
        np.concatenate([part.listed for part in parts]),
        names,
        values,
        np.concatenate([part.counts for part in parts]),
    )


def _number(codes: list[np.ndarray], names: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Codes into the sorted names of all parts."""
    joined = pd.Categorical(np.concatenate(names))
    starts = np.cumsum([0, *map(len, names)])
    moved = [joined.codes[start + code].astype(np.int32) for start, code in zip(starts, codes, strict=False)]
    return np.concatenate(moved), joined.categories.to_numpy(dtype=object)


def query_occurrences(
    source: Labels | pd.DataFrame,
    terms: Queries,
    *,
    by: str | Iterable[str] | None = None,
    unit: str = "norm",
    kinds: Sequence[str] = ("word",),
    rests: bool = False,
    known: Columns | None = None,
) -> Occurrences:
    """As ``find_occurrences``, of what the queries find: the terms are their names, also of those that find nothing.

    Case counts for the unit "token" alone. A find belongs to the group of its first token. ``rests``: what is left of
    the tokens of each document and group is an entry that is not listed, so that the entries add up to the tokens.
    ``known`` as in ``find_queries``.
    """
    keys = as_list(by)
    queries = compile_queries(terms, unit=unit, ignore_case=unit != "token")
    tokens = in_text_order(resolve(source, "tokens", keys, columns=[*PLACES, *columns_of(queries)]))
    text = place_tokens(tokens)
    hits = find_queries(queries, tokens, text, known=known)
    groups, group_values = group_rows(tokens, keys)
    used, documents = np.unique(text.documents, return_inverse=True)
    counted = of_kinds(tokens, kinds)
    found = Occurrences(
        terms=np.array([query.name for query in queries], dtype=object),
        codes=hits.queries.astype(np.int64),
        documents=documents[hits.first],
        groups=groups[hits.first],
        listed=np.ones(len(hits.first), dtype=bool),
        document_names=codes_of(tokens["doc_id"])[1][used],
        group_values=group_values,
        totals=np.bincount(groups[counted], minlength=len(group_values)),
        places=(np.cumsum(counted) - counted)[hits.first],
    )
    return _with_rests(found, groups[counted], documents[counted]) if rests else found


def _with_rests(found: Occurrences, groups: np.ndarray, documents: np.ndarray) -> Occurrences:
    """The entries, and one for what is left of the tokens of each group and document."""
    width = max(len(found.document_names), 1)
    tokens, finds = groups * width + documents, found.groups * width + found.documents
    keys, places = np.unique(np.concatenate([tokens, finds]), return_inverse=True)
    change = np.repeat([1, -1], [len(tokens), len(finds)])
    left = np.bincount(places, change, len(keys)).astype(np.int64)
    n_terms = len(found.terms) * bool(len(keys))  # each has an entry of none, so that none is lost
    keys, left = np.append(np.repeat(keys[:1], n_terms), keys), np.append(np.zeros(n_terms, dtype=np.int64), left)
    codes = np.append(np.arange(n_terms), np.zeros(len(keys) - n_terms, dtype=np.int64))
    return replace(
        found,
        codes=np.concatenate([found.codes, codes]),
        groups=np.concatenate([found.groups, keys // width]),
        documents=np.concatenate([found.documents, keys % width]),
        listed=np.concatenate([found.listed, np.zeros(len(keys), dtype=bool)]),
        counts=np.concatenate([np.ones(len(finds), dtype=np.int64), left]),
        totals=None,
        places=None,
    )


# the parts of labels on disk in which queries may find something


def types_needed(queries: Sequence[Query], types: pd.DataFrame, known: Columns) -> np.ndarray:
    """A mask of types: every find has a token of one of them, and they are as rare as can be.

    ``types`` is the table of ``LabelsOnDisk.types``; what a condition demands of other columns is left open.
    """
    n, columns = types["n"].to_numpy(), {*types} - {"n"}
    masks: dict[Step, np.ndarray] = {}

    def count(step: Step) -> int:
        masks[step] = fulfils(narrow(step.condition, columns), types, known)
        return int(n[masks[step]].sum())

    needed = np.zeros(len(types), dtype=bool)
    for query in queries:
        for step in rarest_steps(query.tree, count)[1]:
            needed |= masks[step]
    return needed


def parts_with(
    labels: LabelsOnDisk, queries: Sequence[Query], columns: Mapping[str, Collection[str]], known: Columns
) -> Iterator[Labels]:
    """The documents of each shard in which queries may find something; one part without documents if there are none.

    Of the tables named they have these ``columns``; ``known`` is for ``find_queries``, too. Labels of earlier versions
    come whole, shard by shard.
    """
    mask = None if labels.types is None else types_needed(queries, labels.types.table, known)
    parts = labels.parts(columns, mask)
    first = next(parts, None)
    if first is None:
        part = next(labels.parts(columns))
        yield documents_with(part, part.tokens["doc_id"][:0])[0]
    else:
        yield from chain([first], parts)


def read_with(
    labels: LabelsOnDisk, queries: Sequence[Query], limit: int | None = None, fields: Iterable[str] = ("text",)
) -> Labels:
    """The documents in which the queries find something, with ``fields`` of documents or tokens.

    Of those after the first ``limit`` finds, only as many as it takes to find every query that finds something.
    """
    words = {"token_id", "norm", *PLACES, *columns_of(queries), *fields}
    columns = {"documents": {*columns_for(fields, {})["documents"]}, "tokens": words}
    if not queries:
        return labels.join(list(labels.parts(columns)))
    parts, n_left = [], math.inf if limit is None else limit
    missing = set(range(len(queries)))
    for part, found in _search_parts(labels, queries, columns):
        parts, n_left, missing = [*parts, part], n_left - len(found), missing.difference(found)
        if n_left <= 0:
            break
    if missing and n_left <= 0:
        rest = [queries[number] for number in sorted(missing)]
        missing = set(range(len(rest)))
        for part, found in _search_parts(labels, rest, columns):
            parts, missing = [*parts, part], missing.difference(found)
            if not missing:
                break
    return labels.join(parts)


def _search_parts(
    labels: LabelsOnDisk, queries: Sequence[Query], columns: Mapping[str, Collection[str]]
) -> Iterator[tuple[Labels, list[int]]]:
    """The documents of each shard in which queries find something, and the number of the query of each find."""
    known = Columns()
    for part in parts_with(labels, queries, columns, known):
        hits = find_queries(queries, part.tokens, place_tokens(part.tokens), known=known)
        yield documents_with(part, part.tokens["doc_id"].iloc[hits.first])[0], hits.queries.tolist()


def words_of(labels: Labels | LabelsOnDisk | pd.DataFrame, queries: Sequence[Query]) -> pd.DataFrame:
    """The tokens or, if they are on disk, what of them the queries look at, at least once each."""
    if not isinstance(labels, LabelsOnDisk):
        return labels.tokens if isinstance(labels, Labels) else labels
    columns = columns_of(queries)
    if labels.types is not None and {*columns} <= {*labels.types.table}:
        return labels.types.table
    return join_parts([part.tokens[columns].drop_duplicates() for part in labels.parts({"tokens": columns})])
