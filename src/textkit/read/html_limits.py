"""Limits for HTML: what makes its parsers take quadratic time is cut out before they see it."""

import json
import re
from typing import Any

__all__ = ["cut_tags", "cut_tree"]

_MAX_ATTRIBUTES = 500  # of a tag: lxml appends each to a list that it walks to its end
_MAX_INLINE = 1000  # links and marks among the children of an element: trafilatura compares each with its neighbours
_MAX_CELLS = 1000  # of a row: trafilatura counts them again for each
_MAX_BROKEN = 20_000  # characters of JSON-LD that is not JSON: trafilatura searches it again for each name
_TAG = re.compile(
    r"""
    <(?:
        (?P<name>[a-zA-Z][^\s/>]*+)                   # a tag, with
        (?:[^>"']++ | "[^"]*+" | '[^']*+')*+ >?       #   its attributes; never matched again from within
      | (?P<comment>!--)
    )
    """,
    re.VERBOSE,
)
_RAW = {"comment": "-->", "script": "</script", "style": "</style"}  # tags are not tags until here
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_ATTRIBUTE = re.compile(r"[\s/=]+")
_INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label"),
        *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
    ]
)


def cut_tags(page: str) -> tuple[str, int]:
    """The page with tags of more than 500 attributes made bare, and the number of such tags.

    Examples
    --------
    >>> many = " ".join(f"a{i}=1" for i in range(600))
    >>> cut_tags(f"<p class='x'>One</p><div {many}>two</div>")
    ("<p class='x'>One</p><div>two</div>", 1)
    """
    pieces, copied, place, n_cut = list[str](), 0, 0, 0
    last = {close: page.rfind(close) for close in _RAW.values()}  # beyond it nothing is closed, and not looked for
    while match := _TAG.search(page, place):
        place = match.end()
        if match["name"] and place - match.start() > 2 * _MAX_ATTRIBUTES and _has_many(match[0]):
            pieces += [page[copied : match.start()], f"<{match['name'][:50]}>"]
            copied, n_cut = place, n_cut + 1
        close = _RAW.get("comment" if match["comment"] else match["name"].casefold(), "")
        place = page.index(close, place) if last.get(close, -1) >= place else place
    return "".join([*pieces, page[copied:]]) if n_cut else page, n_cut


def _has_many(tag: str) -> bool:
    bare = _QUOTED.sub('""', tag)
    return len(_ATTRIBUTE.findall(bare)) + bare.count('""') > 2 * _MAX_ATTRIBUTES


def cut_tree(tree: Any) -> int:
    """Cut out of a parsed page, in place, what is too much: links and marks (not their words), cells, broken JSON-LD.

    Returns
    -------
    int
        Number of elements cut out.
    """
    crowded = [element for element in tree.iter() if len(element) > _MAX_INLINE and _n_inline(element) > _MAX_INLINE]
    n_cut = sum(map(_n_inline, crowded))
    for element in crowded:
        _flatten(element)
    wide = [row for row in tree.iter("tr") if len(row) > _MAX_CELLS]
    for row in wide:
        n_cut += len(row) - _MAX_CELLS
        del row[_MAX_CELLS:]
    broken = [script for script in tree.iter("script") if _is_broken(script)]
    for script in broken:
        script.text = None
    return n_cut + len(broken)


def _n_inline(element: Any) -> int:
    return sum(map(_is_inline, element))


def _is_inline(element: Any) -> bool:
    return element.tag in _INLINE and all(inner.tag in _INLINE for inner in element.iter())


def _flatten(element: Any) -> None:
    """Put the words of the element's links and marks in their place."""
    kept, texts = list[Any](), [[element.text or ""]]
    for child in element:
        if _is_inline(child):
            texts[-1] += [*child.itertext(), child.tail or ""]
        else:
            kept.append(child)
            texts.append([child.tail or ""])
    element[:] = kept
    element.text, *tails = ("".join(pieces) for pieces in texts)
    for child, tail in zip(kept, tails, strict=True):
        child.tail = tail


def _is_broken(script: Any) -> bool:
    text = script.text or ""
    if len(text) <= _MAX_BROKEN or "json" not in script.get("type", ""):
        return False
    try:
        json.loads(text)
        return False
    except (ValueError, RecursionError):
        return True
