"""The article of a parsed web page as blocks of text: paragraphs, headings, quotations, lists, tables.

Blocks never run together: whatever a browser shows on a line of its own is parted here. What a page marks as furniture
(navigation, footers, forms, share bars) is left out, and so are blocks that are mostly links. What would make a parser
take quadratic time is cut out before.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from textkit.read.tables import is_layout, render_table

__all__ = [
    "Block",
    "cut_furniture",
    "cut_tags",
    "cut_tree",
    "densest_part",
    "find_blocks",
    "marked_article",
    "render_blocks",
]

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

_NEVER = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "head", "title"),
        *("button", "select", "input", "textarea", "datalist", "audio", "video", "map", "math", "dialog"),
    ]
)
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "figcaption", "menu"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "toolbar"])
_FURNITURE_NAME = re.compile(
    r"""
    (?:^|[\s_-])(?:
        nav | navbar | navigation | menu | footer | sidebar | breadcrumbs? | share | sharing | social | related |
        recommend\w{0,9} | promos? | promotion | newsletter | subscri\w{1,9} | comments? | cookies? | advert\w{0,9} |
        ads? | sponsor\w{0,9} | popup | modal | banner | pagination | widget | toolbar | signup | paywall | masthead |
        skip | most-read | read-more | more-stories | trending | outbrain | taboola | disqus
    )(?:$|[\s_-])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_BODY_NAME = re.compile(r"(?:article|story|entry|post)[-_]{0,2}(?:body|content|text)", re.IGNORECASE)
_BLOCK_TAGS = frozenset(
    [
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "nav", "p", "section"),
        *("summary", "td", "th", "tr", "tbody", "thead", "tfoot"),
    ]
)
_SPACES = re.compile(r"[^\S ]\s*| \s+")  # not a single space, of which there are most
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INVISIBLE = "\xad\u200b\u2060\ufeff"
_MAX_LINKED = 0.6  # share of a block's letters in links
_MAX_LINK_LIST = 400  # letters of a block that is furniture if it is mostly links
_MIN_SENTENCE = 40  # letters of a block that counts as running text
_NEARLY_ALL = 0.8  # of the running text, for a part that the page does not mark
_MIN_BLOCKS = 4  # of running text in such a part: short texts are not cut to one paragraph
_MIN_SHARE = 0.6  # of the running text that an article's element holds
_MAX_DEPTH = 150
_WHOLE = frozenset({"table", "ul", "ol", "blockquote"})


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


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text; ``kind`` is p, h1 … h6, quote, list, pre or table; ``n_linked`` letters of it are in links."""

    kind: str
    text: str
    n_linked: int = 0

    @property
    def is_links(self) -> bool:
        n = len(self.text)
        return self.kind not in _HEADINGS and n < _MAX_LINK_LIST and self.n_linked > _MAX_LINKED * n


@dataclass(slots=True)
class _Run:
    """Blocks that are closed, and the pieces of the one that is open."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    n_linked: int = 0

    def add(self, text: str | None, linked: bool, pre: bool) -> None:
        if text:
            self.pieces.append(text if pre else _SPACES.sub(" ", text))
            self.n_linked += len(text.strip()) if linked else 0

    def end(self, kind: str = "p") -> None:
        whole = "".join(self.pieces)
        if not whole or whole.isspace():
            self.pieces, self.n_linked = [], 0
            return
        for letter in _INVISIBLE if not whole.isascii() else ():
            whole = whole.replace(letter, "")
        parts = [whole] if kind == "pre" else re.split(r"\n\s*\n", whole)
        for part in parts:
            text = "\n".join(line.rstrip() if kind == "pre" else line.strip() for line in part.split("\n")).strip("\n")
            if text.strip():
                self.blocks.append(Block(kind, text, min(len(text), self.n_linked)))
        self.pieces, self.n_linked = [], 0


def cut_furniture(root: Any, *, by_name: bool = True) -> int:
    """Cut out of a parsed page, in place, what is not shown or not the article; the number of elements cut out.

    What holds most of the paragraphs stays, whatever it is called: old pages are one form or one "content-nav".
    """
    n_paragraphs = Counter[Any]()
    paragraphs = [element for element in root.iter("p") if _has_words(element)]
    for paragraph in paragraphs:
        n_paragraphs.update(list(paragraph.iterancestors())[-_MAX_DEPTH:])
    doomed = [e for e in root.iter() if not _is_shown(e, n_paragraphs[e] > 0.5 * len(paragraphs), by_name)]
    for element in doomed:
        if element.getparent() is not None and element is not root:
            _drop(element)
    return len(doomed)


def _has_words(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def _drop(element: Any) -> None:
    """Cut an element out, its tail stays; a block leaves a line end."""
    tail, parent, before = element.tail or "", element.getparent(), element.getprevious()
    gap = "\n" if element.tag in _BLOCK_TAGS and tail.strip() else ""
    if before is not None:
        before.tail = f"{before.tail or ''}{gap}{tail}"
    else:
        parent.text = f"{parent.text or ''}{gap}{tail}"
    parent.remove(element)


def _is_shown(element: Any, holds_most: bool, by_name: bool) -> bool:
    tag, get = element.tag, element.get
    if not isinstance(tag, str) or tag in _NEVER:
        return False
    if tag == "figure" and next(element.iter("table", "blockquote", "pre"), None) is None:
        return holds_most or not by_name
    if not element.keys():
        return tag not in _FURNITURE or holds_most or not by_name
    if get("hidden") is not None or ((style := get("style")) and _HIDDEN.search(style[:500])):
        return False
    if holds_most or not by_name:
        return True
    if tag in _FURNITURE or get("role") in _ROLES or get("aria-hidden") == "true":
        return False
    names = f"{get('class') or ''} {get('id') or ''}"[:300]
    return tag in ("body", "html", "article", "main", "p") or _FURNITURE_NAME.search(names) is None


def marked_article(root: Any) -> Any:
    """The element that the page marks as its article and that holds most of its running text; None if none does."""
    sizes, _ = _running_text(root)
    total = sizes[root]
    for fits in (_is_body, _is_article, _is_main):
        best = max(filter(fits, sizes), key=lambda element: sizes[element], default=None)
        if best is not None and sizes[best] >= _MIN_SHARE * total:
            return best
    return None


def _running_text(root: Any) -> tuple[Counter[Any], Counter[Any]]:
    """For each element the letters of running text below it, and the number of its blocks."""
    sizes, numbers = Counter[Any](), Counter[Any]()
    for element in root.iter("p", "li", "blockquote", "td", "div", "span"):
        n = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        if n >= _MIN_SENTENCE:
            for above in [element, *element.iterancestors()][:_MAX_DEPTH]:
                sizes[above] += n
                numbers[above] += 1
    return sizes, numbers


def densest_part(root: Any) -> Any:
    """The innermost element that holds nearly all of the running text, of some blocks at least."""
    sizes, numbers = _running_text(root)
    part = root
    for _ in range(_MAX_DEPTH):
        inner = max(part, key=lambda child: sizes[child], default=None)
        if inner is None or numbers[inner] < _MIN_BLOCKS or sizes[inner] < _NEARLY_ALL * sizes[root]:
            break
        part = inner
    return part


def _is_body(element: Any) -> bool:
    names = f"{element.get('itemprop') or ''} {element.get('class') or ''}"[:300]
    return "articlebody" in names.casefold() or _BODY_NAME.search(names) is not None


def _is_article(element: Any) -> bool:
    return element.tag == "article" or element.get("role") == "article"


def _is_main(element: Any) -> bool:
    return element.tag == "main" or element.get("role") == "main" or element.get("id") in ("main", "content")


def find_blocks(element: Any, depth: int = 0) -> list[Block]:
    """The blocks below an element in their order."""
    run = _Run()
    _walk(element, run, depth, linked=False, pre=False)
    run.end()
    return run.blocks


def _walk(element: Any, run: _Run, depth: int, *, linked: bool, pre: bool) -> None:
    if depth > _MAX_DEPTH:  # deeper than any page: its words, parted
        run.add(" ".join(element.itertext()), linked, pre)
        return
    run.add(element.text, linked, pre)
    for child in element:
        if isinstance(child.tag, str):
            _read(child, run, depth + 1, linked, pre)
        run.add(child.tail, linked, pre)


def _read(element: Any, run: _Run, depth: int, linked: bool, pre: bool) -> None:
    tag = element.tag
    if tag == "br":
        run.pieces.append("\n")
    elif tag == "q":
        run.add("“", linked, pre)
        _walk(element, run, depth, linked=linked, pre=pre)
        run.add("”", linked, pre)
    elif tag in _WHOLE or tag in _HEADINGS:
        run.end()
        run.blocks += _whole(element, tag, depth)
    elif tag == "pre":
        run.end()
        _walk(element, run, depth, linked=linked, pre=True)
        run.end("pre")
    elif tag in _BLOCK_TAGS:
        run.end()
        _walk(element, run, depth, linked=linked, pre=pre)
        run.end()
    else:
        _walk(element, run, depth, linked=linked or tag == "a", pre=pre)


def _whole(element: Any, tag: str, depth: int) -> list[Block]:
    """Lists, tables, quotations and headings, which are read as one."""
    if tag == "table":
        return _table(element, depth)
    if tag in ("ul", "ol"):
        return _list(element, depth)
    inner = find_blocks(element, depth)
    n_linked = sum(block.n_linked for block in inner)
    if tag == "blockquote":
        text = "\n>\n".join(block.text for block in inner).replace("\n", "\n> ").replace("\n> >", "\n>")
        return [Block("quote", f"> {text}", n_linked)] if inner else []
    words = " ".join(" ".join(block.text for block in inner).split())
    return [Block(tag, f"{'#' * _HEADINGS[tag]} {words}", n_linked)] if words else []


def _list(element: Any, depth: int) -> list[Block]:
    """Items as lines of one block; as blocks of their own where an item has several paragraphs."""
    items = [find_blocks(child, depth) for child in element if isinstance(child.tag, str)]
    items = [item for item in items if item]
    if any(sum(block.kind == "p" for block in item) > 1 for item in items):
        return [block for item in items for block in item]
    lines = [block.text if block.kind == "list" else f"- {block.text}" for item in items for block in item]
    return [Block("list", "\n".join(lines), sum(b.n_linked for item in items for b in item))] if lines else []


def _table(table: Any, depth: int) -> list[Block]:
    """A table's rows; where it lays out a page, the blocks of its cells without those of links alone."""
    rows = [
        [find_blocks(cell, depth) for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
        if next(row.iterancestors("table"), None) is table
    ]
    outside = [block for part in table.iterchildren("caption") for block in find_blocks(part, depth)]
    texts = [[[block.text for block in cell] for cell in row] for row in rows]
    if is_layout(texts):
        texts = [[[block.text for block in cell if not block.is_links] for cell in row] for row in rows]
        return [*outside, *(Block("table", text) for text in render_table(texts))]
    n_linked = sum(block.n_linked for row in rows for cell in row for block in cell)
    return [*outside, *(Block("table", text, n_linked) for text in render_table(texts))]


def render_blocks(blocks: Sequence[Block]) -> str:
    """Blocks as text, parted by empty lines."""
    return "\n\n".join(block.text for block in blocks)
