"""Which words of a sentence carry feeling, and how much: lexicon values under negation, degree, contrast.

The base is VADER's lexicon (Hutto & Gilbert 2014); ``lexicons/sentiment_news.csv`` replaces what it misreads in
political news and adds what it misses. Names are never scored: a capitalised word counts only where its capital
says nothing.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import simplemma
from vader import SentimentIntensityAnalyzer

from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "Words",
    "find_names",
    "is_name",
    "is_negator",
    "is_titled",
    "lemma_of",
    "lexicon_value",
    "split_words",
    "weigh_words",
]

_WORD = re.compile(r"([A-Za-z]++(?![\w'])|[^\W\d_]+(?:'[^\W\d_]+)*)")  # plain words, which are most, first
_OPENING = frozenset("\"“‘'([—–:;")  # behind one of these a capital may only mark a beginning
_HANDLES = frozenset("@#")  # begin the name of an account or a topic
_STOPS = frozenset(".!?…")  # so behind these, unless they end an abbreviation
_ABBREVIATION_LETTERS = 4  # Sen., Gov., Mr., J.
_BREAKS = re.compile(r"[,;:.!?—–]")  # between words, ends a clause
_REACH = 3  # words that a negator or a word of degree reaches, as in VADER
_NEGATED = -0.5  # VADER: -0.74; editorials negate often with less force ("not only", "no longer")
_BOOSTED, _DAMPED = 1.15, 0.85  # VADER adds and subtracts 0.293, a sixth of a mean valence
_CONTRAST = 0.0  # marks a word of contrast among the modifiers
_BEFORE_CONTRAST, _AFTER_CONTRAST = 0.75, 1.25  # VADER: 0.5 and 1.5
_TITLE_CAPITALS, _TITLE_SHARE = 4, 0.6  # capitalised words in a headline, at least


class Words(NamedTuple):
    """A sentence in pieces: ``gaps[i]`` is what stands before word ``i``, the last gap what ends the sentence."""

    strings: list[str]
    lower: list[str]
    gaps: list[str]

    def has_capital(self, i: int) -> bool:
        """Whether word ``i`` begins with a capital; False beyond the last word."""
        return i < len(self.strings) and self.strings[i][0].isupper()


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@cache
def _news_values(kind: str) -> dict[str, float]:
    return {row["term"]: float(row["value"]) for row in read_lexicon("sentiment_news") if row["kind"] == kind}


@cache
def _context(kind: str) -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == kind)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))


@lru_cache(maxsize=1 << 16)
def lemma_of(word: str) -> str:
    """Dictionary form of a lower-case word; a possessive ending is dropped.

    Examples
    --------
    >>> lemma_of("denounces")
    'denounce'
    """
    return simplemma.lemmatize(word.removesuffix("'s"), lang="en").lower()


@lru_cache(maxsize=1 << 16)
def lexicon_value(word: str) -> float:
    """Value of a lower-case word in political news, on VADER's scale of about −4 to 4; 0 without feeling.

    The order: our replacement for the form, VADER's value for it, our addition for the form or its lemma.

    Examples
    --------
    >>> lexicon_value("praised") > 0 > lexicon_value("despotic")
    True
    >>> lexicon_value("party"), lexicon_value("table")
    (0.0, 0.0)
    """
    word = word.removesuffix("'s")
    for values in (_news_values("replaced"), _vader().lexicon, _news_values("added")):
        if word in values:
            return values[word]
    return _news_values("added").get(lemma_of(word), 0.0)


@lru_cache(maxsize=1 << 16)
def is_negator(word: str) -> bool:
    """Whether a lower-case word negates or undoes what follows.

    Examples
    --------
    >>> [is_negator(word) for word in ("never", "didn't", "refused", "often")]
    [True, True, True, False]
    """
    return word in _vader().negations or word in _context("negator") or word.endswith("n't")


@lru_cache(maxsize=1 << 16)
def _modifier(word: str) -> float:
    """What a lower-case word does to the values behind it: 1 is nothing."""
    if word in _context("contrast"):
        return _CONTRAST
    if is_negator(word):
        return _NEGATED
    step = _vader().booster.get(word, 0.0)
    return _BOOSTED if step > 0 else _DAMPED if step < 0 else 1.0


def split_words(sentence: str) -> Words:
    """Words of a sentence and what stands between them; apostrophes are made straight.

    Examples
    --------
    >>> split_words("“He didn’t grin.”")
    Words(strings=['He', "didn't", 'grin'], lower=['he', "didn't", 'grin'], gaps=['“', ' ', ' ', '.”'])
    """
    pieces = _WORD.split(straighten(sentence))
    strings = pieces[1::2]
    return Words(strings, [string.lower() for string in strings], pieces[::2])


def is_name(words: Words, i: int) -> bool:
    """Whether word ``i`` is (part of) a name as far as its capital tells.

    At a beginning the capital says nothing, unless the next word has one too or the word is often a name.

    Examples
    --------
    >>> sentences = ["Hope Hicks left.", "Hate is here.", "A Joy."]
    >>> [is_name(split_words(s), i) for s, i in zip(sentences, [0, 0, 1])]
    [True, False, True]
    """
    return _is_handle(words, i) or (_is_marked(words, i) and _is_name(words, i, is_titled(words)))


def find_names(words: Words) -> frozenset[int]:
    """Indices of the words that are (parts of) names, as `is_name` tells.

    Examples
    --------
    >>> find_names(split_words("Yesterday Anna met Mr. Fair."))
    frozenset({0, 1, 3, 4})
    """
    return _names_among(words, range(len(words.strings)))


def _names_among(words: Words, indices: Iterable[int]) -> frozenset[int]:
    marked = [i for i in indices if _is_marked(words, i)]
    titled = bool(marked) and is_titled(words)
    return frozenset(i for i in marked if _is_handle(words, i) or _is_name(words, i, titled))


def _is_marked(words: Words, i: int) -> bool:
    """Whether anything could make word ``i`` a name: a capital or the mark of a handle."""
    return words.strings[i] != words.lower[i] or _is_handle(words, i)


def _is_handle(words: Words, i: int) -> bool:
    return words.gaps[i][-1:] in _HANDLES


def _is_name(words: Words, i: int, titled: bool) -> bool:
    if not words.has_capital(i):
        return False
    if words.lower[i] in _context("name"):
        return True
    if titled:
        return False
    if i and not _begins(words, i):
        return True
    return words.gaps[i + 1] == " " and words.has_capital(i + 1)


def is_titled(words: Words) -> bool:
    """Whether all but function words are capitalised, as in a headline, so that capitals do not mark names.

    Examples
    --------
    >>> is_titled(split_words("Great Hopes for a Just Peace"))
    True
    """
    capitals = sum(string[0].isupper() for string in words.strings)
    if capitals < _TITLE_CAPITALS or capitals < _TITLE_SHARE * len(words.strings):
        return False
    small = {word for string, word in zip(words.strings, words.lower, strict=True) if string == word}
    return small <= _stop_words()


def _begins(words: Words, i: int) -> bool:
    """Whether something begins with word ``i``, going by what stands before it."""
    before, last = words.gaps[i].rstrip()[-1:], words.strings[i - 1]
    if before in _STOPS:
        return not (last[0].isupper() and len(last) <= _ABBREVIATION_LETTERS)
    return before in _OPENING


def weigh_words(
    words: Words, value_of: Callable[[str], float] = lexicon_value, *, names: frozenset[int] | None = None
) -> list[tuple[int, float]]:
    """Index and value in context of every word that carries feeling and is no name.

    Parameters
    ----------
    words
        A sentence, as `split_words` gives it.
    value_of
        Value of a lower-case word out of context.
    names
        Indices of names, if they are known already.

    Examples
    --------
    >>> [(i, value > 0) for i, value in weigh_words(split_words("It was not good, but honest."))]
    [(3, False), (5, True)]
    """
    telling = [(i, told) for i, told in enumerate(map(_telling(value_of), words.lower)) if told]
    hits = [(i, value) for i, (value, _) in telling if value]
    names = _names_among(words, [i for i, _ in hits]) if names is None else names
    hits = [(i, value) for i, value in hits if i not in names]
    modifiers = {i: modifier for i, (_, modifier) in telling if modifier != 1.0}
    if not modifiers or not hits:
        return hits
    contrast = next((i for i, modifier in modifiers.items() if modifier == _CONTRAST and i), None)
    return [(i, value * _modify(words, i, modifiers) * _contrast(i, contrast)) for i, value in hits]


@cache
def _telling(value_of: Callable[[str], float]) -> Callable[[str], tuple[float, float] | None]:
    """A function from a lower-case word to its value and what it does to others; None for most words."""

    @lru_cache(maxsize=1 << 16)
    def told(word: str) -> tuple[float, float] | None:
        value, modifier = value_of(word), _modifier(word)
        return (value, modifier) if value or modifier != 1.0 else None

    return told


def _modify(words: Words, i: int, modifiers: dict[int, float]) -> float:
    """Product of the modifiers that reach word ``i``: close before it and in its clause."""
    factor = 1.0
    for j in range(i - _REACH, i):
        modifier = modifiers.get(j, 1.0)
        if modifier not in (1.0, _CONTRAST) and not _is_broken(words, j, i):
            factor *= modifier
    return factor


def _is_broken(words: Words, j: int, i: int) -> bool:
    """Whether a clause ends between words ``j`` and ``i``: with a comma or the like, or a word of contrast."""
    return any(_BREAKS.search(words.gaps[k]) or _modifier(words.lower[k]) == _CONTRAST for k in range(j + 1, i + 1))


def _contrast(i: int, contrast: int | None) -> float:
    """What stands before a "but" weighs less, what stands behind it more."""
    return 1.0 if contrast is None else _BEFORE_CONTRAST if i < contrast else _AFTER_CONTRAST
