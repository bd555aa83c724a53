"""Gold annotations beside the texts, and the measured validity of the labellers on public data sets."""

import csv
import io
import os
import warnings
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from textkit.checks import cast_column
from textkit.errors import CorpusError, reading, regular_file
from textkit.read.reading import DATASETS
from textkit.schema import modernise, require_columns

__all__ = ["GOLD_COLUMNS", "VALIDITY_COLUMNS", "Gold", "published_validity", "read_gold", "read_gold_readers"]

VALIDITY_COLUMNS = ("labeller", "data", "kind", "figure", "value", "low", "high", "n", "baseline", "human", "command")
NUMBERS = ("value", "low", "high", "n", "baseline", "human")
_SPAN = ("doc_id", "start", "end", "text")
GOLD_COLUMNS = {
    "quotations": (*_SPAN, "kind", "utterance_id", "speaker", "mention_start", "mention_end"),
    "analogies": (*_SPAN, "kind", "stance", "speaker", "tenor", "vehicle", "cue_start", "cue_end", "cue"),
    "polarity": (*_SPAN, "rating"),
}
OFFSETS = ("start", "end", "mention_start", "mention_end", "cue_start", "cue_end", "utterance_id")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with files("textkit.lexicons").joinpath("validity.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def published_validity(labeller: str | None = None) -> pd.DataFrame:
    """Figures measured on public data sets that anyone can measure again.

    Parameters
    ----------
    labeller : {"quotations", "analogies", "sentiment"}, optional
        Only this labeller's figures.

    Returns
    -------
    DataFrame
        labeller, data, kind (of text), figure, value, low, high (95 % interval), n (units), baseline (the best other
        tool), human (a second human reader), command (what gives the figure). NaN where nobody has measured.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.gold.published_validity("sentiment").value.between(0, 1).all()
    np.True_
    """
    table = pd.DataFrame(_rows()).reindex(columns=list(VALIDITY_COLUMNS))
    table[list(NUMBERS)] = table[list(NUMBERS)].apply(pd.to_numeric)
    return table if labeller is None else table[table.labeller == labeller].reset_index(drop=True)


@dataclass(frozen=True)
class Gold:
    """Gold annotations: quotations, analogies, polarity (tables with the columns of ``GOLD_COLUMNS`` and more).

    Tables that a corpus does not have are empty.
    """

    quotations: pd.DataFrame
    analogies: pd.DataFrame
    polarity: pd.DataFrame

    def __len__(self) -> int:
        return len(self.quotations) + len(self.analogies) + len(self.polarity)


def read_gold(folder: str | os.PathLike[str]) -> Gold:
    """Read ``quotations.csv``, ``analogies.csv`` and ``polarity.csv`` of a folder of gold annotations.

    Parameters
    ----------
    folder : path
        The folder, or the corpus folder that has it under the name ``gold``. Files that are not there give empty
        tables, so a corpus without gold annotations can be asked for them; so can a data set by its name.

    Returns
    -------
    Gold

    Raises
    ------
    CorpusError
        If ``folder`` does not exist, or a table is damaged; the message names file, row and column.
    MissingColumnError
        If a table lacks a column.

    Examples
    --------
    >>> len(read_gold("."))
    0
    """
    dataset, folder = folder in DATASETS, Path(folder)
    if not folder.exists() and not dataset:
        raise CorpusError(f"The folder {folder} does not exist. Give the corpus folder or its folder gold.")
    inner = folder / "gold"
    return Gold(**{name: _read_table(inner if inner.is_dir() else folder, name) for name in GOLD_COLUMNS})


def read_gold_readers(folder: str | os.PathLike[str]) -> tuple[Gold, Gold]:
    """What each of two readers annotated on their own, before they compared: the folders first and second of gold.

    Returns
    -------
    pair of Gold
        Empty where a corpus has only one reading, or none.

    Examples
    --------
    >>> first, second = read_gold_readers(".")
    >>> len(first), len(second)
    (0, 0)
    """
    folder = Path(folder)
    inner = folder / "gold" if (folder / "gold").is_dir() else folder
    first, second = (
        Gold(**{name: _read_table(inner / reader, name) for name in GOLD_COLUMNS}) for reader in ("first", "second")
    )
    return first, second


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path, wanted = folder / f"{name}.csv", GOLD_COLUMNS[name]
    if not path.exists():
        return pd.DataFrame({column: [] for column in wanted})
    with reading(path, "Repair the row, or take the file as it was distributed."):
        cells = regular_file(path).read_bytes().decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # more cells than names
            table = pd.read_csv(
                io.StringIO(cells),
                dtype=dict.fromkeys({*wanted} - {"rating"} | {*OFFSETS}, "str"),  # an id of digits is a text
                keep_default_na=False,
                na_values=[""],
                index_col=False,
            )
        table = modernise("quotes", table, ()) if name == "quotations" else table
        require_columns(table, wanted, table=f"gold {name}")
        table.index = pd.RangeIndex(2, len(table) + 2)  # rows as a spreadsheet numbers them
        for column in set(OFFSETS) & set(table):
            whole = table[column].str.removesuffix(".0")  # as spreadsheets save a column with gaps
            table[column] = cast_column(whole, "Int32", column)
        _check_rows(table, "rating" in wanted)
    return table.reset_index(drop=True)


def _check_rows(table: pd.DataFrame, rated: bool) -> None:
    """Each row has a document and a span; a rating is a number."""
    spans = table["doc_id"].isna() | table["start"].isna() | table["end"].isna() | (table["start"] < 0)
    bad = (spans | (table["start"] >= table["end"])).fillna(True).to_numpy(dtype=bool)
    if bad.any():
        raise CorpusError(f"Row {table.index[bad.argmax()]} has no doc_id or no span from start to end.")
    if rated and len(table):
        cast_column(table["rating"], "float64", "rating")
