"""Words in their clauses: the words of sentences, or of one voice in them, one stretch after another, as arrays.

There is no parser: a clause ends at punctuation, and at words that open another one. What depends on the type of a
token alone is found once per type.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from textkit.language.doc import Doc
from textkit.lexicons import read_lexicon

__all__ = ["Words", "changes", "read_words"]

OPENING = frozenset("\"“‘'([—–:;")  # behind one of these a capital may only mark a beginning
STOPS = frozenset(".!?…")  # so behind these, unless they end an abbreviation
ENDING = frozenset(',;:()"“”.!?…—–-')  # of a clause
_ABBREVIATION_LETTERS = 4  # Sen., Gov., Mr., J.
_OPENING, _STOP, _ENDING, _SHORT, _OPENER = (1 << n for n in range(5))


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
