"""Evidence on likeness ("like", "as … as", "as if") and on acts of comparison (compare, echo, version of)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textkit.labelling.analogies.candidates import OLD_AFTER_YEARS, Context, is_past_name, past_words, standard_cues
from textkit.labelling.analogies.sentence_words import Clause, Name, is_be, is_plural, is_verb, is_year, words

__all__ = [
    "asking",
    "comparing",
    "comparison_noun",
    "complement",
    "echoing",
    "equality",
    "example",
    "figure",
    "governor",
    "intensity",
    "perception",
    "phrase",
    "same_way",
    "standard",
    "supposing",
    "version_of",
]

_ROLES = (
    ("perception", "after a verb of perception"),
    ("exemplar", "after an exemplifying noun"),
    ("manner", "after a verb of manner"),
    ("deverbal modal auxiliary", "is a verb"),
    ("object", "after an object pronoun"),
    ("particle", "after another verb"),
)
FAR = 18  # words between "compared" and its "to"
PREPOSITIONS = ("to", "with")
STANDARDS = frozenset({"right: indefinite article", "right: a gerund", "right: a name", "right: a possessive"})


def governor(context: Context) -> Iterator[str]:
    """What stands before "like"."""
    role = "is a verb" if _is_only_verb(context) else _governor(context.clause, context.left)
    yield f"like: {role}"


def _is_only_verb(context: Context) -> bool:
    """Voters like a clear answer: no other word of the sentence is a verb (not: Eyes like a cat)."""
    clause, noun = context.clause, context.clause.word(context.left)
    no_verb = not {"VERB", "AUX"} & set(clause.tags) and not is_verb(noun)
    determined = clause.word(context.right) in words("article", "determiner", "possessive")
    return no_verb and is_plural(noun) and determined and context.figurative() is None


def _governor(clause: Clause, left: int) -> str:
    word = clause.word(left)
    if left < 0:
        return "opens the sentence"
    if clause.is_stop(left):
        return "after a mark"
    if is_be(word):
        return "after be"
    if _before_adjective(clause, left):
        return "is an adjective"
    if word in words("object") and clause.word(left - 1) in words("manner"):
        return "after a verb of manner"
    if _plural_after_border(clause, left):
        return "after a plural noun"
    for name, role in _ROLES:
        if word in words(*name.split()) and not (name == "exemplar" and clause.word(left - 1) == "the"):
            return role
    if clause.is_name(left):
        return "after a name"
    if _acts_as_verb(clause, left):
        return "after another verb"
    return "after a plural noun" if is_plural(word) else "after a noun"


def _before_adjective(clause: Clause, i: int) -> bool:
    """In like fashion, every like task: "like" between a determiner or a preposition and a bare noun."""
    word, introduced = clause.word(i), clause.word(i + 2)
    bare = introduced[:1].isalpha() and introduced not in words("article", "determiner", "possessive", "object")
    return bare and word in words("before_adjective") and not clause.is_name(i + 2)


def _plural_after_border(clause: Clause, i: int) -> bool:
    """A word in -s after a preposition, a determiner or a mark is a noun, whatever verb it may also be."""
    before = clause.word(i - 1)
    at_border = i == 0 or clause.is_stop(i - 1) or before in words("preposition", "article", "determiner", "possessive")
    is_noun = is_plural(clause.word(i)) and clause.tags[i] != "VERB"
    return is_noun and at_border and clause.word(i) not in words("exemplar")


def _acts_as_verb(clause: Clause, i: int) -> bool:
    """Known as a verb, a gerund, or after a subject pronoun, a modal or to."""
    word, before = clause.word(i), clause.word(i - 1)
    if before in words("article", "determiner", "possessive", "preposition") and before != "to":
        return False
    return is_verb(word) or is_gerund(word) or before in words("subject", "modal") or before == "to"


def is_gerund(word: str) -> bool:
    """Whether a lower-case word looks like a gerund."""
    return word.endswith("ing") and len(word) > 4 and word not in words("not_gerund")


def intensity(context: Context) -> Iterator[str]:
    """Adverbs and negative pronouns before the cue."""
    before = context.clause.word(context.first - 1)
    if before in words("degree"):
        yield "left: just, much, more, almost"
    if before in ("nothing", "anything"):
        yield "left: nothing, anything"
    if before in ("not", "never"):
        yield "left: not"
    if _it_is_not(context):
        yield "left: it is not"


def _it_is_not(context: Context) -> bool:
    """It's not like people were quiet: a denial of a clause, not of a likeness."""
    before = " ".join(context.back(4)[::-1])
    denied = before.endswith(("it's not", "it is not", "it was not", "it isn't", "it wasn't", "that's not"))
    return denied and context.clause.word(context.right) not in words("article", "determiner")


def complement(context: Context) -> Iterator[str]:
    """What the cue introduces."""
    introduced = _complement(context.clause, context.right)
    yield f"right: {'a clause' if introduced == 'if' and context.family == 'as_as' else introduced}"
    if _identifies(context):
        yield "right: a clause that identifies"


def _complement(clause: Clause, i: int) -> str:
    word, following = clause.word(i), clause.word(clause.after(i + 1))
    if i >= len(clause) or clause.is_stop(i):
        return "nothing, or a comma"
    if word in words("article"):
        return "a quantity" if _counts(clause, i) else "indefinite article"
    if word == "some" and clause.tags[i + 1 : i + 2] in (["NOUN"], ["ADJ"]) and not is_plural(following):
        return "indefinite article"  # like some despot of old
    if word == "one" and clause.word(i + 1) == "of":
        return "one of a kind"
    if word[0].isdigit() or word in ("percent", "$") or word in words("cardinal"):
        return "a number"
    if word in ("if", "to"):
        return "if" if word == "if" else "an infinitive"
    if word in words("idiom") or word in words("someone"):
        return "someone" if word in words("someone") else "an idiom of degree"
    if word in words("pronoun_clause") or (word in words("object") and is_verb(following)):
        return "a clause"
    if word in ("this", "that", "these", "those"):
        return "of a pronoun" if following == "of" else "this or that"
    if word in words("object"):
        return "a pronoun" if word not in words("possessive") else "a possessive"
    if word in words("adverbial"):
        return "an adverbial"
    if is_gerund(word) and not clause.is_name(i):
        return "a gerund"
    if word in words("determiner", "possessive"):
        return "a definite noun phrase" if word in words("determiner") else "a possessive"
    if clause.is_name(i):
        return "a name"
    return "a bare plural" if is_plural(word) or is_plural(following) else "a bare noun"


def _counts(clause: Clause, i: int) -> bool:
    """A lot, a few; a year ago, a week from now."""
    noun, after = clause.word(i + 1), clause.word(i + 2)
    return noun in words("amount") or (noun in words("period") and after in ("ago", "from", "before", "after", "later"))


def _identifies(context: Context) -> bool:
    """The complement is a clause of the form pronoun + be + article: like it's a movie, as if he were a king."""
    span, clause = context.complement(), context.clause
    return any(is_be(clause.lower[i]) and clause.word(clause.after(i + 1)) in words("article") for i in span[:4])


def asking(context: Context) -> Iterator[str]:
    """What it is like, how it felt like: a question of quality."""
    if "what" in context.back(7):
        yield "like: what is it like"


def example(context: Context) -> Iterator[str]:
    """Class noun + like + member of the class: an example, not a likeness."""
    clause = context.clause
    role, introduced = _governor(clause, context.left), clause.word(context.right)
    nominal = role in ("after an exemplifying noun", "after a name", "after a plural noun", "after a noun")
    definite = clause.word(context.left - 1) == "the" and role == "after a noun"
    if nominal and not definite and introduced not in words("article"):
        yield "like: a class and its example"


def figure(context: Context) -> Iterator[str]:
    """Whether the complement's head is a figurative thing, or its names and dates are past."""
    clause = context.clause
    if context.figurative():
        yield "right: figurative thing"
    past = context.past_names_ahead()
    if past:
        yield "right: name of the past"
        if context.family == "like" and _likens_persons(context, past[0]):
            yield "like: a person of the past to the subject"
    if past and context.year is not None and any(is_past_name(n, context.year, after=OLD_AFTER_YEARS) for n in past):
        yield "right: long before the document"
    head = context.head()
    dated = head is not None and clause.word(head + 1) == "of" and is_year(clause.word(head + 2) or "-")
    plain = head is not None and (is_year(clause.lower[head]) or clause.lower[head] in words("period"))
    if plain or (dated and clause.word(head) in ("that", "those")):
        yield "right: a bare date"
    elif past_words(context, context.phrase()):
        yield "right: a past date or past word"


def _likens_persons(context: Context, past: Name) -> bool:
    """Like Laurier, Carney …: the phrase opens a clause and is the name of one person."""
    clause, span = context.clause, context.complement()
    opens = context.left < 0 or clause.is_stop(context.left) or clause.word(context.left) in words("conjunction")
    whole = past.start <= clause.starts[span.start] and past.end >= clause.ends[span.stop - 1]
    return opens and whole and past.referent.type == "person" and clause.word(span.stop) == ","


def perception(context: Context) -> Iterator[str]:
    """Look, sound or feel like: appearance unless the complement is fanciful."""
    if context.clause.word(context.left) in words("perception"):
        yield "like: perception and a figurative thing" if context.figurative() else "like: perception only"


def equality(context: Context) -> Iterator[str]:
    """As … as: literal unless the standard is figurative."""
    if context.clause.word(context.first + 1) in words("size"):
        yield "as … as: size, number or degree"
    if context.clause.word(context.right) in ("possible", "ever", "before", "usual", "not"):
        yield "as … as: possible, ever"


def supposing(context: Context) -> Iterator[str]:
    """As if: fanciful, or mere appearance."""
    if context.clause.word(context.after) == "to":
        yield "as if: to"
    if context.clause.word(context.left) in words("perception"):
        yield "as if: perception"


def has_quantity(these: Sequence[str]) -> bool:
    """Whether some word is a figure, a number word or a word of measurement."""
    return any(
        (word[0].isdigit() and not word.endswith(("th", "st", "nd", "rd"))) or word in words("quantity", "cardinal")
        for word in these
    )


def comparing(context: Context) -> Iterator[str]:
    """Compare, liken, equate."""
    clause, ahead = context.clause, context.ahead(FAR)
    rhetorical = not context.cue.startswith("compar")
    if rhetorical:
        yield "compare: liken, equate, conflate"
    if ahead[:1] and ahead[0] in PREPOSITIONS:
        passive = rhetorical or (is_be(clause.word(context.left)) and clause.word(context.left) != "that's")
        yield "compare: passive" if passive else "compare: participle with its standard"
        if not rhetorical and has_quantity(context.back(12)):
            yield "compare: quantities"
    else:
        yield "compare: A to B" if set(ahead) & {*PREPOSITIONS} else "compare: no standard"
    if ahead[:1] == ["with"]:
        yield "compare: with"
    standard = next((k for k, word in enumerate(ahead) if word in PREPOSITIONS), 0)
    if not rhetorical and has_quantity(ahead[standard + 1 : standard + 6]):
        yield "compare: quantity as standard"
    if clause.word(context.left) in words("subject") or clause.is_name(context.left):
        yield "compare: somebody compares"
    if context.cue == "comparing":
        yield "compare: comparing"
    if context.cue == "compare" and (context.left < 0 or clause.is_stop(context.left)):
        yield "compare: imperative"
    if not rhetorical and set(context.back(8) + ahead[:8]) & words("research"):
        yield "compare: research"


def standard(context: Context) -> Iterator[str]:
    """What stands after the "to" of a comparison: a thing of another kind, or somebody of the same."""
    ahead = context.ahead(FAR)
    place = next((k for k, word in enumerate(ahead) if word in PREPOSITIONS), None)
    if place is None:
        return
    right = context.clause.after(context.after + place + 1)
    yield from figure(replace(context, right=right))
    for name in complement(replace(context, right=right)):
        if name in STANDARDS:
            yield name.replace("right", "compare")


def comparison_noun(context: Context) -> Iterator[str]:
    """Comparison and analogy as nouns."""
    cue, before, ahead = context.cue, context.back(3), context.ahead(3)
    if cue == "comparable":
        yield "comparison: comparable"
    if before[:1] in (["by"], ["in"], ["for"]) or before[:2] == ["of", "point"]:
        yield "comparison: by comparison"
    if cue in ("comparisons", "analogies", "analogy"):
        yield "comparison: comparisons, analogy"
    if context.clause.is_name(context.first - 1):
        yield "comparison: of a name"
    if set(before) & words("drawing"):
        yield "comparison: drawn"
    if ahead[:1] and ahead[0] in ("to", "with", "between"):
        yield "comparison: to or between"


def echoing(context: Context) -> Iterator[str]:
    """Echo, mirror, parallel: of words and figures, or of an older thing."""
    ahead, before = context.ahead(7), context.clause.word(context.left)
    noun = before in words("article", "determiner", "possessive", "preposition") or ahead[:1] == ["of"]
    if set(ahead) & words("echoable", "speech"):
        yield "echo: of words"
    if ahead[:1] and ahead[0] in ("by", "chamber", "that"):
        yield "echo: by somebody, chamber"
    if context.cue in ("echoing", "mirroring") or context.clause.is_stop(context.left):
        yield "echo: participle"
    if context.clause.is_name(context.left) or before in words("subject") or before == "who":
        yield "echo: by a person"
    if noun and context.cue.startswith("echo"):
        yield "echo: an echo of"
    elif noun:
        yield "echo: parallel as adjective"


def version_of(context: Context) -> Iterator[str]:
    """Version of, equivalent of: of a document, of a quantity, or of a thing of another kind."""
    before, ahead = context.back(3), context.ahead(6)
    if "version" in context.cue:
        yield "version: version"
    if set(before) & words("transfer"):
        yield "version: of our time or of another field"
    if set(ahead) & words("document"):
        yield "version: of a document"
    if any(w[0].isdigit() or w in words("cardinal") or w in "$£€" for w in ahead):
        yield "version: of a quantity"


def phrase(context: Context) -> Iterator[str]:
    """Set phrases: which one, and whether a quantity follows."""
    yield f"phrase: {context.cue}"
    if context.cue not in standard_cues().by_phrase:
        yield "phrase: of the analyst's own"
    span = context.phrase(5)
    if has_quantity([w for w in context.clause.lower[span.start : span.stop] if not is_year(w)]):
        yield "phrase: a quantity"


def same_way(context: Context) -> Iterator[str]:
    """The same way, just as: a parallel clause about something else."""
    yield f"phrase: {context.cue}"
    if context.clause.word(context.after) == "that":
        yield "same way: that"
    if _is_of_degree(context):
        yield "same way: of degree"


def _is_of_degree(context: Context) -> bool:
    """Just as worrisome for them, just as bad off, as just as: an adjective follows, not a clause."""
    clause, i = context.clause, context.after
    described = i < len(clause) and clause.tags[i] in ("ADJ", "ADV", "VERB") and context.cue == "just as"
    behind = clause.word(i + 1)
    ends = clause.is_stop(i + 1) or behind == "as" or is_be(behind) or behind in words("preposition")
    return clause.word(context.first - 1) == "as" or (described and ends)
