"""Words that judge: epithets before names, intensifiers, adverbs on reporting verbs, and other evaluative words."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.labelling.sentiment.valence import lexicon_value
from textkit.lexicons import read_lexicon
from textkit.measure.grouping import as_list, resolve
from textkit.measure.tracing import measure

__all__ = ["loaded_terms"]

LEAST_VALUE = 1.0  # on the lexicon's scale of about -4 to 4
CONTEXT = 45  # characters shown on either side of an example


@measure(table="tokens")
def loaded_terms(labels: Labels, *, by: str | Iterable[str] | None = None) -> pd.DataFrame:
    """Evaluative and loaded words with their counts, as evidence for what the polarity rests on.

    Kinds, the first that applies: ``epithet`` (evaluative word right before a name), ``manner adverb`` (-ly beside a
    reporting verb), ``intensifier`` ("utterly", "massive"), ``evaluative`` (any other word of the sentiment lexicon
    with a value of at least 1). Words are judged one by one: a word that is negated or quoted with distance counts
    all the same, so read the example.

    Parameters
    ----------
    labels : Labels
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
    >>> tk.loaded_terms(labels)[["kind", "term"]].values.tolist()
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
