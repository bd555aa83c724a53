"""Pictures of analogies: what is drawn, and the empty states."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import textkit as tk

TEXTS = pd.DataFrame(
    {
        "text": ["He fought like a lion. This is another Watergate. The mayor is no Nixon. States like Ohio vote."],
        "date": ["2019-05-01"],
        "genre": ["news"],
    }
)


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    return tk.label(tk.read_corpus(TEXTS))


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def row_names(ax) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def test_bars_are_the_rates(labels):
    table = tk.count_analogies(labels, by="kind")
    ax = tk.plots.plot_analogies(table)
    assert [bar.get_width() for bar in ax.containers[0]] == pytest.approx(table["per_10k_words"].tolist())
    assert row_names(ax) == table["kind"].tolist()


def test_unknown_speakers_have_a_name(labels):
    ax = tk.plots.plot_analogies(tk.count_analogies(labels, by="speaker"), by="speaker", unknown="writers")
    assert row_names(ax) == ["writers"]


def test_referents_stand_at_their_year(labels):
    ax = tk.plots.plot_past_referents(tk.past_referents(labels))
    years = {float(x) for points in ax.collections for x, _ in getattr(points, "get_offsets", list)() if x > 1900}
    assert 1972.0 in years
    assert "Watergate" in row_names(ax)


def test_one_line_per_pair(labels):
    pairs = tk.analogy_pairs(labels)
    assert len(tk.plots.plot_analogy_pairs(pairs).lines) == len(pairs)


def test_reasons_tell_the_totals(labels):
    ax = tk.plots.plot_analogy_reasons(tk.analogy_reasons(labels))
    n = int(labels.analogies["accepted"].sum())
    assert ax.get_legend().get_texts()[0].get_text() == f"accepted ({n})"


def test_periods(labels):
    table = tk.past_referents_by_period(labels)
    ax = tk.plots.plot_past_referents_by_period(table)
    assert [bar.get_height() for bar in ax.patches] == pytest.approx(table["per_10k_words"].tolist())


def test_empty_tables_say_so():
    labels = tk.label(tk.read_corpus(["It rained."]))
    drawn = [
        tk.plots.plot_analogies(tk.count_analogies(labels, by="kind")),
        tk.plots.plot_analogies(tk.count_analogies(labels, by="doc_id"), by="doc_id"),
        tk.plots.plot_analogy_pairs(tk.analogy_pairs(labels)),
        tk.plots.plot_analogy_reasons(tk.analogy_reasons(labels)),
        tk.plots.plot_past_referents(tk.past_referents(labels)),
        tk.plots.plot_past_referents_by_period(tk.past_referents_by_period(labels)),
    ]
    for ax in drawn:
        assert any(text.get_text().endswith(".") for text in ax.texts)


def test_caller_axes_are_used(labels):
    _, ax = plt.subplots()
    assert tk.plots.plot_analogies(tk.count_analogies(labels, by="kind"), ax=ax) is ax


def test_reasons_of_both_verdicts_are_drawn():
    refused = pd.DataFrame({"accepted": False, "reason": [f"reason {i}" for i in range(30)], "n": 100})
    accepted = pd.DataFrame({"accepted": [True], "reason": ["likeness"], "n": [1]})
    ax = tk.plots.plot_analogy_reasons(pd.concat([refused, accepted]), top=10)
    assert row_names(ax) == ["likeness", *(f"reason {i}" for i in range(5))]


def test_rates_below_one_are_not_rounded_to_nothing():
    table = pd.DataFrame({"kind": ["simile", "historical"], "n": [1200, 8], "per_10k_words": [1250.0, 0.04],
                          "low": 0.01, "high": 0.07})  # fmt: skip
    assert [text.get_text() for text in tk.plots.plot_analogies(table).texts] == ["1,250 (n = 1,200)", "0.04 (n = 8)"]


def test_a_referent_of_one_stance_stands_on_its_line_and_others_apart():
    table = pd.DataFrame({"doc_id": "a", "referent": ["Munich", "Munich", "Vietnam"], "year": 2019.0,
                          "referent_year": [1938, 1938, 1955], "stance": ["affirmed", "denied", "denied"]})  # fmt: skip
    ax = tk.plots.plot_past_referents(table)
    marks = {
        tuple(place) for dots in ax.collections if len(dots.get_offsets()) for place in dots.get_offsets().tolist()
    }
    assert (1955.0, 1.0) in marks
    assert len({y for x, y in marks if x == 1938.0}) == 2


def test_years_of_the_texts_are_promised_only_where_they_are_drawn(labels):
    dated = tk.past_referents(labels)
    assert "grey" in tk.plots.plot_past_referents(dated).get_xlabel()
    assert "grey" not in tk.plots.plot_past_referents(dated.assign(year=float("nan"))).get_xlabel()
