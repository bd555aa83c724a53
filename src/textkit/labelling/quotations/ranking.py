"""Which source a quoted segment has: candidates around it, their features, and a linear ranker.

The score of an outcome (a source, "source not named", "nobody's speech") is the sum of the weights of its features
(``lexicons/speaker_weights.csv``); probabilities are the softmax of the scores, a conditional logit (McFadden 1974).
Features read ``template=value`` and hold no name, so that the weights apply to any text; they are fitted by
``benchmarks/fit_speaker_ranker.py``.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

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
from textkit.language.linear_model import read_model

__all__ = [
    "Choice",
    "Slot",
    "candidate_features",
    "candidates_of",
    "choose",
    "describe_link",
    "governing_cue",
    "linked_cue",
    "neighbour",
    "outcomes_of",
    "silence_features",
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
    own_cue: str


def slot_of(scene: Scene, position: int, start: int, end: int) -> Slot:
    """Describe the surroundings of the segment at a position, whose words are ``start:end`` of the text."""
    story = scene.story
    sentence = story.sentence(position)
    low, high = story.bounds(sentence)
    low, high = max(low, position - WINDOW), min(high, position + WINDOW)
    high = min(high, story.n_outer) if position < story.n_outer else high
    words = scene.text.count(" ", start, end) + 1
    last, first = scene.text[end - 1], scene.text[start]
    before, after = neighbour(story, position - 1, low, high), neighbour(story, position + 1, low, high)
    ending = (
        "comma" if last in ",—–-" or after == "," else "stop" if last in ".…" else "mark" if last in "?!" else "open"
    )
    opening = "upper" if first.isupper() else "lower" if first.islower() else "other"
    size = "1" if words == 1 else "2-3" if words < 4 else "4-7" if words < 8 else "8-20" if words < 21 else "21+"
    own = scene.cues_between(low, high)
    kinds = "none" if not own else "strong" if any(c.verb.strength >= 0.8 for c in own) else "weak"
    return Slot(position, sentence, low, high, before, after, ending, opening, size, kinds)


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
            return (
                word if name == "preposition" and word in TELLING_PREPOSITIONS else "that" if word == "that" else name
            )
    return TAGGED.get(story.pos[position], "word")


def linked_cue(scene: Scene, slot: Slot, number: int) -> Cue | None:
    """The cue of which the mention is the subject: the one that governs the slot, else the nearest to it."""
    numbers = scene.subjects.get(number, ())
    if len(numbers) > 2 * NEAREST:
        place = bisect_left(numbers, slot.position, key=lambda n: scene.cues[n].first)
        numbers = numbers[max(0, place - NEAREST) : place + NEAREST]
    cues = [scene.cues[n] for n in numbers]
    return min(cues, key=lambda c: _link_cost(slot, c), default=None)


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
    others = sum(1 for c in scene.cues_between(a, b) if c is not cue)
    return relation, f"{side},{words},{min(others, 2)}"


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


def _beside_governor(scene: Scene, slot: Slot, mention: Mention, governing: Cue) -> list[str]:
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
    return [
        f"governor={side},{place},{words},{between},{found}",
        f"governor+kind={side},{place},{mention.kind},{governing.relation}",
    ]


def _within(scene: Scene, numbers: Sequence[int], position: int) -> Sequence[int]:
    """The mentions of a sentence near a position; in sentences of natural length all of them."""
    if len(numbers) <= 2 * MOST:
        return numbers
    place = bisect_left(numbers, position, key=lambda n: scene.mentions[n].first)
    return numbers[max(0, place - MOST) : place + MOST]


def candidate_features(
    scene: Scene, slot: Slot, number: int, previous: int, rank: int, governing: Cue | None
) -> list[str]:
    """Features of mention ``number`` as the source of the slot.

    ``previous`` is the source of the segment before (-1: none), ``rank`` the candidate's place counted from the slot.
    """
    mention = scene.mentions[number]
    sentence = scene.sentence_of[number]
    offset = sentence - slot.sentence
    turn = scene.paragraph_of[sentence] - scene.paragraph_of[slot.sentence]
    side = "before" if mention.first < slot.position else "behind"
    cue = linked_cue(scene, slot, number) if offset == 0 or number in scene.subjects else None
    relation, link = describe_link(scene, slot, number, cue) if cue else ("none", f"none,{side}")
    same_key = previous >= 0 and scene.mentions[previous].key == mention.key
    where = f"{max(offset, -3)},{turn}"
    role, following, count = _profile(scene, number)
    features = [
        f"link={relation},{link}",
        f"link+place={link},{where}",
        f"kind={mention.kind},{where},{'subject' if cue else 'other'}",
        f"place={where},{side},{slot.own_cue}",
        f"rank={side},{min(rank, 6)},{'here' if not offset else 'elsewhere'}",
        f"role={role}",
        f"role+place={role},{where},{slot.own_cue}",
        f"next={following},{'subject' if cue else 'other'}",
        f"edge={slot.before},{slot.after},{side},{'here' if not offset else 'elsewhere'}",
        f"ending={slot.ending},{side},{'here' if not offset else 'elsewhere'},{link}",
        f"count={count},{mention.kind}",
    ]
    if cue:
        features += [
            f"link+edge={link},{slot.before if link.startswith('before') else slot.after}",
            f"governs={'yes' if governing is cue else 'no'},{relation},{slot.size}",
        ]
    if governing is not None and not offset and (cue is None or governing is not cue):
        features += _beside_governor(scene, slot, mention, governing)
    if previous == number or same_key:
        features.append(f"previous={'same' if previous == number else 'key'},{slot.own_cue},{slot.before},{where}")
        features.append(f"previous={'same' if previous == number else 'key'},{slot.own_cue}")
    elif previous >= 0:
        features.append(f"previous=other,{slot.own_cue},{'here' if not offset else 'elsewhere'}")
    if cue:
        strength = int(cue.verb.strength * 5)
        features += [
            f"cue={cue.verb.category},{strength},{cue.verb.form},{link.split(',')[0]}",
            f"lemma={cue.verb.lemma},{link.split(',')[0]}",
            f"form={cue.verb.form},{relation},{'passive' if cue.passive else 'active'}",
        ]
    return features


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


def silence_features(scene: Scene, slot: Slot, start: int, end: int, previous: int) -> list[str]:
    """Features of a slot that speak for "nobody's speech" (and, with other weights, for "source not named")."""
    story = scene.story
    words = scene.text[start:end].split()
    titled = "title" if sum(w[0].isupper() for w in words) * 3 >= 2 * len(words) else "plain"
    left, right = _nearest_cue(scene, slot, -1), _nearest_cue(scene, slot, 1)
    beside = _telling_word(story, slot.position - 1) if slot.position > slot.low else "edge"
    alone = "alone" if slot.high - slot.low == 1 else "within"
    return [
        "bias",
        f"size={slot.size},{slot.own_cue}",
        f"shape={slot.size},{slot.opening},{slot.ending}",
        f"case={titled},{slot.size}",
        f"edges={slot.before},{slot.after}",
        f"before={slot.before},{slot.size}",
        f"after={slot.after},{slot.ending}",
        f"left={left}",
        f"right={right}",
        f"sides={left.split(',')[0]},{right.split(',')[0]},{slot.size}",
        f"previous={'any' if previous >= 0 else 'none'},{slot.own_cue}",
        f"role={scene.roles[scene.paragraph_of[slot.sentence]] if scene.paragraph_of[slot.sentence] >= 0 else 'inner'}",
        f"alone={alone},{slot.size}",
        f"word={beside}",
        f"quoted={'within' if _others_near(scene, slot) else 'first'},{slot.size}",
    ]


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


def outcomes_of(scene: Scene, slot: Slot, start: int, end: int, previous: int) -> list[tuple[int, list[str]]]:
    """Every outcome of a slot with its features; ``previous`` is the source of the segment before, or -1."""
    numbers = candidates_of(scene, slot)
    if previous >= 0 and previous not in numbers:
        numbers = [previous, *numbers]
    governing = governing_cue(scene, slot)
    ranks = _ranks(scene, slot, numbers)
    outcomes = [
        (n, candidate_features(scene, slot, n, previous, rank, governing))
        for n, rank in zip(numbers, ranks, strict=True)
    ]
    silent = silence_features(scene, slot, start, end, previous)
    outcomes.append((NOT_NAMED, [f"unnamed:{f}" for f in silent]))
    outcomes.append((NO_SPEECH, [f"scare:{f}" for f in silent]))
    return outcomes


def _ranks(scene: Scene, slot: Slot, numbers: Sequence[int]) -> list[int]:
    """Place of each candidate among those on its side, counted from the slot."""
    places = [scene.mentions[n].first for n in numbers]
    before = sorted((p for p in places if p < slot.position), reverse=True)
    behind = sorted(p for p in places if p > slot.position)
    order = {p: rank for side in (before, behind) for rank, p in enumerate(side)}
    return [order.get(p, 0) for p in places]


def choose(scene: Scene, slot: Slot, start: int, end: int, previous: int) -> Choice:
    """The most probable source of a slot."""
    outcomes = outcomes_of(scene, slot, start, end, previous)
    chances = read_model("speaker_weights").probabilities([features for _, features in outcomes])
    speech = 1 - chances[-1]
    best = max(range(len(outcomes) - 1), key=chances.__getitem__)
    return Choice(outcomes[best][0], chances[best] / max(speech, 1e-9), speech)
