"""Parquet files, decoded part by part: a file of some kilobytes can stand for more than any memory holds."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textkit.read.records import Problem, ReadOptions, Record, UnreadableError
from textkit.read.tables import read_rows, some

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

__all__ = ["read_parquet"]

_MAX_BYTES = 1_000_000_000  # decoded
_MAX_FACTOR = 200  # decoded over packed; texts pack to a tenth or twentieth
_BATCH = 5000  # rows decoded at a time
_WRITE_AGAIN = "Write the table again."
_ODD = object()


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
