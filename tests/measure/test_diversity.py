"""Diversity against slow oracles, its properties, and the table."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk

MEASURES = [tk.stats.ttr, tk.stats.mattr, tk.stats.mtld, tk.stats.hdd, tk.stats.yule_k]
words = st.lists(st.sampled_from("abcdefgh"), max_size=120)


@given(words, st.integers(1, 20))
def test_mattr_is_the_mean_over_all_windows(text, window):
    assert tk.stats.mattr(text, window=window) == pytest.approx(naive.mattr(text, window), nan_ok=True)


@given(words, st.sampled_from([0.5, 0.72, 0.9]))
def test_mtld_is_that_of_the_oracle(text, threshold):
    assert tk.stats.mtld(text, threshold=threshold) == pytest.approx(naive.mtld(text, threshold), nan_ok=True)


@given(words)
def test_mtld_reads_both_ways(text):
    assert tk.stats.mtld(text[::-1]) == pytest.approx(tk.stats.mtld(text), nan_ok=True)


@given(words, st.integers(1, 42))
def test_hdd_is_that_of_the_oracle(text, draws):
    assert tk.stats.hdd(text, draws=draws) == pytest.approx(naive.hdd(text, draws), nan_ok=True)


@given(words.filter(bool))
def test_yule_k_is_that_of_the_oracle(text):
    assert tk.stats.yule_k(text) == pytest.approx(naive.yule_k(text))


@given(words.filter(bool))
def test_ranges(text):
    assert 1 / len(text) <= tk.stats.ttr(text) <= 1
    assert 0 <= tk.stats.yule_k(text) < 1e4
    assert math.isnan(tk.stats.mtld(text)) or tk.stats.mtld(text) > 1
    assert tk.stats.hdd(text, draws=1) == pytest.approx(1)
    assert tk.stats.mattr(text, window=len(text)) == pytest.approx(tk.stats.ttr(text))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
@given(text=words)
def test_only_sameness_of_words_matters_and_not_the_container(measure, text):
    expected = measure(text)
    codes = [ord(word) for word in text]
    for same in (codes, np.array(codes), pd.Series(text, dtype="str"), pd.Series(text, dtype="category")):
        assert measure(same) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
def test_nothing_is_undefined_and_a_string_is_refused(measure):
    assert math.isnan(measure([]))
    with pytest.raises(tk.errors.OptionError, match="Split it into words"):
        measure("one string")


def test_table_by_document_and_by_speaker():
    tokens = naive.tokens_of({"b": ["a rose is a rose", "9 , roses"], "a": ["war/Lee is war"]})
    table = tk.diversity(tokens, by="doc_id", window=3, draws=2)
    assert table["doc_id"].tolist() == ["a", "b"]
    assert table["n_tokens"].tolist() == [3, 6]
    text = ["a", "rose", "is", "a", "rose", "roses"]
    expected = [
        tk.stats.ttr(text),
        tk.stats.mattr(text, window=3),
        tk.stats.mtld(text),
        tk.stats.hdd(text, draws=2),
        tk.stats.yule_k(text),
    ]
    assert table.loc[1, ["ttr", "mattr", "mtld", "hdd", "yule_k"]].tolist() == pytest.approx(expected)
    by_speaker = tk.diversity(tokens, by="speaker")
    assert by_speaker["n_tokens"].tolist() == [1, 8]
    assert by_speaker["speaker"].isna().tolist() == [False, True]
    assert by_speaker["shorter_than_window"].all()
    assert by_speaker["mattr"].isna().all()


def test_empty_table_and_whole_corpus():
    tokens = naive.tokens_of({"a": ["one word"]})
    assert tk.diversity(tokens.iloc[:0], by="doc_id").empty
    assert tk.diversity(tokens, by=None)["n_types"].tolist() == [2]
    assert tk.diversity(tokens, unit="lemma", by=None)["ttr"].tolist() == [1.0]
