"""The arc of each article: polarity from its beginning to its end, with the extremes quoted."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.schema import require_result
from textkit.show import theme

__all__ = ["plot_polarity_arc", "plot_polarity_arcs"]

MM_PER_LETTER = 1.4  # of the extremes quoted below; two lines of each are shown
SIGNS = {"most positive": ("+", theme.POSITIVE), "most negative": ("−", theme.NEGATIVE)}
MM_PER_ROW = 46


@theme.styled
def plot_polarity_arcs(
    arc: pd.DataFrame,
    extremes: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    top: int = 20,
) -> Axes:
    """`plot_polarity_arc` for each article, two in a row.

    Parameters
    ----------
    arc : DataFrame
        From ``polarity_arc``.
    extremes : DataFrame
        From ``polarity_extremes``.
    names : mapping, optional
        Titles to show in place of doc_id.
    top : int
        Articles drawn, the first of the corpus.

    Returns
    -------
    Axes
        Those of the first article; its figure holds the others.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster."]))
    >>> len(plot_polarity_arcs(tk.polarity_arc(labels), tk.polarity_extremes(labels)).figure.axes)
    1
    """
    require_result(arc, ["doc_id"], measure="polarity_arc")
    every = list(arc["doc_id"].unique())
    documents = every[:top]
    if not documents:
        return theme.say_nothing(
            theme.axes(None), "There are no sentences to score.", title="How does each article go?"
        )
    n_columns = min(2, len(documents))
    n_rows = -(-len(documents) // n_columns)
    grid = theme.panels(n_columns, n_rows=n_rows, height_mm=max(60, MM_PER_ROW * n_rows), sharey=True, sharex=True)
    for ax, doc_id in zip(grid.flat, documents, strict=False):
        own = [table[table["doc_id"] == doc_id] for table in (arc, extremes)]
        ax.tick_params(labelbottom=True)  # a page shows a part of the rows
        plot_polarity_arc(*own, title=(names or {}).get(doc_id, doc_id), ax=ax)
    for ax in list(grid.flat)[len(documents) :]:
        ax.remove()
    if len(every) > len(documents):
        theme.figure_of(grid).supxlabel(f"the first {len(documents)} of {len(every):,} documents", fontsize=7.5)
    return grid.flat[0]


@theme.styled
def plot_polarity_arc(
    arc: pd.DataFrame, extremes: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Polarity along one article: bars are paragraphs, the line their running mean; the extremes are quoted below.

    Parameters
    ----------
    arc : DataFrame
        From ``polarity_arc``, one document: doc_id, position, mean, smooth.
    extremes : DataFrame
        From ``polarity_extremes``, the same document: extreme, position, polarity, text.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster."]))
    >>> plot_polarity_arc(tk.polarity_arc(labels), tk.polarity_extremes(labels)).get_ylabel()
    'polarity'
    """
    require_result(arc, ["doc_id", "position", "mean", "smooth"], measure="polarity_arc")
    require_result(extremes, ["extreme", "position", "polarity", "text"], measure="polarity_extremes")
    ax = theme.axes(ax, width="double", height_mm=60)
    if arc.empty:
        return theme.say_nothing(ax, "There are no sentences to score.", title=title or "How does the article go?")
    colours = np.where(arc["mean"] >= 0, theme.POSITIVE, theme.NEGATIVE)
    ax.bar(100 * arc["position"], arc["mean"], width=1.6, color=colours, alpha=0.45, linewidth=0)
    ax.plot(100 * arc["position"], arc["smooth"], color=theme.INK, linewidth=1.1)
    ax.axhline(0, color=theme.NEUTRAL, linewidth=0.7, zorder=0)
    width_mm = theme.panel_size_mm(ax)[0]
    quoted = [
        _mark_extreme(ax, row, int(width_mm / MM_PER_LETTER))
        for row in extremes.sort_values("polarity", ascending=False).itertuples()
    ]
    ax.set(xlim=(0, 100), ylim=(-1, 1), yticks=(-1, 0, 1))
    text = "\n".join(quoted) or "No sentence is far from neutral."
    ax = theme.finish(ax, title=theme.wrap(title or arc["doc_id"].iloc[0], int(width_mm / 2.07)), ylabel="polarity")
    ax.set_xlabel(f"% of the article\n{text}", loc="left", fontsize=5.8, color=theme.FADED)
    return ax


def _mark_extreme(ax: Axes, row: tuple, letters: int) -> str:
    """Mark the sentence at its place; its sign and its words for the note below."""
    sign, colour = SIGNS[row.extreme]
    ax.scatter([100 * row.position], [row.polarity], s=13, color=colour, zorder=4, clip_on=False)
    return f"{sign} {theme.wrap(row.text, letters)}"
