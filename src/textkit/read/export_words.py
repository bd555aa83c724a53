"""Words of news databases' interfaces: the lexicon ``export_labels`` as sets and patterns.

A label is known in any spelling of its capitals and hyphens: ``LOAD-DATE``, ``Load-Date`` and ``Load date`` are one.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from textkit.lexicons import read_lexicon
from textkit.read.dates import find_date, normalise_date

__all__ = [
    "LABEL",
    "Block",
    "Label",
    "blocks_of",
    "closing_line",
    "count_of_words",
    "counter_line",
    "cover_count",
    "end_line",
    "find_day",
    "is_day",
    "is_rights",
    "label_of",
    "language_of",
    "length_line",
    "line_label",
    "meaning_of",
    "number_of_words",
    "page_mark",
    "read_author",
    "terms",
]

Block = Sequence[str]

_PLACES = ("head", "tail", "body", "back", "cover")
LABEL = re.compile(r"([^\W\d_][\w/'’.-]*(?: [\w/'’.-]+){0,4})[ ]?:(?:\s+(.*)|\Z)", re.DOTALL)
_MAX_LABEL = 40
_RIGHTS = re.compile(
    r"""
    copyright\b | © | \(c\)\s | all\ rights\ reserved | alle\ (?:rechten|rechte)\ vor\w+ | tous\ droits\ réservés
    | (?:distributed|provided|published)\ (?:by|with\ permission) | not\ available\ for\ re-?dissemination
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAX_RIGHTS = 400  # characters of a notice of rights; a longer block is text
_BY = re.compile(r"(?:by|von(?! de[rnm]\b)|par|door|por)\s+(?=\S)", re.IGNORECASE)


class Label(NamedTuple):
    """What a label of an interface means: where it stands, and the field it becomes (empty: none)."""

    place: str
    field: str


@cache
def terms(kind: str) -> frozenset[str]:
    """The terms of one kind, in small letters.

    Examples
    --------
    >>> "dokument" in terms("noun"), "mots" in terms("words")
    (True, True)
    """
    return frozenset(row["term"] for row in read_lexicon("export_labels") if row["kind"] == kind)


@cache
def _labels() -> Mapping[str, Label]:
    found: dict[str, Label] = {}
    for place in _PLACES:
        for row in read_lexicon("export_labels"):
            if row["kind"] == place:
                found.setdefault(_plain(row["term"]), Label(place, row["meaning"]))
    return MappingProxyType(found)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("’", "'").split())


def label_of(name: str) -> Label | None:
    """What the label means; None if it is not known.

    Examples
    --------
    >>> label_of("Load-Date"), label_of("LÄNGE"), label_of("He said")
    (Label(place='tail', field='load_date'), Label(place='head', field='stated_words'), None)
    """
    return _labels().get(_plain(name)) if len(name) <= _MAX_LABEL else None


def line_label(line: str) -> tuple[str, str] | None:
    """Label and value of a line "Label: value", whether the label is known or not; a heading may be one."""
    line = line.lstrip("# ") if line.startswith("#") else line
    match = LABEL.fullmatch(line[:_MAX_LABEL]) or LABEL.match(line) if ":" in line[: _MAX_LABEL + 2] else None
    return (match[1], line[match.end(1) :].lstrip(" :").strip()) if match and len(match[1]) <= _MAX_LABEL else None


@cache
def meaning_of(kind: str) -> Mapping[str, str]:
    """term → meaning for one kind."""
    return MappingProxyType(
        {row["term"]: row["meaning"] for row in read_lexicon("export_labels") if row["kind"] == kind}
    )


def language_of(line: str) -> str | None:
    """The language that a line names in any of the interfaces' languages, in English.

    Examples
    --------
    >>> language_of("Englisch"), language_of("The Gazette")
    ('English', None)
    """
    return meaning_of("language").get(line.strip().casefold())


@cache
def counter_line() -> re.Pattern[str]:
    """Lines such as "1 of 3 DOCUMENTS" and "Dokument 2 von 20"."""
    return re.compile(rf"^[ \t]{{0,80}}(?:#+ )?{_counter()}[ \t]*$", re.MULTILINE | re.IGNORECASE)


def _counter() -> str:
    nouns, between = _either("noun"), _either("of")
    return (
        rf"(?:(?P<before>{nouns}) )?(?P<number>\d{{1,6}}) (?:{between}) (?P<total>\d{{1,6}})(?: (?P<behind>{nouns}))?"
    )


@cache
def end_line() -> re.Pattern[str]:
    """Lines such as "End of Document"."""
    return re.compile(rf"^[ \t]{{0,80}}(?:#+ )?(?:{_either('end')})[ \t]*$", re.MULTILINE | re.IGNORECASE)


@cache
def closing_line() -> re.Pattern[str]:
    """Lines such as "Document HARGAZ0020250506el5600001", also behind the code AN."""
    return re.compile(
        rf"^[ \t\f]{{0,9}}(?:#+ )?(?:AN[ \t]{{1,9}}|AN\n\s{{0,9}})?{_closing()}[ \t]*$", re.MULTILINE | re.IGNORECASE
    )


def _closing() -> str:
    return rf"(?:{_either('noun')})[ ](?=[A-Za-z]{{0,39}}\d)[A-Za-z0-9]{{12,40}}"


@cache
def page_mark() -> re.Pattern[str]:
    """In the source of a web page: what may part articles, behind a tag."""
    marks = (_counter(), _either("end"), _closing(), rf"(?:{_either_length()})\s{{0,3}}:")
    return re.compile(rf">\s{{0,80}}(?:{'|'.join(marks)})", re.IGNORECASE)


@cache
def count_of_words() -> re.Pattern[str]:
    """ "1,212 words", "877 Wörter"; the number is group 1."""
    return re.compile(rf"[ \t]{{0,9}}(\d[\d.,'’ ]{{0,9}}) ?(?:{_either('words')})\b", re.IGNORECASE)


@cache
def length_line() -> re.Pattern[str]:
    """Lines such as "LENGTH: 1,212 words"."""
    return re.compile(
        rf"^[ \t]{{0,80}}(?:#+ )?(?:{_either_length()})\s{{0,3}}:[ \t\xa0]*\d", re.MULTILINE | re.IGNORECASE
    )


def _either_length() -> str:
    return "|".join(row["term"] for row in read_lexicon("export_labels") if row["meaning"] == "stated_words")


@cache
def cover_count() -> re.Pattern[str]:
    """Lines such as "Documents (10)"; the number is group 1."""
    return re.compile(rf"^[ \t]{{0,40}}(?:{_either('cover')}) \((\d{{1,6}})\)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def _either(kind: str) -> str:
    return "|".join(re.escape(term) for term in sorted(terms(kind), key=len, reverse=True))


def is_rights(block: Block) -> bool:
    """The block is a notice of rights."""
    return _RIGHTS.match(block[0]) is not None and sum(map(len, block)) < _MAX_RIGHTS


def is_day(line: str) -> bool:
    """The line is a date, perhaps with a time, a weekday or an edition behind it."""
    return len(line) < 120 and normalise_date(line) is not None


def find_day(line: str) -> str | None:
    """The date of a line that is one, else the day that a short line names."""
    return (normalise_date(line) or find_date(line)) if len(line) < 120 else None


def read_author(line: object) -> str | None:
    """A byline without its "By".

    Examples
    --------
    >>> read_author("By Ann Lee"), read_author("VON ANN LEE"), read_author("Byron Lee")
    ('Ann Lee', 'ANN LEE', 'Byron Lee')
    """
    author = str(line or "").strip()
    by = _BY.match(author)
    return author[by.end() :] if by else author or None


def blocks_of(text: str) -> list[list[str]]:
    """Runs of lines that are not empty, without spaces around them."""
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if stripped := line.strip():
            blocks[-1].append(stripped)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def number_of_words(value: object) -> int | None:
    """The number that a count of words begins with.

    Examples
    --------
    >>> number_of_words("1,212 words"), number_of_words("1 212 mots"), number_of_words("none")
    (1212, 1212, None)
    """
    match = re.match(r"\s*(\d[\d.,'’ ]{0,9})", str(value or ""))
    return int(re.sub(r"\D", "", match[1])) if match else None
