"""Negation: which words negate or undo what follows (``lexicons/negation.csv``), and how far they reach.

A negator reaches the words behind it in its clause, and of these the nearest: *not very good*, but *not now, good*.
"""

from functools import cache, lru_cache

import numpy as np

from textkit.lexicons import read_lexicon

__all__ = ["REACH", "count_before", "is_negator"]

REACH = 3  # words that a negator or a word of degree reaches, as in VADER (Hutto & Gilbert 2014)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("negation") if row["kind"] == kind)


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
    return word in _words("negator") or word.endswith("n't") or (reversals and word in _words("reversal"))


def count_before(marked: np.ndarray, clauses: np.ndarray, *, reach: int = REACH) -> np.ndarray:
    """How many of the ``reach`` words before each word are marked and in its clause.

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
    count = np.zeros(len(marked), dtype=np.int32)
    for distance in range(1, reach + 1):
        count[distance:] += marked[:-distance] & (clauses[distance:] == clauses[:-distance])
    return count
