"""How a reporting cue and a quoted segment are joined, and which cue governs a segment."""

from bisect import bisect_left

from textkit.labelling.quotations.cues import Cue
from textkit.labelling.quotations.scenes import Scene
from textkit.labelling.quotations.slots import Slot

__all__ = ["describe_link", "governing_cue", "linked_cue"]

NEAREST = 12  # cues of one subject looked at on either side
DEPENDENT = frozenset({"coordinated", "gerund", "participle", "infinitive", "relative"})  # cues that look ahead only


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
