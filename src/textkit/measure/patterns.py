"""Search patterns: words with wildcards, phrases of them, alternatives and named groups; and regular expressions.

A pattern is cut into words by the tokenizer of the texts, so what is typed as it is printed ("$2bn", "Mr. Speaker",
"U.S.-Canada") is found. ``textkit.measure.search`` looks for a compiled query in a table of tokens.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from unicodedata import normalize

import numpy as np
import regex

from textkit.errors import OptionError
from textkit.language.tokens import tokenize

__all__ = ["Patterns", "Phrase", "Query", "Word", "compile_queries", "compile_regex", "compile_wildcard", "find_all"]

Patterns = str | Iterable[str] | Mapping[str, str | Iterable[str]]

WILD = "*?"
# People type the sign on the left; it matches what texts have in its place. A sign of the texts matches the typed one.
TYPED = {"'": "'’‘‚", '"': '"“”„«»', "-": "-‑–"}
SAME_SIGNS = {sign: f"[{signs}]" for signs in TYPED.values() for sign in signs[:1]} | {"’": "['’]", "‑": "[-‑]"}
SECONDS = 5.0  # that a regular expression may take, and one more for each million characters of the texts
MOST_COPIES = 100_000  # of a part of a regular expression, as by {1000}: each takes memory


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase; ``pattern`` matches a token as a whole, wildcards alone only a word or a number."""

    text: str
    pattern: re.Pattern[str]
    any_word: bool

    @property
    def ends_sentence(self) -> bool:
        """Whether the word is or ends with a mark, behind which the phrase may go on in another sentence."""
        return not self.text[-1].isalnum() and self.text[-1] not in WILD


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a pattern, in steps: what stands between blanks, in each way that it can be cut into words."""

    text: str
    steps: tuple[tuple[tuple[Word, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is counted under one name: a phrase or several, each as good as the other."""

    name: str
    phrases: tuple[Phrase, ...]


def compile_queries(patterns: Patterns, *, ignore_case: bool = True) -> tuple[Query, ...]:
    """One query for each pattern, or for each entry of a dictionary.

    Parameters
    ----------
    patterns : str, list of str, or mapping of str to these
        A word or a phrase, in which ``*`` stands for any characters and ``?`` for one; ``|`` stands between
        alternatives. The name of a query is the pattern, or its key in the dictionary.

    Raises
    ------
    OptionError
        If a pattern is empty or not a text.

    Examples
    --------
    >>> [query.name for query in compile_queries(["trade war*", "tariff*|dut?"])]
    ['trade war*', 'tariff*|dut?']
    >>> [phrase.text for phrase in compile_queries({"trade": ["trade war*", "tariff*|duty"]})[0].phrases]
    ['trade war*', 'tariff*', 'duty']
    """
    if isinstance(patterns, Mapping):
        return tuple(_compile(str(name), _several(entry), ignore_case) for name, entry in patterns.items())
    return tuple(_compile(pattern, [pattern], ignore_case) for pattern in dict.fromkeys(_several(patterns)))


def _several(patterns: object) -> list[str]:
    texts = [patterns] if isinstance(patterns, str) or not isinstance(patterns, Iterable) else list(patterns)
    odd = [text for text in texts if not isinstance(text, str) or not text.strip(" |\t\n")]
    if odd:
        shown = "one is empty" if isinstance(odd[0], str) else f"{odd[0]!r} is not one"
        raise OptionError(
            f"A pattern is a word or a phrase, such as 'tariff*' or 'trade war'; {shown}. Give one, a list of them, or "
            "a dictionary of lists: {'trade': ['tariff*', 'trade war*']}."
        )
    return texts


def _compile(name: str, patterns: Iterable[str], ignore_case: bool) -> Query:
    texts = [text.strip() for pattern in patterns for text in pattern.split("|") if text.strip()]
    return Query(name, tuple(_phrase(text, ignore_case) for text in dict.fromkeys(texts)))


@lru_cache(maxsize=4096)
def _phrase(text: str, ignore_case: bool) -> Phrase:
    steps = [_readings(piece) for piece in normalize("NFC", text).split()]
    words = [tuple(tuple(_word(word, ignore_case) for word in way) for way in ways) for ways in steps]
    return Phrase(text, tuple(words))


def _readings(piece: str) -> list[list[str]]:
    """The ways to cut what stands between blanks: as the texts are cut and, with wildcards, as one word.

    Examples
    --------
    >>> _readings("$2bn"), _readings("5.*")
    ([['$', '2bn']], [['5', '.', '*'], ['5.*']])
    """
    if not set(WILD) & set(piece):
        return [tokenize(piece).strings]
    letters = [letter for letter in map(chr, range(0x10330, 0x1034A)) if letter not in piece]  # rare ones stand in
    stand_in = dict(zip(WILD, letters, strict=False))
    there, back = str.maketrans(stand_in), str.maketrans({letter: wild for wild, letter in stand_in.items()})
    cut = [word.translate(back) for word in tokenize(piece.translate(there)).strings]
    return [cut] if cut == [piece] else [cut, [piece]]


def _word(text: str, ignore_case: bool) -> Word:
    return Word(text, compile_wildcard(text, ignore_case=ignore_case), not text.strip(WILD))


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


def find_all(pattern: regex.Pattern[str], texts: Iterable[str]) -> Iterator[list[tuple[int, int]]]:
    """Spans of the pattern in each text, empty ones left out; OptionError if it takes too long.

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
            yield [m.span() for m in pattern.finditer(text, timeout=left) if m.end() > m.start()]
        except TimeoutError:
            left = 0.0
        left -= time.thread_time() - start
        if left <= 0:
            raise OptionError(
                f"The regular expression {pattern.pattern!r} takes more than {most:.0f} seconds on these texts. A "
                "repetition within a repetition, as in (a+)+, or several .* do that: write what may stand between, as "
                "in [^.]*, or search with wildcards (regex=False)."
            )


def matches(words: np.ndarray, pattern: re.Pattern[str]) -> np.ndarray:
    """Which of ``words`` the pattern matches as a whole.

    Examples
    --------
    >>> matches(np.array(["tariff", "trade", "tariffs"]), compile_wildcard("tariff*"))
    array([ True, False,  True])
    """
    forms = (normalize("NFC", str(word)) for word in words)
    return np.array([found is not None for found in map(pattern.fullmatch, forms)], dtype=bool)
