"""Polarity towards targets: what the sentence around a span says of whom the span names.

A multinomial logistic regression over the features of `textkit.labelling.sentiment.features`, fitted to sentences of
political news (``benchmarks/sentiment_fit_targets.py``); its weights are ``lexicons/sentiment_targets.csv``. A mention
in a document is scored in the words of the voice that makes it, or in the reported clause around it, and once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import exp
from typing import NamedTuple

import numpy as np

from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.features import Features, describe_targets
from textkit.labelling.sentiment.valence import doc_of_sentences, sentence_words
from textkit.labelling.voices import NARRATION, Voices, assign_voices, runs_of
from textkit.language.doc import Doc, Joined, join_docs
from textkit.language.governors import Spans, Words, locate, read_words
from textkit.language.linear_model import LinearModel, read_model
from textkit.language.names import Span, find_names, is_naming
from textkit.language.vocabulary import Vocabulary, borrow_vocabulary

__all__ = [
    "KINDS",
    "Place",
    "Target",
    "describe_target",
    "explain_target",
    "find_places",
    "find_targets",
    "read_spans",
    "score_places",
    "score_spans",
    "spans_of_names",
    "target_polarities",
    "target_polarity",
]

KINDS = ("person", "organisation")  # of the speakers who are targets
MOST_TOKENS = 500  # shown before a mention, and behind it; sentences of the addresses since 1790 have fewer
AT_ONCE = 1000  # targets, so that memory is bounded
NEUTRAL_BAND = 0.05  # scores within it mean that neutral is the likeliest
PARTLY_QUOTED = frozenset({"indirect", "mixed"})  # the kinds of the pieces of a clause of which a part is quoted


@dataclass(frozen=True, slots=True)
class Target:
    """A mention of a target: whose words it stands in, the polarity towards it, and those words if asked for."""

    sent_id: int
    target: str
    start: int
    end: int
    voice: str
    holder: str | None
    polarity: float
    passage: str = ""


def find_targets(
    doc: Doc, quotes: Sequence[Quote], names: Iterable[tuple[str, Iterable[str], str]]
) -> Iterator[Target]:
    """Mentions of persons and organisations by name, in the order of the text.

    Parameters
    ----------
    doc : Doc
    quotes : sequence of Quote
    names : rows of speaker, aliases, kind
        As in the table of speakers.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> found = find_targets(read_doc("The brave Grey left."), [], [("Ann Grey", ["Grey"], "person")])
    >>> [(row.target, row.start, row.holder, row.polarity > 0) for row in found]
    [('Ann Grey', 10, None, True)]
    """
    yield from score_spans(doc, quotes, spans_of_names(doc.text, names))


def spans_of_names(text: str, names: Iterable[tuple[str, Iterable[str], str]]) -> list[Span]:
    """Where the persons and organisations are named, in the order of the text."""
    names = [(speaker, (speaker, *aliases), kind) for speaker, aliases, kind in names]
    of_kind = [{n: who for who, known, k in names if k == kind for n in known if is_naming(n)} for kind in KINDS]
    return sorted({span for known in of_kind for span in find_names(text, known)})


# Where the mentions stand


class Place(NamedTuple):
    """A span that has words, and what says something of it: words of one voice in a sentence, or a reported clause."""

    span: Span
    sentence: int
    voice: str
    holder: str | None
    tokens: np.ndarray


def score_spans(
    doc: Doc,
    quotes: Sequence[Quote],
    spans: Sequence[Span],
    *,
    known: Mapping[tuple[int, int], float] | None = None,
    texts: bool = False,
) -> Iterator[Target]:
    """The spans (sorted) that stand in the words of one voice, each once: reported speech is the speaker's.

    ``known`` is the polarity of those that are scored already; with ``texts`` each has its passage.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> [found.voice for found in score_spans(read_doc("Grey left."), [], [(0, 4, "Grey")])]
    ['narration']
    """
    places = find_places(doc, quotes, assign_voices(doc.starts, quotes), spans)
    scores = dict(known or {})
    new = [place for place in places if place.span[:2] not in scores]
    scored = zip(new, score_places(join_docs([doc]), [new]), strict=True)
    scores |= {place.span[:2]: polarity for place, polarity in scored}
    for (start, end, target), sentence, voice, holder, tokens in places:
        passage = _join(doc, _near(doc, tokens, start)) if texts else ""
        yield Target(sentence, target, start, end, voice, holder, scores[start, end], passage)


def _near(doc: Doc, tokens: np.ndarray, start: int) -> np.ndarray:
    """The tokens around a place: sentences without end stay bounded."""
    place = int(np.searchsorted(doc.starts[tokens], start))
    return tokens[max(0, place - MOST_TOKENS) : place + MOST_TOKENS]


def find_places(doc: Doc, quotes: Sequence[Quote], voices: Voices, spans: Sequence[Span]) -> list[Place]:
    """Where the spans stand; those without words, or with words of several voices or sentences, are left out."""
    if not spans:
        return []
    places, seen, reported = [], set(), list(_reported(doc, quotes))
    around = _clauses_around(doc, reported)
    borders = np.searchsorted(doc.sentence_of, np.arange(len(doc.sentences) + 1)).tolist()
    codes, sentences = voices.codes.tolist(), doc.sentence_of.tolist()
    passage = cache(partial(_passage, voices.codes, borders))
    firsts = np.searchsorted(doc.ends, [span[0] for span in spans], side="right").tolist()
    lasts = np.searchsorted(doc.starts, [span[1] for span in spans], side="left").tolist()
    for span, first, last in zip(spans, firsts, lasts, strict=True):
        if first >= last or (span[0], span[2]) in seen:
            continue
        sentence, code = sentences[first], codes[first]
        clause = reported[around[first]] if around[first] >= 0 else None
        if clause and clause.start <= span[0] and span[1] <= clause.end:
            places.append(Place(span, sentence, "reported", clause.speaker, clause.tokens))
        elif sentence == sentences[last - 1] and codes[first:last].count(code) == last - first:
            told = ("narration", None) if code == NARRATION else ("quotation", voices.names[code])
            places.append(Place(span, sentence, *told, passage(sentence, code)))
        else:
            continue
        seen.add((span[0], span[2]))
    return places


def _passage(codes: np.ndarray, borders: Sequence[int], sentence: int, code: int) -> np.ndarray:
    """The tokens of one voice in a sentence."""
    begin, end = borders[sentence : sentence + 2]
    return begin + np.flatnonzero(codes[begin:end] == code)


class _Clause(NamedTuple):
    """A reported clause of which part is quoted, whole: *describing Trump as a “transformational President”*."""

    start: int
    end: int
    speaker: str
    tokens: np.ndarray


def _clauses_around(doc: Doc, clauses: Sequence[_Clause]) -> list[int]:
    """The place of the clause that holds each token, the first of several; -1 where there is none."""
    around = np.full(len(doc.starts), -1)
    for place, clause in reversed([*enumerate(clauses)]):
        around[clause.tokens] = place
    return around.tolist()


def _reported(doc: Doc, quotes: Iterable[Quote]) -> Iterator[_Clause]:
    """The reported clauses whose speaker is known."""
    groups = defaultdict(list)
    for quote in quotes:
        if quote.speaker is not None:
            groups[quote.utterance_id].append(quote)
    for pieces in groups.values():
        if {piece.kind for piece in pieces} >= PARTLY_QUOTED:
            start, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
            span = doc.tokens_of(start, end)
            yield _Clause(start, end, pieces[0].speaker, np.arange(span.start, span.stop))


def _join(doc: Doc, tokens: np.ndarray) -> str:
    """The text of tokens, a blank where words of others stand between them."""
    return " ".join(" ".join(doc.text[doc.starts[a] : doc.ends[b]] for a, b in runs_of(tokens)).split())


# What is said of them


@cache
def _model() -> tuple[Features, np.ndarray, np.ndarray]:
    """The features, their weights for negative and for positive against neutral, and the intercepts."""
    negative, positive = _sides()
    weights = np.array([(0.0, 0.0), *((negative.weights[name], positive.weights[name]) for name in negative.weights)])
    return Features(list(negative.weights)), weights, np.array([negative.intercept, positive.intercept])


def _sides() -> tuple[LinearModel, LinearModel]:
    return tuple(read_model("sentiment_targets", weight=side) for side in ("negative", "positive"))


def score_places(joined: Joined, places: Sequence[Sequence[Place]]) -> list[float]:
    """Polarity at the places of each of the joined documents, in one list."""
    numbers, stretches, spans = {}, [], []
    for found, chars, tokens in zip(places, joined.chars.tolist(), joined.tokens.tolist(), strict=False):
        for place in found:
            if id(place.tokens) not in numbers:
                numbers[id(place.tokens)] = len(stretches)
                stretches.append(place.tokens + tokens)
            spans.append((numbers[id(place.tokens)], place.span[0] + chars, place.span[1] + chars))
    if not spans:
        return []
    stretch = np.repeat(np.arange(len(stretches)), [len(tokens) for tokens in stretches])
    words = read_words(joined.doc, np.concatenate(stretches), stretch, len(stretches))
    return _score(words, *np.array(spans).T)


def _score(words: Words, stretch: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> list[float]:
    """Polarity towards the spans, each in its stretch; 0 for those without words."""
    spans, scores = locate(words, stretch, starts, ends), []
    for first in range(0, len(stretch), AT_ONCE):
        scores += _score_spans(words, Spans(*(column[first : first + AT_ONCE] for column in spans)))
    return scores


def _score_spans(words: Words, spans: Spans) -> list[float]:
    features, weights, intercepts = _model()
    cells = describe_targets(words, spans, features)
    logits = (
        intercept + np.bincount(cells.targets, weights[cells.features, side] * cells.values, len(spans.first))
        for side, intercept in enumerate(intercepts.tolist())
    )
    leads = [_lead(exp(no), exp(yes)) for no, yes in zip(*(side.tolist() for side in logits), strict=True)]
    return [lead if full else 0.0 for lead, full in zip(leads, spans.first <= spans.last, strict=True)]


def _lead(negative: float, positive: float) -> float:
    """Score from the odds of negative and of positive against neutral: beyond the band, the lead of a side."""
    total = 1 + negative + positive
    if max(negative, positive) <= 1:
        return NEUTRAL_BAND * (positive - negative)
    side, lead = (1, positive - max(1, negative)) if positive > negative else (-1, negative - max(1, positive))
    return side * (NEUTRAL_BAND + (1 - NEUTRAL_BAND) * lead / total)


def target_polarity(text: str, start: int, end: int) -> float:
    """Polarity towards the span ``text[start:end]``, from −1 (negative) to 1 (positive).

    Within ±.05 neutral is the likeliest; beyond, the score grows with the lead of the likelier side. Who the
    target is does not matter, only what is said around it. Give it one sentence: what stands in other sentences
    of ``text`` counts too. It misreads irony, and blame that is only reported.

    Parameters
    ----------
    text
        A sentence.
    start, end
        Code points of the target in it, end exclusive.

    Returns
    -------
    float
        0 if the span contains no word.

    Notes
    -----
    Fitted to NewsMTSC (Hamborg & Donnay 2021); measured validity in ``docs/methods/sentiment.md``.

    Examples
    --------
    >>> text = "The mayor attacked the company and praised the nurses."
    >>> target_polarity(text, 19, 30) < 0 < target_polarity(text, 43, 53)
    True
    """
    return target_polarities([text], [start], [end])[0]


def target_polarities(texts: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> list[float]:
    """Polarity towards each span, as `target_polarity` gives it for one.

    Examples
    --------
    >>> scores = target_polarities(["They honoured Anna.", "They accused Anna."], [14, 13], [18, 17])
    >>> scores[0] > 0 > scores[1]
    True
    """
    with borrow_vocabulary() as vocabulary:
        return _score(*read_spans(texts, starts, ends, vocabulary))


def read_spans(
    texts: Sequence[str], starts: Sequence[int], ends: Sequence[int], vocabulary: Vocabulary | None = None
) -> tuple[Words, np.ndarray, np.ndarray, np.ndarray]:
    """The words of sentences that have nothing to do with one another, and of a span in each its place among them."""
    doc = doc_of_sentences(texts, vocabulary)
    offsets = np.array([sentence.start for sentence in doc.sentences], dtype=int)
    lengths = np.array([len(text) for text in texts], dtype=int)
    inside = (np.minimum(np.asarray(places, dtype=int), lengths) + offsets for places in (starts, ends))
    return sentence_words(doc), np.arange(len(texts)), *inside


def explain_target(text: str, start: int, end: int) -> list[tuple[str, float]]:
    """Features that decide on a target, with the weight each adds to positive against negative, largest first.

    Examples
    --------
    >>> explained = explain_target("Critics accused Anna.", 16, 20)
    >>> all(isinstance(name, str) and weight for name, weight in explained)
    True
    """
    explained = _leads().explain(describe_target(text, start, end))
    return [(feature, round(weight, 4)) for feature, weight in explained]


@cache
def _leads() -> LinearModel:
    negative, positive = (model.weights for model in _sides())
    return LinearModel({feature: positive[feature] - negative[feature] for feature in positive})


def describe_target(text: str, start: int, end: int) -> dict[str, float]:
    """Features of the target ``text[start:end]`` in its sentence, also those without a weight; empty without words.

    Examples
    --------
    >>> features = describe_target("Critics praised Anna.", 16, 20)
    >>> features["patient praise"], features["before next praise"]
    (1.0, 1.0)
    """
    words, *places = read_spans([text], [start], [end])
    spans, known = locate(words, *places), Features(open=True)
    cells = describe_targets(words, spans, known)
    named = zip(cells.features.tolist(), cells.values.tolist(), strict=True)
    return {known.names[number]: value for number, value in named if value}
