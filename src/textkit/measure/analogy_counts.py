"""Analogies counted and listed: how many per 10,000 words, of which kind, by whom, and why the others were refused."""

import warnings
from collections.abc import Iterable, Mapping
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textkit.errors import NothingFoundWarning, say_near
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.facets import find_lines, read_texts
from textkit.measure.formulas import ratio_interval
from textkit.measure.queries import Queries
from textkit.measure.sides import add_differences
from textkit.measure.terms import in_parts
from textkit.read.corpus import has_value
from textkit.schema import RESULTS, TABLES, WRITER

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

__all__ = [
    "ListedAnalogies",
    "analogy_pairs",
    "analogy_reasons",
    "count_analogies",
    "expected_count",
    "list_analogies",
    "past_referents",
    "past_referents_by_period",
]

PER = 10_000  # words
COUNTS = [name for name in RESULTS["count_analogies"] if not name.startswith("difference")]
SPREAD = 0.2  # readers' counts around those expected, in six kinds of text left out of the fit; measured .10
ANALOGY_ONLY = frozenset(column.name for column in TABLES["analogies"]) - {"doc_id", "speaker"}
FEW_VALUES = frozenset({"kind", "stance"})  # columns of which a group without analogies has a row for each value


@measure(table="analogies")
def count_analogies(
    labels: Labels | LabelsOnDisk,
    *,
    by: str | Iterable[str] | None = None,
    against: Any = None,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Accepted analogies per 10,000 words, and how many there are expected to be.

    The words counted against are those of the group: of the documents with the field's value, of the speaker (words
    quoted; without a speaker, the words of nobody known, mostly the writer's). Columns of the analogy alone (kind,
    stance, referent, cue) divide the analogies and not the words. Intervals come from resampling documents, because
    the analogies of one text are not independent; with a handful of documents they are too narrow.

    Accepted are candidates of which the labeller is rather sure, so ``n`` misses many analogies. ``expected`` is the
    sum of the probabilities of all candidates, accepted or not: how many of them a reader would call analogies. Its
    interval has two parts: each candidate may be one or not, and in a kind of text that the weights were not fitted on
    the probabilities may be too high or too low as a whole (see the methods page). Compare groups with ``n``; say with
    ``expected`` how many there are. Neither counts analogies without a cue that textkit knows.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    by : str or list of str, optional
        Document fields (genre, source, doc_id …), ``speaker`` or columns of the table ``analogies``; the whole corpus
        if left out.
    against : value, optional
        A group to compare with, by its value in the first column of ``by``.
    rounds, level, seed : int, float, int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        by…, n, n_documents (with such an analogy), n_words, per_10k_words (NaN without words), low, high (NaN for fewer
        than two documents), expected, expected_low, expected_high (analogies; NaN for labels of earlier versions). With
        ``against`` also difference (of per_10k_words to that of the row ``against`` with the same other columns of
        ``by``), difference_low, difference_high (its interval). Where ``by`` has document fields, each group is there
        with each kind or stance that occurs, and n = 0 if it has none; with ``speaker`` or another column of the
        analogies, only combinations that occur.

    Raises
    ------
    MissingColumnError
        If a column of ``by`` is neither a column of the table nor a document field.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["He fought like a lion. She runs the state like a circus."]))
    >>> tk.count_analogies(labels, by="kind")[["kind", "n", "n_words"]].values.tolist()
    [['simile', 2, 12]]
    """
    keys = as_list(by)
    shared = [key for key in keys if key not in ANALOGY_ONLY]
    columns = {"analogies": ("doc_id", "accepted", "probability"), "tokens": ("doc_id", "kind", "speaker")}
    parts = [(_candidates(part, keys), _words(part, shared)) for part in in_parts(labels, keys, columns)]
    found, words = (pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True))
    groups = _groups(found, words, keys)
    counts = [_by_document(group, found, words, shared) for group in groups]
    options = {"rounds": rounds, "level": level, "seed": seed}
    rows = [_row(group, found, count, options) for group, count in zip(groups, counts, strict=True)]
    table = pd.DataFrame(rows, columns=[*keys, *COUNTS])
    if against is not None:
        parts = [count.assign(**group) for group, count in zip(groups, counts, strict=True)]
        sums = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=keys)
        table = add_differences(table, sums, keys, against, scale=PER, **options)
    return table.sort_values(["n", *keys], ascending=[False] + [True] * len(keys), kind="stable", ignore_index=True)


def _candidates(labels: Labels, keys: list[str]) -> pd.DataFrame:
    return _plain(resolve(labels, "analogies", keys, columns=["accepted", "probability"]), keys)


def _plain(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Keys as strings with None for unknown, so that they compare across tables."""
    columns = {key: table[key].astype("object").where(table[key].notna(), None) for key in ["doc_id", *keys]}
    return table.assign(**columns)


def _words(labels: Labels, keys: list[str]) -> pd.DataFrame:
    """Number of words by document and keys."""
    tokens = labels.tokens[labels.tokens["kind"] == "word"]
    own = [key for key in keys if key == "speaker" or (key.startswith("speaker_") and key in tokens)]
    counted = tokens.astype({"doc_id": "str"}).groupby(["doc_id", *own], dropna=False, observed=True).size()
    table = counted.rename("n_words").reset_index()
    return _plain(join_fields(table, labels.documents, keys, table="tokens"), keys)


def _groups(found: pd.DataFrame, words: pd.DataFrame, keys: list[str]) -> list[dict[str, object]]:
    """Combinations of keys with an analogy, and groups of documents without one, with each kind or stance."""
    if not keys:
        return [{}]
    own, found = [key for key in keys if key in ANALOGY_ONLY], found[found["accepted"]]
    made, shared = found[keys].drop_duplicates(), [key for key in keys if key not in own]
    if "speaker" in keys or not FEW_VALUES.issuperset(own) or not shared:
        return made.to_dict("records")
    groups = words[shared].drop_duplicates().merge(found[own].drop_duplicates(), how="cross") if own else words[keys]
    return pd.concat([made, groups[keys]]).drop_duplicates().to_dict("records")


def _by_document(group: dict[str, object], found: pd.DataFrame, words: pd.DataFrame, shared: list[str]) -> pd.DataFrame:
    """Accepted analogies (``_total``) and words (``_n``) of a group in each document."""
    candidates = _matching(found, group)
    hits = candidates.loc[candidates["accepted"], "doc_id"].value_counts()
    sizes = _matching(words, {key: group[key] for key in shared}).groupby("doc_id")["n_words"].sum()
    documents = sizes.index.union(hits.index)
    counts = {"_total": hits.reindex(documents, fill_value=0), "_n": sizes.reindex(documents, fill_value=0)}
    return pd.DataFrame({"_document": documents, **{name: n.to_numpy() for name, n in counts.items()}})


def _row(group: dict[str, object], found: pd.DataFrame, counts: pd.DataFrame, options: Mapping[str, Any]) -> list[Any]:
    """One row of the result."""
    n, probabilities = counts["_total"], _matching(found, group)["probability"].to_numpy(dtype=float)
    expected = expected_count(probabilities, level=options["level"])
    return [*group.values(), int(n.sum()), int((n > 0).sum()), *_rate(n, counts["_n"], **options), *expected]


def _rate(n: pd.Series, n_words: pd.Series, **options: Any) -> list[float]:
    """Words of all documents, analogies per 10,000 of them, and the interval."""
    total = int(n_words.sum())
    rate = PER * int(n.sum()) / total if total else np.nan
    return [total, rate, *ratio_interval(n, n_words, scale=PER, **options)]


def expected_count(probabilities: np.ndarray, *, level: float = 0.95) -> tuple[float, float, float]:
    """The sum of probabilities with its interval; NaN if one of them is unknown.

    The variance is that of independent draws, Σ p(1 − p), and that of a common factor with the standard deviation
    ``SPREAD``.

    Examples
    --------
    >>> [round(x, 1) for x in expected_count(np.full(100, 0.1))]
    [10.0, 2.9, 17.1]
    >>> expected_count(np.array([]))
    (0.0, 0.0, 0.0)
    """
    total = float(probabilities.sum())
    variance = float((probabilities * (1 - probabilities)).sum()) + (SPREAD * total) ** 2
    margin = NormalDist().inv_cdf((1 + level) / 2) * sqrt(variance)
    return total, max(0.0, total - margin), total + margin


def _matching(table: pd.DataFrame, group: dict[str, object]) -> pd.DataFrame:
    keep = np.ones(len(table), dtype=bool)
    for key, value in group.items():
        keep &= (table[key].isna() if value is None else table[key] == value).to_numpy()
    return table[keep]


@measure(reads=("analogies",))
def analogy_reasons(labels: Labels | LabelsOnDisk | pd.DataFrame) -> pd.DataFrame:
    """Why candidates were accepted or refused.

    Returns
    -------
    DataFrame
        accepted, reason, n, share (of all candidates); accepted ones first, then by n.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["He fought like a lion. I like it. States like Ohio like it."]))
    >>> tk.analogy_reasons(labels)[["accepted", "reason", "n"]].values.tolist()
    [[True, 'indefinite vehicle', 1], [False, 'exemplification', 2], [False, 'verb', 1]]
    """
    found = resolve(labels, "analogies", columns=["accepted", "reason"])
    table = found.groupby(["accepted", "reason"], observed=True).size().rename("n").reset_index()
    table["share"] = table["n"] / max(1, len(found))
    return table.sort_values(["accepted", "n", "reason"], ascending=[False, False, True], ignore_index=True)


class ListedAnalogies(pd.DataFrame):
    """A table of analogies whose ``style`` escapes what stands in the cells; pandas' own would make HTML of texts.

    Examples
    --------
    >>> ListedAnalogies({"sentence": ["like a <b>lion</b>"]}).style.to_html().count("<b>")
    0
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return ListedAnalogies

    @property
    def style(self) -> "Styler":
        return super().style.format(escape="html", na_rep="")


@measure(table="analogies", reads=("analogies", "sentences", "tokens"))
def list_analogies(
    labels: Labels | LabelsOnDisk,
    terms: Queries | None = None,
    *,
    kind: str | Iterable[str] | None = None,
    stance: str | Iterable[str] | None = None,
    referent: str | Iterable[str] | None = None,
    speaker: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Every accepted analogy in its sentence, in the order of the texts; ``tk.plots.text_table`` shows it to be read.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    terms : str, list of str or dict of these, optional
        Only analogies with such words, as in ``kwic``, or of whose referent they are a part: "Nixon", "Munich*".
    kind, stance, referent, speaker : str or list of str, optional
        Only those with this value, or one of these: ``kind="historical"``; ``speaker="the writer"`` is nobody quoted.

    Returns
    -------
    DataFrame
        doc_id, title, kind, stance, speaker (NA = the writer), tenor, vehicle, referent, reason, sentence, path (of
        the document), start.

    Raises
    ------
    OptionError, NothingFoundWarning
        If no analogy has the value; the warning, if none has the words.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["He is another Nixon. She ran like a deer."]))
    >>> tk.list_analogies(labels, "Nixon").tenor.tolist()
    ['He']
    >>> listed = tk.list_analogies(tk.label(tk.read_corpus(["It rained. He fought like a lion."])))
    >>> listed[["tenor", "vehicle", "sentence"]].values.tolist()
    [['He', 'a lion', 'He fought like a lion.']]
    """
    found = labels.analogies[labels.analogies["accepted"]].reset_index(drop=True)
    found = found if terms is None else _with_terms(labels, found, terms)
    for column, wanted in {"kind": kind, "stance": stance, "referent": referent, "speaker": speaker}.items():
        if wanted is not None:
            values = found[column].astype("str").fillna(WRITER) if column == "speaker" else found[column]
            found = found[has_value(values, wanted, "analogy")]
    found = found.reset_index(drop=True)
    fields = labels.documents.set_index("doc_id")
    known = {name: fields[name].reindex(found["doc_id"]).array for name in ("title", "path") if name in fields}
    columns = ["doc_id", "title", "kind", "stance", "speaker", "tenor", "vehicle", "referent", "reason", "sentence"]
    return ListedAnalogies(found.assign(**known, sentence=_sentences_of(labels, found))[[*columns, "path", "start"]])


def _with_terms(labels: Labels, found: pd.DataFrame, terms: Queries) -> pd.DataFrame:
    """Accepted analogies with words that a query finds, or with a referent of whose name a query is a part."""
    groups = terms.values() if isinstance(terms, Mapping) else [terms]
    wanted, texts = [str(term) for group in groups for term in as_list(group)], read_texts(labels)
    keep = np.isin(np.arange(len(found)), [row for term in wanted for row in find_lines(texts, "analogies", term).rows])
    names = [{*str(name).casefold().split()} for name in found["referent"]]
    keep |= [any({*term.casefold().split()} <= name for term in wanted) for name in names]
    if len(found) and not keep.any():
        known = say_near(wanted[0] if wanted else "", found["referent"].dropna())
        message = f"None of the {len(found)} accepted analogies has {terms!r}; of their referents, {known}"
        warnings.warn(message, NothingFoundWarning, stacklevel=4)
    return found[keep]


def _sentences_of(labels: Labels, found: pd.DataFrame) -> pd.Series:
    """The sentence around each cue."""
    texts = labels.documents.set_index("doc_id")["text"]
    spans = {
        doc: list(zip(group["start"], group["end"], strict=True)) for doc, group in labels.sentences.groupby("doc_id")
    }
    result = []
    for doc, cue in zip(found["doc_id"], found["cue_start"], strict=True):
        start, end = next(((s, e) for s, e in spans.get(doc, []) if s <= cue < e), (cue, cue))
        result.append(" ".join(texts[doc][start:end].split()))
    return pd.Series(result, found.index, dtype="str")


@measure(reads=("analogies",))
def analogy_pairs(labels: Labels | LabelsOnDisk | pd.DataFrame) -> pd.DataFrame:
    """What is likened to what: accepted analogies whose tenor and vehicle are both expressed.

    The vehicle of a historical analogy is named by its referent, so that spellings fall together.

    Returns
    -------
    DataFrame
        tenor, vehicle, kind, stance, n, n_documents; the most frequent first.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The mayor is not another Nixon. The mayor acts like a king."]))
    >>> tk.analogy_pairs(labels)[["tenor", "vehicle", "stance"]].values.tolist()
    [['The mayor', 'Richard Nixon', 'denied'], ['The mayor', 'a king', 'affirmed']]
    """
    found = resolve(labels, "analogies", columns=["accepted", "tenor", "vehicle", "referent", "kind", "stance"])
    found = found[found["accepted"] & found["tenor"].notna() & found["vehicle"].notna()]
    found = found.assign(vehicle=found["referent"].fillna(found["vehicle"]).str.replace(r"\s+", " ", regex=True))
    keys = ["tenor", "vehicle", "kind", "stance"]
    counted = found.groupby(keys, observed=True).agg(n=("doc_id", "size"), n_documents=("doc_id", "nunique"))
    return counted.reset_index().sort_values(["n", *keys[:2]], ascending=[False, True, True], ignore_index=True)


@measure(reads=("analogies",))
def past_referents(labels: Labels | LabelsOnDisk) -> pd.DataFrame:
    """Accepted analogies with a past referent: its year against the date of the text.

    Returns
    -------
    DataFrame
        doc_id, date, year (of the text, NaN without a date), referent, referent_year, distance_years, stance,
        speaker, vehicle.

    Examples
    --------
    >>> import pandas as pd, textkit as tk
    >>> texts = pd.DataFrame({"text": ["This is another Watergate."], "date": ["2019-05-01"]})
    >>> tk.past_referents(tk.label(tk.read_corpus(texts)))[["referent", "year", "distance_years"]].values.tolist()
    [['Watergate', 2019.0, 47.0]]
    """
    found = resolve(labels, "analogies", "date")
    found = found[found["accepted"] & found["referent"].notna()].reset_index(drop=True)
    year = found["date"].dt.year.astype("float64")
    distance = year - found["referent_year"].astype("float64")
    columns = ["doc_id", "date", "year", "referent", "referent_year", "distance_years", "stance", "speaker", "vehicle"]
    return found.assign(year=year, distance_years=distance)[columns]


@measure(reads=("analogies", "tokens"))
def past_referents_by_period(
    labels: Labels | LabelsOnDisk, *, years: int = 10, rounds: int = 1000, level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Historical analogies per 10,000 words in each period of ``years`` years; documents without a date are left out.

    Returns
    -------
    DataFrame
        period (its first year), n, n_documents, n_words, per_10k_words, low, high (bootstrap over the documents of
        the period; NaN for fewer than two).

    Examples
    --------
    >>> import pandas as pd, textkit as tk
    >>> texts = pd.DataFrame({"text": ["This is another Watergate."], "date": ["2019-05-01"]})
    >>> tk.past_referents_by_period(tk.label(tk.read_corpus(texts)))[["period", "n", "n_documents"]].values.tolist()
    [[2010, 1, 1]]
    """
    found = labels.analogies[labels.analogies["accepted"] & (labels.analogies["kind"] == "historical")]
    words = labels.tokens.loc[labels.tokens["kind"] == "word", "doc_id"].astype("str").value_counts()
    documents = labels.documents[["doc_id", "date"]].assign(
        n=lambda d: d["doc_id"].map(found["doc_id"].value_counts()).fillna(0),
        n_words=lambda d: d["doc_id"].map(words).fillna(0),
        period=lambda d: d["date"].dt.year // years * years,
    )
    options = {"rounds": rounds, "level": level, "seed": seed}
    periods = documents.dropna().groupby("period")
    rows = [[int(p), int(d["n"].sum()), len(d), *_rate(d["n"], d["n_words"], **options)] for p, d in periods]
    return pd.DataFrame(rows, columns=["period", "n", "n_documents", "n_words", "per_10k_words", "low", "high"])
