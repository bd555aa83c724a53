"""Words that turn what other words say: negators, reversers and demands, and how far each of them reaches.

``lexicons/shifters.csv`` has them. A negator (*not*, *hardly*, *far from*) reaches the nearest words behind it, up to
the next mark. A reverser (to *end*, *lose* or *curb* something, the *lack* of it) reaches its object, the nearest words
behind it in the clause; if nothing of interest stands there and the word is a passive or says that something dwindles
(*trust dropped*, *freedom is curtailed*), it reaches its subject, the nearest words before it. A demand (*must*,
*should*) reaches the words behind it: what is asked for is not there.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from textkit.language.governors import Words, count_before, shifter_kinds
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = ["Pairs", "Shifts", "find_pairs", "find_shifts"]

OBJECT_REACH = 4  # words behind a reverser, or before one that reaches its subject
DEMAND_REACH = 6
SUBJECT_REACH = 8  # of nobody, nothing, none … over the verb, in their clause
PARTICIPLE_ENDINGS = ("ed", "en", "wn", "lost")  # of the passive
_NEGATOR, _REVERSER, _EBBING, _DEMAND, _PARTICIPLE, _NOBODY = (1 << n for n in range(6))
_KINDS = {"negator": _NEGATOR, "reverser": _REVERSER, "ebbing": _EBBING, "demand": _DEMAND, "nobody": _NOBODY}
ARTICLES = frozenset({"a", "an", "any", "the"})


class Shifts(NamedTuple):
    """By how many negators and reversers each word is reached, and whether a demand reaches it."""

    negated: np.ndarray
    reversed: np.ndarray
    demanded: np.ndarray
    phrase: np.ndarray  # whether the word belongs to a shifter of two words, so that it says nothing else


def find_shifts(words: Words, telling: np.ndarray) -> Shifts:
    """What reaches each word.

    Parameters
    ----------
    words : Words
    telling : (n_words,) bool array
        The words of interest: a reverser looks for its object or subject among them.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> from textkit.language.governors import read_words
    >>> words = read_words(read_doc("They lost our trust."), np.arange(5), np.zeros(5, dtype=int), 1)
    >>> find_shifts(words, np.array([False, False, False, True])).reversed.tolist()
    [0, 0, 1, 1]
    """
    facts = words.doc.vocabulary.column("shifters", _facts_of, "uint8")[words.types]
    pairs, kinds = _pairs()
    found = find_pairs(words, "shifters", pairs)
    negators, phrase = (facts & _NEGATOR) > 0, np.zeros(len(facts), dtype=bool)
    phrase[found.first] = phrase[found.last] = True
    negators[found.first] = False
    negators[found.last[kinds[found.pair]]] = True
    everywhere = count_before((facts & _NOBODY) > 0, words.clause, reach=SUBJECT_REACH)
    return Shifts(
        count_before(negators, words.unbroken) + everywhere,
        _find_reversed(words, facts, telling),
        count_before((facts & _DEMAND) > 0, words.unbroken, reach=DEMAND_REACH) > 0,
        phrase,
    )


def _find_reversed(words: Words, facts: np.ndarray, telling: np.ndarray) -> np.ndarray:
    """By how many reversers each word is reached as their object, or as the subject of those without an object."""
    if not (facts & (_REVERSER | _EBBING)).any():
        return np.zeros(len(facts), dtype=np.int32)
    reversers, clause = (facts & _REVERSER) > 0, words.clause
    with_object = reversers & (count_before(telling, clause, reach=OBJECT_REACH, behind=True) > 0)
    turning = ((facts & _EBBING) > 0) | (reversers & ((facts & _PARTICIPLE) > 0))
    subject = count_before(turning & ~with_object, clause, reach=OBJECT_REACH, behind=True)
    return count_before(with_object, clause, reach=OBJECT_REACH) + subject


def _facts_of(token: str) -> int:
    word = straighten(token.lower())
    kinds = sum(_KINDS.get(kind, 0) for kind in shifter_kinds(word))
    return kinds | word.endswith(PARTICIPLE_ENDINGS) * _PARTICIPLE


@cache
def _pairs() -> tuple[tuple[str, ...], np.ndarray]:
    """The shifters of two words, and whether each negates (the others bar one of their words from negating)."""
    rows = [row for row in read_lexicon("shifters") if " " in row["term"]]
    return tuple(row["term"] for row in rows), np.array([row["kind"] == "negator" for row in rows])


class Pairs(NamedTuple):
    """Pairs of words found: the places of their words, and which pairs they are."""

    first: np.ndarray
    last: np.ndarray
    pair: np.ndarray


def find_pairs(words: Words, name: str, pairs: tuple[str, ...]) -> Pairs:
    """Where pairs of words stand, with or without an article between them.

    Parameters
    ----------
    words : Words
    name : str
        Of the pairs, for what is kept of them in the vocabulary.
    pairs : tuple of str
        Two words in lower case with a blank between them; neither is an article.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> from textkit.language.governors import read_words
    >>> words = read_words(read_doc("Cut the red tape."), np.arange(5), np.zeros(5, dtype=int), 1)
    >>> found = find_pairs(words, "taxes", ("cut tape", "red tape"))
    >>> found.first.tolist(), found.last.tolist(), found.pair.tolist()
    ([2], [3], [1])
    """
    numbers, codes = _coded(pairs)
    own = words.doc.vocabulary.column(f"pairs {name}", lambda t: numbers.get(straighten(t.lower()), 0), "int32")
    types = own[words.types]
    kept = np.flatnonzero(types >= 0)
    types = types[kept]
    near = np.flatnonzero((types[:-1] > 0) & (types[1:] > 0))
    pair = np.array(
        [codes.get(code, -1) for code in (types[near] * len(numbers) + types[near + 1]).tolist()], dtype=int
    )
    near, pair = near[pair >= 0], pair[pair >= 0]
    whole = words.unbroken[kept[near]] == words.unbroken[kept[near + 1]]
    near, pair = near[whole], pair[whole]
    return Pairs(kept[near], kept[near + 1], pair)


@cache
def _coded(pairs: tuple[str, ...]) -> tuple[Mapping[str, int], Mapping[int, int]]:
    """Numbers of the words of pairs, −1 for articles, and the places of the pairs by the numbers of both words."""
    numbers = {word: n for n, word in enumerate(dict.fromkeys(w for pair in pairs for w in pair.split()), start=1)}
    numbers |= dict.fromkeys(ARTICLES, -1)
    halves = (tuple(numbers[word] for word in pair.split()) for pair in pairs)
    return numbers, {first * len(numbers) + second: place for place, (first, second) in enumerate(halves)}
