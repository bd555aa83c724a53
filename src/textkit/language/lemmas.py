"""Dictionary forms of words, by their part of speech: *left* is *leave* as a verb and *left* as an adjective.

A lookup table (simplemma) knows the forms, and not the part of speech. What it takes for a form of a verb stays as it
is in a noun or an adjective (a *meeting*, the *united* front), names stay as they are, and what it misses of verbs is
found by their endings. ``lexicons/lemmas.csv`` has what no rule tells.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

import simplemma

from textkit.lexicons import read_lexicon

__all__ = ["lemma_of", "lemmatize"]

COMPARED = ("er", "est", "rst", "less", "least", "more", "most")  # endings of comparatives and superlatives
PEOPLES = ("ians", "icans", "crats", "ists", "ites", "erals", "tives", "lims", "aelis", "aqis")
DOUBLED = frozenset("bdgklmnprtvz")


@lru_cache(maxsize=1 << 18)
def lemmatize(norm: str, pos: str) -> str:
    """Dictionary form of a word.

    Parameters
    ----------
    norm : str
        The word in lower case, as ``tokens.norm`` has it.
    pos : str
        Its part of speech, one of ``textkit.language.tagger.TAGS``.

    Examples
    --------
    >>> lemmatize("left", "VERB"), lemmatize("left", "ADJ"), lemmatize("meetings", "NOUN"), lemmatize("meeting", "VERB")
    ('leave', 'left', 'meeting', 'meet')
    """
    if (norm, pos) in _exceptions():
        return _exceptions()[norm, pos]
    if "'" in norm or not norm.isalpha():
        return norm
    if pos == "PROPN":
        return norm[:-1] if norm.endswith(PEOPLES) else norm
    if pos == "NOUN" and norm.endswith(("ing", "ings", "ed", "er", "ers")):
        return norm[:-1] if norm.endswith("s") else norm
    if pos in ("ADJ", "ADV") and not norm.endswith(COMPARED):
        return norm
    found = simplemma.lemmatize(norm, lang="en").casefold()
    if pos == "VERB" and (found == norm or not simplemma.is_known(found, lang="en")):
        return next((stem for stem in _stems(norm) if _is_base(stem)), found)
    return found


@lru_cache(maxsize=1 << 16)
def lemma_of(word: str) -> str:
    """Dictionary form of a lower-case word of which the part of speech is not known; a possessive ending is dropped.

    Examples
    --------
    >>> lemma_of("denounces")
    'denounce'
    """
    word = word.removesuffix("'s")
    return simplemma.lemmatize(word, lang="en").lower() if word.isprintable() and word else word


def _stems(form: str) -> Iterator[str]:
    """What a form of a verb may come from."""
    for ending in ("ing", "ed"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form.removesuffix(ending)
            if stem[-1] == stem[-2] and stem[-1] in DOUBLED:
                yield stem[:-1]
            both = (stem, stem + "e")
            yield from both if stem[-2] not in "aeiou" or stem[-1] in "aeiouwxy" else both[::-1]
    if len(form) > 2 and form.endswith("s") and not form.endswith("ss"):
        yield form[:-1]


def _is_base(word: str) -> bool:
    return simplemma.is_known(word, lang="en") and simplemma.lemmatize(word, lang="en") == word


@cache
def _exceptions() -> dict[tuple[str, str], str]:
    return {(row["norm"], row["pos"]): row["lemma"] for row in read_lexicon("lemmas")}
