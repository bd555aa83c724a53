"""Pictures of tone: of each group, of who speaks how of whom as a matrix, and over time."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from textkit.errors import OptionError
from textkit.read.dates import PERIODS
from textkit.schema import WRITER
from textkit.show import theme
from textkit.show.plots import name_groups, require_result, rows_of, say_apart, say_finding

__all__ = ["plot_attitudes_over_time", "plot_polarity_by", "plot_polarity_towards"]

TITLE = "Who speaks how of {}?"
NOBODY = "Nobody is spoken of by name often enough."
POLARITY = "mean polarity of sentences (−1 negative … 1 positive)"
HOLDERS = ("speaker", "holder")
STRONG = 0.6  # polarity at which a cell of the matrix has its full colour
FEW = 3  # mentions below which a mean is an anecdote and drawn pale
STRIP = 0.42  # half the width of a cell's strip of documents, which is polarity 1
SPREAD = 0.4  # of a period: over which the marks of the holders stand side by side
MOST_LINES = 5
MOST_TARGETS = 2  # that a title names
MOST_PERIODS = 5  # that are named on an axis
PANEL_MM = 52
FREQUENCIES = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}  # as pandas names them; a decade is ten years


@theme.styled
def plot_polarity_towards(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    top: int = 6,
    top_by: int = 10,
    documents: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Who speaks how of whom: rows speak, columns are spoken of.

    A cell tells the mean, its interval over documents if there are five, and the number of mentions; means of fewer
    than three mentions are pale. Blue is positive, vermillion negative. A mean that ``tk.gold.correct_counts`` has
    corrected stands behind an arrow. A table that was measured by a period, too, is drawn over time
    (``plot_attitudes_over_time``).

    Parameters
    ----------
    table : DataFrame
        From ``polarity_towards``: ``by``, target, n_mentions, mean, low, high.
    by : str, optional
        The column of the rows; without it speaker, or what was measured by.
    top, top_by : int
        Targets and rows drawn: those with most mentions, the writer first.
    documents : DataFrame, optional
        From ``polarity_towards`` with doc_id besides: each document's mean is a dot at the foot of its cell, whose
        left end is -1, right end 1.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"speaker": "Ann", "target": "Ben", "n_mentions": 4, "mean": 0.2, "low": 0.1, "high": 0.3}
    >>> [label.get_text() for label in plot_polarity_towards(pd.DataFrame([row])).get_xticklabels()]
    ['Ben']
    """
    if by is None and isinstance(table, pd.DataFrame) and any(name in PERIODS for name in table):
        return plot_attitudes_over_time(table, top=top, top_by=min(top_by, MOST_LINES), ax=ax)
    table, by = rows_of(table, by, "speaker", measure="polarity_towards")
    columns = [by, "target", "n_mentions", "mean", "low", "high"]
    require_result(table, columns, measure="polarity_towards", rows=[by, "target"])
    if table.empty:
        return theme.say_nothing(theme.axes(ax), NOBODY, title=TITLE.format("whom"), xlabel="spoken of", ylabel=by)
    named = _name_unknown(table, by)
    columns = _most_mentioned(named, "target", top)
    cells = named[named["target"].isin(columns)]
    rows = _most_mentioned(cells, by, top_by)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(rows), mm_per_row=13, around_mm=30))
    for cell in cells[cells[by].isin(rows)].to_dict("records"):
        _draw_cell(ax, columns.index(cell["target"]), rows.index(cell[by]), cell, strip=documents is not None)
    _draw_documents(ax, documents, by, rows, columns)
    ax.set_xticks(range(len(columns)), [theme.wrap(name, 16) for name in columns])
    ax.set_yticks(range(len(rows)), [theme.wrap(name) for name in rows])
    ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    note = "\ndots: documents, from −1 (left) to 1 (right)" if documents is not None else ""
    title, ylabel = _ask(table, by, columns), "speaks" if by in HOLDERS else by
    apart = say_apart(cells, by, "mean", *theme.steady_intervals(cells)) if len(columns) == 1 else ""
    return theme.finish(ax, title=title, finding=say_finding(table, apart), xlabel="spoken of" + note, ylabel=ylabel)


def _ask(table: pd.DataFrame, by: str | None, targets: Sequence[str]) -> str:
    """The question of a table: who speaks, or which groups, and of whom or what, by name where they are one or two."""
    whom = _whom(targets)
    if by in HOLDERS:
        return TITLE.format(whom)
    return f"How do {name_groups(table[by], by) if by else 'the texts'} speak of {whom}?"


def _whom(targets: Sequence[str]) -> str:
    """One or two by their names; more are persons and bodies, or topics and groups, which are written small."""
    if 1 <= len(targets) <= MOST_TARGETS:
        return " and ".join(targets)
    return "whom" if any(target[:1].isupper() for target in targets) else "what"


def _name_unknown(table: pd.DataFrame, by: str) -> pd.DataFrame:
    unknown = theme.unknown_of("speaker" if by in HOLDERS else by)
    return table.assign(**{by: table[by].astype("object").where(table[by].notna(), unknown)})


def _most_mentioned(table: pd.DataFrame, column: str, top: int) -> list[str]:
    counts = table.groupby(column)["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in counts.index[:top]]
    return sorted(names, key=lambda name: name != WRITER)


def _draw_cell(ax: Axes, x: int, y: int, cell: dict, *, strip: bool) -> None:
    """A coloured field with the mean, the interval and the count; higher up where a strip of documents is below."""
    share = float(np.clip((cell["mean"] / STRONG + 1) / 2, 0, 1))
    colour = theme.diverging()(0.15 + 0.7 * share)
    few, up = cell["n_mentions"] < FEW, 0.07 * strip
    field = Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, alpha=0.25 if few else 0.85, linewidth=0)
    ax.add_patch(field)
    ink = theme.INK if few or abs(share - 0.5) < 0.3 else theme.PAPER
    mean = theme.add_corrected([_signed(cell["mean"])], pd.DataFrame([cell]), "mean", _signed)[0]
    ax.text(x, y - 0.22 - up, mean, ha="center", va="center", fontweight="bold", color=ink)
    (low,), (high,) = theme.steady_intervals(pd.DataFrame([cell]))
    known = np.isfinite(low) and np.isfinite(high)
    between = f"{_signed(cell['low'])} … {_signed(cell['high'])}\n" if known else ""
    ax.text(x, y + 0.18 - 2 * up, f"{between}n = {cell['n_mentions']}", ha="center", va="center", fontsize=6, color=ink)


def _draw_documents(
    ax: Axes, documents: pd.DataFrame | None, by: str, rows: Sequence[str], columns: Sequence[str]
) -> None:
    """The means of documents, each in a strip at the foot of its cell."""
    if documents is None:
        return
    require_result(
        documents, [by, "doc_id", "target", "mean"], measure="polarity_towards", rows=[by, "doc_id", "target"]
    )
    shown = _name_unknown(documents, by)
    shown = shown[shown[by].isin(rows) & shown["target"].isin(columns)]
    x, y = shown["target"].map(columns.index).astype(float), shown[by].map(rows.index).astype(float)
    middles = pd.DataFrame({"x": x, "y": y}).drop_duplicates()
    ax.vlines(middles["x"], middles["y"] + 0.31, middles["y"] + 0.43, colors=theme.INK, linewidth=0.6)
    ax.scatter(
        x + STRIP * shown["mean"], y + 0.37, s=6, color=theme.INK, edgecolor=theme.PAPER, linewidth=0.3, zorder=4
    )


def _signed(value: float) -> str:
    """Two decimals with a sign, and zero without one."""
    rounded = round(value, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"


@theme.styled
def plot_attitudes_over_time(
    table: pd.DataFrame,
    *,
    over: str | None = None,
    by: str | None = None,
    top: int = 6,
    top_by: int = MOST_LINES,
    ax: Axes | None = None,
) -> Axes:
    """Who says what about whom, over time: a panel per target, a line per holder.

    Means of fewer than three mentions are hollow and no line joins them; intervals need five documents.

    Parameters
    ----------
    table : DataFrame
        From ``polarity_towards`` by a period and at most one column besides: ``by=["holder", "month"]``.
    over : str, optional
        The period; without it the one that the table has.
    by : str, optional
        The column of the lines; without it what the table was measured by besides.
    top, top_by : int
        Targets and lines drawn: those with most mentions, the writer first.
    ax : Axes, optional
        Where to draw a table of one target.

    Returns
    -------
    Axes
        Those of the first target; its figure holds the others.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"holder": "Ann", "month": "2025-01", "target": "Ben", "n_mentions": 4, "mean": 0.2, "low": 0, "high": 1}
    >>> plot_attitudes_over_time(pd.DataFrame([row, row | {"month": "2025-02"}])).lines[0].get_ydata().tolist()
    [0.2, 0.2]
    """
    over, by = _time_and_lines(table, over, by)
    columns = [over, *([by] if by else []), "target"]
    require_result(table, [*columns, "n_mentions", "mean", "low", "high"], measure="polarity_towards", rows=columns)
    title = f"{_ask(table, by, list(table['target'].unique()))[:-1]}, over time?"
    known = table[table[over].notna()]
    if known[over].nunique() < 2:
        dated = "No document has a date." if known.empty else f"All of it is from one {over}."
        nothing = NOBODY if table.empty else dated
        return theme.say_nothing(theme.axes(ax), nothing, title=title, xlabel=over, ylabel="mean polarity")
    named = _name_unknown(known, by) if by else known.assign(_all="all")
    named = named.assign(_time=[_number(str(period), over) for period in named[over]])
    targets, lines = _most_mentioned(named, "target", top), _most_mentioned(named, by or "_all", top_by)
    grid = _panels(len(targets), ax)
    shown = named[named["target"].isin(targets) & named[by or "_all"].isin(lines)]
    for panel, target in zip(grid, targets, strict=False):
        _draw_lines(panel, shown[shown["target"] == target], by or "_all", lines, apart=SPREAD / len(lines))
        _scale(panel, shown, over)
        theme.finish(panel, title=str(target), ylabel="mean polarity", grid="y")
    if by:
        grid[0].figure.legend(
            *grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=min(4, len(lines))
        )
    if len(targets) > 1:
        theme.write_head(grid[0].figure, title, say_finding(table))
    return grid[0]


def _time_and_lines(table: pd.DataFrame, over: str | None, by: str | None) -> tuple[str, str | None]:
    names = list(table) if isinstance(table, pd.DataFrame) else []
    over = over or next((name for name in names if name in PERIODS), "month")
    measured = table.attrs.get("parameters", {}).get("by") if names else None
    others = [name for name in (measured if isinstance(measured, list) else HOLDERS) if name in names and name != over]
    return over, by or next(iter(others), None)


def _number(period: str, over: str) -> int:
    """The place of a period in time: those that follow each other are 1 apart.

    Examples
    --------
    >>> _number("2025-01", "month") - _number("2024-11", "month"), _number("1990", "decade")
    (2, 199)
    """
    return int(period) // 10 if over == "decade" else pd.Period(period, FREQUENCIES[over]).ordinal


def _say_period(number: int, over: str) -> str:
    """A period as it is read.

    Examples
    --------
    >>> [_say_period(_number(period, over), over) for period, over in
    ...  (("2025-05", "month"), ("2025-Q2", "quarter"), ("2025-05-05", "week"), ("1990", "decade"))]
    ['May 2025', 'Q2 2025', '5 May 2025', '1990s']
    """
    if over == "decade":
        return f"{10 * number}s"
    period = pd.Period(ordinal=number, freq=FREQUENCIES[over])
    start = period.start_time
    return {
        "week": f"{start.day} {start:%b %Y}",
        "month": f"{start:%b %Y}",
        "quarter": f"Q{period.quarter} {period.year}",
    }.get(over, str(period.year))


def _panels(n: int, ax: Axes | None) -> list[Axes]:
    if ax is not None:
        if n > 1:
            raise OptionError(
                f"The table has {n} targets, each of which needs a panel: draw one of them on ax, or leave ax out."
            )
        return [ax]
    n_columns = min(2, n)
    n_rows = -(-n // n_columns)
    grid = theme.panels(n_columns, n_rows=n_rows, height_mm=PANEL_MM * n_rows + 18, sharex=True, sharey=True)
    for panel in list(grid.flat)[n:]:
        panel.remove()
    return list(grid.flat)[:n]


def _draw_lines(ax: Axes, rows: pd.DataFrame, by: str, lines: Sequence[str], apart: float) -> None:
    """A line per name; the names stand ``apart`` from one another, in periods."""
    colours = theme.make_palette(lines)
    for place, name in enumerate(lines):
        own = rows[rows[by] == name].sort_values("_time")
        own = own.assign(_time=own["_time"] + (place - (len(lines) - 1) / 2) * apart)
        many, few = own[own["n_mentions"] >= FEW], own[own["n_mentions"] < FEW]
        colour = theme.INK if name == WRITER else colours[name]
        ax.plot(many["_time"], many["mean"], color=colour, marker="o", markersize=4, linewidth=1.1, label=name)
        ax.scatter(few["_time"], few["mean"], s=14, facecolor=theme.PAPER, edgecolor=colour, zorder=3)
        theme.draw_intervals(ax, many["_time"], *theme.steady_intervals(many), across="y", colour=colour)
    ax.axhline(0, color=theme.NEUTRAL, linewidth=0.7, zorder=0)
    ax.tick_params(labelbottom=True)  # a page shows a part of the rows


def _scale(ax: Axes, rows: pd.DataFrame, over: str) -> None:
    """Limits symmetric about 0, and half a period on either side of those that are named below the axis."""
    reach = min(1.05, max(0.2, 1.12 * float(np.nanmax(np.abs(rows[["mean", "low", "high"]].to_numpy(dtype=float))))))
    first, last = int(rows["_time"].min()), int(rows["_time"].max())
    ax.set(ylim=(-reach, reach), xlim=(first - 0.5, last + 0.5))
    named = range(first, last + 1, -(-(last - first + 1) // MOST_PERIODS))
    ax.set_xticks(named, [_say_period(number, over) for number in named])


@theme.styled
def plot_polarity_by(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    top: int = 15,
    least: int = 1,
    names: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
    title: str | None = None,
    documents: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Mean polarity of each group as a dot with its interval, and how many sentences it rests on.

    The axis above tells the same as standard deviations of the reference's documents from their mean.

    Parameters
    ----------
    table : DataFrame
        From ``polarity_by``: ``by``, n_sentences, n_documents, mean, low, high (drawn from five documents on). Values
        corrected by ``tk.gold.correct_counts`` are drawn as diamonds; they have intervals of these texts.
    by : str, optional
        The column that names the rows; without it speaker, or what was measured by.
    top : int
        Groups drawn, those with most sentences; they are drawn from positive to negative.
    least : int
        Sentences that a group must have to be drawn.
    names : mapping, optional
        Labels to show in place of the values of ``by``.
    palette : mapping, optional
        Colours by name.
    title : str, optional
        In place of the question that ``by`` suggests.
    documents : DataFrame, optional
        From ``polarity_by`` with doc_id besides: each document's mean is a small dot.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"speaker": "Ann", "n_sentences": 4, "n_documents": 5, "mean": 0.2, "low": 0.1, "high": 0.3}
    >>> plot_polarity_by(pd.DataFrame([row])).get_xlabel()
    'mean polarity of sentences (−1 negative … 1 positive)'
    """
    table, by = rows_of(table, by, "speaker", measure="polarity_by")
    columns = [by, "n_sentences", "n_documents", "mean", "low", "high"]
    require_result(table, columns, measure="polarity_by", rows=[by])
    title = title or f"How positive are {name_groups(table[by], by)}?"
    enough = table[table["n_sentences"] >= least].sort_values("n_sentences", ascending=False, kind="stable")
    shown = enough.head(top).sort_values("mean", ascending=False, kind="stable")
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "No sentences to score.", title=title, xlabel=POLARITY)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(shown), around_mm=24))
    rows, colours = np.arange(len(shown)), palette or theme.make_palette(shown[by])
    dots = [theme.HUES[0] if by == "doc_id" else colours[name] for name in shown[by]]
    low, high = theme.steady_intervals(shown)
    theme.draw_intervals(ax, rows, low, high, colour=theme.NEUTRAL)
    ends = theme.draw_corrected(ax, rows, shown, "mean")
    ax.scatter(shown["mean"], rows, s=26, color=dots, zorder=4)
    if documents is not None:
        require_result(documents, [by, "doc_id", "mean"], measure="polarity_by", rows=[by, "doc_id"])
    means = theme.draw_documents(ax, shown[by], documents, "mean")
    theme.name_rows(ax, shown[by], names)
    for row, item in zip(rows, shown.itertuples(), strict=True):
        note = _evidence(item.n_sentences, item.n_documents, shown["n_documents"].max())
        ax.annotate(note, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=6.5, color=theme.FADED)
    _centre(ax, np.r_[shown["mean"], low, high, ends.ravel(), means])
    _draw_unit(ax, table)
    notes = theme.correction_note(table, "mean")
    notes += theme.interval_note(low, high) + theme.part_note(len(shown), len(enough))
    finding = say_finding(table, say_apart(shown, by, "mean", low, high))
    return theme.finish(ax, title=title, finding=finding, xlabel=POLARITY + notes, grid="x")


def _draw_unit(ax: Axes, table: pd.DataFrame) -> None:
    """A second axis above: standard deviations of the documents of the reference."""
    if "unit" not in table.attrs or "reference" not in table or not len(table):
        return
    middle, deviation = table.attrs["unit"]
    above = ax.secondary_xaxis("top", functions=(lambda x: (x - middle) / deviation, lambda z: z * deviation + middle))
    above.set_xlabel(f"standard deviations from the mean of {table['reference'].iloc[0]}", fontsize=6.5)
    above.tick_params(labelsize=6.5)


def _evidence(n_sentences: int, n_documents: int, most: int) -> str:
    """How much a row rests on; documents are not worth telling where each row has one."""
    documents = f" in {n_documents:,} document{'s' * (n_documents != 1)}" if most > 1 else ""
    return f"{n_sentences:,} sentence{'s' * (n_sentences != 1)}{documents}"


def _centre(ax: Axes, values: np.ndarray) -> None:
    """Limits symmetric about 0, and a line there."""
    reach = min(1.0, max(0.2, np.nanmax(np.abs(values)) * 1.12))
    ax.set_xlim(-reach, reach)
    ax.axvline(0, color=theme.NEUTRAL, linewidth=0.8, zorder=1)
