"""What readers answered in a sheet of :func:`textkit.gold.sample`: read, checked and compared."""

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textkit.checks import as_list
from textkit.errors import OptionError, say_near
from textkit.gold.agreement import cohen_kappa, krippendorff_alpha
from textkit.gold.corrections import canonical_speaker
from textkit.gold.sampling import NOTHING, PLACE, QUESTIONS, Question
from textkit.gold.sheets import KEY as REVIEW_KEY
from textkit.gold.sheets import KINDS, NONE, STANCES, UNKNOWN, check_correction, verdict_of
from textkit.gold.spreadsheets import ROW, cells_of, in_row, match_keys, open_sheet, refuse_repeated, whole_numbers
from textkit.labelling.labels import Labels
from textkit.measure.calls import measure
from textkit.read.corpus import count_of
from textkit.schema import RESULTS, require_columns

__all__ = [
    "ALLOWED",
    "KEY",
    "NOT_SPEECH",
    "STEPS",
    "Sheets",
    "compare_readers",
    "name_speakers",
    "places_of",
    "read_answers",
    "reference_answers",
    "warn_of_gaps",
]

Sheet = str | os.PathLike[str] | pd.DataFrame
Sheets = Sheet | Sequence[Sheet] | Mapping[str, Sheet]  # one, several, or several by the name of the reader
SAMPLES = "|".join(QUESTIONS)
KEY = re.compile(rf"(?P<table>{SAMPLES}):(?P<doc_id>.*)#(?P<start>[0-9]{{1,9}})-(?P<end>[0-9]{{1,9}})", re.DOTALL)
REVIEWED = (
    REVIEW_KEY,
    "a sheet of tk.gold.to_review, not of tk.gold.sample: measure with tk.gold.from_review(sheet). To correct counts, "
    "draw a sheet with tk.gold.sample.",
)
STEPS = 2  # ratings go from -2 to 2
NEEDED = ("key", "order", "stratum", "stratum_size")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "quotes": ("direct", "mixed", "block", "scare", NONE),
    "reported": ("indirect", NONE),
    "analogies": (*KINDS["analogies"], NONE),
}
NOT_SPEECH = frozenset({NONE, "scare", NOTHING})
RATING = re.compile(r"-?[0-9](?:\.[0-9]{1,9})?")
REMEDY = "Give the sheet that tk.gold.sample made."
AS_DRAWN = "It tells how the row was drawn: copy it from the sheet as tk.gold.sample made it."
TWICE = "Delete one of them, or write into the column reader whose answers they are."


class Told(NamedTuple):
    """What an answer tells of a unit."""

    answered: bool
    positive: bool | None
    kind: str | None = None
    stance: str | None = None
    speaker: str | None = None
    rating: float | None = None


NO_ANSWER = Told(False, None)


def read_answers(source: Sheets, *, reference: str | Iterable[str] | None = None) -> pd.DataFrame:
    """The answers in one or several filled sheets of one sample.

    Parameters
    ----------
    source : path, DataFrame, list of them, or dict of them by reader
        Sheets of one sample: filled by one person, by several (copies of the sheet, or rows with their names in
        ``reader``), or by a language model.
    reference : str or list of str, optional
        Keep only the answers of these readers; of a row that several of them answered those of the first.

    Returns
    -------
    DataFrame
        doc_id, start, end, order, stratum, stratum_size, reader ("" if unnamed), answered, positive (True, False, NA),
        kind, stance, speaker (NA: cannot be told, or none), rating (-1 to 1), row (in its file). ``attrs["what"]``
        names the sample.

    Raises
    ------
    CorpusError
        If a file cannot be read.
    MissingColumnError
        If a column that tells how the rows were drawn is gone.
    OptionError
        If an answer is not understood (the message names file and row), sheets are of different samples, several
        readers answered a row and no ``reference`` is given, or no reader has the name of the reference.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee of the so-called “deal”."]))
    >>> sheet = tk.gold.sample(labels, "quotes").assign(verdict=["right", "wrong"], correct_speaker=["", "Bo Roe"])
    >>> tk.gold.read_answers(sheet)[["positive", "speaker"]].values.tolist()
    [[False, nan], [True, 'Bo Roe']]
    """
    named = source.items() if isinstance(source, Mapping) else [("", one) for one in _several(source)]
    parts = [_read(one, name) for name, one in named]
    kinds = {part.attrs["what"] for part in parts}
    if len(kinds) != 1:
        raise OptionError(f"Sheets of one sample are needed, not of {', '.join(sorted(kinds)) or 'none'}.")
    answers = pd.concat(parts, ignore_index=True)
    answers.attrs["what"] = kinds.pop()
    _refuse_other_draws(answers)
    return _choose(answers, as_list(reference)) if reference is not None else answers


def _refuse_other_draws(answers: pd.DataFrame) -> None:
    """OptionError if the rows come from samples that were drawn differently."""
    sizes = answers.groupby("stratum")["stratum_size"].unique()
    for stratum, several in sizes[sizes.map(len) > 1].items():
        raise OptionError(
            f"Sheets of one sample are needed: stratum {stratum} has {several[0]:,} places in one row and "
            f"{several[1]:,} in another. A larger sheet goes on with a smaller one if both were drawn with the same "
            "labels, seed and by, and the smaller one has 40 rows or more (times the groups of by)."
        )


def _several(source: Sheet | Sequence[Sheet]) -> list[Sheet]:
    return list(source) if isinstance(source, list | tuple) else [source]


def _read(source: Sheet, reader: str) -> pd.DataFrame:
    sheet, name = open_sheet(source)
    require_columns(sheet, NEEDED[:1], table=f"sample ({name})")
    what, places = places_of(sheet, name)
    require_columns(sheet, NEEDED, table=f"sample ({name})")
    question = QUESTIONS[what]
    require_columns(sheet, (*question.shown, *question.answers), table=f"sample ({name})")
    numbers = {column: whole_numbers(sheet, column, name, AS_DRAWN, least=1) for column in NEEDED[1:]}
    cells = {c: cells_of(sheet, c) for c in ("reader", "kind", "stance", "speaker", "candidate", *question.answers)}
    answer = _rating if question.rated else _analogy if what == "analogies" else _speech
    told = []
    for row, number in zip(pd.DataFrame(cells).to_dict("records"), sheet[ROW], strict=True):
        with in_row(name, number):
            told.append(answer(row, what))
    answers = pd.DataFrame(told, columns=Told._fields).astype({"positive": "boolean", "rating": "float64"})
    own = [cell or reader for cell in cells["reader"]]
    table = pd.DataFrame(places | numbers).assign(reader=own, **answers, row=sheet[ROW].to_numpy(dtype="int64"))
    refuse_repeated(table, [*PLACE, "reader"], name, TWICE)
    table.attrs["what"] = what
    return table


def places_of(sheet: pd.DataFrame, name: str) -> tuple[str, dict[str, list[Any]]]:
    """The sample that the keys name, and where its units stand."""
    found = match_keys(sheet, KEY.fullmatch, name, REMEDY, other=REVIEWED)
    if not found:
        raise OptionError(f"{name} does not have any rows. {REMEDY}")
    spans = {column: [int(match[column]) for match in found] for column in ("start", "end")}
    return found[0]["table"], {"doc_id": [match["doc_id"] for match in found], **spans}


def _speech(row: dict[str, str], what: str) -> Told:
    """Whether it is a quotation or a sentence that reports, and whose."""
    verdict, kind, shown = _judged(row, what), row["correct_kind"], row["kind"]
    if verdict is None:
        return NO_ANSWER
    speaker, was = row["correct_speaker"], shown not in NOT_SPEECH
    if not verdict and was and not kind and not speaker:
        raise OptionError(
            f"the verdict is wrong, but not what is right: write a name (or {UNKNOWN}) into correct_speaker, or {NONE} "
            "into correct_kind if these are nobody's words."
        )
    if kind in NOT_SPEECH or (verdict and not was):
        return Told(True, False, NOTHING)
    name = speaker or (row["speaker"] if was else "")
    return Told(True, True, kind or shown, speaker=None if name.casefold() in ("", UNKNOWN) else name)


def _analogy(row: dict[str, str], what: str) -> Told:
    """Whether a candidate is an analogy, and its kind and stance."""
    verdict, kind, stance = _judged(row, what), row["correct_kind"], row["correct_stance"]
    if verdict is None:
        return NO_ANSWER
    was = row["kind"] != NOTHING
    if kind == NONE or (verdict != was and not kind and not stance):
        return Told(True, False, NOTHING)
    kind = kind or (row["kind"] if was else row["candidate"])
    return Told(True, True, kind, stance or row["stance"] or STANCES[0])


def _judged(row: dict[str, str], what: str) -> bool | None:
    """The verdict; an error for a correction that is unknown or contradicts it."""
    verdict, allowed = verdict_of(row["verdict"]), {"correct_kind": ALLOWED[what], "correct_stance": STANCES}
    row |= {column: row[column].casefold() for column in allowed if column in row}
    for column in QUESTIONS[what].answers[1:]:
        check_correction(column, row[column], allowed.get(column, ()), wrong=verdict is False)
    return verdict


def _rating(row: dict[str, str], what: str) -> Told:
    """Of a sentence or a mention: its rating, as the labels' polarity from -1 to 1."""
    cell = row["rating"].replace("−", "-").replace(",", ".")
    if not cell:
        return NO_ANSWER
    if not RATING.fullmatch(cell) or abs(float(cell)) > STEPS:
        raise OptionError(f"the rating {cell[:60]!r} is not a number from -{STEPS} to {STEPS}.")
    return Told(True, None, rating=float(cell) / STEPS)


def _choose(answers: pd.DataFrame, readers: list[str]) -> pd.DataFrame:
    """The answers of the readers alone, one for each place."""
    known = [*dict.fromkeys(answers["reader"])]
    for reader in readers:
        if reader not in known:
            raise OptionError(f"No row is of the reader {reader!r}; {say_near(reader, [k for k in known if k])}")
    rank = answers["reader"].map({reader: n for n, reader in enumerate(readers)})
    chosen = answers[rank.notna()].assign(_rank=rank, _open=~answers["answered"])
    chosen = chosen.sort_values(["_open", "_rank"], kind="stable").drop_duplicates(PLACE)
    chosen = chosen.drop(columns=["_rank", "_open"]).sort_values("order", kind="stable", ignore_index=True)
    chosen.attrs.update(answers.attrs)
    return chosen


def reference_answers(source: Sheets, reference: str | Iterable[str] | None) -> pd.DataFrame:
    """The answers that count, one for each place; see :func:`read_answers`."""
    answers = read_answers(source, reference=reference)
    read = answers[answers["answered"]]
    if read.duplicated(PLACE).any():
        names = ", ".join(repr(name) for name in dict.fromkeys(read["reader"]) if name) or "none has a name"
        raise OptionError(
            f"Several readers answered the same rows ({names}). Say whose answers count: reference='the name'; a list "
            "of names if several do."
        )
    answers = answers.sort_values("answered", kind="stable").drop_duplicates(PLACE, keep="last")
    return answers.sort_values("order", kind="stable", ignore_index=True)


@measure
def compare_readers(source: Sheets) -> pd.DataFrame:
    """How far readers of a sample agree, pair by pair, on the rows that both answered.

    Parameters
    ----------
    source : list of sheets, or dict of sheets by reader
        As :func:`read_answers`; a language model is a reader like any other.

    Returns
    -------
    DataFrame
        question (positive: is it one; speaker, kind or stance, where both say that it is one; rating), first_reader,
        second_reader, n (rows that both answered), agreement (share of equal answers), kappa (Cohen's κ; of ratings
        Krippendorff's α of intervals; NaN where it is undefined).

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_answers`.

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
    parts = {reader or "unnamed": part.set_index(PLACE) for reader, part in read.groupby("reader", sort=False)}
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


def warn_of_gaps(answers: pd.DataFrame, read: np.ndarray) -> None:
    """Warn of blank rows before the last one that was read."""
    last = answers["order"][read].max() if read.any() else 0
    gaps = int((~read & (answers["order"] < last).to_numpy()).sum())
    if gaps:
        are = "is blank and counts" if gaps == 1 else "are blank and count"
        warnings.warn(
            f"{count_of(gaps, 'row')} before the last one that was read {are} as not drawn. If blank rows are the hard "
            "ones, the estimates are off.",
            stacklevel=5,
        )


def name_speakers(answers: pd.DataFrame, units: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """The answers with speakers called as the labels call them."""
    if "speaker" not in units or answers["speaker"].isna().all():
        return answers
    known = dict(iter(labels.speakers.groupby(labels.speakers["doc_id"].astype("str"))))
    none = labels.speakers.iloc[:0]
    used = {name.casefold(): name for name in units["speaker"].dropna()}
    names = [
        None if pd.isna(name) else canonical_speaker(name, known.get(doc_id, none)) or name
        for doc_id, name in zip(answers["doc_id"], answers["speaker"], strict=True)
    ]
    return answers.assign(speaker=[name and used.get(name.casefold(), name) for name in names])
