"""Where words stand in the documents (a lexical dispersion plot), how evenly, and histograms."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from textkit.arguments import require_result
from textkit.show import theme

__all__ = ["draw_histogram", "plot_dispersion", "plot_term_positions"]

MEASURES: Mapping[str, str] = MappingProxyType(
    {"dp": "deviation of proportions", "dp_norm": "normalised deviation of proportions"}
)
MOST_ROWS = 30
MOST_TERMS = 5


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


@theme.styled
def plot_term_positions(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str = "Where in the texts do the words stand?",
    ax: Axes | None = None,
) -> Axes:
    """A stroke for each occurrence (lexical dispersion, or x-ray, plot): a row per document, a colour per term.

    Only documents with an occurrence have a row; of more than thirty, those with the most occurrences.

    Parameters
    ----------
    table : DataFrame
        From ``term_positions``: term, doc_id, position.
    names : mapping, optional
        Labels in place of doc_id, such as titles.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"term": "war", "doc_id": ["a", "a", "b"], "position": [0.1, 0.9, 0.5]})
    >>> [label.get_text() for label in plot_term_positions(table).get_yticklabels()]
    ['a', 'b']
    """
    require_result(table, ["term", "doc_id", "position"], measure="term_positions")
    counts = table["doc_id"].astype("str").value_counts()
    rows = sorted(counts.sort_index().sort_values(ascending=False, kind="stable").index[:MOST_ROWS])
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(rows), around_mm=28))
    xlabel = "share of the document"
    if not rows:
        return theme.say_nothing(ax, "None of the words occurs.", title=title, xlabel=xlabel)
    if len(counts) > len(rows):
        xlabel += f" (the {len(rows)} of {len(counts):,} documents with most occurrences)"
    _draw_strokes(ax, table, rows)
    theme.name_rows(ax, rows, names)
    style = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 6.5}
    for number, row in enumerate(rows):
        ax.annotate(f"{counts[row]:,}", (1.01, number), **style)
    ax.annotate("n", (1.01, -1), color=theme.FADED, **style)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    return theme.finish(ax, title=title, xlabel=xlabel)


def _draw_strokes(ax: Axes, table: pd.DataFrame, rows: list[str]) -> None:
    place = {row: number for number, row in enumerate(rows)}
    ax.barh(range(len(rows)), 1, height=0.86, color=theme.mix(theme.RULE, share=0.65), zorder=1)
    terms = list(dict.fromkeys(table["term"]))[:MOST_TERMS]
    height = 0.8 / len(terms)
    for number, term in enumerate(terms):
        found = table[table["term"].eq(term) & table["doc_id"].astype("str").isin(rows)]
        middle = found["doc_id"].astype("str").map(place).to_numpy(dtype=float) - 0.4 + height * (number + 0.5)
        name = f"{theme.wrap(term, 18, lines=1)} ({table['term'].eq(term).sum():,})"
        ax.vlines(found["position"], middle - height / 2, middle + height / 2, color=theme.HUES[number],
                  linewidth=1.1, label=name, zorder=2)  # fmt: skip
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(terms), borderaxespad=0.2, handlelength=0.8)


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
    ax = theme.axes(ax, width=140, height_mm=90)
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
