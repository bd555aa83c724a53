"""Evidence for and against a candidate: named observations, by family of its cue.

Each function yields names of evidence; ``lexicons/analogy_evidence.csv`` gives every name its weight and its reason.
Nothing here decides.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from textkit.labelling.analogies.comparisons import (
    comparing,
    comparison_noun,
    echoing,
    phrase,
    same_way,
    standard,
    version_of,
)
from textkit.labelling.analogies.context import Context
from textkit.labelling.analogies.frames import (
    form_evidence,
    moment_evidence,
    name_evidence,
    new_evidence,
    type_evidence,
)
from textkit.labelling.analogies.likeness import (
    asking,
    complement,
    equality,
    example,
    figure,
    governor,
    intensity,
    perception,
    supposing,
)

__all__ = ["evidence_for"]

Evidence = Callable[[Context], Iterator[str]]
PHRASES: tuple[Evidence, ...] = (phrase, complement, figure)

BY_FAMILY: Mapping[str, tuple[Evidence, ...]] = MappingProxyType(
    {
        "like": (governor, intensity, asking, complement, example, figure, perception),
        "unlike": (),
        "as_if": (supposing, complement, figure),
        "as_as": (equality, complement, figure),
        "compare": (comparing, standard),
        "comparison": (comparison_noun, standard),
        "likeness": PHRASES,
        "resemble": PHRASES,
        "echo": (echoing, figure),
        "version": (version_of, complement, figure),
        "that_of": (governor, complement, figure),
        "same_way": (same_way, figure),
        "new": (new_evidence,),
        "type": (type_evidence,),
        "moment": (moment_evidence,),
        "name": (name_evidence,),
        "-style": (form_evidence,),
        "-like": (form_evidence,),
        "-type": (form_evidence,),
        "-era": (form_evidence,),
        "-esque": (form_evidence,),
    }
)


def evidence_for(context: Context) -> list[str]:
    """Names of all evidence on a candidate, its family's base first.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("He fought like a lion."))
    >>> evidence_for(context)
    ['base: like', 'like: after a verb of manner', 'right: indefinite article', 'right: figurative thing']
    """
    found = {f"base: {context.family}": None}
    for function in BY_FAMILY.get(context.family, PHRASES):
        found |= dict.fromkeys(function(context))
    return list(found)
