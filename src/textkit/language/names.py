"""Names: which words are part of one, as far as capitals tell.

At a beginning a capital says nothing unless the next word has one too, and in a headline in title case none says
anything. Words that often are names (Hope, Grant) are names wherever they have a capital.
"""

from functools import cache

import numpy as np

from textkit.language.clauses import Words
from textkit.lexicons import read_lexicon

__all__ = ["are_titled", "find_name_words"]

TITLE_CAPITALS, TITLE_SHARE = 4, 0.6  # capitalised words in a headline, at least
_CAPITAL, _HANDLE, _LISTED, _SMALL = (1 << n for n in range(4))


def find_name_words(words: Words) -> np.ndarray:
    """Whether each word is (part of) a name.

    Examples
    --------
    >>> from textkit.language.clauses import read_words
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


def are_titled(words: Words) -> np.ndarray:
    """Whether in each stretch all but function words are capitalised, as in a headline: capitals do not mark names.

    Examples
    --------
    >>> from textkit.language.clauses import read_words
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
    return capital * _CAPITAL | (token[0] in "@#") * _HANDLE | listed * _LISTED | small * _SMALL


@cache
def _often_names() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == "name")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))
