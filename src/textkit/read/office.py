"""Word documents: paragraphs in their order, headings marked with #, quotations with >."""

import io
import re
from collections.abc import Iterator
from typing import Any

from textkit.read.archives import check_archive
from textkit.read.exports import records_of
from textkit.read.extras import load_extra
from textkit.read.metadata import normalise_fields
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["read_docx", "refuse_doc"]

_DAMAGED = "Open it in a word processor and save it again as .docx."


def read_docx(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """A Word document as one text, or as the articles of a news database's export."""
    docx = load_extra("docx", "DOCX")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("The document is encrypted or of the old Word format.", _DAMAGED)
    check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(filter(None, map(_render, document.iter_inner_content())))
        fields = normalise_fields({"title": document.core_properties.title, "author": _author(document)})
    except Exception as error:  # python-docx lets through whatever its XML and ZIP layers raise
        raise UnreadableError(f"The document is damaged: {_first_line(error)}.", _DAMAGED) from None
    if not text:
        yield Problem("The document has no text.", "Look whether it holds only pictures.", severity="warning")
    yield from records_of(text, fields)


def refuse_doc(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """The old binary format of Word is not read."""
    raise UnreadableError("The old Word format .doc is not read.", _DAMAGED)


def _render(block: Any) -> str:
    if hasattr(block, "rows"):
        return "\n".join("\t".join(_cell_text(cell, block) for cell in row.tc_lst) for row in block._tbl.tr_lst)
    words, style = block.text.strip(), (block.style.name if block.style is not None else "") or ""
    if not words:
        return ""
    if heading := re.match(r"Heading (\d)|Title\Z", style):
        return f"{'#' * int(heading[1] or 1)} {words}"
    return f"> {words}" if "Quote" in style else words


def _cell_text(cell: Any, table: Any) -> str:
    """The cell's paragraphs. Cells are taken from the XML: a cell may claim to span billions of columns."""
    from docx.text.paragraph import Paragraph

    return "\n".join(Paragraph(p, table).text for p in cell.p_lst).strip()


def _author(document: Any) -> str | None:
    author = document.core_properties.author
    return None if author == "python-docx" else author


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
