"""Every picture of a measure's table says which table it needs, and refuses one that is broken down further."""

import inspect

import pandas as pd
import pytest

import textkit as tk
from textkit.plots import PLOT_OF
from textkit.show.theme import NEUTRAL, finding_of, title_of

PLOTS = {name: getattr(tk.plots, name) for name in tk.plots.__all__ if name.startswith("plot_")}
NO_MEASURE = {
    "plot_over_time": ["words"],
    "plot_validity": [],
    "plot_timeline": [],
    "plot_overview": [],
}  # tables that no one measure makes
OTHERS = NO_MEASURE | {"plot_speakers_by": ["genre"]}  # what else they need


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    texts = ["“Trade is great,” Ann Lee said. Trade hurts.", "“No,” Ann Lee said. Trade is a terrible idea."]
    return tk.label(tk.read_corpus(pd.DataFrame({"text": texts, "genre": ["report", "speech"], "party": ["x", "y"]})))


@pytest.mark.parametrize("name", PLOTS)
def test_what_is_not_its_table_is_refused_with_the_measure_that_makes_it(name, labels):
    second = [pd.DataFrame()] if "extremes" in inspect.signature(PLOTS[name]).parameters else OTHERS.get(name, [])
    message = "is needed" if name in NO_MEASURE else r"Pass the table of \w+: tk\."
    for wrong in (labels, "table", labels.quotes[["doc_id"]].rename(columns={"doc_id": "x"})):
        with pytest.raises(tk.errors.MissingColumnError, match=message if wrong is labels else "."):
            PLOTS[name](wrong, *second)


@pytest.mark.parametrize(
    ("plot", "measure", "by", "options"),
    [
        ("plot_speakers", tk.speaker_share, ["party", "genre"], {}),
        ("plot_cues", tk.count_cues, ["genre"], {}),
        ("plot_terms", tk.count_terms, ["genre"], {}),
        ("plot_rank_frequency", tk.count_terms, ["genre"], {}),
        ("plot_keyness", tk.keyness, ["genre"], {}),
        ("plot_corpus_size", tk.corpus_size, ["party", "genre"], {"by": "party"}),
        ("plot_polarity_by", tk.polarity_by, ["voice", "genre"], {"by": "voice"}),
        ("plot_polarity_towards", tk.polarity_towards, ["voice", "genre"], {"by": "voice"}),
        ("plot_paragraph_roles", tk.paragraph_roles, ["party", "genre"], {"by": "party"}),
        ("plot_quoted_share", tk.quoted_share, ["voice", "genre"], {"by": "voice"}),
        ("plot_diversity", tk.diversity, ["party", "genre"], {"by": "party", "value": "ttr"}),
        ("plot_readability", tk.readability, ["party", "genre"], {"by": "party"}),
        ("plot_loaded_terms", tk.sentiment.loaded_terms, ["genre"], {}),
        ("plot_analogies", tk.count_analogies, ["party", "genre"], {"by": "party"}),
    ],
)
def test_a_table_that_is_broken_down_is_drawn_one_group_at_a_time(plot, measure, by, options):
    text = "“Trade is a great war,” Ann Lee said. “No,” said the cruel Bo Roe. Bo Roe left. Bo Roe fights like a lion."
    fields = {"genre": ["report", "speech"], "party": ["x", "x"]}
    broken = measure(tk.label(tk.read_corpus(pd.DataFrame({"text": [text, text], **fields}))), by=by)
    with pytest.raises(tk.errors.OptionError, match=r"several rows for .*one group at a time"):
        PLOTS[plot](broken, **options)
    one = broken[broken["genre"] == "report"].reset_index(drop=True)
    assert PLOTS[plot](one, **options).figure.axes
    if plot != "plot_rank_frequency":  # of the two plots of count_terms the one to ask for
        assert PLOT_OF[measure.__name__].__name__ == plot
        assert tk.plot(one, **options).figure.axes


def test_every_table_with_a_plot_is_that_of_a_measure():
    measures = {name for space in (tk, tk.gold, tk.sentiment, tk.stats) for name in space.__all__}
    assert {*PLOT_OF} <= measures
    assert {function.__name__ for function in PLOT_OF.values()} <= {*PLOTS}


@pytest.mark.parametrize("table", [pd.DataFrame({"term": ["x"], "n": [1]}), "table", None])
def test_a_table_that_does_not_say_what_made_it_is_refused(table):
    with pytest.raises(tk.errors.OptionError, match="which measure made it"):
        tk.plot(table)


def test_the_refusal_names_the_column_and_how_to_choose(labels):
    with pytest.raises(tk.errors.OptionError, match=r"broken down by genre.*table\[table\['genre'\] == 'report'\]"):
        tk.plots.plot_terms(tk.count_terms(labels, by="genre"))


def test_formats_of_a_figure_may_be_one_name(labels, tmp_path):
    table = tk.speaker_share(labels)
    tk.save_figure(tk.plots.plot_speakers(table), "who", data=table, caption="Who?", figures=tmp_path, formats="svg")
    assert (tmp_path / "who.svg").exists()
    assert not (tmp_path / "who.png").exists()


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        (tk.corpus_size, "report"),
        (tk.paragraph_roles, "report"),
        (tk.quoted_share, "report"),
        (tk.diversity, "report"),
        (tk.readability, "report"),
        (tk.polarity_by, "report"),
        (tk.count_analogies, "report"),
    ],
)
def test_rows_are_what_the_table_was_measured_by(measure, row):
    text = "“Trade is a great war,” Ann Lee said. Bo Roe fights like a lion. " * 9
    labels = tk.label(tk.read_corpus(pd.DataFrame({"text": [text, text], "genre": "report", "party": ["x", "y"]})))
    for by, names in ((None, {"all texts"}), ("genre", {row}), (["genre", "party"], {f"{row}, x", f"{row}, y"})):
        ax = tk.plot(measure(labels, by=by))
        assert {label.get_text() for label in ax.get_yticklabels()} == names


def test_what_a_correction_adds_names_no_rows(labels):
    table = tk.count_analogies(labels, by="kind")
    table["per_10k_words_corrected"], table["n_read"] = 1.0, 9.0
    assert "kind?" in title_of(tk.plot(table))


@pytest.mark.parametrize(
    ("fields", "group"),
    [
        ({"genre": ["report", "speech", "report"]}, "genre"),
        ({"genre": ["report", "speech", "report"], "publisher": ["Post", "Times", "Post"]}, "source"),
        ({"source": ["Post", "Post", "Post"], "party": ["x", "y", None]}, "party"),
        ({"genre": ["report", None, None], "date": ["2025-01-02", "2025-02-03", "2025-02-04"]}, "month"),
        ({"source": "Post"}, None),
        ({"n": [1, 2, 3]}, None),
    ],
)
def test_texts_are_grouped_by_the_first_field_that_fits(fields, group):
    texts = pd.DataFrame({"text": ["It rained.", "The sun shone.", "It snowed."]} | fields)
    assert tk.plots.choose_group(tk.label(tk.read_corpus(texts))) == group


def test_colours_are_those_of_the_group_too():
    texts = pd.DataFrame({"text": ["It rained.", "The sun shone."], "date": ["2025-01-02", "2025-02-03"]})
    labels = tk.label(tk.read_corpus(texts))
    assert len({*map(tk.plots.make_palette(labels, "month").get, ["2025-01", "2025-02"]), NEUTRAL}) == 3
    assert tk.plots.make_palette(labels)["2025-01"] == NEUTRAL


def test_texts_without_a_group_stand_in_one_row():
    ax = tk.plots.plot_timeline(pd.DataFrame({"date": ["2025-05-06"]}), by=None)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all texts"]


def test_speakers_by_a_field_are_parts_of_a_bar_for_each_of_its_values():
    said = "“Trade is a great war, and it will go on,” Ann Lee said. "
    texts = pd.DataFrame(
        {
            "text": [said, said + "“It ends,” Bo Roe said.", "It rained. “It will never end like this.” It rained."],
            "source": [*"aab"],
        }
    )
    table = tk.speaker_share(tk.label(tk.read_corpus(texts, duplicates="keep")), by="source")
    ax = tk.plot(table)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in ax.figure.legends[0].texts] == ["Ann Lee", "Bo Roe", "no known speaker"]
    assert [round(bar.get_width()) for bar in ax.patches] == [91, 0, 9, 0, 0, 100]
    assert [note.get_text() for note in ax.texts] == ["22", "6"]
    counted = tk.plots.plot_speakers(table, value="n_quotes")
    assert [note.get_text() for note in counted.texts] == ["3", "1"]
    assert counted.get_xlabel().startswith("% of the quotations")


TALK = {
    "Post": "Trade is a triumph. Ann Lee is wonderful. Trade is a joy. Ann Lee said “it is a triumph.”",
    "Times": "Trade is a disaster. Ann Lee is terrible. Trade is a fraud. Bo Roe said “it is a cruel fraud.”",
}


@pytest.fixture(scope="module")
def talk() -> tk.Labels:
    rows = [(name, f"{text} It was day {day}.") for name, text in TALK.items() for day in range(6)]
    return tk.label(tk.read_corpus(pd.DataFrame(rows, columns=["source", "text"]), duplicates="keep"))


@pytest.mark.parametrize(
    ("measure", "title", "finding"),
    [
        (lambda t: tk.speaker_share(t), "Whose words are quoted?", "Most: Bo Roe, 30 of 54 quoted words (56 %)."),
        (lambda t: tk.speaker_share(t.where(source="Post"), by="source"), "Whose words are quoted in Post?",
         "6 of 12 documents (source = Post). Most: Ann Lee, 24 of 24 quoted words (100 %)."),
        (lambda t: tk.count_cues(t), "Which words report what is said?", "Most: “say”, 12 of 12 utterances (100 %)."),
        (lambda t: tk.quoted_share(t, by="source"), "How much do Post and Times quote?", None),
        (lambda t: tk.corpus_size(t, by="source"), "How many words per source?", None),
        (lambda t: tk.polarity_by(t, by="source"), "How positive are Post and Times?", "Post is above Times"),
        (lambda t: tk.polarity_towards(t, ["trade"], by="source"), "How do Post and Times speak of trade?", None),
        (lambda t: tk.count_analogies(t, by="source"), "How many analogies do Post and Times have?", ""),
        (lambda t: tk.keyness(t, by="source", groups=["Post"], rounds=20),
         "What is key in Post, what in the rest of the corpus?", None),
        (lambda t: tk.keyness(t.where(source="Post"), t.where(source="Times"), rounds=20),
         "What is key in Post, what in the reference?", "6 of 12 documents (source = Post)."),
    ],
)  # fmt: skip
def test_titles_name_whom_and_what_and_the_line_below_says_what_is_found(talk, measure, title, finding):
    ax = tk.plot(measure(talk))
    assert title_of(ax) == title
    assert finding is None or finding_of(ax.figure).startswith(finding)


def test_a_difference_that_may_be_chance_is_no_finding():
    row = {"party": "x", "n_sentences": 9, "n_documents": 5, "mean": 0.1, "low": -0.2, "high": 0.4}
    close = pd.DataFrame([row, row | {"party": "y", "mean": 0.2, "low": -0.1, "high": 0.5}])
    shown = finding_of(tk.plots.plot_polarity_by(close, by="party").figure)
    assert shown == "No party is set apart: the differences may be chance."
    few = close.assign(n_documents=4)
    assert not finding_of(tk.plots.plot_polarity_by(few, by="party").figure)
