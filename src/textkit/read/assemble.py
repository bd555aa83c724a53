"""From records to the table of documents: unique ids, one type per field, dates as ISO text."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from textkit.read.dates import normalise_date
from textkit.read.encodings import replace_surrogates, unify_newlines
from textkit.read.metadata import guess_title
from textkit.read.records import Problem, ReadOptions, Record
from textkit.schema import build_table

__all__ = ["Kinds", "assemble_documents", "build_documents", "field_kinds", "plain_text", "say_mixed", "unique_ids"]

Kinds = Mapping[str, Collection[str]]

_TEXT_FIELDS = ("title", "author", "date", "source", "genre")
_NOT_FURTHER = frozenset({*_TEXT_FIELDS, "doc_id"})
_WRITE_ISO = "Write it as YYYY-MM-DD, or say which number is the day: read_corpus(..., day_first=True)."


def assemble_documents(records: Sequence[Record], options: ReadOptions) -> tuple[pd.DataFrame, list[Problem]]:
    """The table 'documents' of the records, in their order, and what is odd about their fields."""
    ids, problems = unique_ids(records)
    kinds = field_kinds(records)
    documents, odd_dates = build_documents(records, ids, kinds, options)
    return documents, [*problems, *odd_dates, *say_mixed(kinds)]


def build_documents(
    records: Sequence[Record], ids: Sequence[str], kinds: Kinds, options: ReadOptions
) -> tuple[pd.DataFrame, list[Problem]]:
    """The table 'documents' of some records of a corpus, and the dates among them that are not understood.

    ``ids`` and ``kinds`` depend on all records of the corpus: they come from ``unique_ids`` and ``field_kinds``.
    """
    fields = [_complete_fields(record) for record in records]
    dates, odd_dates = _normalise_dates(fields, records, options)
    columns = {name: _column([row.get(name) for row in fields], found) for name, found in kinds.items()}
    texts = [plain_text(record) for record in records]
    named = {name: [_as_text(row.get(name)) for row in fields] for name in _TEXT_FIELDS}
    core = {
        "doc_id": list(ids),
        "text": texts,
        **named,
        "date": dates,
        "path": [_as_text(record.path) for record in records],
        "sha256": [hashlib.sha256(text.encode()).hexdigest() for text in texts],
        "n_chars": [len(text) for text in texts],
    }
    return build_table("documents", core | columns), odd_dates


def plain_text(record: Record) -> str:
    """The record's text as it stands in the table of documents."""
    return unify_newlines(replace_surrogates(record.text))


def unique_ids(records: Sequence[Record]) -> tuple[list[str], list[Problem]]:
    """An id for every record, and a problem if ids that the metadata gave had to be told apart.

    The metadata's ``doc_id``, else the stem of the file (numbered if the file holds several documents); the
    path where two files have one stem; numbers behind it where ids still are the same.

    Examples
    --------
    >>> unique_ids([Record("", path="a/speech.txt"), Record("", path="b/speech.txt")])[0]
    ['a/speech', 'b/speech']
    """
    given = [_as_text(record.fields.get("doc_id")) for record in records]
    ids = [
        name or _name_document(record, i, _stem) for i, (name, record) in enumerate(zip(given, records, strict=True), 1)
    ]
    for longer in (_path_without_suffix, _path):
        counts = Counter(ids)
        ids = [
            _name_document(record, i, longer) if counts[name] > 1 and not known else name
            for i, (name, known, record) in enumerate(zip(ids, given, records, strict=True), 1)
        ]
    return _number_repeated(ids)


def _name_document(record: Record, position: int, name: Callable[[str], str]) -> str:
    if record.path is None:
        return f"text-{record.number or position:03}"
    base = replace_surrogates(name(record.path)) or "text"
    return base if record.number is None else f"{base}-{record.number:03}"


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _path_without_suffix(path: str) -> str:
    return str(PurePosixPath(path).with_suffix("")) if PurePosixPath(path).name else path


def _path(path: str) -> str:
    return path


def _number_repeated(ids: Iterable[str]) -> tuple[list[str], list[Problem]]:
    """Repeated ids with -2, -3 … behind them, none of which another document has."""
    wanted = list(ids)
    taken, times, unique = set(wanted), Counter[str](), []
    for name in wanted:
        times[name] += 1
        new = name
        while times[name] > 1 and new in taken:
            new = f"{name}-{times[name]}"
            times[name] += new in taken
        taken.add(new)
        unique.append(new)
    repeated = [name for name, n in Counter(wanted).items() if n > 1]
    remedy = "Numbers were put behind them; give every document its own doc_id."
    problem = f"{len(repeated)} ids stand for several documents: {', '.join(repeated[:5])}."
    return unique, [Problem(problem, remedy, severity="warning")] if repeated else []


def _complete_fields(record: Record) -> Mapping[str, Any]:
    """The record's fields, with the title the text begins with if they have none."""
    if record.fields.get("title") is not None:
        return record.fields
    title = guess_title(record.text)
    return {**record.fields, "title": title} if title else record.fields


def _normalise_dates(
    fields: Sequence[Mapping[str, Any]], records: Sequence[Record], options: ReadOptions
) -> tuple[list[str | None], list[Problem]]:
    dates, problems = [], []
    read = cache(partial(normalise_date, day_first=options.day_first))
    for row, record in zip(fields, records, strict=True):
        given = row.get("date")
        date = read(str(given)) if given is not None else None
        if given is not None and date is None:
            problem = f"The date {str(given)[:60]!r} is ambiguous or not understood; it is left out."
            problems.append(Problem(problem, _WRITE_ISO, record.path or "", severity="warning"))
        dates.append(date)
    return dates, problems


def field_kinds(records: Iterable[Record]) -> dict[str, set[str]]:
    """Kinds of values (true/false, whole number, number, text) of each further field, in the order they appear.

    Examples
    --------
    >>> field_kinds([Record("", {"year": 2025}), Record("", {"year": "unknown"})]) == {"year": {"whole number", "text"}}
    True
    """
    kinds: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.fields.items():
            if name not in _NOT_FURTHER:
                found = kinds.setdefault(name, set())
                if value is not None:
                    found.add(_kind(value))
    return kinds


def say_mixed(kinds: Kinds) -> list[Problem]:
    """A problem for each field whose type differs between documents."""
    problems = []
    for name, found in kinds.items():
        shown = sorted({kind.removeprefix("whole ") for kind in found})
        if len(shown) > 1:
            problem = f"The field {name!r} is {' and '.join(shown)} in different documents; it was read as text."
            problems.append(Problem(problem, "Write it the same way everywhere.", severity="warning"))
    return problems


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true/false"
    if not isinstance(value, int | float):
        return "text"
    return "whole number" if float(value).is_integer() and abs(value) < 2**53 else "number"


def _column(values: Sequence[Any], kinds: Collection[str]) -> pd.Series:
    """Values as text, as whole or real numbers, or as true/false; text if they are of several kinds."""
    if kinds == {"true/false"}:
        return pd.Series(list(values), dtype="boolean")
    if kinds == {"whole number"}:
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    if kinds in ({"number"}, {"whole number", "number"}):
        return _real(values)
    return pd.Series([_as_text(value) for value in values], dtype="str")


def _real(values: Sequence[Any]) -> pd.Series:
    return pd.Series([float("nan") if value is None else float(value) for value in values], dtype="float64")


def _as_text(value: object) -> str | None:
    return None if value is None else replace_surrogates(str(value))
