"""Mentions: the words of a text that can name a source, from capitals, pronouns and role nouns.

A run of capitalised words is a name, read with the lexicons of titles, given names and organisations; a role noun
("the spokesman", "critics") is the head of a noun phrase that begins at its determiner.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from textkit.labelling.quotations.narrative import (
    ADVERB,
    BREAK,
    CONJUNCTION,
    CUE,
    DETERMINER,
    FUNCTION,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SEGMENT,
    TIME,
    Narrative,
    bare,
    heads_phrase,
    is_cleft,
    is_dateline,
    is_office,
    linkable,
    organisations,
    owns_speech,
    paired,
    possessors,
    pronouns,
    proper_words,
    roles,
    sites,
    stands_before_person,
    titles,
)
from textkit.language.names import given_names
from textkit.language.tokens import straighten

__all__ = [
    "PARTICLES",
    "SUFFIXES",
    "Mention",
    "find_mentions",
    "noun_mention",
]

PARTICLES = frozenset({"de", "del", "della", "di", "da", "du", "van", "von", "der", "den", "ter", "bin", "ibn",
                       "al", "el", "la", "le", "ben"})  # fmt: skip
QUALIFYING = frozenset({"Former", "Fellow", "Longtime", "Late", "Rival", "Then", "Current", "Incoming", "Outgoing"})
LINKS = frozenset({"of", "for", "on", "the"})
SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
NAMING = frozenset({"PROPN", "NOUN", "X"})
OPENING = frozenset({"VERB", "ADV", "SCONJ", "ADP"})
PARTS = frozenset({"North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "New",
                   "Lower", "Upper", "Greater", "Downtown", "Saint", "St."})  # fmt: skip
PARTY = re.compile(r"[DRI]-[A-Z][\w.]{0,12}")  # of a legislator: D-Mich.
LONGEST_NAME = 9  # words
LONGEST_PHRASE = 7  # words of a noun phrase before its head


class Mention(NamedTuple):
    """A possible source.

    ``first:last`` are positions in the narrative, ``start:end`` the span in the text. ``kind`` is name (two or more
    words), single (one), titled, organisation, office (a title alone), people, place, noun, thing, pronoun, first
    (person) or indefinite. ``key`` is the word to compare by: surname, head noun or pronoun.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    key: str
    name: str = ""
    number: str = ""
    gender: str = ""


def find_mentions(story: Narrative) -> list[Mention]:
    """All mentions in the order of the narrative."""
    raws, tags = story.raws, story.tags
    initial = set(story.heads)
    initial.update(h + 1 for h in story.heads if raws[h : h + 1] == [BREAK])
    mentions: list[Mention] = []
    everyday = _everyday_words(story, initial)
    proper = set(compress(raws, map("PROPN".__eq__, story.pos)))
    surnames: set[str] = set()
    last = 0
    for position in story.naming:
        if position < last:
            continue
        if raws[position][0].isupper():
            found = _read_capital(story, position, initial, everyday, proper, surnames)
            if found and found.kind in ("name", "titled"):
                surnames.add(raws[found.last - 1])
        elif tags[position] & PRONOUN:
            found = _read_pronoun(story, position)
        else:
            found = noun_mention(story, position)
        if found:
            if mentions and found.kind == "place" and _is_town(story, mentions[-1], found):
                mentions[-1] = mentions[-1]._replace(kind="place")
            mentions.append(found)
            last = found.last
    return mentions


def _is_town(story: Narrative, before: Mention, place: Mention) -> bool:
    """True if a single name is that of a town: "of Dover, Md.", "in Paris, France"."""
    there = before.kind == "single" and before.last + 1 == place.first and story.raws[before.last] == ","
    return there and before.first > 0 and bool(story.tags[before.first - 1] & PREPOSITION)


def _everyday_words(story: Narrative, initial: set[int]) -> set[str]:
    """Words that the text has in small letters, and in capitals or with one where a sentence begins only."""
    raws = story.raws
    opening = {raws[p] for p in initial if p < len(raws)}.difference(raws[p] for p in story.naming if p not in initial)
    written = set(raws)
    common = {raw for raw in opening if raw[0].isupper() and raw[1:].islower() and raw.lower() in written}
    labels = {raws[p] for p in initial if raws[p + 1 : p + 2] in ([":"], [","], ["("])}  # LEE: of a transcript
    return common | {w for w in written if w.isupper() and len(w) > 3 and w.lower() in written}.difference(labels)


def _read_capital(
    story: Narrative, position: int, heads: set[int], everyday: set[str], proper: set[str], surnames: set[str]
) -> Mention | None:
    """A name, a capitalised pronoun or a role noun that begins a sentence, as those at ``heads`` do.

    A single word is a name only if its part of speech is that of a name or noun, here or elsewhere in the text.
    """
    word, tag, initial = story.words[position], story.tags[position], position in heads
    if initial and word in ("q", "q."):
        return None  # the label of a question
    if tag & PRONOUN and (initial or word in ("i", "he", "she", "they") or tag & FUNCTION):
        return _read_pronoun(story, position)
    daily = tag & ADVERB and not initial and "".join(story.raws[position + 1 : position + 2])[:1].isupper()
    if tag & (FUNCTION | ADVERB | TIME) and not daily and not _is_given(story.raws[position]):
        return None
    if initial and story.raws[position] in surnames:
        return _read_name(story, position, _name_end(story, position, heads))
    last = _name_end(story, position, heads)
    if initial and last > position + 1 and _only_opens(story, position, proper):
        position += 1
    if last == position + 1 and story.pos[position] not in NAMING and story.raws[position] not in proper:
        return None
    if last == position + 1 and _is_common(story, position, everyday):
        return None
    if last == position + 1 and initial:
        if tag & ROLE and story.raws[position] not in titles():
            return noun_mention(story, position)
        plural = word.endswith("s") and story.pos[position] == "NOUN" and story.raws[position] not in proper
        common = plural or tag & CUE or word.endswith(("ing", "ed", "ly")) or story.raws[position] in everyday
        if (common and not _is_given(story.raws[position])) or is_dateline(story, position):
            return None
    return _read_name(story, position, last)


def _is_common(story: Narrative, position: int, everyday: set[str]) -> bool:
    """True of a word in capitals that the text has in small letters (IMPORTANCE), and of [Applause]."""
    raws = story.raws
    if position and raws[position - 1] in ("[", "(") and raws[position + 1 : position + 2] in (["]"], [")"]):
        return not raws[position].isupper() and not _is_given(raws[position])
    return len(raws[position]) > 3 and raws[position] in everyday


def _only_opens(story: Narrative, position: int, proper: set[str]) -> bool:
    """True if a word has a capital only because it begins the sentence, before a name: "Assuming Lee …"."""
    raw = story.raws[position]
    if story.pos[position] == "AUX" and raw not in proper:
        return True  # Will Sanders run
    return story.pos[position] in OPENING and raw not in proper and raw not in titles() and not _is_given(raw)


def _name_end(story: Narrative, position: int, heads: set[int]) -> int:
    """Position after a name, which ends with its sentence (a heading does not have a full stop)."""
    raws, count = story.raws, len(story.raws)
    last = position + 1
    while last < count and last - position < LONGEST_NAME and last not in heads:
        if raws[last] == "I" and story.pos[last + 1 : last + 2] in (["VERB"], ["AUX"], ["ADV"]):
            break  # "in Congress I said"
        step = _name_step(raws, last)
        if not step or (
            step == 1 and not _is_named(raws, last) and (story.tags[last] & TIME or _is_headline_word(story, last))
        ):
            break
        last += step
    return last


def _is_named(raws: Sequence[str], position: int) -> bool:
    """True if a title or a given name stands before a word, so that it is a surname: Ms. May."""
    return bare(raws[position - 1]) in titles() or _is_given(raws[position - 1])


def _is_headline_word(story: Narrative, position: int) -> bool:
    """A function word or a verb in capitals: "Sanders Vows To Run" is a headline, not a name."""
    tag, word = story.tags[position], story.words[position]
    named = story.raws[position] in linkable() or story.raws[position] in proper_words()  # the United States
    named = named or (story.pos[position] == "PROPN" and story.raws[position - 2] in LINKS)  # on Presidential Debates
    verb = tag & CUE and word.endswith(("s", "ed")) and not named
    return bool(tag & FUNCTION or verb) and not _is_given(story.raws[position])


def _name_step(raws: Sequence[str], position: int) -> int:
    """How many words from ``position`` on go on with the name before it."""
    raw = raws[position]
    if raw[0].isupper():
        return 1
    after = raws[position + 1] if position + 1 < len(raws) else ""
    if not after or not after[0].isupper():
        two = raws[position + 2] if position + 2 < len(raws) else ""
        if raw in ("of", "for", "on") and after == "the" and two[:1].isupper() and raws[position - 1] in linkable():
            return 3
        if raw in PARTICLES and after in PARTICLES and two[:1].isupper():
            return 3
        return 0
    if raw in PARTICLES or raw == "&" or (raw == "and" and raws[position - 1] in paired()):
        return 2
    if raw in LINKS and raws[position - 1] in linkable() and not (raw == "on" and raws[position - 1] == "Office"):
        return 2
    if raw in ("'s", "’s") and after in organisations() and raws[position - 1] in possessors():
        return 2
    return 0


def _read_name(story: Narrative, first: int, last: int) -> Mention | None:
    raws = story.raws
    if last == first + 1 < len(raws) and bare(raws[first]) in ("Mr", "Mrs", "Ms", "Dr") and raws[last][0].isupper():
        last += 1  # Mr. Tribe, though a tribe is a group
    while last > first + 1 and _is_no_end(raws, last - 1):
        last -= 1
    before = raws[first - 1] if first and raws[first - 1][0].isupper() else "-"  # a title, at most
    begin, kind, key, name, gender = _parse_name((before, *raws[first:last]))
    if kind == "none":
        return None
    if kind == "people" and first and story.words[first - 1] in ("a", "an", "another", "one"):
        name = ""  # a Democrat
    number = "plural" if kind == "people" and key.endswith("s") else "singular"
    begin += first - 1
    return Mention(begin, last, story.starts[begin], story.ends[last - 1], kind, key, name, number, gender)


@lru_cache(maxsize=1 << 16)
def _parse_name(run: tuple[str, ...]) -> tuple[int, str, str, str, str]:
    """Where a run of capitals begins to be a name, its kind, key, name and gender; the word before it is the first."""
    raws, core, last = list(run), 1, len(run)
    while core < last - 1 and (raws[core] in QUALIFYING or _stands_before(raws, core, last)):
        core += 1
    begin = core
    while core < last - 2 and raws[core] not in given_names() and is_office(raws[core + 1]):
        core += 1  # the Foreign of "Foreign Minister"
    title_gender = ""
    while core < last and bare(raws[core]) in titles() and not _is_surname(raws, core, last):
        title_gender = titles()[bare(raws[core])][1] or title_gender
        core += 1
        if core < last and raws[core] in ("of", "for") and core > begin:
            core = _skip_office(raws, core, last)
    core = next((p + 1 for p in range(last - 3, core - 1, -1) if stands_before_person(raws, p, last)), core)
    kind, key, name, gender = _classify(raws[begin:core], raws[core:last], title_gender)
    return begin, kind, straighten(key), name, gender


def _is_surname(raws: Sequence[str], position: int, last: int) -> bool:
    """True if a title is the surname of somebody: Mr. King, but not Mr. President."""
    before, title = titles().get(bare(raws[position - 1])), titles()[bare(raws[position])]
    return position + 1 == last and before is not None and before[0] == title[0] == "honorific"


def _is_no_end(raws: Sequence[str], position: int) -> bool:
    """True of a time at the end of a name, and of the link before it: the Security Council on Monday."""
    time = proper_words().get(raws[position]) == "time" and not _is_named(raws, position)
    return time or (raws[position] in LINKS and position > 0)


def _stands_before(raws: Sequence[str], position: int, last: int) -> bool:
    """True of a people or place before a person, rather than in a longer name or an office."""
    if proper_words().get(raws[position]) not in ("people", "place"):
        return False
    whole = " ".join(raws[position:last]) in proper_words()  # Saudi Arabia
    return not (whole or any(raw in organisations() for raw in raws[position:last]) or raws[position + 1] in LINKS)


def _skip_office(raws: Sequence[str], position: int, last: int) -> int:
    """Past "of State" in "Secretary of State Hillary Clinton"."""
    position += 2 if raws[position + 1 : position + 2] != ["the"] else 3
    return min(position, last)


def _classify(title: Sequence[str], words: Sequence[str], title_gender: str) -> tuple[str, str, str, str]:
    """Kind, key, name and gender of a capitalised run after its titles."""
    if not words:
        return "office", " ".join(title).lower(), " ".join(title), title_gender
    name = _join(words)
    first, last = words[0], words[-1]
    gender = title_gender or given_names().get(first, "")
    given = first in given_names() and len(words) > 1
    if len(words) > 1 and last in SUFFIXES:
        last = words[-2]
    placed = first in PARTS and proper_words().get(words[-1]) == "place"
    if len(words) > 1 and not title and (placed or (words[-1] in sites() and not given)):
        return "place", last.lower(), name, ""
    if len(words) > 1 and all(proper_words().get(word) == "people" for word in words):
        return "people", last.lower(), name, ""  # African American
    if name in proper_words() and len(words) > 1:
        return "none" if proper_words()[name] == "thing" else "place", last.lower(), name, ""
    courtesy = any(titles()[bare(raw)][0] == "honorific" for raw in title if bare(raw) in titles())  # Mr. Bloomberg
    if not given and not courtesy and any(w.rpartition("-")[2] in organisations() for w in words):
        whole = (
            " ".join([*title, name]) if title and ("’s" in title or "'s" in words[:1] or "’s" in words[:1]) else name
        )
        return "organisation", last.lower(), _join([*title, *words]) if title else whole, ""
    if len(words) > 1 and last.isupper() and is_office(last):
        return "office", last.lower(), name, ""  # Acme CFO
    if not title and ("&" in words or (not given and _has_acronym(words))):
        return "organisation", last.lower(), name, ""
    if len(words) == 1:
        word = first.rstrip(".")
        known = proper_words()
        if PARTY.fullmatch(first):
            return "none", "", "", ""
        kind = known.get(first) or known.get(word) or known.get(word.capitalize(), "")  # Md.; California; IRAN
        if kind in ("time", "thing") and not title:
            return "none", "", "", ""
        if title:
            return "titled", first.lower(), name, gender
        if kind in ("people", "place"):
            return kind, first.lower(), name, ""
        letters = first.replace(".", "")
        if len(letters) > 1 and letters.isupper() and letters.isalpha():
            return "organisation", first.lower(), name, ""
        return "single", first.lower(), name, gender
    return ("titled" if title else "name"), last.lower(), name, gender


def _has_acronym(words: Sequence[str]) -> bool:
    """True if a name of several words has one in capitals that are not a person's initials: BC Hydro, CTV News."""
    capitals = [word for word in words if len(word) > 1 and word.isupper() and word.isalpha() and word not in SUFFIXES]
    return 0 < len(capitals) < len(words) and not any(len(word) == 2 and "J" in word for word in capitals)


def _join(words: Sequence[str]) -> str:
    return " ".join(words).replace(" ’s", "’s").replace(" 's", "'s")


def _read_pronoun(story: Narrative, position: int) -> Mention | None:
    word = story.words[position]
    person, number, gender = pronouns()[word]
    if word == "it" and story.words[position + 1 : position + 2] in (["is"], ["was"]) and is_cleft(story, position):
        return None
    if person in ("second", "relative") or (story.tags[position] & POSSESSIVE and not owns_speech(story, position)):
        return None
    if person == "indefinite" and not heads_phrase(story, position):
        return None
    kind = "pronoun" if person == "third" else person
    after = story.raws[position + 1 : position + 2]
    if word == "her" and after and not story.tags[position + 1] and after[0].isalpha():
        return None
    start, end = story.starts[position], story.ends[position]
    return Mention(position, position + 1, start, end, kind, word, "", number, gender)


def noun_mention(story: Narrative, head: int, *, kind: str = "noun") -> Mention | None:
    """The noun phrase with its head at a position; None if the noun only stands before a name or another noun."""
    raws, tags = story.raws, story.tags
    after = raws[head + 1] if head + 1 < len(raws) else ""
    if kind == "noun" and after and (after[0].isupper() or tags[head + 1] & ROLE) and not tags[head + 1] & CUE:
        return None
    first = head
    while first > 0 and head - first < LONGEST_PHRASE and _is_modifier(story, first - 1):
        first -= 1
        if tags[first] & (DETERMINER | POSSESSIVE):
            break
    role = roles().get(story.words[head])
    number = role[1] if role else ("plural" if story.words[head].endswith("s") else "singular")
    start, end = story.starts[first], story.ends[head]
    return Mention(first, head + 1, start, end, kind, story.words[head], "", number, role[2] if role else "")


def _is_modifier(story: Narrative, position: int) -> bool:
    """True if the word can belong to a noun phrase whose head comes later."""
    raw, tag = story.raws[position], story.tags[position]
    if tag & (DETERMINER | POSSESSIVE) or raw in ("'s", "’s"):
        return True
    if tag & (FUNCTION | ADVERB | PRONOUN | CONJUNCTION) or (tag & CUE and not tag & ROLE):
        return False
    return raw[0].isalnum() and raw != SEGMENT


@lru_cache(maxsize=1 << 14)
def _is_given(raw: str) -> bool:
    return raw in given_names()
