"""Many phrases as one regular expression: shared beginnings are matched once, the longest phrase wins."""

import re
from collections import defaultdict
from collections.abc import Iterable

__all__ = ["any_of", "at_word_start"]


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches any of ``phrases``; spaces match any white space, apostrophes straight or curly.

    Examples
    --------
    >>> any_of(["akin", "akins", "as"])
    '(?:a(?:kin(?:s)?|s))'
    >>> any_of([])
    '(?!)'
    """
    tails = {" ".join(p.split()) for p in phrases} - {""}
    return f"(?:{_branch(tails)})" if tails else "(?!)"


def at_word_start(pattern: str) -> re.Pattern[str]:
    """``pattern`` compiled to match only where a word begins, at the cost of one character before it.

    Search it in ``" " + text``: a match then starts, in text, where it starts in the padded string, and ends one
    earlier. After a hyphen no word begins, except in X-as-Y. A leading set of characters lets the engine skip through
    words; a look-behind at each letter does not.

    Examples
    --------
    >>> [match.span() for match in at_word_start("as").finditer(" as has-as (as")]
    [(0, 3), (11, 14)]
    """
    return re.compile(rf"[\s\"“”„‘’'`(\[{{—–…/*_-](?<!\w['’])(?:(?<!-)|(?<=-as-))(?:{pattern})", re.VERBOSE)


def _branch(tails: set[str]) -> str:
    """Alternatives after a shared beginning; the empty tail makes the rest optional."""
    by_head: dict[str, set[str]] = defaultdict(set)
    for tail in tails - {""}:
        by_head[tail[0]].add(tail[1:])
    alternatives = [_escape(head) + _branch(rest) for head, rest in sorted(by_head.items())]
    if not alternatives:
        return ""
    if len(alternatives) == 1 and "" not in tails:
        return alternatives[0]
    return f"(?:{'|'.join(alternatives)}){'?' if '' in tails else ''}"


def _escape(character: str) -> str:
    if character.isspace():
        return r"\s+"
    if character in "'’":
        return "['’]"
    return "[-‑–]" if character in "-‑–" else re.escape(character)
