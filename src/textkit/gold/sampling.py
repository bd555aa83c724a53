"""A random sample of a corpus to be read, drawn so that counts can be corrected with it.

It is drawn from every place that could have a label, whether the program gave it one or not: only then does a sample
tell what was missed. The places are sorted by label and probability and cut into strata of equal uncertainty: half by
√(p(1 − p)), the standard deviation of a label of that probability (Neyman 1934), half by number, so that the design
does not rest on the program's probabilities alone. Rows are drawn at random within strata and stand in turn, one of
each stratum, so that the first rows of a sheet are a stratified sample as well.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from textkit.checks import need_number, need_share
from textkit.errors import OptionError, say_near
from textkit.gold.spreadsheets import shown_in_context, write_sheet
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.labelling.relabelling import targets_of
from textkit.labelling.voices import QUOTED_KINDS
from textkit.language.paragraphs import find_paragraphs
from textkit.language.quotation_marks import find_segments
from textkit.measure.calls import name_keys

__all__ = [
    "NOTHING",
    "PLACE",
    "QUESTIONS",
    "Question",
    "cut_strata",
    "draw_order",
    "find_units",
    "question_of",
    "sample",
    "units_of",
]

NOTHING = "none"  # kind of a place that has no label
UNSURE = 0.5  # probability where the labels tell none
ACCEPTED, REFUSED = 0.8, 0.1  # probability of an analogy, of labels that tell only whether it was accepted
MOST_STRATA = 5  # in each group; more gain little
LEAST_ROWS = 8  # of a stratum in a whole sheet, so that half a sheet has enough of each
SURE = 0.02  # no label is taken to be surer
PLACE = ["doc_id", "start", "end"]
COLUMNS = [*PLACE, "kind", "positive", "probability", "n_words"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a unit, and what can be estimated from the answers.

    Attributes
    ----------
    table : the table of the labels
    shown : names of the columns that a reader sees
    answers : names of the columns that a reader fills in
    told : what an answer tells of a unit besides yes or no; one may group by it
    measures : what can be estimated; the first is the default
    """

    table: str
    shown: tuple[str, ...]
    answers: tuple[str, ...]
    told: tuple[str, ...]
    measures: tuple[str, ...]
    units: Callable[[Labels], pd.DataFrame]

    @property
    def rated(self) -> bool:
        """Whether the answer is a rating."""
        return self.answers == ("rating",)


def question_of(what: str) -> Question:
    """The question of that name; OptionError for an unknown one."""
    if what not in QUESTIONS:
        raise OptionError(f"{what!r} is not a sample; {say_near(what, QUESTIONS)}")
    return QUESTIONS[what]


def find_units(labels: Labels, what: str) -> pd.DataFrame:
    """Every unit of the corpus with its label.

    Returns
    -------
    DataFrame
        doc_id, start, end, kind ("none" without a label), positive (it has one), probability (that it should, by the
        program), n_words (1 where units are counted only), and what belongs to the question: part (of its utterance),
        speaker, stance, tenor, vehicle, cue, voice, target, holder, mention, polarity. In the order of the texts, each
        place once.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee of the so-called “deal”."]))
    >>> find_units(labels, "quotes")[["kind", "speaker", "positive", "n_words"]].values.tolist()
    [['direct', 'Ann Lee', True, 3], ['scare', nan, False, 1]]
    """
    units = question_of(what).units(labels)
    order = {doc_id: n for n, doc_id in enumerate(labels.documents["doc_id"])}
    units = units.assign(doc_id=units["doc_id"].astype("str"), _n=units["doc_id"].map(order).astype("int64"))
    units = units.sort_values(["_n", "start", "end", "positive"], ascending=[True, True, True, False], kind="stable")
    return units.drop(columns="_n").drop_duplicates(PLACE).reset_index(drop=True)


def units_of(labels: Labels, what: str, keys: list[str]) -> pd.DataFrame:
    """The units with the document fields among ``keys``; OptionError if the labels do not have any."""
    units = join_fields(find_units(labels, what), labels.documents, keys, table=what)
    if not len(units):
        raise OptionError(f"There is nothing to read: the labels have no {what}.")
    return units


def _quotes(labels: Labels) -> pd.DataFrame:
    """Quotations and words in scare quotes, and what else stands between quotation marks."""
    rows = labels.quotes[labels.quotes["kind"] != "indirect"]
    positive = rows["kind"].isin(QUOTED_KINDS).to_numpy(dtype=bool)
    sure = rows["confidence"].fillna(UNSURE).to_numpy(dtype=float)
    rows = rows.assign(positive=positive, probability=np.where(positive, sure, 1 - sure))
    known = {doc_id: (part["start"].to_numpy(), part["end"].to_numpy()) for doc_id, part in rows.groupby("doc_id")}
    others = [
        (doc_id, start, end)
        for doc_id, text in zip(labels.documents["doc_id"], labels.documents["text"], strict=True)
        for start, end in _unlabelled(text, *known.get(doc_id, (np.array([]), np.array([]))))
    ]
    rest = pd.DataFrame(others, columns=PLACE).assign(kind=NOTHING, positive=False, probability=UNSURE)
    pieces = rows.assign(part=positive).groupby(["doc_id", "utterance_id"])["part"].transform("sum").clip(lower=1)
    columns = [*COLUMNS[:-1], "speaker", "cue", "part"]
    both = [
        rows.assign(part=1 / pieces)[columns].astype({"kind": "str"}),
        rest.assign(part=1.0).reindex(columns=columns),
    ]
    units = pd.concat(both, ignore_index=True)
    return units.assign(n_words=_count_words(labels, units), positive=units["positive"].astype(bool))


def _unlabelled(text: str, starts: np.ndarray, ends: np.ndarray) -> list[tuple[int, int]]:
    """What stands between marks and overlaps no row of the labels."""
    segments = [(s.start, s.end) for s in find_segments(text, find_paragraphs(text)) if s.end > s.start]
    return [(a, b) for a, b in segments if not ((starts < b) & (ends > a)).any()]


def _count_words(labels: Labels, units: pd.DataFrame) -> np.ndarray:
    """Words of each unit, at least 1."""
    words = labels.tokens[labels.tokens["kind"] == "word"]
    starts = {doc_id: np.sort(part.to_numpy()) for doc_id, part in words.groupby("doc_id", observed=True)["start"]}
    counts = [
        int(np.diff(np.searchsorted(starts[doc_id], [start, end])).item()) if doc_id in starts else 0
        for doc_id, start, end in zip(units["doc_id"], units["start"], units["end"], strict=True)
    ]
    return np.maximum(counts, 1).astype("int64")


def _reported(labels: Labels) -> pd.DataFrame:
    """Every sentence, with the first thing that it reports in other words than a speaker's."""
    found = labels.quotes[labels.quotes["kind"] == "indirect"].sort_values("start", kind="stable")
    units = labels.sentences[PLACE].reset_index(drop=True)
    starts = units.reset_index(names="_at").sort_values("start", kind="stable")[["doc_id", "start", "_at"]]
    placed = pd.merge_asof(found[["doc_id", "start", "confidence", "speaker", "cue"]], starts, on="start", by="doc_id")
    first = placed.dropna(subset="_at").drop_duplicates("_at").set_index("_at").drop(columns=["doc_id", "start"])
    there, units = units.index.isin(first.index), units.join(first)
    sure = units.pop("confidence").fillna(UNSURE)
    return units.assign(
        kind=np.where(there, "indirect", NOTHING),
        positive=there,
        probability=np.where(there, sure, REFUSED).astype(float),
        n_words=1,
    )


def _analogies(labels: Labels) -> pd.DataFrame:
    """Every candidate, accepted or refused; its place is that of the words that draw the likeness."""
    rows = labels.analogies
    place = {name: rows[f"cue_{name}"].fillna(rows[name]).astype("int64") for name in ("start", "end")}
    accepted = rows["accepted"].to_numpy(dtype=bool)
    probability = np.where(accepted, ACCEPTED, REFUSED)
    if "probability" in rows:
        probability = rows["probability"].astype("float64").fillna(pd.Series(probability, rows.index)).to_numpy()
    kind = rows["kind"].astype("str")
    return rows.assign(
        **place,
        candidate=kind,
        kind=kind.where(accepted, NOTHING),
        stance=rows["stance"].astype(object).where(accepted, None),
        positive=accepted,
        probability=probability,
        n_words=1,
    )[[*COLUMNS, "candidate", "stance", "speaker", "cue", "tenor", "vehicle"]]


def _tone(labels: Labels) -> pd.DataFrame:
    """Every sentence that has words to judge."""
    rows = labels.sentences[labels.sentences["polarity"].notna()]
    return _rated(rows, ["voice", "speaker"])


def _targets(labels: Labels) -> pd.DataFrame:
    """Every mention of a person or organisation."""
    return _rated(targets_of(labels), ["target", "mention", "voice", "holder"])


def _rated(rows: pd.DataFrame, more: list[str]) -> pd.DataFrame:
    return rows.assign(kind=NOTHING, positive=True, probability=UNSURE, n_words=1)[[*COLUMNS, *more, "polarity"]]


SPEECH = ("correct_kind", "correct_speaker")
RATED = ("mean", "negative", "positive")
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "quotes": Question(
            "quotes",
            ("kind", "speaker", "cue"),
            ("verdict", *SPEECH),
            ("speaker",),
            ("count", "words", "share", "per_10k_words", "utterances", "precision"),
            _quotes,
        ),
        "reported": Question(
            "quotes",
            ("kind", "speaker", "cue"),
            ("verdict", *SPEECH),
            ("speaker",),
            ("count", "share", "per_10k_words", "precision"),
            _reported,
        ),
        "analogies": Question(
            "analogies",
            ("kind", "stance", "candidate", "tenor", "vehicle"),
            ("verdict", "correct_kind", "correct_stance"),
            ("kind", "stance"),
            ("per_10k_words", "count", "share", "precision"),
            _analogies,
        ),
        "tone": Question("sentences", (), ("rating",), (), RATED, _tone),
        "targets": Question("targets", ("target", "mention"), ("rating",), (), RATED, _targets),
    }
)


def sample(
    labels: Labels | LabelsOnDisk,
    what: str,
    n: int = 100,
    *,
    path: str | os.PathLike[str] | None = None,
    by: str | Iterable[str] | None = None,
    seed: int = 0,
    second_reader: float = 0.1,
) -> pd.DataFrame:
    """Draw a sample of a corpus to be read, for :func:`estimate` to correct counts with.

    A reader fills it in from the top. Reading may stop anywhere: the first rows are a sample of their own, of fewer
    rows. What cannot be decided is left blank; rows left blank between others count as not drawn, so leave few.

    ==========  ====================================================  ==============================================
    ``what``    drawn from                                            to be filled in
    ==========  ====================================================  ==============================================
    quotes      what stands between quotation marks, and block        ``verdict``: right or wrong (are ``kind`` and
                quotations                                            ``speaker`` right?); where wrong,
                                                                      ``correct_kind`` (none = nobody's words) or
                                                                      ``correct_speaker`` (unknown = cannot be told)
    reported    sentences: does one report something in other         the same; ``correct_kind`` is indirect or none
                words than the speaker's?
    analogies   candidates, accepted and refused (an analogy that     ``verdict``; where wrong, ``correct_kind`` (none
                no cue announces is not among them)                   = no analogy) or ``correct_stance``
    tone        sentences                                             ``rating``: -2 clearly negative … 2 clearly
                                                                      positive
    targets     mentions of persons and organisations                 ``rating`` of the attitude towards the target
    ==========  ====================================================  ==============================================

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    what : {"quotes", "reported", "analogies", "tone", "targets"}
    n : int
        Rows drawn, or all there are. :func:`plan` tells how many are needed. From 40 on (times the groups of ``by``), a
        larger sheet with the same seed begins with the rows of the smaller one.
    path : path, optional
        Where to write the sheet: .csv or .xlsx (with openpyxl). A file that somebody changed is never overwritten.
    by : str or list of str, optional
        Document fields or columns of the units: rows are shared out evenly over their groups, so that each can be
        estimated. Without it, rows fall on groups by their size.
    seed : int
        The same labels and seed give the same sheet.
    second_reader : float
        Share of the rows, spread over the sheet, that a second reader shall read too (``second`` is yes), 0 to 1; see
        :func:`compare_readers`.

    Returns
    -------
    DataFrame
        key, order (of reading), doc_id, start, end, before, text, after, what the labels say, the empty columns to be
        filled in, comment, reader, second, stratum, stratum_size (units of the corpus in the stratum), inclusion (the
        probability with which the row was drawn, if the whole sheet is read).

    Raises
    ------
    OptionError
        For an unknown sample, an ``n`` too small for the groups, or nothing to draw from.
    OutputError
        If a file is in the way.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It rained. “We shall see,” Ann Lee said. The so-called “deal” is off."]))
    >>> sheet = tk.gold.sample(labels, "quotes").sort_values("start")
    >>> sheet[["text", "kind", "speaker", "verdict", "inclusion"]].values.tolist()
    [['We shall see,', 'direct', 'Ann Lee', '', 1.0], ['deal', 'scare', nan, '', 1.0]]
    """
    question = question_of(what)
    labels = in_memory(labels, "sample")
    n, share = need_number(n, "n", least=1), need_share(second_reader, "second_reader", ends=True)
    keys = name_keys(by, labels, table=question.table, measure="estimate")
    drawn = _draw(units_of(labels, what, keys), keys, n, need_number(seed, "seed", least=0))
    sheet = _in_context(drawn, labels, what, question)
    place = np.arange(1, len(sheet) + 1)
    second = np.floor(place * share + 1e-9) > np.floor((place - 1) * share + 1e-9)
    sheet = sheet.assign(second=np.where(second, "yes", ""))
    for name in ("stratum", "stratum_size", "inclusion"):
        sheet[name] = drawn[name].array
    if path is not None:
        write_sheet(sheet, Path(path))
    return sheet


def _draw(units: pd.DataFrame, keys: list[str], n: int, seed: int) -> pd.DataFrame:
    """``n`` units in the order of reading, with stratum, stratum_size and inclusion."""
    groups = np.zeros(len(units), dtype=int)
    if keys:
        groups = units.groupby(keys, dropna=False, sort=False, observed=True).ngroup().to_numpy()
    n_groups = int(groups.max()) + 1
    if n < 2 * n_groups and n < len(units):
        raise OptionError(f"n={n} rows are too few for {n_groups} groups of {', '.join(keys)}; raise n or group less.")
    strata = cut_strata(units, groups, max(1, min(MOST_STRATA, n // (LEAST_ROWS * n_groups))))
    order = draw_order(strata, np.random.default_rng(seed))[:n]
    sizes, read = np.bincount(strata), np.bincount(strata[order], minlength=int(strata.max()) + 1)
    codes = strata[order]
    design = {"stratum": codes + 1, "stratum_size": sizes[codes], "inclusion": read[codes] / sizes[codes]}
    return units.iloc[order].reset_index(drop=True).assign(**design)


def cut_strata(units: pd.DataFrame, groups: np.ndarray, n_strata: int) -> np.ndarray:
    """The stratum of each unit: at most ``n_strata`` of equal uncertainty in each group, numbered from 0.

    Examples
    --------
    >>> units = pd.DataFrame({"positive": [True] * 4, "probability": [0.5, 0.99, 0.9, 0.98]})
    >>> cut_strata(units, np.zeros(4, dtype=int), 2).tolist()
    [0, 1, 0, 1]
    """
    chance = units["probability"].to_numpy(dtype=float).clip(SURE, 1 - SURE)
    deviation = np.sqrt(chance * (1 - chance))
    size = deviation / deviation.mean() + 1
    tone = units["polarity"].to_numpy(dtype=float) if "polarity" in units else chance
    order = np.lexsort((tone, units["positive"].to_numpy(dtype=bool), groups))
    group, size = groups[order], size[order]
    ends = np.cumsum(size)
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    before = np.r_[0.0, ends][first][group - group[0]] if len(first) > 1 else 0.0
    whole = np.bincount(group, size)[group]
    part = np.floor((ends - size / 2 - before) / whole * n_strata).clip(0, n_strata - 1).astype(int)
    strata = np.empty(len(units), dtype=int)
    strata[order] = np.unique(group * n_strata + part, return_inverse=True)[1]
    return strata


def draw_order(strata: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All units at random within strata, one of each stratum in turn (the strata in random order).

    Examples
    --------
    >>> strata = np.array([0, 0, 0, 1, 1])
    >>> strata[draw_order(strata, np.random.default_rng(0))].tolist()
    [0, 1, 0, 1, 0]
    """
    shuffled = rng.permutation(len(strata))
    turn = pd.Series(strata[shuffled]).groupby(strata[shuffled]).cumcount().to_numpy()
    rank = rng.permutation(int(strata.max()) + 1)
    return shuffled[np.lexsort((rank[strata[shuffled]], turn))]


def _in_context(rows: pd.DataFrame, labels: Labels, what: str, question: Question) -> pd.DataFrame:
    sheet = pd.DataFrame({"key": [f"{what}:{d}#{a}-{b}" for d, a, b in rows[PLACE].itertuples(index=False)]})
    sheet["order"] = np.arange(1, len(rows) + 1)
    sheet[PLACE] = rows[PLACE]
    sheet = sheet.assign(**shown_in_context(sheet, labels.documents.set_index("doc_id")["text"]))
    for name in question.shown:
        sheet[name] = rows[name].array
    return sheet.assign(**dict.fromkeys((*question.answers, "comment", "reader"), ""))
