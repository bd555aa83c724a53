"""Words in their clauses: what negates them, and the words that govern a span (what it does, is or undergoes).

Nothing is parsed: a clause ends at punctuation and at words that open another one; the governing words are the first
to the right of a span (what it does, is, or undergoes) and to its left (what is done to it) that are neither
auxiliaries nor names. What depends on the type of a token alone is found once per type.

A negator (``lexicons/shifters.csv``) reaches the nearest words behind it in its clause: *not very good*, but *not now,
good*.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from textkit.language.doc import Doc
from textkit.language.tokens import straighten
from textkit.language.vocabulary import lemma_of
from textkit.lexicons import read_lexicon

__all__ = [
    "REACH",
    "Around",
    "Governor",
    "Spans",
    "Words",
    "changes",
    "count_before",
    "find_governors",
    "is_negator",
    "locate",
    "look_around",
    "padded",
    "read_words",
    "shifter_kinds",
]

REACH = 3  # words that a negator or a word of degree reaches, as in VADER (Hutto & Gilbert 2014)
OPENING = frozenset("\"“‘'([—–:;")  # behind one of these a capital may only mark a beginning
STOPS = frozenset(".!?…")  # so behind these, unless they end an abbreviation
ENDING = frozenset(',;:()"“”.!?…—–-')  # of a clause
_ABBREVIATION_LETTERS = 4  # Sen., Gov., Mr., J.
_OPENING, _STOP, _ENDING, _SHORT, _OPENER = (1 << n for n in range(5))
_RIGHT, _LEFT = (np.arange(1, reach + 1)[:, np.newaxis] for reach in (7, 5))  # where a governing word is sought
_PARTICIPLE_ENDINGS = ("ed", "en")
_NEGATOR, _BE, _SKIPPED, _PARTICIPLE, _PREPOSITION, _DETERMINER, _OWNER = (1 << n for n in range(7))


@lru_cache(maxsize=1 << 16)
def is_negator(word: str, *, reversals: bool = True) -> bool:
    """Whether a lower-case word negates what follows, or with ``reversals`` undoes it as a verb of ending or failing.

    Examples
    --------
    >>> [is_negator(word) for word in ("never", "didn't", "refused", "often")]
    [True, True, True, False]
    >>> is_negator("refused", reversals=False)
    False
    """
    kinds = shifter_kinds(word)
    return not kinds.isdisjoint(("negator", "nobody")) or (reversals and "undoing" in kinds)


@lru_cache(maxsize=1 << 16)
def shifter_kinds(word: str) -> frozenset[str]:
    """What a lower-case word, or one with its lemma, does to the meaning of others: a kind of ``shifters.csv``.

    Examples
    --------
    >>> sorted(shifter_kinds("ended")), sorted(shifter_kinds("won't"))
    (['ebbing', 'reverser', 'undoing'], ['negator'])
    """
    shifters = _shifters()
    negator = {"negator"} if word.endswith("n't") else set()
    return frozenset(shifters.get(word, set()) | shifters.get(lemma_of(word), set()) | negator)


@cache
def _shifters() -> dict[str, set[str]]:
    kinds = defaultdict(set)
    for row in read_lexicon("shifters"):
        kinds[row["term"]].add(row["kind"])
    return dict(kinds)


def count_before(marked: np.ndarray, clauses: np.ndarray, *, reach: int = REACH, behind: bool = False) -> np.ndarray:
    """How many of the ``reach`` words before each word, or ``behind`` it, are marked and in its clause.

    Parameters
    ----------
    marked : (n_words,) bool array
    clauses : (n_words,) integer array
        Number of each word's clause; words of a clause stand together.

    Examples
    --------
    >>> marked = np.array([True, False, False, False])
    >>> count_before(marked, np.array([0, 0, 0, 1])).tolist()
    [0, 1, 1, 0]
    """
    places, n = np.flatnonzero(marked), len(marked)
    if not len(places):
        return np.zeros(n, dtype=np.int64)
    steps = np.arange(1, reach + 1)
    reached = np.clip(places[:, np.newaxis] + (-steps if behind else steps), -1, n)
    padding = padded(clauses, -1)  # the place behind the last is also the one before the first
    same = padding[reached] == clauses[places][:, np.newaxis]
    return np.bincount(reached[same], minlength=n)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of stretches of a document, as arrays with one entry per word.

    Attributes
    ----------
    doc : Doc
    sequence, borders : arrays of int
        All tokens of the stretches, marks among them, by their numbers in ``doc``; where each stretch begins and the
        last ends.
    at : array of int
        Where each word stands in ``sequence``.
    types : array of int
    stretch : array of int
        Number of each word's stretch, ascending.
    unbroken, clause : arrays of int
        Number of each word's run of words without a mark between them, and of its clause, which ends also before words
        that open another; both ascend and do not go over the end of a stretch.
    begins : array of bool
        Whether a stretch, or something in quotation marks, brackets or behind a stop, begins with the word.
    followed : array of bool
        Whether one space parts the word from the next word of its stretch.
    """

    doc: Doc
    sequence: np.ndarray
    borders: np.ndarray
    at: np.ndarray
    types: np.ndarray
    stretch: np.ndarray
    unbroken: np.ndarray
    clause: np.ndarray
    begins: np.ndarray
    followed: np.ndarray

    @property
    def tokens(self) -> np.ndarray:
        """Number of each word among the tokens of the document."""
        return self.sequence[self.at]

    @property
    def n_stretches(self) -> int:
        """Number of stretches, those without words among them."""
        return len(self.borders) - 1

    def count(self, marked: np.ndarray | None = None) -> np.ndarray:
        """Number of words, or of those ``marked``, in each stretch."""
        chosen = self.stretch if marked is None else self.stretch[marked]
        return np.bincount(chosen, minlength=self.n_stretches)


def read_words(doc: Doc, tokens: np.ndarray, stretch: np.ndarray, n_stretches: int) -> Words:
    """The words among ``tokens``, which are parted into stretches.

    Parameters
    ----------
    doc : Doc
    tokens : array of int
        Numbers of tokens, those of a stretch together and in the order of the text.
    stretch : array of int
        Number of each token's stretch, ascending.
    n_stretches : int

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> doc = read_doc("He won, but she left.")
    >>> words = read_words(doc, np.arange(7), doc.sentence_of, 1)
    >>> words.tokens.tolist(), words.clause.tolist()
    ([0, 1, 3, 4, 5], [0, 0, 1, 1, 1])
    """
    facts = doc.vocabulary.column("clauses", _facts_of, "uint8")[doc.types[tokens]]
    at = np.flatnonzero(doc.is_word[tokens])
    own, said = stretch[at], facts[at]
    before = np.maximum(at - 1, 0)  # the token before, if it is of the same stretch
    inside = (at > 0) & (stretch[before] == own)
    first = changes(own)
    broken = first | changes(np.cumsum((facts & _ENDING) > 0)[at])
    unbroken, clause = np.cumsum(broken) - 1, np.cumsum(broken | ((said & _OPENER) > 0)) - 1
    abbreviated = inside & ((facts[np.maximum(at - 2, 0)] & _SHORT) > 0)  # the word before a stop
    opened = inside & (((facts[before] & _OPENING) > 0) | (((facts[before] & _STOP) > 0) & ~abbreviated))
    places = tokens[at]
    followed = np.zeros(len(at), dtype=bool)
    followed[:-1] = (doc.starts[places[1:]] - doc.ends[places[:-1]] == 1) & (np.diff(at) == 1) & ~first[1:]
    borders = np.searchsorted(stretch, np.arange(n_stretches + 1))
    return Words(doc, tokens, borders, at, doc.types[places], own, unbroken, clause, first | opened, followed)


def changes(column: np.ndarray) -> np.ndarray:
    """Whether each value differs from the one before; the first does.

    Examples
    --------
    >>> changes(np.array([4, 4, 5])).tolist()
    [True, False, True]
    """
    changed = np.ones(len(column), dtype=bool)
    np.not_equal(column[1:], column[:-1], out=changed[1:])
    return changed


def _facts_of(token: str) -> int:
    first = token[0]
    if first.isalnum() or (first in "@#" and len(token) > 1):
        short = first.isupper() and len(token) <= _ABBREVIATION_LETTERS
        opener = token.lower() in _openers()
        return short * _SHORT | opener * _OPENER
    last = token[-1]
    return (last in OPENING) * _OPENING | (last in STOPS) * _STOP | (not ENDING.isdisjoint(token)) * _ENDING


@cache
def _openers() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_grammar") if row["starts_clause"] == "yes")


class Spans(NamedTuple):
    """The stretch of each span, and its first and last word among all words (last before first: it has none)."""

    stretch: np.ndarray
    first: np.ndarray
    last: np.ndarray


def locate(words: Words, stretch: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Spans:
    """The words of the spans ``text[start:end]`` in their stretches.

    Examples
    --------
    >>> from textkit.language.governors import read_words
    >>> from textkit.language.doc import read_doc
    >>> words = read_words(read_doc("He met Ann Lee."), np.arange(5), np.zeros(5, dtype=int), 1)
    >>> found = locate(words, np.array([0]), np.array([7]), np.array([14]))
    >>> found.first.tolist(), found.last.tolist()
    ([2], [3])
    """
    size = np.int64(len(words.doc.text) + 1)
    firsts, lasts = words.doc.starts[words.tokens], words.doc.ends[words.tokens]
    first = np.searchsorted(words.stretch * size + lasts, stretch * size + starts, side="right")
    last = np.searchsorted(words.stretch * size + firsts, stretch * size + ends, side="left") - 1
    return Spans(stretch, first, last)


class Around(NamedTuple):
    """The words to the right and to the left of each span, nearest first; the number of words where there is none."""

    right: np.ndarray
    left: np.ndarray


def look_around(words: Words, spans: Spans) -> Around:
    places = spans.last + _RIGHT, spans.first - _LEFT
    n = len(words.stretch)
    stretch = padded(words.stretch, -1)
    return Around(*(np.where(stretch[np.clip(p, -1, n)] == spans.stretch, p, n) for p in places))


def padded(column: np.ndarray, value: float) -> np.ndarray:
    """The column and behind it a value for the word that is not there, which is also the last (-1)."""
    longer = np.empty(len(column) + 1, dtype=column.dtype)
    longer[:-1], longer[-1] = column, value
    return longer


class Governor(NamedTuple):
    """A word that governs a span: the span's role, its preposition, and whether the word is negated."""

    span: int
    word: int
    role: str  # agent, patient, subject, possessor or object of a preposition ("to", "for" …)
    negated: bool


def find_governors(words: Words, names: np.ndarray, spans: Spans, around: Around) -> list[Governor]:
    """The governing words to the right and to the left of each span, where there are any.

    Parameters
    ----------
    words : Words
    names : (n_words,) bool array
        Which words are names, as ``find_name_words`` gives them.
    spans : Spans
    around : Around
        As `look_around` gives it.

    Examples
    --------
    >>> from textkit.language.governors import read_words
    >>> from textkit.language.doc import read_doc
    >>> words = read_words(read_doc("Anna was not praised by Ben."), np.arange(7), np.zeros(7, dtype=int), 1)
    >>> anna = locate(words, np.array([0]), np.array([0]), np.array([4]))
    >>> find_governors(words, np.zeros(6, dtype=bool), anna, look_around(words, anna))
    [Governor(span=0, word=3, role='patient', negated=True)]
    """
    return [*_governors_right(words, spans, around.right), *_governors_left(words, names, around.left)]


def _governors_right(words: Words, spans: Spans, places: np.ndarray) -> Iterator[Governor]:
    facts = padded(_facts(words), 0)
    skipped = np.logical_and.accumulate((facts[places] & _SKIPPED) > 0)
    passive, negated = ((((facts[places] & kind) > 0) & skipped).any(axis=0) for kind in (_BE, _NEGATOR))
    targets, found = _governing(skipped, places, len(facts) - 1)
    owning, participle = (facts[spans.last[targets]] & _OWNER) > 0, (facts[found] & _PARTICIPLE) > 0
    columns = (targets, found, owning, passive[targets], participle, negated[targets])
    for target, word, owns, done, suffers, denied in zip(*(column.tolist() for column in columns), strict=True):
        role = "possessor" if owns else "agent" if not done else "patient" if suffers else "subject"
        yield Governor(target, word, role, denied)


def _governors_left(words: Words, names: np.ndarray, places: np.ndarray) -> Iterator[Governor]:
    facts, named = padded(_facts(words), 0), padded(names, False)
    preposition = (facts[places] & _PREPOSITION) > 0
    passed = np.logical_and.accumulate(preposition | named[places] | ((facts[places] & _DETERMINER) > 0))
    targets, found = _governing(passed, places, len(facts) - 1)
    linking = (preposition & passed)[:, targets]
    links = np.where(linking.any(axis=0), places[linking.argmax(axis=0), targets], -1)
    negators = (facts & _NEGATOR) > 0
    near = negators[found - 1] | negators[np.maximum(found - 2, -1)]
    lower, types = words.doc.vocabulary.lower, words.types
    for target, word, link, denied in zip(*(column.tolist() for column in (targets, found, links, near)), strict=True):
        preposed = lower[types[link]] if link >= 0 else "patient"
        yield Governor(target, word, "agent" if preposed == "by" else preposed, denied)


def _governing(passed: np.ndarray, places: np.ndarray, n_words: int) -> tuple[np.ndarray, np.ndarray]:
    """The spans that have a word behind those ``passed``, and that word."""
    found = passed.sum(axis=0)
    targets = np.flatnonzero(found < len(passed))
    governing = places[found[targets], targets]
    return targets[governing < n_words], governing[governing < n_words]


def _facts(words: Words) -> np.ndarray:
    return words.doc.vocabulary.column("governing", _governing_facts_of, "uint8")[words.types]


def _governing_facts_of(token: str) -> int:
    """What the type of a word is to the spans around it, as bits."""
    word = straighten(token.lower())
    kind, negator = _grammar().get(word, ""), is_negator(word)
    skipped = kind in ("be", "auxiliary", "adverb", "relative") or word.endswith("ly") or negator
    truths = {
        _NEGATOR: negator,
        _BE: kind == "be",
        _SKIPPED: skipped,
        _PARTICIPLE: word.endswith(_PARTICIPLE_ENDINGS) or kind == "participle",
        _PREPOSITION: kind == "preposition",
        _DETERMINER: kind == "determiner",
        _OWNER: word.endswith(("'s", "'")),
    }
    return sum(bit for bit, true in truths.items() if true)


@cache
def _grammar() -> dict[str, str]:
    return {row["term"]: row["class"] for row in read_lexicon("sentiment_grammar")}
