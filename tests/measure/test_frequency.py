"""Term lists against a slow oracle, the policy for n-grams, and edges."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk

sentence = st.lists(st.sampled_from(["the", "of", "War", "war", "trade", ",", "9", "deal/Lee", "the/Lee"]), min_size=1)
corpora = st.lists(st.lists(sentence.map(" ".join), max_size=3), min_size=1, max_size=4).map(
    lambda documents: naive.tokens_of({f"d{i}": d for i, d in enumerate(documents)})
)


def as_dict(table, by=()):
    keys = zip(*(table[b].astype(object).where(table[b].notna(), None) for b in by), strict=True) if by else None
    groups = list(keys) if keys else [()] * len(table)
    values = zip(table["n"], table["per_million"], table["n_documents"], strict=True)
    return dict(zip(zip(groups, table["term"], strict=True), values, strict=True))


@pytest.mark.slow
@given(corpora, st.integers(1, 3), st.sampled_from([(), ("doc_id",), ("speaker",), ("doc_id", "voice")]))
def test_the_oracle_agrees(tokens, ngram, by):
    for stop_words in ("keep", "drop"):
        got = as_dict(tk.count_terms(tokens, ngram=ngram, by=list(by), stop_words=stop_words), by)
        expected = naive.count_terms(tokens, ngram=ngram, by=by, stop_words=stop_words)
        assert got.keys() == expected.keys()
        for key, numbers in got.items():
            assert numbers == pytest.approx(expected[key])


@given(corpora, st.integers(2, 4), st.integers(0, 3), st.sampled_from([(), ("speaker",)]))
def test_the_oracle_agrees_on_skip_grams(tokens, ngram, skip, by):
    got = as_dict(tk.count_terms(tokens, ngram=ngram, skip=skip, by=list(by), stop_words="drop"), by)
    expected = naive.count_terms(tokens, ngram=ngram, skip=skip, by=by, stop_words="drop")
    assert got.keys() == expected.keys()
    for key, numbers in got.items():
        assert numbers == pytest.approx(expected[key])


def test_skip_grams_of_the_paper():
    """Guthrie, Allison, Liu, Guthrie & Wilks 2006, section 2: the 2-skip-bi-grams and -tri-grams of a sentence."""
    tokens = naive.tokens_of({"a": ["insurgents killed in ongoing fighting"]})
    assert set(tk.count_terms(tokens, ngram=2, skip=2)["term"]) == {
        "insurgents killed", "insurgents in", "insurgents ongoing", "killed in", "killed ongoing", "killed fighting",
        "in ongoing", "in fighting", "ongoing fighting",
    }  # fmt: skip
    assert set(tk.count_terms(tokens, ngram=3, skip=2)["term"]) == {
        "insurgents killed in", "insurgents killed ongoing", "insurgents killed fighting", "insurgents in ongoing",
        "insurgents in fighting", "insurgents ongoing fighting", "killed in ongoing", "killed in fighting",
        "killed ongoing fighting", "in ongoing fighting",
    }  # fmt: skip


def test_skip_grams_leave_out_words_alone():
    tokens = naive.tokens_of({"a": ["trade , long war", "ends long trade war/Lee"]})
    terms = tk.count_terms(tokens, ngram=2, skip=1, by="voice")["term"].tolist()
    assert not {"trade war", "trade long"} & set(terms)
    assert "ends trade" in terms
    assert tk.keyness(tokens, tokens, ngram=2, skip=1)["n_target"].sum() == 6
    assert set(tk.tf_idf(tokens, ngram=2, skip=1)["term"]) >= {"ends trade"}


@given(corpora)
def test_relative_frequencies_sum_to_a_million(tokens):
    table = tk.count_terms(tokens)
    assert table.empty or table["per_million"].sum() == pytest.approx(1e6)


def test_ngrams_cross_neither_sentence_nor_punctuation_nor_speaker_nor_gap():
    tokens = naive.tokens_of({"a": ["trade , not war", "war ends trade deals/Lee"], "b": ["deals end"]})
    assert tk.count_terms(tokens, ngram=2)["term"].tolist() == [
        "deals end", "ends trade", "not war", "trade deals", "war ends",
    ]  # fmt: skip
    by_voice = tk.count_terms(tokens, ngram=2, by="voice")
    assert "trade deals" not in set(by_voice["term"])
    without_ends = tokens[tokens["norm"] != "ends"]
    assert "war trade" not in set(tk.count_terms(without_ends, ngram=2)["term"])


def test_kinds_decide_what_counts():
    tokens = naive.tokens_of({"a": ["25 deals , 25 deals"]})
    assert tk.count_terms(tokens, ngram=2).empty
    assert tk.count_terms(tokens, ngram=2, kinds=("word", "number"))[["term", "n"]].values.tolist() == [["25 deals", 2]]


def test_stop_words_are_dropped_at_the_ends_of_terms_but_stay_in_the_base():
    tokens = naive.tokens_of({"a": ["the cost of war"]})
    assert tk.count_terms(tokens, stop_words="drop")[["term", "per_million"]].values.tolist() == [
        ["cost", 250_000.0], ["war", 250_000.0],
    ]  # fmt: skip
    assert tk.count_terms(tokens, stop_words="drop", ngram=3)["term"].tolist() == ["cost of war"]


def test_min_count_and_unit():
    tokens = naive.tokens_of({"a": ["Deals deal DEALS"]})
    assert tk.count_terms(tokens)[["term", "n"]].values.tolist() == [["deals", 2], ["deal", 1]]
    assert tk.count_terms(tokens, min_count=2)["term"].tolist() == ["deals"]
    assert tk.count_terms(tokens, unit="lemma")[["term", "n"]].values.tolist() == [["deal", 3]]
    assert tk.count_terms(tokens, unit="token")["n"].tolist() == [1, 1, 1]


def test_order_is_by_group_then_count_then_alphabet():
    tokens = naive.tokens_of({"b": ["x y y"], "a": ["z x"]})
    assert tk.count_terms(tokens, by="doc_id")["term"].tolist() == ["x", "z", "y", "x"]


def test_document_fields_come_from_labels():
    corpus = tk.read_corpus(pd.DataFrame({"text": ["War.", "War and peace."], "genre": ["news", "opinion"]}))
    labels = tk.label(corpus, tables=("sentences", "tokens"))
    table = tk.count_terms(labels, by="genre", stop_words="drop")
    assert table[["genre", "term", "n"]].values.tolist() == [
        ["news", "war", 1], ["opinion", "peace", 1], ["opinion", "war", 1],
    ]  # fmt: skip
    with pytest.raises(tk.errors.MissingColumnError, match="shoe size"):
        tk.count_terms(labels, by="shoe size")


def test_input_is_left_alone_and_documents_may_be_unknown():
    tokens = naive.tokens_of({"a": ["war and war"]})
    before = tokens.copy(deep=True)
    plain = pd.DataFrame({"norm": ["war", "and", "war"], "kind": "word"})
    table = tk.count_terms(plain)
    assert table[["term", "n"]].values.tolist() == [["war", 2], ["and", 1]]
    assert table["n_documents"].isna().all()
    tk.count_terms(tokens, by="speaker", ngram=2)
    pd.testing.assert_frame_equal(tokens, before)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ngram": 0}, "ngram"),
        ({"skip": -1}, "skip"),
        ({"ngram": 2, "skip": True}, "skip"),
        ({"skip": 1}, "ngram=2"),
        ({"unit": "word"}, "unit"),
        ({"stop_words": False}, "'keep' or 'drop'"),
    ],
)
def test_unknown_options(options, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.count_terms(naive.tokens_of({"a": ["war"]}), **options)


def test_missing_columns():
    with pytest.raises(tk.errors.MissingColumnError, match="kind"):
        tk.count_terms(pd.DataFrame({"norm": ["a"]}))


def test_nothing_to_count():
    tokens = naive.tokens_of({"a": [","]})
    for source in (tokens, tokens.iloc[:0]):
        assert tk.count_terms(source).columns.tolist() == ["term", "n", "per_million", "n_documents"]
        assert tk.count_terms(source).empty
        assert tk.tf_idf(source).empty


def test_tf_idf_follows_its_formula():
    tokens = naive.tokens_of({"a": ["war war peace"], "b": ["war ships"], "c": ["war trade"]})
    table = tk.tf_idf(tokens).set_index(["doc_id", "term"])
    assert table.loc[("a", "peace"), "tf_idf"] == pytest.approx(math.log(3) / 3)
    assert table.loc[("a", "war"), ["tf", "idf", "tf_idf"]].tolist() == pytest.approx([2 / 3, 0, 0])
    assert (table["n_groups"].loc["a"] == [1, 3]).all()
    assert tk.tf_idf(tokens, min_count=2)[["doc_id", "term"]].values.tolist() == [["a", "war"]]


@given(corpora)
def test_tf_idf_is_never_negative_and_zero_for_what_is_everywhere(tokens):
    table = tk.tf_idf(tokens)
    assert (table["tf_idf"] >= 0).all()
    n_documents = tokens.loc[tokens["kind"] == "word", "doc_id"].nunique()
    everywhere = table["n_groups"] == tokens["doc_id"].nunique()
    assert (table.loc[everywhere, "tf_idf"] == 0).all()
    assert table["n_groups"].max() <= n_documents or table.empty


def test_named_terms_and_groups_are_counted_in_every_group():
    corpus = tk.read_corpus(
        pd.DataFrame({"text": ["Tariffs and a trade war.", "No tariff.", "Rain."], "wing": [*"aab"]})
    )
    labels = tk.label(corpus, tables=("sentences", "tokens"))
    table = tk.count_terms(labels, terms={"trade": ["tariff*", "trade war*"], "taxes": "tax*"}, by="wing")
    assert table[["wing", "term", "n"]].values.tolist() == [
        ["a", "trade", 3], ["a", "taxes", 0], ["b", "taxes", 0], ["b", "trade", 0],
    ]  # fmt: skip
    assert table["n_documents"].tolist() == [2, 0, 0, 0]
    assert table["per_million"].iloc[0] == pytest.approx(3 / 7 * 1e6)
    words = tk.count_terms(labels, terms=["rain", "no"])
    free = tk.count_terms(labels).query("term in ['rain', 'no']")
    assert words.sort_values("term").values.tolist() == free.sort_values("term").values.tolist()


def test_quoted_words_are_unknown_where_quotations_are_not_looked_for():
    corpus = tk.read_corpus(["“It is over,” Ann Lee said."])
    assert tk.corpus_size(tk.label(corpus, tables=("sentences", "tokens"))).n_quoted.isna().all()
    assert tk.corpus_size(tk.label(corpus)).n_quoted.tolist() == [3]
