"""Colours with a meaning: the same name has the same colour in every figure of a report; and the style of all figures.

The eight hues follow Okabe and Ito (2008), shifted until every pair stays apart (CIE76 distance 17 or more)
for normal, protan, deutan and tritan sight (simulated after Machado et al. 2009) and each has a contrast of
3:1 or more with white (WCAG 2.1, 1.4.11). ``tests/show/test_colours.py`` measures both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec, TypeVar
from zlib import crc32

import matplotlib
from matplotlib.colors import Colormap, LinearSegmentedColormap

from textkit.read.corpus import field_values, find_field

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
    "Palette",
    "colour_of",
    "contrast",
    "diverging",
    "make_palette",
    "mix",
    "sequential",
    "style",
    "styled",
    "text_colour",
]

P = ParamSpec("P")
R = TypeVar("R")

BLUE, VERMILLION, GREEN, PINK = "#1D56BB", "#DB4000", "#00876D", "#E464AE"
SKY, OLIVE, SLATE, MAROON = "#448BF4", "#729C3C", "#33465B", "#752000"
HUES = (BLUE, VERMILLION, GREEN, PINK, SKY, OLIVE, SLATE, MAROON)
PAPER, INK, FADED, RULE = "#FFFFFF", "#1F2328", "#57606A", "#D0D7DE"
NEUTRAL = "#8A929A"
POSITIVE, NEGATIVE = BLUE, VERMILLION

STYLE = MappingProxyType(
    {
        "font.family": ["DejaVu Sans"],
        "font.size": 7.5,
        "axes.titlesize": 8.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 7.5,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7,
        "legend.fontsize": 7,
        "legend.frameon": False,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.edgecolor": NEUTRAL,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "xtick.color": NEUTRAL,
        "ytick.color": NEUTRAL,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "grid.color": RULE,
        "grid.linewidth": 0.5,
        "lines.linewidth": 1.3,
        "lines.markersize": 4,
        "patch.linewidth": 0.5,
        "axes.prop_cycle": matplotlib.cycler(color=HUES),
        "text.parse_math": False,  # "$" in a corpus is money, not mathematics
        "svg.fonttype": "none",  # text stays text: searchable, editable
        "svg.hashsalt": "textkit",  # the same ids in every run
        "pdf.fonttype": 42,
    }
)

# Categories whose names are textkit's own: never given to a speaker or genre by chance.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "narration": SLATE,
        "quotation": BLUE,
        "mixed": SKY,
        "direct": BLUE,
        "block": GREEN,
        "indirect": OLIVE,
        "scare": NEUTRAL,
        "simile": GREEN,
        "comparison": BLUE,
        "historical": VERMILLION,
        "antonomasia": PINK,
        "the writer": SLATE,
        "unknown": NEUTRAL,
        "other": NEUTRAL,
    }
)


@dataclass(frozen=True, slots=True)
class Palette(Mapping[str, str]):
    """Names and their colours; a name it does not know is grey, textkit's own categories have fixed colours.

    Examples
    --------
    >>> palette = make_palette(["Carney", "Trump"])
    >>> palette["Trump"] == palette["Carney"], palette["nobody"] == NEUTRAL
    (False, True)
    """

    colours: Mapping[str, str]

    def __getitem__(self, name: object) -> str:
        return self.colours.get(name) or MEANINGS.get(name, NEUTRAL) if isinstance(name, str) else NEUTRAL

    def __iter__(self) -> Iterator[str]:
        return iter(self.colours)

    def __len__(self) -> int:
        return len(self.colours)


def colour_of(name: object) -> str:
    """The colour that ``name`` prefers: always the same, but two names may prefer the same one.

    Use ``make_palette`` where several names stand in one figure. NA is grey.

    Examples
    --------
    >>> colour_of("Carney") == colour_of("Carney")
    True
    >>> colour_of(None) == NEUTRAL
    True
    """
    if not isinstance(name, str):
        return NEUTRAL
    return MEANINGS.get(name, HUES[_preferred_slot(name)])


def make_palette(names: object, field: str | None = None) -> Palette:
    """Colours for ``names``, the most important name first: eight get colours of their own, the rest is grey.

    A name gets the colour it prefers (``colour_of``) unless an earlier name has it. So a figure of the first
    few names of a longer list, in the same order, gives them the colours of the figure with all names.
    Pass ``labels`` instead of names for one palette over all figures of a corpus: speakers by quoted words,
    genres and sources, eight colours for each of the three.

    Parameters
    ----------
    names : iterable of str, or Labels
        Names; NA and repeated names are passed over.
    field : str, optional
        Of labels, a further field whose values get colours, such as party or month.

    Examples
    --------
    >>> everyone, two = make_palette(["a", "b", "c", "d"]), make_palette(["a", "b"])
    >>> everyone["b"] == two["b"]
    True
    """
    lists = _names_in_labels(names, field) if hasattr(names, "speakers") else [names]
    return Palette(MappingProxyType({k: v for part in reversed(lists) for k, v in _assign(part).items()}))


def _names_in_labels(labels: object, field: str | None) -> list[Iterable[object]]:
    words = labels.speakers.groupby("speaker", sort=True)["n_words"].sum()
    speakers = words.sort_values(ascending=False, kind="stable").index
    fields = dict.fromkeys(
        filter(None, ("genre", "source", find_field(field, list(labels.documents)) if field else ""))
    )
    return [speakers, *(sorted(field_values(labels.documents, name).dropna().unique()) for name in fields)]


def _assign(names: Iterable[object]) -> dict[str, str]:
    """Open addressing: a name whose slot is taken gets the next free one."""
    taken: dict[int, str] = {}
    for name in dict.fromkeys(n for n in names if isinstance(n, str) and n not in MEANINGS):
        if len(taken) == len(HUES):
            break
        slot = _preferred_slot(name)
        while slot in taken:
            slot = (slot + 1) % len(HUES)
        taken[slot] = name
    return {name: HUES[slot] for slot, name in taken.items()}


def _preferred_slot(name: str) -> int:
    """A number from the name's bytes: the same in every process, unlike hash()."""
    return crc32(name.casefold().encode()) % len(HUES)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1) of a colour such as ``"#1D56BB"``."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str = PAPER) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1).

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    low, high = sorted([_luminance(one), _luminance(other)])
    return round((high + 0.05) / (low + 0.05), 2)


def mix(colour: str, other: str = PAPER, share: float = 0.5) -> str:
    """``colour`` with ``share`` of ``other`` in it.

    Examples
    --------
    >>> mix("#000000", "#FFFFFF", 0.2)
    '#333333'
    """
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def text_colour(colour: str, background: str = PAPER) -> str:
    """``colour``, darkened until letters in it can be read on ``background`` (contrast 4.5:1, WCAG AA).

    Examples
    --------
    >>> contrast(text_colour(PINK)) >= 4.5
    True
    """
    dark = colour
    while contrast(dark, background) < 4.5:
        dark = mix(dark, "#000000", 0.08)
    return dark


def sequential() -> Colormap:
    """White to dark blue: amounts."""
    return LinearSegmentedColormap.from_list("textkit_sequential", [PAPER, "#A9C4F0", POSITIVE, "#0B2250"])


def diverging() -> Colormap:
    """Vermillion (negative) over near-white (zero) to blue (positive): use with limits symmetric about 0."""
    return LinearSegmentedColormap.from_list("textkit_diverging", ["#7A2400", NEGATIVE, "#F4F4F2", POSITIVE, "#0B2250"])


def style() -> AbstractContextManager[None]:
    """Context in which matplotlib draws in textkit's style; the settings before come back after it."""
    return matplotlib.rc_context(dict(STYLE))


def styled(plot: Callable[P, R]) -> Callable[P, R]:
    """Decorator: run ``plot`` inside ``style()``."""

    @wraps(plot)
    def inside_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with style():
            return plot(*args, **kwargs)

    return inside_style
