"""What a folder of texts brings along: word lists (CSV), settings (corpus.toml), fields of documents (metadata.csv)."""

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from textkit.errors import OptionError
from textkit.lexicons import read_lexicon
from textkit.read import NOTHING, Problem, ReadOptions, UnreadableError, Written
from textkit.read.encodings import decode, find_codec, load_bytes, load_start
from textkit.read.metadata import compile_name_pattern, normalise_fields
from textkit.read.screening import ANY, check_languages, is_known
from textkit.read.tables import load_table

__all__ = [
    "LEFT_OUT",
    "LISTS",
    "RESOURCES",
    "SIDECAR",
    "Resources",
    "Row",
    "Settings",
    "Sidecar",
    "check_rows",
    "is_sidecar",
    "read_resources",
    "read_settings",
    "read_sidecar",
]

Row = Mapping[str, str]
TOLD = 5  # bad rows of a list that are told one by one
LEFT_OUT = "The row is left out; the others count."
SIDECAR = "metadata.csv"
_KEYS = ("file", "filename", "file_name", "path", "doc_id", "id", "document")
_TEXTS = frozenset({"text", "body", "full_text", "content"})
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
_MAX_SETTINGS = 1_000_000  # bytes
_MAX_DOTS = 5000  # of a line: time and memory grow with the square of the parts of a name
_MAX_CELLS = 5_000_000  # of a word list
_MAX_GROUP = 1000  # names said to be one speaker's, or to be different
_EXPECTED: Mapping[str, Any] = MappingProxyType(
    {
        "language": str,
        "languages": str | list,
        "name_pattern": str,
        "text_column": str,
        "speaker_column": str,
        "encoding": str,
        "day_first": bool,
        "reference": str,
        "fields": dict,
        "dictionary": dict,
        "speakers": list,
        "same_speaker": list,
        "different_speakers": list,
        "stop_words": list,
        "boilerplate": list,
    }
)
_READING = ("name_pattern", "text_column", "speaker_column", "encoding", "day_first", "languages")


@dataclass(frozen=True, slots=True)
class Cells:
    """What the cells of a column may hold; an empty cell is fine unless it is ``required``."""

    required: bool = False
    allowed: Collection[str] = field(default=())  # anything if empty
    form: str = ""  # a pattern, and below what it is called
    called: str = ""


TEXT = Cells()
NEEDED = Cells(required=True)
YEAR = Cells(form=r"-?\d{1,4}", called="a year such as 1938 or -44")


@cache
def _values(lexicon: str, column: str) -> tuple[str, ...]:
    """What textkit's own lexicon has in a column."""
    return tuple(dict.fromkeys(row[column] for row in read_lexicon(lexicon)))


# list → column → what it may hold; the required one names the row
LISTS: Mapping[str, Mapping[str, Cells]] = MappingProxyType(
    {
        "speakers": {
            "name": NEEDED,
            "alias": TEXT,
            "kind": Cells(allowed=("person", "organisation", "role")),
        },
        "historical_referents": {
            "name": NEEDED,
            "aliases": TEXT,
            "adjectives": TEXT,
            "start_year": YEAR,
            "end_year": YEAR,
            "type": Cells(allowed=_values("historical_referents", "type")),
        },
        "comparison_cues": {
            "cue": NEEDED,
            "family": Cells(allowed=_values("comparison_cues", "family")),
            "kind": Cells(allowed=("simile", "comparison", "historical", "antonomasia")),
        },
        "stop_words": {"term": NEEDED},
    }
)


def check_rows(name: str, rows: Iterable[object], path: str) -> tuple[tuple[Row, ...], list[Problem]]:
    """The rows of list ``name`` that can be used, and a problem for each of the first five that cannot.

    Further columns stay. Words of a fixed set are put into small letters.

    Examples
    --------
    >>> rows = [{"name": "Ann Lee", "kind": "Person"}, {"name": "Bo Roe", "kind": "dog"}]
    >>> good, [problem] = check_rows("speakers", rows, "speakers.csv")
    >>> [row["kind"] for row in good], problem.problem
    (['person'], "Row 2 ('Bo Roe'): its kind is 'dog'.")
    """
    columns = LISTS[name]
    good, bad = [], []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping) and not any(row.values()):
            continue
        if wrong := _wrong_cell(columns, row):
            bad.append(Problem(f"Row {number}{_entry(columns, row)}: {wrong[0]}.", f"{wrong[1]} {LEFT_OUT}", path))
        else:
            good.append(MappingProxyType(_plain(columns, row)))
    return tuple(good), [*bad[:TOLD], *_say_more(bad[TOLD:], path)]


def _say_more(bad: Sequence[Problem], path: str) -> list[Problem]:
    return [Problem(f"{len(bad):,} more rows of the list are left out.", "Mend them likewise.", path)] if bad else []


def _entry(columns: Mapping[str, Cells], row: object) -> str:
    """What a row is about."""
    first = row.get(next(iter(columns))) if isinstance(row, Mapping) else None
    return f" ({first[:60]!r})" if first and isinstance(first, str) else ""


def _wrong_cell(columns: Mapping[str, Cells], row: object) -> tuple[str, str] | None:
    """The first thing wrong with a row and what to write instead; None if it can be used."""
    if not isinstance(row, Mapping):
        return f"it is {str(row)[:60]!r}", f"Write its columns: {', '.join(columns)}."
    for column, cells in columns.items():
        value = row.get(column, "")
        if not isinstance(value, str):
            return f"its {column} is {str(value)[:60]!r}, not a text", "Put it in quotation marks."
        value = value.strip()
        if not value and cells.required:
            return f"it has no {column}", "Write one."
        if value and cells.allowed and value.casefold() not in cells.allowed:
            return f"its {column} is {value[:60]!r}", f"Use {', '.join(cells.allowed)}, or leave it empty."
        if value and cells.form and not re.fullmatch(cells.form, value):
            return f"its {column} is {value[:60]!r}", f"Write {cells.called}, or leave it empty."
    return None


def _plain(columns: Mapping[str, Cells], row: Mapping[str, object]) -> dict[str, str]:
    """The cells as texts without spaces around them."""
    cells = {str(column): str(value).strip() for column, value in row.items()}
    fixed = {column: cells[column].casefold() for column in cells if column in columns and columns[column].allowed}
    return cells | fixed


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Rows of one metadata.csv: ``folder`` is where it lies, rows are keyed by path, file name or stem."""

    path: str = SIDECAR
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: NOTHING)

    def fields_of(self, path: str) -> Mapping[str, Any]:
        """Fields of the document at ``path`` (relative to the corpus)."""
        return self.rows.get(self.key_of(path) or "", NOTHING)

    def key_of(self, path: str) -> str | None:
        """The key under which the table lists the document at ``path``, if it does."""
        place = PurePosixPath(path)
        folder = PurePosixPath(self.path).parent
        if not place.is_relative_to(folder):
            return None
        inside = place.relative_to(folder)
        names = (str(inside), str(inside.with_suffix("")), inside.name, inside.stem)
        return next((name for name in names if name in self.rows), None)


def is_sidecar(path: Path) -> bool:
    """A metadata.csv that names files and holds no texts itself."""
    if path.name.casefold() != SIDECAR:
        return False
    try:
        start = load_start(path, 10_000).partition(b"\n")[0]
    except UnreadableError:
        return False  # said where documents are read
    header = start.replace(b"\0", b"").decode("utf-8", "replace").casefold()  # in UTF-16 every second byte is zero
    names = {name.strip(' "\r\n\ufeff\ufffd').replace(" ", "_") for name in re.split(r"[,;\t|]", header)}
    return bool(names & set(_KEYS)) and not names & _TEXTS


def read_sidecar(path: Path, place: str) -> tuple[Sidecar, list[Problem]]:
    """Rows of the table at ``path`` by the file they describe."""
    try:
        names, rows, odd = load_table(path)
    except UnreadableError as error:
        return Sidecar(place), [Problem(error.problem, error.remedy, place)]
    known = {name.casefold().replace(" ", "_"): name for name in names}
    key = next((known[name] for name in _KEYS if name in known), "")
    fields = {row[key].replace("\\", "/"): _fields(row, key) for row in rows if row.get(key)}
    return Sidecar(place, fields), [replace(problem, path=place) for problem in odd]


def _fields(row: Mapping[str, str], key: str) -> Mapping[str, Any]:
    return normalise_fields({name: Written(cell) for name, cell in row.items() if name != key})


Rows = tuple[Mapping[str, str], ...]
Resources = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Settings:
    """What corpus.toml says: how to read, fields that all documents share, and further resources."""

    options: ReadOptions
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    resources: Resources = field(default_factory=lambda: NOTHING)


def read_settings(folder: Path, options: ReadOptions) -> tuple[Settings, list[Problem]]:
    """Settings of ``corpus.toml`` in the folder; options that the caller gave have precedence.

    Keys: name_pattern, text_column, speaker_column, encoding, day_first, languages (as in ``read_corpus``);
    ``[fields]`` that every document has unless it says otherwise; ``stop_words`` (words), ``boilerplate`` (beginnings
    of paragraphs that are not part of the article), ``[[speakers]]`` (name, alias, kind); ``same_speaker`` and
    ``different_speakers`` (groups of names, as in ``link_speakers``); ``reference`` (a data set or folder);
    ``language``.
    """
    path = folder / SETTINGS
    if not os.path.lexists(path):
        return Settings(options), []
    try:
        given = _load_toml(path)
        given["languages"] = check_languages(given.get("languages") or _stated(given.get("language", "en")))
        merged = {n: given[n] for n in _READING if n in given and getattr(options, n) is None}
        if "name_pattern" in merged:
            compile_name_pattern(merged["name_pattern"])
        find_codec(merged.get("encoding") or "utf-8")
        fields = normalise_fields(given.get("fields", {}) | {n: given[n] for n in ("language",) if n in given})
        fields.pop("doc_id", None)
        resources, odd = _own_resources(given, folder)
        return Settings(replace(options, **merged), fields, resources), [*_odd_settings(given), *odd]
    except (UnreadableError, OptionError) as error:
        remedy = getattr(error, "remedy", "See docs/methods/reading.md for what it may hold.")
        return Settings(options), [Problem(getattr(error, "problem", str(error)), remedy, SETTINGS)]


def _stated(language: str) -> str | tuple[str, str] | None:
    """The languages to keep where a folder states its own: that one and English, any if it is not known."""
    code = language.strip().casefold().partition("-")[0]
    return None if code in ("", "en") else ("en", code) if is_known(code) else ANY


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        source = decode(load_bytes(path, _MAX_SETTINGS))[0]
        if any(line.count(".") > _MAX_DOTS for line in source.split("\n")):
            raise UnreadableError("The settings have a name of too many parts.", "Write names without dots.")
        given = tomllib.loads(source)
    except UnreadableError:
        raise
    except (RecursionError, ValueError) as error:
        problem = f"The settings cannot be read: {str(error)[:200]}."
        raise UnreadableError(problem, "Mend the line, or delete the file.") from None
    for name, kind in _EXPECTED.items():
        if name in given and not isinstance(given[name], kind):
            wanted = getattr(kind, "__name__", str(kind))
            raise UnreadableError(f"{name} is a {type(given[name]).__name__}.", f"Make it a {wanted}.")
    return given


def _own_resources(given: Mapping[str, Any], folder: Path) -> tuple[Resources, list[Problem]]:
    """Word lists of the settings as rows, and what is wrong with others.

    A reference is a path as seen from the folder, or a name.
    """
    same, odd_same = _groups_of_names(given, "same_speaker")
    different, odd_different = _groups_of_names(given, "different_speakers")
    starts = [start for start in given.get("boilerplate", ()) if isinstance(start, str) and start.strip()]
    speakers, odd_speakers = check_rows("speakers", given.get("speakers", ()), SETTINGS)
    terms = ({"term": term} for term in given.get("stop_words", ()))
    stop_words, odd_terms = check_rows("stop_words", terms, SETTINGS)
    lists = {
        "speakers": speakers,
        "same_speaker": same,
        "different_speakers": different,
        "stop_words": stop_words,
        "boilerplate": [{"pattern": re.escape(start.strip())} for start in starts],
        "reference": [{"name": _place_of(given["reference"], folder)}] if given.get("reference") else [],
    }
    odd = [_say(problem, "speakers") for problem in odd_speakers] + odd_same + odd_different
    odd += [_say(problem, "stop_words") for problem in odd_terms]
    if n_odd := len(given.get("boilerplate", ())) - len(starts):
        problem = f"boilerplate: {n_odd} of its entries are not texts, or empty; they are left out."
        odd.append(Problem(problem, "Write the words with which such paragraphs begin.", SETTINGS))
    return MappingProxyType({n: tuple(map(MappingProxyType, rows)) for n, rows in lists.items() if rows}), odd


def _groups_of_names(given: Mapping[str, Any], key: str) -> tuple[list[Row], list[Problem]]:
    """Groups of names as rows of two, the first of a group with each of the others, or each with each."""
    groups = given.get(key, ())
    good = [g for g in groups if isinstance(g, list) and len(g) > 1 and all(isinstance(n, str) and n for n in g)]
    rows = [{"name": one, "other": two} for group in good for one, two in combinations(group[:_MAX_GROUP], 2)]
    if len(good) == len(groups):
        return rows, []
    problem = f"{key}: {len(groups) - len(good)} of its groups are not lists of two and more names; they are left out."
    return rows, [Problem(problem, f'Write {key} = [["Ann Lee", "Lee"]].', SETTINGS)]


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
    if "doc_id" in normalise_fields(given.get("fields", {})):
        problem = "The doc_id in [fields] would be the same for all documents; it is left out."
        odd.append(Problem(problem, "Give it in each document or in metadata.csv.", SETTINGS, "warning"))
    if not (given.get("language") or "en").casefold().startswith("en"):
        problem = f"The texts are in {given['language']!r}; the labels are made for English."
        odd.append(Problem(problem, "Use the word counts, not the labels.", SETTINGS, "warning"))
    return odd


def read_resources(folder: Path) -> tuple[Resources, list[Problem]]:
    """Rows of the folder's own word lists by resource name, and what is wrong with them."""
    found, problems = {}, []
    for path in _listed(folder):
        name, column = RESOURCES.get(path.name.casefold(), (None, ""))
        if name:
            try:
                rows, odd = _load_rows(path, column)
                problems += [replace(problem, path=path.name) for problem in odd]
                found[name], odd = check_rows(name, rows, path.name)
                problems += odd
            except UnreadableError as error:
                problems.append(Problem(error.problem, error.remedy, path.name))
    return MappingProxyType(found), problems


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # said where its documents are looked for
        return []


def _load_rows(path: Path, column: str) -> tuple[list[Mapping[str, str]], list[Problem]]:
    """Rows of a small CSV file, also those without a value in the needed column; what is wrong with others."""
    names, rows, odd = load_table(path)
    wanted = column or (names or [""])[0]
    if not wanted or wanted not in names:
        problem = f"The list has no column {column!r}; its columns are {', '.join(names)[:500] or 'none'}."
        raise UnreadableError(problem, "Name the columns in its first line.")
    if len(names) * len(rows) > _MAX_CELLS:
        raise UnreadableError(f"The list has {len(rows):,} rows of {len(names):,} columns.", "Keep those you need.")
    empty = dict.fromkeys(names, "")
    return [MappingProxyType(empty | row) for row in rows], odd
