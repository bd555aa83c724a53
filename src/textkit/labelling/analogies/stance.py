"""Whether an analogy is affirmed, denied, or only talked about."""

from textkit.labelling.analogies.context import Context
from textkit.labelling.analogies.subjects import clause_start
from textkit.labelling.analogies.words import words
from textkit.language.negation import is_negator

__all__ = ["stance_of"]


def stance_of(context: Context) -> str:
    """affirmed, denied or meta.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("The mayor is not like a king."))
    >>> stance_of(context)
    'denied'
    """
    if _talked_about(context):
        return "meta"
    return "denied" if _denied(context) else "affirmed"


def _denied(context: Context) -> bool:
    """A negation or a rejecting word in the clause before the cue, or inside it."""
    clause = context.clause
    start = max(clause_start(clause, context.first), context.first - 10)
    before = set(clause.lower[start : context.first])
    if "only" in before or ("just" in before and "not" in before):
        return False
    negated = any(is_negator(word, reversals=False) for word in before)
    nearer = set(clause.lower[max(0, context.first - 5) : context.first])
    rejected = context.family != "like" and bool(nearer & words("rejecting"))
    return negated or rejected


def _talked_about(context: Context) -> bool:
    """The analogy as a topic: NAME comparisons, the NAME analogy; with a verb of drawing it is made, not discussed."""
    clause = context.clause
    if context.family == "comparison":
        drawn = set(context.back(6)) & words("drawing")
        introduced = clause.word(context.after) in ("to", "with", "between", "of", "that")
        return not drawn and (not introduced or bool(set(context.back(8) + context.ahead(8)) & words("meta")))
    if context.family == "name":
        return bool(set(context.ahead(2)) & words("talk"))
    return False
