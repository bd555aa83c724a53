"""Arguments of public functions: one value or several, known or refused with the names that are known."""

from collections.abc import Iterable
from typing import Any

from textkit.errors import OptionError, near_names

__all__ = ["as_list", "need_number", "need_share", "some_of"]


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


def need_share(value: Any, argument: str) -> float:
    """A number between 0 and 1; OptionError for another.

    Examples
    --------
    >>> need_share(0.95, "confidence")
    0.95
    """
    if _is_number(value) and 0 < value < 1:
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


def _is_number(value: Any) -> bool:
    if isinstance(value, bool | str | bytes):
        return False
    try:
        return abs(float(value)) < float("inf")
    except (TypeError, ValueError, OverflowError):
        return False
