"""Excel workbooks: each sheet is a table of documents, one in a row."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from textkit.read.formats import check_archive
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError, load_extra
from textkit.read.tables import Row, read_rows, unique_names

__all__ = ["read_xlsx", "refuse_xls"]

_MAX_ROWS = 1_048_576  # of a sheet of Excel
_MAX_COLUMNS = 2000
_MAX_CELLS = 50_000_000  # empty ones included
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again, or save the sheet as CSV."


def read_xlsx(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Rows of all sheets that hold texts; with several sheets, the field ``sheet`` names each row's.

    The first row that is not empty names the columns. Numbers, dates and truth values are those of the cells; of a
    formula it is the value that was last computed.
    """
    openpyxl = load_extra("openpyxl", "XLSX")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("The workbook is encrypted or of the old Excel format.", _SAVE_AGAIN)
    check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, *_load(sheet)) for sheet in book.worksheets]
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # openpyxl lets through whatever its XML and ZIP layers raise
        reason = str(error).partition("\n")[0][:200] or type(error).__name__
        raise UnreadableError(f"The workbook is damaged: {reason}.", _SAVE_AGAIN) from None
    filled = [(title, names, rows) for title, names, rows in sheets if rows]
    if not filled:
        raise UnreadableError("The workbook has no rows.", "Save it again with its rows, or save the sheet as CSV.")
    yield from _documents(filled, options)


def refuse_xls(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """The old binary format of Excel is not read."""
    raise UnreadableError("The old Excel format .xls is not read.", "Save it as .xlsx or CSV.")


def _documents(sheets: Sequence[tuple[str, list[str], list[Row]]], options: ReadOptions) -> Iterator[Record | Problem]:
    """Documents of the sheets in their order; a sheet without texts is told unless it is the only one."""
    number, refused = 0, []
    for title, names, rows in sheets:
        try:
            for item in read_rows(rows, names, options):
                if isinstance(item, Problem):
                    yield replace(item, problem=f"Sheet {title!r}: {item.problem}" if len(sheets) > 1 else item.problem)
                    continue
                number += 1
                fields = {"sheet": title, **item.fields} if len(sheets) > 1 else item.fields
                yield replace(item, number=number, fields=fields)
        except UnreadableError as error:
            refused.append(Problem(f"Sheet {title!r} is left out: {error.problem}", error.remedy, "", "warning"))
            reason = error
    if number == 0 and refused:
        raise UnreadableError(reason.problem, reason.remedy)
    yield from refused


def _load(sheet: Any) -> tuple[list[str], list[Row]]:
    """Names of the columns and the rows of a sheet, each with the cells that are filled."""
    sheet.reset_dimensions()  # what the file says of them may be wrong
    names: list[str] = []
    rows: list[Row] = []
    n_cells = 0
    for cells in islice(sheet.iter_rows(values_only=True), _MAX_ROWS + 1):
        n_cells += len(cells) + 1
        if n_cells > _MAX_CELLS or len(cells) > 10 * _MAX_COLUMNS:
            raise UnreadableError(f"The sheet {sheet.title!r} has too many cells.", "Keep the columns you need.")
        if not names:
            names = unique_names([str(cell if cell is not None else "") for cell in _filled(cells)])
            if len(names) > _MAX_COLUMNS:
                raise UnreadableError(f"The sheet has {len(names):,} columns.", "Keep those you need.")
            continue
        row = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if cell is not None and name}
        if row:
            rows.append(row)
    return [name for name in names if name], rows


def _filled(cells: Sequence[Any]) -> Sequence[Any]:
    """Cells up to the last one that is filled."""
    last = max((i for i, cell in enumerate(cells) if cell is not None and str(cell).strip()), default=-1)
    return cells[: last + 1]


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return cell
    return str(cell) if isinstance(cell, time | timedelta) else cell
