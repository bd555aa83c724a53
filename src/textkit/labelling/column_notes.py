"""Columns whose type files do not tell: what is noted of them beside the files, and how they are made again.

The contract tells the types of its own columns. Noted are the dtype of each further column, and the categories of a
category column if they are not those of its rows in alphabetical order.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import CorpusError, OutputError
from textkit.integrity import cast_column
from textkit.schema import TABLES

__all__ = ["Note", "Notes", "describe_columns", "dtype_of", "plain_column", "recategorise", "restore_column"]

Note = str | Mapping[str, Any]  # the dtype; of a category column: categories or those unused, ordered
Notes = Mapping[str, Note]

DTYPE = re.compile(
    r"str|string|bool|boolean|[uU]?[iI]nt(8|16|32|64)|[fF]loat(32|64)|object|category|datetime64\[.{1,60}\]"
)


def describe_columns(name: str, table: pd.DataFrame) -> dict[str, Note]:
    """Notes of the columns of a table: what its files and the contract do not tell.

    Raises
    ------
    OutputError
        If a column has a name or type that files cannot keep.
    """
    contract = {column.name: column.dtype for column in TABLES[name]}
    if not table.columns.is_unique or not all(isinstance(column, str) for column in table):
        raise OutputError(f"The table {name} has columns whose names are not texts, or not unique. Rename them.")
    notes: dict[str, Note] = {}
    for column, values in table.items():
        if isinstance(values.dtype, pd.CategoricalDtype):
            note = _describe_categories(values, known=column in contract)
            notes |= {column: note} if note else {}
        elif column not in contract:
            notes[column] = str(values.dtype)
            if not DTYPE.fullmatch(notes[column]) or notes[column] == "category":
                raise _cannot_keep(column, notes[column])
    return notes


def _describe_categories(values: pd.Series, *, known: bool) -> Note | None:
    """Nothing if the categories are those of the rows, sorted, as they are when read."""
    categories, dtype = values.cat.categories, str(values.cat.categories.dtype)
    odd = dtype not in ("str", "string") and not (dtype == "object" and not len(categories))
    if odd and (known or not DTYPE.fullmatch(dtype) or dtype.startswith("datetime")):
        raise _cannot_keep(str(values.name), f"categories of {dtype}")
    plain = categories.is_monotonic_increasing and not values.cat.ordered
    if known and plain:
        unused = [categories[i] for i in sorted(set(range(len(categories))) - set(values.cat.codes))]
        return {"unused": unused} if unused else None
    listed = [None if pd.isna(c) else c.item() if hasattr(c, "item") else c for c in categories]
    return {"categories": listed, "of": dtype, "ordered": bool(values.cat.ordered)}


def _cannot_keep(column: str, what: str) -> OutputError:
    return OutputError(
        f"The field {column!r} has values that files cannot keep exactly ({what}). Make text of it before labelling: "
        f"table[{column!r}] = table[{column!r}].astype(str)."
    )


def plain_column(values: pd.Series) -> pd.Series:
    """A column as text, numbers or truth values: objects as JSON, times in ISO form, categories as what they name."""
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.categories.dtype not in ("str", "string"):
        values = values.astype(object)
    if values.dtype == object:
        return pd.Series([_as_json(value, str(values.name)) for value in values], dtype="str", index=values.index)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert("UTC")
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.astype("str").where(values.notna())
    return values


def _as_json(value: Any, column: str) -> str | None:
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    try:
        text = json.dumps(value)
        if _same(json.loads(text), value):
            return text
    except (TypeError, ValueError, RecursionError):
        pass
    raise _cannot_keep(column, type(value).__name__)


def _same(one: Any, two: Any) -> bool:
    """Equal, of the same types throughout: 1 is not True, a list not a tuple."""
    return repr(one) == repr(two) and type(one) is type(two)


def dtype_of(field: str, note: Note) -> str:
    """The dtype in which the values of a field are written."""
    if isinstance(note, Mapping):
        of = note.get("of", "str")
        return of if of in ("str", "string") else "object"
    if not isinstance(note, str) or not DTYPE.fullmatch(note):
        raise CorpusError(f"The note of the field {field!r}, {str(note)[:60]!r}, is not understood.")
    return note


def restore_column(values: pd.Series, note: Note) -> pd.Series:
    """A field as it was, from what the file has of it."""
    if isinstance(note, Mapping):
        return recategorise(values, note)
    if note == "object":
        return values.map(json.loads, na_action="ignore").astype(object).where(values.notna(), None)
    if note.startswith("datetime64"):
        times = pd.to_datetime(values, utc="," in note, format=None if values.dtype.kind == "M" else "ISO8601")
        return times.astype(note)
    return cast_column(values, note, str(values.name))


def recategorise(values: pd.Series, note: Note) -> pd.Series:
    """A column of names with the categories that the note lists, or with those that no row has."""
    if "unused" in note:
        known = sorted({*values.cat.categories, *note["unused"]})
        return values.cat.set_categories(pd.Index(known, dtype="str"))
    categories = pd.Index(note["categories"], dtype=note["of"])
    if note["of"] not in ("str", "string", values.dtype):
        values = values.map(json.loads, na_action="ignore").astype(object)
    codes = categories.get_indexer_for(values)
    unknown = values[(codes < 0) & values.notna().to_numpy()]
    if len(unknown):
        shown = str(unknown.iloc[0])[:60]
        raise CorpusError(f"Column {values.name}, row {unknown.index[0]}: {shown!r} is not one of its categories.")
    made = pd.Categorical.from_codes(codes, categories, ordered=bool(note["ordered"]))
    return pd.Series(made, index=values.index, name=values.name)
