"""From quoted segments to utterances: speech or scare quotes, their sources, and which segments belong together.

A block quotation stands without marks: a paragraph that ends in a comma or colon after a cue and its subject ("He
stated,") opens one. It ends where narration resumes: at a reporting verb or the speaker's own name, where the first
person stops, or at a paragraph that nothing ties to the quotation.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textkit.labelling.quotations.clauses import reported_clause
from textkit.labelling.quotations.cues import Cue, cue_span
from textkit.labelling.quotations.narrative import PREPOSITION, SEGMENT, SUBORDINATOR
from textkit.labelling.quotations.ranking import Choice, Slot, choose, linked_cue, slot_of
from textkit.labelling.quotations.scenes import Finding, Scene, owner_of_clause
from textkit.labelling.quotations.transcripts import signature_of, turn_in_segment, words_of_turn
from textkit.language.paragraphs import Paragraph
from textkit.language.quotation_marks import Segment

__all__ = [
    "Spoken",
    "find_block_quotes",
    "find_utterances",
]

SPEAKING = frozenset({"say", "write", "tell", "ask", "show", "think"})  # categories of cues that announce a quotation
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]urs?|[Mm]y|us)\b(?!\.)")
CONNECTIVE = re.compile(
    r"""
    (?: Rather | Instead | Therefore | Thus | Hence | Moreover | Furthermore | However | Nevertheless | But | And | So
      | Yet | Also | Finally | In\ addition | At\ the\ same\ time | On\ the\ contrary | Similarly | Second(?:ly)?
      | Third(?:ly)? | This | That | These | Those | They | It ) \b
    """,
    re.VERBOSE,
)
ELLIPSIS = re.compile(r"(?:\.{3}|…)[\"”]?$")
LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
LONGEST = 12  # paragraphs
SPEECH = 0.5  # probability from which a segment is speech
SPEECH_OF_TERM = 0.9  # the same for one to three words, or a title, without a verb of saying
OWNED = 0.8  # confidence of the owner of a noun of speech in whose clause the segment stands
SAYING = frozenset({"say", "tell", "write", "ask", "name", "judge", "noun"})  # categories of such verbs
DISTANCING = frozenset({"so-called", "self-styled"})  # before the words of nobody in particular
MOST_OF_ADDRESSEE = 2  # words between verb and title: ABC's “Evening Talk”
NEAR = 12  # words between verb and term at most
NAMED = frozenset({",", ":", ".", "edge"})


def find_block_quotes(scene: Scene, paragraphs: Sequence[Paragraph], first_group: int) -> list[Finding]:
    """Findings of kind ``block``; one covers all paragraphs of its quotation."""
    findings: list[Finding] = []
    number = 0
    while number < len(paragraphs):
        here = paragraphs[number]
        before = paragraphs[number - 1] if number else None
        cue = _announcing(scene, before) if before and before.role in ("body", "blockquote", "heading") else None
        if here.role == "blockquote":
            last = _marked_end(paragraphs, number)
        elif cue and here.role == "body" and not _is_marked(scene.text, here):
            last = _unmarked_end(scene, paragraphs, number, cue)
        else:
            number += 1
            continue
        findings.append(
            _finding(scene, paragraphs[number], paragraphs[last], cue, here.role, first_group + len(findings))
        )
        number = last + 1
    return findings


def _finding(scene: Scene, first: Paragraph, last: Paragraph, cue: Cue | None, role: str, group: int) -> Finding:
    span = cue_span(scene.story, cue) if cue else None
    rule = "blockquote" if role == "blockquote" else "announced block"
    return Finding(first.start, last.end, "block", cue.subject if cue else -1, span, rule, 0.9 if cue else 0.6, group)


def _is_marked(text: str, paragraph: Paragraph) -> bool:
    return text[paragraph.start] in "“\"‘'„«" or bool(LIST_ITEM.match(text, paragraph.start, paragraph.end))


def _announcing(scene: Scene, paragraph: Paragraph) -> Cue | None:
    """The cue of a paragraph whose last sentence ends by announcing speech."""
    if scene.text[paragraph.end - 1] not in ",:":
        return None
    story = scene.story
    for cue in reversed(scene.cues):
        if cue.first >= story.n_outer or story.starts[cue.first] >= paragraph.end:
            continue
        if story.starts[cue.first] < paragraph.start:
            return None
        _, high = story.bounds(story.sentence(cue.first))
        high = min(high, story.n_outer)
        if SEGMENT in story.raws[cue.first : high] or story.ends[high - 1] < paragraph.end - 1:
            return None
        if cue.verb.category in SPEAKING and cue.subject >= 0 and not cue.passive:
            return cue
    return None


def _marked_end(paragraphs: Sequence[Paragraph], number: int) -> int:
    while number + 1 < len(paragraphs) and paragraphs[number + 1].role == "blockquote":
        number += 1
    return number


def _unmarked_end(scene: Scene, paragraphs: Sequence[Paragraph], number: int, cue: Cue) -> int:
    """Last paragraph of the quotation."""
    last = number
    personal = bool(FIRST_PERSON.search(scene.text, paragraphs[number].start, paragraphs[number].end))
    while last + 1 < len(paragraphs) and last - number < LONGEST:
        after = paragraphs[last + 1]
        if after.role != "body" or _is_narration(scene, after, cue):
            break
        if not paragraphs[last].continues and not _is_tied(scene.text, paragraphs[last], after, personal):
            break
        last += 1
    return last


def _is_narration(scene: Scene, paragraph: Paragraph, cue: Cue) -> bool:
    """True if the reporter speaks again: quotation marks, a reporting verb, or the speaker's own name."""
    speaker = scene.mentions[cue.subject]
    if speaker.name and speaker.name.split()[-1] in scene.text[paragraph.start : paragraph.end]:
        return True
    return any(
        paragraph.start <= scene.story.starts[c.first] < paragraph.end and c.finite and c.verb.strength >= 0.8
        for c in scene.cues
    )


def _is_tied(text: str, before: Paragraph, after: Paragraph, personal: bool) -> bool:
    """True if a paragraph goes on with the quotation: in the first person, after an ellipsis, or with a connective."""
    if personal:
        return bool(FIRST_PERSON.search(text, after.start, after.end))
    return bool(ELLIPSIS.search(text, before.start, before.end) or CONNECTIVE.match(text, after.start))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A segment with what was decided of it; ``cue`` is the cue whose subject is the source, in its own sentence."""

    number: int
    segment: Segment
    slot: Slot
    choice: Choice
    cue: Cue | None
    rule: str


def find_utterances(scene: Scene) -> tuple[list[Finding], set[int]]:
    """Findings for every quoted segment, and the positions of the cues they use up."""
    spoken = list(_decide(scene))
    findings: list[Finding] = []
    used: set[int] = set()
    group, previous = -1, None
    full: tuple[int, int, int] | None = None  # block, source and group of the last utterance in full sentences
    for item in spoken:
        if not is_speech(item):
            findings.append(_scare(item))
            continue
        if (
            full
            and item.cue is None
            and (item.segment.block, item.choice.mention) == full[:2]
            and not _is_fragment(item)
        ):
            group = full[2]
        elif previous is None or not _continues(previous, item):
            group = len(findings)
        findings.append(_speech(scene, item, previous, group))
        previous = item
        if findings[-1].kind == "direct":
            full = (item.segment.block, item.choice.mention, group)
        if item.cue:
            used.add(item.cue.first)
    clauses, mixed = _clauses(scene, spoken, findings)
    findings = [f._replace(kind="mixed") if n in mixed else f for n, f in enumerate(findings)]
    return _scare_groups(findings) + clauses, used


def is_speech(item: Spoken) -> bool:
    """True if it is somebody's words. A term or a title needs a verb of saying near it, or more certainty."""
    if _is_inverted(item):
        return True
    if _is_addressed(item):
        return False
    slot = item.slot
    term = (slot.size in ("1", "2-3") and not _is_sentence(slot)) or (slot.case == "title" and slot.ending == "open")
    doubtful = term and item.rule == "ranker" and not _is_said(item)
    return item.choice.speech >= (SPEECH_OF_TERM if doubtful else SPEECH)


def _is_inverted(item: Spoken) -> bool:
    """ "…", said Ann Lee: a term is never followed by that."""
    cue = item.cue
    behind = cue is not None and cue.relation == "inverted" and 0 < cue.first - item.slot.position <= 2
    return behind and cue.verb.category in SAYING


def _is_addressed(item: Spoken) -> bool:
    """told “Evening Talk” that …: a title behind a verb of telling, before what is told, is to whom."""
    cue, slot = item.cue, item.slot
    behind = cue is not None and cue.verb.category == "tell" and 0 <= slot.position - cue.last <= MOST_OF_ADDRESSEE
    return behind and slot.case == "title" and slot.ending == "open" and slot.after in ("that", "preposition")


def _is_sentence(slot: Slot) -> bool:
    """True if the segment begins and ends as a sentence, and not in the middle of another."""
    return slot.opening == "upper" and slot.ending != "open" and slot.before in NAMED


def _is_said(item: Spoken) -> bool:
    cue = item.cue
    return cue is not None and cue.verb.category in SAYING and abs(cue.first - item.slot.position) <= NEAR


def _decide(scene: Scene) -> Iterable[Spoken]:
    """Choose a source for each segment in text order; each choice is known to the next."""
    previous, last = -1, None
    for number, (segment, position) in enumerate(zip(scene.segments, scene.story.positions, strict=True)):
        slot = slot_of(scene, position, segment.start, segment.end)
        choice = choose(scene, slot, previous)
        if position > slot.low and scene.story.words[position - 1] in DISTANCING:
            choice = choice._replace(speech=0.0)
        rule = "ranker"
        if choice.speech > SPEECH and (owner := owner_of_clause(scene, slot.low, position)) >= 0:
            choice = Choice(owner, OWNED, choice.speech)
        if (
            last is not None
            and last.segment.continued
            and last.choice.speech >= SPEECH
            and last.segment.block == segment.block - 1
        ):
            choice, rule = Choice(last.choice.mention, last.choice.confidence, max(choice.speech, 0.9)), "continued"
        label = turn_in_segment(scene, segment)
        signed = signature_of(scene, position)
        if label is not None or signed is not None:
            source, rule = (signed, "signature") if label is None else (label, "turn")
            choice = Choice(source, 0.95, max(choice.speech, 0.95))
        item = Spoken(number, segment, slot, choice, _cue_of(scene, slot, choice.mention), rule)
        if is_speech(item):
            previous, last = choice.mention, item
        yield item


def _cue_of(scene: Scene, slot: Slot, mention: int) -> Cue | None:
    """The cue that links source and segment, if it stands in the segment's sentence."""
    cue = linked_cue(scene, slot, mention) if mention >= 0 else None
    return cue if cue and slot.low <= cue.first < slot.high else None


def _continues(before: Spoken, item: Spoken) -> bool:
    """True if the segment is a further piece of the utterance before it."""
    if item.rule == "continued":
        return True
    if before.segment.block != item.segment.block:
        return False
    same = before.choice.mention == item.choice.mention
    if item.cue is not None and before.cue is not None:
        return item.cue.first == before.cue.first
    return same and item.cue is None


def _speech(scene: Scene, item: Spoken, previous: Spoken | None, group: int) -> Finding:
    kind = "mixed" if _is_fragment(item) else "direct"
    cue = item.cue
    if cue is None and previous is not None and previous.choice.mention == item.choice.mention:
        cue = previous.cue
    return Finding(
        words_of_turn(scene, item.segment) if item.rule == "turn" else item.segment.start,
        item.segment.end,
        kind,
        item.choice.mention,
        cue_span(scene.story, cue) if cue else None,
        _rule(item),
        round(item.choice.confidence * item.choice.speech, 4),
        group,
    )


def _is_fragment(item: Spoken) -> bool:
    """A piece of a clause of the reporter's rather than a sentence of its own."""
    slot = item.slot
    if slot.opening == "lower" and slot.before not in (":",):
        return not (slot.before == "," and slot.ending in ("stop", "mark", "comma"))
    return slot.before not in NAMED and slot.ending == "open"


def _rule(item: Spoken) -> str:
    if item.rule != "ranker":
        return item.rule
    if item.choice.mention < 0:
        return "unnamed"
    if item.cue is None:
        return "context"
    relation = item.cue.relation if item.cue.subject == item.choice.mention else "inner"
    return f"cue:{relation}"


def _scare(item: Spoken) -> Finding:
    return Finding(
        item.segment.start, item.segment.end, "scare", -1, None, "no speech", round(1 - item.choice.speech, 4), -1
    )


def _scare_groups(findings: list[Finding]) -> list[Finding]:
    """Each scare quote is a group of its own."""
    numbered = enumerate(findings, start=len(findings))
    return [f._replace(group=number) if f.kind == "scare" else f for number, f in numbered]


def _clauses(scene: Scene, spoken: list[Spoken], findings: list[Finding]) -> tuple[list[Finding], set[int]]:
    """The reported clause around each mixed quote, in the group of the quote, and the groups that have one."""
    clauses, done, groups = [], set(), set()
    for item, finding in zip(spoken, findings, strict=True):
        if finding.kind not in ("mixed", "direct") or item.cue is None or item.cue.first in done:
            continue
        if _stands_alone(scene, item) or (
            finding.kind == "direct" and (item.slot.before in (":", "edge", ",") and item.slot.opening != "lower")
        ):
            continue
        done.add(item.cue.first)
        for start, end in reported_clause(scene, item.cue, through=item.slot.position):
            around = scene.text[start : item.segment.outer_start] + scene.text[item.segment.outer_end : end]
            if start <= item.segment.start and item.segment.end <= end and any(c.isalpha() for c in around):
                clauses.append(finding._replace(start=start, end=end, kind="indirect", rule="clause"))
                groups.add(item.number)
    return clauses, groups


def _stands_alone(scene: Scene, item: Spoken) -> bool:
    """True if the segment is the whole content of its cue: "chanting “no deal” after the vote"."""
    story, position = scene.story, item.slot.position
    if position - 1 != item.cue.first or item.slot.size in ("1", "2-3"):
        return False
    after = story.tags[position + 1] if position + 1 < item.slot.high else 0
    return bool(after & (PREPOSITION | SUBORDINATOR))
