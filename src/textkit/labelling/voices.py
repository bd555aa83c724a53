"""Voice and speaker of each token and sentence, from the quotations, and the words of each voice with their tone.

A word inside a direct, mixed or block quotation has the voice ``quotation`` and its speaker; every other word is
``narration``: the reporter's paraphrase of a speaker (kind indirect) and words in scare quotes are the reporter's. A
passage is the words of one voice in a sentence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any, Protocol

import numpy as np

from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.valence import score
from textkit.language.doc import Doc
from textkit.language.governors import Words, read_words

__all__ = [
    "NARRATION",
    "QUOTED_KINDS",
    "Quoted",
    "Speech",
    "Voices",
    "assign_voices",
    "cut_passages",
    "join_voices",
    "read_speech",
    "runs_of",
    "score_passages",
    "sentence_voices",
    "utterances_by_speaker",
    "words_by_speaker",
]

QUOTED_KINDS = frozenset({"direct", "mixed", "block"})
NARRATION = -1  # voice code of the reporter; any other code is an index into Voices.names
UNKNOWN = 0  # quoted, but nobody knows whom


@dataclass(frozen=True, slots=True)
class Voices:
    """For each token a code: -1 narration, else an index into ``names`` (names[0] is None: speaker unknown)."""

    codes: np.ndarray
    names: tuple[str | None, ...]

    def voices(self) -> np.ndarray:
        """Voice of each token."""
        return np.array(["narration", "quotation"], dtype=object)[(self.codes != NARRATION).astype(int)]

    def speakers(self) -> np.ndarray:
        """Speaker of each token, None where nobody is quoted or the speaker is unknown."""
        return np.array([*self.names, None], dtype=object)[self.codes]


def assign_voices(starts: np.ndarray, quotes: Iterable[Quote]) -> Voices:
    """Voice of the tokens that begin at ``starts`` (ascending); an inner quotation wins over the one around it.

    Examples
    --------
    >>> quote = Quote(utterance_id=0, start=4, end=9, kind="direct", speaker="Ann Lee", rule="")
    >>> assign_voices(np.array([0, 4, 10]), [quote]).speakers().tolist()
    [None, 'Ann Lee', None]
    """
    quoted = sorted((q for q in quotes if q.kind in QUOTED_KINDS), key=lambda q: q.start - q.end)
    names = (None, *dict.fromkeys(q.speaker for q in quoted if q.speaker is not None))
    number = {name: code for code, name in enumerate(names)}
    codes = np.full(len(starts), NARRATION, dtype=np.int32)
    if quoted:
        first = np.searchsorted(starts, [q.start for q in quoted]).tolist()
        last = np.searchsorted(starts, [q.end for q in quoted]).tolist()
        for quote, a, b in zip(quoted, first, last, strict=True):
            codes[a:b] = number[quote.speaker]
    return Voices(codes, names)


def join_voices(documents: Sequence[Voices]) -> Voices:
    """The voices of documents as those of one: each keeps its names, and its words whose speaker nobody knows.

    Examples
    --------
    >>> lee, unknown = Voices(np.array([-1, 1]), (None, "Lee")), Voices(np.array([0]), (None,))
    >>> join_voices([lee, unknown]).codes.tolist()
    [-1, 1, 2]
    """
    before = np.cumsum([0, *(len(voices.names) for voices in documents)])[:-1]
    codes = [np.where(v.codes == NARRATION, NARRATION, v.codes + n) for v, n in zip(documents, before, strict=True)]
    return Voices(np.concatenate(codes), tuple(chain.from_iterable(voices.names for voices in documents)))


def sentence_voices(
    voices: Voices, sentences: Sequence[int] | np.ndarray, is_word: np.ndarray, n_sentences: int
) -> tuple[list[str], list[str | None]]:
    """Voice of each sentence by its words, and who speaks most of its quoted words.

    ``sentences`` gives the sentence number of each token.
    """
    if (voices.codes == NARRATION).all():  # so it is in most short texts
        return ["narration"] * n_sentences, [None] * n_sentences
    words, said = np.asarray(sentences)[is_word], voices.codes[is_word]
    n_words = np.bincount(words, minlength=n_sentences)
    n_quoted = np.bincount(words[said != NARRATION], minlength=n_sentences)
    kinds = np.where(n_quoted == 0, "narration", np.where(n_quoted == n_words, "quotation", "mixed")).tolist()
    known = said > UNKNOWN
    keys = words[known] * np.int64(len(voices.names)) + said[known]
    pairs, first, counts = np.unique(keys, return_index=True, return_counts=True)
    speakers: list[str | None] = [None] * n_sentences
    for pair in pairs[np.lexsort((-first, counts))].tolist():  # the most words come last; of as many who is first
        speakers[pair // len(voices.names)] = voices.names[pair % len(voices.names)]
    return kinds, speakers


def words_by_speaker(voices: Voices, is_word: np.ndarray) -> dict[str, int]:
    """Quoted words of each known speaker."""
    if len(voices.names) == 1:
        return {}
    said = voices.codes[is_word]
    counts = np.bincount(said[said > UNKNOWN], minlength=len(voices.names)).tolist()
    return {name: n for name, n in zip(voices.names, counts, strict=True) if name is not None}


def utterances_by_speaker(quotes: Iterable[Quote]) -> dict[str, int]:
    """Utterances (groups of quotes) of each known speaker, reported ones included.

    Examples
    --------
    >>> pieces = [Quote(utterance_id=0, start=n, end=n + 1, kind="direct", speaker="Ann Lee") for n in (0, 5)]
    >>> utterances_by_speaker(pieces)
    {'Ann Lee': 1}
    """
    return dict(
        Counter(speaker for _, speaker in {(q.utterance_id, q.speaker) for q in quotes if q.speaker is not None})
    )


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
    >>> from textkit.labelling.sentiment.valence import doc_of_sentences
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


class Quoted(Protocol):
    """A quotation as the quotation labeller gives it."""

    start: int
    end: int
    kind: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Speech:
    """The quotations of a document, ready to be asked who speaks at a place.

    Attributes
    ----------
    bounds : array of int
        Code points at which a quotation begins or ends, ascending.
    innermost : array of int
        For each of them the number of the smallest quotation from there to the next, -1 if there is none.
    speakers : sequence of str or None
        By the number of the quotation.
    by_surname : mapping
        The speakers of the document by their last word.
    """

    bounds: np.ndarray
    innermost: np.ndarray
    speakers: Sequence[str | None]
    by_surname: Mapping[str, set[str]]

    def around(self, place: int) -> int:
        """Number of the smallest quotation around a code point, -1 if it is narration."""
        at = int(np.searchsorted(self.bounds, place, side="right")) - 1
        return int(self.innermost[at]) if at >= 0 else -1


def read_speech(quotes: Iterable[Quoted]) -> Speech:
    """Index the quotations of a document; scare quotes speak for nobody."""
    spoken = list(quotes)
    by_surname: dict[str, set[str]] = {}
    for quote in spoken:
        if quote.speaker:
            by_surname.setdefault(quote.speaker.split()[-1], set()).add(quote.speaker)
    spoken = [quote for quote in spoken if quote.kind != "scare"]
    bounds = np.unique([point for quote in spoken for point in (quote.start, quote.end)]).astype(np.int64)
    innermost = np.full(len(bounds), -1, dtype=np.int64)
    edges = np.searchsorted(bounds, [(quote.start, quote.end) for quote in spoken]).tolist()
    for number in sorted(range(len(spoken)), key=lambda n: (spoken[n].start - spoken[n].end, -n)):
        innermost[slice(*edges[number])] = number
    return Speech(bounds, innermost, [quote.speaker for quote in spoken], by_surname)
