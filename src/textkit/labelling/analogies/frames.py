"""Evidence on names: a name of the past as a cue, and forms that make a type of one (X-style, another X, the X of Y).

What tells of the X of Y is the name (a person's, a proverbial one, or common words in capitals), the words before it
(called, like, an apposition) and what it is the X of (a field, his day; or the same X at another time).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from textkit.labelling.analogies.candidates import OLD_AFTER_YEARS, Context, is_past_name, past_words
from textkit.labelling.analogies.sentence_words import QUOTES, Clause, is_be, is_plural, is_year, kind_of_thing, words
from textkit.labelling.quotations.narrative import organisations, proper_words, roles, titles
from textkit.language.governors import is_negator
from textkit.language.names import given_names
from textkit.language.tagger import usual_tag

__all__ = [
    "form_evidence",
    "moment_evidence",
    "name_evidence",
    "new_evidence",
    "type_evidence",
]

LIKENING_DISTANCE, NEAR_DISTANCE = 12, 4  # words between "compared" or another frame ("echoes of the") and its name
AFTER_NOUN = ("preposition", "conjunction", "be", "auxiliary", "modal", "adverb", "subject")


def age(context: Context) -> Iterator[str]:
    """How far the referents inside the cue lie before the document; nothing without a date."""
    inside = context.names_between(context.first, max(context.after, context.first + 1), ambiguous=True)
    if not inside or context.year is None:
        return
    if (inside[0].referent.start_year or context.year) > context.year:
        yield "name: later than the document"
    elif not is_past_name(inside[0], context.year):
        yield "name: of our own time"
    elif is_past_name(inside[0], context.year, after=OLD_AFTER_YEARS):
        yield "name: long before the document"


NOT_COMPARED = ("rather", "other", "longer")


def name_evidence(context: Context) -> Iterator[str]:
    """A name of the past: frames that liken, and signs that it is narrated or belongs to somebody else."""
    yield from age(context)
    yield from _form_of_name(context)
    yield from _frame(context)
    yield from _predicate(context)
    yield from _narration(context)
    yield from _other_bearer(context)


def _form_of_name(context: Context) -> Iterator[str]:
    name, text = context.candidate.name, context.clause.strings[context.first]
    if name is None:
        return
    if name.form == "adjective" and name.referent.type == "person":
        yield "name: adjective of a person" if text.endswith(("ian", "esque")) else "name: movement of a person"
        if context.clause.word(context.first - 1) == "the":
            yield "name: adjective behind the"
    elif name.form == "adjective" or text[0].islower():
        yield "name: common noun or adjective"
    yield f"name: {name.referent.type}"


def _frame(context: Context) -> Iterator[str]:
    """Words of likening around the name."""
    before = context.back(LIKENING_DISTANCE)
    stop = next((k for k, w in enumerate(before) if w in (";", ":", "--", "—")), len(before))
    measured = {w for w, of in pairwise(before) if of in ("in", "by")}  # in comparison with
    if set(before[:stop]) & words("far_frame") - measured or set(before[: min(stop, NEAR_DISTANCE)]) & words("frame"):
        yield "name: in a frame of likening"
    if {w for of, w in pairwise(before[:stop]) if of == "of"} & words("return"):  # not: a revival that
        yield "name: a return of that past"
    if set(context.back(LIKENING_DISTANCE) + context.ahead(LIKENING_DISTANCE)) & words("alike"):
        yield "name: beside similar, likewise"
    if set(context.ahead(2)) & words("frame_noun"):
        yield "name: with a noun of likening"
    if _in_parallel(context):
        yield "name: in a parallel clause"
    if _is_counted(context):
        yield "name: with an indefinite article"
    if _is_share(context):
        yield "name: a kind of NAME"
    if _after_comparative(before):
        yield "name: standard of a comparative"
    if context.ahead(1) == ["-"] or (context.first and context.clause.strings[context.first - 1].endswith("as-")):
        yield "name: hyphenated"


def _is_counted(context: Context) -> bool:
    """A Munich at which, an Ogdensburg in instalments."""
    before = [word for word in context.back(3) if word not in QUOTES]
    return before[:1] in (["a"], ["an"]) and _stands_alone(context)


def _is_share(context: Context) -> bool:
    """A kind of Dunkirk, a shade of Munich, an air of the Blitz."""
    before = [word for word in context.back(4) if word != "the"]
    return len(before) > 1 and before[0] == "of" and before[1] in words("share") and _stands_alone(context)


def _stands_alone(context: Context) -> bool:
    """True if the name is a noun of its own, not an attribute (a Nixon aide) or described (an Iraq that is free)."""
    name, clause = context.candidate.name, context.clause
    if name is None or name.form == "adjective" or not clause.strings[context.first][0].isupper():
        return False
    following = clause.word(clause.after(context.after))
    if following in words("relative"):
        return name.form != "ambiguous"
    return not following[:1].isalnum() or following in words(*AFTER_NOUN) or following.endswith("ing")


def _after_comparative(before: list[str]) -> bool:
    """Worse than NAME, little more than the NAME (not: rather than NAME)."""
    place = before.index("than") if "than" in before[:2] else -1
    degree = before[place + 1] if 0 <= place < len(before) - 1 else ""
    compared = degree in ("more", "less", "worse") or (degree.endswith("er") and degree not in NOT_COMPARED)
    return compared and "or" not in before[place + 2 : place + 3]


def _in_parallel(context: Context) -> bool:
    """Just as NAME did; the way NAME did."""
    clause, i = context.clause, context.first - 1
    while i > 0 and (clause.lower[i] in words("office", "article", "determiner") or clause.lower[i] == "."):
        i -= 1
    did = clause.word(context.after) in ("did", "had") and "as" not in clause.lower[max(0, i - 3) : i]
    return (clause.word(i) == "way" and i > 1) or (
        clause.word(i) == "as" and (did or clause.word(i - 1) in ("just", "much"))
    )


def _is_attribute(context: Context) -> bool:
    """An adjective before a noun."""
    name, following = context.candidate.name, context.clause.word(context.after)
    adjective = name is not None and name.form == "adjective" and name.referent.type != "person"
    return adjective and following[:1].isalpha() and following not in words("preposition", "conjunction", "be")


def _predicate(context: Context) -> Iterator[str]:
    """This was Churchill, or he is not: a name alone, not before another noun."""
    if _is_attribute(context):
        yield "name: attribute of a noun"
        return
    clause, i = context.clause, _before_list(context.clause, context.first - 1)
    skipped = set()
    skippable = words("article", "determiner", "possessive", "adverb") | QUOTES
    while i >= 0 and _is_passed(clause.lower[i], skippable):
        skipped.add(clause.lower[i])
        i -= 1
    cleft = "it" in (clause.word(i - 1), clause.word(i).partition("'")[0])  # it was NAME who said
    described = clause.is_name(context.after) or clause.tags[context.after : context.after + 1] == ["NOUN"]
    if is_be(clause.word(i)) and not described and not (cleft and clause.word(context.after) in words("relative")):
        denied = skipped & {"no", "not"} or clause.word(i).endswith("n't")
        yield "name: denied predicate" if denied else "name: predicate"
        if not denied and (clause.word(i - 1) in ("this", "that", "it", "you") or "'" in clause.word(i)):
            yield "name: this is NAME"


def _before_list(clause: Clause, i: int) -> int:
    """The word before the first of several names: this was Churchill and Lincoln, not a Reagan or Lincoln."""
    start = i
    while start > 0 and clause.is_name(start):
        start -= 1
    listed = start
    while start > 0 and (clause.lower[start] in ("and", "or", "even", ",") or clause.is_name(start)):
        start -= 1
    return start if start < listed and clause.is_name(start + 1) else i


def _is_passed(word: str, skippable: frozenset[str]) -> bool:
    return (word in skippable or is_negator(word, reversals=False)) and not is_be(word)


def _narration(context: Context) -> Iterator[str]:
    before, ahead = context.back(4), context.ahead(3)
    if set(before[:2]) & words("timeprep"):
        yield "name: time or place"
    span = range(max(0, context.first - 12), min(len(context.clause), context.after + 12))
    if past_words(context, span):
        yield "name: told with a date"
    if set(ahead[:2]) & words("institution"):
        yield "name: of an institution or group"
    if context.left < 0 or context.clause.word(context.left) in words("conjunction"):
        yield "name: subject of a clause"
    if ahead[:1] and ahead[0] in words("be", "auxiliary", "verb", "speech") and not _in_parallel(context):
        yield "name: acts"


def _other_bearer(context: Context) -> Iterator[str]:
    """A surname with another first name or an office: somebody of today, or the person narrated."""
    clause, name = context.clause, context.candidate.name
    before = clause.word(context.first - 1)
    if before == ".":
        before = clause.word(context.first - 2)
    if before in words("office"):
        yield "name: with an office"
    elif name and name.referent.type == "person" and name.form == "alias" and clause.is_name(context.first - 1):
        yield "name: another first name"
    elif clause.is_name(context.after) and clause.lower[context.after] not in words("institution"):
        yield "name: part of a longer name"


def form_evidence(context: Context) -> Iterator[str]:
    """X-style, X-like, X-era."""
    yield from age(context)
    stem = context.clause.lower[context.first].rpartition("-")[0] or context.clause.lower[context.first].removesuffix(
        "esque"
    )
    if context.names_between(context.first, context.first + 1, ambiguous=True):
        yield "form: of a name of the past"
    elif context.clause.is_name(context.first):
        yield "form: of another name"
    elif kind_of_thing(stem):
        yield "form: of a figurative thing"
    if is_plural(context.clause.word(context.after)):
        yield "form: of many things"


def new_evidence(context: Context) -> Iterator[str]:
    """Another X, a new X, today's X."""
    span = range(context.right, min(context.right + 3, len(context.clause)))
    names = context.names_between(span.start, span.stop, ambiguous=True)
    at_once = [n for n in names if n.start <= context.clause.starts[context.right] + 1]
    if "modern" in context.cue or "latter" in context.cue:
        yield "new: modern-day"
    if at_once:
        yield "new: a name of the past"
        if context.year is not None and not is_past_name(at_once[0], context.year):
            yield "name: of our own time"
        elif context.year is not None and is_past_name(at_once[0], context.year, after=OLD_AFTER_YEARS):
            yield "name: long before the document"
    if set(context.clause.lower[context.right : context.right + 4]) & words("institution", "office"):
        yield "new: an office, institution or group"


def moment_evidence(context: Context) -> Iterator[str]:
    """A Sister Souljah moment."""
    yield from age(context)
    if context.names_between(context.first, context.after, ambiguous=True):
        yield "moment: of a name of the past"


NAMING_WITHIN = 5  # words between "called" and the type, for the name of who is called so
OPENERS = frozenset(",:;–—(-") | {"--"}
LINKS = frozenset({"of", "for", "among", "the"})
OFFICIAL = ("institution", "office", "document", "official_name")  # classes of words
COMMON = frozenset({"ADJ", "ADV", "AUX", "INTJ", "NOUN", "NUM", "PRON", "SCONJ", "VERB"})
COMMON_ENDING = re.compile(r"(?:[ts]ion(?:al)?|ical|ative|ment|ness|ity|ism|ship|hood|ology|ance|ence)s?$")
DECADE = re.compile(r"(?:(?:1[6-9]|20)?\d0'?s|(?:1[6-9]|2[01])(?:th|st)|centur(?:y|ies))$")


def type_evidence(context: Context) -> Iterator[str]:
    """The Berlusconi of New York, a Mozart among cooks."""
    clause, name = context.clause, _name(context)
    yield from age(context)
    if name:
        yield from _past(context, name)
        yield from _of_name(clause, name)
    if clause.word(context.first) in ("a", "an"):
        yield "type: after an indefinite article"
    if clause.word(context.first + 1) in QUOTES:
        yield "type: in quotation marks"
    yield from _before(clause, context.left)
    yield from _behind(context)
    if name and _is_bearer(context, clause.strings[name.stop - 1]):
        yield "type: of the bearer"


def _name(context: Context) -> range:
    """Indices of the words between the article and the preposition, without quotation marks."""
    lower, last = context.clause.lower, context.after
    while last > context.first + 1 and (lower[last - 1] in LINKS or lower[last - 1] in QUOTES):
        last -= 1
    return range(context.clause.after(context.first + 1), last)


def _past(context: Context, name: range) -> Iterator[str]:
    """Whether the name, or its end, is one of the past."""
    end = context.clause.ends[name.stop - 1]
    for past in context.names_between(name.start, name.stop):
        if past.end > end or " of " in past.referent.name:
            yield "type: an office or institution"
        elif past.end == end:
            yield "type: a name of the past"


def _of_name(clause: Clause, name: range) -> Iterator[str]:
    strings, lower = clause.strings[name.start : name.stop], clause.lower[name.start : name.stop]
    if " ".join(lower) in words("proverbial"):
        yield "type: a proverbial name"
    elif _is_person(strings, lower):
        yield "type: a person"
    else:
        yield from _of_other_name(strings, (*lower, clause.word(clause.after(name.stop + 1))))
    if any(w.isupper() and len(w) > 1 and "." not in w for w in strings):
        yield "type: an acronym"


def _is_person(strings: Sequence[str], lower: Sequence[str]) -> bool:
    """A given name or a title before another name: Bill Gates, Queen Victoria (not: Queen Mother, a Marine Corps)."""
    if len(lower) < 2 or any(w in words("institution") or w.title() in organisations() for w in lower[1:]):
        return False
    titled = lower[0].removesuffix(".") in words("title_of_fame") and not {"and", "the"} & {*lower}
    return strings[0] in given_names() or (titled and not _is_official(lower[1]) and not _is_common(lower[1]))


def _of_other_name(strings: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    """Signs that a name is none of a person; the last of the words in lower case is the one behind "of"."""
    if any(map(_is_official, lower[:-1])) or lower[-1] in words(*OFFICIAL):
        yield "type: an office or institution"
    if any(map(_is_common, lower[:-1])):
        yield "type: common words in capitals"
    elif len(strings) > 1:
        yield "type: two names"
    if len(strings) == 1:
        yield "type: one name"
    if any(w in proper_words() for w in (*strings, " ".join(strings))):
        yield "type: a place, people or time"
    if is_plural(lower[-2]):
        yield "type: a plural"


def _is_official(word: str) -> bool:
    return word in words(*OFFICIAL) or word in roles() or word.title() in titles() or word.title() in organisations()


def _is_common(word: str) -> bool:
    """Whether a word is an adjective, noun or verb that has a capital here because it is in a title."""
    return usual_tag(word) in COMMON or kind_of_thing(word) is not None or COMMON_ENDING.search(word) is not None


def _before(clause: Clause, left: int) -> Iterator[str]:
    """What governs the name: called the X of, is the X of, like the X of; Ann Lee, the X of."""
    called = left - 1 if clause.word(left) in words("object") else left
    if _is_called(clause, called):
        yield "type: a person called so" if clause.word(left) in ("him", "her", "me", "you") else "type: after called"
    elif is_be(clause.word(called)) or clause.word(called) == "as":
        yield "type: after as, is"
    elif _is_likened(clause, left):
        yield "type: after like, into, him"
    elif left < 0:
        yield "type: first of its sentence"
    elif clause.word(left) in OPENERS:
        yield "type: in apposition to a name" if clause.is_name(left - 1) else "type: in apposition"
    elif clause.word(left) in words("preposition"):
        yield "type: after a preposition"


def _is_called(clause: Clause, left: int) -> bool:
    """Called the X of; called Ann Lee the X of."""
    for i in range(left, max(-1, left - NAMING_WITHIN), -1):
        if clause.lower[i] in words("naming") or (i == left and clause.lower[i] in words("becoming")):
            return True
        if not (clause.is_name(i) or clause.lower[i] == "."):
            break
    return False


def _is_likened(clause: Clause, left: int) -> bool:
    """Like, into or made him the X of; something of an X of."""
    of_sorts = clause.word(left) == "of" and clause.word(left - 1) in ("something", "title", "sort", "kind")
    return of_sorts or clause.word(left) in {"like", "into"} | words("object")


def _behind(context: Context) -> Iterator[str]:
    """What it is the X of."""
    clause, first = context.clause, context.clause.after(context.after)
    word, ahead = clause.word(first), clause.lower[first : first + 4]
    if "for" in clause.lower[context.after - 2 : context.after]:
        yield "type: for"
    if word in words("possessive") | {"the"} and words("own_time") & {*ahead[1:3]}:
        yield "type: of its time"
    elif any(map(DECADE.match, ahead)):
        yield "type: of a decade or century"
    elif _is_at_another_time(clause, first):
        yield "type: at another time"
    elif clause.is_name(first):
        yield "type: of a name"
    elif word[:1].isalpha() and word not in words("pronoun_clause", "determiner", "relative", "object", "possessive"):
        yield "type: of a common noun" if not words("stage") & {*ahead} else "type: of a work"


def _is_at_another_time(clause: Clause, first: int) -> bool:
    """Of old, of some five years ago, of 1999, of last Saturday."""
    ahead = clause.lower[first : first + 4]
    named = first < len(clause) and proper_words().get(clause.strings[first]) == "time"
    return (
        named or bool(words("other_time") & {*ahead, *clause.lower[first + 4 : first + 6]}) or any(map(is_year, ahead))
    )


def _is_bearer(context: Context, surname: str) -> bool:
    """Whether the name stands elsewhere in the sentence: Ann Lee is not the Ann Lee of five years ago."""
    strings = context.clause.strings
    around = (*strings[: context.first], *strings[context.after :])
    return len(surname) > 2 and any(w.removesuffix("'s").removesuffix("’s") == surname for w in around)
