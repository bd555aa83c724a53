"""Association formulas, and windows against a slow oracle."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.association import BigramAssocMeasures

import naive
import textkit as tk
from textkit.measure import formulas

FORMULAS = [tk.stats.mutual_information, tk.stats.mi3, tk.stats.t_score, tk.stats.simple_log_likelihood]
count = st.integers(0, 500)
expectation = st.floats(1e-6, 500)

# a bigram table: how often together, each word's count, all bigrams
bigrams = st.tuples(st.integers(1, 50), st.integers(0, 200), st.integers(0, 200), st.integers(1, 5000)).map(
    lambda t: (t[0], t[0] + t[1], t[0] + t[2], t[0] + t[1] + t[2] + t[3])
)


@given(bigrams)
def test_nltk_agrees_on_bigrams(table):
    f_xy, f_x, f_y, n = table
    expected = tk.stats.expected_count(f_x, f_y, n)
    assert tk.stats.mutual_information(f_xy, expected) == pytest.approx(BigramAssocMeasures.pmi(f_xy, (f_x, f_y), n))
    assert tk.stats.t_score(f_xy, expected) == pytest.approx(BigramAssocMeasures.student_t(f_xy, (f_x, f_y), n))
    dice = BigramAssocMeasures.dice(f_xy, (f_x, f_y), n)
    assert tk.stats.log_dice(f_xy, f_x, f_y) == pytest.approx(14 + math.log2(dice))
    cube = math.log2(f_xy**3 / expected)
    assert tk.stats.mi3(f_xy, expected) == pytest.approx(cube)


@given(bigrams)
def test_the_full_log_likelihood_of_a_pair_is_that_of_two_corpora(table):
    f_xy, f_x, f_y, n = table
    full = BigramAssocMeasures.likelihood_ratio(f_xy, (f_x, f_y), n)
    assert tk.stats.log_likelihood(f_xy, f_y - f_xy, f_x, n - f_x, cells=4) == pytest.approx(full, rel=1e-6, abs=1e-4)


def test_the_log_likelihood_of_one_cell_is_near_the_full_one_where_the_pair_is_rare():
    f_xy, f_x, f_y, n = 40, 300, 250, 1_000_000
    full = BigramAssocMeasures.likelihood_ratio(f_xy, (f_x, f_y), n)
    assert tk.stats.simple_log_likelihood(f_xy, tk.stats.expected_count(f_x, f_y, n)) == pytest.approx(full, rel=0.05)


@given(bigrams)
def test_the_four_cells_of_a_pair_give_dice_and_delta_p(table):
    f_xy, f_x, f_y, n = table
    assert tk.stats.dice(f_xy, f_x, f_y) == pytest.approx(BigramAssocMeasures.dice(f_xy, (f_x, f_y), n))
    assert tk.stats.delta_p(f_xy, f_x, f_y, n) == pytest.approx(naive.delta_p(f_xy, f_x, f_y, n))
    assert tk.stats.delta_p(f_xy, f_y, f_x, n) == pytest.approx(naive.delta_p(f_xy, f_y, f_x, n))
    both = tk.stats.delta_p(f_xy, f_x, f_y, n) * tk.stats.delta_p(f_xy, f_y, f_x, n)
    assert both == pytest.approx(BigramAssocMeasures.phi_sq(f_xy, (f_x, f_y), n), abs=1e-12)  # their product
    expected = tk.stats.expected_count(f_x, f_y, n)
    assert tk.stats.z_score(f_xy, expected) == pytest.approx((f_xy - expected) / math.sqrt(expected))


@given(bigrams)
def test_ranges_and_symmetry(table):
    f_xy, f_x, f_y, n = table
    expected = tk.stats.expected_count(f_x, f_y, n)
    assert tk.stats.log_dice(f_xy, f_x, f_y) == tk.stats.log_dice(f_xy, f_y, f_x) <= 14
    assert -1 <= tk.stats.npmi(f_xy, expected, n) <= 1 + 1e-9
    assert tk.stats.t_score(f_xy, expected) <= math.sqrt(f_xy)
    assert tk.stats.simple_log_likelihood(f_xy, expected) >= 0
    assert expected == tk.stats.expected_count(f_y, f_x, n)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@given(rows=st.lists(st.tuples(count, expectation), min_size=1, max_size=6))
def test_arrays_equal_scalars(formula, rows):
    observed, expected = np.array(rows).T
    apart = [formula(*row) for row in rows]
    assert formula(observed, expected).tolist() == pytest.approx(apart, nan_ok=True)
    assert all(type(score) is float for score in apart)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("pair", [(3, 0), (0, 0), (-1, 2), (float("nan"), 2)])
def test_undefined_is_nan(formula, pair):
    assert math.isnan(formula(*pair))


def test_never_together_is_the_limit():
    assert [f(0, 2) for f in (tk.stats.mutual_information, tk.stats.mi3, tk.stats.t_score)] == [-math.inf] * 3
    assert tk.stats.simple_log_likelihood(0, 2) == 4
    assert formulas.npmi([0, 5], 5, 100).tolist() == pytest.approx([-1, 0])


item = st.sampled_from(["war", "war/Lee", "trade", "trade/Lee", "the", ",", "9", "deal/Day"])
sentence = st.lists(item, min_size=1, max_size=8).map(" ".join)
corpora = st.lists(st.lists(sentence, max_size=3), min_size=1, max_size=3).map(
    lambda documents: naive.tokens_of({f"d{i}": d for i, d in enumerate(documents)})
)
windows = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Nothing is found")
@given(corpora, windows)
def test_the_oracle_agrees_on_every_window(tokens, window):
    table = tk.collocations(tokens, node="war", window=window, min_count=1)
    expected, places = naive.collocations(tokens, "war", *window)
    got = dict(zip(table["collocate"], zip(table["n"], table["n_documents"], strict=True), strict=True))
    assert got == expected
    words = tokens.loc[tokens["kind"] == "word", "norm"].tolist()
    for row in table.itertuples():
        assert row.n_node == words.count("war")
        assert row.span == pytest.approx(places / words.count("war"))
        assert row.expected == pytest.approx(words.count("war") * words.count(row.collocate) * row.span / len(words))


@given(corpora, st.integers(0, 2), st.integers(1, 2), st.integers(1, 3))
def test_the_oracle_agrees_on_two_nodes(tokens, left, right, min_count):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tk.errors.NothingFoundWarning)
        table = tk.collocations(tokens, "war", against="trade", window=(left, right), min_count=min_count)
    (one, places), (two, other_places) = (naive.collocations(tokens, node, left, right) for node in ("war", "trade"))
    often = [{word for word, (n, _) in counts.items() if n >= min_count} for counts in (one, two)]
    assert set(table["collocate"]) == often[0] | often[1]
    for row in table.itertuples():
        assert (row.n, row.n_documents) == one.get(row.collocate, (0, 0))
        assert (row.n_against, row.n_documents_against) == two.get(row.collocate, (0, 0))
        told = {(True, True): "both", (True, False): "war", (False, True): "trade"}
        assert row.goes_with == told[row.collocate in often[0], row.collocate in often[1]]
        assert row.log_ratio == pytest.approx(
            tk.stats.log_ratio(row.n, row.n_against, places, other_places), nan_ok=True
        )


def test_two_nodes_have_the_numbers_of_each():
    texts = ["the trade war hurts", "the tax war ends", "trade talks war", "tax war"]
    tokens = naive.tokens_of({text: [text] for text in texts})
    table = tk.collocations(tokens, "trade", against={"taxes": "tax*"}, min_count=1).set_index("collocate")
    alone = tk.collocations(tokens, {"trade": "trade", "taxes": "tax*"}, min_count=1)
    for name, behind in (("trade", ""), ("taxes", "_against")):
        part = alone[alone["node"] == name].set_index("collocate")
        for column in ("n", "n_documents", "n_node", "expected", "log_dice", "z_score"):
            assert table.loc[part.index, column + behind].tolist() == part[column].tolist()
    assert table.at["talks", "goes_with"] == "trade"
    assert table.at["ends", "n"] == 0
    assert table.at["ends", "log_dice"] == -math.inf
    assert table["log_ratio"].is_monotonic_decreasing
    plain = pd.DataFrame({"norm": ["trade", "war"], "token": ["trade", "war"], "kind": "word"})
    plain = plain.assign(doc_id="a", sent_id=0, token_id=[0, 1], start=[0, 6], end=[5, 9])
    assert tk.collocations(plain, "trade", against="war", min_count=1)["n"].tolist() == [1, 0]


@pytest.mark.parametrize("node", [None, ["war", "trade"], "tax"])
def test_two_nodes_are_two(node):
    with pytest.raises(tk.errors.OptionError, match="two nodes"):
        tk.collocations(naive.tokens_of({"a": ["the trade war"]}), node, against="tax")


@pytest.mark.slow
@given(corpora)
def test_all_pairs_are_those_of_each_node_and_symmetric(tokens):
    table = tk.collocations(tokens, window=2, min_count=1)
    pairs = dict(zip(zip(table["node"], table["collocate"], strict=True), table["n"], strict=True))
    assert all(pairs[y, x] == n for (x, y), n in pairs.items())
    for node in table["node"].unique():
        alone = tk.collocations(tokens, node=node, window=2, min_count=1)
        pd.testing.assert_frame_equal(alone, table[table["node"] == node].reset_index(drop=True))


def test_windows_stop_at_documents_and_turns_and_paragraphs_and_gaps():
    tokens = naive.tokens_of({"a": ["trade war deal/Lee peace"], "b": ["ships"]})
    assert tk.collocations(tokens, node="war", min_count=1)["collocate"].tolist() == ["trade"]
    everything = tk.collocations(tokens, node="war", min_count=1, boundaries=["doc_id"])
    assert set(everything["collocate"]) == {"trade", "deal", "peace"}
    tokens["par_id"] = [0, 1, 1, 1, 0]
    assert tk.collocations(tokens, node="war", min_count=1).empty
    gap = tokens[tokens["norm"] != "deal"]
    assert tk.collocations(gap, node="war", min_count=1, boundaries=["doc_id"])["collocate"].tolist() == ["trade"]


def test_paragraphs_come_from_labels():
    labels = tk.label(tk.read_corpus(["The war came.\n\nTrade went on."]), tables=("sentences", "tokens"))
    assert set(tk.collocations(labels, node="war", min_count=1)["collocate"]) == {"the", "came"}
    assert "trade" in set(tk.collocations(labels.tokens, node="war", min_count=1)["collocate"])


def test_punctuation_takes_no_place_and_stop_words_keep_theirs():
    tokens = naive.tokens_of({"a": ["war , the trade deal"]})
    near = tk.collocations(tokens, node="war", window=(0, 2), min_count=1, stop_words="drop")
    assert near[["collocate", "n_tokens", "span"]].values.tolist() == [["trade", 4, 2.0]]


def test_a_wildcard_is_one_node_and_several_nodes_are_several():
    tokens = naive.tokens_of({"a": ["tariff hurts", "tariffs hurt"]})
    table = tk.collocations(tokens, node=["tariff*", "hurt"], min_count=1, window=1)
    assert table["node"].unique().tolist() == ["hurt", "tariff*"]
    assert table.loc[table["node"] == "tariff*", "n_node"].tolist() == [2, 2]


def test_scores_follow_from_the_columns():
    tokens = naive.tokens_of({"a": ["trade war and trade deal and trade war"]})
    table = tk.collocations(tokens, node="war", window=3, min_count=1)
    assert table["log_dice"].tolist() == pytest.approx(
        tk.stats.log_dice(table.n, table.n_node, table.n_collocate).tolist()
    )
    pairs = table["n_tokens"] * table["span"]
    assert table["npmi"].tolist() == pytest.approx(tk.stats.npmi(table.n, table.expected, pairs).tolist())
    g2 = tk.stats.simple_log_likelihood(table.n, table.expected)
    assert table["log_likelihood"].tolist() == pytest.approx(g2.tolist())
    assert table["log_dice"].is_monotonic_decreasing


def test_four_cells_are_those_of_the_places_in_and_outside_the_windows():
    tokens = naive.tokens_of(
        {"a": ["trade war ends trade war hurts a trade deal hurts", "war trade"], "b": ["a war ends"]}
    )
    table = tk.collocations(tokens, node="war", window=(0, 1), min_count=1).set_index("collocate")
    assert table[["n", "n_node", "n_collocate", "n_tokens"]].loc["hurts"].tolist() == [1, 4, 2, 15]
    assert table.loc["hurts", "span"] == 1
    inside = table.loc["hurts"]
    g2 = BigramAssocMeasures.likelihood_ratio(1, (4, 2), 15)
    assert inside["log_likelihood_4_cells"] == pytest.approx(g2, abs=1e-6)
    assert inside["delta_p"] == pytest.approx(1 / 4 - 1 / 11)
    assert inside["delta_p_node"] == pytest.approx(1 / 2 - 3 / 13)
    assert inside["dice"] == pytest.approx(2 / 6)
    assert inside["z_score"] == pytest.approx((1 - 8 / 15) / math.sqrt(8 / 15))
    twice = tk.collocations(naive.tokens_of({"a": ["war trade war"]}), node="war", window=1, min_count=1)
    assert twice["log_likelihood_4_cells"].isna().all()  # one word in two windows


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "window"),
        ({"window": (-1, 2)}, "window"),
        ({"node": " "}, "one is empty"),
        ({"measures": ["z"]}, "measures must be some of"),
    ],
)
def test_unknown_options(options, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.collocations(naive.tokens_of({"a": ["war"]}), **options)


def test_a_phrase_is_a_node_whose_window_begins_beside_it():
    tokens = naive.tokens_of({"a": ["the trade war hurts , the trade war ends"], "b": ["war on trade"]})
    near = tk.collocations(tokens, node="trade war*", window=1, min_count=1, measures=["log_dice"])
    assert near[["collocate", "n", "n_node", "n_documents"]].values.tolist() == [
        ["the", 2, 2, 1], ["ends", 1, 2, 1], ["hurts", 1, 2, 1],
    ]  # fmt: skip
    groups = tk.collocations(tokens, node={"conflict": ["trade war", "war on"]}, window=(0, 1), min_count=1)
    assert groups.set_index("collocate")["n"].to_dict() == {"hurts": 1, "ends": 1, "trade": 1}
    assert set(groups["node"]) == {"conflict"}


def test_nothing_to_find():
    tokens = naive.tokens_of({"a": ["war and peace"]})
    with pytest.warns(tk.errors.NothingFoundWarning, match="'ships'"):
        assert tk.collocations(tokens, node="ships").empty
    assert tk.collocations(tokens.iloc[:0]).empty
    assert tk.collocations(tokens, node=[]).empty
    assert "log_dice" in tk.collocations(tokens.iloc[:0], node="war")
