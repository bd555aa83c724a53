"""Concordance (key word in context): every hit of a pattern, the words around it, and its place in the document."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Literal
from unicodedata import combining, normalize

import numpy as np
import pandas as pd
from regex import Pattern

from textkit.errors import MissingColumnError, OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.comparison import read_with, words_of
from textkit.measure.queries import Queries, columns_of, compile_queries, compile_regex, exact_query, find_all
from textkit.measure.search import PLACES, Columns, explain_nothing, find_queries, warn_of_absent
from textkit.measure.terms import Hits, TokenPlaces, codes_of, in_text_order, place_tokens
from textkit.read.corpus import field_values, find_field, list_fields

__all__ = ["Concordance", "kwic", "lines_at", "lines_with", "order_lines", "some_lines_with", "term_positions"]

CONTEXT_CHARS = 50  # on each side, in plain text
PLACE = re.compile(r"(?P<side>[LR])(?P<distance>[1-9])|(?P<node>node)", re.IGNORECASE)
SIDES = MappingProxyType({"left": "L1", "right": "R1"})  # of the node, in sort=
MOST_SORT_KEYS = 3
SPACE = re.compile(r"\s+")


@measure
def term_positions(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    terms: Queries,
    *,
    unit: Literal["norm", "lemma"] = "norm",
    ignore_case: bool = True,
) -> pd.DataFrame:
    """Every occurrence of words or phrases and its place in the document.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels or a token table as textkit makes it.
    terms : str, list of str or dict of these
        Words or phrases, queries or dictionaries of them as in ``kwic``.
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
    queries = compile_queries(terms, unit=unit, ignore_case=ignore_case)
    read = read_with(source, queries, fields=[]) if isinstance(source, LabelsOnDisk) else source
    tokens = in_text_order(resolve(read, "tokens", columns=["token_id", *PLACES, *columns_of(queries)]))
    hits = find_queries(queries, tokens, places := place_tokens(tokens))
    warn_of_absent(queries, lambda: words_of(source, queries), set(hits.queries.tolist()))
    order = np.argsort(hits.queries, kind="stable")
    n_tokens = np.bincount(places.documents)[places.documents] if len(tokens) else np.zeros(0, dtype=np.int64)
    first = hits.first[order]
    table = tokens.iloc[first][["doc_id", "token_id"]].reset_index(drop=True).assign(n_tokens=n_tokens[first])
    table["term"] = pd.Series([queries[number].name for number in hits.queries[order]], dtype="str")
    table["position"] = table["token_id"] / table["n_tokens"]
    if isinstance(source, LabelsOnDisk):  # of all documents, as in memory
        ids = source.select({"documents": ["doc_id"]}).documents["doc_id"]
        table["doc_id"] = table["doc_id"].cat.set_categories(pd.Index(sorted(ids), dtype="str"))
    return table[["term", "doc_id", "token_id", "n_tokens", "position"]]


class Concordance(pd.DataFrame):
    """A table of concordance lines that shows itself with the node in the middle (in a notebook, as ``show`` says).

    It is a DataFrame in every other respect: one row per hit with doc_id, start, end (span of the hit in the text),
    left, node, right and metadata columns; ``attrs["pattern"]`` is what was searched. Whatever is made from it (a
    filter, a selection of columns) is a plain DataFrame.

    Examples
    --------
    >>> import textkit as tk
    >>> lines = tk.kwic(tk.label(tk.read_corpus(["No deal is a bad deal."]), tables=("sentences", "tokens")), "deal")
    >>> print(lines)
              No deal is a bad deal.
    No deal is a bad deal .
    >>> lines.left.tolist()
    ['No', 'No deal is a bad']
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __str__(self) -> str:
        if not len(self):
            return f"No line for {self.attrs.get('pattern')!r}. {self.attrs.get('note', '')}".rstrip()
        rows = list(zip(self["left"], self["node"], self["right"], strict=True))
        width = min(CONTEXT_CHARS, max(len(left) for left, _, _ in rows))
        return "\n".join(
            f"{left[-width:]:>{width}} {node} {right[:CONTEXT_CHARS]}".rstrip() for left, node, right in rows
        )

    def __repr__(self) -> str:
        return f"Concordance of {self.attrs.get('pattern')!r}, {len(self):,} lines\n{self}"


@measure
def kwic(
    labels: Labels | LabelsOnDisk,
    pattern: Queries,
    *,
    regex: bool = False,
    ignore_case: bool = True,
    unit: Literal["norm", "lemma"] = "norm",
    window: int = 8,
    sort: str | Sequence[str] | None = None,
    metadata: str | Sequence[str] = (),
    limit: int | None = None,
) -> Concordance:
    """Key word in context.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
        Documents and tokens are needed.
    pattern : str, list of str or dict of these
        Queries (``docs/queries.md``): words and phrases within a sentence as they are printed ("Mr. Speaker", "$2bn"),
        in which ``*`` stands for any characters and ``?`` for one: "tariff*", "51st *"; ``|`` stands between
        alternatives: "immigra*|border*". Conditions on tokens as in CQP: ``[pos="ADJ"]+ [lemma="tariff"]``, and gaps:
        ``trade []{0,3} war``. Of several queries, or a dictionary ``{"migration": ["immigra*", "border*"]}`` or the
        path of a file that holds one, each finds its own lines. With ``regex=True`` one regular expression, searched in
        the text of each document (it may cross words).
    ignore_case : bool
        "US" with ``ignore_case=False`` finds the country only; "us" never finds it.
    unit : "norm" or "lemma"
        "lemma" compares with dictionary forms: "say" finds "said".
    window : int
        Words shown on each side (punctuation does not count).
    sort : str or sequence of str, optional
        Up to three keys: L1, L2, … (words to the left), R1, R2, … (to the right), "left" and "right" for L1 and R1,
        "node", or a metadata column. Numbers sort by size, letters with accents beside the letter. None: the order of
        the texts, which also settles ties.
    metadata : str or sequence of str
        Further columns: fields of documents (date, genre, source) or of tokens (speaker, voice, sent_id).
    limit : int, optional
        The first so many lines only. Labels on disk are searched no further than that if ``sort`` is None.

    Returns
    -------
    Concordance
        A DataFrame: doc_id, start, end, left, node, right, for several patterns ``pattern`` (as given, or its key in
        the dictionary), and the metadata; ``print`` and notebooks show aligned lines, or why there are none.

    Raises
    ------
    OptionError, MissingColumnError

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Tariffs rise. A new tariff hurts."]), tables=("sentences", "tokens"))
    >>> print(tk.kwic(labels, "tariff*", sort=["R1"]))
    Tariffs rise. A new tariff hurts.
                        Tariffs rise. A new tariff hurts.
    """
    queries = () if regex else compile_queries(pattern, unit=unit, ignore_case=ignore_case)
    whole, fields = labels, as_list(metadata)
    if isinstance(labels, LabelsOnDisk):
        labels = read_with(labels, queries, None if sort or regex else limit, ["text", *fields, *as_list(sort)])
    if window < 0:
        raise OptionError(f"window must be a number of words, 0 or more, not {window!r}.")
    tokens, places = labels.tokens, place_tokens(labels.tokens)
    if regex:
        texts, names = _by_document(labels, "text"), codes_of(tokens["doc_id"])[1]
        hits = _find_in_texts(compile_regex(_only_one(pattern), ignore_case=ignore_case), texts, names, places)
    else:
        hits = find_queries(queries, tokens, places)
        if len(hits.first):  # what has no line at all says why itself
            warn_of_absent(queries, lambda: words_of(whole, queries), set(hits.queries.tolist()))
    table = lines_at(labels, places, hits, window=window, metadata=fields)
    if len(queries) > 1:
        table.insert(6, "pattern", pd.Series([queries[number].name for number in hits.queries], dtype="str"))
    order = order_lines(as_list(sort), labels, places, hits, table)
    lines = Concordance(table.loc[order[:limit]].reset_index(drop=True))
    lines.attrs["pattern"] = pattern if isinstance(pattern, str) else ", ".join(query.name for query in queries)
    if not len(lines):
        lines.attrs["note"] = explain_nothing(queries, words_of(whole, queries)) if queries else ""
    return lines


def _only_one(pattern: Queries) -> str:
    if not isinstance(pattern, str) or not pattern.strip():
        raise OptionError(f"With regex=True the pattern is one regular expression, not {pattern!r}; join them with |.")
    return pattern


def _find_in_texts(pattern: Pattern[str], texts: pd.Series, names: np.ndarray, text: TokenPlaces) -> Hits:
    """Hits in the texts, with the tokens that they touch; a hit that touches none is left out."""
    begins = np.searchsorted(text.documents, np.arange(len(names)))
    stops = np.searchsorted(text.documents, np.arange(len(names)), side="right")
    rows = []
    for number, spans in enumerate(find_all(pattern, texts.reindex(names).fillna("").tolist())):
        here = slice(begins[number], stops[number])
        if spans and stops[number] > begins[number]:
            low, high = np.array(spans).T
            first = begins[number] + np.searchsorted(text.ends[here], low, side="right")
            last = begins[number] + np.searchsorted(text.starts[here], high, side="left") - 1
            rows.append(np.stack([first, last, low, high])[:, first <= last])
    first, last, low, high = np.concatenate(rows, axis=1) if rows else np.zeros((4, 0), dtype=np.int64)
    return Hits(first, last, low, high, np.zeros(len(first), dtype=np.int64))


def lines_at(
    labels: Labels, places: TokenPlaces, hits: Hits, *, window: int = 8, metadata: Sequence[str] = ()
) -> pd.DataFrame:
    """The lines of hits, in the order of the texts: doc_id, start, end, left, node, right and the metadata."""
    names = codes_of(labels.tokens["doc_id"])[1]
    table = _lines(hits, places, _by_document(labels, "text").reindex(names).tolist(), names, window)
    return table.assign(**{field: _metadata(labels, field, hits.first, table["doc_id"]) for field in metadata})


def lines_with(
    labels: Labels,
    term: str,
    *,
    unit: str | None = None,
    metadata: str | Sequence[str] = ("sent_id", "token_id"),
    searched: tuple[TokenPlaces, Columns] | None = None,
) -> pd.DataFrame:
    """Concordance lines of a term as ``count_terms`` counts it: word by word equal in ``unit``, not only alike.

    Parameters
    ----------
    unit : {"norm", "lemma", "token"}, optional
        None: as a word form, or else as a lemma.
    metadata : sequence of str
        As in ``kwic``.
    searched : tuple, optional
        Places of the tokens and what searches in them have indexed, kept for the next term.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The US and us."]), tables=("sentences", "tokens"))
    >>> lines_with(labels, "us").node.tolist()
    ['us']
    """
    tokens = labels.tokens
    places, known = searched or (place_tokens(tokens), None)
    for name in [unit] if unit else ["norm", "lemma"]:
        hits = find_queries([exact_query(term, name)], tokens, places, known=known)
        if len(hits.first):
            break
    return lines_at(labels, places, hits, metadata=list(dict.fromkeys(as_list(metadata))))


def _by_document(labels: Labels, field: str) -> pd.Series:
    return pd.Series(labels.documents[field].array, index=labels.documents["doc_id"])


def _lines(hits: Hits, places: TokenPlaces, texts: list[str], names: np.ndarray, window: int) -> pd.DataFrame:
    lefts, rights = _outermost(places, hits, window)
    sides: dict[str, list[str]] = {"left": [], "node": [], "right": []}
    for first, low, high, left, right in zip(hits.first, hits.starts, hits.ends, lefts, rights, strict=True):
        whole = texts[places.documents[first]]
        sides["left"].append(_one_line(whole[places.starts[left] : low]) if left >= 0 else "")
        sides["node"].append(_one_line(whole[low:high]))
        sides["right"].append(_one_line(whole[high : places.ends[right]]) if right >= 0 else "")
    doc_ids = pd.Series(names[places.documents[hits.first]], dtype="str")
    spans = {"doc_id": doc_ids, "start": hits.starts, "end": hits.ends}
    return pd.DataFrame(spans | {side: pd.Series(lines, dtype="str") for side, lines in sides.items()})


def _one_line(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def _outermost(places: TokenPlaces, hits: Hits, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the outermost tokens of the context on both sides, -1 outside the text."""
    if window == 0:
        return np.full(len(hits.first), -1), np.full(len(hits.first), -1)
    window = min(window, len(places.documents))
    document = places.documents[hits.first]
    left, right = places.word_at(hits, -window), places.word_at(hits, window)
    left = np.where(left >= 0, left, np.searchsorted(places.documents, document))
    right = np.where(right >= 0, right, np.searchsorted(places.documents, document, side="right") - 1)
    return np.where(left < hits.first, left, -1), np.where(right > hits.last, right, -1)


def _metadata(labels: Labels, field: str, rows: np.ndarray, doc_ids: pd.Series) -> pd.Series:
    """A column of tokens at the first word of each hit, or a field of its document."""
    if field in labels.tokens:
        return labels.tokens[field].iloc[rows].reset_index(drop=True)
    known = list(labels.documents)
    found = find_field(field, known)
    if found is not None:
        values = field_values(labels.documents, found)
        return doc_ids.map(pd.Series(values.array, index=labels.documents["doc_id"]))
    raise MissingColumnError(
        f"{field!r} is neither a place to sort by (L1, R1, node), nor a column of tokens ({', '.join(labels.tokens)}), "
        f"nor a field of documents ({', '.join(list_fields(known))})."
    )


def order_lines(
    keys: Sequence[str], labels: Labels, places: TokenPlaces, hits: Hits, table: pd.DataFrame
) -> np.ndarray:
    """Rows of ``table``, the lines of ``hits``, in the order of the ``keys`` of ``kwic``; ties as in the texts."""
    if len(keys) > MOST_SORT_KEYS:
        raise OptionError(f"Sort by up to {MOST_SORT_KEYS} keys, not {len(keys)}.")
    keys = [SIDES.get(key.casefold(), key) for key in keys]
    norms = _ranks(labels.tokens["norm"]) if any(map(PLACE.fullmatch, keys)) else np.zeros(0, dtype=np.int64)
    columns = {number: _sort_key(key, labels, places, hits, table, norms) for number, key in enumerate(keys)}
    if all(column.dtype == np.int64 for column in columns.values()):
        return np.lexsort([hits.first, *reversed([column.to_numpy() for column in columns.values()])])
    frame = pd.DataFrame({**columns, len(keys): hits.first}, index=table.index)
    return frame.sort_values(list(frame), kind="stable").index.to_numpy()


def _sort_key(
    key: str, labels: Labels, places: TokenPlaces, hits: Hits, table: pd.DataFrame, norms: np.ndarray
) -> pd.Series:
    place = PLACE.fullmatch(key)
    if place is None:
        column = (
            table[key] if key == "pattern" and key in table else _metadata(labels, key, hits.first, table["doc_id"])
        )
        return _in_order(column)
    if place["node"]:
        return table["node"].map(_fold)
    rows = places.word_at(hits, int(place["distance"]) * (-1 if place["side"] in "Ll" else 1))
    return pd.Series(np.where(rows >= 0, norms[rows] if len(norms) else -1, -1))


def _ranks(column: pd.Series) -> np.ndarray:
    """For each row the place of its value among all of them, sorted without case and accents; -1 for NA."""
    codes, values = codes_of(column)
    order = sorted(np.unique(codes[codes >= 0]), key=lambda code: _fold(str(values[code])))
    ranks = np.full(len(values) + 1, -1)
    ranks[order] = np.arange(len(order))
    return ranks[codes]


def _in_order(column: pd.Series) -> pd.Series:
    """Keys to sort a metadata column by: its numbers if it holds nothing else, else folded texts; unknown ones last."""
    texts = column.astype("str")
    numbers = pd.to_numeric(texts, errors="coerce")
    return numbers if numbers[texts.notna()].notna().all() else texts.map(_fold, na_action="ignore")


def _fold(text: str) -> str:
    """The text without case and accents, then as it is, so that é stands beside e and behind it."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in normalize("NFKD", plain) if not combining(c))
    return plain + "\0" + text


def some_lines_with(labels: Labels, terms: Sequence[str], *, most: int, metadata: Sequence[str]) -> pd.DataFrame:
    """Up to ``most`` lines of each term, evenly spread, as ``lines_with`` finds them; one search for all terms.

    Returns
    -------
    DataFrame
        term, n_lines (all that the term has), then the columns of ``kwic`` and the metadata.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["War is war."]), tables=("sentences", "tokens"))
    >>> some_lines_with(labels, ["war"], most=1, metadata=[])[["term", "n_lines", "node"]].values.tolist()
    [['war', 2, 'War']]
    """
    places = place_tokens(labels.tokens)
    found, names = [], []
    for column in ("norm", "lemma"):
        wanted = [term for term in terms if term not in names]
        hits = find_queries([exact_query(term, column) for term in wanted], labels.tokens, places)
        for number, term in enumerate(wanted):
            own = np.flatnonzero(hits.queries == number)
            if len(own):
                names.append(term)
                spread = own[np.unique(np.linspace(0, len(own) - 1, most).round().astype(int))]
                part = Hits(*(getattr(hits, field)[spread] for field in Hits.__slots__))
                lines = lines_at(labels, places, part, metadata=metadata)
                found.append((term, lines.assign(term=term, n_lines=len(own))))
    found.sort(key=lambda pair: list(terms).index(pair[0]))
    columns = ["term", "n_lines", "doc_id", "start", "end", "left", "node", "right", *metadata]
    return (
        pd.concat([lines for _, lines in found], ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
    )
