"""Errors that speak to an analyst: what was expected, what was found, where, and what to do."""

__all__ = [
    "CorpusError",
    "MissingColumnError",
    "OptionError",
    "OutputError",
    "ReportError",
    "TextkitError",
    "UnlabelledWarning",
]


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
