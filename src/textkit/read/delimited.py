"""Rows of CSV and TSV text, of any length of field and in linear time."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from textkit.read.encodings import decode
from textkit.read.files import load_bytes
from textkit.read.records import Problem, UnreadableError

__all__ = ["load_table", "parse_delimited", "some", "unique_names"]

_SEPARATORS = (",", ";", "\t", "|")
_MAX_COLUMNS = 2000
_MAX_CELLS = 300_000_000  # empty ones included
_IN_QUOTES = "Put texts that contain the separator in quotation marks."


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
