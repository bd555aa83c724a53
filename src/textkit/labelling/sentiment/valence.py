"""Polarity of sentences and texts: how positive or negative their words are, from −1 to 1.

The base is VADER's lexicon (Hutto & Gilbert 2014); ``lexicons/sentiment_news.csv`` replaces what it misreads in
political news and adds what it misses. A word counts more or less, or the other way round, behind words of negation
and degree; names do not count. A sentence's score is the sum of its words' ratings over the square root of its length,
squashed; sentences with little feeling score exactly 0. A text is the mean of its sentences, because sums saturate
with length. The ratings were fitted to human judgements (``benchmarks/sentiment_fit_ratings.py``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, compress
from math import tanh
from operator import mul
from typing import Any

import numpy as np
import pandas as pd
import simplemma
from vader import SentimentIntensityAnalyzer

from textkit.labelling.quotations import Quote
from textkit.labelling.voices import NARRATION, Voices, assign_voices
from textkit.language.doc import Doc, make_doc
from textkit.language.governors import Words, changes, count_before, is_negator, read_words
from textkit.language.linear_model import read_model
from textkit.language.names import find_name_words
from textkit.language.paragraphs import find_paragraphs
from textkit.language.sentences import Sentence, split_sentences
from textkit.language.tokens import straighten
from textkit.language.vocabulary import MOST_TYPES, Vocabulary
from textkit.lexicons import read_lexicon

__all__ = [
    "cut_passages",
    "doc_of_sentences",
    "lemma_of",
    "lexicon_value",
    "lexicon_values",
    "parts_of",
    "polarity",
    "ratings",
    "runs_of",
    "score_passages",
    "score_sentences",
    "sentence_words",
    "weigh",
    "word_rating",
]

LEXICON_VALUE = "lexicon value"  # the feature besides the lemmas
LEAST_FEELING = 0.2  # absolute ratings per root word below which a sentence is neutral
_LENGTH_OFFSET = 1  # added to the number of words, so that one word is not all
_NEGATED = -0.5  # VADER: -0.74; editorials negate often with less force ("not only", "no longer")
_BOOSTED, _DAMPED = 1.15, 0.85  # VADER adds and subtracts 0.293, a sixth of a mean valence
_BEFORE_CONTRAST, _AFTER_CONTRAST = 0.75, 1.25  # VADER: 0.5 and 1.5
_NEGATOR, _BOOSTER, _DAMPER, _CONTRAST = (1 << n for n in range(4))
_FACTORS = {_NEGATOR: _NEGATED, _BOOSTER: _BOOSTED, _DAMPER: _DAMPED}
_MAY_END = re.compile(r"[.!?…][^\w\n]{0,20}\s|\n")  # only where it matches may there be a second sentence
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
def lemma_of(word: str) -> str:
    """Dictionary form of a lower-case word; a possessive ending is dropped.

    Examples
    --------
    >>> lemma_of("denounces")
    'denounce'
    """
    word = word.removesuffix("'s")
    return simplemma.lemmatize(word, lang="en").lower() if word.isprintable() and word else word


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
    factors = [
        {_NEGATOR: _NEGATED, _BOOSTER: _BOOSTED, _DAMPER: _DAMPED}.get(_modifier_of(part), 1.0) for part in parts
    ]
    return list(zip(parts, accumulate([1.0, *factors[:-1]], mul), strict=True))


def _modifier_of(token: str) -> int:
    """What a word does to the values behind it."""
    word = straighten(token.lower())
    if word in _context("contrast"):
        return _CONTRAST
    if is_negator(word):
        return _NEGATOR
    step = _vader().booster.get(word, 0.0)
    return _BOOSTER if step > 0 else _DAMPER if step < 0 else 0


def _values_of(token: str) -> tuple[float, float]:
    """Rating and lexicon value of a token, out of context."""
    parts = parts_of(token)
    rated, listed = (sum(share * value_of(word) for word, share in parts) for value_of in (word_rating, lexicon_value))
    return rated, listed


def ratings(words: Words) -> np.ndarray:
    """Fitted rating of each word, out of context."""
    return words.doc.vocabulary.column("values", _values_of)[words.types, 0]


def lexicon_values(words: Words) -> np.ndarray:
    """Lexicon value of each word, out of context."""
    return words.doc.vocabulary.column("values", _values_of)[words.types, 1]


def weigh(words: Words, values: np.ndarray, names: np.ndarray | None = None) -> np.ndarray:
    """Values in their context: negated, strengthened, weakened, before or behind a contrast; those of names are 0.

    Parameters
    ----------
    words : Words
    values : (n_words,) array
        As `ratings` or `lexicon_values` give them.
    names : (n_words,) bool array, optional
        As ``find_name_words`` gives them.

    Examples
    --------
    >>> words = sentence_words(doc_of_sentences(["It was not good, but honest."]))
    >>> [float(value) for value in np.sign(weigh(words, lexicon_values(words)))]
    [0.0, 0.0, 0.0, -1.0, 0.0, 1.0]
    """
    values = np.where(find_name_words(words) if names is None else names, 0.0, values)
    marks = words.doc.vocabulary.column("modifier", _modifier_of, "uint8")[words.types]
    reach = words.unbroken + np.cumsum(marks == _CONTRAST)
    for mark, factor in _FACTORS.items():
        if (marks == mark).any():
            values = values * factor ** count_before(marks == mark, reach)
    return values * _contrast(words, marks == _CONTRAST) if (marks == _CONTRAST).any() else values


def _contrast(words: Words, contrasts: np.ndarray) -> np.ndarray:
    """What stands before a "but" weighs less, what stands behind it more; one that begins a sentence has no before."""
    places = np.flatnonzero(contrasts & ~changes(words.stretch))[::-1]
    place = np.full(words.n_stretches, -1)
    place[words.stretch[places]] = places  # of several the first stays
    border = place[words.stretch]
    return np.where(border < 0, 1.0, np.where(np.arange(len(border)) < border, _BEFORE_CONTRAST, _AFTER_CONTRAST))


def score(words: Words) -> np.ndarray:
    """Polarity of each stretch of words."""
    weighed, root = weigh(words, ratings(words)), np.sqrt(words.count() + _LENGTH_OFFSET)
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


@dataclass(frozen=True, slots=True)
class Passages:
    """The words of a document by passage: the words of one voice in a sentence.

    ``sentences``, ``voices`` and ``speakers`` are of each passage; the speaker is None for the writer, and where nobody
    knows who speaks.
    """

    words: Words
    sentences: list[int]
    voices: list[str]
    speakers: list[str | None]


def read_passages(doc: Doc, voices: Voices) -> Passages:
    """The passages of a document, in the order of its sentences."""
    n_voices = len(voices.names) + 1
    keys = doc.sentence_of * np.int64(n_voices) + voices.codes - NARRATION
    order = np.argsort(keys, kind="stable")
    known, stretch = np.unique(keys[order], return_inverse=True)
    codes = (known % n_voices + NARRATION).tolist()
    return Passages(
        read_words(doc, order, stretch, len(known)),
        (known // n_voices).tolist(),
        ["narration" if code == NARRATION else "quotation" for code in codes],
        [None if code == NARRATION else voices.names[code] for code in codes],
    )


def score_passages(doc: Doc, voices: Voices) -> dict[str, list[Any] | np.ndarray]:
    """The passages that have words, as columns: sent_id, voice, speaker, n_words, polarity.

    Examples
    --------
    >>> from textkit.labelling.voices import assign_voices
    >>> doc = doc_of_sentences(["“A wise plan,” the angry clerk said."])
    >>> quote = Quote(utterance_id=0, start=1, end=13, kind="direct", speaker="Ann Lee")
    >>> passages = score_passages(doc, assign_voices(doc.starts, [quote]))
    >>> passages["speaker"], (passages["polarity"] > 0).tolist()
    ([None, 'Ann Lee'], [False, True])
    """
    found = read_passages(doc, voices)
    n_words = found.words.count()
    kept = n_words > 0
    columns = {"sent_id": np.array(found.sentences, dtype=int), "n_words": n_words, "polarity": score(found.words)}
    told = {"voice": found.voices, "speaker": found.speakers}
    return {k: v[kept] for k, v in columns.items()} | {k: [*compress(v, kept)] for k, v in told.items()}


def cut_passages(doc: Doc, quotes: Iterable[Quote]) -> Iterator[tuple[int, str, str | None, str]]:
    """Sentence, voice, speaker and text of each passage; as long as the sentence, with blanks for other voices."""
    found = read_passages(doc, assign_voices(doc.starts, quotes))
    parts = np.split(found.words.sequence, found.words.borders[1:-1])
    rows = zip(found.sentences, found.voices, found.speakers, parts, strict=True)
    for number, voice, speaker, tokens in rows:
        sentence, text, place = doc.sentences[number], [], doc.sentences[number].start
        for first, last in runs_of(tokens):
            start, end = doc.starts[first], doc.ends[last]
            text += [" " * (start - place), doc.text[start:end]]
            place = end
        yield number, voice, speaker, "".join(text) + " " * (sentence.end - place)


def runs_of(tokens: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last of each run of tokens that follow one another.

    Examples
    --------
    >>> list(runs_of(np.array([2, 3, 7])))
    [(2, 3), (7, 7)]
    """
    breaks = np.flatnonzero(np.diff(tokens) > 1)
    yield from zip(tokens[np.r_[0, breaks + 1]].tolist(), tokens[np.r_[breaks, -1]].tolist(), strict=True)


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
    parts = [_sentences(text) if isinstance(text, str) else [] for text in series]
    counts = np.array([len(part) for part in parts], dtype=int)
    scores = score_sentences(doc_of_sentences([sentence for part in parts for sentence in part]))
    totals = np.bincount(np.repeat(np.arange(len(parts)), counts), scores, len(parts))
    means = np.where([isinstance(text, str) for text in series], totals / np.maximum(counts, 1), np.nan)
    return pd.Series(means, index=series.index, name="polarity", dtype="float64")


def _sentences(text: str) -> list[str]:
    if not _MAY_END.search(text.rstrip()):
        return [text]
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, find_paragraphs(text))]


def doc_of_sentences(sentences: Sequence[str], vocabulary: Vocabulary | None = None) -> Doc:
    """Sentences that have nothing to do with one another as one document, so that they are read at once.

    Without a vocabulary of their own, what was found of their words stays known to the next call.

    Examples
    --------
    >>> len(doc_of_sentences(["He won.", "She left."]).sentences)
    2
    """
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences], dtype=int) - 1
    spans = [Sentence(end - len(text), end, 0) for text, end in zip(sentences, ends.tolist(), strict=True)]
    return make_doc("\n".join(sentences), [], spans, vocabulary=vocabulary or _kept_vocabulary())


def _kept_vocabulary() -> Vocabulary:
    """A vocabulary for texts that are scored outside a corpus, so that each word is looked up once; it stays small."""
    if len(_vocabulary().strings) > MOST_TYPES:
        _vocabulary.cache_clear()
    return _vocabulary()


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return Vocabulary()
