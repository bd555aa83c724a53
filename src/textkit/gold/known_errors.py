"""The errors that apply to a figure of labels: those that a sheet told, or those measured on such texts elsewhere."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from textkit.arguments import as_list
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.read.gold_tables import published_validity

__all__ = ["ERRORS", "RESTS_ON", "error_note"]

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
KINDS: Mapping[str, str] = MappingProxyType(  # word of a genre → the kind of text in published_validity
    {
        word: kind
        for kind, words in {
            "editorials": "editorial editorials opinion op-ed oped comment commentary column columns leader view",
            "essays": "essay essays review reviews",
            "addresses": "address addresses speech speeches remarks",
            "parliament": "parliament parliamentary debate debates hansard",
            "headlines": "headline headlines",
            "fiction": "fiction novel novels story stories",
            "web logs": "blog blogs weblog weblogs web log",
            "news": "news report reports wire brief briefs article articles analysis digest explainer interview "
            "dispatch dispatches",
        }.items()
        for word in words.split()
    }
)
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


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
    words = {word for genre in genres if genre for word in WORD.findall(str(genre).casefold())}
    return {KINDS[word] for word in words if word in KINDS}


def _published(what: str, kinds: set[str]) -> str:
    """The figures of a labeller on texts of these kinds, or on all kinds if none of these was measured."""
    labeller, prefix = PUBLISHED[what]
    rows = published_validity(labeller)
    rows = rows[rows["figure"].str.startswith(prefix)]
    rows = rows[rows["kind"].isin(kinds)] if rows["kind"].isin(kinds).any() else rows[rows["kind"] != "several"]
    parts = [f"{_figures(part)} ({kind})" for kind, part in rows.groupby("kind", sort=False)]
    return f"{SAID[what]}, {'; '.join(parts)}"


def _figures(rows: pd.DataFrame) -> str:
    """Each figure with its value, or its least and greatest."""
    parts = []
    for figure, values in rows.groupby("figure", sort=False)["value"]:
        ends = dict.fromkeys(f"{value:.2f}" for value in (values.min(), values.max()))
        parts.append(f"{figure.split(', ')[-1]} {'–'.join(ends)}")
    return ", ".join(parts)
