"""Measures of labels on disk: what each shard adds up to, joined, then the step that labels in memory take too.

A document lies in one shard, so sums by document can be put below one another and sums over documents be added.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.pipeline import Labels, join_parts
from textkit.measure.terms import Occurrences, find_occurrences, group_rows

__all__ = ["TERM_COLUMNS", "add_up", "gather_occurrences", "in_parts", "join_occurrences"]

TERM_COLUMNS = ("doc_id", "sent_id", "token_id", "kind", "is_stop")


def in_parts(
    source: Labels | LabelsOnDisk | pd.DataFrame, keys: Iterable[str], columns: Mapping[str, Collection[str] | None]
) -> Iterator[Labels | pd.DataFrame]:
    """The source, or if it is on disk its shards one by one, with the columns that a measure needs.

    ``columns`` are those of each table (None: all), to which ``keys`` are added; of the documents all but the text are
    there unless it asks for more.
    """
    if not isinstance(source, LabelsOnDisk):
        yield source
        return
    fields = [name for name in source.documents.schema.names if name != "text"]
    wanted = {name: None if names is None else {*names, *keys} for name, names in columns.items()}
    yield from source.parts({"documents": fields} | wanted)


def add_up(parts: Iterable[pd.DataFrame], keys: list[str], sums: Collection[str]) -> pd.DataFrame:
    """The columns ``sums`` of all parts added up by ``keys``, sorted by these; NA is a group.

    Memory is bounded by the result and the largest part: parts are added before they are many.

    Examples
    --------
    >>> parts = [pd.DataFrame({"term": ["b", "a"], "n": [1, 2]}), pd.DataFrame({"term": ["b"], "n": [3]})]
    >>> add_up(parts, ["term"], ["n"]).values.tolist()
    [['a', 2], ['b', 4]]
    """
    waiting: list[pd.DataFrame] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting[1:])) > len(waiting[0]):
            waiting = [_add(join_parts(waiting), keys, sums)]
    return _add(join_parts(waiting), keys, sums)


def _add(table: pd.DataFrame, keys: list[str], sums: Collection[str]) -> pd.DataFrame:
    numbers, values = group_rows(table, keys)
    added = {name: np.bincount(numbers, table[name], len(values)).astype(np.int64) for name in sums}
    return values.assign(**added)


def gather_occurrences(source: Labels | LabelsOnDisk | pd.DataFrame, **options: Any) -> Occurrences:
    """As ``find_occurrences``, also of labels on disk: then equal occurrences of a document are one row with a count.

    That takes about 20 bytes for each different term of each document.
    """
    if not isinstance(source, LabelsOnDisk):
        return find_occurrences(source, **options)
    keys = options.get("by") or []
    columns = {"tokens": (*TERM_COLUMNS, options["unit"])}
    parts = in_parts(source, [keys] if isinstance(keys, str) else keys, columns)
    return join_occurrences([_collapse(find_occurrences(part, **options)) for part in parts])


def _collapse(found: Occurrences) -> Occurrences:
    """Occurrences of one term in one document and group as one row."""
    rows = np.stack([found.groups, found.documents, found.codes, found.listed]).astype(np.int32)
    (groups, documents, codes, listed), counts = np.unique(rows, axis=1, return_counts=True)
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
    joined = pd.Categorical(np.concatenate(names)) if sum(map(len, names)) else pd.Categorical([])
    starts = np.cumsum([0, *map(len, names)])
    moved = [joined.codes[start + code].astype(np.int32) for start, code in zip(starts, codes, strict=False)]
    return np.concatenate(moved), joined.categories.to_numpy(dtype=object)
