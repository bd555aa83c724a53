"""Labels on disk: one file per table and a note of how they came about, written whole or not at all."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from textkit.errors import CorpusError, OptionError, OutputError
from textkit.labelling.pipeline import Labels
from textkit.output import disarmed, rearmed, staging, standing, take_place
from textkit.read.corpus import problem_table
from textkit.read.records import Problem
from textkit.schema import TABLES, build_table

__all__ = ["FORMATS", "load_labels", "save_labels"]

PROVENANCE = "provenance.json"
PROBLEMS = "problems"  # there: the rows of Labels.problems
FIELDS = "fields"  # there: the dtype of each field beyond the contract, which CSV and JSON do not tell
AS_WRITTEN = ("str", "category", "float64")  # dtypes of columns that CSV must not guess; reals are read exactly


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    disarmed(table).to_csv(path, index=False, lineterminator="\n")


def _read_csv(path: Path, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The table as it was before its formulas were disarmed; texts are told from numbers by ``dtypes`` alone."""
    with path.open("rb") as file:
        ending = None if file.readline().endswith(b"\r\n") else "\n"  # a spreadsheet saves with its own line ends
    table = pd.read_csv(
        path, dtype=dtypes, keep_default_na=False, na_values=[""], dtype_backend="numpy_nullable", lineterminator=ending
    )
    return rearmed(table)


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    plain = table.astype(dict.fromkeys(table.select_dtypes("datetime"), "str"))
    lines = plain.to_json(orient="records", lines=True, force_ascii=False, double_precision=15)
    path.write_text(lines if len(table) else "", encoding="utf-8")


def _read_jsonl(path: Path, dtypes: Mapping[str, str]) -> pd.DataFrame:
    return pd.read_json(path, orient="records", lines=True, dtype=False)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    _need_pyarrow()
    table.to_parquet(path, index=False)


def _read_parquet(path: Path, dtypes: Mapping[str, str]) -> pd.DataFrame:
    _need_pyarrow()
    return pd.read_parquet(path)


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise OptionError('Parquet needs pyarrow: pip install "textkit[scale]", or choose csv or jsonl.') from error


Writer = Callable[[pd.DataFrame, Path], None]
Reader = Callable[[Path, Mapping[str, str]], pd.DataFrame]

FORMATS: Mapping[str, tuple[Writer, Reader]] = MappingProxyType(
    {
        "csv": (_write_csv, _read_csv),
        "jsonl": (_write_jsonl, _read_jsonl),
        "parquet": (_write_parquet, _read_parquet),
    }
)


def save_labels(labels: Labels, folder: str | os.PathLike[str], *, format: str = "csv") -> None:
    """Write one file per table into ``folder``; what stood there before is replaced only when all is written.

    In CSV, a text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe in
    front, which ``load_labels`` takes away again.

    Parameters
    ----------
    labels : Labels
    folder : path
        Made if missing. An existing folder must be empty or hold labels saved earlier.
    format : {"csv", "jsonl", "parquet"}

    Raises
    ------
    OptionError
        If the format is unknown or needs a package that is not installed.
    OutputError
        If the folder holds something else than labels, or cannot be written.
    """
    if format not in FORMATS:
        raise OptionError(f"The format {format!r} is not known; use {', '.join(FORMATS)}.")
    target = Path(folder).resolve()
    if target.exists() and not _is_ours(target):
        raise OutputError(f"{target} exists and does not hold labels of textkit; choose another folder or empty it.")
    with staging(target.parent, f".textkit-{target.name}-") as scratch:
        try:
            (scratch / "labels").mkdir()
            _write_all(labels, scratch / "labels", format)
            take_place(scratch / "labels", target)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"Cannot write {target}: {reason}. What stood there before is kept.") from error


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
    source = standing(Path(folder).resolve())
    path = source / PROVENANCE
    provenance = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    fields = provenance.pop(FIELDS, {})
    problems = problem_table([Problem(**row) for row in provenance.pop(PROBLEMS, ())])
    tables = {name: _load_table(source, name, fields if name == "documents" else {}) for name in TABLES}
    return Labels(**tables, provenance=MappingProxyType(provenance), problems=problems)


def _load_table(source: Path, name: str, fields: Mapping[str, str]) -> pd.DataFrame:
    """A table with the dtypes of the contract and of its own ``fields``."""
    own = {c.name: "category" if c.dtype == "category" else "str" for c in TABLES[name] if c.dtype in AS_WRITTEN}
    for format, (_, read) in FORMATS.items():
        path = source / f"{name}.{format}"
        if path.exists():
            empty = pd.DataFrame(columns=[c.name for c in TABLES[name]])
            texts = own | {field: dtype for field, dtype in fields.items() if dtype == "str"}
            table = read(path, texts) if path.stat().st_size else empty
            built = build_table(name, table.astype(fields))
            return built.fillna({"text": ""}) if name == "documents" else built  # an empty text is known to be empty
    raise CorpusError(
        f"{source} has no table {name!r} (a file {name}.csv, .jsonl or .parquet). Run textkit label again."
    )


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / PROVENANCE).exists() or not any(folder.iterdir()))


def _write_all(labels: Labels, folder: Path, format: str) -> None:
    write, _ = FORMATS[format]
    for name, table in labels.tables().items():
        write(table, folder / f"{name}.{format}")
    known = {c.name for c in TABLES["documents"]}
    fields = {field: str(dtype) for field, dtype in labels.documents.dtypes.items() if field not in known}
    problems = labels.problems.fillna("").to_dict("records")
    facts = dict(labels.provenance) | {FIELDS: fields} | ({PROBLEMS: problems} if problems else {})
    (folder / PROVENANCE).write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
