"""Plots, one per measure, and what each of them asks of its table first."""

from collections.abc import Iterable

import pandas as pd

from textkit.checks import as_list
from textkit.errors import MissingColumnError, OptionError, near_names
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.read.corpus import field_values, find_field
from textkit.schema import RESULTS

__all__ = ["choose_group", "require_result", "rows_of"]

GROUPS = ("source", "genre", "party", "author", "month")  # the fields by which texts are compared, the first that fits
FEWEST_GROUPS, MOST_GROUPS = 2, 12  # rows of a figure


def choose_group(labels: Labels | LabelsOnDisk) -> str | None:
    """The field by which the documents of a corpus are compared where none is named; None if none fits.

    It is the first of source, genre, party, author and month that has 2 to 12 values and is known of most documents.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk

    Examples
    --------
    >>> import textkit as tk
    >>> texts = pd.DataFrame({"text": ["Rain.", "Sun."], "source": "Post", "genre": ["report", "speech"]})
    >>> tk.plots.choose_group(tk.label(tk.read_corpus(texts)))
    'genre'
    """
    documents = (labels.load([]) if isinstance(labels, LabelsOnDisk) else labels).documents
    for name in GROUPS:
        field = find_field(name, list(documents))
        values = field_values(documents, field) if field else pd.Series(dtype=object)
        if FEWEST_GROUPS <= values.nunique() <= MOST_GROUPS and values.notna().mean() > 0.5:
            return name
    return None


def rows_of(data: pd.DataFrame, by: str | None, usual: str, *, measure: str) -> tuple[pd.DataFrame, str]:
    """The table to draw and the column that names its rows.

    That is ``by``; without it what the table of ``measure`` was measured by, and ``usual`` where nobody knows.

    Examples
    --------
    >>> table = pd.DataFrame({"genre": ["report"], "n_words": [3]})
    >>> table.attrs["measure"] = "corpus_size"
    >>> rows_of(table, None, "doc_id", measure="corpus_size")[1]
    'genre'
    """
    if by is not None or not isinstance(data, pd.DataFrame) or data.attrs.get("measure") != measure:
        return data, by or usual
    keys = _keys_of(data, measure)
    if "doc_id" == usual in keys:  # the others are facts about the document
        return data, usual
    if len(keys) == 1:
        return data, keys[0]
    if not keys:
        return data.assign(corpus="all texts"), "corpus"
    values = data[keys].astype("object").where(data[keys].notna(), "unknown").astype("str")
    return data.assign(**{", ".join(keys): values.agg(", ".join, axis=1) if len(data) else ""}), ", ".join(keys)


def _keys_of(data: pd.DataFrame, measure: str) -> list[str]:
    """The columns that a table was measured by; where it does not say, those that are no result of the measure."""
    told = data.attrs.get("parameters", {}).get("by")
    by = [name for name in as_list(told) if name in data]
    return by or [str(name) for name in data if name not in RESULTS[measure]]


def require_result(data: pd.DataFrame, names: Iterable[str], *, measure: str, rows: Iterable[str] = ()) -> None:
    """Raise an error unless ``data`` is a table of ``measure`` with the columns ``names``, and not broken down further.

    ``rows`` are the columns that tell the rows of one group apart; none: any rows will do.

    Raises
    ------
    MissingColumnError
        If it is not such a table.
    OptionError
        If it is broken down further.

    Examples
    --------
    >>> table = pd.DataFrame({"genre": ["report", "speech"], "speaker": ["Ann Lee", "Ann Lee"], "n_words": [3, 4]})
    >>> require_result(table, ["speaker", "n_words"], measure="speaker_share", rows=["speaker"])
    Traceback (most recent call last):
    textkit.errors.OptionError: The table of speaker_share has several rows for speaker 'Ann Lee': it is broken down ...
    """
    wanted = list(dict.fromkeys(names))
    remedy = f"Pass the table of {measure}: tk.{measure}(...)."
    if not isinstance(data, pd.DataFrame):
        raise MissingColumnError(f"A table is drawn here, not {type(data).__name__}. {remedy}")
    missing = [name for name in wanted if name not in data]
    if missing:
        raise MissingColumnError(
            f"Columns are missing: {', '.join(missing)}. The table has: {', '.join(map(str, data)) or 'none'}. {remedy}"
            f"{near_names(missing[0], data)}"
        )
    keys = [name for name in dict.fromkeys(rows) if name in data]
    repeated = data.duplicated(keys) if keys else pd.Series(dtype=bool)
    if repeated.any():
        _refuse_groups(data, keys, repeated, measure)


def _refuse_groups(data: pd.DataFrame, keys: list[str], repeated: pd.Series, measure: str) -> None:
    """OptionError for a table with several rows for one ``keys``, which names how to choose a group."""
    first = data.loc[repeated.to_numpy(), keys].iloc[0]
    shown = ", ".join(f"{name} {value!r}" for name, value in first.items())
    by = [str(name) for name in data if name not in keys and name not in RESULTS[measure]]
    how = f" by {', '.join(by)}" if by else ""
    group = f"table[table[{by[0]!r}] == {data[by[0]].iloc[0]!r}]" if by else "one group of it"
    raise OptionError(
        f"The table of {measure} has several rows for {shown}: it is broken down{how}. Draw one group at a time "
        f"({group}), or measure without it."
    )
