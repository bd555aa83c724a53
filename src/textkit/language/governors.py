"""Spans among words, and the words that govern them: what the span does, is or undergoes.

There is no parser behind this: the governing words are the first that are neither auxiliaries nor names to the right of
a span (what it does, is, or undergoes) and to its left (what is done to it).
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from textkit.language.clauses import Words
from textkit.language.negation import is_negator
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = ["Around", "Governor", "Spans", "find_governors", "locate", "look_around", "padded"]

_RIGHT, _LEFT = (np.arange(1, reach + 1)[:, np.newaxis] for reach in (7, 5))  # where a governing word is sought
_PARTICIPLE_ENDINGS = ("ed", "en")
_NEGATOR, _BE, _SKIPPED, _PARTICIPLE, _PREPOSITION, _DETERMINER, _OWNER = (1 << n for n in range(7))


class Spans(NamedTuple):
    """The stretch of each span, and its first and last word among all words (last before first: it has none)."""

    stretch: np.ndarray
    first: np.ndarray
    last: np.ndarray


def locate(words: Words, stretch: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Spans:
    """The words of the spans ``text[start:end]`` in their stretches.

    Examples
    --------
    >>> from textkit.language.clauses import read_words
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
    >>> from textkit.language.clauses import read_words
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
    found = skipped.sum(axis=0)
    passive, negated = (((facts[places] & kind) > 0) & skipped for kind in (_BE, _NEGATOR))
    for target in np.flatnonzero(found < len(_RIGHT)).tolist():
        word = int(places[found[target], target])
        if word < len(facts) - 1:
            done = bool(passive[:, target].any())
            role = "subject" if done else "agent"
            if facts[spans.last[target]] & _OWNER:
                role = "possessor"
            elif done and facts[word] & _PARTICIPLE:
                role = "patient"
            yield Governor(target, word, role, bool(negated[:, target].any()))


def _governors_left(words: Words, names: np.ndarray, places: np.ndarray) -> Iterator[Governor]:
    facts, named = padded(_facts(words), 0), padded(names, False)
    preposition = (facts[places] & _PREPOSITION) > 0
    passed = np.logical_and.accumulate(preposition | named[places] | ((facts[places] & _DETERMINER) > 0))
    found, lower = passed.sum(axis=0), words.doc.vocabulary.lower
    for target in np.flatnonzero(found < len(_LEFT)).tolist():
        word = int(places[found[target], target])
        if word < len(facts) - 1:
            links = np.flatnonzero(preposition[: found[target], target])
            link = lower[words.types[places[links[0], target]]] if len(links) else ""
            near = facts[max(0, word - 2) : word]
            role = "agent" if link == "by" else link or "patient"
            yield Governor(target, word, role, bool((near & _NEGATOR).any()))


def _facts(words: Words) -> np.ndarray:
    return words.doc.vocabulary.column("governing", _facts_of, "uint8")[words.types]


def _facts_of(token: str) -> int:
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
