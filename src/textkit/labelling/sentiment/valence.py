"""Polarity of sentences and texts: how positive or negative their words are, from −1 to 1.

The base is VADER's lexicon (Hutto & Gilbert 2014); ``lexicons/sentiment_news.csv`` replaces what it misreads in
political news and adds what it misses. A word counts more or less, or the other way round, behind words of negation
and degree; names do not count. A sentence's score is the sum of its words' ratings over the square root of its length,
squashed; sentences with little feeling score exactly 0. A text is the mean of its sentences, because sums saturate
with length. The ratings were fitted to human judgements (``benchmarks/sentiment_fit_ratings.py``).
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from math import tanh
from operator import mul

import numpy as np
import pandas as pd
from vader import SentimentIntensityAnalyzer

from textkit.language.doc import Doc, make_doc
from textkit.language.governors import Words, changes, count_before, is_negator, read_words
from textkit.language.linear_model import read_model
from textkit.language.names import are_emphasised, find_name_words
from textkit.language.paragraphs import Sentence, find_paragraphs, split_sentences
from textkit.language.shifters import Pairs, find_pairs, find_shifts
from textkit.language.tokens import straighten
from textkit.language.vocabulary import Vocabulary, borrow_vocabulary, lemma_of
from textkit.lexicons import read_lexicon

__all__ = [
    "doc_of_sentences",
    "find_phrases",
    "lexicon_value",
    "lexicon_values",
    "parts_of",
    "polarity",
    "score",
    "score_sentences",
    "sentence_words",
    "weigh",
    "word_rating",
]

LEXICON_VALUE = "lexicon value"  # the feature besides the lemmas
LEAST_FEELING = 0.2  # absolute ratings per root word below which a sentence is neutral
_LENGTH_OFFSET = 1  # added to the number of words, so that one word is not all
# What a negator, and a reverser, makes of words. VADER: -0.74; but what is "not bad" is not good, and whoever fights
# crime speaks of crime.
_NEGATED, _REVERSED = np.array([-0.3, -0.5, -0.7]), np.array([-0.2, -0.3, -0.6])  # bad words, others, good words
_BAD, _GOOD = 0, 2  # their places
_ASKED, _DEMANDED = 0.5, 0.6  # good words in questions, and behind "must" or "should": it is not there
_BOOSTED, _DAMPED = 1.15, 0.85  # VADER adds and subtracts 0.293, a sixth of a mean valence
_BEFORE_CONTRAST, _AFTER_CONTRAST = 0.75, 1.25  # VADER: 0.5 and 1.5
_NEGATOR, _BOOSTER, _DAMPER, _CONTRAST, _MOST = (1 << n for n in range(5))
_FACTORS = {_NEGATOR: -0.5, _BOOSTER: _BOOSTED, _DAMPER: _DAMPED}  # of the first part of a compound
_MAY_END = re.compile(r"[.!?…][^\w\n]{0,20}\s|\n")  # only where it matches may there be a second sentence
_MOST_ENDINGS = ("est", "worst")  # of superlatives
_HYPHENS = re.compile("[-‑–/]+")


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@cache
def _news_values(kind: str) -> dict[str, float]:
    return {row["term"]: float(row["value"]) for row in read_lexicon("sentiment_news") if row["kind"] == kind}


@cache
def _context(kind: str) -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == kind)


@lru_cache(maxsize=1 << 16)
def lexicon_value(word: str) -> float:
    """Value of a lower-case word in political news, on VADER's scale of about −4 to 4; 0 without feeling.

    The order: our replacement for the form, VADER's value for it, our addition for it; then the same for its lemma.

    Examples
    --------
    >>> lexicon_value("praised") > 0 > lexicon_value("despotic")
    True
    >>> lexicon_value("party"), lexicon_value("table")
    (0.0, 0.0)
    """
    word = word.removesuffix("'s")
    for form in (word, lemma_of(word)):
        for values in (_news_values("replaced"), _vader().lexicon, _news_values("added")):
            if form in values:
                return values[form]
    return 0.0


@lru_cache(maxsize=1 << 16)
def word_rating(word: str) -> float:
    """What a lower-case word adds to the rating of a sentence: its lexicon value, scaled, and a fitted correction.

    Examples
    --------
    >>> word_rating("disaster") < 0 < word_rating("improved")
    True
    """
    return read_model("sentiment_ratings").score_values({LEXICON_VALUE: lexicon_value(word), lemma_of(word): 1.0})


def parts_of(token: str) -> list[tuple[str, float]]:
    """The words of a token in lower case, those of a compound with what the words before them make of their value.

    Examples
    --------
    >>> parts_of("Ill-judged"), parts_of("anti-crime")
    ([('ill', 1.0), ('judged', 1.0)], [('anti', 1.0), ('crime', -0.5)])
    """
    whole = straighten(token.lower()).strip("@#")
    parts = [part for part in _HYPHENS.split(whole) if part]
    if len(parts) < 2 or lexicon_value(whole):
        return [(whole, 1.0)]
    factors = [_FACTORS.get(_modifier_of(part), 1.0) for part in parts]
    return list(zip(parts, accumulate([1.0, *factors[:-1]], mul), strict=True))


def _modifier_of(token: str) -> int:
    """What a word does to the values behind it."""
    word = straighten(token.lower())
    if word in _context("contrast"):
        return _CONTRAST
    if is_negator(word):
        return _NEGATOR
    if word.endswith(_MOST_ENDINGS):
        return _MOST
    step = _vader().booster.get(word, 0.0)
    return _BOOSTER if step > 0 else _DAMPER if step < 0 else 0


def _values_of(token: str) -> tuple[float, float]:
    """Rating and lexicon value of a token, out of context."""
    parts = parts_of(token)
    rated, listed = (sum(share * value_of(word) for word, share in parts) for value_of in (word_rating, lexicon_value))
    return rated, listed


def lexicon_values(words: Words) -> np.ndarray:
    """Lexicon value of each word, out of context; that of a phrase is its last word's."""
    return _read_values(words)[1]


def _read_values(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """Fitted rating and lexicon value of each word, out of context; those of a phrase are its last word's."""
    rated, listed = words.doc.vocabulary.column("values", _values_of)[words.types].T
    phrases = find_phrases(words)
    if len(phrases.pair):
        values = _phrase_values()[phrases.pair]
        rated[phrases.first] = listed[phrases.first] = 0.0
        listed[phrases.last], rated[phrases.last] = values, values * _scale()
    return rated, listed


@cache
def _scale() -> float:
    return read_model("sentiment_ratings").weights[LEXICON_VALUE]


def find_phrases(words: Words) -> Pairs:
    """Phrases of the lexicon, such as "red tape"."""
    return find_pairs(words, "phrases", _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(row["term"] for row in read_lexicon("sentiment_news") if " " in row["term"])


@cache
def _phrase_values() -> np.ndarray:
    values = {**_news_values("added"), **_news_values("replaced")}
    return np.array([values[phrase] for phrase in _phrases()])


def weigh(
    words: Words, values: np.ndarray, names: np.ndarray | None = None, listed: np.ndarray | None = None
) -> np.ndarray:
    """Values in their context: negated, strengthened, weakened, before or behind a contrast; those of names are 0.

    Parameters
    ----------
    words : Words
    values : (n_words,) array
        Such as `lexicon_values` gives.
    names : (n_words,) bool array, optional
        As ``find_name_words`` gives them.
    listed : (n_words,) array, optional
        The lexicon values, if they are known already: good and bad words are turned differently.

    Examples
    --------
    >>> words = sentence_words(doc_of_sentences(["It was not good, but honest."]))
    >>> [float(value) for value in np.sign(weigh(words, lexicon_values(words)))]
    [0.0, 0.0, 0.0, -1.0, 0.0, 1.0]
    """
    names = find_name_words(words) if names is None else names
    factors = np.where(names & ~are_emphasised(words), 0.0, 1.0)
    listed = factors * (lexicon_values(words) if listed is None else listed)
    signs, shifts = np.sign(listed).astype(int) + 1, find_shifts(words, listed != 0)
    marks = words.doc.vocabulary.column("modifier", _modifier_of, "uint8")[words.types]
    contrasts = (marks == _CONTRAST) & ~shifts.phrase
    reach = words.unbroken + np.cumsum(contrasts)
    factors[shifts.phrase] = 0.0
    for mark, factor in ((_BOOSTER, _BOOSTED), (_DAMPER, _DAMPED)):
        if (marks == mark).any():
            factors *= factor ** count_before(marks == mark, reach)
    for times, turned in ((shifts.reversed, _REVERSED), (shifts.negated, _NEGATED)):
        factors *= _turn(times, turned[signs])
    turned_good = (signs == _BAD) & (shifts.demanded & (shifts.reversed > 0) | (marks == _MOST) & (shifts.negated > 0))
    factors[turned_good] = 0.0  # "stop the waste" and "not the worst" are not praise
    factors[shifts.demanded & (signs == _GOOD)] *= _DEMANDED
    factors[_asked(words) & (signs == _GOOD)] *= _ASKED
    return values * (factors * _contrast(words, contrasts) if contrasts.any() else factors)


def _turn(times: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """What is made of words that are turned so often: twice is not turned, and weaker."""
    return np.where(times == 0, 1.0, np.where(times % 2 == 1, factors, np.abs(factors)))


def _asked(words: Words) -> np.ndarray:
    """Whether each word stands in a stretch with a question mark."""
    marked = words.doc.vocabulary.column("is ?", lambda token: "?" in token, "bool")[words.doc.types[words.sequence]]
    seen = np.concatenate([[0], np.cumsum(marked)])
    return np.diff(seen[words.borders])[words.stretch] > 0


def _contrast(words: Words, contrasts: np.ndarray) -> np.ndarray:
    """What stands before a "but" weighs less, what stands behind it more; one that begins a sentence is passed over."""
    places = np.flatnonzero(contrasts & ~changes(words.stretch))[::-1]
    place = np.full(words.n_stretches, -1)
    place[words.stretch[places]] = places  # of several the first stays
    border = place[words.stretch]
    return np.where(border < 0, 1.0, np.where(np.arange(len(border)) < border, _BEFORE_CONTRAST, _AFTER_CONTRAST))


def score(words: Words) -> np.ndarray:
    """Polarity of each stretch of words."""
    rated, listed = _read_values(words)
    weighed, root = weigh(words, rated, listed=listed), np.sqrt(words.count() + _LENGTH_OFFSET)
    total, feeling = (np.bincount(words.stretch, v, words.n_stretches) for v in (weighed, np.abs(weighed)))
    return np.array([tanh(t) if f else 0.0 for t, f in zip(total / root, feeling >= LEAST_FEELING * root, strict=True)])


def sentence_words(doc: Doc) -> Words:
    """The words of a document, by sentence."""
    return read_words(doc, np.arange(len(doc.types)), doc.sentence_of, len(doc.sentences))


def score_sentences(doc: Doc) -> np.ndarray:
    """Polarity of each sentence, from −1 to 1; 0 for a sentence with little feeling.

    Examples
    --------
    >>> good, bad, none = score_sentences(doc_of_sentences(["A wise, generous plan.", "A cruel plan.", "A plan."]))
    >>> bool(bad < none == 0 < good)
    True
    """
    return score(sentence_words(doc))


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
    [0.7, -0.8, 0.0]
    """
    series = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype=object)
    parts = [_sentences(text) if isinstance(text, str) else [] for text in series]
    counts = np.array([len(part) for part in parts], dtype=int)
    with borrow_vocabulary() as vocabulary:
        scores = score_sentences(doc_of_sentences([sentence for part in parts for sentence in part], vocabulary))
    totals = np.bincount(np.repeat(np.arange(len(parts)), counts), scores, len(parts))
    means = np.where([isinstance(text, str) for text in series], totals / np.maximum(counts, 1), np.nan)
    return pd.Series(means, index=series.index, name="polarity", dtype="float64")


def _sentences(text: str) -> list[str]:
    if not _MAY_END.search(text.rstrip()):
        return [text]
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, find_paragraphs(text))]


def doc_of_sentences(sentences: Sequence[str], vocabulary: Vocabulary | None = None) -> Doc:
    """Sentences that have nothing to do with one another as one document, so that they are read at once.

    Examples
    --------
    >>> len(doc_of_sentences(["He won.", "She left."]).sentences)
    2
    """
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences], dtype=int) - 1
    spans = [Sentence(end - len(text), end, 0) for text, end in zip(sentences, ends.tolist(), strict=True)]
    return make_doc("\n".join(sentences), [], spans, vocabulary=vocabulary)
