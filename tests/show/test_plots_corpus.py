"""Pictures of a corpus, by what is drawn."""

import numpy as np
import pandas as pd
import pytest

from textkit.errors import MissingColumnError
from textkit.measure.frequency import corpus_size, paragraph_roles
from textkit.show import theme
from textkit.show.plots.corpus_plots import plot_corpus_size, plot_overview, plot_paragraph_roles, plot_timeline


def sizes(n=2):
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(n)], "genre": ["report", None] * (n // 2),
                         "n_documents": 1, "n_words": np.arange(n) + 10, "n_quoted": 5})  # fmt: skip


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def widths(ax):
    return [bar.get_width() for bar in ax.patches]


def test_bars_are_words_and_quoted_words():
    ax = plot_corpus_size(sizes(), names={"d0": "A long day"})
    assert widths(ax) == [10, 11, 5, 5]
    assert names(ax) == ["A long day", "d1"]
    assert [t.get_text() for t in ax.texts] == ["10", "11"]


def test_documents_have_the_colours_of_their_genre():
    palette = theme.make_palette(["report"])
    ax = plot_corpus_size(sizes(), colour="genre", palette=palette)
    assert ax.patches[2].get_facecolor() != ax.patches[3].get_facecolor()


def test_many_documents_are_a_histogram_of_all():
    ax = plot_corpus_size(sizes(100))
    assert sum(bar.get_height() for bar in ax.patches) == 100
    assert "median" in ax.texts[0].get_text()


@pytest.mark.parametrize("plot", [plot_corpus_size, plot_timeline, plot_paragraph_roles])
def test_empty_tables_give_labelled_axes_and_a_sentence(plot):
    columns = ["doc_id", "genre", "date", "role", "share", "n_documents", "n_words", "n_quoted"]
    ax = plot(pd.DataFrame(columns=columns))
    assert len(ax.texts) == 1
    assert theme.title_of(ax)


@pytest.mark.parametrize("plot", [plot_corpus_size, plot_timeline, plot_paragraph_roles])
def test_missing_columns_are_named(plot):
    with pytest.raises(MissingColumnError):
        plot(pd.DataFrame({"x": [1]}))


def test_each_dated_document_is_a_dot_and_the_others_are_counted():
    table = pd.DataFrame({"date": ["2025-05-06", "2025-05-06", "2025-06", "1999", None, "soon"],
                          "genre": ["a", "a", None, "b", "b", "b"]})  # fmt: skip
    ax = plot_timeline(table)
    dots = np.concatenate([c.get_offsets() for c in ax.collections])
    assert len(dots) == 4
    assert len({tuple(dot) for dot in dots}) == 4
    assert "2 without date" in ax.get_xlabel()
    assert names(ax) == ["a", "b", "unknown"]


def test_dates_before_1900_are_drawn():
    ax = plot_timeline(pd.DataFrame({"date": ["1790-01-08", "2025-05-06"], "genre": ["a", "a"]}))
    assert "08 Jan 1790 to 06 May 2025" in " ".join(ax.get_xlabel().split())


def test_roles_of_a_group_fill_the_bar():
    table = pd.DataFrame({"genre": ["a", "a", None], "role": ["body", "title", "body"], "share": [0.75, 0.25, 1]})
    ax = plot_paragraph_roles(table)
    assert sorted(widths(ax)) == [0, 25, 75, 100]
    assert names(ax) == ["a", "unknown"]


def test_given_axes_are_drawn_on():
    ax = theme.new_axes()
    assert plot_corpus_size(sizes(), ax=ax) is ax


def test_sizes_and_roles_of_labels(labels):
    size, roles = corpus_size(labels, by="doc_id"), paragraph_roles(labels, by="doc_id")
    assert size.doc_id.tolist() == ["one"]
    assert roles.share.sum() == pytest.approx(1)
    assert roles.n_chars.sum() == (labels.paragraphs.end - labels.paragraphs.start).sum()


def test_sizes_of_a_corpus_by_hand():
    import textkit as tk

    texts = pd.DataFrame({"text": ["“Yes, we stay,” Ann Lee said.", "Nothing more."], "genre": ["a", None]})
    table = corpus_size(tk.label(tk.read_corpus(texts)), by="genre")
    assert table[["n_documents", "n_sentences", "n_words", "n_quoted"]].values.tolist() == [[1, 1, 6, 3], [1, 1, 2, 0]]
    assert table.genre.isna().tolist() == [False, True]


def test_dots_that_would_touch_are_stacked():
    days = pd.date_range("1800-01-01", periods=200, freq="YS").strftime("%Y-%m-%d")
    ax = plot_timeline(pd.DataFrame({"date": days, "genre": "a"}))
    dots = np.asarray(ax.collections[0].get_offsets())
    assert len({tuple(dot) for dot in dots}) == 200
    assert len(set(dots[:, 0])) <= 41
    low, high = sorted(ax.get_ylim())
    assert ((low < dots[:, 1]) & (dots[:, 1] < high)).all()


def test_roles_too_thin_to_be_seen_are_not_in_the_legend():
    table = pd.DataFrame({"genre": "a", "role": ["body", "title"], "share": [0.999, 0.001]})
    legend = plot_paragraph_roles(table).figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["body"]


def test_colours_of_documents_are_explained_where_there_are_several():
    table = sizes(4).assign(genre=["report", "essay", "report", "essay"])
    legend = plot_corpus_size(table, colour="genre").figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["report", "essay"]
    assert not plot_corpus_size(table.assign(genre="report"), colour="genre").figure.legends
    assert not plot_corpus_size(table).figure.legends


def test_days_on_the_axis_have_their_month():
    ax = plot_timeline(pd.DataFrame({"date": ["2025-05-06", "2025-05-28"], "genre": "a"}))
    ax.figure.draw_without_rendering()
    assert [tick.get_text() for tick in ax.get_xticklabels() if tick.get_text().endswith(" May")]


@pytest.mark.parametrize("date", ["0025-05-12", "0001-01-01", "9999-12-31", "0025"])
def test_a_mistyped_year_is_left_out_of_the_timeline_and_counted(date):
    documents = pd.DataFrame({"date": [date, "2025-05-01", "2025-05-09"], "genre": "report"})
    ax = plot_timeline(documents)
    ax.figure.canvas.draw()
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == 2
    assert "(1 without date)" in " ".join(ax.get_xlabel().split())
    plot_timeline(documents.head(1)).figure.canvas.draw()


def overview(n):
    numbers = {"n_words": np.arange(n) + 100, "n_quoted": 10, "n_speakers": 2, "n_quotes": 3, "n_analogies": 0}
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(n)], **numbers, "polarity": np.linspace(-0.1, 0.1, n)})


def test_an_overview_has_a_row_per_article_and_says_what_is_cut():
    ax = plot_overview(overview(3), names={"d2": "A long day"})
    panels = ax.figure.axes
    assert names(ax) == ["A long day", "d1", "d0"]
    assert [widths(panel) for panel in panels[:4]] == [
        [102, 101, 100],
        [*(1000 / np.array([102, 101, 100]))],
        [2] * 3,
        [0] * 3,
    ]
    assert [next(text.get_text() for text in panel.texts) for panel in panels] == ["102", "9.8 %", "2", "0", "+0.10"]
    assert panels[4].collections[1].get_offsets()[:, 0].tolist() == [0.1, 0.0, -0.1]
    assert theme.finding_of(ax.figure) == "3 articles, 303 words."
    cut = plot_overview(overview(21))
    assert names(cut)[-1] == "d1"
    assert theme.finding_of(cut.figure) == "21 articles, 2,310 words. The 20 longest are drawn."
    assert "no words" in plot_overview(overview(0)).texts[0].get_text()
