"""Analogies listed: each in its sentence, what is likened to what, and when the past referents lie."""

from typing import TYPE_CHECKING

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.bootstrap import ratio_interval
from textkit.measure.grouping import resolve
from textkit.measure.tracing import measure

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

__all__ = ["ListedAnalogies", "analogy_pairs", "list_analogies", "past_referents", "past_referents_by_period"]

PER = 10_000


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


@measure
def list_analogies(labels: Labels) -> pd.DataFrame:
    """Every accepted analogy in its sentence, in the order of the texts; ``tk.text_table`` shows it to be read.

    Returns
    -------
    DataFrame
        doc_id, title, kind, stance, speaker (NA = the writer), tenor, vehicle, referent, reason, sentence, path (of
        the document), start.

    Examples
    --------
    >>> import textkit as tk
    >>> listed = tk.list_analogies(tk.label(tk.read_corpus(["It rained. He fought like a lion."])))
    >>> listed[["tenor", "vehicle", "sentence"]].values.tolist()
    [['He', 'a lion', 'He fought like a lion.']]
    """
    found = labels.analogies[labels.analogies["accepted"]].reset_index(drop=True)
    fields = labels.documents.set_index("doc_id")
    known = {name: fields[name].reindex(found["doc_id"]).array for name in ("title", "path") if name in fields}
    columns = ["doc_id", "title", "kind", "stance", "speaker", "tenor", "vehicle", "referent", "reason", "sentence"]
    table = found.assign(**known, sentence=_sentences_of(labels, found))[[*columns, "path", "start"]]
    return ListedAnalogies(table)


def _sentences_of(labels: Labels, found: pd.DataFrame) -> list[str]:
    """The sentence around each cue."""
    texts = labels.documents.set_index("doc_id")["text"]
    spans = {
        doc: list(zip(group["start"], group["end"], strict=True)) for doc, group in labels.sentences.groupby("doc_id")
    }
    result = []
    for doc, cue in zip(found["doc_id"], found["cue_start"], strict=True):
        start, end = next(((s, e) for s, e in spans.get(doc, []) if s <= cue < e), (cue, cue))
        result.append(" ".join(texts[doc][start:end].split()))
    return result


@measure
def analogy_pairs(labels: Labels | pd.DataFrame) -> pd.DataFrame:
    """What is likened to what: accepted analogies whose tenor and vehicle are both expressed.

    The vehicle of a historical analogy is named by its referent, so that spellings fall together.

    Returns
    -------
    DataFrame
        tenor, vehicle, kind, stance, n, n_documents; the most frequent first.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The mayor is no Nixon. The mayor acts like a king."]))
    >>> tk.analogy_pairs(labels)[["tenor", "vehicle", "stance"]].values.tolist()
    [['The mayor', 'Richard Nixon', 'denied'], ['The mayor', 'a king', 'affirmed']]
    """
    found = resolve(labels, "analogies", columns=["accepted", "tenor", "vehicle", "referent", "kind", "stance"])
    found = found[found["accepted"] & found["tenor"].notna() & found["vehicle"].notna()]
    found = found.assign(vehicle=found["referent"].fillna(found["vehicle"]).str.replace(r"\s+", " ", regex=True))
    keys = ["tenor", "vehicle", "kind", "stance"]
    counted = found.groupby(keys, observed=True).agg(n=("doc_id", "size"), n_documents=("doc_id", "nunique"))
    return counted.reset_index().sort_values(["n", *keys[:2]], ascending=[False, True, True], ignore_index=True)


@measure
def past_referents(labels: Labels) -> pd.DataFrame:
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


@measure
def past_referents_by_period(
    labels: Labels, *, years: int = 10, rounds: int = 1000, level: float = 0.95, seed: int = 0
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
    rows = [_period(int(period), group, options) for period, group in documents.dropna().groupby("period")]
    return pd.DataFrame(rows, columns=["period", "n", "n_documents", "n_words", "per_10k_words", "low", "high"])


def _period(period: int, group: pd.DataFrame, options: dict) -> list[object]:
    n, n_words = int(group["n"].sum()), int(group["n_words"].sum())
    low, high = ratio_interval(group["n"].to_numpy(), group["n_words"].to_numpy(), scale=PER, **options)
    return [period, n, len(group), n_words, PER * n / n_words if n_words else float("nan"), low, high]
