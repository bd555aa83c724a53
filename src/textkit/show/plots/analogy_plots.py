"""Pictures of analogies: how many, of whom and when, what with what, to when in the past, and what was refused."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.show import theme
from textkit.show.plots import name_groups, require_result, rows_of, say_apart, say_finding

__all__ = [
    "plot_analogies",
    "plot_analogy_pairs",
    "plot_analogy_reasons",
    "plot_past_referents",
    "plot_past_referents_by_period",
]

TENORS_EACH = 3  # of a vehicle that are drawn; the number in brackets tells how many there are
STANCE_COLOURS: Mapping[str, str] = {"affirmed": theme.HUES[0], "denied": theme.NEGATIVE, "meta": theme.NEUTRAL}
ACCEPTED_COLOURS: Mapping[bool, str] = {True: theme.HUES[0], False: theme.NEUTRAL}
STANCE_MARKS: Mapping[str, tuple[str, str]] = {
    "affirmed": ("o", theme.HUES[0]),
    "denied": ("X", theme.NEGATIVE),
    "meta": ("s", theme.NEUTRAL),
}
GLOSSES: Mapping[str, str] = {"meta": "talked about"}


@theme.styled
def plot_analogies(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    top: int = 20,
    names: Mapping[str, str] | None = None,
    unknown: str = "",
    palette: Mapping[str, str] | None = None,
    documents: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Analogies per 10,000 words by group, with intervals; beside each bar the rate and how many it rests on.

    Parameters
    ----------
    table : DataFrame
        From ``count_analogies``: ``by``, n, n_documents, per_10k_words, low, high; intervals are drawn where five
        documents draw such analogies. Values corrected by ``tk.gold.correct_counts``
        are drawn as diamonds; they have intervals of these texts, in place of those over documents.
    by : str, optional
        The column that names the rows; without it kind, or what was measured by.
    top : int
        Rows drawn, those with the most analogies; the highest rate comes first.
    names : mapping, optional
        Labels to show in place of the values of ``by``.
    unknown : str, optional
        Label of the group without a value, such as "writers" for speakers.
    palette : mapping, optional
        Colours by name.
    documents : DataFrame, optional
        From ``count_analogies`` with doc_id besides: each document's rate is a small dot.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"kind": ["simile"], "n": [2], "per_10k_words": [4.0], "low": [1.0], "high": [7.0]})
    >>> plot_analogies(table).get_xlabel()
    'analogies per 10,000 words'
    """
    table, by = rows_of(table, by, "kind", measure="count_analogies")
    require_result(table, [by, "n", "per_10k_words", "low", "high"], measure="count_analogies", rows=[by])
    title, xlabel = f"How many analogies {_in_groups(table, by)}?", "analogies per 10,000 words"
    known = table[table["per_10k_words"].notna()]
    table, n_groups = known.head(top).sort_values("per_10k_words", ascending=False, kind="stable"), len(known)
    if table.empty or not table["n"].any():
        return theme.say_nothing(theme.axes(ax), "No analogy was found.", title=title, xlabel=xlabel)
    ax = theme.axes(ax, height_mm=theme.height_for(len(table)))
    rows, colours = range(len(table)), palette or theme.make_palette(table[by])
    single = theme.HUES[0] if by == "doc_id" else None
    bars = ax.barh(rows, table["per_10k_words"], color=[single or colours[name] for name in table[by]])
    theme.name_rows(ax, table[by], names, unknown=unknown)
    ends = theme.draw_corrected(ax, rows, table, "per_10k_words")[:, 1]
    low, high = (np.where(np.isnan(ends), side, np.nan) for side in theme.steady_intervals(table))
    theme.draw_intervals(ax, rows, low, high, colour=theme.FADED if np.isfinite(ends).any() else theme.INK)
    rates = theme.draw_documents(ax, table[by], documents, "per_10k_words")
    notes = [f"{_rate(rate)} (n = {n:,})" for rate, n in zip(table["per_10k_words"], table["n"], strict=True)]
    notes = theme.add_corrected(notes, table, "per_10k_words", _rate)
    room = 0.3 + 0.16 * np.isfinite(ends).any()
    theme.label_bars(
        ax, bars, notes, beyond=_ends(table[by], documents, np.where(np.isnan(high), ends, high)), room=room
    )
    if ax.get_xlim()[1] >= 1000:
        theme.count_axis(ax)
    xlabel += theme.correction_note(known, "per_10k_words") + ("\nsmall dots: documents" if len(rates) else "")
    missing = theme.interval_note(*theme.steady_intervals(table))
    xlabel += ("" if np.isfinite(ends).any() or len(rates) else missing) + theme.part_note(len(table), n_groups)
    finding = say_finding(known, f"n = {known['n'].sum():,}." if by == "doc_id" else _say_rate(known, by))
    return theme.finish(ax, title=title, finding=finding, xlabel=xlabel, grid="x")


def _in_groups(table: pd.DataFrame, by: str) -> str:
    return f"of each {by}" if by in {"kind", "stance"} else f"do {name_groups(table[by], by)} have"


def _say_rate(known: pd.DataFrame, by: str) -> str:
    """How many in all; of rows with intervals those that differ most beyond chance."""
    apart = "" if by in {"kind", "stance"} else say_apart(known, by, "per_10k_words", *theme.steady_intervals(known))
    return f"n = {known['n'].sum():,}. {apart}".strip()


def _ends(groups: pd.Series, documents: pd.DataFrame | None, ends: np.ndarray) -> np.ndarray:
    """How far each row reaches besides its bar: to the end of its interval or to its last document."""
    if documents is None:
        return ends
    last = documents.groupby(str(groups.name))["per_10k_words"].max()
    return np.fmax(ends, groups.map(last).to_numpy(dtype=float))


def _rate(rate: float) -> str:
    """As many decimals as tell something: 1,250, 27.2 and 0.04."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}" if rate >= 1 or not rate else f"{rate:.2g}"


@theme.styled
def plot_analogy_pairs(table: pd.DataFrame, *, top: int = 18, ax: Axes | None = None) -> Axes:
    """What is likened to what: tenors on the left, vehicles on the right, joined where one is likened to the other.

    The most frequent vehicles come first, with three tenors each; the number in brackets counts all. A thicker line
    is a pair that occurs more often, the colour is the stance.

    Parameters
    ----------
    table : DataFrame
        From ``analogy_pairs``: tenor, vehicle, stance, n.
    top : int
        Pairs that are drawn.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"tenor": ["the deal"], "vehicle": ["a trap"], "stance": ["affirmed"], "n": [1]})
    >>> len(plot_analogy_pairs(table).lines)
    1
    """
    require_result(table, ["tenor", "vehicle", "stance", "n"], measure="analogy_pairs")
    title = "What is likened to what?"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No analogy names both its sides.", title=title)
    table = _most_frequent(table, top)
    left, right = table["tenor"].unique(), table["vehicle"].unique()
    ax = theme.axes(ax, width="double", height_mm=22 + 7 * max(len(left), len(right)))
    rows = max(len(left), len(right))
    places = [_places(left, rows), _places(right, rows)]
    for tenor, vehicle, stance, n in table[["tenor", "vehicle", "stance", "n"]].itertuples(index=False):
        ends = [places[0][tenor], places[1][vehicle]]
        ax.plot([0.42, 0.58], ends, color=STANCE_COLOURS[stance], linewidth=0.8 + 0.7 * n, alpha=0.8)
    _name_ends(ax, places, dict(zip(table["vehicle"], table["weight"], strict=True)))
    stances = [stance for stance in STANCE_COLOURS if stance in set(table["stance"])]
    for stance in stances:
        ax.fill([], [], color=STANCE_COLOURS[stance], label=stance)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, -0.02), ncols=len(stances), frameon=False)
    ax.set(xlim=(0, 1), ylim=(rows + 0.4, -0.8), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return theme.finish(ax, title=title, grid="")


def _most_frequent(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """The pairs whose vehicle, then whose tenor, occurs most often."""
    weight = table.groupby("vehicle")["n"].transform("sum")
    order = {"weight": False, "vehicle": True, "n": False, "tenor": True}
    ranked = table.assign(weight=weight).sort_values(list(order), ascending=list(order.values()))
    return ranked.groupby("vehicle", sort=False).head(TENORS_EACH).head(top)


def _places(names: np.ndarray, rows: int) -> dict[str, float]:
    """Heights of names, spread evenly over the rows."""
    step = rows / len(names)
    return {name: (i + 0.5) * step - 0.5 for i, name in enumerate(names)}


def _name_ends(ax: Axes, places: list[dict[str, float]], totals: Mapping[str, int]) -> None:
    for tenor, y in places[0].items():
        ax.text(0.41, y, theme.wrap(tenor, 44), ha="right", va="center", fontsize=7)
    for vehicle, y in places[1].items():
        total = f" ({totals[vehicle]})" if totals[vehicle] > 1 else ""
        ax.text(0.59, y, theme.wrap(vehicle, 44) + total, ha="left", va="center", fontsize=7)
    for x, word, align in ((0.41, "tenor", "right"), (0.59, "vehicle", "left")):
        ax.text(x, -0.75, word, ha=align, va="bottom", fontsize=7, color=theme.FADED)


@theme.styled
def plot_analogy_reasons(table: pd.DataFrame, *, top: int = 25, ax: Axes | None = None) -> Axes:
    """Accepted against refused candidates by reason.

    Parameters
    ----------
    table : DataFrame
        From ``analogy_reasons``: accepted, reason, n.
    top : int
        Reasons that are drawn, half of them for each verdict: the most frequent.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"accepted": [True, False], "reason": ["phrase of likeness", "verb"], "n": [3, 9]})
    >>> [text.get_text() for text in plot_analogy_reasons(table).get_legend().get_texts()]
    ['accepted (3)', 'refused (9)']
    """
    require_result(table, ["accepted", "reason", "n"], measure="analogy_reasons", rows=["accepted", "reason"])
    title = "Why were candidates accepted or refused?"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No cue of likeness was found.", title=title, xlabel="candidates")
    totals = table.groupby("accepted")["n"].sum()
    ranked = table.sort_values(["accepted", "n"], ascending=False, kind="stable")
    shown = ranked.groupby("accepted", sort=False).head(max(1, top // 2))
    ax = theme.axes(ax, height_mm=theme.height_for(len(shown)))
    bars = ax.barh(range(len(shown)), shown["n"], color=[ACCEPTED_COLOURS[bool(a)] for a in shown["accepted"]])
    theme.name_rows(ax, shown["reason"])
    theme.label_bars(ax, bars, [f"{n:,}" for n in shown["n"]])
    for verdict, word in ((True, "accepted"), (False, "refused")):
        ax.fill([], [], color=ACCEPTED_COLOURS[verdict], label=f"{word} ({int(totals.get(verdict, 0)):,})")
    ax.legend(loc="lower right", frameon=False)
    theme.count_axis(ax)
    return theme.finish(ax, title=title, xlabel="candidates", grid="x")


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
    title = "Which past is the present likened to?"
    table = table[table["referent_year"].notna()]
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No historical referent was called up.", title=title, xlabel="year")
    names = table["referent"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:top]
    shown = table[table["referent"].isin(names)].astype({"referent_year": "float64"})
    order = shown.groupby("referent")["referent_year"].min().sort_values(kind="stable").index
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(order), mm_per_row=7.4))
    years = table["year"].dropna()
    _mark_texts(ax, years)
    _mark_referents(ax, shown, {name: i for i, name in enumerate(order)})
    theme.name_rows(ax, order)
    if len(set(shown["stance"])) > 1:
        ax.legend(loc="lower left", bbox_to_anchor=(0.62, 1.0), ncols=3, frameon=False, borderpad=0)
    xlabel = "first year of the referent" + (" (grey: years of the texts)" if len(years) else "")
    xlabel += theme.part_note(len(order), table["referent"].nunique())
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
        sizes = 10 + 6 * np.sqrt(marks["n"])
        label = GLOSSES.get(stance, stance)
        ax.scatter(marks["referent_year"], places, s=sizes, marker=mark, color=colour, label=label, zorder=3)
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
    'first year of the period (above the bars: analogies)'
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
    theme.draw_intervals(ax, middles, *theme.steady_intervals(shown), across="y")
    for x, n, height in zip(middles, shown["n"], shown["per_10k_words"], strict=True):
        if n:
            ax.annotate(f"{n:,}", (x, height), (0, 2), textcoords="offset points", ha="right", va="bottom", fontsize=6)
    xlabel = "first year of the period (above the bars: analogies)"
    return theme.finish(ax, title=title, xlabel=xlabel, ylabel=ylabel, grid="y")
