"""A sample of labels to judge by reading: written as a spreadsheet, read back when a person has filled it in.

What was read says how often the labels are right, by kind of label.
"""

import math
import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from textkit.checks import as_list, need_number
from textkit.errors import OptionError
from textkit.gold.spreadsheets import (
    ROW,
    cells_of,
    in_row,
    match_keys,
    open_sheet,
    refuse_repeated,
    shown_in_context,
    whole_numbers,
    write_sheet,
)
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.measure.calls import measure
from textkit.schema import require_columns

__all__ = [
    "CORRECTIONS",
    "ID_OF",
    "KEY",
    "KINDS",
    "NONE",
    "SHOWN",
    "STANCES",
    "UNKNOWN",
    "check_correction",
    "from_review",
    "read_review",
    "to_review",
    "verdict_of",
    "wilson_interval",
]

ID_OF: Mapping[str, str] = MappingProxyType({"quotes": "quote_id", "analogies": "analogy_id"})
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "quotes": ("direct", "mixed", "block", "indirect", "scare"),
        "analogies": ("simile", "comparison", "historical", "antonomasia"),
    }
)
STANCES = ("affirmed", "denied", "meta")
NONE = "none"  # correct_kind of what is neither a quotation nor an analogy
UNKNOWN = "unknown"  # correct_speaker of words whose source cannot be told
SHOWN = MappingProxyType(
    {
        "quotes": ("kind", "speaker", "mention", "cue", "confidence"),
        "analogies": ("kind", "stance", "speaker", "tenor", "vehicle", "cue", "referent"),
    }
)
CORRECTIONS = MappingProxyType(
    {"quotes": ("correct_kind", "correct_speaker"), "analogies": ("correct_kind", "correct_stance")}
)
VERDICTS = MappingProxyType(
    dict.fromkeys(("right", "yes", "y", "1", "✓", "✔"), True)
    | dict.fromkeys(("wrong", "no", "n", "0", "✗", "✘"), False)
)
N = "[0-9]{1,9}"
KEY = re.compile(rf"\A(?P<table>quotes|analogies):(?P<doc_id>.*)#(?P<id>{N}):(?P<start>{N})-(?P<end>{N})", re.DOTALL)
SAMPLED = (
    re.compile(rf"\A[a-z]+:.*#{N}-{N}", re.DOTALL),
    "a sheet of tk.gold.sample, not of tk.gold.to_review: measure with tk.gold.estimate(sheet, labels); how many of "
    "the labels are right is its measure 'precision'.",
)
LONGEST_NAME = 500  # characters
VARIATION = "\ufe0e\ufe0f"  # how a mark is drawn: as text or as a picture
ALL = "all"
REMEDY = "Delete the row, or write the sheet again with to_review."


def to_review(
    labels: Labels | LabelsOnDisk,
    path: str | os.PathLike[str],
    *,
    table: Literal["quotes", "analogies"] = "quotes",
    n: int = 100,
    seed: int = 0,
    by: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Write a random sample of labels, each in its context, as a spreadsheet in which a reader gives verdicts.

    The rows stand in random order, so that a reader who stops half-way has read a random sample, too. Fill in
    ``verdict`` (right or wrong; yes/no, y/n, 1/0, ✓/✗ do as well; blank = not reviewed) and, where you know better,
    ``correct_kind`` ("none" = it is none), ``correct_speaker`` ("unknown" = cannot be told) or ``correct_stance``.
    Rows may be sorted, deleted and columns moved; :func:`from_review` measures, :func:`apply_corrections` corrects.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    path : path
        Ends in .csv (UTF-8 with a byte-order mark, which Excel needs) or .xlsx (with openpyxl).
    table : {"quotes", "analogies"}
        What to judge; of the analogies only those accepted, so that the accuracy is a precision.
    n : int
        Rows drawn, or all if there are fewer.
    seed : int
        The same labels and seed give the same sheet.
    by : str or list of str, optional
        Share the rows out evenly over the groups of these columns (kind, speaker, genre, …), so that rare ones are
        seen. The column ``weight`` says how many rows of the labels each row stands for; measures use it.

    Returns
    -------
    DataFrame
        What was written: key, doc_id, quote_id or analogy_id, start, end, before, text, after, the labels, weight, and
        the empty columns verdict, correct_kind, correct_speaker or correct_stance, comment.

    Raises
    ------
    OptionError
        For an unknown table, an ``n`` too small for the groups, or XLSX without openpyxl.
    OutputError
        If the file is there and is not an empty sheet as it was written: the work of a person is never overwritten.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It rained. “We shall see,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = tk.gold.to_review(labels, f"{folder}/review.csv")
    >>> sheet[["before", "text", "after", "speaker", "verdict"]].values.tolist()
    [['It rained. “', 'We shall see,', '” Ann Lee said.', 'Ann Lee', '']]
    """
    if table not in ID_OF:
        raise OptionError(f"Only {' and '.join(ID_OF)} can be reviewed, not {table!r}.")
    labels, n, seed = in_memory(labels, "to_review"), need_number(n, "n", least=1), need_number(seed, "seed", least=0)
    rows = getattr(labels, table)
    rows = rows[rows["accepted"]] if table == "analogies" else rows
    keys = as_list(by)
    sheet = _in_context(_draw(join_fields(rows, labels.documents, keys, table=table), keys, n, seed), labels, table)
    write_sheet(sheet, Path(path))
    return sheet


def _draw(rows: pd.DataFrame, keys: list[str], n: int, seed: int) -> pd.DataFrame:
    """``n`` rows in random order with their weights; with keys, shared out evenly over the groups."""
    shuffled = rows.iloc[np.random.default_rng(seed).permutation(len(rows))]
    groups = shuffled.groupby(keys, dropna=False, sort=False, observed=True).ngroup() if keys else 0 * shuffled["start"]
    sizes = groups.value_counts(sort=True, ascending=True)
    if len(sizes) > n:
        raise OptionError(f"n={n} rows cannot be shared out over {len(sizes)} groups of {', '.join(keys)}; raise n.")
    quota = _share_out(sizes, n)
    chosen = groups.groupby(groups).cumcount() < groups.map(quota)
    weight = groups.map(sizes / quota) if len(sizes) else 1.0
    return shuffled.assign(weight=weight)[chosen]


def _share_out(sizes: pd.Series, n: int) -> pd.Series:
    """How many of each group, smallest first: as even as their sizes allow, ``n`` together."""
    quota = {}
    for left, (group, size) in zip(range(len(sizes), 0, -1), sizes.items(), strict=True):
        quota[group] = min(size, n // left)
        n -= quota[group]
    return pd.Series(quota, dtype="int64")


def _in_context(rows: pd.DataFrame, labels: Labels, table: str) -> pd.DataFrame:
    number = ID_OF[table]
    sheet = rows[["doc_id", number, "start", "end"]].reset_index(drop=True)
    sheet.insert(0, "key", [f"{table}:{d}#{i}:{a}-{b}" for d, i, a, b in sheet.itertuples(index=False)])
    sheet = sheet.assign(**shown_in_context(sheet, labels.documents.set_index("doc_id")["text"]))
    for name in (*SHOWN[table], "weight"):
        sheet[name] = rows[name].array
    return sheet.assign(**dict.fromkeys(("verdict", *CORRECTIONS[table], "comment"), ""))


def read_review(source: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """A sheet of :func:`to_review` with the verdicts of a reader.

    Parameters
    ----------
    source : path or DataFrame
        CSV (any separator and encoding a spreadsheet saves) or XLSX.

    Returns
    -------
    DataFrame
        doc_id, quote_id or analogy_id, start, end, kind, verdict (True, False, NA = not reviewed), the corrections
        ("" if none), comment, weight, row (in the file; the heading is row 1). ``attrs["table"]`` names the table.

    Raises
    ------
    CorpusError
        If the file cannot be read.
    MissingColumnError
        If a column that identifies the rows is gone.
    OptionError
        If a verdict or correction is not understood; the message names the row.

    Examples
    --------
    >>> import textkit as tk
    >>> sheet = pd.DataFrame({"key": ["quotes:a#0:5-9"], "kind": ["direct"], "verdict": ["Yes"]})
    >>> tk.gold.read_review(sheet)[["doc_id", "quote_id", "start", "end", "verdict"]].values.tolist()
    [['a', 0, 5, 9, True]]
    """
    sheet, name = open_sheet(source)
    table, keys = _keys(sheet, name)
    cells = {c: cells_of(sheet, c) for c in ("kind", "verdict", *CORRECTIONS[table], "comment", "weight")}
    for column, read in (("verdict", verdict_of), ("weight", _weight)):
        for n, row in enumerate(sheet[ROW]):
            with in_row(name, row):
                cells[column][n] = read(cells[column][n])
    review = pd.DataFrame(keys | cells | {ROW: sheet[ROW].to_numpy(dtype="int64")}).astype(
        {"verdict": "boolean"} | dict.fromkeys(("doc_id", "kind", *CORRECTIONS[table], "comment"), "str")
    )
    refuse_repeated(review, list(keys), name, "Delete one of them.")
    _check_corrections(review, table, name)
    review.attrs["table"] = table
    return review


def _keys(sheet: pd.DataFrame, name: str) -> tuple[str, dict[str, list[Any]]]:
    """Table and keys of the rows: from ``key``, which no spreadsheet takes for a date, else from the columns."""
    if "key" in sheet:
        rows = match_keys(sheet, KEY.fullmatch, name, REMEDY, other=SAMPLED)
        table = rows[0]["table"] if rows else ("analogies" if "correct_stance" in sheet else "quotes")
        numbers = {column: [int(match[column]) for match in rows] for column in ("id", "start", "end")}
        return table, {"doc_id": [match["doc_id"] for match in rows], ID_OF[table]: numbers.pop("id")} | numbers
    table = "analogies" if "analogy_id" in sheet else "quotes"
    columns = ("doc_id", ID_OF[table], "start", "end")
    require_columns(sheet, columns, table=f"review ({name})")
    numbers = {column: whole_numbers(sheet, column, name, REMEDY) for column in columns[1:]}
    return table, {"doc_id": cells_of(sheet, "doc_id")} | numbers


def verdict_of(value: str) -> bool | None:
    """What a reader wrote as verdict; None for an empty cell, OptionError for what is neither."""
    folded = value.strip(VARIATION).casefold()
    if folded and folded not in VERDICTS:
        wanted = "Write right or wrong (yes/no, y/n, 1/0, ✓/✗) or leave the cell empty."
        raise OptionError(f"the verdict {value[:60]!r} is not understood. {wanted}")
    return VERDICTS.get(folded)


def _weight(value: str) -> float:
    try:
        weight = float(value.replace(",", ".")) if value else 1.0
        if not 0 < weight < math.inf:
            raise ValueError(value)
        return weight
    except ValueError:
        raise OptionError(
            f"the weight {value[:60]!r} is not a number above 0; the spreadsheet may have made a date of it. Copy it "
            "from the sheet as to_review wrote it, or write an .xlsx sheet."
        ) from None


def _check_corrections(review: pd.DataFrame, table: str, name: str) -> None:
    allowed = {"correct_kind": (*KINDS[table], NONE), "correct_stance": STANCES}
    wrong = review["verdict"].eq(False).fillna(False)
    for column in CORRECTIONS[table]:
        if column in allowed:
            review[column] = review[column].str.casefold()
        for value, is_wrong, row in zip(review[column], wrong, review[ROW], strict=True):
            with in_row(name, row):
                check_correction(column, value, allowed.get(column, ()), wrong=is_wrong)


def check_correction(column: str, value: str, allowed: Collection[str] = (), *, wrong: bool) -> None:
    """OptionError for a correction that is not allowed, too long for a name, or given though nothing is wrong."""
    if value and allowed and value not in allowed:
        raise OptionError(f"{column} is {value[:60]!r}; write {', '.join(allowed)}.")
    if len(value) > LONGEST_NAME:
        raise OptionError(f"{column} has {len(value):,} characters; write a name.")
    if value and not wrong:
        raise OptionError(f"{column} is given, so the verdict must be wrong; correct either.")


@measure
def from_review(source: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Accuracy of the labels that a reader judged in a sheet of :func:`to_review`.

    Rows without a verdict do not count. The accuracy holds for the labels that were drawn from: it is the precision of
    quotations or analogies found and says nothing of those that were missed (for that, :func:`evaluate` needs gold
    annotations). It misleads if the rows left blank are the hard ones.

    If the sheet was drawn evenly over groups (``by``), each row counts as many times as it stands for rows of the
    labels (its ``weight``), and the interval uses Kish's (1965) effective sample size (Σw)² / Σw².

    Parameters
    ----------
    source : path or DataFrame
        The sheet, filled in.

    Returns
    -------
    DataFrame
        One row per kind and one, ``all``, in all: kind, n_reviewed, n_right, n_blank (no verdict), accuracy, low, high
        (95 % interval of Wilson 1927). NaN where nothing was reviewed.

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_review`.

    Examples
    --------
    >>> import textkit as tk
    >>> sheet = pd.DataFrame({"key": [f"quotes:a#{n}:0-9" for n in range(4)], "kind": "direct",
    ...                       "verdict": ["right", "right", "wrong", ""]})
    >>> tk.gold.from_review(sheet).round(2).values.tolist()[-1]
    ['all', 3, 2, 1, 0.67, 0.21, 0.94]
    """
    review = read_review(source)
    parts = [*review.groupby("kind", sort=True), (ALL, review)]
    columns = ["kind", "n_reviewed", "n_right", "n_blank", "accuracy", "low", "high"]
    return pd.DataFrame([(kind, *_accuracy(part)) for kind, part in parts], columns=columns)


def _accuracy(part: pd.DataFrame) -> tuple[float, ...]:
    judged = part[part["verdict"].notna()]
    right, weight = judged["verdict"].to_numpy(dtype=float), judged["weight"].to_numpy(dtype=float)
    counts = len(judged), int(right.sum()), len(part) - len(judged)
    if not len(judged):
        return *counts, math.nan, math.nan, math.nan
    accuracy = float((weight * right).sum() / weight.sum())
    n_effective = float(weight.sum() ** 2 / (weight**2).sum())
    return *counts, accuracy, *wilson_interval(accuracy, n_effective)


def wilson_interval(share: float, n: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share that was seen in ``n`` cases (Wilson 1927, without continuity correction).

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). It holds for few cases and for shares near 0 and 1, where the
    textbook's p ± z √(p(1−p)/n) fails.

    Parameters
    ----------
    share : float
        0 to 1.
    n : float
        Cases; need not be whole (effective sample sizes are not).
    level : float
        Confidence.

    Returns
    -------
    (float, float)
        Low and high; NaN if ``n`` is 0.

    Examples
    --------
    >>> low, high = wilson_interval(0.9, 50)
    >>> round(low, 3), round(high, 3)
    (0.786, 0.957)
    """
    from scipy.special import ndtri

    if not n:
        return math.nan, math.nan
    z = float(ndtri((1 + level) / 2))
    centre, spread = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
