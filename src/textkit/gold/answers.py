"""What readers answered in a sheet of :func:`textkit.gold.sample`: read, checked, and set beside the corpus."""

import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textkit.checks import as_list
from textkit.errors import OptionError, nearest, say_near
from textkit.gold.estimation import Strata
from textkit.gold.sampling import NOTHING, PLACE, QUESTIONS, Question, units_of
from textkit.gold.sheets import KEY as REVIEW_KEY
from textkit.gold.sheets import KINDS, NONE, STANCES, UNKNOWN, check_correction, verdict_of
from textkit.gold.spreadsheets import ROW, cells_of, in_row, match_keys, open_sheet, refuse_repeated, whole_numbers
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.speaker_linking import canonical_speaker
from textkit.language.names import bare_forms
from textkit.read.corpus import count_of, find_field
from textkit.schema import require_columns

__all__ = [
    "ALLOWED",
    "KEY",
    "NOT_SPEECH",
    "STEPS",
    "Reading",
    "Sheets",
    "census",
    "name_speakers",
    "places_of",
    "read_answers",
    "read_sample",
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
MISSPELT = 0.8  # likeness of a name, above which two are hardly two people
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
        return Told(True, False, kind or NOTHING)
    name = speaker or (row["speaker"] if was else "")
    return Told(
        True,
        True,
        kind or (shown if was else ALLOWED[what][0]),
        speaker=None if name.casefold() in ("", UNKNOWN) else name,
    )


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
        None if pd.isna(name) else canonical_speaker(name, known.get(doc_id, none))
        for doc_id, name in zip(answers["doc_id"], answers["speaker"], strict=True)
    ]
    forms = [bare_forms(name) if name else [None] for name in names]
    names = [next((used[f.casefold()] for f in known if f and f.casefold() in used), known[0]) for known in forms]
    _warn_of_misspelt(answers, names, labels.speakers)
    return answers.assign(speaker=names)


def _warn_of_misspelt(answers: pd.DataFrame, names: list[str | None], speakers: pd.DataFrame) -> None:
    """Warn of names that no label has but that are nearly one."""
    aliases = speakers["aliases"].dropna().str.split(" | ", regex=False).explode()
    known = {name.casefold(): name for name in [*aliases, *speakers["speaker"].dropna()]}
    rows = {name: row for name, row in zip(names, answers["row"], strict=True) if name and name.casefold() not in known}
    for name, row in rows.items():
        alike = [other for other in known.values() if other.count(" ") == name.count(" ")]
        found = nearest(name, alike, cutoff=MISSPELT)
        if not found:
            continue
        warnings.warn(
            f"Row {row} names the speaker {name!r}, whom the labels do not have. If {found[0]!r} is meant, "
            f"correct it in the sheet; as it is, {name!r} counts as somebody else.",
            stacklevel=6,
        )


@dataclass(frozen=True)
class Reading:
    """A corpus and what was read of it.

    Attributes
    ----------
    what : str
        The sample.
    units : DataFrame
        All places with their labels.
    at : array of int
        The rows of ``units`` that were read.
    answers : DataFrame
        What was answered there: positive, speaker, kind, stance, rating.
    strata : Strata
    documents : array of int
        The document of each unit, as its row in ``words``.
    words : DataFrame
        Number of words of each document (``_words``) and the fields that it is grouped by.
    """

    what: str
    units: pd.DataFrame
    at: np.ndarray
    answers: pd.DataFrame
    strata: Strata
    documents: np.ndarray
    words: pd.DataFrame

    @property
    def question(self) -> Question:
        return QUESTIONS[self.what]


def read_sample(answers: pd.DataFrame, labels: Labels, keys: list[str]) -> Reading:
    """All places of the labels, and what was read of them; OptionError for answers about other labels."""
    what = answers.attrs["what"]
    units = units_of(labels, what, keys)
    place = units.reset_index(names="_at").set_index(PLACE)["_at"]
    at = place.reindex(pd.MultiIndex.from_frame(answers[PLACE].astype({"doc_id": "str"})))
    sizes = answers.drop_duplicates("stratum").set_index("stratum")["stratum_size"].sort_index()
    lost = int(at.isna().sum())
    if lost or sizes.sum() != len(units):
        problem = f"it was drawn from {sizes.sum():,} places, or a part of it is missing, and they have {len(units):,}"
        problem = f"{lost} of its {len(answers)} rows are not in them" if lost else problem
        raise OptionError(
            f"The sheet does not belong to these labels: {problem}. Give the labels from which tk.gold.sample "
            "drew it (same texts, same options of read_corpus, same textkit) and all its rows, read or not."
        )
    read = answers["answered"].to_numpy(dtype=bool)
    warn_of_gaps(answers, read)
    if done := labels.provenance.get("corrections"):
        warnings.warn(
            f"The labels were corrected by a reader: {done}. If with this sheet, the estimate is wrong, as its errors "
            "are not in them any more: give the labels as they were when the sheet was drawn.",
            stacklevel=4,
        )
    codes = np.searchsorted(sizes.index, answers["stratum"].to_numpy()[read])
    n_read = np.bincount(codes, minlength=len(sizes))
    if (n_read == 0).any():
        open_rows = answers[~read & answers["stratum"].isin(sizes.index[n_read == 0])]
        more = open_rows.groupby("stratum")["order"].min().max()
        raise OptionError(f"Too little was read: {read.sum()} rows. Read on, at least to the row of order {more}.")
    answered = name_speakers(answers[read].reset_index(drop=True), units, labels)
    strata = Strata(codes, sizes.to_numpy(), n_read)
    at = at.to_numpy()[read].astype(int)
    return Reading(what, units, at, answered, strata, _documents(units, labels), _words_of(labels, keys))


def census(labels: Labels, what: str, keys: list[str]) -> Reading:
    """Every unit, answered as it is labelled: before anything is read."""
    units = units_of(labels, what, keys)
    answers = units.reindex(columns=["positive", "kind", "stance", "speaker"]).assign(rating=units.get("polarity"))
    every = Strata(np.zeros(len(units), dtype=int), np.array([len(units)]), np.array([len(units)]))
    return Reading(
        what, units, np.arange(len(units)), answers, every, _documents(units, labels), _words_of(labels, keys)
    )


def _documents(units: pd.DataFrame, labels: Labels) -> np.ndarray:
    """The number of each unit's document."""
    numbers = {doc_id: n for n, doc_id in enumerate(labels.documents["doc_id"].astype("str"))}
    return units["doc_id"].map(numbers).to_numpy()


def _words_of(labels: Labels, keys: list[str]) -> pd.DataFrame:
    """Number of words of each document, with those keys that are document fields."""
    words = labels.tokens.loc[labels.tokens["kind"] == "word", "doc_id"].astype("str").value_counts()
    documents = labels.documents[["doc_id"]].astype("str")
    fields = [key for key in keys if find_field(key, list(labels.documents)) is not None]
    table = join_fields(documents, labels.documents, fields, table="documents")
    return table.assign(_words=documents["doc_id"].map(words).fillna(0).astype("int64"))
