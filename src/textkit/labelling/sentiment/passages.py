"""The words of a document by passage, the words of one voice in a sentence, and their polarity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np

from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.valence import score
from textkit.labelling.voices import NARRATION, Voices, assign_voices
from textkit.language.doc import Doc
from textkit.language.governors import Words, read_words

__all__ = ["cut_passages", "runs_of", "score_passages"]


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
