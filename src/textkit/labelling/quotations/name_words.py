"""The word lists that tell names, titles, roles and pronouns, read once."""

from collections.abc import Mapping
from functools import cache

from textkit.lexicons import read_lexicon

__all__ = ["given_names", "linkable", "organisations", "possessors", "pronouns", "proper_words", "roles", "titles"]


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Kind and gender of each title."""
    return {row["term"]: (row["kind"], row["gender"]) for row in read_lexicon("titles")}


@cache
def given_names() -> dict[str, str]:
    """Usual gender of each given name."""
    return {row["term"]: row["gender"] for row in read_lexicon("given_names")}


@cache
def organisations() -> frozenset[str]:
    """Words that make a name an organisation's."""
    return frozenset(row["term"] for row in read_lexicon("organisations"))


@cache
def proper_words() -> dict[str, str]:
    """Capitalised words that name no person: times, places, peoples, things; events and eras of the past are things."""
    past = {row["name"]: "thing" for row in read_lexicon("historical_referents") if _cannot_speak(row)}
    return past | {row["term"]: row["kind"] for row in read_lexicon("proper_words")}


def _cannot_speak(row: Mapping[str, str]) -> bool:
    """Whether a referent is something that happened, was signed or was thought, with a name that is not a person's."""
    words = row["name"].split()
    return row["type"] in HAPPENINGS and words[0] not in given_names() and organisations().isdisjoint(words)


HAPPENINGS = frozenset({"event", "treaty", "doctrine", "era"})


@cache
def roles() -> dict[str, tuple[str, str, str]]:
    """Kind, number and gender of each role noun."""
    return {row["term"]: (row["kind"], row["number"], row["gender"]) for row in read_lexicon("roles")}


@cache
def pronouns() -> dict[str, tuple[str, str, str]]:
    """Person, number and gender of each pronoun."""
    return {row["term"]: (row["person"], row["number"], row["gender"]) for row in read_lexicon("pronouns")}


@cache
def linkable() -> frozenset[str]:
    """Words after which "of", "for" or "on" goes on with the name: Department of Justice, Secretary of State."""
    return organisations() | frozenset(
        {"Secretary", "Minister", "Speaker", "Attorney", "Chair", "Chairman", "of", "States"}
    )


@cache
def possessors() -> frozenset[str]:
    """Words that may own an organisation inside its name: the Prime Minister's Office, the Women's March."""
    people = {"People", "Women", "Men", "Children", "Workers", "Farmers", "Veterans", "Teachers", "Nurses"}
    return frozenset(titles()) | people
