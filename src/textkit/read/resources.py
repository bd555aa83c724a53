"""What a folder of texts brings along for its analysis: word lists (CSV), settings (corpus.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from textkit.errors import OptionError
from textkit.read.delimited import parse_delimited
from textkit.read.encodings import decode
from textkit.read.metadata import compile_name_pattern, normalise_fields
from textkit.read.own_lists import check_rows
from textkit.read.records import NOTHING, Problem, ReadOptions, UnreadableError

__all__ = ["RESOURCES", "Resources", "Settings", "csv_rows", "read_resources", "read_settings"]

Rows = tuple[Mapping[str, str], ...]
Resources = Mapping[str, Rows]

# the folder's own word lists: file → (name among the resources, column that must be there and filled)
RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "speakers.csv": ("speakers", "name"),
        "historical_referents.csv": ("historical_referents", "name"),
        "comparison_cues.csv": ("comparison_cues", "cue"),
        "stop_words.csv": ("stop_words", "term"),
    }
)
SETTINGS = "corpus.toml"
_EXPECTED: Mapping[str, type] = MappingProxyType(
    {
        "language": str,
        "name_pattern": str,
        "text_column": str,
        "encoding": str,
        "day_first": bool,
        "reference": str,
        "fields": dict,
        "speakers": list,
        "stop_words": list,
        "boilerplate": list,
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What corpus.toml says: how to read, fields that all documents share, and further resources."""

    options: ReadOptions
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    resources: Resources = field(default_factory=lambda: NOTHING)


def read_settings(folder: Path, options: ReadOptions) -> tuple[Settings, list[Problem]]:
    """Settings of ``corpus.toml`` in the folder; options that the caller gave have precedence.

    Keys: name_pattern, text_column, encoding, day_first (as in ``read_corpus``); ``[fields]`` that every document
    has unless it says otherwise; ``stop_words`` (words), ``boilerplate`` (beginnings of paragraphs that are no part
    of the article), ``[[speakers]]`` (name, alias, kind); ``reference`` (a data set or folder); ``language``.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return Settings(options), []
    try:
        given = _load_toml(path)
        merged = {n: given[n] for n in _READING if n in given and getattr(options, n) is None}
        if "name_pattern" in merged:
            compile_name_pattern(merged["name_pattern"])
        fields = normalise_fields(given.get("fields", {}) | {n: given[n] for n in ("language",) if n in given})
        resources, odd = _own_resources(given, folder)
        return Settings(replace(options, **merged), fields, resources), [*_odd_settings(given), *odd]
    except (UnreadableError, OptionError) as error:
        remedy = getattr(error, "remedy", "See docs/methods/reading.md for what it may hold.")
        return Settings(options), [Problem(getattr(error, "problem", str(error)), remedy, SETTINGS)]


_READING = ("name_pattern", "text_column", "encoding", "day_first")


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        given = tomllib.loads(decode(path.read_bytes())[0])
    except (tomllib.TOMLDecodeError, OSError, RecursionError, ValueError) as error:
        raise UnreadableError(f"The settings cannot be read: {error}.", "Mend the line, or delete the file.") from None
    for name, kind in _EXPECTED.items():
        if name in given and not isinstance(given[name], kind):
            raise UnreadableError(f"{name} is a {type(given[name]).__name__}.", f"Make it a {kind.__name__}.")
    return given


def _own_resources(given: Mapping[str, Any], folder: Path) -> tuple[Resources, list[Problem]]:
    """Word lists of the settings as rows, and what is wrong with others.

    A reference is a path as seen from the folder, or a name.
    """
    starts = [start for start in given.get("boilerplate", ()) if isinstance(start, str) and start.strip()]
    speakers, odd_speakers = check_rows("speakers", given.get("speakers", ()), SETTINGS)
    terms = ({"term": term} for term in given.get("stop_words", ()))
    stop_words, odd_terms = check_rows("stop_words", terms, SETTINGS)
    lists = {
        "speakers": speakers,
        "stop_words": stop_words,
        "boilerplate": [{"pattern": re.escape(start.strip())} for start in starts],
        "reference": [{"name": _place_of(given["reference"], folder)}] if given.get("reference") else [],
    }
    odd = [_say(problem, "speakers") for problem in odd_speakers]
    odd += [_say(problem, "stop_words") for problem in odd_terms]
    if n_odd := len(given.get("boilerplate", ())) - len(starts):
        problem = f"boilerplate: {n_odd} of its entries are not texts, or empty; they are left out."
        odd.append(Problem(problem, "Write the words with which such paragraphs begin.", SETTINGS))
    return MappingProxyType({n: tuple(map(MappingProxyType, rows)) for n, rows in lists.items() if rows}), odd


def _say(problem: Problem, name: str) -> Problem:
    """The problem of a list among several in one file."""
    return replace(problem, problem=f"{name}: {problem.problem}")


def _place_of(reference: str, folder: Path) -> str:
    try:
        path = (folder / reference).resolve()
        return str(path) if path.exists() else reference
    except (OSError, ValueError, RuntimeError):  # too long for a path, a null character, links in a circle
        return reference


def _odd_settings(given: Mapping[str, Any]) -> list[Problem]:
    unknown = sorted(set(given) - set(_EXPECTED))
    remedy = f"Known are: {', '.join(_EXPECTED)}."
    odd = [Problem(f"Unknown settings: {', '.join(unknown)}.", remedy, SETTINGS, "warning")] if unknown else []
    if not given.get("language", "en").casefold().startswith("en"):
        problem = f"The texts are in {given['language']!r}; the labels are made for English."
        odd.append(Problem(problem, "Use the word counts, not the labels.", SETTINGS, "warning"))
    return odd


def read_resources(folder: Path) -> tuple[Resources, list[Problem]]:
    """Rows of the folder's own word lists by resource name, and what is wrong with them."""
    found, problems = {}, []
    for path in sorted(folder.iterdir()):
        name, column = RESOURCES.get(path.name.casefold(), (None, ""))
        if name and path.is_file():
            try:
                found[name], odd = check_rows(name, _all_rows(path, column), path.name)
                problems += odd
            except UnreadableError as error:
                problems.append(Problem(error.problem, error.remedy, path.name))
    return MappingProxyType(found), problems


def csv_rows(path: Path, column: str = "") -> Rows:
    """Rows of a small CSV file that have a value in ``column`` (default: the first).

    Raises
    ------
    UnreadableError
        If the file cannot be opened or is damaged, or the column is not there.
    """
    return tuple(row for row in _all_rows(path, column) if row[column or next(iter(row))])


def _all_rows(path: Path, column: str) -> list[Mapping[str, str]]:
    """All rows of the file, also those without a value in the column that must be there."""
    try:
        names, rows, long = parse_delimited(decode(path.read_bytes())[0])
    except OSError as error:
        raise UnreadableError(f"The list cannot be opened: {error.strerror}.", "Look at its permissions.") from None
    wanted = column or (names or [""])[0]
    if not wanted or wanted not in names:
        problem = f"The list has no column {column!r}; its columns are {', '.join(names) or 'none'}."
        raise UnreadableError(problem, "Name the columns in its first line.")
    if long:
        raise UnreadableError(f"Row {long[0]} of the list has more cells than its first line.", "Put them in quotes.")
    plain = ({name: cell.strip() for name, cell in zip(names, row, strict=True)} for row in rows)
    return [MappingProxyType(row) for row in plain]


def merge_resources(one: Resources, two: Resources) -> Resources:
    """Rows of both, by resource."""
    names: Sequence[str] = list(dict.fromkeys([*one, *two]))
    return MappingProxyType({name: (*one.get(name, ()), *two.get(name, ())) for name in names})
