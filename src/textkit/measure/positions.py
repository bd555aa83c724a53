"""Where in its document each occurrence of a term stands: the numbers of a lexical dispersion plot."""

from typing import Literal

import numpy as np
import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.grouping import resolve
from textkit.measure.patterns import Patterns, compile_queries
from textkit.measure.search import find_queries, place_tokens
from textkit.measure.terms import in_text_order
from textkit.measure.tracing import measure

__all__ = ["term_positions"]


@measure
def term_positions(
    source: Labels | pd.DataFrame,
    terms: Patterns,
    *,
    unit: Literal["norm", "lemma"] = "norm",
    ignore_case: bool = True,
) -> pd.DataFrame:
    """Every occurrence of words or phrases and its place in the document.

    Parameters
    ----------
    source : Labels or DataFrame
        Labels or a token table as textkit makes it.
    terms : str, list of str or dict of these
        Words or phrases, with the wildcards, alternatives and groups of ``kwic``.
    unit, ignore_case
        As in ``kwic``.

    Returns
    -------
    DataFrame
        term (as given, or its key in the dictionary), doc_id, token_id, n_tokens (of the document), position (share of
        the document that comes before, 0 to below 1). By term as given, then in the order of the texts.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.label(tk.read_corpus(["War and peace and war"]), tables=("sentences", "tokens")).tokens
    >>> tk.term_positions(tokens, "war")[["doc_id", "token_id", "position"]].values.tolist()
    [['text-001', 0, 0.0], ['text-001', 4, 0.8]]
    """
    columns = ["doc_id", "sent_id", "token_id", "token", unit, "kind", "start", "end"]
    tokens = in_text_order(resolve(source, "tokens", columns=columns))
    places = place_tokens(tokens)
    queries = compile_queries(terms, ignore_case=ignore_case)
    hits = find_queries(queries, tokens, places, unit=unit, ignore_case=ignore_case)
    order = np.argsort(hits.queries, kind="stable")
    n_tokens = np.bincount(places.documents)[places.documents] if len(tokens) else np.zeros(0, dtype=np.int64)
    first = hits.first[order]
    table = tokens.iloc[first][["doc_id", "token_id"]].reset_index(drop=True).assign(n_tokens=n_tokens[first])
    table["term"] = pd.Series([queries[number].name for number in hits.queries[order]], dtype="str")
    table["position"] = table["token_id"] / table["n_tokens"]
    return table[["term", "doc_id", "token_id", "n_tokens", "position"]]
