"""What WebAnno TSV puts a backslash before, in the text of a sentence and in the value of a feature."""

import re

__all__ = ["escape_text", "escape_value", "split_cell", "unescape_text", "unescape_value"]

NAMED = {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\b": "\\b", "\\": "\\\\"}
CHARACTER = {escape[1]: character for character, escape in NAMED.items()}
TEXT = re.compile(r"[\\\x00-\x0a\x0c-\x1f]")  # the format leaves the vertical tab alone
ESCAPED_TEXT = re.compile(r"\\([\\tnfrb\x00-\x07\x0e-\x1f])")
VALUE = re.compile(r"[\\\[\]|_;*]|->|\t|\n")
ESCAPED_VALUE = re.compile(r"\\(->|[\\\[\]|_;*tn])")
ID = re.compile(r"(?P<value>(?:\\.|[^\\])*?)(?:\[(?P<id>\d+)\])?", re.DOTALL)


def escape_text(text: str) -> str:
    """A line of a sentence: backslash and control characters."""
    return TEXT.sub(lambda match: NAMED.get(match[0], f"\\{match[0]}"), text)


def unescape_text(text: str) -> str:
    """What :func:`escape_text` was given."""
    return ESCAPED_TEXT.sub(lambda match: CHARACTER.get(match[1], match[1]), text)


def escape_value(value: str) -> str:
    r"""The value of a feature: all characters that the format reserves.

    Examples
    --------
    >>> print(escape_value("a|b_c->d"))
    a\|b\_c\->d
    """
    return VALUE.sub(lambda match: NAMED.get(match[0], f"\\{match[0]}"), value)


def unescape_value(value: str) -> str:
    """What :func:`escape_value` was given."""
    return ESCAPED_VALUE.sub(lambda match: {"t": "\t", "n": "\n"}.get(match[1], match[1]), value)


def split_cell(cell: str, separator: str) -> list[tuple[str, str | None]]:
    r"""The values of a cell, still escaped, and the disambiguation id behind each.

    Examples
    --------
    >>> split_cell(r"direct[3]|a\|b|*", "|")
    [('direct', '3'), ('a\\|b', None), ('*', None)]
    """
    pieces = re.findall(rf"((?:\\.|[^{separator}])*+)(?:{re.escape(separator)}|$)", cell, re.DOTALL)
    pieces = pieces[: max(1, len(pieces) - 1)]  # the empty match at the end
    found = [ID.fullmatch(piece) for piece in pieces]
    return [
        (match["value"], match["id"]) if match else (piece, None) for match, piece in zip(found, pieces, strict=True)
    ]
