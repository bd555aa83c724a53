"""Tables to and from CSV, JSONL and Parquet files: what is written is what is read, to the last digit and type."""

import io
import json
import math
import re
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from textkit.checks import cast_column
from textkit.errors import CorpusError, OptionError, regular_file
from textkit.labelling.dataset import COUNTED
from textkit.labelling.labels import Notes, dtype_of, join_parts, plain_column, recategorise, restore_column
from textkit.output import disarm, rearm
from textkit.schema import FORMER, LATER, TABLES, build_table, modernise, require_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.dataset import Expression

__all__ = ["FORMATS", "as_frame", "check_format", "join_columns", "read_columns", "read_table", "write_table"]

CHECKED = {"page_checksum_verification": True}
CHUNK = 20_000  # lines of JSONL that are values of Python at a time
WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
HIDDEN = re.compile(r"(?<!\\)\\++(?=u[0-9a-f]{4}|[\x00\r\ud800-\udfff])|[\x00\r\ud800-\udfff]")  # CSV cannot hold them
SHOWN = re.compile(r"(?<!\\)(\\++)u([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Type:
    """How the values of a column stand in CSV and JSONL, and what holds them until they get their dtype."""

    holder: str
    wanted: str
    parse: Callable[[str], Any]  # ValueError, KeyError if a cell is not of the type
    json: tuple[str, ...]  # what pandas calls such values of JSON


def _real(cell: str) -> float:
    return float(cell.replace("_", "x"))  # Python, not people, writes 1_000


def _whole(cell: str) -> int:
    if not WHOLE.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


TEXT = Type("str", "a text", str, ("string",))
TRUTH = Type("boolean", "True or False", {"True": True, "False": False}.__getitem__, ("boolean",))
WHOLE_NUMBER, LARGE = (Type(holder, "a whole number", _whole, ("integer",)) for holder in ("Int64", "UInt64"))
REAL = Type("float64", "a number", _real, ("floating", "integer", "mixed-integer-float"))


def _type_of(dtype: str) -> Type:
    name = dtype.casefold()
    if name.startswith(("str", "category", "datetime")):
        return TEXT
    if name.startswith("bool"):
        return TRUTH
    if name.startswith("float"):
        return REAL
    return TEXT if name == "object" else LARGE if name == "uint64" else WHOLE_NUMBER


# CSV


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    plain = {_to_cell(name): plain_column(values) for name, values in table.items()}
    cells = {name: _each(values, _to_cell) if _is_text(values) else values for name, values in plain.items()}
    pd.DataFrame(cells).to_csv(path, index=False, lineterminator="\n")


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(values)


def _each(values: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Texts changed, each category once."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.rename_categories([change(c) for c in values.cat.categories])
    return values.map(change, na_action="ignore")


def _to_cell(text: str) -> str:
    """A text as a cell, which is empty for NA: ``'`` for the empty text, ``'=1`` for ``=1``, ``\\u0000`` for NUL.

    Examples
    --------
    >>> [_to_cell(text) for text in ("", "'", "=1", "a\\x00")] == ["'", "''", "'=1", "a" + "\\\\" + "u0000"]
    True
    """
    shown = HIDDEN.sub(_show, text) if HIDDEN.search(text) else text
    return f"'{shown}" if not shown.strip("'") else disarm(shown)


def _show(match: re.Match[str]) -> str:
    found = match[0]
    return found * 2 if found[0] == "\\" else f"\\u{ord(found):04x}"


def _of_cell(cell: str) -> str:
    """The text that :func:`_to_cell` was given."""
    shown = cell[1:] if cell.startswith("'") and not cell.strip("'") else rearm(cell)
    return SHOWN.sub(_hide, shown) if "\\u" in shown else shown


def _hide(match: re.Match[str]) -> str:
    slashes, number = match[1], match[2]
    half = "\\" * (len(slashes) // 2)
    return half + (chr(int(number, 16)) if len(slashes) % 2 else f"u{number}")


def _read_csv(data: bytes, dtypes: Mapping[str, str], *, exact: bool) -> pd.DataFrame:
    if not data.endswith((b"\n", b"\r")):
        raise CorpusError("It ends inside a line: it is cut off." if data else "It is empty.")
    undo = _of_cell if exact else rearm
    ending = None if data.partition(b"\n")[0].endswith(b"\r") else "\n"  # a spreadsheet saves with its own line ends
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # more cells than names
        cells = pd.read_csv(
            *(io.BytesIO(data),),
            dtype=object,
            keep_default_na=False,
            na_values=[""],
            index_col=False,
            lineterminator=ending,
        )
    cells.index = pd.RangeIndex(2, len(cells) + 2)  # rows as a spreadsheet numbers them
    cells.columns = [undo(name) for name in cells]
    return pd.DataFrame({name: _parse_cells(column, dtypes.get(name), undo) for name, column in cells.items()})


def _parse_cells(cells: pd.Series, dtype: str | None, undo: Callable[[str], str]) -> pd.Series:
    """A column of cells with values of its type; each distinct cell is read once."""
    codes, distinct = pd.factorize(cells.to_numpy())
    texts = [undo(text) for text in distinct.tolist()]
    kind, values = _guess(texts) if dtype is None else _type_of(dtype), []
    for number, text in enumerate(texts):
        try:
            values.append(kind.parse(text))
        except (ValueError, KeyError) as error:
            row = cells.index[int((codes == number).argmax())]
            raise CorpusError(f"Column {cells.name}, row {row}: {text[:60]!r} is not {kind.wanted}.") from error
    held = cast_column(pd.Series(values, dtype=object), kind.holder, str(cells.name)).array
    return pd.Series(held.take(codes, allow_fill=True), index=cells.index)


def _guess(texts: Sequence[str]) -> Type:
    """The type of a column that somebody added by hand."""
    for kind in (WHOLE_NUMBER, REAL, TRUTH):
        with suppress(ValueError, KeyError, OverflowError):
            pd.Series([kind.parse(text) for text in texts], dtype=kind.holder)
            return kind
    return TEXT


# JSONL


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    heads = [f"{',' if i else '{'}{json.dumps(name, ensure_ascii=False)}:" for i, name in enumerate(table)]
    columns = [_fragments(plain_column(table[name]), head) for name, head in zip(table, heads, strict=True)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map("".join, zip(*columns, repeat("}\n", len(table)), strict=True)))


def _fragments(values: pd.Series, head: str) -> list[str]:
    """The values as JSON behind the name, each distinct one once; reals with all digits, infinite ones as texts."""
    if pd.api.types.is_float_dtype(values):  # 0.0 and -0.0 are equal, but not the same
        known = values.astype(object).where(values.notna(), None).tolist()
        return [head + (json.dumps(v) if v is None or math.isfinite(v) else f'"{v}"') for v in known]
    codes, distinct = pd.factorize(values)
    texts = [head + json.dumps(v, ensure_ascii=not _is_unicode(str(v))) for v in distinct.tolist()]
    return [*map([*texts, f"{head}null"].__getitem__, codes.tolist())]


def _is_unicode(text: str) -> bool:
    """Without halves of surrogate pairs, which UTF-8 does not have."""
    return text.isascii() or text.isprintable() or not any("\ud800" <= c <= "\udfff" for c in text)


def _read_jsonl(data: bytes, dtypes: Mapping[str, str], *, exact: bool) -> pd.DataFrame:
    parts, first, file = [], 1, io.BytesIO(data)
    while lines := list(islice(file, CHUNK)):
        parts.append(_read_lines(lines, first, dtypes, [*parts[0]] if parts else None))
        first += len(lines)
    table = join_parts(parts) if parts else pd.DataFrame(columns=[*dtypes], dtype=object)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table


def _read_lines(lines: list[bytes], first: int, dtypes: Mapping[str, str], names: list[str] | None) -> pd.DataFrame:
    try:
        rows = json.loads(b"[" + b",".join(lines) + b"]")
        names = [*rows[0]] if names is None else names
        if len(rows) != len(lines) or not all(map(names.__eq__, map(list, rows))):
            raise ValueError("not all have the same names")
    except (ValueError, AttributeError, TypeError, RecursionError):
        _refuse_first_bad(lines, first, names)
        raise
    columns = {name: [row[name] for row in rows] for name in names}
    return pd.DataFrame({name: _hold(values, dtypes.get(name), name, first) for name, values in columns.items()})


def _refuse_first_bad(lines: list[bytes], first: int, names: list[str] | None) -> None:
    for number, line in enumerate(lines, first):
        try:
            row = json.loads(line)
            names = [*row] if names is None else names
            if not isinstance(row, dict) or [*row] != names:
                raise ValueError("it has not the names of the first line")
        except (ValueError, TypeError, RecursionError) as error:
            raise CorpusError(f"Line {number} is not a row of the table: {str(error)[:100]}.") from error


def _hold(values: list[Any], dtype: str | None, name: str, first: int) -> pd.Series:
    kind = None if dtype is None else _type_of(dtype)
    if kind is REAL:
        values = [float(v) if v in ("inf", "-inf") else v for v in values]
    found = pd.api.types.infer_dtype(values, skipna=True)
    if kind is None:
        kind = next((k for k in (TEXT, WHOLE_NUMBER, REAL, TRUTH) if found in k.json), None)
        return pd.Series(values, dtype=kind.holder if kind else object)
    if found not in (*kind.json, "empty"):
        given = enumerate(values, first)
        bad = next((n, v) for n, v in given if v is not None and pd.api.types.infer_dtype([v]) not in kind.json)
        raise CorpusError(f"Column {name}, line {bad[0]}: {str(bad[1])[:60]!r} is not {kind.wanted}.")
    held = cast_column(pd.Series(values, range(first, first + len(values)), dtype=object), kind.holder, name)
    return (held.astype("category") if dtype == "category" else held).reset_index(drop=True)


# Parquet


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    arrow, parquet = _need_pyarrow()
    plain = {n: v if pd.api.types.is_datetime64_any_dtype(v) else plain_column(v) for n, v in table.items()}
    content = arrow.Table.from_pandas(pd.DataFrame(plain), preserve_index=False)
    parquet.write_table(content, path, write_page_checksum=True)


def _read_parquet(data: bytes, dtypes: Mapping[str, str], *, exact: bool) -> pd.DataFrame:
    _, parquet = _need_pyarrow()
    table = parquet.ParquetFile(io.BytesIO(data), **CHECKED).read().to_pandas()
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table


def _need_pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise OptionError("Parquet needs pyarrow: pip install pyarrow, or choose csv or jsonl.") from error
    return pyarrow, parquet


# All formats


class Writer(Protocol):
    def __call__(self, table: pd.DataFrame, path: Path) -> None: ...


class Reader(Protocol):
    def __call__(self, data: bytes, dtypes: Mapping[str, str], *, exact: bool) -> pd.DataFrame: ...


FORMATS: Mapping[str, tuple[Writer, Reader]] = MappingProxyType(
    {
        "csv": (_write_csv, _read_csv),
        "jsonl": (_write_jsonl, _read_jsonl),
        "parquet": (_write_parquet, _read_parquet),
    }
)


def check_format(format: str) -> None:
    """Refuse a format that is not known or needs a package that is not installed: to be asked before the work."""
    if format not in FORMATS:
        raise OptionError(f"The format {format!r} is not known; use {', '.join(FORMATS)}.")
    if format == "parquet":
        _need_pyarrow()


def write_table(name: str, table: pd.DataFrame, path: Path, format: str) -> None:
    """Write table ``name`` of labels; ``describe_columns`` says what is to be noted beside the file.

    Raises
    ------
    OptionError
        If the format needs a package that is not installed.
    OutputError
        If a field has values that files cannot keep.
    """
    write, _ = FORMATS[format]
    write(build_table(name, table.reset_index(drop=True)), path)


def read_table(name: str, data: bytes, format: str, notes: Notes, *, exact: bool = True) -> pd.DataFrame:
    """Table ``name`` as it was written, its rows numbered as in the file; not ``exact``: written by 0.1.0.

    Raises
    ------
    CorpusError, MissingColumnError
        If a column is gone or a value does not have the type of its column; the message names column and row.
    OptionError
        If the format needs a package that is not installed.
    """
    dtypes = {field: dtype_of(field, note) for field, note in notes.items()}
    contract = {column.name: column.dtype for column in TABLES[name]}
    if not exact:  # objects were not written as JSON
        dtypes = {field: dtype for field, dtype in dtypes.items() if dtype != "object"}
    _, read = FORMATS[format]
    table = modernise(name, read(data, dtypes | contract, exact=exact))
    require_columns(table, [*contract, *notes], table=name)
    known = {field for field in notes if field in contract}
    if any(isinstance(notes[field], str) for field in known):
        raise CorpusError(f"The notes of the columns {', '.join(known)} are not understood.")
    restored = {field: restore_column(table[field], notes[field]) for field in dtypes if field not in known}
    built = build_table(name, table.assign(**restored))
    for field in known:
        built[field] = recategorise(built[field], notes[field])
    return built.fillna({"text": ""}) if name == "documents" else built  # an empty text is known to be empty


# some columns of tables of labels in Parquet files


def join_columns(name: str, parts: "Sequence[pa.Table]", columns: Collection[str] | None) -> pd.DataFrame:
    """Parts of a table with some ``columns`` (None: all) as one; its categories are in alphabetical order."""
    import pyarrow as pa

    table = as_frame(name, pa.concat_tables(parts).unify_dictionaries(), columns)
    for column in table.columns[table.dtypes == "category"]:
        table[column] = table[column].cat.reorder_categories(sorted(table[column].cat.categories))
    return table


def read_columns(
    name: str, path: Path, columns: Collection[str] | None, where: "Expression | None" = None
) -> "pa.Table":
    """Those of the ``columns`` (None: all) that a Parquet file has, of the rows that fulfil a condition."""
    from pyarrow import parquet

    with parquet.ParquetFile(regular_file(path), **CHECKED) as file:
        names = file.schema_arrow.names
        needed = [c.name for c in TABLES.get(name, ()) if c.name not in LATER.get(name, ())]
        required = [column for column in needed if columns is None or column in columns]
        former = {column: new for column, new in FORMER.get(name, {}).items() if new not in names}
        require_columns(dict.fromkeys(former.get(column, column) for column in names), required, table=name)
        wanted = None if columns is None else [column for column in names if former.get(column, column) in columns]
        chosen = {"columns": wanted, "filters": where, "partitioning": None, **CHECKED}
        return file.read(wanted) if where is None else parquet.read_table(path, **chosen)


def as_frame(
    name: str, content: "pa.Table", columns: Collection[str] | None, *, only_used: bool = False
) -> pd.DataFrame:
    """The table as the contract has it."""
    table, contract = modernise(name, content.to_pandas(), columns), {c.name: c.dtype for c in TABLES.get(name, ())}
    if name not in ("documents", *COUNTED):
        contract |= {column: "category" for column in table if column not in contract}  # what is known of speakers
    for column in contract.keys() & set(table):
        if contract[column] == "category":
            table[column] = _categories(table[column], only_used=only_used)
        elif str(table[column].dtype) != contract[column]:  # Parquet does not have seconds; 0.1.0 wrote dates as texts
            table[column] = cast_column(table[column], contract[column], column)
    return table


def _categories(values: pd.Series, *, only_used: bool) -> pd.Series:
    """Categories that are strings, also where there is none."""
    known = values.cat.remove_unused_categories() if only_used else values
    names = known.cat.categories
    return known if names.dtype == "str" else known.cat.rename_categories(names.astype("str"))
