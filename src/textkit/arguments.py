"""Arguments of public functions: one value or several, known or refused with the names that are known."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from textkit.errors import MissingColumnError, OptionError, near_names
from textkit.schema import RESULTS

__all__ = ["as_list", "need_number", "need_positive", "need_share", "require_result", "rows_of", "some_of"]


def as_list(values: Any) -> list[Any]:
    """Several values as a list; a string or a number is one value, None is none.

    Examples
    --------
    >>> as_list(None), as_list("genre"), as_list(["genre", "speaker"])
    ([], ['genre'], ['genre', 'speaker'])
    """
    if values is None:
        return []
    return [values] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)


def some_of(values: Any, known: Iterable[str], argument: str) -> list[str]:
    """``values`` as a list of known names; OptionError for others and for none.

    Examples
    --------
    >>> some_of("word", ["word", "number"], "kinds")
    ['word']
    """
    wanted, names = as_list(values), list(known)
    unknown = [value for value in wanted if value not in names]
    if unknown or not wanted:
        listed = ", ".join(map(str, unknown)) or "none"
        hint = near_names(unknown[0], names) if unknown else ""
        raise OptionError(f"{argument} must be some of {', '.join(names)}, not {listed}.{hint}")
    return wanted


def need_share(value: Any, argument: str, *, ends: bool = False) -> float:
    """A number between 0 and 1, or with ``ends`` from 0 to 1; OptionError for another.

    Examples
    --------
    >>> need_share(0.95, "confidence")
    0.95
    """
    if _is_number(value) and (0 < value < 1 or (ends and value in (0, 1))):
        return float(value)
    hint = f" Did you mean {value / 100:g}?" if _is_number(value) and 1 < value < 100 else ""
    raise OptionError(f"{argument} must be a number between 0 and 1, such as 0.95, not {value!r}.{hint}")


def need_number(value: Any, argument: str, *, least: int) -> int:
    """A whole number from ``least`` on; OptionError for another.

    Examples
    --------
    >>> need_number(200, "rounds", least=1)
    200
    """
    if _is_number(value) and value == int(value) >= least:
        return int(value)
    raise OptionError(f"{argument} must be a whole number, {least} or more, not {value!r}.")


def need_positive(value: Any, argument: str) -> float:
    """A number above 0; OptionError for another.

    Examples
    --------
    >>> need_positive(0.1, "width")
    0.1
    """
    if _is_number(value) and value > 0:
        return float(value)
    raise OptionError(f"{argument} must be a number above 0, not {value!r}.")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool | str | bytes):
        return False
    try:
        return abs(float(value)) < float("inf")
    except (TypeError, ValueError, OverflowError):
        return False


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
    keys = [str(name) for name in data if name not in RESULTS[measure]]
    if "doc_id" == usual in keys:  # the others are facts about the document
        return data, usual
    if len(keys) == 1:
        return data, keys[0]
    if not keys:
        return data.assign(corpus="all texts"), "corpus"
    values = data[keys].astype("object").where(data[keys].notna(), "unknown").astype("str")
    return data.assign(**{", ".join(keys): values.agg(", ".join, axis=1) if len(data) else ""}), ", ".join(keys)


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
