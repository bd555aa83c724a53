"""Texts to set aside: in a language that is not wanted, or printed before by another document.

A language is told by function words and script; near-duplicates (wire copy in two papers, updates of one story, the
same file twice) by the shingles that they share.
"""

import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.lexicons import read_lexicon
from textkit.read import Problem, ReadOptions, Record
from textkit.read.tables import some

__all__ = [
    "ANY",
    "DEFAULT",
    "check_languages",
    "detect_language",
    "find_duplicates",
    "find_repeated",
    "is_known",
    "mark_duplicates",
    "set_aside_languages",
    "shingles",
    "signature",
    "split_words",
]

ANY = "any"
DEFAULT = ("en",)
_KEEP = "The labels are made for English. To keep it all the same: languages='any', or --languages any."

_SAMPLE = 3000  # characters of the beginning and of the middle that are looked at
_MIN_WORDS = 25  # shorter texts are kept: too few function words to tell
_MIN_LETTERS = 60  # of another script, in which words need not be parted
_SURELY_ENGLISH = 0.3  # share of English function words at which nothing else is looked for; prose has 0.35 to 0.55
_MIN_SHARE = 0.1  # of another language's own function words; its prose has 0.2 and more
_MIN_FACTOR = 2.5  # own function words of the other language for each one of English
_MIN_DIFFERENT = 6  # own function words: lists of names have "de", "van", "della", and no others

_SIZE = 5  # words of a shingle
_MIN_RESEMBLANCE = 0.7  # shared shingles over all shingles of both texts
_MIN_SHINGLES = 30  # shorter texts resemble one another by chance
_SKETCH = 16  # smallest shingle hashes by which texts are looked up: one in 10^8 pairs at 0.7 shares none
_SIGNATURE = 64  # smallest hashes of a text that is not at hand any more
_MOST = 20  # earlier texts to compare with, those that share most of the sketch first
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: multiplicative hashing (Knuth 1973)


@dataclass(frozen=True, slots=True)
class _Language:
    """Function words of one language; those in names are not evidence by themselves."""

    name: str
    script: str
    words: frozenset[str]
    in_names: frozenset[str]


class _Blanks(dict[int, str]):
    """What ``str.translate`` makes of a character: itself in a word, else a blank."""

    def __init__(self, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        inside = letter.isalnum() and (self.numbers or not letter.isdecimal())
        self[code] = letter if inside else " "
        return self[code]


_BLANKS = MappingProxyType({numbers: _Blanks(numbers) for numbers in (True, False)})


def split_words(text: str, *, numbers: bool = True) -> list[str]:
    """Runs of letters (and digits) in small letters: enough to compare texts; ``language`` tells the words to count.

    Examples
    --------
    >>> split_words("L’État: No. 10"), split_words("L’État: No. 10", numbers=False)
    (['l', 'état', 'no', '10'], ['l', 'état', 'no'])
    """
    return text.casefold().translate(_BLANKS[numbers]).split()


def detect_language(text: str) -> str | None:
    """Code (ISO 639-1) of the language a text is in, as far as its function words or its script show it.

    None, which counts as English, for what has fewer than 25 words or no clear sign: lists of names, tables, verse in
    dialect, languages of the Latin script without a row in the lexicon ``languages``. Mixed texts are English unless
    the other language has two and a half times the function words. Looks at the first 3,000 characters and at as many
    from the middle.

    Examples
    --------
    >>> detect_language("Wir haben uns am Dienstag getroffen, aber niemand wusste, warum er das noch nicht gesagt hat. "
    ...                 "Es ist auch nicht klar, ob sie sich wieder treffen oder nur noch einmal telefonieren werden.")
    'de'
    >>> detect_language("They met.") is None
    True
    """
    start = _words(text[: _SAMPLE // 2])
    if len(start) >= _MIN_WORDS and _share(start, _languages()["en"].words) >= _SURELY_ENGLISH:
        return "en"
    middle = max(_SAMPLE, (len(text) - _SAMPLE) // 2)
    sample = unicodedata.normalize("NFC", text[:_SAMPLE] + text[middle : middle + _SAMPLE])
    script = _other_script(sample)
    if script:
        return _likeliest(_words(sample), script)
    words = _words(sample)
    if len(words) < _MIN_WORDS:
        return None
    code = _likeliest(words, "Latin")
    if code != "en" and _wins(words, _languages()[code]):
        return code
    return "en" if _share(words, _languages()["en"].words) >= _MIN_SHARE else None


def _words(text: str) -> list[str]:
    """Words of two letters and more; single ones are initials and points of lists."""
    return [word for word in split_words(text, numbers=False) if len(word) > 1]


def _share(words: Collection[str], known: Collection[str]) -> float:
    return sum(word in known for word in words) / max(1, len(words))


def _likeliest(words: Iterable[str], script: str) -> str:
    """The language of a script that has most of the words; the first one if none has any."""
    hits: Counter[str] = Counter({code: 0 for code, known in _languages().items() if known.script == script})
    owners = _owners(script)
    for word in words:
        hits.update(owners.get(word, ()))
    return max(hits, key=lambda code: hits[code])


def _wins(words: Collection[str], other: _Language) -> bool:
    """The words are clearly of the other language and not of English; words of both are not evidence."""
    english = _languages()["en"].words
    known = other.words | other.in_names
    own = [word for word in words if word in known and word not in english]
    n_english = sum(word in english and word not in known for word in words)
    different = {word for word in own if word in other.words}
    enough = len(own) >= max(_MIN_SHARE * len(words), _MIN_FACTOR * n_english)
    return enough and len(different) >= _MIN_DIFFERENT


def _other_script(sample: str) -> str | None:
    """The script other than Latin that most letters are of; None if there is none."""
    letters = [letter for letter in sample if letter > "\u024f" and letter.isalpha()]
    if len(letters) < _MIN_LETTERS or 2 * len(letters) < sum(map(str.isalpha, sample)):
        return None
    scripts = Counter(map(_script_of, letters))
    if scripts["Kana"] > 0.05 * len(letters):
        return "Kana"
    script = scripts.most_common(1)[0][0]
    return script if any(known.script == script for known in _languages().values()) else None


@cache
def _script_of(letter: str) -> str:
    first = unicodedata.name(letter, "?").split()[0]
    return {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana"}.get(first, first.capitalize())


@cache
def _languages() -> Mapping[str, _Language]:
    return MappingProxyType(
        {
            row["code"]: _Language(
                row["name"], row["script"], frozenset(row["words"].split()), frozenset(row["name_words"].split())
            )
            for row in read_lexicon("languages")
        }
    )


@cache
def _owners(script: str) -> Mapping[str, tuple[str, ...]]:
    """Of each function word the languages that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, known in _languages().items():
        if known.script == script:
            for word in known.words | known.in_names:
                found[word].append(code)
    return MappingProxyType({word: tuple(codes) for word, codes in found.items()})


def is_known(code: str) -> bool:
    """Whether the lexicon has the language."""
    return code in _languages()


def check_languages(wanted: str | Iterable[str] | None) -> str | tuple[str, ...] | None:
    """Languages as an option gives them, as codes or ``"any"``.

    Raises
    ------
    OptionError
        If a code is not known.

    Examples
    --------
    >>> check_languages("en, fr"), check_languages(["de"]), check_languages("any")
    (('en', 'fr'), ('de',), 'any')
    """
    if wanted is None or wanted == ANY:
        return wanted
    given = wanted.split(",") if isinstance(wanted, str) else list(wanted) if isinstance(wanted, Iterable) else [wanted]
    codes = tuple(str(code).strip().casefold().partition("-")[0] for code in given)
    unknown = [code for code in codes if not is_known(code)]
    if unknown or not codes:
        raise OptionError(
            f"Languages are 'any' or codes such as 'en' and 'fr', not {', '.join(unknown)[:60]!r}. "
            f"Known are: {', '.join(_languages())}."
        )
    return codes


def set_aside_languages(items: Iterable[Record | Problem], options: ReadOptions) -> Iterator[Record | Problem]:
    """The documents in the languages that ``options`` wants (default: English), and problems that name the others."""
    wanted = options.languages or DEFAULT
    aside: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for item in items:
        code = detect_language(item.text) if isinstance(item, Record) and wanted != ANY else None
        if code is None or code in wanted:
            yield item
        else:
            aside[item.path or "", code].append(item.number)
    for (path, code), numbers in aside.items():
        name = _languages()[code].name
        what = some("document", numbers) if numbers[0] is not None else ""
        problem = f"In {name}, set aside: {what}." if what else f"The text is in {name}; it is set aside."
        yield Problem(problem, _KEEP, path, "warning")


def mark_duplicates(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents with a column ``duplicate_of`` if any of them repeats another; the earlier one is the original.

    Examples
    --------
    >>> text = " ".join(f"word{i}" for i in range(60))
    >>> table = pd.DataFrame({"doc_id": ["a", "b"], "text": [text, text + " more"], "date": ["2025-05-07", "2025"]})
    >>> mark_duplicates(table).duplicate_of.tolist()
    ['b', nan]
    """
    order = documents["date"].reset_index(drop=True).sort_values(kind="stable", na_position="last").index.to_numpy()
    texts = documents["text"].tolist()
    found = find_duplicates([texts[i] for i in order])
    ids = documents["doc_id"].to_numpy()
    original = {order[i]: ids[order[j]] for i, j in enumerate(found) if j is not None}
    if not original:
        return documents
    column = pd.Series([original.get(i) for i in range(len(documents))], index=documents.index, dtype="str")
    return documents.assign(duplicate_of=column)


def find_duplicates(texts: Sequence[str]) -> list[int | None]:
    """For each text the number of the earlier text that it repeats, None if it repeats none.

    Two texts repeat one another if their resemblance (Jaccard coefficient of their sets of five-word shingles; Broder
    1997, "On the resemblance and containment of documents", Sequences '97, p. 21-29) is 0.7 or more. Texts of fewer
    than 34 words are never marked. Candidates are found by the smallest hashes of their shingles, then compared
    exactly; time is linear in the number of words.

    Examples
    --------
    >>> text = " ".join(f"word{i}" for i in range(60))
    >>> find_duplicates([text, "Something else.", text.upper() + " more"])
    [None, None, 0]
    """
    codes: dict[str, int] = {}
    return _find((_all_shingles(text, codes) for text in texts), _resemblance)


def _all_shingles(text: str, codes: dict[str, int]) -> np.ndarray:
    long_enough = len(text) > 2 * _MIN_SHINGLES  # a word and its space are two characters at least
    return shingles(text if long_enough else "", codes)


def signature(text: str, codes: dict[str, int] | None = None) -> np.ndarray:
    """What of a text is kept to find its near-duplicates without it: the smallest of its shingles' hashes."""
    return _all_shingles(text, {} if codes is None else codes)[:_SIGNATURE]


def find_repeated(signatures: Sequence[np.ndarray], dates: Sequence[str | None]) -> list[int | None]:
    """As ``find_duplicates``, of signatures: the resemblance is estimated, with a standard error of .06 at 0.7.

    The text of the earlier date is the original; without dates, the one that stands first.

    Examples
    --------
    >>> text = " ".join(f"word{i}" for i in range(60))
    >>> find_repeated([signature(text + " more"), signature(text)], ["2025-05-07", "2025-05-06"])
    [1, None]
    """
    order = sorted(range(len(signatures)), key=lambda i: (dates[i] is None, dates[i] or "", i))
    found = _find((signatures[i] for i in order), _estimated_resemblance)
    original: list[int | None] = [None] * len(order)
    for place, other in zip(order, found, strict=True):
        original[place] = None if other is None else order[other]
    return original


def _find(sets: Iterable[np.ndarray], resemble: Callable[[np.ndarray, np.ndarray], float]) -> list[int | None]:
    """For each sorted set of hashes the number of the earlier one that it resembles."""
    seen: list[np.ndarray] = []
    by_hash: dict[int, list[int]] = defaultdict(list)
    found: list[int | None] = []
    for number, hashes in enumerate(sets):
        seen.append(hashes)
        sketch = hashes[:_SKETCH].tolist() if len(hashes) >= _MIN_SHINGLES else []
        found.append(_most_alike(number, sketch, seen, by_hash, resemble))
        if found[-1] is None:
            for value in sketch:
                by_hash[value].append(number)
    return found


def shingles(text: str, codes: dict[str, int] | None = None) -> np.ndarray:
    """Sorted hashes of the different five-word runs in a text; ``codes`` remembers hashes of words between calls."""
    known = {} if codes is None else codes
    words = split_words(text)
    if len(words) < _SIZE:
        return np.zeros(0, np.uint64)
    for word in set(words).difference(known):
        known[word] = zlib.crc32(word.encode("utf-8", "replace"))
    numbers = np.fromiter((known[word] for word in words), np.uint64, len(words))
    n_runs = len(words) - _SIZE + 1
    runs = np.zeros(n_runs, np.uint64)
    for offset in range(_SIZE):
        runs = (runs ^ numbers[offset : offset + n_runs]) * _MIX
        runs ^= runs >> np.uint64(32)
    return np.unique(runs)


def _most_alike(
    number: int,
    sketch: Sequence[int],
    sets: Sequence[np.ndarray],
    by_hash: dict[int, list[int]],
    resemble: Callable[[np.ndarray, np.ndarray], float],
) -> int | None:
    """The first of the likeliest earlier texts that the text repeats."""
    shared = Counter(other for value in sketch for other in by_hash.get(value, ())[:1000])
    likely = (other for other, _ in shared.most_common(_MOST))
    return next((other for other in likely if resemble(sets[number], sets[other]) >= _MIN_RESEMBLANCE), None)


def _estimated_resemblance(one: np.ndarray, two: np.ndarray) -> float:
    """Share of the smallest hashes of both texts that both have (Broder 1997)."""
    if len(one) < _SIGNATURE and len(two) < _SIGNATURE:
        return _resemblance(one, two)
    smallest = np.union1d(one, two)[:_SIGNATURE]
    return len(np.intersect1d(smallest, np.intersect1d(one, two, assume_unique=True))) / len(smallest)


def _resemblance(one: np.ndarray, two: np.ndarray) -> float:
    """Jaccard coefficient of two sorted sets."""
    n_shared = len(np.intersect1d(one, two, assume_unique=True))
    return n_shared / (len(one) + len(two) - n_shared)
