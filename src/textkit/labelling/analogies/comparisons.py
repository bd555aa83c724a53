"""Evidence on acts and phrases of comparison: compare, analogy, echo, version of, reminiscent of, the same way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textkit.labelling.analogies.clause import is_be, is_year
from textkit.labelling.analogies.context import Context
from textkit.labelling.analogies.likeness import complement, figure
from textkit.labelling.analogies.words import words

__all__ = ["comparing", "comparison_noun", "echoing", "phrase", "same_way", "standard", "version_of"]

FAR = 18  # words between "compared" and its "to"
PREPOSITIONS = ("to", "with")


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


STANDARDS = frozenset({"right: indefinite article", "right: a gerund", "right: a name", "right: a possessive"})


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
    span = context.phrase(5)
    if has_quantity([w for w in context.clause.lower[span.start : span.stop] if not is_year(w)]):
        yield "phrase: a quantity"


def same_way(context: Context) -> Iterator[str]:
    """The same way, just as: a parallel clause about something else."""
    yield f"phrase: {context.cue}"
    if context.clause.word(context.after) == "that":
        yield "same way: that"
