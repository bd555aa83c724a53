"""What a pronoun does where it stands: head of a phrase, owner of words, or the empty "it" of a cleft sentence."""

from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    CUE,
    FUNCTION,
    NEGATION,
    PREPOSITION,
    SEGMENT,
    SPEECH,
    Narrative,
)

__all__ = ["heads_phrase", "is_cleft", "is_empty", "owns_speech"]

BE = frozenset({"is", "was", "be", "been", "'s"})
SEEM = frozenset({"seems", "seemed", "appears", "appeared", "follows", "followed", "turns", "turned"})
CLAUSES = frozenset({"that", "whether", "if", "how", "why"})


def is_cleft(story: Narrative, position: int) -> bool:
    """ "It was Lee who": the pronoun stands for nobody."""
    return story.raws[position + 2 : position + 3] != [] and "who" in story.words[position + 3 : position + 8]


def is_empty(story: Narrative, position: int) -> bool:
    """Does "it" stand for the clause that follows: "it may be objected that", "it is unclear whether", "it seems"?"""
    words, after = story.words, position + 1
    while after < len(words) and story.tags[after] & (AUXILIARY | ADVERB | NEGATION):
        after += 1
    following = words[after : after + 4]
    if following and following[0] in SEEM:
        return following[1:2] in (["that"], ["as"], ["to"], ["out"], [","], ["."])
    active = following and following[0].endswith("ing")
    return words[after - 1] in BE and not active and not CLAUSES.isdisjoint(following[1:])


def owns_speech(story: Narrative, position: int) -> bool:
    """Does a possessive own words ("his claim that"), or is "her" an object ("told her that")?"""
    after = story.tags[position + 1 : position + 4]
    if any(tag & SPEECH for tag in after):
        return True
    return story.words[position] == "her" and (
        not after or bool(after[0] & FUNCTION) or not story.raws[position + 1].isalpha()
    )


def heads_phrase(story: Narrative, position: int) -> bool:
    """Does "some", "one", "others" … stand for persons, and not before a noun?"""
    if position + 1 >= len(story.raws):
        return False
    tag, raw = story.tags[position + 1], story.raws[position + 1]
    return bool(tag & (AUXILIARY | CUE | PREPOSITION | ADVERB)) or raw in ("who", SEGMENT)
