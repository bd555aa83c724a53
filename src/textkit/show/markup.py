"""HTML: templates whose values are escaped, spans that overlap as well-formed markup, the HTML of notebooks made safe.

Pages and tables are templates in ``templates``. They work from disk, ask nothing of the network and run no script.
What asks a person in a notebook has a script beside them, which sets texts and never markup.
Results of other rooms that show themselves in a notebook get their display here: HTML is made in this room only.
"""

import html
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import markupsafe
import pandas as pd
from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Environment

    from textkit.gold.judging_sheets import Review
    from textkit.measure.concordance import Concordance
    from textkit.read.corpus import Corpus

__all__ = [
    "NO_FORMULAS",
    "Mark",
    "escape",
    "is_missing",
    "link",
    "only_safe",
    "pieces",
    "plain",
    "register_displays",
    "render",
    "render_marks",
    "table_html",
]

# A class for what holds text of a corpus: JupyterLab would take "$" for the beginning of a formula.
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
BLANKS = re.compile(r"\s+")
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

NEED_PANEL = (
    'To judge here, install anywidget: pip install "textkit-discourse[interactive]" (or ".[interactive]" in the folder '
    "of textkit); or fill the sheet in with a spreadsheet."
)
SHOWN = 200  # lines of a concordance
OF_EVERY_LINE = ("doc_id", "start", "end", "left", "node", "right")


def render(template: str, **values: object) -> Markup:
    """A template of the folder ``templates``, filled: every value is escaped but those that are ``Markup`` already.

    A missing value (None, NA, NaN) is blank; a name that the template asks for and is not given is an error.

    Examples
    --------
    >>> render("corpus.html.j2", name="<b>", facts=["2 documents"])
    Markup('<p><b>&lt;b&gt;</b>: 2 documents</p>\\n')
    """
    return Markup(_templates().get_template(template).render(values))


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 45 ms, which reading and labelling do not need

    environment = Environment(
        loader=PackageLoader("textkit.show"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["no_formulas"] = NO_FORMULAS
    return environment


def _shown(value: object) -> object:
    """What a template writes for a value, before it is escaped; also for ``Markup``, which is not escaped again."""
    text = plain(value)
    return Markup(text) if isinstance(value, Markup) else text


def plain(value: object) -> str:
    """A value as text that a browser can show; what is missing is blank."""
    return "" if is_missing(value) else CONTROLS.sub("\ufffd", str(value))


def pieces(text: str, start: int, end: int, marked: Iterable[tuple[int, int, str]] = ()) -> list[list[str]]:
    """``text[start:end]`` on one line in pieces, each with the name of its mark, if it has one.

    Examples
    --------
    >>> pieces("A new\\ntariff hurts.", 0, 20, [(2, 5, "sorted")])
    [['A ', ''], ['new', 'sorted'], [' tariff hurts.', '']]
    """
    found, at = [], start
    for low, high, name in sorted(marked):
        low, high = max(low, at), min(high, end)
        if low < high:
            found += [(text[at:low], ""), (text[low:high], name)]
            at = high
    found.append((text[at:end], ""))
    return [[BLANKS.sub(" ", plain(words)), name] for words, name in found if words]


def is_missing(value: object) -> bool:
    """Whether a cell is None, NA, NaT or NaN."""
    return pd.isna(value) is True


def escape(text: object) -> Markup:
    """``text`` for HTML content or a quoted attribute; characters that HTML forbids become U+FFFD.

    Examples
    --------
    >>> escape('<b onclick="x">')
    Markup('&lt;b onclick=&#34;x&#34;&gt;')
    """
    return markupsafe.escape(CONTROLS.sub("\ufffd", str(text)))


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked: ``layer`` orders marks of the same span, the lowest outside."""

    start: int
    end: int
    layer: int
    attributes: Mapping[str, str] = field(default_factory=dict)


def _opening(name: str, attributes: Mapping[str, str]) -> str:
    written = (f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def render_marks(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """``text[start:end]`` as HTML with a ``span`` around every mark.

    Marks may overlap: where one ends inside another, the inner one is closed and opened again with the class
    ``tk-more`` and without ``id``, ``tabindex`` and ``title``, so that it is reached and announced once. Marks
    beyond ``start`` and ``end`` are cut off there, and empty ones are left out.

    Examples
    --------
    >>> one, two = Mark(0, 3, 0, {"class": "a"}), Mark(2, 5, 1, {"class": "b"})
    >>> render_marks("vw<yz", 0, 5, [one, two])
    Markup('<span class="a">vw<span class="b">&lt;</span></span><span class="b tk-more">yz</span>')
    """
    return Markup("".join(_pieces(text, start, end, marks)))


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    inside = [m for m in marks if max(m.start, start) < min(m.end, end)]
    inside.sort(key=lambda m: (m.start, -m.end, m.layer))
    cuts = sorted({start, end, *(min(max(at, start), end) for m in inside for at in (m.start, m.end))})
    opened: dict[int, list[Mark]] = {}
    for mark in inside:
        opened.setdefault(max(mark.start, start), []).append(mark)
    open_marks: list[Mark] = []
    for here, there in pairwise(cuts):
        yield from _close(open_marks, here)
        for mark in opened.get(here, ()):
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


def only_safe(page: str) -> Markup:
    """The HTML ``page`` written again with known elements and attributes only: it runs nothing and leads nowhere.

    Examples
    --------
    >>> only_safe("<th></th>")
    Markup('<td></td>')
    >>> only_safe('<p onclick="x()">a <meta http-equiv="refresh" content="0"><b>b</b></p><script>c</script>')
    Markup('<p>a <b>b</b></p>')
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return Markup("".join(reader.parts))


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
            if tag == "th" and self.parts and self.parts[-1].startswith(("<th>", "<th ")):  # a heading without a word
                self.parts[-1], tag = f"<td{self.parts[-1][3:]}", "td"
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


def table_html(columns: Mapping[str, Iterable[object]], *, caption: str = "") -> Markup:
    """A table from its columns by name; a cell may be ``Markup``, such as a link."""
    return render("table.html.j2", names=list(columns), rows=zip(*columns.values(), strict=True), caption=caption)


def link(to: object, text: object) -> Markup:
    """A link; address and text are escaped.

    Examples
    --------
    >>> link("#a", "R&D")
    Markup('<a href="#a">R&amp;D</a>')
    """
    return Markup('<a href="{}">{}</a>').format(escape(to), escape(text))


def register_displays() -> None:
    """Give the classes of ``DISPLAYS`` their display, as far as they are loaded; nothing is loaded for it."""
    for (module, name), display in DISPLAYS.items():
        if module in sys.modules:
            method = "_repr_mimebundle_" if display is _review_bundle else "_repr_html_"
            setattr(getattr(sys.modules[module], name), method, display)


def _corpus_html(corpus: "Corpus") -> str:
    return str(render("corpus.html.j2", name=corpus.name or "Corpus", facts=corpus.facts()))


def _concordance_html(lines: "Concordance") -> str:
    """A table with the node in the middle, the document and the metadata behind; or the reason why none was found."""
    note = f" (the first {SHOWN})" if len(lines) > SHOWN else ""
    why = "" if len(lines) else f". {lines.attrs.get('note', '')}".rstrip(". ")
    html = render(
        "concordance.html.j2",
        caption=f"{len(lines):,} lines for “{lines.attrs.get('pattern')}”{note}{why}",
        fields=[name for name in lines if name not in OF_EVERY_LINE],
        lines=lines.head(SHOWN).to_dict("records"),
    )
    return str(html)


def _review_bundle(review: "Review", **_: object) -> dict[str, object]:
    """The panel of a review; without anywidget, and on pages of a report, what it is and what to install."""
    told = repr(review)
    if find_spec("anywidget") is None:
        return {"text/plain": f"{told}. {NEED_PANEL}"}
    panel = _panel("review")(form=review.form(), view=review.view(review.next_open()))
    panel.on_msg(lambda _, message, __: panel.set_trait("view", review.handle(message) | {"turn": message.get("turn")}))
    shown = panel._repr_mimebundle_()
    return {**(shown[0] if isinstance(shown, tuple) else shown), "text/plain": told}


@cache
def _panel(name: str) -> type:
    """A widget of the script and the style of that name in ``templates``, with a ``form`` that stays and a ``view``."""
    from anywidget import AnyWidget
    from traitlets import Dict

    folder = Path(__file__).parent / "templates"

    class Panel(AnyWidget):
        _esm = (folder / f"{name}.js").read_text(encoding="utf-8")
        _css = (folder / f"{name}.css").read_text(encoding="utf-8")
        form = Dict().tag(sync=True)
        view = Dict().tag(sync=True)

    return Panel


def _texts_html(table: pd.DataFrame) -> str:
    from textkit.show.text_tables import text_table  # it makes its tables with this module

    return text_table(table)._repr_html_()


DISPLAYS = {
    ("textkit.measure.analogy_counts", "ListedAnalogies"): _texts_html,
    ("textkit.gold.judging_sheets", "Review"): _review_bundle,
    ("textkit.read.corpus", "Corpus"): _corpus_html,
    ("textkit.measure.concordance", "Concordance"): _concordance_html,
}
