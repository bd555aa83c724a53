"""Tone labelled from the tables: for labels that lack it, whose quotations changed, and towards targets asked for.

Labels of earlier versions have no passages and targets; a corrected quotation changes whose words a sentence has; and
groups and topics are not targets until somebody asks for them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from textkit.labelling.document import Columns, span_columns, target_columns
from textkit.labelling.labels import Labels
from textkit.labelling.quotations import Quote
from textkit.labelling.sentiment.passages import cut_passages, score_passages
from textkit.labelling.sentiment.targets import score_spans
from textkit.labelling.voices import assign_voices
from textkit.language.doc import Doc, make_doc
from textkit.language.paragraphs import Sentence
from textkit.language.vocabulary import Vocabulary
from textkit.schema import TABLES, build_table, empty_table

__all__ = ["label_spans", "passages_of", "quotes_by_document", "relabel", "targets_of", "texts_of_passages"]

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
