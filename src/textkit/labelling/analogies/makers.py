"""Who makes an analogy: the speaker of the quotation around it, or the subject of "compared"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from textkit.labelling.analogies.candidates import Context
from textkit.labelling.analogies.clause import is_be, subject_of

__all__ = ["Quoted", "Speech", "maker_of", "read_speech"]


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
    for number in sorted(range(len(spoken)), key=lambda n: (spoken[n].start - spoken[n].end, -n)):
        first, last = np.searchsorted(bounds, (spoken[number].start, spoken[number].end))
        innermost[first:last] = number
    return Speech(bounds, innermost, [quote.speaker for quote in spoken], by_surname)


def maker_of(context: Context, speech: Speech) -> str | None:
    """The speaker of an analogy; None = the writer, or unknown.

    Outside quotations, a subject of "compared" that is one of the document's speakers made the comparison.
    """
    around = speech.around(context.candidate.start)
    if around >= 0:
        return speech.speakers[around]
    return _comparer(context, speech) if context.family == "compare" else None


def _comparer(context: Context, speech: Speech) -> str | None:
    clause = context.clause
    if is_be(clause.word(context.left)) or clause.word(context.after) in ("to", "with"):
        return None
    span = subject_of(clause, context.first)
    subject = set(clause.strings[slice(*span)]) if span else set()
    speakers = set().union(*(speech.by_surname.get(word, ()) for word in subject))
    return speakers.pop() if len(speakers) == 1 else None
