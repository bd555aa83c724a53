"""A document as the ranker sees it: narrative, mentions, cues, the indexes between them, and what is found in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from textkit.labelling.quotations.cues import Cue, find_cues
from textkit.labelling.quotations.mentions import Mention, find_mentions
from textkit.labelling.quotations.narrative import (
    AUXILIARY,
    BREAK,
    CUE,
    PREPOSITION,
    SEGMENT,
    SPEECH,
    SUBORDINATOR,
    Narrative,
    build_narrative,
)
from textkit.language.doc import Doc
from textkit.language.paragraphs import find_blocks
from textkit.language.quotation_marks import Segment

__all__ = ["Finding", "Scene", "build_scene", "owner_of_clause", "renumber", "subject_ahead"]

VERBS = frozenset({"VERB", "AUX"})
OWNING, LONGEST_OPENING = frozenset({"his", "her"}), 12  # words of a phrase behind the pronoun in it
# What a word form may be; a form may be several things.
NAMED = frozenset({"name", "single", "titled", "organisation", "people"})


class Finding(NamedTuple):
    """A span of quoted or reported speech.

    ``mention`` numbers a mention of the scene (-1: source not named), ``cue`` is a span of the text or None; findings
    with the same ``group`` are pieces of one utterance. ``attribution`` is speech, thought or intention: whether
    something is said, believed or wanted (assertion, belief and eventuality in the Penn Discourse TreeBank).
    """

    start: int
    end: int
    kind: str
    mention: int
    cue: tuple[int, int] | None
    rule: str
    confidence: float
    group: int
    attribution: str = "speech"


def _named_and_likely(finding: Finding) -> tuple[bool, float]:
    return finding.mention >= 0, finding.confidence


def _one_a_span(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of those of kind ``indirect`` with the same span one with a source, and the most probable."""
    best: dict[tuple[int, int, str, int], Finding] = {}
    for number, f in enumerate(findings):
        key = (f.start, f.end, f.kind, -1 if f.kind == "indirect" else number)
        if key not in best or _named_and_likely(best[key]) < _named_and_likely(f):
            best[key] = f
    return list(best.values())


def renumber(findings: list[Finding]) -> list[Finding]:
    """Sort by place in the text and number the groups by their first span; of two reports of one span one stays."""
    ordered = sorted(_one_a_span(findings), key=lambda f: (f.start, f.end, f.kind))
    numbers: dict[int, int] = {}
    for finding in ordered:
        numbers.setdefault(finding.group, len(numbers))
    return [f._replace(group=numbers[f.group]) for f in ordered]


@dataclass(frozen=True, slots=True)
class Scene:
    """What rules and ranker look things up in.

    Attributes
    ----------
    at : dict
        Position → the mention that covers it.
    cue_at : dict
        Position → the cue there.
    cue_starts : list of int
        Positions of the cues, ascending.
    order, by_start : lists of int
        Mentions in the order of the narrative, and of the text.
    sentence_of : list of int
        Mention → its sentence.
    subjects : dict
        Mention → the cues it may be the subject of.
    by_sentence : dict
        Sentence → its mentions, in order.
    counts : dict
        How often each name key occurs in the document.
    profiles : dict
        Mention → what the ranker noted of it; filled as it goes.
    verbs : list of int
        Position → how many verbs stand before it.
    surroundings : dict
        Position and how far one looks → what was noted of it as an end of a content; filled as it goes.
    paragraph_of : list of int
        Sentence of the narrative → its block; sentences inside segments have numbers far from every block.
    """

    text: str
    segments: Sequence[Segment]
    story: Narrative
    mentions: Sequence[Mention]
    cues: Sequence[Cue]
    at: dict[int, int]
    cue_at: dict[int, Cue]
    cue_starts: Sequence[int]
    order: Sequence[int]
    by_start: Sequence[int]
    sentence_of: Sequence[int]
    subjects: dict[int, list[int]]
    by_sentence: dict[int, list[int]]
    counts: dict[str, int]
    paragraph_of: Sequence[int]
    roles: Sequence[str]
    profiles: dict[int, tuple[str, str, str]]
    verbs: Sequence[int]
    surroundings: dict[tuple[int, int], tuple[str, str, str, str]]

    def mentions_between(self, first: int, last: int, *, most: int) -> int:
        """How many mentions the positions ``first`` to ``last`` hold, counted up to ``most``."""
        found: set[int] = set()
        for position in range(first, last):
            if position in self.at:
                found.add(self.at[position])
                if len(found) == most:
                    break
        return len(found)

    def cues_between(self, first: int, last: int) -> Sequence[Cue]:
        """The cues at the positions ``first`` to ``last``."""
        low = bisect_left(self.cue_starts, first)
        return self.cues[low : bisect_left(self.cue_starts, last, lo=low)]


def build_scene(doc: Doc) -> Scene:
    """Find everything that can be found before choosing."""
    text, paragraphs, segments = doc.text, doc.paragraphs, doc.segments
    story = build_narrative(doc)
    mentions = find_mentions(story)
    at = {p: number for number, m in enumerate(mentions) for p in range(m.first, m.last)}
    cues = find_cues(story, mentions, at)
    blocks = find_blocks(paragraphs)
    starts = [block.start for block in blocks]
    outer = [bisect_right(starts, story.starts[h]) - 1 if h < len(story.starts) else 0 for h in story.heads]
    numbers = [
        block if head < story.n_outer else -10 * (sentence + 1)
        for sentence, (head, block) in enumerate(zip(story.heads, outer, strict=True))
    ]
    firsts, begins = [m.first for m in mentions], [m.start for m in mentions]
    order = sorted(range(len(mentions)), key=firsts.__getitem__)
    sentence_of = (np.searchsorted(story.heads, firsts, side="right") - 1).tolist()
    return Scene(
        text=text,
        segments=segments,
        story=story,
        mentions=mentions,
        cues=cues,
        at=at,
        cue_at={c.first: c for c in cues},
        cue_starts=[c.first for c in cues],
        order=order,
        by_start=sorted(order, key=begins.__getitem__),
        sentence_of=sentence_of,
        subjects=_subjects(cues),
        by_sentence=_by_sentence(order, sentence_of),
        counts=_counts(mentions),
        paragraph_of=numbers,
        roles=[paragraphs[block.first].role for block in blocks],
        profiles={},
        verbs=list(accumulate(map(VERBS.__contains__, story.pos), initial=0)),
        surroundings={},
    )


def _subjects(cues: Sequence[Cue]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, cue in enumerate(cues):
        for mention in {cue.subject, cue.inner}:
            if mention >= 0:
                found.setdefault(mention, []).append(number)
    return found


def _by_sentence(order: Sequence[int], sentence_of: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number in order:
        found.setdefault(sentence_of[number], []).append(number)
    return found


def _counts(mentions: Sequence[Mention]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for mention in mentions:
        if mention.kind in NAMED:
            counts[mention.key] = counts.get(mention.key, 0) + 1
    return counts


def subject_ahead(scene: Scene, number: int) -> int:
    """The name behind a phrase that opens its sentence, of which "his" in it is: "On his plan, Trump said"; else -1."""
    story, pronoun = scene.story, scene.mentions[number]
    low, high = story.bounds(scene.sentence_of[number])
    if pronoun.key not in OWNING or not story.tags[low] & (PREPOSITION | SUBORDINATOR):
        return -1
    for position in range(pronoun.last, min(high - 1, pronoun.last + LONGEST_OPENING)):
        if story.raws[position] == ",":
            name = scene.at.get(position + 1, -1)
            named = name >= 0 and scene.mentions[name].kind in ("name", "titled", "single")
            return name if named and story.tags[min(scene.mentions[name].last, high - 1)] & (AUXILIARY | CUE) else -1
    return -1


def owner_of_clause(scene: Scene, low: int, position: int) -> int:
    """Whose noun of speech has the clause at a position: Roe's in "Lee denied Roe's claim that it is "done""; or -1."""
    story = scene.story
    cues = scene.cues_between(low, position)
    if not cues or cues[-1].verb.category != "noun" or cues[-1].subject < 0 or story.words[cues[-1].last] != "that":
        return -1
    if scene.mentions[cues[-1].subject].kind == "pronoun":
        return -1  # it may mean the subject of the verb before it: "Lee repeated his claim that"
    inside = range(cues[-1].last, position)
    if any(story.raws[i] in (SEGMENT, BREAK, ";") or story.tags[i] & SPEECH for i in inside):
        return -1
    verbs = [story.pos[i] in VERBS for i in inside]
    groups = sum(here and not before for before, here in pairwise([False, *verbs]))
    return (
        cues[-1].subject if groups < 2 else -1
    )  # a second verb is that of the sentence: "Roe's claim that it is done is"
