"""The clause that a reporting verb reports: where indirect speech begins and ends in its sentence."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from textkit.labelling.quotations.cues import Cue
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CONJUNCTION,
    CUE,
    JOINT,
    PREPOSITION,
    RELATIVE,
    SEGMENT,
    TIME,
)
from textkit.labelling.quotations.scenes import Scene
from textkit.language.linear_model import fill, scorer

__all__ = ["candidate_ends", "end_features", "open_content", "reported_clause"]

ADDRESSED = frozenset({"tell", "ask"})  # categories of verbs with a person between verb and clause
OPENERS = frozenset({"that", "whether", "if", "how", "why", "what", "where", "when", "who", "to"})
SETTING = frozenset({"in", "on", "at", "during", "to", "from", "after", "before", "via", "with"})
PARTICLES = frozenset({"back", "up", "out", "away", "down"})
GOVERNED = frozenset({"about", "for", "of", "on", "against", "at", "with", "as", "over", "upon", "into"})
LONGEST_CLAUSE = 150  # words on either side of a cue
LONGEST_CONTENT, MOST_ENDS = 120, 24  # words, and places where it may end, looked at for the end of a content
CLOSED = frozenset({"SCONJ", "CCONJ", "ADP", "PART", "AUX", "PRON", "DET"})
MARKS = frozenset({",", "—", "–", "--", "-", ";", ":", "(", ")"})
MOST_CUES, FEWEST_ENDS = 30, 4  # cues within those words, and places looked at where there are more
FARTHEST = 10  # words looked at behind an end
SIZES = ("0", "1", "2", "3-4", "3-4", *["5-8"] * 4, *["9-16"] * 8, "17+")  # classes of numbers of words
PLACE_VALUES = ("following", "before", "ahead", "phrase")  # what is true of an end, whatever the cue
PLACE_FEATURES = (
    ("next={following}", "next+clause={following},{ahead}"),
    ("next+before={following},{before}", "before={before}"),
    ("phrase={phrase}",),
)
END_VALUES = ("opener", "category", "form", "lemma", "following", "ahead", "clause", "left", "said", "size", "rest",
              "number", "place", "last", "commas", "known")  # fmt: skip
END_FEATURES = (
    ("next+cue={following},{category}",),
    (
        "next+opener={following},{opener}",
        "next+verb={following},{clause},{opener}",
        "next+clause+opener={following},{ahead},{opener}",
    ),
    ("next+left={following},{left}", "next+size={following},{size}"),
    ("lemma={lemma},{following}", "last+lemma={last},{lemma}"),
    ("size={size},{opener}", "rest={rest},{left}"),
    ("verbs={said},{opener},{category},{form}", "last={last},{opener},{category},{form}"),
    ("place={number},{place}", "commas={commas},{following}"),
)
TIE = 1e-9  # scores that differ by less are equal but for the order in which they were summed
LONGEST_SETTING = 14  # words between a verb and its clause: "said in an interview with the paper on Monday that"


def reported_clause(scene: Scene, cue: Cue, *, through: int = -1) -> list[tuple[int, int]]:
    """Spans of the text that the cue reports; two where the cue stands in the middle, none if nothing is left.

    The position ``through`` is known to be a part of what is reported.
    """
    before, after, is_open = _parts(scene, cue)
    if is_open and after[1] > after[0]:
        after = after[0], _content_end(scene, cue, *after, through)
    spans = [_span(scene, *part) for part in (before, after) if part[1] > part[0]]
    return [span for span in spans if span[1] > span[0]]


def open_content(scene: Scene, cue: Cue) -> tuple[int, int] | None:
    """Where the content behind a cue begins, and the end of its sentence; None if the cue stands in or behind it."""
    _, after, is_open = _parts(scene, cue)
    return after if is_open and after[1] > after[0] else None


def _parts(scene: Scene, cue: Cue) -> tuple[tuple[int, int], tuple[int, int], bool]:
    """Positions of what is said before and behind a cue with its subject, and whether the end of the latter is open."""
    low, high = _limits(scene, cue)
    none = (0, 0)
    first, last = _core(scene, cue, low, high)
    if cue.verb.form == "preposition":
        if first <= low + 1:
            return none, _trim_comma(scene, last, high), False
        return (_main_start(scene, low, first), first), none, False
    parenthetical = first > low and scene.story.raws[first - 1] in (",", "—", "–", "--", SEGMENT)
    begin = _clause_start(scene, cue, max(last, cue.last), high)
    if parenthetical and cue.finite and _closes(scene, begin, high, last):
        rest = _trim_comma(scene, begin, high)
        head = (_main_start(scene, low, first), first)
        goes_on = scene.story.raws[begin : begin + 1] == [","] and _goes_on(scene, head, rest)
        return head, rest if goes_on else none, False
    return none, (begin, high), True


def _limits(scene: Scene, cue: Cue) -> tuple[int, int]:
    """The sentence of a cue, without its closing mark."""
    story = scene.story
    low, high = story.bounds(story.sentence(cue.first))
    if cue.first < story.n_outer:
        high = min(high, story.n_outer)
    low, high = max(low, cue.first - LONGEST_CLAUSE), min(high, cue.first + LONGEST_CLAUSE)
    if story.raws[low] == BREAK:
        low += 1
    while high > low and story.raws[high - 1] in (".", "?", "!", ";"):
        high -= 1
    return low, high


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


def _goes_on(scene: Scene, head: tuple[int, int], rest: tuple[int, int]) -> bool:
    """True if the content goes on behind "…, said Lee, …", where an apposition or the reporter's clause may stand."""
    story = scene.story
    if rest[1] - rest[0] <= 2 or story.tags[rest[0]] & RELATIVE or story.words[rest[0]].endswith("ing"):
        return False
    is_clause = any(pos in ("VERB", "AUX") for pos in story.pos[head[0] : head[1]])
    return not is_clause or story.pos[rest[0]] in ("VERB", "AUX", "CCONJ", "SCONJ", "ADP", "PART")


def _closes(scene: Scene, begin: int, high: int, last: int) -> bool:
    """True if no content follows: the sentence ends, or a comma closes the parenthesis."""
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
        if story.words[probe] in ("that", "whether") and story.pos[probe] == "SCONJ" and probe > position:
            if _stands_between(scene, cue, position, probe):
                return probe
            break
        if story.raws[probe] in (SEGMENT, ",", ":") or (story.tags[probe] & CUE and probe in scene.cue_at):
            break
    if cue.verb.category in ADDRESSED and position in scene.at:
        position = scene.mentions[scene.at[position]].last
    while position < high and (story.tags[position] & TIME or story.words[position] in ("also", "out", "again")):
        if story.words[position + 1 : position + 2] == ["'s"]:
            break  # Thursday's protests
        position += 1
    if position < high and story.words[position] in SETTING and cue.verb.category in ("say", "write", "tell", "ask"):
        position = _past_setting(scene, position, high)
    return _past_preposition(scene, position, high)


def _past_preposition(scene: Scene, position: int, high: int) -> int:
    """Past the particle and the preposition that belong to the verb: "lashed out at", "spoke about", "called for"."""
    story = scene.story
    if position + 1 < high and story.words[position] in PARTICLES:
        position += 1
    if position + 1 < high and story.words[position] in GOVERNED and story.pos[position + 1] != "NUM":
        return position + 1
    infinitive = position + 1 < high and story.pos[position + 1] in ("VERB", "AUX", "ADV", "PART")
    return position + 1 if position + 1 < high and story.words[position] == "to" and not infinitive else position


def _stands_between(scene: Scene, cue: Cue, first: int, last: int) -> bool:
    """True if the words between a cue and "that" are a setting or a person addressed, and not content."""
    setting = scene.story.tags[first] & (PREPOSITION | TIME | ADVERB) or cue.verb.category in ADDRESSED
    return bool(setting) or (first in scene.at and scene.mentions[scene.at[first]].last == last)


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


def _content_end(scene: Scene, cue: Cue, begin: int, high: int, through: int) -> int:
    """The most probable end of the content that begins at a position, behind ``through``; the last of several."""
    ends = candidate_ends(scene, begin, high)
    allowed = [end for end in ends if end > through or end == high]
    if len(allowed) < 2:
        return high
    score = scorer(END_FEATURES, "content_end_weights", order=END_VALUES)
    described = _describe_ends(scene, cue, begin, high, ends)[-len(allowed) :]
    scores = [score(values) + values[-1] for values in described]
    least = max(scores) - TIE
    return next(end for end, found in zip(reversed(allowed), reversed(scores), strict=True) if found >= least)


def candidate_ends(scene: Scene, begin: int, high: int) -> list[int]:
    """Positions at which the content that begins at ``begin`` may end: the nearest places that open or close a phrase.

    The end of the sentence is the last of them. Where so many words report that it is not prose, few are looked at.
    """
    far = min(high, begin + LONGEST_CONTENT)
    most = MOST_ENDS if len(scene.cues_between(begin, far)) <= MOST_CUES else FEWEST_ENDS
    first = bisect_left(scene.story.joints, begin + 1)
    found = scene.story.joints[first : first + most]
    return [*found[: bisect_left(found, far)], high]


def end_features(scene: Scene, cue: Cue, begin: int, high: int, ends: Sequence[int]) -> list[list[str]]:
    """Features of each candidate end: what stands on either side, how much is said by then, and what is left."""
    places = [dict(zip(PLACE_VALUES, _describe_place(scene, end, high), strict=True)) for end in ends]
    described = [dict(zip(END_VALUES, of_end, strict=True)) for of_end in _describe_ends(scene, cue, begin, high, ends)]
    features = zip(places, described, strict=True)
    return [fill(PLACE_FEATURES, place) + fill(END_FEATURES, of_end) for place, of_end in features]


def _describe_ends(scene: Scene, cue: Cue, begin: int, high: int, ends: Sequence[int]) -> list[tuple[Any, ...]]:
    """The values in END_FEATURES of each candidate end, in the order of END_VALUES; the last is what its place adds."""
    story, verb, verbs = scene.story, cue.verb, scene.verbs
    opener = story.words[begin] if story.words[begin] in OPENERS else "none"
    category, form, lemma, before, behind = verb.category, verb.form, verb.lemma, verbs[begin], verbs[high]
    described, commas = [], 0
    for number, end in enumerate(ends):
        said, left = verbs[end] - before, behind - verbs[end]
        following, ahead, known = _around(scene, end, high)
        sizes = SIZES[min(end - begin, 17)], SIZES[min(high - end, 17)]
        counts = "verb" if said else "none", left if left < 2 else 2, said if said < 3 else 3
        last = ("last", "yes") if end == high else ("inner", "no")
        place = number if number < 4 else 4, *last, commas if commas < 3 else 3
        described.append((opener, category, form, lemma, following, ahead, *counts, *sizes, *place, known))
        commas += end < high and story.raws[end] == ","
    return described


def _around(scene: Scene, end: int, high: int) -> tuple[str, str, float]:
    """What stands behind an end, what comes ahead, and what PLACE_FEATURES add; noted for the next cue."""
    seen = min(high, end + FARTHEST)
    noted = scene.surroundings.get((end, seen))
    if noted is None:
        described = _describe_place(scene, end, seen)
        known = scorer(PLACE_FEATURES, "content_end_weights", order=PLACE_VALUES)(described)
        noted = scene.surroundings[end, seen] = described[0], described[2], known
    return noted


def _describe_place(scene: Scene, end: int, high: int) -> tuple[str, str, str, str]:
    """What stands behind an end and before it, what comes ahead, and the phrase there, in the order of PLACE_VALUES."""
    seen = min(high, end + FARTHEST)
    around = _following(scene, end, seen), _word_at(scene, end - 1, seen)
    return *around, _clause_ahead(scene, end, seen), _phrase_at(scene, end, seen)


def _following(scene: Scene, end: int, high: int) -> str:
    """What stands behind an end; of a mark also what stands behind it."""
    word = _word_at(scene, end, high)
    return f"{word} {_word_at(scene, end + 1, high)}" if word in MARKS else word


def _word_at(scene: Scene, position: int, high: int) -> str:
    """A function word or mark itself, of others the part of speech; segments, times and verbs that report as such."""
    if position >= high:
        return "end"
    story = scene.story
    if position in story.segments:
        return "segment," if scene.text[scene.segments[story.segments[position]].end - 1] in ",.?!" else "segment"
    if position in scene.cue_at and scene.cue_at[position].subject >= 0:
        return f"cue {scene.cue_at[position].relation}"
    if story.tags[position] & TIME:
        return "time"
    if story.tags[position] & JOINT or story.pos[position] in CLOSED or not story.raws[position][0].isalnum():
        return story.words[position]
    return "participle" if story.words[position].endswith("ing") else story.pos[position]


def _phrase_at(scene: Scene, position: int, high: int) -> str:
    """A function word with the first noun behind it, as in "at … rally", "on … Monday"."""
    story = scene.story
    for place in range(position + 1, min(position + 5, high)):
        if story.pos[place] in ("NOUN", "PROPN", "VERB", "PUNCT"):
            return f"{story.words[position]} {story.words[place]}"
    return "none"


def _clause_ahead(scene: Scene, position: int, high: int) -> str:
    """What comes first behind a position: a verb with or without a subject, or a mark."""
    story, subject = scene.story, "bare"
    for place in range(position + 1, min(position + FARTHEST, high)):
        if story.pos[place] in ("VERB", "AUX"):
            return f"{subject} {'participle' if story.words[place].endswith('ing') else 'verb'}"
        if story.pos[place] in ("NOUN", "PROPN", "PRON"):
            subject = "subject"
        if story.raws[place] == "," or place in story.segments:
            return f"{subject} mark"
    return f"{subject} end"


def _span(scene: Scene, first: int, last: int) -> tuple[int, int]:
    raws = scene.story.raws
    edges = (",", ":", "—", "–", "--", ";", "“", "”", "-")
    while first < last and raws[first] in edges:
        first += 1
    while last > first and raws[last - 1] in edges:
        last -= 1
    return (scene.story.starts[first], scene.story.ends[last - 1]) if first < last else (0, 0)
