"""A corpus cut into shards: files, or rows of files, that a worker reads for itself.

The texts of a folder need never be in one memory: ``survey_piece`` reads some files and keeps of each document what
its id and the types of the fields depend on; ``shard_documents`` reads them again as rows of the table of documents.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from textkit.errors import CorpusError
from textkit.read import Problem, ReadOptions, Record
from textkit.read.assemble import (
    Kinds,
    build_documents,
    field_kinds,
    limit_fields,
    say_mixed,
    say_renamed,
    unique_ids,
)
from textkit.read.dates import normalise_date
from textkit.read.folder import Folder, open_folder, read_files, relative_path, unmatched
from textkit.read.reading import say_duplicates
from textkit.read.resources import Settings, Sidecar, read_sidecar
from textkit.read.screening import find_repeated, signature

__all__ = [
    "Piece",
    "Shard",
    "Survey",
    "cut",
    "cut_files",
    "cut_table",
    "join_surveys",
    "shard_documents",
    "survey_piece",
]

MOST = 8_000_000  # bytes or characters of a shard, unless one document has more: bounds a worker's memory

Stamp = tuple[tuple[int, int], ...]
_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Piece:
    """Files that are read together, and what the folder says about them.

    Attributes
    ----------
    root : str
        The corpus folder, or the file if it is the corpus.
    files, sidecars : tuple of str
        Paths of the files and of the folder's metadata.csv.
    fields : tuple of pairs
        Fields that corpus.toml gives to all documents.
    options : ReadOptions
    per_shard : int
        Documents wanted in a shard.
    """

    root: str
    files: tuple[str, ...]
    sidecars: tuple[str, ...]
    fields: tuple[tuple[str, Any], ...]
    options: ReadOptions
    per_shard: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a piece holds, without its texts.

    Attributes
    ----------
    records : list of Record
        Of each document the fields ``doc_id`` and ``date``, path and number.
    signatures : list of arrays
        Of each document what its near-duplicates are found by.
    kinds : dict
        As ``field_kinds``.
    ranges : list of (int, int, str)
        Runs of the documents that make one shard each, and a hash of all that was read of them.
    problems : list of Problem
    """

    records: list[Record]
    signatures: list[np.ndarray]
    kinds: dict[str, Counter[str]]
    ranges: list[tuple[int, int, str]]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents of a corpus: those from ``start`` to ``stop`` of a piece, or rows of a table in memory.

    ``originals`` are the ids of the documents that they repeat, if any document of the corpus repeats another.
    """

    ids: tuple[str, ...]
    digest: str
    piece: Piece | None = None
    start: int = 0
    stop: int = 0
    originals: tuple[str | None, ...] = ()
    rows: pd.DataFrame | None = field(default=None, compare=False)


def cut(names: Sequence[str], sizes: Iterable[int], per_shard: int) -> Iterator[tuple[int, int]]:
    """Runs of about ``per_shard`` items, fewer if they are large.

    Where a run ends depends on the name at its end, so that an item more or less changes one run and not all that
    follow (content-defined chunking; Muthitacharoen, Chen & Mazières 2001).

    Examples
    --------
    >>> list(cut(["a", "b", "c", "d"], [1, 1, 9_000_000, 1], 100))
    [(0, 2), (2, 3), (3, 4)]
    """
    start, volume = 0, 0
    for place, (name, size) in enumerate(zip(names, sizes, strict=True)):
        length = place - start
        marked = crc32(name.encode("utf-8", "replace")) % max(1, per_shard // 2) == 0
        if length and (volume + size > MOST or length >= 2 * per_shard or (2 * length >= per_shard and marked)):
            yield start, place
            start, volume = place, 0
        volume += size
    if start < len(names):
        yield start, len(names)


def cut_files(path: Path, options: ReadOptions, per_shard: int) -> tuple[list[Piece], Folder]:
    """The files of a folder, or a single file, in pieces; and what the folder says."""
    path = path.absolute()
    folder = open_folder(path, options) if path.is_dir() else Folder(path, (path,), Settings(options), (), _NONE, ())
    files = [found for found in folder.found if isinstance(found, Path)]
    sidecars = tuple(str(path / sidecar.path) for sidecar in folder.sidecars)
    shared = tuple(folder.settings.fields.items())
    names = [relative_path(file, path) for file in files]
    pieces = [
        Piece(str(path), tuple(map(str, files[a:b])), sidecars, shared, folder.settings.options, per_shard)
        for a, b in cut(names, map(_size, files), per_shard)
    ]
    return pieces, folder


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def survey_piece(piece: Piece) -> Survey:
    """Read a piece and keep what ids, types and shards depend on."""
    items = _read(piece, _stamp(piece.files), _stamp(piece.sidecars))
    records = [item for item in items if isinstance(item, Record)]
    names = [f"{record.path}" if record.number in (None, 1) else f"{record.path}#{record.number}" for record in records]
    codes: dict[str, int] = {}
    ranges = cut(names, [len(record.text) for record in records], piece.per_shard)
    return Survey(
        [_identity(record, piece.options) for record in records],
        [signature(record.text, codes) for record in records],
        field_kinds(records),
        [(a, b, _digest(records[a:b])) for a, b in ranges],
        [item for item in items if isinstance(item, Problem)],
    )


def _identity(record: Record, options: ReadOptions) -> Record:
    given, date = record.fields.get("doc_id"), record.fields.get("date")
    iso = None if date is None else normalise_date(date, day_first=options.day_first)
    fields = {name: value for name, value in (("doc_id", given), ("date", iso)) if value is not None}
    return Record("", fields, number=record.number, path=record.path)


def _digest(records: Iterable[Record]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(repr((record.text, sorted(record.fields.items()), record.path, record.number)).encode())
    return digest.hexdigest()


def _stamp(paths: Iterable[str]) -> Stamp:
    """Size and time of change of files: what was read of them holds as long as these do."""
    stamps = []
    for path in paths:
        try:
            status = Path(path).stat()
            stamps.append((status.st_size, status.st_mtime_ns))
        except OSError:
            stamps.append((-1, 0))
    return tuple(stamps)


@lru_cache(maxsize=1)  # the shards of one large table follow one another
def _read(piece: Piece, stamp: Stamp, sidecar_stamp: Stamp) -> tuple[Record | Problem, ...]:
    root = Path(piece.root)
    sidecars = _read_sidecars(piece.root, piece.sidecars, sidecar_stamp)
    settings = Settings(piece.options, dict(piece.fields))
    return tuple(read_files(map(Path, piece.files), root, sidecars, settings))


@lru_cache(maxsize=1)
def _read_sidecars(root: str, paths: tuple[str, ...], stamp: Stamp) -> tuple[Sidecar, ...]:
    return tuple(read_sidecar(Path(path), relative_path(Path(path), Path(root)))[0] for path in paths)


def join_surveys(
    pieces: Sequence[Piece], surveys: Sequence[Survey], folder: Folder, *, mark: bool = False
) -> tuple[list[Shard], dict[str, Counter[str]], list[Problem]]:
    """Shards with the ids of their documents, the kinds of the fields, and all problems that reading found.

    With ``mark``, near-duplicates have the field ``duplicate_of``.
    """
    records = [record for survey in surveys for record in survey.records]
    ids, odd_ids = unique_ids(records)
    originals = _originals(records, [s for survey in surveys for s in survey.signatures], ids) if mark else []
    kinds: dict[str, Counter[str]] = {}
    shards, first = [], 0
    for piece, survey in zip(pieces, surveys, strict=True):
        for name, found in survey.kinds.items():
            kinds.setdefault(name, Counter()).update(found)
        for start, stop, digest in survey.ranges:
            a, b = first + start, first + stop
            shards.append(Shard(tuple(ids[a:b]), digest, piece, start, stop, tuple(originals[a:b])))
        first += len(survey.records)
    problems = [problem for survey in surveys for problem in survey.problems]
    seen = [found for found in folder.found if isinstance(found, Problem)]
    places = [item.path or "" for survey in surveys for item in (*survey.records, *survey.problems)]
    lost = unmatched(places, folder.sidecars)
    kinds, rare = limit_fields(kinds, first)
    told = [*odd_ids, *rare, *say_mixed(kinds), *say_renamed(kinds)]
    if originals:
        kinds["duplicate_of"] = Counter(text=1)
        repeated = [name for name, original in zip(ids, originals, strict=True) if original is not None]
        told.append(say_duplicates(repeated, "marked in the field duplicate_of"))
    return shards, kinds, [*folder.problems, *seen, *problems, *lost, *told]


def _originals(records: Sequence[Record], signatures: Sequence[np.ndarray], ids: Sequence[str]) -> list[str | None]:
    """For each document the id of the one that it repeats; nothing if none repeats another."""
    found = find_repeated(signatures, [record.fields.get("date") for record in records])
    return [None if other is None else ids[other] for other in found] if any(o is not None for o in found) else []


def cut_table(documents: pd.DataFrame, per_shard: int) -> list[Shard]:
    """Shards of documents that are in memory."""
    shards = []
    for start, stop in cut(documents["doc_id"].tolist(), documents["n_chars"].tolist(), per_shard):
        rows = documents.iloc[start:stop]
        digest = hashlib.sha256(repr(rows.to_dict("list")).encode("utf-8", "backslashreplace")).hexdigest()
        shards.append(Shard(tuple(rows["doc_id"]), digest, rows=rows.reset_index(drop=True)))
    return shards


def shard_documents(shard: Shard, kinds: Kinds) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of the table of documents that are this shard's, and the odd dates among them.

    Raises
    ------
    CorpusError
        If the files are not as they were when the corpus was cut.
    """
    if shard.piece is None:
        return shard.rows, []
    items = _read(shard.piece, _stamp(shard.piece.files), _stamp(shard.piece.sidecars))
    records = [item for item in items if isinstance(item, Record)][shard.start : shard.stop]
    if _digest(records) != shard.digest:
        raise CorpusError(
            f"Files of {shard.piece.root} changed while they were labelled (from {shard.ids[0]!r} to "
            f"{shard.ids[-1]!r}). Label again when they are complete; what is done is kept."
        )
    if shard.originals:
        pairs = zip(records, shard.originals, strict=True)
        records = [replace(record, fields={**record.fields, "duplicate_of": original}) for record, original in pairs]
    return build_documents(records, shard.ids, kinds, shard.piece.options)
