"""Measures know where their numbers come from, name themselves in errors, and can be sent to other processes."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd
import pytest

import textkit as tk
from textkit.measure.calls import measure
from textkit.measure.frequency import count_terms


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    texts = ["Ann Lee says that trade hurts. She said it again.", "Bo Roe said no. Trade is said to say much."]
    return tk.label(tk.read_corpus(pd.DataFrame({"text": texts, "genre": ["report", "speech"]})))


def test_the_public_name_is_the_function_of_its_module():
    assert tk.count_terms is count_terms


@pytest.mark.slow
def test_a_measure_can_be_sent_to_another_process(labels):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(tk.count_terms, labels.tokens).result()
    pd.testing.assert_frame_equal(there, tk.count_terms(labels.tokens))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda labels: tk.count_terms(labels, words=["a"]), r"^count_terms\(\) got an unexpected .* 'words'"),
        (lambda labels: tk.count_terms(labels, stopwords="drop"), "Did you mean 'stop_words'"),
        (lambda labels: tk.diversity(labels, "genre"), r"^diversity\(\) takes source .* 'genre' may be by="),
        (
            lambda labels: tk.collocations(labels, "trade", 4),
            r"^collocations\(\) takes source and node .* 4 may be window=",
        ),
        (lambda labels: tk.keyness(labels, target="a"), r"^keyness\(\) multiple values for argument 'target'"),
        (lambda labels: tk.polarity_towards(labels, "trade", 5), r"5 may be least_mentions="),
        (lambda labels: tk.kwic(labels), r"^kwic\(\) missing a required argument: 'pattern'"),
        (lambda labels: tk.count_terms(), r"^count_terms\(\) .*\(source, terms=None, \*, by="),
        (lambda labels: tk.analogy_pairs(labels, "Nixon"), r"takes labels by place and nothing else, not 'Nixon'\."),
        (lambda labels: tk.keyness(labels, speaker="Ann Lee"), r"\(labels, by='speaker', groups=\['Ann Lee'\]\)"),
        (lambda labels: tk.keyness(labels, genre="speech"), r"keyness\(labels.where\(genre='speech'\)\)"),
        (lambda labels: tk.polarity_by(labels, speaker="Ann Lee"), r"by='speaker'\) .*table\['speaker'\] == 'Ann Lee'"),
        (lambda labels: tk.key_terms(tk.count_terms(labels), by="genre"), r"tk.keyness\(labels, by='speaker', groups="),
        (
            lambda labels: tk.polarity_by(labels, terms="trade"),
            r"tk.polarity_towards\(labels, 'tariff\*', by='source'\)",
        ),
        (lambda labels: tk.kwic(labels, "trade", context=3), "Did you mean 'window'?"),
        (lambda labels: tk.polarity_towards(labels, "trade", versus="speech"), "Did you mean 'against'?"),
        (lambda labels: tk.kwic(labels, query="trade"), "Did you mean 'pattern'?"),
        (lambda labels: tk.polarity_towards(labels, terms="trade"), "Did you mean 'targets'?"),
        (lambda labels: tk.read_corpus(["Rain."], pattern="{date}"), r"^read_corpus\(\) .* 'name_pattern'?"),
        (lambda labels: tk.label(tk.read_corpus(["Rain."]), table="quotes"), r"^label\(\) .* 'tables'?"),
        (lambda labels: tk.label(labels.tokens, "quotes"), r"name the others: 'quotes' may be tables= …"),
    ],
)
def test_a_wrong_call_names_the_measure_and_its_arguments(labels, call, message):
    with pytest.raises(TypeError, match=message) as caught:
        call(labels)
    assert "Its arguments are (" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda labels: tk.count_terms("some text"), tk.errors.OptionError, r"tk.label\(tk.read_corpus"),
        (lambda labels: tk.keyness(labels, "Ann Lee"), tk.errors.OptionError, r"by='speaker', groups=\['Ann Lee'\]"),
        (lambda labels: tk.count_terms(tk.read_corpus(["Rain."])), tk.errors.OptionError, r"tk.label\(corpus\)"),
        (lambda labels: tk.speaker_share(labels.quotes), tk.errors.MissingColumnError, "pass the labels themselves"),
        (lambda labels: tk.key_terms(labels), tk.errors.OptionError, "needs a table as table, not Labels"),
        (lambda labels: tk.gold.evaluate(labels, "gold"), tk.errors.OptionError, r"tk.gold.read_gold\('folder'\)"),
        (lambda labels: tk.keyness(labels, labels, level=95), tk.errors.OptionError, "between 0 and 1.*mean 0.95"),
        (lambda labels: tk.polarity_by(labels, level=95), tk.errors.OptionError, "between 0 and 1.*mean 0.95"),
        (
            lambda labels: tk.polarity_by(labels, rounds=0),
            tk.errors.OptionError,
            "rounds must be a whole number, 1 or more",
        ),
        (
            lambda labels: tk.keyness(labels, by="genre", rounds="many"),
            tk.errors.OptionError,
            "rounds must be a whole",
        ),
    ],
)
def test_what_a_measure_cannot_take_is_refused_with_a_remedy(labels, call, error, message):
    with pytest.raises(error, match=message):
        call(labels)


@pytest.mark.parametrize("measure", [tk.count_terms, tk.collocations, tk.dispersion, tk.term_positions])
def test_the_words_looked_for_may_be_given_by_place(labels, measure):
    key = "node" if measure is tk.collocations else "terms"
    pd.testing.assert_frame_equal(measure(labels, "say*"), measure(labels, **{key: "say*"}))


def test_the_names_of_arguments_in_0_1_0_warn(labels):
    with pytest.warns(DeprecationWarning, match="keyness\\(rounds=…\\) now"):
        old = tk.keyness(labels, by="genre", bootstrap=5)
    pd.testing.assert_frame_equal(old, tk.keyness(labels, by="genre", rounds=5))


def test_rows_chosen_of_a_table_keep_what_was_measured(labels):
    keyness = tk.keyness(labels, by="genre", groups="speech", unit="lemma", rounds=0)
    chosen = tk.key_terms(keyness, top=50)
    assert chosen.attrs["measure"] == "keyness"
    assert chosen.attrs["parameters"]["unit"] == "lemma"
    for table in (keyness, chosen):
        row = table[table["term"] == "say"].iloc[0]
        assert len(tk.evidence(row, labels)) == row["n_target"] == 3


def test_counts_that_are_compared_tell_what_was_counted(labels):
    speech, report = (tk.count_terms(part, unit="lemma") for part in (labels, labels.tokens.head(12)))
    keyness = tk.keyness(speech, report)
    assert keyness.attrs["parameters"]["unit"] == "lemma"
    assert tk.keyness(speech, report, unit="norm").attrs["parameters"]["unit"] == "norm"
    row = keyness[keyness["term"] == "say"].iloc[0]
    assert len(tk.evidence(row, labels)) == row["n_target"] == 5


def test_by_is_recorded_as_the_column_is_called():
    table = pd.DataFrame({"text": ["Trade fell.", "Trade rose."], "n_words": [1, 2]})
    labels = tk.label(tk.read_corpus(table))
    sizes = tk.corpus_size(labels, by="n_words")
    assert sizes.attrs["parameters"]["by"] == "n_words_given"
    assert tk.evidence(sizes.iloc[0], labels)["text"].tolist() == ["Trade fell."]


def test_any_function_that_returns_a_table_can_be_traced(labels):
    @measure
    def count_rows(table: pd.DataFrame, *, level: float = 0.9) -> pd.DataFrame:
        return pd.DataFrame({"n": [len(table)]})

    table = count_rows(labels.quotes)
    assert table.attrs["measure"] == "count_rows"
    assert table.attrs["parameters"] == {"level": 0.9}
    assert table.attrs["provenance"]["corpus"] == labels.provenance["corpus"]
    assert pickle.loads(pickle.dumps(table)).attrs == table.attrs
