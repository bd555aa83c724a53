"""Labelling: a corpus in, tables of labels out.

Documents are labelled one by one (``textkit.labelling.document``), so their order, number and place do not matter;
``label_documents`` makes tables of some of them, and ``label`` joins those of a whole corpus. A document on which a
labeller fails is left out of all tables and listed among the problems: with its row but without its labels it would
count as a text in which nobody speaks.
"""

import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from textkit.arguments import as_list
from textkit.errors import OptionError, UnlabelledWarning, near_names, say_near
from textkit.labelling.document import LABEL_TABLES, NO_RESOURCES, Columns, Resources, label_doc, read_text
from textkit.labelling.workers import map_in_processes, safe_environment
from textkit.language.doc import Doc, tag_docs
from textkit.language.vocabulary import Vocabulary, categorical, token_columns
from textkit.read.corpus import Condition, Corpus, choose_documents, count_of, describe_choice, problem_table
from textkit.read.reading import read_corpus
from textkit.read.records import Problem
from textkit.schema import ADDED, OWN_NAMES, TABLES, build_table, empty_table, given_name

__all__ = [
    "Labels",
    "Part",
    "check_tables",
    "describe_origin",
    "describe_subset",
    "join_parts",
    "label",
    "label_documents",
    "plain_resources",
    "unlabelled",
]

PORTION = 400_000  # characters labelled between two steps of the progress bar, and at a time by a worker
TURNS = 4  # portions for each worker at least, so that none waits long for the last
UNLABELLED = "documents that could not be labelled"  # their number in the provenance
NAMED = 5  # of them at most in a warning
REMEDY = "Look at the text; the other documents are labelled."


@dataclass(frozen=True)
class Labels:
    """The tables of a labelled corpus (see ``tk.describe_table``) and how they came about.

    Attributes
    ----------
    documents, paragraphs, sentences, tokens, passages, quotes, speakers, targets, analogies : DataFrame
        Passages and targets are empty in labels of earlier versions; measures that need them label them then.
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

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table of that name: ``labels["quotes"]`` is ``labels.quotes``."""
        if name not in TABLES:
            near = say_near(name, TABLES)
            raise OptionError(f"Labels have no table {name!r}; {near} To choose documents: labels.where(…).")
        return getattr(self, name)

    def where(self, condition: Condition = None, /, **fields: object) -> "Labels":
        """The labels of the documents whose fields have the values given; nothing is labelled again.

        Parameters
        ----------
        condition, **fields
            As in ``Corpus.where``: ``labels.where(genre="editorial", source=["A", "B"])``.

        Returns
        -------
        Labels
            As if those documents alone had been labelled; ``provenance["subset"]`` says which they are.

        Raises
        ------
        MissingColumnError, OptionError
            If there is no such field, or no document has the value.

        Examples
        --------
        >>> import pandas as pd, textkit as tk
        >>> table = pd.DataFrame({"text": ["One of us.", "Two."], "genre": ["editorial", "report"]})
        >>> labels = tk.label(tk.read_corpus(table)).where(genre="editorial")
        >>> len(labels.tokens), labels.provenance["subset"]
        (4, '1 of 2 documents: genre = editorial')
        """
        keep = choose_documents(self.documents, condition, fields)
        kept = self.documents[keep].reset_index(drop=True)
        tables = {name: _rows_of(table, kept["doc_id"]) for name, table in self.tables().items() if name != "documents"}
        told = describe_subset(self.provenance, keep, condition, fields)
        return replace(self, documents=kept, **tables, provenance=told)

    def save(self, folder: str, *, format: str = "csv") -> None:
        """Write one file per table into ``folder``; see :func:`textkit.labelling.storage.save_labels`."""
        from textkit.labelling.storage import save_labels

        save_labels(self, folder, format=format)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(table):,} {name}" for name, table in self.tables().items())
        n_failed = int(self.provenance.get(UNLABELLED, 0))
        failed = f"; {count_of(n_failed, 'document')} could not be labelled, see .problems" if n_failed else ""
        return f"Labels({sizes}{failed})"


def _rows_of(table: pd.DataFrame, doc_ids: pd.Series) -> pd.DataFrame:
    """The rows of those documents; categories are the values that occur, those of doc_id all the documents."""
    rows = table[table["doc_id"].isin(doc_ids)].reset_index(drop=True)
    for name, column in rows.items():
        if isinstance(column.dtype, pd.CategoricalDtype) and len(column.cat.categories):
            names = pd.Index(sorted(doc_ids), dtype="str") if name == "doc_id" else sorted(column.dropna().unique())
            rows[name] = column.cat.set_categories(pd.Index(names, dtype="str"))
    return rows


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that were labelled, their label tables, and a problem for each one that could not be."""

    documents: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]


def _with_given_names(documents: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no field is called as a column of textkit's, as reading has it; labels of 0.1.0 may have such."""
    return documents.rename(columns={name: given_name(name, documents) for name in documents if name in OWN_NAMES})


def label(
    corpus: Corpus | pd.DataFrame | str,
    *,
    tables: Sequence[str] | None = None,
    progress: bool = False,
    workers: int = 1,
) -> Labels:
    """Label every document of a corpus.

    Parameters
    ----------
    corpus : Corpus, DataFrame with a text column, or path
        What to label; anything but a Corpus goes through ``read_corpus``.
    tables : sequence of str, optional
        Only these tables (the others are empty): ``("sentences", "tokens")`` is enough for word statistics and takes
        a fraction of the time. Columns that need a table left out (``voice``, ``speaker``) are then NA.
    progress : bool
        Show a progress bar.
    workers : int
        Processes; the result does not depend on it.

    Returns
    -------
    Labels
        Without the documents on which a labeller failed; they are listed in its ``problems``.

    Raises
    ------
    CorpusError
        If nothing can be read from ``corpus``.
    OptionError
        If ``tables`` names an unknown table or ``workers`` is below 1.

    Warns
    -----
    UnlabelledWarning
        Once, if there are documents that could not be labelled.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is over,” Ann Lee said."]))
    >>> labels.quotes[["text", "speaker"]].values.tolist()
    [['It is over,', 'Ann Lee']]
    """
    wanted = check_tables(tables)
    if workers < 1:
        raise OptionError(f"workers must be 1 or more, not {workers}.")
    corpus = corpus if isinstance(corpus, Corpus) else read_corpus(corpus)
    parts = _run(corpus, wanted, workers=workers, progress=progress)
    joined = {name: join_parts([part.tables[name] for part in parts]) for name in LABEL_TABLES}
    failed = [problem for part in parts for problem in part.problems]
    if failed:
        kept = corpus.documents["doc_id"].isin([doc_id for part in parts for doc_id in part.documents["doc_id"]])
        corpus = replace(
            corpus,
            documents=corpus.documents[kept].reset_index(drop=True),
            problems=pd.concat([corpus.problems, problem_table(failed)], ignore_index=True),
        )
        warnings.warn(_say_unlabelled(failed), UnlabelledWarning, stacklevel=2)
    origin = describe_origin(
        corpus.hash,
        len(corpus),
        corpus.resources,
        wanted,
        set_aside=len(corpus.set_aside),
        failed=len(failed),
    )
    return Labels(documents=corpus.documents.copy(), **joined, provenance=origin, problems=corpus.problems)


def _say_unlabelled(failed: Sequence[Problem]) -> str:
    """The documents that could not be labelled, the first of them by name."""
    shown = "".join(f"\n  {problem}" for problem in failed[:NAMED])
    more = f"\n  … and {len(failed) - NAMED:,} more" if len(failed) > NAMED else ""
    return f"{count_of(len(failed), 'document')} could not be labelled; see labels.problems:{shown}{more}"


def check_tables(tables: Sequence[str] | None) -> tuple[str, ...]:
    """The tables wanted, all by default; OptionError if one is unknown."""
    wanted = LABEL_TABLES if tables is None else tuple(as_list(tables))
    unknown = [name for name in wanted if name not in LABEL_TABLES]
    if unknown:
        raise OptionError(
            f"Unknown tables: {', '.join(map(str, unknown))}. The tables are {', '.join(LABEL_TABLES)}."
            f"{near_names(unknown[0], LABEL_TABLES)}"
        )
    return wanted


def describe_origin(
    corpus_hash: str,
    n_documents: int,
    resources: Resources,
    wanted: tuple[str, ...],
    *,
    set_aside: int = 0,
    failed: int = 0,
) -> Mapping[str, str]:
    """The provenance of labels."""
    from textkit import __version__

    own = ", ".join(name for name in resources if resources[name])
    made = {
        "textkit": __version__,
        "corpus": corpus_hash,
        "documents": str(n_documents),
        "tables": ", ".join(wanted),
        "own lexicons": own or "none",
    }
    lost = {"near-duplicates set aside": set_aside, UNLABELLED: failed}
    return MappingProxyType(made | {name: str(number) for name, number in lost.items() if number})


def describe_subset(
    provenance: Mapping[str, str], keep: np.ndarray, condition: Condition, fields: Mapping[str, object]
) -> Mapping[str, str]:
    """The provenance of the labels of the documents to keep: the corpus is named as before, and which part it is."""
    told = f"{int(keep.sum())} of {count_of(len(keep), 'document')}: {describe_choice(condition, fields)}"
    before = provenance.get("subset")
    subset = {"documents": str(int(keep.sum())), "subset": f"{before}; of these {told}" if before else told}
    return MappingProxyType({**provenance, **subset})


def plain_resources(resources: Resources) -> dict[str, tuple[dict[str, str], ...]]:
    """The word lists as plain rows, which can be sent to other processes."""
    return {name: tuple(map(dict, rows)) for name, rows in sorted(resources.items())}


def _run(corpus: Corpus, wanted: tuple[str, ...], *, workers: int, progress: bool) -> list[Part]:
    documents = corpus.documents
    lengths = documents["text"].map(len).tolist()
    size = PORTION if workers == 1 else min(PORTION, sum(lengths) // (workers * TURNS))
    chunks = [documents.iloc[first:last] for first, last in _portions(lengths, size)]
    resources = plain_resources(corpus.resources)
    work = partial(label_documents, resources=resources, tables=wanted, vocabulary=Vocabulary())
    with safe_environment(), tqdm(total=len(documents), desc="label", unit="doc", disable=not progress) as bar:
        parts = []
        for part, chunk in zip(_map(work, chunks, workers), chunks, strict=True):
            parts.append(part)
            bar.update(len(chunk))
    return parts or [work(documents)]


def _portions(lengths: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Runs of documents that together have at least so many characters; few long ones, many short ones.

    Examples
    --------
    >>> _portions([100, 10, 10, 50], 60)
    [(0, 1), (1, 4)]
    """
    ends, total = [], 0
    for number, length in enumerate(lengths, start=1):
        total += length
        if total >= size or number == len(lengths):
            ends.append(number)
            total = 0
    return list(itertools.pairwise([0, *ends]))


def _map(work: Any, chunks: list[pd.DataFrame], workers: int) -> Iterator[Part]:
    if workers == 1 or len(chunks) < 2:
        yield from map(work, chunks)
        return
    yield from map_in_processes(work, chunks, workers=min(workers, len(chunks)))


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
    """Would joining leave a column of this type as it is?"""
    return not isinstance(dtype, pd.CategoricalDtype) or dtype.categories.is_monotonic_increasing


def label_documents(
    documents: pd.DataFrame,
    *,
    resources: Resources = NO_RESOURCES,
    tables: Sequence[str] = LABEL_TABLES,
    vocabulary: Vocabulary | None = None,
) -> Part:
    """Label the rows of a documents table; those on which a labeller fails become problems and cost no other row.

    ``vocabulary`` collects token types and speakers, as in ``label_text``.

    Returns
    -------
    Part
        With one entry in ``tables`` per table of ``LABEL_TABLES``.
    """
    vocabulary = Vocabulary() if vocabulary is None else vocabulary
    rows = list(documents.itertuples(index=False))
    keys = [(row.text, _iso_date(getattr(row, "date", None))) for row in rows]
    docs: dict[tuple[str, str | None], Doc] = {}  # reprints, of which a collection may hold thousands, are read once
    labelled: dict[tuple[str, str | None, str | None], dict[str, Columns]] = {}
    made, problems = {}, []
    for row, key in zip(rows, keys, strict=True):
        if key not in docs:
            with _reported(row, problems):
                docs[key] = read_text(key[0], date=key[1], resources=resources, vocabulary=vocabulary)
    tag_docs(list(docs.values()))
    for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
        if key in docs:
            with _reported(row, problems):
                given = (*key, _known_speaker(row))
                if given not in labelled:
                    labelled[given] = label_doc(docs[key], speaker=given[2], resources=resources, tables=tables)
                made[place] = labelled[given]
    kept = documents.iloc[list(made)].reset_index(drop=True) if problems else documents
    return Part(kept, _build_tables(kept, list(made.values()), vocabulary), tuple(problems))


@contextmanager
def _reported(row: Any, problems: list[Problem]) -> Iterator[None]:
    """An error in what follows becomes a problem of the document."""
    try:
        yield
    except Exception as error:
        problems.append(unlabelled(row, f"{type(error).__name__}: {str(error)[:200]}"))


def _known_speaker(row: Any) -> str | None:
    """Who says all of the text, where the corpus knows it."""
    speaker = getattr(row, "known_speaker", None)
    return None if pd.isna(speaker) else str(speaker)


def _iso_date(date: Any) -> str | None:
    """The cell of a column of dates, or of ISO texts, as ISO text; None if it is empty."""
    return None if pd.isna(date) else str(date)[:10]


def unlabelled(row: Any, reason: str) -> Problem:
    """The problem of a row of documents that could not be labelled."""
    place = getattr(row, "path", None)
    plain = reason.encode("utf-8", "backslashreplace").decode("utf-8")  # an error may quote a lone surrogate
    problem = f"The document {row.doc_id!r} could not be labelled ({plain})."
    return Problem(problem, REMEDY, place if isinstance(place, str) else "")


def _build_tables(
    documents: pd.DataFrame, made: Sequence[Mapping[str, Columns]], vocabulary: Vocabulary
) -> dict[str, pd.DataFrame]:
    """The label tables of documents of which ``made`` are the columns."""
    built = {}
    for name in LABEL_TABLES:
        columns = _stack([part[name] for part in made if name in part])
        if columns:
            columns["doc_id"] = _spread(documents["doc_id"], [_length(part[name]) for part in made])
        if name == "tokens" and columns:
            columns |= _named_columns(columns, vocabulary)
        built[name] = build_table(name, {c.name: columns.get(c.name, []) for c in TABLES[name]})
    return built


def _stack(parts: list[Columns]) -> dict[str, Any]:
    """Put the columns of the documents below one another."""
    return {column: _concatenate([part[column] for part in parts]) for column in (parts[0] if parts else ())}


def _concatenate(pieces: list[list[Any] | np.ndarray]) -> list[Any] | np.ndarray:
    return np.concatenate(pieces) if isinstance(pieces[0], np.ndarray) else list(chain.from_iterable(pieces))


def _length(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _spread(doc_ids: pd.Series, lengths: list[int]) -> pd.Categorical:
    """The doc_id of each row, given the number of rows of each document."""
    return pd.Categorical.from_codes(np.repeat(np.arange(len(doc_ids)), lengths), doc_ids.tolist())


def _named_columns(columns: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The columns of the tokens that are numbers of the vocabulary so far, as categories."""
    return token_columns(columns["type"], columns["tag"], vocabulary) | {
        "voice": categorical(columns["quoted"], ("narration", "quotation")),
        "speaker": categorical(columns["speaker"], list(vocabulary.speakers)),
    }
