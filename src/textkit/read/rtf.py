r"""Rich Text Format to plain text, in one pass over its tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from textkit.read.exports import records_of
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
# groups whose content is no text of the document
_HIDDEN = frozenset(
    [
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "info", "pict", "object", "fldinst"),
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "themedata"),
        *("datastore", "latentstyles", "rsidtbl", "generator", "xmlnstbl", "filetbl", "revtbl", "bkmkstart", "bkmkend"),
    ]
)
_MAX_DEPTH = 10_000


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside one pair of braces."""

    hidden: bool = False
    skip: int = 1  # characters that stand behind \u for readers without Unicode


def read_rtf(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """An RTF file as one text, or as the articles of a news database's export."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("The file is not RTF.", "Save it again as .rtf, .docx or .txt.")
    yield from records_of(rtf_to_text(data.decode("latin-1")), encoding=options.encoding)


def rtf_to_text(source: str) -> str:
    r"""Text of an RTF document; paragraphs are parted by empty lines, headers and footers left out.

    Examples
    --------
    >>> rtf_to_text(r"{\rtf1\ansi{\fonttbl\f0 Arial;}Caf\'e9 \ldblquote open\rdblquote\par Closed.}")
    'Café “open”\n\nClosed.'
    """
    page = re.search(r"\\ansicpg(\d{3,5})", source[:2000])
    text = "".join(_pieces(source, f"cp{page[1]}" if page else "cp1252"))
    text = re.sub(r"(?<![ \t])[ \t]+\n", "\n", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _pieces(source: str, code_page: str) -> Iterator[str]:
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
        elif word == "u" and number:
            yield chr(int(number) & 0xFFFF)
            to_skip = group.skip
        elif kind == "hex" and to_skip:
            to_skip -= 1
        elif kind == "plain":
            yield match["plain"][to_skip:]
            to_skip = max(0, to_skip - len(match["plain"]))
        else:
            to_skip = 0
            yield _character(match, code_page)


def _character(match: re.Match[str], code_page: str) -> str:
    if match["hex"]:
        return _decode_byte(int(match["hex"], 16), code_page)
    return _CHARACTERS.get(match["word"] or match["symbol"] or "", "")


def _decode_byte(value: int, code_page: str) -> str:
    try:
        return bytes([value]).decode(code_page, "replace")
    except LookupError:
        return bytes([value]).decode("cp1252", "replace")
