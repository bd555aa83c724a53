"""Who speaks, how much, and with which verbs the text reports it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from textkit.errors import OptionError, near_names
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.quotations.cues import verb_forms
from textkit.labelling.voices import QUOTED_KINDS
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.comparison import has_counts
from textkit.measure.terms import add_up, columns_for, group_rows, in_parts
from textkit.schema import ATTRIBUTIONS

__all__ = ["count_cues", "name_cues", "quoted_share", "speaker_share"]


@measure(table="documents")
def speaker_share(
    labels: Labels | LabelsOnDisk,
    *,
    by: str | Iterable[str] | None = None,
    attribution: str | Iterable[str] | None = "speech",
) -> pd.DataFrame:
    """How many utterances and quoted words each speaker has.

    The words that nobody could be found for are a row of their own (speaker NA), in every group and also where it is
    zero: a share says little as long as the unattributed one is large.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    by : str or list of str, optional
        Document fields (genre, source, doc_id) to break down by, or what is known of speakers (``speaker_party``).
    attribution : str, list of str or None
        What counts as reported: "speech", "thought", "intention", several of them, or None for all. Words in quotation
        marks are speech.

    Returns
    -------
    DataFrame
        The columns of ``by``; speaker (NA: unattributed); n_quotes (utterances with words in quotation marks or set as
        a block); n_words (words quoted verbatim); share (of the quoted words of the group, 0 to 1, NaN if there are
        none); n_indirect (utterances reported in other words). Sorted by n_words; the unattributed row stands last.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee. “No.”"]))
    >>> tk.speaker_share(labels)[["speaker", "n_words", "share"]].values.tolist()
    [['Ann Lee', 4, 1.0], [nan, 0, 0.0]]
    """
    fields = as_list(by)
    wanted = attributions(attribution)
    columns = {"quotes": ("doc_id", "utterance_id", "kind", "attribution", "speaker")}
    if has_counts(labels, by=fields):
        parts = [replace(labels.select(columns_for(fields, columns)), tokens=labels.counts()[0])]
    else:
        parts = in_parts(labels, fields, columns | {"tokens": ("doc_id", "kind", "voice", "speaker")})
    counts = (_count_speech(part, fields, wanted) for part in parts)
    table = add_up(counts, [*fields, "speaker"], ["n_quotes", "n_words", "n_indirect"])
    table = table.assign(**{field: table[field].infer_objects() for field in fields})  # a shard may know only NA
    return _with_share(pd.concat([table, _unattributed(table, fields)], ignore_index=True), fields)


def attributions(attribution: str | Iterable[str] | None) -> list[str]:
    """The attributions wanted; OptionError if one is unknown."""
    wanted = list(ATTRIBUTIONS) if attribution is None else as_list(attribution)
    for name in wanted:
        if name not in ATTRIBUTIONS:
            known = ", ".join(ATTRIBUTIONS)
            raise OptionError(f"Unknown attribution: {name!r}. Use {known}.{near_names(name, ATTRIBUTIONS)}")
    return wanted


def attributed(quotes: pd.DataFrame, wanted: Sequence[str] = ("speech",)) -> pd.DataFrame:
    """The quotes with one of the attributions; labels of 0.1.0, which do not tell them, keep all."""
    return (
        quotes[quotes["attribution"].isin(wanted) | quotes["attribution"].isna()] if "attribution" in quotes else quotes
    )


def _count_speech(labels: Labels, fields: list[str], wanted: Sequence[str]) -> pd.DataFrame:
    """The counts of ``speaker_share`` before there are shares."""
    quotes = attributed(resolve(labels, "quotes", fields), wanted)
    quotes = quotes[quotes["kind"] != "scare"]
    words = resolve(labels, "tokens", fields)
    words = words[(words["kind"] == "word") & (words["voice"] == "quotation")]
    verbatim = quotes["kind"].isin(QUOTED_KINDS)
    utterances, _ = group_rows(quotes, ["doc_id", "utterance_id"])
    indirect = ~np.isin(utterances, utterances[verbatim])  # without any words in quotation marks
    keys = [*fields, "speaker"]
    counts = {
        "n_quotes": _sum(_once(quotes[verbatim]), keys),
        "n_words": _sum(words, keys, words.get("n_tokens")),
        "n_indirect": _sum(_once(quotes[indirect]), keys),
    }
    parts = [values.assign(**{name: n}) for name, (values, n) in counts.items()]
    table = pd.concat(parts, ignore_index=True)
    return table.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))


def _once(quotes: pd.DataFrame) -> pd.DataFrame:
    """The pieces of a split utterance count once."""
    return quotes.drop_duplicates(["doc_id", "utterance_id"])


def _sum(table: pd.DataFrame, keys: list[str], counts: pd.Series | None = None) -> tuple[pd.DataFrame, np.ndarray]:
    """The groups, and how many rows each has, or the sum of ``counts``."""
    numbers, values = group_rows(table, keys)
    return _plain(values, keys), np.bincount(numbers, counts, len(values)).astype(np.int64)


def _plain(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The key columns as objects: categories that do not occur make no groups."""
    return table[keys].astype(object)


def _unattributed(table: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """Rows of zeros for the groups in which every quotation has a speaker."""
    groups = table[fields].drop_duplicates() if fields else pd.DataFrame(index=[0])
    known = table[table["speaker"].isna()]
    if fields:
        merged = groups.merge(known[fields].assign(_there=True), how="left", on=fields)
        groups = groups[merged["_there"].isna().to_numpy()]
    elif len(known):
        groups = groups.iloc[:0]
    return groups.assign(speaker=None, n_quotes=0, n_words=0, n_indirect=0)


def _with_share(table: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    if fields:
        total = table.groupby(fields, dropna=False)["n_words"].transform("sum")
    else:
        total = pd.Series(table["n_words"].sum(), index=table.index)
    table = table.assign(
        share=(table["n_words"] / total.where(total > 0)).astype("float64"), _last=table["speaker"].isna()
    )
    order = [*fields, "_last", "n_words", "n_quotes", "n_indirect", "speaker"]
    table = table.sort_values(order, ascending=[True] * (len(fields) + 1) + [False] * 3 + [True], kind="stable")
    columns = [*fields, "speaker", "n_quotes", "n_words", "share", "n_indirect"]
    return table[columns].astype({"speaker": "str"}).reset_index(drop=True)


@measure(table="quotes", reads=("quotes",))
def count_cues(
    labels: Labels | LabelsOnDisk | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    attribution: str | Iterable[str] | None = "speech",
) -> pd.DataFrame:
    """Which words report speech, and with which stance of the reporter.

    A cue is counted once per utterance. ``stance`` is that of the verb in the lexicon ``reporting_verbs``, not of the
    passage: *positive* verbs present what is said as true or worth saying (noted, explained), *negative* ones cast
    doubt on it or on the speaker (claimed, boasted), the others are neutral. Irony is beyond it.

    Parameters
    ----------
    labels : Labels, LabelsOnDisk or DataFrame
        Labels, or a table of quotes.
    by : str or list of str, optional
        Document fields or columns of the quotes, such as ``speaker``.
    attribution : str, list of str or None
        Cues of what: "speech", "thought", "intention", several of them, or None for all.

    Returns
    -------
    DataFrame
        The columns of ``by``; cue (lemma); category (say, tell, write, ask, name, judge, think, intend, show, seem,
        noun); stance; n (utterances); n_documents; share (of the cues of the group). Sorted by n.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“No,” said Ann Lee. She claimed that it rained."]))
    >>> tk.count_cues(labels)[["cue", "stance", "n"]].values.tolist()
    [['claim', 'negative', 1], ['say', 'neutral', 1]]
    """
    fields = as_list(by)
    quotes = resolve(labels, "quotes", fields, columns=["doc_id", "utterance_id", "cue", "cue_start"])
    cues = name_cues(attributed(quotes, attributions(attribution)))
    keys = [*fields, "cue", "category", "stance"]
    plain = cues[[*keys, "doc_id"]] if "doc_id" not in keys else cues[keys]
    grouped = plain.astype(object).groupby(keys, dropna=False)
    table = pd.DataFrame(
        {"n": grouped.size(), "n_documents": grouped["doc_id"].nunique() if "doc_id" not in keys else 1}
    )
    table = table.rename_axis(keys).reset_index().astype({"n": "int64", "n_documents": "int64"})
    total = table.groupby(fields, dropna=False)["n"].transform("sum") if fields else table["n"].sum()
    table = table.assign(share=(table["n"] / total).astype("float64"))
    ascending = [True] * len(fields) + [False, True]
    return table.sort_values([*fields, "n", "cue"], ascending=ascending, kind="stable").reset_index(drop=True)


def name_cues(quotes: pd.DataFrame) -> pd.DataFrame:
    """Quotes with a cue, one per utterance and cue: ``cue`` is its lemma, category and stance stand beside it."""
    cues = quotes[quotes["cue"].notna()].drop_duplicates(["doc_id", "utterance_id", "cue_start"])
    verbs = [verb_forms().get(cue.lower().replace(" to", "")) for cue in cues["cue"]]
    return cues.assign(
        cue=[verb.lemma if verb else cue.lower() for verb, cue in zip(verbs, cues["cue"], strict=True)],
        category=[verb.category if verb else "noun" for verb in verbs],
        stance=[verb.stance if verb else "neutral" for verb in verbs],
    )


@measure(table="tokens", reads=("tokens",))
def quoted_share(
    labels: Labels | LabelsOnDisk | pd.DataFrame, *, by: str | Iterable[str] | None = None
) -> pd.DataFrame:
    """How much of each text is quotation, and how much of that has no known speaker.

    Parameters
    ----------
    labels : Labels, LabelsOnDisk or DataFrame
        Labels, or a token table.
    by : str or list of str, optional
        doc_id, document fields or columns of the tokens; None for the corpus as a whole.

    Returns
    -------
    DataFrame
        The columns of ``by``; n_words; n_quoted (words quoted verbatim); n_unattributed (of these, without a known
        speaker); share (n_quoted / n_words); share_unattributed (n_unattributed / n_words). In the order of the
        documents.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee."]))
    >>> tk.quoted_share(labels)[["n_words", "n_quoted", "n_unattributed", "share"]].values.tolist()
    [[6.0, 3.0, 0.0, 0.5]]
    """
    fields = as_list(by)
    words = resolve(labels, "tokens", fields, columns=["kind", "voice", "speaker"])
    words = words[words["kind"] == "word"]
    quoted = (words["voice"] == "quotation").to_numpy()
    groups, table = group_rows(_plain(words, fields), fields)
    flags = {"n_words": None, "n_quoted": quoted, "n_unattributed": quoted & words["speaker"].isna().to_numpy()}
    for name, flag in flags.items():
        table[name] = np.bincount(groups, flag, len(table)).astype(np.int64)
    whole = table["n_words"].where(table["n_words"] > 0)
    table = table.assign(share=table["n_quoted"] / whole, share_unattributed=table["n_unattributed"] / whole)
    return table.loc[pd.unique(groups) if fields else table.index].reset_index(drop=True)  # as in the text
