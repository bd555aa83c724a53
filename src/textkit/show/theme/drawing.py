"""What plots share besides colour: wrapped labels, empty states, intervals, labels on bars, scales."""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from textkit.show.theme.colours import FADED, HUES, INK, PAPER, styled
from textkit.show.theme.paper import MM_PER_INCH, is_alone, panel_size_mm, write_title

__all__ = [
    "NOTHING",
    "add_corrected",
    "correction_note",
    "count_axis",
    "document_counts",
    "draw_corrected",
    "draw_documents",
    "draw_histogram",
    "draw_intervals",
    "finish",
    "interval_note",
    "label_bars",
    "name_rows",
    "part_note",
    "percent",
    "say_nothing",
    "steady_intervals",
    "unknown_of",
    "wrap",
]

FEWEST = 5  # documents with which an interval over documents is drawn
NOTHING = "textkit-nothing"  # the id of axes that only say why there is nothing to see
LOW_MM = 40.0  # height of a picture that only says why it is empty


def wrap(label: object, width: int = 26, *, lines: int = 2) -> str:
    """``label`` broken into at most ``lines`` lines of ``width`` characters, then "…"; NA becomes "unknown".

    Examples
    --------
    >>> print(wrap("Canadian Centre for Policy Alternatives", 20))
    Canadian Centre for
    Policy Alternatives
    >>> print(wrap("herald_2025-05-06_the-bridge", 20))
    herald 2025-05-06
    the-bridge
    >>> wrap(None)
    'unknown'
    """
    if label is None or label != label or str(label) == "<NA>":
        return "unknown"
    plain = re.sub(r"[\x00-\x1f\x7f\s]+", " ", str(label)).strip()
    if len(plain) > width and " " not in plain:  # the name of a file
        plain = plain.replace("_", " ")
    return textwrap.fill(plain, width, max_lines=lines, placeholder=" …", break_on_hyphens=True)


def unknown_of(column: str | None) -> str:
    """What a missing value of a column is called."""
    return "no known speaker" if column == "speaker" else "unknown"


@styled
def say_nothing(ax: Axes, sentence: str, *, title: str = "", xlabel: str = "", ylabel: str = "") -> Axes:
    """Empty state: a sentence that says why there is nothing to see, without frame or scale.

    A figure of textkit's own becomes as low as it can be: a sentence needs no half page.
    """
    ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1), gid=NOTHING)
    ax.set_axis_off()  # the axes of a measure that found nothing look like a failed picture
    width, height = ax.figure.get_size_inches() * MM_PER_INCH
    narrow = width < 100
    if is_alone(ax):
        ax.figure.set_size_inches(width / MM_PER_INCH, min(height, LOW_MM) / MM_PER_INCH)
    text = textwrap.fill(sentence, 34 if narrow else 60)
    ax.text(0.5, 0.5, text, ha="center", va="center", color=FADED, transform=ax.transAxes)
    return finish(ax, title=title, xlabel=xlabel, ylabel=ylabel)


@styled
def finish(
    ax: Axes,
    *,
    title: str = "",
    finding: str = "",
    xlabel: str = "",
    ylabel: str = "",
    grid: Literal["", "x", "y", "both"] = "",
) -> Axes:
    """Title with the finding below it, axis labels (with units), wrapped, and grid lines across the values' axis."""
    if title:
        write_title(ax, title, finding)
    width, height = panel_size_mm(ax)
    ax.set_xlabel(_fill(xlabel or ax.get_xlabel(), max(16, int(width * 0.44))))
    ax.set_ylabel(_fill(ylabel or ax.get_ylabel(), max(16, int(height * 0.5))))
    if grid:
        ax.grid(True, axis=grid)
    return ax


def _fill(text: str, width: int) -> str:
    """Each line of ``text`` wrapped by itself."""
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


@styled
def label_bars(
    ax: Axes,
    bars: BarContainer,
    labels: Iterable[str],
    *,
    beyond: Sequence[float] | None = None,
    room: float = 0.16,
) -> None:
    """Write each label behind the end of its bar and make room for it (``room`` of the axis).

    ``beyond``: far ends of the intervals, so that labels stand behind them. NaN bars get no label.
    """
    across = bars.orientation == "horizontal"
    lengths = np.array([bar.get_width() if across else bar.get_height() for bar in bars], dtype=float)
    further = lengths if beyond is None else np.asarray(beyond, dtype=float)
    ends = np.where(lengths < 0, np.fmin(lengths, further), np.fmax(lengths, further))
    for bar, end, label in zip(bars, ends, labels, strict=True):
        if np.isfinite(bar.get_width() * bar.get_height()):
            _label_end(ax, bar, end, str(label), across=across)
    (set_limits, (low, high)) = (ax.set_xlim, ax.get_xlim()) if across else (ax.set_ylim, ax.get_ylim())
    if not np.any(np.nan_to_num(ends)):
        low, high = 0.0, 1.0  # bars of no length: the axis would run below zero
    below = low - (high - low) * room if np.any(ends < 0) else low
    set_limits(below, high + (high - low) * room)


def _label_end(ax: Axes, bar: Rectangle, end: float, label: str, *, across: bool) -> None:
    sign = -1 if end < 0 else 1
    middle = bar.get_y() + bar.get_height() / 2 if across else bar.get_x() + bar.get_width() / 2
    gap = sign * (2 if end == (bar.get_width() if across else bar.get_height()) else 4)  # points; marks are 2 wide
    where, shift = ((end, middle), (gap, 0)) if across else ((middle, end), (0, gap))
    aligned = {"ha": "left" if sign > 0 else "right", "va": "center"}
    upright = {"ha": "center", "va": "bottom" if sign > 0 else "top"}
    ax.annotate(
        label,
        where,
        shift,
        textcoords="offset points",
        fontsize=6.5,
        color=INK,
        **(aligned if across else upright),
    )


@styled
def draw_intervals(
    ax: Axes,
    positions: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    across: Literal["x", "y"] = "x",
    colour: str = INK,
    label: str | None = None,
) -> None:
    """Thin lines from ``low`` to ``high``; ``positions`` are rows if ``across`` is "x"; NaN: no line."""
    at, low, high = (np.asarray(v, dtype=float) for v in (positions, low, high))
    known = np.isfinite(low) & np.isfinite(high)
    draw = ax.hlines if across == "x" else ax.vlines
    draw(at[known], low[known], high[known], colors=colour, linewidth=1.1, zorder=3, label=label)


def steady_intervals(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The columns low and high, NaN in rows of fewer than five documents.

    Documents are resampled for an interval: of fewer than five it says how alike these happen to be.

    Examples
    --------
    >>> steady_intervals(pd.DataFrame({"n_documents": [4, 5], "low": [0.1, 0.1], "high": [0.2, 0.3]}))
    (array([nan, 0.1]), array([nan, 0.3]))
    """
    few = (table["n_documents"] < FEWEST).to_numpy(dtype=bool) if "n_documents" in table else np.zeros(len(table), bool)
    low, high = (np.where(few, np.nan, table[name].to_numpy(dtype=float)) for name in ("low", "high"))
    return low, high


@styled
def draw_documents(ax: Axes, groups: pd.Series, documents: pd.DataFrame | None, value: str) -> np.ndarray:
    """The value of each document as a small dot in the row of its group; their values.

    ``groups`` are the names of rows 0, 1, …; ``documents`` has a column of their name, doc_id and ``value``.

    Examples
    --------
    >>> from textkit.show.theme.paper import new_axes
    >>> documents = pd.DataFrame({"genre": ["report"], "doc_id": ["a"], "mean": [0.5]})
    >>> draw_documents(new_axes(), pd.Series(["speech", "report"], name="genre"), documents, "mean")
    array([0.5])
    """
    if documents is None:
        return np.array([])
    place = {name: row for row, name in enumerate(groups)}
    known = documents[documents[groups.name].isin(list(place)) & documents[value].notna()]
    rows = known[groups.name].map(place).astype(float)
    ax.scatter(known[value], rows, s=7, color=FADED, edgecolor=PAPER, linewidth=0.3, zorder=4.5)
    return known[value].to_numpy(dtype=float)


@styled
def draw_corrected(
    ax: Axes, rows: Sequence[float], table: pd.DataFrame, column: str, *, scale: float = 1.0
) -> np.ndarray:
    """Diamonds at the corrected values of a column, with their intervals; nothing for a table that was not corrected.

    ``table`` is one of ``tk.gold.correct_counts``; returned are the ends of the intervals (rows, low and high), NaN
    where there is none.

    Examples
    --------
    >>> from textkit.show.theme.paper import new_axes
    >>> table = pd.DataFrame({"n": [9, 2], "n_corrected": [7, None], "n_low": [5, None], "n_high": [8, None]})
    >>> draw_corrected(new_axes(), [0, 1], table, "n").tolist()
    [[5.0, 8.0], [nan, nan]]
    """
    if not _is_corrected(table, column):
        return np.full((len(table), 2), np.nan)
    values = table[[f"{column}_{ending}" for ending in ("corrected", "low", "high")]].to_numpy(dtype=float) * scale
    draw_intervals(ax, rows, values[:, 1], values[:, 2])
    known = np.isfinite(values[:, 0])
    places = np.asarray(rows, dtype=float)[known]
    ax.scatter(
        values[known, 0], places, marker="D", s=17, color=INK, edgecolor=PAPER, linewidth=0.7, zorder=5, clip_on=False
    )
    return values[:, 1:]


def _is_corrected(table: pd.DataFrame, column: str) -> bool:
    name = f"{column}_corrected"
    return name in table and bool(table[name].notna().any())


def add_corrected(labels: Iterable[str], table: pd.DataFrame, column: str, form: Callable[[float], str]) -> list[str]:
    """Labels of rows with the corrected value behind an arrow, where there is one.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [9, 2], "n_corrected": [7.4, None]})
    >>> add_corrected(["9", "2"], table, "n", "{:.0f}".format)
    ['9 → 7', '2']
    """
    name = f"{column}_corrected"
    values = table[name] if name in table else [np.nan] * len(table)
    return [f"{label} → {form(v)}" if np.isfinite(v) else label for label, v in zip(labels, values, strict=True)]


def correction_note(table: pd.DataFrame, column: str) -> str:
    r"""What to add to an axis label if there are corrected values to draw, or if what was read corrects none.

    Examples
    --------
    >>> correction_note(pd.DataFrame({"n": [9], "n_corrected": [7.0]}), "n")
    '\ndiamonds: corrected by what was read'
    >>> correction_note(pd.DataFrame({"n": [9], "n_corrected": [float("nan")], "n_read": [3]}), "n")
    '\nnot corrected: too little was read of each row'
    """
    if _is_corrected(table, column):
        return "\ndiamonds: corrected by what was read"
    if "was not used" in table.attrs.get("errors", ""):
        return "\nnot corrected: the sheet was not used"
    return "\nnot corrected: too little was read of each row" if "n_read" in table else ""


def document_counts(counts: Iterable[object]) -> tuple[list[str], str]:
    """What to write behind each bar, and on the axis, about the documents that a count comes from; NA: nothing.

    Examples
    --------
    >>> document_counts([3, 1])
    ([' (3)', ' (1)'], ' (documents)')
    >>> document_counts([1, 1])
    (['', ''], ', each in one document')
    """
    numbers = list(counts)
    known = [number for number in numbers if not pd.isna(number)]
    if not known or max(known) == 1:
        return [""] * len(numbers), ", each in one document" if known else ""
    return ["" if pd.isna(number) else f" ({number:,})" for number in numbers], " (documents)"


def interval_note(low: Sequence[float], high: Sequence[float]) -> str:
    r"""What to add to an axis label if a row has no interval to draw: a line of its own.

    Examples
    --------
    >>> interval_note([0.1], [0.3]), interval_note([0.1, float("nan")], [0.3, float("nan")])
    ('', '\nno interval below five documents')
    """
    known = np.isfinite(np.asarray(low, dtype=float)) & np.isfinite(np.asarray(high, dtype=float))
    return "" if known.all() else f"\nno interval{'s' * (not known.any())} below five documents"


def part_note(shown: int, total: int, what: str = "") -> str:
    r"""What to add to an axis label if only some of the rows are drawn: a line of its own.

    Examples
    --------
    >>> part_note(30, 1249), part_note(2, 3, "texts"), part_note(30, 30)
    ('\n30 of 1,249 shown', '\n2 of 3 texts shown', '')
    """
    return f"\n{shown:,} of {total:,} {what} shown".replace("  ", " ") if shown < total else ""


def percent(share: float) -> str:
    """With one decimal below ten: 0.4 %, 46 %, and none for nothing.

    Examples
    --------
    >>> percent(0.004), percent(0.46), percent(0)
    ('0.4 %', '46 %', '0 %')
    """
    return f"{100 * share:.{int(0 < share < 0.1)}f} %"


def name_rows(
    ax: Axes,
    rows: pd.Series | Iterable[object],
    names: Mapping[str, str] | None = None,
    *,
    unknown: str = "",
    least: int = 2,
    width: int = 26,
) -> None:
    """Names of rows 0, 1, … from the top, wrapped; fewer than ``least`` rows do not fill the height.

    ``width`` is in characters; ``names`` are labels in place of the rows' values, ``unknown`` is that of a missing one.

    Examples
    --------
    >>> from textkit.show.theme.paper import new_axes
    >>> ax = new_axes()
    >>> name_rows(ax, pd.Series(["a", None], name="speaker"), {"a": "Ann Lee"})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Ann Lee', 'no known speaker']
    """
    unknown = unknown or unknown_of(getattr(rows, "name", None))
    labels = [wrap(unknown if pd.isna(row) else (names or {}).get(row, row), width) for row in rows]
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(max(len(labels), least) - 0.4 - 0.1 * (len(labels) < least), -0.6)


def count_axis(ax: Axes, axis: Literal["x", "y"] = "x") -> None:
    """Whole numbers with a thousands separator on an axis of counts."""
    which = ax.xaxis if axis == "x" else ax.yaxis
    which.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10], integer=True))
    which.set_major_formatter(FuncFormatter(lambda value, _: _short_count(value, max(which.get_view_interval()))))


def _short_count(value: float, largest: float) -> str:
    """In millions if the axis goes that far."""
    return f"{value / 1e6:,.3g} M" if largest >= 1e6 and value else f"{value:,.0f}"


@styled
def draw_histogram(ax: Axes, values: pd.Series, *, title: str, xlabel: str, ylabel: str = "documents") -> Axes:
    """How many documents have which value, and the median, which is named above the bars.

    Examples
    --------
    >>> from textkit.show.theme.paper import new_axes
    >>> ax = draw_histogram(new_axes(), pd.Series([1.0, 2.0, 4.0]), title="How long?", xlabel="words")
    >>> ax.texts[0].get_text()
    'median 2'
    """
    counts, _, _ = ax.hist(values, bins="auto", color=HUES[0], edgecolor=PAPER)
    median = float(values.median())
    number = f"{median:,.0f}" if median >= 100 else f"{median:.3g}"
    ax.axvline(median, color=INK, linewidth=1)
    ax.annotate(f"median {number}", (median, 1), (3, -2), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", fontsize=6.5)  # fmt: skip
    ax.set_ylim(0, 1.15 * counts.max())
    count_axis(ax, "y")
    return finish(ax, title=title, xlabel=xlabel, ylabel=ylabel, grid="y")
