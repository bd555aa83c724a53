"""What is checked: arguments of public functions, and whether tables are whole.

Arguments are one value or several, known or refused with the names that are known. In a table each value is of the type
of its column, keys are told apart, and spans lie inside their texts.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from textkit.errors import CorpusError, OptionError, near_names

__all__ = [
    "KEYS",
    "as_list",
    "bind_call",
    "cast_column",
    "check_table",
    "checked_call",
    "index_as_columns",
    "join_parts",
    "need_number",
    "need_positive",
    "need_share",
    "some_of",
]

ALIKE = (  # names for one kind of argument, of which a function has its own
    ("terms", "targets", "pattern", "node", "query", "queries", "words", "keywords", "term", "word", "target", "topic"),
    ("by", "metadata", "group", "groupby", "group_by", "fields"),
    ("top", "limit", "n", "nrows", "head"),
    ("against", "versus", "compare", "baseline", "contrast", "reference", "groups"),
    ("window", "context", "width", "span"),
)
Parameters, Returned = ParamSpec("Parameters"), TypeVar("Returned")


def checked_call(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """The function, with a TypeError that says what to type where its arguments do not fit; see ``bind_call``."""
    signature = inspect.signature(function)

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Returned:
        bind_call(function.__name__, signature, args, kwargs)
        return function(*args, **kwargs)

    return called


def bind_call(
    name: str,
    signature: inspect.Signature,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    remedies: Callable[[str], str] = lambda key: "",
) -> inspect.BoundArguments:
    """The arguments by name; a TypeError that names the function, what it takes and what was perhaps meant.

    ``remedies`` says what to write instead of an unknown keyword, if it knows.

    Examples
    --------
    >>> taken = inspect.signature(lambda source, *, name_pattern=None: None)
    >>> bind_call("read", taken, ["texts"], {"pattern": "{date}"})
    Traceback (most recent call last):
    TypeError: read() got an unexpected keyword argument 'pattern'. Did you mean 'name_pattern'? Its arguments are ...
    """
    try:
        return signature.bind(*args, **kwargs)
    except TypeError as error:
        reason = str(error)
    parameters = signature.parameters
    unknown = [key for key in kwargs if key not in parameters]
    places = [p.name for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
    if unknown:
        hint = remedies(unknown[0]) or near_names(unknown[0], parameters) or _say_alike(unknown[0], parameters)
        reason = f"got an unexpected keyword argument {unknown[0]!r}.{hint}"
    elif len(args) > len(places):
        named = [key for key in parameters if key not in places and key not in kwargs]
        if _is_number(args[len(places)]):
            named = [key for key in named if _is_number(parameters[key].default)] or named
        extra = repr(args[len(places)])[:40]
        told = f"; name the others: {extra} may be {named[0]}= …" if named else f" and nothing else, not {extra}"
        reason = f"takes {' and '.join(places)} by place{told}"
    shown = str(inspect.Signature([p.replace(annotation=p.empty) for p in parameters.values()]))
    raise TypeError(f"{name}() {reason.rstrip('.')}{'' if reason.endswith('?') else '.'} Its arguments are {shown}.")


def _say_alike(key: str, parameters: Iterable[str]) -> str:
    """The argument that is of the same kind as an unknown one."""
    same = [name for names in ALIKE if key in names for name in parameters if name in names]
    return f" Did you mean {' or '.join(map(repr, same))}?" if same else ""


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


def index_as_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what its index says as columns before the others: an index with a name, or one of labels.

    Whole numbers without a name are the numbers of rows, and are dropped; so is an index that is a column as well.

    Examples
    --------
    >>> table = pd.DataFrame({"genre": ["report", "speech"], "n": [3, 1]})
    >>> list(index_as_columns(table.set_index("genre"))), list(index_as_columns(table[table["n"] > 2]))
    (['genre', 'n'], ['genre', 'n'])
    """
    names, index = list(table.index.names), table.index
    if names == [None] and (isinstance(index, pd.RangeIndex) or pd.api.types.is_integer_dtype(index.dtype)):
        return table.reset_index(drop=True)
    told = [f"index {n}" if name is None and len(names) > 1 else name or "index" for n, name in enumerate(names, 1)]
    levels = {name: index.get_level_values(n) for n, name in enumerate(told) if name not in table.columns}
    plain = table.reset_index(drop=True)
    return pd.concat([pd.DataFrame(levels, index=plain.index), plain], axis=1)


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


EXPECTED = MappingProxyType(
    {"str": "a text", "category": "a text", "bool": "True or False", "boolean": "True or False"}
    | dict.fromkeys(("float64", "float32", "Float64", "Float32"), "a number")
    | {"datetime64[s]": "a date"}
)

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(  # what tells the rows of a document apart
    {"paragraphs": ("par_id",), "sentences": ("sent_id",), "tokens": ("token_id",), "quotes": ("quote_id",)}
    | {"passages": ("sent_id", "voice", "speaker"), "targets": ("start", "target")}
    | {"analogies": ("analogy_id",), "speakers": ("speaker",)}
)
FEW = 8  # names: kinds, rules and the like, which come again and again
STARTS = ("start", "mention_start", "cue_start", "tenor_start", "vehicle_start")


def cast_column(values: Sequence[Any] | pd.Series, dtype: str, name: str) -> pd.Series:
    """Values as dtype; the categories of names are always strings, so that equal tables are equal.

    Raises
    ------
    CorpusError
        If a value is of another type or out of its range; the message names column and row (the label of the index).
    """
    try:
        return _cast(values, dtype)
    except Exception as error:  # pandas and Arrow have many
        series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
        row, value = _first_bad(series, dtype)
        shown = "empty" if value is None or value is pd.NA or value != value else f"{str(value)[:60]!r}"
        wanted = EXPECTED.get(dtype, f"a whole number ({dtype})" if "int" in dtype.lower() else dtype)
        raise CorpusError(f"Column {name}, row {row} is {shown}, not {wanted}.") from error


def _cast(values: Sequence[Any] | pd.Series, dtype: str) -> pd.Series:
    if dtype == "bool":  # else each text is true
        values = pd.Series(values)
        if len(values) and not pd.api.types.is_bool_dtype(values) and not values.map(type).eq(bool).all():
            raise TypeError("not true or false")
    if dtype == "category" and isinstance(values, list) and {*map(type, values)} <= {str, type(None)}:
        return pd.Series(_categories_of(values))
    cast = pd.Series(values, dtype=dtype)
    if dtype == "category" and cast.cat.categories.dtype != "str":
        return cast.cat.rename_categories(cast.cat.categories.astype("str"))
    if cast.dtype.kind in "iu" and getattr(values, "dtype", None) == "Int64":  # pandas cuts off what is over
        known, before = (np.asarray(column.fillna(0)) for column in (cast, values))
        if (known != before).any():
            raise OverflowError("out of range")
    return cast


def _categories_of(names: Sequence[str | None]) -> pd.Categorical:
    """As pandas makes them of a list, without its looking for the type of each."""
    known = sorted({*names} - {None})
    place: dict[str | None, int] = {name: k for k, name in enumerate(known)} | {None: -1}
    make = _type_of if len(known) <= FEW else _type_of.__wrapped__
    return pd.Categorical.from_codes([place[name] for name in names], dtype=make(tuple(known)))


@lru_cache(maxsize=1 << 8)
def _type_of(names: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(names, dtype="str"))


def _first_bad(values: pd.Series, dtype: str) -> tuple[Any, Any]:
    """Label and value of the first row that cannot be cast, found by halving."""
    first, last = 0, len(values)
    while last - first > 1:
        middle = (first + last) // 2
        try:
            _cast(values.iloc[first:middle], dtype)
            first = middle
        except Exception:
            last = middle
    return values.index[first], values.iloc[first]


def check_table(name: str, table: pd.DataFrame, documents: pd.DataFrame) -> None:
    """See that a table of labels is whole: keys told apart, documents known, spans inside their texts.

    Raises
    ------
    CorpusError
        The message names the row (the label of the index) and what is wrong with it.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "n_chars": [9]})
    >>> sentences = pd.DataFrame({"doc_id": "a", "sent_id": [0, 1], "start": [0, 5], "end": [4, 10]})
    >>> check_table("sentences", sentences, documents)
    Traceback (most recent call last):
    textkit.errors.CorpusError: Row 1 has a span (start) outside its text.
    """
    if not len(table):
        return
    place = pd.Index(documents["doc_id"]).get_indexer_for(table["doc_id"]) if name != "documents" else None
    if place is None:
        _refuse(table, table["doc_id"].isna(), "has no doc_id")
        _refuse(table, table["doc_id"].duplicated(), "has the doc_id of an earlier row")
        _refuse(table, table["text"].map(len) != table["n_chars"], "has a text that is not n_chars long")
        _refuse(table, ~_has_its_hash(table), "has a text that is not the one labelled: its sha256 differs")
        return
    _refuse(table, place < 0, "belongs to no row of documents")
    _refuse(table, _repeated(place, table, KEYS[name]), f"has the {' and '.join(KEYS[name])} of an earlier row")
    ends = documents["n_chars"].to_numpy()[place]
    for start in [start for start in STARTS if start in table]:
        a, b = (_numbers(table[c]) for c in (start, start.removesuffix("start") + "end"))
        outside = (np.isnan(a) != np.isnan(b)) | (a < 0) | (a > b) | (b > ends)
        _refuse(table, outside, f"has a span ({start}) outside its text")


def _repeated(place: np.ndarray, table: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Which rows have the document and the values of an earlier one."""
    rows = place
    for column in columns:
        codes = pd.factorize(table[column])[0]
        rows = pd.factorize(rows * (codes.max() + 2) + codes + 1)[0]
    return pd.Series(rows).duplicated()


def _numbers(offsets: pd.Series) -> np.ndarray:
    """Offsets as numbers that may be compared: NaN is neither above nor below another."""
    return offsets.to_numpy(dtype="float64", na_value=np.nan)


def _has_its_hash(documents: pd.DataFrame) -> pd.Series:
    made = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in documents["text"]]
    return documents["sha256"].isna() | (documents["sha256"] == pd.Series(made, documents.index, dtype="str"))


def _refuse(table: pd.DataFrame, bad: np.ndarray | pd.Series, what: str) -> None:
    bad = np.asarray(bad, dtype=bool)
    if bad.any():
        raise CorpusError(f"Row {table.index[int(bad.argmax())]} {what}.")


def join_parts(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Concatenate tables; categories become the sorted union, so that chunking leaves no trace."""
    if len(parts) == 1 and all(map(_is_settled, parts[0].dtypes)):
        return parts[0]
    joined = {}
    for column in parts[0]:
        pieces = [part[column] for part in parts]
        if all(isinstance(piece.dtype, pd.CategoricalDtype) for piece in pieces):
            joined[column] = pd.Series(pd.api.types.union_categoricals(pieces, sort_categories=True))
        else:
            filled = [piece for piece in pieces if len(piece)]  # an empty piece need not know its type
            joined[column] = pd.concat(filled or pieces[:1], ignore_index=True)
    return pd.DataFrame(joined, index=None if joined else range(sum(map(len, parts))))


def _is_settled(dtype: object) -> bool:
    """True if joining leaves a column of this type as it is."""
    return not isinstance(dtype, pd.CategoricalDtype) or dtype.categories.is_monotonic_increasing
