"""The words of one sentence, what the lexicons say of words, and the names of the past.

Word classes and kinds of things are in ``lexicons/analogy_grammar.csv`` and ``vehicle_kinds.csv``. A referent of the
past (event, person, regime, era, doctrine, treaty) is known by its name, its aliases and its adjectives
(``lexicons/historical_referents.csv`` and the rows of an analyst's own file). Finding one says nothing about analogy:
most names of the past are narrated.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from textkit.language.doc import Doc
from textkit.language.tagger import TAGS
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "NOMINATIVES",
    "QUOTES",
    "Clause",
    "Name",
    "Referent",
    "Referents",
    "any_of",
    "at_word_start",
    "build_referents",
    "find_names",
    "first_letters",
    "holds_pronoun",
    "is_be",
    "is_plural",
    "is_verb",
    "is_verb_at",
    "is_year",
    "kind_of_thing",
    "read_clause",
    "standard_referents",
    "words",
]

QUOTES = frozenset("\"“”„«»‘’'`[]") | {"''", "``"}
NOMINATIVES = frozenset({"i", "he", "she", "we", "they"})
CLITICS = frozenset({"'ve", "'ll"})
STOPS = frozenset(",;:—–()…/?!-.")
Span = tuple[int, int] | None  # indices of the first word and of the word behind the last


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    classes: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon("analogy_grammar"):
        classes[row["class"]].add(row["term"])
    return MappingProxyType({name: frozenset(terms) for name, terms in classes.items()})


@cache
def words(*names: str) -> frozenset[str]:
    """The words of one or more classes of ``lexicons/analogy_grammar.csv``.

    Examples
    --------
    >>> "looks" in words("perception"), "looks" in words("be", "modal")
    (True, False)
    """
    return frozenset().union(*(_classes()[name] for name in names))


@cache
def _kinds() -> Mapping[str, str]:
    return MappingProxyType({row["term"]: row["kind"] for row in read_lexicon("vehicle_kinds")})


def kind_of_thing(word: str) -> str | None:
    """The figurative kind of a noun (animal, role, villain …) or of its plural; None if it has none.

    Examples
    --------
    >>> kind_of_thing("hounds"), kind_of_thing("budget")
    ('animal', None)
    """
    kinds = _kinds()
    singular = word.removesuffix("'s").removesuffix("s")
    return kinds.get(word) or kinds.get(singular) or kinds.get(word.rpartition("-")[2])


def is_be(word: str) -> bool:
    """Whether a word is, or ends in, a form of be.

    Examples
    --------
    >>> is_be("we're"), is_be("it's"), is_be("Ohio's")
    (True, True, False)
    """
    if word in words("be") or word.endswith(("'re", "'m")):
        return True
    return word.endswith("'s") and word[:-2] in words("subject", "relative", "determiner", "be", "object")


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    return (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))) or word in words(
        "exemplar"
    )


def is_verb(word: str) -> bool:
    """Whether a lower-case word is known as a verb form or looks like a past tense."""
    if is_be(word) or word in words("auxiliary", "modal", "verb", "manner", "perception"):
        return True
    return len(word) > 4 and word.endswith("ed") and not word.endswith(("eed", "hundred", "sacred"))


def is_year(word: str) -> bool:
    """Whether a word is a year or a decade of the last four centuries."""
    digits = word.removesuffix("s")
    return len(digits) == 4 and digits.isdecimal() and "16" <= digits[:2] <= "20"


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence as parallel lists: code points in the text, strings, lower-case forms, tags."""

    starts: list[int]
    ends: list[int]
    strings: list[str]
    lower: list[str]
    tags: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """Index of the first word that ends after a code point."""
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.ends[middle] <= position else (low, middle)
        return low

    def before(self, index: int) -> int:
        """The word that governs a cue: the next to the left that is not an adverb or quotation mark; -1 if none."""
        index -= 1
        while index >= 0 and (self.lower[index] in QUOTES or self.lower[index] in words("adverb")):
            index -= 1
        return index

    def after(self, index: int) -> int:
        """The first word at or after ``index`` that is not a quotation mark; the length if none."""
        while index < len(self) and self.lower[index] in QUOTES:
            index += 1
        return index

    def word(self, index: int) -> str:
        """Lower-case word, or "" beyond either end."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def within(self, span: Span) -> Span:
        """The part of a span that has words here; None if it has none."""
        first, last = span or (0, 0)
        first, last = max(0, first), min(len(self), last)
        return (first, last) if first < last else None

    def is_stop(self, index: int) -> bool:
        """Whether a mark that ends a clause stands there; a full stop within a sentence is of an abbreviation."""
        word = self.word(index)
        if word[:1] not in STOPS or word[0].isalnum():
            return False
        return word != "." or index >= len(self) - 3

    def is_name(self, index: int) -> bool:
        """Whether the word is capitalised (not the pronoun I)."""
        return 0 <= index < len(self.strings) and self.strings[index][0].isupper() and self.strings[index] != "I"


def read_clause(doc: Doc, start: int, end: int) -> Clause:
    """The tokens of ``doc`` that begin in ``text[start:end]``.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> read_clause(read_doc("It isn’t like a U.S. “Mad Max”."), 0, 31).lower
    ['it', "isn't", 'like', 'a', 'u.s.', '“', 'mad', 'max', '”', '.']
    """
    span = doc.tokens_of(start, end)
    types, vocabulary = doc.types[span].tolist(), doc.vocabulary
    return Clause(
        doc.starts_list[span],
        doc.ends[span].tolist(),
        [vocabulary.strings[number] for number in types],
        [vocabulary.lower[number] for number in types],
        [TAGS[code] for code in doc.tags[span].tolist()],
    )


def holds_pronoun(word: str) -> bool:
    """It's, they're, he'll, that's: a subject with its verb."""
    stem, clitic, _ = word.partition("'")
    return word == "that's" or (bool(clitic) and stem in words("subject") and (is_be(word) or word[-3:] in CLITICS))


def is_verb_at(clause: Clause, i: int) -> bool:
    """Whether a word is a verb here: not behind a determiner, not a participle before its noun."""
    word, tag, before = clause.lower[i], clause.tags[i], clause.word(i - 1)
    if holds_pronoun(word) or (tag == "AUX" and word in words("be", "auxiliary", "modal")):
        return True
    if not word[:1].isalpha() or clause.is_name(i) or word.endswith("ly") or word in words("adverb", "preposition"):
        return False
    opening = i < 2 or clause.tags[i - 2] in ("PUNCT", "SCONJ", "CCONJ")
    if (before in NOMINATIVES or (before == "it" and opening)) and clause.tags[i - 1] == "PRON":
        return tag not in ("ADV", "CCONJ", "ADP", "PUNCT")
    determined = before in words("article") or clause.tags[i - 1] == "DET" or before.endswith("'s")
    if i and (determined or (before in words("possessive") and not (before == "her" and tag == "VERB"))):
        return False
    attributive = word.endswith(("ing", "ed", "en")) and clause.tags[min(i + 1, len(clause) - 1)] in ("NOUN", "PROPN")
    if attributive and i and clause.tags[i - 1] in ("ADJ", "DET", "ADP", "NUM", "CCONJ"):
        return False
    if tag == "VERB":
        return True
    known = is_verb(word) and tag not in ("PROPN", "ADJ") and clause.tags[i - 1] != "ADP"
    return known and (word not in words("noun_verb") or _calls_for_verb(before))


def _calls_for_verb(before: str) -> bool:
    return is_plural(before) or before in words("subject", "adverb", "modal", "auxiliary")


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
    return re.compile(rf"{before}{begins}(?<!\w['’])(?:(?<!-)|(?<=--)|(?<=-as-))(?:{pattern})", re.VERBOSE)


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
