"""A document as the ranker sees it: narrative, mentions, cues, the indexes between them, and what is found in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from textkit.labelling.quotations.cues import Cue, find_cues
from textkit.labelling.quotations.mentions import Mention, find_mentions
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CONJUNCTION,
    CUE,
    PREPOSITION,
    RELATIVE,
    SEGMENT,
    SPEECH,
    SUBORDINATOR,
    TIME,
    Narrative,
    build_narrative,
    roles,
)
from textkit.language.doc import Doc
from textkit.language.paragraphs import find_blocks
from textkit.language.quotation_marks import Segment

__all__ = [
    "HUMAN",
    "KIN",
    "SAYING",
    "SPEAKER_GAIN",
    "SUBJECT_GAIN",
    "Antecedent",
    "Finding",
    "Scene",
    "antecedent",
    "build_scene",
    "end_with_relative",
    "is_somebody",
    "named_behind",
    "named_in_content",
    "owner_of_clause",
    "renumber",
    "subject_ahead",
]

VERBS = frozenset({"VERB", "AUX"})
OWNING, LONGEST_OPENING = frozenset({"his", "her"}), 12  # words of a phrase behind the pronoun in it
# What a word form may be; a form may be several things.
NAMED = frozenset({"name", "single", "titled", "organisation", "people"})
SAYING = frozenset({"say", "tell", "write", "ask"})  # categories of verbs whose subject is never a thing
REPORTING = SAYING | {"think"}
SUBJECT_GAIN, OBJECT_COST, OWNER_COST, PRONOUN_GAIN, SPEAKER_GAIN = 1.0, 0.5, 0.8, 0.4, 0.4
REPORTED_SHARE = 0.5  # of these gains for the subject of a clause that somebody else says
PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM"})  # before a name in its phrase: the former governor Ann Lee
KIN = frozenset({"father", "mother", "brother", "sister", "son", "daughter", "wife", "husband", "parent", "uncle",
                 "aunt", "cousin", "friend", "neighbour", "neighbor", "partner", "widow"})  # fmt: skip
HUMAN = ("er", "or", "ist", "ian", "ent", "ant", "man", "woman", "ee", "native")  # endings of nouns of persons
CLAUSE = 8  # words behind a pronoun that surely belong to its clause
LONGEST_TITLE, LONGEST_APPOSITION = 6, 25  # words of a phrase before a name; between a subject and its verb


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
    surroundings: dict[tuple[int, int], tuple[str, str, float]]

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


class Antecedent(NamedTuple):
    """A mention that pronouns may refer to: its entity (below 0: somebody unnamed), sentence and salience."""

    entity: int
    sentence: int
    salience: float
    gender: str = ""


def antecedent(scene: Scene, number: int, entity: int) -> Antecedent:
    """Salience of a mention: subjects over objects and owners, and those of the sentence over those of its clauses."""
    mention, story = scene.mentions[number], scene.story
    sentence, after = scene.sentence_of[number], mention.last
    low, high = story.bounds(sentence)
    first = mention.first
    while first > max(low, mention.first - LONGEST_TITLE) and _is_before_name(story, first - 1):
        first -= 1
    salience = PRONOUN_GAIN if mention.kind == "pronoun" else 0.0
    behind = story.tags[first - 1] if first > low else 0
    governed = bool(behind & PREPOSITION) and not behind & SUBORDINATOR
    if behind & PREPOSITION:
        salience -= OBJECT_COST
    if after < len(story.words) and story.words[after] in ("'s", "'") and mention.kind != "pronoun":
        return Antecedent(entity, sentence, salience - OWNER_COST, mention.gender)
    cues = [scene.cues[n] for n in scene.subjects.get(number, ())]
    opens = first == low or (first == low + 1 and bool(story.tags[low] & (CONJUNCTION | ADVERB)))
    if not cues and (governed or not (opens or _precedes_verb(scene, after, high))):
        return Antecedent(entity, sentence, salience, mention.gender)
    gain = SUBJECT_GAIN + SPEAKER_GAIN * any(cue.verb.category in SAYING for cue in cues)
    reported = bool(behind & SUBORDINATOR)
    for cue in scene.cues_between(max(low, first - LONGEST_APPOSITION), first):
        other = cue.verb.category in REPORTING and cue.finite and cue.subject not in (-1, number)
        reported = reported or (other and "," not in story.raws[cue.last : first])
    return Antecedent(entity, sentence, salience + gain * (REPORTED_SHARE if reported else 1.0), mention.gender)


def _is_before_name(story: Narrative, position: int) -> bool:
    """True of a word in the phrase of a name behind it, and no time: of "by Peru's former governor Ann Lee"."""
    inside = story.pos[position] in PHRASE or story.words[position] == "'s"
    return inside and not story.tags[position] & TIME


def _precedes_verb(scene: Scene, position: int, high: int) -> bool:
    """True if a verb follows, adverbs and what stands between two commas or in brackets aside."""
    story = scene.story
    if story.raws[position : position + 1] in ([","], ["("]):
        closing = "," if story.raws[position] == "," else ")"
        ends = range(position + 2, min(high, position + LONGEST_APPOSITION))
        return any(_is_verb(story, p + 1, high) for p in ends if story.raws[p] == closing)
    return _is_verb(story, position, high)


def _is_verb(story: Narrative, position: int, high: int) -> bool:
    while position < high and story.pos[position] == "ADV":
        position += 1
    return position < high and story.pos[position] in VERBS and not story.raws[position].endswith("ing")


def named_behind(scene: Scene, number: int, of: Mapping[int, int]) -> set[int]:
    """Entities that the pronoun's own clause names after it: "he told Carney" is not said of Carney."""
    story, first = scene.story, scene.mentions[number].last
    found: set[int] = set()
    for position in range(first, min(first + CLAUSE, len(story.raws))):
        if story.raws[position] in (",", ".", ";", ":") or position in story.segments:
            break
        if position in scene.at and scene.at[position] in of:
            found.add(of[scene.at[position]])
    return found


def named_in_content(scene: Scene, number: int, of: Mapping[int, int]) -> set[int]:
    """Entities named in what the pronoun says in its own sentence: "Lee would win, he said." is rarely said by Lee."""
    story, pronoun = scene.story, scene.mentions[number]
    cue = next((scene.cues[n] for n in scene.subjects.get(number, ())), None)
    if cue is None or cue.verb.category not in SAYING or story.raws[pronoun.first - 1] != ",":
        return set()
    if cue.first < pronoun.last or story.raws[cue.last : cue.last + 1] not in ([","], ["."]):
        return set()
    before = (n for n in scene.by_sentence[scene.sentence_of[number]] if scene.mentions[n].first < pronoun.first)
    return {of[n] for n in before if n in of}


def is_somebody(scene: Scene, number: int) -> bool:
    """True of a person without a name who does something, whom pronouns behind may mean: "a woman in the crowd".

    Who is "the candidate" has a name already, and so has who is "a coach" in an apposition to it or behind "is".
    """
    mention, story = scene.mentions[number], scene.story
    if mention.kind not in ("noun", "thing", "office") or mention.number != "singular":
        return False
    kind = roles().get(mention.key, ("",))[0]
    person = kind in ("person", "office") or (not kind and mention.key.endswith(HUMAN))
    before, after = (story.raws[p] if 0 <= p < len(story.raws) else "" for p in (mention.first - 1, mention.last))
    indefinite = story.words[mention.first] in ("a", "an", "another", "one")
    owned = mention.key in KIN and ("'s" in story.words[mention.first : mention.last])
    named = mention.last in scene.at or (after == "," and mention.last + 1 in scene.at)
    if (
        not (person and (indefinite or (owned and not named)))
        or before in (",", "—", "(")
        or after in ("named", "called")
    ):
        return False
    return antecedent(scene, number, -1).salience >= SUBJECT_GAIN * REPORTED_SHARE


def end_with_relative(story: Narrative, mention: Mention) -> int:
    """Where a mention ends in the text together with the "who" or "which" behind it: "Ann Lee, who"."""
    last = mention.last
    if story.raws[last : last + 1] == [","]:
        last += 1
    return story.ends[last] if last < len(story.tags) and story.tags[last] & RELATIVE else mention.end


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
