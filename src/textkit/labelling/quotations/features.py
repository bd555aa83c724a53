"""What the ranker knows of a candidate source: readable features of the form ``template=value``.

No feature holds a name, so the weights can be read, shipped and applied to any text.
"""

from bisect import bisect_left
from collections.abc import Sequence

from textkit.labelling.quotations.cues import Cue
from textkit.labelling.quotations.links import describe_link, linked_cue
from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.narrative import SPEECH
from textkit.labelling.quotations.scenes import Scene
from textkit.labelling.quotations.slots import Slot, neighbour

__all__ = ["candidate_features", "candidates_of"]

MOST = 7  # candidates of one sentence on either side
REACH_BACK, REACH_ON = 3, 1  # sentences searched before and behind the quotation


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
