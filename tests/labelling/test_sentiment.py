"""Polarity of sentences and texts: cases, properties, names."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.labelling.sentiment.valence import (
    doc_of_sentences,
    lexicon_value,
    lexicon_values,
    parts_of,
    polarity,
    score_sentences,
    sentence_words,
    weigh,
    word_rating,
)
from textkit.lexicons import read_lexicon

CASES = json.loads((Path(__file__).parents[1] / "cases/sentiment/polarity.json").read_text(encoding="utf-8"))
NEUTRAL = "The committee meets in room four on Tuesday."
BAND = 0.05
WORDS = ["good", "disaster", "plan", "not", "very", "but", "cruel", "wise", "the", "Rich", "hardly", "won", "…", "é"]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
judging = st.sampled_from(["good", "wise", "generous", "cruel", "corrupt", "disastrous", "honest", "terrible", "brave"])
nouns = st.sampled_from(["plan", "speech", "budget", "treaty"])


def weighed(text):
    words = sentence_words(doc_of_sentences([text]))
    return weigh(words, lexicon_values(words))


def sign(score):
    return 0 if abs(score) <= BAND else 1 if score > 0 else -1


def case_of(case):
    marks = pytest.mark.xfail(strict=True, reason=case["comment"]) if case.get("known_failure") else ()
    return pytest.param(case["text"], case["sign"], marks=marks, id=case["comment"])


@pytest.mark.parametrize(("text", "expected"), [case_of(case) for case in CASES])
def test_case(text, expected):
    assert sign(polarity([text]).item()) == expected


@given(texts)
def test_polarity_is_between_minus_one_and_one(text):
    assert -1 <= polarity([text]).item() <= 1


@given(st.lists(texts, max_size=6), st.randoms())
def test_order_of_texts_does_not_matter(many, random):
    series = pd.Series(many, index=[f"t{i}" for i in range(len(many))], dtype=object)
    order = list(series.index)
    random.shuffle(order)
    pd.testing.assert_series_equal(polarity(series[order]), polarity(series)[order])


@given(judging, nouns)
def test_negation_flips_or_damps(word, noun):
    plain, negated = polarity([f"The {noun} was {word}.", f"The {noun} was not {word}."])
    assert abs(negated) < abs(plain)
    assert negated * plain <= 0


@given(judging, nouns)
def test_words_of_degree_strengthen_and_weaken(word, noun):
    degrees = ("slightly", "the", "extremely")
    weak, plain, strong = (weighed(f"The {noun} was {degree} {word}.").sum() for degree in degrees)
    assert abs(weak) < abs(plain) < abs(strong)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=3), st.integers(1, 4))
def test_appending_neutral_sentences_does_not_move_the_sign(sentences, n):
    text = " ".join(" ".join(["It", "was", *words]) + "." for words in sentences)
    before, after = polarity([text, " ".join([text, *[NEUTRAL] * n])])
    assert (before > 0) == (after > 0)
    assert (before < 0) == (after < 0)


def test_neutral_sentence_is_exactly_zero():
    assert score_sentences(doc_of_sentences([NEUTRAL])).tolist() == [0.0]


@given(st.sampled_from(["Hart", "Grant", "Rich", "Joy", "Free", "Love", "Savage"]))
def test_names_change_nothing(name):
    scores = polarity([f"On Tuesday {name} met the clerk.", f"On Tuesday Mr. {name} praised the clerk."])
    others = polarity(["On Tuesday Lindqvist met the clerk.", "On Tuesday Mr. Lindqvist praised the clerk."])
    assert scores.tolist() == others.tolist()


def test_handles_and_topics_are_names():
    assert polarity(["He wrote to @brilliant and #hero."]).item() == polarity(["He wrote to @x and #y."]).item()


def test_headlines_are_scored_although_capitalised():
    assert sign(polarity(["Cruel Budget Is a Disaster for the Poor"]).item()) == -1


def test_index_is_kept_and_missing_is_nan():
    scores = polarity(pd.Series(["It is a triumph.", None, ""], index=["a", "b", "c"]))
    assert list(scores.index) == ["a", "b", "c"]
    assert scores.isna().tolist() == [False, True, False]
    assert scores["c"] == 0


def test_input_is_left_alone():
    series = pd.Series(["It is a triumph."])
    before = series.copy()
    polarity(series)
    pd.testing.assert_series_equal(series, before)


def test_repeating_a_sentence_does_not_saturate():
    sentence = "It is a cruel plan."
    once, often = polarity([sentence, " ".join([sentence] * 9)])
    assert once == pytest.approx(often)


def test_a_comma_ends_the_reach_of_negation():
    near, apart = (weighed(text)[-1] for text in ("not so wise", "not so, wise"))
    assert near < 0 < apart


def test_a_compound_is_worth_what_its_words_are():
    assert parts_of("Anti-crime") == [("anti", 1.0), ("crime", -0.5)]
    assert weighed("a cruel-hearted plan")[1] == weighed("a cruel plan")[1]
    assert weighed("a non-violent plan")[1] > 0 > weighed("a violent plan")[1]


def test_sentences_do_not_depend_on_those_beside_them():
    texts = ["But it was not", "wise to be so cruel.", "Hope", "Hicks is a liar", "A Great Day for Many", ""]
    together = score_sentences(doc_of_sentences(texts)).tolist()
    assert together == [score_sentences(doc_of_sentences([text])).item() for text in texts]


def test_apostrophes_are_alike():
    assert polarity(["It isn’t good."]).item() == polarity(["It isn't good."]).item()


@pytest.mark.parametrize("text", ["", " ", "…", "123", "\n\n", "İ" * 50, "a" * 10_000, "not " * 5_000])
def test_odd_texts_have_a_score(text):
    assert -1 <= polarity([text]).item() <= 1


@pytest.mark.parametrize("lexicon", ["sentiment_ratings", "sentiment_targets"])
def test_no_names_among_the_features(lexicon):
    names = {row["term"].lower() for which in ("given_names", "proper_words") for row in read_lexicon(which)}
    unrated = {row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == "unrated"}
    lemmas = {row["feature"].split(" ")[-1] for row in read_lexicon(lexicon) if not row["feature"].startswith("form")}
    assert not lemmas & (names | unrated)


def test_lexicon_of_news_has_one_value_per_term_on_vaders_scale():
    rows = read_lexicon("sentiment_news")
    assert len({row["term"] for row in rows}) == len(rows)
    assert all(-4 <= float(row["value"]) <= 4 for row in rows)
    assert {row["kind"] for row in rows} == {"added", "replaced"}


def test_lemma_carries_an_added_value_to_its_forms():
    assert lexicon_value("despots") == lexicon_value("despot") < 0
    assert word_rating("squanders") < 0
