"""Excel workbooks and Parquet files as rows, part by part: some kilobytes can stand for more than a memory holds."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from textkit.read import Problem, ReadOptions, Record, UnreadableError, load_extra
from textkit.read.formats import check_archive
from textkit.read.tables import Row, read_rows, some, unique_names

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

__all__ = [
    "read_parquet",
    "read_xlsx",
    "refuse_xls",
]

_MAX_ROWS = 1_048_576  # of a sheet of Excel
_MAX_COLUMNS = 2000
_MAX_CELLS = 50_000_000  # empty ones included
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again, or save the sheet as CSV."
_MAX_BYTES = 1_000_000_000  # decoded
_MAX_FACTOR = 200  # decoded over packed; texts pack to a tenth or twentieth
_BATCH = 5000  # rows decoded at a time
_WRITE_AGAIN = "Write the table again."
_ODD = object()


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


def read_parquet(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Rows of a Parquet file.

    Raises
    ------
    UnreadableError
        If pyarrow is not installed, or the file is damaged or would decode to far more than its size.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UnreadableError("Parquet files need pyarrow.", "Run: pip install pyarrow.") from None
    odd: dict[str, list[int]] = {}
    try:
        rows, names = _load_rows(data, odd)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # pyarrow lets through whatever damaged pages and schemas raise
        problem = f"The Parquet file is damaged: {str(error).partition(chr(10))[0][:200]}."
        raise UnreadableError(problem, _WRITE_AGAIN) from None
    for name, numbers in odd.items():
        problem = f"Column {name!r} has values that cannot be read or are not UTF-8: {some('row', numbers)}."
        yield Problem(
            problem, "They are left out, bytes replaced by U+FFFD; write the table again.", severity="warning"
        )
    yield from read_rows(rows, names, options)


def _load_rows(data: bytes, odd: dict[str, list[int]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows, names of the columns, and into ``odd`` by column the rows whose values cannot be read."""
    file = _open(data)
    names = file.schema_arrow.names
    if len(set(names)) < len(names):
        raise UnreadableError("Two columns have one name.", "Rename one of them.")
    most = min(_MAX_BYTES, 10_000_000 + _MAX_FACTOR * len(data))
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    if file.metadata.num_rows > most / 8 or sum(group.total_byte_size for group in groups) > most:
        raise _too_much(file.metadata.num_rows, most)
    rows, size = list[dict[str, Any]](), 0
    for batch in file.iter_batches(batch_size=_BATCH):
        size += sum(map(_decoded_size, batch.columns))
        if size > most:
            raise _too_much(file.metadata.num_rows, most)
        rows += _rows_of(batch, len(rows), odd)
    return rows, names


def _open(data: bytes) -> "ParquetFile":
    """The file, its columns of texts read as dictionaries: their values are not repeated for each row."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    schema = ParquetFile(io.BytesIO(data)).schema_arrow
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)]
    return ParquetFile(io.BytesIO(data), read_dictionary=texts)


def _too_much(n_rows: int, most: int) -> UnreadableError:
    problem = f"Its {n_rows:,} rows would decode to more than {most / 1e6:,.0f} MB, far more than the file's size."
    return UnreadableError(problem, "If you trust it, write it as several files, or as CSV.")


def _decoded_size(column: "pa.Array") -> int:
    """Bytes of a column when the values of its dictionary are repeated for each row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return column.nbytes
    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
    return 8 * len(column) + (pc.sum(lengths.take(column.indices)).as_py() or 0)


def _rows_of(batch: "pa.RecordBatch", first: int, odd: dict[str, list[int]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{} for _ in range(batch.num_rows)]
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        for number, (row, value) in enumerate(zip(rows, _values(column), strict=True), first + 1):
            if value is _ODD or (isinstance(value, str) and "\ufffd" in value):
                odd.setdefault(name, []).append(number)
            if value is not None and value is not _ODD:
                row[name] = value
    return rows


def _values(column: "pa.Array") -> list[Any]:
    """Python values; bytes of texts that are not UTF-8 become U+FFFD."""
    import pyarrow as pa

    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    is_text = pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type)
    if is_text:
        as_bytes = plain.cast(pa.binary() if pa.types.is_string(plain.type) else pa.large_binary())
        return [None if value is None else value.decode("utf-8", "replace") for value in as_bytes.to_pylist()]
    try:
        return plain.to_pylist()
    except Exception:  # values that Python has no type for: one by one
        return [_value(value) for value in plain]


def _value(value: "pa.Scalar") -> Any:
    try:
        return value.as_py()
    except Exception:
        return _ODD
