"""What a web page says about its article: title, author, date, site, address, description.

In this order: the page's metadata, its JSON-LD, what the text marks (a byline, a time), the address of the page.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from textkit.read.dates import find_date, normalise_date
from textkit.read.export_words import read_author

__all__ = ["page_fields"]

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
