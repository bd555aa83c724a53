"""Queries: words as they are printed, with wildcards and alternatives, conditions on tokens, and dictionaries of these.

A query becomes a tree of steps, each of which reads one token; ``textkit.measure.search`` looks for it in a table of
tokens. The language is described in ``docs/queries.md``.
"""

import re
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

import regex

from textkit.errors import OptionError, reading, regular_file
from textkit.language.tokens import tokenize
from textkit.measure.conditions import (
    Chain,
    Condition,
    Step,
    Test,
    Tree,
    conditions_of,
    has_conditions,
    one_of,
    read_conditions,
    steps_of,
)
from textkit.read.encodings import decode, load_bytes
from textkit.read.metadata import load_plain_yaml
from textkit.read.tables import load_table

__all__ = [
    "Queries",
    "Query",
    "columns_of",
    "compile_queries",
    "compile_regex",
    "compile_wildcard",
    "exact_query",
    "find_all",
    "settle_queries",
]

Queries = str | Path | Iterable[str] | Mapping[str, str | Iterable[str]]

WILD = "*?"
COUNTED = ("word", "number")  # kinds of token that a wildcard alone stands for
FOLLOWING = ("", " A", " 1")  # some abbreviations are one token only before a name or a number
UNITS = ("norm", "lemma", "token")
# People type the sign on the left; it matches what texts have in its place. A sign of the texts matches the typed one.
TYPED = {"'": "'’‘‚", '"': '"“”„«»', "-": "-‑–"}
SAME_SIGNS = {sign: f"[{signs}]" for signs in TYPED.values() for sign in signs[:1]} | {"’": "['’]", "‑": "[-‑]"}
SAME_AS_TYPED = {ord(sign): typed for typed, signs in TYPED.items() for sign in signs}
GROUP_NAMES = frozenset({"group", "category", "key"})  # columns of a dictionary in a CSV file
QUERY_NAMES = frozenset({"query", "pattern", "term", "word"})
MOST_BYTES = 20_000_000  # of a file
SECONDS = 5.0  # that a regular expression may take, and one more for each million characters of the texts
MOST_COPIES = 100_000  # of a part of a regular expression, as by {1000}: each takes memory


@dataclass(frozen=True, slots=True)
class Query:
    """What is counted under one name, and the tree that finds it."""

    name: str
    tree: Tree


def compile_queries(queries: Queries, *, unit: str = "norm", ignore_case: bool = True) -> tuple[Query, ...]:
    """One query for each text, or for each entry of a dictionary.

    Parameters
    ----------
    queries : str, list of str, or mapping of str to these
        The name of a query is its text, or its key in the dictionary.
    unit : "norm", "lemma" or "token"
        What words without a condition are compared with; "norm" is the token as it stands or its norm.
    ignore_case : bool
        Of words without a condition.

    Raises
    ------
    OptionError
        If a query is empty, not a text, or not understood.

    Examples
    --------
    >>> [query.name for query in compile_queries(["trade war*", 'tariff*|[lemma="duty"]'])]
    ['trade war*', 'tariff*|[lemma="duty"]']
    >>> [query.name for query in compile_queries({"trade": ["trade war*", "tariff*|duty"]})]
    ['trade']
    """
    if unit not in UNITS:
        raise OptionError(f"unit must be one of {', '.join(UNITS)}, not {unit!r}.")
    if not isinstance(queries, Mapping):
        queries = dict.fromkeys(_several(queries))
        queries = {text: text for text in queries}
    return tuple(_compile(str(name), _several(entry), unit, ignore_case) for name, entry in queries.items())


def _several(queries: object) -> list[str]:
    texts = [queries] if isinstance(queries, str) or not isinstance(queries, Iterable) else list(queries)
    odd = [text for text in texts if not isinstance(text, str) or not text.strip(" |\t\n")]
    if odd:
        shown = "one is empty" if isinstance(odd[0], str) else f"{odd[0]!r} is not one"
        raise OptionError(
            f"A pattern is a word or a phrase, such as 'tariff*' or 'trade war'; {shown}. Give one, a list of them, or "
            "a dictionary of lists: {'trade': ['tariff*', 'trade war*']}."
        )
    return texts


def _compile(name: str, texts: Iterable[str], unit: str, ignore_case: bool) -> Query:
    trees = tuple(_read(normalize("NFC", text), unit, ignore_case) for text in dict.fromkeys(texts))
    return Query(name, one_of(trees))


@lru_cache(maxsize=8192)
def _read(text: str, unit: str, ignore_case: bool) -> Tree:
    if has_conditions(text):
        return read_conditions(text, partial(_phrase, unit=unit, ignore_case=ignore_case))
    return one_of(tuple(_phrase(part, unit, ignore_case) for part in text.split("|") if part.strip()))


def exact_query(term: str, column: str) -> Query:
    """A counted term: its words, one after the other, equal in the column."""
    return Query(term, Chain(tuple(Step(Test(column, word, "exact"), word) for word in term.split(" "))))


def columns_of(queries: Iterable[Query]) -> list[str]:
    """The columns of tokens that the queries look at."""
    steps = (step for query in queries for step in steps_of(query.tree))
    return list(dict.fromkeys(test.column for step in steps for test in conditions_of(step.condition)))


# dictionaries


def settle_queries(queries: Any, argument: str = "terms") -> Any:
    """The queries as they came; a file of them, or groups within groups, as one dictionary of lists.

    Names of groups within groups are joined with a stop, as quanteda does.

    Examples
    --------
    >>> settle_queries({"trade": {"taxes": ["tariff*"], "deals": "deal*"}, "war": ["war*"]})
    {'trade.taxes': ['tariff*'], 'trade.deals': ['deal*'], 'war': ['war*']}
    >>> settle_queries("tariff*")
    'tariff*'
    """
    if isinstance(queries, Mapping):
        return _flat(queries)
    if not isinstance(queries, str | Path) or Path(queries).suffix.casefold() not in READERS:
        return queries
    path = Path(queries)
    with reading(path, "A dictionary is a .csv (columns group, query), a .toml (table [dictionary]) or a .yml."):
        found = _flat(READERS[path.suffix.casefold()](regular_file(path)))
        compile_queries(found)  # says what is wrong with them
    if not found:
        raise OptionError(f"{queries} holds no query: write a group and its queries into it.")
    return found


def _flat(groups: Any, above: str = "") -> dict[str, list[str]]:
    """Groups within groups as one dictionary of lists."""
    found: dict[str, list[str]] = {}
    for name, entry in groups.items() if isinstance(groups, Mapping) else ():
        full = f"{above}{name}"
        items = entry if isinstance(entry, list | tuple | set) else [entry]
        inner = [item for item in items if isinstance(item, Mapping)]
        if len(inner) < len(items) or not items:
            found.setdefault(full, []).extend(item for item in items if not isinstance(item, Mapping))
        for part in inner:
            for key, queries in _flat(part, f"{full}.").items():
                found.setdefault(key, []).extend(queries)
    return found


def _read_csv(path: Path) -> dict[str, list[str]]:
    names, rows, problems = load_table(path)
    group, query = (next((n for n in names if n.casefold() in known), None) for known in (GROUP_NAMES, QUERY_NAMES))
    if group is None or query is None:
        raise OptionError(f"Its columns are {', '.join(names) or 'none'}; a dictionary has group and query.")
    if problems:
        raise OptionError(str(problems[0]))
    found: dict[str, list[str]] = {}
    for row in rows:
        if group in row and query in row:
            found.setdefault(row[group], []).append(row[query])
    return found


def _read_toml(path: Path) -> Any:
    found = tomllib.loads(_read_text(path))
    if not isinstance(found.get("dictionary"), Mapping):
        raise OptionError("It has no table [dictionary].")
    return found["dictionary"]


def _read_yaml(path: Path) -> Any:
    found = load_plain_yaml(_read_text(path))
    if not isinstance(found, Mapping):
        raise OptionError("It does not list groups of queries.")
    return found


def _read_text(path: Path) -> str:
    return decode(load_bytes(path, MOST_BYTES))[0]


READERS: Mapping[str, Callable[[Path], Any]] = MappingProxyType(
    {".csv": _read_csv, ".toml": _read_toml, ".yaml": _read_yaml, ".yml": _read_yaml}
)


# words as they are printed


def _phrase(text: str, unit: str, ignore_case: bool) -> Tree:
    """The words between blanks one after the other, each in every way in which texts may be cut there."""
    pieces = [one_of(tuple(_words(way, unit, ignore_case) for way in _readings(piece))) for piece in text.split()]
    return pieces[0] if len(pieces) == 1 else Chain(tuple(pieces))


def _readings(piece: str) -> list[list[str]]:
    """The ways to cut what stands between blanks: as the texts are cut and, with wildcards, as one word.

    Examples
    --------
    >>> _readings("$2bn"), _readings("5.*"), _readings("J.")
    ([['$', '2bn']], [['5', '.', '*'], ['5.*']], [['J', '.'], ['J.']])
    """
    letters = [letter for letter in map(chr, range(0x10330, 0x1034A)) if letter not in piece]  # rare ones stand in
    stand_in = dict(zip(WILD, letters, strict=False))
    there, back = str.maketrans(stand_in), str.maketrans({letter: wild for wild, letter in stand_in.items()})
    plain = piece.translate(there)
    cuts = [tokenize(plain + following).strings for following in FOLLOWING]
    ways = [_inside(cut, len(plain)) for cut in cuts]
    ways = [[word.translate(back) for word in way] for way in ways if way]
    if set(WILD) & set(piece):
        ways.append([piece])
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def _inside(words: list[str], length: int) -> list[str]:
    """The words of a piece of that length, if what follows does not belong to the last of them."""
    kept = []
    for word in words:
        kept.append(word)
        length -= len(word)
        if length <= 0:
            break
    return kept if length == 0 else []


def _words(words: Iterable[str], unit: str, ignore_case: bool) -> Tree:
    steps = [_word(word, unit, ignore_case) for word in words]
    glued = [steps[0], *(replace(step, glued=True) for step in steps[1:])]
    return glued[0] if len(glued) == 1 else Chain(tuple(glued))


def _word(text: str, unit: str, ignore_case: bool) -> Step:
    """A word; wildcards alone stand for a word or a number."""
    columns = ("token", "norm") if unit == "norm" and ignore_case else ("token",) if unit == "norm" else (unit,)
    tests = tuple(Test(column, text, "wildcard", "c" * ignore_case) for column in columns)
    condition = tests[0] if len(tests) == 1 else Condition("or", tests)
    if not text.strip(WILD):
        kinds = tuple(Test("kind", kind, "exact") for kind in COUNTED)
        condition = Condition("and", (condition, Condition("or", kinds)))
    return Step(condition, text, crosses=not text[-1].isalnum() and text[-1] not in WILD)


# patterns of one token, and of texts


@lru_cache(maxsize=4096)
def compile_wildcard(word: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """A word with ``*`` (any characters, or none) and ``?`` (one character) as a pattern for ``fullmatch``.

    Each part between two ``*`` is taken where it comes first and never looked for again, so that the time grows with
    the length of the word alone.

    Examples
    --------
    >>> bool(compile_wildcard("tariff*").fullmatch("Tariffs"))
    True
    >>> bool(compile_wildcard("wom?n").fullmatch("womn"))
    False
    """
    first, *rest = [_literal(part) for part in re.sub(r"\*+", "*", word).split("*")]
    inner = "".join(f"(?>.*?{part})" for part in rest[:-1])
    source = first + inner + (f".*{rest[-1]}" if rest else "")
    return re.compile(source, re.IGNORECASE * ignore_case | re.DOTALL)


def _literal(part: str) -> str:
    return "".join("." if sign == "?" else SAME_SIGNS.get(sign) or re.escape(sign) for sign in part)


def compile_regex(pattern: str, *, ignore_case: bool = True) -> regex.Pattern[str]:
    """``pattern`` as a regular expression; OptionError with the place of the fault if it is not one."""
    if prod(max(int(n[:9]), 1) for n in re.findall(r"\{(\d+)", pattern)) > MOST_COPIES:
        raise OptionError(f"{pattern!r} repeats a part more than {MOST_COPIES:,} times; write + or * for its numbers.")
    try:
        return regex.compile(pattern, regex.IGNORECASE * ignore_case)
    except (regex.error, RecursionError, OverflowError, MemoryError) as fault:
        raise OptionError(
            f"{pattern[:200]!r} is not a regular expression: {fault}. To search for it as plain text, leave out "
            "regex=True."
        ) from None


def find_all(
    pattern: regex.Pattern[str], texts: Iterable[str], *, whole: bool = False
) -> Iterator[list[tuple[int, int]]]:
    """Spans of the pattern in each text, empty ones left out; OptionError if it takes too long.

    ``whole``: the text as a whole is the only span.

    Examples
    --------
    >>> list(find_all(compile_regex("a+"), ["banana", "x"]))
    [[(1, 2), (3, 4), (5, 6)], []]
    """
    texts = list(texts)
    most = SECONDS + sum(map(len, texts)) / 1e6
    left = most
    for text in texts:
        start = time.thread_time()
        try:
            yield _spans(pattern, text, left, whole)
        except TimeoutError:
            left = 0.0
        left -= time.thread_time() - start
        if left <= 0:
            raise OptionError(
                f"The regular expression {pattern.pattern!r} takes more than {most:.0f} seconds on these texts. A "
                "repetition within a repetition, as in (a+)+, or several .* do that: write what may stand between, as "
                "in [^.]*, or search with wildcards (regex=False)."
            )


def _spans(pattern: regex.Pattern[str], text: str, seconds: float, whole: bool) -> list[tuple[int, int]]:
    if whole:
        return [(0, len(text))] if pattern.fullmatch(text, timeout=seconds) else []
    return [m.span() for m in pattern.finditer(text, timeout=seconds) if m.end() > m.start()]
