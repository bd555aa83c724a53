"""The grid of a WebAnno TSV file: sentences, tokens and parts of tokens, with offsets in UTF-16 units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from textkit.language.paragraphs import find_paragraphs
from textkit.language.sentences import split_sentences
from textkit.language.tokens import tokenize

__all__ = ["Grid", "Unit", "build_grid", "from_utf16", "to_utf16"]

Unit = tuple[int, int, int]  # token, start, end: a whole token or a part of it


@dataclass(frozen=True, slots=True)
class Grid:
    """Tokens of a text (all that is not white space) and the number of the sentence of each, both from 0.

    Words outside textkit's sentences (titles' marks, page furniture) make sentences of their own: the format knows no
    text outside sentences.
    """

    starts: np.ndarray
    ends: np.ndarray
    sentences: np.ndarray

    def units(self, start: int, end: int) -> list[Unit]:
        """What a span covers: tokens, and parts of those that it cuts; white space at its ends is not in the format."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return [(i, max(start, int(self.starts[i])), min(end, int(self.ends[i]))) for i in range(first, last)]

    def is_whole(self, unit: Unit) -> bool:
        return (int(self.starts[unit[0]]), int(self.ends[unit[0]])) == unit[1:]


def build_grid(text: str) -> Grid:
    """The grid of a text.

    Examples
    --------
    >>> grid = build_grid("It is over. Never again.")
    >>> grid.sentences.tolist(), grid.units(1, 5)
    ([0, 0, 0, 0, 1, 1, 1], [(0, 1, 2), (1, 3, 5)])
    """
    tokens, sentences = tokenize(text), split_sentences(text, find_paragraphs(text))
    starts, ends = tokens.starts.astype(int), tokens.ends.astype(int)
    number = np.searchsorted([s.start for s in sentences], starts, side="right") - 1
    inside = (number >= 0) & (starts < np.array([s.end for s in sentences] or [0])[number])
    change = (np.diff(number, prepend=-2) != 0) | (np.diff(inside.astype(int), prepend=-1) != 0)
    return Grid(starts, ends, np.cumsum(change) - 1)


def to_utf16(text: str) -> np.ndarray:
    """For each code point of the text, and for its end, the number of UTF-16 units before it.

    Examples
    --------
    >>> to_utf16("a😀b").tolist()
    [0, 1, 3, 4]
    """
    width = np.array([1 + (ord(c) > 0xFFFF) for c in text], dtype=int)
    return np.concatenate([[0], np.cumsum(width)]).astype(int)


def from_utf16(text: str, offsets: Sequence[int]) -> list[int]:
    """Code points before so many UTF-16 units.

    Examples
    --------
    >>> from_utf16("a😀b", [0, 3, 4])
    [0, 2, 3]
    """
    return np.searchsorted(to_utf16(text), np.array(offsets, dtype=int)).tolist()
