"""Evidence on "like", "as … as" and "as if": what governs the cue and what it introduces."""

from collections.abc import Iterator

from textkit.labelling.analogies.clause import Clause, is_be, is_plural, is_verb, is_year
from textkit.labelling.analogies.context import OLD_AFTER_YEARS, Context, is_past_name, past_words
from textkit.labelling.analogies.historical import Name
from textkit.labelling.analogies.words import words

__all__ = ["asking", "complement", "equality", "example", "figure", "governor", "intensity", "perception", "supposing"]


def governor(context: Context) -> Iterator[str]:
    """What stands before "like"."""
    yield f"like: {_governor(context.clause, context.left)}"


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
    return is_plural(clause.word(i)) and at_border and clause.word(i) not in words("exemplar")


_ROLES = (
    ("perception", "after a verb of perception"),
    ("exemplar", "after an exemplifying noun"),
    ("manner", "after a verb of manner"),
    ("deverbal modal auxiliary", "is a verb"),
    ("object", "after an object pronoun"),
    ("particle", "after another verb"),
)


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
    yield f"right: {_complement(context.clause, context.right)}"
    if _identifies(context):
        yield "right: a clause that identifies"


def _complement(clause: Clause, i: int) -> str:
    word, following = clause.word(i), clause.word(clause.after(i + 1))
    if i >= len(clause) or clause.is_stop(i):
        return "nothing, or a comma"
    if word in words("article"):
        return "a quantity" if _counts(clause, i) else "indefinite article"
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
