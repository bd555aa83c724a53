"""Counts, shares, rates and mean tone of a corpus, corrected with a sample that was read; and how much to read."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from textkit.arguments import as_list, need_number, need_share
from textkit.errors import OptionError, say_near
from textkit.gold.answers import PLACE, Sheets, reference_answers
from textkit.gold.corrections import canonical_speaker
from textkit.gold.estimation import Strata, Sum, correct_sum
from textkit.gold.sampling import QUESTIONS, Question, find_units
from textkit.labelling.labels import Labels, find_field, join_fields
from textkit.labelling.on_disk import in_memory
from textkit.measure.calls import measure as traced
from textkit.measure.polarity import BAND
from textkit.schema import RESULTS

__all__ = ["Reading", "estimate", "estimate_reading"]

PER = 10_000  # words
Claim = Literal["corpus", "texts"]


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


@dataclass(frozen=True)
class _Group:
    """A group of the table: its values, those of them that units have whatever they are, the units that have these,
    those of them that are so labelled and so answered, and how many rows tell of the group.
    """

    values: tuple[Any, ...]
    own: Mapping[str, Any]
    inside: np.ndarray
    labelled: np.ndarray
    answered: np.ndarray
    n_read: int
    told: bool


@traced
def estimate(
    sheet: Sheets,
    labels: Labels,
    measure: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    claim: Claim = "corpus",
    reference: str | Iterable[str] | None = None,
    least: int = 10,
    level: float = 0.95,
) -> pd.DataFrame:
    """Counts corrected for the labeller's errors, with the sample of :func:`sample` that a person has read.

    However good or bad the labels are on these texts, the corrected figure is right on average, and its interval holds:
    it rests on how the sample was drawn, not on how the labeller works. Good labels make the interval narrow; ``worth``
    tells how many rows would have to be read for it without any labels.

    It misleads if the answers are wrong, if rows were left blank because they were hard, and for what the sample is not
    drawn from (analogies that no cue announces; see :func:`sample`).

    Parameters
    ----------
    sheet : path, DataFrame, list of them, or dict of them by reader
        The sheet, filled in, or the first rows of it.
    labels : Labels
        The labels that it was drawn from.
    measure : str, optional
        Of quotes: count, words (quoted), share (of the quoted words), per_10k_words; of reported: count, share,
        per_10k_words; of analogies: per_10k_words, count, share; of tone and targets: mean (-1 to 1), negative and
        positive (shares of units). The first is the default. A share is that of a group of ``by``.
    by : str or list of str, optional
        Document fields, columns of the units (voice, target, …), and what the answers tell: speaker of quotes and
        reported, kind and stance of analogies. These are corrected, too: a quotation counts for whom the reader named.
    claim : {"corpus", "texts"}
        What the interval is of: the figure of this corpus, or that of texts like these, of which this corpus is a
        sample (documents are clusters; wider).
    reference : str or list of str, optional
        The reader whose answers count, where several read; see :func:`compare_readers`.
    least : int
        Rows that must have been read of a group. Of a smaller group there are no estimates, and ``note`` says so.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        by…, measure, naive (from the labels alone), corrected, low, high, sample_only (from the answers alone),
        sample_low, sample_high (of a simple random sample of as many rows), n_units (labelled so in the corpus), n_read
        (rows labelled or answered so), worth (rows), note. Groups by n_read.

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_answers`; if the sheet is not of these labels, too little was read, or an option is unknown.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It rained. It was a disaster."] * 9))
    >>> sheet = tk.gold.sample(labels, "tone", n=18)
    >>> table = tk.gold.estimate(sheet.assign(rating=["1" if "triumph" in t else "0" for t in sheet.text]), labels)
    >>> table[["measure", "n_read", "note"]].values.tolist()
    [['mean', 18, '']]
    """
    labels, least = in_memory(labels, "estimate"), need_number(least, "least", least=2)
    level = need_share(level, "level")
    if claim not in ("corpus", "texts"):
        raise OptionError(f"claim must be 'corpus' or 'texts', not {claim!r}.")
    keys = as_list(by)
    reading = _read(reference_answers(sheet, reference), labels, keys)
    measure = _measure_of(measure, reading.question, keys)
    return estimate_reading(reading, measure, keys, claim=claim, least=least, level=level)


def estimate_reading(
    reading: Reading, measure: str, keys: list[str], *, claim: Claim = "corpus", least: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """The table of :func:`estimate`."""
    rows = [_row(group, reading, measure, claim, least, level) for group in _groups(reading, keys)]
    table = pd.DataFrame(rows, columns=[*keys, *RESULTS["estimate"]])
    return table.sort_values(["n_read", "naive"], ascending=False, kind="stable", ignore_index=True)


def _measure_of(measure: str | None, question: Question, keys: list[str]) -> str:
    name = question.measures[0] if measure is None else measure
    if name not in question.measures:
        raise OptionError(f"There is no measure {name!r} of this sample; {say_near(name, question.measures)}")
    if name == "share" and not keys:
        raise OptionError("A share is that of a group: say which, as by='speaker' or by='source'.")
    return name


def _read(answers: pd.DataFrame, labels: Labels, keys: list[str]) -> Reading:
    what = answers.attrs["what"]
    units = join_fields(find_units(labels, what), labels.documents, keys, table=what)
    place = units.reset_index(names="_at").set_index(PLACE)["_at"]
    at = place.reindex(pd.MultiIndex.from_frame(answers[PLACE].astype({"doc_id": "str"})))
    sizes = answers.drop_duplicates("stratum").set_index("stratum")["stratum_size"].sort_index()
    lost = int(at.isna().sum())
    if lost or sizes.sum() != len(units):
        problem = (
            f"{lost} of its {len(answers)} rows are not in them"
            if lost
            else (f"it was drawn from {sizes.sum():,} places, or a part of it is missing, and they have {len(units):,}")
        )
        raise OptionError(
            f"The sheet does not belong to these labels: {problem}. Give the labels (same corpus, same textkit) from "
            "which tk.gold.sample drew it, and all its rows, read or not."
        )
    read = answers["answered"].to_numpy(dtype=bool)
    _warn_of_gaps(answers, read)
    codes = np.searchsorted(sizes.index, answers["stratum"].to_numpy()[read])
    n_read = np.bincount(codes, minlength=len(sizes))
    if (n_read == 0).any():
        more = (
            answers[~read & answers["stratum"].isin(sizes.index[n_read == 0])].groupby("stratum")["order"].min().max()
        )
        raise OptionError(f"Too little was read: {read.sum()} rows. Read on, at least to the row of order {more}.")
    documents = units["doc_id"].map({d: n for n, d in enumerate(labels.documents["doc_id"].astype("str"))}).to_numpy()
    answered = _name_speakers(answers[read].reset_index(drop=True), units, labels)
    strata = Strata(codes, sizes.to_numpy(), n_read)
    at = at.to_numpy()[read].astype(int)
    return Reading(what, units, at, answered, strata, documents, _words_of(labels, keys))


def _warn_of_gaps(answers: pd.DataFrame, read: np.ndarray) -> None:
    last = answers["order"][read].max() if read.any() else 0
    gaps = int((~read & (answers["order"] < last).to_numpy()).sum())
    if gaps:
        warnings.warn(
            f"{gaps} rows before the last one that was read are blank: they count as not drawn. If they are the hard "
            "ones, the estimates are off.",
            stacklevel=5,
        )


def _words_of(labels: Labels, keys: list[str]) -> pd.DataFrame:
    """Number of words of each document, with those keys that are document fields."""
    words = labels.tokens.loc[labels.tokens["kind"] == "word", "doc_id"].astype("str").value_counts()
    documents = labels.documents[["doc_id"]].astype("str")
    fields = [key for key in keys if find_field(key, list(labels.documents)) is not None]
    table = join_fields(documents, labels.documents, fields, table="documents")
    return table.assign(_words=documents["doc_id"].map(words).fillna(0).astype("int64"))


def _name_speakers(answers: pd.DataFrame, units: pd.DataFrame, labels: Labels) -> pd.DataFrame:
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


def _groups(reading: Reading, keys: list[str]) -> Iterator[_Group]:
    """Combinations of the values of the units, and for each those of what labels and answers tell."""
    units, told = reading.units, [key for key in keys if key in reading.question.told]
    fixed = [key for key in keys if key not in told]
    label, answer = _positive(reading)
    (codes,), values = _codes(units[fixed])
    (by_label, by_answer), told_values = _codes(units[told], reading.answers.reindex(columns=told))
    for code in pd.unique(codes):
        inside, read = codes == code, (codes == code)[reading.at]
        own = dict(zip(fixed, values[code], strict=True))
        for other in pd.unique(np.r_[by_label[inside & label], by_answer[read & answer]]) if told else [0]:
            every = own | dict(zip(told, told_values[other], strict=True))
            labelled, answered = inside & label & (by_label == other), read & answer & (by_answer == other)
            n_read = int((labelled[reading.at] | answered).sum() if told else read.sum())
            yield _Group(tuple(every[key] for key in keys), own, inside, labelled, answered, n_read, bool(told))


def _codes(*tables: pd.DataFrame) -> tuple[list[np.ndarray], list[tuple[Any, ...]]]:
    """Rows of the tables as numbers of their values, and what the numbers stand for; unknown is None."""
    names, lengths = list(tables[0]), [len(table) for table in tables]
    if not names:
        return [np.zeros(n, dtype=int) for n in lengths], [()]
    columns = [[table[name].astype(object) for table in tables] for name in names]
    every = pd.DataFrame({n: pd.concat(parts, ignore_index=True) for n, parts in enumerate(columns)})
    codes = every.groupby(list(every), dropna=False, sort=False).ngroup().to_numpy()
    first = every.iloc[np.unique(codes, return_index=True)[1]]
    values = [tuple(None if pd.isna(value) else value for value in row) for row in first.itertuples(index=False)]
    return np.split(codes, np.cumsum(lengths)[:-1]), values


def _positive(reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Which units have a label, and of which rows the reader says that they should."""
    label = reading.units["positive"].to_numpy(dtype=bool)
    if reading.question.rated:
        return label, np.ones(len(reading.at), dtype=bool)
    return label, reading.answers["positive"].to_numpy(dtype=bool)


def _sum(group: _Group, reading: Reading, measure: str) -> Sum:
    """What the measure adds up."""
    units, at = reading.units, reading.at
    if reading.question.rated:
        polarity, rating = units["polarity"].to_numpy(dtype=float), reading.answers["rating"].to_numpy(dtype=float)
        if measure == "mean":
            return Sum(polarity, rating, at, group.inside, group.inside, None)
        labelled, answered = (polarity < -BAND, rating < 0) if measure == "negative" else (polarity > BAND, rating > 0)
        return Sum(labelled.astype(float), answered.astype(float), at, group.inside, labelled, np.ones(len(units)))
    in_words = measure in ("words", "share")
    sizes = units["n_words"].to_numpy(dtype=float) if in_words else np.ones(len(units))
    inside = np.ones(len(units), dtype=bool) if measure == "share" and not group.told else group.inside
    return Sum(sizes * group.labelled, sizes[at] * group.answered, at, inside, group.labelled, sizes)


def _whole(part: Sum, reading: Reading) -> Sum:
    """What a share is a share of."""
    label, answer = _positive(reading)
    sizes = part.sizes
    return Sum(sizes * label, sizes[reading.at] * answer, reading.at, part.inside, label, sizes)


def _parts(group: _Group, reading: Reading, measure: str) -> np.ndarray | None:
    """What each document has of the number that a measure divides by."""
    if measure == "per_10k_words":
        keep = np.ones(len(reading.words), dtype=bool)
        for name in set(reading.words) & set(group.own):
            value, column = group.own[name], reading.words[name]
            keep &= (column.isna() if value is None else column == value).to_numpy(dtype=bool)
        return reading.words["_words"].to_numpy() * keep / PER
    if reading.question.rated:
        return np.bincount(reading.documents, group.inside, len(reading.words))
    return None


def _row(group: _Group, reading: Reading, measure: str, claim: Claim, least: int, level: float) -> tuple[Any, ...]:
    part, parts = _sum(group, reading, measure), _parts(group, reading, measure)
    whole = _whole(part, reading) if measure == "share" else None
    over = whole.naive if whole else 1.0 if parts is None else float(parts.sum())
    naive, n_units = part.naive / over if over else np.nan, int(group.labelled.sum())
    if group.n_read < least:
        note = f"{group.n_read} rows of it were read; {least} are needed"
        return (*group.values, measure, naive, *[np.nan] * 6, n_units, group.n_read, np.nan, note)
    documents = reading.documents if claim == "texts" else None
    *figures, worth = correct_sum(part, reading.strata, whole=whole, parts=parts, documents=documents, level=level)
    return (*group.values, measure, naive, *figures, n_units, group.n_read, worth, "")
