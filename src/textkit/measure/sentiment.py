"""Polarity by group and along an article: means of sentences, never of whole texts, with how many and how surely."""

from collections.abc import Iterable
from math import fsum

import pandas as pd

from textkit.labelling.fields import join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.pipeline import Labels
from textkit.labelling.relabelling import passages_of
from textkit.measure.bootstrap import ratio_interval
from textkit.measure.grouping import as_list, resolve
from textkit.measure.on_disk import in_parts
from textkit.measure.passages import name_writer
from textkit.measure.tracing import measure

__all__ = ["polarity_arc", "polarity_by", "polarity_extremes", "summarise_polarity"]

BAND = 0.05  # scores within it count as neutral
PROSE = ("body", "blockquote")  # paragraphs whose sentences may be extremes: a headline is not the article
COUNTS = ["n_sentences", "n_documents", "mean", "low", "high", "negative", "positive"]
_VOICES = {"voice", "speaker"}
_PLACES = ("par_id", "start", "end")  # what the sentences tell of a passage
_SENTENCES = ("doc_id", "sent_id", *_PLACES)
_VOICED = {"passages": ("doc_id", "sent_id", "voice", "speaker", "polarity"), "sentences": _SENTENCES}
_UNLABELLED = {"documents": None, "sentences": _SENTENCES, "quotes": None}  # what passages are labelled from


@measure(table="sentences")
def polarity_by(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean polarity of sentences, by document fields, voice or speaker.

    By voice or speaker, each sentence is first cut into the writer's words and each speaker's quoted words
    (the table of passages): what a reporter says around a quotation is not held against the speaker. Means over a
    handful of sentences or of one document are anecdotes; the interval is NaN for one document.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels, or a table with doc_id, polarity and the columns of ``by``.
    by : str or list of str, optional
        ``doc_id``, ``voice``, ``speaker``, ``par_id`` or document fields; the whole corpus if left out.
    rounds, level, seed : int, float, int
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        by…, n_sentences (or passages), n_documents, mean (−1…1), low, high (interval of the mean), negative,
        positive (shares of sentences beyond ±.05). Rows whose speaker is unknown have NA. Most sentences first.

    Raises
    ------
    MissingColumnError
        If a column of ``by`` is nowhere to be found.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is a great deal,” the angry minister said."]))
    >>> tk.polarity_by(labels, by="voice")[["voice", "negative", "positive"]].values.tolist()
    [['narration', 1.0, 0.0], ['quotation', 0.0, 1.0]]
    """
    keys = as_list(by)
    columns = _voiced(source) if _VOICES & set(keys) else {"sentences": ("doc_id", "polarity")}
    parts = in_parts(source, keys, columns)
    sums = pd.concat([_sums_of(part, keys) for part in parts], ignore_index=True)
    return _summarise(sums, keys, rounds=rounds, level=level, seed=seed)


def _voiced(source: Labels | LabelsOnDisk | pd.DataFrame) -> dict[str, tuple[str, ...] | None]:
    """The columns that polarity by voice needs of labels on disk, which may be of a version without passages."""
    labelled = isinstance(source, LabelsOnDisk) and "passages" in source.provenance["tables"].split(", ")
    return _VOICED if labelled else _UNLABELLED


def _sums_of(source: Labels | pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if isinstance(source, Labels) and _VOICES & set(keys):
        passages = name_writer(passages_of(source))
        if set(_PLACES) & set(keys):
            passages = passages.merge(source.sentences[[*_SENTENCES]], on=["doc_id", "sent_id"], how="left")
        return _sum_polarity(join_fields(passages, source.documents, keys, table="passages"), keys)
    return _sum_polarity(resolve(source, "sentences", keys, columns=["doc_id", "polarity"]), keys)


def summarise_polarity(
    table: pd.DataFrame, keys: list[str], *, rounds: int = 1000, level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Count, mean, interval and shares of the column ``polarity`` in each group; see `polarity_by`.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a", "b"], "polarity": [0.2, 0.4]})
    >>> round(float(summarise_polarity(table, [])["mean"].item()), 2)
    0.3
    """
    return _summarise(_sum_polarity(table, keys), keys, rounds=rounds, level=level, seed=seed)


def _sum_polarity(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What the summary needs of each document and group: number of scores, their sum, how many lie beyond the band."""
    scored = table[table["polarity"].notna()]
    values = scored["polarity"]
    parts = {"_document": scored["doc_id"].astype("str"), "_n": 1, "_total": values}
    beyond = {"_negative": values < -BAND, "_positive": values > BAND}
    sums = scored[keys].assign(**parts, **beyond).groupby([*keys, "_document"], dropna=False, sort=True, observed=True)
    counts = {name: (name, "sum") for name in ("_n", *beyond)}
    return sums.agg(_total=("_total", fsum), **counts).reset_index()  # fsum: exact, in whatever order


def _summarise(sums: pd.DataFrame, keys: list[str], *, rounds: int, level: float, seed: int) -> pd.DataFrame:
    """The summary of the sums of all documents."""
    ordered = sums.sort_values("_document", kind="stable")
    groups = ordered.groupby(keys, dropna=False, sort=True, observed=True) if keys else [((), ordered)]
    rows = [(*key, *_summary(part, rounds, level, seed)) for key, part in groups if len(part)]
    summary = pd.DataFrame(rows, columns=[*keys, *COUNTS])
    return summary.sort_values("n_sentences", ascending=False, kind="stable", ignore_index=True)


def _summary(sums: pd.DataFrame, rounds: int, level: float, seed: int) -> tuple[float, ...]:
    n, totals = int(sums["_n"].sum()), sums["_total"].to_numpy(copy=True)
    low, high = ratio_interval(totals, sums["_n"].to_numpy(), rounds=rounds, level=level, seed=seed)
    return n, len(sums), fsum(totals) / n, low, high, sums["_negative"].sum() / n, sums["_positive"].sum() / n


@measure
def polarity_arc(labels: Labels, *, window: int = 3) -> pd.DataFrame:
    """Polarity along each article, paragraph by paragraph.

    Parameters
    ----------
    labels : Labels
    window : int
        Paragraphs over which ``smooth`` averages, weighted by their sentences. One paragraph's mean is mostly
        noise; the smoothed line shows where an article turns.

    Returns
    -------
    DataFrame
        doc_id, par_id, position (of the paragraph's middle, 0 to 1 of the text), n_sentences, mean, smooth.
        Paragraphs without sentences are left out.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph.\\n\\nIt was a disaster."]))
    >>> tk.polarity_arc(labels, window=1).smooth.gt(0).tolist()
    [True, False]
    """
    groups = labels.sentences.groupby(["doc_id", "par_id"], sort=False)
    arc = groups.agg(
        start=("start", "min"), end=("end", "max"), n_sentences=("polarity", "count"), total=("polarity", "sum")
    )
    arc = arc.reset_index().astype({"doc_id": "str"})
    lengths = labels.documents.set_index("doc_id")["n_chars"].reindex(arc["doc_id"]).array
    rolled = (
        arc.groupby("doc_id", sort=False)[["total", "n_sentences"]].rolling(window, center=True, min_periods=1).sum()
    )
    rolled = rolled.reset_index(level=0, drop=True)
    arc = arc.assign(
        position=(arc["start"] + arc["end"]) / 2 / lengths,
        mean=arc["total"] / arc["n_sentences"],
        smooth=rolled["total"] / rolled["n_sentences"],
    )
    return arc[["doc_id", "par_id", "position", "n_sentences", "mean", "smooth"]]


@measure
def polarity_extremes(labels: Labels, *, n: int = 1) -> pd.DataFrame:
    """The most negative and the most positive sentences of each article: what the scores rest on, to be read.

    Parameters
    ----------
    labels : Labels
    n : int
        Sentences on either side.

    Returns
    -------
    DataFrame
        doc_id, extreme (most negative, most positive), position (0 to 1), polarity, voice, speaker, text. Neutral
        sentences and headings are never extremes.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It has two parts. It was a disaster."]))
    >>> tk.polarity_extremes(labels).text.tolist()
    ['It was a disaster.', 'It was a triumph.']
    """
    prose = labels.paragraphs[labels.paragraphs["role"].isin(PROSE)][["doc_id", "par_id"]]
    sentences = labels.sentences.astype({"doc_id": "str"}).merge(
        prose.astype({"doc_id": "str"}), on=["doc_id", "par_id"]
    )
    sentences = sentences.sort_values(["polarity", "doc_id", "start"], kind="stable")
    lowest = sentences[sentences["polarity"] < -BAND].groupby("doc_id").head(n)
    highest = sentences[sentences["polarity"] > BAND].groupby("doc_id").tail(n)
    found = pd.concat([lowest.assign(extreme="most negative"), highest.assign(extreme="most positive")])
    documents = labels.documents.set_index("doc_id")
    texts = documents["text"].reindex(found["doc_id"])
    spans = zip(texts, found["start"], found["end"], strict=True)
    found = found.assign(
        text=pd.Series([" ".join(text[start:end].split()) for text, start, end in spans], found.index, dtype="str"),
        position=(found["start"] + found["end"]) / 2 / documents["n_chars"].reindex(found["doc_id"]).array,
    )
    found = found.sort_values(["doc_id", "extreme", "polarity"], kind="stable", ignore_index=True)
    return found[["doc_id", "extreme", "position", "polarity", "voice", "speaker", "text"]]
