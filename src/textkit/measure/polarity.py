"""Polarity by group and along an article, the passages behind it, and the words that judge."""

from collections.abc import Iterable
from math import fsum
from typing import Any

import numpy as np
import pandas as pd

from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.relabelling import passages_of, texts_of_passages
from textkit.labelling.sentiment.valence import lexicon_value
from textkit.lexicons import read_lexicon
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.formulas import ratio_interval
from textkit.measure.polarity_scale import Of, add_signs, are_uncertain, read_reference
from textkit.measure.sides import add_differences
from textkit.measure.terms import in_parts
from textkit.schema import WRITER

__all__ = [
    "loaded_terms",
    "name_writer",
    "polarity_arc",
    "polarity_by",
    "polarity_extremes",
    "polarity_passages",
    "summarise_polarity",
]

BAND = 0.05  # scores within it count as neutral
PROSE = ("body", "blockquote")  # paragraphs whose sentences may be extremes: a headline is not the article
COUNTS = ["n_sentences", "n_documents", "mean", "low", "high", "negative", "positive", "uncertain"]
_VOICES = {"voice", "speaker"}
_PLACES = ("par_id", "start", "end")  # what the sentences tell of a passage
_SENTENCES = ("doc_id", "sent_id", *_PLACES)
_VOICED = {"passages": ("doc_id", "sent_id", "voice", "speaker", "polarity"), "sentences": _SENTENCES}
_UNLABELLED = {"documents": None, "sentences": _SENTENCES, "quotes": None}  # what passages are labelled from
LEAST_VALUE = 1.0  # on the lexicon's scale of about -4 to 4
CONTEXT = 45  # characters shown on either side of an example
SIGNED = ["polarity", "p_negative", "p_neutral", "p_positive"]
PASSAGE_COLUMNS = ["doc_id", "sent_id", "par_id", "start", "end", "voice", "speaker", "n_words", *SIGNED, "text"]
TOWARDS = "For the tone towards a topic or person: tk.polarity_towards(labels, 'tariff*', by='source')."
_KEY = ["doc_id", "sent_id", "voice", "speaker"]


@measure(table="sentences", instead=dict.fromkeys(("terms", "targets", "target"), TOWARDS))
def polarity_by(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    reference: str | Labels | pd.DataFrame = "addresses",
    against: Any = None,
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
    reference : str, Labels or DataFrame
        What the unit of ``in_sd`` is taken from: "addresses", those of presidents of the United States to Congress
        since 1790; or a corpus of your own, as labels or as a table with doc_id and polarity.
    against : value, optional
        A group to compare with, by its value in the first column of ``by``: adds ``difference`` to each row.
    rounds, level, seed : int, float, int
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        by…, n_sentences (or passages), n_documents, mean (−1…1), low, high (interval of the mean), negative,
        positive (shares of sentences beyond ±.05), uncertain (share of sentences of which no sign has a probability of
        .6), in_sd (how many standard deviations of the reference's documents the mean lies above their mean),
        reference (its name). With ``against`` also difference (of the mean to that of the row ``against`` with the same
        other columns of ``by``), difference_low, difference_high (its interval; documents that have both groups are
        drawn with both). Rows whose speaker is unknown have NA. Most sentences first. ``attrs["unit"]`` is the mean and
        the standard deviation of the reference's documents.

    Raises
    ------
    MissingColumnError
        If a column of ``by`` is nowhere to be found.
    OptionError
        If no group is ``against``.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is a great deal,” the angry minister said."]))
    >>> tk.polarity_by(labels, by="voice")[["voice", "negative", "positive"]].values.tolist()
    [['narration', 1.0, 0.0], ['quotation', 0.0, 1.0]]
    >>> tk.polarity_by(labels, by="voice", against="narration")["difference"].gt(0).tolist()
    [False, True]
    """
    keys = as_list(by)
    columns = _voiced(source) if _VOICES & set(keys) else {"sentences": ("doc_id", "polarity")}
    parts = in_parts(source, keys, columns)
    sums = pd.concat([_sums_of(part, keys) for part in parts], ignore_index=True)
    unit = read_reference(reference)
    table = _summarise(sums, keys, against=against, rounds=rounds, level=level, seed=seed)
    table = table.assign(in_sd=unit.standardise(table["mean"]), reference=unit.name)
    table.attrs["unit"] = unit.documents
    return table


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
    table: pd.DataFrame,
    keys: list[str],
    *,
    of: Of = "sentences",
    against: Any = None,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Count, mean, interval and shares of the column ``polarity`` in each group; see `polarity_by`.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a", "b"], "polarity": [0.2, 0.4]})
    >>> round(float(summarise_polarity(table, [])["mean"].item()), 2)
    0.3
    """
    return _summarise(_sum_polarity(table, keys, of), keys, against=against, rounds=rounds, level=level, seed=seed)


def _sum_polarity(table: pd.DataFrame, keys: list[str], of: Of = "sentences") -> pd.DataFrame:
    """What the summary needs of each document and group: number of scores, their sum, how many lie beyond the band."""
    scored = table[table["polarity"].notna()]
    values = scored["polarity"]
    parts = {"_document": scored["doc_id"].astype("str"), "_n": 1, "_total": values}
    beyond = {"_negative": values < -BAND, "_positive": values > BAND, "_uncertain": are_uncertain(values, of=of)}
    sums = scored[keys].assign(**parts, **beyond).groupby([*keys, "_document"], dropna=False, sort=True, observed=True)
    counts = {name: (name, "sum") for name in ("_n", *beyond)}
    return sums.agg(_total=("_total", fsum), **counts).reset_index()  # fsum: exact, in whatever order


def _summarise(sums: pd.DataFrame, keys: list[str], *, against: Any = None, **options: Any) -> pd.DataFrame:
    """The summary of the sums of all documents; ``options`` are those of the bootstrap."""
    ordered = sums.sort_values("_document", kind="stable")
    groups = ordered.groupby(keys, dropna=False, sort=True, observed=True) if keys else [((), ordered)]
    rows = [(*key, *_summary(part, **options)) for key, part in groups if len(part)]
    summary = pd.DataFrame(rows, columns=[*keys, *COUNTS])
    if against is not None:
        summary = add_differences(summary, ordered, keys, against, **options)
    return summary.sort_values("n_sentences", ascending=False, kind="stable", ignore_index=True)


def _summary(sums: pd.DataFrame, rounds: int, level: float, seed: int) -> tuple[float, ...]:
    n, totals = int(sums["_n"].sum()), sums["_total"].to_numpy(copy=True)
    low, high = ratio_interval(totals, sums["_n"].to_numpy(), rounds=rounds, level=level, seed=seed)
    shares = (sums[share].sum() / n for share in ("_negative", "_positive", "_uncertain"))
    return n, len(sums), fsum(totals) / n, low, high, *shares


@measure(reads=("sentences",))
def polarity_arc(labels: Labels | LabelsOnDisk, *, window: int = 3) -> pd.DataFrame:
    """Polarity along each article, paragraph by paragraph.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
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


@measure(reads=("paragraphs", "sentences"))
def polarity_extremes(labels: Labels | LabelsOnDisk, *, n: int = 1) -> pd.DataFrame:
    """The most negative and the most positive sentences of each article: what the scores rest on, to be read.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    n : int
        Sentences on either side.

    Returns
    -------
    DataFrame
        doc_id, extreme (most negative, most positive), position (0 to 1), polarity, p_negative, p_neutral, p_positive
        (how probable it is that people find it so), voice, speaker, text. Neutral sentences and headings are never
        extremes.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It has two parts. It was a disaster."]))
    >>> tk.sentiment.polarity_extremes(labels).text.tolist()
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
    return add_signs(found)[["doc_id", "extreme", "position", *SIGNED, "voice", "speaker", "text"]]


@measure(table="tokens", reads=("tokens",))
def loaded_terms(labels: Labels | LabelsOnDisk, *, by: str | Iterable[str] | None = None) -> pd.DataFrame:
    """Evaluative and loaded words with their counts, as evidence for what the polarity rests on.

    Kinds, the first that applies: ``epithet`` (evaluative word right before a name), ``manner adverb`` (-ly beside a
    reporting verb), ``intensifier`` ("utterly", "massive"), ``evaluative`` (any other word of the sentiment lexicon
    with a value of at least 1). Words are judged one by one: a word that is negated or quoted with distance counts
    all the same, so read the example.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    by : str or list of str, optional
        Columns of the tokens (voice, speaker, doc_id) or document fields.

    Returns
    -------
    DataFrame
        by…, kind, term, value (in the lexicon, −4…4; 0 for a plain intensifier or adverb), n, n_documents, example.
        Most frequent first.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The ruthless Grey said quietly that it was utterly wrong."]))
    >>> tk.sentiment.loaded_terms(labels)[["kind", "term"]].values.tolist()
    [['epithet', 'ruthless'], ['evaluative', 'wrong'], ['intensifier', 'utterly'], ['manner adverb', 'quietly']]
    """
    keys = as_list(by)
    tokens = resolve(labels, "tokens", ["doc_id", *keys])
    tokens = tokens[tokens["kind"] == "word"].reset_index(drop=True)
    values = _values_of(tokens["norm"])
    found = tokens.assign(kind=_kinds(tokens, values), value=values, term=tokens["norm"].astype("str"))
    found = found[found["kind"] != ""].astype({"doc_id": "str"})
    groups = found.groupby([*keys, "kind", "term"], dropna=False, sort=True, observed=True)
    table = groups.agg(
        value=("value", "first"), n=("term", "size"), n_documents=("doc_id", "nunique"), _first=("start", "idxmin")
    ).reset_index()
    table["example"] = pd.Series(_examples(labels, found, table.pop("_first")), index=table.index, dtype="str")
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def _values_of(norms: pd.Series) -> np.ndarray:
    """Lexicon value of each token, looked up once per type."""
    categories = norms.cat.categories
    return np.array([lexicon_value(str(norm)) for norm in categories] or [0.0])[norms.cat.codes]


def _kinds(tokens: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Kind of each token; "" if it is not loaded."""
    capital = tokens["token"].astype("str").str[:1].str.isupper().to_numpy(dtype=bool)
    sentence = tokens["doc_id"].astype("str") + " " + tokens["sent_id"].astype("str")
    same = (sentence == sentence.shift()).to_numpy()  # as the token before
    name = capital & same
    before_name = np.r_[name[1:], False] & _follows_directly(tokens) if len(name) else name
    strong = (np.abs(values) >= LEAST_VALUE) & ~name
    norms = tokens["norm"].astype("str")
    manner = norms.str.endswith("ly").to_numpy(dtype=bool) & _beside_reporting(tokens, same) & ~name
    intensifier = norms.isin(_terms("intensifier")).to_numpy() & ~name
    adverb = ~norms.isin(_terms("plain adverb")).to_numpy()
    return np.select(
        [strong & before_name, manner & adverb, intensifier, strong],
        ["epithet", "manner adverb", "intensifier", "evaluative"],
        default="",
    )


def _follows_directly(tokens: pd.DataFrame) -> np.ndarray:
    """Whether a token stands behind a determiner or the like and one space before the next: the place of an epithet."""
    touches = tokens["start"].shift(-1).eq(tokens["end"] + 1).to_numpy()
    before = tokens["norm"].astype("str").shift(1, fill_value="")
    return touches & before.isin(_terms("determiner")).to_numpy()


def _beside_reporting(tokens: pd.DataFrame, same: np.ndarray) -> np.ndarray:
    """Whether the token before or after, in the same sentence, is a form of a reporting verb."""
    forms = {row[form] for row in read_lexicon("reporting_verbs") for form in ("lemma", "third", "past", "gerund")}
    reporting = tokens["norm"].isin(forms).to_numpy()
    before = np.r_[False, reporting[:-1]] & same
    after = np.r_[reporting[1:] & same[1:], False] if len(reporting) else reporting
    return (before[: len(reporting)] | after) if len(reporting) else reporting


def _terms(kind: str) -> list[str]:
    return [row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == kind]


def _examples(labels: Labels, found: pd.DataFrame, rows: pd.Series) -> list[str]:
    """The words around each of the rows."""
    texts = labels.documents.set_index("doc_id")["text"].to_dict()
    spans = found.loc[rows, ["doc_id", "start", "end"]].itertuples(index=False)
    return [" ".join(texts[d][max(0, a - CONTEXT) : b + CONTEXT].split()) for d, a, b in spans]


@measure(reads=("passages", "quotes", "sentences", "tokens"))
def polarity_passages(labels: Labels | LabelsOnDisk) -> pd.DataFrame:
    """Passages of one voice with their polarity and their words.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk

    Returns
    -------
    DataFrame
        doc_id, sent_id, par_id, start, end (of the sentence), voice (narration or quotation), speaker ("the writer"
        for narration; NA where a quotation's speaker is unknown), n_words, polarity, p_negative, p_neutral, p_positive
        (how probable it is that people find it so), text. ``text`` is as long as the sentence: words of other voices
        are blanks, so that its offsets are those of the sentence.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is a great deal,” the angry minister said."]))
    >>> polarity_passages(labels).voice.tolist()
    ['narration', 'quotation']
    """
    passages = passages_of(labels).astype({"voice": "str"})
    places = labels.sentences[["doc_id", "sent_id", "par_id", "start", "end"]]
    texts = texts_of_passages(labels).astype({"voice": "str"})
    table = passages.merge(places, on=["doc_id", "sent_id"], how="left").merge(texts, on=_KEY, how="left")
    return add_signs(name_writer(table))[PASSAGE_COLUMNS]


def name_writer(table: pd.DataFrame, column: str = "speaker") -> pd.DataFrame:
    """A table of passages or targets in which narration has a speaker: the writer.

    Examples
    --------
    >>> name_writer(pd.DataFrame({"voice": ["narration", "quotation"], "speaker": [None, "Ann"]})).speaker.tolist()
    ['the writer', 'Ann']
    """
    named = table[column].astype("str").mask((table["voice"] == "narration").to_numpy(dtype=bool), WRITER)
    return table.assign(**{column: named})
