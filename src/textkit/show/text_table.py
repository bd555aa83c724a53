"""Tables with texts in them, to be read in a notebook: sentences wrap, nothing of a text is taken for HTML."""

from dataclasses import dataclass

import pandas as pd

from textkit.show.markup import NO_FORMULAS, element, escape, table_html

__all__ = ["TextTable", "text_table"]

SHORT = 24  # characters: a column of nothing longer is not wrapped
# JupyterLab gives all columns of a table one width and aligns them right. Colours are left to it: light or dark.
STYLE = (
    ".tk-texts{overflow-x:auto}"
    ".tk-texts table{table-layout:auto!important;width:max-content!important;margin:0!important;"
    "border-collapse:collapse;background:none}"
    ".tk-texts th,.tk-texts td{text-align:left!important;vertical-align:top!important;padding:.3em .9em .3em 0}"
    ".tk-texts td div{max-width:60ch;overflow-wrap:anywhere;white-space:normal}"
    ".tk-texts td .tk-short{white-space:nowrap}"
    ".tk-texts td .tk-some{min-width:12ch;max-width:24ch}"
    ".tk-texts td .tk-long{width:60ch}"
    ".tk-texts caption{text-align:left;caption-side:bottom}"
)


@dataclass(frozen=True, slots=True, repr=False)
class TextTable:
    """A table that shows itself in a notebook; ``table`` is what it was made from."""

    table: pd.DataFrame
    rows: int

    def _repr_html_(self) -> str:
        shown = self.table.head(self.rows)
        cells = pd.DataFrame({name: _column(shown.iloc[:, i]) for i, name in enumerate(_names(shown))}, dtype="str")
        left_out = f"the first {len(shown):,} of {len(self.table):,} rows" if len(shown) < len(self.table) else ""
        html = table_html(cells, html_columns=list(cells), caption=left_out)
        return f"<style>{STYLE}</style>{element('div', html, {'class': f'tk-texts {NO_FORMULAS}'})}"

    def __repr__(self) -> str:
        return f"TextTable of {len(self.table):,} rows: ends a notebook cell"


def text_table(table: pd.DataFrame, *, rows: int = 200) -> TextTable:
    """A table of texts as it is read: sentences wrap at 60 characters, what is missing is blank.

    Everything is escaped, so that markup in a text is shown and not obeyed. pandas' own ``table.style`` does not
    escape: a text with HTML in it would be part of the notebook's page.

    Parameters
    ----------
    table : DataFrame
        Such as ``list_analogies``, ``evidence`` or ``gold_errors`` give.
    rows : int
        So many are shown at most.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["He fought like a <b>lion</b>."]))
    >>> tk.plots.text_table(tk.list_analogies(labels)[["doc_id", "sentence"]])
    TextTable of 1 rows: ends a notebook cell
    """
    return TextTable(table, rows)


def _names(table: pd.DataFrame) -> list[str]:
    """Names of the columns, told apart where two are equal."""
    names: list[str] = []
    for name in map(str, table.columns):
        names.append(name if name not in names else f"{name} ({len(names)})")
    return names


def _column(values: pd.Series) -> list[str]:
    texts = [_text(value) for value in values]
    longest = max(map(len, texts), default=0)
    kind = "tk-short" if longest <= SHORT else "tk-some" if longest <= 2 * SHORT else "tk-long"
    return [element("div", escape(text), {"class": kind}) if text else "" for text in texts]


def _text(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    return f"{value:.3g}" if isinstance(value, float) and value % 1 else str(value)
