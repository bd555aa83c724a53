"""A target in its sentence: which words it takes, clauses around it, and the words that govern it.

No parser: clauses end at punctuation and at conjunctions, and the governing words are the first that are neither
auxiliaries nor names to the right of the target (what it does, is, or undergoes) and to the left (what is done to
it). That is right often enough to help, and it costs microseconds.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from textkit.labelling.sentiment.words import Words, find_names, is_negator, split_words
from textkit.lexicons import read_lexicon

__all__ = ["Frame", "Governor", "find_frame", "find_governors", "grammar_class"]

_REACH_RIGHT, _REACH_LEFT = 7, 5  # words skipped in search of a governing word
_CLAUSE_END = re.compile(r"[,;:()\"“”.!?—–-]")
_PARTICIPLE_ENDINGS = ("ed", "en")


class Governor(NamedTuple):
    """A word that governs the target: its index, the target's role, its preposition, and whether negated."""

    index: int
    role: str  # agent, patient, subject, possessor or object of a preposition ("to", "for" …)
    negated: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Words of the text, which of them are names, the target's first and last, the clause of each."""

    words: Words
    names: frozenset[int]
    first: int
    last: int
    clauses: list[int]


@cache
def _grammar() -> dict[str, str]:
    return {row["term"]: row["class"] for row in read_lexicon("sentiment_grammar")}


def grammar_class(word: str) -> str:
    """What a function word does around a target: be, auxiliary, adverb, preposition, determiner or "".

    Examples
    --------
    >>> grammar_class("by"), grammar_class("was"), grammar_class("house")
    ('preposition', 'be', '')
    """
    return _grammar().get(word, "")


@cache
def _clause_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_grammar") if row["starts_clause"] == "yes")


def find_frame(text: str, start: int, end: int) -> Frame | None:
    """The words around ``text[start:end]``; None if the span contains no word.

    Examples
    --------
    >>> frame = find_frame("Critics, however, praised Anna Lee.", 26, 34)
    >>> frame.first, frame.last, frame.clauses
    (3, 4, [0, 1, 2, 2, 2])
    """
    words, edges, names, clauses = _read_words(text)
    inside = [i for i in range(len(words.strings)) if edges[2 * i] < end and edges[2 * i + 1] > start]
    if not inside:
        return None
    return Frame(words, names, inside[0], inside[-1], clauses)


@lru_cache(maxsize=1 << 4)  # a sentence may hold several targets
def _read_words(text: str) -> tuple[Words, list[int], frozenset[int], list[int]]:
    """The words of a text, where they start (at even places) and end, which are names, and the clause of each."""
    words = split_words(text)
    lengths = [n for pair in zip(map(len, words.gaps), map(len, words.strings), strict=False) for n in pair]
    return words, list(accumulate(lengths)), find_names(words), _number_clauses(words)


def _number_clauses(words: Words) -> list[int]:
    number, numbers, openers = 0, [], _clause_words()
    for i, word in enumerate(words.lower):
        if i and (word in openers or (words.gaps[i] != " " and _CLAUSE_END.search(words.gaps[i]))):
            number += 1
        numbers.append(number)
    return numbers


def find_governors(frame: Frame) -> list[Governor]:
    """The governing words to the right and to the left of the target, where there are any.

    Examples
    --------
    >>> text = "Anna was not praised by Ben."
    >>> find_governors(find_frame(text, 0, 4))
    [Governor(index=3, role='patient', negated=True)]
    >>> find_governors(find_frame(text, 24, 27))
    [Governor(index=3, role='agent', negated=True)]
    """
    found = [_governor_right(frame), _governor_left(frame)]
    return [governor for governor in found if governor]


def _governor_right(frame: Frame) -> Governor | None:
    lower, i, passive, negated = frame.words.lower, frame.last + 1, False, False
    limit = min(len(lower), i + _REACH_RIGHT)
    while i < limit and _is_skipped_right(lower[i]):
        passive |= grammar_class(lower[i]) == "be"
        negated |= is_negator(lower[i])
        i += 1
    if i >= limit:
        return None
    if _is_possessive(frame):
        return Governor(i, "possessor", negated)
    done = passive and (lower[i].endswith(_PARTICIPLE_ENDINGS) or grammar_class(lower[i]) == "participle")
    return Governor(i, "patient" if done else "subject" if passive else "agent", negated)


def _is_skipped_right(word: str) -> bool:
    skipped = grammar_class(word) in ("be", "auxiliary", "adverb", "relative")
    return skipped or word.endswith("ly") or is_negator(word)


def _is_possessive(frame: Frame) -> bool:
    return frame.words.lower[frame.last].endswith("'s") or frame.words.gaps[frame.last + 1].startswith("'")


def _governor_left(frame: Frame) -> Governor | None:
    lower, i, preposition = frame.words.lower, frame.first - 1, ""
    limit = max(-1, i - _REACH_LEFT)
    while i > limit:
        kind = grammar_class(lower[i])
        if kind == "preposition":
            preposition = preposition or lower[i]
        elif kind != "determiner" and i not in frame.names:
            break
        i -= 1
    if i <= limit:
        return None
    role = "agent" if preposition == "by" else preposition or "patient"
    return Governor(i, role, any(is_negator(word) for word in lower[max(0, i - 2) : i]))
