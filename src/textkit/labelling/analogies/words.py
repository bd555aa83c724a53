"""Classes of words that the analogy labeller knows: closed classes, verbs by use, and kinds of figurative things."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from textkit.lexicons import read_lexicon

__all__ = ["kind_of_thing", "words"]


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    classes: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon("analogy_grammar"):
        classes[row["class"]].add(row["term"])
    return MappingProxyType({name: frozenset(terms) for name, terms in classes.items()})


@cache
def words(*names: str) -> frozenset[str]:
    """The words of one or more classes of ``lexicons/analogy_grammar.csv``.

    Examples
    --------
    >>> "looks" in words("perception"), "looks" in words("be", "modal")
    (True, False)
    """
    return frozenset().union(*(_classes()[name] for name in names))


@cache
def _kinds() -> Mapping[str, str]:
    return MappingProxyType({row["term"]: row["kind"] for row in read_lexicon("vehicle_kinds")})


def kind_of_thing(word: str) -> str | None:
    """The figurative kind of a noun (animal, role, villain …) or of its plural; None if it has none.

    Examples
    --------
    >>> kind_of_thing("hounds"), kind_of_thing("budget")
    ('animal', None)
    """
    kinds = _kinds()
    singular = word.removesuffix("'s").removesuffix("s")
    return kinds.get(word) or kinds.get(singular) or kinds.get(word.rpartition("-")[2])
