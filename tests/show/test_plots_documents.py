"""Pictures of documents one by one, by what is drawn."""

import pandas as pd
import pytest

import textkit as tk
from textkit.measure.polarity import COUNTS
from textkit.show import theme

LABELS = tk.label(
    tk.read_corpus(["It was a triumph. It was quiet.\n\nIt was a disaster.", "It was a cruel fraud.", "It was quiet."])
)
ARCS, EXTREMES = tk.polarity_arc(LABELS), tk.sentiment.polarity_extremes(LABELS)


def test_each_article_has_a_row_with_its_paragraphs_and_its_extremes_on_them():
    ax = tk.plots.plot_polarity_arcs(ARCS, EXTREMES, names={"text-001": "A triumph"})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A triumph", "text-002", "text-003"]
    assert len(ax.patches) == len(ARCS)
    assert [text.get_text() for text in ax.texts] == ["3", "1", "1"]  # sentences
    dots = ax.collections[-1].get_offsets()
    assert len(dots) == len(EXTREMES)
    assert [round(y) for _, y in dots] == [["text-001", "text-002", "text-003"].index(d) for d in EXTREMES["doc_id"]]
    up = [bar.get_height() < 0 for bar in ax.patches]  # rows are counted downwards
    assert up == (ARCS["mean"] > 0).tolist()


def test_of_many_articles_those_are_drawn_whose_line_moves_most():
    ax = tk.plots.plot_polarity_arcs(ARCS, EXTREMES, top=1)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["text-001"]
    assert ax.get_xlabel().endswith("1 of 3 shown")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: tk.plots.plot_polarity_by(pd.DataFrame(columns=["speaker", *COUNTS])),
        lambda: tk.plots.plot_polarity_towards(pd.DataFrame(columns=["speaker", "target", "n_mentions", *COUNTS])),
        lambda: tk.plots.plot_polarity_arcs(ARCS.head(0), EXTREMES.head(0)),
        lambda: tk.plots.plot_loaded_terms(tk.sentiment.loaded_terms(LABELS).head(0)),
    ],
)
def test_nothing_to_draw_says_so(draw):
    ax = draw()
    assert theme.title_of(ax)
    assert len(ax.texts) == 1
