"""ZIP archives, read in memory: nothing is unpacked to disk, and nothing that would fill the memory."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from textkit.read.files import guarded
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["check_archive", "read_zip"]

_MAX_UNPACKED = 1_000_000_000
_MAX_FACTOR = 200  # text packs to a tenth or twentieth
_MAX_FILES = 100_000
_ABOUT = ("readme", "license", "licence")
_DAMAGED = "Pack the files again."
_UNPACKING_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError),
)


def read_zip(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Documents of the files in an archive; hidden files are left out, what is unsafe is refused."""
    with check_archive(data) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if not entry.is_dir() and not _is_left_out(entry.filename):
                yield from _read_entry(archive, entry, options)


def check_archive(data: bytes) -> zipfile.ZipFile:
    """The opened archive.

    Raises
    ------
    UnreadableError
        If it is damaged or would unpack to more than is reasonable.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(f"The archive is damaged: {error}.", _DAMAGED) from None
    sizes = [entry.file_size for entry in archive.infolist()]
    if len(sizes) > _MAX_FILES or sum(sizes) > min(_MAX_UNPACKED, 1_000_000 + _MAX_FACTOR * len(data)):
        archive.close()
        raise UnreadableError(
            f"The archive would unpack to {len(sizes):,} files with {sum(sizes) / 1e6:,.0f} MB.",
            "Unpack it yourself if you trust it, and read the folder.",
        )
    return archive


def _is_left_out(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith((".", "~$")) and part != ".." for part in parts)
    aside = any(part in ("gold", "__MACOSX") for part in parts)
    return not parts or hidden or aside or parts[-1].casefold().partition(".")[0] in _ABOUT


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, options: ReadOptions) -> Iterator[Record | Problem]:
    from textkit.read.formats import choose_reader

    def read() -> Iterator[Record | Problem]:
        _refuse_entry(entry)
        data = _unpack(archive, entry)
        yield from choose_reader(data, entry.filename)(data, options)

    for item in guarded(read):
        yield replace(item, path=entry.filename)


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename[:2]:
        raise UnreadableError("Its path leads out of the archive.", "Pack the files again, without such paths.")
    if entry.flag_bits & 1:
        raise UnreadableError("The file is encrypted.", "Unpack it yourself and read the folder.")
    if path.suffix.casefold() == ".zip":
        remedy = "Unpack the outer one and read the folder."
        raise UnreadableError("An archive inside an archive is not read.", remedy)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The entry's bytes, hardly more than it says it has."""
    try:
        with archive.open(entry) as packed:
            return packed.read(entry.file_size + 1)
    except _UNPACKING_ERRORS as error:
        raise UnreadableError(f"The file is damaged: {error}.", _DAMAGED) from None
