"""What every measure has in common: its arguments are checked before it works, and its table says where it comes from.

A measure is a public function that returns a table. ``@measure`` stands at its definition, so that
``tk.count_terms`` and ``textkit.measure.frequency.count_terms`` are one object, which can be pickled.
"""

import inspect
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial, wraps
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, overload

import pandas as pd

from textkit.checks import as_list, bind_call, need_number, need_share
from textkit.errors import MissingColumnError, OptionError
from textkit.labelling.labels import Labels, join_fields, say_unknown_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.speaker_linking import fact_columns
from textkit.measure.queries import settle_queries
from textkit.read.corpus import Corpus, find_field
from textkit.schema import GIVEN, RESULTS, TABLES, given_name, require_columns

__all__ = [
    "ALL",
    "as_list",
    "is_measure",
    "measure",
    "name_keys",
    "names_in",
    "resolve",
]

PLAIN = (str, int, float, bool, type(None))
SOURCES = frozenset(
    ("Labels", "LabelsOnDisk", "DataFrame", "Gold")
)  # by name: gold is a room that measures do not import
ALL = tuple(TABLES)
GROUPINGS = ("by", "parts")  # arguments that name columns of the measured table
FORMER = MappingProxyType({"bootstrap": "rounds", "confidence": "level"})  # names of arguments in 0.1.0
INHERITED = ("ngram", "skip", "unit", "stop_words", "kinds")  # what a table of counts tells of what was counted
CHECKS: Mapping[str, Callable[[Any, str], Any]] = MappingProxyType(
    {
        "level": need_share,
        "limit": partial(need_number, least=1),
        "rounds": partial(need_number, least=1),
        "seed": partial(need_number, least=0),
        **dict.fromkeys(("terms", "pattern", "node", "targets"), settle_queries),
    }
)


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
    """Columns of the measured table, and the document fields beside it; documents are divided by facts of speakers."""
    if isinstance(source, pd.DataFrame):
        return list(source), []
    if not isinstance(source, Labels | LabelsOnDisk):
        return [], []
    if table == "documents":
        own = [name for name in names_in(source, "speakers") if name.startswith("speaker_")]
    else:
        own = list(RESULTS[table]) if table in RESULTS else [column.name for column in TABLES[table]]
        facts = [name.removeprefix("speaker_") for name in names_in(source, "speakers") if name.startswith("speaker_")]
        own += names_in(source, table) if table in TABLES else fact_columns(table, facts)
    return list(dict.fromkeys(own)), names_in(source, "documents")


def names_in(source: Labels | LabelsOnDisk, table: str) -> list[str]:
    """The columns of a table, the user's fields under the names that they have in memory."""
    found = getattr(source, table)
    if isinstance(found, pd.DataFrame):
        return list(found)
    return [given_name(name) if table == "documents" else name for name in found.schema.names]


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


Function = TypeVar("Function", bound=Callable[..., pd.DataFrame])


def is_measure(function: object) -> bool:
    """Whether ``function`` is defined with ``@measure``."""
    return getattr(function, "_is_measure", False)


@overload  # for editors: a measure has its own signature
def measure(function: Function) -> Function: ...
@overload
def measure(
    *, table: str = "", reads: Sequence[str] = (), selects: bool = False, instead: Mapping[str, str] = ...
) -> Callable[[Function], Function]: ...
def measure(
    function: Function | None = None,
    *,
    table: str = "",
    reads: Sequence[str] = (),
    selects: bool = False,
    instead: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """The measure ``function``, with its arguments checked and the origin of its numbers in ``attrs`` of its table.

    ``attrs["measure"]`` is its name, ``attrs["parameters"]`` what it was called with (tables left out, defaults
    included), ``attrs["provenance"]`` the provenance of the labels, or of the tables that came from labels, and the
    call.

    Parameters
    ----------
    function : callable
    table : str
        The table that ``by`` divides.
    reads : sequence of str
        Tables beside the documents that are read into memory for it if labels are on disk. A measure that scans labels
        on disk itself, shard by shard, names none.
    selects : bool
        The result are rows of the table given, which keep the measure and the parameters that they came from.
    instead : mapping
        What to write instead of arguments that users expect and the measure does not have.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["No deal."]), tables=("sentences", "tokens"))
    >>> counts = tk.count_terms(labels.tokens, ngram=2)
    >>> counts.attrs["measure"], counts.attrs["provenance"]["corpus"] == labels.provenance["corpus"]
    ('count_terms', True)
    """
    if function is None:
        return partial(measure, table=table, reads=reads, selects=selects, instead=instead)
    signature = inspect.signature(function)

    @wraps(function)
    def traced(*args: Any, **kwargs: Any) -> pd.DataFrame:
        kwargs = _renamed(function.__name__, signature, kwargs)
        remedies = partial(_say_elsewhere, function.__name__, table, signature.parameters, args, kwargs, instead)
        bound = bind_call(function.__name__, signature, args, kwargs, remedies)
        bound.apply_defaults()
        _check(function.__name__, bound, table)
        if reads:
            _load(bound.arguments, reads)
        result = function(*bound.args, **bound.kwargs)
        _trace(result, function.__name__, bound, kwargs, selects=selects)
        return result

    traced._is_measure = True
    return traced


def _renamed(name: str, signature: inspect.Signature, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments under the names of today; those of 0.1.0 warn."""
    former = {old: new for old, new in FORMER.items() if old in kwargs and new in signature.parameters}
    for old, new in former.items():
        warnings.warn(f"{name}({old}=…) is {name}({new}=…) now.", DeprecationWarning, stacklevel=3)
    return {former.get(key, key): value for key, value in kwargs.items()}


def _say_elsewhere(
    name: str,
    table: str,
    parameters: Mapping[str, inspect.Parameter],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    instead: Mapping[str, str],
    key: str,
) -> str:
    """What to write instead of an argument that the measure does not have, if that is known, or a column or field."""
    if key in instead:
        return f" {instead[key]}"
    source = args[0] if args else kwargs.get(next(iter(parameters)))
    if not isinstance(source, Labels | LabelsOnDisk):
        return ""
    columns, fields = _columns_of(source, table or "documents")
    given = repr(kwargs[key])[:60]
    if key in columns and "groups" in parameters:
        return f" To compare one group with the others: {name}(labels, by={key!r}, groups=[{given}])."
    if key in columns and "by" in parameters:
        return f" {name}(labels, by={key!r}) has rows for each {key}: table[table[{key!r}] == {given}]."
    if find_field(key, fields):
        return f" To choose documents: {name}(labels.where({key}={given}))."
    return ""


def _check(name: str, bound: inspect.BoundArguments, table: str) -> None:
    """Refuse sources that the measure cannot take and impossible options; settle what may be written shorter."""
    parameters, arguments = bound.signature.parameters, bound.arguments
    for key, value in arguments.items():
        _check_source(name, key, value, parameters[key].annotation)
        if _is_sequence(parameters[key].annotation) and isinstance(value, str):
            arguments[key] = [value]
        elif key in CHECKS and value is not None and value != parameters[key].default:
            arguments[key] = CHECKS[key](value, key)
    source = next(iter(arguments.values()))
    for key in GROUPINGS:
        if table and key in arguments:
            arguments[key] = name_keys(arguments[key], source, table=table, measure=name, argument=key)


def _load(arguments: dict[str, Any], tables: Sequence[str]) -> None:
    """Read these tables of labels that are on disk."""
    on_disk = {key: value for key, value in arguments.items() if isinstance(value, LabelsOnDisk)}
    arguments |= {key: value.load(tables) for key, value in on_disk.items()}


def _is_sequence(annotation: Any) -> bool:
    """Whether several values are meant, and one alone is not mentioned."""
    options = get_args(annotation) if get_origin(annotation) not in (Sequence, Iterable) else (annotation,)
    return str not in options and any(get_origin(option) in (Sequence, Iterable) for option in options)


def _check_source(name: str, key: str, value: object, annotation: Any) -> None:
    """An error if a table or labels are needed and something else came."""
    options = get_args(annotation) or (annotation,)
    taken = tuple(get_origin(option) or option for option in options)
    if SOURCES.isdisjoint(getattr(option, "__name__", "") for option in taken) or isinstance(value, taken):
        return
    named = [option for option in taken if option is not type(None)]
    needed = " or ".join("a table" if option is pd.DataFrame else option.__name__ for option in named)
    came = "one table" if isinstance(value, pd.DataFrame) else type(value).__name__
    kind = MissingColumnError if isinstance(value, pd.DataFrame) else OptionError
    raise kind(f"{name} needs {needed} as {key}, not {came}. {_remedy(value, taken)}")


def _remedy(value: object, taken: tuple[type, ...]) -> str:
    if "Gold" in {option.__name__ for option in taken}:
        return "Read it with tk.gold.read_gold('folder')."
    if Labels not in taken:
        return "Pass the table of the measure before it."
    if isinstance(value, str) and type(None) in taken:
        return f"A group is compared with the others by its column, such as by='speaker', groups=[{value[:60]!r}]."
    if isinstance(value, str):
        return "Label the text or the files first: tk.label(tk.read_corpus(['the text'])) or tk.label('folder')."
    if isinstance(value, Corpus):
        return "Label it first: tk.label(corpus)."
    if isinstance(value, pd.DataFrame):
        return "It reads several tables of the labels: pass the labels themselves."
    return "Pass what tk.label returns."


def _trace(
    result: pd.DataFrame, name: str, bound: inspect.BoundArguments, given: Mapping[str, Any], *, selects: bool
) -> None:
    """Write into ``attrs`` how the table came about; ``given`` are the arguments named in the call."""
    values = list(bound.arguments.values())
    tables = [value for value in values if isinstance(value, pd.DataFrame)]
    known = next((t.attrs["parameters"] for t in tables if "parameters" in t.attrs), {})
    parameters = {key: _recorded(key, bound, given) for key, value in bound.arguments.items() if _is_plain(value)}
    parameters |= {key: known[key] for key in INHERITED if key in known and key in parameters and key not in given}
    before = next((t.attrs["measure"] for t in tables if "measure" in t.attrs), "") if selects else ""
    call = ", ".join(f"{key}={_plain(value)!r}" for key, value in given.items() if _is_plain(value))
    origin = next(filter(None, map(_provenance, values)), {})
    result.attrs["measure"] = before or name
    result.attrs["parameters"] = parameters | known if before else parameters
    result.attrs["provenance"] = dict(origin) | {"measure": f"{name}({call})"}


def _recorded(key: str, bound: inspect.BoundArguments, given: Mapping[str, Any]) -> Any:
    """An argument as it is recorded: names of columns as they stand in the table, one name alone if one was given."""
    value = _plain(bound.arguments[key])
    if key not in GROUPINGS or not isinstance(value, list):
        return value
    written = given.get(key, bound.signature.parameters[key].default)
    return value if not (written is None or isinstance(written, str)) else value[0] if value else None


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
