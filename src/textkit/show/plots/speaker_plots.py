"""Pictures of who speaks: quoted words by speaker, reporting verbs by stance, quotation in each text."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from textkit.arguments import require_result
from textkit.show import theme

__all__ = ["plot_cues", "plot_quoted_share", "plot_speakers"]

STANCES = ("positive", "neutral", "negative")


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
        From ``speaker_share`` without ``by``: speaker, n_words, n_quotes, n_indirect.
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
    unit = {"n_words": "quoted words", "n_quotes": "quotations", "n_indirect": "reported utterances"}.get(value, value)
    require_result(table, ["speaker", value], measure="speaker_share", rows=["speaker"])
    title = "Whose words are quoted?" if value == "n_words" else "Who is quoted how often?"
    if not table[value].sum():
        return theme.say_nothing(theme.axes(ax), "Nothing is quoted in these texts.", title=title, xlabel=unit)
    rows = _top_rows(table, value, top)
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    palette = palette or theme.make_palette(rows["speaker"])
    colours = [
        theme.NEUTRAL if grey else palette[name] for name, grey in zip(rows["speaker"], rows["grey"], strict=True)
    ]
    bars = ax.barh(range(len(rows)), rows["n"], color=colours)
    theme.name_rows(ax, rows["speaker"])
    total = rows["n"].sum()
    theme.label_bars(ax, bars, [f"{n:,} ({100 * n / total:.0f} %)" for n in rows["n"]], room=0.3)
    theme.count_axis(ax)
    return theme.finish(ax, title=title, xlabel=unit, grid="x")


def _top_rows(table: pd.DataFrame, value: str, top: int) -> pd.DataFrame:
    """The leading speakers, then all others together, then the unattributed."""
    known = table[table["speaker"].notna()].nlargest(top, value, keep="first")
    known = known[known[value] > 0]
    others = table.loc[table["speaker"].notna(), value].sum() - known[value].sum()
    n_others = int((table["speaker"].notna() & (table[value] > 0)).sum()) - len(known)
    rows = [(name, int(n), False) for name, n in zip(known["speaker"], known[value], strict=True)]
    if n_others > 0:
        rows.append((f"{n_others} others", int(others), True))
    rows.append((theme.unknown_of("speaker"), int(table.loc[table["speaker"].isna(), value].sum()), True))
    return pd.DataFrame(rows, columns=["speaker", "n", "grey"])


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
    bars = ax.barh(range(len(rows)), rows["n"], color=[_stance_colour(stance) for stance in rows["stance"]])
    theme.name_rows(ax, rows["cue"])
    theme.label_bars(
        ax, bars, [_stance_label(n, stance) for n, stance in zip(rows["n"], rows["stance"], strict=True)], room=0.3
    )
    theme.count_axis(ax)
    return theme.finish(ax, title=title, xlabel=xlabel, grid="x")


def _stance_colour(stance: str) -> str:
    return {"positive": theme.POSITIVE, "negative": theme.NEGATIVE}.get(stance, theme.NEUTRAL)


def _stance_label(n: int, stance: str) -> str:
    return f"{n:,}" if stance == "neutral" else f"{n:,} {stance}"


@theme.styled
def plot_quoted_share(
    table: pd.DataFrame,
    *,
    by: str = "doc_id",
    names: Mapping[str, str] | None = None,
    top: int = 30,
    ax: Axes | None = None,
) -> Axes:
    """Share of each text that is quotation; the part without a known speaker is grey.

    Parameters
    ----------
    table : DataFrame
        From ``quoted_share``: ``by``, share, share_unattributed, n_words.
    by : str
        The column that names the rows.
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
    require_result(table, [by, "share", "share_unattributed", "n_words"], measure="quoted_share", rows=[by])
    title, xlabel = "How much is quoted?", "% of words (grey: no known speaker)"
    if table.empty:
        return theme.say_nothing(theme.axes(ax), "There are no words to quote from.", title=title, xlabel=xlabel)
    rows = table.nlargest(top, "share", keep="first")
    ax = theme.axes(ax, height_mm=theme.height_for(len(rows)))
    _shares(ax, rows)
    theme.name_rows(ax, rows[by], names)
    return theme.finish(ax, title=title, xlabel=xlabel + theme.part_note(len(rows), len(table)), grid="x")


def _shares(ax: Axes, rows: pd.DataFrame) -> None:
    places = range(len(rows))
    whole = ax.barh(places, 100 * rows["share"], color=theme.NEUTRAL)
    ax.barh(places, 100 * (rows["share"] - rows["share_unattributed"]), color=theme.HUES[0])
    labels = [f"{100 * share:.0f} % of {n:,}" for share, n in zip(rows["share"], rows["n_words"], strict=True)]
    theme.label_bars(ax, whole, labels, room=0.3)
