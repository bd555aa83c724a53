"""Pictures of polarity: by group, voice against voice, along an article, and which words are loaded."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.show import theme
from textkit.show.plots import require_result, rows_of

__all__ = ["plot_loaded_terms", "plot_polarity_arc", "plot_polarity_arcs", "plot_polarity_by"]

POLARITY = "mean polarity of sentences (−1 negative … 1 positive)"
MM_PER_LETTER = 1.4  # of the extremes quoted below; two lines of each are shown
SIGNS = {"most positive": ("+", theme.POSITIVE), "most negative": ("−", theme.NEGATIVE)}
MM_PER_ROW = 46


@theme.styled
def plot_polarity_by(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    top: int = 15,
    least: int = 1,
    names: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
    title: str | None = None,
    documents: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Mean polarity of each group as a dot with its interval, and how many sentences it rests on.

    The axis above tells the same as standard deviations of the reference's documents from their mean.

    Parameters
    ----------
    table : DataFrame
        From ``polarity_by``: ``by``, n_sentences, n_documents, mean, low, high. Values corrected by
        ``tk.gold.correct_counts`` are drawn as diamonds; they have intervals of these texts.
    by : str, optional
        The column that names the rows; without it speaker, or what was measured by.
    top : int
        Groups drawn, those with most sentences; they are drawn from positive to negative.
    least : int
        Sentences that a group must have to be drawn.
    names : mapping, optional
        Labels to show in place of the values of ``by``.
    palette : mapping, optional
        Colours by name.
    title : str, optional
        In place of the question that ``by`` suggests.
    documents : DataFrame, optional
        From ``polarity_by`` with doc_id besides: each document's mean is a small dot.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"speaker": "Ann", "n_sentences": 4, "n_documents": 2, "mean": 0.2, "low": 0.1, "high": 0.3}
    >>> plot_polarity_by(pd.DataFrame([row])).get_xlabel()
    'mean polarity of sentences (−1 negative … 1 positive)'
    """
    table, by = rows_of(table, by, "speaker", measure="polarity_by")
    columns = [by, "n_sentences", "n_documents", "mean", "low", "high"]
    require_result(table, columns, measure="polarity_by", rows=[by])
    group = {"doc_id": "article"}.get(by, by)
    title = title or f"How positive is each {group}?"
    enough = table[table["n_sentences"] >= least].sort_values("n_sentences", ascending=False, kind="stable")
    shown = enough.head(top).sort_values("mean", ascending=False, kind="stable")
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "No sentences to score.", title=title, xlabel=POLARITY)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(shown), around_mm=24))
    rows, colours = np.arange(len(shown)), palette or theme.make_palette(shown[by])
    dots = [theme.HUES[0] if by == "doc_id" else colours[name] for name in shown[by]]
    theme.draw_intervals(ax, rows, shown["low"], shown["high"], colour=theme.NEUTRAL)
    ends = theme.draw_corrected(ax, rows, shown, "mean")
    ax.scatter(shown["mean"], rows, s=26, color=dots, zorder=4)
    means = _draw_documents(ax, shown[by], documents)
    theme.name_rows(ax, shown[by], names)
    for row, item in zip(rows, shown.itertuples(), strict=True):
        note = _evidence(item.n_sentences, item.n_documents, shown["n_documents"].max())
        ax.annotate(note, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=6.5, color=theme.FADED)
    _centre(ax, np.r_[shown[["mean", "low", "high"]].to_numpy(dtype=float).ravel(), ends.ravel(), means])
    _draw_unit(ax, table)
    notes = theme.correction_note(shown, "mean")
    notes += theme.interval_note(shown["low"], shown["high"]) + theme.part_note(len(shown), len(enough))
    return theme.finish(ax, title=title, xlabel=POLARITY + notes, grid="x")


def _draw_documents(ax: Axes, groups: pd.Series, documents: pd.DataFrame | None) -> np.ndarray:
    """The mean of each document as a small dot in the row of its group; their means."""
    if documents is None:
        return np.array([])
    by = str(groups.name)
    require_result(documents, [by, "doc_id", "mean"], measure="polarity_by", rows=[by, "doc_id"])
    place = {name: row for row, name in enumerate(groups)}
    known = documents[documents[by].isin(list(place))]
    ax.scatter(
        known["mean"], known[by].map(place).astype(float), s=7, color=theme.FADED, alpha=0.5, linewidth=0, zorder=2
    )
    return known["mean"].to_numpy(dtype=float)


def _draw_unit(ax: Axes, table: pd.DataFrame) -> None:
    """A second axis above: standard deviations of the documents of the reference."""
    if "unit" not in table.attrs or "reference" not in table or not len(table):
        return
    middle, deviation = table.attrs["unit"]
    above = ax.secondary_xaxis("top", functions=(lambda x: (x - middle) / deviation, lambda z: z * deviation + middle))
    above.set_xlabel(f"standard deviations from the mean of {table['reference'].iloc[0]}", fontsize=6.5)
    above.tick_params(labelsize=6.5)


def _evidence(n_sentences: int, n_documents: int, most: int) -> str:
    """How much a row rests on; documents are not worth telling where each row has one."""
    documents = f" in {n_documents:,} document{'s' * (n_documents != 1)}" if most > 1 else ""
    return f"{n_sentences:,} sentence{'s' * (n_sentences != 1)}{documents}"


def _centre(ax: Axes, values: np.ndarray) -> None:
    """Limits symmetric about 0, and a line there."""
    reach = min(1.0, max(0.2, np.nanmax(np.abs(values)) * 1.12))
    ax.set_xlim(-reach, reach)
    ax.axvline(0, color=theme.NEUTRAL, linewidth=0.8, zorder=1)


@theme.styled
def plot_loaded_terms(table: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """The most frequent loaded words of each kind; colour is their value in the lexicon.

    Parameters
    ----------
    table : DataFrame
        From ``loaded_terms``: kind, term, value, n, n_documents.
    top : int
        Words of each kind.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"kind": "epithet", "term": "ruthless", "value": -2.0, "n": 2, "n_documents": 1}
    >>> plot_loaded_terms(pd.DataFrame([row])).get_xlabel()
    'occurrences, each in one document'
    """
    columns = ["kind", "term", "value", "n", "n_documents"]
    require_result(table, columns, measure="loaded_terms", rows=["kind", "term"])
    title, xlabel = "Which words judge?", "occurrences"
    shown = table.sort_values(["kind", "n", "term"], ascending=[True, False, True], kind="stable")
    shown = shown.groupby("kind", sort=False).head(top).reset_index(drop=True)
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "No loaded words.", title=title, xlabel=xlabel)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(shown), mm_per_row=4.2, around_mm=30))
    colours = [theme.POSITIVE if v > 0 else theme.NEGATIVE if v < 0 else theme.NEUTRAL for v in shown["value"]]
    bars = ax.barh(range(len(shown)), shown["n"], color=colours, height=0.7)
    theme.name_rows(ax, shown["term"])
    documents, known = theme.document_counts(shown["n_documents"])
    theme.label_bars(ax, bars, [f"{n:,}{d}" for n, d in zip(shown["n"], documents, strict=True)])
    for kind, rows in shown.groupby("kind", sort=False).groups.items():
        ax.axhline(rows[0] - 0.5, color=theme.RULE, linewidth=0.6)
        ax.annotate(kind, (1.01, rows[0]), xycoords=("axes fraction", "data"), va="center", fontweight="bold")
    theme.count_axis(ax)
    return theme.finish(ax, title=title, xlabel=xlabel + known)


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
    >>> len(plot_polarity_arcs(tk.polarity_arc(labels), tk.sentiment.polarity_extremes(labels)).figure.axes)
    1
    """
    require_result(arc, ["doc_id"], measure="polarity_arc")
    every = list(arc["doc_id"].unique())
    documents = every[:top]
    if not documents:
        return theme.say_nothing(theme.axes(None), "No sentences to score.", title="How does each article go?")
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
    >>> plot_polarity_arc(tk.polarity_arc(labels), tk.sentiment.polarity_extremes(labels)).get_ylabel()
    'polarity'
    """
    require_result(arc, ["doc_id", "position", "mean", "smooth"], measure="polarity_arc")
    require_result(extremes, ["extreme", "position", "polarity", "text"], measure="polarity_extremes")
    ax = theme.axes(ax, width="double", height_mm=60)
    if arc.empty:
        return theme.say_nothing(ax, "No sentences to score.", title=title or "How does the article go?")
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
