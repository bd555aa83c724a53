"""Word documents: their text as Word shows it, headings marked with #, quotations with >."""

import io
from collections.abc import Iterator
from typing import Any

from textkit.read.archives import check_archive
from textkit.read.exports import records_of
from textkit.read.extras import load_extra
from textkit.read.metadata import normalise_fields
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError
from textkit.read.word_text import WordText, read_body

__all__ = ["read_docx", "refuse_doc"]

_DAMAGED = "Open it in a word processor and save it again as .docx."
_NOTE_KINDS = ("footnotes", "endnotes")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """A Word document as one text, or as the articles of a news database's export."""
    docx = load_extra("docx", "DOCX")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("The document is encrypted or of the old Word format.", _DAMAGED)
    check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        found = read_body(document.element.body, list(_notes(document)), _style_names(document))
        fields = normalise_fields({"title": document.core_properties.title, "author": _author(document)})
    except Exception as error:  # python-docx lets through whatever its XML and ZIP layers raise
        raise UnreadableError(f"The document is damaged: {_first_line(error)}.", _DAMAGED) from None
    yield from _tell(found)
    yield from records_of("\n\n".join(found.blocks), fields)


def refuse_doc(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """The old binary format of Word is not read."""
    raise UnreadableError("The old Word format .doc is not read.", _DAMAGED)


def _tell(found: WordText) -> Iterator[Problem]:
    if not found.blocks:
        yield Problem("The document has no text.", "Look whether it holds only pictures.", severity="warning")
    if found.unread:
        listed = ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in found.unread.items())
        problem = f"It holds {listed}, whose text is not read."
        yield Problem(problem, "Copy their words into the text if they matter.", severity="warning")
    if found.n_changes:
        problem = "It has tracked changes: insertions are read, deletions are left out."
        yield Problem(problem, "Accept or reject them in the word processor if that is not right.", severity="warning")


def _notes(document: Any) -> Iterator[Any]:
    """Footnotes, then endnotes, without the lines that part them from the text."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in _NOTE_KINDS:
            for note in parse_xml(relation.target_part.blob):
                kinds = [value for name, value in note.attrib.items() if name.endswith("}type")]
                if not set(kinds) & set(_SEPARATORS):
                    yield note


def _style_names(document: Any) -> Any:
    """A function from a paragraph to the English name of its style."""
    names = {style.style_id: style.name or "" for style in document.styles}
    key = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def style_of(paragraph: Any) -> str:
        style = paragraph.find(f"{key}pPr/{key}pStyle")
        return names.get(style.get(f"{key}val"), "") if style is not None else ""

    return style_of


def _author(document: Any) -> str | None:
    author = document.core_properties.author
    return None if author == "python-docx" else author


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
