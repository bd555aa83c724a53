"""Labels as a Parquet data set: a folder per table, a file per shard, all with one schema.

``path/tokens/part-00003-<key>.parquet`` are the tokens of the fourth shard; the key is a hash of all that its labels
depend on. ``path/shards/<key>.json`` is its note, signed and written before the parts take their place: it tells their
sizes and hashes, so parts that were cut off, changed or written by anybody else are told from those of the shard.
``path/labels.json`` lists the shards of a finished run; what it does not list is not part of the data set.

Beside the tables of labels stand four more (``textkit.language.vocabulary``). From two of counts, questions about
counts are answered without the tokens: ``counts`` has a row for each document, kind of token, voice and speaker,
``terms`` the norms of each of these rows. In the two others token types are numbers: ``types`` lists those of a shard,
``numbers`` has that of each token. ``path/vocabulary`` holds the types of all shards, and which of them each shard has.
"""

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError, OutputError
from textkit.language.vocabulary import COUNTED_BY, TYPE_COLUMNS, count_tokens, join_types, number_tokens
from textkit.manifest import (
    LOCK,
    Entry,
    cannot_write,
    check_target,
    digest_of,
    enlist,
    entry_of,
    foreign,
    read_manifest,
    read_object,
    refuse_foreign,
)
from textkit.manifest import MANIFEST as FILES
from textkit.output import locked, write_manifest, write_whole
from textkit.read import Problem
from textkit.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "COUNTED",
    "INCIDENCE",
    "SHARDS",
    "VOCABULARY",
    "ShardFiles",
    "find_all_parts",
    "find_parts",
    "is_done",
    "need_scale",
    "number_of",
    "open_target",
    "publish",
    "read_note",
    "refuse_parts",
    "schema_of",
    "work_folder",
]

COUNTED = ("counts", "terms", "types", "numbers")  # tables beside those of labels
PARTS = (*TABLES, *COUNTED)
MANIFEST, DONE, UNFINISHED = "labels.json", "shards", ".unfinished-"
VOCABULARY, INCIDENCE = "vocabulary/types.parquet", "vocabulary/shards.parquet"  # of the data set as a whole
SHARDS = "textkit_shards"  # in the metadata of the vocabulary: the keys of its shards
DATA_SET = "data set"  # what the manifest of the folder calls it
_PART = re.compile(r"part-(?P<number>\d{5,})-(?P<key>[0-9a-f]{16})\.parquet")
Note = Mapping[str, Any]
_NO_NOTE: Note = {"sha256": {}}
_DISK_REMEDY = "Make room or choose another place, then run it again: the shards that are done are kept."


def need_scale(*packages: str) -> None:
    """OptionError if packages that labels on disk need are not installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise OptionError(f"Labels on disk need {' and '.join(missing)}. Run: pip install {' '.join(missing)}.")


def schema_of(name: str, documents: pd.DataFrame | None = None, further: Iterable[str] = ()) -> "pa.Schema":
    """The Arrow schema of a table of labels with ``further`` categories, or of ``documents`` with their own fields."""
    import pyarrow as pa

    types = {
        "str": pa.large_string(),
        "category": pa.dictionary(pa.int32(), pa.large_string()),
        "int32": pa.int32(),
        "Int32": pa.int32(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "datetime64[s]": pa.timestamp("s"),
    }
    fields = [pa.field(column.name, types[column.dtype]) for column in TABLES[name]]
    fields += [pa.field(column, types["category"]) for column in further]
    if documents is not None:
        own = documents.drop(columns=[field.name for field in fields])
        fields += list(pa.Schema.from_pandas(own, preserve_index=False).remove_metadata())
    return pa.schema(fields)


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """Where the files of one shard go, and how: written aside, and in their places once a note tells what they are."""

    target: str
    run: str
    number: int
    key: str

    def write(
        self, tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, "pa.Schema"], further: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Write the tables and return the note of what was written; ``further`` is what else it is to tell.

        Raises
        ------
        OutputError
            If the disk is full or cannot be written; nothing of this shard then counts as done.
        """
        facts = {"key": self.key, "rows": {name: len(table) for name, table in tables.items()}, **further}
        counted = count_tokens(tables["documents"], tables["tokens"]) | number_tokens(tables["tokens"])
        schemas, target = {**schemas, **_schemas_of_counts(schemas["tokens"])}, Path(self.target)
        try:
            made = {name: self._write_table(name, table, schemas[name]) for name, table in (tables | counted).items()}
            note = _write_note(target, facts, made, work_folder(target, self.run))
            for name, path in made.items():
                self._place(path, target / name / part_name(self.number, self.key), note)
        except OSError as error:
            where = f"{self.target} (shard {self.number + 1})"
            raise OutputError(f"Cannot write {where}: {error.strerror or error}. {_DISK_REMEDY}") from None
        return note

    def _write_table(self, name: str, table: pd.DataFrame, schema: "pa.Schema") -> Path:
        """Write a table into the work folder of the run."""
        import pyarrow as pa
        from pyarrow import parquet

        path = work_folder(Path(self.target), self.run) / f"{name}-{self.key}-{uuid.uuid4().hex}"
        try:
            content = pa.Table.from_pandas(table, schema=schema, preserve_index=False)
            parquet.write_table(content, path, compression="zstd", write_page_checksum=True)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _place(self, path: Path, final: Path, note: Note) -> None:
        final.parent.mkdir(exist_ok=True)
        if os.path.lexists(final) and not _is_part_of(note, final):
            raise foreign(final)
        os.replace(path, final)


def _schemas_of_counts(tokens: "pa.Schema") -> dict[str, "pa.Schema"]:
    """The schemas of the tables beside those of labels, given that of the tokens."""
    import pyarrow as pa

    names = [name for name in tokens.names if name in COUNTED_BY or name.startswith("speaker_")]
    numbers = [pa.field(name, pa.int32()) for name in ("document", "n_tokens", "n_terms")]
    counts = pa.schema([*(tokens.field(name) for name in names), *numbers])
    terms = pa.schema([tokens.field("norm"), tokens.field("is_stop"), pa.field("n", pa.int32())])
    types = pa.schema([*(tokens.field(name) for name in TYPE_COLUMNS), pa.field("n", pa.int32())])
    return {"counts": counts, "terms": terms, "types": types, "numbers": pa.schema([pa.field("number", pa.int32())])}


def _write_note(target: Path, facts: Mapping[str, Any], made: Mapping[str, Path], work: Path) -> dict[str, Any]:
    """Sign and write the note of a shard; it goes on to list the parts that an earlier note of the shard lists."""
    former = read_note(target, facts["key"])
    hashes = {name: [digest_of(path)] for name, path in made.items()}
    for name, known in (former or _NO_NOTE)["sha256"].items():
        hashes[name] += [digest for digest in known if digest not in hashes[name]]
    note = {**facts, "bytes": {name: path.stat().st_size for name, path in made.items()}, "sha256": hashes}
    place = target / DONE / f"{note['key']}.json"
    text = json.dumps({"textkit": "shard", "signature": _sign(note), "note": note})
    if former is None and os.path.lexists(place):
        raise foreign(place)
    if former != note:
        write_whole(place, text, work=work)
    return note


def _sign(note: Note) -> str:
    return hashlib.sha256(json.dumps(note, sort_keys=True).encode()).hexdigest()


def read_note(target: Path, key: str) -> dict[str, Any] | None:
    """The note of a shard, if it is there as it was written."""
    found = read_object(target / DONE / f"{key}.json")
    note = found.get("note")
    signed = found.get("textkit") == "shard" and isinstance(note, dict) and found.get("signature") == _sign(note)
    known = signed and note.get("key") == key and all(isinstance(note.get(name), dict) for name in ("bytes", "sha256"))
    return note if known else None


def _is_part_of(note: Note, path: Path) -> bool:
    """True if the file is as the shard's note says."""
    return digest_of(path) in note["sha256"].get(path.parent.name, ())


def work_folder(target: Path, run: str) -> Path:
    """Where a run writes what takes its place later."""
    return target / f"{UNFINISHED}{run}"


def part_name(number: int, key: str) -> str:
    """Name of a shard's file."""
    return f"part-{number:05}-{key}.parquet"


def find_parts(target: Path, name: str) -> dict[str, Path]:
    """The files of a table by the key of their shard."""
    folder = target / name
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {match["key"]: path for path in found if (match := _PART.fullmatch(path.name))}


def find_all_parts(target: Path) -> dict[str, dict[str, Path]]:
    """The files of all tables by the key of their shard."""
    return {name: find_parts(target, name) for name in PARTS}


def number_of(parts: Mapping[str, Mapping[str, Path]], key: str, default: int) -> int:
    """The number that the files of a shard have, which a run with other shards may have given them."""
    match = _PART.fullmatch(parts["documents"][key].name) if key in parts["documents"] else None
    return int(match["number"]) if match else default


def is_done(target: Path, key: str, parts: Mapping[str, Mapping[str, Path]]) -> dict[str, Any] | None:
    """The note of a shard whose files are all there and as long as they were; else None."""
    note = read_note(target, key)
    try:
        whole = note and all(parts[name][key].stat().st_size == size for name, size in note["bytes"].items())
    except (OSError, KeyError):
        return None
    return note if whole else None


@contextmanager
def open_target(path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]], run: str) -> Iterator[Path]:
    """The folder of the data set while a run writes to it, with a work folder that is gone at the end.

    It is made if missing, must be empty or ours, and is locked: a second run at the same time is refused.

    Raises
    ------
    OutputError
        If it holds something else or cannot be written, or another process is writing to it.
    """
    target = check_target(path, by=DATA_SET, inputs=list(inputs))
    existed = target.exists()
    with suppress(OSError):  # the lock tells why it cannot be made
        target.mkdir(parents=True, exist_ok=True)
    try:
        with locked(target / LOCK):
            try:
                _prepare(target, run)
            except OSError as error:
                raise cannot_write(target, error) from error
            try:
                yield target
            finally:
                _clear_work(target)
    except BaseException:
        if not existed:
            _remove_unused(target)
        raise


def _remove_unused(target: Path) -> None:
    """Remove a new folder in which no shard was done; whatever else lies there keeps it."""
    with suppress(OSError):
        if set(os.listdir(target)) == {DONE, FILES} and not os.listdir(target / DONE):
            (target / FILES).unlink()
            (target / DONE).rmdir()
            target.rmdir()


def _prepare(target: Path, run: str) -> None:
    refuse_foreign(target, [MANIFEST, VOCABULARY, INCIDENCE, *(f"{name}/part" for name in (DONE, *PARTS))])
    enlist(target)
    (target / DONE).mkdir(exist_ok=True)
    _clear_work(target)
    work_folder(target, run).mkdir()
    enlist(work_folder(target, run))  # its signature


def _clear_work(target: Path) -> None:
    for folder in target.glob(f"{UNFINISHED}*"):
        if not folder.is_symlink() and read_manifest(folder) is not None:
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # a run was killed before it could sign the folder
            folder.rmdir()


def refuse_parts(target: Path, keys: Iterable[str], parts: Mapping[str, Mapping[str, Path]]) -> None:
    """OutputError if in the place of notes or parts of these shards are files that are not as textkit wrote them."""
    for key in keys:
        note = read_note(target, key)
        paths = [target / DONE / f"{key}.json"] * (note is None)
        paths += [
            found[key] for found in parts.values() if key in found and not _is_part_of(note or _NO_NOTE, found[key])
        ]
        for path in paths:
            if os.path.lexists(path):
                remedy = "Move or delete it, then run it again: what is missing is written."
                raise OutputError(f"{path} is not as textkit wrote it. {remedy}")


def publish(
    target: Path,
    run: str,
    notes: Mapping[str, Mapping[str, Any]],
    provenance: Mapping[str, str],
    problems: list[Problem],
) -> None:
    """Make the shards of these notes, in this order, the data set; remove those of other inputs."""
    keys, work = list(notes), work_folder(target, run)
    try:
        paths = _number_parts(target, keys)
        listed = {"shards": keys, "provenance": dict(provenance), "problems": [asdict(p) for p in problems]}
        heads = _encode_vocabulary(keys, [paths["types", key] for key in keys])
        heads[MANIFEST] = json.dumps(listed, indent=1, ensure_ascii=False).encode()
        entries = [Entry(name, len(c), hashlib.sha256(c).hexdigest(), DATA_SET) for name, c in heads.items()]
        refuse_foreign(target, heads)
        enlist(target, entries)
        for name, content in heads.items():  # the list of shards last
            write_whole(target / name, content, work=work)
        _remove_strays(target, set(keys))
        write_manifest(target, [*entries, *_entries(target, notes, paths), *_others(target)], work=work)
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {error.strerror}. {_DISK_REMEDY}") from error


def _encode_vocabulary(keys: Sequence[str], paths: Sequence[Path]) -> dict[str, bytes]:
    """The types of all shards, and the numbers that those of each shard have there, as Parquet files by name."""
    import pyarrow as pa
    from pyarrow import parquet

    types, numbers = join_types(parquet.read_table(path, partitioning=None).to_pandas() for path in paths)
    shards = np.repeat(np.arange(len(numbers), dtype=np.int32), [len(own) for own in numbers])
    incidence = pd.DataFrame({"shard": shards, "number": np.concatenate(numbers)})
    made = {}
    for name, table in {VOCABULARY: types, INCIDENCE: incidence}.items():
        content = pa.Table.from_pandas(table, preserve_index=False)
        content = content.replace_schema_metadata({SHARDS: " ".join(keys)})
        parquet.write_table(content, sink := pa.BufferOutputStream(), compression="zstd", write_page_checksum=True)
        made[name] = sink.getvalue().to_pybytes()
    return made


def _number_parts(target: Path, keys: list[str]) -> dict[tuple[str, str], Path]:
    """Rename the parts as their shards are numbered now; table and key → path."""
    paths = {}
    for name, parts in find_all_parts(target).items():
        for number, key in enumerate(keys):
            final = parts[key].with_name(part_name(number, key))
            if not os.path.lexists(final):
                os.replace(parts[key], final)
            paths[name, key] = final
    return paths


def _entries(
    target: Path, notes: Mapping[str, Mapping[str, Any]], paths: Mapping[tuple[str, str], Path]
) -> Iterator[Entry]:
    for key in notes:
        yield entry_of(target, f"{DONE}/{key}.json", DATA_SET)
    for (name, key), path in paths.items():
        yield Entry(f"{name}/{path.name}", notes[key]["bytes"][name], notes[key]["sha256"][name][0], DATA_SET)


def _others(target: Path) -> list[Entry]:
    """Single files in the folder that textkit wrote and that are not part of the data set."""
    return [entry for entry in read_manifest(target) or () if entry.by != DATA_SET]


def _remove_strays(target: Path, keys: set[str]) -> None:
    """Remove the parts and notes of shards that are not among ``keys``, as far as they are as they were written."""
    parts = find_all_parts(target)
    for path in (target / DONE).glob("*.json"):
        note = None if path.stem in keys else read_note(target, path.stem)
        if note is not None:
            for found in (found.get(path.stem) for found in parts.values()):
                if found is not None and _is_part_of(note, found):
                    found.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
