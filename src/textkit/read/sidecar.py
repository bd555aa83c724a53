"""Fields of documents in a table beside the files: metadata.csv."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from textkit.read.delimited import load_table
from textkit.read.files import load_start
from textkit.read.metadata import normalise_fields
from textkit.read.records import NOTHING, Problem, UnreadableError, Written

__all__ = ["SIDECAR", "Sidecar", "is_sidecar", "read_sidecar"]

SIDECAR = "metadata.csv"
_KEYS = ("file", "filename", "file_name", "path", "doc_id", "id", "document")
_TEXTS = frozenset({"text", "body", "full_text", "content"})


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Rows of one metadata.csv: ``folder`` is where it lies, rows are keyed by path, file name or stem."""

    path: str = SIDECAR
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: NOTHING)

    def fields_of(self, path: str) -> Mapping[str, Any]:
        """Fields of the document at ``path`` (relative to the corpus)."""
        return self.rows.get(self.key_of(path) or "", NOTHING)

    def key_of(self, path: str) -> str | None:
        """The key under which the table lists the document at ``path``, if it does."""
        place = PurePosixPath(path)
        folder = PurePosixPath(self.path).parent
        if not place.is_relative_to(folder):
            return None
        inside = place.relative_to(folder)
        names = (str(inside), str(inside.with_suffix("")), inside.name, inside.stem)
        return next((name for name in names if name in self.rows), None)


def is_sidecar(path: Path) -> bool:
    """A metadata.csv that names files and holds no texts itself."""
    if path.name.casefold() != SIDECAR:
        return False
    try:
        start = load_start(path, 10_000).partition(b"\n")[0]
    except UnreadableError:
        return False  # said where documents are read
    header = start.replace(b"\0", b"").decode("utf-8", "replace").casefold()  # in UTF-16 every second byte is zero
    names = {name.strip(' "\r\n\ufeff\ufffd').replace(" ", "_") for name in re.split(r"[,;\t|]", header)}
    return bool(names & set(_KEYS)) and not names & _TEXTS


def read_sidecar(path: Path, place: str) -> tuple[Sidecar, list[Problem]]:
    """Rows of the table at ``path`` by the file they describe."""
    try:
        names, rows, odd = load_table(path)
    except UnreadableError as error:
        return Sidecar(place), [Problem(error.problem, error.remedy, place)]
    known = {name.casefold().replace(" ", "_"): name for name in names}
    key = next((known[name] for name in _KEYS if name in known), "")
    fields = {row[key].replace("\\", "/"): _fields(row, key) for row in rows if row.get(key)}
    return Sidecar(place, fields), [replace(problem, path=place) for problem in odd]


def _fields(row: Mapping[str, str], key: str) -> Mapping[str, Any]:
    return normalise_fields({name: Written(cell) for name, cell in row.items() if name != key})
