"""Block quotations without marks: a line that announces speech, then paragraphs set as a quotation.

A paragraph that ends in a comma or colon after a cue and its subject ("He stated,", "As the party explained in its
programme:") opens one. It ends where narration resumes: a reporting verb or the speaker's own name, the loss of the
first person, or a paragraph that nothing ties to the quotation.
"""

import re
from collections.abc import Sequence

from textkit.labelling.quotations.cues import Cue, cue_span
from textkit.labelling.quotations.narrative import SEGMENT
from textkit.labelling.quotations.scenes import Finding, Scene
from textkit.language.paragraphs import Paragraph

__all__ = ["find_block_quotes"]

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
    """Does the reporter speak again: quotation marks, a reporting verb, or the speaker's own name?"""
    speaker = scene.mentions[cue.subject]
    if speaker.name and speaker.name.split()[-1] in scene.text[paragraph.start : paragraph.end]:
        return True
    return any(
        paragraph.start <= scene.story.starts[c.first] < paragraph.end and c.finite and c.verb.strength >= 0.8
        for c in scene.cues
    )


def _is_tied(text: str, before: Paragraph, after: Paragraph, personal: bool) -> bool:
    """Does a paragraph go on with the quotation: still in the first person, after an ellipsis, or with a connective?"""
    if personal:
        return bool(FIRST_PERSON.search(text, after.start, after.end))
    return bool(ELLIPSIS.search(text, before.start, before.end) or CONNECTIVE.match(text, after.start))
