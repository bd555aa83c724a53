"""The table of keyness: counts, ranking, presets, interval, driving documents, references."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk
from textkit.measure.formulas import document_weights, interval
from textkit.measure.keywords import DEFAULT_MEASURES, MEASURES

TARGET = naive.tokens_of(
    {"t1": ["trade war and trade", "trade"], "t2": ["trade and deal deal"], "t3": ["the deal/Lee of peace/Lee"]}
)
REFERENCE = naive.tokens_of({"r1": ["peace and peace peace ,"], "r2": ["the 7 ships and trade"]})


def test_counts_of_both_sides_stand_beside_the_score():
    table = tk.keyness(TARGET, REFERENCE).set_index("term")
    assert table.loc["trade", ["n_target", "n_reference", "n_documents_target", "n_documents_reference"]].tolist() == [
        4,
        1,
        2,
        1,
    ]
    assert table.loc["trade", ["per_million_target", "per_million_reference"]].tolist() == pytest.approx(
        [4 / 13 * 1e6, 1 / 8 * 1e6]
    )
    assert table.loc["trade", "side"] == "target"
    assert table.loc["peace", "side"] == "reference"


def test_terms_of_one_side_only_are_in():
    table = tk.keyness(TARGET, REFERENCE).set_index("term")
    assert table.loc["ships", ["n_target", "n_reference"]].tolist() == [0, 1]
    assert table.loc["war", ["n_target", "n_reference"]].tolist() == [1, 0]
    assert table.loc["ships", "n_documents_target"] == 0


@pytest.mark.parametrize("name", sorted(set(MEASURES) - {"log_ratio_confidence"}))
def test_every_measure_is_its_formula(name):
    table = tk.keyness(TARGET, REFERENCE, measures=name)
    expected = MEASURES[name](table["n_target"], table["n_reference"], 13, 8)
    assert table[name].tolist() == pytest.approx(expected.tolist())


def test_lrc_is_corrected_for_the_number_of_terms_and_ranks():
    table = tk.keyness(TARGET, REFERENCE)
    n = len(table)
    expected = tk.stats.log_ratio_confidence(table["n_target"], table["n_reference"], 13, 8, comparisons=n)
    assert table["log_ratio_confidence"].tolist() == pytest.approx(expected.tolist())
    assert table["log_ratio_confidence"].is_monotonic_decreasing


def test_measures_without_sign_are_ranked_by_side():
    table = tk.keyness(TARGET, REFERENCE, measures=["log_likelihood"])
    assert table["term"].iloc[0] == "deal"
    assert table["term"].iloc[-1] == "peace"


@pytest.mark.parametrize(
    ("preset", "columns", "last"),
    [
        ("antconc", ["log_likelihood_4_cells", "log_ratio"], "peace"),
        ("quanteda", ["chi_squared_signed"], "peace"),
        ("sketchengine", ["simple_maths"], "ships"),  # a zero outdoes everything
    ],
)
def test_presets_choose_measure_and_ranking(preset, columns, last):
    table = tk.keyness(TARGET, REFERENCE, preset=preset)
    assert [c for c in table if c in MEASURES] == columns
    assert table["term"].iloc[-1] == last


def test_p_values_are_adjusted_over_the_table():
    table = tk.keyness(TARGET, REFERENCE)
    from scipy.stats import chi2

    p = chi2.sf(tk.stats.log_likelihood(table["n_target"], table["n_reference"], 13, 8), 1)
    assert table["p_adjusted"].tolist() == pytest.approx(naive.benjamini_hochberg(p.tolist()))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_benjamini_hochberg_is_that_of_the_oracle(p_values):
    got = tk.stats.benjamini_hochberg(p_values)
    assert got.tolist() == pytest.approx(naive.benjamini_hochberg(p_values))
    assert (got >= np.array(p_values) - 1e-12).all()


def test_benjamini_hochberg_leaves_undefined_p_values_out():
    assert tk.stats.benjamini_hochberg([0.01, float("nan"), 0.04]).tolist() == pytest.approx(
        [0.02, float("nan"), 0.04], nan_ok=True
    )


def test_a_term_that_one_document_drives_is_flagged():
    table = tk.keyness(TARGET, REFERENCE).set_index("term")
    assert table.loc["trade", "driven_by"] == "t1"  # 3 of 4
    assert table.loc["peace", "driven_by"] == "r1"
    assert pd.isna(table.loc["and", "driven_by"])  # one document each: no more than half


def test_without_bootstrap_there_is_no_interval():
    table = tk.keyness(TARGET, REFERENCE)
    assert table[["low", "high"]].isna().all(axis=None)


def test_the_interval_is_that_of_drawing_documents():
    table = tk.keyness(TARGET, REFERENCE, rounds=60, seed=3, level=0.9).set_index("term")
    weights = document_weights(3, rounds=60, seed=3), document_weights(2, rounds=60, seed=4)
    draws = naive.log_ratio_draws(([3, 1, 0], [0, 1]), ([5, 4, 4], [4, 4]), weights)
    assert table.loc["trade", ["low", "high"]].tolist() == pytest.approx(list(interval(np.array(draws), level=0.9)))
    again = tk.keyness(TARGET, REFERENCE, rounds=60, seed=3, level=0.9)
    pd.testing.assert_frame_equal(table.reset_index(), again)


def test_groups_that_share_documents_are_drawn_together():
    tokens = naive.tokens_of({"a": ["war war/Lee trade/Lee", "war"], "b": ["trade war/Lee war/Lee"], "c": ["war/Lee"]})
    table = tk.keyness(tokens, by="voice", groups=["quotation"], rounds=50, seed=1).set_index("term")
    drawn = document_weights(3, rounds=50, seed=1)
    weights = drawn, drawn[:, :2]  # no narration in the third document
    draws = naive.log_ratio_draws(([1, 2, 1], [2, 0]), ([2, 2, 1], [2, 1]), weights)
    assert table.loc["war", ["low", "high"]].tolist() == pytest.approx(list(interval(np.array(draws))))


def test_count_tables_will_do_but_say_nothing_of_documents():
    counts = [tk.count_terms(side) for side in (TARGET, REFERENCE)]
    table, whole = tk.keyness(*counts, rounds=50), tk.keyness(TARGET, REFERENCE)
    shared = [
        "term",
        "n_target",
        "n_reference",
        "per_million_target",
        "n_documents_target",
        *DEFAULT_MEASURES,
        "p_adjusted",
    ]
    pd.testing.assert_frame_equal(table[shared], whole[shared])
    assert table[["low", "high"]].isna().all(axis=None)
    assert table["driven_by"].isna().all()


def test_a_pruned_count_table_still_knows_its_size():
    counts = [tk.count_terms(side, min_count=2, stop_words="drop") for side in (TARGET, REFERENCE)]
    assert tk.keyness(*counts).set_index("term").loc["trade", "per_million_target"] == pytest.approx(4 / 13 * 1e6)
    plain = counts[0][["term", "n"]]
    assert tk.keyness(plain, plain)["per_million_target"].sum() == pytest.approx(1e6)


def test_by_compares_each_group_with_the_rest():
    tokens = pd.concat([TARGET, REFERENCE], ignore_index=True)
    tokens["genre"] = np.where(tokens["doc_id"].astype("str").str.startswith("t"), "news", "opinion")
    table = tk.keyness(tokens, by="genre", groups=["news", "opinion"])
    assert table["genre"].unique().tolist() == ["news", "opinion"]
    assert table.attrs["reference"] == "the rest of the corpus (by genre)"
    direct = tk.keyness(TARGET, REFERENCE)
    pd.testing.assert_frame_equal(table[table["genre"] == "news"][list(direct)].reset_index(drop=True), direct)


def test_all_groups_have_rows_for_what_they_use_or_clearly_avoid_with_the_numbers_of_all_terms():
    tokens = naive.tokens_of({"a": ["war " * 30, "ships/Lee " * 9], "b": ["war ships tax", "tax/Roe war/Roe"]})
    whole = tk.keyness(tokens, by="speaker", groups=["Lee", "Roe"])
    brief = tk.keyness(tokens, by="speaker", rounds=0)
    kept = whole[(whole["n_target"] > 0) | (whole["log_likelihood"] > 3.85)].reset_index(drop=True)
    pd.testing.assert_frame_equal(brief, kept, check_like=True)
    assert brief[["speaker", "term"]].values.tolist() == [
        ["Lee", "ships"],
        ["Lee", "war"],
        ["Roe", "tax"],
        ["Roe", "war"],
    ]


def test_words_of_unknown_speakers_are_no_group_but_are_in_the_rest():
    table = tk.keyness(TARGET, by="speaker", groups=["Lee"])
    assert table["speaker"].unique().tolist() == ["Lee"]
    assert table.set_index("term").loc["trade", ["n_target", "n_reference"]].tolist() == [0, 4]


def test_by_with_a_reference_and_groups_of_two_columns():
    table = tk.keyness(TARGET, REFERENCE, by=["doc_id", "voice"], groups=[("t3", "quotation")])
    assert table[["doc_id", "voice"]].drop_duplicates().values.tolist() == [["t3", "quotation"]]
    assert table.attrs["reference"] == "the reference given"
    assert table.set_index("term").loc["ships", "n_reference"] == 1


def test_the_default_reference_is_the_state_of_the_union(monkeypatch):
    from textkit.measure import keywords

    small = tk.read_corpus(["My fellow citizens, trade and peace."])
    monkeypatch.setattr(keywords, "read_corpus", {"sotu": small}.__getitem__)
    table = tk.keyness(TARGET)
    assert "State of the Union" in table.attrs["reference"]
    assert table.set_index("term").loc["citizens", ["n_target", "n_reference"]].tolist() == [0, 1]


def test_min_count_counts_both_sides():
    assert set(tk.keyness(TARGET, REFERENCE, min_count=3)["term"]) == {"trade", "and", "deal", "peace"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measures": ["keyness"]}, "measures must be some of"),
        ({"measures": []}, "none"),
        ({"preset": "wordsmith"}, "preset must be one of"),
        ({"by": "speaker", "groups": ["Nobody"]}, "No group is called 'Nobody' in speaker; the groups are 'Lee'"),
    ],
)
def test_unknown_options(options, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.keyness(TARGET, REFERENCE, **options)


def test_nothing_on_one_side_or_both():
    nothing = TARGET.iloc[:0]
    one_sided = tk.keyness(TARGET, nothing, rounds=20)
    assert one_sided["n_reference"].eq(0).all()
    assert one_sided["log_ratio"].isna().all()
    assert tk.keyness(nothing, nothing, rounds=20).empty
    assert tk.keyness(nothing, by="speaker", rounds=20).columns[0] == "speaker"


documents = st.lists(
    st.lists(st.sampled_from(["war", "trade", "deal"]), min_size=1).map(" ".join), min_size=2, max_size=4
)


@given(documents, documents)
def test_swapping_the_sides_turns_the_table_round(first, second):
    a, b = (naive.tokens_of({f"{n}{i}": [d] for i, d in enumerate(side)}) for n, side in (("a", first), ("b", second)))
    one = tk.keyness(a, b, rounds=10).set_index("term").sort_index()
    other = tk.keyness(b, a).set_index("term").sort_index()
    assert one["log_ratio"].tolist() == pytest.approx((-other["log_ratio"]).tolist())
    assert one["p_adjusted"].tolist() == pytest.approx(other["p_adjusted"].tolist())
    assert ((one["low"] <= one["high"]) | one["low"].isna()).all()


def test_key_terms_leave_out_what_speaks_for_the_other_side():
    """Absent from a short target, a term counts there as half an occurrence: more, by length, than five elsewhere."""
    table = pd.DataFrame({"term": ["war", "sea", "tax"], "side": ["target", "reference", "reference"]})
    shown = tk.key_terms(table.assign(log_ratio=[2.0, 0.5, -1.0]))
    assert shown.term.tolist() == ["war", "tax"]


def test_dispersion_stands_beside_the_counts_of_each_side():
    table = tk.keyness(TARGET, REFERENCE).set_index("term")
    for side, tokens in {"target": TARGET, "reference": REFERENCE}.items():
        spread = tk.dispersion(tokens).set_index("term")["dp"]
        assert table[f"dp_{side}"].dropna().to_dict() == pytest.approx(spread.to_dict())
        assert table.index[table[f"dp_{side}"].isna()].tolist() == table.index[table[f"n_{side}"] == 0].tolist()


def test_caution_says_what_forbids_to_call_a_term_key():
    target = {f"t{i}": ["war ships " * 20 + "and"] for i in range(4)} | {"t9": ["tax " * 40 + "oil"]}
    reference = {f"r{i}": ["peace and trade " * 20] for i in range(4)}
    table = tk.keyness(naive.tokens_of(target), naive.tokens_of(reference), rounds=100).set_index("term")
    assert table["caution"].isna()[["peace", "trade", "ships", "war"]].all()
    assert table.loc["tax", "caution"] == "few documents; one document"
    assert table.loc["oil", "caution"].startswith("not significant")
    counts = tk.keyness(tk.count_terms(naive.tokens_of(target)), tk.count_terms(naive.tokens_of(reference)))
    assert counts.set_index("term")["caution"].isna()["war"]
    texts = {f"d{i}": ["war " * (1 + 30 * (i % 2)) + "and " * 30] for i in range(6)}
    uneven = tk.keyness(
        naive.tokens_of(texts), naive.tokens_of({f"r{i}": ["and war and and"] for i in range(6)}), rounds=100
    )
    assert "interval holds 0" in uneven.set_index("term").loc["war", "caution"]


def test_named_terms_are_compared_as_they_are_counted(tmp_path):
    groups = {"conflict": ["war*", "peace and"], "sea": ["ship*"], "none": ["zebra"]}
    table = tk.keyness(TARGET, REFERENCE, terms=groups, rounds=20).set_index("term")
    for side, tokens in {"target": TARGET, "reference": REFERENCE}.items():
        counted = tk.count_terms(tokens, terms=groups).set_index("term")
        for column in ("n", "per_million", "n_documents"):
            assert table[f"{column}_{side}"].to_dict() == pytest.approx(counted[column].to_dict())
    plain = tk.keyness(TARGET, REFERENCE).set_index("term")
    alone = tk.keyness(TARGET, REFERENCE, terms="trade").set_index("term")
    shared = ["n_target", "n_reference", "log_ratio", "log_likelihood", "dp_target", "driven_by"]
    assert alone.loc["trade", shared].tolist() == plain.loc["trade", shared].tolist()


def test_named_terms_of_labels_on_disk_are_those_in_memory(tmp_path):
    pytest.importorskip("pyarrow")
    texts = {"text": ["War and peace.", "A tariff war.", "Peace, said Ann Lee."], "wing": ["left", "right", "left"]}
    corpus = tk.read_corpus(pd.DataFrame(texts))
    labels, options = (
        tk.label(corpus),
        {"by": "wing", "terms": {"conflict": ["war"], "calm": '[lemma="peace"]', "x": "y"}},
    )
    on_disk = tk.scan_labels(tk.label_to(tmp_path / "labels", pd.DataFrame(texts), workers=1, shard_size=1))
    there = tk.keyness(on_disk, **options).drop(columns="driven_by")
    pd.testing.assert_frame_equal(there, tk.keyness(labels, **options).drop(columns="driven_by"))
