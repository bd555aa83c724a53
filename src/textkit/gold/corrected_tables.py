"""Tables of measures with their counts corrected, or with what is known of the errors in them, for the figures.

Where a sheet of ``tk.gold.sample`` that somebody has read lies beside the corpus, counts are corrected with it; where
none does, the table carries the accuracy that was measured on other texts of that kind.
"""

import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from textkit.checks import as_list
from textkit.errors import MissingColumnError, OptionError, TextkitError, UncorrectedWarning
from textkit.gold.answers import Reading, Sheets, read_answers, read_sample, reference_answers
from textkit.gold.corrected_counts import LEAST, estimates_of
from textkit.gold.readings import published_validity
from textkit.gold.sampling import QUESTIONS
from textkit.gold.spreadsheets import read_sheet
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.language.tokens import tokenize
from textkit.lexicons import read_lexicon
from textkit.measure.calls import name_keys
from textkit.read.reading import DATASETS
from textkit.schema import WRITER

__all__ = [
    "CORRECTABLE",
    "ERRORS",
    "RESTS_ON",
    "correct_counts",
    "error_note",
    "find_sheets",
]

ERRORS = "errors"  # in attrs: what is known of the errors in a table
RESTS_ON: Mapping[str, str] = MappingProxyType(  # measure → the sample that tells its errors
    {
        name: what
        for what, names in {
            "quotes": "count_cues quoted_share shared_quotations speaker_share",
            "analogies": "analogy_pairs analogy_reasons count_analogies list_analogies past_referents "
            "past_referents_by_period",
            "tone": "polarity_arc polarity_by polarity_extremes polarity_passages",
            "targets": "polarity_towards target_mentions",
        }.items()
        for name in names.split()
    }
)
SAID = MappingProxyType(
    {"quotes": "quotations", "analogies": "analogies", "tone": "tone", "targets": "tone towards targets"}
)
VOICES = frozenset({"voice", "speaker", "holder"})
PUBLISHED: Mapping[str, tuple[str, str]] = MappingProxyType(  # sample → labeller and beginning of the figure
    {
        "quotes": ("quotations", ""),
        "analogies": ("analogies", ""),
        "tone": ("sentiment", "sentence polarity"),
        "targets": ("sentiment", "target polarity"),
    }
)


def error_note(table: pd.DataFrame, labels: Labels | LabelsOnDisk | None) -> str:
    """What is known of the errors in a table: as ``correct_counts`` wrote it, or what was measured on other texts.

    Returns
    -------
    str
        Sentences for a caption; "" for a measure that does not rest on labels.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“No,” said Ann Lee."]))
    >>> error_note(tk.count_terms(labels), labels)
    ''
    """
    if ERRORS in table.attrs:
        return table.attrs[ERRORS]
    kinds = _kinds_of(labels) if labels is not None else set()
    told = [_published(what, kinds) for what in _samples_of(table)]
    return f"From the labels alone. Measured on other texts: {'; '.join(told)}." if told else ""


def _samples_of(table: pd.DataFrame) -> list[str]:
    """The samples that tell the errors of a table; one that is divided by voices rests on quotations too."""
    own = RESTS_ON.get(table.attrs.get("measure", ""), "")
    by_voice = VOICES & set(as_list(table.attrs.get("parameters", {}).get("by")))
    return list(dict.fromkeys([*([own] if own else []), *(["quotes"] if by_voice else [])]))


def _kinds_of(labels: Labels | LabelsOnDisk) -> set[str]:
    """The kinds of text that the genres of the documents name."""
    if isinstance(labels, LabelsOnDisk):
        known = "genre" in labels.documents.schema.names
        genres = labels.documents.to_table(columns=["genre"])["genre"].unique().to_pylist() if known else []
    else:
        genres = list(labels.documents["genre"].dropna().unique()) if "genre" in labels.documents else []
    words = {word for genre in genres if genre for word in tokenize(str(genre).casefold()).strings}
    return {row["kind"] for row in read_lexicon("text_kinds") if row["term"] in words}


def _published(what: str, kinds: set[str]) -> str:
    """The figures of a labeller on texts of these kinds, or on all kinds if none of these was measured."""
    labeller, prefix = PUBLISHED[what]
    rows = published_validity(labeller)
    rows = rows[rows["figure"].str.startswith(prefix)]
    rows = rows[rows["kind"].isin(kinds)] if rows["kind"].isin(kinds).any() else rows[rows["kind"] != "several"]
    parts = [f"{_figures(part)} ({kind})" for kind, part in rows.groupby("kind", sort=False)]
    return f"{SAID[what]}, {'; '.join(parts)}"


def _figures(rows: pd.DataFrame) -> str:
    """Each figure with its value, or its least and greatest; two recalls are told whole, as of what they are."""
    parts, named = [], {figure: figure.split(", ")[-1] for figure in rows["figure"]}
    for figure, values in rows.groupby("figure", sort=False)["value"]:
        ends = dict.fromkeys(f"{value:.2f}" for value in (values.min(), values.max()))
        name = figure if [*named.values()].count(named[figure]) > 1 else named[figure]
        parts.append(f"{name} {'–'.join(ends)}")
    return ", ".join(parts)


SHEETS = (".csv", ".xlsx")
HEAD = {"key", "order", "stratum", "stratum_size"}  # columns of a sheet of tk.gold.sample
HEAD_BYTES, MOST_BYTES = 4_096, 50_000_000
ENDINGS = ("corrected", "low", "high")  # of the columns of an estimate, behind the name of the column corrected
CELL = re.compile(rb"[A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class Correctable:
    """What of a measure's table a sample corrects.

    Attributes
    ----------
    what : the sample
    columns : column of the table → measure of the estimate
    keys : columns that tell its rows apart besides those of ``by``, and what the sample calls them
    rates : column → the corrected column, what it is divided by (known without error), and the unit
    n : the column that tells how many units a row has, where a row may be of other units than the sample's
    """

    what: str
    columns: Mapping[str, str]
    keys: tuple[str, ...] = ()
    rates: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    n: str = ""


TONE = MappingProxyType({"mean": "mean", "negative": "negative", "positive": "positive"})
CORRECTABLE: Mapping[str, Correctable] = MappingProxyType(
    {
        "speaker_share": Correctable(
            "quotes", {"n_words": "words", "share": "share", "n_quotes": "utterances"}, keys=("speaker",)
        ),
        "quoted_share": Correctable("quotes", {"n_quoted": "words"}, rates={"share": ("n_quoted", "n_words", 1)}),
        "count_analogies": Correctable("analogies", {"n": "count"}, rates={"per_10k_words": ("n", "n_words", 10_000)}),
        "polarity_by": Correctable("tone", TONE, n="n_sentences"),
        "polarity_towards": Correctable("targets", TONE, keys=("target",), n="n_mentions"),
    }
)
RENAMED = MappingProxyType({"targets": {"speaker": "holder"}})  # what a sample calls a column of a measure


def find_sheets(corpus: str | os.PathLike[str]) -> dict[str, list[Path]]:
    """The sheets of ``tk.gold.sample`` that lie beside a corpus, by what they are samples of.

    They are found beside the folder or file of the corpus under names that begin with its name,
    ``my-texts-quotes.csv`` beside ``my-texts``; or else in the folder ``gold`` of a corpus folder. What a file is, its
    columns tell.

    Parameters
    ----------
    corpus : path
        What ``read_corpus`` reads. Anything else than a folder or file has no sheets.

    Returns
    -------
    dict
        quotes, reported, analogies, tone, targets → paths, for :func:`correct_counts` and :func:`estimate`.

    Warns
    -----
    UncorrectedWarning
        If a sheet cannot be read.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.gold.find_sheets("no/such/folder")
    {}
    """
    if not isinstance(corpus, str | os.PathLike) or corpus in DATASETS or not os.path.exists(corpus):
        return {}
    place = Path(corpus).resolve()
    name = place.name if place.is_dir() else place.stem
    beside = (path for path in place.parent.iterdir() if path.name.startswith((f"{name}-", f"{name}_")))
    inside = (place / "gold").iterdir() if (place / "gold").is_dir() else ()
    return _by_sample(inside) | _by_sample(beside)


def _by_sample(paths: Iterable[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(filter(_is_sheet, paths)):
        if what := _sample_in(path):
            found.setdefault(what, []).append(path)
    return found


def _is_sheet(path: Path) -> bool:
    """Whether a file may be a sheet of a sample; of a CSV file its first line tells."""
    if path.suffix.lower() not in SHEETS or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return False
    if path.suffix.lower() == ".xlsx":
        return True
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).replace(b"\0", b"")  # a spreadsheet may save UTF-16
    return {name.encode() for name in HEAD} <= set(CELL.findall(head.split(b"\n")[0]))


def _sample_in(path: Path) -> str:
    """What the sheet in a file is a sample of; "" if it is none."""
    try:
        sheet = read_sheet(path)
    except TextkitError as error:
        _warn(f"{path.name} was not used: {error}")
        return ""
    what = str(sheet["key"].iloc[0]).split(":")[0] if len(sheet) and set(sheet) >= HEAD else ""
    return what if what in QUESTIONS else ""


def correct_counts(
    table: pd.DataFrame,
    labels: Labels | LabelsOnDisk,
    sheets: Mapping[str, Sheets] | Sheets,
    *,
    reference: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """The table of a measure with its counts corrected by what was read, or with the errors that apply to it.

    One call for every figure: plots draw the corrected values as diamonds with their intervals where the table has
    them, and ``save_figure`` writes into the caption by how many rows they were corrected, or else which accuracy was
    measured on other texts.

    Parameters
    ----------
    table : DataFrame
        As a measure returned it. Corrected are speaker_share (n_words, share, n_quotes), quoted_share (n_quoted,
        share), count_analogies (n, per_10k_words), polarity_by and polarity_towards (mean, negative, positive; where a
        row is one of whole sentences or mentions as the sample has them).
    labels : Labels or LabelsOnDisk
        Those that were measured.
    sheets : path, DataFrame, list of them, or mapping
        A sheet, a corpus folder beside which or in which sheets are, or what :func:`find_sheets` finds.
    reference : str or list of str, optional
        The reader whose answers count, where several read; see :func:`estimate`.

    Returns
    -------
    DataFrame
        The table; with a sheet, for each corrected column ``c`` the columns c_corrected, c_low, c_high (95 % interval
        of these texts), and n_read (rows of the sheet that were read of the group); NaN for groups of which fewer than
        ten were read. ``attrs["errors"]`` says in words what is known of its errors.

    Warns
    -----
    UncorrectedWarning
        If a sheet cannot be used, with the reason: it is of other labels, nobody has filled it in, several people have.
        The caption says it, too.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee of the so-called “deal”."]))
    >>> sheet = tk.gold.sample(labels, "quotes").assign(verdict="right")
    >>> shares = tk.gold.correct_counts(tk.speaker_share(labels), labels, {"quotes": sheet})
    >>> shares[["speaker", "n_words", "n_words_corrected"]].values.tolist()
    [['Ann Lee', 3, 3.0], [nan, 0, nan]]
    >>> tk.gold.correct_counts(tk.speaker_share(labels), labels, {}).attrs["errors"][:46]
    'From the labels alone. Measured on other texts'
    """
    if not isinstance(labels, Labels | LabelsOnDisk):
        raise OptionError("Labels come second, sheets third: correct_counts(table, labels, 'to-read.csv').")
    if not isinstance(sheets, Mapping):
        folder = isinstance(sheets, str | os.PathLike) and os.path.isdir(sheets)
        sheets = find_sheets(sheets) if folder else {read_answers(sheets).attrs["what"]: sheets}
    what = RESTS_ON.get(table.attrs.get("measure", ""), "")
    result, note = table.copy(), ""
    result.attrs = dict(table.attrs)
    if what in sheets:
        loaded = labels.load() if isinstance(labels, LabelsOnDisk) else labels
        result, note = _corrected(result, loaded, sheets[what], what, reference)
    result.attrs[ERRORS] = note or error_note(table, labels)
    return result


def _corrected(
    table: pd.DataFrame, labels: Labels, sheet: Sheets, what: str, reference: str | Iterable[str] | None
) -> tuple[pd.DataFrame, str]:
    """The table with corrected columns, and by what; as it is, and why, if the sheet cannot be used."""
    correctable = CORRECTABLE.get(table.attrs["measure"])
    try:
        answers = reference_answers(sheet, reference)
        if not answers["answered"].any():
            raise OptionError("nobody has filled it in yet.")
        by = _by(table, correctable) if correctable else None
        keys = _known_keys(by, labels, what) if by is not None else None
        reading = read_sample(answers, labels, keys or [])
        if by is not None and keys is not None:
            table = _with_columns(table, reading, correctable, by, keys)
        return table, _say_corrected(table, reading, sheet, correctable)
    except TextkitError as error:
        unused = f"The sheet {_names(sheet)} was not used: {error}"
        _warn(unused)
        return table, f"{error_note(table, labels)} {unused}"


def _by(table: pd.DataFrame, correctable: Correctable) -> list[str] | None:
    """The columns that name the rows of the table; None if it has lost one."""
    keys = list(dict.fromkeys([*as_list(table.attrs.get("parameters", {}).get("by")), *correctable.keys]))
    return keys if set(keys) <= set(table) else None


def _known_keys(by: Sequence[str], labels: Labels, what: str) -> list[str] | None:
    """What the sample calls the columns of ``by``; None if it does not have one."""
    names = [RENAMED.get(what, {}).get(key, key) for key in by]
    try:
        return name_keys(names, labels, table=QUESTIONS[what].table, measure="estimate")
    except MissingColumnError:
        return None


def _with_columns(
    table: pd.DataFrame, reading: Reading, correctable: Correctable, by: Sequence[str], keys: list[str]
) -> pd.DataFrame:
    rows, found = _groups(table[list(by)]), pd.DataFrame(index=table.index)
    for column, measure in correctable.columns.items():
        if column not in table or (measure == "share" and not keys):
            continue
        estimates = estimates_of(reading, measure, keys)
        places = pd.Series(range(len(estimates)), _groups(estimates[keys])).to_dict()
        placed = estimates.reindex([places.get(row, -1) for row in rows])
        if correctable.n:  # a mean of other units than the sample's
            placed = placed.astype({"n_read": float})
            placed.loc[(placed["n_units"].to_numpy() != table[correctable.n].to_numpy()), [*ENDINGS, "n_read"]] = np.nan
        for ending in ENDINGS:
            found[f"{column}_{ending}"] = placed[ending].to_numpy(dtype=float)
        found["n_read"] = placed["n_read"].to_numpy(dtype=float)
    for column, (counted, per, unit) in correctable.rates.items():
        for ending in ENDINGS:
            found[f"{column}_{ending}"] = unit * found[f"{counted}_{ending}"] / table[per].where(table[per] > 0)
    result = table.assign(**{name: found[name] for name in sorted(found, key=lambda name: name == "n_read")})
    result.attrs = dict(table.attrs)
    return result


def _groups(keys: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows as values that compare across tables; unknown is ""."""
    return [
        tuple("" if pd.isna(v) or v == WRITER else str(v) for v in row)
        for row in keys.itertuples(index=False, name=None)
    ]


def _say_corrected(table: pd.DataFrame, reading: Reading, sheet: Sheets, correctable: Correctable | None) -> str:
    first = next(iter(correctable.columns)) if correctable else ""
    known = table.loc[table[first] != 0, f"{first}_corrected"].notna() if f"{first}_corrected" in table else pd.Series()
    n, rest = len(known), int((~known).sum())
    read = f"{len(reading.at):,} places that were read in these texts ({_names(sheet)})"
    if not known.any():
        few = f": of no group {LEAST} places were read" if n and table["n_read"].notna().any() else ""
        return f"From the labels alone{few}. {_say_whole(reading)}, by {read}."
    left = f" {rest:,} of {n:,} groups have none: fewer than {LEAST} of their places were read." if rest else ""
    return f"Diamonds: corrected for errors of the labels by {read}, with 95 % intervals for these texts.{left}"


def _say_whole(reading: Reading) -> str:
    measure, form = (reading.question.measures[0], ".2f") if reading.question.rated else ("count", ",.0f")
    row = estimates_of(reading, measure, []).iloc[0]
    said = f"In all, the {measure} of {reading.what} is {row['naive']:{form}} by the labels, corrected "
    said += f"{row['corrected']:{form}} ({row['low']:{form}} to {row['high']:{form}})"
    for right in [] if reading.question.rated else estimates_of(reading, "precision", []).itertuples():
        said += f"; {right.corrected:.0%} of the labels are right ({right.low:.0%} to {right.high:.0%})"
    return said


def _names(sheet: Sheets) -> str:
    parts = sheet.values() if isinstance(sheet, Mapping) else sheet if isinstance(sheet, list | tuple) else [sheet]
    return ", ".join(Path(part).name if isinstance(part, str | os.PathLike) else "a table" for part in parts)


def _warn(message: str) -> None:
    warnings.warn(f"{message} Figures show what the labels alone say.", UncorrectedWarning, stacklevel=5)
