"""Labels on disk: one file per table and a note of how they came about, written whole or not at all.

Or a workbook with one sheet per table, to look at: labels are not read from it.
"""

import io
import json
import math
import os
import pickle
import re
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np
import pandas as pd

from textkit.checks import check_table, checked_call
from textkit.errors import CorpusError, OptionError, OutputError, reading, regular_file
from textkit.labelling.labels import Labels, describe_columns, join_fields
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.labelling.table_files import FORMATS, check_format, read_table, write_table
from textkit.manifest import MANIFEST, check_target, entries_below, standing
from textkit.output import disarm, locked, packed, staging, take_place, write_manifest, write_own
from textkit.read import Problem
from textkit.read.corpus import problem_table
from textkit.schema import ADDED, TABLES, empty_table

__all__ = [
    "FORMATS",
    "load_labels",
    "need_openpyxl",
    "save_labels",
    "share_labels",
    "shared",
    "to_excel",
    "without_dates",
    "workbook_bytes",
    "xlsx_value",
]

LABELS = "labels"  # what the manifest calls them
PROVENANCE = "provenance.json"
PROBLEMS = "problems"  # there: the rows of Labels.problems
FIELDS = "fields"  # there: what the files do not tell, by table and column
ROWS = "rows"  # there: how many rows each table has
LAYOUT = "layout"  # there: which version of this module wrote the files; 0.1.0 had none
THIS_LAYOUT = 2
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XLSX cannot hold them
TIME_STAMP = re.compile(rb"(?<=\"dcterms:W3CDTF\">)[^<]*")  # in docProps/core.xml
WIDTHS = {"before": 50, "text": 50, "after": 50, "comment": 30}
NARROWEST, WIDEST = 8, 60  # characters of a column
MOST_ROWS, LONGEST_CELL, FIRST_YEAR = 1_048_575, 32_767, 1900  # of Excel: rows below the heading, characters, dates
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
REMEDY = "Save the labels again, or run textkit label again."
SHARED = "TEXTKIT_SHARED_LABELS"  # in the environment: a private folder in which the processes of a report share labels
PATIENCE = 10  # seconds in which another process that saves again and again is waited for


def save_labels(labels: Labels, folder: str | os.PathLike[str], *, format: str = "csv") -> None:
    """Write one file per table into ``folder``; labels that stood there are replaced only when all is written.

    In CSV, a text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe in
    front, which ``load_labels`` takes away again.

    Parameters
    ----------
    labels : Labels
    folder : path
        Made if missing. An existing folder must be empty, or hold labels saved earlier and nothing else: it is
        replaced as a whole. A file of yours, or one that you changed, is never touched: then nothing is written.
    format : {"csv", "jsonl", "parquet"}

    Raises
    ------
    OptionError
        If the format is unknown or needs a package that is not installed.
    OutputError
        If the folder holds a file that was not saved with the labels or was changed since, or cannot be written.
    """
    target = check_labels_target(folder, format=format)
    with staging(target.parent, f".textkit-{target.name}-") as scratch:
        try:
            (scratch / "labels").mkdir()
            _write_all(labels, scratch / "labels", format)
            write_manifest(scratch / "labels", entries_below(scratch / "labels", LABELS))
            take_place(scratch / "labels", target, LABELS)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"Cannot write {target}: {reason}. What stood there before is kept.") from error


@contextmanager
def share_labels(folder: Path) -> Iterator[None]:
    """Labels that are made meanwhile, here and in processes that are started, are kept in ``folder`` and made once.

    What is kept there is loaded as a program would be: nobody else may write to the folder.
    """
    former = os.environ.get(SHARED)
    os.environ[SHARED] = str(folder.resolve())
    try:
        yield
    finally:
        if former is None:
            del os.environ[SHARED]
        else:
            os.environ[SHARED] = former


def shared(make: Callable[[], Labels], key: Iterable[object] | None) -> Labels:
    """``make()``, or what it gave for the same ``key`` (of which the text counts) to a process of the same report.

    A process that asks while another is at it waits for it. Without a key nothing is shared.
    """
    if key is None or SHARED not in os.environ:
        return make()
    path = Path(os.environ[SHARED], sha256(repr(list(key)).encode("utf-8", "surrogatepass")).hexdigest())
    with locked(path.with_suffix(".lock"), patience=math.inf):
        if path.exists():
            return pickle.loads(path.read_bytes())
        labels = make()
        path.write_bytes(pickle.dumps(labels, protocol=pickle.HIGHEST_PROTOCOL))
    return labels


def check_labels_target(folder: str | os.PathLike[str], *inputs: str | os.PathLike[str], format: str = "csv") -> Path:
    """The real place of ``folder``, if labels of ``inputs`` can be saved there so: to be asked before labelling."""
    check_format(format)
    return check_target(folder, by=LABELS, inputs=inputs, swapped=True)


@checked_call
def load_labels(folder: str | os.PathLike[str]) -> Labels:
    """Read labels that ``Labels.save`` wrote; the format is told from the files.

    Raises
    ------
    CorpusError
        If the folder or one of its tables is missing.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is over,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     labels.save(f"{folder}/labels")
    ...     tk.load_labels(f"{folder}/labels").quotes.equals(labels.quotes)
    True
    """
    try:
        source = Path(os.path.realpath(folder))
    except ValueError as error:  # a file cannot have this name
        raise CorpusError(f"{folder!r} is not the name of a folder: {error}.") from error
    files = _read_version(source)
    facts = _read_facts(files.get(PROVENANCE, b"{}"), source / PROVENANCE)
    documents = _load_table(source, files, "documents", facts)
    others = {name: _load_table(source, files, name, facts, documents) for name in TABLES if name != "documents"}
    tables = {name: table.reset_index(drop=True) for name, table in {"documents": documents, **others}.items()}
    return Labels(**tables, provenance=MappingProxyType(facts.provenance), problems=facts.problems)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is noted beside the tables."""

    provenance: dict[str, Any]
    notes: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, int]
    problems: pd.DataFrame
    exact: bool


def _read_facts(data: bytes, path: Path) -> _Facts:
    with reading(path, REMEDY):
        provenance = json.loads(data)
        if not isinstance(provenance, dict):
            raise CorpusError("It is not a note of textkit.")
        layout = provenance.pop(LAYOUT, 1)
        if layout not in (1, THIS_LAYOUT):
            raise CorpusError(f"It was written by another version of textkit ({str(provenance.get('textkit'))[:20]}).")
        fields, rows = provenance.pop(FIELDS, {}), provenance.pop(ROWS, {})
        notes = {"documents": fields} if layout == 1 else fields
        if not all(isinstance(noted, dict) for noted in (notes, rows, *notes.values())):
            raise CorpusError(f"Its {FIELDS} or {ROWS} are not understood.")
        problems = problem_table([Problem(**row) for row in provenance.pop(PROBLEMS, ())])
        return _Facts(provenance, notes, rows, problems, exact=layout > 1)


def _read_version(target: Path) -> dict[str, bytes]:
    """The files of the labels at ``target``, all of one version, also if another process is saving there."""
    end, tries = time.monotonic() + PATIENCE, 0
    while True:
        source, problem = standing(target), "it is replaced again and again"
        before, files = _version(source), None
        try:
            files = {name: regular_file(source / name).read_bytes() for name in _table_files(source)}
        except OSError as error:
            problem = error.strerror
        tries += 1
        settled = before == _version(standing(target)) and (before or tries > 2)  # between two renames nothing is there
        if settled and files is not None:
            return files
        if settled or time.monotonic() > end:
            raise CorpusError(f"Cannot read {target}: {problem}. {REMEDY}")
        time.sleep(0.01)


def _table_files(source: Path) -> list[str]:
    """Names of the files of tables and of the note of how they came about."""
    known = {PROVENANCE, *(f"{name}.{format}" for name in TABLES for format in FORMATS)}
    return sorted(known & set(os.listdir(source))) if source.is_dir() else []


def _version(source: Path) -> tuple[object, ...]:
    """What differs between two folders of labels, or one folder before and after a change."""
    try:
        found = source.stat()
        listed = [regular_file(path).read_bytes() for path in (source / MANIFEST, source / PROVENANCE) if path.exists()]
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_ctime_ns, *listed


def _load_table(
    source: Path, files: Mapping[str, bytes], name: str, facts: _Facts, documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A table with the dtypes of the contract and of its own fields, checked."""
    for format in FORMATS:
        data = files.get(f"{name}.{format}")
        if data is not None:
            with reading(source / f"{name}.{format}", REMEDY):
                table = read_table(name, data, format, facts.notes.get(name, {}), exact=facts.exact)
                expected = facts.rows.get(name, len(table))
                if expected != len(table):
                    raise CorpusError(f"It has {len(table)} rows, {expected} were written.")
                check_table(name, table, table if documents is None else documents)
                return table
    if name in ADDED and name not in facts.rows:  # an earlier version wrote the labels
        return empty_table(name)
    raise CorpusError(
        f"The table {name!r} of {source} is missing (a file {name}.csv, .jsonl or .parquet). Run textkit label again."
    )


def _write_all(labels: Labels, folder: Path, format: str) -> None:
    tables = labels.tables()
    for name, table in tables.items():
        with reading(f"The table {name}", "Tables that are saved together are of the same texts; label again."):
            check_table(name, table, labels.documents)  # what is saved can be loaded
        write_table(name, table, folder / f"{name}.{format}", format)
    noted = {name: describe_columns(name, table) for name, table in tables.items()}
    facts = {LAYOUT: THIS_LAYOUT, ROWS: {name: len(table) for name, table in tables.items()}, FIELDS: noted}
    problems = labels.problems.fillna("").to_dict("records")
    facts |= {PROBLEMS: problems} if problems else {}
    text = json.dumps(dict(labels.provenance) | facts, indent=1, ensure_ascii=False)
    (folder / PROVENANCE).write_text(text, encoding="utf-8")


def need_openpyxl() -> ModuleType:
    """The library of workbooks; OptionError with the remedy if it is missing."""
    try:
        import openpyxl
    except ImportError as error:
        raise OptionError("XLSX needs openpyxl: pip install openpyxl, or choose a path that ends in .csv.") from error
    return openpyxl


def to_excel(
    tables: Labels | LabelsOnDisk | pd.DataFrame | Mapping[str, pd.DataFrame], path: str | os.PathLike[str]
) -> Path:
    """Write a workbook to read and filter in Excel or LibreOffice, one sheet per table.

    Columns are as wide as they need and long texts wrap; the heading stays in view and has filters; what is missing is
    blank; a text that would be a formula has an apostrophe in front. Of labels every table but tokens is written, and
    beside each row stand the fields of its document: title, source, date and all of your own. A text beyond Excel's
    32,767 characters is cut, and says so.

    Parameters
    ----------
    tables : Labels, LabelsOnDisk, DataFrame, or dict of DataFrame by the name of its sheet
    path : path
        Ends in .xlsx; needs openpyxl. A file of yours, or one that you changed, is never overwritten.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        If the path does not end in .xlsx, openpyxl is missing, or a table has more rows than a sheet can have.
    OutputError
        If a file is in the way or cannot be written.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.to_excel(labels, f"{folder}/labels.xlsx").name
    'labels.xlsx'
    """
    if Path(path).suffix.lower() != ".xlsx":
        raise OptionError(f"A workbook is called something.xlsx, not {Path(path).name!r}.")
    if isinstance(tables, Labels | LabelsOnDisk):
        tables = _with_fields(in_memory(tables, "to_excel"))
    elif isinstance(tables, pd.DataFrame):
        tables = {"table": tables}
    for name, table in tables.items():
        if len(table) > MOST_ROWS:
            raise OptionError(f"{name} has {len(table):,} rows; a sheet of Excel holds {MOST_ROWS:,}. Choose fewer.")
    return write_own(path, workbook_bytes(tables))


def _with_fields(labels: Labels) -> dict[str, pd.DataFrame]:
    """The tables of labels but tokens, with the fields of the documents beside each row."""
    known = {column.name for column in TABLES["documents"]} - {"title", "source", "date"}
    fields = [name for name in labels.documents if name not in known]
    tables = {name: table for name, table in labels.tables().items() if name not in ("documents", "tokens")}
    joined = {name: join_fields(table, labels.documents, fields, table=name) for name, table in tables.items()}
    return {"documents": labels.documents, **joined}


def workbook_bytes(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook with a sheet per table; the same tables, the same bytes."""
    openpyxl = need_openpyxl()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        sheet = book.create_sheet(SHEET_NAME.sub("-", str(name))[:31] or "table")
        _fill_sheet(sheet, table if table.index.names == [None] else table.reset_index())
    if not book.worksheets:
        raise OptionError("No table is given; a workbook needs one.")
    buffer = io.BytesIO()
    book.save(buffer)
    return without_dates(buffer)


def _fill_sheet(sheet: Any, table: pd.DataFrame) -> None:
    styles = need_openpyxl().styles
    wrapped, bold = styles.Alignment(wrap_text=True, vertical="top"), styles.Font(bold=True)
    sheet.append([xlsx_value(str(name)) for name in table])
    for row in table.itertuples(index=False):
        sheet.append([xlsx_value(value) for value in row])
    for name, column in zip(table, sheet.columns, strict=True):
        width = max(min(len(str(cell.value or "")), WIDEST) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = WIDTHS.get(name, max(width + 2, NARROWEST))
        column[0].font = bold
        for cell in column:
            cell.alignment = wrapped
            if isinstance(cell.value, datetime):
                cell.number_format = "yyyy-mm-dd" if not any(cell.value.timetuple()[3:6]) else "yyyy-mm-dd hh:mm"
    sheet.freeze_panes = "A2"
    if len(table) and len(table.columns):
        sheet.auto_filter.ref = sheet.dimensions


def without_dates(book: io.BytesIO) -> bytes:
    """The same table, the same bytes: without the time of writing."""
    with zipfile.ZipFile(book) as source:
        return packed({name: TIME_STAMP.sub(b"2000-01-01T00:00:00Z", source.read(name)) for name in source.namelist()})


def xlsx_value(value: Any) -> Any:
    """What a cell holds: a number, a date, a text that is not a formula; None for what is missing."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, datetime) and value.tzinfo is None and value.year > FIRST_YEAR:
        return value.replace(microsecond=0) if type(value) is datetime else value.to_pydatetime(warn=False)
    if isinstance(value, bool | int | float) and abs(value) < math.inf:
        return value
    text = UNPRINTABLE.sub("\ufffd", str(disarm(str(value).removesuffix(" 00:00:00"))))
    told = f" … [cut: {len(text):,} characters]"
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(told)] + told
