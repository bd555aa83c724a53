"""``by``: the columns by which a measure is broken down, wherever they come from."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pandas as pd

from textkit.arguments import as_list
from textkit.errors import MissingColumnError, OptionError
from textkit.labelling.fields import find_field, join_fields, say_unknown_fields
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.schema import GIVEN, RESULTS, TABLES, given_name, require_columns

__all__ = ["as_list", "name_keys", "resolve"]


def name_keys(by: Any, source: object, *, table: str, measure: str, argument: str = "by") -> list[str]:
    """The columns that ``by`` means, each once, for the measure of that name.

    A column of the measured ``table`` comes first, then a document field; a field that is called as a column of ours
    stands in results with ``_given`` behind its name.

    Raises
    ------
    MissingColumnError
        If a name is neither a column nor a field.
    OptionError
        If a name is that of a column of the result.
    """
    wanted = as_list(by)
    if not all(isinstance(name, str) for name in wanted):
        raise OptionError(f"{argument} must be the name of a column or a list of names, not {by!r}.")
    columns, fields = _columns_of(source, table)
    own = () if argument == "parts" else RESULTS[measure]
    names = {name: _name_key(name, columns, fields, own) for name in wanted}
    for name, found in names.items():
        if (found or name) in own:
            raise OptionError(_say_taken(name, measure, fields, argument))
    unknown = [name for name, found in names.items() if found is None]
    if isinstance(source, pd.DataFrame):
        _need_no_index(source, unknown, table)
    if unknown:
        raise MissingColumnError(say_unknown_fields(unknown, columns, fields, table=table))
    return list(dict.fromkeys(names.values()))


def _name_key(name: str, columns: Collection[str], fields: Collection[str], own: Collection[str]) -> str | None:
    if name in columns:
        return name
    field = find_field(name, fields)
    return f"{field}{GIVEN}" if field in own else field


def _columns_of(source: object, table: str) -> tuple[list[str], list[str]]:
    """Columns of the measured table, and the document fields beside it."""
    own = list(RESULTS[table]) if table in RESULTS else [column.name for column in TABLES[table]]
    if table == "documents" and isinstance(source, Labels):
        return [], list(source.documents)
    if isinstance(source, LabelsOnDisk):
        return own, [given_name(name) for name in source.documents.schema.names]
    if isinstance(source, Labels):
        return list(dict.fromkeys([*own, *getattr(source, table, ())])), list(source.documents)
    return (list(source) if isinstance(source, pd.DataFrame) else []), []


def _say_taken(name: str, measure: str, fields: Collection[str], argument: str) -> str:
    other = find_field(f"{name}{GIVEN}", fields)
    remedy = f"your field of that name is {other}: {argument}={other!r}." if other else "rename yours if you have one."
    return f"{measure} has a column {name!r} of its own, one for each row: leave it out of {argument}, or {remedy}"


def resolve(
    source: Labels | pd.DataFrame,
    table: str,
    by: str | Iterable[str] | None = None,
    *,
    columns: Sequence[str] = (),
) -> pd.DataFrame:
    """The table to measure, with every column of ``by``.

    Parameters
    ----------
    source : Labels or DataFrame
        Labels, of which ``table`` is taken and document fields are joined where ``by`` asks for them; or a DataFrame,
        which must have the columns itself.
    table : str
        Name of the table.
    by : str or list of str, optional
        Columns to group by: of the table, or document fields (genre, source, date, …).
    columns : sequence of str
        Further columns that the measure needs.

    Returns
    -------
    DataFrame
        A frame of its own: adding columns to it leaves the source alone. Its rows are numbered.

    Raises
    ------
    MissingColumnError
        If a column is neither in the table nor a document field.
    OptionError
        If two columns have one name.
    """
    wanted = as_list(by)
    if isinstance(source, Labels):
        return join_fields(getattr(source, table), source.documents, wanted, table=table)
    needed = list(dict.fromkeys([*columns, *wanted]))
    _need_columns(source, needed, table)
    return source.reset_index(drop=True)


def _need_columns(frame: pd.DataFrame, needed: list[str], table: str) -> None:
    """An error unless ``frame`` has each column of ``needed`` once."""
    _need_no_index(frame, needed, table)
    require_columns(frame, needed, table=table)
    if frame.columns.nlevels > 1 or not frame.columns.is_unique:
        raise OptionError(f"The table {table!r} has several columns of one name. Rename them or drop all but one.")


def _need_no_index(frame: pd.DataFrame, needed: list[str], table: str) -> None:
    """MissingColumnError if a column that is needed is the index."""
    indexed = [name for name in needed if name not in frame and name in frame.index.names]
    if indexed:
        raise MissingColumnError(
            f"The table {table!r} has {', '.join(indexed)} as its index, not as columns. Pass table.reset_index()."
        )
