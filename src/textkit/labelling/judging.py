"""Another judge of the candidates for analogies: a function, or a table of decisions that somebody made.

The labeller's own judge comes first, so that there are candidates to decide on. Where a decision differs from its own,
the document's analogies are worked out again: what is accepted now has tenor, vehicle and stance.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.analogies.detection import Verdict
from textkit.labelling.document import Resources, label_doc, own_stop_words, read_text
from textkit.labelling.labels import Labels
from textkit.language.vocabulary import Vocabulary
from textkit.schema import TABLES, build_table, require_columns

__all__ = ["Judge", "candidates_of", "judge_analogies"]

Decisions = dict[str, dict[tuple[int, int], Verdict]]  # by document, and the place of the cue
Judge = Callable[[pd.DataFrame], Any] | pd.DataFrame
PLACE = ["doc_id", "cue_start", "cue_end"]
EVEN = 0.5  # a higher probability accepts
REASONS = MappingProxyType({True: "accepted by another judge", False: "refused by another judge"})


def candidates_of(labels: Labels) -> pd.DataFrame:
    """What a judge is given: the table ``analogies`` and, behind its columns, the sentence of each cue.

    Examples
    --------
    >>> import textkit as tk
    >>> candidates_of(tk.label(tk.read_corpus(["It rained. I like it."])))[["cue", "sentence"]].values.tolist()
    [['like', 'I like it.']]
    """
    texts = dict(zip(labels.documents["doc_id"], labels.documents["text"], strict=True))
    spans = labels.sentences[["doc_id", "start", "end"]].astype({"doc_id": "str", "start": "int64"})
    cues = labels.analogies[["doc_id", "cue_start"]].astype({"doc_id": "str", "cue_start": "int64"})
    cues = cues.assign(row=range(len(cues))).sort_values("cue_start", kind="stable")
    placed = pd.merge_asof(cues, spans.sort_values("start"), left_on="cue_start", right_on="start", by="doc_id")
    placed = placed.sort_values("row")
    spans = placed[["doc_id", "start", "end"]].itertuples(index=False)
    sentences = [texts[doc_id][int(start) : int(end)] for doc_id, start, end in spans]
    return labels.analogies.assign(sentence=pd.array(sentences, dtype="str"))


def judge_analogies(labels: Labels, judge: Judge, resources: Resources) -> Labels:
    """Labels whose candidates are accepted or refused by ``judge``; see :func:`textkit.label`.

    Of two candidates of which one is part of the other still only one is accepted, so that each analogy counts once.

    Raises
    ------
    OptionError
        If the labels lack analogies or sentences, or the decisions do not fit the candidates.
    """
    if not {"analogies", "sentences"} <= set(labels.provenance["tables"].split(", ")):
        raise OptionError("judge needs the tables analogies and sentences: leave tables out, or name both of them.")
    candidates = candidates_of(labels)
    decided = _decisions(candidates, judge)
    name = f"a table of {len(judge):,} decisions" if isinstance(judge, pd.DataFrame) else _name_of(judge)
    parts = [labels.analogies[~labels.analogies["doc_id"].isin(decided)], *_described(labels, decided, resources)]
    order = pd.Index(labels.documents["doc_id"])
    joined = pd.concat(parts, ignore_index=True)
    joined = joined.iloc[np.argsort(order.get_indexer_for(joined["doc_id"]), kind="stable")].reset_index(drop=True)
    n = sum(map(len, decided.values()))
    note = {"judge of analogies": f"{name}, for {n:,} of {len(candidates):,} candidates"}
    provenance = MappingProxyType(dict(labels.provenance) | note)
    return replace(labels, analogies=build_table("analogies", joined), provenance=provenance)


def _name_of(judge: Callable) -> str:
    return getattr(judge, "__qualname__", type(judge).__name__)


def _decisions(candidates: pd.DataFrame, judge: Judge) -> Decisions:
    """The decision on each candidate, by its place; those that a table does not have keep the labeller's own."""
    if not isinstance(judge, pd.DataFrame):
        answers = judge(candidates.copy())
        judge = _as_table(answers, candidates, _name_of(judge))
    require_columns(judge, [*PLACE, "accepted"], table="judge")
    known = set(candidates[PLACE].itertuples(index=False, name=None))
    decided: Decisions = {}
    for doc_id, start, end, answer in judge[[*PLACE, "accepted"]].itertuples(index=False, name=None):
        place = (str(doc_id), _whole(start), _whole(end))
        if place not in known:
            raise OptionError(
                f"The judge decides on {place[0]!r}, {place[1]}-{place[2]}, where no candidate has its cue. "
                "Take doc_id, cue_start and cue_end from the table analogies of the same corpus."
            )
        decided.setdefault(place[0], {})[place[1:]] = _verdict(answer)
    return decided


def _as_table(answers: Any, candidates: pd.DataFrame, name: str) -> pd.DataFrame:
    """A function's answers, one for each candidate in their order, as a table of decisions."""
    if isinstance(answers, pd.DataFrame):
        return answers
    values = list(answers) if isinstance(answers, Sequence | np.ndarray | pd.Series) else None
    if values is None or len(values) != len(candidates):
        found = type(answers).__name__ if values is None else f"{len(values):,}"
        raise OptionError(
            f"{name} must answer for each of the {len(candidates):,} candidates, in their order: True, False or a "
            f"probability; it returned {found}."
        )
    return candidates[PLACE].assign(accepted=values)


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return -1


def _verdict(answer: Any) -> Verdict:
    """True, False or a probability as a verdict."""
    try:
        chance = float(answer)
    except (TypeError, ValueError):
        chance = float("nan")
    if not 0 <= chance <= 1:
        raise OptionError(f"A judge decides with True, False or a probability from 0 to 1, not {answer!r}.")
    return Verdict(chance > EVEN, REASONS[chance > EVEN], chance)


def _described(labels: Labels, decided: Decisions, resources: Resources) -> list[pd.DataFrame]:
    """The analogies of the documents with decisions, worked out again."""
    vocabulary, made = Vocabulary(own_stop_words(resources)), []
    documents = labels.documents[labels.documents["doc_id"].isin(decided)]
    for row in documents.itertuples(index=False):
        date, speaker = (getattr(row, name, None) for name in ("date", "known_speaker"))
        date = None if pd.isna(date) else str(date)[:10]
        doc = read_text(row.text, date=date, resources=resources, vocabulary=vocabulary)
        speaker = None if pd.isna(speaker) else str(speaker)
        found = label_doc(
            doc, speaker=speaker, resources=resources, tables=("analogies",), verdicts=decided[row.doc_id]
        )
        columns = found.tables["analogies"]
        columns["doc_id"] = [row.doc_id] * len(columns["start"])
        made.append(build_table("analogies", {c.name: columns[c.name] for c in TABLES["analogies"]}))
    return made
