"""Provenance that travels with a measure's table: where its numbers come from stands in ``table.attrs``."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, get_args

import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.pipeline import Labels

__all__ = ["returns_table", "traced"]

PLAIN = (str, int, float, bool, type(None))


def returns_table(function: object) -> bool:
    """Whether ``function`` says that it returns a DataFrame."""
    return inspect.isfunction(function) and inspect.signature(function).return_annotation is pd.DataFrame


def traced(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """The measure ``function``, with the origin of its numbers in ``attrs`` of the table that it returns.

    ``attrs["measure"]`` is its name, ``attrs["parameters"]`` what it was called with (tables left out, defaults
    included), ``attrs["provenance"]`` the provenance of the labels, or of the tables that came from labels, and the
    call. The public names of the room *measure* are traced.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["No deal."]), tables=("sentences", "tokens"))
    >>> table = tk.count_terms(labels.tokens, ngram=2)
    >>> table.attrs["measure"], table.attrs["provenance"]["corpus"] == labels.provenance["corpus"]
    ('count_terms', True)
    """
    signature = inspect.signature(function)

    @wraps(function)
    def measure(*args: Any, **kwargs: Any) -> pd.DataFrame:
        bound = signature.bind(*args, **kwargs)
        _refuse_on_disk(bound)
        table = function(*args, **kwargs)
        call = ", ".join(f"{name}={_plain(value)!r}" for name, value in kwargs.items() if _is_plain(value))
        bound.apply_defaults()
        origin = next(filter(None, map(_provenance, bound.arguments.values())), {})
        table.attrs["measure"] = function.__name__
        table.attrs["parameters"] = {k: _plain(v) for k, v in bound.arguments.items() if _is_plain(v)}
        table.attrs["provenance"] = dict(origin) | {"measure": f"{function.__name__}({call})"}
        return table

    return measure


def _refuse_on_disk(bound: inspect.BoundArguments) -> None:
    """OptionError for labels on disk, unless the function says in its annotation that it takes them."""
    for name, value in bound.arguments.items():
        if isinstance(value, LabelsOnDisk) and LabelsOnDisk not in get_args(
            bound.signature.parameters[name].annotation
        ):
            raise OptionError(
                "This measure needs labels in memory: pass labels.load(), or labels.document(doc_id) for one document."
            )


def _provenance(value: object) -> Mapping[str, str]:
    if isinstance(value, Labels | LabelsOnDisk):
        return value.provenance
    return value.attrs.get("provenance", {}) if isinstance(value, pd.DataFrame) else {}


def _is_plain(value: object) -> bool:
    if isinstance(value, Mapping):  # groups of patterns
        return all(_is_plain(inner) for inner in value.values())
    return isinstance(value, PLAIN) or (isinstance(value, (list, tuple)) and all(isinstance(v, PLAIN) for v in value))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
