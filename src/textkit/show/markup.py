"""HTML: spans that overlap become well-formed, escaped markup; the frame of every page that textkit writes.

Pages work from disk, ask nothing of the network and run no script.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pandas as pd

__all__ = ["NO_FORMULAS", "Mark", "element", "escape", "only_safe", "page", "render_marks", "table_html"]

# A class for what holds text of a corpus: JupyterLab would take "$" for the beginning of a formula.
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# What notebooks are made of, as nbconvert and pandas write them. Of other elements the text stays; of UNSEEN nothing.
ELEMENTS = """a abbr article aside b blockquote br caption code col colgroup dd del details div dl dt em figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hr i img kbd li main mark nav ol p pre q s section small span strong style
    sub summary sup table tbody td tfoot th thead tr u ul var"""
UNSEEN = "iframe math noembed noframes noscript object script select svg template textarea title xmp"
ATTRIBUTES = """alt aria-hidden aria-label class colspan data-who dir height id lang open role rowspan scope start style
    tabindex title width"""
EMPTY = ("br", "col", "hr", "img")
ADDRESS = re.compile(r"https?://|mailto:|#|(?:\.\./)*[\w-][\w./-]*(?:#[\w-]*)?\Z", re.ASCII | re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")
# Even if a string of a corpus should slip through the escaping, the browser loads and runs nothing for it.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def escape(text: object) -> str:
    """``text`` for HTML content or a quoted attribute; characters that HTML forbids become U+FFFD.

    Examples
    --------
    >>> escape('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return html.escape(CONTROLS.sub("\ufffd", str(text)), quote=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked: ``layer`` orders marks of the same span, the lowest outside."""

    start: int
    end: int
    layer: int
    attributes: Mapping[str, str] = field(default_factory=dict)


def element(name: str, content: str, attributes: Mapping[str, str] | None = None) -> str:
    """``<name attributes>content</name>``; attribute values are escaped here, content must be HTML already.

    Examples
    --------
    >>> element("span", "x", {"title": 'a "b"'})
    '<span title="a &quot;b&quot;">x</span>'
    """
    return f"{_opening(name, attributes or {})}{content}</{name}>"


def _opening(name: str, attributes: Mapping[str, str]) -> str:
    written = (f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def render_marks(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """``text[start:end]`` as HTML with a ``span`` around every mark.

    Marks may overlap: where one ends inside another, the inner one is closed and opened again with the class
    ``tk-more`` and without ``id``, ``tabindex`` and ``title``, so that it is reached and announced once. Marks
    beyond ``start`` and ``end`` are cut off there, and empty ones are left out.

    Examples
    --------
    >>> one, two = Mark(0, 3, 0, {"class": "a"}), Mark(2, 5, 1, {"class": "b"})
    >>> render_marks("vw<yz", 0, 5, [one, two])
    '<span class="a">vw<span class="b">&lt;</span></span><span class="b tk-more">yz</span>'
    """
    return "".join(_pieces(text, start, end, marks))


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    inside = [m for m in marks if max(m.start, start) < min(m.end, end)]
    inside.sort(key=lambda m: (m.start, -m.end, m.layer))
    cuts = sorted({start, end, *(min(max(at, start), end) for m in inside for at in (m.start, m.end))})
    open_marks: list[Mark] = []
    for here, there in pairwise(cuts):
        yield from _close(open_marks, here)
        for mark in [m for m in inside if max(m.start, start) == here]:
            open_marks.append(mark)
            yield _opening("span", mark.attributes if mark.start == here else continued(mark.attributes))
        yield escape(text[here:there])
    yield "</span>" * len(open_marks)


def _close(open_marks: list[Mark], here: int) -> Iterator[str]:
    """Close the marks that end ``here``; those opened inside them and still open are opened again."""
    ended = [i for i, mark in enumerate(open_marks) if mark.end <= here]
    if not ended:
        return
    yield "</span>" * (len(open_marks) - ended[0])
    remaining = [mark for mark in open_marks[ended[0] :] if mark.end > here]
    open_marks[ended[0] :] = remaining
    for mark in remaining:
        yield _opening("span", continued(mark.attributes))


def continued(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes of a mark's later pieces."""
    kept = {key: value for key, value in attributes.items() if key not in ("id", "tabindex", "title")}
    return kept | {"class": f"{attributes.get('class', '')} tk-more".strip()}


def only_safe(page: str) -> str:
    """The HTML ``page`` written again with known elements and attributes only: it runs nothing and leads nowhere.

    Examples
    --------
    >>> only_safe('<p onclick="x()">a <meta http-equiv="refresh" content="0"><b>b</b></p><script>c</script>')
    '<p>a <b>b</b></p>'
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    elements, left_out = frozenset(ELEMENTS.split()), frozenset(UNSEEN.split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = ""  # the element that is left out with its content
        self.inside = 0  # elements of that name that are open in it
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            self.inside += tag == self.unseen
        elif tag in self.left_out:
            self.unseen, self.inside = tag, 1
        elif tag in self.elements:
            self.style = tag == "style"
            kept = {name: value or "" for name, value in attrs if _is_safe(tag, name, value or "")}
            self.parts.append(_opening(tag, kept))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.left_out:  # "<svg/>" has no content
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            self.inside -= tag == self.unseen
            self.unseen = self.unseen if self.inside else ""
        elif tag in self.elements and tag not in EMPTY:
            self.style = False
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data.replace("<", "") if self.style else _plain(data))


def _is_safe(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return ADDRESS.match(value) is not None
    if name == "src":
        return tag == "img" and (PICTURE.match(value) is not None or ADDRESS.fullmatch(value) is not None)
    return name in ATTRIBUTES.split()


def _plain(text: str) -> str:
    return html.escape(CONTROLS.sub("\ufffd", text), quote=False)


def page(title: str, body: str, *, extra_style: str = "") -> str:
    """A whole HTML page; ``title`` is escaped here, ``body`` must be HTML already."""
    base = files("textkit.show").joinpath("page.css").read_text(encoding="utf-8")
    return FRAME.format(policy=POLICY, title=escape(title), style=base + extra_style, body=body)


def table_html(table: pd.DataFrame, *, caption: str = "", html_columns: Sequence[str] = ()) -> str:
    """``table`` as an HTML table with column headers; every cell is escaped but those of ``html_columns``."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = (
        "<tr>" + "".join(_cell(name, row[i], html_columns) for i, name in enumerate(table.columns)) + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _cell(name: str, value: object, html_columns: Sequence[str]) -> str:
    text = "" if value is None or value is pd.NA or value != value else str(value)
    return f'<td class="tk-{escape(name)}">{text if name in html_columns else escape(text)}</td>'
