"""Pictures of a corpus: how much text, from when, made of what, and whose words get room where."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from textkit.read.corpus import count_of
from textkit.schema import require_columns
from textkit.show import theme
from textkit.show.plots import require_result, rows_of, say_finding, say_most

__all__ = [
    "SAID",
    "plot_corpus_size",
    "plot_overview",
    "plot_paragraph_roles",
    "plot_speakers_by",
    "plot_timeline",
]

MOST_ROWS = 40  # more bars than these cannot be labelled: the distribution is drawn instead
DATE_FORMATS = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S.%f"]  # of ticks at years, months, days …
YEARS = (1400, 2400)  # a mistyped year would press all the others into one place; matplotlib ends at 1 and 9999
DOTS_ABREAST = 40  # that fit into a column of a page
OTHERS = "others"
SAID = {"n_words": "quoted words", "n_quotes": "quotations", "n_indirect": "reported utterances"}
VISIBLE = 0.1  # per cent: a thinner role cannot be seen and is not in the legend
# What frames an article stands out, its body is pale.
ROLE_COLOURS: Mapping[str, str] = {
    "title": theme.HUES[6],
    "byline": theme.HUES[3],
    "dateline": theme.HUES[4],
    "heading": theme.HUES[0],
    "body": "#C9D1D9",
    "blockquote": theme.HUES[2],
    "boilerplate": theme.HUES[7],
}


@theme.styled
def plot_corpus_size(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    colour: str | None = None,
    names: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Words per document or group, the quoted ones darker; a histogram for more than forty rows.

    Parameters
    ----------
    table : DataFrame
        From ``corpus_size``: ``by``, n_documents, n_words, n_quoted.
    by : str, optional
        The column that names the rows; without it doc_id, or what was measured by.
    colour : str, optional
        The column that colours the rows, such as genre where the rows are documents; by default ``by``, and for
        documents none.
    names : mapping, optional
        Labels to show in place of the values of ``by``, such as titles for ids.
    palette : mapping, optional
        Colours by name, from ``make_palette``.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"genre": ["report"], "n_documents": [2], "n_words": [900], "n_quoted": [90]})
    >>> plot_corpus_size(table, by="genre").get_xlabel()
    'words (dark: quoted)'
    """
    table, by = rows_of(table, by, "doc_id", measure="corpus_size")
    require_result(table, [by, "n_documents", "n_words", "n_quoted"], measure="corpus_size", rows=[by])
    title = "How many words?" if by == "corpus" else f"How many words per {'document' if by == 'doc_id' else by}?"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "The corpus has no words.", title=title, xlabel="words")
    if len(table) > MOST_ROWS:
        ax = theme.draw_histogram(theme.axes(ax), table["n_words"], title=title, xlabel="words")
        theme.count_axis(ax)
        return theme.finish(ax, title=title, finding=_say_size(table))
    colours = _row_colours(table, by, colour, palette)
    named = {} if colour in (None, by) else dict(zip(table[colour].fillna("unknown"), colours, strict=True))
    named = named if len(named) > 1 else {}
    ax = theme.axes(ax, height_mm=theme.height_for(len(table)) + 2 * len(named))
    _bars(ax, table, colours)
    theme.name_rows(ax, table[by], names)
    theme.label_bars(ax, ax.containers[0], _bar_labels(table, by), room=0.16 if by == "doc_id" else 0.34)
    theme.count_axis(ax)
    for name, its_colour in named.items():
        ax.fill([], [], color=its_colour, label=theme.wrap(name, 24, lines=1))
    if named:
        ax.figure.legend(loc="outside lower center", ncols=2)
    return theme.finish(ax, title=title, finding=_say_size(table), xlabel="words (dark: quoted)", grid="x")


def _say_size(table: pd.DataFrame) -> str:
    n_documents, n_words, n_quoted = (int(table[name].sum()) for name in ("n_documents", "n_words", "n_quoted"))
    share = f", {theme.percent(n_quoted / n_words)} of them quoted" if n_words else ""
    return say_finding(table, f"{count_of(n_documents, 'document')}, {n_words:,} words{share}.")


def _row_colours(table: pd.DataFrame, by: str, colour: str | None, palette: Mapping[str, str] | None) -> list[str]:
    column = colour or by
    if column == "doc_id":
        return [theme.HUES[0]] * len(table)
    palette = palette or theme.make_palette(table[column])
    return [palette[name] for name in table[column]]


def _bars(ax: Axes, table: pd.DataFrame, colours: list[str]) -> None:
    rows = range(len(table))
    ax.barh(rows, table["n_words"], color=[theme.mix(colour, share=0.45) for colour in colours])
    ax.barh(rows, table["n_quoted"], color=colours)


def _bar_labels(table: pd.DataFrame, by: str) -> list[str]:
    if by == "doc_id":
        return [f"{words:,}" for words in table["n_words"]]
    pairs = zip(table["n_words"], table["n_documents"], strict=True)
    return [f"{words:,} ({documents:,} doc.)" for words, documents in pairs]


@theme.styled
def plot_timeline(
    documents: pd.DataFrame,
    *,
    by: str | None = "genre",
    palette: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """When the documents are from: a dot per document, a row per genre (or another field).

    Dates known only to the month or year stand at its beginning; documents without a date, or with one before 1400
    or after 2400 (a mistyped year), are left out and counted in the label of the axis.

    Parameters
    ----------
    documents : DataFrame
        ``labels.documents``: date and ``by``.
    by : str or None
        The field that makes the rows; at most twelve, the most frequent. None: one row.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"date": ["2025-05-06", None], "genre": ["report", "report"]})
    >>> plot_timeline(table).get_xlabel().split()[-3:]
    ['(1', 'without', 'date)']
    """
    require_columns(documents, ["date", *([by] if by else [])], table="documents")
    title = "When were the texts published?"
    dates = pd.to_datetime(documents["date"], errors="coerce", format="ISO8601")
    dates = dates.where(dates.dt.year.between(*YEARS))
    if dates.isna().all():
        ax = theme.axes(ax)
        return theme.say_nothing(
            ax, "No document has a date.", title=title, xlabel="date of publication", ylabel=by or ""
        )
    rows = documents[by].fillna("unknown") if by else "all texts"
    shown = documents.assign(date=dates, row=rows)[dates.notna()]
    rows = shown["row"].value_counts().sort_index().nlargest(12).index.tolist()
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    _dots(ax, shown, rows, (palette if by else None) or theme.make_palette(rows))
    return theme.finish(ax, title=title, xlabel=_date_label(dates), grid="x")


def _date_label(dates: pd.Series) -> str:
    first, last, missing = f"{dates.min():%d %b %Y}", f"{dates.max():%d %b %Y}", int(dates.isna().sum())
    span = first if first == last else f"{first} to {last}"
    return f"date of publication: {span}" + (f" ({missing:,} without date)" if missing else "")


def _dots(ax: Axes, shown: pd.DataFrame, rows: list[str], palette: Mapping[str, str]) -> None:
    """Dots of a row that would touch are stacked at their mean date, so that none hides another."""
    width = max((shown["date"].max() - shown["date"].min()) / DOTS_ABREAST, pd.Timedelta(days=1))
    for number, name in enumerate(rows):
        days = shown.loc[shown["row"] == name, "date"].sort_values()
        near = days.groupby((days - shown["date"].min()) // width)
        above = near.cumcount()
        step = min(0.22, 0.8 / max(int(above.max()), 1))
        ax.scatter(
            near.transform("mean"),
            number - above * step,
            s=16,
            color=palette[name],
            edgecolor=theme.PAPER,
            linewidth=0.3,
        )
    theme.name_rows(ax, rows)
    ax.set_ylim(top=-1)  # as high as a stack of the first row
    locator = AutoDateLocator(minticks=3, maxticks=6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(
        ConciseDateFormatter(locator, formats=DATE_FORMATS, zero_formats=["", *DATE_FORMATS[:-1]], show_offset=False)
    )
    ax.margins(x=0.05)


@theme.styled
def plot_paragraph_roles(table: pd.DataFrame, *, by: str | None = None, ax: Axes | None = None) -> Axes:
    """What the texts are made of: share of characters by role, a bar per genre (or another field).

    Parameters
    ----------
    table : DataFrame
        From ``paragraph_roles``: ``by``, role, share.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"genre": ["report"], "role": ["body"], "share": [1.0]})
    >>> plot_paragraph_roles(table).get_xlabel()
    'share of characters (%)'
    """
    table, by = rows_of(table, by, "genre", measure="paragraph_roles")
    require_result(table, [by, "role", "share"], measure="paragraph_roles", rows=[by, "role"])
    title = "What are the texts made of?"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "The corpus has no paragraphs.", title=title, ylabel=by)
    wide = table.assign(group=table[by].fillna("unknown")).pivot_table(
        index="group", columns="role", values="share", aggfunc="sum", observed=True
    )
    wide = wide.head(MOST_ROWS)
    ax = theme.axes(ax, height_mm=theme.height_for(len(wide), around_mm=30))
    left = np.zeros(len(wide))
    for role in [role for role in ROLE_COLOURS if role in wide]:
        width = wide[role].fillna(0).to_numpy(dtype=float) * 100
        ax.barh(range(len(wide)), width, left=left, color=ROLE_COLOURS[role],
                label=role if width.max() > VISIBLE else None)  # fmt: skip
        left += width
    theme.name_rows(ax, wide.index)
    ax.set_xlim(0, 100)
    ax.figure.legend(loc="outside lower center", ncols=3)
    return theme.finish(ax, title=title, xlabel="share of characters (%)")


@theme.styled
def plot_speakers_by(
    table: pd.DataFrame,
    by: str,
    *,
    value: str = "n_words",
    top: int = 8,
    palette: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Whose words get room where: a bar per group, its parts the shares of the speakers who are quoted there.

    Parameters
    ----------
    table : DataFrame
        From ``speaker_share`` by a field: ``by``, speaker, ``value``.
    by : str
        The column of the bars: forty at most, those with most quoted words.
    value : str
        n_words, n_quotes or n_indirect.
    top : int
        Speakers with a part of their own, those with most words in all groups together; the others are one part.
    palette : mapping, optional
        Colours by name, from ``make_palette``.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"source": ["Post", "Post"], "speaker": ["Ann Lee", None], "n_words": [12, 4]})
    >>> plot_speakers_by(table, "source").texts[0].get_text()
    '16'
    """
    require_result(table, [by, "speaker", value], measure="speaker_share", rows=[by, "speaker"])
    unit = SAID.get(value, value)
    title, xlabel = f"Whose words get room in which {by}?", f"% of the {unit}"
    spoken = table[table[value] > 0]
    if spoken.empty:
        return theme.say_nothing(theme.axes(ax), "Nothing is quoted in these texts.", title=title, xlabel=xlabel)
    own = list(spoken.groupby("speaker", sort=False)[value].sum().nlargest(top, keep="first").index)
    wide = _share_out(spoken, by, value, own)
    totals = wide.sum(axis=1).sort_values(ascending=False, kind="stable")[:MOST_ROWS]
    palette = palette or theme.make_palette(own)
    colours = {name: palette[name] for name in own} | {OTHERS: theme.NEUTRAL, theme.unknown_of("speaker"): theme.RULE}
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(totals), around_mm=38))
    _draw_parts(ax, 100 * wide.loc[totals.index].div(totals, axis=0), colours)
    for row, total in enumerate(totals):
        ax.annotate(f"{total:,.0f}", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=6.5)
    xlabel += f"; at the right: {unit}" + theme.part_note(len(totals), len(wide))
    words = spoken.groupby("speaker")[value].sum()
    finding = say_finding(table, say_most(words.index, words, unit, total=spoken[value].sum()))
    return theme.finish(ax, title=title, finding=finding, xlabel=xlabel)


def _share_out(spoken: pd.DataFrame, by: str, value: str, own: list[str]) -> pd.DataFrame:
    """A row per group, a column per speaker of ``own``, others and nobody known."""
    speaker = spoken["speaker"].astype("object")
    part = speaker.where(speaker.isin(own) | speaker.isna(), OTHERS).fillna(theme.unknown_of("speaker"))
    group = spoken[by].astype("object").where(spoken[by].notna(), "unknown")
    return spoken.groupby([group, part])[value].sum().unstack(fill_value=0)


def _draw_parts(ax: Axes, shares: pd.DataFrame, colours: Mapping[str, str]) -> None:
    left = np.zeros(len(shares))
    for name in [name for name in colours if name in shares]:
        width = shares[name].to_numpy(dtype=float)
        ax.barh(range(len(shares)), width, left=left, color=colours[name], edgecolor=theme.PAPER, linewidth=0.4,
                label=theme.wrap(name, 28, lines=1))  # fmt: skip
        left += width
    theme.name_rows(ax, shares.index)
    ax.set_xlim(0, 100)
    ax.figure.legend(loc="outside lower center", ncols=4)


@theme.styled
def plot_overview(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, top: int = 20) -> Axes:
    """What each article has, a row each: words, share of them quoted, speakers, analogies and tone.

    Parameters
    ----------
    table : DataFrame
        From ``tk.plots.count_by_article``: doc_id, n_words, n_quoted, n_speakers, n_analogies, polarity.
    names : mapping, optional
        Labels to show in place of doc_id, such as titles.
    top : int
        Articles drawn, the longest.

    Returns
    -------
    Axes
        Those of the words; its figure holds the others.

    Examples
    --------
    >>> import textkit as tk
    >>> table = tk.plots.count_by_article(tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."])))
    >>> [ax.get_xlabel() for ax in plot_overview(table).figure.axes]
    ['words', '% quoted', 'speakers', 'analogies', 'tone (−1 … 1)']
    """
    require_columns(table, ["doc_id", "n_words", "n_quoted", "n_speakers", "n_analogies", "polarity"], table="overview")
    title = "What does each article have?"
    rows = table[table["n_words"] > 0].nlargest(top, "n_words", keep="first").reset_index(drop=True)
    if rows.empty:
        return theme.say_nothing(theme.axes(None), "The corpus has no words.", title=title)
    height = theme.height_for(len(rows), mm_per_row=6, around_mm=18)
    grid = theme.panels(5, height_mm=height, sharey=True, width_ratios=[3, 2, 2, 2, 3])[0]
    shares = rows["n_quoted"] / rows["n_words"]
    bars = {"words": rows["n_words"], "% quoted": 100 * shares, "speakers": rows["n_speakers"]}
    for ax, (name, values) in zip(grid, (bars | {"analogies": rows["n_analogies"]}).items(), strict=False):
        drawn = ax.barh(rows.index, values, color=theme.HUES[0], height=0.6)
        notes = map(theme.percent, shares) if name == "% quoted" else [f"{value:,}" for value in values]
        theme.label_bars(ax, drawn, notes, room=0.6)
        ax.set_xlabel(name)
    _draw_tone(grid[-1], rows["polarity"])
    for ax in grid:
        ax.set_xticks([])
        ax.tick_params(left=False)
        ax.spines[["bottom", "left"]].set_visible(False)
    theme.name_rows(grid[0], rows["doc_id"], names, width=36)
    cut = f" The {len(rows):,} longest are drawn." if len(rows) < len(table) else ""
    finding = say_finding(table, f"{count_of(len(table), 'article')}, {table['n_words'].sum():,} words.{cut}")
    theme.write_head(grid[0].figure, title, finding)
    return grid[0]


def _draw_tone(ax: Axes, polarity: pd.Series) -> None:
    """A dot each, right of the line positive; the number stands on the other side of it."""
    polarity = polarity.round(2) + 0.0  # no negative zero
    reach = max(0.2, 1.3 * float(polarity.abs().max()))
    colours = np.where(polarity < 0, theme.NEGATIVE, theme.POSITIVE)
    ax.axvline(0, color=theme.NEUTRAL, linewidth=0.7, zorder=0)
    ax.hlines(polarity.index, 0, polarity, colors=colours, linewidth=1.1)
    ax.scatter(polarity, polarity.index, s=14, color=colours, zorder=3)
    for row, value in polarity.dropna().items():
        side = -1 if value >= 0 else 1
        ax.annotate(f"{value:+.2f}".replace("-", "−"), (0, row), (4 * side, 0), textcoords="offset points",
                    va="center", fontsize=6.5, ha="right" if side < 0 else "left")  # fmt: skip
    ax.set(xlim=(-reach, reach), xlabel="tone (−1 … 1)")
