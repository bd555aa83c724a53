"""Reporting cues: verbs and phrases that report speech or thought, and the subject of each.

A verb form is a cue only where it can be a verb ("he claims", not "the claims"). Its subject is found by walking
back over adverbs, auxiliaries, times, appositives and relative clauses, or forward where the order is inverted
("said Smith"). ``relation`` names the way that led to the subject.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from textkit.labelling.quotations.mentions import Mention
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CONJUNCTION,
    CUE,
    DETERMINER,
    NEGATION,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SEGMENT,
    SPEECH,
    Narrative,
)
from textkit.labelling.quotations.subjects import Subject, find_subject
from textkit.lexicons import read_lexicon

__all__ = ["Cue", "Verb", "cue_span", "find_cues", "takes_object", "verb_forms"]

BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s", "am", "get", "got", "gets"})
PRONOMINAL = frozenset({"this", "that", "these", "those", "some", "many", "several", "most", "both", "one", "others",
                        "all", "few", "another", "none", "each", "either"})  # fmt: skip
BEFORE_GERUND = frozenset({"by", "of", "in", "for", "after", "before", "without", "as", "from", "about", "like", "with",
                           "on"})  # fmt: skip
ARTICLES = frozenset({"the", "a", "an", "every", "no"})
PLURAL_DETERMINERS = frozenset({"some", "many", "others", "most", "both", "several", "few", "all", "those"})
OBJECT = 6  # words before the head of a noun phrase, at most
PLURAL_PERSONS = frozenset({"i", "we", "you", "they", "who", "people"})


class Verb(NamedTuple):
    """A form of a reporting verb, as the lexicon has it."""

    lemma: str
    form: str  # base, third, past, participle, gerund
    category: str
    stance: str
    strength: float


class Cue(NamedTuple):
    """A reporting cue at ``first:last`` of the narrative; ``subject`` numbers a mention, -1 if none was found."""

    first: int
    last: int
    verb: Verb
    subject: int
    inner: int  # a mention inside the subject: Clinton in "a spokesman for Clinton"
    relation: str
    passive: bool
    finite: bool


def find_cues(story: Narrative, mentions: list[Mention], at: dict[int, int]) -> list[Cue]:
    """All cues in order. Subjects that are not yet mentions ("the poll found") are appended to ``mentions``."""
    cues: list[Cue] = []
    forms = verb_forms()
    sentence_cues: list[Cue] = []
    sentence, low = -1, 0
    for position in story.reporting:
        tag = story.tags[position]
        if (here := story.sentence(position)) != sentence:
            sentence, low, sentence_cues = here, story.heads[here], []
        if tag & SPEECH and (noun := _noun_cue(story, at, position, low)):
            cues.append(noun)
            continue
        if not tag & CUE or not _can_be_verb(story, position, at, low):
            continue
        verb = forms[story.words[position]]
        passive = verb.form in ("past", "participle") and _is_passive(story, position, low)
        subject = find_subject(story, mentions, at, position, low, verb.form, verb.category, passive, sentence_cues)
        cue = _cue(position, verb, subject, passive)
        cues.append(cue)
        sentence_cues.append(cue)
    return cues


def _cue(position: int, verb: Verb, subject: Subject, passive: bool) -> Cue:
    finite = verb.form in ("past", "third") and not passive
    return Cue(position, position + 1, verb, subject.mention, subject.inner, subject.relation, passive, finite)


def cue_span(story: Narrative, cue: Cue) -> tuple[int, int]:
    """Code points of a cue; "according" takes its "to" along."""
    last = cue.last + (story.words[cue.last : cue.last + 1] == ["to"] and cue.verb.form == "preposition")
    return story.starts[cue.first], story.ends[last - 1]


def _noun_cue(story: Narrative, at: dict[int, int], position: int, low: int) -> Cue | None:
    """A noun of speech with a clause: "his claim that …", "Trump's promise to …"; its subject is the owner."""
    if story.words[position + 1 : position + 2] not in (["that"], ["to"]):
        return None
    previous = position - 1
    owned = position > 0 and story.words[previous] == "'s"  # the tag of an auxiliary is that of "is", too
    if position and not owned and (story.words[previous] == "to" or story.tags[previous] & (AUXILIARY | NEGATION)):
        return None
    owner = -1
    for probe in range(position - 1, max(low, position - 5) - 1, -1):
        if story.words[probe] == "'s" or story.tags[probe] & POSSESSIVE:
            owner = at.get(probe if story.tags[probe] & POSSESSIVE else probe - 1, -1)
            break
        if story.tags[probe] & (PREPOSITION | AUXILIARY | CUE | CONJUNCTION) or not story.raws[probe][0].isalpha():
            break
    verb = Verb(story.words[position], "noun", "noun", "neutral", 0.5)
    return Cue(position, position + 1, verb, owner, -1, "owner" if owner >= 0 else "none", False, False)


def takes_object(story: Narrative, cue: Cue, owned: Sequence[int]) -> bool:
    """True if what a cue is about is somebody's noun of speech: "Lee denied Roe's claim that it is done"."""
    place = bisect_left(owned, cue.last)
    end = owned[place] if place < len(owned) else 0
    return 0 < end - cue.last < OBJECT and not {"VERB", "AUX"}.intersection(story.pos[cue.last : end])


def _can_be_verb(story: Narrative, position: int, at: dict[int, int], low: int) -> bool:
    """Tell "he claims" from "his claims", "the alleged plan" and "Mark"."""
    raw, word = story.raws[position], story.words[position]
    if raw[0].isupper() and (position != low and story.raws[position - 1] not in (BREAK, SEGMENT)):
        return False
    form = verb_forms()[word].form
    if not _is_tagged_verb(story, position, form):
        return False
    before = position - 1
    while before >= low and story.tags[before] & ADVERB and not story.tags[before] & (DETERMINER | PRONOUN):
        before -= 1
    if before < low:
        return form != "base" and form != "third"
    previous, tag = story.words[before], story.tags[before]
    if previous in ARTICLES or (tag & POSSESSIVE and previous != "her"):
        return False
    if previous == "'s":
        return form in ("participle", "past", "gerund")
    if tag & DETERMINER and previous not in PRONOMINAL:
        return False
    if form == "base":
        return _allows_base(story, before, at)
    if tag & PREPOSITION and not tag & (ADVERB | CONJUNCTION):
        return form == "gerund" and previous in BEFORE_GERUND
    return True


def _is_tagged_verb(story: Narrative, position: int, form: str) -> bool:
    """True if the word is tagged as a verb, or in a headline as a noun behind a name, as verbs there often are."""
    pos = story.pos[position]
    if pos in ("VERB", "AUX"):
        return True
    named = pos == "NOUN" and form == "third" and story.pos[position - 1] == "PROPN"
    return named and story.pos[position + 1 : position + 2] not in (["AUX"], ["VERB"])  # Treasury notes are


def _allows_base(story: Narrative, before: int, at: dict[int, int]) -> bool:
    """A base form is a verb after "to", an auxiliary, or a plural subject."""
    previous, tag = story.words[before], story.tags[before]
    if previous == "to" or previous in PLURAL_PERSONS or (tag & (AUXILIARY | NEGATION) and previous not in BE):
        return True
    if tag & CONJUNCTION:
        return False
    if tag and previous in PLURAL_DETERMINERS:
        return True
    return bool(tag & ROLE and previous.endswith(("s", "people", "men", "women"))) or (
        before in at and previous.endswith("s") and story.raws[before] != SEGMENT and not tag & PREPOSITION
    )


def _is_passive(story: Narrative, position: int, low: int) -> bool:
    before = position - 1
    while before >= low and story.tags[before] & (ADVERB | NEGATION):
        before -= 1
    return before >= low and story.words[before] in BE


@cache
def verb_forms() -> dict[str, Verb]:
    """Every form of every reporting verb; a form that is past and base ("read") counts as past."""
    forms: dict[str, Verb] = {}
    for row in read_lexicon("reporting_verbs"):
        for form in ("past", "third", "gerund", "participle", "lemma"):
            name = "base" if form == "lemma" else form
            verb = Verb(row["lemma"], name, row["category"], row["stance"], float(row["strength"]))
            forms.setdefault(row[form], verb)
    forms["according"] = Verb("according to", "preposition", "say", "neutral", 1.0)
    return forms
