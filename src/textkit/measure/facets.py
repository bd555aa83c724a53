"""Lines of a corpus and what they can be divided by: speaker, voice, tone, analogy, and the fields of their documents.

Lines are places of words: what a query finds, or the quotations, analogies, sentences and other spans of a table.
Facets are counted at once for all of them, so that millions of words can be narrowed step by step.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.measure.concordance import PLACE, order_lines
from textkit.measure.queries import compile_queries
from textkit.measure.search import Columns, explain_nothing, find_queries
from textkit.measure.terms import Hits, TokenPlaces, codes_of, place_tokens
from textkit.read.dates import PERIODS, period_of

__all__ = [
    "KINDS",
    "Facet",
    "Lines",
    "Texts",
    "find_lines",
    "marked_words",
    "read_texts",
    "rows_of_kind",
    "some_hits",
    "sort_lines",
]

KINDS = ("words", "quotes", "analogies", "sentences", "rows")  # of lines; rows are spans of any table
FEWEST, MOST = 2, 30  # values of a field that is a facet
NO_FACETS = frozenset({"doc_id", "text", "title", "date", "date_source", "path", "sha256", "n_chars"})
NODE = 100  # characters of a node by which lines are sorted
TONES = ("negative", "neutral", "positive")
TITLES = MappingProxyType(
    {
        "speaker": "Speaker",
        "voice": "Voice",
        "kind": "Kind of quotation",
        "analogy": "Kind of analogy",
        "stance": "Stance of the analogy",
        "tone": "Tone of the sentence",
        "document": "Document",
        "row": "Row of the table",
    }
)
UNNAMED = MappingProxyType(
    {"speaker": "no speaker", "analogy": "no analogy", "stance": "no analogy", "tone": "no tone"}
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A division of lines: the number of the value of each line, -1 for none, the values, and what none is called.

    Examples
    --------
    >>> facet = Facet("Voice", np.array([0, 1, 0, -1]), ["narration", "quotation"])
    >>> facet.counts(np.ones(4, dtype=bool)).tolist(), facet.holds(["quotation", None]).tolist()
    ([2, 1, 1], [False, True, False, True])
    """

    title: str
    codes: np.ndarray
    values: Sequence[str]
    unnamed: str = "unknown"
    ordered: bool = False

    def counts(self, keep: np.ndarray) -> np.ndarray:
        """Kept lines of each value; those without one are the last number."""
        codes = self.codes[keep]
        return np.bincount(np.where(codes < 0, len(self.values), codes), minlength=len(self.values) + 1)

    def holds(self, chosen: Collection[str | None]) -> np.ndarray:
        """Which lines have one of these values; None stands for those without one."""
        of_value = [value in chosen for value in self.values] + [None in chosen]
        return np.array(of_value, dtype=bool)[self.codes]


@dataclass(frozen=True, slots=True)
class Texts:
    """Labels made ready for many questions.

    ``base`` is where each document of ``names`` begins if all of them stand one behind the other; ``documents`` has a
    row for each, ``fields`` their facets; ``known`` is what searches have indexed.
    """

    labels: Labels
    places: TokenPlaces
    names: np.ndarray
    base: np.ndarray
    documents: pd.DataFrame
    fields: Mapping[str, Facet]
    known: Columns = field(default_factory=dict)

    def absolute(self, table: pd.DataFrame, column: str = "start") -> np.ndarray:
        """Places in documents as places in all texts; -1 in documents without words."""
        codes, names = codes_of(table["doc_id"])
        numbers = np.append(pd.Index(self.names).get_indexer(names), -1)[codes]
        return np.where(numbers >= 0, np.append(self.base, -1)[numbers] + table[column].to_numpy(dtype=np.int64), -1)

    def hits(self, table: pd.DataFrame) -> tuple[Hits, np.ndarray]:
        """The spans of ``table`` in the order of the texts, and their rows in it; those without a word are left out."""
        moved = self.base[self.places.documents]
        starts, ends = self.absolute(table), self.absolute(table, "end")
        first = (moved + self.places.ends).searchsorted(starts, "right")
        last = (moved + self.places.starts).searchsorted(ends, "left") - 1
        rows = np.flatnonzero((starts >= 0) & (first <= last))
        rows = rows[np.argsort(starts[rows], kind="stable")]
        own = table[["start", "end"]].to_numpy(dtype=np.int64)[rows]
        return Hits(first[rows], last[rows], own[:, 0], own[:, 1], np.zeros(len(rows), dtype=np.int64)), rows


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in the order of the texts: their places, their rows in the table of their kind (words: -1), their facets.

    ``inner`` is what a query finds within the rows; ``note`` says why there is nothing.
    """

    hits: Hits
    rows: np.ndarray
    facets: Mapping[str, Facet]
    inner: Hits | None = None
    note: str = ""


def read_texts(labels: Labels) -> Texts:
    """The labels made ready; OptionError if they have no tokens."""
    if not len(labels.tokens):
        raise OptionError("These labels have no words. Label the texts with all tables: tk.label(corpus).")
    codes, names = codes_of(labels.tokens["doc_id"])
    documents = labels.documents.set_index("doc_id", drop=False).reindex(names)
    order = pd.unique(codes)
    lengths = documents["text"].str.len().fillna(0).to_numpy(dtype=np.int64)
    base = np.zeros(len(names), dtype=np.int64)
    base[order] = np.cumsum(lengths[order]) - lengths[order]
    return Texts(labels, place_tokens(labels.tokens), names, base, documents, _document_facets(documents))


def _document_facets(documents: pd.DataFrame) -> dict[str, Facet]:
    """Fields of few values, the shortest periods of which there are few, and the documents by title."""
    found = {}
    for name in [name for name in documents if name not in NO_FACETS]:
        values = documents[name].astype("str").where(documents[name].notna())
        if FEWEST <= values.nunique() <= MOST:
            found[f"field {name}"] = _facet(name.replace("_", " ").capitalize(), values)
    for period in (name for name in PERIODS if "date" in documents and name != "week"):
        values = period_of(documents["date"], period)
        if FEWEST <= values.nunique() <= MOST:
            found |= {"date": _facet(period.capitalize(), values)} if f"field {period}" not in found else {}
            break
    titles = documents["title"].where(documents["title"].notna(), documents["doc_id"]).astype("str")
    return found | {"document": _facet("document", titles.where(~titles.duplicated(keep=False), documents["doc_id"]))}


def _facet(name: str, values: pd.Series, unnamed: str | None = None) -> Facet:
    """The division by a column; numbers and periods are in their order."""
    codes, names = codes_of(values)
    ordered = len(names) > 0 and all(str(value)[:1].isdigit() for value in names)
    if ordered:
        order = np.argsort(names.astype(str), kind="stable")
        codes, names = np.append(np.argsort(order), -1)[codes], names[order]
    none = UNNAMED.get(name, "unknown") if unnamed is None else unnamed
    return Facet(TITLES.get(name, name), codes, [str(value) for value in names], none, ordered)


def find_lines(
    texts: Texts, kind: str, query: str = "", *, forms: bool = False, spans: pd.DataFrame | None = None
) -> Lines:
    """The lines of a kind: with a query the words that it finds, or the rows that have such a word in them.

    Parameters
    ----------
    kind : "words", "quotes", "analogies" (accepted ones), "sentences" or "rows" (those of ``spans``)
    query : str
        As in ``kwic``; without one all rows, and no words.
    forms : bool
        Compare words with dictionary forms.
    spans : DataFrame, optional
        Spans in documents: doc_id, start, end.

    Raises
    ------
    OptionError
        If the query is not understood.

    Examples
    --------
    >>> import textkit as tk
    >>> texts = read_texts(tk.label(tk.read_corpus(["“Tariffs rise,” said Ann Lee. “No,” said Bo Roe."])))
    >>> len(find_lines(texts, "quotes").rows), len(find_lines(texts, "quotes", "tariff*").rows)
    (2, 1)
    """
    tokens, inner, note = texts.labels.tokens, None, ""
    if query.strip():
        queries = compile_queries(query, unit="lemma" if forms else "norm")
        inner = find_queries(queries, tokens, texts.places, known=texts.known)
        note = "" if len(inner.first) else explain_nothing(queries, tokens, known=texts.known)
    if kind == "words":
        hits = Hits(*(np.zeros(0, dtype=np.int64) for _ in range(5))) if inner is None else inner
        return Lines(hits, np.full(len(hits.first), -1), _facets(texts, hits, None), note=note)
    table = rows_of_kind(texts, kind, spans)
    hits, rows = texts.hits(table)
    if inner is not None:
        some = inner.first.searchsorted(hits.first) < inner.first.searchsorted(hits.last, "right")
        hits, rows = some_hits(hits, some), rows[some]
    return Lines(hits, rows, _facets(texts, hits, table.iloc[rows]), inner, note)


def rows_of_kind(texts: Texts, kind: str, spans: pd.DataFrame | None = None) -> pd.DataFrame:
    """The table whose rows are lines of this kind."""
    if kind == "rows" and spans is not None:
        return spans
    table = texts.labels[kind]
    return table[table["accepted"].astype(bool)] if kind == "analogies" else table


def some_hits(hits: Hits, chosen: np.ndarray | slice) -> Hits:
    """Those of the places that are chosen, by number or as a mask."""
    return Hits(hits.first[chosen], hits.last[chosen], hits.starts[chosen], hits.ends[chosen], hits.queries[chosen])


def _facets(texts: Texts, hits: Hits, rows: pd.DataFrame | None) -> dict[str, Facet]:
    """All facets of lines: columns of their own, or else those of the first word, of its sentence and its analogy."""
    own = {} if rows is None else dict(rows.items())
    tokens, found = texts.labels.tokens, {}
    if "row" in own:
        found["row"] = _facet("row", own["row"].astype("str"))
    for name in ("speaker", "voice"):
        values = own[name] if name in own else tokens[name].iloc[hits.first]
        found[name] = _facet(name, values, "the writer" if "vehicle" in own and name == "speaker" else None)
    if "rule" in own:
        found["kind"] = _facet("kind", own["kind"])
    if "vehicle" in own:
        found |= {"analogy": _facet("analogy", own["kind"]), "stance": _facet("stance", own["stance"])}
    else:
        found |= _analogy_facets(texts, hits)
    found["tone"] = Facet(TITLES["tone"], _tone_codes(texts, hits), TONES, UNNAMED["tone"], ordered=True)
    documents = texts.places.documents[hits.first]
    return found | {name: replace(facet, codes=facet.codes[documents]) for name, facet in texts.fields.items()}


def _tone_codes(texts: Texts, hits: Hits) -> np.ndarray:
    """Sign of the polarity of the sentence in which each line begins."""
    sentences = texts.labels.sentences
    if not len(sentences):
        return np.full(len(hits.first), -1)
    at = texts.base[texts.places.documents[hits.first]] + hits.starts
    starts = texts.absolute(sentences)
    order = np.argsort(starts, kind="stable")
    place = starts[order].searchsorted(at, "right") - 1
    rows = order[np.maximum(place, 0)]
    inside = (place >= 0) & (texts.absolute(sentences, "end")[rows] > at)
    polarity = sentences["polarity"].to_numpy(dtype=float)[rows]
    return np.where(inside & ~np.isnan(polarity), np.sign(np.nan_to_num(polarity)) + 1, -1).astype(np.int64)


def _analogy_facets(texts: Texts, hits: Hits) -> dict[str, Facet]:
    """Kind and stance of an accepted analogy that each line shares words with."""
    table = rows_of_kind(texts, "analogies")
    found = np.full(len(hits.first), -1)
    reach = np.maximum.accumulate(hits.last) if len(hits.last) else hits.last
    spans, rows = texts.hits(table)
    lows, highs = reach.searchsorted(spans.first), hits.first.searchsorted(spans.last, "right")
    for row, first, low, high in zip(rows, spans.first, lows, highs, strict=True):
        found[low:high][hits.last[low:high] >= first] = row
    by_line = table.iloc[np.maximum(found, 0)] if len(table) else table.reindex(range(len(found)))
    columns = {"analogy": "kind", "stance": "stance"}
    return {name: _facet(name, by_line[column].where(found >= 0)) for name, column in columns.items()}


def sort_lines(texts: Texts, lines: Lines, keep: np.ndarray, sort: Sequence[str]) -> np.ndarray:
    """The numbers ``keep`` of lines in the order of up to three keys, as ``kwic`` sorts: L1, R1, node …"""
    if not sort or not len(keep):
        return keep
    hits, nodes = some_hits(lines.hits, keep), []
    if any(key.casefold() == "node" for key in sort):
        whole = texts.documents["text"].tolist()
        places = zip(texts.places.documents[hits.first], hits.starts, hits.ends, strict=True)
        nodes = [whole[document][start : min(end, start + NODE)] for document, start, end in places]
    table = pd.DataFrame({"node": nodes or ""}, index=range(len(keep)))
    return keep[order_lines(sort, texts.labels, texts.places, hits, table)]


def marked_words(
    texts: Texts, lines: Lines, numbers: np.ndarray, sort: Sequence[str]
) -> list[list[tuple[int, int, str]]]:
    """For each of the lines of these numbers the words to mark: start, end, name.

    Those are the words that it is sorted by (s0, s1, s2), or in a row of a table what the query finds in it (hit).
    """
    hits, places = some_hits(lines.hits, numbers), texts.places
    if lines.inner is not None and len(numbers) and lines.rows[numbers[0]] >= 0:
        return [_within(lines.inner, first, last) for first, last in zip(hits.first, hits.last, strict=True)]
    marked: list[list[tuple[int, int, str]]] = [[] for _ in numbers]
    for number, place in enumerate(map(PLACE.fullmatch, sort)):
        if place and place["side"]:
            rows = places.word_at(hits, int(place["distance"]) * (-1 if place["side"] in "Ll" else 1))
            for line, row in zip(marked, rows, strict=True):
                line += [(int(places.starts[row]), int(places.ends[row]), f"s{number}")] if row >= 0 else []
    return marked


def _within(inner: Hits, first: int, last: int) -> list[tuple[int, int, str]]:
    here = slice(inner.first.searchsorted(first), inner.first.searchsorted(last, "right"))
    return [(int(start), int(end), "hit") for start, end in zip(inner.starts[here], inner.ends[here], strict=True)]
