"""Pictures of validity: how often the labels are right, against readers and against other tools."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.arguments import require_result
from textkit.schema import require_columns
from textkit.show import theme

__all__ = ["plot_evaluation", "plot_rated_sentences", "plot_validity"]


@theme.styled
def plot_evaluation(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """F1 of each kind of label with its interval; precision and recall as marks on the same line.

    Parameters
    ----------
    table : DataFrame
        From ``tk.gold.evaluate``: labeller, figure, n_gold, precision, recall, f1, f1_low, f1_high.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"labeller": "quotations", "figure": "quoted speech", "n_gold": 9, "precision": 1.0, "recall": 0.5,
    ...        "f1": 0.67, "f1_low": 0.5, "f1_high": 0.8}
    >>> plot_evaluation(pd.DataFrame([row])).get_xlabel()
    'score against gold annotations'
    """
    columns = ["labeller", "figure", "n_gold", "precision", "recall", "f1", "f1_low", "f1_high"]
    require_result(table, columns, measure="evaluate")
    title, xlabel = "How often are the labels right?", "score against gold annotations"
    shown = table[table.n_gold > 0].reset_index(drop=True)
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "This corpus has no gold annotations.", title=title, xlabel=xlabel)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(shown), around_mm=32))
    rows = np.arange(len(shown))
    ax.hlines(
        rows, shown.f1_low, shown.f1_high, color=theme.NEUTRAL, linewidth=5, alpha=0.45, label="95 % interval of F1"
    )
    marks = (
        ("f1", "F1", "o", theme.INK),
        ("precision", "precision", "<", theme.HUES[0]),
        ("recall", "recall", ">", theme.HUES[1]),
    )
    for column, label, marker, colour in marks:
        ax.scatter(shown[column], rows, marker=marker, s=22, color=colour, label=label, zorder=3, clip_on=False)
    ax.set_yticks(rows, [theme.wrap(_name(row), 44) for row in shown.to_dict("records")])
    ax.set(xlim=(0, 1.02), ylim=(len(shown) - 0.5, -0.5))
    ax.figure.legend(loc="outside lower center", ncols=4)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")


def _name(row: dict[str, object]) -> str:
    prefix = "analogies: " if row["labeller"] == "analogies" else ""
    return f"{prefix}{row['figure']} (n = {row['n_gold']})"


@theme.styled
def plot_rated_sentences(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Polarity of each sentence against what readers rated, with the mean of each rating.

    Parameters
    ----------
    table : DataFrame
        From ``rated_sentences``: human (−2…2), polarity (−1…1).

    Examples
    --------
    >>> import pandas as pd
    >>> plot_rated_sentences(pd.DataFrame({"human": [1.0], "polarity": [0.4]})).get_ylabel()
    'polarity by textkit (−1 … 1)'
    """
    require_result(table, ["human", "polarity"], measure="rated_sentences")
    title, xlabel, ylabel = (
        "Does polarity follow the readers?",
        "readers’ rating (−2 … 2)",
        "polarity by textkit (−1 … 1)",
    )
    ax = theme.axes(ax, height_mm=70)
    if table.empty:
        return theme.say_nothing(ax, "No sentence of this corpus was rated.", title=title, xlabel=xlabel, ylabel=ylabel)
    spread = np.random.default_rng(0).uniform(-0.12, 0.12, len(table))
    ax.scatter(table.human + spread, table.polarity, s=7, color=theme.HUES[0], alpha=0.5, linewidth=0)
    means = table.groupby(table.human.round()).polarity.mean()
    ax.plot(means.index, means, color=theme.INK, marker="o", markersize=4, label="mean")
    ax.axhline(0, color=theme.RULE, linewidth=0.8, zorder=0)
    ax.annotate(
        "mean", (means.index[-1], means.iloc[-1]), (6, 0), textcoords="offset points", va="center", fontsize=6.5
    )
    ax.set(xlim=(-2.4, 2.4), ylim=(-1.05, 1.05), xticks=range(-2, 3))
    return theme.finish(ax, title=title, xlabel=xlabel, ylabel=ylabel, grid="y")


@theme.styled
def plot_validity(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Figures measured on public data, with the best other tool and a second human reader where they were measured.

    Parameters
    ----------
    table : DataFrame
        From ``tk.gold.published_validity``: labeller, data, figure, value, low, high, baseline, human.

    Examples
    --------
    >>> import textkit as tk
    >>> plot_validity(tk.gold.published_validity()).get_xlabel()
    'score on public data'
    """
    require_columns(
        table, ["labeller", "data", "figure", "value", "low", "high", "baseline", "human"], table="validity"
    )
    title, xlabel = "How valid are the labels on public data?", "score on public data"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "Nothing was measured.", title=title, xlabel=xlabel)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(table), around_mm=32))
    rows = np.arange(len(table))
    ax.hlines(rows, table.low, table.high, color=theme.NEUTRAL, linewidth=5, alpha=0.45, label="95 % interval")
    ax.scatter(table.value, rows, s=24, color=theme.INK, label="textkit", zorder=3)
    ax.scatter(table.baseline, rows, s=26, marker="x", color=theme.HUES[1], label="best other tool measured", zorder=4)
    ax.scatter(
        table.human,
        rows,
        s=26,
        marker="D",
        facecolor="none",
        edgecolor=theme.HUES[0],
        label="second human reader",
        zorder=4,
    )
    ax.set_yticks(rows, [theme.wrap(f"{row.figure} — {row.data}", 52) for row in table.itertuples()])
    ax.set(xlim=(0, 1.02), ylim=(len(table) - 0.5, -0.5))
    ax.figure.legend(loc="outside lower center", ncols=4)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")
