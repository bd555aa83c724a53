"""Documents of word processors (DOCX, RTF): their text as it is shown, headings marked with #, quotations with >.

Tracked insertions are in, deletions out; content controls, smart tags, fields, links and equations give their text;
text boxes stand behind the paragraph that holds them, footnotes and endnotes behind the text.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from textkit.read import Problem, ReadOptions, Record, UnreadableError, load_extra
from textkit.read.exports import may_be_export, records_of
from textkit.read.formats import check_archive
from textkit.read.metadata import normalise_fields
from textkit.read.tables import render_table

__all__ = [
    "WordText",
    "read_body",
    "read_docx",
    "read_rtf",
    "refuse_doc",
    "rtf_to_text",
]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# what holds no text of the document as it is shown
_LEFT_OUT = frozenset(
    f"{_W}{name}"
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr"),
        *("trPr", "tcPr", "tblGrid", "sectPr", "footnoteRef", "endnoteRef", "annotationRef", "fldData", "rt"),
    )
) | {f"{_MC}Fallback"}
# parts whose text is elsewhere or not text, and what they are called
_UNREAD = {"altChunk": "imported file", "subDoc": "linked document", "object": "embedded object"}
_UNREAD_URIS = {"diagram": "diagram", "chart": "chart"}
_DAMAGED = "Open it in a word processor and save it again as .docx."
_NOTE_KINDS = ("footnotes", "endnotes")
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_RTF_TOKEN = re.compile(
    r"""
    \\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?   # a control word with its number
    | \\'(?P<hex>[0-9a-fA-F]{2})                            # a byte of the code page
    | \\(?P<symbol>[^a-zA-Z])                               # a control symbol
    | (?P<brace>[{}])
    | [\r\n]+                                               # line ends mean nothing
    | (?P<plain>[^\\{}\r\n]+)
    """,
    re.VERBOSE,
)
_RTF_CHARACTERS = {
    **dict.fromkeys(("par", "sect", "page"), "\n\n"),
    "line": "\n",
    "row": "\n",
    "cell": "\t",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "~": "\xa0",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
    "\n": "\n\n",
    "\r": "\n\n",
}
# groups whose content is not text of the document
_HIDDEN = frozenset(
    [
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "info", "pict", "object", "fldinst"),
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "themedata"),
        *("datastore", "latentstyles", "rsidtbl", "generator", "xmlnstbl", "filetbl", "revtbl", "bkmkstart", "bkmkend"),
    ]
)
_MAX_DEPTH = 10_000
_MAX_HEADING = 300  # letters of a bold paragraph that is a heading
_BOLD = "\ue000"  # before a bold letter, until headings are marked
_LETTER = re.compile(r"\S")


@dataclass(slots=True)
class WordText:
    """What was found: blocks of text, and counts of what cannot be read or was tracked."""

    blocks: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    n_changes: int = 0


def read_body(body: Any, notes: Any = (), style_of: Callable[[Any], str] = lambda _: "") -> WordText:
    """Text of a document's body.

    Parameters
    ----------
    body : element ``w:body``
    notes : elements ``w:footnote`` and ``w:endnote``, in their order
    style_of : function
        The English name of a paragraph's style.
    """
    found = WordText()
    _read_blocks(body, found, style_of)
    for number, note in enumerate(notes, 1):
        inner = WordText()
        _read_blocks(note, inner, style_of)
        found.blocks += [f"[{number}] {inner.blocks[0].lstrip()}", *inner.blocks[1:]] if inner.blocks else []
    return found


def _read_blocks(parent: Any, found: WordText, style_of: Callable[[Any], str]) -> None:
    """Paragraphs and tables below an element, whatever wraps them."""
    open_words = ""  # of a paragraph whose mark was deleted: it goes on in the next
    for element in parent:
        name = _name(element)
        if name == "p":
            words, boxes = _paragraph(element, found)
            if _is_mark_deleted(element):
                open_words += words
            else:
                found.blocks += _block(open_words + words, style_of(element))
                open_words = ""
            for box in boxes:
                _read_blocks(box, found, style_of)
        elif name == "tbl":
            found.blocks += render_table(
                [[_cell(cell, found, style_of) for cell in _cells(row)] for row in _rows(element)]
            )
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            _tell_unread(element, found)
            _read_blocks(element, found, style_of)
    found.blocks += _block(open_words, "")


def _name(element: Any) -> str:
    tag = element.tag
    return tag.removeprefix(_W) if isinstance(tag, str) and tag.startswith(_W) else ""


def _block(words: str, style: str) -> list[str]:
    words = "\n".join(line.strip(" ") for line in words.split("\n")).strip()
    if not words:
        return []
    if heading := re.match(r"Heading (\d)|Title\Z", style, re.IGNORECASE):
        return [f"{'#' * int(heading[1] or 1)} {' '.join(words.split())}"]
    return [f"> {words}" if "Quote" in style else words]


def _paragraph(paragraph: Any, found: WordText) -> tuple[str, list[Any]]:
    """Words of a paragraph, and the text boxes in it."""
    boxes: list[Any] = []
    return "".join(_pieces(paragraph, found, boxes)), boxes


def _pieces(parent: Any, found: WordText, boxes: list[Any]) -> Iterator[str]:
    for element in parent:
        name = _name(element)
        if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
            found.n_changes += name in ("del", "moveFrom")
        elif name == "t" or element.tag == f"{_M}t":
            yield element.text or ""
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name == "txbxContent":
            boxes.append(element)
        elif name == "r" and _is_hidden(element):
            continue
        else:
            found.n_changes += name in ("ins", "moveTo")
            _tell_unread(element, found)
            yield from _pieces(element, found, boxes)


def _tell_unread(element: Any, found: WordText) -> None:
    if (name := _name(element)) in _UNREAD:
        found.unread[_UNREAD[name]] += 1
    elif element.tag.endswith("}graphicData"):
        kinds = [kind for part, kind in _UNREAD_URIS.items() if part in element.get("uri", "")]
        found.unread.update(kinds[:1])


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false")


def _is_mark_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None


def _rows(table: Any) -> Iterator[Any]:
    """Rows of a table, also those in content controls; deleted ones are left out."""
    for element in table:
        if _name(element) == "tr":
            if element.find(f"{_W}trPr/{_W}del") is None:
                yield element
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    """Cells as they stand in the XML: one may claim to span billions of columns."""
    for element in row:
        if _name(element) == "tc":
            yield element
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            yield from _cells(element)


def _cell(cell: Any, found: WordText, style_of: Callable[[Any], str]) -> list[str]:
    inner = WordText()
    _read_blocks(cell, inner, style_of)
    found.unread.update(inner.unread)
    found.n_changes += inner.n_changes
    return inner.blocks


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


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside one pair of braces."""

    hidden: bool = False
    skip: int = 1  # characters that stand behind \u for readers without Unicode
    bold: bool = False


def read_rtf(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """An RTF file as one text, or as the articles of a news database's export."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("The file is not RTF.", "Save it again as .rtf, .docx or .txt.")
    source = data.decode("latin-1")
    text = rtf_to_text(source)
    if not text.strip():
        yield Problem("The text is empty.", "Look whether its export went wrong.", severity="warning")
    marked = rtf_to_text(source, headings=True) if may_be_export(text) else None
    yield from records_of(text, encoding=options.encoding, marked=marked)


def rtf_to_text(source: str, *, headings: bool = False) -> str:
    r"""Text of an RTF document; paragraphs are parted by empty lines, headers and footers left out.

    With ``headings``, short paragraphs that are bold throughout have a ``#`` before them.

    Examples
    --------
    >>> rtf_to_text(r"{\rtf1\ansi{\fonttbl\f0 Arial;}Caf\'e9 \ldblquote open\rdblquote\par Closed.}")
    'Café “open”\n\nClosed.'
    """
    page = re.search(r"\\ansicpg(\d{3,5})", source[:2000])
    text = "".join(_rtf_pieces(source, f"cp{page[1]}" if page else "cp1252", headings=headings))
    text = re.sub(r"(?<![ \t])[ \t]+\n", "\n", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    text = _mark_headings(text) if headings else text
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _mark_headings(text: str) -> str:
    """Bold letters, each behind a mark, as letters; a ``#`` before paragraphs of bold ones alone.

    Where most paragraphs are bold, that marks nothing.
    """
    paragraphs = [(paragraph.replace(_BOLD, ""), _is_bold(paragraph)) for paragraph in text.split("\n\n")]
    if 2 * sum(bold for _, bold in paragraphs) > sum(bool(words.strip()) for words, _ in paragraphs):
        return "\n\n".join(words for words, _ in paragraphs)
    return "\n\n".join(f"# {' '.join(words.split())}" if bold else words for words, bold in paragraphs)


def _is_bold(paragraph: str) -> bool:
    n_letters = sum(not letter.isspace() for letter in paragraph.replace(_BOLD, ""))
    return 0 < n_letters <= _MAX_HEADING and n_letters == paragraph.count(_BOLD)


def _rtf_pieces(source: str, code_page: str, *, headings: bool = False) -> Iterator[str]:
    group, outer, to_skip, start = _Group(), list[_Group](), 0, 0
    while match := _RTF_TOKEN.match(source, start):
        start = match.end()
        word, number, kind = match["word"], match["number"], match.lastgroup
        if match["brace"] == "{":
            outer.append(group)
            if len(outer) > _MAX_DEPTH:
                raise UnreadableError("The RTF is nested beyond reason.", "Save it again as .docx or .txt.")
        elif match["brace"] == "}":
            group = outer.pop() if outer else group
        elif word in _HIDDEN or match["symbol"] == "*":
            group = replace(group, hidden=True)
        elif word == "bin":
            start += int(number or 0) if number and not number.startswith("-") else 0
        elif word == "uc" and number:
            group = replace(group, skip=max(0, min(int(number), 8)))
        elif group.hidden:
            continue
        elif word == "b":
            group = replace(group, bold=number != "0")
        elif word in ("plain", "pard"):
            group = replace(group, bold=group.bold and word == "pard")
        elif word == "u" and number:
            code = int(number) & 0xFFFF
            yield _BOLD * (headings and group.bold and not 0xDC00 <= code < 0xE000) + chr(code)
            to_skip = group.skip
        elif kind == "hex" and to_skip:
            to_skip -= 1
        elif kind == "plain":
            plain = match["plain"][to_skip:]
            yield _LETTER.sub(rf"{_BOLD}\g<0>", plain) if headings and group.bold else plain
            to_skip = max(0, to_skip - len(match["plain"]))
        else:
            to_skip = 0
            character = _character(match, code_page)
            yield _BOLD * (headings and group.bold and not character.isspace()) * bool(character) + character


def _character(match: re.Match[str], code_page: str) -> str:
    if match["hex"]:
        return _decode_byte(int(match["hex"], 16), code_page)
    return _RTF_CHARACTERS.get(match["word"] or match["symbol"] or "", "")


def _decode_byte(value: int, code_page: str) -> str:
    try:
        return bytes([value]).decode(code_page, "replace")
    except LookupError:
        return bytes([value]).decode("cp1252", "replace")
