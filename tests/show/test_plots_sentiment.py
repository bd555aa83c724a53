"""Pictures of polarity, by what is drawn."""

import pandas as pd
import pytest

import textkit as tk
from textkit.measure.polarity import COUNTS
from textkit.show import theme

VOICES = pd.DataFrame(
    {
        "speaker": ["the writer", "Ann", None],
        "n_sentences": [9, 4, 1],
        "n_documents": [3, 2, 1],
        "mean": [-0.1, 0.4, 0.0],
        "low": [-0.2, 0.3, float("nan")],
        "high": [0.0, 0.5, float("nan")],
    }
)
TOWARDS = VOICES.rename(columns={"n_sentences": "n_mentions"}).assign(target=["Ann", "Ben", "Ann"])
LABELS = tk.label(tk.read_corpus(["It was a triumph. It was quiet.\n\nIt was a disaster.", "It was a cruel fraud."]))


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


def test_groups_run_from_positive_to_negative():
    ax = tk.plots.plot_polarity_by(VOICES)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Ann", "no known speaker", "the writer"]
    assert "9 sentences in 3 documents" in texts_of(ax)


def test_zero_is_in_the_middle():
    low, high = tk.plots.plot_polarity_by(VOICES).get_xlim()
    assert low == -high


def test_groups_with_few_sentences_can_be_left_out():
    assert len(tk.plots.plot_polarity_by(VOICES, least=4).get_yticks()) == 2


def test_matrix_has_a_field_per_pair_and_the_writer_first():
    ax = tk.plots.plot_polarity_towards(TOWARDS)
    assert len(ax.patches) == 3
    assert ax.get_yticklabels()[0].get_text() == "the writer"
    assert "−0.10" in texts_of(ax)
    assert any("n = 9" in text for text in texts_of(ax))


def test_zero_has_no_sign():
    assert "0.00" in texts_of(tk.plots.plot_polarity_towards(TOWARDS))


def test_arcs_have_a_panel_per_article_and_quote_the_extremes():
    ax = tk.plots.plot_polarity_arcs(tk.polarity_arc(LABELS), tk.sentiment.polarity_extremes(LABELS))
    panels = ax.figure.axes
    assert len(panels) == 2
    assert "It was a triumph." in panels[0].get_xlabel()
    assert "It was a disaster." in panels[0].get_xlabel()


def test_every_arc_has_its_scale():
    labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster."] * 3))
    ax = tk.plots.plot_polarity_arcs(tk.polarity_arc(labels), tk.sentiment.polarity_extremes(labels))
    ax.figure.draw_without_rendering()
    scales = [[tick.get_text() for tick in panel.get_xticklabels() if tick.get_visible()] for panel in ax.figure.axes]
    assert len(scales) == 3
    assert all(scale[0] == "0" and scale[-1] == "100" for scale in scales)


def test_loaded_terms_are_coloured_by_value():
    ax = tk.plots.plot_loaded_terms(tk.sentiment.loaded_terms(LABELS))
    colours = {bar.get_facecolor() for bar in ax.patches}
    assert len(colours) >= 2


@pytest.mark.parametrize(
    "draw",
    [
        lambda: tk.plots.plot_polarity_by(pd.DataFrame(columns=["speaker", *COUNTS])),
        lambda: tk.plots.plot_polarity_towards(pd.DataFrame(columns=["speaker", "target", "n_mentions", *COUNTS])),
        lambda: tk.plots.plot_polarity_arcs(
            tk.polarity_arc(LABELS).head(0), tk.sentiment.polarity_extremes(LABELS).head(0)
        ),
        lambda: tk.plots.plot_loaded_terms(tk.sentiment.loaded_terms(LABELS).head(0)),
    ],
)
def test_nothing_to_draw_says_so(draw):
    ax = draw()
    assert theme.title_of(ax)
    assert len(texts_of(ax)) == 1


def test_kinds_of_loaded_words_do_not_stand_on_the_counts():
    rows = [
        {"kind": kind, "term": "war", "value": -1.0, "n": 2853, "n_documents": 241} for kind in ("epithet", "manner")
    ]
    ax = tk.plots.plot_loaded_terms(pd.DataFrame(rows))
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert max(box.x1 for box in boxes) <= ax.figure.bbox.width


def test_every_row_of_the_matrix_has_a_field():
    ax = tk.plots.plot_polarity_towards(
        pd.concat([TOWARDS, TOWARDS.assign(speaker="Cy", target="Di")[1:2]]), top=1, top_by=9
    )
    rows = {round(field.get_y() + field.get_height() / 2) for field in ax.patches}
    assert rows == set(range(len(ax.get_yticks())))


def test_groups_that_are_not_drawn_are_counted():
    assert tk.plots.plot_polarity_by(VOICES, top=2).get_xlabel().endswith("2 of 3 shown")


def test_one_article_has_the_whole_width_for_its_words():
    text = "It was a wonderful, superb and magnificent triumph of the people over all who had doubted them before."
    labels = tk.label(tk.read_corpus([text]))
    ax = tk.plots.plot_polarity_arcs(tk.polarity_arc(labels), tk.sentiment.polarity_extremes(labels))
    assert text in ax.get_xlabel().split("+ ")[1]


def test_articles_without_a_panel_are_counted():
    ax = tk.plots.plot_polarity_arcs(tk.polarity_arc(LABELS), tk.sentiment.polarity_extremes(LABELS), top=1)
    assert ax.figure.get_supxlabel() == "the first 1 of 2 documents"


def test_the_axis_above_is_in_standard_deviations_and_documents_are_dots():
    table = tk.polarity_by(LABELS)
    ax = tk.plot(tk.polarity_by(LABELS, by="doc_id"))
    above = ax.child_axes[0]
    middle, deviation = table.attrs["unit"]
    above.apply_aspect()
    assert above.get_xlim() == pytest.approx([(x - middle) / deviation for x in ax.get_xlim()])
    assert "standard deviations from the mean of addresses" in above.get_xlabel()
    ax = tk.plot(tk.polarity_by(LABELS, by="voice"), documents=tk.polarity_by(LABELS, by=["voice", "doc_id"]))
    assert len(ax.collections[-1].get_offsets()) == 2
