"""What speaks for "nobody's speech": features of a quoted segment itself."""

from textkit.labelling.quotations.narrative import FUNCTION, SEGMENT, SPEECH, Narrative
from textkit.labelling.quotations.scenes import Scene
from textkit.labelling.quotations.slots import Slot

__all__ = ["silence_features"]


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
    """Is there another quoted segment in the same sentence before this one?"""
    return SEGMENT in scene.story.raws[max(slot.low, slot.position - 60) : slot.position]
