"""The picture of statements that several texts print."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

import textkit as tk
from textkit.show import theme

STATEMENT = "“We will build the bridge in May, whatever it costs,” said Ann Lee."
TEXTS = [
    STATEMENT,
    "“We will build the bridge in May,” said Ann Lee.",
    STATEMENT.replace("Ann Lee", "Bo Roe"),
    "It rained. “We will build the bridge in May, whatever it costs.” It rained again.",
]


def bars(ax):
    """Length of each filled bar and its colour, from the left."""
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    filled = [bar for bar in bars if bar.get_facecolor()[3]]
    return [(round(bar.get_width() / 0.84, 2), to_hex(bar.get_facecolor()).upper()) for bar in filled]


def test_a_bar_is_as_long_as_what_is_printed_and_tells_who_is_credited():
    table = tk.shared_quotations(tk.label(tk.read_corpus(TEXTS)))
    ax = tk.plot(table)
    usual, other, nobody = theme.HUES[0], theme.HUES[1], theme.NEUTRAL
    assert sorted(bars(ax)) == sorted([(1.0, usual), (0.7, usual), (1.0, other), (1.0, nobody)])
    assert [label.get_text() for label in ax.get_xticklabels()] == table["doc_id"].tolist()
    assert ax.get_yticklabels()[0].get_text().replace("\n", " ").startswith("Ann Lee: “We will build the bridge")
    assert ax.figure.legends[0].texts[0].get_text() == "credited as most do"


def test_columns_may_be_outlets_and_what_is_not_drawn_is_said():
    corpus = pd.DataFrame({"text": TEXTS, "source": ["Post", "Post", "Times", "Herald"]})
    table = tk.shared_quotations(tk.label(tk.read_corpus(corpus)), metadata="source")
    ax = tk.plots.plot_shared_quotations(table, by="source", names={"Post": "The Post"})
    assert {label.get_text() for label in ax.get_xticklabels()} == {"The Post", "Times", "Herald"}
    two = pd.concat([table, table.assign(statement=2)], ignore_index=True)
    assert "1 of 2 statements shown" in tk.plots.plot_shared_quotations(two, by="source", top=1).get_xlabel()


@pytest.mark.filterwarnings("ignore::textkit.errors.NothingFoundWarning")
def test_nothing_shared_is_a_sentence():
    ax = tk.plot(tk.shared_quotations(tk.label(tk.read_corpus(["Rain.", "Sun."]))))
    assert ax.texts[0].get_text().replace("\n", " ") == "No statement is printed by several documents."


def test_names_of_files_below_the_bars_can_be_read():
    rows = [
        {
            "statement": 1,
            "doc_id": f"herald_2025-05-0{n}_the-bridge",
            "speaker": "Ann Lee",
            "text": "No.",
            "share_in_document": 1,
        }
        for n in range(1, 9)
    ]
    few, many = (tk.plots.plot_shared_quotations(pd.DataFrame(rows[:n])) for n in (3, 8))
    for ax, angle in ((few, 0), (many, 90)):
        labels = ax.get_xticklabels()
        assert {label.get_rotation() for label in labels} == {angle}
        assert "".join(labels[0].get_text().split()) == "herald2025-05-01the-bridge"
