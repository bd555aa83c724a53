"""Pictures of validity and of values over time: what is drawn."""

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.show.theme import title_of

SCORES = pd.DataFrame(
    {
        "labeller": ["quotations", "analogies", "analogies"],
        "figure": ["quoted speech, right speaker", "simile", "antonomasia"],
        "n_gold": [20, 5, 0],
        "precision": [0.9, 0.8, None],
        "recall": [0.7, 0.6, None],
        "f1": [0.79, 0.69, None],
        "f1_low": [0.6, None, None],
        "f1_high": [0.9, None, None],
    }
).astype(dict.fromkeys(("precision", "recall", "f1", "f1_low", "f1_high"), float))


def drawn(ax):
    return [tuple(map(float, point)) for dots in ax.collections for point in np.ma.filled(dots.get_offsets(), np.nan)]


def test_evaluation_draws_f1_precision_and_recall_of_what_has_gold():
    ax = tk.plots.plot_evaluation(SCORES)
    labels = [" ".join(text.get_text().split()) for text in ax.get_yticklabels()]
    assert labels == ["quoted speech, right speaker (n = 20)", "analogies: simile (n = 5)"]
    assert {(0.79, 0.0), (0.9, 0.0), (0.7, 0.0), (0.69, 1.0)} <= set(drawn(ax))


def test_rated_sentences_draw_a_dot_each_and_the_mean_of_each_rating():
    rated = pd.DataFrame({"human": [-1.0] * 6 + [2.0], "polarity": [-0.6, -0.2] * 3 + [0.5]})
    ax = tk.plots.plot_rated_sentences(rated)
    assert len(drawn(ax)) == 7
    assert ax.get_lines()[0].get_xydata().tolist() == [[-1.0, pytest.approx(-0.4)]]  # one sentence has no mean
    assert {"n = 6", "n = 1"} <= {text.get_text() for text in ax.texts}
    assert "(r = 0.86)" in title_of(ax)


def test_over_time_draws_documents_line_and_names_the_extremes():
    table = pd.DataFrame({"doc_id": ["a", "b", "c"], "year": [1800, 1900, 2000], "words": [10.0, 50.0, 20.0]})
    ax = tk.plots.plot_over_time(
        table, "words", line=tk.stats.running_median(table, "words", window=11), title="How long?"
    )
    assert drawn(ax) == [(1800.0, 10.0), (1900.0, 50.0), (2000.0, 20.0)]
    assert len(ax.get_lines()[0].get_xdata()) == 201
    assert {"a", "b"} <= {text.get_text() for text in ax.texts}
    assert ax.get_xlabel() == "year (line: median of 11 years)"


def test_dots_stand_before_their_intervals():
    table = pd.DataFrame({"decade": [1790, 1800], "mean": [0.1, 0.2], "low": [0.0, 0.1], "high": [0.2, 0.3]})
    ax = tk.plots.plot_over_time(table, "mean", year="decade")
    intervals, dots = ax.collections
    assert dots.get_zorder() > intervals.get_zorder()
    assert len(intervals.get_segments()) == len(dots.get_offsets()) == 2
    assert ax.get_xlabel() == "decade"


@pytest.mark.parametrize(
    ("plot", "sentence"),
    [
        (lambda: tk.plots.plot_evaluation(SCORES[:0]), "no gold annotations"),
        (lambda: tk.plots.plot_rated_sentences(pd.DataFrame({"human": [], "polarity": []})), "was rated"),
        (lambda: tk.plots.plot_validity(tk.gold.published_validity()[:0]), "Nothing was measured"),
        (lambda: tk.plots.plot_over_time(pd.DataFrame({"year": [None], "x": [1]}), "x"), "No document has a year"),
    ],
)
def test_nothing_to_draw_is_said(plot, sentence):
    assert any(sentence in " ".join(text.get_text().split()) for text in plot().texts)


def test_published_validity_is_drawn_beside_other_tools_and_human_readers():
    table = tk.gold.published_validity()
    ax = tk.plots.plot_validity(table)
    points = set(drawn(ax))
    for row, value in enumerate(table.value):
        assert (value, float(row)) in points


def test_a_missing_column_is_named():
    with pytest.raises(tk.errors.MissingColumnError, match="missing: words"):
        tk.plots.plot_over_time(pd.DataFrame({"year": [1]}), "words")


def test_thousands_are_separated():
    ax = tk.plots.plot_over_time(pd.DataFrame({"year": [1800, 1900], "words": [0, 30_000]}), "words")
    ax.figure.draw_without_rendering()
    assert "20,000" in [label.get_text() for label in ax.get_yticklabels()]


def test_what_equals_textkit_is_not_hidden_by_it():
    ax = tk.plots.plot_validity(tk.gold.published_validity())
    textkit, *others = ax.collections[1:]
    assert all(marks.get_zorder() > textkit.get_zorder() for marks in others)
