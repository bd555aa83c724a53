"""What is likened (tenor) to what (vehicle), for each family of cues."""

from textkit.labelling.analogies.clause import Clause, Span, is_be, is_verb
from textkit.labelling.analogies.context import Context
from textkit.labelling.analogies.phrases import between, noun_phrase, trim, whole_clause
from textkit.labelling.analogies.subjects import antecedent, first_verb, subject_of
from textkit.labelling.analogies.words import words

__all__ = ["tenor_of", "vehicle_of"]

TO_WITHIN = 20  # words between "compared" and its "to"


def vehicle_of(context: Context) -> Span:
    """Words for what something is likened to.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("He treated the deal like a game of chess, they say."))
    >>> context.clause.strings[slice(*vehicle_of(context))]
    ['a', 'game', 'of', 'chess']
    """
    return context.clause.within(_read_vehicle(context))


def _read_vehicle(context: Context) -> Span:
    """The words at the place of the vehicle; the span may reach beyond the sentence."""
    clause, family = context.clause, context.family
    if family in ("compare", "comparison"):
        return _standard(context)
    if family.startswith("-"):
        return context.first, context.first + 1
    if _is_adjective(context):
        return context.first, context.after
    if family == "type":
        return context.first, (noun_phrase(clause, context.after, longest=5) or (0, context.after))[1]
    if family in ("name", "moment"):
        return _names_around(clause, context.first, context.after)
    if family == "new":
        return _names_around(clause, context.right, context.right + 1)
    return _introduced(clause, context.right)


def _introduced(clause: Clause, first: int) -> Span:
    """The phrase after a cue; an act or a clause runs to the next stop."""
    first += clause.word(first) == "of"
    word = clause.word(first)
    if (
        word in words("pronoun_clause")
        or word in ("if", "that")
        or (word.endswith("ing") and not clause.is_name(first))
    ):
        return whole_clause(clause, first)
    return noun_phrase(clause, first)


def _names_around(clause: Clause, first: int, last: int) -> Span:
    """A name with the capitalised words before it and the phrase that it begins."""
    while first > 1 and clause.is_name(first - 1):
        first -= 1
    while clause.is_name(last):
        last += 1
    following = clause.word(last)
    is_attribute = following[:1].isalpha() and following not in words(
        "preposition", "conjunction", "be", "auxiliary", "modal"
    )
    if not is_attribute and clause.word(first - 1) in ("a", "an", "the"):
        first -= 1
    extends = following in ("of", "in", "between", "at", "from") or clause.word(last - 1).endswith(("'s", "s'"))
    span = noun_phrase(clause, last - 1) if extends else None
    return first, max(last, span[1] if span else last)


def _standard(context: Context) -> Span:
    """B in compare A to B, comparison to B, B comparisons."""
    clause = context.clause
    k = _preposition(context)
    if k is not None:
        return _introduced(clause, clause.after(k + 1))
    first = context.first
    while clause.is_name(first - 1):
        first -= 1
    return (first, context.first) if first < context.first else None


def _preposition(context: Context) -> int | None:
    """Index of the to or with (of a comparison also and) that introduces the standard."""
    clause = context.clause
    limit = min(len(clause), context.after + TO_WITHIN)
    wanted = ("to", "with", "and") if clause.word(context.after) == "between" else ("to", "with")
    for k in range(context.after, limit):
        if clause.lower[k] in wanted:
            return k
        if clause.lower[k] in (";", "—", "--") or clause.lower[k] in words("relative"):
            return None
    return None


def tenor_of(context: Context) -> Span:
    """Words for what is likened; None if the sentence does not say.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("He treated the deal like a game of chess, they say."))
    >>> context.clause.strings[slice(*tenor_of(context))]
    ['the', 'deal']
    """
    clause, span = context.clause, context.clause.within(_read_tenor(context))
    span = span and trim(clause, *span, leading=words("conjunction"))
    return None if span and set(clause.lower[slice(*span)]) <= EMPTY else span


EMPTY = frozenset({"there", "a", "an", "the", "no"})


def _read_tenor(context: Context) -> Span:
    """The words at the place of the tenor."""
    if context.family in ("compare", "comparison"):
        return _compared(context)
    if context.family.startswith("-") or _is_attribute(context):
        return _noun_after(context.clause, context.after)
    return _object(context) or _likened(context)


def _noun_after(clause: Clause, first: int) -> Span:
    """The noun after an attribute, up to the verb."""
    verb = first_verb(clause, first + 1, min(len(clause), first + 5)) if first < len(clause) else first
    return noun_phrase(clause, first, longest=verb - first) if verb > first else None


def _is_adjective(context: Context) -> bool:
    name = context.candidate.name
    return name is not None and name.form == "adjective"


def _is_attribute(context: Context) -> bool:
    """An adjective of a name before its noun: Orwellian fantasy."""
    after = context.clause.word(context.after)
    return _is_adjective(context) and after[:1].isalpha() and after not in words("be", "conjunction", "preposition")


def _compared(context: Context) -> Span:
    """A in compare A to B, comparison of A to B, A is compared to B, the A that they compared to B."""
    clause, k = context.clause, _preposition(context)
    if k is not None and k > context.after:
        return between(clause, context.after + (clause.word(context.after) in ("of", "between")), k)
    if context.family == "comparison":
        return None
    relative = next(
        (i for i in range(context.first - 1, max(-1, context.first - 9), -1) if clause.lower[i] in RELATIVE), -1
    )
    if relative > 0 and not is_be(clause.word(context.left)):
        return antecedent(clause, relative)
    return subject_of(clause, context.first)


RELATIVE = frozenset({"that", "which", "who", "whom"})


def _object(context: Context) -> Span:
    """The object between a verb and the cue: treat A like B, call A the next B, see A as reminiscent of B."""
    clause, last = context.clause, context.first
    as_cue = clause.word(last - 1) == "as" or clause.lower[last - 2 : last] == ["as", "being"]
    last -= (clause.word(last - 1) == "being") + as_cue
    k = last - 1
    while k >= 0 and last - k < 14 and not clause.is_stop(k) and not _is_finite(clause, k):
        k -= 1
    taking = words("naming") if context.family != "like" else words("object_verb", "naming")
    if k < 0 or k + 1 >= last or not (as_cue or clause.word(k) in taking) or is_be(clause.word(k)) or clause.is_stop(k):
        return None
    following = clause.lower[k + 1]
    if following in words("preposition", "adverb", "conjunction") and following not in INTO_OBJECT:
        return None
    return between(clause, k + 1 + (following in INTO_OBJECT), last)


def _is_finite(clause: Clause, i: int) -> bool:
    """A verb that no determiner makes a noun."""
    return is_verb(clause.lower[i]) and clause.word(i - 1) not in words("article", "determiner", "possessive")


INTO_OBJECT = frozenset({"about", "of", "at"})


def _likened(context: Context) -> Span:
    """The subject of the likeness; after a mark the noun phrase before it; of an opening cue, what follows."""
    clause = context.clause
    if context.left < 0 and context.first == 0:
        return _after_opening(context)
    if clause.is_stop(context.left) and context.family in ("like", "likeness"):
        return antecedent(clause, context.left) or subject_of(clause, context.left)
    return subject_of(clause, context.first)


def _after_opening(context: Context) -> Span:
    """Like A, B …: the tenor is B."""
    clause = context.clause
    k = context.after
    while k < len(clause) and not clause.is_stop(k):
        k += 1
    return _noun_after(clause, clause.after(k + 1))
