"""Polarity of sentences and texts: how positive or negative their words are, from −1 to 1.

A sentence's score is the sum of its words' ratings over the square root of its length, squashed; sentences
with little feeling score exactly 0. A text is the mean of its sentences, because sums saturate with length.
The ratings were fitted to human judgements (``benchmarks/sentiment_fit_ratings.py``).
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt, tanh

import pandas as pd

from textkit.labelling.sentiment.words import Words, lemma_of, lexicon_value, split_words, weigh_words
from textkit.language.linear_model import read_model
from textkit.language.paragraphs import find_paragraphs
from textkit.language.sentences import split_sentences

__all__ = ["polarity", "rate_sentence", "score_sentences", "word_rating"]

LEXICON_VALUE = "lexicon value"  # the feature besides the lemmas
_LEAST_FEELING = 0.2  # absolute ratings per root word below which a sentence is neutral
_LENGTH_OFFSET = 1  # added to the number of words, so that one word is not all
_MAY_END = re.compile(r"[.!?…][^\w\n]{0,20}\s|\n")  # only where it matches may there be a second sentence


@lru_cache(maxsize=1 << 16)
def word_rating(word: str) -> float:
    """What a lower-case word adds to the rating of a sentence: its lexicon value, scaled, and a fitted correction.

    Examples
    --------
    >>> word_rating("disaster") < 0 < word_rating("improved")
    True
    """
    return read_model("sentiment_ratings").score_values({LEXICON_VALUE: lexicon_value(word), lemma_of(word): 1.0})


def score_sentences(sentences: Sequence[str]) -> list[float]:
    """Polarity of each sentence, from −1 to 1; 0 for a sentence with little feeling.

    Examples
    --------
    >>> good, bad, none = score_sentences(["A wise, generous plan.", "A cruel plan.", "A plan."])
    >>> bad < none == 0 < good
    True
    """
    return [rate_sentence(sentence)[1] for sentence in sentences]


@lru_cache(maxsize=1 << 12)
def rate_sentence(sentence: str) -> tuple[int, float]:
    """Number of words and polarity of a sentence.

    Examples
    --------
    >>> rate_sentence("He left.")
    (2, 0.0)
    """
    words = split_words(sentence)
    return len(words.strings), _score_words(words)


def _score_words(words: Words) -> float:
    ratings = [rating for _, rating in weigh_words(words, word_rating)]
    root = sqrt(len(words.lower) + _LENGTH_OFFSET)
    if sum(map(abs, ratings)) < _LEAST_FEELING * root:
        return 0.0
    return tanh(sum(ratings) / root)


def polarity(texts: Iterable[str] | pd.Series) -> pd.Series:
    """Polarity of each text, from −1 (negative) to 1 (positive): the mean over its sentences.

    It measures the words, not the writer's mind: irony, and praise of a bad thing, are misread. Differences
    below about .1 between single sentences mean nothing; means over many sentences are what it is for.

    Parameters
    ----------
    texts
        Texts of any length. A missing text gives NaN, a text without words 0.

    Returns
    -------
    Series
        One float per text, named ``polarity``; the index of a Series is kept.

    Notes
    -----
    VADER (Hutto & Gilbert 2014) with a lexicon of news words; validity in ``docs/methods/sentiment.md``.

    Examples
    --------
    >>> polarity(["It is a triumph.", "It is a disaster.", "It has two parts."]).round(1).tolist()
    [0.6, -0.8, 0.0]
    """
    series = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype=object)
    scores = [_score_text(text) if isinstance(text, str) else float("nan") for text in series]
    return pd.Series(scores, index=series.index, name="polarity", dtype="float64")


def _score_text(text: str) -> float:
    scores = score_sentences(_sentences(text))
    return sum(scores) / len(scores) if scores else 0.0


def _sentences(text: str) -> list[str]:
    if not _MAY_END.search(text.rstrip()):
        return [text]
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, find_paragraphs(text))]
