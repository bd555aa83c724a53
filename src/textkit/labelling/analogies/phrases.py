"""Noun phrases by closed word classes alone: where one that begins here ends.

Spans are pairs of word indices, end exclusive; an empty span is None.
"""

from textkit.labelling.analogies.clause import QUOTES, Clause, Span
from textkit.labelling.analogies.words import words

__all__ = ["between", "noun_phrase", "trim", "whole_clause"]

LONGEST_PHRASE = 12  # words


def trim(clause: Clause, first: int, last: int, *, leading: frozenset[str] = frozenset()) -> Span:
    """A span without quotation marks and stops at its edges, and without the given leading words."""
    while first < last and (clause.lower[first] in QUOTES or clause.is_stop(first) or clause.lower[first] in leading):
        first += 1
    hanging = words("preposition", "conjunction") - {"that"}
    while last > first and (
        clause.lower[last - 1] in QUOTES or clause.lower[last - 1] in hanging or clause.is_stop(last - 1)
    ):
        last -= 1
    return (first, last) if last > first else None


def noun_phrase(clause: Clause, first: int, *, longest: int = LONGEST_PHRASE) -> Span:
    """The phrase that begins at a word: up to a mark, a conjunction, a relative or a finite auxiliary.

    Examples
    --------
    >>> from textkit.labelling.analogies.clause import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("a sprinter in a marathon, starting fast"), 0, 39)
    >>> clause.strings[slice(*noun_phrase(clause, 0))]
    ['a', 'sprinter', 'in', 'a', 'marathon']
    """
    breaks = words("relative", "conjunction", "be", "auxiliary", "modal", "speech")
    last = first
    while last < min(len(clause), first + longest) and not clause.is_stop(last):
        if last > first and clause.lower[last] in breaks and clause.lower[last - 1] not in words("article"):
            break
        last += 1
    while last > first + 1 and clause.lower[last - 1] in words(
        "preposition", "determiner", "subject", "adverb", "article"
    ):
        last -= 1
    return trim(clause, first, last)


def whole_clause(clause: Clause, first: int, *, longest: int = 18) -> Span:
    """Everything from a word up to the next stop: an act as a vehicle ("saying that …")."""
    last = first
    while last < min(len(clause), first + longest) and not clause.is_stop(last):
        last += 1
    return trim(clause, first, last)


def between(clause: Clause, first: int, last: int) -> Span:
    """The words between two indices as a phrase."""
    return trim(clause, first, last, leading=words("adverb"))
