"""Tables that people fill in: written so that a spreadsheet opens them, read as a spreadsheet saved them.

What every such sheet has in common: the context of a row, its key, a row that is filled in where the file has it now,
and errors that name file and row.
"""

import io
import math
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.errors import CorpusError, OptionError, OutputError, reading, regular_file
from textkit.labelling.storage import need_openpyxl, without_dates, workbook_bytes, xlsx_value
from textkit.output import csv_text, disarm, locked, rearm, write_own, write_whole
from textkit.read import UnreadableError
from textkit.read.encodings import decode, replace_surrogates
from textkit.read.formats import check_archive

__all__ = [
    "ROW",
    "cell_text",
    "cells_of",
    "fill_row",
    "in_row",
    "match_keys",
    "open_sheet",
    "read_sheet",
    "refuse_repeated",
    "shown_in_context",
    "whole_numbers",
    "write_sheet",
]

ROW = "row"  # number of the row in the file, as the spreadsheet shows it
SEPARATORS = (",", ";", "\t")  # spreadsheets save with the separator of the country
CONTEXT = 200  # characters shown on either side
WHOLE = re.compile("[0-9]{1,9}")
MOST_COLUMNS, MOST_CELLS, MOST_UNPACKED = 200, 20_000_000, 100_000_000  # bytes; a sheet of 10,000 rows has a tenth
DRAWN = ("xl/drawings/", "xl/charts/", "xl/media/", "xl/vbaProject", "xl/pivotTables/")  # what openpyxl would lose
REMEDY = "Give the sheet that textkit wrote; save it again from the spreadsheet as CSV UTF-8 or XLSX."


def write_sheet(table: pd.DataFrame, path: Path) -> None:
    """Write XLSX if ``path`` ends so, else CSV in UTF-8 with a byte-order mark; formulas are disarmed.

    Raises
    ------
    OptionError
        If XLSX is asked for and openpyxl is not installed.
    OutputError
        If the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        write_own(path, workbook_bytes({"Sheet": table}))
    else:
        write_own(path, "\ufeff" + csv_text(table))


def read_sheet(path: Path) -> pd.DataFrame:
    """Cells as text ("" if empty) under the names of the first row, with the number of each row in the column ``row``.

    Raises
    ------
    CorpusError
        If the file is missing, empty or damaged.
    OptionError
        If it is XLSX and openpyxl is not installed.
    """
    with reading(path, REMEDY):
        data = regular_file(path).read_bytes()
        cells = _xlsx_cells(data) if path.suffix.lower() == ".xlsx" else _csv_cells(data)
        if not cells:
            raise CorpusError("It is empty.")
        head = [name.strip() for name in cells[0][1]]
        if len(head) > MOST_COLUMNS:
            raise CorpusError(f"It has {len(head):,} columns, more than a sheet of to_review.")
        twice = [name for name in head if name and head.count(name) > 1]
        if twice:
            raise CorpusError(f"Two columns are called {twice[0]!r}.")
    columns = {
        name: [rearm(row[i]) if i < len(row) else "" for _, row in cells[1:]] for i, name in enumerate(head) if name
    }
    return pd.DataFrame(columns | {ROW: [number for number, _ in cells[1:]]}, dtype=object)


def open_sheet(source: str | os.PathLike[str] | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The sheet in a file or a table, with the number of each row in the column ``row``, and its name in errors."""
    if isinstance(source, str | os.PathLike):
        return read_sheet(Path(source)), str(source)
    if not isinstance(source, pd.DataFrame):
        raise OptionError(f"A sheet is needed, its path or a table, not {type(source).__name__}. {REMEDY}")
    return source.reset_index(drop=True).assign(**{ROW: range(2, len(source) + 2)}), "the table"


def fill_row(path: Path, key: str, cells: Mapping[str, str | int]) -> None:
    """Write cells into the row of that ``key``, as the file is now; everything else in it stays.

    The file is replaced as a whole and is not listed as textkit's own any more: from now on it has a person's work.

    Raises
    ------
    CorpusError
        If the file is missing or damaged.
    OptionError
        If no row has the key any more.
    OutputError
        If the file cannot be written, or has pictures or programs, which would be lost.
    """
    path = Path(os.path.realpath(path))
    fill = _fill_xlsx if path.suffix.lower() == ".xlsx" else _fill_csv
    with locked(path.with_name(f".textkit-{path.name}.lock")):
        with reading(path, REMEDY):
            filled = fill(regular_file(path).read_bytes(), key, cells)
        if not os.access(path, os.W_OK):
            raise OutputError(f"{path} is protected against writing. Allow it, or work on a copy.")
        write_whole(path, filled)


def _fill_csv(data: bytes, key: str, cells: Mapping[str, str | int]) -> bytes:
    frame, separator = _csv_frame(data)
    head = [cell_text(name) for name in frame.iloc[0]]
    row = _row_of(key, [frame.iloc[:, i].tolist() for i, name in enumerate(head) if name == "key"])
    for name, value in cells.items():
        if name not in head:
            head.append(name)
            frame[len(frame.columns)] = [name, *[""] * (len(frame) - 1)]
        frame.iat[row, head.index(name)] = str(disarm(value))
    text = frame.to_csv(sep=separator, header=False, index=False, lineterminator="\n")
    return ("\ufeff" + text).encode("utf-8", "replace")


def _fill_xlsx(data: bytes, key: str, cells: Mapping[str, str | int]) -> bytes:
    with _open_archive(data) as archive:
        if any(name.startswith(DRAWN) for name in archive.namelist()):
            raise OutputError("It has pictures, charts or programs, which would be lost. Save the sheet alone as CSV.")
    book = need_openpyxl().load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    head = [cell_text(cell.value) for cell in sheet[1]]
    rows = [[cell.value for cell in sheet[letter]] for letter in _letters(head, sheet)]
    row = _row_of(key, rows)
    for name, value in cells.items():
        if name not in head:
            head.append(name)
            sheet.cell(1, len(head), name)
        sheet.cell(row + 1, head.index(name) + 1).value = xlsx_value(value)  # given to cell(), "" would be left out
    buffer = io.BytesIO()
    book.save(buffer)
    return without_dates(buffer)


def _letters(head: list[str], sheet: Any) -> list[str]:
    return [cell.column_letter for name, cell in zip(head, sheet[1], strict=True) if name == "key"]


def _row_of(key: str, columns: list[list[Any]]) -> int:
    """The place of the row with that key, the heading being 0."""
    found = [n for n, value in enumerate(columns[0]) if rearm(cell_text(value)) == key] if columns else []
    if not found:
        raise OptionError(f"No row has the key {key[:80]!r} any more; it was there when the review began.")
    return found[0]


def cells_of(sheet: pd.DataFrame, name: str) -> list[str]:
    """The cells of a column as text; empty if the sheet does not have the column."""
    return [cell_text(value) for value in sheet[name]] if name in sheet else [""] * len(sheet)


def match_keys(
    sheet: pd.DataFrame,
    match_key: Callable[[str], re.Match[str] | None],
    name: str,
    remedy: str,
    *,
    other: tuple[re.Pattern[str], str] | None = None,
) -> list[re.Match[str]]:
    """The keys of the rows, all of which name one ``table``; OptionError with the remedy for others.

    ``other`` is the pattern of the keys of another kind of sheet, and what to say if one is given.
    """
    keys = cells_of(sheet, "key")
    if other and keys and other[0].fullmatch(keys[0]):
        raise OptionError(f"{name} is {other[1]}")
    found = [match_key(value) for value in keys]
    for match, row in zip(found, sheet[ROW], strict=True):
        if match is None:
            raise OptionError(f"{name} has no key in row {row}. {remedy}")
        if match["table"] != found[0]["table"]:
            kinds = f"{found[0]['table']} and {match['table']}"
            raise OptionError(f"{name}, row {row}: one sheet cannot have keys of {kinds}. {remedy}")
    return found


def whole_numbers(sheet: pd.DataFrame, column: str, name: str, remedy: str, *, least: int = 0) -> list[int]:
    """The cells of a column as numbers from ``least`` on; OptionError with the remedy for others."""
    cells = cells_of(sheet, column)
    for value, row in zip(cells, sheet[ROW], strict=True):
        if not WHOLE.fullmatch(value) or int(value) < least:
            raise OptionError(f"{name}, row {row}: {column} is {value[:60]!r}, not a whole number. {remedy}")
    return [int(value) for value in cells]


def refuse_repeated(sheet: pd.DataFrame, columns: list[str], name: str, remedy: str) -> None:
    """OptionError with the remedy if two rows are equal in ``columns``."""
    again = sheet.duplicated(columns)
    if again.any():
        row = sheet[again].iloc[0]
        first = sheet.loc[(sheet[columns] == row[columns]).all(axis=1), ROW].iloc[0]
        raise OptionError(f"{name}, row {row[ROW]} is about the same place as row {first}. {remedy}")


@contextmanager
def in_row(name: str, row: int) -> Iterator[None]:
    """An error about a cell says in which sheet and row it stands."""
    try:
        yield
    except OptionError as error:
        raise OptionError(f"{name}, row {row}: {error}") from None


def shown_in_context(places: pd.DataFrame, texts: pd.Series) -> dict[str, list[str]]:
    """The columns before, text and after of places (doc_id, start, end) in the texts, each in one line."""
    spans = [
        (texts[doc_id], a, b) for doc_id, a, b in zip(places["doc_id"], places["start"], places["end"], strict=True)
    ]
    cut = {
        "before": [text[max(0, a - CONTEXT) : a] for text, a, _ in spans],
        "text": [text[a:b] for text, a, b in spans],
        "after": [text[b : b + CONTEXT] for text, _, b in spans],
    }
    return {name: [" ".join(words.split()) for words in column] for name, column in cut.items()}


def cell_text(value: Any) -> str:
    """The value of a cell as text: "" for none, no ".0" behind whole numbers, no white space around.

    Examples
    --------
    >>> cell_text(None), cell_text(12.0), cell_text(" yes ")
    ('', '12', 'yes')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return replace_surrogates(str(value)).strip()


Cells = list[tuple[int, list[str]]]  # number and cells of the first row and of all others that have any


def _csv_cells(data: bytes) -> Cells:
    return _filled(enumerate(_csv_frame(data)[0].to_numpy().tolist(), 1))


def _csv_frame(data: bytes) -> tuple[pd.DataFrame, str]:
    """Every cell as it is written, those of the heading too, and what separates them."""
    try:
        text, _ = decode(data)
    except UnreadableError as error:
        raise CorpusError(f"It is not a table: {error.problem}") from error
    head = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    if head.count(separator) * text.count("\n") > MOST_CELLS:
        raise CorpusError("It is too large for a sheet.")
    frame = pd.read_csv(
        io.StringIO(text), sep=separator, header=None, dtype=str, keep_default_na=False, skip_blank_lines=False
    )
    return frame, separator


def _filled(rows: Iterable[tuple[int, Iterable[Any]]]) -> Cells:
    cells = ((number, [cell_text(value) for value in row]) for number, row in rows)
    return [(number, row) for number, row in cells if number == 1 or any(row)]


def _xlsx_cells(data: bytes) -> Cells:
    openpyxl = need_openpyxl()
    _open_archive(data).close()
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True), 1)
    empty = (None,) * MOST_COLUMNS  # up to a million, if somebody wrote into a cell far down
    return _filled((number, _cut(row)) for number, row in rows if number == 1 or row != empty)


def _open_archive(data: bytes) -> zipfile.ZipFile:
    """The parts of a workbook, after a look at their sizes."""
    try:
        archive = check_archive(data)
    except UnreadableError as error:
        raise CorpusError(f"It is not an XLSX file: {error.problem}") from error
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        archive.close()
        raise CorpusError("It is too large for a sheet.")
    return archive


def _cut(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row without the empty cells behind it."""
    return row[: max((i for i, value in enumerate(row, 1) if value is not None), default=0)]
