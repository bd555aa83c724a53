"""Readings by people: gold annotations of a folder, and how far two readings agree on spans, categories and ratings.

κ and α are computed by NLTK. Sources: Cohen (1960) for κ; Krippendorff (2011) for α; precision and recall of spans by
word overlap as in Newell, Margolin & Ruths (2018): two spans are the same find if they share at least half of their
joint extent. The accuracy of the labellers on public data sets is published beside them.
"""

import io
import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textkit.checks import cast_column
from textkit.errors import CorpusError, OptionError, reading, regular_file
from textkit.gold.answers import Sheets, name_speakers, read_answers
from textkit.gold.sampling import PLACE, QUESTIONS, Question, find_units
from textkit.gold.sheets import UNKNOWN
from textkit.labelling.labels import Labels
from textkit.labelling.speaker_linking import find_links
from textkit.language.names import bare_forms
from textkit.lexicons import read_lexicon
from textkit.measure.calls import measure
from textkit.read.reading import DATASETS
from textkit.schema import RESULTS, modernise, require_columns

__all__ = [
    "GOLD_COLUMNS",
    "VALIDITY_COLUMNS",
    "Gold",
    "cohen_kappa",
    "compare_readers",
    "f_score",
    "krippendorff_alpha",
    "match_spans",
    "published_validity",
    "read_gold",
    "read_gold_readers",
]

VALIDITY_COLUMNS = ("labeller", "data", "kind", "figure", "value", "low", "high", "n", "baseline", "human", "command")
NUMBERS = ("value", "low", "high", "n", "baseline", "human")
_SPAN = ("doc_id", "start", "end", "text")
GOLD_COLUMNS = {
    "quotations": (*_SPAN, "kind", "utterance_id", "speaker", "mention_start", "mention_end"),
    "analogies": (*_SPAN, "kind", "stance", "speaker", "tenor", "vehicle", "cue_start", "cue_end", "cue"),
    "polarity": (*_SPAN, "rating"),
}
OFFSETS = ("start", "end", "mention_start", "mention_end", "cue_start", "cue_end", "utterance_id")


def published_validity(labeller: str | None = None) -> pd.DataFrame:
    """Figures measured on public data sets.

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
    table = pd.DataFrame(read_lexicon("validity")).reindex(columns=list(VALIDITY_COLUMNS))
    table[list(NUMBERS)] = table[list(NUMBERS)].apply(pd.to_numeric)
    return table if labeller is None else table[table.labeller == labeller].reset_index(drop=True)


@dataclass(frozen=True)
class Gold:
    """Gold annotations: tables with the columns of ``GOLD_COLUMNS`` and more, empty if a corpus has none."""

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
        The folder, or the corpus folder that has it under the name ``gold``, or a data set. Files that are not there
        give empty tables.

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
    """What each of two readers annotated on their own, in the folders first and second of gold; else empty.

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


def match_spans(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]], *, threshold: float = 0.5
) -> list[tuple[int, int]]:
    """Pair spans one to one, best overlap first.

    Parameters
    ----------
    first, second : sequence of (start, end)
        Spans of one document.
    threshold : float
        Least overlap: intersection over union, in characters.

    Returns
    -------
    list of (int, int)
        Positions in ``first`` and ``second`` that belong together, by position in ``first``.

    Examples
    --------
    >>> match_spans([(0, 10), (20, 30)], [(19, 30), (2, 10), (40, 50)])
    [(0, 1), (1, 0)]
    """
    scored = sorted(
        (
            (-_overlap(a, b), i, j)
            for i, a in enumerate(first)
            for j, b in enumerate(second)
            if a[0] < b[1] and b[0] < a[1]
        )
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if -score >= threshold and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0]))


def f_score(n_both: float, n_found: float, n_gold: float) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean F1; NaN where the denominator is 0.

    Examples
    --------
    >>> f_score(3, 4, 6)
    (0.75, 0.5, 0.6)
    """
    nan = float("nan")
    precision = n_both / n_found if n_found else nan
    recall = n_both / n_gold if n_gold else nan
    return precision, recall, 2 * n_both / (n_found + n_gold) if n_found + n_gold else nan


def cohen_kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's κ (1960): agreement of two coders on categories, corrected for chance.

    κ = (p_o − p_e) / (1 − p_e). 1 perfect, 0 as by chance; NaN for no items or where chance agreement is 1 (both
    used one category throughout). Items that one of them did not code (None, NaN, NA) are left out, so that n is the
    number that both coded. It misleads where one category is much more frequent than the others.

    Raises
    ------
    OptionError
        If the two codings are not of the same length.

    Examples
    --------
    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    0.5
    >>> cohen_kappa(["a", None, "b"], ["a", "a", "b"])
    1.0
    """
    if len(first) != len(second):
        raise OptionError(f"Two codings of the same items are needed; got {len(first)} and {len(second)}.")
    codes = _codes(first, second)
    codes = codes[:, (codes >= 0).all(axis=0)]
    return float(_task(codes).kappa()) if len(np.unique(codes)) > 1 else float("nan")


def _task(codes: np.ndarray, distance: str = "binary_distance") -> Any:
    """NLTK's annotation task of codes (coders × items); NaN where a coder did not code an item."""
    from nltk.metrics import agreement  # here, since NLTK takes time to load
    from nltk.metrics import distance as distances

    known = [(coder, item, codes[coder, item].item()) for coder, item in zip(*np.nonzero(codes == codes), strict=True)]
    return agreement.AnnotationTask(known, getattr(distances, distance))


def _codes(*codings: Sequence[object]) -> np.ndarray:
    """Codings as numbers of their categories, one row each, -1 where a code is missing."""
    rows = [np.empty(len(coding), dtype=object) for coding in codings]
    for row, coding in zip(rows, codings, strict=True):
        row[:] = list(coding)
    return pd.factorize(np.concatenate(rows))[0].reshape(len(rows), -1)


def krippendorff_alpha(ratings: np.ndarray, *, level: str = "nominal") -> float:
    """Krippendorff's α (2011): 1 − observed over expected disagreement, for any number of coders and missing values.

    Parameters
    ----------
    ratings : array of shape (coders, items)
        Numbers, for ``nominal`` also names; None, NaN or NA where a coder did not rate an item. An item that fewer
        than two coders rated is left out.
    level : {"nominal", "interval"}
        How far two ratings are apart: equal or not, or the squared difference.

    Returns
    -------
    float
        1 perfect, 0 as by chance, negative below; NaN if fewer than two ratings can be paired or all are equal.

    Raises
    ------
    OptionError
        If the level is unknown, the coders did not rate the same items, or intervals are asked of names.

    Examples
    --------
    >>> round(krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 4]], level="interval"), 3)
    0.889
    """
    if level not in ("nominal", "interval"):
        raise OptionError(f"level must be nominal or interval, not {level!r}.")
    ratings = _numbers(ratings, level)
    paired = ratings[:, np.isfinite(ratings).sum(axis=0) >= 2]
    if len(np.unique(paired[np.isfinite(paired)])) < 2:
        return float("nan")
    return float(_task(paired, "binary_distance" if level == "nominal" else "interval_distance").alpha())


def _numbers(ratings: Sequence[Sequence[object]], level: str) -> np.ndarray:
    """The ratings as numbers, of names those of their categories; NaN where one is missing."""
    rows = [list(row) for row in ratings]
    if len({len(row) for row in rows}) > 1:
        raise OptionError(f"Each coder needs a rating, or None, for each item; got {[len(row) for row in rows]}.")
    if level == "nominal":
        codes = _codes(*rows) if rows else np.zeros((0, 0))
        return np.where(codes < 0, np.nan, codes)
    try:
        return np.array([[np.nan if pd.isna(value) else float(value) for value in row] for row in rows])
    except (TypeError, ValueError):
        raise OptionError("Intervals need numbers as ratings; for names pass level='nominal'.") from None


@measure
def compare_readers(source: Sheets, labels: Labels | None = None) -> pd.DataFrame:
    """How far readers of a sample agree, pair by pair, on the rows that both answered.

    Parameters
    ----------
    source : list of sheets, or dict of sheets by reader
        As :func:`read_answers`, those in a list with names in their column ``reader``. *Trump* and *Donald Trump* are
        one speaker if nobody else in the answers has that name.
    labels : Labels, optional
        Those that the sample was drawn from, if speakers shall be called as in :func:`estimate` (*the president*).

    Returns
    -------
    DataFrame
        question (positive: is it one; speaker, kind or stance, where both say that it is one; rating), first_reader,
        second_reader, n (rows that both answered), agreement (share of equal answers), kappa (Cohen's κ; of ratings
        Krippendorff's α of intervals; NaN where it is undefined).

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_answers`; for one reader alone.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster."]))
    >>> sheet = tk.gold.sample(labels, "tone")
    >>> both = {"Ann": sheet.assign(rating=["2", "-2"]), "model": sheet.assign(rating=["1", "-2"])}
    >>> tk.gold.compare_readers(both)[["first_reader", "second_reader", "n", "agreement"]].values.tolist()
    [['Ann', 'model', 2, 0.5]]
    """
    answers = read_answers(source)
    question = QUESTIONS[answers.attrs["what"]]
    read = answers[answers["answered"]].astype({"positive": object})
    if labels is not None:
        read = name_speakers(read, find_units(labels, answers.attrs["what"]), labels)
    read = read.assign(speaker=read["speaker"].map(lambda name: bare_forms(name)[-1], na_action="ignore"))
    links = find_links((name, "person", n) for name, n in read["speaker"].value_counts().items())
    read = read.assign(speaker=read["speaker"].replace({link.name: link.speaker for link in links}))
    parts = {reader or "unnamed": part.set_index(PLACE) for reader, part in read.groupby("reader", sort=False)}
    if len(parts) < 2:
        raise OptionError(
            f"Two readers are needed, not {len(parts)}. Name them in the column reader of the sheets, or as in "
            "compare_readers({'Ann': 'ann.csv', 'Ben': 'ben.csv'})."
        )
    rows = [
        (asked, first, second, *scores)
        for first, second in combinations(parts, 2)
        for asked, *scores in _agreement(parts[first].join(parts[second].add_suffix("_2"), how="inner"), question)
    ]
    return pd.DataFrame(rows, columns=list(RESULTS["compare_readers"]))


def _agreement(both: pd.DataFrame, question: Question) -> Iterator[tuple[str, int, float, float]]:
    if question.rated:
        pair = both[["rating", "rating_2"]].to_numpy(dtype=float).T
        alpha = krippendorff_alpha(pair, level="interval") if len(both) else np.nan
        yield "rating", len(both), float((pair[0] == pair[1]).mean()) if len(both) else np.nan, alpha
        return
    one = both[(both["positive"] == True) & (both["positive_2"] == True)]  # noqa: E712  objects
    for name, rows in (("positive", both), *((name, one) for name in question.told)):
        pair = [rows[column].astype(object).where(rows[column].notna(), UNKNOWN) for column in (name, f"{name}_2")]
        equal = float((pair[0] == pair[1]).mean()) if len(rows) else np.nan
        yield name, len(rows), equal, cohen_kappa(pair[0].tolist(), pair[1].tolist())
