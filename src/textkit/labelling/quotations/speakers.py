"""Canonical speakers: mentions resolved to the names of the document's alias table.

Names first (``aliases``), then offices and definite role nouns, then pronouns in text order (``pronouns``). First
persons, indefinite sources and what stays unclear have no name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from textkit.labelling.quotations.aliases import Entity, build_entities, holders_of_roles
from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.name_words import roles
from textkit.labelling.quotations.narrative import FUNCTION
from textkit.labelling.quotations.pronouns import (
    Antecedent,
    antecedent,
    is_definite,
    resolve_pronoun,
    resolve_role,
    role_of,
)
from textkit.labelling.quotations.scenes import Scene

__all__ = ["SpeakerEntry", "resolve_speakers"]


OWNED_GROUPS = frozenset({"campaign", "team", "office", "administration", "government", "committee", "staff"})
BARE_NAMES = frozenset({"congress", "parliament"})  # groups named without an article
MOST_BEFORE, NEAR, FAR = 60, 1, 8  # mentions, and sentences, looked back over for an organisation


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    """A canonical speaker of a document with the other names the text uses."""

    speaker: str
    aliases: tuple[str, ...]
    kind: str
    n_mentions: int


def resolve_speakers(
    scene: Scene, wanted: Iterable[int], known: Sequence[Mapping[str, str]] = ()
) -> tuple[dict[int, str], list[SpeakerEntry]]:
    """Canonical name of each wanted mention that has one, and the entries of those names."""
    entities, of = build_entities(scene, known)
    cast = Cast(entities, of, holders_of_roles(entities), _by_name(entities))
    resolved: dict[int, int] = {}
    before: list[Antecedent] = []
    for number in scene.order:
        entity = of.get(number)
        if entity is None:
            entity = _resolve(scene, number, cast, before)
            if entity is None:
                continue
            resolved[number] = entity
            _count(scene, number, entities[entity])
        if scene.mentions[number].kind not in ("people", "place"):
            before.append(antecedent(scene, number, entity))
    final = of | resolved
    names = {n: entities[final[n]].name for n in set(wanted) if n in final}
    return names, _entries(entities, {final[n] for n in names})


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may be meant: all entities, those that mentions name, the holders of each role, and names by kind."""

    entities: list[Entity]
    of: Mapping[int, int]
    holders: Mapping[str, set[int]]
    by_name: dict[tuple[str, str], int]

    def number(self, name: str, kind: str) -> int:
        """Number of the entity of this kind and name (capitals aside), which is added if need be."""
        key = (kind, name.lower())
        if key not in self.by_name:
            self.by_name[key] = len(self.entities)
            self.entities.append(Entity(name, kind))
        return self.by_name[key]


def _by_name(entities: Sequence[Entity]) -> dict[tuple[str, str], int]:
    """The first entity of each kind and name."""
    numbers: dict[tuple[str, str], int] = {}
    for number, entity in enumerate(entities):
        numbers.setdefault((entity.kind, entity.name.lower()), number)
    return numbers


def _count(scene: Scene, number: int, entity: Entity) -> None:
    """Count a pronoun or noun as a mention of what it was resolved to."""
    mention = scene.mentions[number]
    text = scene.text[mention.start : mention.end]
    entity.mentions.append(number)
    entity.aliases[text] = entity.aliases.get(text, 0) + 1


def _resolve(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent]) -> int | None:
    mention = scene.mentions[number]
    if mention.kind == "pronoun":
        return resolve_pronoun(scene, number, cast.entities, cast.of, before)
    if mention.kind == "thing" and mention.key.endswith("-year-old"):
        persons = [place for place, entity in enumerate(cast.entities) if entity.kind == "person"]
        return persons[0] if len(persons) == 1 else None
    if mention.kind not in ("office", "noun"):
        return None
    issuer = _issuer(scene, mention, cast.of)
    if issuer is not None:
        return issuer
    group = _group_entity(scene, mention, cast)
    if group is not None:
        return group
    kind, number_of, _ = roles().get(mention.key, ("", "", ""))
    if number_of == "singular" and (kind == "document" or (kind == "group" and is_definite(scene, mention))):
        return _last_organisation(scene, number, cast, before, NEAR if kind == "document" else FAR)
    if mention.kind == "office" or is_definite(scene, mention):
        found = resolve_role(scene, number, cast.holders, before)
        return found if found is not None else _role_entity(scene, mention, cast)
    return None


def _last_organisation(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent], reach: int) -> int | None:
    """The organisation named last, within so many sentences: whom "the company" means, whose "a statement" is."""
    here = scene.sentence_of[number]
    for other in reversed(before[-MOST_BEFORE:]):
        if cast.entities[other.entity].kind == "organisation" and abs(here - other.sentence) <= reach:
            return other.entity
    return None


def _issuer(scene: Scene, mention: Mention, of: Mapping[int, int]) -> int | None:
    """Who speaks through a document: the office in "a statement from the Prime Minister's Office"."""
    story = scene.story
    if mention.kind != "noun" or roles().get(mention.key, ("",))[0] != "document":
        return None
    if story.words[mention.last : mention.last + 1] not in (["from"], ["by"]):
        return None
    return next((of[n] for p in (1, 2) if (n := scene.at.get(mention.last + p, -1)) in of), None)


def _role_entity(scene: Scene, mention: Mention, cast: Cast) -> int | None:
    """An office that nobody in the document holds by name is a speaker of its own."""
    if mention.kind != "office" and roles().get(mention.key, ("",))[0] != "office":
        return None
    name = mention.name or " ".join(word.capitalize() for word in role_of(scene, mention).split())
    return cast.number(name, "role")


def _group_entity(scene: Scene, mention: Mention, cast: Cast) -> int | None:
    """A group named after someone is an organisation: "the Clinton campaign"."""
    if roles().get(mention.key, ("", ""))[:2] != ("group", "singular"):
        return None
    story = scene.story
    raws, tags = story.raws[mention.first : mention.last], story.tags[mention.first : mention.last]
    opens = story.heads[story.sentence(mention.first)] == mention.first
    if opens and len(raws) == 1 and mention.key not in BARE_NAMES:
        return None  # the capital is the sentence's
    first = next((i for i, raw in enumerate(raws) if raw[0].isupper() and not tags[i] & FUNCTION), None)
    owned = any(raw in ("'s", "’s") for raw in raws)
    if first is None or (owned and mention.key not in OWNED_GROUPS):
        return None
    closed = owned or bool(tags[0] & FUNCTION)  # what stands between an article and the noun is one phrase
    if not closed and any(raw.islower() for raw in raws[first:-1]):
        return None  # "Ann Lee sat side by side"
    return cast.number(" ".join(raws[first:]).replace(" ’s", "’s").replace(" 's", "'s"), "organisation")


def _entries(entities: Sequence[Entity], speaking: Iterable[int]) -> list[SpeakerEntry]:
    entries = []
    for number in sorted(set(speaking)):
        entity = entities[number]
        aliases = sorted((a for a in entity.aliases if a != entity.name), key=lambda a: (-entity.aliases[a], a))
        entries.append(SpeakerEntry(entity.name, tuple(aliases), entity.kind, len(entity.mentions)))
    return entries
