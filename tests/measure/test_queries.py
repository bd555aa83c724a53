"""The query language: each form with a text and what it finds, the same for every measure, and dictionaries."""

import json
import time
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

import naive
import textkit as tk
from textkit.measure.queries import compile_queries
from textkit.measure.search import find_queries
from textkit.measure.terms import place_tokens

CASES = json.loads((Path(__file__).parents[1] / "cases" / "queries.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", CASES, ids=lambda group: group["text"][:30])
def test_what_each_form_of_query_finds(group):
    labels = tk.label(tk.read_corpus([group["text"]]))
    found = {query: tk.kwic(labels, query)["node"].tolist() for query, _, _ in group["cases"]}
    assert found == {query: hits for query, hits, _ in group["cases"]}


# any tree of conditions against a regular expression over one letter for each token

letter = st.sampled_from(["a", "b", "c"]).map(lambda c: (f'[word="{c}"]', c))
classes = st.sampled_from([('[word="a|b"]', "[ab]"), ('[word!="a"]', "[^a/]"), ('"c"', "c"), ("b", "b")])
trees = st.recursive(
    letter | classes,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["?", "+", "{2}", "{0,2}", "{1,3}"])).map(
            lambda pair: (f"({pair[0][0]}){pair[1]}", f"(?:{pair[0][1]}){pair[1]}")
        )
        | st.lists(inner, min_size=2, max_size=3).map(lambda items: tuple(map(" ".join, zip(*items, strict=True))))
        | st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} | {two[1][0]})", f"(?:{two[0][1]}|{two[1][1]})"))
    ),
    max_leaves=5,
)
sentences = st.lists(st.text(alphabet="abc", min_size=1, max_size=6), min_size=1, max_size=3)


@given(trees, sentences)
def test_trees_find_the_longest_spans_that_a_regular_expression_would(tree, texts):
    query, pattern = tree
    tokens = naive.tokens_of({"d": [" ".join(text) for text in texts]})
    whole, rule = "/".join(texts), regex.compile(pattern.replace(" ", ""))
    if rule.fullmatch(""):
        with pytest.raises(tk.errors.OptionError, match="may be missing"):
            compile_queries('[word="a"]? ' + query)
        return
    spans = [(i, j) for i, j in product(range(len(whole) + 1), repeat=2) if i < j and rule.fullmatch(whole[i:j])]
    spans = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    letters = [i for i, c in enumerate(whole) if c != "/"]
    queries = compile_queries('[word="zz"] | ' + query)  # always of conditions
    hits = find_queries(queries, tokens, place_tokens(tokens))
    assert [(letters[i], letters[j] + 1) for i, j in zip(hits.first, hits.last, strict=True)] == sorted(spans)


LABELS = tk.label(
    tk.read_corpus(
        pd.DataFrame(
            {
                "text": [
                    "The unfair tariff hurts. A fair tariff helps the U.S. now.",
                    "No deal, said Ann Lee. Unfair tariffs!",
                ],
                "wing": ["left", "right"],
            }
        )
    )
)
QUERY = '[pos="ADJ"] [lemma="tariff"]'


def test_every_measure_takes_the_same_queries():
    lines = tk.kwic(LABELS, QUERY)
    assert lines["node"].tolist() == ["unfair tariff", "fair tariff", "Unfair tariffs"]
    assert tk.count_terms(LABELS, terms=QUERY)["n"].tolist() == [3]
    assert tk.dispersion(LABELS, terms=QUERY)[["n", "range"]].values.tolist() == [[3, 2]]
    assert len(tk.term_positions(LABELS, QUERY)) == 3
    assert set(tk.collocations(LABELS, node=QUERY, window=1, min_count=1)["collocate"]) >= {"hurts", "helps"}
    assert tk.target_mentions(LABELS, targets=[QUERY])["mention"].tolist() == lines["node"].tolist()
    counts = tk.count_terms(LABELS, terms=QUERY, by="wing")
    assert tk.evidence(counts.iloc[0], LABELS)["text"].tolist() == ["unfair tariff", "fair tariff"]


def test_labels_on_disk_are_searched_as_those_in_memory(tmp_path):
    pytest.importorskip("pyarrow")
    documents = LABELS.documents[["doc_id", "text", "wing"]]
    on_disk = tk.scan_labels(tk.label_to(tmp_path / "labels", documents, workers=1, shard_size=1))
    for terms in (QUERY, {"duties": [QUERY, "tariff*"], "U.S.": "U.S."}):
        for measure in (tk.count_terms, tk.dispersion):
            pd.testing.assert_frame_equal(measure(on_disk, terms=terms), measure(LABELS, terms=terms))
    assert tk.kwic(on_disk, QUERY)["node"].tolist() == tk.kwic(LABELS, QUERY)["node"].tolist()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('[tag="ADJ"]', "tokens do not have 'tag'.*They have word, norm, lemma, pos"),
        ('[lema="say"]', "Did you mean 'lemma'"),
        ("[lemma=say]", "straight quotation marks"),
        ('[lemma="say"', "a mark is out of place"),
        ('[lemma="say"] (the', "not closed"),
        ('[lemma="say"] the)', "parenthesis is missing"),
        ('[lemma="say"] |', "missing before or behind"),
        ('[lemma="say" pos="VERB"]', "ends too late"),
        ('[lemma="say" & ]', "ends too early"),
        ('[word="say" %x]', "%c"),
        ('[word="("]', "not a regular expression"),
        ('[word="a"]{3,1}', "smaller number"),
        ('[word="a"]{x}', "out of place"),
        ('[word="a"]{,}', "how many times"),
        ('[word="a"]?', "may be missing"),
        ('[word="a"]{900}', "900 tokens"),
        ("(" * 40 + '[word="a"]' + ")" * 40, "nested too deeply"),
        ("[" + "(" * 40 + 'word="a"' + ")" * 40 + "]", "nested too deeply"),
        ("[" + "!" * 4000 + 'word="a"]', "nested too deeply"),
    ],
)
def test_what_is_not_understood_is_said(query, said):
    with pytest.raises(tk.errors.OptionError, match=said):
        tk.kwic(LABELS, query)


def test_tables_without_parts_of_speech_say_so():
    with pytest.raises(tk.errors.MissingColumnError, match="pos"):
        tk.count_terms(LABELS.tokens.drop(columns="pos"), terms='[pos="ADJ"]')
    with pytest.raises(tk.errors.MissingColumnError, match="Label the texts again"):
        tk.count_terms(LABELS.tokens.assign(pos=pd.NA), terms='[pos="ADJ"]')


def test_a_condition_that_finds_nothing_names_near_forms():
    assert "dictionary form '[lemma=\"tarif\"]'; near it: tariff" in str(tk.kwic(LABELS, '[lemma="tarif"]'))
    assert "part of speech" in str(tk.kwic(LABELS, '[pos="VRB"]'))
    with pytest.warns(tk.errors.NothingFoundWarning, match="near it: tariff"):
        assert tk.term_positions(LABELS, "tarif").empty
    with pytest.warns(tk.errors.NothingFoundWarning, match="near it: tariff"):
        assert tk.collocations(LABELS, node=["tarif", "the"], min_count=1)["node"].unique().tolist() == ["the"]


@pytest.mark.parametrize("query", ['[word="a"] []* [word="b"]', '[]{0,50} "b" []?', '("a" | "a" "a"){1,90} [word="b"]'])
def test_time_grows_with_the_text_alone(query):
    def seconds(n):
        tokens = naive.tokens_of({"d": [" ".join(["a"] * n)]})
        start = time.process_time()
        assert not len(tk.count_terms(tokens, terms=query).query("n > 0"))
        return max(time.process_time() - start, 0.01)

    assert seconds(4_000) < 24 * seconds(500)


# dictionaries

GROUPS = {"duties": ["tariff*"], "verdicts.bad": ["unfair", "no deal"], "verdicts.good": ["fair"]}
FILES = {
    "topics.csv": "group,query\nduties,tariff*\nverdicts.bad,unfair\nverdicts.bad,no deal\nverdicts.good,fair\n",
    "topics.yml": "duties:\n  - tariff*\nverdicts:\n  bad: [unfair, no deal]\n  good: fair\n",
    "corpus.toml": '[dictionary]\nduties = ["tariff*"]\nverdicts = {bad = ["unfair", "no deal"], good = "fair"}\n',
}


@pytest.mark.parametrize("name", FILES)
def test_a_dictionary_is_read_from_a_file(tmp_path, name):
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    expected = tk.count_terms(LABELS, terms=GROUPS, by="wing")
    assert expected.set_index(["wing", "term"])["n"].to_dict() == {
        ("left", "duties"): 2, ("left", "verdicts.bad"): 1, ("left", "verdicts.good"): 1,
        ("right", "duties"): 1, ("right", "verdicts.bad"): 2, ("right", "verdicts.good"): 0,
    }  # fmt: skip
    for path in (tmp_path / name, str(tmp_path / name)):
        table = tk.count_terms(LABELS, terms=path, by="wing")
        pd.testing.assert_frame_equal(table, expected)
        assert table.attrs["parameters"]["terms"] == GROUPS
        assert len(tk.evidence(table.iloc[0], LABELS)) == 2
    assert set(tk.kwic(LABELS, tmp_path / name)["pattern"]) == set(GROUPS)


def test_groups_within_groups_are_a_dictionary_too():
    nested = {"duties": "tariff*", "verdicts": [{"bad": ["unfair", "no deal"]}, {"good": "fair"}]}
    pd.testing.assert_frame_equal(tk.count_terms(LABELS, terms=nested), tk.count_terms(LABELS, terms=GROUPS))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "name,value\nx,y\n", "Its columns are name, value"),
        ("a.toml", "x = 1\n", r"no table \[dictionary\]"),
        ("a.toml", "[dictionary]\nx = [1]\n", "1 is not one"),
        ("a.toml", "[dictionary\n", "cannot be read"),
        ("a.yml", "- x\n", "does not list groups"),
        ("a.yml", "x: &a [y]\nz: *a\n", "aliases"),
        ("a.yml", "x: !!python/object:os.system y\n", "cannot be read"),
        ("a.yml", "x: ['[tag=\"y\"]']\n", "tokens do not have 'tag'"),
        ("a.yml", "{}\n", "holds no query"),
    ],
)
def test_a_file_that_is_no_dictionary_is_named(tmp_path, name, content, said):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(tk.errors.TextkitError, match=said) as error:
        tk.count_terms(LABELS, terms=tmp_path / name)
    assert name in str(error.value)
    with pytest.raises(tk.errors.TextkitError, match=r"missing\.csv"):
        tk.count_terms(LABELS, terms=tmp_path / "missing.csv")
