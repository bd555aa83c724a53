"""Counts, shares, rates and mean tone of a corpus, corrected with a sample that was read; and how much to read."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from textkit.checks import need_number, need_positive
from textkit.errors import OptionError, UncorrectedWarning, say_near
from textkit.gold.answers import Reading, Sheets, census, read_sample, reference_answers
from textkit.gold.estimation import Figure, Sum, confirmed_sum, correct_sum, error_variance, rows_needed
from textkit.gold.sampling import QUESTIONS, Question, question_of
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import ALL, name_keys
from textkit.measure.calls import measure as traced
from textkit.measure.polarity import BAND
from textkit.schema import RESULTS

__all__ = ["LEAST", "estimate", "estimates_of", "figures_of", "plan"]

PER = 10_000  # words
PRECISION = "precision"
LEAST = 10  # rows that must be read of a group
RATING_ERROR = 0.1  # variance of one reader's rating less what polarity says of it: .11 on the sample corpus
SIGN_ERROR = 0.18  # of whether a rating is negative (positive): on NYT editorials, .17 to .18
SIZES = {"words": "n_words", "share": "n_words", "utterances": "part"}  # measure → what each unit adds to it
Claim = Literal["corpus", "texts"]


@traced(reads=ALL)
def estimate(
    sheet: Any,
    labels: Labels | LabelsOnDisk,
    measure: str | None = None,
    *,
    by: str | Iterable[str] | None = None,
    claim: Claim = "corpus",
    reference: str | Iterable[str] | None = None,
    least: int = LEAST,
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
    labels : Labels or LabelsOnDisk
        The labels that it was drawn from.
    measure : str, optional
        Of quotes: count, words (quoted), share (of the quoted words), per_10k_words, utterances (the pieces of a split
        quotation are one); of reported: count, share, per_10k_words; of analogies: per_10k_words, count, share; of tone
        and targets: mean (-1 to 1), negative and positive (shares of units). The first is the default. A share is that
        of a group of ``by``. Of quotes, reported and analogies also precision: the share of the labels that are right
        in all that the sheet shows of them (of a quotation its kind and speaker); ``by`` goes by the labels then.
    by : str or list of str, optional
        Document fields, columns of the units (voice, target, …), and what the answers tell: speaker of quotes and
        reported, kind and stance of analogies. These are corrected, too: a quotation counts for whom the reader named.
        Other columns, such as the kind of quotes, are those of the labels, whatever was answered.
    claim : {"corpus", "texts"}
        What the interval is of: the figure of this corpus, or that of texts like these, of which this corpus is a
        sample (documents are clusters; wider).
    reference : str or list of str, optional
        The reader whose answers count, where several read; see :func:`compare_readers`.
    least : int
        Rows that must have been read of a group. With fewer it has no estimates, and ``refused`` says why, unless the
        claim is about this corpus and all of it was read.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        by…, measure, naive (from the labels alone), corrected, low, high, sample_only (from the answers alone),
        sample_low, sample_high (of a simple random sample of as many rows), n_units (labelled so in the corpus), n_read
        (rows labelled or answered so), worth (rows), refused ("" if there are estimates). Groups by n_read.

    Warns
    -----
    UncorrectedWarning
        If too little was read of every group of ``by``, with what the rows suffice for.

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
    >>> table[["measure", "n_read", "refused"]].values.tolist()
    [['mean', 18, '']]
    """
    least = need_number(least, "least", least=1)
    if claim not in ("corpus", "texts"):
        raise OptionError(f"claim must be 'corpus' or 'texts', not {claim!r}.")
    answers = reference_answers(sheet, reference)
    question = QUESTIONS[answers.attrs["what"]]
    keys = name_keys(by, labels, table=question.table, measure="estimate")
    measure = _measure_of(measure, question, keys)
    reading = read_sample(answers, labels, keys)
    table = estimates_of(reading, measure, keys, claim=claim, least=least, level=level)
    if keys and len(table) and table["refused"].ne("").all():
        warnings.warn(_say_refused(table, reading, keys, least), UncorrectedWarning, stacklevel=3)
    return table


def _say_refused(table: pd.DataFrame, reading: Reading, keys: list[str], least: int) -> str:
    """That no group has an estimate, what the rows suffice for, and what a group needs."""
    by, known = ", ".join(keys), reading.question.measures
    totals = [name for name in ("count", PRECISION) if name in known] or known[:1]
    return (
        f"{len(reading.at)} rows were read, but of no {by} the {least} that an estimate needs (at most "
        f"{table['n_read'].max()}). They suffice for the corpus as a whole: "
        f"{' and '.join(f'estimate(sheet, labels, {name!r})' for name in totals)}. "
        f"How many rows a figure by {by} needs: tk.gold.plan(labels, {reading.what!r}, …, by=…, sheet=sheet)."
    )


def estimates_of(
    reading: Reading, measure: str, keys: list[str], *, claim: Claim = "corpus", least: int = LEAST, level: float = 0.95
) -> pd.DataFrame:
    """The table of ``estimate`` for a corpus and what was read of it."""
    documents = reading.documents if claim == "texts" else None
    rows = [_row(figure, reading, documents, least, level) for figure in figures_of(reading, measure, keys)]
    table = pd.DataFrame(rows, columns=[*keys, *RESULTS["estimate"][1:]])
    table.insert(len(keys), "measure", measure)
    return table.sort_values(["n_read", "naive"], ascending=False, kind="stable", ignore_index=True)


@traced(reads=ALL)
def plan(
    labels: Labels | LabelsOnDisk,
    what: str,
    measure: str | None = None,
    *,
    width: float,
    by: str | Iterable[str] | None = None,
    sheet: Sheets | None = None,
    reference: str | Iterable[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many rows to read for an interval of a given width.

    Before anything is read, the answer rests on the probabilities that the labels give themselves (of ratings, on how
    well polarity agreed with readers elsewhere): draw a sample of that size, read a third of it, and plan again
    with ``sheet``, which replaces the program's opinion of itself by what was read.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    what : str
        As in :func:`sample`.
    measure, by : str, str or list of str
        As in :func:`estimate`.
    width : float
        From the lower to the upper end, in units of the measure: 0.1 for ten percentage points of a share.
    sheet : optional
        A sheet of which a part was read.
    reference : str or list of str, optional
        Whose answers count.
    level : float

    Returns
    -------
    DataFrame
        by…, measure, naive, width, n (rows of the sheet), n_group (those of the group among them, if rows are not
        shared out over groups), n_units (labelled so in the corpus), rests_on (the labels' probabilities, or the rows
        that were read). Groups by n_units.

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`estimate`.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It rained. It was a disaster."] * 90))
    >>> tk.gold.plan(labels, "tone", width=0.1)[["measure", "n"]].values.tolist()
    [['mean', 98]]
    """
    question, width = question_of(what), need_positive(width, "width")
    keys = name_keys(by, labels, table=question.table, measure="plan")
    measure = _measure_of(measure, question, keys)
    answers = None if sheet is None else reference_answers(sheet, reference)
    if answers is not None and answers.attrs["what"] != what:
        raise OptionError(f"The sheet is of {answers.attrs['what']}, not of {what}.")
    reading = census(labels, what, keys) if answers is None else read_sample(answers, labels, keys)
    rows = [
        _planned(figure, reading, width, level, answers is not None) for figure in figures_of(reading, measure, keys)
    ]
    table = pd.DataFrame(rows, columns=[*keys, *(name for name in RESULTS["plan"] if name not in ("measure", "width"))])
    table.insert(len(keys), "measure", measure)
    table.insert(len(keys) + 2, "width", width)
    return table.sort_values("n_units", ascending=False, kind="stable", ignore_index=True)


def _planned(figure: Figure, reading: Reading, width: float, level: float, pilot: bool) -> tuple[Any, ...]:
    part, whole = figure.part, figure.whole
    over = whole.naive if whole else 1.0 if figure.parts is None else float(figure.parts.sum())
    known = pilot and figure.n_read >= LEAST
    single = error_variance(part, reading.strata, whole=whole) if known else _expected_error(figure, reading)
    n_group = rows_needed(part, single, width / 2 * over, level=level)
    least = LEAST * len(reading.at) / max(figure.n_read, 1)
    n = int(np.ceil(min(max(n_group * len(reading.units) / part.n_units, least), len(reading.units))))
    rests_on = f"{figure.n_read} rows read" if known else "the labels' probabilities"
    return (*figure.values, figure.naive, n, int(np.ceil(n_group)), int(figure.labelled.sum()), rests_on)


def _expected_error(figure: Figure, reading: Reading) -> float:
    """Variance of a unit's error by the labels' probabilities; what is wrongly in a group is missing from another."""
    part = figure.part
    if reading.question.rated:
        return RATING_ERROR if part.sizes is None else SIGN_ERROR
    chance = reading.units["probability"].to_numpy(dtype=float)
    wrong = np.where(reading.units["positive"], 1 - chance, chance) * part.sizes**2
    missed = part.inside & ~figure.labelled & ~reading.units["positive"].to_numpy(dtype=bool)
    own = wrong[figure.labelled].sum()
    other = (
        own if reading.question.told and part.labelled.sum() < reading.units["positive"].sum() else wrong[missed].sum()
    )
    return float((own + other) / part.n_units)


def _measure_of(measure: str | None, question: Question, keys: list[str]) -> str:
    name = question.measures[0] if measure is None else measure
    if name not in question.measures:
        raise OptionError(f"{name!r} is not a measure of this sample; {say_near(name, question.measures)}")
    if name == "share" and not keys:
        raise OptionError("A share is that of a group: say which, as by='speaker' or by='source'.")
    return name


def figures_of(reading: Reading, measure: str, keys: list[str]) -> Iterator[Figure]:
    """The figures of a table: combinations of the values that units have, and of those that labels and answers tell."""
    units, told = reading.units, [key for key in keys if key in reading.question.told]
    fixed = [key for key in keys if key not in told]
    label, answer = _positive(reading)
    (codes,), values = _codes(units[fixed])
    (by_label, by_answer), told_values = _codes(units[told], reading.answers.reindex(columns=told))
    for code in pd.unique(codes):
        inside, read = codes == code, (codes == code)[reading.at]
        own = dict(zip(fixed, values[code], strict=True))
        answered_so = by_answer[read & answer] if measure != PRECISION else by_answer[:0]
        for other in pd.unique(np.r_[by_label[inside & label], answered_so]) if told else [0]:
            every = own | dict(zip(told, told_values[other], strict=True))
            labelled, answered = inside & label & (by_label == other), read & answer & (by_answer == other)
            if measure == PRECISION and not labelled.any():
                continue
            if measure == PRECISION:
                yield _precision(reading, tuple(every[key] for key in keys), labelled)
                continue
            part = _sum(reading, measure, inside, labelled, answered, whole=measure == "share" and not told)
            yield Figure(
                tuple(every[key] for key in keys),
                part,
                _whole(part, reading) if measure == "share" else None,
                _parts(reading, measure, own, inside),
                labelled,
                int((labelled[reading.at] | answered).sum() if told else read.sum()),
            )


def _precision(reading: Reading, values: tuple[Any, ...], labelled: np.ndarray) -> Figure:
    """How many of the labels are right in all that an answer tells."""
    columns, (_, positive) = [*dict.fromkeys(("kind", *reading.question.told))], _positive(reading)
    shown, told = _codes(reading.units[columns].iloc[reading.at], reading.answers[columns])[0]
    part, whole = confirmed_sum(labelled, reading.at, (shown == told) & positive)
    return Figure(values, part, whole, None, labelled, int(part.read.sum()))


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


def _sum(
    reading: Reading, measure: str, inside: np.ndarray, labelled: np.ndarray, answered: np.ndarray, *, whole: bool
) -> Sum:
    """What the measure adds up; ``whole``: over the whole corpus."""
    units, at = reading.units, reading.at
    ones, every = np.ones(len(units)), np.ones(len(units), dtype=bool)
    if reading.question.rated:
        polarity, rating = units["polarity"].to_numpy(dtype=float), reading.answers["rating"].to_numpy(dtype=float)
        if measure == "mean":
            return Sum(polarity, rating, at, inside, inside, None)
        beyond = (polarity < -BAND, rating < 0) if measure == "negative" else (polarity > BAND, rating > 0)
        return Sum(beyond[0].astype(float), beyond[1].astype(float), at, inside, beyond[0], ones)
    sizes = units[SIZES[measure]].to_numpy(dtype=float) if measure in SIZES else ones
    return Sum(sizes * labelled, sizes[at] * answered, at, every if whole else inside, labelled, sizes)


def _whole(part: Sum, reading: Reading) -> Sum:
    """What a share is a share of."""
    label, answer = _positive(reading)
    return replace(part, label=part.sizes * label, answer=part.sizes[part.at] * answer, labelled=label)


def _parts(reading: Reading, measure: str, own: Mapping[str, Any], inside: np.ndarray) -> np.ndarray | None:
    """What each document has of the number that a measure divides by: words, or units to be rated."""
    if measure == "per_10k_words":
        keep = np.ones(len(reading.words), dtype=bool)
        for name in set(reading.words) & set(own):
            value, column = own[name], reading.words[name]
            keep &= (column.isna() if value is None else column == value).to_numpy(dtype=bool)
        return reading.words["_words"].to_numpy() * keep / PER
    return np.bincount(reading.documents, inside, len(reading.words)) if reading.question.rated else None


def _row(figure: Figure, reading: Reading, documents: np.ndarray | None, least: int, level: float) -> tuple[Any, ...]:
    n_units, part = int(figure.labelled.sum()), figure.part
    is_known = documents is None and part.read.sum() == part.n_units  # all of it was read
    if figure.n_read < least and not is_known:
        refused = f"{figure.n_read} of {least} rows needed were read"
        return (*figure.values, figure.naive, *[np.nan] * 6, n_units, figure.n_read, np.nan, refused)
    *corrected, worth = correct_sum(
        part, reading.strata, whole=figure.whole, parts=figure.parts, documents=documents, level=level
    )
    return (*figure.values, figure.naive, *corrected, n_units, figure.n_read, worth, "")
