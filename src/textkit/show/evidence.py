"""The concordance lines behind a figure about words: chosen when the figure is saved, made a page with the gallery."""

from collections.abc import Callable, Iterable
from urllib.parse import quote

import numpy as np
import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.measure.evidence import lines_with
from textkit.show.markup import element, escape
from textkit.show.pages import page, table_html

__all__ = ["evidence_lines", "evidence_page"]

TERMS, LINES = 25, 10  # at most so many terms per figure and lines per term
COLUMNS = ("term", "n_lines", "doc_id", "sent_id", "left", "node", "right")


def evidence_lines(labels: Labels, terms: Iterable[object]) -> pd.DataFrame:
    """Up to ten concordance lines for each of the first 25 terms, evenly spread over the corpus.

    Returns
    -------
    DataFrame
        term, n_lines (all its lines in the corpus), doc_id, sent_id, left, node, right.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Tariffs rise. Nobody likes tariffs."]))
    >>> evidence_lines(labels, ["tariffs"])[["n_lines", "left", "node"]].values.tolist()
    [[2, '', 'Tariffs'], [2, 'Tariffs rise. Nobody likes', 'tariffs']]
    """

    unique = list(dict.fromkeys(term for term in terms if isinstance(term, str) and term.strip()))
    tables = [_some_lines(lines_with(labels, term, metadata="sent_id"), term) for term in unique[:TERMS]]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))


def _some_lines(lines: pd.DataFrame, term: str) -> pd.DataFrame:
    spread = np.unique(np.linspace(0, len(lines) - 1, LINES).round().astype(int)) if len(lines) else []
    chosen = lines.iloc[spread].assign(term=term, n_lines=len(lines))
    return chosen.reindex(columns=list(COLUMNS))


def evidence_page(name: str, title: str, lines: pd.DataFrame, *, link: Callable[[str, int], str | None]) -> str:
    """A page with the lines of one figure, a table per term; ``link(doc_id, sent_id)`` gives the passage's address."""
    parts = [_term_section(str(term), part, link) for term, part in lines.groupby("term", sort=False)]
    head = f'<nav class="tk-bar"><a href="../index.html#{escape(name)}">Back to the figure</a></nav>'
    jump = [element("a", escape(term), {"href": f"#{_anchor(str(term))}"}) for term in lines["term"].unique()]
    intro = f"<p>{' · '.join(jump)}</p>" if jump else "<p>There are no lines: the figure shows no words.</p>"
    return page(f"Lines behind: {title}", f"{head}<main><h1>{escape(title)}</h1>{intro}{''.join(parts)}</main>")


def _anchor(term: str) -> str:
    return "term-" + quote(term, safe="").replace("%", "-")


def _term_section(term: str, part: pd.DataFrame, link: Callable[[str, int], str | None]) -> str:
    total = int(part["n_lines"].iloc[0])
    shown = f"{len(part)} of {total:,} lines" if total > len(part) else f"{total:,} lines"
    cells = part[["left", "node", "right"]]
    places = [_place(str(row.doc_id), int(row.sent_id), link) for row in part.itertuples()]
    table = table_html(cells.assign(document=places), html_columns=["document"])
    heading = f'<h2 id="{_anchor(term)}">{escape(term)}</h2>'
    frame = {"class": "tk-scroll", "tabindex": "0", "role": "region", "aria-label": f"Lines with {term}"}
    return f"<section>{heading}<p>{shown}</p>{element('div', table, frame)}</section>"


def _place(doc_id: str, sent_id: int, link: Callable[[str, int], str | None]) -> str:
    address = link(doc_id, sent_id)
    return element("a", escape(doc_id), {"href": address}) if address else escape(doc_id)
