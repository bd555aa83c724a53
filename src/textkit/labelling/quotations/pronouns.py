"""What a pronoun or a definite role noun refers to, by gender, number, recency and subjecthood."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from textkit.labelling.quotations.aliases import Entity, office_at
from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.name_words import roles
from textkit.labelling.quotations.narrative import AUXILIARY, CUE, PREPOSITION
from textkit.labelling.quotations.pronoun_uses import is_empty
from textkit.labelling.quotations.scenes import Scene

__all__ = ["Antecedent", "antecedent", "is_definite", "resolve_pronoun", "resolve_role"]

REACH = 16  # antecedents looked back over
SENTENCE_COST, MENTION_COST = 1.0, 0.1  # what distance costs: per sentence, per antecedent between
SUBJECT_GAIN, OBJECT_COST, OWNER_COST, PRONOUN_GAIN = 1.0, 0.8, 0.5, 0.3
GENDER_GAIN, AGAIN_GAIN = 0.7, 0.25  # known gender; each further mention in reach
FARTHEST = 6  # sentences beyond which distance costs no more
FAR = 200  # antecedents looked back over for a role that several hold
CLAUSE = 8  # words behind a pronoun that surely belong to its clause
LEAST = -6.0  # score below which nobody is meant
PERSONAL = frozenset({"he", "she", "him", "her", "himself", "herself", "his", "hers"})
IMPERSONAL = frozenset({"it", "itself", "its"})


class Antecedent(NamedTuple):
    """A mention that pronouns may refer to: its entity, sentence and salience."""

    entity: int
    sentence: int
    salience: float


def antecedent(scene: Scene, number: int, entity: int) -> Antecedent:
    """Salience of a mention: subjects over objects and owners."""
    mention, story = scene.mentions[number], scene.story
    sentence = scene.sentence_of[number]
    salience = PRONOUN_GAIN if mention.kind == "pronoun" else 0.0
    if mention.first and story.tags[mention.first - 1] & PREPOSITION:
        salience -= OBJECT_COST
    after = mention.last
    if after < len(story.words) and story.words[after] in ("'s", "'"):
        salience -= OWNER_COST
    elif number in scene.subjects or mention.first == story.heads[sentence] or _precedes_verb(scene, after):
        salience += SUBJECT_GAIN
    return Antecedent(entity, sentence, salience)


def _precedes_verb(scene: Scene, position: int) -> bool:
    tags = scene.story.tags
    return position < len(tags) and bool(tags[position] & (AUXILIARY | CUE))


def resolve_pronoun(
    scene: Scene, number: int, entities: Sequence[Entity], of: Mapping[int, int], before: Sequence[Antecedent]
) -> int | None:
    """Entity a third-person pronoun refers to, or None; ``before`` are the antecedents so far, in text order."""
    pronoun = scene.mentions[number]
    kind = "person" if pronoun.key in PERSONAL else "organisation" if pronoun.key in IMPERSONAL else None
    if kind is None or (pronoun.key == "it" and is_empty(scene.story, pronoun.first)):
        return None
    sentence = scene.sentence_of[number]
    objects = _named_behind(scene, number, of)
    scores: dict[int, float] = {}
    for distance, other in enumerate(reversed(before[-REACH:]), start=1):
        entity = entities[other.entity]
        if (
            other.entity in objects
            or entity.kind != kind
            or (kind == "person" and entity.gender and entity.gender != pronoun.gender)
        ):
            continue
        if other.entity in scores:
            scores[other.entity] += AGAIN_GAIN
            continue
        far = min(abs(sentence - other.sentence), FARTHEST)
        known = GENDER_GAIN if entity.gender else 0.0
        scores[other.entity] = other.salience + known - SENTENCE_COST * far - MENTION_COST * distance
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > LEAST else None


def _named_behind(scene: Scene, number: int, of: Mapping[int, int]) -> set[int]:
    """Entities that the pronoun's own clause names after it: "he told Carney" is not said of Carney."""
    story, first = scene.story, scene.mentions[number].last
    found: set[int] = set()
    for position in range(first, min(first + CLAUSE, len(story.raws))):
        if story.raws[position] in (",", ".", ";", ":") or position in story.segments:
            break
        if position in scene.at and scene.at[position] in of:
            found.add(of[scene.at[position]])
    return found


def resolve_role(
    scene: Scene, number: int, holders: Mapping[str, Set[int]], before: Sequence[Antecedent]
) -> int | None:
    """Person that "the senator" or "President" stands for: the only one with that role, else the nearest before.

    ``holders`` are the persons with each role.
    """
    persons = holders.get(role_of(scene, scene.mentions[number]), frozenset())
    if len(persons) <= 1:
        return next(iter(persons), None)
    return next((a.entity for a in reversed(before[-FAR:]) if a.entity in persons), None)


def role_of(scene: Scene, mention: Mention) -> str:
    """The role that a title or a noun phrase names: "prime minister"."""
    return office_at(scene.story.words, mention.last - 1)


def is_definite(scene: Scene, mention: Mention) -> bool:
    """Does a noun phrase point to somebody known: "the senator"?"""
    known = scene.story.words[mention.first] in ("the", "this", "that")
    return known and roles().get(mention.key, ("", ""))[1] == "singular"
