"""Finding words, phrases and regular expressions in labelled texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import regex

from textkit.errors import nearest
from textkit.labelling.labels import Labels
from textkit.language.tokens import NORM_OF
from textkit.measure.calls import as_list, resolve
from textkit.measure.patterns import Patterns, Query, Word, compile_queries, compile_wildcard, find_all, matches
from textkit.measure.terms import Occurrences, codes_of, group_rows, in_text_order, of_kinds

__all__ = [
    "Hits",
    "TokenPlaces",
    "explain_nothing",
    "find_in_texts",
    "find_queries",
    "find_term",
    "place_tokens",
    "query_occurrences",
]

TEXT_COLUMNS = ("doc_id", "sent_id", "token", "kind", "start", "end")  # that a search needs beside the unit
COUNTED = ("word", "number")  # kinds of token that are words of a context, and that a wildcard alone stands for


@dataclass(frozen=True, slots=True)
class TokenPlaces:
    """Where the tokens stand, in order; ``words`` are the rows of words and numbers.

    ``follows`` says whether a row comes right behind the row before it in the text, ``linked`` whether also in the
    same sentence.
    """

    documents: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray
    follows: np.ndarray
    linked: np.ndarray

    def word_at(self, hits: "Hits", distance: int) -> np.ndarray:
        """Row of the word so many words after (or, if negative, before) each hit; -1 beyond the document."""
        if distance < 0:
            place = np.searchsorted(self.words, hits.first) + distance
        else:
            place = np.searchsorted(self.words, hits.last, side="right") + distance - 1
        inside = (place >= 0) & (place < len(self.words))
        row = np.where(inside, np.append(self.words, -1)[np.where(inside, place, -1)], -1)
        return np.where((row >= 0) & (self.documents[row] == self.documents[hits.first]), row, -1)


@dataclass(frozen=True, slots=True)
class Hits:
    """Spans found: rows of the first and last token, characters of the document, and number of the query."""

    first: np.ndarray
    last: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    queries: np.ndarray


def place_tokens(tokens: pd.DataFrame) -> TokenPlaces:
    documents, sentences = codes_of(tokens["doc_id"])[0], tokens["sent_id"].to_numpy()
    follows = np.zeros(len(tokens), dtype=bool)
    follows[1:] = documents[1:] == documents[:-1]
    if "token_id" in tokens:  # a filtered table has gaps
        follows[1:] &= np.diff(tokens["token_id"].to_numpy()) == 1
    linked = follows.copy()
    linked[1:] &= sentences[1:] == sentences[:-1]
    words = np.flatnonzero(tokens["kind"].isin(COUNTED).to_numpy())
    return TokenPlaces(documents, tokens["start"].to_numpy(), tokens["end"].to_numpy(), words, follows, linked)


def find_queries(
    queries: Sequence[Query], tokens: pd.DataFrame, text: TokenPlaces, *, unit: str, ignore_case: bool = True
) -> Hits:
    """Every place where a phrase of a query stands, in the order of the texts, then of the queries.

    The words of a phrase stand one right behind the other in a sentence, or beyond its end if the phrase itself has
    the mark there. Of what one query finds within a longer find of its own only the longer counts; a place that two
    queries find counts for each.
    """
    search = _Search.over(tokens, unit, ignore_case)
    found = [_outermost(*_find_query(query, search, text)) for query in queries]
    first = np.concatenate([first for first, _ in found] or [np.zeros(0, dtype=np.int64)])
    last = np.concatenate([last for _, last in found] or [np.zeros(0, dtype=np.int64)])
    numbers = np.repeat(np.arange(len(found)), [len(first) for first, _ in found])
    order = np.lexsort((numbers, last, first))
    first, last = first[order], last[order]
    return Hits(first, last, text.starts[first], text.ends[last], numbers[order])


def query_occurrences(
    source: Labels | pd.DataFrame,
    patterns: Patterns,
    *,
    by: str | Iterable[str] | None = None,
    unit: str = "norm",
    kinds: Sequence[str] = ("word",),
) -> Occurrences:
    """As ``find_occurrences``, of what the patterns find: the terms are their names, also of those that find nothing.

    Case counts for the unit "token" alone. A find belongs to the group of its first token.
    """
    keys = as_list(by)
    tokens = in_text_order(resolve(source, "tokens", keys, columns=[*TEXT_COLUMNS, unit]))
    queries = compile_queries(patterns, ignore_case=unit != "token")
    text = place_tokens(tokens)
    hits = find_queries(queries, tokens, text, unit=unit, ignore_case=unit != "token")
    groups, group_values = group_rows(tokens, keys)
    used, documents = np.unique(text.documents, return_inverse=True)
    counted = of_kinds(tokens, kinds)
    return Occurrences(
        terms=np.array([query.name for query in queries], dtype=object),
        codes=hits.queries.astype(np.int64),
        documents=documents[hits.first],
        groups=groups[hits.first],
        listed=np.ones(len(hits.first), dtype=bool),
        document_names=codes_of(tokens["doc_id"])[1][used],
        group_values=group_values,
        totals=np.bincount(groups[counted], minlength=len(group_values)),
        places=(np.cumsum(counted) - counted)[hits.first],
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """The columns in which words are looked up, as codes and distinct values, and the rows of words and numbers."""

    columns: tuple[tuple[np.ndarray, np.ndarray], ...]
    is_word: np.ndarray

    @classmethod
    def over(cls, tokens: pd.DataFrame, unit: str, ignore_case: bool) -> "_Search":
        names = [unit] if unit != "norm" else ["token", "norm"] if ignore_case else ["token"]
        is_word = tokens["kind"].isin(COUNTED).to_numpy()
        return cls(tuple(codes_of(tokens[name]) for name in names), is_word)

    def rows_of(self, word: Word) -> np.ndarray:
        """Which tokens the word matches; looked up once per distinct value."""
        hit = np.zeros(len(self.is_word), dtype=bool)
        for codes, values in self.columns:
            found = matches(values, word.pattern)
            apart = np.flatnonzero(found & np.isin(values, list(NORM_OF)))  # "us" does not find the country
            found[apart] = matches(values[apart], compile_wildcard(word.text, ignore_case=False))
            hit |= np.append(found, False)[codes]
        return hit & self.is_word if word.any_word else hit


def _find_query(query: Query, search: _Search, text: TokenPlaces) -> tuple[np.ndarray, np.ndarray]:
    """First and last rows of every find of one of the phrases."""
    found = []
    for phrase in query.phrases:
        spans, word = None, None
        for ways in phrase.steps:
            reached = [_walk(spans, word, way, search, text) for way in ways]
            spans = np.unique(np.concatenate(reached, axis=1), axis=1) if len(ways) > 1 else reached[0]
            word = ways[0][-1]
        found.append(spans)
    first, last = np.concatenate(found, axis=1)
    return first, last


def _walk(
    spans: np.ndarray | None, before: Word | None, way: Sequence[Word], search: _Search, text: TokenPlaces
) -> np.ndarray:
    """The spans (first and last rows) that go on with the words of ``way``, without a blank between them."""
    for number, word in enumerate(way):
        hit = search.rows_of(word)
        if spans is None or before is None:
            rows = np.flatnonzero(hit)
            spans = np.stack([rows, rows])
        else:
            spans = spans[:, spans[1] + 1 < len(hit)]
            after = spans[1] + 1
            goes_on = (text.follows if before.ends_sentence else text.linked)[after] & hit[after]
            if number:
                goes_on &= text.ends[spans[1]] == text.starts[after]
            spans = np.stack([spans[0], after])[:, goes_on]
        before = word
    return spans


def _outermost(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The spans that do not lie within another."""
    order = np.lexsort((-last, first))
    first, last = first[order], last[order]
    reach = np.maximum.accumulate(last) if len(last) else last
    kept = np.ones(len(last), dtype=bool)
    kept[1:] = last[1:] > reach[:-1]
    return first[kept], last[kept]


def explain_nothing(queries: Iterable[Query], tokens: pd.DataFrame, *, unit: str, ignore_case: bool = True) -> str:
    """Why nothing was found: words that occur nowhere, with those most like them, or words that never meet."""
    search = _Search.over(tokens, unit, ignore_case)
    words = {
        word.text: word for query in queries for phrase in query.phrases for way in phrase.steps for word in way[0]
    }
    absent = [text for text, word in words.items() if not search.rows_of(word).any()]
    if not absent:
        return "Its words occur, but nowhere one behind the other in a sentence." if len(words) > 1 else ""
    known = [str(value) for value in codes_of(tokens[unit])[1]]
    return " ".join(_say_absent(text, known, unit) for text in absent[:3])


def _say_absent(text: str, known: Sequence[str], unit: str) -> str:
    near = nearest(text.strip("*?"), known, cutoff=0.75)
    kind = "dictionary form" if unit == "lemma" else "word"
    hint = f"; near it: {', '.join(map(str, near))}" if near else ""
    return f"These texts do not have the {kind} {text!r}{hint}."


def find_term(term: str, tokens: pd.DataFrame, text: TokenPlaces, *, unit: str) -> Hits:
    """The term as it is counted: its words, one after the other, equal in the column ``unit``."""
    codes, values = codes_of(tokens[unit])
    wanted = [np.flatnonzero(values == word) for word in term.split(" ")]
    return _in_a_row([np.isin(codes, found) for found in wanted], tokens, text)


def _in_a_row(hits: Sequence[np.ndarray], tokens: pd.DataFrame, text: TokenPlaces) -> Hits:
    """Where the first word, and right behind it the second, and so on, are hit within a sentence."""
    found = np.ones(max(len(tokens) - len(hits) + 1, 0), dtype=bool)
    for step, hit in enumerate(hits):
        found &= hit[step : step + len(found)]
        if step:
            found &= text.linked[step : step + len(found)]
    first = np.flatnonzero(found)
    last = first + len(hits) - 1
    return Hits(first, last, text.starts[first], text.ends[last], np.zeros(len(first), dtype=np.int64))


def find_in_texts(pattern: regex.Pattern[str], texts: pd.Series, names: np.ndarray, text: TokenPlaces) -> Hits:
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
