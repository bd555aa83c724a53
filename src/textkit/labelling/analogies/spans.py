"""What is likened (tenor) to what (vehicle)."""

from textkit.labelling.analogies.candidates import Context
from textkit.labelling.analogies.clause import OBJECTS, antecedent, noun_phrase, subject_of, trim
from textkit.labelling.analogies.sentence_words import (
    NOMINATIVES,
    QUOTES,
    Clause,
    Span,
    is_be,
    is_verb,
    is_verb_at,
    words,
)

__all__ = ["tenor_of", "vehicle_of"]

TO_WITHIN = 20  # words between "compared" and its "to"
MOST_ADJECTIVES = 6
PREDICATE_WITHIN = 7  # words between "as if" and its "were"
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
NOMINAL_START = NOMINAL | {"DET", "ADJ"}
EMPTY = frozenset({"there", "a", "an", "the", "no"})
RELATIVE = frozenset({"that", "which", "who", "whom"})
WAYS = frozenset({"way", "ways", "sense", "respect", "respects", "manner", "fashion", "degree", "extent"})
LONGEST_LEADING = 6  # words of a phrase before an opening cue: In other words, like a clock, …
CLOSED_BY = {"“": "”", "‘": "’'", '"': '"', "''": ("''",), "``": ("''",), "'": "'"}
LONGEST_QUOTED = 14  # words
LONGEST_RELATIVE = 15  # words
INTO_OBJECT = frozenset({"about", "of", "at"})


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
    supposed = family == "as_if"
    return _introduced(clause, context.right, supposed=supposed, clausal=supposed or family in ("like", "same_way"))


def _introduced(clause: Clause, first: int, *, supposed: bool = False, clausal: bool = False) -> Span:
    """The phrase after a cue; an act or a clause runs to the next stop, words in quotation marks to their end."""
    quoted = _quoted(clause, first)
    if quoted:
        return quoted
    first += clause.word(first) == "of"
    while clause.word(first) in ("much", "more", "very"):
        first += 1
    begun = first
    first = (clausal and _predicate(clause, first)) or first
    word = clause.word(first)
    if supposed and clause.tags[min(first, len(clause) - 1)] in NOMINAL_START and first == begun:
        return _whole_clause(clause, first)
    if word in ("that", "those", "one", "someone") and clause.word(first + 1) in words("relative"):
        return _whole_clause(clause, first)
    if (
        word in words("pronoun_clause")
        or word in ("if", "that", "what")
        or (word.endswith("ing") and not clause.is_name(first))
    ):
        return _whole_clause(clause, first)
    return _with_relative(clause, noun_phrase(clause, first))


def _quoted(clause: Clause, first: int) -> Span:
    """What stands in quotation marks behind a cue, if it is one piece: like “Beauty and the Beast”."""
    if clause.word(first - 1) not in CLOSED_BY:
        return None
    for i in range(first + 1, min(len(clause), first + LONGEST_QUOTED)):
        if clause.lower[i] in CLOSED_BY[clause.word(first - 1)]:
            return trim(clause, first, i)
        if clause.is_stop(i) and clause.lower[i] != "?":
            break
    return None


def _with_relative(clause: Clause, span: Span) -> Span:
    """A phrase with the relative clause that restricts it: minstrels that beg people to come."""
    if not span or clause.word(span[1]) not in ("that", "who") or clause.tags[span[1]] == "DET":
        return span
    last = span[1] + 1
    while last < min(len(clause), span[1] + LONGEST_RELATIVE) and not _ends_relative(clause, last):
        last += 1
    return trim(clause, span[0], last) if last == len(clause) or _ends_relative(clause, last) else span


def _ends_relative(clause: Clause, i: int) -> bool:
    closes = clause.lower[i] in QUOTES and (i + 1 == len(clause) or clause.is_stop(i + 1))
    return clause.is_stop(i) or clause.lower[i] in ("and", "but", "or") or closes


def _whole_clause(clause: Clause, first: int, *, longest: int = 18) -> Span:
    """Everything from a word up to the next stop: an act as a vehicle ("saying that …")."""
    last = first
    while last < min(len(clause), first + longest) and not clause.is_stop(last):
        last += 1
    return trim(clause, first, last)


def _predicate(clause: Clause, first: int) -> int | None:
    """Where B begins in: as if it were B, as if the rest were B, like he is B."""
    for i in range(first + 1, min(len(clause), first + PREDICATE_WITHIN)):
        if clause.is_stop(i) or clause.tags[i] == "VERB":
            return None
        if clause.lower[i] in words("be"):
            opens = clause.word(i + 1) in words("article") or clause.word(i + 1) == "the"
            return i + 1 if opens else None
    return None


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
    while clause.is_name(first - 1) and clause.lower[first - 1] not in words("determiner", "article"):
        first -= 1
    owned = any(word.endswith(("'s", "s'")) for word in clause.lower[first : context.first])
    return (first, context.first) if first < context.first and not owned else None


def _preposition(context: Context) -> int | None:
    """Index of the to or with (of a comparison also and) that introduces the standard."""
    clause = context.clause
    limit = min(len(clause), context.after + TO_WITHIN)
    if context.family == "comparison" and clause.word(context.after) not in ("to", "with", "between", "of"):
        return None
    wanted = ("to", "with", "and") if clause.word(context.after) == "between" else ("to", "with")
    for k in range(context.after, limit):
        if clause.lower[k] in wanted:
            return _later_to(clause, k, limit) if clause.lower[k] == "with" and k > context.after else k
        if clause.lower[k] in (";", "—", "--") or clause.lower[k] in words("relative"):
            return None
    return None


def _later_to(clause: Clause, k: int, limit: int) -> int:
    """The with in "liken a deal with him to a ransom" belongs to the tenor."""
    for i in range(k + 1, limit):
        if clause.is_stop(i) or clause.lower[i] in words("relative"):
            break
        if clause.lower[i] == "to" and clause.tags[min(i + 1, len(clause) - 1)] != "VERB":
            return i
    return k


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
    return _tidy(context.clause, context.clause.within(_read_tenor(context)))


def _tidy(clause: Clause, span: Span) -> Span:
    """A noun phrase as one would copy it: without what hangs on its edges; None rather than something odd."""
    span = span and trim(clause, *span, leading=words("conjunction"))
    if not span:
        return None
    first, last = span
    if "than" in clause.lower[first:last]:
        first += clause.lower[first:last].index("than") + 1
    if last - first > 1 and clause.tags[first] == "VERB" and not clause.lower[first].endswith(("ing", "ed")):
        first += 1
    hanging = words("article", "modal") | {"not"}
    while last > first and (clause.tags[last - 1] == "ADV" or clause.lower[last - 1] in hanging):
        last -= 1
    return (first, last) if first < last and not _is_odd(clause, first, last) else None


def _is_odd(clause: Clause, first: int, last: int) -> bool:
    """No noun, half a quotation, a prepositional phrase, an aim, only "there" or an article."""
    lower, tags = clause.lower[first:last], clause.tags[first:last]
    if set(lower) <= EMPTY or not NOMINAL & {*tags}:
        return True
    half_quoted = sum(word in QUOTES for word in lower) % 2 == 1
    aims = lower[0] != "to" and any(w == "to" and tag == "VERB" for w, tag in zip(lower, tags[1:], strict=False))
    governed = lower[0] in words("preposition") - {"to"} and tags[0] == "ADP"
    return half_quoted or governed or (aims and not lower[0].endswith("ing"))


def _read_tenor(context: Context) -> Span:
    """The words at the place of the tenor."""
    if context.family in ("compare", "comparison"):
        return _compared(context)
    if context.family.startswith("-") or _is_attribute(context):
        return _noun_after(context.clause, context.after)
    place = _predicate(context.clause, context.right) if context.family == "as_if" else None
    if place and context.clause.tags[place - 2] == "NOUN":
        return context.right, place - 1  # as if the assembly line were a toy
    return _object(context) or _likened(context)


def _noun_after(clause: Clause, first: int) -> Span:
    """The noun after an attribute, up to the verb."""
    verb = next((i for i in range(first + 1, min(len(clause), first + 5)) if is_verb_at(clause, i)), first + 5)
    return noun_phrase(clause, first, longest=verb - first) if first < len(clause) else None


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
        return _between(clause, context.after + (clause.word(context.after) in ("of", "between")), k)
    if context.family == "comparison":
        return None
    relative = next(
        (i for i in range(context.first - 1, max(-1, context.first - 9), -1) if clause.lower[i] in RELATIVE), -1
    )
    if relative > 0 and not is_be(clause.word(context.left)):
        return antecedent(clause, relative)
    return subject_of(clause, context.first)


def _object(context: Context) -> Span:
    """The object between a verb and the cue: treat A like B, call A the next B, see A as reminiscent of B."""
    clause, last = context.clause, context.first
    last -= clause.word(last - 1) in QUOTES
    as_cue = clause.word(last - 1) == "as" or clause.lower[last - 2 : last] == ["as", "being"]
    last -= (clause.word(last - 1) == "being") + as_cue
    k = last - 1
    while k >= 0 and last - k < 14 and not clause.is_stop(k) and not _is_finite(clause, k):
        k -= 1
    taking = words("object_verb", "naming") if context.family in ("like", "as_if") else words("naming")
    if as_cue and k + 1 == last and clause.word(k) in taking:
        return _fronted(clause, k)
    if k < 0 or k + 1 >= last or not (as_cue or clause.word(k) in taking) or is_be(clause.word(k)) or clause.is_stop(k):
        return None
    following = clause.lower[k + 1]
    if following in words("preposition", "adverb", "conjunction") and following not in INTO_OBJECT:
        return None
    return _between(clause, k + 1 + (following in INTO_OBJECT), last)


def _fronted(clause: Clause, verb: int) -> Span:
    """The object of a relative clause: a server, which he described as like an open gate."""
    relative = next((i for i in range(verb - 1, max(-1, verb - 5), -1) if clause.lower[i] in RELATIVE), 0)
    return antecedent(clause, relative) if relative else None


def _counted_noun(clause: Clause, end: int) -> Span:
    """A noun with its adjectives behind a or an, just before a word: a hoarse cry | like."""
    first, least = end, max(0, end - MOST_ADJECTIVES)
    while first > least and clause.tags[first - 1] in ("NOUN", "ADJ"):
        first -= 1
    return (first - 1, end) if first < end and clause.word(first - 1) in words("article") else None


def _between(clause: Clause, first: int, last: int) -> Span:
    """The words between two indices as a phrase."""
    return trim(clause, first, last, leading=words("adverb"))


def _is_finite(clause: Clause, i: int) -> bool:
    """A verb that is not made a noun by a determiner."""
    return is_verb(clause.lower[i]) and clause.word(i - 1) not in words("article", "determiner", "possessive")


def _likened(context: Context) -> Span:
    """The subject of the likeness; after a mark the noun phrase before it; of an opening cue, what follows."""
    clause, left, family = context.clause, context.left, context.family
    if _opens_clause(context):
        return _after_opening(context)
    is_verb_cue = clause.tags[context.first] == "VERB" and family not in ("like", "unlike")
    adverbial = is_verb_cue or clause.lower[context.first] in words("preposition")
    if family in ("likeness", "unlike", "that_of") and not adverbial:
        attached = _attached(clause, context.first, left)
        if attached:
            return attached
    if family == "type" and clause.word(context.first - 1) in OBJECTS | {"her", "it"}:
        return context.first - 1, context.first
    if family == "version":
        return _of_version(clause, context.first)
    if clause.is_stop(left) and family in ("like", "likeness") and not is_verb_cue:
        return _before_mark(clause, left)
    if family in ("like", "as_as") and clause.tags[left] == "NOUN" and not is_verb(clause.lower[left]):
        return _counted_noun(clause, left + 1) or subject_of(clause, context.first)
    return subject_of(clause, context.first)


def _opens_clause(context: Context) -> bool:
    """Like A, B …: at the start, behind a phrase without a verb, or (and like a fool I went) before a pronoun."""
    clause, left, first = context.clause, context.left, context.first
    if left < 0 and first == 0:
        return True
    if context.family not in ("like", "likeness") or clause.tags[first] in ("VERB", "NOUN"):
        return False
    if clause.lower[left] in ("and", "but", "for", "so") or (left < 0 and first > 0):
        ahead = context.complement(6)
        return any(clause.lower[i] in NOMINATIVES and clause.tags[i - 1] == "NOUN" for i in ahead[1:])
    leading = clause.is_stop(left) and clause.tags[0] == "ADP" and left <= LONGEST_LEADING
    return leading and {"VERB", "AUX"}.isdisjoint(clause.tags[:left])


def _of_version(clause: Clause, first: int) -> Span:
    """Of "the modern version of": the phrase before the mark, or the subject; with nothing before it none."""
    while (
        first > 0 and clause.tags[first - 1] in ("ADJ", "DET", "NOUN", "PROPN") and not is_verb(clause.lower[first - 1])
    ):
        first -= 1
    if first == 0 or clause.tags[first - 1] == "SCONJ":
        return None
    return _before_mark(clause, first - 1) if clause.is_stop(first - 1) else subject_of(clause, first)


def _attached(clause: Clause, first: int, left: int) -> Span:
    """The noun that a phrase of likeness stands behind: a voice akin to a bell; not: in a way akin to a game."""
    if clause.lower[0] in words("be", "auxiliary"):  # a question
        return None
    noun = first - 1 if clause.tags[first - 1] in NOMINAL else left
    if clause.tags[noun] not in NOMINAL or is_verb(clause.lower[noun]) or clause.lower[noun] in WAYS:
        return None
    return antecedent(clause, noun + 1)


def _before_mark(clause: Clause, mark: int) -> Span:
    """The noun phrase before a mark; the subject if that is the object of a preposition, or none."""
    span = antecedent(clause, mark)
    if span and {"NOUN", "PROPN", "PRON"} & {*clause.tags[slice(*span)]}:
        return subject_of(clause, mark) if clause.word(span[0] - 1) in words("preposition") else span
    return subject_of(clause, mark)


def _after_opening(context: Context) -> Span:
    """Like A, B …: the tenor is B."""
    clause = context.clause
    k = context.after
    so = next((i for i in range(k, len(clause)) if clause.lower[i] == "so" and clause.word(i - 1) == ","), None)
    if context.family == "same_way" and so:
        k = so + 1
        while clause.word(k) in (",", "too", "also"):
            k += 1
        return _noun_after(clause, k)
    while k < len(clause) and not clause.is_stop(k):
        acts = clause.lower[k] in NOMINATIVES and clause.tags[k - 1] == "NOUN" and k > context.right
        if acts and "," not in clause.lower[k : k + LONGEST_LEADING]:
            return k, k + 1  # and like a fool I went; not: like the man I met, …
        k += 1
    return _noun_after(clause, clause.after(k + 1))
