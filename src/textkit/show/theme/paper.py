"""White paper of a journal's column widths: figures that show themselves in a notebook without pyplot.

Nothing here touches ``matplotlib.rcParams`` outside a ``styled`` function or ``with style():``.
"""

import textwrap
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font, get_font_names
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator

from textkit.errors import OptionError
from textkit.show.theme.colours import FADED, INK, style, styled

__all__ = [
    "WIDTHS_MM",
    "PaperAxes",
    "PaperFigure",
    "axes",
    "describe",
    "figure_of",
    "finding_of",
    "height_for",
    "is_alone",
    "letters_note",
    "new_axes",
    "one_line",
    "panel_size_mm",
    "panels",
    "png_bytes",
    "quiet",
    "settled",
    "svg_bytes",
    "title_of",
    "write_head",
    "write_title",
]

# Fonts with the letters that DejaVu Sans lacks, on Linux, Windows and macOS; the first that is installed is taken.
OTHER_FONTS = (
    *(f"Noto Sans CJK {place}" for place in ("SC", "TC", "JP", "KR", "HK")),
    *("Noto Sans SC", "Noto Sans JP", "Noto Sans KR", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei"),
    *("Droid Sans Fallback", "Microsoft YaHei", "SimHei", "MS Gothic", "Yu Gothic", "Malgun Gothic", "PingFang SC"),
    *("Hiragino Sans", "Hiragino Sans GB", "Heiti TC", "Apple SD Gothic Neo", "Noto Emoji", "Segoe UI Emoji"),
    *("Segoe UI Symbol", "Apple Symbols", "Symbola", "Noto Sans Symbols 2", "Noto Sans Devanagari", "Noto Sans Thai"),
    *("Noto Sans Bengali", "Noto Sans Tamil", "Nirmala UI", "Leelawadee UI", "Arial Unicode MS", "Unifont"),
)
MOST_WORDS = 5  # that a caption names
Canvas = TypeVar("Canvas", FigureCanvasAgg, FigureCanvasSVG)
Width = Literal["single", "double"]

WIDTHS_MM = MappingProxyType({"single": 84.0, "double": 174.0})  # one and two columns of a journal page
MM_PER_INCH = 25.4
LINE_MM = 3.2  # of a finding
TALLEST_MM = 240.0  # what a page of A4 has besides its margins and a caption

SCREEN_DPI = 100  # pixels per inch that the page reserves
PNG_DPI = 200  # pixels per inch in the picture: sharp on screens with small pixels
ROWS_TOLD = 3  # of a figure, in its description
FINDING = "textkit-finding"  # the id of the line below a title
EDGE = 6  # pixels of a picture that stay white at its edges
MOST_LAYOUTS = 6  # two or three are usual
STILL = 1e-4  # of the figure: a move that nobody sees, a seventh of a pixel


class PaperFigure(Figure):
    """A matplotlib Figure with its own white paper, also on a dark page."""

    _png: bytes | None = None

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = self.get_size_inches()
        if self._png is None or self.stale:
            if boxes := lend_fonts(self):
                warnings.warn(letters_note(boxes), stacklevel=2)
            self._png = png_bytes(self)
        return self._png, {"width": round(width * SCREEN_DPI), "height": round(height * SCREEN_DPI)}


class PaperAxes(Axes):
    """Axes that, as the last line of a cell, show their whole figure."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, PaperFigure) else None


def png_bytes(figure: Figure, *, dpi: int = PNG_DPI) -> bytes:
    """``figure`` as PNG without date or software version."""
    with style(), quiet(), settled(figure), _drawn_by(FigureCanvasAgg, figure) as canvas:
        figure.dpi = dpi
        buffer = BytesIO()
        canvas.print_png(buffer, metadata={"Software": None})
    data = buffer.getvalue()
    if isinstance(figure, PaperFigure) and dpi == PNG_DPI:
        figure._png = data  # shown again without drawing it again, unless it is changed
    return data


def svg_bytes(figure: Figure, *, title: str) -> bytes:
    """``figure`` as SVG without date or software version, its text as text."""
    with style(), quiet(), settled(figure), _drawn_by(FigureCanvasSVG, figure) as canvas:
        buffer = BytesIO()
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None, "Title": title})
    return buffer.getvalue()


@contextmanager
def _drawn_by(kind: type[Canvas], figure: Figure) -> Iterator[Canvas]:
    """A canvas of the kind for the figure; ``savefig`` would draw everything a second time to lay it out again."""
    before, dpi = figure.canvas, figure.dpi
    try:
        yield kind(figure)
    finally:
        figure.set_canvas(before)
        figure.dpi = dpi


@contextmanager
def settled(figure: Figure) -> Iterator[list[str]]:
    """Lay out at print resolution until nothing moves, and keep it; given are words with letters that no font has."""
    boxes = lend_fonts(figure)
    engine, dpi = figure.get_layout_engine(), figure.dpi
    figure.dpi = PNG_DPI
    if engine is None and _is_clipped(figure):  # a chart of pandas or pyplot
        figure.set_layout_engine("constrained")
    engine_now = figure.get_layout_engine()
    try:
        before: list[tuple[float, ...]] = []
        for _ in range(MOST_LAYOUTS if engine_now else 0):
            engine_now.execute(figure)
            after = [ax.get_position().bounds for ax in figure.axes]
            if np.allclose(before or [0], after or [0], rtol=0, atol=STILL):
                break
            before = after
        figure.set_layout_engine("none")
        _keep_labels_inside(figure)
        yield boxes
    finally:
        figure.set_layout_engine(engine)
        figure.dpi = dpi
        figure.stale = False  # until somebody changes it, the picture made now is the picture


def lend_fonts(figure: Figure) -> list[str]:
    """Give texts with letters that their font lacks one that has them; the words for which none is installed."""
    for ax in figure.get_axes():
        ax.get_xticklabels(), ax.get_yticklabels()  # they are made now, else while drawing
    boxes = []
    for text in figure.findobj(Text):
        words = one_line(text.get_text())
        if lacking := _letters_in(words) - _letters_of(findfont(text.get_fontproperties())):
            families = _families_with(frozenset(lacking))
            text.set_fontfamily(list(dict.fromkeys([*text.get_fontfamily(), *families])))
            lacking = lacking.difference(*(_letters_of(findfont(name)) for name in families))
        boxes += [word for word in words.split() if lacking & set(map(ord, word))] if lacking else []
    return list(dict.fromkeys(boxes))


def letters_note(boxes: Iterable[str]) -> str:
    """What a caption says of words that are drawn as boxes; empty if there are none.

    Examples
    --------
    >>> letters_note(["習近平"])
    'No font on this computer has the letters of 習近平: they are boxes in the PNG, and letters in SVG and CSV.'
    """
    words = list(boxes)
    more = f" and {len(words) - MOST_WORDS:,} more" if len(words) > MOST_WORDS else ""
    named = f"No font on this computer has the letters of {', '.join(words[:MOST_WORDS])}{more}"
    return f"{named}: they are boxes in the PNG, and letters in SVG and CSV." if words else ""


def _letters_in(text: str) -> set[int]:
    """Without what has no shape of its own: spaces, joiners and selectors of variants."""
    return {ord(letter) for letter in text if unicodedata.category(letter) not in {"Cf", "Cc", "Mn", "Zs"}}


@lru_cache(maxsize=64)
def _letters_of(font: str) -> frozenset[int]:
    return frozenset(get_font(font).get_charmap() if font else ())


@lru_cache(maxsize=256)
def _families_with(letters: frozenset[int]) -> tuple[str, ...]:
    """Installed fonts that have some of the letters, until none is lacking."""
    installed, taken, left = set(get_font_names()), [], set(letters)
    for name in OTHER_FONTS:
        if name in installed and left & _letters_of(findfont(name)):
            taken.append(name)
            left -= _letters_of(findfont(name))
    return tuple(taken)


def _is_clipped(figure: Figure) -> bool:
    """Whether something runs beyond the paper."""
    box = figure.get_tightbbox().transformed(figure.dpi_scale_trans)
    return bool((box.min < figure.bbox.min).any() or (box.max > figure.bbox.max).any())


def _keep_labels_inside(figure: Figure) -> None:
    """Move labels that are wider than their axis, and so run beyond the paper, back onto it."""
    for ax in figure.axes:
        for label, side, size in ((ax.xaxis.label, 0, ax.bbox.width), (ax.yaxis.label, 1, ax.bbox.height)):
            box, paper = label.get_window_extent(), (figure.bbox.width, figure.bbox.height)[side]
            beyond = max(box.max[side] + EDGE - paper, 0) + min(box.min[side] - EDGE, 0)
            if label.get_text() and beyond:
                place = list(label.get_position())
                place[side] -= beyond / size
                label.set_position(place)


@contextmanager
def quiet() -> Iterator[None]:
    """No warning for letters that the font lacks: they are drawn as boxes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _width_mm(width: Width | float) -> float:
    if isinstance(width, str) and width not in WIDTHS_MM:
        raise OptionError(f"width is 'single', 'double' or a number of millimetres, not {width!r}.")
    return WIDTHS_MM[width] if isinstance(width, str) else float(width)


@styled
def panels(
    n_columns: int = 1,
    *,
    n_rows: int = 1,
    width: Width | float = "double",
    height_mm: float = 70,
    **shared: Any,
) -> np.ndarray:
    """A row (or grid) of new Axes in one figure, as an array of shape (n_rows, n_columns).

    ``shared`` goes to ``Figure.subplots``: sharex, sharey, width_ratios, height_ratios.

    Examples
    --------
    >>> panels(2).shape
    (1, 2)
    """
    size = (_width_mm(width) / MM_PER_INCH, height_mm / MM_PER_INCH)
    figure = PaperFigure(figsize=size, layout="constrained")
    return figure.subplots(n_rows, n_columns, squeeze=False, subplot_kw={"axes_class": PaperAxes}, **shared)


def new_axes(width: Width | float = "single", *, height_mm: float = 60) -> Axes:
    """New Axes on white paper, ``width`` of one column (84 mm), two (174 mm) or a number of millimetres.

    Examples
    --------
    >>> [round(side * 25.4) for side in new_axes("double", height_mm=70).figure.get_size_inches()]
    [174, 70]
    """
    return panels(width=width, height_mm=height_mm)[0, 0]


def axes(ax: Axes | None, *, width: Width | float = "single", height_mm: float = 60) -> Axes:
    """``ax`` itself if given, else new Axes of that size."""
    return new_axes(width, height_mm=height_mm) if ax is None else ax


def height_for(n_rows: int, *, mm_per_row: float = 6.4, around_mm: float = 20, least: float = 36) -> float:
    """Height in millimetres at which ``n_rows`` rows with labels of two lines can be read, at most that of a page.

    Examples
    --------
    >>> height_for(20)
    148.0
    """
    return min(max(least, around_mm + mm_per_row * n_rows), TALLEST_MM)


def figure_of(thing: Figure | Axes | np.ndarray) -> Figure:
    """The figure of Axes, of an array of Axes, or the figure itself."""
    first = thing.flat[0] if isinstance(thing, np.ndarray) else thing
    return first.get_figure(root=True) if isinstance(first, Axes) else first


def describe(figure: Figure, title: str) -> str:
    """What is to be seen: question and finding, the axis, and the first rows with what is written beside them."""
    title = " ".join(filter(None, [title, finding_of(figure)]))
    ax = next((ax for ax in figure.get_axes() if ax.get_xlabel() or ax.texts or _named(ax)), None)
    if ax is None:
        return f"Chart: {title} Its numbers are in the CSV file."
    named = _named(ax)
    rows = [one_line(label.get_text()) for label in named.get_ticklabels()] if named else []
    notes = [one_line(text.get_text()) for text in ax.texts]
    if not any(rows):
        return " ".join([f"Chart: {title}", *notes[:1], "Its numbers are in the CSV file."])
    upright = named is ax.xaxis
    first = rows if len(notes) != len(rows) else [f"{row} {note}" for row, note in zip(rows, notes, strict=True)]
    axis = one_line(ax.get_ylabel() if upright else ax.get_xlabel())
    kind = "columns, from the left" if upright else "rows, from the top"
    return f"Chart: {title} {axis and axis + '. '}{len(rows)} {kind}: {', '.join(first[:ROWS_TOLD])}."


def _named(ax: Axes) -> Axis | None:
    """The axis that has names, no scale."""
    return next((axis for axis in (ax.yaxis, ax.xaxis) if isinstance(axis.get_major_locator(), FixedLocator)), None)


def one_line(text: str) -> str:
    """Text without line breaks."""
    return " ".join(text.split())


def write_title(ax: Axes, title: str, finding: str = "") -> None:
    """Above the figure if ``ax`` is alone on textkit's paper (row labels leave no room), else above ax.

    The finding is a second line, on textkit's paper only.
    """
    if not is_alone(ax):
        ax.set_title(_fill_title(title, panel_size_mm(ax)[0]), loc="left")
        return
    write_head(ax.figure, title, finding)


def write_head(figure: Figure, title: str, finding: str = "") -> None:
    """Title and finding above the whole figure, which grows by the finding."""
    width, height = figure.get_size_inches() * MM_PER_INCH
    text = _fill_title(title, width)
    below = textwrap.fill(finding.replace(" %", "\N{NO-BREAK SPACE}%"), max(20, int(width / 1.55)))
    room = "\n " * len(below.splitlines())  # the layout keeps it free below the title
    above = figure.suptitle(text + room, x=0.012, ha="left", fontsize=8.5, fontweight="bold", color=INK)
    if below:
        height = min(height + LINE_MM * len(below.splitlines()), TALLEST_MM)
        figure.set_size_inches(width / MM_PER_INCH, height / MM_PER_INCH)
        line = Annotation(below, (0, 0), xycoords=above, ha="left", va="bottom", fontsize=7.5, color=FADED, gid=FINDING)
        figure.add_artist(line)


def _fill_title(title: str, width_mm: float) -> str:
    return textwrap.fill(title, max(16, int(width_mm / 2.05)))  # a bold letter of 8.5 points is 2 mm wide


def finding_of(figure: Figure) -> str:
    """The finding below the title, on one line; empty if it has none.

    Examples
    --------
    >>> from textkit.show import theme
    >>> finding_of(theme.finish(new_axes(), title="Who?", finding="Most: Ann Lee.").figure)
    'Most: Ann Lee.'
    """
    return next((one_line(line.get_text()) for line in figure.artists if line.get_gid() == FINDING), "")


def is_alone(ax: Axes) -> bool:
    """Whether ``ax`` is the only one on textkit's paper."""
    return isinstance(ax.figure, PaperFigure) and ax.get_subplotspec() is not None and _panels_of(ax).prod() == 1


def _panels_of(ax: Axes) -> np.ndarray:
    """Columns and rows of the grid in which ``ax`` stands."""
    grid = ax.get_subplotspec().get_gridspec() if ax.get_subplotspec() else None
    return np.array([grid.ncols, grid.nrows] if grid else [1, 1])


def panel_size_mm(ax: Axes) -> np.ndarray:
    """Width and height of the part of the figure that ``ax`` has, in millimetres.

    Examples
    --------
    >>> panel_size_mm(panels(2, height_mm=50)[0, 0]).round().tolist()
    [87.0, 50.0]
    """
    return ax.figure.get_size_inches() * MM_PER_INCH / _panels_of(ax)


def title_of(ax: Axes) -> str:
    """The title that ``finish`` wrote, on one line, wherever it stands.

    Examples
    --------
    >>> from textkit.show import theme
    >>> title_of(theme.finish(new_axes(), title="Who speaks?"))
    'Who speaks?'
    """
    return " ".join((ax.get_title(loc="left") or ax.figure.get_suptitle()).split())
