"""How much text there is, and of what kind: the denominators of everything else."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.grouping import as_list, resolve
from textkit.measure.terms import group_rows
from textkit.measure.tracing import measure

__all__ = ["corpus_size", "paragraph_roles"]


@measure(table="documents")
def corpus_size(labels: Labels, *, by: str | Iterable[str] | None = "doc_id") -> pd.DataFrame:
    """Documents, sentences and words, and how many of the words are quoted, by document or by a document's field.

    It misleads where genres are read off few documents: look at ``n_documents`` first.

    Parameters
    ----------
    labels : Labels
    by : str or list of str, optional
        ``doc_id`` or document fields; None for the corpus as a whole. Documents without a value are a group of their
        own (NA).

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
    groups, table = group_rows(resolve(labels, "documents", by), as_list(by))
    for name, counts in _counts(labels).items():
        table[name] = np.bincount(groups, counts, len(table)).astype(np.int64)
    table["quoted_share"] = table["n_quoted"] / table["n_words"].where(table["n_words"] > 0)
    return table.sort_values("n_words", ascending=False, kind="stable", ignore_index=True)


def _counts(labels: Labels) -> dict[str, np.ndarray]:
    """Of each document 1, its sentences, words and quoted words."""
    words = labels.tokens[labels.tokens["kind"] == "word"]
    quoted = words[words["voice"] == "quotation"]
    counted = {"n_sentences": labels.sentences, "n_words": words, "n_quoted": quoted}
    sizes = {name: table["doc_id"].astype("str").value_counts() for name, table in counted.items()}
    ids = labels.documents["doc_id"].astype("str")
    columns = {name: ids.map(size).fillna(0).to_numpy(dtype=np.int64) for name, size in sizes.items()}
    return {"n_documents": np.ones(len(ids), dtype=np.int64), **columns}


@measure(table="paragraphs")
def paragraph_roles(labels: Labels | pd.DataFrame, *, by: str | Iterable[str] | None = "genre") -> pd.DataFrame:
    """What the text consists of: titles, body, block quotations … by a document's field.

    Parameters
    ----------
    labels : Labels or DataFrame
        Labels, or a table of paragraphs.
    by : str or list of str, optional
        Document fields or columns of the paragraphs; None for the corpus as a whole.

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
    table = resolve(labels, "paragraphs", keys, columns=["role", "start", "end"])
    lengths = (table["end"] - table["start"]).to_numpy()
    groups, roles = group_rows(table.astype({"role": "str"}), [*keys, "role"])
    n_chars = np.bincount(groups, lengths, len(roles)).astype(np.int64)
    wholes, _ = group_rows(roles, keys)
    totals = np.bincount(wholes, n_chars)[wholes].astype(float) if len(roles) else np.zeros(0)
    totals[totals == 0] = np.nan
    return roles.assign(n_paragraphs=np.bincount(groups, minlength=len(roles)), n_chars=n_chars, share=n_chars / totals)
