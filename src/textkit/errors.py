"""Errors that speak to an analyst: what was expected, what was found, where, and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "CorpusError",
    "MissingColumnError",
    "NothingFoundWarning",
    "OptionError",
    "OutputError",
    "ReportError",
    "TextkitError",
    "UnlabelledWarning",
]


def say_near(name: object, known: Iterable[object], *, most: int = 12) -> str:
    """What may have been meant by a name that is not known: the nearest known ones, or else the first of all.

    Examples
    --------
    >>> say_near("gnre", ["genre", "source"])
    "did you mean 'genre'?"
    >>> say_near("x", ["genre", "source"])
    "there is: 'genre', 'source'"
    """
    names = {str(value).casefold(): value for value in known}
    near = get_close_matches(str(name).casefold(), names, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(repr(names[one]) for one in near)}?"
    shown = ", ".join(repr(value) for value in list(names.values())[:most])
    return f"there is: {shown}{', …' if len(names) > most else ''}" if names else "there is none"


class TextkitError(ValueError):
    """Base of every error that textkit raises on purpose.

    Examples
    --------
    >>> import textkit as tk
    >>> try:
    ...     tk.read_corpus("no/such/folder")
    ... except tk.TextkitError as error:
    ...     print(type(error).__name__)
    CorpusError
    """


class CorpusError(TextkitError):
    """A corpus cannot be read: nothing there, or no readable text in it."""


class MissingColumnError(TextkitError):
    """A table lacks a column that the function needs."""


class OptionError(TextkitError):
    """An argument has a value that the function does not know."""


class OutputError(TextkitError):
    """A table, figure or report cannot be written."""


class ReportError(TextkitError):
    """A notebook of a report failed; the message names notebook and cell."""


class UnlabelledWarning(UserWarning):
    """Documents could not be labelled; they are in none of the tables and listed in ``labels.problems``."""


class NothingFoundWarning(UserWarning):
    """Something that was asked for by name occurs nowhere; the numbers of the others are not concerned."""
