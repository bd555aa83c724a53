"""The subject of a reporting verb, found without a parser by walking over what may stand between the two."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from textkit.labelling.quotations.mentions import Mention, noun_mention
from textkit.labelling.quotations.narrative import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    CUE,
    DETERMINER,
    FUNCTION,
    NEGATION,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SEGMENT,
    TIME,
    Narrative,
    roles,
)

__all__ = ["Subject", "find_subject"]

MOST_CUES, LONGEST_CLAUSE = 12, 150  # cues and words of the sentence looked back over
FARTHEST = 40  # words walked back at most
LONGEST_APPOSITION = 30
MOST_NOUNS = 6  # words of an occupation before a name
LONGEST_ISSUE = 12  # words between a document and who issued it or what it is on
INVERTED = frozenset({"say", "write", "ask", "think", "show"})  # categories of verbs that stand before their subject
VERBS = frozenset({"VERB", "AUX"})
SKIPPED = ADVERB | AUXILIARY | NEGATION | TIME


class Subject(NamedTuple):
    """Number of the mention that is the subject (-1: none), one inside it, and how it was found."""

    mention: int
    inner: int
    relation: str


NONE = Subject(-1, -1, "none")


def find_subject(
    story: Narrative,
    mentions: list[Mention],
    at: dict[int, int],
    verb: int,
    low: int,
    form: str,
    category: str,
    passive: bool,
    cues: Sequence[Any],
) -> Subject:
    """Subject of the verb at a position of the sentence that begins at ``low``; ``cues`` are those before it."""
    if form == "preposition":
        return _object(story, mentions, at, verb + 2, "according")
    if passive or story.words[verb + 1 : verb + 2] == ["by"]:
        agent = _agent(story, mentions, at, verb)
        if agent.mention >= 0:
            return agent
    if form in ("past", "third", "participle") and category in INVERTED:
        inverted = _inverted(story, mentions, at, verb, low)
        if inverted.mention >= 0:
            return inverted
    found = _walk_back(story, mentions, at, verb, low, form, cues)
    return Subject(found.mention, found.inner, "passive") if passive and found.relation == "adjacent" else found


def _object(story: Narrative, mentions: list[Mention], at: dict[int, int], position: int, relation: str) -> Subject:
    """The noun phrase that begins at a position."""
    for probe in range(position, min(position + 8, len(story.raws))):
        if probe in at:
            return Subject(at[probe], -1, relation)
        if story.raws[probe] in (",", ".", SEGMENT) or story.tags[probe] & (CUE | AUXILIARY):
            return _new(story, mentions, at, probe - 1, relation) if probe > position else NONE
    return NONE


def _agent(story: Narrative, mentions: list[Mention], at: dict[int, int], verb: int) -> Subject:
    for probe in range(verb + 1, min(verb + 5, len(story.raws))):
        if story.words[probe] == "by":
            return _object(story, mentions, at, probe + 1, "agent")
        if story.raws[probe] in (",", ".", SEGMENT):
            break
    return NONE


def _inverted(story: Narrative, mentions: list[Mention], at: dict[int, int], verb: int, low: int) -> Subject:
    """ "…," said Smith; only right behind a quotation, a comma or a dash."""
    if verb == low or story.raws[verb - 1] not in (SEGMENT, ",", "—", "–", "-", "--"):
        return NONE
    if story.raws[verb - 1] == "," and _closes_apposition(story, at, low, verb - 1):
        return NONE
    after = verb + 1
    while after < len(story.raws) and story.tags[after] & ADVERB and after not in at:
        after += 1
    noun = _last_noun(story, at, after)
    mention = -1 if noun < 0 else at.get(noun, -1)
    if noun < 0:
        mention = _named_by_occupation(story, mentions, at, after)
        mention = mention if mention >= 0 else at.get(after, -1)
        if mention < 0 and (mention := _next_mention(at, after)) >= 0 and mentions[mention].first > after:
            return NONE
        if mention < 0:
            return NONE
    last = noun + 1 if noun >= 0 else mentions[mention].last
    following = story.raws[last] if last < len(story.raws) else "."
    said_by = story.words[after] in ("he", "she", "they") and (
        story.raws[verb - 1] == SEGMENT or not following[0].isalpha()
    )
    if mention >= 0 and mentions[mention].kind == "pronoun" and not said_by:
        return NONE
    if story.raws[verb - 1] != SEGMENT and _says(story, last):
        return NONE  # "Lee, 50, said the states were wrong"
    if mention < 0:
        return _new(story, mentions, at, noun, "inverted")
    closes = not following[0].isalnum() or story.tags[last] & (PREPOSITION | RELATIVE | CONJUNCTION | ADVERB | TIME)
    return Subject(mention, -1, "inverted") if closes or following[0].islower() else NONE


def _closes_apposition(story: Narrative, at: dict[int, int], low: int, comma: int) -> bool:
    """True if a comma closes what another one opens behind a name, so that no clause stands before the verb.

    "Ann Lee, who runs the mill, said the heat was bad", but not "In Dover, the mill burnt down, said the mayor".
    """
    for position in range(low, comma):
        if story.pos[position] in VERBS or story.raws[position] == SEGMENT:
            return False
        if story.raws[position] == "," and position - 1 in at:
            return not any(_is_finite(story, position, probe) for probe in range(position + 1, comma))
    return False


def _is_finite(story: Narrative, opened: int, position: int) -> bool:
    """True of a verb of a clause that "who" or "which" does not open, and not of a participle: "based in"."""
    raw, tag = story.raws[position], story.tags[position + 1]
    if story.pos[position] not in VERBS or raw.endswith("ing") or story.words[position - 1] == "to":
        return False
    if story.pos[position] == "VERB" and raw.endswith(("ed", "en")) and tag & PREPOSITION:
        return False
    return not any(tag & RELATIVE for tag in story.tags[opened + 1 : position])


def _next_mention(at: dict[int, int], first: int) -> int:
    return next((at[p] for p in range(first, first + 7) if p in at), -1)


def _says(story: Narrative, position: int) -> bool:
    """True if a finite verb follows, adverbs aside, so that what stands before it is content and not a source."""
    while position < len(story.raws) - 1 and story.pos[position] == "ADV":
        position += 1
    if position >= len(story.raws) or story.raws[position].endswith("ing"):
        return False
    return story.pos[position] in ("VERB", "AUX") or bool(story.tags[position] & (CUE | AUXILIARY))


def _last_noun(story: Narrative, at: dict[int, int], first: int) -> int:
    """The noun at the end of a phrase, which may hold a name: the resident in "said the Dover resident"; -1 if none."""
    if first >= len(story.raws) or not story.tags[first] & (DETERMINER | POSSESSIVE):
        return -1
    last = first
    for position in range(first + 1, min(first + MOST_NOUNS, len(story.raws))):
        if story.pos[position] not in ("NOUN", "ADJ", "PROPN", "NUM") or not story.raws[position][0].isalnum():
            break
        last = position
    plain = story.pos[last] == "NOUN" or story.raws[last].endswith("-year-old")
    return last if last > first and story.raws[last].islower() and plain and last + 1 not in at else -1


def _named_by_occupation(story: Narrative, mentions: list[Mention], at: dict[int, int], first: int) -> int:
    """The name behind an occupation and what stands before it: "said Dover architect Ann Lee"; -1 if there is none."""
    for position in range(first, min(first + MOST_NOUNS, len(story.raws) - 1)):
        raw, pos = story.raws[position], story.pos[position]
        if pos not in ("NOUN", "ADJ", "PROPN", "NUM", "VERB") or not raw[0].isalnum():
            return -1
        number = at.get(position + 1, -1)
        if (
            raw[0].islower()
            and not raw.endswith(("ing", "ed"))
            and number >= 0
            and mentions[number].kind in ("name", "titled", "single")
        ):
            return number if mentions[number].first == position + 1 else -1
    return -1


def _walk_back(
    story: Narrative, mentions: list[Mention], at: dict[int, int], verb: int, low: int, form: str, cues: Sequence[Any]
) -> Subject:
    position, relation = verb - 1, "adjacent"
    limit = max(low, verb - FARTHEST)
    while position >= limit:
        raw, word, tag = story.raws[position], story.words[position], story.tags[position]
        if position in at:
            if tag & RELATIVE:
                return _relative(story, mentions, at, position, low)
            return _with_outer(story, mentions, at, position, low, relation)
        if word == "to" and relation == "adjacent":
            relation = "infinitive"
            position -= 1
            if position >= limit and cues and cues[-1].first == position:
                return Subject(cues[-1].subject, cues[-1].inner, relation)
            if position >= limit and position not in at:
                position -= 1
        elif tag & RELATIVE or (word == "that" and position > low):
            return _relative(story, mentions, at, position, low)
        elif tag & SKIPPED or raw.isdigit() or (tag & PREPOSITION and story.tags[position + 1] & TIME):
            position -= 1
        elif tag & CONJUNCTION:
            return _shared(story, mentions, at, verb, low, cues, "coordinated", form)
        elif raw in (",", "—", "–", "--", ")"):
            return _over_apposition(story, mentions, at, position, low, verb, form, cues)
        elif raw == SEGMENT:
            return _shared(story, mentions, at, verb, low, cues, "participle" if form == "gerund" else "behind", form)
        elif tag & PREPOSITION and form == "gerund":
            return _shared(story, mentions, at, verb, low, cues, "gerund", form)
        elif relation == "infinitive":
            position -= 1
        elif _is_noun_like(raw) and not tag & (FUNCTION | PRONOUN) and form != "gerund":
            made = _new(story, mentions, at, position, relation)
            return _with_outer(story, mentions, at, position, low, relation) if made.mention >= 0 else NONE
        elif raw in (".", ":", ";", "?", "!", "("):
            break
        else:
            position -= 1
    return NONE


def _new(story: Narrative, mentions: list[Mention], at: dict[int, int], position: int, relation: str) -> Subject:
    """A noun phrase that is missing from the lexicons, made a mention because a cue needs it."""
    if not _is_noun_like(story.raws[position]) or story.tags[position] & (FUNCTION | ADVERB):
        return NONE
    mention = noun_mention(story, position, kind="thing")
    if mention is None:
        return NONE
    mentions.append(mention)
    for place in range(mention.first, mention.last):
        at[place] = len(mentions) - 1
    return Subject(len(mentions) - 1, -1, relation)


def _is_noun_like(raw: str) -> bool:
    """A word of letters, also one that begins with a number: the 61-year-old."""
    return raw[0].isalpha() or (raw[0].isdigit() and raw[-1].isalpha() and "-" in raw)


def _with_outer(
    story: Narrative, mentions: list[Mention], at: dict[int, int], position: int, low: int, relation: str
) -> Subject:
    """The mention at a position, or the noun it depends on: a spokesman in "a spokesman for Clinton"."""
    inner = outer = at[position]
    document = _issued(story, mentions, at, mentions[outer].first - 1, low)
    if document >= 0:
        return Subject(document, inner, relation)
    for _ in range(3):
        before = mentions[outer].first - 1
        if before > low and story.tags[before] & DETERMINER:  # of the United States
            before -= 1
        if (
            before <= low
            or not story.tags[before] & PREPOSITION
            or story.words[before] in ("to", "as", "after", "before")
        ):
            break
        if before - 1 not in at:
            break
        outer = at[before - 1]
        if mentions[outer].kind == "pronoun":
            break
    return Subject(outer, inner if outer != inner else -1, relation)


def _issued(story: Narrative, mentions: list[Mention], at: dict[int, int], by: int, low: int) -> int:
    """The document that somebody issued, or that is on something: "a statement sent to the press by Lee"; -1 if none.

    What it is on may itself have phrases, without a verb: "a statement by Acme on its talks with Lee confirmed".
    """
    if by <= low or not story.tags[by] & PREPOSITION:
        return -1
    issued = story.words[by] in ("by", "from")
    for position in range(by - 1, max(low, by - LONGEST_ISSUE) - 1, -1):
        if not (story.raws[position][0].isalnum() or story.words[position] in ("'s", "'")):
            return -1
        if not issued and story.pos[position] in ("VERB", "AUX", "SCONJ"):
            return -1
        number = at.get(position, -1)
        if number >= 0 and roles().get(mentions[number].key, ("",))[0] == "document":
            first = mentions[number].first
            return number if issued or first <= low or not story.tags[first - 1] & PREPOSITION else -1
    return -1


def _relative(story: Narrative, mentions: list[Mention], at: dict[int, int], position: int, low: int) -> Subject:
    """The antecedent of "who", "which" or "that"."""
    before = position - 1
    while before > low and (story.raws[before] == "," or story.tags[before] & PREPOSITION):
        before -= 1
    if before in at or (before >= low and _new(story, mentions, at, before, "relative").mention >= 0):
        return _with_outer(story, mentions, at, before, low, "relative")
    return NONE


def _over_apposition(
    story: Narrative,
    mentions: list[Mention],
    at: dict[int, int],
    comma: int,
    low: int,
    verb: int,
    form: str,
    cues: Sequence[Any],
) -> Subject:
    """The mention before the comma that opens what this comma closes: "Smith, who ran for the Senate, said"."""
    if form == "gerund":
        return _shared(story, mentions, at, verb, low, cues, "participle", form)
    mark = story.raws[comma] if story.raws[comma] != ")" else "("
    fallback = -1
    for position in range(comma - 1, max(low, comma - LONGEST_APPOSITION), -1):
        if story.raws[position] == mark and position - 1 in at:
            mention = mentions[at[position - 1]]
            named = mentions[at[comma - 1]] if comma - 1 in at else mention
            if mention.kind in ("single", "organisation") and named.kind == "name" and named.first == position + 1:
                return Subject(at[comma - 1], at[position - 1], "apposition")  # Head of the House, Ann Lee, said
            if mention.kind != "place":
                return _with_outer(story, mentions, at, position - 1, low, "apposition")
            fallback = position - 1
        elif story.raws[position] == mark and story.tags[position + 1] & RELATIVE:
            made = _new(story, mentions, at, position - 1, "apposition")  # a citizen, whose name is not known, said
            if made.mention >= 0:
                return made
        elif story.raws[position] == SEGMENT:
            break
    if fallback >= 0:
        return _with_outer(story, mentions, at, fallback, low, "apposition")
    return _shared(story, mentions, at, verb, low, cues, "comma", form)


def _shared(
    story: Narrative,
    mentions: list[Mention],
    at: dict[int, int],
    verb: int,
    low: int,
    cues: Sequence[Any],
    relation: str,
    form: str,
) -> Subject:
    """The subject that a verb shares with the clause before it: of its last finite cue, else of the sentence."""
    cues = cues[-MOST_CUES:]
    same = [c for c in cues if c.verb.form == form] if relation == "coordinated" else []
    for cue in [*reversed(same), *reversed(cues)]:
        if (
            cue.subject >= 0
            and (cue.finite or cue in same)
            and (cue.relation != "relative" or relation == "coordinated")
        ):
            return Subject(cue.subject, cue.inner, relation)
    for position in range(max(low, verb - LONGEST_CLAUSE), verb):
        if position in at and _may_be_subject(story, mentions[at[position]], low):
            return Subject(at[position], -1, relation)
    return NONE


def _may_be_subject(story: Narrative, mention: Mention, low: int) -> bool:
    before, after = mention.first - 1, mention.last
    if before >= low and story.tags[before] & PREPOSITION:
        return False
    if after >= len(story.raws) or story.words[after] == "'s" or mention.kind == "place":
        return False
    before_noun = story.raws[after].islower() and story.pos[after] == "NOUN"
    return not (before_noun and mention.kind in ("organisation", "people"))  # a Supreme Court judge
