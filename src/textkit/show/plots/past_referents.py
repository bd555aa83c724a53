"""Pictures of the past that texts liken the present to: which past, and when it is called up."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from textkit.schema import require_result
from textkit.show import theme

__all__ = ["plot_past_referents", "plot_past_referents_by_period"]

STANCE_MARKS: Mapping[str, tuple[str, str]] = {
    "affirmed": ("o", theme.HUES[0]),
    "denied": ("X", theme.NEGATIVE),
    "meta": ("s", theme.NEUTRAL),
}


@theme.styled
def plot_past_referents(table: pd.DataFrame, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """The past called up: each referent at its year, one mark per stance, and a line to the latest text that does so.

    Parameters
    ----------
    table : DataFrame
        From ``past_referents``: doc_id, referent, referent_year, stance, year.
    top : int
        Referents that are drawn, those of most analogies, sorted by their year.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["a"], "referent": ["Watergate"], "referent_year": [1972],
    ...                       "stance": ["affirmed"], "year": [2019.0]})
    >>> plot_past_referents(table).get_xlabel()
    'first year of the referent (grey: years of the texts)'
    """
    require_result(table, ["doc_id", "referent", "referent_year", "stance", "year"], measure="past_referents")
    title = "Which past are the texts likened to?"
    table = table[table["referent_year"].notna()]
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No historical referent was called up.", title=title, xlabel="year")
    names = table["referent"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:top]
    shown = table[table["referent"].isin(names)].astype({"referent_year": "float64"})
    order = shown.groupby("referent")["referent_year"].min().sort_values(kind="stable").index
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(order)) * 1.15)
    years = table["year"].dropna()
    _mark_texts(ax, years)
    _mark_referents(ax, shown, {name: i for i, name in enumerate(order)})
    theme.name_rows(ax, order)
    if len(set(shown["stance"])) > 1:
        ax.legend(loc="lower left", bbox_to_anchor=(0.62, 1.0), ncols=3, frameon=False, borderpad=0)
    xlabel = "first year of the referent" + (" (grey: years of the texts)" if len(years) else "")
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")


def _mark_texts(ax: Axes, years: pd.Series) -> None:
    if len(years):
        ax.axvspan(years.min() - 0.5, years.max() + 1, color=theme.mix(theme.RULE, share=0.5), linewidth=0)


def _mark_referents(ax: Axes, shown: pd.DataFrame, rows: Mapping[str, int]) -> None:
    """One mark per referent and stance; the stances of a referent stand above each other about its line."""
    ends = shown.groupby("referent").agg(first=("referent_year", "min"), last=("year", "max")).dropna()
    ax.hlines([rows[name] for name in ends.index], ends["first"], ends["last"], color=theme.RULE, linewidth=0.8)
    own = {name: [stance for stance in STANCE_MARKS if stance in set(group)]
           for name, group in shown.groupby("referent")["stance"]}  # fmt: skip
    counted = shown.groupby(["stance", "referent", "referent_year"]).size().rename("n").reset_index()
    for stance, (mark, colour) in STANCE_MARKS.items():
        marks = counted[counted["stance"] == stance]
        if marks.empty:
            continue
        places = [
            rows[name] + 0.27 * (own[name].index(stance) - (len(own[name]) - 1) / 2) for name in marks["referent"]
        ]
        ax.scatter(marks["referent_year"], places, s=16, marker=mark, color=colour, label=stance, zorder=3)
        for x, y, n in zip(marks["referent_year"], places, marks["n"], strict=True):
            if n > 1:
                ax.annotate(f"× {n}", (x, y), (6, 0), textcoords="offset points", va="center", fontsize=6,
                            bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.4})  # fmt: skip


@theme.styled
def plot_past_referents_by_period(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Historical analogies per 10,000 words in each period, with intervals.

    Parameters
    ----------
    table : DataFrame
        From ``past_referents_by_period``: period, n, n_documents, per_10k_words, low, high.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"period": [1990, 2000], "n": [1, 3], "n_documents": [9, 9], "per_10k_words": [0.1, 0.3],
    ...                       "low": [0.0, 0.1], "high": [0.2, 0.6]})
    >>> plot_past_referents_by_period(table).get_xlabel()
    'first year of the period'
    """
    columns = ["period", "n", "per_10k_words", "low", "high"]
    require_result(table, columns, measure="past_referents_by_period", rows=["period"])
    title, ylabel = "When is the past called up?", "historical analogies per 10,000 words"
    shown = table[table["per_10k_words"].notna()]
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "No document has a date.", title=title, xlabel="year", ylabel=ylabel)
    ax = theme.axes(ax, width="double", height_mm=70)
    width = 0.8 * (shown["period"].diff().min() if len(shown) > 1 else 10)
    ax.bar(shown["period"], shown["per_10k_words"], width=width, align="edge", color=theme.HUES[0])
    middles = shown["period"] + width / 2
    known = shown["low"].notna()
    ax.vlines(middles[known], shown["low"][known], shown["high"][known], color=theme.INK, linewidth=0.8)
    return theme.finish(ax, title=title, xlabel="first year of the period", ylabel=ylabel, grid="y")
