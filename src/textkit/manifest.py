"""Which files are textkit's own: a manifest in each output folder lists what was written, and with which content.

A file is textkit's own if the manifest of a folder above it lists its path with the hash of its present content. Only
such files are ever replaced or removed. What anybody else wrote, or changed since, is in the way: an OutputError names
it before the work begins, or at the latest before anything is moved.
"""

import errno
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from textkit.errors import OutputError

__all__ = [
    "ELSEWHERE",
    "LOCK",
    "MANIFEST",
    "UNTOUCHED",
    "Entry",
    "as_manifest",
    "cannot_write",
    "check_target",
    "digest_of",
    "enlist",
    "entries_below",
    "entry_of",
    "foreign",
    "former_of",
    "is_of_version_0_1",
    "is_own",
    "read_manifest",
    "read_object",
    "refuse_content",
    "refuse_foreign",
    "standing",
]

MANIFEST, LOCK = "textkit-manifest.jsonl", ".textkit-lock"
UNTOUCHED = {".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"}  # a folder with these alone is empty
FOLDERS = {"labels", "data set", "report", "annotations"}  # what a whole folder may hold: one of them
MOST_BYTES = 256_000_000  # of a manifest, and of a JSON file that may be one of ours
LONGEST = 200  # bytes of a folder's name: file systems allow 255, and temporary names are longer
ELSEWHERE = "Move it, or choose another folder."


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a manifest: a file's path below the folder, its size and hash, and what it is part of."""

    path: str
    bytes: int
    sha256: str
    by: str = "file"  # one of FOLDERS, or a single file


def read_manifest(folder: Path) -> tuple[Entry, ...] | None:
    """What the manifest of a folder lists, in the order it was written; None without a manifest of textkit's.

    Lines that are damaged, and paths that lead out of the folder, are passed over.
    """
    path = folder / MANIFEST
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    return _parse(path, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)
def _parse(path: Path, identity: tuple[int, ...]) -> tuple[Entry, ...] | None:
    rows = [_json_object(line) for line in _read_bounded(path).split(b"\n")]
    if (rows[0].get("textkit"), rows[0].get("format")) != ("manifest", 1):
        return None
    fields = ("path", "bytes", "sha256", "by")
    return tuple(Entry(*(row[name] for name in fields)) for row in rows[1:] if _is_entry(row))


def _is_entry(row: dict[str, Any]) -> bool:
    if not isinstance(row.get("bytes"), int) or not all(isinstance(row.get(n), str) for n in ("path", "sha256", "by")):
        return False
    path = Path(row["path"])
    return bool(path.parts) and not path.anchor and ".." not in path.parts


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _read_bounded(path: Path) -> bytes:
    """The content of a regular file of a reasonable size; of anything else nothing."""
    try:
        found = path.lstat()
        return path.read_bytes() if stat.S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES else b""
    except (OSError, ValueError):
        return b""


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty if there is none, whatever lies there."""
    return _json_object(_read_bounded(path))


def enlist(folder: Path, entries: Iterable[Entry] = ()) -> None:
    """Add lines to the manifest of a folder, before the files take their place; without a manifest, begin one.

    Raises
    ------
    OutputError
        If a file of that name is there that is not a manifest.
    """
    path = folder / MANIFEST
    begun = os.path.lexists(path) and (path.is_symlink() or not path.is_file() or path.stat().st_size > 0)
    if begun and read_manifest(folder) is None:
        raise OutputError(f"{path} is not a manifest of textkit's. {ELSEWHERE}")
    with open(path, "ab+", buffering=0) as file:  # others may add lines at the same time: one write, at the end
        begun = os.fstat(file.fileno()).st_size > 0
        gap = "\n" if begun and not _ends_with_line(file) else ""  # a line that was cut off
        data = (gap + as_manifest(entries, head=not begun)).encode()
        if file.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _ends_with_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def as_manifest(entries: Iterable[Entry], *, head: bool = True) -> str:
    """The lines of a manifest."""
    from textkit import __version__

    first = [{"textkit": "manifest", "format": 1, "version": __version__}] if head else []
    return "".join(json.dumps(row) + "\n" for row in (*first, *map(asdict, entries)))


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None if it is not a regular file."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def is_own(path: Path, by: str | None = None) -> bool:
    """True if textkit wrote the file (as part of ``by``) and nobody has changed it since."""
    digest = digest_of(path)
    return digest is not None and any(entry.sha256 == digest and by in (None, entry.by) for entry in _lines_of(path))


def _lines_of(path: Path) -> Iterator[Entry]:
    """The lines about a file in the manifests of the folders above it."""
    place = Path(os.path.realpath(path.parent), path.name)
    for folder in place.parents:
        name = place.relative_to(folder).as_posix()
        yield from (entry for entry in read_manifest(folder) or () if entry.path == name)


def foreign(path: Path) -> OutputError:
    """What to say of a file in the way that is not as textkit wrote it."""
    listed = next(_lines_of(path), None)
    reason = (
        "was changed since textkit wrote it, perhaps by somebody's work" if listed else "was not written by textkit"
    )
    return OutputError(f"{path} {reason}. Move it, or choose another folder or name.")


def entries_below(folder: Path, by: str) -> list[Entry]:
    """An entry for each file in and below ``folder``, manifests excepted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return [entry_of(folder, path.relative_to(folder).as_posix(), by) for path in paths]


def entry_of(folder: Path, name: str, by: str) -> Entry:
    """The line for a file that is there."""
    return Entry(name, (folder / name).stat().st_size, digest_of(folder / name) or "", by)


def refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    """OutputError if files of these names cannot be written: what is in the way is not textkit's, or was changed."""
    for name in names:
        path = folder / name
        for part in [p for p in path.parents if folder in p.parents]:
            if os.path.lexists(part) and (part.is_symlink() or not part.is_dir()):
                raise OutputError(f"{part} is in the way: it is not a folder of textkit's. {ELSEWHERE}")
        if path.name == MANIFEST or (os.path.lexists(path) and not is_own(path)):
            raise foreign(path)


def is_of_version_0_1(folder: Path) -> bool:
    """True if the folder holds labels, a data set or figures that textkit 0.1 wrote, without a manifest."""
    if "textkit" in read_object(folder / "provenance.json") or "shards" in read_object(folder / "labels.json"):
        return True
    with suppress(OSError):
        return any(_is_note(path) for path in sorted(folder.glob("*.md"))[:20])  # beside figures all are notes
    return False


def _is_note(path: Path) -> bool:
    """The Markdown note beside a figure, which begins with the figure's name."""
    return _read_bounded(path).startswith(f"---\nfigure: {path.stem}\n".encode("utf-8", "replace"))


def check_target(
    target: str | os.PathLike[str], *, by: str, inputs: Sequence[str | os.PathLike[str]] = (), swapped: bool = False
) -> Path:
    """The real place of an output folder: called before the work begins, it refuses what is sure to fail or to harm.

    Parameters
    ----------
    target : path
        Missing, empty, or with a manifest of textkit's.
    by : {"labels", "data set", "report", "annotations"}
        What is to be written.
    inputs : sequence of path
        Files and folders that are read: they must not lie in the target, nor the target in them.
    swapped : bool
        The folder will be replaced as a whole, so all that it holds must be textkit's.

    Raises
    ------
    OutputError
        Naming the file in the way, or the reason, and the remedy.
    """
    place = Path(target)
    try:
        place = Path(os.path.realpath(target))
        if not os.fspath(target):
            raise OutputError("The name of the output folder is empty. Give one, such as labels.")
        _refuse_name(place)
        _refuse_overlap(place, inputs)
        _refuse_unwritable(place, swapped=swapped)
        _refuse_settled(place, by, swapped=swapped)
    except (OSError, ValueError) as error:
        raise cannot_write(place, error) from error
    return place


def cannot_write(path: Path, error: Exception) -> OutputError:
    if isinstance(error, OutputError):
        return error
    reason = (isinstance(error, OSError) and error.strerror) or error
    return OutputError(f"Cannot write {path}: {reason}. Choose a folder that you may write to.")


def _refuse_name(place: Path) -> None:
    if (size := len(os.fsencode(place.name))) > LONGEST:
        raise OutputError(f"The name {place.name[:20]}… has {size} bytes. Choose one of at most {LONGEST}.")
    with suppress(FileNotFoundError, NotADirectoryError):
        place.lstat()  # so do the folders above it


def _refuse_overlap(place: Path, inputs: Iterable[str | os.PathLike[str]]) -> None:
    for source in (Path(os.path.realpath(given)) for given in inputs if os.path.exists(given)):
        if _lies_in(place, source):
            raise OutputError(f"The output {place} lies in the input {source}. Choose a folder outside of it.")
        if _lies_in(source, place):
            raise OutputError(f"The input {source} lies in the output folder {place}. Choose another output folder.")


def _lies_in(inner: Path, outer: Path) -> bool:
    paths = [path for path in (inner, *inner.parents) if os.path.exists(path) and os.path.exists(outer)]
    return any(os.path.samefile(path, outer) for path in paths)


def _refuse_unwritable(place: Path, *, swapped: bool) -> None:
    start = place.parent if swapped else place
    existing = next(path for path in (start, *start.parents) if os.path.lexists(path))
    for path in (existing, place):
        if os.path.lexists(path) and not path.is_dir():
            raise OutputError(f"{path} is not a folder. Choose another folder.")
    if swapped and os.path.lexists(place) and (_is_mounted(place) or _lies_in(Path.cwd(), place)):
        reason = "mounted" if _is_mounted(place) else "the present folder"
        raise OutputError(f"{place} is {reason}, so it cannot be replaced. Choose a folder in it: {place / 'labels'}.")
    if swapped and os.path.lexists(place) and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    tempfile.TemporaryDirectory(prefix=".textkit-", dir=existing).cleanup()  # fails as the writing would


def _is_mounted(place: Path) -> bool:
    mounts = Path("/proc/self/mountinfo")  # of Linux; it also knows folders mounted from the same disk
    lines = mounts.read_bytes().splitlines() if mounts.exists() else []
    return os.path.ismount(place) or any(line.split()[4] == os.fsencode(place) for line in lines)


def _refuse_settled(place: Path, by: str, *, swapped: bool) -> None:
    """:func:`refuse_content`; asked again if another process replaces the folder at this moment."""
    folders = (place, former_of(place)) if swapped else (place,)
    while True:
        before = [_identity(folder) for folder in folders]
        try:
            for folder in folders:
                refuse_content(folder, by, swapped=swapped)
            return
        except (OSError, OutputError):
            if before == [_identity(folder) for folder in folders]:
                raise


def _identity(folder: Path) -> tuple[int, ...]:
    try:
        found = folder.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_ctime_ns


def refuse_content(place: Path, by: str, *, swapped: bool) -> None:
    found = os.listdir(place) if os.path.lexists(place) else []
    names = sorted(name for name in found if not _counts_as_empty(place / name))
    entries = read_manifest(place) if names else ()
    if entries is None and is_of_version_0_1(place):
        remedy = "Delete it, or choose another folder."
        raise OutputError(f"{place} was written by textkit 0.1, or has lost its {MANIFEST}. {remedy}")
    if entries is None:
        raise foreign(place / names[0])
    for other in sorted({entry.by for entry in entries} & (FOLDERS - {by})):
        raise OutputError(f"{place} holds the {other} of another run of textkit. Choose another folder for the {by}.")
    for name in names if swapped else ():
        if name != MANIFEST and not is_own(place / name, by):
            raise foreign(place / name)


def _counts_as_empty(path: Path) -> bool:
    if path.name == LOCK:
        return path.is_file() and not path.stat().st_size
    return path.name in UNTOUCHED and not path.is_dir()


def standing(target: Path) -> Path:
    """Where the folder ``target`` is: there, or under its other name if a run was killed while replacing it."""
    former = former_of(target)
    return former if former.exists() and not target.exists() else target


def former_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.former")
