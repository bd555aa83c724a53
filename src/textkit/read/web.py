"""Web pages: the article of an HTML page with its headings, quotations and metadata, without its furniture."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from textkit.read.encodings import decode
from textkit.read.export_words import page_mark
from textkit.read.exports import split_export
from textkit.read.extras import load_extra
from textkit.read.html_limits import cut_tags, cut_tree
from textkit.read.metadata import normalise_fields
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["read_html"]

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w-]{2,30})""", re.IGNORECASE
)
_BLOCK_TAGS = frozenset(
    ["p", "div", "tr", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title", "blockquote"]
)
_OLD_NAMES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}  # as browsers read them
_HEAD = 4096
_MAX_BYTES = 20_000_000


def read_html(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """The article of a web page; headings are marked with #, quotations with >. No link is followed."""
    if len(data) > _MAX_BYTES:
        raise UnreadableError(f"The page has {len(data) / 1e6:.0f} MB.", "Save its text as .txt.")
    page, encoding = _decode_page(data, options.encoding)
    if not page.strip():
        raise UnreadableError("The page is empty.", "Save it again from the browser.")
    items = split_export(_all_text(page)) if page_mark().search(page) else []
    yield from (replace(item, encoding=encoding) if isinstance(item, Record) else item for item in items)
    if not any(isinstance(item, Record) for item in items):
        yield from _article(page, encoding)


def _decode_page(data: bytes, encoding: str | None) -> tuple[str, str]:
    """By the encoding given, else the page's declaration, else as any text."""
    if encoding:
        return decode(data, encoding)
    declared = _DECLARED.search(data, 0, _HEAD)
    name = _OLD_NAMES.get(found := declared[1].decode("ascii").casefold(), found) if declared else None
    if name and b"\0" not in data[:_HEAD]:
        try:
            return decode(data, name)
        except UnreadableError:  # what the page declares is wrong
            pass
    return decode(data)


def _article(page: str, encoding: str) -> Iterator[Record | Problem]:
    trafilatura = load_extra("trafilatura", "HTML")
    short, n_tags = cut_tags(page)
    try:
        tree = trafilatura.load_html(short)
        n_cut = 0 if tree is None else cut_tree(tree)
        found = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise UnreadableError(f"The page is damaged: {error}.", "Save its text as .txt.") from None
    text = _render(found.body) if found is not None and found.body is not None else ""
    if not text:
        raise UnreadableError("No article was found in the page.", "Save its text as .txt.")
    if n_tags or n_cut:
        problem = (
            f"{n_tags + n_cut:,} tags, links, cells or scripts were cut out: more attributes, links in one paragraph, "
            "cells in one row, or longer broken metadata than pages have."
        )
        yield Problem(problem, "Look whether the text is whole, or save it as .txt.", severity="warning")
    yield Record(text, normalise_fields(_page_fields(found)), encoding)


def _page_fields(found: Any) -> dict[str, Any]:
    return {
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "source": found.sitename,
        "url": found.url,
        "description": found.description,
    }


def _render(body: Any) -> str:
    """The article as paragraphs parted by empty lines."""
    blocks = [_mark(element) for element in body if isinstance(element.tag, str)]
    return "\n\n".join(block for block in blocks if block)


def _mark(element: Any) -> str:
    words = " ".join("".join(element.itertext()).split())
    if not words:
        return ""
    if element.tag == "head":
        return f"{'#' * int((element.get('rend') or 'h2')[1:2] or 2)} {words}"
    if element.tag == "quote":
        return "\n>\n".join(f"> {part}" for part in _parts(element) or [words])
    if element.tag == "list":
        return "\n".join(f"- {part}" for part in _parts(element) or [words])
    return words


def _parts(element: Any) -> list[str]:
    return [words for child in element if (words := " ".join("".join(child.itertext()).split()))]


def _all_text(page: str) -> str:
    """Every word of the page, a line for each block: for pages that hold many articles."""
    load_extra("trafilatura", "HTML")
    from lxml import etree, html

    try:
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ""
    pieces = []
    body = tree.find("body")
    for event, element in etree.iterwalk(tree if body is None else body, events=("start", "end")):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        pieces.append(_edge(element.tag, event))
        if event == "start" and _is_headline(element):
            pieces.append("# ")
        pieces.append((element.text if event == "start" else element.tail) or "")
    lines = "".join(pieces).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split(" ")).strip() for line in lines))


def _is_headline(element: Any) -> bool:
    return element.tag in ("h1", "h2", "h3") or "headline" in element.get("class", "").casefold()


def _edge(tag: str, event: str) -> str:
    if tag == "td":
        return "\t" if event == "end" else ""
    return ("\n\n" if tag == "p" else "\n") if tag in _BLOCK_TAGS else ""
