"""Names of the past that political rhetoric likens the present to: events, persons, regimes, eras, doctrines, treaties.

A referent is known by its name, its aliases and its adjectives (``lexicons/historical_referents.csv`` and the rows of
an analyst's own file). Finding one says nothing about analogy: most names of the past are narrated.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "Name",
    "Referent",
    "Referents",
    "any_of",
    "at_word_start",
    "build_referents",
    "find_names",
    "first_letters",
    "standard_referents",
]


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches any of ``phrases``; spaces match any white space, apostrophes straight or curly.

    Examples
    --------
    >>> any_of(["akin", "akins", "as"])
    '(?:a(?:kin(?:s)?|s))'
    >>> any_of([])
    '(?!)'
    """
    tails = {" ".join(p.split()) for p in phrases} - {""}
    return f"(?:{_branch(tails)})" if tails else "(?!)"


def at_word_start(pattern: str, first: str) -> re.Pattern[str]:
    """``pattern`` compiled to match only where a word begins, at the cost of one character before it.

    It may begin with the letters and digits of ``first`` only, so that other words are passed over at once.

    Search it in ``" " + text``: a match then starts, in text, where it starts in the padded string, and ends one
    earlier. A word does not begin after a hyphen, except in X-as-Y. A leading set of characters lets the engine skip
    through words; a look-behind at each letter does not.

    Examples
    --------
    >>> [match.span() for match in at_word_start("as", "a").finditer(" as has-as (as")]
    [(0, 3), (11, 14)]
    """
    before = r"[\s\"“”„‘’'`(\[{—–…/*_-]"
    begins = f"(?=[{first}])" if first.isalnum() else ""
    return re.compile(rf"{before}{begins}(?<!\w['’])(?:(?<!-)|(?<=-as-))(?:{pattern})", re.VERBOSE)


def first_letters(phrases: Iterable[str]) -> str:
    """The characters with which phrases begin.

    Examples
    --------
    >>> first_letters(["akin", "as", "like"])
    'al'
    """
    return "".join(sorted({phrase.strip()[:1] for phrase in phrases}))


def _branch(tails: set[str]) -> str:
    """Alternatives after a shared beginning; the empty tail makes the rest optional."""
    by_head: dict[str, set[str]] = defaultdict(set)
    for tail in tails - {""}:
        by_head[tail[0]].add(tail[1:])
    alternatives = [_escape(head) + _branch(rest) for head, rest in sorted(by_head.items())]
    if not alternatives:
        return ""
    if len(alternatives) == 1 and "" not in tails:
        return alternatives[0]
    return f"(?:{'|'.join(alternatives)}){'?' if '' in tails else ''}"


def _escape(character: str) -> str:
    if character.isspace():
        return r"\s+"
    if character in "'’":
        return "['’]"
    return "[-‑–]" if character in "-‑–" else re.escape(character)


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Referent:
    """One entry of the lexicon; years BC are negative, an open end is None."""

    name: str
    start_year: int | None
    end_year: int | None
    type: str


@dataclass(frozen=True, slots=True)
class Referents:
    """The lexicon ready for use: one pattern, and the referent and form (name, alias, adjective) of each phrase."""

    pattern: re.Pattern[str]
    by_phrase: Mapping[str, tuple[Referent, str]]


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of a referent in a text; its form is name, alias, adjective or ambiguous (a bare town or surname)."""

    start: int
    end: int
    referent: Referent
    form: str


def build_referents(rows: Iterable[Row]) -> Referents:
    """Index lexicon rows (name, aliases, adjectives, start_year, end_year, type) by every phrase; later rows win.

    Examples
    --------
    >>> index = build_referents([{"name": "Watergate", "aliases": "Saturday Night Massacre", "start_year": "1972"}])
    >>> [name.referent.name for name in find_names("Another Watergate, another Saturday Night Massacre", index)]
    ['Watergate', 'Watergate']
    """
    by_phrase: dict[str, tuple[Referent, str]] = {}
    for row in rows:
        referent = Referent(
            row["name"], _year(row.get("start_year")), _year(row.get("end_year")), row.get("type") or "event"
        )
        for phrase, form in _phrases(row):
            if form != "ambiguous" or _norm(phrase) not in by_phrase:
                by_phrase[_norm(phrase)] = referent, form
    pattern = at_word_start(rf"(?P<name>{any_of(by_phrase)})(?!\w)", first_letters(by_phrase))
    return Referents(pattern, MappingProxyType(by_phrase))


def _phrases(row: Row) -> Iterable[tuple[str, str]]:
    yield row["name"], "name"
    for alias in _listed(row.get("aliases")):
        yield alias.removeprefix("~"), "ambiguous" if alias.startswith("~") else "alias"
    yield from ((adjective, "adjective") for adjective in _listed(row.get("adjectives")))


def _listed(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _year(cell: str | None) -> int | None:
    return int(cell) if cell and cell.strip().removeprefix("-").isdecimal() else None


@lru_cache(maxsize=1 << 14)
def _norm(phrase: str) -> str:
    return " ".join(re.sub("[‑–]", "-", straighten(phrase)).split())


@cache
def standard_referents() -> Referents:
    """The referents that come with textkit."""
    return build_referents(read_lexicon("historical_referents"))


def find_names(text: str, referents: Referents) -> list[Name]:
    """Mentions of referents in a text, left to right, longest first, without overlaps.

    A bare town or surname is not ambiguous where the text names the referent in full.

    Examples
    --------
    >>> found = find_names("Lester Pearson spoke. Pearson left for Munich.", standard_referents())
    >>> [(name.referent.name, name.form) for name in found]
    [('Lester Pearson', 'name'), ('Lester Pearson', 'alias'), ('Munich Agreement', 'ambiguous')]
    """
    found = []
    for match in referents.pattern.finditer(f" {text}"):
        referent, form = referents.by_phrase[_norm(match["name"])]
        found.append(Name(match.start("name") - 1, match.end() - 1, referent, form))
    named = {name.referent.name for name in found if name.form == "name"}
    return [replace(n, form="alias") if n.form == "ambiguous" and n.referent.name in named else n for n in found]
