"""A sheet filled in row by row: each place shown in its context, each answer checked and saved at once.

The state of a review is its file and nothing else: it is read again for every answer, so a spreadsheet or a second
review may be at work on it, and a review goes on where the last one stopped. Rows are read in the order of drawing.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.errors import OptionError, TextkitError
from textkit.gold.answers import ALLOWED, STEPS, read_answers
from textkit.gold.answers import KEY as SAMPLE_KEY
from textkit.gold.sampling import QUESTIONS, sample
from textkit.gold.sheets import CORRECTIONS, KEY, KINDS, NONE, SHOWN, STANCES, UNKNOWN, read_review
from textkit.gold.spreadsheets import (
    ROW,
    cell_text,
    cells_of,
    fill_row,
    match_keys,
    open_sheet,
    shown_in_context,
    write_sheet,
)
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory

__all__ = ["Review", "review"]

ASKED: Mapping[str, str] = MappingProxyType(
    {
        "quotes": "Is this right: are these somebody's own words, and whose?",
        "reported": "Is this right: does the sentence report what somebody said, and who?",
        "analogies": "Is this right: is it an analogy, of which kind and stance?",
        "tone": "How does the sentence speak of its subject?",
        "targets": "How does the passage speak of the target?",
    }
)
CALLED = re.compile(r"correct_(kind|speaker|stance)")  # the display calls them right kind, right speaker …
TOLD = ("title", "source", "date")  # of a document
REMEDY = "Give labels, or a sheet of tk.gold.sample or tk.gold.to_review."
OTHER = "Give another path for these labels, or go on with the sheet alone: tk.gold.review(path)."


@dataclass(frozen=True, slots=True, repr=False)
class Review:
    """A sheet under review; in a notebook it shows one row after another, with buttons and keys.

    Attributes
    ----------
    path : the file that has the answers
    what : quotes, reported, analogies, tone or targets
    sampled : whether the sheet is one of :func:`sample`, not of :func:`to_review`
    reader : written into the column ``reader`` with each answer
    places : what is told of each document
    """

    path: Path
    what: str
    sampled: bool
    reader: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        rows = self.rows()
        return f"Review of {self.path}: {int(self._answered(rows).sum())} of {len(rows)} rows answered"

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns that are filled in: the verdict or the rating, then the corrections."""
        return QUESTIONS[self.what].answers if self.sampled else ("verdict", *CORRECTIONS[self.what])

    def rows(self) -> pd.DataFrame:
        """The sheet as it is now, cells as text, in the order of drawing."""
        sheet = open_sheet(self.path)[0]
        order = pd.to_numeric(sheet.get("order", sheet[ROW]), errors="coerce")
        return sheet.assign(_order=order).sort_values(["_order", ROW], ignore_index=True).drop(columns="_order")

    def answer(self, key: str, **cells: str | int) -> None:
        """Write the answer of one row into the file: what is asked, and perhaps a ``comment``.

        Raises
        ------
        OptionError
            If the answer is not understood; nothing is written.
        OutputError
            If the file cannot be written.
        """
        unknown = set(cells) - {*self.asked, "comment"}
        if unknown:
            raise OptionError(f"The sheet does not ask for {', '.join(sorted(unknown))}, but for {self.asked}.")
        rows = self.rows()
        row = rows[rows["key"] == key].head(1)
        if not len(row):
            raise OptionError(
                f"No row has the key {str(key)[:80]!r}. Give one of rows()['key'], as in rows()['key'].iloc[0]."
            )
        self._check(row.assign(**cells))
        own = {"reader": self.reader} if self.reader and self.sampled and self._answers(cells) else {}
        fill_row(self.path, key, cells | own)

    def _check(self, row: pd.DataFrame) -> None:
        """Read the one row as the whole sheet will be read."""
        try:
            if len(row):
                read_answers(row.drop(columns=ROW)) if self.sampled else read_review(row.drop(columns=ROW))
        except OptionError as error:
            raise OptionError(str(error).removeprefix("the table, row 2: ")) from None

    def _answered(self, rows: pd.DataFrame) -> pd.Series:
        return pd.Series(cells_of(rows, self.asked[0]), dtype="str") != ""

    def _answers(self, cells: Mapping[str, Any]) -> bool:
        """Whether these cells have an answer, not a note alone."""
        return any(cells.get(name, "") != "" for name in self.asked)

    def form(self) -> dict[str, Any]:
        """What can be answered: the question, and for each correction its choices (none: any name)."""
        kinds = ALLOWED.get(self.what, ()) if self.sampled else (*KINDS.get(self.what, ()), NONE)
        choices = {"correct_kind": list(kinds), "correct_stance": list(STANCES)}
        fields = [{"name": name, "choices": choices.get(name, [])} for name in self.asked[1:]]
        rated = self.asked == ("rating",)
        return {
            "question": ASKED[self.what],
            "ratings": STEPS if rated else 0,
            "fields": fields,
            "file": str(self.path),
        }

    def handle(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """What to show after a message of the display: a row to show, an answer or a note to write.

        An error is told, not raised: the display keeps what was typed.
        """
        said, asks = "", False
        at, key, cells = message.get("at", 0), message.get("key"), message.get("cells", {})
        try:
            if key is not None:
                self.answer(str(key), **{str(name): value for name, value in cells.items()})
                said = f"Saved in {self.path}."
                if self._answers(cells):
                    at = self.next_open(at + 1)
        except TextkitError as error:
            said, asks = CALLED.sub(r"right \1", str(error)), True
        return self.view(at) | {"said": said, "asks": asks}

    def next_open(self, at: int = 0) -> int:
        """The place of the first row from ``at`` on that has no answer, else of the first of all; the last if none."""
        answered = self._answered(self.rows())
        places = [*range(at, len(answered)), *range(min(at, len(answered)))]
        return next((place for place in places if not answered[place]), max(0, len(answered) - 1))

    def view(self, at: int = 0) -> dict[str, Any]:
        """One row as the display shows it; all values are plain text."""
        rows = self.rows()
        at = max(0, min(int(at), len(rows) - 1))
        row = {name: cells_of(rows.iloc[[at]], name)[0] for name in rows} if len(rows) else {}
        shown = QUESTIONS[self.what].shown if self.sampled else SHOWN[self.what]
        speakers = sorted({name for name in cells_of(rows, "speaker") if name})
        return {
            "at": at,
            "total": len(rows),
            "done": int(self._answered(rows).sum()),
            **{name: row.get(name, "") for name in ("key", "before", "text", "after", "doc_id")},
            "place": self.places.get(row.get("doc_id", ""), ""),
            "facts": [[name, row[name]] for name in shown if row.get(name)],
            "cells": {name: row.get(name, "") for name in (*self.asked, "comment")},
            "names": [*speakers, UNKNOWN],
            "said": "",
            "asks": False,
        }


def review(
    source: Labels | LabelsOnDisk | pd.DataFrame | str | os.PathLike[str],
    n: int = 100,
    *,
    path: str | os.PathLike[str] | None = None,
    what: str = "quotes",
    by: str | list[str] | None = None,
    seed: int = 0,
    reader: str = "",
) -> Review:
    """Judge labels one after another in a notebook; each answer is saved at once in a sheet.

    Keys: 1 right, 2 wrong, 3 correct it (or 1 to 5 for a rating), Enter saves a correction or a note, the arrows go
    back and on without an answer, N leads to the note, 0 takes an answer back. Run the cell again, today or tomorrow,
    and it goes on where you stopped. The sheet is the same as that of a spreadsheet: :func:`estimate` and
    :func:`correct_counts` read it, :func:`compare_readers` compares those of two readers, and both ways may be mixed.

    Parameters
    ----------
    source : Labels, LabelsOnDisk, path or DataFrame
        Labels to draw from, or a sheet of :func:`sample` or :func:`to_review`.
    n : int
        Places drawn, if the sheet is not there yet.
    path : path, optional
        The sheet (.csv or .xlsx) of labels or of a DataFrame; by default ``review-quotes.csv`` in the current folder,
        or what else is drawn. If it is there, the review goes on in it.
    what, by, seed
        What to draw, as in :func:`sample`.
    reader : str
        Your name, to be written beside your answers.

    Returns
    -------
    Review
        Ends a notebook cell (with anywidget); ``.rows()`` is the sheet, ``.answer(key, verdict="right")`` fills in.

    Raises
    ------
    OptionError
        For an unknown sample, nothing to draw from, or a sheet that is of other texts.
    CorpusError
        If the sheet cannot be read.
    OutputError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It rained. “We shall see,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     judging = tk.gold.review(labels, path=f"{folder}/quotes.csv")
    ...     judging.answer(judging.rows()["key"][0], verdict="right")
    ...     print(tk.gold.review(labels, path=f"{folder}/quotes.csv"))
    Review of ...quotes.csv: 1 of 1 rows answered
    """
    if isinstance(source, str | os.PathLike):
        return _open(Path(source), reader, {})
    drawn_from = isinstance(source, Labels | LabelsOnDisk)
    if not drawn_from and not isinstance(source, pd.DataFrame):
        raise OptionError(f"{REMEDY} Not {type(source).__name__}.")
    target = Path(path) if path is not None else Path(f"review-{what if drawn_from else _kind(source)[0]}.csv")
    if not drawn_from:
        return _open_table(source, target, reader)
    labels = in_memory(source, "review")
    if not target.exists():
        sample(labels, what, n, path=target, by=by, seed=seed)
    opened = _open(target, reader, _places(labels.documents))
    _refuse_others(opened, labels, what)
    return opened


def _open(path: Path, reader: str, places: Mapping[str, str]) -> Review:
    what, sampled, _ = _kind(path)
    return Review(path, what, sampled, reader, places)


def _open_table(table: pd.DataFrame, target: Path, reader: str) -> Review:
    _kind(table)
    if not target.exists():
        write_sheet(table, target)
    opened = _open(target, reader, {})
    if set(cells_of(opened.rows(), "key")) != set(cells_of(table, "key")):
        raise OptionError(
            f"{target} has other rows than the table. Give another path, or only the path to go on in it."
        )
    return opened


def _kind(source: pd.DataFrame | Path) -> tuple[str, bool, list[Any]]:
    """What a sheet is about, whether it is a sample, and its keys."""
    sheet, name = open_sheet(source)
    first = next(iter(cells_of(sheet, "key")), "")
    sampled = KEY.fullmatch(first) is None
    keys = match_keys(sheet, (SAMPLE_KEY if sampled else KEY).fullmatch, name, REMEDY)
    if not keys:
        raise OptionError(f"{name} does not have any rows with a key. {REMEDY}")
    return keys[0]["table"], sampled, keys


def _places(documents: pd.DataFrame) -> dict[str, str]:
    told = documents.reindex(columns=["doc_id", *TOLD]).itertuples(index=False)
    return {
        str(doc_id): " · ".join(cell_text(value).removesuffix(" 00:00:00")[:200] for value in facts if cell_text(value))
        for doc_id, *facts in told
    }


def _refuse_others(opened: Review, labels: Labels, what: str) -> None:
    """OptionError if the sheet asks for something else, or is of other texts."""
    if opened.what != what:
        raise OptionError(f"{opened.path} is about {opened.what}, not {what}. Say what={opened.what!r}. {OTHER}")
    texts = dict(zip(labels.documents["doc_id"].astype("str"), labels.documents["text"], strict=True))
    _, _, keys = _kind(opened.path)
    places = pd.DataFrame(
        [(k["doc_id"], int(k["start"]), int(k["end"])) for k in keys], columns=["doc_id", "start", "end"]
    )
    sheet = open_sheet(opened.path)[0]
    known = places["doc_id"].isin(texts).all()
    if not known or ("text" in sheet and _letters(shown_in_context(places, texts)["text"]) != _letters(sheet["text"])):
        raise OptionError(f"{opened.path} is of other texts than these labels. {OTHER}")


def _letters(words: Iterable[str]) -> list[str]:
    """The words without what a spreadsheet may have changed in them."""
    return ["".join(filter(str.isalnum, text)) for text in words]
