"""What is said around targets, as named features: the words, classes of words, feelings, roles and forms.

Every feature is a readable phrase ("after praise", "agent blame", "feeling before 3 +"). The target's own words are
never among them, nor is any other name: a model of these features cannot learn who people are. The features of all
targets of a document are found at once, as numbers; what depends on the type of a word is found once per type.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import count, product
from math import log, tanh
from typing import NamedTuple

import numpy as np

from textkit.labelling.sentiment.valence import lexicon_values, weigh
from textkit.language.governors import (
    Around,
    Governor,
    Spans,
    Words,
    count_before,
    find_governors,
    is_negator,
    look_around,
    padded,
)
from textkit.language.names import find_name_words
from textkit.language.tokens import straighten
from textkit.language.vocabulary import lemma_of
from textkit.lexicons import read_lexicon

__all__ = ["Cells", "Features", "classes_of", "describe_targets"]

_FARTHEST = 100  # words beyond which nothing is looked at, so that time stays linear in texts without sentences
_NEAR = 3  # words within which function words count too
_HALF = 6  # words at which a feeling counts half
_LIMITS = np.array([1, 3, 6, 12])  # distance in words up to which a feeling is in the bucket
_BUCKETS = ("1", "3", "6", "12", "far")
_SCALE = 0.5  # of lexicon values, so that a usual one is about 1
_MOST_NAMES, _MOST_SENTENCES, _MOST_CLASSES = 6, 4, 4
_FURTHER = (
    *("feeling +", "feeling -", "presence +", "presence -", "presence none", "feeling near", "feeling balance"),
    *("form names", "form length", "form sentences"),
)
_SHUT, _NEGATOR, _AND, _PRONOUN = (1 << n for n in range(4))
_ROLES = frozenset({"agent", "patient", "subject", "possessor"})


_KEYS = count()


class Features:
    """Names of features by their numbers; 0 means none. An ``open`` one numbers every name it meets."""

    def __init__(self, names: Sequence[str] = (), *, open: bool = False) -> None:
        self.names, self.open, self.key = ["", *names], open, next(_KEYS)
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._last_words = {name.rpartition(" ")[2] for name in names}

    def number(self, name: str) -> int:
        """The number of a feature, 0 if it is not known."""
        if self.open and name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers.get(name, 0)

    def may_end_with(self, word: str) -> bool:
        """Whether the name of a feature can end with the word."""
        return self.open or word in self._last_words

    def table(self, *names: Sequence[str]) -> np.ndarray:
        """The numbers of all combinations of the words of a name, an axis for each word."""
        shape = [len(words) for words in names]
        return np.array([self.number(" ".join(words)) for words in product(*names)], dtype=np.int32).reshape(shape)


class Cells(NamedTuple):
    """Values of features: of which target, of which feature, how much."""

    targets: np.ndarray
    features: np.ndarray
    values: np.ndarray


def describe_targets(words: Words, spans: Spans, features: Features) -> Cells:
    """The features of targets; those without words have none.

    Examples
    --------
    >>> from textkit.labelling.sentiment.valence import doc_of_sentences, sentence_words
    >>> from textkit.language.governors import locate
    >>> words, known = sentence_words(doc_of_sentences(["Critics praised Anna."])), Features(open=True)
    >>> cells = describe_targets(words, locate(words, np.array([0]), np.array([16]), np.array([20])), known)
    >>> {"patient praise", "before next praise"} <= {known.names[number] for number in cells.features}
    True
    """
    full = np.flatnonzero(spans.first <= spans.last)
    if len(full) < len(spans.first):
        cells = describe_targets(words, Spans(*(column[full] for column in spans)), features)
        return cells._replace(targets=full[cells.targets])
    names, around = find_name_words(words), look_around(words, spans)
    pairs, listed = _pair(words, spans), lexicon_values(words)
    values = weigh(words, listed, names, listed)
    present = [
        _word_features(words, names, pairs, features),
        _form_features(words, names, spans, around, features),
        _role_features(words, find_governors(words, names, spans, around), features),
    ]
    targets, numbers = (np.concatenate([part[i] for part in present]) for i in (0, 1))
    kept = numbers > 0
    once = np.unique(targets[kept] * np.int64(len(features.names)) + numbers[kept])
    targets, numbers = np.divmod(once, len(features.names))
    parts = [(targets, numbers, np.ones(len(targets))), *_valued_features(words, names, values, spans, pairs, features)]
    return Cells(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class _Pairs(NamedTuple):
    """Each target with the other words of its stretch: on which side a word is, how far, and in which clause."""

    targets: np.ndarray
    words: np.ndarray
    after: np.ndarray
    distance: np.ndarray
    apart: np.ndarray  # clauses between them


def _pair(words: Words, spans: Spans) -> _Pairs:
    begin, end = (np.searchsorted(words.stretch, spans.stretch, side=side) for side in ("left", "right"))
    begin, end = np.maximum(begin, spans.first - _FARTHEST), np.minimum(end, spans.last + _FARTHEST + 1)
    sizes = end - begin
    targets = np.repeat(np.arange(len(sizes)), sizes)
    others = np.arange(len(targets)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + begin[targets]
    first, last = spans.first[targets], spans.last[targets]
    outside = (others < first) | (others > last)
    targets, others, first, last = targets[outside], others[outside], first[outside], last[outside]
    after = others > last
    distance = np.where(after, others - last, first - others)
    return _Pairs(targets, others, after.astype(int), distance, np.abs(words.clause[others] - words.clause[first]))


def _word_features(words: Words, names: np.ndarray, pairs: _Pairs, features: Features) -> tuple[np.ndarray, np.ndarray]:
    """Lemmas and classes of the words that are not names: anywhere, in the target's clause, and next to it."""
    known = words.doc.vocabulary.column(f"target words {features.key}", partial(_numbers_of, features), "int32")
    facts = _facts(words)
    negated = count_before((facts & _NEGATOR) > 0, words.unbroken) > 0
    kept = ~names[pairs.words]
    targets, others, after, distance, apart = (column[kept] for column in pairs)
    numbers, same = known[words.types[others]], apart == 0
    near = ((facts[others] & _SHUT) == 0) | (distance <= _NEAR)
    lemmas, classes = numbers[:, :5], numbers[:, 5:].reshape(len(numbers), _MOST_CLASSES, 2, 3)
    classes = classes[np.arange(len(numbers)), :, negated[others].astype(int)]  # … by class and by where
    side = np.arange(len(numbers))
    columns = [
        np.where(near, lemmas[:, 0], 0),
        np.where(near & same, lemmas[side, 1 + after], 0),
        np.where(distance == 1, lemmas[side, 3 + after], 0),
        *(classes[:, k, 0] for k in range(_MOST_CLASSES)),
        *(np.where(same, classes[side, k, 1 + after], 0) for k in range(_MOST_CLASSES)),
    ]
    return np.tile(targets, len(columns)), np.concatenate(columns)


def _numbers_of(features: Features, token: str) -> list[int]:
    """The features of a word by the ways in which it can stand to a target."""
    word, number = straighten(token.lower()), features.number
    lemma, found = lemma_of(word), [0] * 5
    if features.may_end_with(lemma):  # few can
        found = [number(f"{where} {lemma}") for where in ("word", "before", "after", "before next", "after next")]
    for name in classes_of(word)[:_MOST_CLASSES]:
        found += [number(f"{where}: {sign}{name}") for sign in ("", "not ") for where in ("any", "before", "after")]
    return found + [0] * (5 + 6 * _MOST_CLASSES - len(found))


def _valued_features(
    words: Words, names: np.ndarray, values: np.ndarray, spans: Spans, pairs: _Pairs, features: Features
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Good and bad feeling before and behind the target, near and far, in its clause or not; names and lengths."""
    n, n_words = len(spans.first), words.count()[spans.stretch]
    kept = values[pairs.words] != 0
    targets, others, after, distance, apart = (column[kept] for column in pairs)
    value, size = values[others], np.abs(values[others]) * _SCALE
    bad = (value < 0).astype(int)
    places, clauses, further = _value_numbers(features)
    place = places[after, np.searchsorted(_LIMITS, distance), bad]
    clause = clauses[np.minimum(apart, 2), after, bad]
    yield _summed(np.tile(targets, 2), np.concatenate([place, clause]), np.tile(size, 2), len(features.names))
    ill, well = (np.bincount(targets, np.where(bad, size, 0) if sign else np.where(bad, 0, size), n) for sign in (1, 0))
    near = np.bincount(targets, np.where(bad, -size, size) / (1 + distance / _HALF), n)
    root = 2 / np.sqrt(n_words)
    told = [well * root, ill * root, well > 0, ill > 0, (well == 0) & (ill == 0)]
    told += [np.array([tanh(x) for x in near.tolist()]), (well - ill) / (well + ill + 0.5)]
    told += [*_sizes(words, names, spans, n_words)]
    yield np.tile(np.arange(n), len(told)), np.repeat(further, n), np.concatenate(told)


@lru_cache(maxsize=1 << 3)
def _value_numbers(features: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of the features of `_valued_features`: by place and clause of the feeling, and the others in order."""
    sides, signs = ("before", "after"), ("+", "-")
    places = features.table(["feeling"], sides, _BUCKETS, signs)[0]
    clauses = features.table(["feeling"], ("same", "next", "far"), sides, signs)[0]
    return places, clauses, np.array([features.number(name) for name in _FURTHER])


def _sizes(words: Words, names: np.ndarray, spans: Spans, n_words: np.ndarray) -> Iterator[np.ndarray]:
    own, stops = np.cumsum(names), _counted(words, ".")
    others = words.count(names)[spans.stretch] - (own[spans.last] - own[spans.first] + names[spans.first])
    inner = stops[words.borders[spans.stretch + 1] - 1] - stops[words.borders[spans.stretch]]
    yield np.minimum(others, _MOST_NAMES) / _MOST_NAMES
    yield np.array([log(n + 1) / 4 for n in n_words.tolist()])
    yield np.minimum(inner, _MOST_SENTENCES) / 2


def _summed(targets: np.ndarray, numbers: np.ndarray, values: np.ndarray, n: int) -> tuple[np.ndarray, ...]:
    """Values of one target and feature added up."""
    keys, place = np.unique(targets * np.int64(n) + numbers, return_inverse=True)
    return keys // n, keys % n, np.bincount(place, values, len(keys))


def _form_features(
    words: Words, names: np.ndarray, spans: Spans, around: Around, features: Features
) -> tuple[np.ndarray, np.ndarray]:
    """How the target is written and placed: pronoun, possessive, coordinated, in quotation marks …"""
    facts, named = padded(_facts(words), 0), padded(names, False)
    (one, two), (back, two_back) = around.right[:2], around.left[:2]
    quotes = _counted(words, '“”"')
    inside = quotes[words.at[spans.first]] - quotes[words.borders[spans.stretch]]
    either = {
        ("form pronoun", "form name"): (spans.first == spans.last) & ((facts[spans.first] & _PRONOUN) > 0),
        ("form quoted", "form unquoted"): inside % 2 == 1,
        ("form first", ""): back == len(names),
        ("form before name", ""): named[one],
        ("form after name", ""): named[back],
        ("form and name", ""): named[two] & ((facts[one] & _AND) > 0),
        ("form name and", ""): named[two_back] & ((facts[back] & _AND) > 0),
        ("form with quotes", ""): quotes[words.borders[spans.stretch + 1]] > quotes[words.borders[spans.stretch]],
    }
    numbers = [np.where(yes, features.number(name), features.number(other)) for (name, other), yes in either.items()]
    numbers += _marks_around(words, spans, features)
    return np.tile(np.arange(len(spans.first)), len(numbers)), np.concatenate(numbers)


def _counted(words: Words, marks: str) -> np.ndarray:
    """How many of the tokens before each token of the sequence, and before its end, are one of these marks."""
    is_mark = words.doc.vocabulary.column(f"is {marks}", lambda token: token in marks, "bool")
    return np.concatenate([[0], np.cumsum(is_mark[words.doc.types[words.sequence]])])


def _marks_around(words: Words, spans: Spans, features: Features) -> list[np.ndarray]:
    """Features of the mark that touches each target on the right, and of the token before it, unless it is a word."""
    doc, ends = words.doc, words.borders[spans.stretch + 1]
    marks = doc.vocabulary.column(f"target marks {features.key}", partial(_marks_of, features), "int32")
    types, behind = doc.types[words.sequence], np.minimum(words.at[spans.last] + 1, len(words.sequence) - 1)
    touching = doc.starts[words.sequence[behind]] == doc.ends[words.sequence[words.at[spans.last]]]
    touching &= words.at[spans.last] + 1 < ends
    before = words.at[spans.first] - 1
    known = before >= words.borders[spans.stretch]
    then = np.where(touching, marks[types[behind], 0], features.number("form then word"))
    return [then, np.where(known, marks[types[before], 1], features.number("form behind word"))]


def _marks_of(features: Features, token: str) -> tuple[int, int]:
    plain = token[0].isalpha() or (token[0] in "@#" and len(token) > 1)
    first, last = ("word", "word") if plain else (token[0], token[-1])
    return features.number(f"form then {first}"), features.number(f"form behind {last}")


def _role_features(words: Words, governors: Sequence[Governor], features: Features) -> tuple[np.ndarray, np.ndarray]:
    """The target's role towards the words that govern it: their classes, and their stance if they report."""
    lower, found = words.doc.vocabulary.lower, []
    for target, word, role, negated in governors:
        form, sign = lower[words.types[word]], "not " if negated else ""
        roles = (role,) if role in _ROLES else ("object", role)
        found += [(target, features.number(f"{r} {sign}{name}")) for name in classes_of(form) for r in roles]
        reporting = _stances().get(lemma_of(form), ())
        found += [(target, features.number(f"{roles[0]} reporting {stance}")) for stance in reporting]
    rows = np.array(found, dtype=np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def _facts(words: Words) -> np.ndarray:
    return words.doc.vocabulary.column("target words", _facts_of, "uint8")[words.types]


def _facts_of(token: str) -> int:
    """What a word is to the targets around it, as bits."""
    word = straighten(token.lower())
    shut, pronoun = word in _stop_words(), word in _pronouns()
    return shut * _SHUT | is_negator(word) * _NEGATOR | (word == "and") * _AND | pronoun * _PRONOUN


@lru_cache(maxsize=1 << 16)
def classes_of(word: str) -> tuple[str, ...]:
    """Classes of a lower-case word, by its form or else its lemma.

    Examples
    --------
    >>> classes_of("denounced")
    ('blame',)
    """
    classes = _class_lists()
    return classes.get(word.removesuffix("'s")) or classes.get(lemma_of(word)) or ()


@cache
def _class_lists() -> dict[str, tuple[str, ...]]:
    classes = defaultdict(list)
    for row in read_lexicon("sentiment_classes"):
        classes[row["term"]].append(row["class"])
    return {term: tuple(names) for term, names in classes.items()}


@cache
def _stances() -> dict[str, tuple[str, str]]:
    return {row["lemma"]: (row["category"], row["stance"]) for row in read_lexicon("reporting_verbs")}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))


@cache
def _pronouns() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("pronouns") if row["person"] != "indefinite")
