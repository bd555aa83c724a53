"""One reader per format, chosen by the first bytes of a file, then by its suffix; also inside ZIP archives.

Archives are read in memory: nothing is unpacked to disk, and nothing that would fill the memory.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath, PurePosixPath
from types import MappingProxyType

from textkit.read import Problem, ReadOptions, Record, UnreadableError
from textkit.read.encodings import decode, guarded
from textkit.read.exports import records_of
from textkit.read.metadata import split_front_matter

__all__ = ["READERS", "Reader", "check_archive", "choose_reader", "read_bytes", "read_plain", "read_zip"]

Reader = Callable[[bytes, ReadOptions], Iterator[Record | Problem]]

# suffix → module and function; the module is imported when the first such file is read
READERS: Mapping[str, str] = MappingProxyType(
    {
        "": "formats.read_plain",
        ".txt": "formats.read_plain",
        ".text": "formats.read_plain",
        ".md": "formats.read_plain",
        ".markdown": "formats.read_plain",
        ".csv": "tables.read_csv",
        ".tsv": "tables.read_csv",
        ".tab": "tables.read_csv",
        ".xlsx": "binary_tables.read_xlsx",
        ".xlsm": "binary_tables.read_xlsx",
        ".xls": "binary_tables.refuse_xls",
        ".jsonl": "tables.read_json_lines",
        ".ndjson": "tables.read_json_lines",
        ".json": "tables.read_json",
        ".parquet": "binary_tables.read_parquet",
        ".html": "web.read_html",
        ".htm": "web.read_html",
        ".xhtml": "web.read_html",
        ".pdf": "pdf.read_pdf",
        ".docx": "office.read_docx",
        ".doc": "office.refuse_doc",
        ".rtf": "office.read_rtf",
        ".zip": "formats.read_zip",
    }
)
# first bytes that tell the format whatever the file is called
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"))
_PACKED = {"": ".zip", ".doc": ".docx", ".xls": ".xlsx"}  # new formats under old names
_SURE_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"})
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MAX_UNPACKED = 1_000_000_000
_MAX_FACTOR, _MAX_FACTOR_OF_MARKUP = 60, 200  # text packs to a tenth or twentieth, the XML of empty cells to less
_MAX_FILES = 100_000
_ABOUT = ("readme", "license", "licence")
_DAMAGED = "Pack the files again."
_UNPACKING_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError),
)


def read_bytes(data: bytes, name: str, options: ReadOptions) -> list[Record | Problem]:
    """All documents in a file with these bytes and this name.

    Raises
    ------
    UnreadableError
        If the format is unknown or the file is damaged.
    """
    return list(choose_reader(data, name)(data, options))


def choose_reader(data: bytes, name: str) -> Reader:
    """The reader for a file's content and name.

    Raises
    ------
    UnreadableError
        If nothing reads files of that kind.
    """
    signed = (kind for mark, kind in _SIGNATURES if data.startswith(mark))
    suffix = next(signed, PurePath(name).suffix.casefold())
    if suffix in _PACKED and data.startswith(b"PK\x03\x04"):
        suffix = _PACKED[suffix]
    if suffix not in READERS:
        known = " ".join(filter(None, READERS))
        raise UnreadableError(f"Files of the kind {suffix} are not read.", f"Convert it to one of: {known}.")
    module, function = READERS[suffix].split(".")
    return getattr(import_module(f"textkit.read.{module}"), function)


def read_plain(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """A plain or Markdown text, with or without YAML front matter."""
    decoded, encoding = decode(data, options.encoding)
    fields, text = split_front_matter(decoded)
    yield from odd_characters(text)
    if options.encoding is None and encoding not in _SURE_ENCODINGS:
        remedy = f"Look at the text; name another: read_corpus(..., encoding='{encoding}')."
        yield Problem(f"The encoding is a guess: {encoding}.", remedy, severity="warning")
    yield from [Record(text, fields, encoding)] if fields else records_of(text, encoding=encoding)


def odd_characters(text: str) -> Iterator[Problem]:
    """Say if a text is empty or holds characters that cannot be seen.

    Raises
    ------
    UnreadableError
        If more than one character in ten is a control character: that is not text.
    """
    if not text.strip():
        yield Problem(
            "The text is empty.",
            "Delete the file, or look whether its export went wrong.",
            severity="warning",
        )
    if n_lost := text.count("\ufffd"):
        problem = f"{n_lost} characters were lost before or at reading (U+FFFD)."
        yield Problem(problem, "Export the file again as UTF-8; it may be cut off.", severity="warning")
    n_control = len(_CONTROL.findall(text))
    if n_control > 0.1 * len(text):
        raise UnreadableError("The file is binary, not text.", "Export it as .txt, .docx, .pdf or .csv.")
    if n_hidden := n_control + len(_BIDI.findall(text)):
        problem = f"{n_hidden} control or direction characters that cannot be seen."
        yield Problem(problem, "They stay in the text; delete them if words look broken.", severity="warning")


def read_zip(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Documents of the files in an archive; hidden files are left out, what is unsafe is refused."""
    with check_archive(data, _MAX_FACTOR) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if not entry.is_dir() and not _is_left_out(entry.filename):
                yield from _read_entry(archive, entry, options)


def check_archive(data: bytes, most: int = _MAX_FACTOR_OF_MARKUP) -> zipfile.ZipFile:
    """The opened archive, of a text or of markup that unpacks to ``most`` times its size or less.

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
    if len(sizes) > _MAX_FILES or sum(sizes) > min(_MAX_UNPACKED, 1_000_000 + most * len(data)):
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
