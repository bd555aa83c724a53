"""Universal part-of-speech tags of tokens, found for many documents at once.

What a token tells about its own tag and about its neighbours' depends on its type alone: the word itself, its endings,
its beginning, its shape. So the scores that a type gives to each tag at each place of the window −2 … +2 are found once
per type (:func:`score_types`), and tagging (:func:`tag_tokens`) is a few gathers and sums over all tokens. The first
pass sees types only; the second also sees the tags that the first gave to the neighbours. Both are multinomial logistic
models with whole numbers as weights, so that sums are exact and a text has the same tags in whatever batch it stands.

The tags are those of Universal Dependencies (de Marneffe et al. 2021). A word with a clitic (don’t, it’s, Trump’s) has
the tag of its host. ``benchmarks/fit_tagger.py`` fits the weights; ``docs/methods/tagging.md`` has the accuracy.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import BinaryIO

import numpy as np

from textkit.errors import OptionError

__all__ = [
    "BORDER",
    "PAIRS",
    "PASSES",
    "PLACES",
    "TAGS",
    "UNIFIED",
    "Weights",
    "read_weights",
    "score_types",
    "tag",
    "tag_tokens",
    "type_features",
    "usual_tag",
]

TAGS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
PLACES = (-2, -1, 0, 1, 2)  # from where a type speaks of a token: its own place is 0
PAIRS = ((-2, -1), (-1, 1), (1, 2))  # places whose tags, taken together, speak in the second pass
PASSES = 2
BORDER = len(TAGS)  # the tag beyond the ends of a sentence
CLITIC = re.compile(r"(?<=[^\W_])(?:(n't)|('(?:s|m|re|ve|ll|d)?))$", re.IGNORECASE)
UNIFIED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "\u00ad": None, "”": '"', "“": '"'})


@dataclass(frozen=True, slots=True)
class Weights:
    """What the tagger knows.

    Attributes
    ----------
    numbers : dict
        Number of each feature; 0 is that of no feature.
    of_types : (features + 1, passes · places · tags) int8 array
        What each feature says.
    of_pairs : (3, tags + 1, tags + 1, tags) int16 array
        What the tags at each of :data:`PAIRS` say in the second pass; the last tag is the border of a sentence.
    """

    numbers: dict[str, int]
    of_types: np.ndarray
    of_pairs: np.ndarray


def tag(words: Sequence[str]) -> list[str]:
    """Universal part-of-speech tags of the words of one sentence.

    Parameters
    ----------
    words : sequence of str
        The tokens of the sentence, punctuation included, as :func:`textkit.language.tokens.tokenize` gives them;
        clitics may be joined to their hosts (``don't``) or stand alone (``do``, ``n't``).

    Returns
    -------
    list of str
        A tag of :data:`TAGS` per word.

    Raises
    ------
    OptionError
        If ``words`` is a string.

    Examples
    --------
    >>> tag(["He", "left", "the", "left", "wing", "."])
    ['PRON', 'VERB', 'DET', 'ADJ', 'NOUN', 'PUNCT']
    """
    if isinstance(words, str):
        raise OptionError(f"tag takes the words of a sentence as a list, not one string: tag({words.split()[:3]} …)")
    number = {word: place for place, word in enumerate(dict.fromkeys(words))}
    types = np.array([number[word] for word in words], dtype=np.int32)
    starts = np.arange(len(types))[:1]
    return [TAGS[code] for code in tag_tokens(types, starts, score_types(list(number)))]


@cache
def usual_tag(word: str) -> str | None:
    """The tag that a word speaks for by itself, whatever its capitals and neighbours; None if it says nothing.

    Examples
    --------
    >>> usual_tag("Golden"), usual_tag("Paris"), usual_tag("Zuiderzee")
    ('ADJ', 'PROPN', None)
    """
    weights = _package_weights()
    number = weights.numbers.get(f"w{word.lower()}")
    if number is None:
        return None
    said = weights.of_types[number].reshape(PASSES, len(PLACES), len(TAGS))[:, PLACES.index(0)].sum(axis=0)
    return TAGS[said.argmax()] if said.max() > 0 else None


def tag_tokens(
    types: np.ndarray, sentence_starts: np.ndarray, scores: np.ndarray, weights: Weights | None = None
) -> np.ndarray:
    """Tags of the tokens of any number of sentences and documents.

    Parameters
    ----------
    types : (n_tokens,) integer array
        Number of each token's type.
    sentence_starts : (n_sentences,) integer array
        The tokens that begin sentences, in order; the first is token 0 if there are any tokens. Words on either side of
        such a border do not see each other: let a document begin a sentence.
    scores : (passes, places, n_types + 1, tags) int16 array
        What :func:`score_types` gives for the types by their numbers.
    weights : Weights, optional
        Default: those of the package.

    Returns
    -------
    (n_tokens,) int8 array
        Places in :data:`TAGS`.

    Examples
    --------
    >>> scores = score_types(["They", "talk", "."])
    >>> [TAGS[code] for code in tag_tokens(np.array([0, 1, 2, 0, 1]), np.array([0, 3]), scores)]
    ['PRON', 'VERB', 'PUNCT', 'PRON', 'VERB']
    """
    begins = np.zeros(len(types), dtype=np.int64)
    begins[sentence_starts] = 1
    places = np.arange(len(types)) + 2 * begins.cumsum()  # two places beyond each border
    padded = np.zeros(places[-1] + 3 if len(places) else 0, dtype=np.int64)
    padded[places] = np.asarray(types) + 1
    first = _sum_window(padded, places, scores[0]).argmax(axis=1)
    tags = np.full(len(padded), BORDER)
    tags[places] = first
    total = _sum_window(padded, places, scores[1])
    for (one, other), table in zip(PAIRS, (weights or _package_weights()).of_pairs, strict=True):
        pair = tags[places + one] * (BORDER + 1) + tags[places + other]
        total += table.reshape(-1, len(TAGS)).take(pair, axis=0)
    return total.argmax(axis=1).astype(np.int8)


def score_types(strings: Sequence[str], known: np.ndarray | None = None, weights: Weights | None = None) -> np.ndarray:
    """What each type says of the tag of the token at each place around it.

    Parameters
    ----------
    strings : sequence of str
        The types in the order of their numbers.
    known : array, optional
        What this function gave for the first of ``strings``; only the others are looked up.
    weights : Weights, optional
        Default: those of the package.

    Returns
    -------
    (passes, places, len(strings) + 1, tags) int16 array
        Scores; entry 0 of the third axis is the place beyond the end of a sentence, type ``t`` has entry ``t + 1``.

    Examples
    --------
    >>> some = score_types(["no", "deal"])
    >>> some.shape, score_types(["no", "deal", "yet"], some).shape
    ((2, 5, 3, 17), (2, 5, 4, 17))
    """
    weights = weights or _package_weights()
    done = 0 if known is None else known.shape[2]
    new = ["", *strings][done:]
    numbers = np.array([_feature_numbers(string, weights.numbers) for string in new], dtype=np.int32)
    total = np.zeros((len(new), weights.of_types.shape[1]), dtype=np.int16)
    for column in numbers.T:
        total += weights.of_types.take(column, axis=0)
    rows = np.ascontiguousarray(total.reshape(len(new), PASSES, len(PLACES), len(TAGS)).transpose(1, 2, 0, 3))
    return rows if known is None else np.concatenate([known, rows], axis=2)


def type_features(string: str) -> tuple[str, ...]:
    """The features of a type, always as many: the first letter says which kind each is.

    ``w`` word without clitic, ``c`` the same with its capitals, ``1`` to ``4`` endings, ``p`` beginning, ``h`` what
    follows a hyphen, ``n`` clitic, ``s`` shape. The empty string is the border of a sentence.

    Examples
    --------
    >>> " ".join(type_features("Brexit’s"))
    "wbrexit cBrexit 1t 2it 3xit 4exit pbre h n's sXx"
    """
    word = string if string.isascii() else unicodedata.normalize("NFC", string).translate(UNIFIED)
    clitic = None
    if not word.isalpha():
        word = re.sub(r"\d", "0", word)
        clitic = CLITIC.search(word)
    host = word[: clitic.start()] if clitic else word
    low = host.lower()
    hyphen = low.rpartition("-")[2] if "-" in low else ""
    return (
        f"w{low}", f"c{host}", f"1{low[-1:]}", f"2{low[-2:]}", f"3{low[-3:]}", f"4{low[-4:]}", f"p{low[:3]}",
        f"h{hyphen}", f"n{clitic[0].lower()}" if clitic else "n", _shape(host),
    )  # fmt: skip


def read_weights(file: BinaryIO) -> Weights:
    """Weights from an ``.npz`` file, which holds those that are not 0, with their columns, feature by feature."""
    with np.load(file) as stored:
        names = stored["features"].tobytes().decode("utf-8").split("\n")
        counts, columns, values, of_pairs = (stored[name] for name in ("counts", "columns", "values", "of_pairs"))
    of_types = np.zeros((len(names) + 1, PASSES * len(PLACES) * len(TAGS)), dtype=np.int8)
    of_types[np.repeat(np.arange(1, len(names) + 1), counts), columns] = values
    return Weights({name: number for number, name in enumerate(names, 1)}, of_types, of_pairs)


def _shape(word: str) -> str:
    if not word[:1].isalpha():
        return f"s{word[:1]}"
    if word.isupper():
        return "sXX" if len(word) > 1 else "sX"
    kind = "Xx" if word[0].isupper() else "xx" if word.islower() else "xX"
    return f"s{kind}{'-' if '-' in word else '.' if '.' in word else ''}"


def _feature_numbers(string: str, numbers: dict[str, int]) -> list[int]:
    """Numbers of a type's features; 0 for those without weights; an unknown word has the feature ``w``."""
    word, *others = type_features(string)
    return [numbers.get(word, numbers["w"]), *[numbers.get(feature, 0) for feature in others]]


def _sum_window(padded: np.ndarray, places: np.ndarray, scores: np.ndarray) -> np.ndarray:
    total = np.zeros((len(places), len(TAGS)), dtype=np.int16)
    for offset, of_types in zip(PLACES, scores, strict=True):
        total += of_types.take(padded[places + offset], axis=0)
    return total


@cache
def _package_weights() -> Weights:
    with files("textkit.lexicons").joinpath("tagger.npz").open("rb") as file:
        return read_weights(file)
