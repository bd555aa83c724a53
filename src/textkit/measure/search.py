"""Finding queries in labelled texts: token by token, for all places at once.

A search goes through the tree of a query with the paths that are still possible, arrays of first and next rows. Time
grows with the tokens: a find has a limited number of them, patterns see each distinct word once, and what takes too
long is stopped.
"""

import re
import sys
import time
import warnings
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from unicodedata import combining, normalize

import numpy as np
import pandas as pd
from regex import escape

from textkit.errors import MissingColumnError, NothingFoundWarning, OptionError, nearest
from textkit.language.tokens import NORM_OF
from textkit.measure.conditions import (
    ANY,
    MOST_TOKENS,
    Chain,
    Choice,
    Condition,
    Repeat,
    Step,
    Test,
    Tree,
    conditions_of,
    first_steps,
    steps_of,
)
from textkit.measure.queries import (
    SAME_AS_TYPED,
    SECONDS,
    Query,
    compile_regex,
    compile_wildcard,
    find_all,
)
from textkit.measure.terms import Hits, TokenPlaces, codes_of

__all__ = ["PLACES", "Columns", "explain_nothing", "find_queries", "fulfils", "places_of", "warn_of_absent"]

PLACES = ("doc_id", "sent_id", "kind", "start", "end")  # columns that a search needs beside those of its queries
BLOCK = 50_000  # places from which a search sets out at a time: bounds memory
WIDEST = MOST_TOKENS + 1  # tokens of a find, none included
SOME, MANY = 4, 24  # words in one search from which an index of all values, and one of all rows, pays
SAID = {"lemma": "dictionary form", "pos": "part of speech", "kind": "kind of token"} | {
    n: n for n in ("voice", "speaker")
}


def find_queries(
    queries: Sequence[Query], tokens: pd.DataFrame, text: TokenPlaces, *, known: "Columns | None" = None
) -> Hits:
    """Every place where a query is fulfilled, in the order of the texts, then of the queries.

    The tokens of a find stand one right behind the other in a sentence, or beyond its end if the query itself has the
    mark there. A gap is as short as it can be; of what one query finds within a longer find of its own only the longer
    counts; a place that two queries find counts for each. ``known`` keeps what one search has indexed for the next one
    of the same tokens, or of tokens with the same categories.
    """
    n_words = sum(1 for query in queries for _ in steps_of(query.tree))
    search = _Search(tokens, text, n_words if known is None else max(n_words, SOME + 1), {} if known is None else known)
    found = [_find(query.tree, search) for query in queries]
    first = np.concatenate([first for first, _ in found] or [np.zeros(0, dtype=np.int64)])
    last = np.concatenate([last for _, last in found] or [np.zeros(0, dtype=np.int64)])
    numbers = np.repeat(np.arange(len(found)), [len(first) for first, _ in found])
    order = np.lexsort((numbers, last, first))
    first, last = first[order], last[order]
    return Hits(first, last, text.starts[first], text.ends[last], numbers[order])


# which tokens fulfil a condition


@dataclass(frozen=True)
class _Values:
    """The distinct values of a column, ``categories`` if it has them, and which of them pass the tests so far."""

    categories: pd.Index | None
    values: list[str]
    indexed: bool
    matched: dict[Test, list[int]] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """The values that may be written alike, by what they have in common."""
        keys: dict[str, list[int]] = {}
        for number, value in enumerate(self.values):
            keys.setdefault(_key(value), []).append(number)
        return keys

    @cached_property
    def keys(self) -> list[str]:
        return sorted(self.by_key)

    def passing(self, test: Test) -> list[int]:
        """Numbers of the values that pass a test, which is made once."""
        if test not in self.matched:
            self.matched[test] = self._matching(test)
        return self.matched[test]

    def _matching(self, test: Test) -> list[int]:
        if test.how == "exact" and not test.flags:
            value = normalize("NFC", test.value)
            return [number for number in self._beginning_as(value, wild="") if self.values[number] == value]
        if test.how == "wildcard":
            return self._like(test)
        strip = _strip if "d" in test.flags else str
        source = strip(test.value) if test.how == "regex" else escape(strip(test.value))
        pattern = compile_regex(source, ignore_case="c" in test.flags)
        found = find_all(pattern, map(strip, self.values), whole=True)
        return [number for number, spans in enumerate(found) if spans]

    def _like(self, test: Test) -> list[int]:
        """The values that are as a word with wildcards; "us" does not find the country."""
        pattern = compile_wildcard(test.value, ignore_case="c" in test.flags)
        as_it_is = compile_wildcard(test.value, ignore_case=False)
        values = ((number, self.values[number]) for number in self._beginning_as(test.value))
        return [n for n, value in values if (as_it_is if value in NORM_OF else pattern).fullmatch(value)]

    def _beginning_as(self, word: str, wild: str = "*?") -> Iterable[int]:
        """The values that begin as a word does before its wildcards, those written alike if it has none; or all."""
        if not self.indexed:
            return range(len(self.values))
        if not set(wild) & set(word):
            return self.by_key.get(_key(word), ())
        start = _key(re.split(r"[*?]", word, maxsplit=1)[0])
        low, high = (bisect_left(self.keys, bound) for bound in (start, start + chr(sys.maxunicode)))
        return chain.from_iterable(self.by_key[key] for key in self.keys[low:high])


@dataclass(frozen=True)
class _Column:
    """A column of ``tokens``: the code of each row, -1 for none, and the distinct values."""

    tokens: pd.DataFrame
    codes: np.ndarray
    distinct: _Values

    @cached_property
    def by_code(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows in the order of their codes, and where those of each code begin."""
        order = np.argsort(self.codes, kind="stable")
        return order, np.searchsorted(self.codes[order], np.arange(len(self.distinct.values) + 1))

    def rows_with(self, values: Sequence[int]) -> np.ndarray:
        order, bounds = self.by_code
        parts = [order[bounds[value] : bounds[value + 1]] for value in values]
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


Columns = dict[str, _Column]


def _composed(values: Iterable[object]) -> list[str]:
    """The values as composed text (NFC)."""
    return [text if text.isascii() else normalize("NFC", text) for text in map(str, values)]


def _key(text: str) -> str:
    """What all ways of typing a word share."""
    return text.casefold() if text.isascii() else text.translate(SAME_AS_TYPED).casefold()


def _strip(text: str) -> str:
    """The text without accents."""
    return "".join(c for c in normalize("NFKD", text) if not combining(c))


@dataclass(frozen=True)
class _Search:
    """The tokens that are searched, and what has been looked up."""

    tokens: pd.DataFrame
    text: TokenPlaces | None = None
    n_words: int = 0
    columns: dict[str, _Column] = field(default_factory=dict)

    def column(self, name: str) -> _Column:
        known, column = self.columns.get(name), self.tokens[name]
        if known is None or known.tokens is not self.tokens:
            categories = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else None
            if known is not None and categories is not None and known.distinct.categories is categories:
                codes, distinct = column.cat.codes.to_numpy(), known.distinct
            else:
                codes, values = codes_of(column)
                distinct = _Values(categories, _composed(values), self.n_words > SOME)
            if name == "pos" and len(codes) and (codes < 0).all():
                raise MissingColumnError(
                    "These tokens have no parts of speech: they were labelled by version 0.1.0. Label the texts again."
                )
            self.columns[name] = _Column(self.tokens, codes, distinct)
        return self.columns[name]

    def fulfil(self, condition: Test | Condition, rows: np.ndarray | slice) -> np.ndarray:
        """Which of the rows fulfil the condition."""
        if isinstance(condition, Test):
            column = self.column(condition.column)
            passed = np.zeros(len(column.distinct.values) + 1, dtype=bool)
            passed[column.distinct.passing(condition)] = True
            return passed[column.codes[rows]]
        if condition is ANY or not condition.parts:
            return np.ones(len(self.tokens), dtype=bool)[rows]
        parts = [self.fulfil(part, rows) for part in condition.parts]
        if condition.joined == "not":
            return ~parts[0]
        return np.logical_or.reduce(parts) if condition.joined == "or" else np.logical_and.reduce(parts)

    def rows_of(self, condition: Test | Condition) -> np.ndarray:
        """The rows that fulfil the condition."""
        tests = [condition] if isinstance(condition, Test) else condition.parts
        either = isinstance(condition, Test) or condition.joined == "or"
        if not (self.n_words > MANY and either and all(isinstance(test, Test) for test in tests)):
            return np.flatnonzero(self.fulfil(condition, slice(None)))
        columns = [(self.column(test.column), test) for test in tests]
        rows = [column.rows_with(column.distinct.passing(test)) for column, test in columns]
        return rows[0] if len(rows) == 1 else _unique(np.concatenate(rows))


# going through a tree


@dataclass(frozen=True, slots=True)
class _Paths:
    """Ways to begin a find: its first row, the row to be read next, the tokens of its gaps, and whether a mark allows
    the next token to stand in another sentence."""

    first: np.ndarray
    next: np.ndarray
    gaps: np.ndarray
    crosses: np.ndarray

    def where(self, kept: np.ndarray) -> "_Paths":
        return _Paths(self.first[kept], self.next[kept], self.gaps[kept], self.crosses[kept])


def _find(tree: Tree, search: _Search) -> tuple[np.ndarray, np.ndarray]:
    """First and last rows of what the tree finds."""
    if isinstance(tree, Step):
        rows = search.rows_of(tree.condition)
        return rows, rows
    if isinstance(tree, Choice):
        found = [_find(item, search) for item in tree.items]
    else:
        begin = _unique(np.concatenate([search.rows_of(step.condition) for step in first_steps(tree)]))
        limit = time.thread_time() + SECONDS + len(search.tokens) / 2e5
        found = [_block(tree, search, begin[at : at + BLOCK], limit) for at in range(0, max(len(begin), 1), BLOCK)]
    return _outermost(*(np.concatenate(rows) for rows in zip(*found, strict=True)))


def _unique(rows: np.ndarray) -> np.ndarray:
    """The rows in order, each once."""
    rows = np.sort(rows)
    return rows[np.append(True, rows[1:] != rows[:-1])[: len(rows)]]


def places_of(queries: Iterable[Query]) -> tuple[str, ...]:
    """The columns that a search needs where nobody asks for characters: start and end only if something is glued."""
    glued = any(step.glued for query in queries for step in steps_of(query.tree))
    return PLACES if glued else PLACES[:3]


def fulfils(condition: Test | Condition, tokens: pd.DataFrame, known: "Columns") -> np.ndarray:
    """Which of the tokens fulfil a condition; ``known`` as in ``find_queries``."""
    return _Search(tokens, columns=known).fulfil(condition, slice(None))


def _block(tree: Tree, search: _Search, begin: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """First and last rows of the finds that begin at some rows."""
    none = np.zeros(len(begin), dtype=np.int64)
    paths = _walk(tree, _Paths(begin, begin, none, none.astype(bool)), search, limit)
    paths = paths.where(paths.next > paths.first)
    if paths.gaps.any():
        paths = _foremost(paths, (-paths.next, paths.gaps, paths.first), paths.first)
        paths = _foremost(paths, (-paths.first, paths.gaps, paths.next), paths.next)
    return paths.first, paths.next - 1


def _foremost(paths: _Paths, order: tuple[np.ndarray, ...], of: np.ndarray) -> _Paths:
    """For each value of ``of`` the path that comes first in ``order``, whose last key counts most."""
    places = np.lexsort(order)
    new = np.ones(len(places), dtype=bool)
    new[1:] = of[places][1:] != of[places][:-1]
    return paths.where(places[new])


def _walk(tree: Tree, paths: _Paths, search: _Search, limit: float) -> _Paths:
    """The paths that go on with what the tree reads."""
    if time.thread_time() > limit:
        raise OptionError("The query takes too long on these texts. Write smaller numbers for what may be repeated.")
    if isinstance(tree, Step):
        return _read(tree, paths, search)
    if isinstance(tree, Chain):
        for item in tree.items:
            paths = _walk(item, paths, search, limit)
        return paths
    if isinstance(tree, Repeat):
        return _repeat(tree, paths, search, limit)
    return _union([_walk(item, paths, search, limit) for item in tree.items])


def _read(step: Step, paths: _Paths, search: _Search) -> _Paths:
    """The paths whose next token is that of the step."""
    text = search.text
    paths = paths.where(paths.next < len(text.follows))
    begun = paths.next > paths.first
    goes_on = ~begun | np.where(paths.crosses, text.follows[paths.next], text.linked[paths.next])
    if step.glued:
        goes_on &= ~begun | (text.ends[paths.next - 1] == text.starts[paths.next])
    paths = paths.where(goes_on)
    if step.condition is not ANY:
        paths = paths.where(search.fulfil(step.condition, paths.next))
    return _Paths(paths.first, paths.next + 1, paths.gaps + step.gap, np.full(len(paths.next), step.crosses))


def _repeat(tree: Repeat, paths: _Paths, search: _Search, limit: float) -> _Paths:
    """The paths behind so many rounds; one that an earlier round has reached does not need another."""
    reached = [paths] if tree.least == 0 else []
    varies = not isinstance(tree.item, Step) and tree.most > tree.least
    starts = np.unique(paths.first)
    fewest = np.full((len(starts) * varies, WIDEST), WIDEST, dtype=np.int16)  # tokens of gaps on the way there
    for number in range(1, tree.most + 1):
        paths = _walk(tree.item, paths, search, limit)
        if varies and number >= tree.least:
            place = np.searchsorted(starts, paths.first), paths.next - paths.first
            paths = paths.where((paths.gaps < fewest[place]) | paths.crosses)
            np.minimum.at(fewest, (np.searchsorted(starts, paths.first), paths.next - paths.first), paths.gaps)
        if not len(paths.next):
            break
        if number >= tree.least:
            reached.append(paths)
    return _union(reached or [paths])


def _union(several: Sequence[_Paths]) -> _Paths:
    """All paths, each once, with the shortest gaps."""
    if len(several) == 1:
        return several[0]
    first, next_, gaps, crosses = (
        np.concatenate([getattr(paths, name) for paths in several]) for name in ("first", "next", "gaps", "crosses")
    )
    order = np.lexsort((gaps, ~crosses, next_, first))
    paths = _Paths(first, next_, gaps, crosses).where(order)
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(paths.first) != 0) | (np.diff(paths.next) != 0) | (paths.crosses[1:] != paths.crosses[:-1])
    return paths.where(new)


def _outermost(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The spans that do not lie within another."""
    order = np.lexsort((-last, first))
    first, last = first[order], last[order]
    reach = np.maximum.accumulate(last) if len(last) else last
    kept = np.ones(len(last), dtype=bool)
    kept[1:] = last[1:] > reach[:-1]
    return first[kept], last[kept]


# what to say of nothing


def warn_of_absent(queries: Sequence[Query], words: Callable[[], pd.DataFrame], found: Collection[int]) -> None:
    """Warn once of queries that are not among those ``found``, where others would hide it, with near forms of words."""
    absent = [query for number, query in enumerate(queries) if number not in found]
    if absent and len(tokens := words()):
        names = ", ".join(repr(query.name) for query in absent[:5]) + (", …" if len(absent) > 5 else "")
        reason = explain_nothing(absent, tokens)
        warnings.warn(f"Nothing is found for {names}. {reason}".rstrip(), NothingFoundWarning, stacklevel=4)


def explain_nothing(queries: Iterable[Query], tokens: pd.DataFrame, *, known: "Columns | None" = None) -> str:
    """Why nothing was found: words that occur nowhere, with those most like them, or words that never meet."""
    search = _Search(tokens, columns={} if known is None else known)
    steps = {step.text: step for query in queries for step in steps_of(query.tree) if not step.gap}
    absent = [step for step in steps.values() if not search.fulfil(step.condition, slice(None)).any()]
    if not absent:
        return "Its words occur, but nowhere one behind the other in a sentence." if len(steps) > 1 else ""
    return " ".join(_say_absent(step, search) for step in absent[:3])


def _say_absent(step: Step, search: _Search) -> str:
    tests = list(conditions_of(step.condition))
    column = "norm" if tests[-1].column == "norm" else tests[0].column
    known = search.column(column)
    used = [known.distinct.values[code] for code in np.flatnonzero(np.bincount(known.codes[known.codes >= 0]))]
    near = nearest(tests[0].value.strip(".*?+"), used, cutoff=0.75)
    hint = f"; near it: {', '.join(map(str, near))}" if near else ""
    return f"These texts do not have the {SAID.get(column, 'word')} {step.text!r}{hint}."
