"""The alias table of a document: which names, titles and roles stand for the same person or organisation.

Persons are keyed by surname and told apart by given name; a surname alone stands for the person most named. An
organisation's short forms are its initials and its last words. Roles come from titles ("Prime Minister Mark
Carney"), from nouns before a name ("nominee Donald Trump") and from appositions behind it ("Ann Lee, a spokeswoman").
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from textkit.labelling.quotations.mentions import PARTICLES, SUFFIXES, Mention
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    CUE,
    POSSESSIVE,
    RELATIVE,
    ROLE,
    Narrative,
    given_names,
    proper_words,
    roles,
    stands_before_person,
    titles,
)
from textkit.labelling.quotations.scenes import SAYING, Finding, Scene
from textkit.language.tokens import fold, straighten
from textkit.lexicons import read_lexicon

__all__ = ["BARE_NAMES", "Entity", "build_entities", "holders_of_roles", "settle_labels"]

BARE_NAMES = frozenset({"congress", "parliament"})  # groups named without an article, by a full name of one word
PLACING = frozenset({"the", "The", "in", "In", "near", "across", "at", "At"})  # words before a place or thing
COMPARABLE = 2  # times as often as another of the surname somebody may be named in full
LONGEST_BEFORE = 3  # words of a name looked back over
HEADLINE, CLOSED_HEADLINE = 0.6, 0.9  # share of capitals from which a first sentence is a headline; with a full stop
SHORT_OF = {"Mike": "Michael", "Bill": "William", "Bob": "Robert", "Tim": "Timothy", "Jim": "James", "Joe": "Joseph"}

LONG_TITLES = {"Sen": "senator", "Rep": "representative", "Gov": "governor"}


@dataclass(slots=True)
class Entity:
    """A person or organisation while its aliases are collected."""

    name: str
    kind: str
    gender: str = ""
    mentions: list[int] = field(default_factory=list)
    aliases: dict[str, int] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)  # said of it in the document
    heard: dict[str, int] = field(default_factory=dict)  # pronouns of each gender that were resolved to it
    speaks: bool = False  # True of the subject of a verb of saying
    sited: int = 0  # mentions as a place
    credited: int = 0  # mentions as of who took a picture: The Star/Ann Lee
    placed: int = 0  # mentions as of a place or thing: in Dover, the Mainland, Level 4
    offices: set[str] = field(default_factory=set)  # known of its surname
    written: str = ""  # the name in the text of one whom a list of the user's gives his name

    @property
    def is_human(self) -> bool:
        """True with a sign that a name is a person's: a gender, a role, speech, or several words never like a place's.

        Who is named below pictures only is nobody in the story.
        """
        if self.is_credit:
            return False
        if self.gender or self.roles or self.offices or self.heard or self.speaks:
            return True
        return " " in self.name and not self.placed

    @property
    def is_credit(self) -> bool:
        """True if it is named below pictures only."""
        return self.credited == len(self.mentions) > 0

    @property
    def is_group(self) -> bool:
        """True of an organisation, or of one word without any sign of a person: Acme."""
        return self.kind == "organisation" or not (" " in self.name or self.gender or self.roles or self.heard)

    @property
    def is_site(self) -> bool:
        """True of a place that never speaks, so that "it" does not mean it."""
        return self.sited == len(self.mentions) > 0 and not self.speaks

    def add(self, number: int, mention: Mention, text: str) -> None:
        """Count a mention; the fullest name becomes the canonical one."""
        alias = text[mention.start : mention.end]
        self.mentions.append(number)
        self.aliases[alias] = self.aliases.get(alias, 0) + 1
        if not self.written and self.kind == mention_kind(mention) and _fuller(mention.name, self.name):
            self.name = mention.name
        if mention.gender and not self.gender:
            self.gender = mention.gender


def mention_kind(mention: Mention) -> str:
    """Kind of entity that a named mention stands for."""
    return "organisation" if mention.kind in ("organisation", "people", "place") else "person"


def _fuller(name: str, known: str) -> bool:
    return len(name.split()) > len(known.split())


def build_entities(scene: Scene, known: Sequence[Mapping[str, str]] = ()) -> tuple[list[Entity], dict[int, int]]:
    """Entities of a document and the entity of each mention that is a name.

    ``known`` are rows with name, alias and kind; they decide before the document does.
    """
    entities: list[Entity] = []
    of: dict[int, int] = {}
    by_key: dict[str, dict[int, None]] = {}  # an ordered set for each key
    overrides = _overrides(known)
    for numbers in _same_names(scene, bool(known)):
        mention = scene.mentions[numbers[0]]
        forms = (scene.text[mention.start : mention.end], mention.name) if overrides else ()
        row = next(filter(None, (overrides.get(fold(words)) for words in forms)), None)
        if row is None and (not mention.name or mention.kind == "office"):
            continue
        found = _known(entities, row) if row else _find(entities, by_key, mention)
        if found is None:
            found = len(entities)
            kind = (row.get("kind") or "person") if row else mention_kind(mention)
            written = mention.name or row["name"] if row else ""
            entities.append(Entity(row["name"] if row else mention.name, kind, written=written))
        for key in _keys(mention):
            by_key.setdefault(key, {})[found] = None
        for number in numbers:
            of[number] = found
            entities[found].add(number, scene.mentions[number], scene.text)
            _note_roles(scene, number, scene.mentions[number], entities[found])
            _note_use(scene, number, entities[found])
    return entities, of


def settle_labels(scene: Scene, turns: Sequence[Finding], entities: list[Entity], of: dict[int, int]) -> None:
    """Let labels of turns mean whom a reader takes them for: a surname is that of the latest fuller label.

    A person whom only the turns of the same label name in full, and not as "I am", is not its speaker but a relative.
    """
    latest: dict[str, int] = {}
    alone: dict[str, bool] = {}
    labels = {turn.mention for turn in turns}
    for entity in {of[label]: entities[of[label]] for label in labels if label in of}.values():
        if entity.name.isupper() and labels.issuperset(entity.mentions) and entity.name.lower() not in roles():
            entity.kind = "person"  # WALLACE is not an organisation
    for turn in (t for t in turns if t.mention in of):
        mention = scene.mentions[turn.mention]
        words = _name_words(mention.name)
        surname = words[-1].lower() if words else ""
        if len(words) > 1:
            latest[surname] = of[turn.mention]
        elif words and surname not in latest:
            if surname not in alone:
                alone[surname] = _named_by_label_only(scene, turns, entities[of[turn.mention]], surname)
            if alone[surname]:
                latest[surname] = len(entities)
                entities.append(Entity(scene.text[mention.start : mention.end], "person"))
        if surname in latest and of[turn.mention] != latest[surname]:
            of[turn.mention] = latest[surname]
            entities[latest[surname]].mentions.append(turn.mention)


def _named_by_label_only(scene: Scene, turns: Sequence[Finding], entity: Entity, surname: str) -> bool:
    """True if only the turns labelled with a surname name a person of it in full, and never as "I am Ann Lee"."""
    starts = [turn.start for turn in turns]
    fuller = [scene.mentions[n] for n in entity.mentions if len(_name_words(scene.mentions[n].name)) > 1]
    for mention in fuller:
        place = bisect_right(starts, mention.start) - 1
        inside = place >= 0 and mention.start < turns[place].end and turns[place].mention >= 0
        label = scene.mentions[turns[place].mention] if inside else None
        before = scene.story.words[mention.first - 1] if mention.first else ""
        if label is None or label.key != surname or before in ("am", "'m", "is"):
            return False
    return bool(fuller)


def _overrides(known: Sequence[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """The row of each known name and alias; a row without an alias is known by its name alone."""
    named = [row for row in known if row.get("name", "").strip()]
    names = {fold(row["name"]): row for row in named}
    return names | {fold(alias): row for row in named if (alias := row.get("alias", "").strip())}


def holders_of_roles(entities: Iterable[Entity]) -> dict[str, set[int]]:
    """The persons with each role: those that the document gives it, or else those known to hold that office."""
    said: dict[str, set[int]] = {}
    known: dict[str, set[int]] = {}
    for number, entity in enumerate(entities):
        if entity.kind == "person":
            for role in entity.roles:
                said.setdefault(role, set()).add(number)
            for office in entity.offices:
                known.setdefault(office, set()).add(number)
    return known | said


def _same_names(scene: Scene, everything: bool) -> list[list[int]]:
    """Mentions of the same name, kind and gender together; fuller names first, then by first occurrence."""
    groups: dict[tuple[str, ...], list[int]] = {}
    headline = _is_headline(scene)
    for number in scene.order:
        mention = scene.mentions[number]
        if headline and scene.sentence_of[number] == 0 and " " in mention.name and mention.gender == "":
            continue
        if mention.name or everything:
            key = (mention.name, mention.kind, mention.gender) if mention.name else (mention.key,)
            groups.setdefault(key, []).append(number)
    return sorted(groups.values(), key=lambda numbers: -_fullness(scene.mentions[numbers[0]]))


def _is_headline(scene: Scene) -> bool:
    """True if the first sentence is a paragraph in title case, so that any of its words may look like a name."""
    heads = scene.story.heads
    if len(heads) < 2 or heads[1] >= scene.story.n_outer or scene.paragraph_of[0] == scene.paragraph_of[1]:
        return False
    first, last = scene.story.bounds(0)
    least = CLOSED_HEADLINE if scene.story.raws[last - 1] == "." else HEADLINE
    words = [raw for raw in scene.story.raws[first:last] if raw[0].isalpha()]
    return len(words) > 3 and sum(raw[0].isupper() for raw in words) >= least * len(words)


def _fullness(mention: Mention) -> int:
    return len(mention.name.split())


def _known(entities: Iterable[Entity], row: Mapping[str, str]) -> int | None:
    return next((n for n, e in enumerate(entities) if e.name == row["name"]), None)


def _keys(mention: Mention) -> list[str]:
    """Words by which later, shorter names find this one."""
    words = _name_words(mention.name)
    if not words:
        return []
    if mention_kind(mention) == "organisation":
        capitals = "".join(w[0] for w in words if w[0].isupper())
        return [straighten(mention.name.lower()), words[-1].lower(), " ".join(words[-2:]).lower(), capitals.lower()]
    return [words[-1].lower(), words[0].lower()]


def _name_words(name: str) -> list[str]:
    """The words of a name with straight apostrophes, without "Jr."."""
    return [word for word in straighten(name).split() if word not in SUFFIXES]


def _find(entities: Sequence[Entity], by_key: Mapping[str, Iterable[int]], mention: Mention) -> int | None:
    """The entity that a name is short for."""
    words = _name_words(mention.name)
    if not words:
        return None
    key = straighten(mention.name.lower()) if mention_kind(mention) == "organisation" else words[-1].lower()
    fits = [n for n in by_key.get(key, ()) if _agrees(entities[n], mention, words)]
    most = max((len(entities[n].mentions) for n in fits), default=0)
    often = [n for n in fits if COMPARABLE * len(entities[n].mentions) >= most]  # a surname alone is whose it was first
    if len(words) == 1 and len(often) > 1 and mention_kind(mention) == "organisation":
        return None  # the Government of one of several governments
    if len(words) > 1 or mention_kind(mention) == "organisation":
        return next((n for n in fits if len(entities[n].mentions) == most), None)
    return min(often, key=lambda n: min(entities[n].mentions, default=n), default=None)


def _agrees(entity: Entity, mention: Mention, words: Sequence[str]) -> bool:
    """True if the mention may be short for the entity, by its name or by the one that the user's list replaced."""
    return any(_is_short_for(entity, name, mention, words) for name in {entity.name, entity.written} if name)


def _is_short_for(entity: Entity, name: str, mention: Mention, words: Sequence[str]) -> bool:
    """Whether kinds and genders match, and so do given names if both are there."""
    if entity.kind == "person" and len(words) == 1 and words[0].isupper():
        return words[0] == straighten(name).split()[-1].upper()
    same = straighten(name) == straighten(mention.name)
    if entity.kind != mention_kind(mention):
        return mention.kind in ("single", "organisation") and same
    if entity.kind == "organisation":
        return same or (mention.kind != "place" and mention.name.lower() not in BARE_NAMES)
    gender = mention.gender or (_known_genders().get(words[-1], "") if mention.kind == "titled" else "")
    if entity.gender and gender and entity.gender != gender:
        return False
    other = _name_words(name) or [name]
    if words[0].lower() in PARTICLES:  # De Blasio is Bill de Blasio
        return [word.lower() for word in words] == [word.lower() for word in other[-len(words) :]]
    if len(words) == 1:
        given = mention.kind == "single" and words[0] not in _offices()  # Trump is not short for Trump Tower
        return words[0] == other[-1] or (words[0] == other[0] and given)
    return other[-1] == words[-1] and _same_given(other[0], words[0])


def _same_given(one: str, two: str) -> bool:
    if one[0] == two[0] and (one == two or len(one.rstrip(".")) == 1 or len(two.rstrip(".")) == 1):
        return True
    return SHORT_OF.get(one, one) == SHORT_OF.get(two, two) or one.startswith(two) or two.startswith(one)


def _note_roles(scene: Scene, number: int, mention: Mention, entity: Entity) -> None:
    """Titles and role nouns beside a name."""
    if entity.kind != "person":
        return
    story = scene.story
    known = titles()
    for position in range(mention.first, mention.last):
        raw = story.raws[position].rstrip(".")
        office = raw in known and known[raw][0] == "office" and raw not in ("Prime", "Vice")
        if office or stands_before_person(story.raws, position, mention.last):
            known_as = entity.offices if _is_of_place(story, mention.first) else entity.roles
            known_as.add(LONG_TITLES.get(raw, office_at(story.words, position)))
    low = story.heads[scene.sentence_of[number]]
    for position in range(mention.first - 1, max(low, mention.first - 4) - 1, -1):
        if story.raws[position] == "," and position == mention.first - 1:
            continue
        if not story.tags[position] & ROLE or _is_named(scene, position):
            break
        entity.roles.add(office_at(story.words, position))
    entity.roles.update(_apposed(scene, mention))
    surname = entity.name.rpartition(" ")[2]
    entity.offices.update(_offices().get(surname, ()))
    entity.gender = entity.gender or _known_genders().get(surname, "")
    if not entity.gender and entity.roles:
        entity.gender = next((g for r in entity.roles if (g := roles().get(r, ("", "", ""))[2])), "")


def _is_of_place(story: Narrative, first: int) -> bool:
    """True of an office in a place that is named, as who just is "the president" may be another: Peru's President."""
    place = first - 2 if first > 1 and story.words[first - 1] == "'s" else first - 1
    return place >= 0 and proper_words().get(story.raws[place]) in ("place", "people")


def _is_named(scene: Scene, position: int) -> bool:
    """True if a word is part of a name: the King of "Mr. King"."""
    if not scene.story.raws[position][0].isupper():
        return False
    starts = (scene.at.get(position - step, -1) for step in range(LONGEST_BEFORE))
    return any(n >= 0 and scene.mentions[n].last > position and scene.mentions[n].name for n in starts)


def _note_use(scene: Scene, number: int, entity: Entity) -> None:
    """Whether a name speaks, and whether it stands like that of a place or thing."""
    story, mention = scene.story, scene.mentions[number]
    entity.speaks = entity.speaks or any(scene.cues[n].verb.category in SAYING for n in scene.subjects.get(number, ()))
    before = story.raws[mention.first - 1] if mention.first else ""
    after = story.raws[mention.last] if mention.last < len(story.raws) else ""
    entity.placed += before in PLACING or after.isdigit()
    entity.credited += before == "/"
    entity.sited += mention.kind == "place"


def office_at(words: Sequence[str], position: int) -> str:
    """The role at a position with the word that belongs to it: "prime minister", "vice president"."""
    before = words[position - 1] if position else ""
    compound = before in ("prime", "vice", "attorney", "foreign")
    return f"{before} {words[position]}" if compound else words[position]


def _apposed(scene: Scene, mention: Mention) -> set[str]:
    """Role nouns in an apposition: "Ann Lee, the party's new leader,"."""
    story = scene.story
    position = mention.last
    opens = position + 1 < len(story.raws) and story.raws[position] == ","
    if not opens or not (story.tags[position + 1] & POSSESSIVE or story.raws[position + 1][0].isalpha()):
        return set()
    for probe in range(position + 1, min(position + 8, len(story.raws))):
        if story.tags[probe] & (RELATIVE | CUE) or (not story.raws[probe][0].isalnum() and story.words[probe] != "'s"):
            break
        if story.tags[probe] & ROLE:
            other = roles()[story.words[probe]][0] in ("document", "group") or _is_subject(story, probe)
            return set() if other else {office_at(story.words, probe)}
    return set()


def _is_subject(story: Narrative, position: int) -> bool:
    """True if a verb follows a noun, which then is not an apposition: "In Dover, the mayor also said"."""
    after = position + 1
    while story.tags[after : after + 1] and story.tags[after] & ADVERB:
        after += 1
    verb = story.pos[after : after + 1] in (["VERB"], ["AUX"]) and story.tags[after] & (AUXILIARY | CUE)
    return bool(verb) and story.words[after + 1 : after + 2] not in (["of"], ["by"], ["as"])


@cache
def _offices() -> dict[str, set[str]]:
    """Offices that persons of a surname are known to hold or have held."""
    offices: dict[str, set[str]] = {}
    for row in read_lexicon("office_holders"):
        offices.setdefault(row["name"].split()[-1], set()).add(row["office"])
    return offices


@cache
def _known_genders() -> dict[str, str]:
    """Gender of office holders whose surname is unique among them, by their given name."""
    rows = [row["name"].split() for row in read_lexicon("office_holders")]
    genders: dict[str, set[str]] = {}
    for name in rows:
        genders.setdefault(name[-1], set()).add(given_names().get(name[0], ""))
    return {surname: next(iter(found)) for surname, found in genders.items() if len(found) == 1}
