"""The visual language: sizes, labels, intervals, empty states, and no trace left in matplotlib's settings."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from textkit.errors import OptionError
from textkit.show import theme
from textkit.show.theme import paper
from textkit.show.theme.paper import PNG_DPI, settled


def texts(ax):
    return [t.get_text() for t in ax.texts]


@pytest.mark.parametrize(("width", "mm"), [("single", 84), ("double", 174), (120, 120)])
def test_axes_have_the_width_of_a_column(width, mm):
    size = theme.new_axes(width, height_mm=50).figure.get_size_inches() * 25.4
    assert size == pytest.approx([mm, 50])


def test_unknown_width_is_refused():
    with pytest.raises(OptionError, match="single"):
        theme.new_axes("triple")


def test_given_axes_come_back():
    ax = theme.new_axes()
    assert theme.axes(ax) is ax


def test_settings_are_untouched_and_pyplot_has_no_figure():
    before, figures = dict(matplotlib.rcParams), plt.get_fignums()
    theme.say_nothing(theme.new_axes(), "Nothing.", title="What?")
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == figures


def test_axes_show_themselves_as_png():
    data, size = theme.new_axes(100)._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert size["width"] == 394


def test_money_is_not_mathematics():
    ax = theme.finish(theme.new_axes(), title="From $25 to $30 in Montréal", xlabel="$ or $x^{")
    assert ax._repr_png_()[0]


@pytest.mark.parametrize("label", ["x" * 300, "a b " * 90, "line\nbreak\x00\x07", "<b>", "", "العربية"])
def test_wrapped_labels_have_two_short_lines(label):
    lines = theme.wrap(label).split("\n")
    assert len(lines) <= 2
    assert max(map(len, lines)) <= 28


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_missing_labels_are_unknown(missing):
    assert theme.wrap(missing) == "unknown"


def test_empty_state_has_labels_a_title_and_a_sentence():
    ax = theme.say_nothing(theme.new_axes(), "No dates.", title="When?", xlabel="date", ylabel="words")
    assert (texts(ax), ax.get_xlabel(), ax.get_ylabel()) == (["No dates."], "date", "words")
    assert theme.title_of(ax) == "When?"


def test_intervals_without_numbers_are_not_drawn():
    ax = theme.new_axes()
    theme.draw_intervals(ax, [0, 1], [1, np.nan], [2, 3])
    assert [s.tolist() for s in ax.collections[0].get_segments()] == [[[1, 0], [2, 0]]]


@pytest.mark.parametrize("draw", ["barh", "bar"])
def test_bar_labels_stand_behind_bars_and_intervals_within_the_axis(draw):
    ax = theme.new_axes()
    bars = getattr(ax, draw)([0, 1, 2], [5, -3, np.nan])
    theme.label_bars(ax, bars, ["five", "minus three", "none"], beyond=[6, -4, 1])
    assert texts(ax) == ["five", "minus three"]
    low, high = ax.get_xlim() if draw == "barh" else ax.get_ylim()
    assert low < -4
    assert high > 6


def test_long_titles_and_labels_are_not_clipped():
    ax = theme.new_axes(height_mm=theme.height_for(2))
    ax.barh([0, 1], [1, 2])
    ax.set_yticks([0, 1], [theme.wrap("A very long name of an office or a party " * 3)] * 2)
    theme.finish(ax, title="A question that is much longer than the column of a page is wide, is it not?")
    ax.figure.draw_without_rendering()
    box = ax.figure.get_tightbbox()
    width, height = ax.figure.get_size_inches()
    assert box.x0 >= 0
    assert box.x1 <= width + 0.01
    assert box.y1 <= height + 0.01


def test_panels_have_titles_of_their_own():
    left, right = theme.panels(2)[0]
    theme.finish(left, title="One?")
    theme.finish(right, title="Two?")
    assert [theme.title_of(ax) for ax in (left, right)] == ["One?", "Two?"]


def test_a_shown_figure_is_drawn_again_only_after_a_change():
    ax = theme.new_axes(height_mm=30)
    first, again = ax._repr_png_()[0], ax._repr_png_()[0]
    ax.plot([0, 1], [0, 1])
    assert first is again
    assert ax._repr_png_()[0] != first


def test_a_figure_that_says_nothing_is_low():
    ax = theme.say_nothing(theme.new_axes(height_mm=90), "No dates.")
    assert not ax.axison
    assert ax.figure.get_size_inches()[1] * 25.4 == pytest.approx(40)
    left, _ = theme.panels(2, height_mm=90)[0]
    assert theme.say_nothing(left, "No dates.").figure.get_size_inches()[1] * 25.4 == pytest.approx(90)


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [(3, ["0", "1", "2", "3"]), (32, ["0", "10", "20", "30"]), (2_400_000, ["0", "1 M", "2 M"])],
)
def test_counts_have_round_ticks_in_one_unit(largest, ticks):
    ax = theme.new_axes()
    ax.set_xlim(0, largest)
    theme.count_axis(ax)
    ax.figure.draw_without_rendering()
    assert [tick.get_text() for tick in ax.get_xticklabels() if tick.get_position()[0] <= largest] == ticks


def test_lines_of_a_label_stay_lines():
    ax = theme.finish(theme.new_axes(), xlabel=f"words{theme.part_note(3, 9)}")
    assert ax.get_xlabel() == "words\n3 of 9 shown"


@pytest.mark.parametrize("side", ["xlabel", "ylabel"])
def test_labels_wider_than_their_axis_stay_on_the_paper(side):
    ax = theme.new_axes(height_mm=50)
    ax.set_yticks([0], ["a name of a row that takes much\nof the width of a column"])
    theme.finish(
        ax,
        title="What?",
        **{side: "% of words, as long as it may be (grey: unknown)"[: 48 if side == "xlabel" else 30]},
    )
    with settled(ax.figure):
        label = getattr(ax, f"{side[0]}axis").label.get_window_extent()
    assert min(label.min) >= 0
    assert (label.max <= ax.figure.get_size_inches() * PNG_DPI).all()


# DejaVu Sans lacks the sign U+2335, DejaVu Sans Mono has it


@pytest.mark.parametrize(("fonts", "boxes"), [(("No Such Font", "DejaVu Sans Mono"), []), ((), ["a\u2335b"])])
def test_letters_that_the_font_lacks_are_those_of_another_or_told(monkeypatch, fonts, boxes):
    monkeypatch.setattr(paper, "OTHER_FONTS", fonts)
    paper._families_with.cache_clear()
    ax = theme.new_axes()
    theme.name_rows(ax, ["plain", "a\u2335b c"])
    with paper.quiet(), settled(ax.figure) as lacking:
        assert lacking == boxes
    families = [label.get_fontfamily() for label in ax.get_yticklabels()]
    assert families == [["DejaVu Sans"], ["DejaVu Sans", *fonts[1:]]]
    paper._families_with.cache_clear()


def test_a_picture_with_boxes_warns_where_no_caption_can_tell(monkeypatch):
    monkeypatch.setattr(paper, "OTHER_FONTS", ())
    paper._families_with.cache_clear()
    ax = theme.finish(theme.new_axes(), title="Who quotes \u7fd2\u8fd1\u5e73 \U0001f389?")
    with pytest.warns(UserWarning, match="letters of \u7fd2\u8fd1\u5e73, \U0001f389"):
        ax._repr_png_()
    paper._families_with.cache_clear()
