"""Concordance lines as they are read: the node in the middle, as text and as HTML."""

from collections.abc import Iterable
from html import escape

import pandas as pd

__all__ = ["Concordance"]

SHOWN = 200  # lines in a notebook
CONTEXT_CHARS = 50  # on each side, in plain text
PLAIN = ["doc_id", "start", "end", "left", "node", "right"]
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"  # "$" in a corpus is money, which JupyterLab would typeset
SIDE_STYLES = {
    "left": "text-align:right;white-space:nowrap",
    "node": "text-align:center;white-space:nowrap;font-weight:bold;background:rgba(29,86,187,.16)",
    "right": "text-align:left;white-space:nowrap",
}


class Concordance(pd.DataFrame):
    """A table of concordance lines that shows itself with the node in the middle.

    It is a DataFrame in every other respect: one row per hit with doc_id, start, end (span of the hit in the text),
    left, node, right and metadata columns; ``attrs["pattern"]`` is what was searched. Whatever is made from it (a
    filter, a selection of columns) is a plain DataFrame.

    Examples
    --------
    >>> import textkit as tk
    >>> lines = tk.kwic(tk.label(tk.read_corpus(["No deal is a bad deal."]), tables=("sentences", "tokens")), "deal")
    >>> print(lines)
              No deal is a bad deal.
    No deal is a bad deal .
    >>> lines.left.tolist()
    ['No', 'No deal is a bad']
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __str__(self) -> str:
        if not len(self):
            return f"No line for {self.attrs.get('pattern')!r}. {self.attrs.get('note', '')}".rstrip()
        rows = list(zip(self["left"], self["node"], self["right"], strict=True))
        width = min(CONTEXT_CHARS, max(len(left) for left, _, _ in rows))
        return "\n".join(
            f"{left[-width:]:>{width}} {node} {right[:CONTEXT_CHARS]}".rstrip() for left, node, right in rows
        )

    def __repr__(self) -> str:
        return f"Concordance of {self.attrs.get('pattern')!r}, {len(self):,} lines\n{self}"

    def _repr_html_(self) -> str:
        """A table for notebooks; everything that comes from the corpus is escaped."""
        note = f" (the first {SHOWN})" if len(self) > SHOWN else ""
        why = "" if len(self) else f". {self.attrs.get('note', '')}".rstrip(". ")
        pattern = escape(str(self.attrs.get("pattern")))
        caption = f"<caption>{len(self):,} lines for “{pattern}”{note}{escape(why)}</caption>"
        extra = [column for column in self.columns if column not in PLAIN]
        head = _row("th", ["", "", "", "doc_id", *extra])
        body = "".join(_html_line(row, extra) for row in self.head(SHOWN).to_dict("records"))
        return f"<table class='textkit-kwic {NO_FORMULAS}'>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"


def _html_line(row: dict[str, object], extra: list[str]) -> str:
    middle = "".join(f"<td style='{style}'>{escape(str(row[side]))}</td>" for side, style in SIDE_STYLES.items())
    rest = "".join(f"<td>{'' if pd.isna(row[c]) else escape(str(row[c]))}</td>" for c in ("doc_id", *extra))
    return f"<tr>{middle}{rest}</tr>"
