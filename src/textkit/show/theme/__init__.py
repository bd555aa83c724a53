"""One visual language for all figures.

How to write a plot (this is all you need)::

    from matplotlib.axes import Axes
    from textkit.show import theme

    @theme.styled                              # fonts, grid, "$" as it stands: inside this function only
    def plot_x(table: DataFrame, *, palette: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
        ax = theme.axes(ax, width="single", height_mm=theme.height_for(len(table)))
        if table.empty:
            return theme.say_nothing(ax, "No quotation has a known speaker.", xlabel="quoted words")
        palette = palette or theme.make_palette(table.speaker)    # or tk.plots.make_palette(labels), see below
        bars = ax.barh(range(len(table)), table.n, color=[palette[s] for s in table.speaker])
        theme.name_rows(ax, table.speaker)                        # from the top, wrapped, NA is "no known speaker"
        theme.draw_intervals(ax, range(len(table)), table.low, table.high)      # NaN: no interval
        theme.label_bars(ax, bars, [f"{n:,}" for n in table.n], beyond=table.high)
        return theme.finish(ax, title="Who is quoted most?", finding=say_finding(table, "Most: Ann Lee."),
                            xlabel="quoted words", grid="x")    # the finding is a second line below the title

- ``axes(ax)`` gives back the caller's axes or makes new ones on white paper, 84 mm (``single``) or 174 mm
  (``double``) wide; ``panels(n)`` makes several side by side. The layout is constrained: nothing is clipped.
- Colours: ``make_palette(names)[name]``, most important name first; notebooks pass
  ``palette=tk.plots.make_palette(labels)``, so that a speaker or genre has one colour in all figures of a report;
  ``INK``, ``FADED`` (secondary text), ``NEUTRAL`` (unknown, others),
  ``POSITIVE``/``NEGATIVE``, ``sequential()`` and ``diverging()`` colour maps; ``text_colour(c)`` for letters.
- In a notebook, ``ax`` as a cell's last line shows its figure; so does what ``save_figure`` returns.
- Nothing here changes ``matplotlib.rcParams`` outside a ``styled`` function or ``with theme.style():``.
"""

from textkit.show.theme.colours import (
    FADED,
    HUES,
    INK,
    MEANINGS,
    NEGATIVE,
    NEUTRAL,
    PAPER,
    POSITIVE,
    RULE,
    Palette,
    colour_of,
    contrast,
    diverging,
    make_palette,
    mix,
    sequential,
    style,
    styled,
    text_colour,
)
from textkit.show.theme.drawing import (
    add_corrected,
    correction_note,
    count_axis,
    document_counts,
    draw_corrected,
    draw_documents,
    draw_histogram,
    draw_intervals,
    finish,
    interval_note,
    label_bars,
    name_rows,
    part_note,
    percent,
    say_nothing,
    steady_intervals,
    unknown_of,
    wrap,
)
from textkit.show.theme.paper import (
    WIDTHS_MM,
    PaperAxes,
    PaperFigure,
    axes,
    figure_of,
    finding_of,
    height_for,
    new_axes,
    panel_size_mm,
    panels,
    title_of,
    write_head,
)

__all__ = [
    "FADED",
    "HUES",
    "INK",
    "MEANINGS",
    "NEGATIVE",
    "NEUTRAL",
    "PAPER",
    "POSITIVE",
    "RULE",
    "WIDTHS_MM",
    "Palette",
    "PaperAxes",
    "PaperFigure",
    "add_corrected",
    "axes",
    "colour_of",
    "contrast",
    "correction_note",
    "count_axis",
    "diverging",
    "document_counts",
    "draw_corrected",
    "draw_documents",
    "draw_histogram",
    "draw_intervals",
    "figure_of",
    "finding_of",
    "finish",
    "height_for",
    "interval_note",
    "label_bars",
    "make_palette",
    "mix",
    "name_rows",
    "new_axes",
    "panel_size_mm",
    "panels",
    "part_note",
    "percent",
    "say_nothing",
    "sequential",
    "steady_intervals",
    "style",
    "styled",
    "text_colour",
    "title_of",
    "unknown_of",
    "wrap",
    "write_head",
]
