"""A reader's corrections in place of the program's labels, and everything that follows from them made again."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.on_disk import in_memory
from textkit.labelling.pipeline import Labels
from textkit.labelling.review.consequences import follow_quotes
from textkit.labelling.review.sheets import ID_OF, NONE, UNKNOWN, read_review
from textkit.labelling.voices import QUOTED_KINDS
from textkit.schema import build_table

__all__ = ["apply_corrections"]

RULE = "corrected by a reader"
REFUSED, ACCEPTED = "refused by a reader", "accepted by a reader"
SOURCE = ("attribution", "speaker", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end")


def apply_corrections(labels: Labels, corrections: str | os.PathLike[str] | pd.DataFrame) -> Labels:
    """Labels with the corrections of a sheet of :func:`to_review`.

    Only rows with the verdict wrong change anything. A quotation gets ``correct_kind`` and ``correct_speaker``; with
    the kind "none" it goes, as "scare" it loses its speaker, without a correction it stays (that it is wrong does not
    say what is right). An analogy gets ``correct_kind`` and ``correct_stance``; without them, or with the kind "none",
    it is no longer accepted. What follows is made again with the functions of the labeller: voice and speaker of tokens
    and sentences, block quotations, the speakers' counts, who makes an analogy.

    Correct a sample to measure; correct all rows that matter to your question before you count them: with a corrected
    sample alone, reviewed and unreviewed labels are not equally good.

    Parameters
    ----------
    labels : Labels
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
    >>> corrected = tk.apply_corrections(labels, sheet)
    >>> corrected.quotes.speaker.tolist(), corrected.tokens.speaker.dropna().unique().tolist()
    (['Bo Roe'], ['Bo Roe'])
    """
    labels = in_memory(labels, "apply_corrections")
    review = read_review(corrections)
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
    return replace(labels, **tables, provenance=MappingProxyType(provenance))


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
                f"{name}, row {row['row']}: there is no {number} {row[number]} at {row['start']}-{row['end']} of "
                f"{row['doc_id']!r}. Give the labels (same corpus, same textkit) that the sheet was written from."
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
        columns["speaker"][i] = _canonical(row["correct_speaker"], speakers[speakers["doc_id"] == row["doc_id"]])
    if columns["kind"][i] == "scare":
        for name in SOURCE:
            columns[name][i] = None
    elif columns["kind"][i] in QUOTED_KINDS:
        columns["attribution"][i] = "speech"
    columns["rule"][i], columns["confidence"][i] = RULE, 1.0


def _canonical(name: str, speakers: pd.DataFrame) -> str | None:
    """The document's own name for a speaker, if ``name`` is that or one of the aliases but for case."""
    folded = name.casefold()
    if folded == UNKNOWN:
        return None
    aliases = [a.casefold().split(" | ") if isinstance(a, str) else [] for a in speakers["aliases"]]
    known = [s for s, other in zip(speakers["speaker"], aliases, strict=True) if folded in (s.casefold(), *other)]
    exact = [s for s in known if s.casefold() == folded]
    return exact[0] if exact else known[0] if len(known) == 1 else name


def _correct_analogies(labels: Labels, wrong: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], int]:
    names = ("kind", "stance", "accepted", "reason")
    columns = {name: labels.analogies[name].astype(object).tolist() for name in names}
    changes = _places(labels.analogies, wrong, "analogy_id")
    for i, row in changes:
        corrected = row["correct_kind"] or row["correct_stance"]
        accepted = bool(corrected) and row["correct_kind"] != NONE
        columns["accepted"][i], columns["reason"][i] = accepted, ACCEPTED if accepted else REFUSED
        if accepted:
            columns["kind"][i] = row["correct_kind"] or columns["kind"][i]
            columns["stance"][i] = row["correct_stance"] or columns["stance"][i]
    return {"analogies": build_table("analogies", labels.analogies.assign(**columns))}, len(changes)
