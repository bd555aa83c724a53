"""Labels made again in part: tone from the tables, and analogies by another judge.

Labels of earlier versions have no passages and targets; a corrected quotation changes both; targets may be asked for.
Another judge of the candidates for analogies is a function, or a table of decisions that somebody made. The labeller's
own judge comes first, so that there are candidates to decide on; where a decision is missing, its own stands.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.analogies.detection import Verdict
from textkit.labelling.document import (
    Columns,
    Resources,
    label_doc,
    own_stop_words,
    read_text,
    span_columns,
    target_columns,
)
from textkit.labelling.labels import Labels
from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.targets import score_spans
from textkit.labelling.voices import assign_voices, cut_passages, score_passages
from textkit.language.doc import Doc, make_doc
from textkit.language.paragraphs import Sentence
from textkit.language.vocabulary import Vocabulary
from textkit.schema import TABLES, build_table, empty_table, require_columns

__all__ = [
    "Judge",
    "candidates_of",
    "judge_analogies",
    "label_spans",
    "passages_of",
    "quotes_by_document",
    "relabel",
    "targets_of",
    "texts_of_passages",
]

_QUOTE = ["utterance_id", "start", "end", "kind", "speaker", "rule"]


class _Read(NamedTuple):
    """A document as it is in the tables; ``sent_ids`` are the numbers of its sentences there."""

    doc_id: str
    doc: Doc
    sent_ids: np.ndarray
    quotes: list[Quote]


def passages_of(labels: Labels) -> pd.DataFrame:
    """The table of passages, labelled now if the labels have none.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It rained. “Never,” she said."]), tables=("sentences", "quotes"))
    >>> passages_of(labels).voice.tolist()
    ['narration', 'narration', 'quotation']
    """
    return _label_passages(labels) if _lacks(labels, "passages") else labels.passages


def targets_of(labels: Labels) -> pd.DataFrame:
    """The table of targets, labelled now if the labels have none."""
    return _label_targets(labels) if _lacks(labels, "targets") else labels.targets


def _lacks(labels: Labels, name: str) -> bool:
    return labels[name].empty and name not in labels.provenance.get("tables", "").split(", ")


def relabel(labels: Labels, doc_ids: Collection[str]) -> dict[str, pd.DataFrame]:
    """The passages and targets of ``labels``, those of the documents ``doc_ids`` labelled from their quotations now.

    Nothing for labels without such tables: these are labelled from the quotations when they are first asked for.
    """
    if _lacks(labels, "passages"):
        return {}
    made = {"passages": _label_passages(labels, doc_ids), "targets": _label_targets(labels, doc_ids)}
    order = pd.Index(labels.documents["doc_id"])
    tables = {}
    for name, new in made.items():
        joined = pd.concat([labels[name][~labels[name]["doc_id"].isin(doc_ids)], new], ignore_index=True)
        places = order.get_indexer_for(joined["doc_id"])
        tables[name] = build_table(name, joined.iloc[np.argsort(places, kind="stable")].reset_index(drop=True))
    return tables


def label_spans(labels: Labels, spans: pd.DataFrame) -> pd.DataFrame:
    """What is said of the spans: those that stand in the words of one voice, each once.

    Those that are among the labelled targets keep their polarity; the others are labelled now.

    Parameters
    ----------
    labels : Labels
    spans : DataFrame
        doc_id, start, end, target.

    Returns
    -------
    DataFrame
        As the table of targets, and ``passage``: the words that the polarity is of.
    """
    spans_of = {
        doc_id: sorted(zip(rows["start"].tolist(), rows["end"].tolist(), rows["target"], strict=True))
        for doc_id, rows in spans.groupby("doc_id", sort=False)
    }
    scores_of = defaultdict(dict)
    for doc_id, start, end, polarity in labels.targets[["doc_id", "start", "end", "polarity"]].itertuples(index=False):
        scores_of[doc_id][start, end] = polarity
    parts = []
    for read in _read_documents(labels, spans_of):
        known = scores_of.get(read.doc_id)
        found = score_spans(read.doc, read.quotes, spans_of[read.doc_id], known=known, texts=True)
        parts.append((read, span_columns(read.doc, found)))
    return _table("targets", parts, "passage")


def texts_of_passages(labels: Labels) -> pd.DataFrame:
    """The words of each passage, those of other voices blanked: doc_id, sent_id, voice, speaker, text.

    Examples
    --------
    >>> import textkit as tk
    >>> texts_of_passages(tk.label(tk.read_corpus(["“Never,” she said."]))).text.tolist()
    ['“      ” she said.', ' Never,           ']
    """
    rows = [
        (read.doc_id, read.sent_ids[sentence], *passage)
        for read in _read_documents(labels)
        for sentence, *passage in cut_passages(read.doc, read.quotes)
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "sent_id", "voice", "speaker", "text"])
    return table.astype({"doc_id": "str", "sent_id": "int32", "speaker": "str", "text": "str"})


def _label_passages(labels: Labels, doc_ids: Collection[str] | None = None) -> pd.DataFrame:
    parts = [
        (read, score_passages(read.doc, assign_voices(read.doc.starts, read.quotes)))
        for read in _read_documents(labels, doc_ids)
    ]
    return _table("passages", parts)


def _label_targets(labels: Labels, doc_ids: Collection[str] | None = None) -> pd.DataFrame:
    names_of = _names_by_document(labels.speakers)
    parts = [
        (read, target_columns(read.doc, read.quotes, names_of.get(read.doc_id, ())))
        for read in _read_documents(labels, doc_ids)
    ]
    return _table("targets", parts)


def _table(name: str, parts: Sequence[tuple[_Read, Columns]], *further: str) -> pd.DataFrame:
    """The columns of the documents as one table, and behind it ``further`` ones."""
    frames = [pd.DataFrame(columns).assign(doc_id=read.doc_id) for read, columns in parts]
    frames = [
        frame.assign(sent_id=read.sent_ids[frame["sent_id"].to_numpy(dtype=int)])
        for (read, _), frame in zip(parts, frames, strict=True)
        if len(frame)
    ]
    if not frames:
        return empty_table(name).reindex(columns=[*(column.name for column in TABLES[name]), *further])
    joined = pd.concat(frames, ignore_index=True)
    return build_table(name, joined[[*(column.name for column in TABLES[name]), *further]])


def _read_documents(labels: Labels, doc_ids: Collection[str] | None = None) -> Iterator[_Read]:
    """The documents (None: all) as their tables have them, in the order of the documents."""
    documents, sentences, quotes = labels.documents, labels.sentences, labels.quotes
    if doc_ids is not None:
        documents, sentences, quotes = (t[t["doc_id"].isin(doc_ids)] for t in (documents, sentences, quotes))
    quotes_of, vocabulary = quotes_by_document(quotes), Vocabulary()
    sentences_of = dict(list(sentences.groupby("doc_id", sort=False)))
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        if doc_id in sentences_of:
            rows = sentences_of[doc_id]
            spans = [Sentence(*span) for span in rows[["start", "end", "par_id"]].itertuples(index=False)]
            doc = make_doc(text, [], spans, vocabulary=vocabulary)
            yield _Read(doc_id, doc, rows["sent_id"].to_numpy(), quotes_of.get(doc_id, []))


def quotes_by_document(quotes: pd.DataFrame) -> dict[str, list[Quote]]:
    """The rows of a table of quotes as the labeller's own quotes, by document.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Never,” said Ann Lee."]))
    >>> [quote.speaker for quote in quotes_by_document(labels.quotes)["text-001"]]
    ['Ann Lee']
    """
    known: dict[str, list[Quote]] = defaultdict(list)
    for doc_id, group, start, end, kind, speaker, rule in quotes[["doc_id", *_QUOTE]].itertuples(index=False):
        known[doc_id].append(Quote(group, start, end, kind, None if pd.isna(speaker) else speaker, rule=rule))
    return known


def _names_by_document(speakers: pd.DataFrame) -> dict[str, list[tuple[str, list[str], str]]]:
    """Speaker, aliases and kind of each speaker, by document."""
    known = defaultdict(list)
    for doc_id, name, aliases, kind in speakers[["doc_id", "speaker", "aliases", "kind"]].itertuples(index=False):
        known[doc_id].append((name, aliases.split(" | ") if isinstance(aliases, str) else [], kind))
    return known


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
            doc, speaker=speaker, resources=resources, tables=("quotes", "analogies"), verdicts=decided[row.doc_id]
        )
        columns = found.tables["analogies"]
        columns["doc_id"] = [row.doc_id] * len(columns["start"])
        made.append(build_table("analogies", {c.name: columns[c.name] for c in TABLES["analogies"]}))
    return made
