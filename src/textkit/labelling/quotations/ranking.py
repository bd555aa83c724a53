"""Which source a quoted segment has: candidates around it, their features, and a linear ranker.

The score of an outcome (a source, "source not named", "nobody's speech") is the sum of the weights of its features
(``lexicons/speaker_weights.csv``); probabilities are the softmax of the scores, a conditional logit (McFadden 1974).
Features read ``template=value`` and hold no name, so that the weights apply to any text; they are fitted by
``benchmarks/fit_speaker_ranker.py``. What the features of one kind of evidence add is looked up by their values.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from textkit.labelling.quotations.cues import Cue
from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    CUE,
    DETERMINER,
    FUNCTION,
    POSSESSIVE,
    PREPOSITION,
    RELATIVE,
    SEGMENT,
    SPEECH,
    SUBORDINATOR,
    Narrative,
)
from textkit.labelling.quotations.scenes import Scene
from textkit.language.linear_model import Templates, fill, scorer, softmax
from textkit.language.names import case_of

__all__ = [
    "Choice",
    "Slot",
    "choose",
    "linked_cue",
    "name_features",
    "outcomes_of",
    "scorers",
    "slot_of",
    "word_class",
]

WINDOW = 150  # words of a sentence looked at on either side, so that time stays linear
TELLING_PREPOSITIONS = frozenset({"as", "to", "of", "by", "in", "for", "from"})
WORD_CLASSES = (
    (CUE, "cue"),
    (SPEECH, "speech noun"),
    (DETERMINER | POSSESSIVE, "determiner"),
    (SUBORDINATOR, "subordinator"),
    (RELATIVE, "who"),
    (PREPOSITION, "preposition"),
    (CONJUNCTION, "conjunction"),
    (AUXILIARY, "auxiliary"),
    (ADVERB, "adverb"),
)

TAGGED = {"PROPN": "capital", "NOUN": "noun", "VERB": "verb", "ADJ": "adjective", "NUM": "number", "PRON": "pronoun"}
NEAREST = 12  # cues of one subject looked at on either side
DEPENDENT = frozenset({"coordinated", "gerund", "participle", "infinitive", "relative"})  # cues that look ahead only
MOST = 7  # candidates of one sentence on either side
REACH_BACK, REACH_ON = 3, 1  # sentences searched before and behind the quotation
NOT_NAMED, NO_SPEECH = -1, -2  # outcomes besides the number of a mention

Evidence = tuple[str, tuple[Any, ...]]  # a key of TEMPLATES, and the values that its features are made of
SILENCE = (
    ("size", "own_cue", "opening", "ending", "before", "after", "titled", "left", "right", "left_gap", "right_gap",
     "previous", "role", "alone", "beside", "quoted"),
    (
        ("bias", "size={size},{own_cue}", "previous={previous},{own_cue}"), ("role={role}", "word={beside}"),
        ("shape={size},{opening},{ending}", "case={titled},{size}", "alone={alone},{size}", "quoted={quoted},{size}"),
        ("edges={before},{after}", "before={before},{size}", "after={after},{ending}"),
        ("left={left}", "right={right}", "sides={left_gap},{right_gap},{size}"),
        ("case={titled},{before}", "case={titled},{ending},{after}", "case={titled},{size},{own_cue}"),
    ),
)  # fmt: skip
# For each kind of evidence the names of its values, the templates of its features, and what stands before those.
TEMPLATES: dict[str, tuple[tuple[str, ...], Templates, str]] = {
    "mention": (
        ("relation", "link", "offset", "turn", "kind", "part", "side", "own_cue", "rank", "here", "before", "after",
         "ending", "role", "following", "count"),
        (
            ("link={relation},{link}", "link+place={link},{offset},{turn}"),
            ("kind={kind},{offset},{turn},{part}", "count={count},{kind}"),
            ("place={offset},{turn},{side},{own_cue}", "role={role}", "role+place={role},{offset},{turn},{own_cue}"),
            ("rank={side},{rank},{here}", "next={following},{part}"),
            ("edge={before},{after},{side},{here}",),
            ("ending={ending},{side},{here},{link}",),
        ),
        "",
    ),
    "cue": (
        ("link", "edge", "governs", "relation", "size", "category", "strength", "form", "lemma", "beside", "voice"),
        (
            ("link+edge={link},{edge}", "governs={governs},{relation},{size}"),
            ("cue={category},{strength},{form},{beside}", "lemma={lemma},{beside}", "form={form},{relation},{voice}"),
        ),
        "",
    ),
    "governor": (
        ("side", "place", "words", "between", "found", "kind", "relation"),
        (("governor={side},{place},{words},{between},{found}", "governor+kind={side},{place},{kind},{relation}"),),
        "",
    ),
    "again": (
        ("same", "own_cue", "before", "offset", "turn"),
        (("previous={same},{own_cue},{before},{offset},{turn}", "previous={same},{own_cue}"),),
        "",
    ),
    "other": (("own_cue", "here"), (("previous=other,{own_cue},{here}",),), ""),
    "unnamed": (*SILENCE, "unnamed:"),
    "scare": (*SILENCE, "scare:"),
}  # fmt: skip


class Slot(NamedTuple):
    """A quoted segment waiting for its source, with what its surroundings say."""

    position: int
    sentence: int
    low: int
    high: int
    before: str
    after: str
    ending: str
    opening: str
    size: str
    case: str
    own_cue: str


def slot_of(scene: Scene, position: int, start: int, end: int) -> Slot:
    """Describe the surroundings of the segment at a position, whose words are ``start:end`` of the text."""
    story = scene.story
    sentence = story.sentence(position)
    low, high = story.bounds(sentence)
    low, high = max(low, position - WINDOW), min(high, position + WINDOW)
    high = min(high, story.n_outer) if position < story.n_outer else high
    words, last, first = scene.text[start:end].split(), scene.text[end - 1], scene.text[start]
    before, after = neighbour(story, position - 1, low, high), neighbour(story, position + 1, low, high)
    closed = "stop" if last in ".…" else "mark" if last in "?!" else "open"
    ending = "comma" if last in ",—–-" or after == "," else closed
    opening = "upper" if first.isupper() else "lower" if first.islower() else "other"
    n, case = len(words), case_of(words)
    size = "1" if n < 2 else "2-3" if n < 4 else "4-7" if n < 8 else "8-20" if n < 21 else "21+"
    own = scene.cues_between(low, high)
    kinds = "none" if not own else "strong" if any(c.verb.strength >= 0.8 for c in own) else "weak"
    return Slot(position, sentence, low, high, before, after, ending, opening, size, case, kinds)


def neighbour(story: Narrative, position: int, low: int, high: int) -> str:
    """Class of the word at a position of a sentence, "edge" outside it."""
    return word_class(story, position) if low <= position < high else "edge"


def word_class(story: Narrative, position: int) -> str:
    """What a word can be, as far as the function words tell; punctuation stands for itself."""
    raw, tag, word = story.raws[position], story.tags[position], story.words[position]
    if not raw[0].isalnum():
        return raw if raw in (",", ":", ".", ";", "(", ")", SEGMENT, "'s") else "dash" if raw[0] in "-–—―" else "sign"
    for bit, name in WORD_CLASSES:
        if tag & bit:
            telling = word == "that" or (name == "preposition" and word in TELLING_PREPOSITIONS)
            return word if telling else name
    return TAGGED.get(story.pos[position], "word")


def linked_cue(scene: Scene, slot: Slot, number: int) -> Cue | None:
    """The cue of which the mention is the subject: the one that governs the slot, else the nearest to it."""
    numbers = scene.subjects.get(number, ())
    if len(numbers) > 2 * NEAREST:
        place = bisect_left(numbers, slot.position, key=lambda n: scene.cues[n].first)
        numbers = numbers[max(0, place - NEAREST) : place + NEAREST]
    if len(numbers) < 2:
        return scene.cues[numbers[0]] if numbers else None
    return min([scene.cues[n] for n in numbers], key=lambda c: _link_cost(slot, c))


def governing_cue(scene: Scene, slot: Slot) -> Cue | None:
    """The cue of the sentence that most likely reports the slot, whoever its subject is."""
    cues = scene.cues_between(slot.low, slot.high)
    return min(cues, key=lambda c: _link_cost(slot, c) - 6 * c.verb.strength, default=None)


def _link_cost(slot: Slot, cue: Cue) -> int:
    """Words between cue and slot, more where the cue cannot well report the slot."""
    if not slot.low <= cue.first < slot.high:
        return 1000 + abs(cue.first - slot.position)
    if cue.first < slot.position:
        return slot.position - cue.first
    unlikely = 0 if slot.ending != "open" or slot.position == slot.low else 8
    return cue.first - slot.position + unlikely + (12 if cue.relation in DEPENDENT else 0)


def describe_link(scene: Scene, slot: Slot, number: int, cue: Cue) -> tuple[str, str]:
    """How the cue and the slot are joined: the side of the cue, and the words between less the mention's own."""
    mention = scene.mentions[number]
    relation = cue.relation if cue.subject == number else "inner"
    if not slot.low <= cue.first < slot.high:
        return relation, f"elsewhere,{'before' if cue.first < slot.position else 'behind'}"
    if cue.first < slot.position:
        a, b, side = cue.last, slot.position, "before"
    else:
        a, b, side = slot.position + 1, cue.first, "behind"
    gap = b - a
    if a <= mention.first and mention.last <= b:
        gap -= mention.last - mention.first
    words = "0" if gap <= 0 else "1" if gap == 1 else "2-3" if gap < 4 else "4-7" if gap < 8 else "8+"
    return relation, f"{side},{words},{min(len(scene.cues_between(a, b)), 2)}"


def candidates_of(scene: Scene, slot: Slot) -> list[int]:
    """Mentions that may be the source: those of the sentences around the segment, in text order."""
    found: list[int] = []
    here = scene.paragraph_of[slot.sentence]
    for sentence in range(slot.sentence - REACH_BACK, slot.sentence + REACH_ON + 1):
        if sentence < 0 or sentence >= len(scene.paragraph_of) or abs(scene.paragraph_of[sentence] - here) > 1:
            continue
        for number in _within(scene, scene.by_sentence.get(sentence, ()), slot.position):
            mention = scene.mentions[number]
            if mention.kind in ("place", "thing") and number not in scene.subjects:
                continue
            if sentence != slot.sentence and mention.kind in ("noun", "people") and number not in scene.subjects:
                continue
            found.append(number)
    return found


def _beside_governor(scene: Scene, slot: Slot, mention: Mention, governing: Cue) -> Evidence:
    """Where a mention that is not the subject found for the governing cue stands beside that cue."""
    if mention.first < governing.first:
        side, gap = "before", governing.first - mention.last
        between = scene.mentions_between(mention.last, governing.first, most=2)
    else:
        side, gap = "behind", mention.first - governing.last
        between = scene.mentions_between(governing.last, mention.first, most=2)
    words = "0" if gap <= 0 else "1-2" if gap < 3 else "3-6" if gap < 7 else "7+"
    place = "before" if governing.first < slot.position else "behind"
    found = "found" if governing.subject >= 0 else "none"
    return "governor", (side, place, words, between, found, mention.kind, governing.relation)


def _within(scene: Scene, numbers: Sequence[int], position: int) -> Sequence[int]:
    """The mentions of a sentence near a position; in sentences of natural length all of them."""
    if len(numbers) <= 2 * MOST:
        return numbers
    place = bisect_left(numbers, position, key=lambda n: scene.mentions[n].first)
    return numbers[max(0, place - MOST) : place + MOST]


def describe_candidate(
    scene: Scene, slot: Slot, number: int, previous: int, rank: int, governing: Cue | None
) -> list[Evidence]:
    """What speaks for or against mention ``number`` as the source of the slot.

    ``previous`` is the source of the segment before (-1: none), ``rank`` the candidate's place counted from the slot.
    """
    mention = scene.mentions[number]
    sentence = scene.sentence_of[number]
    offset, turn = sentence - slot.sentence, scene.paragraph_of[sentence] - scene.paragraph_of[slot.sentence]
    here, side = "elsewhere" if offset else "here", "before" if mention.first < slot.position else "behind"
    where = (offset if offset > -3 else -3, turn)
    cue = linked_cue(scene, slot, number) if offset == 0 or number in scene.subjects else None
    relation, link = describe_link(scene, slot, number, cue) if cue else ("none", f"none,{side}")
    part = "subject" if cue else "other"
    values = (relation, link, *where, mention.kind, part, side, slot.own_cue, rank if rank < 6 else 6, here)
    evidence = [("mention", (*values, slot.before, slot.after, slot.ending, *_profile(scene, number)))]
    if cue:
        beside, verb, governs = link.partition(",")[0], cue.verb, "yes" if governing is cue else "no"
        edge, voice = slot.before if beside == "before" else slot.after, "passive" if cue.passive else "active"
        of_verb = (verb.category, int(verb.strength * 5), verb.form, verb.lemma)
        evidence.append(("cue", (link, edge, governs, relation, slot.size, *of_verb, beside, voice)))
    if governing is not None and not offset and (cue is None or governing is not cue):
        evidence.append(_beside_governor(scene, slot, mention, governing))
    if previous == number or (previous >= 0 and scene.mentions[previous].key == mention.key):
        evidence.append(("again", ("same" if previous == number else "key", slot.own_cue, slot.before, *where)))
    elif previous >= 0:
        evidence.append(("other", (slot.own_cue, here)))
    return evidence


def _profile(scene: Scene, number: int) -> tuple[str, str, str]:
    """What is true of a mention whatever the slot: its part in the clause, the word behind it, how often it occurs."""
    if number not in scene.profiles:
        mention, story = scene.mentions[number], scene.story
        following = neighbour(story, mention.last, 0, len(story.raws))
        n = scene.counts.get(mention.key, 0)
        count = "0" if not n else "1" if n == 1 else "2-4" if n < 5 else "5+"
        scene.profiles[number] = _role(scene, number), following, count
    return scene.profiles[number]


def _role(scene: Scene, number: int) -> str:
    """The word before a mention, as a sign of its part in the clause."""
    mention, story = scene.mentions[number], scene.story
    low, high = story.bounds(scene.sentence_of[number])
    after = story.words[mention.last] if mention.last < len(story.words) else ""
    if after in ("'s", "'"):
        owned = story.tags[mention.last + 1 : mention.last + 4]
        return "owner of speech" if any(t & SPEECH for t in owned) else "owner"
    first = mention.first
    while first > low and story.raws[first - 1][0].isupper() and story.raws[first - 1].isalpha():
        first -= 1
    return neighbour(story, first - 1, low, high)


def _describe_silence(scene: Scene, slot: Slot, previous: int) -> tuple[str, ...]:
    """What speaks for "nobody's speech" (and, with other weights, for "source not named"): the values of SILENCE."""
    block = scene.paragraph_of[slot.sentence]
    left, right = _nearest_cue(scene, slot, -1), _nearest_cue(scene, slot, 1)
    return (
        *(slot.size, slot.own_cue, slot.opening, slot.ending, slot.before, slot.after, slot.case),
        *(left, right, left.partition(",")[0], right.partition(",")[0]),
        "any" if previous >= 0 else "none",
        scene.roles[block] if block >= 0 else "inner",
        "alone" if slot.high - slot.low == 1 else "within",
        _telling_word(scene.story, slot.position - 1) if slot.position > slot.low else "edge",
        "within" if _others_near(scene, slot) else "first",
    )


def _telling_word(story: Narrative, position: int) -> str:
    """The word itself if it is a function word, "speech noun" for such a noun."""
    tag = story.tags[position]
    return story.words[position] if tag & FUNCTION else "speech noun" if tag & SPEECH else "-"


def _nearest_cue(scene: Scene, slot: Slot, step: int) -> str:
    """Distance, strength and category of the nearest cue on one side within the sentence."""
    for distance in range(1, 13):
        position = slot.position + step * distance
        if not slot.low <= position < slot.high:
            return "none"
        if story_cue := scene.cue_at.get(position):
            gap = "0" if distance == 1 else "1-2" if distance < 4 else "3-6" if distance < 8 else "7+"
            return f"{gap},{int(story_cue.verb.strength * 4)},{story_cue.verb.category}"
    return "far"


def _others_near(scene: Scene, slot: Slot) -> bool:
    """True if another quoted segment precedes this one in the same sentence."""
    return SEGMENT in scene.story.raws[max(slot.low, slot.position - 60) : slot.position]


class Choice(NamedTuple):
    """The source of a slot: a mention's number or -1, the probability that it is, and that the slot is speech."""

    mention: int
    confidence: float
    speech: float


def outcomes_of(scene: Scene, slot: Slot, previous: int) -> list[tuple[int, list[Evidence]]]:
    """Every outcome of a slot with its evidence; ``previous`` is the source of the segment before, or -1."""
    numbers = candidates_of(scene, slot)
    if previous >= 0 and previous not in numbers:
        numbers = [previous, *numbers]
    governing = governing_cue(scene, slot)
    sources = zip(numbers, _ranks(scene, slot, numbers), strict=True)
    outcomes = [(n, describe_candidate(scene, slot, n, previous, rank, governing)) for n, rank in sources]
    silent = _describe_silence(scene, slot, previous)
    return [*outcomes, (NOT_NAMED, [("unnamed", silent)]), (NO_SPEECH, [("scare", silent)])]


def name_features(evidence: Iterable[Evidence]) -> list[str]:
    """The features of an outcome as ``lexicons/speaker_weights.csv`` names them."""
    named = []
    for kind, values in evidence:
        order, groups, prefix = TEMPLATES[kind]
        named += [prefix + name for name in fill(groups, dict(zip(order, values, strict=True)))]
    return named


@cache
def scorers() -> dict[str, Callable[[tuple[Any, ...]], float]]:
    """For each kind of evidence a function from its values to a score."""
    kinds = TEMPLATES.items()
    return {kind: scorer(groups, "speaker_weights", prefix, order=order) for kind, (order, groups, prefix) in kinds}


def _ranks(scene: Scene, slot: Slot, numbers: Sequence[int]) -> list[int]:
    """Place of each candidate among those on its side, counted from the slot."""
    places = [scene.mentions[n].first for n in numbers]
    before = sorted((p for p in places if p < slot.position), reverse=True)
    behind = sorted(p for p in places if p > slot.position)
    order = {p: rank for side in (before, behind) for rank, p in enumerate(side)}
    return [order.get(p, 0) for p in places]


def choose(scene: Scene, slot: Slot, previous: int) -> Choice:
    """The most probable source of a slot."""
    outcomes = outcomes_of(scene, slot, previous)
    score = scorers()
    chances = softmax([sum([score[kind](values) for kind, values in evidence]) for _, evidence in outcomes])
    speech = 1 - chances[-1]
    best = max(range(len(outcomes) - 1), key=chances.__getitem__)
    return Choice(outcomes[best][0], chances[best] / max(speech, 1e-9), speech)
