"""``by``: the columns by which a measure is broken down, wherever they come from."""

from collections.abc import Iterable, Sequence

import pandas as pd

from textkit.labelling.fields import join_fields
from textkit.labelling.pipeline import Labels
from textkit.schema import require_columns

__all__ = ["as_list", "resolve"]


def as_list(by: str | Iterable[str] | None) -> list[str]:
    """Column names as a list.

    Examples
    --------
    >>> as_list(None), as_list("genre"), as_list(["genre", "speaker"])
    ([], ['genre'], ['genre', 'speaker'])
    """
    if by is None:
        return []
    return [by] if isinstance(by, str) else list(by)


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
        A frame of its own: adding columns to it leaves the source alone.

    Raises
    ------
    MissingColumnError
        If a column is neither in the table nor a document field.
    """
    wanted = as_list(by)
    if not isinstance(source, Labels):
        require_columns(source, dict.fromkeys([*columns, *wanted]), table=table)
        return source.copy(deep=False)
    return join_fields(getattr(source, table), source.documents, wanted, table=table)
