"""Near-duplicates: wire copy in two papers, updates of one story, the same file twice."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from textkit.read.corpus import SET_ASIDE, Corpus, count_of, problem_table
from textkit.read.languages import split_words
from textkit.read.records import Problem

__all__ = [
    "find_duplicates",
    "find_repeated",
    "mark_duplicates",
    "say_duplicates",
    "shingles",
    "signature",
    "treat_duplicates",
]

_SIZE = 5  # words of a shingle
_MIN_RESEMBLANCE = 0.7  # shared shingles over all shingles of both texts
_MIN_SHINGLES = 30  # shorter texts resemble one another by chance
_SKETCH = 16  # smallest shingle hashes by which texts are looked up: one in 10^8 pairs at 0.7 shares none
_SIGNATURE = 64  # smallest hashes of a text that is not at hand any more
_MOST = 20  # earlier texts to compare with, those that share most of the sketch first
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: multiplicative hashing (Knuth 1973)


def treat_duplicates(corpus: Corpus, treatment: str = "mark") -> Corpus:
    """The corpus with near-duplicates marked (field ``duplicate_of``) or dropped, and a problem that counts them."""
    documents = mark_duplicates(corpus.documents) if treatment != "keep" and len(corpus) > 1 else corpus.documents
    if "duplicate_of" not in documents or "duplicate_of" in corpus.documents:
        return corpus
    repeated = documents["duplicate_of"].notna()
    done = "set aside" if treatment == "drop" else "marked in the field duplicate_of"
    noted = problem_table([say_duplicates(documents.loc[repeated, "doc_id"].tolist(), done)])
    corpus = replace(corpus, problems=pd.concat([corpus.problems, noted], ignore_index=True))
    if treatment == "mark":
        return replace(corpus, documents=documents)
    return replace(
        corpus,
        documents=corpus.documents[~repeated].reset_index(drop=True),
        set_aside=documents.loc[repeated, SET_ASIDE].reset_index(drop=True),
    )


def say_duplicates(ids: Sequence[str], done: str) -> Problem:
    """The problem that counts near-duplicates and says what was done with them."""
    listed = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
    problem = f"{count_of(len(ids), 'near-duplicate')} of other documents {done}: {listed}."
    return Problem(problem, "To count them like all others: duplicates='keep', or --keep-duplicates.", "", "warning")


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
