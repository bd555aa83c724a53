"""Documents one by one: scores of texts (diversity, readability) and their course over the years, words in place.

A lexical dispersion plot shows where words stand in the documents; histograms show many documents at once.
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

__all__ = [
    "draw_histogram",
    "plot_dispersion",
    "plot_diversity",
    "plot_over_time",
    "plot_readability",
    "plot_term_positions",
]

MEASURES: Mapping[str, str] = MappingProxyType(
    {"dp": "deviation of proportions", "dp_norm": "normalised deviation of proportions"}
)
MOST_LINES = 30
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
    rows = sorted(counts.sort_index().sort_values(ascending=False, kind="stable").index[:MOST_LINES])
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
