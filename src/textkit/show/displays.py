"""How results of other rooms show themselves in a notebook: HTML is made in this room only."""

import sys
from typing import TYPE_CHECKING

from textkit.show.markup import render

if TYPE_CHECKING:
    from textkit.measure.concordance import Concordance
    from textkit.read.corpus import Corpus

__all__ = ["register_displays"]

SHOWN = 200  # lines of a concordance
OF_EVERY_LINE = ("doc_id", "start", "end", "left", "node", "right")


def register_displays() -> None:
    """Give the classes of ``DISPLAYS`` their display, as far as they are loaded; nothing is loaded for it."""
    for (module, name), display in DISPLAYS.items():
        if module in sys.modules:
            getattr(sys.modules[module], name)._repr_html_ = display


def _corpus_html(corpus: "Corpus") -> str:
    return str(render("corpus.html.j2", name=corpus.name or "Corpus", facts=corpus.facts()))


def _concordance_html(lines: "Concordance") -> str:
    """A table with the node in the middle, the document and the metadata behind; or why there are no lines."""
    note = f" (the first {SHOWN})" if len(lines) > SHOWN else ""
    why = "" if len(lines) else f". {lines.attrs.get('note', '')}".rstrip(". ")
    html = render(
        "concordance.html.j2",
        caption=f"{len(lines):,} lines for “{lines.attrs.get('pattern')}”{note}{why}",
        fields=[name for name in lines if name not in OF_EVERY_LINE],
        lines=lines.head(SHOWN).to_dict("records"),
    )
    return str(html)


DISPLAYS = {
    ("textkit.read.corpus", "Corpus"): _corpus_html,
    ("textkit.measure.concordance", "Concordance"): _concordance_html,
}
