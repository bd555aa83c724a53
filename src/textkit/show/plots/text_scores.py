"""Scores of texts, a row per document or group (diversity, readability), and their course over the years."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.arguments import as_list, require_result
from textkit.schema import require_columns
from textkit.show import theme
from textkit.show.plots.spread import draw_histogram

__all__ = ["plot_diversity", "plot_over_time", "plot_readability"]

MOST_ROWS = 40  # more dots than these cannot be labelled: the distribution is drawn instead
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


@theme.styled
def plot_diversity(
    table: pd.DataFrame,
    *,
    value: str = "mattr",
    by: str = "doc_id",
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
    by : str
        The column that names the rows.
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
    by: str = "doc_id",
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
    nothing = "There are no sentences to measure."
    return _plot_scores(
        table, "readability", value, by, READABILITY.get(value, value), nothing, title, names, palette, ax
    )


def _plot_scores(
    table: pd.DataFrame,
    measure: str,
    value: str,
    by: str,
    xlabel: str,
    nothing: str,
    title: str,
    names: Mapping[str, str] | None,
    palette: Mapping[str, str] | None,
    ax: Axes | None,
) -> Axes:
    require_result(table, [by, value], measure=measure, rows=[by])
    shown = table.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable", ignore_index=True)
    many = len(shown) > MOST_ROWS
    ax = theme.axes(ax, height_mm=60 if many else theme.height_for(len(shown)))
    if shown.empty:
        return theme.say_nothing(ax, nothing, title=title, xlabel=xlabel)
    if many:
        return draw_histogram(ax, shown[value], title=title, xlabel=xlabel)
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
        One row per document or period: ``year`` (a number) and ``value``; for intervals also low and high. With a
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
    shown = (
        table.assign(when=pd.to_numeric(table[year], errors="coerce"))
        .dropna(subset=["when", value])
        .sort_values("when")
    )
    ax, ylabel = theme.axes(ax, width="double", height_mm=70), ylabel or value
    if shown.empty:
        return theme.say_nothing(ax, "No document has a year.", title=title, xlabel=year, ylabel=ylabel)
    if {"low", "high"} <= set(shown):
        theme.draw_intervals(ax, shown.when, shown.low, shown.high, across="y", colour=theme.NEUTRAL)
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
