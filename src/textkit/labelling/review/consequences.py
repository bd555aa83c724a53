"""What follows from the quotations of a document: voices, block quotations, speakers' counts, makers of analogies."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from textkit.labelling.analogies.maker import read_speech
from textkit.labelling.document import mark_blockquotes
from textkit.labelling.pipeline import Labels
from textkit.labelling.quotations import Quote
from textkit.labelling.relabelling import quotes_by_document, relabel
from textkit.labelling.voices import Voices, assign_voices, sentence_voices, utterances_by_speaker, words_by_speaker
from textkit.language.paragraphs import find_paragraphs
from textkit.schema import build_table

__all__ = ["follow_quotes"]

Column = list[Any]


def follow_quotes(labels: Labels, quotes: pd.DataFrame, doc_ids: Collection[str]) -> dict[str, pd.DataFrame]:
    """The tables of ``labels`` that change if ``quotes`` are its quotations, different in the documents ``doc_ids``.

    Returns
    -------
    dict of str to DataFrame
        quotes, paragraphs, sentences, tokens, passages, speakers, targets, analogies.
    """
    tokens, sentences, paragraphs, analogies = (
        _columns(table, names)
        for table, names in (
            (labels.tokens, ("voice", "speaker")),
            (labels.sentences, ("voice", "speaker")),
            (labels.paragraphs, ("role",)),
            (labels.analogies, ("speaker",)),
        )
    )
    texts = labels.documents.set_index("doc_id")["text"]
    quotes_now, quotes_before = (
        quotes_by_document(table[table["doc_id"].isin(doc_ids)]) for table in (quotes, labels.quotes)
    )
    entries = []
    for doc_id in doc_ids:
        found, before = quotes_now.get(doc_id, []), quotes_before.get(doc_id, [])
        rows = _rows_of(labels.tokens, doc_id)
        words = (labels.tokens["kind"].iloc[rows] == "word").to_numpy()
        voices = assign_voices(labels.tokens["start"].iloc[rows].to_numpy(), found)
        _set(tokens, rows, voice=voices.voices(), speaker=voices.speakers())
        _follow_sentences(labels, doc_id, voices, labels.tokens["sent_id"].iloc[rows].to_numpy(), words, sentences)
        _follow_paragraphs(labels, doc_id, texts[doc_id], found, paragraphs)
        _follow_analogies(labels, doc_id, before, found, analogies)
        entries.append((doc_id, utterances_by_speaker(found), words_by_speaker(voices, words)))
    changed = {"tokens": tokens, "sentences": sentences, "paragraphs": paragraphs, "analogies": analogies}
    tables = {name: build_table(name, getattr(labels, name).assign(**columns)) for name, columns in changed.items()}
    tables |= {"quotes": quotes, "speakers": _follow_speakers(labels, entries, texts)}
    return tables | relabel(replace(labels, **tables), doc_ids)


def _columns(table: pd.DataFrame, names: Sequence[str]) -> dict[str, np.ndarray]:
    return {name: table[name].astype(object).to_numpy(copy=True) for name in names}


def _rows_of(table: pd.DataFrame, doc_id: str) -> np.ndarray:
    return np.flatnonzero((table["doc_id"] == doc_id).to_numpy())


def _set(columns: dict[str, np.ndarray], rows: np.ndarray, **values: Sequence[Any]) -> None:
    for name, column in values.items():
        columns[name][rows] = column


def _follow_sentences(
    labels: Labels,
    doc_id: str,
    voices: Voices,
    numbers: np.ndarray,
    words: np.ndarray,
    columns: dict[str, np.ndarray],
) -> None:
    rows = _rows_of(labels.sentences, doc_id)
    if len(numbers):
        voice, speaker = sentence_voices(voices, numbers, words, len(rows))
        _set(columns, rows, voice=voice, speaker=speaker)


def _follow_paragraphs(
    labels: Labels, doc_id: str, text: str, quotes: Sequence[Quote], columns: dict[str, np.ndarray]
) -> None:
    """Roles as the labeller gives them; labels of another text structure (read from elsewhere) keep theirs."""
    rows, paragraphs = _rows_of(labels.paragraphs, doc_id), mark_blockquotes(find_paragraphs(text), quotes)
    if labels.paragraphs["start"].iloc[rows].tolist() == [p.start for p in paragraphs]:
        _set(columns, rows, role=[p.role for p in paragraphs])


def _follow_analogies(
    labels: Labels, doc_id: str, before: Sequence[Quote], after: Sequence[Quote], columns: dict[str, np.ndarray]
) -> None:
    """Who makes the analogies inside quotations; those outside, before and after, keep their maker."""
    then, now = read_speech(before), read_speech(after)
    for row in _rows_of(labels.analogies, doc_id):
        place = labels.analogies["cue_start"].iloc[row]
        place = labels.analogies["start"].iloc[row] if pd.isna(place) else place
        around = now.around(place)
        if around >= 0 or then.around(place) >= 0:
            columns["speaker"][row] = now.speakers[around] if around >= 0 else None


def _follow_speakers(
    labels: Labels, entries: Sequence[tuple[str, dict[str, int], dict[str, int]]], texts: pd.Series
) -> pd.DataFrame:
    table = labels.speakers.astype({"kind": object}).reset_index(drop=True)
    parts = [table]
    for doc_id, n_quotes, n_words in entries:
        rows = _rows_of(table, doc_id)
        names = table["speaker"].iloc[rows]
        table.loc[rows, "n_quotes"] = names.map(n_quotes).fillna(0).astype("int32")
        table.loc[rows, "n_words"] = names.map(n_words).fillna(0).astype("int32")
        new = [name for name in n_quotes if name not in set(names)]
        parts.append(_new_speakers(doc_id, new, texts[doc_id], n_quotes, n_words))
    joined = pd.concat([part for part in parts if len(part)] or [table], ignore_index=True)
    order = joined["doc_id"].map({doc_id: i for i, doc_id in enumerate(labels.documents["doc_id"])})
    return build_table("speakers", joined.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True))


def _new_speakers(
    doc_id: str, names: Sequence[str], text: str, n_quotes: dict[str, int], n_words: dict[str, int]
) -> pd.DataFrame:
    """Speakers whom only a reader named: their kind is unknown, their mentions are the places that have the name."""
    rows = [
        (doc_id, name, None, None, len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)), n_quotes[name], n)
        for name in names
        for n in [n_words.get(name, 0)]
    ]
    return pd.DataFrame(rows, columns=["doc_id", "speaker", "aliases", "kind", "n_mentions", "n_quotes", "n_words"])
