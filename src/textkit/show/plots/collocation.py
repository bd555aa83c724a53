"""The company that a word keeps, as a picture."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.schema import require_result
from textkit.show import theme

__all__ = ["plot_collocations"]

MEASURES: Mapping[str, str] = MappingProxyType({"log_dice": "logDice", "pmi": "PMI"})
WIDE = 1.45  # the ring is an ellipse, to give the labels at its sides room


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
