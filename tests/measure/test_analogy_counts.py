"""Counts of analogies against counting by hand."""

import math
from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk

TEXTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c"],
        "text": [
            "He fought like a lion. This is another Watergate. States like Ohio vote.",
            "“The plan is like a circus,” Ann Lee said. “Yes,” Ann Lee said.",
            "It rained all day.",
        ],
        "date": ["2019-05-01", "2020-01-01", None],
        "genre": ["news", "news", "weather"],
    }
)


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    return tk.label(tk.read_corpus(TEXTS))


def n_words(labels: tk.Labels, *doc_ids: str) -> int:
    tokens = labels.tokens
    return int(((tokens["kind"] == "word") & tokens["doc_id"].isin(doc_ids)).sum())


def test_whole_corpus(labels):
    [row] = tk.count_analogies(labels).to_dict("records")
    assert (row["n"], row["n_documents"], row["n_words"]) == (3, 2, n_words(labels, "a", "b", "c"))
    assert row["per_10k_words"] == pytest.approx(10_000 * 3 / row["n_words"])
    assert 0 <= row["low"] <= row["per_10k_words"] <= row["high"]


def test_by_genre_counts_words_of_the_genre_and_keeps_empty_groups(labels):
    table = tk.count_analogies(labels, by="genre").set_index("genre")
    assert table["n"].to_dict() == {"news": 3, "weather": 0}
    assert table["n_words"].to_dict() == {"news": n_words(labels, "a", "b"), "weather": n_words(labels, "c")}
    assert math.isnan(table.loc["weather", "low"])


def test_by_kind_divides_the_analogies_not_the_words(labels):
    table = tk.count_analogies(labels, by="kind")
    assert dict(zip(table["kind"], table["n"], strict=True)) == {"simile": 2, "historical": 1}
    assert set(table["n_words"]) == {n_words(labels, "a", "b", "c")}


def test_by_speaker_divides_by_the_speakers_words(labels):
    table = tk.count_analogies(labels, by="speaker")
    known = table[table["speaker"].notna()].iloc[0]
    assert (known["speaker"], known["n"]) == ("Ann Lee", 1)
    spoken = labels.tokens[(labels.tokens["speaker"] == "Ann Lee") & (labels.tokens["kind"] == "word")]
    assert known["n_words"] == len(spoken)
    assert table["n"].sum() == 3


def test_two_keys(labels):
    table = tk.count_analogies(labels, by=["genre", "kind"])
    assert table[["genre", "kind", "n"]].values.tolist() == [
        ["news", "simile", 2],
        ["news", "historical", 1],
        ["weather", "historical", 0],
        ["weather", "simile", 0],
    ]
    assert set(table.loc[table["genre"] == "weather", "n_words"]) == {n_words(labels, "c")}
    by_referent = tk.count_analogies(labels, by=["genre", "referent"])
    assert set(by_referent["genre"]) == {"news"}, "of many values only those that occur"


def test_unknown_column(labels):
    with pytest.raises(tk.errors.MissingColumnError, match="colour"):
        tk.count_analogies(labels, by="colour")


def test_seed_repeats_and_input_stays(labels):
    before = labels.analogies.copy()
    pd.testing.assert_frame_equal(tk.count_analogies(labels, seed=3), tk.count_analogies(labels, seed=3))
    pd.testing.assert_frame_equal(labels.analogies, before)


def test_reasons_add_up(labels):
    table = tk.analogy_reasons(labels)
    assert table["n"].sum() == len(labels.analogies)
    assert table["share"].sum() == pytest.approx(1)
    assert ("exemplification" in table.loc[~table["accepted"], "reason"].tolist()) is True


def test_list_has_each_accepted_one_in_its_sentence(labels):
    listed = tk.list_analogies(labels)
    assert len(listed) == labels.analogies["accepted"].sum()
    for sentence, vehicle in zip(listed["sentence"], listed["vehicle"], strict=True):
        assert vehicle in sentence


def test_pairs(labels):
    pairs = tk.analogy_pairs(labels)
    assert ("He", "a lion") in set(zip(pairs["tenor"], pairs["vehicle"], strict=True))


def test_past_referents_with_and_without_dates(labels):
    [row] = tk.past_referents(labels).to_dict("records")
    assert (row["referent"], row["referent_year"], row["year"], row["distance_years"]) == ("Watergate", 1972, 2019, 47)
    undated = tk.label(tk.read_corpus(["This is another Watergate."]))
    assert math.isnan(tk.past_referents(undated)["distance_years"].iloc[0])


def test_by_period(labels):
    table = tk.past_referents_by_period(labels, years=10)
    assert table[["period", "n", "n_documents"]].values.tolist() == [[2010, 1, 1], [2020, 0, 1]]


def test_corpus_without_analogies():
    labels = tk.label(tk.read_corpus(["It rained."]))
    assert tk.count_analogies(labels)["n"].tolist() == [0]
    assert tk.count_analogies(labels, by="kind").empty
    for function in (tk.analogy_pairs, tk.list_analogies, tk.past_referents, tk.analogy_reasons):
        assert function(labels).empty


def test_style_of_listed_analogies_escapes_texts():
    labels = tk.label(tk.read_corpus(["He fought like a lion <img src=x onerror=alert(1)>."]))
    styled = tk.list_analogies(labels)[["doc_id", "sentence"]].style.set_properties(subset=["sentence"], width="32em")
    assert "&lt;img" in styled.to_html()
    assert "<img" not in styled.to_html()


def test_expected_is_the_sum_of_the_probabilities_of_all_candidates(labels):
    [row] = tk.count_analogies(labels).to_dict("records")
    chances = labels.analogies["probability"]
    assert chances.between(0, 1).all()
    assert row["expected"] == pytest.approx(chances.sum())
    assert 0 <= row["expected_low"] < row["expected"] < row["expected_high"]
    assert tk.count_analogies(labels, by="genre")["expected"].sum() == pytest.approx(chances.sum())


def test_labels_of_earlier_versions_have_no_expected_count(labels):
    early = replace(labels, analogies=labels.analogies.assign(probability=float("nan")))
    [row] = tk.count_analogies(early).to_dict("records")
    assert row["n"] == 3
    assert math.isnan(row["expected"])
    assert math.isnan(row["expected_high"])


def test_the_difference_of_two_rates_has_an_interval():
    texts = [
        "He fought like a lion. It rained all day.",
        "She ran like a deer.",
        "It rained.",
        "It is dry and he sings.",
    ]
    labels = tk.label(tk.read_corpus(pd.DataFrame({"text": texts, "genre": ["poem", "poem", "report", "report"]})))
    table = tk.count_analogies(labels, by="genre", against="report").set_index("genre")
    rates = table["per_10k_words"]
    assert table["difference"]["poem"] == pytest.approx(rates["poem"] - rates["report"]) == rates["poem"]
    assert 0 < table["difference_low"]["poem"] < table["difference"]["poem"] < table["difference_high"]["poem"]
    assert math.isnan(table["difference"]["report"])
    assert "difference" not in tk.count_analogies(labels, by="genre")


@pytest.fixture(scope="module")
def several():
    text = (
        "This is another Watergate. He is another Nixon. “She ran like a deer,” said Ann Lee. It rained like a flood."
    )
    return tk.label(tk.read_corpus([text, "The Nixonian plot is like a circus. Nixon slept."]))


@pytest.mark.parametrize(
    ("terms", "options", "vehicles"),
    [
        ("Watergate", {}, ["Watergate"]),
        ("watergate|deer", {}, ["Watergate", "a deer"]),
        (["deer", "flood*"], {}, ["a deer", "a flood"]),
        ({"water": ["flood*"], "land": "deer"}, {}, ["a deer", "a flood"]),
        ("Richard Nixon", {}, ["Nixon"]),  # the referent, which the text does not spell so
        (None, {"kind": "historical"}, ["Watergate", "Nixon"]),
        (None, {"referent": ["Watergate", "Richard Nixon"]}, ["Watergate", "Nixon"]),
        (None, {"speaker": "Ann Lee"}, ["a deer"]),
        (None, {"speaker": "the writer", "kind": "simile"}, ["a flood", "a circus"]),
        ("another", {"referent": "Watergate"}, ["Watergate"]),
    ],
)
def test_the_list_can_be_narrowed(several, terms, options, vehicles):
    assert tk.list_analogies(several, terms, **options).vehicle.tolist() == vehicles


def test_what_no_analogy_has_is_said(several):
    with pytest.raises(tk.errors.OptionError, match=r"No analogy has kind='similie'; did you mean 'simile'"):
        tk.list_analogies(several, kind="similie")
    with pytest.raises(tk.errors.OptionError, match=r"No analogy has speaker='Lee'; did you mean 'Ann Lee'"):
        tk.list_analogies(several, speaker="Lee")
    with pytest.warns(
        tk.errors.NothingFoundWarning, match=r"None of the \d accepted .* 'Watergat'.*did you mean 'Watergate'"
    ):
        assert tk.list_analogies(several, "Watergat").empty


def test_no_analogy_has_sentences_as_texts_too():
    labels = tk.label(tk.read_corpus(["It fell like a house of cards. Nothing was said."]))
    assert len(tk.list_analogies(labels)) == 1
    with pytest.warns(tk.errors.NothingFoundWarning, match="has 'zebra'; of their referents, there is none"):
        none = tk.list_analogies(labels, "zebra")
    assert none["sentence"].str[:9].tolist() == []
