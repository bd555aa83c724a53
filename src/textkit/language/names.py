"""Names: which words are part of one, where known names stand, and which short names stand for longer ones.

At a beginning a capital says nothing unless the next word has one too, and in a headline in title case none says
anything. Words that often are names (Hope, Grant) are names wherever they have a capital.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from simplemma import is_known

from textkit.language.governors import Words
from textkit.lexicons import read_lexicon

__all__ = [
    "Span",
    "are_emphasised",
    "are_titled",
    "bare_forms",
    "case_of",
    "find_name",
    "find_name_words",
    "find_names",
    "given_before",
    "given_names",
    "has_surname",
    "is_naming",
    "spell_initials",
]

Span = tuple[int, int, str]  # start, end, and whom the name names

TITLE_CAPITALS, TITLE_SHARE = 4, 0.6  # capitalised words in a headline, at least
LEAST_SHOUTED = 4  # letters: shorter words in capitals are abbreviations
ARTICLES = frozenset({"a", "an", "such", "no"})
_OPENING = "“‘\"'([—–\n"  # before a word
_FAR = 40  # characters before a surname in which its given name ends
WITHIN = re.compile(r"\w")  # what stands within a word
_CAPITAL, _HANDLE, _LISTED, _SMALL, _SHOUTED, _COMMON, _ARTICLE = (1 << n for n in range(7))


def case_of(words: Sequence[str]) -> str:
    """How words are set: "title" as that of a work (all but small words in capitals), mostly in "capitals", or "plain".

    Examples
    --------
    >>> [case_of(words.split()) for words in ("The End of the Road", "Never", "The end", "no End")]
    ['title', 'capitals', 'plain', 'plain']
    """
    capitals = [word[0].isupper() for word in words]
    whole = all(big or word in _stop_words() for big, word in zip(capitals, words, strict=True))
    if sum(capitals) > 1 and capitals[0] and whole:
        return "title"
    return "capitals" if sum(capitals) * 3 >= 2 * len(words) else "plain"


def find_name_words(words: Words) -> np.ndarray:
    """Whether each word is (part of) a name.

    Examples
    --------
    >>> from textkit.language.governors import read_words
    >>> from textkit.language.doc import read_doc
    >>> doc = read_doc("Yesterday Anna met Mr. Fair. Hate is here.")
    >>> words = read_words(doc, np.arange(len(doc.types)), doc.sentence_of, 2)
    >>> [doc.text[doc.starts[i] : doc.ends[i]] for i in words.tokens[find_name_words(words)]]
    ['Yesterday', 'Anna', 'Mr.', 'Fair']
    """
    facts = _facts(words)
    capital, listed = (facts & _CAPITAL) > 0, (facts & _LISTED) > 0
    telling = ~words.begins
    telling[:-1] |= words.followed[:-1] & capital[1:]
    telling &= ~are_titled(words)[words.stretch]
    return (capital & (listed | telling)) | ((facts & _HANDLE) > 0)


def are_emphasised(words: Words) -> np.ndarray:
    """Whether each word with a capital is a common word all the same: in capitals only, or alone behind an article.

    Examples
    --------
    >>> from textkit.language.governors import read_words
    >>> from textkit.language.doc import read_doc
    >>> words = read_words(read_doc("The DISASTER made Ann a Hero."), np.arange(7), np.zeros(7, dtype=int), 1)
    >>> np.flatnonzero(are_emphasised(words)).tolist()
    [1, 5]
    """
    facts = _facts(words)
    behind, capital = np.zeros(len(facts), dtype=bool), (facts & _CAPITAL) > 0
    behind[1:] = ((facts[:-1] & _ARTICLE) > 0) & words.followed[:-1]
    behind[:-1] &= ~(words.followed[:-1] & capital[1:])
    return ((facts & _SHOUTED) > 0) | (behind & ((facts & _COMMON) > 0))


def are_titled(words: Words) -> np.ndarray:
    """Whether in each stretch all but function words are capitalised, as in a headline: capitals do not mark names.

    Examples
    --------
    >>> from textkit.language.governors import read_words
    >>> from textkit.language.doc import read_doc
    >>> doc = read_doc("Great Hopes for a Just Peace")
    >>> are_titled(read_words(doc, np.arange(6), doc.sentence_of, 1)).tolist()
    [True]
    """
    facts = _facts(words)
    capitals, small = (words.count((facts & flag) > 0) for flag in (_CAPITAL, _SMALL))
    return (capitals >= TITLE_CAPITALS) & (capitals >= TITLE_SHARE * words.count()) & (small == 0)


def _facts(words: Words) -> np.ndarray:
    return words.doc.vocabulary.column("names", _facts_of, "uint8")[words.types]


def _facts_of(token: str) -> int:
    capital, lower = token[0].isupper(), token.lower()
    listed, small = lower in _often_names(), token == lower and lower not in _stop_words()
    common = capital and not listed and is_known(lower, lang="en")
    shouted = common and token.isupper() and len(token) >= LEAST_SHOUTED
    found = capital * _CAPITAL | (token[0] in "@#") * _HANDLE | listed * _LISTED | small * _SMALL
    return found | shouted * _SHOUTED | common * _COMMON | (lower in ARTICLES) * _ARTICLE


@cache
def _often_names() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == "name")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))


# Known names


def is_naming(alias: str) -> bool:
    """Whether an alias names by itself: neither a pronoun nor an office.

    Examples
    --------
    >>> [is_naming(alias) for alias in ("Ann Lee", "the President", "She")]
    [True, False, False]
    """
    last = alias.rsplit(" ", 1)[-1]
    return last[:1].isupper() and not {last.lower(), alias.lower()} & _common_nouns()


@cache
def _common_nouns() -> frozenset[str]:
    lexicons = ("pronouns", "roles", "titles")
    return frozenset(row["term"].lower() for lexicon in lexicons for row in read_lexicon(lexicon))


def find_names(text: str, targets: Mapping[str, str | None]) -> Iterator[Span]:
    """Where the names stand as whole words, the longest first, with their targets; those of the target None hide them.

    Examples
    --------
    >>> list(find_names("Lee of the Lee Fund", {"Lee": "Ann Lee", "Lee Fund": None}))
    [(0, 3, 'Ann Lee')]
    """
    found = [(start, -len(name), name) for name in targets for start in find_name(text, name)]
    end = 0
    for start, length, name in sorted(found):
        if start >= end:
            end = start - length
            target = targets[name]
            if target and not _is_anothers(text, start, name, target):
                yield start, end, target


def find_name(text: str, name: str) -> Iterator[int]:
    """Where a name stands as whole words; no pattern of all names, which would be compiled for each text."""
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if not WITHIN.match(text[start - 1 : start]) and not WITHIN.match(text[end : end + 1]):
            yield start
        start = text.find(name, start + 1)


def _is_anothers(text: str, start: int, name: str, target: str) -> bool:
    """Whether a single name has a given name before it that is not the target's: "Ben Lee" does not name Ann Lee."""
    given = None if " " in name else given_before(text, start)
    return given is not None and given not in target.split()


def given_before(text: str, start: int, known: Container[str] = ()) -> str | None:
    """The given name before a surname at a place, over an initial; ``known`` are others besides the usual ones.

    Examples
    --------
    >>> given_before("Ann B. Lee", 7), given_before("Mr. Lee", 4)
    ('Ann', None)
    """
    *words, nothing = text[max(0, start - _FAR) : start].split(" ")
    if nothing or not words:  # no blank stands before the surname
        return None
    initial = len(words) > 1 and len(words[-1]) == 2 and words[-1].endswith(".")
    name = words[-2 if initial else -1].lstrip(_OPENING)
    return name if name in given_names() or name in known else None


@cache
def given_names() -> dict[str, str]:
    """Usual gender of each given name."""
    return {row["term"]: row["gender"] for row in read_lexicon("given_names")}


# Short names


def has_surname(name: str) -> bool:
    """Whether the last word can stand for the whole: not in the name of a body, as in "Bank of Ontario".

    Examples
    --------
    >>> has_surname("Ann Lee"), has_surname("Bank of Ontario"), has_surname("Lee")
    (True, False, False)
    """
    return " " in name and not {"of", "for", "and", "the", "&"} & set(name.casefold().split())


def bare_forms(name: str) -> list[str]:
    """A name as it is, without titles before it, and without initials in it; each once.

    Examples
    --------
    >>> bare_forms("U.S. President Ann B. Lee")
    ['U.S. President Ann B. Lee', 'Ann B. Lee', 'Ann Lee']
    >>> bare_forms("Secretary of State Bo Roe")[-1], bare_forms("Mayor of Troy")
    ('Bo Roe', ['Mayor of Troy'])
    """
    words = name.split()
    last = max((n for n, word in enumerate(words[:-1]) if word.rstrip(".") in _titles()), default=-1)
    rest = words[last + 1 :]
    while len(rest) > 2 and rest[0].islower():  # of State
        rest = rest[2:]
    if rest[:1] and rest[0].islower():
        return [name]
    short = [word for n, word in enumerate(rest) if n == 0 or len(word.rstrip(".")) > 1]
    return list(dict.fromkeys([name, " ".join(rest), " ".join(short)]))


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("titles"))


def spell_initials(names: Iterable[str]) -> dict[str, str]:
    """Initials that are one of the names or may be, and the one name of several words that they stand for.

    Examples
    --------
    >>> spell_initials(["Central Bureau of Statistics", "Ann Lee"])
    {'CBS': 'Central Bureau of Statistics'}
    """
    meant = defaultdict(set)
    for name in names:
        capitals = [word[0] for word in name.split() if word[:1].isupper()]
        if len(capitals) > 2 or (len(capitals) == 2 and not has_surname(name)):
            meant["".join(capitals)].add(name)
    return {short: whole for short, found in meant.items() if len(found) == 1 for whole in found}
