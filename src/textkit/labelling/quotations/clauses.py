"""The clause that a reporting verb reports: where indirect speech begins and ends in its sentence."""

from textkit.labelling.quotations.cues import Cue
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CONJUNCTION,
    CUE,
    PREPOSITION,
    RELATIVE,
    SEGMENT,
    SUBORDINATOR,
    TIME,
)
from textkit.labelling.quotations.scenes import Scene

__all__ = ["reported_clause"]

ADDRESSED = frozenset({"tell", "ask"})  # categories of verbs with a person between verb and clause
OPENERS = frozenset({"that", "whether", "if", "how", "why", "what", "where", "when", "who", "to"})
SETTING = frozenset({"in", "on", "at", "during", "to", "from", "after", "before", "via", "with"})
LONGEST_CLAUSE = 150  # words on either side of a cue
MOST_JOINTS = 12  # cues and quotations looked at for the end of a clause; no sentence of natural language has more
LONGEST_SETTING = 14  # words between a verb and its clause: "said in an interview with the paper on Monday that"


def reported_clause(scene: Scene, cue: Cue) -> list[tuple[int, int]]:
    """Spans of the text that the cue reports; two where the cue stands in the middle, none if nothing is left."""
    story = scene.story
    low, high = story.bounds(story.sentence(cue.first))
    if cue.first < story.n_outer:
        high = min(high, story.n_outer)
    low, high = max(low, cue.first - LONGEST_CLAUSE), min(high, cue.first + LONGEST_CLAUSE)
    if story.raws[low] == BREAK:
        low += 1
    while high > low and story.raws[high - 1] in (".", "?", "!", ";"):
        high -= 1
    before, after = _edges(scene, cue, low, high)
    spans = [_span(scene, *part) for part in (before, after) if part[1] > part[0]]
    return [span for span in spans if span[1] > span[0]]


def _edges(scene: Scene, cue: Cue, low: int, high: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Positions of the clause before and after the cue and its subject."""
    none = (0, 0)
    first, last = _core(scene, cue, low, high)
    if cue.verb.form == "preposition":
        return ((low, first), none) if first > low + 1 else (none, _trim_comma(scene, last, high))
    parenthetical = first > low and scene.story.raws[first - 1] in (",", "—", "–", "--", SEGMENT)
    begin = _clause_start(scene, cue, max(last, cue.last), high)
    if parenthetical and cue.finite and _closes(scene, begin, high, last):
        rest = _trim_comma(scene, begin, high)
        head = (_main_start(scene, low, first), first)
        return (head, rest) if rest[1] - rest[0] > 2 and scene.story.raws[begin : begin + 1] == [","] else (head, none)
    return none, (begin, _clause_end(scene, cue, begin, high))


def _core(scene: Scene, cue: Cue, low: int, high: int) -> tuple[int, int]:
    """Positions from the subject to the cue, or from the cue to an inverted subject."""
    first, last = cue.first, cue.last
    if cue.verb.form == "preposition":
        last += 1
    if cue.subject >= 0 and cue.relation in ("adjacent", "apposition", "inverted", "according", "agent"):
        subject = scene.mentions[cue.subject]
        inner = scene.mentions[cue.inner] if cue.inner >= 0 else subject
        if low <= subject.first < high:
            first, last = min(first, subject.first), max(last, subject.last, inner.last)
    return first, last


def _closes(scene: Scene, begin: int, high: int, last: int) -> bool:
    """Does nothing reported follow: the sentence ends, or a comma closes the parenthesis?"""
    return begin >= high or scene.story.raws[begin] == "," or scene.story.raws[last : last + 1] in ([","], [SEGMENT])


def _trim_comma(scene: Scene, begin: int, high: int) -> tuple[int, int]:
    while begin < high and scene.story.raws[begin] != ",":
        begin += 1
    return min(begin + 1, high), high


def _main_start(scene: Scene, low: int, first: int) -> int:
    """First word of the clause before a parenthesis, behind "But" or "And", a bracket or a dash."""
    for position in range(first - 2, low, -1):
        if scene.story.raws[position] in ("(", "—", "–", "--", ";"):
            return position + 1
    return low + 1 if scene.story.tags[low] & CONJUNCTION and low + 1 < first else low


def _clause_start(scene: Scene, cue: Cue, position: int, high: int) -> int:
    """Behind the cue, its person addressed, times and settings."""
    story = scene.story
    for probe in range(position, min(position + LONGEST_SETTING, high)):
        if story.words[probe] in ("that", "whether") and probe > position:
            return probe
        if story.raws[probe] in (SEGMENT, ",", ":") or (story.tags[probe] & CUE and probe in scene.cue_at):
            break
    if cue.verb.category in ADDRESSED and position in scene.at:
        position = scene.mentions[scene.at[position]].last
    while position < high and (story.tags[position] & TIME or story.words[position] in ("also", "out", "again")):
        position += 1
    if position < high and story.words[position] in SETTING and cue.verb.category in ("say", "write", "tell", "ask"):
        position = _past_setting(scene, position, high)
    return position


def _past_setting(scene: Scene, position: int, high: int) -> int:
    """Past "in an interview", "on Monday": to a comma, a quotation or a word that opens a clause."""
    story = scene.story
    for probe in range(position + 1, min(position + LONGEST_SETTING, high)):
        tag = story.tags[probe]
        if story.raws[probe] in (",", ":", SEGMENT):
            return probe
        if story.words[probe] in OPENERS and story.words[probe] != "to":
            return probe
        if tag & AUXILIARY:
            return position
    return high if high - position < 6 else position


def _clause_end(scene: Scene, cue: Cue, begin: int, high: int) -> int:
    """Before the next clause that reports on its own, behind a quotation that a comma closes, or the sentence's end."""
    segments, cues = scene.story.segments, scene.cue_at
    joints = [probe for probe in range(begin, high) if probe in segments or probe in cues]
    for probe in joints[:MOST_JOINTS]:
        if probe in segments and _closes_clause(scene, segments[probe], probe, high):
            return probe + 1
        if probe not in cues or probe == begin:
            continue
        other = cues[probe]
        if other.relation in ("coordinated", "participle") and other.subject == cue.subject:
            return _back_to_joint(scene, begin, probe)
        if (
            other.relation in ("adjacent", "inverted", "according")
            and other.finite
            and _after_comma(scene, other, begin)
        ):
            return _back_to_joint(scene, begin, min(probe, scene.mentions[other.subject].first))
    return high


def _closes_clause(scene: Scene, number: int, position: int, high: int) -> bool:
    """Does a comma or dash at the end of a quotation end the clause, no further quotation following?"""
    raws, segment = scene.story.raws, scene.segments[number]
    after = raws[position + 1 : position + 3]
    if position + 1 >= high or SEGMENT in after:
        return False
    return scene.text[segment.end - 1] == "," or after[0] in (",", "—", "–", "--", ";", ")")


def _after_comma(scene: Scene, cue: Cue, begin: int) -> bool:
    if cue.subject < 0:
        return False
    first = min(cue.first, scene.mentions[cue.subject].first)
    story = scene.story
    if first - 1 > begin and story.raws[first - 1] == ",":
        return True
    return (
        first - 2 > begin
        and bool(story.tags[first - 1] & (CONJUNCTION | SUBORDINATOR))
        and story.raws[first - 2] == ","
    )


def _back_to_joint(scene: Scene, begin: int, position: int) -> int:
    """The comma or conjunction before a position."""
    story = scene.story
    joint = CONJUNCTION | SUBORDINATOR | RELATIVE | ADVERB | PREPOSITION
    while position > begin and (story.tags[position - 1] & joint or story.raws[position - 1] in (",", "—", "–", "--")):
        position -= 1
        if story.raws[position] == ",":
            break
    return position


def _span(scene: Scene, first: int, last: int) -> tuple[int, int]:
    raws = scene.story.raws
    edges = (",", ":", "—", "–", "--", ";", "“", "”", "-")
    while first < last and raws[first] in edges:
        first += 1
    while last > first and raws[last - 1] in edges:
        last -= 1
    return (scene.story.starts[first], scene.story.ends[last - 1]) if first < last else (0, 0)
