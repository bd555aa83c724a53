"""Who is spoken of, by whom, and how: mentions by name of the persons and organisations of a document.

A mention is scored in the words of the voice that makes it, or in the reported clause around it, and once.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.passages import Passage, reported_clauses, split_passages
from textkit.labelling.sentiment.targets import target_polarity
from textkit.language.doc import Doc
from textkit.lexicons import read_lexicon

_place = itemgetter(0, 1, 2)

__all__ = ["KINDS", "Span", "Target", "find_names", "find_targets", "is_naming", "score_spans"]

KINDS = ("person", "organisation")  # of the speakers who are targets
_REACH = 2500  # characters around a mention that are scored; no sentence of the addresses since 1790 is longer
Span = tuple[int, int, str]  # start, end, target


@dataclass(frozen=True, slots=True)
class Target:
    """A mention of a target: whose words it stands in, the polarity towards it, and the words that were scored."""

    sent_id: int
    target: str
    start: int
    end: int
    voice: str
    holder: str | None
    polarity: float
    passage: str


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
    names = [(speaker, (speaker, *aliases), kind) for speaker, aliases, kind in names]
    of_kind = [{n: who for who, known, k in names if k == kind for n in known if is_naming(n)} for kind in KINDS]
    spans = {span for known in of_kind for span in find_names(doc.text, known)}
    yield from score_spans(doc, quotes, sorted(spans))


def is_naming(alias: str) -> bool:
    """Whether an alias names by itself: neither a pronoun nor an office.

    Examples
    --------
    >>> [is_naming(alias) for alias in ("Ann Lee", "the President", "She")]
    [True, False, False]
    """
    last = alias.rsplit(" ", 1)[-1]
    return last[:1].isupper() and not {last.lower(), alias.lower()} & _common_nouns()


@cache
def _common_nouns() -> frozenset[str]:
    lexicons = ("pronouns", "roles", "titles")
    return frozenset(row["term"].lower() for lexicon in lexicons for row in read_lexicon(lexicon))


def find_names(text: str, targets: Mapping[str, str | None]) -> Iterator[Span]:
    """Where the names stand as whole words, the longest first, with their targets; those of the target None hide them.

    Examples
    --------
    >>> list(find_names("Lee of the Lee Fund", {"Lee": "Ann Lee", "Lee Fund": None}))
    [(0, 3, 'Ann Lee')]
    """
    if targets:
        ordered = sorted(targets, key=lambda name: (-len(name), name))
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", text):
            if target := targets[match[0]]:
                yield *match.span(), target


def score_spans(
    doc: Doc,
    quotes: Sequence[Quote],
    spans: Sequence[Span],
    *,
    known: Mapping[tuple[int, int], float] | None = None,
) -> Iterator[Target]:
    """The spans (sorted) that stand in the words of one voice, each once: reported speech is the speaker's.

    ``known`` is the polarity of those that are scored already.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> [found.voice for found in score_spans(read_doc("Grey left."), [], [(0, 4, "Grey")])]
    ['narration']
    """
    text, known, starts = doc.text, known or {}, [sentence.start for sentence in doc.sentences]
    placed: dict[tuple[int, str], tuple[int, Passage]] = {}
    for passage in _passages_around(doc, quotes, spans):
        for start, end, target in _within(spans, passage.start, passage.start + len(passage.text)):
            if text[start:end] == passage.text[start - passage.start : end - passage.start]:
                placed.setdefault((start, target), (end, passage))
    for start, end, target, passage in sorted(((a, b, who, p) for (a, who), (b, p) in placed.items()), key=_place):
        near, before = _near(passage.text, start - passage.start, end - passage.start)
        polarity = known.get((start, end))
        if polarity is None:
            polarity = target_polarity(near, before, before + end - start)
        sent_id, words = bisect_right(starts, start) - 1, " ".join(near.split())
        yield Target(sent_id, target, start, end, passage.voice, passage.speaker, polarity, words)


def _near(text: str, start: int, end: int) -> tuple[str, int]:
    """The text around a span, whole words of it, and where the span is in it: sentences without end stay bounded."""
    first = text.rfind(" ", 0, start - _REACH) + 1 if start > _REACH else 0
    last = text.find(" ", end + _REACH)
    return text[first : last if last >= 0 else len(text)], start - first


def _passages_around(doc: Doc, quotes: Sequence[Quote], spans: Sequence[Span]) -> Iterator[Passage]:
    """The passages in which the spans may be, reported clauses first."""
    starts = [sentence.start for sentence in doc.sentences]
    hit = {bisect_right(starts, start) - 1 for start, *_ in spans} - {-1}
    if hit:
        yield from reported_clauses(doc, quotes)
        yield from split_passages(doc, quotes, only=hit)


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The spans, sorted by their start, that lie between start and end."""
    near = spans[bisect_left(spans, (start,)) : bisect_left(spans, (end,))]
    return [span for span in near if span[1] <= end]
