"""One reader per format: which one reads a file is decided by its first bytes, then by its suffix."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType

from textkit.read.encodings import decode
from textkit.read.exports import records_of
from textkit.read.metadata import split_front_matter
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["READERS", "Reader", "choose_reader", "read_bytes", "read_plain"]

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
        ".xlsx": "workbooks.read_xlsx",
        ".xlsm": "workbooks.read_xlsx",
        ".xls": "workbooks.refuse_xls",
        ".jsonl": "tables.read_json_lines",
        ".ndjson": "tables.read_json_lines",
        ".json": "tables.read_json",
        ".parquet": "parquet.read_parquet",
        ".html": "web.read_html",
        ".htm": "web.read_html",
        ".xhtml": "web.read_html",
        ".pdf": "pdf.read_pdf",
        ".docx": "office.read_docx",
        ".doc": "office.refuse_doc",
        ".rtf": "rtf.read_rtf",
        ".zip": "archives.read_zip",
    }
)
# first bytes that tell the format whatever the file is called
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"))
_PACKED = {"": ".zip", ".doc": ".docx", ".xls": ".xlsx"}  # new formats under old names
_SURE_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"})
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


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
