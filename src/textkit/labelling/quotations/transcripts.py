"""Speakers named by layout: transcript turns ("THE PRESIDENT: …", "Q: …"), signatures ("“…” – Ann Lee") and
headlines ("Lee: I will run")."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from textkit.labelling.quotations.findings import Finding
from textkit.labelling.quotations.scenes import Scene
from textkit.language.paragraphs import Paragraph
from textkit.language.quotation_marks import Segment

__all__ = ["find_headlines", "find_turns", "signature_of", "turn_in_segment"]

LABEL = re.compile(
    r"""
    ["“]? \s*
    (?P<name>
        (?: [A-Z][A-Z.’'-]* | (?:Mr|Ms|Mrs|Dr)\. ) (?: [ ] (?: [A-Z][A-Z.’'-]+ | [A-Z]\. ) ){0,4}  # MR. LEE
      | [A-Z][\w.’'-]+ (?: [ ] [A-Z][\w.’'-]* ){0,3}       # Ann Lee
    )
    (?: \s* \( [^()\n]{1,40} \) )?                                                               # (D-Ohio)
    : (?= \s* \S)
    """,
    re.VERBOSE,
)
INTERVIEW = frozenset({"Q", "A"})
FEWEST_TURNS = 2  # labels in a document before unquoted labels count as a transcript
LONGEST_LABEL_PARAGRAPHS = 12  # paragraphs after a label that may go on with the turn


def turn_in_segment(scene: Scene, segment: Segment) -> int | None:
    """Mention that labels a quoted turn ("“WALLACE: Why?”"), -1 if the label is no name, None if there is no label."""
    match = LABEL.match(scene.text, segment.start, segment.end)
    if not match or not match["name"].isupper():
        return None
    return mention_at(scene, match.start("name"), match.end("name"))


def mention_at(scene: Scene, start: int, end: int) -> int:
    """Number of a mention that begins within a span, -1 if none does."""
    return next((n for n, m in enumerate(scene.mentions) if start <= m.start < end), -1)


def signature_of(scene: Scene, position: int) -> int | None:
    """Mention behind a quotation and a dash at the end of its paragraph."""
    story = scene.story
    after = position + 1
    if after + 1 >= story.n_outer or story.raws[after][0] not in "–—―-" or after + 1 not in scene.at:
        return None
    number = scene.at[after + 1]
    mention = scene.mentions[number]
    if mention.first != after + 1 or mention.kind not in ("name", "single", "titled", "organisation"):
        return None
    rest, _, _ = scene.text[mention.end : mention.end + 80].partition("\n")
    return number if len(rest) < 80 and not any(mark in rest for mark in '“"') else None


def find_turns(scene: Scene, paragraphs: Sequence[Paragraph], first_group: int) -> list[Finding]:
    """Findings for the turns of an unquoted transcript, each to the end of its last paragraph."""
    labels = [(number, match) for number, p in enumerate(paragraphs) if (match := _label(scene.text, p))]
    if len(labels) < FEWEST_TURNS or len({m["name"] for _, m in labels}) < 2:
        return []
    findings = []
    for order, (number, match) in enumerate(labels):
        limit = labels[order + 1][0] if order + 1 < len(labels) else number + 1
        last = min(limit, number + LONGEST_LABEL_PARAGRAPHS) - 1
        name = match["name"]
        mention = -1 if name in INTERVIEW else mention_at(scene, match.start("name"), match.end("name"))
        start = match.end()
        while scene.text[start : start + 1].isspace():
            start += 1
        findings.append(Finding(start, paragraphs[last].end, "direct", mention, None, "turn", 0.9, first_group + order))
    return [f for f in findings if f.end > f.start]


def _label(text: str, paragraph: Paragraph) -> re.Match[str] | None:
    """A label at the beginning of a paragraph: in capitals, or Q and A."""
    if paragraph.role not in ("body", "blockquote") or text[paragraph.start] in '“"':
        return None
    match = LABEL.match(text, paragraph.start, paragraph.end)
    return match if match and match["name"].isupper() else None


def find_headlines(scene: Scene, paragraphs: Sequence[Paragraph], first_group: int) -> list[Finding]:
    """A title "Lee: I Will Run" reports what Lee says, if the document goes on to name Lee."""
    findings = []
    for paragraph in paragraphs[:2]:
        match = LABEL.match(scene.text, paragraph.start, paragraph.end)
        if not match or paragraph.end - paragraph.start > 140 or match["name"].isupper():
            continue
        number = mention_at(scene, match.start("name"), match.end("name"))
        if number < 0 or scene.counts.get(scene.mentions[number].key, 0) < 2:
            continue
        start = match.end() + (scene.text[match.end()] == " ")
        end = paragraph.end - (scene.text[paragraph.end - 1] == ".")
        if end > start and not _has_segment(scene, start, end):
            findings.append(Finding(start, end, "indirect", number, None, "headline", 0.7, first_group + len(findings)))
    return findings


def _has_segment(scene: Scene, start: int, end: int) -> bool:
    starts = [s.outer_start for s in scene.segments]
    place = bisect_left(starts, start)
    return place < len(starts) and starts[place] < end
