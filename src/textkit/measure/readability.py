"""Readability formulas on counts, and their table from textkit's sentences and words.

Each takes counts (numbers or arrays) and gives a float or an array; NaN without sentences or words. All were fitted to
English prose of some hundred words; none looks at meaning, and long names count as difficulty. Syllables, and the list
of familiar words, are those of textstat 0.7.8.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from textkit.checks import some_of
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.formulas import elementwise
from textkit.measure.terms import group_rows

__all__ = [
    "automated_readability_index",
    "coleman_liau",
    "count_syllables",
    "dale_chall",
    "flesch_kincaid",
    "flesch_reading_ease",
    "gunning_fog",
    "is_familiar",
    "lix",
    "readability",
    "smog",
]

Score = Any  # float for numbers, numpy array for arrays
LANGUAGE = "en_US"
ROLES = ("title", "byline", "dateline", "heading", "body", "blockquote", "boilerplate")
MOST_SENTENCES = 1 << 31  # in a document
REGULAR = (  # endings of regular forms, and what the base has in their place
    *(("'s", ""), ("s'", "s"), ("s", ""), ("es", ""), ("ies", "y")),
    *(("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("ily", "y"), ("ly", "le"), ("our", "or"), ("tre", "ter"), ("grey", "gray")),
)
WORDS_SENTENCES = ("n_words", "n_sentences")


@elementwise
def flesch_reading_ease(n_words: ArrayLike, n_sentences: ArrayLike, n_syllables: ArrayLike) -> Score:
    """Flesch reading ease: ``206.835 - 1.015 words/sentence - 84.6 syllables/word``.

    About 0 (very difficult) to 100 (very easy), not bounded; 60–70 is plain English.

    References
    ----------
    Flesch, R. (1948), A new readability yardstick. Journal of Applied Psychology 32(3), 221–233.

    Examples
    --------
    >>> round(flesch_reading_ease(100, 5, 150), 3)
    59.635
    """
    return 206.835 - 1.015 * _ratio(n_words, n_sentences) - 84.6 * _ratio(n_syllables, n_words)


@elementwise
def flesch_kincaid(n_words: ArrayLike, n_sentences: ArrayLike, n_syllables: ArrayLike) -> Score:
    """Flesch–Kincaid grade: ``0.39 words/sentence + 11.8 syllables/word - 15.59``, in US school years.

    References
    ----------
    Kincaid, J. P. et al. (1975), Derivation of new readability formulas for Navy enlisted personnel.

    Examples
    --------
    >>> round(flesch_kincaid(100, 5, 150), 2)
    9.91
    """
    return 0.39 * _ratio(n_words, n_sentences) + 11.8 * _ratio(n_syllables, n_words) - 15.59


@elementwise
def gunning_fog(n_words: ArrayLike, n_sentences: ArrayLike, n_complex: ArrayLike) -> Score:
    """Gunning fog index: ``0.4 (words/sentence + 100 complex/words)``, in school years.

    Complex words have three syllables or more; not counted are names and words that reach three only with an
    inflection (-es, -ed, -ing). textstat counts unfamiliar words instead, which gives other values.

    References
    ----------
    Gunning, R. (1952), The technique of clear writing.

    Examples
    --------
    >>> round(gunning_fog(100, 5, 10), 2)
    12.0
    """
    return 0.4 * (_ratio(n_words, n_sentences) + 100 * _ratio(n_complex, n_words))


@elementwise
def smog(n_sentences: ArrayLike, n_polysyllables: ArrayLike) -> Score:
    """SMOG grade: ``1.0430 √(30 polysyllables/sentences) + 3.1291``, in school years.

    Polysyllables have three syllables or more. Misleads below the 30 sentences it was made for.

    References
    ----------
    McLaughlin, G. H. (1969), SMOG grading. Journal of Reading 12(8), 639–646.

    Examples
    --------
    >>> round(smog(30, 36), 3)
    9.387
    """
    return 1.043 * np.sqrt(30 * _ratio(n_polysyllables, n_sentences)) + 3.1291


@elementwise
def coleman_liau(n_words: ArrayLike, n_sentences: ArrayLike, n_letters: ArrayLike) -> Score:
    """Coleman–Liau index: ``5.88 letters/word - 29.6 sentences/word - 15.8``, in US school years.

    textstat 0.7.8 has 5.8 for the first coefficient, which gives about 0.4 less.

    References
    ----------
    Coleman, M. & Liau, T. L. (1975), A computer readability formula. Journal of Applied Psychology 60(2), 283–284.

    Examples
    --------
    >>> round(coleman_liau(100, 5, 470), 3)
    10.356
    """
    return 5.88 * _ratio(n_letters, n_words) - 29.6 * _ratio(n_sentences, n_words) - 15.8


@elementwise
def automated_readability_index(n_words: ArrayLike, n_sentences: ArrayLike, n_characters: ArrayLike) -> Score:
    """Automated readability index: ``4.71 characters/word + 0.5 words/sentence - 21.43``, in US school years.

    Characters are letters and digits.

    References
    ----------
    Smith, E. A. & Senter, R. J. (1967), Automated readability index (AMRL-TR-66-220).

    Examples
    --------
    >>> round(automated_readability_index(100, 5, 470), 3)
    10.707
    """
    return 4.71 * _ratio(n_characters, n_words) + 0.5 * _ratio(n_words, n_sentences) - 21.43


@elementwise
def dale_chall(n_words: ArrayLike, n_sentences: ArrayLike, n_unfamiliar: ArrayLike) -> Score:
    """Dale–Chall score: ``0.1579 · 100 unfamiliar/words + 0.0496 words/sentence + 3.6365``.

    4.9 or less is fourth grade, 9.0 to 9.9 college. Unfamiliar words are not among the 3,000 that children know, in
    any regular form (:func:`is_familiar`); names count once as unfamiliar each time they occur. The authors add the
    constant to every text, as their printed samples show; textstat and quanteda above 5 % unfamiliar words only.

    References
    ----------
    Dale, E. & Chall, J. (1948), A formula for predicting readability. Educational Research Bulletin 27(1), 11–20.

    Examples
    --------
    >>> round(dale_chall(100, 5, 10), 4)
    6.2075
    """
    return 15.79 * _ratio(n_unfamiliar, n_words) + 0.0496 * _ratio(n_words, n_sentences) + 3.6365


@elementwise
def lix(n_words: ArrayLike, n_sentences: ArrayLike, n_long: ArrayLike) -> Score:
    """LIX: ``words/sentence + 100 long/words``; long words have more than six letters.

    About 20 (children's books) to 60 (official prose).

    References
    ----------
    Björnsson, C. H. (1968), Läsbarhet.

    Examples
    --------
    >>> lix(100, 5, 25)
    45.0
    """
    return _ratio(n_words, n_sentences) + 100 * _ratio(n_long, n_words)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where((whole > 0) & (part >= 0), part / whole, np.nan)


FORMULAS: Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]] = MappingProxyType(
    {
        "flesch_reading_ease": (flesch_reading_ease, (*WORDS_SENTENCES, "n_syllables")),
        "flesch_kincaid": (flesch_kincaid, (*WORDS_SENTENCES, "n_syllables")),
        "gunning_fog": (gunning_fog, (*WORDS_SENTENCES, "n_complex")),
        "smog": (smog, ("n_sentences", "n_polysyllables")),
        "coleman_liau": (coleman_liau, (*WORDS_SENTENCES, "n_letters")),
        "automated_readability_index": (automated_readability_index, (*WORDS_SENTENCES, "n_characters")),
        "dale_chall": (dale_chall, (*WORDS_SENTENCES, "n_unfamiliar")),
        "lix": (lix, (*WORDS_SENTENCES, "n_long")),
    }
)


def count_syllables(word: str) -> int:
    """Syllables of a word: the CMU pronouncing dictionary, else hyphenation (textstat).

    Parts of a hyphenated word are counted one by one.

    Examples
    --------
    >>> count_syllables("constitution"), count_syllables("one-day")
    (4, 2)
    """
    from textstat.backend.counts import count_syllables as of_textstat

    return sum(max(of_textstat(part, LANGUAGE), 1) for part in word.split("-") if part)


def is_familiar(word: str) -> bool:
    """Whether a word (lower case) is on textstat's list of easy words (Dale & Chall's 3,000), or a regular form of one.

    Regular forms are plurals, possessives, forms in -d, -ed and -ing, adverbs in -ly, and British spellings.

    Examples
    --------
    >>> [is_familiar(word) for word in ("bridge", "babies", "baby", "directly", "harbour", "annexation")]
    [True, True, True, True, True, False]
    """
    return any(map(_is_listed, dict.fromkeys([word, f"{word}.", *_plurals(word), *_bases(word)])))


def _is_listed(word: str) -> bool:
    return len(word.split()) != 1 or word in _easy_words()


@cache
def _easy_words() -> frozenset[str]:
    from textstat.backend.utils import get_lang_easy_words

    return frozenset(get_lang_easy_words(LANGUAGE))


def _plurals(word: str) -> list[str]:
    """The regular plurals of a word: of some words the list has the plural alone."""
    return [f"{word[:-1]}ies"] if word.endswith("y") else [f"{word}s", f"{word}es"]


def _bases(word: str) -> Iterator[str]:
    """What a word may be a regular form of."""
    for ending, put in REGULAR:
        base = word.removesuffix(ending)
        if len(base) < len(word) and len(base) > 1:
            yield base + put
            if not put and ending in ("ed", "ing") and base[-1] == base[-2]:
                yield base[:-1]  # stopped


@measure(table="sentences", reads=("paragraphs", "sentences", "tokens"))
def readability(
    labels: Labels | LabelsOnDisk,
    *,
    by: str | Iterable[str] | None = None,
    roles: Sequence[str] = ("body", "blockquote"),
) -> pd.DataFrame:
    """Readability of the corpus, or of each group of sentences.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
        Sentences and tokens are needed; paragraphs are used if labelled.
    by : str or list of str, optional
        doc_id, a document field, or voice and speaker of the sentence; None for the whole corpus. NA is a group.
    roles : sequence of str
        Only sentences in paragraphs of these roles: headings and bylines would count as short sentences. All sentences
        where paragraphs are not labelled.

    Returns
    -------
    DataFrame
        The columns of ``by``; n_sentences, n_words, n_syllables, n_polysyllables (3 syllables and more), n_complex
        (those that the fog index counts), n_unfamiliar (for Dale–Chall), n_long (more than 6 letters), n_letters,
        n_characters (letters and digits); flesch_reading_ease, flesch_kincaid, gunning_fog, smog, coleman_liau,
        automated_readability_index, dale_chall, lix. The functions of these names give formula and source.

    Notes
    -----
    Numbers in digits are not words here. Below about 100 words, or 30 sentences for SMOG, the scores are noise.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The deal is done. Sen. Lee left."]), tables=("sentences", "tokens"))
    >>> tk.readability(labels)[["n_sentences", "n_words", "n_syllables", "lix"]].values.tolist()
    [[2.0, 7.0, 7.0, 3.5]]
    """
    keys = as_list(by)
    sentences = _of_roles(resolve(labels, "sentences", keys), labels.paragraphs, some_of(roles, ROLES, "roles"))
    groups, values = group_rows(sentences, keys)
    n_groups = len(values) if len(sentences) else 0
    table = values.iloc[:n_groups].assign(n_sentences=np.bincount(groups, minlength=n_groups))
    words = _words_of(labels.tokens, sentences.assign(_group=groups))
    for name, column in _describe_words(words).items():
        table[name] = np.bincount(words["_group"], weights=column, minlength=n_groups).astype(np.int64)
    for name, (formula, columns) in FORMULAS.items():
        table[name] = np.where(table["n_words"] > 0, formula(*(table[column] for column in columns)), np.nan)
    return table


def _of_roles(sentences: pd.DataFrame, paragraphs: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    if paragraphs.empty:
        return sentences
    chosen = paragraphs.loc[paragraphs["role"].isin(list(roles)), ["doc_id", "par_id"]]
    return sentences.merge(chosen, on=["doc_id", "par_id"], how="inner")


def _words_of(tokens: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The words of ``sentences``, with the sentence's group and whether the word begins it."""
    words = tokens.loc[tokens["kind"].eq("word").to_numpy(), ["doc_id", "sent_id", "token", "norm", "lemma"]]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(sentences["doc_id"]))}
    keys, own = _sentence_keys(words, numbers), _sentence_keys(sentences, numbers)
    order = np.argsort(own)
    place = np.searchsorted(own[order], keys).clip(max=max(len(own) - 1, 0))
    known = own[order][place] == keys if len(own) else np.zeros(len(keys), dtype=bool)
    groups = sentences["_group"].to_numpy()[order][place[known]]
    begins = ~pd.Series(keys).duplicated().to_numpy()[known]
    return words[known].assign(_group=groups, begins=begins)


def _sentence_keys(table: pd.DataFrame, numbers: Mapping[str, int]) -> np.ndarray:
    """One number for each row's document and sentence; -1 and less if the document is not among the ``numbers``."""
    names = table["doc_id"].astype("category")
    documents = np.array([numbers.get(name, -1) for name in names.cat.categories], dtype=np.int64)
    return documents[names.cat.codes] * MOST_SENTENCES + table["sent_id"].to_numpy(dtype=np.int64)


def _describe_words(words: pd.DataFrame) -> dict[str, np.ndarray]:
    """What the formulas count, per word; looked up once per distinct token."""
    tokens = words["token"].astype("category").cat.remove_unused_categories().cat
    codes, types = tokens.codes.to_numpy(), tokens.categories.tolist()
    first = np.zeros(len(types), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    norms, lemmas = (words[name].iloc[first].astype("str").tolist() for name in ("norm", "lemma"))
    of_word = {word: count_syllables(word) for word in {*norms, *lemmas}}
    syllables = np.array([of_word[norm] for norm in norms], dtype=np.int64)
    uninflected = np.array([of_word[lemma] for lemma in lemmas], dtype=np.int64)
    easy = {word for word in {*norms, *lemmas} if is_familiar(word)}
    familiar = np.array([n in easy or m in easy for n, m in zip(norms, lemmas, strict=True)], dtype=bool)
    letters = np.array([sum(map(str.isalpha, norm)) for norm in norms], dtype=np.int64)
    characters = np.array([sum(map(str.isalnum, norm)) for norm in norms], dtype=np.int64)
    capital = np.array([token[:1].isupper() for token in types], dtype=bool)
    name = capital[codes] & ~words["begins"].to_numpy(dtype=bool)
    return {
        "n_words": np.ones(len(codes)),
        "n_syllables": syllables[codes],
        "n_polysyllables": (syllables >= 3)[codes],
        "n_complex": ((syllables >= 3) & (uninflected >= 3))[codes] & ~name,
        "n_unfamiliar": ~familiar[codes],
        "n_long": (letters > 6)[codes],
        "n_letters": letters[codes],
        "n_characters": characters[codes],
    }
