"""Pictures of words: how often, where, how often by rank, which are key, which stand together, which judge."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from textkit.measure.keywords import key_terms
from textkit.show import theme
from textkit.show.plots import require_result, say_finding, say_most, sides_of

__all__ = [
    "plot_collocations",
    "plot_keyness",
    "plot_loaded_terms",
    "plot_rank_frequency",
    "plot_term_positions",
    "plot_terms",
]

NAMED_RANKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
MEASURES: Mapping[str, str] = MappingProxyType({"log_dice": "logDice", "pmi": "PMI"})
MOST_LINES, BESIDE = 30, 28  # documents with a row of their own; letters of two sides that stand in one row
MOST_TERMS = 5  # with a colour of their own


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
    most = say_most([f"“{term}”" for term in shown["term"]], shown[value], "times") if value == "n" else ""
    return theme.finish(ax, title=title, finding=say_finding(table, most), xlabel=xlabel + known, grid="x")


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
    ax = theme.axes(ax, height_mm=72)
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
    target: str | None = None,
    reference: str | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The key terms of both sides: a dot per term, its interval over documents, and the counts of both sides.

    Only terms that the comparison supports are drawn: significant after correction for the number of words compared,
    with an interval that excludes no difference, in three documents at least. Without such a term the figure says so.

    Parameters
    ----------
    table : DataFrame
        From ``keyness`` (one group), in its order: term, side, n_target, n_reference, ``value``, low, high, driven_by.
    value : str
        The measure drawn. The interval belongs to log_ratio and is drawn with it only.
    top : int
        Terms on either side.
    target, reference : str, optional
        What to call the sides; by default as the table says.

    Notes
    -----
    A hollow dot is a term of which one document supplies more than half. A table without intervals (no ``rounds``, or
    one document on a side) supports no finding: its terms are pale.

    Examples
    --------
    >>> import textkit as tk
    >>> a, b = (tk.read_corpus([text] * 9) for text in ("War and war.", "Peace and peace."))
    >>> a, b = (tk.label(corpus, tables=("sentences", "tokens")) for corpus in (a, b))
    >>> [label.get_text() for label in plot_keyness(tk.keyness(a, b)).get_yticklabels()]
    ['war', 'peace']
    """
    needed = ["term", "side", "n_target", "n_reference", value, "low", "high", "driven_by"]
    require_result(table, needed, measure="keyness", rows=["term"])
    shown = key_terms(table, top=top, supported=True)
    n_supported = len(key_terms(table, top=len(table), supported=True))
    shown = shown.sort_values(value, ascending=False, kind="stable", ignore_index=True)
    first, second = sides_of(table)
    target, reference = target or first, reference or second
    title = title or f"What is key in {target}, what in {reference}?"
    xlabel = _keyness_label(shown) if value == "log_ratio" else value.replace("_", " ")
    ax = theme.axes(ax, height_mm=theme.height_for(len(shown) + 1))
    if shown.empty:
        return theme.say_nothing(ax, _no_key_term(len(table)), title=title, xlabel=xlabel)
    if value == "log_ratio":
        ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))  # "4,096×" is wide
        ax.xaxis.set_major_formatter(FuncFormatter(_times))
    _draw_terms(ax, shown, value)
    ax.axvline(0, color=theme.INK, linewidth=0.6)
    theme.name_rows(ax, shown["term"])
    _write_sides(ax, target, reference)
    _write_counts(ax, shown)
    xlabel += theme.part_note(len(shown), n_supported)
    found = f"{n_supported:,} of {len(table):,} words set{'s' * (n_supported == 1)} the sides apart."
    return theme.finish(ax, title=title, finding=say_finding(table, found), xlabel=xlabel, grid="x")


def _no_key_term(n_compared: int) -> str:
    if not n_compared:
        return "No word is more frequent on one side, or one side has no words."
    return f"No word sets them apart: of {n_compared:,}, none differs significantly and steadily over documents."


def _keyness_label(shown: pd.DataFrame) -> str:
    seen = {
        "○ one document supplies most": shown["driven_by"].notna(),
        "pale: no interval": shown["low"].isna(),
    }
    marks = [mark for mark, rows in seen.items() if rows.any()]
    note = f" ({'; '.join(marks)})" if marks else ""
    return f"times as frequent{note}"


def _write_sides(ax: Axes, target: str, reference: str) -> None:
    """What lies to either side of zero, at the ends of a row of its own above the first, whose lines it covers."""
    (bottom, top), lines = ax.get_ylim(), 1 + (len(target) + len(reference) > BESIDE)
    ax.set_ylim(bottom, top - lines)
    style = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 6.5, "fontweight": "bold"}
    style["bbox"] = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1.5}
    ax.annotate(f"{theme.wrap(target, 30, lines=1)} →", (1, -lines), ha="right", color=theme.POSITIVE, **style)
    ax.annotate(f"← {theme.wrap(reference, 30, lines=1)}", (0.01, -1), ha="left",
                color=theme.text_colour(theme.NEGATIVE), **style)  # fmt: skip


def _draw_terms(ax: Axes, shown: pd.DataFrame, value: str) -> None:
    colours = np.where(shown["side"].eq("target"), theme.POSITIVE, theme.NEGATIVE)
    rows = np.arange(len(shown))
    if value == "log_ratio":
        theme.draw_intervals(ax, rows, shown["low"], shown["high"], colour=theme.NEUTRAL)
        pale = [theme.mix(colour, share=0.6) for colour in colours]
        colours = np.where(shown["low"].isna(), pale, colours)
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
    """The strongest collocates of a node word, a dot each; larger dots are pairs that occur more often.

    Parameters
    ----------
    table : DataFrame
        From ``collocations``: node, collocate, n, ``value``; n_documents; of two nodes (against=) each has its colour.
    node : str, optional
        Whose collocates; by default the node with most of them.
    value : str
        Strength of the tie: log_dice or another measure.
    top : int
        Collocates drawn.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"node": "war", "collocate": ["trade", "cold"], "n": [5, 2], "log_dice": [12.0, 9.0]})
    >>> [label.get_text() for label in plot_collocations(table).get_yticklabels()]
    ['trade', 'cold']
    """
    require_result(table, ["node", "collocate", "n", value], measure="collocations", rows=["node", "collocate"])
    node = node or _busiest(table)
    near, names = table[table["node"].eq(node) & table["collocate"].ne(node)], [node] if node else []
    columns = [(value, "n"), (f"{value}_against", "n_against")]
    names += [*near.get("against", [])][:1]
    shown = near.loc[near[[c for c, _ in columns[: max(len(names), 1)]]].max(axis=1).nlargest(top).index].reset_index()
    with_whom = ", which with ".join(f"“{name}”" for name in names)
    title = title or (f"Which words keep company with {with_whom}?" if names else "Which words keep company?")
    xlabel = MEASURES.get(value, value.replace("_", " "))
    ax = theme.axes(ax, height_mm=theme.height_for(len(shown)))
    if shown.empty:
        return theme.say_nothing(ax, "No two words stand together often enough.", title=title, xlabel=xlabel)
    rows = np.arange(len(shown))
    for name, (column, n), hue in zip(names, columns, theme.HUES, strict=False):
        strength = shown[column].where(np.isfinite(shown[column]))
        ax.scatter(strength, rows, s=10 + 50 * shown[n] / shown["n"].max(), color=hue, zorder=3, label=name)
    if len(names) > 1:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2, handlelength=0.8)
    theme.name_rows(ax, shown["collocate"])
    documents, known = theme.document_counts(shown["n_documents"] if "n_documents" in shown else [pd.NA] * len(shown))
    for row, n, note in zip(rows, shown["n"], documents, strict=True):
        ax.annotate(f"{n:,}{note}", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=6.5)
    ax.margins(x=0.12)
    known = f" with “{names[0]}”{known}" if len(names) > 1 else known
    xlabel += f"\nat the right: times together{known}{theme.part_note(len(shown), len(near))}"
    return theme.finish(ax, title=title, finding=say_finding(table), xlabel=xlabel, grid="x")


def _busiest(table: pd.DataFrame) -> str | None:
    counts = table["node"].value_counts()
    return None if counts.empty else sorted(counts.index[counts.eq(counts.max())])[0]


@theme.styled
def plot_loaded_terms(table: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """The most frequent loaded words of each kind; colour is their value in the lexicon.

    Parameters
    ----------
    table : DataFrame
        From ``loaded_terms``: kind, term, value, n, n_documents.
    top : int
        Words of each kind.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"kind": "epithet", "term": "ruthless", "value": -2.0, "n": 2, "n_documents": 1}
    >>> plot_loaded_terms(pd.DataFrame([row])).get_xlabel()
    'occurrences, each in one document'
    """
    columns = ["kind", "term", "value", "n", "n_documents"]
    require_result(table, columns, measure="loaded_terms", rows=["kind", "term"])
    title, xlabel = "Which words judge?", "occurrences"
    shown = table.sort_values(["kind", "n", "term"], ascending=[True, False, True], kind="stable")
    shown = shown.groupby("kind", sort=False).head(top).reset_index(drop=True)
    if shown.empty:
        return theme.say_nothing(theme.axes(ax), "No loaded words.", title=title, xlabel=xlabel)
    ax = theme.axes(ax, width="double", height_mm=theme.height_for(len(shown), mm_per_row=4.2, around_mm=30))
    colours = [theme.POSITIVE if v > 0 else theme.NEGATIVE if v < 0 else theme.NEUTRAL for v in shown["value"]]
    bars = ax.barh(range(len(shown)), shown["n"], color=colours, height=0.7)
    theme.name_rows(ax, shown["term"])
    documents, known = theme.document_counts(shown["n_documents"])
    theme.label_bars(ax, bars, [f"{n:,}{d}" for n, d in zip(shown["n"], documents, strict=True)])
    for kind, rows in shown.groupby("kind", sort=False).groups.items():
        ax.axhline(rows[0] - 0.5, color=theme.RULE, linewidth=0.6)
        ax.annotate(kind, (1.01, rows[0]), xycoords=("axes fraction", "data"), va="center", fontweight="bold")
    theme.count_axis(ax)
    return theme.finish(ax, title=title, finding=say_finding(table), xlabel=xlabel + known)


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
