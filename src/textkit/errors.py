"""Errors that speak to an analyst: what was expected, what was found, where, and what to do."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

__all__ = [
    "CorpusError",
    "MissingColumnError",
    "NothingFoundWarning",
    "OptionError",
    "OutputError",
    "ReportError",
    "TextkitError",
    "UncorrectedWarning",
    "UnlabelledWarning",
    "near_names",
    "nearest",
    "reading",
    "regular_file",
    "say_near",
]


def nearest(name: object, known: Iterable[object], *, cutoff: float = 0.6) -> list[object]:
    """At most three of the known names: those with all words of ``name``, or else those most like it, in any case.

    Examples
    --------
    >>> nearest("Genres", ["genre", "date"])
    ['genre']
    >>> nearest("party", ["start", "speaker_party"]), nearest("Lee", ["Ann Lee", "Bo Roe"])
    (['speaker_party'], ['Ann Lee'])
    """
    names = {str(value).casefold(): value for value in known}
    wanted = str(name).casefold()
    words = {*wanted.replace("_", " ").split()}
    longer = [other for other in names if words and words < {*other.replace("_", " ").split()}]
    return [names[near] for near in longer or get_close_matches(wanted, names, n=3, cutoff=cutoff)][:3]


def near_names(name: object, known: Iterable[object]) -> str:
    """A question that names what was perhaps meant, to put behind an error; empty if nothing is near.

    Examples
    --------
    >>> near_names("genres", ["genre", "date"])
    " Did you mean 'genre'?"
    """
    near = nearest(name, known)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def say_near(name: object, known: Iterable[object], *, most: int = 12) -> str:
    """What may have been meant by a name that is not known: the nearest known ones, or else the first of all.

    Examples
    --------
    >>> say_near("gnre", ["genre", "source"])
    "did you mean 'genre'?"
    >>> say_near("x", ["genre", "source"])
    "there is: 'genre', 'source'"
    """
    names = list({str(value): value for value in known}.values())
    if question := near_names(name, names):
        return question.replace(" Did", "did", 1)
    shown = ", ".join(map(repr, names[:most]))
    return f"there is: {shown}{', …' if len(names) > most else ''}" if names else "there is none"


class TextkitError(ValueError):
    """Base of every error that textkit raises on purpose.

    Examples
    --------
    >>> import textkit as tk
    >>> try:
    ...     tk.read_corpus("no/such/folder")
    ... except tk.errors.TextkitError as error:
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


class UncorrectedWarning(UserWarning):
    """A sheet that was read beside a corpus could not be used to correct its counts."""


@contextmanager
def reading(path: str | os.PathLike[str], remedy: str) -> Iterator[None]:
    """Whatever goes wrong while a file is read is a TextkitError that names the file and says what to do.

    Readers of JSON, CSV, Parquet and XLSX raise what their parsers raise: ValueError, KeyError, RecursionError and many
    more. An error of textkit's own keeps its class and its words.

    Examples
    --------
    >>> import json
    >>> with reading("labels.json", "Label again."):
    ...     json.loads("{")
    Traceback (most recent call last):
    textkit.errors.CorpusError: labels.json cannot be read: Expecting property name ... line 1 column 2 ... Label again.
    """
    try:
        yield
    except TextkitError as error:
        if str(path) in str(error):
            raise
        raise type(error)(f"{path}: {error} {remedy}") from error
    except Exception as error:
        raise CorpusError(f"{path} cannot be read: {_reason(error)}. {remedy}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not {error.encoding} text"
    if isinstance(error, RecursionError | MemoryError):
        return "it is nested too deeply or too large"
    return (" ".join(str(error).split()) or type(error).__name__)[:200].rstrip(".")


def regular_file(path: str | os.PathLike[str]) -> Path:
    """The path of a file; OSError for a folder, and for a pipe or a device, which might never end."""
    path = Path(path)
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is not a file but a folder, a pipe or a device")
    return path
