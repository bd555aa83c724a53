"""Web pages: the article of an HTML page with its headings and quotations, and what the page says about it.

Title, author, date, site and address come from the page's metadata, its JSON-LD, what the text marks (a byline, a
time), and the address, in this order.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from textkit.read import Problem, ReadOptions, Record, UnreadableError, load_extra
from textkit.read.dates import find_date, normalise_date
from textkit.read.encodings import decode
from textkit.read.export_words import page_mark, read_author
from textkit.read.exports import split_export
from textkit.read.metadata import normalise_fields
from textkit.read.page_text import (
    Block,
    cut_furniture,
    cut_tags,
    cut_tree,
    densest_part,
    find_blocks,
    marked_article,
    render_blocks,
)

__all__ = ["page_fields", "read_html"]

_META: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "headline", "parsely-title", "sailthru.title"),
    "author": ("author", "article:author", "dc.creator", "byl", "sailthru.author", "parsely-author", "citation_author"),
    "date": (
        *(
            "article:published_time",
            "datepublished",
            "og:published_time",
            "dc.date.issued",
            "dcterms.issued",
            "pubdate",
        ),
        *(
            "sailthru.date",
            "parsely-pub-date",
            "publishdate",
            "publish-date",
            "publication_date",
            "dc.date",
            "dcterms.date",
        ),
        *("citation_publication_date", "datecreated", "date"),
    ),
    "source": ("og:site_name", "application-name", "dc.publisher", "publisher"),
    "url": ("og:url",),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
}
_LINKED = {"headline": "title", "datePublished": "date", "author": "author", "publisher": "source"}
_MAX_SCRIPTS = 20
_MAX_JSON = 300_000
_MAX_NAME = 120
_SITE = re.compile(r" [|–—·»-] ")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:/|-|\Z)")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author|author-name|by-author)(?:$|[\s_-])", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w-]{2,30})""", re.IGNORECASE
)
_BLOCK_TAGS = frozenset(
    ["p", "div", "tr", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title", "blockquote"]
)
_OLD_NAMES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}  # as browsers read them
_HEAD = 4096
_MAX_BYTES = 20_000_000


def page_fields(tree: Any) -> dict[str, str | None]:
    """title, author, date, source, url and description of a parsed page, as far as it names them."""
    found = _meta(tree)
    for name, value in _linked_data(tree):
        found.setdefault(name, value)
    found.setdefault("url", _address(tree))
    headings = [_words(heading) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if heading]
    found.setdefault("title", headings[0] if len(headings) == 1 else _window_title(tree))
    found.setdefault("author", _byline(tree))
    found.setdefault("date", _marked_date(tree) or _date_of_address(found.get("url") or ""))
    return {name: found.get(name) or None for name in _META}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _meta(tree: Any) -> dict[str, str]:
    given: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = " ".join((element.get("content") or "").split())
        if name and value:
            given.setdefault(name.casefold(), value)
    found = {}
    for field, names in _META.items():
        value = next((given[name] for name in names if _is_usable(field, given.get(name))), None)
        if value:
            found[field] = value
    return found


def _is_usable(field: str, value: str | None) -> bool:
    if not value:
        return False
    if field == "author":
        return not value.startswith(("http", "@")) and len(value) <= _MAX_NAME
    return field != "date" or normalise_date(value) is not None


def _linked_data(tree: Any) -> Iterator[tuple[str, str]]:
    """Fields of the first article among the page's JSON-LD."""
    scripts = [s for s in tree.iter("script") if "ld+json" in (s.get("type") or "")][:_MAX_SCRIPTS]
    for script in scripts:
        if script.text and len(script.text) <= _MAX_JSON:
            try:
                loaded = json.loads(script.text)
            except (ValueError, RecursionError):
                continue
            for item in _items(loaded):
                for name, field in _LINKED.items():
                    value = _name(item.get(name))
                    if value and _is_usable(field, value):
                        yield field, value


def _items(loaded: Any) -> Iterator[Mapping[str, Any]]:
    """Objects with a headline: at the top, in a list, or in a graph."""
    parts = loaded if isinstance(loaded, list) else [loaded]
    for part in parts[:100]:
        if isinstance(part, dict):
            graph = part.get("@graph")
            inner = graph[:100] if isinstance(graph, list) else []
            yield from (item for item in [part, *inner] if isinstance(item, dict) and item.get("headline"))


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return "; ".join(filter(None, map(_name, value[:20]))) or None
    return " ".join(value.split()) if isinstance(value, str) else None


def _address(tree: Any) -> str | None:
    links = (link for link in tree.iter("link") if (link.get("rel") or "").casefold() == "canonical")
    return next((link.get("href") for link in links if link.get("href")), None)


def _window_title(tree: Any) -> str | None:
    """The title of the window without the name of the site behind it."""
    title = " ".join((tree.findtext(".//title") or "").split())
    parts = _SITE.split(title)
    return (max(parts[:2], key=len) if len(parts) > 1 else title) or None


def _byline(tree: Any) -> str | None:
    for element in tree.iter("a", "span", "div", "p", "address", "li", "cite", "h3", "h4"):
        if not element.keys():
            continue
        marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split()
        if marked or _BYLINE.search((element.get("class") or "")[:300]):
            words = _words(element)
            if 0 < len(words) <= _MAX_NAME:
                return read_author(words)
    return None


def _marked_date(tree: Any) -> str | None:
    """The first time that the page marks."""
    for element in tree.iter("time"):
        for value in (element.get("datetime"), _words(element)):
            if value and (found := normalise_date(value) or find_date(value)):
                return found
    return None


def _date_of_address(address: str) -> str | None:
    match = _IN_ADDRESS.search(address[:2000])
    return normalise_date("-".join(match.groups())) if match else None


def read_html(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """The article of a web page; headings are marked with #, quotations with >. No link is followed."""
    if len(data) > _MAX_BYTES:
        raise UnreadableError(f"The page has {len(data) / 1e6:.0f} MB.", "Save its text as .txt.")
    page, encoding, odd = _decode_page(data, options.encoding)
    if not page.strip():
        raise UnreadableError("The page is empty.", "Save it again from the browser.")
    yield from [odd] if odd else []
    items = split_export(_all_text(page)) if page_mark().search(page) else []
    yield from (replace(item, encoding=encoding) if isinstance(item, Record) else item for item in items)
    if not any(isinstance(item, Record) for item in items):
        yield from _article(page, encoding)


def _decode_page(data: bytes, encoding: str | None) -> tuple[str, str, Problem | None]:
    """By the encoding given, else the page's declaration, else as any text; a declaration that is wrong is told.

    Bytes beyond ASCII that are UTF-8 throughout are UTF-8, whatever the page declares.
    """
    if encoding:
        return *decode(data, encoding), None
    declared = _DECLARED.search(data, 0, _HEAD)
    name = _OLD_NAMES.get(found := declared[1].decode("ascii").casefold(), found) if declared else None
    if name is None or b"\0" in data[:_HEAD]:
        return *decode(data), None
    try:
        as_declared = decode(data, name)
    except UnreadableError:  # what the page declares is wrong
        as_declared = None
    if as_declared and (as_declared[1] == "utf-8" or not _is_utf8(data)):
        return *as_declared, None
    text, used = decode(data)
    problem = f"The page declares the encoding {found}, but is {used}; it is read so."
    remedy = "Look at the words; name another: read_corpus(..., encoding='cp1252')."
    return text, used, Problem(problem, remedy, severity="warning")


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _article(page: str, encoding: str) -> Iterator[Record | Problem]:
    load_extra("lxml.etree", "HTML")
    short, n_tags = cut_tags(page)
    try:
        tree = _parse(short)
        n_cut = cut_tree(tree)
        fields = normalise_fields(page_fields(tree))
        blocks = _find_blocks(tree, short)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise UnreadableError(f"The page is damaged: {error}.", "Save its text as .txt.") from None
    if not blocks:
        raise UnreadableError("No article was found in the page.", "Save its text as .txt.")
    if n_tags or n_cut:
        problem = (
            f"{n_tags + n_cut:,} tags, links, cells or scripts were cut out: more attributes, links in one paragraph, "
            "cells in one row, or longer broken metadata than pages have."
        )
        yield Problem(problem, "Look whether the text is whole, or save it as .txt.", severity="warning")
    yield Record(render_blocks(blocks), fields, encoding)


def _parse(page: str) -> Any:
    from lxml import etree

    try:
        tree = etree.fromstring(page.encode("utf-8", "replace"), parser=etree.HTMLParser(encoding="utf-8"))
    except etree.LxmlError as error:
        raise ValueError(str(error)) from None
    if tree is None:
        raise ValueError("it holds nothing")
    return tree


def _find_blocks(tree: Any, page: str) -> list[Block]:
    """Blocks of what the page marks as its article; of a page that marks nothing, those that look like one."""
    body = tree.find("body")
    root = tree if body is None else body
    titles = [heading for element in root.iter("h1") for heading in find_blocks(element)]
    n_cut = cut_furniture(root)
    article = marked_article(root)
    blocks = find_blocks(root if article is None else article)
    kept = [block for block in blocks if not block.is_links]
    if article is None and (n_cut or len(kept) < len(blocks)):
        article = densest_part(root)
        kept = _likely_blocks([block for block in find_blocks(article) if not block.is_links], page)
    if not kept:  # everything was taken for furniture
        tree = _parse(page)
        cut_furniture(tree, by_name=False)
        kept = [block for block in find_blocks(tree) if not block.is_links]
    if article is not None and not any(block.kind == "h1" for block in kept):
        kept = [*(Block("h1", f"# {' '.join(title.text.split())}") for title in titles[:1]), *kept]
    return kept


def _likely_blocks(blocks: list[Block], page: str) -> list[Block]:
    """The blocks from the first to the last that trafilatura takes for the article's; all if it finds none of them."""
    trafilatura = load_extra("trafilatura", "HTML")
    tree = trafilatura.load_html(page)
    if tree is None:
        return blocks
    cut_tree(tree)
    found = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False)
    words = "".join(found.text.split()) if found is not None and found.text else ""
    known = [i for i, block in enumerate(blocks) if "".join(block.text.lstrip("#>- ").split())[:40] in words]
    return blocks[known[0] : known[-1] + 1] if known else blocks


def _all_text(page: str) -> str:
    """Every word of the page, a line for each block: for pages that hold many articles.

    Headlines have a ``#`` before them, paragraphs that the page marks as an article's a page break.
    """
    load_extra("lxml.etree", "HTML")
    from lxml import etree

    try:
        tree = _parse(cut_tags(page)[0])
    except ValueError:
        return ""
    pieces = []
    body = tree.find("body")
    for event, element in etree.iterwalk(tree if body is None else body, events=("start", "end")):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        pieces.append(_edge(element.tag, event))
        if event == "start" and _is_headline(element):
            pieces.append("# ")
        if event == "start" and "articleparagraph" in element.get("class", "").casefold():
            pieces.append("\f")
        text = (element.text if event == "start" else element.tail) or ""
        pieces.append(text if element.tag == "pre" and event == "start" else re.sub(r"[ \t\r\n]+", " ", text))
    lines = (line.strip(" \t\xa0") for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _is_headline(element: Any) -> bool:
    return element.tag in ("h1", "h2", "h3") or "headline" in element.get("class", "").casefold()


def _edge(tag: str, event: str) -> str:
    if tag == "td":
        return "\t" if event == "end" else ""
    return ("\n\n" if tag == "p" else "\n") if tag in _BLOCK_TAGS else ""
