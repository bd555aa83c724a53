"""Whom mentions mean: names, then offices and definite role nouns, then pronouns in the order of the text.

A pronoun is resolved by gender, number, recency and subjecthood. First persons, indefinite sources and what stays
unclear do not get a name.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from textkit.labelling.quotations.entities import (
    BARE_NAMES,
    Entity,
    build_entities,
    holders_of_roles,
    office_at,
    settle_labels,
)
from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.narrative import (
    CONJUNCTION,
    CUE,
    FUNCTION,
    is_empty,
    pronouns,
    roles,
)
from textkit.labelling.quotations.scenes import (
    HUMAN,
    KIN,
    SAYING,
    SPEAKER_GAIN,
    SUBJECT_GAIN,
    Antecedent,
    Finding,
    Scene,
    antecedent,
    is_somebody,
    named_behind,
    named_in_content,
    subject_ahead,
)

__all__ = [
    "SpeakerEntry",
    "resolve_pronoun",
    "resolve_role",
    "resolve_speakers",
]

REACH = 16  # antecedents looked back over
SENTENCE_COST, MENTION_COST = 1.2, 0.1  # what distance costs: per sentence, per antecedent between
GENDER_GAIN, HEARD_GAIN = 0.4, 0.3  # known gender; one heard from pronouns
AGAIN_GAIN, AGAIN_MOST = 0.1, 3  # each further mention, of which no more count
FARTHEST, FAR = 6, 200  # sentences beyond which distance costs no more; antecedents looked back over for a role
LEAD, FARTHEST_ISSUER = 3, 10  # sentences of an introduction; words between a document and who issued it
LEAST = -6.0  # score below which nobody is meant
CONTENT_COST = 0.8  # of who is named in what the pronoun says
DOUBT_COST = 2.0  # of a name that is one word and may be a company's
UNNAMED = -1  # from which on the numbers of persons without a name go down
PERSONAL = frozenset({"he", "she", "him", "her", "himself", "herself", "his", "hers"})
IMPERSONAL = frozenset({"it", "itself", "its"})
OWNED_GROUPS = frozenset({"campaign", "team", "office", "administration", "government", "committee", "staff"})
GENERAL_GROUPS = frozenset({"company", "firm", "group", "agency", "organization", "organisation", "business", "team",
                            "network", "outlet", "association", "institution", "foundation", "utility"})  # fmt: skip
STATEMENTS = frozenset({"statement", "release", "ruling", "resolution", "editorial"})  # who was just named issued them
SOLE = frozenset({"president", "prime minister", "premier", "chancellor", "king", "queen", "pope"})
DEFINITE = frozenset({"the", "this", "that"})
MOST_BEFORE, NEAR_BACK, FAR_BACK = 60, 1, 8  # mentions, and sentences, looked back over for an organisation


def resolve_pronoun(
    scene: Scene, number: int, entities: Sequence[Entity], of: Mapping[int, int], before: Sequence[Antecedent]
) -> int | None:
    """Entity a third-person pronoun refers to, or None; ``before`` are the antecedents so far, in text order."""
    pronoun = scene.mentions[number]
    kind = "person" if pronoun.key in PERSONAL else "organisation" if pronoun.key in IMPERSONAL else None
    if kind is None or (pronoun.key == "it" and is_empty(scene.story, pronoun.first)):
        return None
    if (ahead := subject_ahead(scene, number)) in of and _may_be(entities[of[ahead]], kind, pronoun.gender):
        return of[ahead]
    others, content = named_behind(scene, number, of), named_in_content(scene, number, of)
    return _most_salient(scene.sentence_of[number], kind, pronoun.gender, entities, before, others, content)


def _most_salient(
    sentence: int,
    kind: str,
    gender: str,
    entities: Sequence[Entity],
    before: Sequence[Antecedent],
    others: Set[int] = frozenset(),
    content: Set[int] = frozenset(),
) -> int | None:
    """The entity of a kind, and gender if it has one, that is most in mind; below 0 somebody unnamed.

    None of the ``others`` is meant, and those in the ``content`` of what is said seldom are.
    """
    scores: dict[int, float] = {}
    again: dict[int, int] = {}
    for distance, other in enumerate(reversed(before[-REACH:]), start=1):
        if other.entity in others or not _may_mean(other, kind, gender, entities):
            continue
        far = min(abs(sentence - other.sentence), FARTHEST)
        score = other.salience - SENTENCE_COST * far - MENTION_COST * distance
        scores[other.entity] = max(scores.get(other.entity, score), score)
        again[other.entity] = min(again.get(other.entity, -1) + 1, AGAIN_MOST)
    for number in scores:
        scores[number] += AGAIN_GAIN * again[number] - CONTENT_COST * (number in content)
        scores[number] += _known(entities[number]) if number >= 0 else 0.0
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > LEAST else None


def _known(entity: Entity) -> float:
    if entity.kind == "person" and entity.is_group and (entity.placed or not entity.speaks):
        return -DOUBT_COST
    return GENDER_GAIN if entity.gender else HEARD_GAIN if entity.heard else 0.0


def _may_mean(other: Antecedent, kind: str, gender: str, entities: Sequence[Entity]) -> bool:
    """True if a pronoun may mean an antecedent; somebody unnamed is a person."""
    if other.entity < 0:
        return kind == "person" and (not gender or other.gender in ("", gender))
    return _may_be(entities[other.entity], kind, gender)


def _may_be(entity: Entity, kind: str, gender: str) -> bool:
    """True if a pronoun may mean it: no place; a person only with signs of one, and of this gender or none known."""
    if entity.kind != kind or entity.is_site or entity.is_credit or kind != "person":
        return entity.kind == kind and not (entity.is_site or entity.is_credit)
    known = entity.gender or max(entity.heard, key=entity.heard.__getitem__, default="")
    return entity.is_human and (not gender or known in ("", gender))


def resolve_role(
    scene: Scene, number: int, holders: Mapping[str, Set[int]], before: Sequence[Antecedent]
) -> int | None:
    """Person that "the senator" or "President" stands for: the only one with that role, else the nearest before.

    ``holders`` are the persons with each role.
    """
    persons = holders.get(role_of(scene, scene.mentions[number]), frozenset())
    if len(persons) <= 1:
        return next(iter(persons), None)
    here = scene.sentence_of[number]
    near = [a for a in before[-FAR:] if a.entity in persons]
    best = max(near, key=lambda a: a.salience - SENTENCE_COST * abs(here - a.sentence), default=None)
    return best.entity if best else None


def role_of(scene: Scene, mention: Mention) -> str:
    """The role that a title or a noun phrase names: "prime minister"."""
    return office_at(scene.story.words, mention.last - 1)


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    """A canonical speaker of a document with the other names the text uses."""

    speaker: str
    aliases: tuple[str, ...]
    kind: str
    n_mentions: int


def resolve_speakers(
    scene: Scene, wanted: Iterable[int], known: Sequence[Mapping[str, str]] = (), turns: Sequence[Finding] = ()
) -> tuple[dict[int, str], list[SpeakerEntry]]:
    """Canonical name of each wanted mention that has one, and the entries of those names; ``turns`` have labels."""
    entities, of = build_entities(scene, known)
    settle_labels(scene, turns, entities, of)
    cast = Cast(entities, of, holders_of_roles(entities), _by_name(entities))
    resolved: dict[int, int] = {}
    before: list[Antecedent] = []
    for number in scene.order:
        entity = of.get(number)
        if entity is None:
            entity = _resolve(scene, number, cast, before)
            if entity is None and not is_somebody(scene, number):
                continue
            entity = UNNAMED - number if entity is None else entity
            if entity >= 0:
                resolved[number] = entity
                _count(scene, number, entities[entity])
        if scene.mentions[number].kind not in ("people", "place"):
            before.append(antecedent(scene, number, entity))
    final = of | resolved
    names = {n: entities[final[n]].name for n in set(wanted) if n in final}
    return names, _entries(entities, {final[n] for n in names})


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may be meant: all entities, those that mentions name, the holders of each role, and names by kind.

    ``issuers`` are those of the documents met last, by the noun: of "a report by Acme", and so of "the report".
    """

    entities: list[Entity]
    of: Mapping[int, int]
    holders: Mapping[str, set[int]]
    by_name: dict[tuple[str, str], int]
    issuers: dict[str, int | None] = field(default_factory=dict)

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
    if mention.kind == "pronoun" and mention.key in PERSONAL:
        entity.heard[mention.gender] = entity.heard.get(mention.gender, 0) + 1
    entity.aliases[text] = entity.aliases.get(text, 0) + 1


def _resolve(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent]) -> int | None:
    mention = scene.mentions[number]
    if mention.kind == "pronoun":
        return resolve_pronoun(scene, number, cast.entities, cast.of, before)
    if mention.kind not in ("office", "noun", "thing"):
        return None
    role, number_of, _ = roles().get(mention.key, ("", "", ""))
    definite = number_of == "singular" and scene.story.words[mention.first] in DEFINITE
    named = _apposed(scene, mention, role, cast)
    if named is None and role == "document":
        named = _issuer(scene, number, cast, before)
        if named is None and definite:
            named = cast.issuers.get(mention.key)
        cast.issuers[mention.key] = named
    if named is None and _is_epithet(scene, number, role):
        named = _most_salient(scene.sentence_of[number], "person", mention.gender, cast.entities, before)
        if named is None and mention.key.endswith("-year-old"):
            persons = [place for place, entity in enumerate(cast.entities) if entity.kind == "person"]
            named = persons[0] if len(persons) == 1 else None
    if named is not None or mention.kind == "thing":
        return named
    if mention.key in STATEMENTS:
        return _last_source(scene, number, cast, before)
    if number_of == "singular" and role == "group":
        group = _group_entity(scene, mention, cast)
        if group is not None or definite:
            return group if group is not None else _last_organisation(scene, number, cast, before)
    if mention.kind == "office" or definite or _is_introduced(scene, number):
        found = resolve_role(scene, number, cast.holders, before) if mention.key not in KIN else None
        return found if found is not None else _role_entity(scene, mention, cast)
    return None


def _named_within(scene: Scene, mention: Mention, of: Mapping[int, int]) -> int | None:
    """Entity of a name inside a noun phrase: the Acme report."""
    place = bisect_left(scene.by_start, mention.start, key=lambda n: scene.mentions[n].start)
    for number in scene.by_start[place : place + 4]:
        if scene.mentions[number].end < mention.end and number in of:
            return of[number]
    return None


def _last_organisation(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent]) -> int | None:
    """Whom "the company" means: the organisation named last of those that the noun fits: a team is not a commission."""
    here, head = scene.sentence_of[number], scene.mentions[number].key
    near = [a.entity for a in before[-MOST_BEFORE:] if abs(here - a.sentence) <= FAR_BACK]
    near = [entity for entity in reversed(near) if entity >= 0 and cast.entities[entity].is_group]
    fits = {entity: _fit(cast.entities[entity].name, head) for entity in near}
    best = max(near, key=fits.__getitem__, default=None)
    return best if best is not None and fits[best] > 0 else None


def _fit(name: str, head: str) -> int:
    """How well a noun fits a name: 2 the commission and the Trade Commission or the STC, 1 the company and Acme, 0."""
    words = name.lower().split()
    if head in words or (name.isupper() and len(name) > 2 and name[-1].lower() == head[0]):
        return 2
    other = any(roles().get(word, ("",))[0] == "group" for word in words)
    return int(head in GENERAL_GROUPS and not other)


def _last_source(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent]) -> int | None:
    """Whose "a statement" is: of the organisation named just before, or else of who spoke there."""
    near = [a for a in before[-MOST_BEFORE:] if abs(scene.sentence_of[number] - a.sentence) <= NEAR_BACK]
    for other in reversed(near):
        if other.entity >= 0 and cast.entities[other.entity].kind == "organisation":
            return other.entity
    return next((a.entity for a in reversed(near) if a.salience >= SUBJECT_GAIN + SPEAKER_GAIN), None)


def _apposed(scene: Scene, mention: Mention, role: str, cast: Cast) -> int | None:
    """The person whom an apposition names: "her partner, Ann Lee,"."""
    story, comma = scene.story, mention.last
    number = scene.at.get(comma + 1, -1)
    if story.raws[comma : comma + 1] != [","] or number not in cast.of or mention.number != "singular":
        return None
    name = scene.mentions[number]
    closes = story.raws[name.last : name.last + 1] in ([","], ["."], [")"], [";"], ["—"], [])
    listed = bool(story.tags[name.last + 1] & CONJUNCTION) if name.last + 1 < len(story.tags) else False
    if name.kind not in ("name", "titled", "single") or name.first != comma + 1 or not closes or listed:
        return None
    return cast.of[number] if role in ("", "person", "office") else None


def _is_introduced(scene: Scene, number: int) -> bool:
    """True of "a coach" at the beginning, before the story names him."""
    first = scene.story.words[scene.mentions[number].first]
    return first in ("a", "an") and scene.sentence_of[number] < LEAD and number in scene.subjects


def _is_epithet(scene: Scene, number: int, role: str) -> bool:
    """True if a noun phrase speaks and calls somebody known by what he is: "the affable owner", "the 40-year-old"."""
    mention = scene.mentions[number]
    if scene.story.words[mention.first] != "the" or mention.number != "singular" or number not in scene.subjects:
        return False
    if not any(scene.cues[n].verb.category in SAYING for n in scene.subjects[number]):
        return False
    if mention.key.endswith("-year-old"):
        return True
    if mention.key in KIN:
        return False
    described = mention.last - mention.first > 2
    human = mention.key.endswith(HUMAN) and not mention.key.endswith("ment")
    return described and (role == "person" or (not role and human))


def _issuer(scene: Scene, number: int, cast: Cast, before: Sequence[Antecedent]) -> int | None:
    """Who speaks through a document: she in "her report", the office in "a statement from the Premier's Office"."""
    story, mention = scene.story, scene.mentions[number]
    owner = story.words[mention.first]
    if owner in PERSONAL:
        return _most_salient(scene.sentence_of[number], "person", pronouns()[owner][2], cast.entities, before)
    if (named := _named_within(scene, mention, cast.of)) is not None:
        return named
    for position in range(mention.last, min(mention.last + FARTHEST_ISSUER, len(story.raws) - 1)):
        if story.raws[position] in (",", ".", ":", ";") or (story.tags[position] & CUE and position in scene.cue_at):
            break
        if story.words[position] in ("from", "by"):
            return next((cast.of[n] for p in (1, 2) if (n := scene.at.get(position + p, -1)) in cast.of), None)
    return None


def _role_entity(scene: Scene, mention: Mention, cast: Cast) -> int | None:
    """A title that nobody in the document has with a name is a speaker of its own; so is who alone holds an office.

    Not so the nominee, the senator or the judge, of whom there is another one in the next document.
    """
    role = role_of(scene, mention)
    if mention.kind != "office" and role not in SOLE:
        return None
    return cast.number(mention.name or role.title(), "role")


def _group_entity(scene: Scene, mention: Mention, cast: Cast) -> int | None:
    """A group named after someone is an organisation: "the Clinton campaign"."""
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
