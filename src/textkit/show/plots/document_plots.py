"""Documents one by one: scores of texts (diversity, readability), their course over the years, how each of them goes.

Histograms show many documents at once.
"""

from collections.abc import Mapping, Sequence
from math import floor, log10
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from textkit.checks import as_list
from textkit.schema import require_columns
from textkit.show import theme
from textkit.show.plots import require_result, rows_of
from textkit.show.plots.corpus_plots import MOST_ROWS

__all__ = [
    "plot_dispersion",
    "plot_diversity",
    "plot_over_time",
    "plot_polarity_arc",
    "plot_polarity_arcs",
    "plot_readability",
]

MEASURES: Mapping[str, str] = MappingProxyType(
    {"dp": "deviation of proportions", "dp_norm": "normalised deviation of proportions"}
)
DIVERSITY: Mapping[str, str] = MappingProxyType(
    {
        "ttr": "type–token ratio (falls with length)",
        "mattr": "moving-average type–token ratio (higher: more varied)",
        "mtld": "MTLD, words (higher: more varied)",
        "hdd": "HD-D (higher: more varied)",
        "yule_k": "Yule’s K (higher: more repetitive)",
    }
)
READABILITY: Mapping[str, str] = MappingProxyType(
    {
        "flesch_reading_ease": "Flesch reading ease (higher: easier)",
        "flesch_kincaid": "Flesch–Kincaid grade (years of school)",
        "gunning_fog": "Gunning fog index (years of school)",
        "smog": "SMOG grade (years of school)",
        "coleman_liau": "Coleman–Liau index (years of school)",
        "automated_readability_index": "automated readability index (years of school)",
        "dale_chall": "Dale–Chall score (higher: harder)",
        "lix": "LIX (higher: harder)",
    }
)
STRONG, ROW_HALF = 0.5, 0.44  # polarity at which a bar fills half a row of articles, and how high that is
MM_PER_LETTER = 1.4  # of the extremes quoted below; two lines of each are shown
SIGNS = {"most positive": ("+", theme.POSITIVE), "most negative": ("−", theme.NEGATIVE)}


@theme.styled
def plot_dispersion(
    table: pd.DataFrame,
    *,
    value: str = "dp_norm",
    label: int = 14,
    title: str = "Which words are everywhere, which in few documents?",
    ax: Axes | None = None,
) -> Axes:
    """Dispersion against frequency: a dot per term; those that spread least and most for their frequency are named.

    Parameters
    ----------
    table : DataFrame
        From ``dispersion``: term, n, ``value``.
    value : str
        dp, dp_norm, kl_divergence (0 is even), or juilland_d, rosengren_s, carroll_d2 (1 is even).
    label : int
        Terms to name.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"term": ["war", "and"], "n": [3, 30], "dp_norm": [0.9, 0.1]})
    >>> plot_dispersion(table).get_xscale()
    'log'
    """
    require_result(table, ["term", "n", value], measure="dispersion", rows=["term"])
    shown = table.dropna(subset=[value])
    even = "1 = evenly spread" if value in {"juilland_d", "rosengren_s", "carroll_d2"} else "0 = evenly spread"
    axis = {"xlabel": "occurrences", "ylabel": f"{MEASURES.get(value, value.replace('_', ' '))} ({even})"}
    ax = theme.axes(ax, width="double", height_mm=90)
    if shown.empty:
        return theme.say_nothing(ax, "Dispersion needs two documents and words in them.", title=title, **axis)
    ax.set_xscale("log")
    ax.scatter(shown["n"], shown[value], s=7, color=theme.HUES[0], alpha=0.4, linewidth=0)
    _name_extremes(ax, shown, value, label)
    low, high = shown["n"].min(), shown["n"].max()
    ax.set_xlim(low / 1.4, high * 2.2)
    ax.margins(y=0.09)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    ax.minorticks_off()
    return theme.finish(ax, title=title, grid="both", **axis)


def _name_extremes(ax: Axes, shown: pd.DataFrame, value: str, label: int) -> None:
    """Name the highest and the lowest term of each stretch of the frequency axis, from the left to the right."""
    stretches = pd.cut(np.log(shown["n"]), max(label // 2, 1), labels=False)
    picked = shown.groupby(stretches)[value].agg(["idxmax", "idxmin"])
    for above, rows in ((True, picked["idxmax"]), (False, picked["idxmin"])):
        for row in rows.unique():
            term, n, score = shown.loc[row, ["term", "n", value]]
            ax.annotate(theme.wrap(term, 18, lines=1), (n, score), (0, 4 if above else -4), textcoords="offset points",
                        ha="center", va="bottom" if above else "top", fontsize=6.5,
                        bbox={"facecolor": theme.PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 0.4})  # fmt: skip


@theme.styled
def plot_diversity(
    table: pd.DataFrame,
    *,
    value: str = "mattr",
    by: str | None = None,
    names: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
    title: str = "How varied is the vocabulary?",
    ax: Axes | None = None,
) -> Axes:
    """Lexical diversity of documents or groups, the most varied first; a histogram for more than forty.

    Parameters
    ----------
    table : DataFrame
        From ``diversity``: ``by``, ``value``.
    value : str
        mattr, mtld, hdd, yule_k or ttr.
    by : str, optional
        The column that names the rows; without it doc_id, or what was measured by.
    names : mapping, optional
        Labels in place of the values of ``by``.
    palette : mapping, optional
        Colours by name.

    Examples
    --------
    >>> import pandas as pd
    >>> plot_diversity(pd.DataFrame({"doc_id": ["a"], "mtld": [80.0]}), value="mtld").get_xlabel()
    'MTLD, words (higher: more varied)'
    """
    nothing = "No text is long enough to measure its vocabulary."
    return _plot_scores(table, "diversity", value, by, DIVERSITY.get(value, value), nothing, title, names, palette, ax)


@theme.styled
def plot_readability(
    table: pd.DataFrame,
    *,
    value: str = "flesch_kincaid",
    by: str | None = None,
    names: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
    title: str = "How hard to read?",
    ax: Axes | None = None,
) -> Axes:
    """Readability of documents or groups, the highest score first; a histogram for more than forty.

    Parameters
    ----------
    table : DataFrame
        From ``readability``: ``by``, ``value``.
    value : str
        One of its scores.
    by, names, palette
        As in ``plot_diversity``.

    Examples
    --------
    >>> import pandas as pd
    >>> plot_readability(pd.DataFrame({"doc_id": ["a"], "lix": [50.0]}), value="lix").get_xlabel()
    'LIX (higher: harder)'
    """
    nothing = "No sentences to measure."
    return _plot_scores(
        table, "readability", value, by, READABILITY.get(value, value), nothing, title, names, palette, ax
    )


def _plot_scores(
    table: pd.DataFrame,
    measure: str,
    value: str,
    by: str | None,
    xlabel: str,
    nothing: str,
    title: str,
    names: Mapping[str, str] | None,
    palette: Mapping[str, str] | None,
    ax: Axes | None,
) -> Axes:
    table, by = rows_of(table, by, "doc_id", measure=measure)
    require_result(table, [by, value], measure=measure, rows=[by])
    shown = table.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable", ignore_index=True)
    many = len(shown) > MOST_ROWS
    ax = theme.axes(ax, height_mm=60 if many else theme.height_for(len(shown)))
    if shown.empty:
        return theme.say_nothing(ax, nothing, title=title, xlabel=xlabel)
    if many:
        return theme.draw_histogram(ax, shown[value], title=title, xlabel=xlabel)
    colours = [palette[name] for name in shown[by]] if palette is not None else theme.HUES[0]
    rows = np.arange(len(shown))
    ax.scatter(shown[value], rows, s=20, c=colours, zorder=3)
    decimals = max(0, 2 - floor(log10(shown[value].abs().max() or 1)))  # three digits of the largest, in all rows
    for row, score in zip(rows, shown[value], strict=True):
        note = f"{score:,.{decimals}f}"
        ax.annotate(note, (score, row), (5, 0), textcoords="offset points", va="center", fontsize=6.5)
    theme.name_rows(ax, shown[by], names)
    ax.margins(x=0.18)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")


@theme.styled
def plot_over_time(
    table: pd.DataFrame,
    value: str,
    *,
    year: str = "year",
    title: str = "",
    ylabel: str = "",
    line: pd.DataFrame | None = None,
    notable: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A value per document or period against its year.

    Parameters
    ----------
    table : DataFrame
        One row per document or period: ``year`` (a number) and ``value``; for intervals also low and high (with a
        column n_documents they are drawn where it is five or more). With a
        column doc_id, the highest and the lowest document are named.
    value : str
        The column to draw.
    line : DataFrame, optional
        From ``tk.stats.running_median``: ``year``, ``value`` and the window in its attrs.
    notable : sequence of str
        doc_id of documents to name, in place of the highest and the lowest.
    names : mapping, optional
        Labels in place of doc_id.

    Examples
    --------
    >>> import pandas as pd
    >>> plot_over_time(pd.DataFrame({"year": [1800, 1900], "words": [10, 20]}), "words").get_ylabel()
    'words'
    """
    require_columns(table, [year, value], table="values over time")
    shown = table.assign(when=pd.to_numeric(table[year], errors="coerce"))
    shown = shown.dropna(subset=["when", value]).sort_values("when")
    ax, ylabel = theme.axes(ax, width="double", height_mm=70), ylabel or value
    if shown.empty:
        return theme.say_nothing(ax, "No document has a year.", title=title, xlabel=year, ylabel=ylabel)
    if {"low", "high"} <= set(shown):
        theme.draw_intervals(ax, shown.when, *theme.steady_intervals(shown), across="y", colour=theme.NEUTRAL)
        ax.scatter(shown.when, shown[value], s=20, color=theme.HUES[0], zorder=4)
    else:
        ax.scatter(shown.when, shown[value], s=9, color=theme.HUES[0], alpha=0.6, linewidth=0)
    xlabel = year
    if line is not None:
        ax.plot(line[year], line[value], color=theme.INK)
        xlabel += f" (line: median of {line.attrs['window']} years)" if "window" in line.attrs else ""
    _name_documents(ax, shown, value, notable, names or {})
    if shown[value].abs().max() >= 1000:
        theme.count_axis(ax, "y")
    return theme.finish(ax, title=title, xlabel=xlabel, ylabel=ylabel, grid="y")


def _name_documents(
    ax: Axes, shown: pd.DataFrame, value: str, notable: Sequence[str], names: Mapping[str, str]
) -> None:
    if "doc_id" not in shown or len(shown) < 3:
        return
    named = as_list(notable) or [shown.doc_id[shown[value].idxmax()], shown.doc_id[shown[value].idxmin()]]
    low, high = shown.when.min(), shown.when.max()
    for row in shown[shown.doc_id.isin(named)].to_dict("records"):
        right = row["when"] > (low + high) / 2
        ax.annotate(names.get(row["doc_id"], row["doc_id"]), (row["when"], row[value]), (-5 if right else 5, 0),
                    textcoords="offset points", ha="right" if right else "left", va="center", fontsize=6.5)  # fmt: skip


@theme.styled
def plot_polarity_arcs(
    arc: pd.DataFrame,
    extremes: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    top: int = 20,
) -> Axes:
    """How each article goes, a row each: bars are paragraphs, up positive and down negative, the line their course.

    Dots are the most positive and the most negative sentence. Half of a row is a polarity of 0.5; what is beyond is
    drawn at its edge.

    Parameters
    ----------
    arc : DataFrame
        From ``polarity_arc``.
    extremes : DataFrame
        From ``polarity_extremes``.
    names : mapping, optional
        Titles to show in place of doc_id.
    top : int
        Articles drawn, those whose line moves most.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster.", "It is a tragedy."]))
    >>> ax = plot_polarity_arcs(tk.polarity_arc(labels), tk.sentiment.polarity_extremes(labels))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['text-001', 'text-002']
    """
    require_result(arc, ["doc_id", "position", "n_sentences", "mean", "smooth"], measure="polarity_arc")
    require_result(extremes, ["doc_id", "extreme", "position", "polarity"], measure="polarity_extremes")
    title, every = "How does each article go?", list(arc["doc_id"].unique())
    if not every:
        return theme.say_nothing(theme.axes(None), "No sentences to score.", title=title)
    moves = arc.groupby("doc_id", sort=False, observed=True)["smooth"].agg(np.ptp).nlargest(top, keep="first").index
    rows = {doc_id: row for row, doc_id in enumerate(doc_id for doc_id in every if doc_id in set(moves))}
    ax = theme.axes(None, width="double", height_mm=theme.height_for(len(rows), mm_per_row=9, around_mm=24))
    shown = arc[arc["doc_id"].isin(list(rows))]
    places = shown["doc_id"].astype("str").map(rows).to_numpy(dtype=float)
    colours = np.where(shown["mean"] >= 0, theme.POSITIVE, theme.NEGATIVE)
    ax.hlines(list(rows.values()), 0, 100, color=theme.RULE, linewidth=0.6, zorder=1)
    ax.bar(100 * shown["position"], -_raise(shown["mean"]), 0.7, places, color=colours, alpha=0.5, linewidth=0)
    for doc_id, row in rows.items():
        own = shown[shown["doc_id"] == doc_id]
        ax.plot(100 * own["position"], row - _raise(own["smooth"]), color=theme.INK, linewidth=0.9)
        ax.annotate(f"{own['n_sentences'].sum():,}", (1.01, row), xycoords=("axes fraction", "data"), va="center",
                    fontsize=6.5)  # fmt: skip
    marked = extremes[extremes["doc_id"].isin(list(rows))]
    heights = marked["doc_id"].astype("str").map(rows).to_numpy(dtype=float) - _raise(marked["polarity"])
    ax.scatter(100 * marked["position"], heights, s=9, color=[SIGNS[e][1] for e in marked["extreme"]], zorder=4)
    theme.name_rows(ax, pd.Series(list(rows)), names)
    ax.set_xlim(0, 100)
    xlabel = "% of the article; half a row up or down is a polarity of ±0.5; at the right: sentences"
    return theme.finish(ax, title=title, xlabel=xlabel + theme.part_note(len(rows), len(every)))


def _raise(polarity: pd.Series) -> np.ndarray:
    """How far above the middle of its row a polarity stands."""
    return ROW_HALF * np.clip(polarity.to_numpy(dtype=float) / STRONG, -1, 1)


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
