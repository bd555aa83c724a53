"""What would be read, file by file, and what would not and why."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from textkit.errors import CorpusError
from textkit.read.assemble import assemble_documents
from textkit.read.folder import read_folder, read_single
from textkit.read.languages import check_languages
from textkit.read.reading import place_of, read_corpus
from textkit.read.records import Problem, ReadOptions, Record, check_names

__all__ = ["check_corpus"]

_WORD = re.compile(r"\w+(?:['’]\w+)*")


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
        file, format, encoding, n_documents, n_words, severity (error: not read; warning: read, but look at it),
        problem, remedy; several problems of a file are joined. The count of words is rough: it sees no labels.

    Raises
    ------
    CorpusError
        If there is no such file, folder or data set.
    OptionError
        If there is no such option.

    Examples
    --------
    >>> check_corpus("no/such/folder")
    Traceback (most recent call last):
    textkit.errors.CorpusError: There is no file or folder 'no/such/folder', and no data set of that name ...
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
        raise CorpusError(f"There is no document in {path.name!r}. Put texts (.txt, .md, .csv …) into it.")
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
        "n_words": sum(len(_WORD.findall(record.text)) for record in records),
        "severity": min((problem.severity for problem in problems), default=None),
        "problem": _joined(problem.problem for problem in problems),
        "remedy": _joined(problem.remedy for problem in problems),
    }


def _joined(values: Iterable[str | None]) -> str | None:
    """Different values in their order, parted by spaces; None if there is none."""
    return " ".join(dict.fromkeys(filter(None, values))) or None
