"""Labels: the tables of a labelled corpus with their provenance; fields joined, subsets, and parts put together."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, overload

import numpy as np
import pandas as pd

from textkit.checks import as_list, cast_column, join_parts
from textkit.errors import CorpusError, MissingColumnError, OptionError, OutputError, near_names
from textkit.read.corpus import (
    Condition,
    Holder,
    choose_documents,
    count_of,
    describe_choice,
    field_values,
    find_field,
    list_fields,
    problem_table,
    say_no_attribute,
)
from textkit.schema import ADDED, OWN_NAMES, TABLES, empty_table, given_name

__all__ = [
    "UNLABELLED",
    "Labels",
    "Note",
    "Notes",
    "describe_columns",
    "describe_subset",
    "documents_with",
    "dtype_of",
    "join_fields",
    "join_parts",
    "plain_column",
    "recategorise",
    "restore_column",
    "say_unknown_fields",
]

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


FACTS = " What is known of speakers comes from tk.label(corpus, speakers=table), or speakers.csv in the corpus folder."
UNLABELLED = "documents that could not be labelled"  # their number in the provenance


def join_fields(frame: pd.DataFrame, documents: pd.DataFrame, names: Sequence[str], *, table: str) -> pd.DataFrame:
    """``frame`` with every column of ``names``: those it lacks are taken from its rows' documents.

    Raises
    ------
    MissingColumnError
        If a column is neither in ``frame`` nor a document field.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "genre": ["report", "speech"]})
    >>> join_fields(pd.DataFrame({"doc_id": ["b"]}), documents, ["genre"], table="quotes").genre.tolist()
    ['speech']
    """
    known = list(documents)
    fields = {name: find_field(name, known) for name in names if name not in frame}
    unknown = [name for name, field in fields.items() if field is None]
    if unknown:
        raise MissingColumnError(say_unknown_fields(unknown, list(frame), known, table=table))
    joined = frame.copy(deep=False)
    wanted = {own: field_values(documents, own) for own in dict.fromkeys(fields.values())}
    index = pd.DataFrame({"doc_id": documents["doc_id"], **wanted}).set_index("doc_id", drop=False)
    doc_ids = joined["doc_id"].astype("category").cat if fields else None
    for name, own in fields.items():  # looked up once per document, then taken for each row
        of_document = index[own].reindex(doc_ids.categories.astype("str")).array
        joined[name] = of_document.take(doc_ids.codes.to_numpy(), allow_fill=True)
    return joined


def say_unknown_fields(unknown: Sequence[str], columns: Sequence[str], fields: Sequence[str], *, table: str) -> str:
    """The message about names that are neither columns of a table nor document fields."""
    fields = list_fields(fields)
    kinds = {f"a column of {table}": columns, "a document field": fields}
    places = [f"{kind} ({', '.join(map(str, names))})" for kind, names in kinds.items() if names]
    neither = "neither " if len(places) > 1 else "not "
    about = unknown[0].startswith(("speaker_", "holder_", "target_"))
    facts = [name for name in columns if about and str(name).startswith(("speaker_", "holder_", "target_"))]
    hint = near_names(unknown[0], facts or [*columns, *fields]) if facts or not about else ""
    return (
        f"Cannot group by {', '.join(map(str, unknown))}.{hint}{FACTS * about} It is {neither}{' nor '.join(places)}."
    )


@dataclass(frozen=True)
class Labels(Holder):
    """The tables of a labelled corpus (see ``tk.describe_table``) and how they came about.

    Attributes
    ----------
    documents, paragraphs, sentences, tokens, passages, quotes, speakers, targets, analogies : DataFrame
        Passages and targets are empty in labels of earlier versions; measures that need them label them then. Fields of
        the documents stand in ``documents`` alone: ``labels.with_fields("quotes", ["source", "date"])`` has them, too.
    provenance : mapping
        textkit version, corpus hash and the parameters of labelling.
    problems : DataFrame
        As ``Corpus.problems``, with a row for each document that could not be labelled: such a document is in no table.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    quotes: pd.DataFrame
    speakers: pd.DataFrame
    analogies: pd.DataFrame
    provenance: Mapping[str, str]
    problems: pd.DataFrame = field(default_factory=lambda: problem_table([]))
    passages: pd.DataFrame = field(default_factory=partial(empty_table, "passages"))
    targets: pd.DataFrame = field(default_factory=partial(empty_table, "targets"))

    def __post_init__(self) -> None:
        """Let the provenance travel with each table (in ``attrs``), so that measures of a table alone can tell it."""
        for name, table in self.tables().items():
            own = _with_given_names(table) if name == "documents" else table.copy(deep=False)
            own.attrs["provenance"] = dict(self.provenance)
            object.__setattr__(self, name, own)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled, as for a cache or another process: a plain provenance."""
        return self.__dict__ | {"provenance": dict(self.provenance)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        added = {name: empty_table(name) for name in ADDED if name not in state}
        self.__dict__.update(state | added | {"provenance": MappingProxyType(state["provenance"])})

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    @overload
    def __getitem__(self, name: str) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, name: Sequence[bool] | pd.Series | slice) -> "Labels": ...
    def __getitem__(self, name: Any) -> Any:
        """Table of that name: ``labels["quotes"]`` is ``labels.quotes``; a mask or slice of documents: ``where``."""
        if isinstance(name, str):
            if name not in TABLES:
                raise OptionError(say_no_attribute("labels", name, self.documents, TABLES))
            return getattr(self, name)
        return self.where(name)

    def with_fields(self, table: str, fields: str | Iterable[str]) -> pd.DataFrame:
        """A table with fields of the documents beside its columns, and periods of their dates: month, year …

        Raises
        ------
        OptionError, MissingColumnError
            For an unknown table or field.

        Examples
        --------
        >>> import pandas as pd, textkit as tk
        >>> table = pd.DataFrame({"text": ["“No,” said Ann Lee."], "source": ["Gazette"]})
        >>> tk.label(tk.read_corpus(table)).with_fields("quotes", "source")[["speaker", "source"]].values.tolist()
        [['Ann Lee', 'Gazette']]
        """
        return join_fields(self[table], self.documents, as_list(fields), table=table)

    def where(self, condition: Condition = None, /, **fields: object) -> "Labels":
        """The labels of the documents whose fields have the values given; nothing is labelled again.

        Parameters
        ----------
        condition, **fields
            As in ``Corpus.where``: ``labels.where(genre="editorial", source=["A", "B"])``. Documents are chosen, not
            words: what one speaker says is ``by="speaker"`` in a measure, or rows of a table.

        Returns
        -------
        Labels
            As if those documents alone had been labelled; ``provenance["subset"]`` says which they are.

        Raises
        ------
        MissingColumnError, OptionError
            If the field or the value is missing from the documents.

        Examples
        --------
        >>> import pandas as pd, textkit as tk
        >>> table = pd.DataFrame({"text": ["One of us.", "Two."], "genre": ["editorial", "report"]})
        >>> labels = tk.label(tk.read_corpus(table)).where(genre="editorial")
        >>> len(labels.tokens), labels.provenance["subset"]
        (4, '1 of 2 documents: genre = editorial')
        """
        for name in fields:
            if find_field(name, list(self.documents)) is None and (holders := self._tables_with(name)):
                raise MissingColumnError(_say_column(name, fields[name], holders))
        keep = choose_documents(self.documents, condition, fields)
        kept = self.documents[keep].reset_index(drop=True)
        tables = {name: _rows_of(table, kept["doc_id"]) for name, table in self.tables().items() if name != "documents"}
        told = describe_subset(self.provenance, keep, condition, fields)
        return replace(self, documents=kept, **tables, provenance=told)

    def _tables_with(self, column: str) -> list[str]:
        return [name for name, table in self.tables().items() if column in table]

    def save(self, folder: str, *, format: str = "csv") -> None:
        """Write one file per table into ``folder``; see :func:`textkit.labelling.storage.save_labels`."""
        from textkit.labelling.storage import save_labels

        save_labels(self, folder, format=format)

    def to_excel(self, path: str) -> None:
        """Write a workbook with one sheet per table; see :func:`textkit.labelling.storage.to_excel`."""
        from textkit.labelling.storage import to_excel

        to_excel(self, path)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(table):,} {name}" for name, table in self.tables().items() if name != "analogies")
        n_accepted = int(self.analogies["accepted"].sum())
        sizes += f", {n_accepted:,} analogies of {count_of(len(self.analogies), 'candidate')}"
        n_failed = int(self.provenance.get(UNLABELLED, 0))
        failed = f"; {count_of(n_failed, 'document')} could not be labelled, see .problems" if n_failed else ""
        return f"Labels({sizes}{failed})"


def _say_column(name: str, value: object, holders: Sequence[str]) -> str:
    """The message about a column of tables that is asked of documents."""
    table = f"labels.{'quotes' if 'quotes' in holders else holders[0]}"
    return (
        f"{name!r} is a column of {', '.join(holders)}, and where chooses documents. Measures divide by it "
        f"(by={name!r}); rows with it: {table}[{table}[{name!r}] == {repr(value)[:60]}]."
    )


def _rows_of(table: pd.DataFrame, doc_ids: pd.Series) -> pd.DataFrame:
    """The rows of those documents; categories are the values that occur, those of doc_id all the documents."""
    rows = table[table["doc_id"].isin(doc_ids)].reset_index(drop=True)
    for name, column in rows.items():
        if isinstance(column.dtype, pd.CategoricalDtype) and len(column.cat.categories):
            names = pd.Index(sorted(doc_ids), dtype="str") if name == "doc_id" else sorted(column.dropna().unique())
            rows[name] = column.cat.set_categories(pd.Index(names, dtype="str"))
    return rows


def documents_with(part: Labels, doc_ids: pd.Series) -> tuple[Labels, np.ndarray]:
    """The labels of the documents that are named (values of the tokens' doc_id), and which rows of tokens are theirs.

    Categories of other columns stay as they are.
    """
    codes, known = part.tokens["doc_id"].cat.codes.to_numpy(), doc_ids.cat.categories
    chosen = np.zeros(len(known), dtype=bool)
    chosen[doc_ids.cat.codes] = True
    ids, rows = known[chosen], np.flatnonzero(chosen[codes])
    tables = {name: table[table["doc_id"].isin(ids)] for name, table in part.tables().items() if len(table)}
    tables["tokens"] = part.tokens.iloc[rows]
    for name, table in tables.items():
        tables[name] = table.reset_index(drop=True)
        if isinstance(table["doc_id"].dtype, pd.CategoricalDtype):
            tables[name]["doc_id"] = tables[name]["doc_id"].cat.set_categories(pd.Index(sorted(ids), dtype="str"))
    return replace(part, **tables), rows


def _with_given_names(documents: pd.DataFrame) -> pd.DataFrame:
    """A copy whose fields have other names than textkit's columns, as after reading; labels of 0.1.0 may need it."""
    return documents.rename(columns={name: given_name(name, documents) for name in documents if name in OWN_NAMES})


def describe_subset(
    provenance: Mapping[str, str], keep: np.ndarray, condition: Condition, fields: Mapping[str, object]
) -> Mapping[str, str]:
    """The provenance of the labels of the documents to keep: the corpus is named as before, and which part it is."""
    told = f"{int(keep.sum())} of {count_of(len(keep), 'document')}: {describe_choice(condition, fields)}"
    before = provenance.get("subset")
    subset = {"documents": str(int(keep.sum())), "subset": f"{before}; of these {told}" if before else told}
    return MappingProxyType({**provenance, **subset})
