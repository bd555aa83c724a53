"""The parts of each sentence by voice: the writer's words without the quoted ones, and each speaker's quoted words.

A sentence such as *The minister, visibly angry, called the plan "wise"* is one negative passage of the writer and one
positive of the minister. Scoring the whole would blame each for the other's words.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from textkit.labelling.quotations import Quote
from textkit.labelling.voices import QUOTED_KINDS
from textkit.language.doc import Doc
from textkit.language.sentences import Sentence

__all__ = ["Passage", "reported_clauses", "split_passages"]

PARTLY_QUOTED = frozenset({"indirect", "mixed"})  # the kinds of the pieces of a clause of which a part is quoted


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one voice in a sentence: ``text`` is as long as the sentence, words of other voices are blanks.

    ``voice`` is narration, quotation or reported; ``speaker`` is None for the writer and where nobody knows whom.
    ``sentence`` is the number of the sentence in which the passage begins.
    """

    sentence: int
    start: int
    voice: str
    speaker: str | None
    text: str


def split_passages(doc: Doc, quotes: Iterable[Quote], *, only: Collection[int] | None = None) -> Iterator[Passage]:
    """The passages of the sentences, or ``only`` of those with these numbers, in the order of the text.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> quote = Quote(group=0, start=1, end=14, kind="direct", speaker="Ann Lee")
    >>> [part.text for part in split_passages(read_doc("“Not for long,” she said."), [quote])]
    ['“             ” she said.', ' Not for long,           ']
    """
    text, sentences, spans_of = doc.text, doc.sentences, _quoted_spans(doc.sentences, quotes)
    for number in range(len(sentences)) if only is None else sorted(only):
        start, whole = sentences[number].start, text[sentences[number].start : sentences[number].end]
        spans = spans_of.get(number, ())
        yield Passage(number, start, "narration", None, _blank(whole, [span[:2] for span in spans]))
        for speaker in dict.fromkeys(speaker for *_, speaker in spans):
            own = _blank(whole, [(a, b) for a, b, who in spans if who == speaker], keep=True)
            yield Passage(number, start, "quotation", speaker, own)


def _quoted_spans(sentences: Sequence[Sentence], quotes: Iterable[Quote]) -> dict[int, list[tuple[int, int, str]]]:
    """The quoted spans of each sentence, from its start on, with their speakers."""
    starts, ends, spans = [s.start for s in sentences], [s.end for s in sentences], defaultdict(list)
    for quote in quotes:
        if quote.kind in QUOTED_KINDS:
            for i in range(bisect_right(ends, quote.start), bisect_left(starts, quote.end)):
                a, b = max(starts[i], quote.start) - starts[i], min(ends[i], quote.end) - starts[i]
                spans[i].append((a, b, quote.speaker))
    return spans


def _blank(sentence: str, spans: Sequence[tuple[int, int]], *, keep: bool = False) -> str:
    """The sentence with blanks for the characters inside the spans, or with ``keep`` outside them."""
    pieces, place = [], 0
    for start, end in sorted(spans):
        start = max(start, place)
        if end > start:
            pieces += [sentence[place:start], sentence[start:end]]
            place = end
    pieces.append(sentence[place:])
    return "".join(" " * len(piece) if (i % 2 == 0) == keep else piece for i, piece in enumerate(pieces))


def reported_clauses(doc: Doc, quotes: Iterable[Quote]) -> Iterator[Passage]:
    """Reported clauses of which part is quoted, whole: *describing Trump as a “transformational President”*.

    Only clauses whose speaker is known.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> list(reported_clauses(read_doc("Rain."), []))
    []
    """
    starts, groups = [sentence.start for sentence in doc.sentences], defaultdict(list)
    for quote in quotes:
        if quote.speaker is not None:
            groups[quote.group].append(quote)
    for pieces in groups.values():
        if {piece.kind for piece in pieces} >= PARTLY_QUOTED:
            start, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
            sentence = max(bisect_right(starts, start) - 1, 0)
            yield Passage(sentence, start, "reported", pieces[0].speaker, doc.text[start:end])
