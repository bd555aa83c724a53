"""From records to the table of documents: unique ids, one type per field, dates as ISO text."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from textkit.read import Problem, ReadOptions, Record, Written
from textkit.read.dates import find_dateline, is_plausible, normalise_date
from textkit.read.encodings import replace_surrogates, unify_newlines
from textkit.read.metadata import Renamed, as_text, guess_title, normalise_fields, typed_value
from textkit.schema import GIVEN, OWN_NAMES, build_table

__all__ = [
    "Kinds",
    "assemble_documents",
    "build_documents",
    "complete_record",
    "field_kinds",
    "limit_fields",
    "plain_text",
    "say_mixed",
    "say_renamed",
    "unique_ids",
]

Kinds = Mapping[str, Collection[str]]

_TEXT_FIELDS = ("title", "author", "date", "source", "genre")
_NOT_FURTHER = frozenset({*_TEXT_FIELDS, "doc_id"})
_MAX_FIELDS = 5000
_MAX_CELLS = 1_000_000  # of the table of documents, if most of them are empty
_WRITE_ISO = "Write it as YYYY-MM-DD, or say which number is the day: read_corpus(..., day_first=True)."
_EXACT = 2**53  # up to here a real number holds every whole one
_INT64 = 2**63
_FLAG_KINDS = {word: kind for kind in ("true/false", "True/False", "TRUE/FALSE") for word in kind.split("/")}


def assemble_documents(records: Sequence[Record], options: ReadOptions) -> tuple[pd.DataFrame, list[Problem]]:
    """The table 'documents' of the records, in their order, and what is odd about their fields."""
    ids, problems = unique_ids(records)
    kinds, rare = limit_fields(field_kinds(records), len(records))
    documents, odd_dates = build_documents(records, ids, kinds, options)
    return documents, [*problems, *odd_dates, *rare, *say_mixed(kinds), *say_renamed(kinds)]


def complete_record(record: Record, options: ReadOptions) -> Record:
    """The record with what its fields and text imply.

    The date that its text begins with, if nothing else gives one, and ``date_source``, which says so; and the field
    ``known_speaker`` with the value of the speaker column.
    """
    fields = dict(record.fields)
    if fields.get("date") is None and (date := find_dateline(record.text)):
        fields |= {"date": date, "date_source": "text"}
    if options.speaker_column is not None:
        name = next(iter(normalise_fields({options.speaker_column: "x"})), "")
        value = fields.pop(name, None) if name.endswith(GIVEN) else fields.get(name)
        fields |= {"known_speaker": as_text(value)} if value is not None else {}
    return replace(record, fields=fields) if fields != record.fields else record


def build_documents(
    records: Sequence[Record], ids: Sequence[str], kinds: Kinds, options: ReadOptions
) -> tuple[pd.DataFrame, list[Problem]]:
    """The table 'documents' of some records of a corpus, and the dates among them that are not understood.

    ``ids`` and ``kinds`` depend on all records of the corpus: they come from ``unique_ids`` and ``field_kinds``.
    """
    fields = [_complete_fields(record) for record in records]
    dates, odd_dates = _normalise_dates(fields, records, options)
    if "date_source" in kinds:
        fields = [_with_date_source(row) for row in fields]
    columns = {str(name): _column([row.get(name) for row in fields], found) for name, found in kinds.items()}
    texts = [plain_text(record) for record in records]
    named = {name: [as_text(row.get(name)) for row in fields] for name in _TEXT_FIELDS}
    core = {
        "doc_id": list(ids),
        "text": texts,
        **named,
        "date": dates,
        "path": [as_text(record.path) for record in records],
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
    given = [as_text(record.fields.get("doc_id")) for record in records]
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


def _with_date_source(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where some dates of a corpus are from texts, the others are said to be from metadata."""
    return {"date_source": "metadata", **row} if row.get("date") is not None else row


def _normalise_dates(
    fields: Sequence[Mapping[str, Any]], records: Sequence[Record], options: ReadOptions
) -> tuple[list[str | None], list[Problem]]:
    dates, problems = [], []
    read = cache(partial(normalise_date, day_first=options.day_first))
    for row, record in zip(fields, records, strict=True):
        given = _date_text(row.get("date"))
        date = read(given) if given is not None else None
        if date is not None and not is_plausible(date):
            problem = f"The date {given[:60]!r} lies before 1400 or after next year; it is left out."
            problems.append(Problem(problem, "Correct the year.", record.path or "", severity="warning"))
            date = None
        elif given is not None and date is None:
            problem = f"The date {given[:60]!r} is ambiguous or not understood; it is left out."
            problems.append(Problem(problem, _WRITE_ISO, record.path or "", severity="warning"))
        dates.append(date)
    return dates, problems


def _date_text(value: object) -> str | None:
    """A date as text; years that a table holds as real numbers without their ``.0``."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e9
    return as_text(int(value) if whole else value)


def field_kinds(records: Iterable[Record]) -> dict[str, Counter[str]]:
    """How many values of each kind (true/false, whole number, number, text) each further field has, in its order.

    Examples
    --------
    >>> field_kinds([Record("", {"year": 2025}), Record("", {"year": "unknown"})])
    {'year': Counter({'whole number': 1, 'text': 1})}
    """
    kinds: dict[str, Counter[str]] = {}
    for record in records:
        for name, value in record.fields.items():
            if name not in _NOT_FURTHER:
                found = kinds.setdefault(name, Counter())
                if value is not None:
                    found[_kind(value)] += 1
    return kinds


def limit_fields(kinds: Mapping[str, Counter[str]], n_documents: int) -> tuple[dict[str, Counter[str]], list[Problem]]:
    """The fields without rare ones if nearly all cells of the table would be empty, and a problem that says so.

    Examples
    --------
    >>> kinds = {f"key{i}": Counter(text=1) for i in range(100_000)}
    >>> kept, problems = limit_fields(kinds, 100_000)
    >>> len(kept), problems[0].problem
    (10, '99,990 of 100,000 fields are left out, since nearly no document has them: key10, key11, key12, key13, ...')
    """
    n_filled = sum(found.total() for found in kinds.values())
    most = min(_MAX_FIELDS, max(_MAX_CELLS, 4 * n_filled) // max(1, n_documents))
    if len(kinds) <= most:
        return dict(kinds), []
    often = set(sorted(kinds, key=lambda name: -kinds[name].total())[:most])
    lost = [name for name in kinds if name not in often]
    problem = f"{len(lost):,} of {len(kinds):,} fields are left out, since nearly no document has them"
    named = ", ".join(name[:60] for name in lost[:5])
    remedy = "Name the fields the same way in all documents; put rare ones into one field."
    return {n: f for n, f in kinds.items() if n in often}, [Problem(f"{problem}: {named}, …", remedy, "", "warning")]


def say_mixed(kinds: Kinds) -> list[Problem]:
    """A problem for each field whose type differs between documents."""
    problems = []
    for name, found in kinds.items():
        if len(set(found)) > 1 and _dtype(found) == "str":
            listed = " and ".join(sorted(set(found)))
            problem = f"The field {name!r} is {listed} in different documents; it stays text as it is written."
            remedy = "Write it the same way everywhere; numbers without a plus sign and without zeros before or behind."
            problems.append(Problem(problem, remedy, severity="warning"))
    return problems


def say_renamed(names: Iterable[str]) -> list[Problem]:
    """A problem for each field that had the name of a column of textkit's.

    Examples
    --------
    >>> [problem.problem for problem in say_renamed(["party", Renamed("size_given"), Renamed("speaker_given")])]
    ["The field 'speaker' is called speaker_given, since speaker is a column of textkit's."]
    """
    stems = {name: name.removesuffix(GIVEN) for name in names if isinstance(name, Renamed)}
    return [
        Problem(
            f"The field {stem!r} is called {name}, since {stem} is a column of textkit's.",
            f"Group by it as {name}, or give it another name in your files.",
            severity="warning",
        )
        for name, stem in stems.items()
        if stem in OWN_NAMES
    ]


def _kind(value: object) -> str:
    if isinstance(value, Written):
        typed = typed_value(value)
        return _FLAG_KINDS[value] if isinstance(typed, bool) else "text" if isinstance(typed, str) else _kind(typed)
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, Decimal):
        return "number" if Decimal(repr(float(value))) == value else "text"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer() and abs(value) < _EXACT):
        return "whole number" if abs(value) <= _EXACT else "large whole number" if -_INT64 <= value < _INT64 else "text"
    return "number" if isinstance(value, float) else "text"


def _dtype(kinds: Collection[str]) -> str:
    """The type that holds all values of these kinds without loss."""
    found = set(kinds)
    if len(found) == 1 and found <= set(_FLAG_KINDS.values()):
        return "boolean"
    if found and found <= {"whole number", "large whole number"}:
        return "Int64"
    return "float64" if found and found <= {"whole number", "number"} else "str"


def _column(values: Sequence[Any], kinds: Collection[str]) -> pd.Series:
    """Values as text, as whole or real numbers, or as true/false; as text, as written, if they are of several kinds."""
    dtype = _dtype(kinds)
    if dtype == "str":
        return pd.Series([as_text(value) for value in values], dtype="str")
    typed = [typed_value(value) if isinstance(value, Written) else value for value in values]
    if dtype == "float64":
        return pd.Series([float("nan") if value is None else float(value) for value in typed], dtype=dtype)
    as_type = bool if dtype == "boolean" else int
    return pd.Series([None if value is None else as_type(value) for value in typed], dtype=dtype)
