"""Tokens as spans of the text, and what is known of each token type.

Tokens come from one regular expression; their norm, lemma, kind and stop mark depend on the type alone and are
looked up once per type.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import simplemma

from textkit.lexicons import read_lexicon

__all__ = ["TokenType", "Tokens", "describe_type", "fold", "straighten", "tokenize", "word_norm"]

LETTERS = r"""
    [^\W_]* (?: [\u0300-\u036f]+ [^\W_]* )*                                  # letters, digits, combining accents
    (?: [’'‑–-] [^\W_]+ (?: [\u0300-\u036f]+ [^\W_]* )* )*             # joined: far-right, don't, Smoot–Hawley
    (?: (?<=[sS]) [’'] (?! \w ) )?                                           # workers’
"""
ADDRESS = r"""
      (?: https?:// | www\. ) [^\s<>"”)]* [^\s<>"”).,;:!?’']                 # web address
    | [\w.+-]{1,64} @ [\w-]+ (?: \. [\w-]+ )+                                # e-mail address
"""
KINDS = {
    "address": ADDRESS,
    "plain": r"[A-Za-z]{2,}+ (?! [\w’'‑–\u0300-\u036f-] )",                        # most words, found first
    "abbreviation": r"[^\W\d_] \. (?: [^\W\d_] \. )+",                          # U.S., e.g.
    "word": rf"[^\W\d_] {LETTERS}",
    "punctuation": r"""[.!?…]+ | --+ | [,;:()\[\]{}"'“”„‘’‚«»‹›/–—―-]""",
    "number": r"\d+ (?: [.,:/] \d+ )* [^\W\d_]{0,2} \b",                         # 25, 1,000.5, 51st, 1930s, 3.5bn
    "tag": rf"[@\#]? [^\W_] {LETTERS}",                                          # @name, #topic, 4chan
    "symbol": r"[^\w\s] | _",
}  # fmt: skip
TOKEN = re.compile("|".join(f"(?P<{kind}> {pattern} )" for kind, pattern in KINDS.items()), re.VERBOSE)
WITH_ADDRESSES = re.compile(f"( {' | '.join(KINDS.values())} )", re.VERBOSE)
PLAIN = re.compile(f"( {' | '.join(p for kind, p in KINDS.items() if kind != 'address')} )", re.VERBOSE)
ADDRESS_MARKS = ("@", "://", "www.")
KIND_OF = {
    "plain": "word",
    "abbreviation": "word",
    "tag": "word",
    "address": "symbol",
}  # the other groups are kinds themselves
POSSESSIVE = re.compile(r"(?<=\w)'s?$")
NORM_OF = {"US": "u.s.", "U.S": "u.s."}  # case-folding would make the country a pronoun


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text: where each starts and ends, and its string."""

    starts: np.ndarray
    ends: np.ndarray
    strings: list[str]


@dataclass(frozen=True, slots=True)
class TokenType:
    """What is true of every occurrence of a token."""

    norm: str
    lemma: str
    kind: str
    is_stop: bool


def tokenize(text: str) -> Tokens:
    """All tokens of a text; white space is the only thing left out.

    Examples
    --------
    >>> tokenize("Trump’s far-right U.S. allies paid $1,000.").strings
    ['Trump’s', 'far-right', 'U.S.', 'allies', 'paid', '$', '1,000', '.']
    """
    pattern = WITH_ADDRESSES if any(mark in text for mark in ADDRESS_MARKS) else PLAIN
    pieces = pattern.split(text)  # white space and tokens by turns
    lengths = np.fromiter(map(len, pieces), np.int32, len(pieces))
    ends = lengths.cumsum(dtype=np.int32)
    return Tokens((ends - lengths)[1::2], ends[1::2], pieces[1::2])


def describe_type(token: str, *, stop_words: Iterable[str] = ()) -> TokenType:
    """Norm, lemma, kind and stop mark of a token type.

    Parameters
    ----------
    token : str
        A token as :func:`tokenize` gives it.
    stop_words : iterable of str
        Words to stop besides those of the lexicon ``stop_words``: their norms, folded (``fold(word_norm(word))``).

    Notes
    -----
    ``norm`` folds case, unifies apostrophes and drops a possessive ending, so that "Trump’s" counts as "trump"; the
    contractions of the lexicon ("it’s") are kept. "US" becomes "u.s.", lest the country be taken for the pronoun.

    Examples
    --------
    >>> describe_type("Countries’")
    TokenType(norm='countries', lemma='country', kind='word', is_stop=False)
    """
    match = TOKEN.fullmatch(token)
    group = match.lastgroup if match else "symbol"
    kind = KIND_OF.get(group, group)
    norm = word_norm(token) if kind == "word" else token.casefold()
    stopped = kind == "word" and (norm in _stop_words() or (bool(stop_words) and fold(norm) in stop_words))
    has_lemma = kind == "word" and "'" not in norm
    lemma = simplemma.lemmatize(norm, lang="en").casefold() if has_lemma else norm
    return TokenType(norm, lemma, kind, stopped)


def straighten(text: str) -> str:
    """Apostrophes of every shape as ', each in its place, so that offsets stay what they are.

    Examples
    --------
    >>> straighten("O’Brien, OʼBrien")
    "O'Brien, O'Brien"
    """
    return text.replace("’", "'").replace("ʼ", "'").replace("＇", "'")


def fold(words: str) -> str:
    """Words by which names and phrases are looked up: without case, shape of apostrophes or way of writing accents.

    Examples
    --------
    >>> fold("Sheila O’Brien") == fold("SHEILA O'BRIEN"), fold("Jose\u0301") == fold("José")
    (True, True)
    """
    return straighten(unicodedata.normalize("NFC", words)).casefold()


def word_norm(word: str) -> str:
    """The norm of a word; see ``describe_type``."""
    if word in NORM_OF:
        return NORM_OF[word]
    norm = straighten(word.casefold()).replace("‑", "-")
    return norm if norm in _stop_words() else POSSESSIVE.sub("", norm)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))
