r"""Rich Text Format to plain text, in one pass over its tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from textkit.read.exports import may_be_export, records_of
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["read_rtf", "rtf_to_text"]

_TOKEN = re.compile(
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
_CHARACTERS = {
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
    text = "".join(_pieces(source, f"cp{page[1]}" if page else "cp1252", headings=headings))
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


def _pieces(source: str, code_page: str, *, headings: bool = False) -> Iterator[str]:
    group, outer, to_skip, start = _Group(), list[_Group](), 0, 0
    while match := _TOKEN.match(source, start):
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
    return _CHARACTERS.get(match["word"] or match["symbol"] or "", "")


def _decode_byte(value: int, code_page: str) -> str:
    try:
        return bytes([value]).decode(code_page, "replace")
    except LookupError:
        return bytes([value]).decode("cp1252", "replace")
