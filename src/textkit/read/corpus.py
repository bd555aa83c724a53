"""The corpus: documents with their fields, and everything that stood in the way of reading them."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textkit.errors import CorpusError, MissingColumnError, OptionError, near_names, say_near
from textkit.read import NOTHING, Problem, ReadOptions, Record
from textkit.read.assemble import assemble_documents
from textkit.read.dates import PERIODS, period_of
from textkit.read.metadata import read_as
from textkit.read.resources import Resources
from textkit.schema import GIVEN

__all__ = [
    "SET_ASIDE",
    "Corpus",
    "Holder",
    "build_corpus",
    "choose_documents",
    "count_of",
    "describe_choice",
    "field_values",
    "find_field",
    "has_value",
    "hash_documents",
    "list_fields",
    "problem_table",
    "say_no_attribute",
    "say_nothing_read",
]

SET_ASIDE = ["doc_id", "duplicate_of", "title", "path"]
Condition = Callable[[Any], Any] | Iterable[bool] | str | slice | None


class Holder:
    """A corpus or labels: what they do not have is told with the table that has it."""

    if not TYPE_CHECKING:  # to type checkers an unknown name is an error

        def __getattr__(self, name: str) -> Any:
            tables = {key: value for key, value in self.__dict__.items() if isinstance(value, pd.DataFrame)}
            raise AttributeError(say_no_attribute(type(self).__name__.lower(), name, tables.get("documents"), tables))


@dataclass(frozen=True, eq=False, repr=False)
class Corpus(Holder):
    """Documents with their fields, what could not be read, and the folder's own word lists.

    Attributes
    ----------
    documents : DataFrame
        One row per document, as in ``describe_table("documents")``, further fields behind.
    problems : DataFrame
        path, problem, remedy, severity (error: not read; warning: read, but look at it).
    resources : mapping of str to rows
        The rows of speakers.csv, historical_referents.csv, comparison_cues.csv and stop_words.csv in the
        folder.
    name : str
        What was read: the folder's, file's or data set's name.
    set_aside : DataFrame
        Near-duplicates that ``read_corpus(duplicates="drop")`` left out of the documents: doc_id, duplicate_of, title,
        path.

    Examples
    --------
    >>> import textkit as tk
    >>> corpus = tk.read_corpus(["They met on Tuesday.", "Nobody said why."])
    >>> len(corpus), corpus
    (2, Corpus of 2 documents, 7 words; no fields; no problems)
    """

    documents: pd.DataFrame
    problems: pd.DataFrame
    resources: Resources = field(default_factory=lambda: NOTHING)
    name: str = ""
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SET_ASIDE, dtype="str"))

    def __getstate__(self) -> dict[str, object]:
        """What is pickled, as for a cache or another process: read-only mappings become plain ones."""
        return self.__dict__ | {"resources": {name: tuple(map(dict, rows)) for name, rows in self.resources.items()}}

    def __setstate__(self, state: dict[str, object]) -> None:
        resources = {name: tuple(map(MappingProxyType, rows)) for name, rows in state["resources"].items()}
        self.__dict__.update(state | {"resources": MappingProxyType(resources)})

    def __len__(self) -> int:
        return len(self.documents)

    def __getitem__(self, key: Any) -> Any:
        """As of the table of documents: ``corpus["text"]``, ``corpus[0]``; with a mask or a slice the corpus of those.

        Examples
        --------
        >>> import textkit as tk
        >>> corpus = tk.read_corpus(["They met.", "Nobody said why."])
        >>> corpus[0]["text"], corpus["n_chars"].tolist(), len(corpus[1:]), len(corpus[corpus["n_chars"] > 10])
        ('They met.', [9, 16], 1, 1)
        """
        if isinstance(key, int | np.integer):
            return self.documents.iloc[key]
        if isinstance(key, str):
            return field_values(self.documents, _known_field(key, self.documents))
        if isinstance(key, list) and key and all(isinstance(name, str) for name in key):
            return pd.DataFrame({name: self[name] for name in key})
        return self.where(key)

    @property
    def hash(self) -> str:
        """SHA-256 of the ids and texts, whatever their order."""
        return hash_documents(self.documents)

    @property
    def fields(self) -> list[str]:
        """Names of the fields that at least one document has."""
        core = ("doc_id", "text", "path", "sha256", "n_chars")
        return [name for name in self.documents if name not in core and self.documents[name].notna().any()]

    def where(self, condition: Condition = None, /, **fields: object) -> "Corpus":
        """The documents whose fields have the values given, or one of a list of values.

        Parameters
        ----------
        condition : str, callable or sequence of bool, optional
            One True or False for each document, or what makes them of the table of documents: a function, or an
            expression as in pandas' ``query``: ``"genre == 'editorial' and n_chars > 2000"``.
        **fields
            A value, a list of values, or a function of the column: ``genre="editorial"``, ``source=["A", "B"]``,
            ``date="2025-05"`` (a date that begins so), ``size=lambda size: size > 10``. All must hold.

        Raises
        ------
        MissingColumnError, OptionError
            If the field is not known, or no document has the value.

        Examples
        --------
        >>> import pandas as pd, textkit as tk
        >>> table = pd.DataFrame({"text": ["One.", "Two."], "genre": ["editorial", "report"]})
        >>> corpus = tk.read_corpus(table)
        >>> [chosen["text"].tolist() for chosen in (corpus.where(genre="report"), corpus.where("genre == 'report'"))]
        [['Two.'], ['Two.']]
        """
        keep = choose_documents(self.documents, condition, fields)
        return replace(self, documents=self.documents[keep].reset_index(drop=True))

    def reference(self) -> "Corpus | None":
        """The corpus that ``reference = "…"`` in the folder's ``corpus.toml`` names, read; None if it names none.

        A folder or file is meant as seen from the corpus's folder; near-duplicates in it are set aside. Its own
        ``corpus.toml`` says how it is read.

        Raises
        ------
        CorpusError
            If the folder, file or data set does not exist, or nothing can be read from it.

        Examples
        --------
        >>> import tempfile, textkit as tk
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for name in ("mine", "others"):
        ...         Path(folder, name).mkdir()
        ...         _ = Path(folder, name, "a.txt").write_text(f"These are {name}.")
        ...     _ = Path(folder, "mine", "corpus.toml").write_text('reference = "../others"')
        ...     tk.read_corpus(f"{folder}/mine").reference()
        Corpus of 1 document, 3 words; no fields; no problems
        >>> tk.read_corpus(["Just this text."]).reference()
        """
        from textkit.read.reading import read_corpus  # here, since it makes corpora

        named = self.resources.get("reference", ())
        return read_corpus(named[0]["name"], duplicates="drop") if named else None

    def facts(self) -> list[str]:
        """What a corpus says of itself: documents, words, fields, problems.

        Examples
        --------
        >>> import textkit as tk
        >>> tk.read_corpus(["They met on Tuesday."]).facts()
        ['1 document', '4 words', 'no fields', 'no problems']
        """
        n_words = sum(len(text.split()) for text in self.documents["text"])
        n_problems = len(self.problems)
        return [
            count_of(len(self), "document"),
            count_of(n_words, "word"),
            "fields: " + ", ".join(self.fields) if self.fields else "no fields",
            f"{count_of(n_problems, 'problem')} (see .problems)" if n_problems else "no problems",
        ]

    def __repr__(self) -> str:
        documents, words, *rest = self.facts()
        return f"Corpus of {'; '.join([f'{documents}, {words}', *rest])}"


def choose_documents(documents: pd.DataFrame, condition: Condition, fields: Mapping[str, object]) -> np.ndarray:
    """Which documents are chosen, as by ``Corpus.where``."""
    keep = _holds(condition, documents, "The condition")
    for name, wanted in fields.items():
        keep &= has_value(field_values(documents, _known_field(name, documents)), wanted)
    if len(keep) and not keep.any():
        raise OptionError(f"No document fits {describe_choice(condition, fields)}. Ask for less at once.")
    return keep


def _known_field(name: str, documents: pd.DataFrame) -> str:
    """The field of that name; MissingColumnError if none."""
    field = find_field(name, list(documents))
    if field is None:
        known = list_fields([str(column) for column in documents])
        raise MissingColumnError(f"No document has a field {name!r}; {say_near(name, known, most=len(known))}")
    return field


def say_no_attribute(owner: str, name: str, documents: pd.DataFrame | None, tables: Iterable[str]) -> str:
    """The message about something that a corpus or labels do not have: the table that has it, or what is near.

    Examples
    --------
    >>> documents = pd.DataFrame({"source": ["A"]})
    >>> say_no_attribute("corpus", "head", documents, ["documents"])
    "corpus has no 'head'. Its table of documents has: corpus.documents.head"
    >>> say_no_attribute("labels", "source", documents, ["documents", "quotes"])
    "labels has no 'source'. It is a field: labels.documents['source'], or to choose by it labels.where(source=…)"
    """
    told = f"{owner} has no {name!r}."
    if documents is None or name.startswith("_"):
        return told
    if field := find_field(name, list(documents)):
        values = f"{owner}.documents[{field!r}]" if field in documents else f"by={name!r} in measures"
        return f"{told} It is a field: {values}, or to choose by it {owner}.where({name}=…)"
    if name in ("filter", "query", "loc"):
        return f"{told} To choose documents: {owner}.where(field='value') or {owner}.where(\"field == 'value'\")"
    if hasattr(pd.DataFrame, name):
        return f"{told} Its table of documents has: {owner}.documents.{name}"
    listed = f" Its tables are {', '.join(tables)}; to choose documents: {owner}.where(…)"
    return told + (near_names(name, [*tables, "where"]) or listed)


def find_field(name: str, fields: Collection[str]) -> str | None:
    """The field of ``fields`` that ``name`` means; None if none.

    It has that name, or one that differs by case, or is the namesake of a column of ours, or was read under another
    name. Where there is a date, its periods (week, month, quarter, year, decade) are fields, too.

    Examples
    --------
    >>> find_field("party", ["party"]), find_field("size", ["size_given"]), find_field("size_given", ["size"])
    ('party', 'size_given', 'size')
    >>> find_field("publisher", ["source"]), find_field("Word Count", ["word_count"])
    ('source', 'word_count')
    >>> find_field("month", ["date"]), find_field("genre", ["party"]) is None
    ('month', True)
    """
    for other in (name, f"{name}{GIVEN}", name.removesuffix(GIVEN), read_as(name)):
        if other in fields:
            return other
    return name if name in PERIODS and "date" in fields else None


def list_fields(fields: Collection[str]) -> list[str]:
    """The fields to choose from, with the periods that ``find_field`` adds where there is a date.

    Examples
    --------
    >>> list_fields(["date", "year"])
    ['date', 'year', 'week', 'month', 'quarter', 'decade']
    """
    return list(dict.fromkeys([*fields, *(PERIODS if "date" in fields else ())]))


def field_values(documents: pd.DataFrame, field: str) -> pd.Series:
    """A field of the documents, as ``find_field`` names it: a column, or a period of their dates.

    Examples
    --------
    >>> documents = pd.DataFrame({"date": pd.to_datetime(["2025-05-06"])})
    >>> field_values(documents, "month").tolist()
    ['2025-05']
    """
    return documents[field] if field in documents else period_of(documents["date"], field).rename(field)


def _holds(condition: Condition, values: pd.DataFrame | pd.Series, what: str) -> np.ndarray:
    """The condition as one True or False for each row."""
    if condition is None:
        return np.ones(len(values), dtype=bool)
    found = condition(values) if callable(condition) else condition
    if isinstance(condition, str):
        found = _evaluate(condition, values)
    if isinstance(condition, slice):
        found = np.isin(np.arange(len(values)), np.arange(len(values))[condition])
    mask = pd.Series(found).reset_index(drop=True) if isinstance(found, Iterable) else pd.Series(dtype=object)
    if len(mask) != len(values) or not mask.map(lambda one: isinstance(one, bool | np.bool_) or pd.isna(one)).all():
        raise OptionError(f"{what} must be True or False for each of the {len(values)} documents, not {found!r:.80}.")
    return mask.fillna(False).to_numpy(dtype=bool)


def _evaluate(expression: str, documents: pd.DataFrame) -> Any:
    """What an expression of pandas gives for the documents and the periods of their dates."""
    fields = {name: field_values(documents, name) for name in list_fields(list(documents)) if name in expression}
    try:
        found = pd.DataFrame(fields, index=documents.index).eval(expression)
        if isinstance(found, pd.DataFrame):
            raise ValueError("write == to compare")
        return found
    except Exception as error:  # whatever pandas raises for what it cannot read
        told = f"The condition {expression!r} cannot be used: {error}. Fields are {', '.join(documents)}."
        raise OptionError(told) from error


def has_value(column: pd.Series, wanted: object, what: str = "document") -> np.ndarray:
    """Which rows have the value, or one of a list of values, or fulfil a function; OptionError for a value of no row.

    Examples
    --------
    >>> has_value(pd.Series(["simile", "historical"], name="kind"), ["simile"], "analogy").tolist()
    [True, False]
    """
    if callable(wanted):
        return _holds(wanted, column, f"What {column.name} is compared with")
    values = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
    keep = np.zeros(len(column), dtype=bool)
    for value in values:
        found = column.isna() if pd.isna(value) else _is_in(column, value)
        if not found.any():
            counts = column.value_counts().index.tolist()
            raise OptionError(f"No {what} has {column.name}={value!r}; {say_near(value, counts)}")
        keep |= found.to_numpy(dtype=bool)
    return keep


def _is_in(column: pd.Series, value: object) -> pd.Series:
    """Which cells are the value; a date also if it begins so: "2025-05" has all of May."""
    if column.name != "date":
        return column.isin([value])
    dates, begin = column.astype("str").fillna(""), str(value).removesuffix(" 00:00:00")
    return (dates == begin) | dates.str.startswith(f"{begin}-") | dates.str.startswith(f"{begin} ")


def describe_choice(condition: Condition, fields: Mapping[str, object]) -> str:
    """A choice of documents in words."""
    own = [condition] if isinstance(condition, str) else ["a condition of its own"]
    said = [] if condition is None else own
    return " and ".join([*said, *(f"{n} = {'a condition' if callable(v) else v}" for n, v in fields.items())]) or "all"


def hash_documents(documents: pd.DataFrame) -> str:
    """SHA-256 of the ids and texts, whatever their order."""
    pairs = sorted(zip(documents["doc_id"], documents["sha256"], strict=True))
    return hashlib.sha256("\n".join(f"{doc_id}\t{digest}" for doc_id, digest in pairs).encode()).hexdigest()


def build_corpus(
    items: Iterable[Record | Problem],
    *,
    options: ReadOptions,
    on_error: str = "skip",
    resources: Resources = NOTHING,
    name: str = "",
) -> Corpus:
    """A corpus of records and problems; CorpusError without records."""
    records, problems = [], []
    for item in items:
        if isinstance(item, Problem) and item.severity == "error" and on_error == "raise":
            raise CorpusError(str(item))
        (problems if isinstance(item, Problem) else records).append(item)
    if not records:
        raise CorpusError(say_nothing_read(name, problems))
    documents, odd = assemble_documents(records, options)
    return Corpus(documents, problem_table([*problems, *odd]), resources, name)


def say_nothing_read(name: str, problems: Sequence[Problem]) -> str:
    """Why nothing could be read, file by file."""
    if not problems:
        return f"No document was found in {name!r}. Put texts (.txt, .md, .csv …) into it, or check the path."
    shown = "\n".join(f"  {problem}" for problem in problems[:10])
    more = f"\n  … and {len(problems) - 10} more" if len(problems) > 10 else ""
    return f"No document in {name!r} can be read:\n{shown}{more}"


def problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """Problems as the table ``Corpus.problems``."""
    columns = ("path", "problem", "remedy", "severity")
    rows = {column: [getattr(problem, column) or None for problem in problems] for column in columns}
    return pd.DataFrame(rows, dtype="str")


def count_of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
