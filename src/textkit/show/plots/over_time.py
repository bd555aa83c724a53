"""Measures over years: one dot per document or period, and a line through them."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from textkit.arguments import as_list
from textkit.schema import require_columns
from textkit.show import theme

__all__ = ["plot_over_time"]


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
        From ``tk.running_median``: ``year``, ``value`` and the window in its attrs.
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
