"""Pictures of words: how often, how often by rank, which are key, and which stand together."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from textkit.measure.keywords import key_terms
from textkit.show import theme
from textkit.show.plots import require_result

__all__ = ["plot_collocations", "plot_keyness", "plot_rank_frequency", "plot_terms"]

NAMED_RANKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
MEASURES: Mapping[str, str] = MappingProxyType({"log_dice": "logDice", "pmi": "PMI"})
WIDE = 1.45  # the ring is an ellipse, to give the labels at its sides room


@theme.styled
def plot_terms(
    table: pd.DataFrame,
    *,
    value: str = "n",
    top: int = 20,
    title: str = "Which words are most frequent?",
    ax: Axes | None = None,
) -> Axes:
    """The first terms of a term list as bars, with the number of documents behind each.

    Parameters
    ----------
    table : DataFrame
        From ``count_terms`` (one group): term, n, per_million, n_documents.
    value : "n", "per_million" or another column
        The length of the bars.
    top : int
        Terms drawn, the highest value first.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"term": ["war"], "n": [3], "per_million": [9e3], "n_documents": [2]})
    >>> plot_terms(table).get_xlabel()
    'occurrences (documents)'
    """
    require_result(table, ["term", value], measure="count_terms", rows=["term"])
    xlabel = {"n": "occurrences", "per_million": "occurrences per million words"}.get(value, value)
    shown = table.nlargest(top, value)
    ax = theme.axes(ax, height_mm=theme.height_for(len(shown)))
    if shown.empty:
        return theme.say_nothing(ax, "No words to count.", title=title, xlabel=xlabel)
    bars = ax.barh(range(len(shown)), shown[value], color=theme.HUES[0], height=0.7)
    theme.name_rows(ax, shown["term"])
    documents, known = theme.document_counts(shown["n_documents"] if "n_documents" in shown else [pd.NA] * len(shown))
    theme.label_bars(ax, bars, [_number(v) + d for v, d in zip(shown[value], documents, strict=True)])
    if value == "n":
        theme.count_axis(ax)
    return theme.finish(ax, title=title, xlabel=xlabel + known, grid="x")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or float(value).is_integer() else f"{value:.3g}"


@theme.styled
def plot_rank_frequency(
    table: pd.DataFrame, *, title: str = "How do frequencies fall off?", ax: Axes | None = None
) -> Axes:
    """Frequency against rank, both logarithmic; words at ranks 1, 2, 5, 10 … are named.

    The dashed line is Zipf's law with exponent 1, through the middle of the points: frequency halves as the rank
    doubles.

    Parameters
    ----------
    table : DataFrame
        From ``count_terms`` (one group, stop words kept, no minimum count): term, n.

    Examples
    --------
    >>> import pandas as pd
    >>> plot_rank_frequency(pd.DataFrame({"term": ["the", "war"], "n": [9, 3]})).get_yscale()
    'log'
    """
    require_result(table, ["term", "n"], measure="count_terms", rows=["term"])
    ax = theme.axes(ax, width=120, height_mm=80)
    labels = {"xlabel": "rank", "ylabel": "occurrences"}
    if table.empty:
        return theme.say_nothing(ax, "No words to rank.", title=title, **labels)
    ordered = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    ranks = np.arange(1, len(ordered) + 1)
    ax.set(xscale="log", yscale="log")
    steps = np.unique(np.geomspace(1, len(ordered), 50).astype(int))  # as dense as on the logarithmic axis
    constant = np.exp(np.median(np.log(ordered["n"][steps - 1] * steps)))
    line = np.array([1, len(ordered)])
    ax.plot(line, constant / line, color=theme.NEUTRAL, linestyle=(0, (4, 3)), linewidth=0.9, zorder=1)
    ax.plot(ranks, ordered["n"], ".", color=theme.HUES[0], markersize=3, zorder=2)
    for rank in (r for r in NAMED_RANKS if r <= len(ordered)):
        word, n = ordered.loc[rank - 1, ["term", "n"]]
        ax.annotate(theme.wrap(word, 18, lines=1), (rank, n), (3, 3), textcoords="offset points", fontsize=6.5)
    ax.set(xlim=(0.8, max(len(ordered), 2) * 3), ylim=(0.7, ordered["n"].max() * 2.2))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else ""))
    ax.minorticks_off()
    return theme.finish(ax, title=title, grid="both", xlabel="rank (dashed: Zipf’s law)", ylabel="occurrences")


@theme.styled
def plot_keyness(
    table: pd.DataFrame,
    *,
    value: str = "log_ratio",
    top: int = 12,
    target: str = "target",
    reference: str = "reference",
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The most key terms of both sides: a dot per term, its interval over documents, and the counts of both sides.

    Parameters
    ----------
    table : DataFrame
        From ``keyness`` (one group), in its order: term, side, n_target, n_reference, ``value``, low, high, driven_by.
    value : str
        The measure drawn. The interval belongs to log_ratio and is drawn with it only.
    top : int
        Terms on either side.
    target, reference : str
        What to call the sides.

    Notes
    -----
    A hollow dot is a term of which one document supplies more than half. A pale one has an interval that reaches over
    1×: with other documents of the kind the term might be as frequent on both sides.

    Examples
    --------
    >>> import textkit as tk
    >>> a, b = (tk.read_corpus([text]) for text in ("War and war.", "Peace and peace."))
    >>> a, b = (tk.label(corpus, tables=("sentences", "tokens")) for corpus in (a, b))
    >>> [label.get_text() for label in plot_keyness(tk.keyness(a, b)).get_yticklabels()]
    ['war', 'peace']
    """
    needed = ["term", "side", "n_target", "n_reference", value, "low", "high", "driven_by"]
    require_result(table, needed, measure="keyness", rows=["term"])
    shown = key_terms(table, top=top)
    title = title or f"What is key in {target}, what in {reference}?"
    xlabel = _keyness_label(shown) if value == "log_ratio" else value.replace("_", " ")
    ax = theme.axes(ax, width=120, height_mm=theme.height_for(len(shown) + 1))
    if shown.empty:
        return theme.say_nothing(
            ax, "No word is more frequent on one side, or one side has no words.", title=title, xlabel=xlabel
        )
    if value == "log_ratio":
        ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(_times))
    _draw_terms(ax, shown, value)
    ax.axvline(0, color=theme.INK, linewidth=0.6)
    theme.name_rows(ax, shown["term"])
    _write_sides(ax, target, reference)
    _write_counts(ax, shown)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")


def _keyness_label(shown: pd.DataFrame) -> str:
    seen = {
        "○ one document supplies most": shown["driven_by"].notna(),
        "pale: perhaps no difference": _undecided(shown),
    }
    marks = [mark for mark, rows in seen.items() if rows.any()]
    note = f" ({'; '.join(marks)})" if marks else ""
    return f"times as frequent{note}{theme.interval_note(shown['low'], shown['high'])}"


def _undecided(shown: pd.DataFrame) -> pd.Series:
    """Terms whose interval reaches over zero."""
    return shown["low"].le(0) & shown["high"].ge(0)


def _write_sides(ax: Axes, target: str, reference: str) -> None:
    """What lies to either side of zero, at the ends of a row of its own above the first, whose lines it covers."""
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top - 1)
    style = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 6.5, "fontweight": "bold"}
    style["bbox"] = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1.5}
    ax.annotate(f"{theme.wrap(target, 30, lines=1)} →", (1, -1), ha="right", color=theme.POSITIVE, **style)
    ax.annotate(f"← {theme.wrap(reference, 30, lines=1)}", (0.01, -1), ha="left",
                color=theme.text_colour(theme.NEGATIVE), **style)  # fmt: skip


def _draw_terms(ax: Axes, shown: pd.DataFrame, value: str) -> None:
    colours = np.where(shown["side"].eq("target"), theme.POSITIVE, theme.NEGATIVE)
    rows = np.arange(len(shown))
    if value == "log_ratio":
        theme.draw_intervals(ax, rows, shown["low"], shown["high"], colour=theme.NEUTRAL)
        pale = [theme.mix(colour, share=0.6) for colour in colours]
        colours = np.where(_undecided(shown), pale, colours)
    driven = shown["driven_by"].notna()
    for mask, faces in ((~driven, colours), (driven, np.full(len(shown), theme.PAPER))):
        ax.scatter(
            shown.loc[mask, value], rows[mask], s=22, c=faces[mask], edgecolors=colours[mask], linewidths=1.2, zorder=4
        )


def _write_counts(ax: Axes, shown: pd.DataFrame) -> None:
    """Counts of both sides in the right margin, target first."""
    style = {"xycoords": ("axes fraction", "data"), "va": "center", "ha": "left", "fontsize": 6.5}
    for row, (first, second) in enumerate(zip(shown["n_target"], shown["n_reference"], strict=True)):
        ax.annotate(f"{first:,} : {second:,}", (1.02, row), **style)
    ax.annotate("counts", (1.02, -1), color=theme.FADED, **style)


def _times(value: float, _: object) -> str:
    """Log ratio in plain words: 2 is "4×", -1 is "½×"."""
    fractions = {-1: "½", -2: "¼", -3: "⅛"}
    if value >= 0:
        return f"{2**value:,.0f}×"
    return f"{fractions.get(int(value), f'1/{2**-value:,.0f}')}×"


@theme.styled
def plot_collocations(
    table: pd.DataFrame,
    *,
    node: str | None = None,
    value: str = "log_dice",
    top: int = 16,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A node word amid its strongest collocates; thicker lines are stronger, larger dots more frequent pairs.

    Collocates stand clockwise from the strongest. Thin lines between two of them mean that they are collocates
    of each other, as far as the table has them as nodes.

    Parameters
    ----------
    table : DataFrame
        From ``collocations``: node, collocate, n, ``value``.
    node : str, optional
        The word in the middle; by default the node with most collocates.
    value : str
        Strength of the tie: log_dice or another measure.
    top : int
        Collocates drawn.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"node": "war", "collocate": ["trade", "cold"], "n": [5, 2], "log_dice": [12.0, 9.0]})
    >>> [text.get_text() for text in plot_collocations(table).texts]
    ['war', 'trade (5)', 'cold (2)']
    """
    require_result(table, ["node", "collocate", "n", value], measure="collocations", rows=["node", "collocate"])
    node = node or _busiest(table)
    ring = table[table["node"].eq(node) & table["collocate"].ne(node)].nlargest(top, value).reset_index(drop=True)
    ax = theme.axes(ax, width=140, height_mm=min(95, 55 + 2.5 * len(ring)))
    title = title or (f"Which words keep company with “{node}”?" if node else "Which words keep company?")
    if ring.empty:
        return theme.say_nothing(ax, "No two words stand together often enough.", title=title, xlabel="collocates")
    places = _ellipse(len(ring))
    _draw_chords(ax, table, ring, places)
    _draw_ties(ax, ring, places, value)
    ax.annotate(node, (0, 0), ha="center", va="center", fontsize=9, fontweight="bold",
                bbox={"boxstyle": "round", "facecolor": theme.PAPER, "edgecolor": theme.INK})  # fmt: skip
    _name_collocates(ax, ring, places)
    ax.set(xlim=(-2.3, 2.3), ylim=(-1.25, 1.25), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    strengths = " to ".join(dict.fromkeys(f"{strength:.3g}" for strength in (ring[value].max(), ring[value].min())))
    xlabel = f"line: {MEASURES.get(value, value.replace('_', ' '))} {strengths}; (n): times together"
    return theme.finish(ax, title=title, xlabel=xlabel)


def _busiest(table: pd.DataFrame) -> str | None:
    counts = table["node"].value_counts()
    return None if counts.empty else sorted(counts.index[counts.eq(counts.max())])[0]


def _ellipse(n: int) -> np.ndarray:
    """Places clockwise, beginning beside the top so that no two labels meet there."""
    angles = np.pi / 2 - 2 * np.pi * (np.arange(n) + 0.5) / n
    return np.column_stack([WIDE * np.cos(angles), np.sin(angles)])


def _draw_ties(ax: Axes, ring: pd.DataFrame, places: np.ndarray, value: str) -> None:
    strength = ring[value].to_numpy(dtype=float)
    spread = float(np.ptp(strength)) or 1.0
    widths = 0.8 + 3.2 * (strength - strength.min()) / spread
    for (x, y), width in zip(places, widths, strict=True):
        ax.plot([0, x], [0, y], color=theme.mix(theme.HUES[0], share=0.55), linewidth=width, zorder=2)
    sizes = 14 + 110 * ring["n"] / ring["n"].max()
    ax.scatter(*places.T, s=sizes, color=theme.HUES[0], edgecolors=theme.PAPER, linewidths=0.8, zorder=3)


def _draw_chords(ax: Axes, table: pd.DataFrame, ring: pd.DataFrame, places: np.ndarray) -> None:
    at = dict(zip(ring["collocate"], places, strict=True))
    for one, other in zip(table["node"], table["collocate"], strict=True):
        if one < other and one in at and other in at:
            (x1, y1), (x2, y2) = at[one], at[other]
            ax.plot([x1, x2], [y1, y2], color=theme.RULE, linewidth=0.9, zorder=1)


def _name_collocates(ax: Axes, ring: pd.DataFrame, places: np.ndarray) -> None:
    for word, n, (x, y) in zip(ring["collocate"], ring["n"], places, strict=True):
        side = 1 if x > 0 else -1
        ax.annotate(f"{theme.wrap(word, 20, lines=1)} ({n:,})", (x, y), (8 * side, 5 * y), textcoords="offset points",
                    ha="left" if side > 0 else "right", va="center", fontsize=7)  # fmt: skip
