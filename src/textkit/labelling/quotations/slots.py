"""A quoted segment and what its surroundings say, in a few words."""

from typing import NamedTuple

from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    CUE,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    RELATIVE,
    SEGMENT,
    SPEECH,
    SUBORDINATOR,
    Narrative,
)
from textkit.labelling.quotations.scenes import Scene

__all__ = ["Slot", "neighbour", "slot_of", "word_class"]

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
