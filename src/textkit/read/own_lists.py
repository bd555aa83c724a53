"""The columns of an analyst's own word lists: which there must be, what they may say, and which rows are bad."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from textkit.lexicons import read_lexicon
from textkit.read.records import Problem

__all__ = ["LISTS", "Row", "check_rows"]

Row = Mapping[str, str]
TOLD = 5  # bad rows of a list that are told one by one
_LEFT_OUT = "The row is left out; the others count."


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
            bad.append(Problem(f"Row {number}{_entry(columns, row)}: {wrong[0]}.", f"{wrong[1]} {_LEFT_OUT}", path))
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
