"""Documents in the rows of a table: CSV, TSV, JSON, JSON Lines, and a DataFrame.

A row is a mapping of the columns that it fills: a table is never wider in memory than its cells.
"""

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

from textkit.checks import index_as_columns
from textkit.read import Problem, ReadOptions, Record, UnreadableError, Written
from textkit.read.encodings import decode, guarded, load_bytes, replace_surrogates
from textkit.read.metadata import normalise_fields

__all__ = [
    "Cell",
    "Rows",
    "choose_text_column",
    "is_layout",
    "load_table",
    "parse_delimited",
    "read_csv",
    "read_frame",
    "read_json",
    "read_json_lines",
    "read_rows",
    "render_table",
    "some",
    "unique_names",
]

Cell = Sequence[str]  # its paragraphs
Rows = Sequence[Sequence[Cell]]

_MAX_DATA = 80  # characters of a cell of data, on average over those that are filled
_MAX_LABEL = 60  # characters of who speaks
_MIN_SPEECH = 30  # characters of what is said, in the middle of all rows
_MIN_ROWS = 2
_HEADERS = ("speaker", "name", "who", "participant", "member")  # of the column of who speaks
_SEPARATORS = (",", ";", "\t", "|")
_MAX_COLUMNS = 2000
_MAX_CELLS = 300_000_000  # empty ones included
_IN_QUOTES = "Put texts that contain the separator in quotation marks."
_TEXT_NAMES = (
    "text",
    "body",
    "full_text",
    "fulltext",
    "content",
    "article",
    "speech",
    "transcript",
    "story",
    "contents",
)
_COMPUTED = ("sha256", "n_chars")
_MIN_MEAN_CHARS = 40  # a column of titles or names is shorter
_NAME_COLUMN = "Name the column that holds the texts: read_corpus(..., text_column='...')."


def render_table(rows: Rows) -> list[str]:
    """The table's blocks of text: turns "Name: words", or the paragraphs of its cells, or one block of tabbed rows.

    A table of turns has a short cell and a long one in most rows, and the short ones repeat or end in a colon. A table
    with several paragraphs in a cell, or with long cells, lays out a page.

    Examples
    --------
    >>> render_table([[["Yes"], ["120"]], [["No"], ["110"]]])
    ['Yes\\t120\\nNo\\t110']
    >>> render_table([[["Home"], ["We met.", "We parted."]]])
    ['Home', 'We met.', 'We parted.']
    """
    filled = [[[text for text in cell if text] for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    turns = _turns(filled)
    if turns:
        return turns
    if is_layout(filled):
        return [text for row in filled for cell in row for text in cell]
    block = "\n".join("\t".join(" ".join(cell) for cell in row).rstrip("\t") for row in filled)
    return [block] if block else []


def is_layout(rows: Rows) -> bool:
    """Whether a table lays out text: several paragraphs in a cell, or long cells."""
    cells = [cell for row in rows for cell in row if any(cell)]
    n_letters = sum(len(text) for cell in cells for text in cell)
    return any(len(cell) > 1 for cell in cells) or n_letters > _MAX_DATA * len(cells)


def _turns(rows: Rows) -> list[str]:
    """Rows as turns if they are those of a transcript; nothing if they are not."""
    pairs = [[cell for cell in row if cell] for row in rows]
    pairs = pairs[1:] if pairs and len(pairs[0]) > 1 and pairs[0][-2][0].casefold() in _HEADERS else pairs
    fit = [row for row in pairs if len(row) >= 2 and len(row[-2]) == 1 and len(row[-2][0]) <= _MAX_LABEL]
    if len(fit) < max(_MIN_ROWS, 0.5 * len(pairs)):
        return []
    labels = [row[-2][0].rstrip(" :") for row in fit]
    speeches = [sum(map(len, row[-1])) for row in fit]
    repeated = len(set(labels)) < len(labels) or all(row[-2][0].endswith(":") for row in fit)
    if not repeated or median(speeches) < _MIN_SPEECH or any(label[:1].isdigit() for label in labels):
        return []
    return [text for row in pairs for text in (_turn(row) if row in fit else [part for cell in row for part in cell])]


def _turn(row: Sequence[Cell]) -> list[str]:
    """ "Name: words", with a time or number before the name in brackets."""
    *before, label, speech = row
    aside = " ".join(f"[{text.strip('[]()')}]" for cell in before for text in cell)
    return [f"{aside} {label[0].rstrip(' :')}: {speech[0]}".lstrip(), *speech[1:]]


def parse_delimited(text: str) -> tuple[list[str], list[list[str]], list[Problem]]:
    """Names of the columns, the rows, and what is wrong with rows that are left out.

    The commonest of comma, semicolon, tab and bar in the first line is the separator. Empty lines are not rows. Left
    out are rows with more cells than there are columns, and those whose quotation marks do not pair. Short ones stay
    short: filled, a file of some megabytes could fill the memory. Equal names get numbers. Quotation marks in a cell
    are doubled, or, if that fits more rows, stand behind a backslash.

    Raises
    ------
    UnreadableError
        If quotation marks do not pair in the first line, or there are more than 2,000 columns or 300 million cells.

    Examples
    --------
    >>> names, rows, problems = parse_delimited('id;text\\n1;"One; two"\\n2;x;y\\n')
    >>> names, rows, problems[0].problem
    (['id', 'text'], [['1', 'One; two']], 'More cells than the first line has: row 2.')
    """
    text = text.lstrip("\ufeff\n")
    if text[:4].casefold() == "sep=" and text[5:6] == "\n":  # Excel's note of the separator
        text = text[6:]
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    if header.count(separator) >= _MAX_COLUMNS:
        raise UnreadableError(f"The table has {header.count(separator) + 1:,} columns.", "Keep those you need.")
    most = _MAX_CELLS // (header.count(separator) + 1)
    with _long_fields(len(text)):
        rows = list(islice(_rows(text, separator), most))
        if '\\"' in text and any(isinstance(row, Problem) for row in rows):  # as databases and R write quotation marks
            escaped = list(islice(_rows(text, separator, escaped=True), most))
            rows = min(rows, escaped, key=lambda found: sum(isinstance(row, Problem) for row in found))
    if len(rows) == most:
        problem = f"The table has {most:,} and more rows of {header.count(separator) + 1:,} columns."
        raise UnreadableError(problem, "Keep the columns you need, or split it.")
    if not rows:
        return [], [], []
    names, *rows = rows
    if isinstance(names, Problem):
        raise UnreadableError(names.problem, names.remedy)
    damaged = [row for row in rows if isinstance(row, Problem)]
    cells = [row for row in rows if not isinstance(row, Problem)]
    long = [number for number, row in enumerate(cells, 1) if len(row) > len(names)]
    problems = [Problem(f"More cells than the first line has: {some('row', long)}.", _IN_QUOTES)] if long else []
    return unique_names(names), [row for row in cells if len(row) <= len(names)], [*damaged, *problems]


def _rows(text: str, separator: str, *, escaped: bool = False) -> Iterator[list[str] | Problem]:
    """Rows that are not empty; one whose quotation marks do not pair is a problem, and the next is tried."""
    style = {"doublequote": False, "escapechar": "\\"} if escaped else {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, **style)
    n_damaged = 0
    while True:
        start = reader.line_num + 1
        try:
            if row := next(reader, None):
                yield row
            elif row is None:
                break
        except csv.Error as error:
            n_damaged += 1
            if n_damaged <= 5:
                problem = f"The table is damaged in {_lines(start, reader.line_num)}: {error}."
                yield Problem(problem, "These rows are left out; mend the quotation marks.")
    if n_damaged > 5:
        yield Problem(f"{n_damaged - 5:,} more rows are damaged.", "Export the table again as CSV.")


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first >= last else f"lines {first} to {last}"


def load_table(path: Path) -> tuple[list[str], list[dict[str, str]], list[Problem]]:
    """Names of the columns of a CSV file, of each row the cells that are not empty, and what is wrong with others.

    Raises
    ------
    UnreadableError
        If the file cannot be opened or is damaged.
    """
    names, rows, problems = parse_delimited(decode(load_bytes(path))[0])
    stripped = ([cell.strip() for cell in row] for row in rows)
    return names, [{name: cell for name, cell in zip(names, row, strict=False) if cell} for row in stripped], problems


def some(thing: str, numbers: Sequence[int]) -> str:
    """Numbers of things, the first five of them.

    Examples
    --------
    >>> some("row", [3]), some("row", range(9))
    ('row 3', 'rows 0, 1, 2, 3, 4 and 4 more')
    """
    shown = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"{thing}{'s' if len(numbers) > 1 else ''} {shown}{more}"


@contextmanager
def _long_fields(limit: int) -> Iterator[None]:
    """The csv module's limit for the length of a field raised, and put back."""
    usual = csv.field_size_limit(max(limit, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def unique_names(names: Sequence[str]) -> list[str]:
    """Names without spaces around them; the second of two equal ones gets a 2."""
    found: dict[str, None] = {}
    for name in map(str.strip, names):
        number = 1
        while (unique := name if number == 1 else f"{name} {number}") in found:
            number += 1
        found[unique] = None
    return list(found)


Row = Mapping[Any, Any]


def read_csv(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Rows of a CSV or TSV file; cells stay as written, and a field is a number where all its cells are."""
    text, encoding = decode(data, options.encoding)
    names, rows, problems = parse_delimited(text)
    yield from problems
    filled = [{name: Written(cell) for name, cell in zip(names, row, strict=False) if cell} for row in rows]
    yield from read_rows(filled, names, options, encoding=encoding)


def read_json_lines(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """One JSON object a line; a line that is none is named and left out."""
    text, encoding = decode(data, options.encoding)
    rows, bad = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _load_json(line)
            (rows if isinstance(row, dict) else bad).append(row if isinstance(row, dict) else number)
    if bad:
        yield Problem(f"Not a JSON object: {some('line', bad)}.", "Write one object {...} a line.")
    yield from read_rows(rows, _names(rows), options, encoding=encoding)


def read_json(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """A JSON list of objects, an object that holds one such list, or a single object."""
    text, encoding = decode(data, options.encoding)
    loaded = _load_json(text)
    if loaded is None and "\n" in text.strip():
        yield from read_json_lines(data, options)
        return
    rows = _objects(loaded)
    yield from read_rows(rows, _names(rows), options, encoding=encoding)


def read_frame(frame: pd.DataFrame, options: ReadOptions) -> Iterator[Record | Problem]:
    """Rows of a DataFrame; what its index says are columns, too (``index_as_columns``).

    Raises
    ------
    UnreadableError
        As ``read_rows``; also if two columns have one name.
    """
    frame = index_as_columns(frame)
    names = list(frame.columns)
    if not frame.columns.is_unique:
        raise UnreadableError(f"Two columns have one name: {_listed(names)}.", "Rename one of them.")
    cells = zip(*(frame.iloc[:, place].tolist() for place in range(len(names))), strict=True)
    yield from read_rows([dict(zip(names, row, strict=True)) for row in cells], names, options)


def read_rows(
    rows: Sequence[Row], names: Collection[Any], options: ReadOptions, *, encoding: str | None = None
) -> Iterator[Record | Problem]:
    """Every row with a text as a record; its other columns are its fields.

    Raises
    ------
    UnreadableError
        If a row is missing, or a column that can be the text.
    """
    if not rows:
        raise UnreadableError("The table has no rows.", "Export it again with its rows.")
    column = choose_text_column(rows, names, options.text_column)
    if options.speaker_column is not None and options.speaker_column not in names:
        problem = f"No column is called {options.speaker_column!r}; the columns are {_listed(names)}."
        raise UnreadableError(problem, "Name the column of the speakers: read_corpus(..., speaker_column='...').")
    missing = []
    for number, row in enumerate(rows, 1):
        if isinstance(row.get(column), str):
            yield from guarded(lambda row=row, number=number: [_record(row, column, encoding, number)])
        else:
            missing.append(number)
    if missing:
        yield Problem(f"No text in column {column!r}: {some('row', missing)}.", "Fill in the text or delete the row.")


def _record(row: Row, column: Any, encoding: str | None, number: int) -> Record:
    others = {name: value for name, value in row.items() if name is not column and name != column}
    if "sha256" in others and others["sha256"] == hashlib.sha256(row[column].encode("utf-8", "replace")).hexdigest():
        others = {name: value for name, value in others.items() if name not in _COMPUTED}  # textkit's own documents
    return Record(str(row[column]), normalise_fields(others), encoding, number)


def choose_text_column(rows: Iterable[Row], names: Collection[Any], wanted: str | None = None) -> Any:
    """The column of the texts: the one wanted, one with a usual name, else the one with the longest texts.

    Examples
    --------
    >>> choose_text_column([{"id": "a", "Body": "They met."}], ["id", "Body"])
    'Body'
    """
    if wanted is not None:
        if wanted not in names:
            raise UnreadableError(f"No column is called {wanted!r}; the columns are {_listed(names)}.", _NAME_COLUMN)
        return wanted
    by_name = {str(name).strip().casefold().replace(" ", "_"): name for name in reversed(list(names))}
    usual = next((by_name[name] for name in _TEXT_NAMES if name in by_name), None)
    return usual if usual is not None else _longest_column(rows, names)


def _longest_column(rows: Iterable[Row], names: Collection[Any]) -> Any:
    """The column with the longest strings on average."""
    totals = {name: [0, 0] for name in names}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str):
                totals[name][0] += len(value)
                totals[name][1] += 1
    means = {name: length / max(1, number) for name, (length, number) in totals.items()}
    longest = max(means, key=lambda name: means[name], default=None)
    if longest is None or means[longest] < _MIN_MEAN_CHARS:
        raise UnreadableError(f"No column looks like texts; the columns are {_listed(names)}.", _NAME_COLUMN)
    return longest


def _load_json(text: str) -> Any:
    """The value, decimals as they are written; None if the text is not JSON (or nested or long beyond reason)."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _objects(loaded: Any) -> list[Row]:
    lists = [v for v in loaded.values() if isinstance(v, list)] if isinstance(loaded, dict) else []
    nested = next((rows for rows in lists if rows and all(isinstance(r, dict) for r in rows)), None)
    rows = nested if nested is not None else loaded if isinstance(loaded, list) else [loaded]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise UnreadableError(
            "The JSON is not a list of objects.",
            'Write [{"text": "..."}, ...] or one object a line (.jsonl).',
        )
    return rows


def _names(rows: Iterable[Row]) -> list[str]:
    """Names of all columns in the order they appear."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _listed(names: Iterable[Any]) -> str:
    return replace_surrogates(", ".join(str(name)[:60] for name in list(names)[:30]))
