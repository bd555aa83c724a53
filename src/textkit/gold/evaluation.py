"""Accuracy of labels: found against gold, document by document, with intervals over documents."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.gold.answers import NOT_SPEECH, places_of
from textkit.gold.readings import Gold, f_score, match_spans
from textkit.gold.sampling import QUESTIONS
from textkit.gold.sheets import NONE, UNKNOWN
from textkit.gold.spreadsheets import open_sheet
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.voices import QUOTED_KINDS
from textkit.measure.calls import measure
from textkit.measure.formulas import document_weights, interval
from textkit.measure.polarity import BAND
from textkit.measure.speakers import attributed

__all__ = ["evaluate", "evaluate_polarity", "fill_from_gold", "gold_errors", "rated_sentences", "reader_agreement"]

CONTEXT = 60  # characters shown on either side of an error


@dataclass(frozen=True)
class _Task:
    """A kind of span to compare: rows of gold and of the labels, where they stand, and when a pair is right."""

    labeller: str
    figure: str
    gold: pd.DataFrame
    found: pd.DataFrame
    right: Callable[[pd.Series, pd.Series], bool] = lambda gold, found: True


def _tasks(quotes: pd.DataFrame, analogies: pd.DataFrame, gold: Gold) -> Iterator[_Task]:
    wanted, likened = gold.quotations, gold.analogies
    if "accepted" in likened:  # gold from an annotation tool keeps the candidates that were refused
        likened = likened[likened.accepted]
    for figure, kinds in (
        ("quoted speech", QUOTED_KINDS),
        ("reported speech", ("indirect",)),
        ("scare quotes", ("scare",)),
    ):
        pair = tuple(attributed(rows[rows.kind.isin(kinds)]) for rows in (wanted, quotes))
        yield _Task("quotations", figure, *pair)
        if "scare" not in kinds:
            yield _Task("quotations", f"{figure}, right speaker", *pair, right=same_speaker)
    yield _Task("analogies", "all kinds", likened, analogies)
    for kind in ("simile", "comparison", "historical", "antonomasia"):
        yield _Task("analogies", kind, likened[likened.kind == kind], analogies[analogies.kind == kind])
    yield _Task("analogies", "all kinds, right kind", likened, analogies, right=lambda g, f: g.kind == f.kind)
    yield _Task("analogies", "all kinds, right stance", likened, analogies, right=lambda g, f: g.stance == f.stance)


def _label_tasks(labels: Labels, gold: Gold) -> Iterator[_Task]:
    return _tasks(labels.quotes, labels.analogies[labels.analogies.accepted], gold)


def same_speaker(gold: pd.Series, found: pd.Series) -> bool:
    """True if two rows name the same source: both none, equal names, or a name and a part of it ("Trump")."""
    if pd.isna(gold.speaker) or pd.isna(found.speaker):
        return bool(pd.isna(gold.speaker) and pd.isna(found.speaker))
    short, long = sorted((_name(gold.speaker), _name(found.speaker)), key=len)
    return f" {short} " in f" {long} "


def _name(speaker: str) -> str:
    words = re.findall(r"[^\W_]+", speaker.casefold().replace("’s", "s").replace("'s", "s"))
    return " ".join(word for word in words if word not in ("the", "a", "some"))


def _pairs(task: _Task) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame, list[tuple[int, int]]]]:
    """Per document: gold rows, found rows, and which belong together."""
    for doc_id in sorted({*task.gold.doc_id, *task.found.doc_id}):
        gold, found = task.gold[task.gold.doc_id == doc_id], task.found[task.found.doc_id == doc_id]
        yield doc_id, gold, found, _match(gold, found)


def _match(gold: pd.DataFrame, found: pd.DataFrame) -> list[tuple[int, int]]:
    """By span; analogies by cue, the others by span: of "the next Nixon" one reader marks "next", another "Nixon"."""
    spans = [list(zip(rows.start, rows.end, strict=True)) for rows in (gold, found)]
    if "cue_start" not in gold or "stance" not in gold:
        return match_spans(*spans)
    by_cue = match_spans(*map(_cues, (gold, found)), threshold=0.0)
    rest = [sorted({*range(len(rows))} - {pair[side] for pair in by_cue}) for side, rows in enumerate((gold, found))]
    by_span = match_spans(*([rows[n] for n in left] for rows, left in zip(spans, rest, strict=True)))
    return by_cue + [(rest[0][i], rest[1][j]) for i, j in by_span]


def _cues(rows: pd.DataFrame) -> list[tuple[int, int]]:
    starts, ends = rows.cue_start.fillna(rows.start), rows.cue_end.fillna(rows.end)
    return list(zip(starts, ends, strict=True))


def _compare(tasks: Iterable[_Task], read: set[str]) -> pd.DataFrame:
    """Counts of gold, found and rightly found spans per document, for the documents that were read.

    Columns: labeller, figure, doc_id, n_gold, n_found, n_both.
    """
    rows = [
        (task.labeller, task.figure, doc_id, len(wanted), len(found), _count_right(task, wanted, found, pairs))
        for task in tasks
        for doc_id, wanted, found, pairs in _pairs(task)
        if doc_id in read
    ]
    return pd.DataFrame(rows, columns=["labeller", "figure", "doc_id", "n_gold", "n_found", "n_both"])


def _documents(gold: Gold) -> set[str]:
    return {*gold.quotations.doc_id, *gold.analogies.doc_id}


def _count_right(task: _Task, gold: pd.DataFrame, found: pd.DataFrame, pairs: list[tuple[int, int]]) -> int:
    return sum(task.right(gold.iloc[i], found.iloc[j]) for i, j in pairs)


@measure(reads=("quotes", "analogies"))
def evaluate(labels: Labels | LabelsOnDisk, gold: Gold, *, rounds: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Precision, recall and F1 of each labeller against gold annotations.

    Quotations match if their spans share half of their joint extent; analogies if their cues overlap, and those left if
    their spans do. A figure "right speaker" (kind, stance) counts a find only if that is right too, so it measures the
    work end to end.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
        Labels of the corpus that was annotated; documents without gold annotations are left out.
    gold : Gold
    rounds, seed : int
        Bootstrap over documents.

    Returns
    -------
    DataFrame
        labeller, figure, n_gold, n_found, n_both, precision, recall, f1, f1_low, f1_high (95 % interval).
        Undefined scores are NaN.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Rain is good."]))
    >>> len(tk.gold.evaluate(labels, tk.gold.read_gold(".")))
    0
    """
    return _score_all(_compare(_label_tasks(labels, gold), _documents(gold)), rounds=rounds, seed=seed)


@measure
def reader_agreement(first: Gold, second: Gold, *, rounds: int = 1000, seed: int = 0) -> pd.DataFrame:
    """How far two independent readers agree on the documents that both read: the ceiling for any labeller.

    Returns
    -------
    DataFrame
        As :func:`evaluate`, with the first reader as gold and the second as found.

    Examples
    --------
    >>> import textkit as tk
    >>> len(tk.gold.reader_agreement(tk.gold.read_gold("."), tk.gold.read_gold(".")))
    0
    """
    both = _documents(first) & _documents(second)
    return _score_all(_compare(_tasks(second.quotations, second.analogies, first), both), rounds=rounds, seed=seed)


def _score_all(counts: pd.DataFrame, *, rounds: int, seed: int) -> pd.DataFrame:
    groups = counts.groupby(["labeller", "figure"], sort=False)
    rows = [(*key, *_scores(part, rounds=rounds, seed=seed)) for key, part in groups]
    columns = "labeller figure n_gold n_found n_both precision recall f1 f1_low f1_high"
    return pd.DataFrame(rows, columns=columns.split())


def _scores(part: pd.DataFrame, *, rounds: int, seed: int) -> tuple[float, ...]:
    n_gold, n_found, n_both = (int(part[name].sum()) for name in ("n_gold", "n_found", "n_both"))
    weights = document_weights(len(part), rounds=rounds, seed=seed)
    both, either = weights @ part.n_both.to_numpy(), weights @ (part.n_gold + part.n_found).to_numpy()
    draws = np.divide(2 * both, either, out=np.full(rounds, np.nan), where=either > 0)
    low, high = interval(draws) if len(part) > 1 else (np.nan, np.nan)
    return n_gold, n_found, n_both, *f_score(n_both, n_found, n_gold), float(low), float(high)


@measure(reads=("sentences",))
def evaluate_polarity(labels: Labels | LabelsOnDisk, gold: Gold, *, rounds: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Polarity of sentences against readers' ratings (the mean where two readers rated).

    Returns
    -------
    DataFrame
        figure ("Pearson r", "same sign"), n (sentences), value, low, high (95 % interval, bootstrap over documents).
        "same sign" is the share of sentences put on the same side of ±0.05 (ratings: of 0).

    Examples
    --------
    >>> import textkit as tk
    >>> tk.gold.evaluate_polarity(tk.label(tk.read_corpus(["Rain."])), tk.gold.read_gold(".")).n.tolist()
    [0, 0]
    """
    rated = rated_sentences(labels, gold)
    ids, doc = np.unique(rated.doc_id.to_numpy(dtype=str), return_inverse=True)
    weights = document_weights(len(ids), rounds=rounds, seed=seed)[:, doc] if len(ids) else np.zeros((0, 0))
    human, machine = rated.human.to_numpy(), rated.polarity.to_numpy()
    same = (np.sign(human) == np.where(np.abs(machine) > BAND, np.sign(machine), 0)).astype(float)
    ones = np.ones(len(rated))
    rows = [
        ("Pearson r", _correlation(human, machine, ones), [_correlation(human, machine, w) for w in weights]),
        ("same sign", _mean(same, ones), [_mean(same, w) for w in weights]),
    ]
    return pd.DataFrame(
        [(figure, len(rated), value, *_ends(draws)) for figure, value, draws in rows],
        columns=["figure", "n", "value", "low", "high"],
    )


@measure(reads=("sentences",))
def rated_sentences(labels: Labels | LabelsOnDisk, gold: Gold) -> pd.DataFrame:
    """Rated sentences with the polarity that textkit gives them.

    Returns
    -------
    DataFrame
        doc_id, start, end, text, human (−2…2), polarity (−1…1).

    Examples
    --------
    >>> import textkit as tk
    >>> list(tk.gold.rated_sentences(tk.label(tk.read_corpus(["Rain."])), tk.gold.read_gold(".")))
    ['doc_id', 'start', 'end', 'text', 'human', 'polarity']
    """
    rated = gold.polarity.assign(
        human=gold.polarity.reindex(columns=["rating", "second_rating"]).astype(float).mean(axis=1)
    )
    rated = rated.astype({"doc_id": "str", "start": "int64"})
    scored = labels.sentences[["doc_id", "start", "polarity"]].astype({"doc_id": "str", "start": "int64"})
    return rated.merge(scored, on=["doc_id", "start"])[["doc_id", "start", "end", "text", "human", "polarity"]]


def _correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    if weights.sum() < 3:
        return float("nan")
    x, y = x - np.average(x, weights=weights), y - np.average(y, weights=weights)
    spread = np.sqrt((weights * x * x).sum() * (weights * y * y).sum())
    return float((weights * x * y).sum() / spread) if spread > 0 else float("nan")


def _mean(x: np.ndarray, weights: np.ndarray) -> float:
    return float(np.average(x, weights=weights)) if weights.sum() else float("nan")


def _ends(draws: list[float]) -> tuple[float, float]:
    low, high = interval(np.array(draws)) if len(draws) else (np.nan, np.nan)
    return float(low), float(high)


@measure(reads=("quotes", "analogies"))
def gold_errors(labels: Labels | LabelsOnDisk, gold: Gold) -> pd.DataFrame:
    """Every span that textkit missed, invented or mislabelled, in its context.

    Returns
    -------
    DataFrame
        labeller, figure, error (missed, invented, wrong), doc_id, start, end, expected, found, context. ``expected``
        and ``found`` are speaker or kind for wrong ones.

    Examples
    --------
    >>> import textkit as tk
    >>> len(tk.gold.gold_errors(tk.label(tk.read_corpus(["Rain."])), tk.gold.read_gold(".")))
    0
    """
    texts = labels.documents.set_index("doc_id").text.to_dict()
    rows = [row for task in _label_tasks(labels, gold) if _is_main(task) for row in _task_errors(task, texts)]
    columns = ["labeller", "figure", "error", "doc_id", "start", "end", "expected", "found", "context"]
    return pd.DataFrame(rows, columns=columns)


def _is_main(task: _Task) -> bool:
    return task.figure.endswith("right speaker") or task.figure in ("scare quotes", "all kinds, right kind")


def _task_errors(task: _Task, texts: dict[str, str]) -> Iterator[tuple[object, ...]]:
    column = "speaker" if task.labeller == "quotations" else "kind"
    for doc_id, gold, found, pairs in _pairs(task):
        paired_gold, paired_found = {i for i, _ in pairs}, {j for _, j in pairs}
        wrong = [(gold.iloc[i], found.iloc[j]) for i, j in pairs if not task.right(gold.iloc[i], found.iloc[j])]
        missed = [(row, None) for i, (_, row) in enumerate(gold.iterrows()) if i not in paired_gold]
        invented = [(None, row) for j, (_, row) in enumerate(found.iterrows()) if j not in paired_found]
        for error, pair in [
            *(("wrong", p) for p in wrong),
            *(("missed", p) for p in missed),
            *(("invented", p) for p in invented),
        ]:
            here = pair[0] if pair[0] is not None else pair[1]
            names = [None if row is None else row[column] for row in pair]
            yield (
                task.labeller,
                task.figure,
                error,
                doc_id,
                here.start,
                here.end,
                *names,
                _context(texts, doc_id, here),
            )


def _context(texts: dict[str, str], doc_id: str, row: pd.Series) -> str:
    text, start, end = texts.get(doc_id, ""), int(row.start), int(row.end)
    words = f"{text[max(0, start - CONTEXT) : start]}[{text[start:end]}]{text[end : end + CONTEXT]}"
    return " ".join(words.split())


def fill_from_gold(sheet: pd.DataFrame, gold: Gold) -> pd.DataFrame:
    """Answer a sheet from gold annotations, as their reader would: for texts that were annotated as a whole.

    A quotation is one if a gold quotation covers half of it; a candidate is an analogy if it overlaps the words that
    draw the likeness in a gold analogy (or its span, where those are not told); a sentence has its rating, or the mean
    of two. Rows of documents or sentences that nobody annotated stay blank.

    Parameters
    ----------
    sheet : DataFrame
        As :func:`sample` made it: of quotes, reported, analogies or tone.
    gold : Gold

    Returns
    -------
    DataFrame
        The sheet, filled in.

    Raises
    ------
    OptionError
        For a sheet of targets, of which gold annotations tell nothing.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Rain is good."]))
    >>> tk.gold.fill_from_gold(tk.gold.sample(labels, "tone"), tk.gold.read_gold(".")).rating.tolist()
    ['']
    """
    what, places = places_of(*open_sheet(sheet))
    if what == "targets":
        raise OptionError("Gold annotations have no ratings of targets: read this sheet yourself.")
    table = {"tone": gold.polarity, "analogies": gold.analogies}.get(what, gold.quotations)
    kinds = {"quotes": QUOTED_KINDS, "reported": ("indirect",)}.get(what)
    table = table[table["kind"].isin(kinds)] if kinds else table
    known = {doc_id: (part, *_spans_to_meet(what, part)) for doc_id, part in table.groupby("doc_id")}
    nothing = (table.iloc[:0], np.array([]), np.array([]))
    annotated = {*table["doc_id"]} if what == "tone" else _documents(gold)
    shown = sheet.reindex(columns=["kind", "speaker", "stance"]).to_dict("records")
    filled = [
        _gold_answer(what, row, known.get(doc_id, nothing), start, end) if doc_id in annotated else {}
        for row, doc_id, start, end in zip(shown, *places.values(), strict=True)
    ]
    return sheet.assign(**{name: [row.get(name, "") for row in filled] for name in QUESTIONS[what].answers})


def _spans_to_meet(what: str, gold: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Where the gold rows begin and end: analogies at the words that draw the likeness, if these are told."""
    start, end = gold["start"], gold["end"]
    if what == "analogies":
        start, end = gold["cue_start"].fillna(start), gold["cue_end"].fillna(end)
    return start.to_numpy(dtype="int64"), end.to_numpy(dtype="int64")


def _gold_answer(
    what: str, row: Mapping[str, Any], known: tuple[pd.DataFrame, np.ndarray, np.ndarray], start: int, end: int
) -> dict[str, str]:
    gold, starts, ends = known
    if what in ("tone", "reported"):  # of what is reported, the sentence in which it begins
        met = starts == start if what == "tone" else (starts >= start) & (starts < end)
    else:
        shared = np.minimum(ends, end) - np.maximum(starts, start)
        met = shared > 0 if what == "analogies" else 2 * shared >= end - start
    first = gold.iloc[int(met.argmax())] if met.any() else None
    if what == "tone":
        ratings = [] if first is None else first.reindex(["rating", "second_rating"]).dropna().astype(float)
        return {"rating": f"{np.mean(ratings):g}"} if len(ratings) else {}
    was = row["kind"] not in NOT_SPEECH
    if first is None:
        return {"verdict": "wrong", "correct_kind": NONE} if was else {"verdict": "right"}
    if what == "analogies":
        same = was and first["kind"] == row["kind"] and first["stance"] == row["stance"]
        told = {"correct_kind": first["kind"], "correct_stance": first["stance"]}
    else:
        same = was and same_speaker(first, pd.Series(row))
        told = {"correct_speaker": UNKNOWN if pd.isna(first["speaker"]) else first["speaker"]}
    return {"verdict": "right"} if same else {"verdict": "wrong", **told}
