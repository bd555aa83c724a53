"""Evidence on the X of Y: a name used for a type (the Berlusconi of New York), an office, a title or its own bearer.

Three things speak: the name (a person's, a proverbial one, or common words in capitals), the words before it (called,
like, an apposition) and what it is the X of (a field, his day; or the same X at another time).
"""

import re
from collections.abc import Iterator, Sequence

from textkit.labelling.analogies.candidates import Context
from textkit.labelling.analogies.clause import QUOTES, Clause, is_be, is_plural, is_year, kind_of_thing, words
from textkit.labelling.analogies.frames import age
from textkit.labelling.quotations.narrative import given_names, organisations, proper_words, roles, titles
from textkit.language.tagger import usual_tag

__all__ = ["type_evidence"]

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
        yield "type: after called"
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
