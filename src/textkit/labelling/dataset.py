"""Labels as a Parquet data set: a folder per table, a file per shard, all with one schema.

``path/tokens/part-00003-<key>.parquet`` are the tokens of the fourth shard; the key is a hash of all that its labels
depend on. ``path/shards/<key>.json`` is written last: the shard is done. ``path/labels.json`` lists the shards of a
finished run; what it does not list is no part of the data set.
"""

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from textkit.errors import OptionError, OutputError
from textkit.output import write_whole
from textkit.read.records import Problem
from textkit.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ShardFiles", "clear_strays", "find_parts", "is_done", "need_scale", "open_target", "publish", "schema_of"]

MANIFEST, DONE, UNFINISHED = "labels.json", "shards", ".unfinished-"
_PART = re.compile(r"part-(?P<number>\d{5,})-(?P<key>[0-9a-f]{16})\.parquet")
_DISK_REMEDY = "Make room or choose another place, then run it again: the shards that are done are kept."


def need_scale(*packages: str) -> None:
    """OptionError if packages that labels on disk need are not installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise OptionError(f'Labels on disk need {" and ".join(missing)}: pip install "textkit[scale]".')


def schema_of(name: str, documents: pd.DataFrame | None = None) -> "pa.Schema":
    """The Arrow schema of a table of labels, or that of ``documents``, whose further fields differ by corpus."""
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
    if documents is not None:
        own = documents.drop(columns=[field.name for field in fields])
        fields += list(pa.Schema.from_pandas(own, preserve_index=False).remove_metadata())
    return pa.schema(fields)


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """Where the files of one shard go, and how: under a temporary name first, the note that it is done last."""

    target: str
    run: str
    number: int
    key: str

    def write(
        self, tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, "pa.Schema"], problems: list[Problem]
    ) -> dict[str, Any]:
        """Write the tables and return the note of what was written.

        Raises
        ------
        OutputError
            If the disk is full or cannot be written; nothing of this shard then counts as done.
        """
        note = {
            "key": self.key,
            "rows": {name: len(table) for name, table in tables.items()},
            "bytes": {},
            "problems": [asdict(problem) for problem in problems],
        }
        try:
            for name, table in tables.items():
                note["bytes"][name] = self._write_table(name, table, schemas[name])
        except OSError as error:
            where = f"{self.target} (shard {self.number + 1})"
            raise OutputError(f"Cannot write {where}: {error.strerror or error}. {_DISK_REMEDY}") from None
        write_whole(Path(self.target) / DONE / f"{self.key}.json", json.dumps(note))
        return note

    def _write_table(self, name: str, table: pd.DataFrame, schema: "pa.Schema") -> int:
        import pyarrow as pa
        from pyarrow import parquet

        temporary = Path(self.target) / f"{UNFINISHED}{self.run}" / f"{name}-{self.key}-{uuid.uuid4().hex}"
        final = Path(self.target) / name / part_name(self.number, self.key)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            content = pa.Table.from_pandas(table, schema=schema, preserve_index=False)
            parquet.write_table(content, temporary, compression="zstd")
            size = temporary.stat().st_size
            os.replace(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        return size


def part_name(number: int, key: str) -> str:
    """Name of a shard's file."""
    return f"part-{number:05}-{key}.parquet"


def find_parts(target: Path, name: str) -> dict[str, Path]:
    """The files of a table by the key of their shard."""
    folder = target / name
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {match["key"]: path for path in found if (match := _PART.fullmatch(path.name))}


def is_done(target: Path, key: str, parts: Mapping[str, Mapping[str, Path]]) -> dict[str, Any] | None:
    """The note of a shard whose files are all there and as long as they were; else None."""
    try:
        note = json.loads((target / DONE / f"{key}.json").read_text(encoding="utf-8"))
        whole = all(parts[name][key].stat().st_size == size for name, size in note["bytes"].items())
    except (OSError, KeyError, ValueError):
        return None
    return note if whole else None


def open_target(target: Path) -> None:
    """Make the folder, or see that it may be written to: it must be empty or hold such a data set."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in target.iterdir() if not path.name.startswith(UNFINISHED)}
        if names and not names & {MANIFEST, DONE}:
            raise OutputError(f"{target} exists and holds no labels on disk; choose another folder or empty it.")
        (target / DONE).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {error.strerror}. Choose a folder that you may write to.") from error


def publish(target: Path, keys: list[str], provenance: Mapping[str, str], problems: list[Problem]) -> None:
    """Make the shards ``keys``, in this order, the data set; remove those of other inputs."""
    try:
        for name in TABLES:
            parts = find_parts(target, name)
            for number, key in enumerate(keys):
                final = parts[key].with_name(part_name(number, key))
                if parts[key] != final:
                    os.replace(parts[key], final)
        listed = {"shards": keys, "provenance": dict(provenance), "problems": [asdict(p) for p in problems]}
        write_whole(target / MANIFEST, json.dumps(listed, indent=1, ensure_ascii=False))
        clear_strays(target, set(keys))
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {error.strerror}. {_DISK_REMEDY}") from error


def clear_strays(target: Path, keys: set[str] | None = None) -> None:
    """Remove what interrupted runs left, and with ``keys`` the shards that are not among them."""
    for path in target.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)
    if keys is not None:
        for path in _strays(target, keys):
            path.unlink(missing_ok=True)


def _strays(target: Path, keys: set[str]) -> Iterator[Path]:
    yield from (path for path in (target / DONE).glob("*.json") if path.stem not in keys)
    for name in TABLES:
        for path in (target / name).glob("part-*.parquet"):
            if (match := _PART.fullmatch(path.name)) and match["key"] not in keys:
                yield path
