"""Tokens as spans of the text, and what is known of each token type.

Tokens come from one regular expression; their norm, kind and stop mark depend on the type alone and are
looked up once per type.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from textkit.lexicons import read_lexicon

__all__ = ["TokenType", "Tokens", "describe_type", "fold", "split_clitic", "straighten", "tokenize", "word_norm"]

LOWER_ABBREVIATIONS = ("al", "approx", "etc", "vs")  # abbreviations that are never words
JOINERS = "\u00ad\u200c\u200d\u2060"  # soft hyphens and marks without width, inside words
MARKS = "\u0300-\u036f"  # combining accents
LETTERS = rf"""
    [^\W_]* (?: [{MARKS}{JOINERS}]+ [^\W_]* )*                         # letters, digits, combining accents
    (?: (?: [’'‑–-] | (?<=[A-Z]) & (?=[A-Z]) )                         # joined: far-right, don't, Smoot–Hawley, AT&T
        [^\W_]+ (?: [{MARKS}{JOINERS}]+ [^\W_]* )* )*
    (?: (?<=[sS]) [’'] (?! \w ) )?                                     # workers’
"""
ADDRESS = r"""
      (?: https?:// | www\. ) [^\s<>"”)]* [^\s<>"”).,;:!?’']                 # web address
    | [\w.+-]{1,64} @ [\w-]+ (?: \. [\w-]+ )+                                # e-mail address
"""
ADDRESS_MARKS = ("@", "://", "www.")
KIND_OF = {"address": "symbol", "decade": "number", "fraction": "number", "mark": "punctuation"} | dict.fromkeys(
    ("plain", "initials", "abbreviation", "site", "elided", "compound", "tag"), "word"
)  # the other groups are kinds themselves
POSSESSIVE = re.compile(r"(?<=\w)'s?$")
CLITIC = re.compile(r"(?<=\w)(?:[’'](?:s|d|m|ll|re|ve)|(?<=[sS])[’'])$", re.IGNORECASE)
INVISIBLE = re.compile(f"[{JOINERS}]")
NORM_OF = {"US": "u.s.", "U.S": "u.s."}  # case-folding would make the country a pronoun


OF_WORDS = ("title", "title behind a name", "saint or street", "month or day", "organisation", "other")


def _alternatives(*categories: str) -> str:
    """A pattern for the abbreviations of some categories of the lexicon."""
    return "|".join(
        sorted(re.escape(row["term"]) for row in read_lexicon("abbreviations") if row["category"] in categories)
    )


KINDS = {
    "address": ADDRESS,
    "plain": rf"[A-Za-z]{{2,}}+ (?! [\w.’'‑–&{MARKS}{JOINERS}-] )",                # most words, found first
    "mark": r"[,;()] | \. (?! [.!?…] )",                                         # most marks, found second
    "initials": r"""
          (?: [A-Z]-)? [^\W\d_] \. (?: [^\W\d_] \. )+                        # U.S., e.g., D-N.Y.
        | Ph\.D\. | Ed\.D\.
        | [A-Z] \. (?: [A-Z] \. )* [A-Z] \b (?! \. )                        # U.S without its last stop
        | [A-HJ-Zv] \. (?= \s [A-Z] )                                      # the J. of a name, Lee v. Poe
    """,
    "abbreviation": rf"""
          (?: [A-Z]-)? (?= [A-Z] ) (?i: {_alternatives(*OF_WORDS)} ) \.
        | (?: {"|".join(LOWER_ABBREVIATIONS)} ) \.
        | (?: {_alternatives("before a number")} ) \. (?= \s? \d )
    """,
    "site": r"[^\W_]+ \. (?: com | org | net | gov | edu ) \b",                # Change.org
    "elided": r"[’'] (?: em | til | tis | twas | cause ) \b",                   # ’em
    "decade": r"[’'] \d0s \b",                                                # the ’90s
    "fraction": r"[¼-¾⅐-⅞↉] (?! [\w-] )",                                        # ½, but ½-hearted and 1½ are one
    "word": rf"[^\W\d_] {LETTERS}",
    "punctuation": r"""[.!?…]+ | --+ | \'\' | `+ | [,;:()\[\]{}"'“”„‘’‚«»‹›/–—―-]""",
    "compound": rf"\d+ (?: [.,] \d+ )* - [^\W\d_] {LETTERS}",                    # 20-year-old, 1,000-page
    "number": r"\d+ (?: [.,:/] \d+ )* [^\W\d_]{0,2} \b",                         # 25, 1,000.5, 51st, 1930s, 3.5bn
    "tag": rf"[@\#] _* [^\W_] \w* | [^\W_] {LETTERS}",                            # @user_name, #topic, 4chan
    "symbol": r"""
          \*+ | =+ | ~+ | _+
        | [\U0001F1E6-\U0001F1FF]{2}                                         # the letters of a flag
        | [^\w\s] (?: [\uFE0F\U0001F3FB-\U0001F3FF] | \u200D [^\w\s] )*     # emoji, joined or of some colour
    """,
}  # fmt: skip
TOKEN = re.compile("|".join(f"(?P<{kind}> {pattern} )" for kind, pattern in KINDS.items()), re.VERBOSE)
# White space is passed over at once, before any kind is tried.
WITH_ADDRESSES = re.compile(rf"(?=\S) ( {' | '.join(KINDS.values())} )", re.VERBOSE)
PLAIN = re.compile(rf"(?=\S) ( {' | '.join(p for kind, p in KINDS.items() if kind != 'address')} )", re.VERBOSE)


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
    """Norm, kind and stop mark of a token type.

    Parameters
    ----------
    token : str
        A token as :func:`tokenize` gives it.
    stop_words : iterable of str
        Words to stop besides those of the lexicon ``stop_words``: their norms, folded (``fold(word_norm(word))``).

    Notes
    -----
    ``norm`` folds case, unifies apostrophes and the ways of writing accents, and drops a possessive ending, soft
    hyphens and the stop of an abbreviation, so that "Trump’s" counts as "trump" and "Mr." as "mr"; the contractions of
    the lexicon ("it’s") are kept. "US" becomes "u.s.": in small letters the country would be the pronoun.

    Examples
    --------
    >>> describe_type("Countries’")
    TokenType(norm='countries', kind='word', is_stop=False)
    """
    kind = _kind(token)
    norm = word_norm(token) if kind == "word" else token.casefold()
    stopped = kind == "word" and (norm in _stop_words() or (bool(stop_words) and fold(norm) in stop_words))
    return TokenType(norm, kind, stopped)


def _kind(token: str) -> str:
    """Kind of a token; some abbreviations are tokens only before a name or a number."""
    for following in ("", " A", " 1"):
        match = TOKEN.match(token + following)
        if match and match.end() == len(token):
            return KIND_OF.get(match.lastgroup, match.lastgroup)
    return "symbol"


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
    norm = straighten(_unjoined(word).casefold()).replace("‑", "-")
    if norm in _stop_words():
        return norm
    norm = POSSESSIVE.sub("", norm)
    return norm[:-1] if norm.find(".") == len(norm) - 1 > 0 else norm  # Mr., Jan.; not U.S.


def _unjoined(word: str) -> str:
    """A word composed (NFC), without soft hyphens and marks without width."""
    return word if word.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFC", word))


def split_clitic(token: str) -> tuple[str, str]:
    """A word and its clitic, which is empty if there is none: a possessive ending, "is", "would", "am", "have", "will".

    Examples
    --------
    >>> split_clitic("Trump’s"), split_clitic("workers’"), split_clitic("don’t")
    (('Trump', '’s'), ('workers', '’'), ('don’t', ''))
    """
    match = CLITIC.search(token) if "’" in token or "'" in token else None
    return (token[: match.start()], match[0]) if match else (token, "")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))
