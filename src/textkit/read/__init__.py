"""Read: files to text. Everything else in textkit starts from the table of documents made here.

What a reader hands on: records (a text and its fields), problems, and refusals that say what to do.

Libraries of the extra ``formats`` are imported when the first file needs them.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

from textkit.errors import CorpusError, OptionError, near_names

__all__ = ["NOTHING", "Problem", "ReadOptions", "Record", "UnreadableError", "Written", "check_names", "load_extra"]

NOTHING: Mapping[str, Any] = MappingProxyType({})


def load_extra(module: str, kind: str) -> ModuleType:
    """The module that reads files of a kind, or how to install it.

    Raises
    ------
    UnreadableError
        If it is not installed.
    """
    try:
        found = import_module(module)
    except ImportError:
        package = {"docx": "python-docx", "lxml.etree": "lxml"}.get(module, module)
        problem = f"{kind} files need the package {package}, which is not installed."
        raise UnreadableError(problem, f"Run: pip install {package}.") from None
    logger = logging.getLogger(module)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # what matters is in the corpus's problems
    return found


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read; None leaves the choice to the reader."""

    text_column: str | None = None
    encoding: str | None = None
    name_pattern: str | None = None
    day_first: bool | None = None
    languages: str | tuple[str, ...] | None = None
    speaker_column: str | None = None


class Written(str):
    """A value as it is written in a table, a file's name or front matter.

    It becomes a number or true/false only where all values of its field can, so that ``007``, ``1.10`` and ids of
    twenty digits stay what they are.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One document as a reader found it: its text, its fields, and where it stood in the file."""

    text: str
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    encoding: str | None = None
    number: int | None = None  # among the documents of one file, from 1; None: the file is the document
    path: str | None = None
    format: str | None = None  # where it is not the file's suffix


@dataclass(frozen=True, slots=True)
class Problem:
    """What an analyst should know; ``severity`` is error (not read) or warning (read, but look at it)."""

    problem: str
    remedy: str
    path: str = ""
    severity: str = "error"

    def __post_init__(self) -> None:
        """Whatever a message quotes, it can be printed and stored: halves of surrogate pairs are shown as codes."""
        for name in ("problem", "remedy", "path"):
            value = getattr(self, name)
            if not value.isascii():
                object.__setattr__(self, name, value.encode("utf-8", "backslashreplace").decode("utf-8"))

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.problem} {self.remedy}"


class UnreadableError(CorpusError):
    """A file that cannot be read, with the reason and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy = problem, remedy


def check_names(given: Iterable[str], known: Sequence[str], *, function: str) -> None:
    """OptionError if the function has no option of a name that was given; a name that is near is suggested."""
    for name in given:
        if name not in known:
            hint = near_names(name, known)
            raise OptionError(f"{function} has no option {name!r}.{hint} Its options are {', '.join(known)}.")
