"""A value that many documents have: its distribution, in place of more bars than can be labelled."""

import pandas as pd
from matplotlib.axes import Axes

from textkit.show import theme

__all__ = ["draw_histogram"]


@theme.styled
def draw_histogram(ax: Axes, values: pd.Series, *, title: str, xlabel: str, ylabel: str = "documents") -> Axes:
    """How many documents have which value, and the median, which is named above the bars.

    Examples
    --------
    >>> ax = draw_histogram(theme.new_axes(), pd.Series([1.0, 2.0, 4.0]), title="How long?", xlabel="words")
    >>> ax.texts[0].get_text()
    'median 2'
    """
    counts, _, _ = ax.hist(values, bins="auto", color=theme.HUES[0], edgecolor=theme.PAPER)
    median = float(values.median())
    number = f"{median:,.0f}" if median >= 100 else f"{median:.3g}"
    ax.axvline(median, color=theme.INK, linewidth=1)
    ax.annotate(f"median {number}", (median, 1), (3, -2), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", fontsize=6.5)  # fmt: skip
    ax.set_ylim(0, 1.15 * counts.max())
    theme.count_axis(ax, "y")
    return theme.finish(ax, title=title, xlabel=xlabel, ylabel=ylabel, grid="y")
