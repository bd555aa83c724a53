"""From a token table to occurrences of terms: which kinds count, what a term is, where n-grams may not go.

A document lies in one shard of a corpus on disk, so counts of shards can be added.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from textkit.checks import some_of
from textkit.errors import OptionError
from textkit.labelling.labels import Labels, join_parts
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import as_list, resolve
from textkit.measure.queries import COUNTED
from textkit.read.metadata import read_as
from textkit.schema import GIVEN

__all__ = [
    "TERM_COLUMNS",
    "Hits",
    "Occurrences",
    "StopWords",
    "TokenPlaces",
    "Unit",
    "add_up",
    "codes_of",
    "columns_for",
    "count_matrix",
    "find_occurrences",
    "group_rows",
    "in_parts",
    "in_text_order",
    "of_kinds",
    "paragraphs_of",
    "place_tokens",
    "stretches_of",
]

Unit = Literal["norm", "lemma", "token"]
StopWords = Literal["keep", "drop"]
TERM_COLUMNS = ("doc_id", "sent_id", "token_id", "kind", "is_stop")
UNITS = ("norm", "lemma", "token")
BLOCK = 1_000_000  # entries counted at a time: bounds memory
KINDS = ("word", "number", "punctuation", "symbol")


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every occurrence of a term, in the order of the text, as parallel arrays.

    Attributes
    ----------
    terms : array of str
        The terms; ``codes`` are places in it.
    codes, documents, groups : array of int
        Term, document and group of each occurrence; ``documents`` is -1 where the table names none.
    listed : array of bool
        Whether the occurrence is to be listed; those of stop words may count for the size only.
    document_names : array of str
        The documents; all of the table, also those without an occurrence.
    group_values : DataFrame
        One row per group, with the columns of ``by``.
    counts : array of int, optional
        How many occurrences each entry stands for; 1 if left out.
    totals, places : array of int, optional
        Where only some terms were looked for: tokens counted in each group, and how many of all come before each entry.
    """

    terms: np.ndarray
    codes: np.ndarray
    documents: np.ndarray
    groups: np.ndarray
    listed: np.ndarray
    document_names: np.ndarray
    group_values: pd.DataFrame
    counts: np.ndarray | None = None
    totals: np.ndarray | None = None
    places: np.ndarray | None = None

    def sizes(self) -> np.ndarray:
        """Occurrences in each group, unlisted ones included: the base of relative frequencies."""
        return self.count(self.groups, len(self.group_values)) if self.totals is None else self.totals

    def count(self, codes: np.ndarray, n_codes: int, chosen: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Occurrences of each code among the ``chosen`` ones (a mask)."""
        total = np.zeros(n_codes, dtype=np.int64)
        for at in range(0, len(codes), BLOCK):
            block = slice(at, at + BLOCK)
            kept = chosen if isinstance(chosen, slice) else chosen[block]
            counts = None if self.counts is None else self.counts[block][kept]
            total += np.bincount(codes[block][kept], counts, n_codes).astype(np.int64)
        return total


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
    none = np.full(len(tokens), -1)  # a search of words that are not glued does without
    starts, ends = (tokens[name].to_numpy() if name in tokens else none for name in ("start", "end"))
    return TokenPlaces(documents, starts, ends, words, follows, linked)


def in_parts(
    source: Labels | LabelsOnDisk | pd.DataFrame, keys: Iterable[str], columns: Mapping[str, Collection[str] | None]
) -> Iterator[Labels | pd.DataFrame]:
    """The source, or if it is on disk its shards one by one, with the columns that a measure needs.

    ``columns`` are those of each table (None: all), to which ``keys`` are added; of the documents only ``keys`` are
    there unless it asks for more.
    """
    if isinstance(source, LabelsOnDisk):
        yield from source.parts(columns_for(keys, columns))
    else:
        yield source


def columns_for(
    keys: Iterable[str], columns: Mapping[str, Collection[str] | None]
) -> dict[str, Collection[str] | None]:
    """What to read from disk to measure ``columns`` of tables (None: all) by ``keys``: these and document fields."""
    fields = {name for key in keys for name in (key, f"{key}{GIVEN}", key.removesuffix(GIVEN), read_as(key))}
    wanted = {name: None if names is None else {*names, *keys} for name, names in columns.items()}
    return {"documents": {"doc_id", "date", *fields}} | wanted


def add_up(parts: Iterable[pd.DataFrame], keys: list[str], sums: Collection[str]) -> pd.DataFrame:
    """The columns ``sums`` of all parts added up by ``keys``, sorted by these; NA is a group.

    Memory is bounded by the result and the largest part: parts are added before they are many.

    Examples
    --------
    >>> parts = [pd.DataFrame({"term": ["b", "a"], "n": [1, 2]}), pd.DataFrame({"term": ["b"], "n": [3]})]
    >>> add_up(parts, ["term"], ["n"]).values.tolist()
    [['a', 2], ['b', 4]]
    """
    waiting: list[pd.DataFrame] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting[1:])) > len(waiting[0]):
            waiting = [_add(join_parts(waiting), keys, sums)]
    return _add(join_parts(waiting), keys, sums)


def _add(table: pd.DataFrame, keys: list[str], sums: Collection[str]) -> pd.DataFrame:
    numbers, values = group_rows(table, keys)
    added = {name: np.bincount(numbers, table[name], len(values)).astype(np.int64) for name in sums}
    return values.assign(**added)


def find_occurrences(
    source: Labels | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    ngram: int = 1,
    skip: int = 0,
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    kinds: Sequence[str] = ("word",),
) -> Occurrences:
    """Occurrences of the terms of a token table.

    An n-gram is a run of ``ngram`` neighbouring tokens of the given kinds in one sentence, one document and one group:
    it crosses neither punctuation nor a gap in ``token_id`` (rows filtered out). From such a run up to ``skip`` tokens
    may be left out before each but the first. With ``stop_words="drop"``, terms that begin or end with a stop word are
    not listed.
    """
    _check(ngram, skip, unit, stop_words)
    keys = as_list(by)
    needed = [unit, "kind"] + (["is_stop"] if stop_words == "drop" else [])
    tokens = in_text_order(resolve(source, "tokens", keys, columns=needed))
    groups, group_values = group_rows(tokens, keys)
    codes, names = codes_of(tokens[unit])
    usable = of_kinds(tokens, kinds) & (codes >= 0)
    words = _find_grams(_links(tokens, groups, usable), usable, ngram, skip)
    terms, codes = _join_terms(names, codes, words)
    documents, document_names = _documents(tokens)
    starts, listed = words[0], np.ones(len(words[0]), dtype=bool)
    if stop_words == "drop":
        stopped = tokens["is_stop"].to_numpy(dtype=bool)
        listed = ~(stopped[starts] | stopped[words[-1]])
    return Occurrences(terms, codes, documents[starts], groups[starts], listed, document_names, group_values)


def _check(ngram: int, skip: int, unit: str, stop_words: str) -> None:
    for name, value, least in (("ngram", ngram, 1), ("skip", skip, 0)):
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
            raise OptionError(f"{name} must be a whole number, {least} or more, not {value!r}.")
    if skip and ngram == 1:
        raise OptionError(f"skip={skip} leaves words out between the words of an n-gram: give ngram=2 or more.")
    if unit not in UNITS:
        raise OptionError(f"unit must be one of {', '.join(UNITS)}, not {unit!r}.")
    if stop_words not in ("keep", "drop"):
        raise OptionError(f"stop_words must be 'keep' or 'drop', not {stop_words!r}.")


def of_kinds(tokens: pd.DataFrame, kinds: Sequence[str]) -> np.ndarray:
    """Which tokens are of the ``kinds``; OptionError for a kind that neither textkit nor the table knows."""
    known = dict.fromkeys([*KINDS, *(str(kind) for kind in tokens["kind"].dropna().unique())])
    return tokens["kind"].isin(some_of(kinds, known, "kinds")).to_numpy()


def in_text_order(tokens: pd.DataFrame) -> pd.DataFrame:
    """The tokens as they stand in the texts; rows that were shuffled are sorted by document and place.

    Examples
    --------
    >>> in_text_order(pd.DataFrame({"doc_id": ["b", "a", "b"], "token_id": [1, 0, 0]})).values.tolist()
    [['a', 0], ['b', 0], ['b', 1]]
    """
    place = next((name for name in ("token_id", "start") if name in tokens), None)
    if place is None or len(tokens) < 2:
        return tokens
    codes = codes_of(tokens["doc_id"])[0] if "doc_id" in tokens else np.zeros(len(tokens), dtype=np.int64)
    places = tokens[place].to_numpy()
    changes = np.flatnonzero(np.diff(codes)) + 1
    within = np.delete(np.diff(places), changes - 1)
    if (within > 0).all() and len(np.unique(codes[np.r_[0, changes]])) == len(changes) + 1:
        return tokens
    names = tokens["doc_id"].astype("str") if "doc_id" in tokens else pd.Series("", index=tokens.index)
    return tokens.iloc[np.lexsort((places, names.to_numpy(dtype=str)))].reset_index(drop=True)


def codes_of(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Integer codes of a column (-1 for NA) and the values they stand for.

    Examples
    --------
    >>> codes_of(pd.Series(["b", "a", None, "b"]))
    (array([ 0,  1, -1,  0]), array(['b', 'a'], dtype=object))
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(dtype=np.int64), column.cat.categories.to_numpy(dtype=object)
    codes, values = pd.factorize(column)
    return codes.astype(np.int64), np.asarray(values, dtype=object)


def group_rows(tokens: pd.DataFrame, keys: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Group of each row, and the values of ``keys`` per group, sorted; NA is a group; no keys, one group.

    Examples
    --------
    >>> numbers, values = group_rows(pd.DataFrame({"voice": ["q", "n", "q"]}), ["voice"])
    >>> numbers.tolist(), values["voice"].tolist()
    ([1, 0, 1], ['n', 'q'])
    """
    if not keys:
        return np.zeros(len(tokens), dtype=np.int64), pd.DataFrame(index=[0])
    grouped = tokens.groupby(keys, dropna=False, observed=True, sort=True)
    numbers = grouped.ngroup().to_numpy(dtype=np.int64)
    firsts = np.full(grouped.ngroups, -1)
    firsts[numbers[::-1]] = np.arange(len(tokens))[::-1]
    return numbers, tokens[keys].iloc[firsts].reset_index(drop=True)


def paragraphs_of(tokens: pd.DataFrame, sentences: pd.DataFrame) -> np.ndarray:
    """Paragraph of each token, by its sentence; -1 outside sentences."""
    codes, names = codes_of(tokens["doc_id"])
    width = int(sentences["sent_id"].max()) + 2 if len(sentences) else 1
    known = pd.Index(names).get_indexer(sentences["doc_id"]) * width + sentences["sent_id"].to_numpy()
    order = np.argsort(known)
    wanted = codes * width + tokens["sent_id"].to_numpy()
    row = np.append(order, -1)[np.searchsorted(known, wanted, sorter=order)]
    found = (row >= 0) & (np.append(known, -1)[row] == wanted)
    return np.where(found, np.append(sentences["par_id"].to_numpy(), -1)[row], -1)


def stretches_of(tokens: pd.DataFrame, boundaries: Sequence[str]) -> np.ndarray:
    """Number of the stretch between two boundaries that each token lies in."""
    if len(tokens) == 0:
        return np.zeros(0, dtype=np.int64)
    new = np.zeros(len(tokens), dtype=bool)
    for column in boundaries:
        if column in tokens:
            codes, _ = codes_of(tokens[column])
            new[1:] |= codes[1:] != codes[:-1]
    if "token_id" in tokens:
        new[1:] |= np.diff(tokens["token_id"].to_numpy()) != 1
    return np.cumsum(new)


def _documents(tokens: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    if "doc_id" not in tokens:
        return np.full(len(tokens), -1, dtype=np.int64), np.array([], dtype=object)
    codes, names = codes_of(tokens["doc_id"])
    used, codes = np.unique(codes, return_inverse=True)  # a filtered table keeps categories it no longer uses
    return codes.astype(np.int64), names[used]


def _links(tokens: pd.DataFrame, groups: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Whether each row continues the row before it: same document, sentence and group, next token, both usable."""
    if len(tokens) == 0:
        return np.zeros(0, dtype=bool)
    linked = usable[1:] & usable[:-1] & (groups[1:] == groups[:-1])
    for column in ("doc_id", "sent_id"):
        if column in tokens:
            codes, _ = codes_of(tokens[column])
            linked &= codes[1:] == codes[:-1]
    if "token_id" in tokens:
        linked &= np.diff(tokens["token_id"].to_numpy()) == 1
    return np.concatenate([[False], linked])


def _runs_of(linked: np.ndarray, usable: np.ndarray, length: int) -> np.ndarray:
    """Rows at which a run of ``length`` linked, usable rows begins."""
    if len(linked) < length:
        return np.zeros(len(linked), dtype=bool)
    begins = usable.copy()
    for step in range(1, length):
        begins[len(begins) - step :] = False
        begins[: len(begins) - step] &= linked[step:]
    return begins


def _find_grams(linked: np.ndarray, usable: np.ndarray, length: int, skip: int) -> np.ndarray:
    """Rows of the first, second … words of all n-grams, in the order of the texts, with all ways of leaving out."""
    found = []
    for steps in product(range(1, skip + 2), repeat=length - 1):
        places = np.cumsum((0, *steps))
        found.append(np.flatnonzero(_runs_of(linked, usable, places[-1] + 1)) + places[:, None])
    words = np.concatenate(found, axis=1)
    return words[:, np.argsort(words[0], kind="stable")] if len(found) > 1 else words


def _join_terms(names: np.ndarray, codes: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Names of the terms that have their first, second … words in these rows, and the code of each occurrence."""
    combined = codes[words[0]]
    for rows in words[1:]:
        numbers, _ = pd.factorize(combined)
        combined = numbers * max(len(names), 1) + codes[rows]
    if len(words) == 1:
        return names, combined
    numbers, _ = pd.factorize(combined)
    numbers = numbers.astype(np.int64)
    firsts = np.full(numbers.max(initial=-1) + 1, -1)
    firsts[numbers[::-1]] = np.arange(len(numbers))[::-1]
    grams = zip(*(names[codes[rows[firsts]]] for rows in words), strict=True)
    return np.array([" ".join(gram) for gram in grams], dtype=object), numbers


def count_matrix(found: Occurrences, rows: np.ndarray, n_rows: int, chosen: np.ndarray | None = None) -> csr_array:
    """Counts as a sparse matrix: one row per value of ``rows`` (a code for each occurrence), one column per term.

    Only the ``chosen`` occurrences (a mask) count, without it those that are listed.
    """
    keep = found.listed if chosen is None else chosen
    n = np.ones(int(keep.sum()), dtype=np.int32) if found.counts is None else found.counts[keep].astype(np.int32)
    return csr_array((n, (rows[keep], found.codes[keep])), shape=(n_rows, len(found.terms)))
