"""Dispersion against slow oracles, its properties, and the table."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk
from textkit.measure import dispersion as formulas

FORMULAS = [
    tk.stats.dp,
    tk.stats.dp_norm,
    tk.stats.juilland_d,
    tk.stats.rosengren_s,
    tk.stats.carroll_d2,
    tk.stats.kl_divergence,
    tk.stats.count_range,
]
parts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), min_size=2, max_size=12).map(
    lambda rows: ([min(v, s) for v, s in rows], [s for _, s in rows])
)
spread = parts.filter(lambda p: sum(p[0]) > 0 and sum(s > 0 for s in p[1]) > 1)


@pytest.mark.parametrize("name", ["dp", "juilland_d", "rosengren_s", "carroll_d2", "kl_divergence"])
@given(case=spread)
def test_the_oracle_agrees(name, case):
    assert getattr(tk.stats, name)(*case) == pytest.approx(getattr(naive, name)(*case), abs=1e-9)


@given(spread)
def test_ranges(case):
    smallest = min(s for s in case[1] if s) / sum(case[1])
    assert -1e-9 <= tk.stats.dp(*case) <= 1 - smallest + 1e-9
    assert -1e-9 <= tk.stats.dp_norm(*case) <= 1 + 1e-9
    assert -1e-9 <= tk.stats.juilland_d(*case) <= 1 + 1e-9
    assert smallest - 1e-9 <= tk.stats.rosengren_s(*case) <= 1 + 1e-9
    assert -1e-9 <= tk.stats.carroll_d2(*case) <= 1 + 1e-9
    assert -1e-9 <= tk.stats.kl_divergence(*case) <= -math.log2(smallest) + 1e-9


@given(spread, st.randoms())
def test_the_order_of_the_parts_does_not_matter(case, random):
    order = list(range(len(case[0])))
    random.shuffle(order)
    shuffled = [[column[i] for i in order] for column in case]
    for formula in FORMULAS:
        assert formula(*shuffled) == pytest.approx(formula(*case), nan_ok=True)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=10))
def test_even_spread_is_perfect(sizes):
    assert tk.stats.dp(sizes, sizes) == pytest.approx(0)
    assert tk.stats.kl_divergence(sizes, sizes) == pytest.approx(0)
    for formula in (tk.stats.juilland_d, tk.stats.rosengren_s, tk.stats.carroll_d2):
        assert formula(sizes, sizes) == pytest.approx(1)


@given(spread)
def test_a_part_without_tokens_counts_for_nothing(case):
    for formula in FORMULAS:
        assert formula([*case[0], 0], [*case[1], 0]) == pytest.approx(formula(*case), nan_ok=True)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@given(rows=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_equal_vectors(formula, rows):
    sizes = [9, 20, 11]
    assert formula(rows, sizes).tolist() == pytest.approx([formula(row, sizes) for row in rows], nan_ok=True)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
def test_more_occurrences_than_tokens_and_no_parts_give_nan(formula):
    assert math.isnan(formula([5, 1], [4, 10]))
    assert math.isnan(formula([], []))


def test_lengths_must_agree():
    with pytest.raises(tk.errors.OptionError, match="one number per part"):
        tk.stats.dp([1, 2], [3])


@given(st.sets(st.integers(0, 99), min_size=1), st.integers(0, 99))
def test_arf_is_that_of_the_oracle_between_one_and_f_and_does_not_mind_where_the_corpus_begins(places, shift):
    score = tk.stats.arf(list(places), 100)
    assert score == pytest.approx(naive.arf(places, 100))
    assert 1 - 1e-9 <= score <= len(places) + 1e-9
    assert tk.stats.arf([(p + shift) % 100 for p in places], 100) == pytest.approx(score)


TOKENS = naive.tokens_of(
    {
        "a": ["Trade , trade and war", "the war of trade"],
        "b": ["Peace and peace", "7 ships"],
        "c": ["war"],
    }
)


def test_the_table_has_every_measure_of_every_term():
    table = tk.dispersion(TOKENS).set_index("term")
    sizes = [8, 4, 1]
    counts = {"trade": [3, 0, 0], "war": [2, 0, 1], "and": [1, 1, 0]}
    for term, parts in counts.items():
        row = table.loc[term]
        assert (row["n"], row["n_parts"], row["range"]) == (sum(parts), 3, sum(v > 0 for v in parts))
        for name in ("dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl_divergence"):
            assert row[name] == pytest.approx(getattr(formulas, name)(parts, sizes))
    words = [t for t, k in zip(TOKENS.norm, TOKENS.kind, strict=True) if k == "word"]
    places = [i for i, word in enumerate(words) if word == "war"]
    assert table.loc["war", "arf"] == pytest.approx(tk.stats.arf(places, len(words)))


def test_sizes_come_from_all_tokens_not_from_the_pruned_table():
    whole = tk.dispersion(TOKENS).set_index("term")
    pruned = tk.dispersion(TOKENS, min_count=3, stop_words="drop").set_index("term")
    assert pruned.index.tolist() == ["trade", "war"]
    assert pruned.loc["war", "dp"] == whole.loc["war", "dp"]


def test_terms_are_patterns_and_an_absent_one_has_a_row():
    table = tk.dispersion(TOKENS, terms=["tr*", "War", "xyz", "w*|sh*", "xyz"])
    assert table[["term", "n", "n_parts", "range"]].values.tolist() == [
        ["w*|sh*", 4, 3, 3], ["War", 3, 3, 2], ["tr*", 3, 3, 1], ["xyz", 0, 3, 0],
    ]  # fmt: skip
    assert np.isnan(table["dp"].iloc[3])


def test_a_named_word_has_the_numbers_it_has_among_all_words():
    named, free = tk.dispersion(TOKENS, terms="war"), tk.dispersion(TOKENS).query("term == 'war'")
    pd.testing.assert_frame_equal(named, free.reset_index(drop=True))


@pytest.mark.parametrize("terms", ["war of", "war *", ["war * trade"], {"war": ["war of", "trade and war"]}])
def test_phrases_are_counted_as_kwic_and_term_positions_find_them(terms):
    labels = tk.label(tk.read_corpus(["The war of trade. A war, of trade.", "Trade and war of words."]))
    row = tk.dispersion(labels, terms=terms).iloc[0]
    assert row["n"] == len(tk.kwic(labels, terms)) == len(tk.term_positions(labels, terms)) > 0
    assert row["n"] == tk.count_terms(labels, terms=terms)["n"].item()
    assert row["n_parts"] == 2
    assert row["range"] == tk.kwic(labels, terms)["doc_id"].nunique()


def test_any_column_can_be_the_parts():
    table = tk.dispersion(TOKENS, terms="war", parts=["doc_id", "sent_id"])
    assert table[["n_parts", "range"]].values.tolist() == [[5, 3]]


def test_empty_table():
    table = tk.dispersion(TOKENS.iloc[:0])
    assert table.empty
    assert {"term", "n", "dp", "arf"} <= set(table)
