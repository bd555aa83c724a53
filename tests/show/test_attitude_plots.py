"""Tone by group, who speaks how of whom as a matrix and over time, by what is drawn."""

import pandas as pd
import pytest

import textkit as tk

ROW = {"holder": "Ann", "target": "trade", "n_mentions": 4, "mean": 0.2, "low": 0.1, "high": 0.3}
MONTHS = pd.DataFrame(
    [
        ROW | {"month": "2025-01"},
        ROW | {"month": "2025-03", "mean": 0.4, "high": 0.5},
        ROW | {"month": "2025-02", "holder": "the writer", "n_mentions": 2, "mean": -0.1},
        ROW | {"month": None, "mean": 0.9},
        ROW | {"month": "2025-01", "target": "Ben", "n_mentions": 3},
    ]
)
TEXTS = pd.DataFrame(
    {
        "text": [
            "Trade is a disaster.",
            "“Trade is great,” Ann Lee said. Trade hurts.",
            "Trade is a triumph. Migrants are brave.",
        ],
        "date": ["2025-01-05", "2025-01-20", "2025-03-01"],
    }
)
VOICES = pd.DataFrame(
    {
        "speaker": ["the writer", "Ann", None],
        "n_sentences": [9, 4, 1],
        "n_documents": [5, 2, 1],
        "mean": [-0.1, 0.4, 0.0],
        "low": [-0.2, 0.3, float("nan")],
        "high": [0.0, 0.5, float("nan")],
    }
)
TOWARDS = VOICES.rename(columns={"n_sentences": "n_mentions"}).assign(target=["Ann", "Ben", "Ann"])
LABELS = tk.label(tk.read_corpus(["It was a triumph. It was quiet.\n\nIt was a disaster.", "It was a cruel fraud."]))
TOPICS = {"trade": ["trade"], "migrants": ["migrant*"]}


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(TEXTS))


def test_a_panel_per_target_and_a_line_per_holder_in_the_order_of_time():
    ax = tk.plots.plot_attitudes_over_time(MONTHS)
    assert [panel.get_title(loc="left") for panel in ax.figure.axes] == ["trade", "Ben"]
    lines = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert lines["Ann"] == [0.2, 0.4]  # not the month that is unknown
    assert lines["the writer"] == []  # of two mentions: hollow
    assert ax.collections[0].get_offsets()[:, 1].tolist() == [-0.1]
    low, high = ax.get_ylim()
    assert low == -high


def test_one_call_from_labels_to_the_picture(labels):
    table = tk.polarity_towards(labels, TOPICS, by=["holder", "month"])
    assert table["month"].tolist() == ["2025-01", "2025-01", "2025-03", "2025-03"]
    assert table.loc[table["holder"] == "Ann Lee", ["target", "n_mentions"]].values.tolist() == [["trade", 1]]
    assert len(tk.plot(table).figure.axes) == 2
    with pytest.raises(tk.errors.OptionError, match="2 targets, each of which needs a panel"):
        tk.plot(table, ax=tk.plot(table))


@pytest.mark.parametrize("by", ["month", ["holder", "quarter"], ["week", "voice"]])
def test_any_period_and_column_will_do(labels, by):
    assert tk.plot(tk.polarity_towards(labels, TOPICS, by=by)).figure.axes


def test_periods_are_named_and_those_without_a_text_take_their_room():
    ax = tk.plots.plot_attitudes_over_time(
        pd.DataFrame([ROW | {"holder": "Ann", "month": m} for m in ("2025-01", "2025-04")])
    )
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025"]
    first, last = ax.lines[0].get_xdata()
    assert (last - first, ax.get_xticks()[0]) == (3, first)


def test_without_dates_it_says_so():
    table = tk.polarity_towards(tk.label(tk.read_corpus(["Trade hurts."])), "trade", by=["holder", "month"])
    assert "No document has a date." in [text.get_text() for text in tk.plot(table).texts]


def test_documents_are_dots_in_their_cells(labels):
    table = tk.polarity_towards(labels, TOPICS, by="holder")
    each = tk.polarity_towards(labels, TOPICS, by=["holder", "doc_id"])
    ax = tk.plot(table, documents=each)
    x, y = ax.collections[-1].get_offsets().T
    assert len(x) == len(each) == 5
    columns = [label.get_text() for label in ax.get_xticklabels()]
    first = each[(each["holder"] == "the writer") & (each["target"] == "trade")]
    assert sorted(x[(y < 0.5) & (x.round() == columns.index("trade"))]) == pytest.approx(
        sorted(columns.index("trade") + 0.42 * first["mean"])
    )


def test_a_corrected_mean_stands_behind_an_arrow():
    table = pd.DataFrame([ROW | {"mean_corrected": -0.1, "mean_low": -0.2, "mean_high": 0.0}])
    ax = tk.plots.plot_polarity_towards(table, by="holder")
    assert "+0.20 → −0.10" in [text.get_text() for text in ax.texts]


def test_a_text_that_speaks_of_nobody_is_no_error(tmp_path):
    labels = tk.label(tk.read_corpus(["It rained."]))
    table = tk.polarity_towards(labels, by=["holder", "month"])
    tk.save_figure(tk.plot(table), "04_x", data=table, caption="?", figures=tmp_path, labels=labels)
    assert {"holder", "month", "target", "polarity", "row"} <= set(tk.evidence(table, labels))


def test_each_cell_leads_to_its_sentences(labels, tmp_path):
    table = tk.polarity_towards(labels, TOPICS, by=["holder", "month"])
    for number in range(len(table)):
        assert len(tk.evidence(table.iloc[number], labels)) == table["n_mentions"].iloc[number]
    tk.save_figure(tk.plot(table), "04_x", data=table, caption="?", figures=tmp_path, labels=labels)
    lines = pd.read_csv(tmp_path / "evidence/04_x.csv")
    assert lines.groupby("term").size()["Ann Lee → 2025-01 → trade"] == 1
    assert lines[["node", "sent_id"]].iloc[0].tolist() == ["Trade", 0]


def test_groups_run_from_positive_to_negative():
    ax = tk.plots.plot_polarity_by(VOICES)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Ann", "no known speaker", "the writer"]
    assert "9 sentences in 5 documents" in texts_of(ax)


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


def test_every_row_of_the_matrix_has_a_field():
    ax = tk.plots.plot_polarity_towards(
        pd.concat([TOWARDS, TOWARDS.assign(speaker="Cy", target="Di")[1:2]]), top=1, top_by=9
    )
    rows = {round(field.get_y() + field.get_height() / 2) for field in ax.patches}
    assert rows == set(range(len(ax.get_yticks())))


def test_groups_that_are_not_drawn_are_counted():
    assert tk.plots.plot_polarity_by(VOICES, top=2).get_xlabel().endswith("2 of 3 shown")


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


def test_intervals_are_drawn_from_five_documents_on():
    """With fewer the documents are drawn instead."""
    ax = tk.plots.plot_polarity_by(VOICES, documents=VOICES[1:2].assign(doc_id="a", mean=0.3))
    assert [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()] == [[-0.2, 0.0]]
    assert ax.collections[-1].get_offsets().tolist() == [[0.3, 0.0]]
    assert ax.get_xlim()[1] < 0.45
    cells = texts_of(tk.plots.plot_polarity_towards(TOWARDS))
    assert [cell for cell in cells if "…" in cell] == ["−0.20 … 0.00\nn = 9"]


def test_a_row_that_lost_its_interval_is_told():
    row = {"party": "x", "n_sentences": 9, "n_documents": 5, "mean": 0.1, "low": 0.0, "high": 0.2}
    table = pd.DataFrame([row, row | {"party": "y", "n_documents": 4}])
    assert tk.plots.plot_polarity_by(table, by="party").get_xlabel().endswith("\nno interval below five documents")
    assert "interval" not in tk.plots.plot_polarity_by(table[:1], by="party").get_xlabel()
    assert "no intervals below" in tk.plots.plot_polarity_by(table[1:], by="party").get_xlabel()


def test_a_sheet_that_corrects_nothing_is_told():
    row = {"party": "x", "n_sentences": 9, "n_documents": 5, "mean": 0.1, "low": 0.0, "high": 0.2}
    table = pd.DataFrame([row | {"mean_corrected": float("nan"), "n_read": 3.0}])
    assert "not corrected: too little was read" in tk.plots.plot_polarity_by(table, by="party").get_xlabel()
    unused = pd.DataFrame([row])
    unused.attrs["errors"] = "The sheet tone.csv was not used: nobody has filled it in yet."
    assert "not corrected: the sheet was not used" in tk.plots.plot_polarity_by(unused, by="party").get_xlabel()


def test_one_month_is_no_course_in_time():
    ax = tk.plots.plot_attitudes_over_time(MONTHS[MONTHS["month"] == "2025-01"])
    assert ax.texts[0].get_text() == "All of it is from one month."
