"""Pictures of labels: who speaks, with which verbs, how much is quoted; and how often labels are right."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.checks import as_list
from textkit.read.corpus import count_of
from textkit.schema import require_columns
from textkit.show import theme
from textkit.show.plots import name_groups, plural, require_result, rows_of, say_finding, say_most
from textkit.show.plots.corpus_plots import SAID, plot_speakers_by

__all__ = [
    "plot_cues",
    "plot_evaluation",
    "plot_quoted_share",
    "plot_rated_sentences",
    "plot_shared_quotations",
    "plot_speakers",
    "plot_validity",
]

MOST_ABREAST = 5  # names of texts beside each other below a picture of two columns; more of them stand upright
FEW_RATED = 5  # sentences with a rating that have a mean
STANCES = {"positive": theme.POSITIVE, "negative": theme.NEGATIVE}
CREDITED = {
    "credited as most do": theme.HUES[0],
    "credited to somebody else": theme.HUES[1],
    "credited to nobody": theme.NEUTRAL,
}


@theme.styled
def plot_speakers(
    table: pd.DataFrame,
    *,
    value: str = "n_words",
    top: int = 12,
    palette: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Quoted words (or utterances) of the most quoted speakers; what has no known speaker is the last bar, always.

    Parameters
    ----------
    table : DataFrame
        From ``speaker_share``: speaker, n_words, n_quotes, n_indirect. Values corrected by ``tk.gold.correct_counts``
        are drawn as diamonds. A table by one field is drawn with a bar for each of its values (``plot_speakers_by``).
    value : str
        n_words, n_quotes or n_indirect.
    top : int
        Speakers shown; the others are added up in one bar.
    palette : mapping, optional
        Colours by name, from ``make_palette``.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"speaker": ["Ann Lee", None], "n_words": [12, 3], "n_quotes": [2, 1], "n_indirect": 0})
    >>> [label.get_text() for label in plot_speakers(table).get_yticklabels()]
    ['Ann Lee', 'no known speaker']
    """
    unit = SAID.get(value, value)
    by = as_list(table.attrs.get("parameters", {}).get("by")) if isinstance(table, pd.DataFrame) else []
    if len(by) == 1 and by[0] in table and table[by[0]].nunique(dropna=False) > 1:
        return plot_speakers_by(table, by[0], value=value, palette=palette, ax=ax)
    require_result(table, ["speaker", value], measure="speaker_share", rows=["speaker"])
    title = "Whose words are quoted{}?" if value == "n_words" else "Who is quoted how often{}?"
    title = title.format(f" in {name_groups(table[by[0]], by[0])}" if len(by) == 1 and by[0] in table else "")
    if not table[value].sum():
        return theme.say_nothing(theme.axes(ax), "Nothing is quoted in these texts.", title=title, xlabel=unit)
    rows = _top_rows(table, value, top)
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    palette = palette or theme.make_palette(rows["speaker"])
    colours = np.where(rows["grey"], theme.NEUTRAL, [palette[name] for name in rows["speaker"]])
    bars = ax.barh(range(len(rows)), rows["n"], color=colours)
    theme.name_rows(ax, rows["speaker"])
    ends = theme.draw_corrected(ax, range(len(rows)), rows, "n")[:, 1]
    total = rows["n"].sum()
    labels = theme.add_corrected(
        [f"{n:,} ({theme.percent(n / total)})" for n in rows["n"]], rows, "n", "{:,.0f}".format
    )
    theme.label_bars(ax, bars, labels, beyond=ends, room=0.3 + 0.16 * np.isfinite(ends).any())
    theme.count_axis(ax)
    finding = say_finding(table, say_most(table["speaker"], table[value], unit, total=total))
    xlabel = unit + theme.correction_note(table, value)
    return theme.finish(ax, title=title, finding=finding, xlabel=xlabel, grid="x")


def _top_rows(table: pd.DataFrame, value: str, top: int) -> pd.DataFrame:
    """The leading speakers, then all others together, then the unattributed."""
    known = table[table["speaker"].notna()].nlargest(top, value, keep="first")
    known = known[known[value] > 0]
    others = table.loc[table["speaker"].notna(), value].sum() - known[value].sum()
    n_others = int((table["speaker"].notna() & (table[value] > 0)).sum()) - len(known)
    unknown = table[table["speaker"].isna()]
    rest = [(f"{n_others} others", int(others))] * (n_others > 0)
    last = pd.DataFrame([*rest, (theme.unknown_of("speaker"), int(unknown[value].sum()))], columns=["speaker", value])
    if len(unknown) == 1:
        last = pd.concat([last[:-1], unknown.assign(speaker=last["speaker"].iloc[-1])])
    rows = pd.concat([known.assign(grey=False), last.assign(grey=True)], ignore_index=True)
    named = {value: "n"} | {f"{value}_{ending}": f"n_{ending}" for ending in ("corrected", "low", "high")}
    return rows[[name for name in ("speaker", "grey", *named) if name in rows]].rename(columns=named)


@theme.styled
def plot_cues(table: pd.DataFrame, *, top: int = 18, ax: Axes | None = None) -> Axes:
    """The most frequent reporting words, coloured by the stance of the verb.

    Parameters
    ----------
    table : DataFrame
        From ``count_cues`` without ``by``: cue, stance, n.
    top : int
        Cues shown.

    Examples
    --------
    >>> import pandas as pd
    >>> plot_cues(pd.DataFrame({"cue": ["say"], "stance": ["neutral"], "n": [3]})).get_xlabel()
    'utterances reported with the word'
    """
    require_result(table, ["cue", "stance", "n"], measure="count_cues", rows=["cue", "category", "stance"])
    title, xlabel = "Which words report what is said?", "utterances reported with the word"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No word of these texts reports speech.", title=title, xlabel=xlabel)
    rows = table.nlargest(top, "n", keep="first")
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    bars = ax.barh(range(len(rows)), rows["n"], color=rows["stance"].map(STANCES).fillna(theme.NEUTRAL))
    theme.name_rows(ax, rows["cue"])
    theme.label_bars(
        ax, bars, [_stance_label(n, stance) for n, stance in zip(rows["n"], rows["stance"], strict=True)], room=0.3
    )
    theme.count_axis(ax)
    most = say_most([f"“{cue}”" for cue in table["cue"]], table["n"], "utterances", total=table["n"].sum())
    return theme.finish(ax, title=title, finding=say_finding(table, most), xlabel=xlabel, grid="x")


def _stance_label(n: int, stance: str) -> str:
    return f"{n:,}" if stance == "neutral" else f"{n:,} {stance}"


@theme.styled
def plot_quoted_share(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    names: Mapping[str, str] | None = None,
    top: int = 30,
    ax: Axes | None = None,
) -> Axes:
    """Share of each text that is quotation; the part without a known speaker is grey.

    Parameters
    ----------
    table : DataFrame
        From ``quoted_share``: ``by``, share, share_unattributed, n_words. Values corrected by
        ``tk.gold.correct_counts`` are drawn as diamonds.
    by : str, optional
        The column that names the rows; without it doc_id, or what was measured by.
    names : mapping, optional
        Labels to show in place of the values of ``by``, such as titles for ids.
    top : int
        Rows shown: those with the largest shares.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["a"], "share": [0.5], "share_unattributed": [0.1], "n_words": [100]})
    >>> plot_quoted_share(table).get_xlabel()
    '% of words (grey: no known speaker)'
    """
    table, by = rows_of(table, by, "doc_id", measure="quoted_share")
    require_result(table, [by, "share", "share_unattributed", "n_words"], measure="quoted_share", rows=[by])
    title, xlabel = f"How much do {name_groups(table[by], by)} quote?", "% of words (grey: no known speaker)"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "No words to quote from.", title=title, xlabel=xlabel)
    rows = table.nlargest(top, "share", keep="first")
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    _shares(ax, rows)
    theme.name_rows(ax, rows[by], names)
    notes = theme.correction_note(table, "share") + theme.part_note(len(rows), len(table))
    n_words = table["n_words"].sum()
    whole = f"{theme.percent((table['share'] * table['n_words']).sum() / max(n_words, 1))} of all {n_words:,} words."
    return theme.finish(ax, title=title, finding=say_finding(table, whole), xlabel=xlabel + notes, grid="x")


@theme.styled
def plot_shared_quotations(
    table: pd.DataFrame,
    *,
    by: str = "doc_id",
    top: int = 12,
    top_by: int = 10,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Who prints how much of the same statement: a row per statement, a column per document or outlet.

    The length of a bar is the share of the statement's words that a document prints there, its colour whether they are
    credited to the speaker whom most name, to somebody else or to nobody.

    Parameters
    ----------
    table : DataFrame
        From ``shared_quotations``: statement, ``by``, speaker, text, share_in_document.
    by : str
        The column of the columns: doc_id, or a field joined by ``metadata=``.
    top, top_by : int
        Statements drawn, the most widely printed; columns drawn, those that print most of these.
    names : mapping, optional
        Labels to show in place of the values of ``by``.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"statement": 1, "doc_id": "a", "speaker": "Ann Lee", "text": "We will go.", "share_in_document": 1}
    >>> [label.get_text() for label in plot_shared_quotations(pd.DataFrame([row])).get_xticklabels()]
    ['a']
    """
    require_result(table, ["statement", by, "speaker", "text", "share_in_document"], measure="shared_quotations")
    title, nothing = "Who prints how much of the same statement?", "No statement is printed by several documents."
    if table.empty:
        return theme.say_nothing(theme.axes(ax), nothing, title=title)
    rows = list(pd.unique(table["statement"]))
    cells = table.assign(column=table[by].astype("object").where(table[by].notna(), "unknown"))
    cells = cells[cells["statement"].isin(rows[:top])].sort_values("share_in_document", ascending=False, kind="stable")
    cells = cells.drop_duplicates(["statement", "column"])
    columns = list((every := cells["column"].value_counts().index)[:top_by])
    cells = cells[cells["column"].isin(columns)]
    upright = len(columns) > MOST_ABREAST
    shown = [row for row in rows if row in set(cells["statement"])]
    height = theme.height_for(len(shown), mm_per_row=10, around_mm=58 if upright else 36)
    ax = theme.axes(ax, width="double", height_mm=height)
    for place, row in enumerate(shown):
        usual = table.loc[table["statement"] == row, "speaker"].mode()
        for cell in cells[cells["statement"] == row].itertuples():
            bar = {"y": place, "left": columns.index(cell.column) - 0.42, "height": 0.5}
            ax.barh(width=0.84, color="none", edgecolor=theme.FADED, linewidth=0.5, **bar)
            ax.barh(width=0.84 * cell.share_in_document, color=CREDITED[_say_credited(cell.speaker, usual)], **bar)
    labels = {row: _name_statement(table[table["statement"] == row]) for row in shown}
    theme.name_rows(ax, shown, labels, width=34)
    headings = [theme.wrap((names or {}).get(name, name), 26 if upright else 20, lines=3) for name in columns]
    ax.set_xticks(range(len(columns)), headings, rotation=90 * upright)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.tick_params(length=0)
    for name, colour in CREDITED.items():
        ax.fill([], [], color=colour, label=name)
    ax.figure.legend(loc="outside lower center", ncols=3)
    xlabel = "bar: share of the statement's words" + theme.part_note(len(shown), len(rows), "statements")
    xlabel += theme.part_note(len(columns), len(every), plural(by))
    widest = int(table.groupby("statement")[by].nunique().max())
    widest = f"{count_of(len(rows), 'statement')}; the most widely printed is in {widest:,} {plural(by)}."
    return theme.finish(ax, title=title, finding=say_finding(table, widest), xlabel=xlabel)


def _name_statement(versions: pd.DataFrame) -> str:
    """Its speaker, as most name him, and its first words."""
    named = versions["speaker"].mode()
    return (f"{named.iloc[0]}: " if len(named) == 1 else "") + f"“{versions['text'].iloc[0].rstrip(',')}”"


def _say_credited(speaker: object, usual: pd.Series) -> str:
    if pd.isna(speaker):
        return "credited to nobody"
    return "credited as most do" if list(usual) == [speaker] else "credited to somebody else"


def _shares(ax: Axes, rows: pd.DataFrame) -> None:
    places = range(len(rows))
    whole = ax.barh(places, 100 * rows["share"], color=theme.NEUTRAL)
    ax.barh(places, 100 * (rows["share"] - rows["share_unattributed"]), color=theme.HUES[0])
    labels = [f"{theme.percent(share)} of {n:,}" for share, n in zip(rows["share"], rows["n_words"], strict=True)]
    labels = theme.add_corrected(labels, rows, "share", lambda share: f"{100 * share:.1f} %")
    ends = theme.draw_corrected(ax, places, rows, "share", scale=100)[:, 1]
    theme.label_bars(ax, whole, labels, beyond=ends, room=0.3 + 0.16 * np.isfinite(ends).any())


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
    title, xlabel = "Does polarity follow the readers?", "readers’ rating (−2 … 2)"
    ylabel = "polarity by textkit (−1 … 1)"
    ax = theme.axes(ax, height_mm=70)
    if table.empty:
        return theme.say_nothing(ax, "No sentence of this corpus was rated.", title=title, xlabel=xlabel, ylabel=ylabel)
    spread = np.random.default_rng(0).uniform(-0.12, 0.12, len(table))
    ax.scatter(table.human + spread, table.polarity, s=7, color=theme.HUES[0], alpha=0.5, linewidth=0)
    groups = table.groupby(table.human.round()).polarity
    sizes, means = groups.size(), groups.mean()[groups.size() >= FEW_RATED]
    ax.plot(means.index, means, color=theme.INK, marker="o", markersize=4, label="mean")
    for rating, n in sizes.items():
        ax.annotate(f"n = {n:,}", (rating, -1), ha="center", fontsize=6, color=theme.FADED)
    if len(table) > 2 and table.human.nunique() > 1:
        title += f" (r = {table.human.corr(table.polarity):.2f})"
    ax.axhline(0, color=theme.RULE, linewidth=0.8, zorder=0)
    if len(means):
        ax.annotate("mean", (means.index[-1], means.iloc[-1]), (6, 0), textcoords="offset points", va="center",
                    fontsize=6.5)  # fmt: skip
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
    style = {"marker": "D", "facecolor": "none", "edgecolor": theme.HUES[0], "label": "second human reader"}
    ax.scatter(table.human, rows, s=26, zorder=4, **style)
    ax.set_yticks(rows, [theme.wrap(f"{row.figure} — {row.data}", 52) for row in table.itertuples()])
    ax.set(xlim=(0, 1.02), ylim=(len(table) - 0.5, -0.5))
    ax.figure.legend(loc="outside lower center", ncols=4)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")
