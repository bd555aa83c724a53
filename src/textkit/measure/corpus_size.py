"""How much text there is, and of what kind: the denominators of everything else."""

from collections.abc import Iterable

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.grouping import as_list, resolve

__all__ = ["corpus_size", "paragraph_roles"]


def corpus_size(labels: Labels, *, by: str | Iterable[str] = "doc_id") -> pd.DataFrame:
    """Documents, sentences and words, and how many of the words are quoted, by document or by a document's field.

    It misleads where genres are read off few documents: look at ``n_documents`` first.

    Parameters
    ----------
    labels : Labels
    by : str or list of str
        ``doc_id`` or document fields; documents without a value are a group of their own (NA).

    Returns
    -------
    DataFrame
        One row per group, the largest first: by…, n_documents, n_sentences, n_words (words, no numbers or
        punctuation), n_quoted (words in direct, mixed and block quotations), quoted_share (NaN without words).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is over,” Ann Lee said."]))
    >>> tk.corpus_size(labels)[["n_documents", "n_words", "n_quoted", "quoted_share"]].values.tolist()
    [[1.0, 6.0, 3.0, 0.5]]
    """
    keys = as_list(by)
    documents = _with_counts(labels)
    counts = ["n_documents", "n_sentences", "n_words", "n_quoted"]
    table = documents.groupby(keys, dropna=False, sort=True)[counts].sum().reset_index()
    table["quoted_share"] = table["n_quoted"] / table["n_words"].where(table["n_words"] > 0)
    return table.sort_values("n_words", ascending=False, kind="stable", ignore_index=True)


def _with_counts(labels: Labels) -> pd.DataFrame:
    """The documents with their numbers of sentences and words."""
    words = labels.tokens[labels.tokens["kind"] == "word"]
    quoted = words[words["voice"] == "quotation"]
    counted = {"n_sentences": labels.sentences, "n_words": words, "n_quoted": quoted}
    sizes = {name: table["doc_id"].astype("str").value_counts() for name, table in counted.items()}
    ids = labels.documents["doc_id"]
    columns = {name: ids.map(size).fillna(0).astype("int64") for name, size in sizes.items()}
    return labels.documents.assign(n_documents=1, **columns)


def paragraph_roles(labels: Labels, *, by: str | Iterable[str] = "genre") -> pd.DataFrame:
    """What the text consists of: titles, body, block quotations … by a document's field.

    Returns
    -------
    DataFrame
        by…, role, n_paragraphs, n_chars, share (of the group's characters inside paragraphs).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["# A title\\n\\nA body of words."]))
    >>> tk.paragraph_roles(labels, by="doc_id")[["role", "n_paragraphs", "n_chars"]].values.tolist()
    [['body', 1, 16], ['title', 1, 7]]
    """
    keys = as_list(by)
    table = resolve(labels, "paragraphs", keys)
    table["n_chars"] = table["end"] - table["start"]
    groups = table.astype({"role": "str"}).groupby([*keys, "role"], dropna=False, sort=True)["n_chars"]
    roles = groups.agg(n_paragraphs="size", n_chars="sum").reset_index()
    totals = roles.groupby(keys, dropna=False)["n_chars"].transform("sum")
    return roles.assign(share=roles["n_chars"] / totals.where(totals > 0))
