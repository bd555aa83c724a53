"""The contract: every table that passes between the rooms, its columns, their types and their meaning.

All ``start`` and ``end`` are code points into ``documents.text``, end exclusive, so that ``text[start:end]`` is the
span. Unknown is NA (never ``""`` or 0); undefined numbers are NaN.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.errors import MissingColumnError, OptionError

__all__ = ["TABLES", "Column", "build_table", "describe_table", "empty_table", "require_columns"]

TEXT, NAME, SPAN, MAYBE_SPAN, COUNT, REAL, FLAG, DAY = (
    "str",
    "category",
    "int32",
    "Int32",
    "int32",
    "float64",
    "bool",
    "datetime64[s]",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, its pandas dtype and what it means."""

    name: str
    dtype: str
    meaning: str


def _columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_DOC = ("doc_id", TEXT, "document, as in documents.doc_id")
_START = ("start", SPAN, "first code point of the span in documents.text")
_END = ("end", SPAN, "code point after the span")


def _spanned(name: str, meaning: str) -> tuple[tuple[str, str, str], ...]:
    """The three columns of a part of a row's span: its words and where they stand."""
    return (
        (name, TEXT, meaning),
        (f"{name}_start", MAYBE_SPAN, f"first code point of {name}; NA if not expressed"),
        (f"{name}_end", MAYBE_SPAN, f"code point after {name}; NA if not expressed"),
    )


TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "documents": _columns(
            ("doc_id", TEXT, "unique key: the file stem unless metadata says otherwise"),
            (
                "text",
                TEXT,
                "the text as read: decoded, newlines unified, front matter removed, else untouched",
            ),
            ("title", TEXT, "title from metadata or the first heading"),
            ("author", TEXT, "author from metadata"),
            ("date", DAY, "day of publication from metadata; of a month or year its first day; NaT if unknown"),
            ("source", TEXT, "outlet or collection from metadata"),
            ("genre", TEXT, "genre from metadata"),
            ("path", TEXT, "file the document came from"),
            ("sha256", TEXT, "SHA-256 of the text in UTF-8"),
            ("n_chars", COUNT, "length of text in code points"),
        ),
        "paragraphs": _columns(
            _DOC,
            ("par_id", COUNT, "number of the paragraph in its document, from 0"),
            _START,
            _END,
            ("role", NAME, "title, byline, dateline, heading, body, blockquote or boilerplate"),
            ("continues", FLAG, "the paragraph goes on in the next one (page break in mid-sentence)"),
        ),
        "sentences": _columns(
            _DOC,
            ("sent_id", COUNT, "number of the sentence in its document, from 0"),
            ("par_id", COUNT, "paragraph in which the sentence begins"),
            _START,
            _END,
            ("voice", NAME, "narration, quotation or mixed, by its words"),
            ("speaker", TEXT, "who speaks most of its quoted words; NA if nobody or unknown"),
            ("polarity", REAL, "-1 (negative) to 1 (positive)"),
        ),
        "tokens": _columns(
            ("doc_id", NAME, "document, as in documents.doc_id"),
            ("sent_id", COUNT, "sentence of the token; -1 outside every sentence"),
            ("token_id", COUNT, "number of the token in its document, from 0"),
            _START,
            _END,
            ("token", NAME, "the token as it stands"),
            ("norm", NAME, "case-folded, apostrophes unified"),
            ("lemma", NAME, "dictionary form of norm"),
            ("kind", NAME, "word, number, punctuation or symbol"),
            ("is_stop", FLAG, "norm is on the stop list"),
            ("voice", NAME, "narration, or quotation for words inside quoted speech"),
            ("speaker", NAME, "who speaks the word, if quoted and known"),
        ),
        "quotes": _columns(
            _DOC,
            ("quote_id", COUNT, "number of the quote in its document, from 0"),
            ("group", COUNT, "pieces of one utterance share a group"),
            _START,
            _END,
            ("text", TEXT, "the words, without quotation marks"),
            ("kind", NAME, "direct, mixed, block, indirect or scare"),
            ("speaker", TEXT, "resolved name of the source; NA if unknown or scare"),
            *_spanned("mention", "words that name the source in the text (of a relative clause: Ann Lee, who)"),
            *_spanned("cue", "words that report the speech"),
            ("rule", NAME, "the rule that decided"),
            ("confidence", REAL, "0 to 1"),
        ),
        "speakers": _columns(
            _DOC,
            ("speaker", TEXT, "canonical name"),
            ("aliases", TEXT, "other names in the text, separated by ' | '; NA if none"),
            ("kind", NAME, "person, organisation, role or pronoun-only"),
            ("n_mentions", COUNT, "mentions in the text"),
            ("n_quotes", COUNT, "utterances (groups) attributed to the speaker"),
            ("n_words", COUNT, "words inside direct, mixed and block quotes"),
        ),
        "analogies": _columns(
            _DOC,
            ("analogy_id", COUNT, "number of the candidate in its document, from 0, in the order of the cues"),
            _START,
            _END,
            ("kind", NAME, "simile, comparison, historical or antonomasia"),
            *_spanned("cue", "words that draw the likeness"),
            *_spanned("tenor", "words for what is likened"),
            *_spanned("vehicle", "words for what it is likened to"),
            ("referent", TEXT, "entry of the historical lexicon that the vehicle names"),
            ("referent_year", MAYBE_SPAN, "first year of the referent"),
            ("stance", NAME, "affirmed, denied or meta"),
            ("speaker", TEXT, "who makes the analogy; NA = the writer"),
            ("accepted", FLAG, "counted as an analogy"),
            ("reason", TEXT, "why it was accepted or refused"),
        ),
    }
)


def table_columns(name: str) -> tuple[Column, ...]:
    """The columns of table ``name``; OptionError if there is no such table."""
    if name not in TABLES:
        raise OptionError(f"There is no table {name!r}; the tables are {', '.join(TABLES)}.")
    return TABLES[name]


def empty_table(name: str) -> pd.DataFrame:
    """Table ``name`` without rows, with its columns and dtypes.

    Examples
    --------
    >>> list(empty_table("paragraphs"))
    ['doc_id', 'par_id', 'start', 'end', 'role', 'continues']
    """
    return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in table_columns(name)})


def build_table(name: str, data: Mapping[str, Sequence[Any]] | pd.DataFrame) -> pd.DataFrame:
    """Columns of data as table ``name``: in the contract's order and dtypes, further columns behind.

    Raises
    ------
    MissingColumnError
        If a column of the contract is missing.

    Examples
    --------
    >>> table = build_table("paragraphs", {"doc_id": ["a"], "par_id": [0], "start": [0], "end": [9],
    ...                                    "role": ["body"], "continues": [False]})
    >>> table.end.dtype
    dtype('int32')
    """
    columns = table_columns(name)
    require_columns(data, [c.name for c in columns], table=name)
    built = {c.name: _cast(data[c.name], c.dtype) for c in columns}
    return pd.DataFrame(built | {k: data[k] for k in data if k not in built})


def _cast(values: Sequence[Any] | pd.Series, dtype: str) -> pd.Series:
    """Values as dtype; the categories of names are always strings, so that equal tables are equal."""
    cast = pd.Series(values, dtype=dtype)
    return cast.cat.rename_categories(cast.cat.categories.astype("str")) if dtype == NAME else cast


def describe_table(name: str) -> pd.DataFrame:
    """What each column of table ``name`` means.

    Returns
    -------
    DataFrame
        column, dtype, meaning.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.describe_table("sentences").column.tolist()[:3]
    ['doc_id', 'sent_id', 'par_id']
    """
    rows = [(c.name, c.dtype, c.meaning) for c in table_columns(name)]
    return pd.DataFrame(rows, columns=["column", "dtype", "meaning"])


def require_columns(data: Mapping[str, Any] | pd.DataFrame, names: Iterable[str], *, table: str) -> None:
    """Raise MissingColumnError unless ``data`` has all columns ``names``.

    Examples
    --------
    >>> require_columns({"n": [1]}, ["n", "term"], table="terms")
    Traceback (most recent call last):
    textkit.errors.MissingColumnError: The table 'terms' needs the columns n, term; missing: term. It has: n. ...
    """
    wanted = list(names)
    missing = [n for n in wanted if n not in data]
    if missing:
        raise MissingColumnError(
            f"The table {table!r} needs the columns {', '.join(wanted)}; missing: {', '.join(missing)}. "
            f"It has: {', '.join(map(str, data)) or 'none'}. Pass the table that textkit made, or rename your columns."
        )
