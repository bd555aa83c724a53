"""A reader's corrections in place of the program's labels, and everything that follows from them."""

import hashlib
import os
import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.gold.answers import KEY as SAMPLE_KEY
from textkit.gold.answers import reference_answers
from textkit.gold.sampling import PLACE
from textkit.gold.sheets import CORRECTIONS, ID_OF, NONE, UNKNOWN, read_review
from textkit.gold.spreadsheets import cells_of, open_sheet
from textkit.labelling.document import mark_blockquotes
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.labelling.quotations import Quote
from textkit.labelling.relabelling import quotes_by_document, relabel
from textkit.labelling.speaker_linking import canonical_speaker, renew_facts
from textkit.labelling.voices import (
    QUOTED_KINDS,
    Voices,
    assign_voices,
    read_speech,
    sentence_voices,
    utterances_by_speaker,
    words_by_speaker,
)
from textkit.language.paragraphs import find_paragraphs
from textkit.read.corpus import count_of
from textkit.schema import build_table

__all__ = ["apply_corrections", "follow_quotes"]

Column = list[Any]
RULE = "corrected by a reader"
REFUSED, ACCEPTED = "refused by a reader", "accepted by a reader"
SOURCE = ("attribution", "speaker", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end")


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
    """Who makes the analogies inside quotations; those outside, before and after, keep their speaker."""
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


def apply_corrections(labels: Labels | LabelsOnDisk, corrections: str | os.PathLike[str] | pd.DataFrame) -> Labels:
    """Labels with the corrections of a sheet of :func:`to_review`, or of quotes or analogies by :func:`sample`.

    Only rows with the verdict wrong change anything. A quotation gets ``correct_kind`` and ``correct_speaker``; with
    the kind "none" it goes, as "scare" it loses its speaker, without a correction it stays (that it is wrong does not
    say what is right). An analogy gets ``correct_kind`` and ``correct_stance``; without them, or with the kind "none",
    it is not accepted any more. What follows from them is computed again as the labeller does: voice and speaker of
    tokens and sentences, block quotations, the speakers' counts, who makes an analogy.

    Correct a sample to measure; correct all rows that matter to your question before you count them: with a corrected
    sample alone, reviewed and unreviewed labels are not equally good (:func:`estimate` corrects counts with a sample).
    Quotations that the labels missed are not added; a warning says of how many a sheet of :func:`sample` tells.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
        The labels that the sheet was drawn from. They stay as they are.
    corrections : path or DataFrame

    Returns
    -------
    Labels
        ``provenance["corrections"]`` has the file's name, the SHA-256 of its content and how many labels changed.
        Corrections that are in already are not applied again.

    Raises
    ------
    CorpusError, MissingColumnError, OptionError
        As :func:`read_review`, and if a row of the sheet is not in the labels.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."]))
    >>> sheet = labels.quotes.assign(verdict="wrong", correct_speaker="Bo Roe")
    >>> corrected = tk.gold.apply_corrections(labels, sheet)
    >>> corrected.quotes.speaker.tolist(), corrected.tokens.speaker.dropna().unique().tolist()
    (['Bo Roe'], ['Bo Roe'])
    """
    labels = in_memory(labels, "apply_corrections")
    review = _read(corrections, labels)
    name, digest = _origin(corrections, review)
    before = labels.provenance.get("corrections")
    if before and digest in before:
        return labels
    table = review.attrs["table"]
    _check_known(review, getattr(labels, table), name, corrected=bool(before))
    wrong = review[review["verdict"].eq(False).fillna(False)]
    tables, n_applied = (_correct_quotes if table == "quotes" else _correct_analogies)(labels, wrong)
    note = f"{name} (sha256 {digest}, {n_applied} applied)"
    provenance = dict(labels.provenance) | {"corrections": f"{before}; {note}" if before else note}
    corrected = replace(labels, **tables, provenance=MappingProxyType(provenance))
    return renew_facts(corrected, labels.speakers)


def _read(corrections: str | os.PathLike[str] | pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """The sheet as :func:`read_review` reads it; what a sheet of :func:`sample` says of the labels, in that form."""
    sheet, _ = open_sheet(corrections)
    if not SAMPLE_KEY.fullmatch(next(iter(cells_of(sheet, "key")), "")):
        return read_review(corrections)
    answers = reference_answers(corrections, None)
    what = answers.attrs["what"]
    if what not in ID_OF:
        raise OptionError(f"A sheet of {what} corrects counts, not labels: tk.gold.estimate(sheet, labels).")
    rows, columns = labels[what], CORRECTIONS[what]
    place = {end: rows.get(f"cue_{end}" if what == "analogies" else end).fillna(rows[end]) for end in ("start", "end")}
    rows = rows.assign(**place, doc_id=rows["doc_id"].astype("str"), _at=range(len(rows))).drop_duplicates(PLACE)
    both = answers[answers["answered"]].merge(rows, on=PLACE, how="left", suffixes=("_told", ""))
    found = both["_at"].notna()
    if missed := int((~found & both["positive"].fillna(False)).sum()):
        warnings.warn(
            f"{count_of(missed, 'row')} of the sheet told of {what} that the labels do not have; these are not added. "
            "Counts with them: tk.gold.estimate(sheet, labels).",
            stacklevel=4,
        )
    both = both[found]
    review = labels[what].iloc[both["_at"].astype(int)][["doc_id", ID_OF[what], "start", "end", "kind"]]
    told = [(_told_quote if what == "quotes" else _told_analogy)(row) for row in both.to_dict("records")]
    review = review.assign(**dict(zip(columns, zip(*told, strict=True), strict=True)) if told else {})
    review = review.assign(verdict=[not any(cells) for cells in told], row=both["row"].to_numpy())
    review = review.reset_index(drop=True).astype({"verdict": "boolean"})
    review.attrs["table"] = what
    return review


def _told_quote(row: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and speaker that a reader gave a quotation, "" where they are the label's."""
    if not row["positive"]:
        return (row["kind_told"] if row["kind"] in QUOTED_KINDS else ""), ""
    names = [UNKNOWN if pd.isna(row[name]) else row[name] for name in ("speaker_told", "speaker")]
    return (*(told if told != own else "" for told, own in ((row["kind_told"], row["kind"]), names)),)


def _told_analogy(row: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and stance that a reader gave a candidate, "" where they are the label's."""
    if not row["positive"]:
        return (NONE if row["accepted"] else ""), ""
    pairs = [(row[f"{name}_told"], row[name]) for name in ("kind", "stance")]
    same = row["accepted"] and all(told == own for told, own in pairs)
    return ("", "") if same else (pairs[0][0], pairs[1][0])


def _origin(corrections: str | os.PathLike[str] | pd.DataFrame, review: pd.DataFrame) -> tuple[str, str]:
    """Name and SHA-256 of the sheet: of a file's bytes, of a table's content."""
    if isinstance(corrections, pd.DataFrame):
        content = review.drop(columns="row").astype("str").sort_values([*review][:2]).to_csv(index=False)
        return "a table", hashlib.sha256(content.encode()).hexdigest()
    path = Path(corrections)
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def _check_known(review: pd.DataFrame, rows: pd.DataFrame, name: str, *, corrected: bool) -> None:
    """Each row of the sheet must be in the labels, unless an earlier sheet took it away."""
    number = ID_OF[review.attrs["table"]]
    spans = {(d, i): (a, b) for d, i, a, b in rows[["doc_id", number, "start", "end"]].itertuples(index=False)}
    for row in review.to_dict("records"):
        here = spans.get((row["doc_id"], row[number]))
        gone = here is None and corrected
        if here != (row["start"], row["end"]) and not gone:
            raise OptionError(
                f"{name}, row {row['row']}: the labels do not have {number} {row[number]} at "
                f"{row['start']}-{row['end']} of {row['doc_id']!r}. Give the labels (same corpus, same textkit) that "
                "the sheet was written from."
            )


def _places(rows: pd.DataFrame, wrong: pd.DataFrame, number: str) -> list[tuple[int, Mapping[str, Any]]]:
    """For each correction that is in the table, its row there."""
    place = {key: i for i, key in enumerate(zip(rows["doc_id"], rows[number], strict=True))}
    found = [(place.get((row["doc_id"], row[number])), row) for row in wrong.to_dict("records")]
    return [(i, row) for i, row in found if i is not None]


def _correct_quotes(labels: Labels, wrong: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], int]:
    columns = {name: labels.quotes[name].astype(object).tolist() for name in labels.quotes}
    changes = [c for c in _places(labels.quotes, wrong, "quote_id") if c[1]["correct_kind"] or c[1]["correct_speaker"]]
    dropped = {i for i, row in changes if row["correct_kind"] == NONE}
    for i, row in changes:
        _correct_quote(columns, i, row, labels.speakers)
    kept = [i not in dropped for i in range(len(labels.quotes))]
    quotes = build_table("quotes", pd.DataFrame(columns, dtype=object)[kept].reset_index(drop=True))
    changed = {row["doc_id"] for _, row in changes}
    return follow_quotes(labels, quotes, changed), len(changes)


def _correct_quote(columns: dict[str, list[Any]], i: int, row: Mapping[str, Any], speakers: pd.DataFrame) -> None:
    columns["kind"][i] = row["correct_kind"] or columns["kind"][i]
    if row["correct_speaker"]:
        known, name = speakers[speakers["doc_id"] == row["doc_id"]], row["correct_speaker"]
        columns["speaker"][i] = None if name.casefold() == UNKNOWN else canonical_speaker(name, known)
    if columns["kind"][i] == "scare":
        for name in SOURCE:
            columns[name][i] = None
    elif columns["kind"][i] in QUOTED_KINDS:
        columns["attribution"][i] = "speech"
    columns["rule"][i], columns["confidence"][i] = RULE, 1.0


def _correct_analogies(labels: Labels, wrong: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], int]:
    names = ("kind", "stance", "accepted", "reason", "probability")
    columns = {name: labels.analogies[name].astype(object).tolist() for name in names}
    changes = _places(labels.analogies, wrong, "analogy_id")
    for i, row in changes:
        corrected = row["correct_kind"] or row["correct_stance"]
        accepted = bool(corrected) and row["correct_kind"] != NONE
        columns["accepted"][i], columns["reason"][i] = accepted, ACCEPTED if accepted else REFUSED
        columns["probability"][i] = float(accepted)
        if accepted:
            columns["kind"][i] = row["correct_kind"] or columns["kind"][i]
            columns["stance"][i] = row["correct_stance"] or columns["stance"][i]
    return {"analogies": build_table("analogies", labels.analogies.assign(**columns))}, len(changes)
