"""Names of the past that political rhetoric likens the present to: events, persons, regimes, eras, doctrines, treaties.

A referent is known by its name, its aliases and its adjectives (``lexicons/historical_referents.csv`` and the rows of
an analyst's own file). Finding one says nothing about analogy: most names of the past are narrated.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from textkit.labelling.analogies.word_trie import any_of, at_word_start
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = ["Name", "Referent", "Referents", "build_referents", "find_names", "standard_referents"]

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
    pattern = at_word_start(rf"(?P<name>{any_of(by_phrase)})(?!\w)")
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


def _norm(phrase: str) -> str:
    return " ".join(re.sub("[‑–]", "-", straighten(phrase)).split())


@cache
def standard_referents() -> Referents:
    """The referents that come with textkit."""
    return build_referents(read_lexicon("historical_referents"))


def find_names(text: str, referents: Referents) -> list[Name]:
    """Mentions of referents in a text, left to right, longest first, without overlaps.

    A bare town or surname is no longer ambiguous where the text names the referent in full.

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
