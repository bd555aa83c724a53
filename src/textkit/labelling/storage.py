"""Labels on disk: one file per table and a note of how they came about, written whole or not at all."""

import io
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from textkit.errors import CorpusError, OptionError, OutputError
from textkit.labelling.pipeline import Labels
from textkit.manifest import MANIFEST, check_target, entries_below, standing
from textkit.output import disarmed, rearmed, staging, take_place, write_manifest
from textkit.read.corpus import problem_table
from textkit.read.records import Problem
from textkit.schema import TABLES, build_table

__all__ = ["FORMATS", "load_labels", "save_labels"]

LABELS = "labels"  # what the manifest calls them
PROVENANCE = "provenance.json"
PROBLEMS = "problems"  # there: the rows of Labels.problems
FIELDS = "fields"  # there: the dtype of each field beyond the contract, which CSV and JSON do not tell
PATIENCE = 10  # seconds in which another process that saves again and again is waited for
AS_WRITTEN = ("str", "category", "float64")  # dtypes of columns that CSV must not guess; reals are read exactly


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    disarmed(table).to_csv(path, index=False, lineterminator="\n")


def _read_csv(data: bytes, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The table as it was before its formulas were disarmed; texts are told from numbers by ``dtypes`` alone."""
    ending = None if data.partition(b"\n")[0].endswith(b"\r") else "\n"  # a spreadsheet saves with its own line ends
    options = {"keep_default_na": False, "na_values": [""], "dtype_backend": "numpy_nullable"}
    return rearmed(pd.read_csv(io.BytesIO(data), dtype=dtypes, lineterminator=ending, **options))


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    plain = table.astype(dict.fromkeys(table.select_dtypes("datetime"), "str"))
    lines = plain.to_json(orient="records", lines=True, force_ascii=False, double_precision=15)
    path.write_text(lines if len(table) else "", encoding="utf-8")


def _read_jsonl(data: bytes, dtypes: Mapping[str, str]) -> pd.DataFrame:
    return pd.read_json(io.BytesIO(data), orient="records", lines=True, dtype=False)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    _need_pyarrow()
    table.to_parquet(path, index=False)


def _read_parquet(data: bytes, dtypes: Mapping[str, str]) -> pd.DataFrame:
    _need_pyarrow()
    return pd.read_parquet(io.BytesIO(data))


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise OptionError('Parquet needs pyarrow: pip install "textkit[scale]", or choose csv or jsonl.') from error


Writer = Callable[[pd.DataFrame, Path], None]
Reader = Callable[[bytes, Mapping[str, str]], pd.DataFrame]

FORMATS: Mapping[str, tuple[Writer, Reader]] = MappingProxyType(
    {
        "csv": (_write_csv, _read_csv),
        "jsonl": (_write_jsonl, _read_jsonl),
        "parquet": (_write_parquet, _read_parquet),
    }
)


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
    if format not in FORMATS:
        raise OptionError(f"The format {format!r} is not known; use {', '.join(FORMATS)}.")
    target = check_labels_target(folder)
    with staging(target.parent, f".textkit-{target.name}-") as scratch:
        try:
            (scratch / "labels").mkdir()
            _write_all(labels, scratch / "labels", format)
            write_manifest(scratch / "labels", entries_below(scratch / "labels", LABELS))
            take_place(scratch / "labels", target, LABELS)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"Cannot write {target}: {reason}. What stood there before is kept.") from error


def check_labels_target(folder: str | os.PathLike[str], *inputs: str | os.PathLike[str]) -> Path:
    """The real place of ``folder``, if labels of ``inputs`` can be saved there: to be asked before labelling."""
    return check_target(folder, by=LABELS, inputs=inputs, swapped=True)


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
    except ValueError as error:  # a name that no file can have
        raise CorpusError(f"{folder!r} is not the name of a folder: {error}.") from error
    files = _read_version(source)
    provenance = json.loads(files.get(PROVENANCE, b"{}"))
    fields = provenance.pop(FIELDS, {})
    problems = problem_table([Problem(**row) for row in provenance.pop(PROBLEMS, ())])
    tables = {name: _load_table(source, files, name, fields if name == "documents" else {}) for name in TABLES}
    return Labels(**tables, provenance=MappingProxyType(provenance), problems=problems)


def _read_version(target: Path) -> dict[str, bytes]:
    """The files of the labels at ``target``, all of one version, also if another process is saving there."""
    end, tries = time.monotonic() + PATIENCE, 0
    while True:
        source, problem = standing(target), "it is replaced again and again"
        before, files = _version(source), None
        try:
            files = {name: (source / name).read_bytes() for name in _table_files(source)}
        except OSError as error:
            problem = error.strerror
        tries += 1
        settled = before == _version(standing(target)) and (before or tries > 2)  # between two renames nothing is there
        if settled and files is not None:
            return files
        if settled or time.monotonic() > end:
            raise CorpusError(f"Cannot read {target}: {problem}.")
        time.sleep(0.01)


def _table_files(source: Path) -> list[str]:
    """Names of the files of tables and of the note of how they came about."""
    known = {PROVENANCE, *(f"{name}.{format}" for name in TABLES for format in FORMATS)}
    return sorted(known & set(os.listdir(source))) if source.is_dir() else []


def _version(source: Path) -> tuple[object, ...]:
    """What differs between two folders of labels, or one folder before and after a change."""
    try:
        found = source.stat()
        listed = [path.read_bytes() for path in (source / MANIFEST, source / PROVENANCE) if path.exists()]
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_ctime_ns, *listed


def _load_table(source: Path, files: Mapping[str, bytes], name: str, fields: Mapping[str, str]) -> pd.DataFrame:
    """A table with the dtypes of the contract and of its own ``fields``."""
    own = {c.name: "category" if c.dtype == "category" else "str" for c in TABLES[name] if c.dtype in AS_WRITTEN}
    for format, (_, read) in FORMATS.items():
        data = files.get(f"{name}.{format}")
        if data is not None:
            empty = pd.DataFrame(columns=[c.name for c in TABLES[name]])
            texts = own | {field: dtype for field, dtype in fields.items() if dtype == "str"}
            table = read(data, texts) if data else empty
            built = build_table(name, table.astype(fields))
            return built.fillna({"text": ""}) if name == "documents" else built  # an empty text is known to be empty
    raise CorpusError(
        f"{source} has no table {name!r} (a file {name}.csv, .jsonl or .parquet). Run textkit label again."
    )


def _write_all(labels: Labels, folder: Path, format: str) -> None:
    write, _ = FORMATS[format]
    for name, table in labels.tables().items():
        write(table, folder / f"{name}.{format}")
    known = {c.name for c in TABLES["documents"]}
    fields = {field: str(dtype) for field, dtype in labels.documents.dtypes.items() if field not in known}
    problems = labels.problems.fillna("").to_dict("records")
    facts = dict(labels.provenance) | {FIELDS: fields} | ({PROBLEMS: problems} if problems else {})
    (folder / PROVENANCE).write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
