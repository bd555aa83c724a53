"""Pictures of words, by what is drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import naive
import textkit as tk
from textkit.errors import MissingColumnError
from textkit.show import theme
from textkit.show.theme import title_of
from textkit.show.theme.colours import contrast

LABELS = tk.label(tk.read_corpus(["It was a triumph. It was a disaster.", "It was a cruel fraud."]))
TOKENS = naive.tokens_of(
    {"a": ["trade war and trade", "the trade deal of the war"], "b": ["peace and trade", "the war of peace"]}
)
OTHERS = naive.tokens_of({"c": ["ships and peace and peace"], "d": ["the ships of peace"]})
APART = tk.keyness(
    naive.tokens_of({f"a{i}": ["trade war trade war of"] for i in range(9)}),
    naive.tokens_of({f"b{i}": ["ships peace ships peace of"] for i in range(9)}),
    rounds=20,
)
PLOTS = {
    tk.plots.plot_terms: tk.count_terms(TOKENS),
    tk.plots.plot_rank_frequency: tk.count_terms(TOKENS),
    tk.plots.plot_keyness: APART,
    tk.plots.plot_collocations: tk.collocations(TOKENS, min_count=1),
    tk.plots.plot_dispersion: tk.dispersion(TOKENS),
    tk.plots.plot_term_positions: tk.term_positions(TOKENS, ["trade", "war"]),
    tk.plots.plot_diversity: tk.diversity(TOKENS, by="doc_id", window=3),
    tk.plots.plot_readability: pd.DataFrame({"doc_id": ["a", "b"], "flesch_kincaid": [9.5, np.nan]}),
}
each_plot = pytest.mark.parametrize(("plot", "table"), PLOTS.items(), ids=[plot.__name__ for plot in PLOTS])


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def texts(ax):
    return [text.get_text() for text in ax.texts]


@each_plot
def test_title_is_a_question_and_axes_are_named(plot, table):
    ax = plot(table)
    assert title_of(ax).endswith("?")
    assert ax.get_xlabel()


@each_plot
def test_an_empty_table_gives_labelled_axes_and_a_sentence(plot, table):
    ax = plot(table.iloc[:0])
    assert [text for text in texts(ax) if text.endswith(".")]
    assert not ax.get_xticks().size


@each_plot
def test_missing_columns_are_named(plot, table):
    with pytest.raises(MissingColumnError, match="missing"):
        plot(pd.DataFrame({"other": [1]}))


@each_plot
def test_given_axes_are_drawn_on_and_the_table_is_left_alone(plot, table):
    before, ax = table.copy(deep=True), theme.new_axes()
    assert plot(table, ax=ax) is ax
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.filterwarnings("ignore:No font on this computer")
@each_plot
def test_hostile_words_can_be_drawn(plot, table):
    evil = table.copy()
    for column in ("term", "node", "collocate", "doc_id", "driven_by"):
        if column in evil:
            evil[column] = [f"{value}$x^{{ <b>\n渥太华" * 9 for value in evil[column]]
    assert plot(evil)._repr_png_()[0].startswith(b"\x89PNG")


def test_bars_are_the_counts_and_say_documents():
    ax = tk.plots.plot_terms(tk.count_terms(TOKENS), top=3)
    assert [bar.get_width() for bar in ax.patches] == [4, 3, 3]
    assert names(ax) == ["trade", "the", "war"]
    assert texts(ax) == ["4 (2)", "3 (2)", "3 (2)"]
    relative = tk.plots.plot_terms(tk.count_terms(TOKENS), value="per_million", top=1)
    assert [bar.get_width() for bar in relative.patches] == [4 / 17 * 1e6]


def test_every_term_has_a_point_at_its_rank_and_some_are_named():
    table = tk.count_terms(TOKENS)
    ax = tk.plots.plot_rank_frequency(table.sample(frac=1, random_state=1))
    line, points = ax.lines
    assert points.get_xdata().tolist() == list(range(1, len(table) + 1))
    assert points.get_ydata().tolist() == table["n"].tolist()
    assert texts(ax)[:2] == ["trade", "the"]
    assert line.get_ydata()[0] / line.get_ydata()[1] == pytest.approx(len(table))


def test_keyness_has_both_ends_with_intervals_and_counts_in_the_order_of_the_axis():
    ax = tk.plots.plot_keyness(APART, target="news", reference="stories")
    shown = APART[APART["term"].isin(["war", "trade", "ships", "peace"])].sort_values("log_ratio", ascending=False)
    assert names(ax) == shown["term"].tolist()
    dots = {tuple(offset) for dots in ax.collections[1:] for offset in dots.get_offsets().tolist()}
    assert dots == set(zip(shown["log_ratio"], range(4), strict=True))
    lines = [tuple(segment[:, 0]) for segment in ax.collections[0].get_segments()]
    assert lines == list(zip(shown["low"], shown["high"], strict=True))
    assert {"news →", "← stories", f"{shown.n_target.iloc[0]} : {shown.n_reference.iloc[0]}"} <= set(texts(ax))


def test_only_terms_that_the_comparison_supports_are_drawn_and_none_is_a_sentence():
    assert theme.finding_of(tk.plots.plot_keyness(APART).figure) == "4 of 5 words set the sides apart."
    ax = tk.plots.plot_keyness(tk.keyness(TOKENS, OTHERS, rounds=20))
    assert len(ax.collections) == 0
    assert "No word sets them apart: of 8" in texts(ax)[0]


def test_terms_that_one_document_drives_are_hollow():
    table = APART.assign(driven_by=APART["term"].where(APART["term"].eq("war")))
    filled, hollow = tk.plots.plot_keyness(table).collections[-2:]
    assert len(hollow.get_offsets()) == 1
    assert {to_hex(colour) for colour in hollow.get_facecolors()} == {theme.PAPER.lower()}
    assert len(filled.get_offsets()) == 3


def test_terms_without_an_interval_are_pale():
    table = pd.DataFrame({"term": ["a", "b"], "side": "target", "n_target": 9, "n_reference": 1,
                          "log_ratio": [3.0, 2.0], "low": [1.0, None], "high": 4.0, "driven_by": None})  # fmt: skip
    ax = tk.plots.plot_keyness(table)
    sure, unsure = [to_hex(colour) for colour in ax.collections[-2].get_facecolors()]
    assert sure == theme.POSITIVE.lower()
    assert contrast(unsure, theme.PAPER) < contrast(sure, theme.PAPER)
    assert "pale: no interval" in ax.get_xlabel().replace("\n", " ")


def test_an_empty_reference_leaves_nothing_to_compare():
    ax = tk.plots.plot_keyness(tk.keyness(TOKENS, OTHERS.iloc[:0]))
    assert "No word sets them apart" in texts(ax)[0]


def test_collocates_are_dots_the_strongest_first_with_counts_beside_them():
    table = tk.collocations(TOKENS, node=["war", "trade"], min_count=1)
    ax = tk.plots.plot_collocations(table, node="war", top=3)
    strongest = table[table["node"].eq("war") & table["collocate"].ne("war")].nlargest(3, "log_dice")
    assert names(ax) == strongest["collocate"].tolist()
    assert ax.collections[0].get_offsets()[:, 0].tolist() == strongest["log_dice"].tolist()
    assert texts(ax) == [f"{n} ({d})" for n, d in zip(strongest["n"], strongest["n_documents"], strict=True)]


def test_a_stroke_for_each_occurrence_in_the_row_of_its_document():
    table = tk.term_positions(TOKENS, ["trade", "war"])
    ax = tk.plots.plot_term_positions(table, names={"a": "First", "b": "Second"})
    assert names(ax) == ["First", "Second"]
    strokes = [segment[0, 0] for lines in ax.collections for segment in lines.get_segments()]
    assert sorted(strokes) == pytest.approx(sorted(table["position"]))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["trade (4)", "war (3)"]
    assert texts(ax) == ["5", "2", "n"]


def test_of_many_documents_those_with_most_occurrences_are_drawn():
    table = pd.DataFrame({"term": "war", "doc_id": [f"d{i:03}" for i in range(99) for _ in range(i % 7 + 1)]})
    ax = tk.plots.plot_term_positions(table.assign(position=0.5))
    assert len(names(ax)) == 30
    assert "30 of 99 documents" in ax.get_xlabel().replace("\n", " ")


def test_every_term_is_a_dot_in_the_dispersion_plot():
    table = tk.dispersion(TOKENS)
    ax = tk.plots.plot_dispersion(table)
    assert len(ax.collections[0].get_offsets()) == len(table)
    assert set(texts(ax)) <= set(table["term"])


def test_scores_are_sorted_and_undefined_ones_left_out():
    table = pd.DataFrame({"doc_id": ["a", "b", "c"], "lix": [30.0, np.nan, 50.0]})
    ax = tk.plots.plot_readability(table, value="lix", names={"c": "Third"})
    assert names(ax) == ["Third", "a"]
    assert texts(ax) == ["50.0", "30.0"]


def test_many_scores_are_a_histogram_of_all():
    table = pd.DataFrame({"doc_id": [f"d{i}" for i in range(60)], "mattr": np.linspace(0.5, 0.9, 60)})
    ax = tk.plots.plot_diversity(table)
    assert sum(bar.get_height() for bar in ax.patches) == 60
    assert texts(ax) == ["median 0.7"]


def test_positions_of_words_and_phrases():
    with pytest.warns(tk.errors.NothingFoundWarning, match="'ships'"):
        table = tk.term_positions(TOKENS, ["trade w*", "ships"])
    assert table.values.tolist() == [["trade w*", "a", 0, 10, 0.0]]
    assert tk.term_positions(TOKENS, []).empty
    assert tk.term_positions(TOKENS.iloc[:0], "war").empty


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_names_of_the_sides_stay_between_the_axes_and_the_counts(where):
    table = pd.DataFrame({"term": ["a", "b"], "side": ["target", "reference"], "n_target": [9, 0], "low": np.nan,
                          "n_reference": [0, 12345], "log_ratio": [10 * (1 - where), -10 * where], "high": np.nan,
                          "driven_by": [None, "x"]})  # fmt: skip
    ax = tk.plots.plot_keyness(table, target="a long name of a genre", reference="all the other documents")
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert min(box.x0 for box in boxes) >= ax.bbox.x0


def test_every_line_of_the_keyness_axis_has_its_number():
    table = APART.assign(log_ratio=lambda t: t["log_ratio"] * 4)
    ax = tk.plots.plot_keyness(table)
    ax.figure.draw_without_rendering()
    assert all(label.get_text().endswith("×") for label in ax.get_xticklabels())


def test_documents_are_not_counted_where_each_word_has_one():
    ax = tk.plots.plot_terms(tk.count_terms(TOKENS[TOKENS["doc_id"].eq("a")]), top=1)
    assert texts(ax) == ["3"]
    assert ax.get_xlabel() == "occurrences, each in one document"


def test_the_line_of_zipf_runs_through_the_points_however_many_words_occur_once():
    counts = [1000 // rank for rank in range(1, 301)] + [1] * 3000
    line, points = tk.plots.plot_rank_frequency(pd.DataFrame({"term": map(str, range(3300)), "n": counts})).lines
    constant = line.get_xdata()[0] * line.get_ydata()[0]
    assert constant == pytest.approx(1000, rel=0.15)
    assert np.median(np.array(counts) * points.get_xdata()) > 1500  # where the many that occur once would pull it


def test_collocates_of_two_nodes_have_dots_of_both():
    labels = tk.label(tk.read_corpus(["A trade war is a cold war. Free trade is free trade. A trade war is bad."] * 3))
    table = tk.collocations(labels, "war", against="trade", min_count=1, measures=["log_dice"])
    ax = tk.plot(table)
    assert title_of(ax) == "Which words keep company with “war”, which with “trade”?"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["war", "trade"]
    words = [label.get_text() for label in ax.get_yticklabels()]
    drawn = [dots.get_offsets().filled(np.nan)[:, 0].tolist() for dots in ax.collections]
    known = table.set_index("collocate").reindex(words)
    assert drawn[0] == pytest.approx(known["log_dice"].where(np.isfinite(known["log_dice"])).tolist(), nan_ok=True)
    against = known["log_dice_against"]
    assert drawn[1] == pytest.approx(against.where(np.isfinite(against)).tolist(), nan_ok=True)
    assert "with “war”" in ax.get_xlabel().replace("\n", " ")


def test_a_single_collocate_has_a_low_picture():
    many = pd.DataFrame({"node": "war", "collocate": list("abcdefghijklmnop"), "n": 9, "log_dice": np.arange(16.0)})
    few, full = tk.plots.plot_collocations(many[:1]), tk.plots.plot_collocations(many)
    assert few.figure.get_size_inches()[1] < full.figure.get_size_inches()[1]


def test_the_median_is_written_above_the_bars():
    table = pd.DataFrame({"doc_id": [f"d{i}" for i in range(60)], "mattr": [0.5] * 20 + [0.51] * 40})
    ax = tk.plots.plot_diversity(table)
    ax.figure.draw_without_rendering()
    bars = [bar.get_window_extent() for bar in ax.patches]
    assert not any(ax.texts[0].get_window_extent().overlaps(bar) for bar in bars)


def test_loaded_terms_are_coloured_by_value():
    ax = tk.plots.plot_loaded_terms(tk.sentiment.loaded_terms(LABELS))
    colours = {bar.get_facecolor() for bar in ax.patches}
    assert len(colours) >= 2


def test_kinds_of_loaded_words_do_not_stand_on_the_counts():
    rows = [
        {"kind": kind, "term": "war", "value": -1.0, "n": 2853, "n_documents": 241} for kind in ("epithet", "manner")
    ]
    ax = tk.plots.plot_loaded_terms(pd.DataFrame(rows))
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert max(box.x1 for box in boxes) <= ax.figure.bbox.width


@pytest.mark.parametrize(("target", "rows"), [("Lee", 1), ("Dr. Annabel Theodora Lee-Grant", 2)])
def test_names_of_two_sides_do_not_cover_each_other(target, rows):
    table = APART.assign(author=target)
    table.attrs = APART.attrs | {"parameters": {"by": "author"}, "reference": "the rest of the corpus (by author)"}
    ax = tk.plots.plot_keyness(table)
    heads = [note for note in ax.texts if "→" in note.get_text() or "←" in note.get_text()]
    assert len(heads) == 2
    assert len({note.xy[1] for note in heads}) == rows
