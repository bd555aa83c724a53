"""Concordance: what is found, in which order, and that nothing of a corpus reaches HTML unescaped."""

import re
import time
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.measure.queries import compile_wildcard


def labels_of(*texts, **fields):
    corpus = tk.read_corpus(pd.DataFrame({"text": texts, **fields}))
    return tk.label(corpus, tables=("sentences", "tokens"))


LABELS = labels_of(
    "Tariffs rise. A new tariff hurts trade.",
    "The trade war? No: trade wars, he said. US trade\n\nhelps us.",
    genre=["news", "opinion"],
)


@pytest.mark.parametrize(
    ("pattern", "options", "found"),
    [
        ("tariff*", {}, ["Tariffs", "tariff"]),
        ("tariff?", {}, ["Tariffs"]),
        ("tariff", {"ignore_case": False}, ["tariff"]),
        ("trade war*", {}, ["trade war", "trade wars"]),
        ("* wars", {}, ["trade wars"]),
        ("say", {"unit": "lemma"}, ["said"]),
        ("US", {"ignore_case": False}, ["US"]),
        ("us", {}, ["us"]),  # not the country, as in counts
        (r"trade\s+\w+", {"regex": True}, ["trade war", "trade wars", "trade helps"]),
        (r"(?-i:T)\w+s\b", {"regex": True}, ["Tariffs"]),
        ("rise . A", {}, ["rise. A"]),  # the mark is named, so the phrase may go on behind it
        ("rise A", {}, []),
        ("tariff|wars", {}, ["tariff", "wars"]),
        ("trade|trade war*", {}, ["trade", "trade war", "trade wars", "trade"]),  # the longer find counts
        (r"x*", {"regex": True}, []),
        ("[", {}, []),
    ],
)
def test_what_a_pattern_finds(pattern, options, found):
    assert tk.kwic(LABELS, pattern, **options)["node"].tolist() == found


PRINTED = labels_of(
    "Mr. Chair, I thank Sen. Roe. On Jan. 9 the U.S. House sat; see H.R. 77.",
    "The U.S.-Mexico bridge cost $8.50, up 2.5%, or $3bn for 40% of it. No, ma’am. “Bad deal,” he said – “Bad deal.”",
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("2.5%", ["2.5%"]),
        ("40%", ["40%"]),
        ("$3bn", ["$3bn"]),
        ("$8.50", ["$8.50"]),
        ("$*", ["$8.50", "$3bn"]),
        ("*%", ["2.5%", "40%"]),
        ("Mr. Chair", ["Mr. Chair"]),
        ("Sen. Roe", ["Sen. Roe"]),
        ("Jan. 9", ["Jan. 9"]),
        ("H.R. 77", ["H.R. 77"]),
        ("u.s.-mexico", ["U.S.-Mexico"]),
        ("U.S.*", ["U.S.", "U.S."]),
        ("No, ma'am", ["No, ma’am"]),
        ('"bad deal', ["“Bad deal", "“Bad deal"]),
        ('"bad deal,"', ["“Bad deal,”"]),
        ("bad deal *", []),  # a mark is not a word
        ("said - *", []),
        ("the * house", ["the U.S. House"]),
    ],
)
def test_what_is_typed_as_it_is_printed_is_found(pattern, found):
    assert tk.kwic(PRINTED, pattern)["node"].tolist() == found


def test_several_patterns_and_groups_tell_which_of_them_matched():
    table = tk.kwic(LABELS, ["tariff*", "trade wars"])
    assert table[["pattern", "node"]].values.tolist() == [
        ["tariff*", "Tariffs"], ["tariff*", "tariff"], ["trade wars", "trade wars"],
    ]  # fmt: skip
    groups = tk.kwic(LABELS, {"duties": ["tariffs", "tariff"], "any": "t*s"}, sort="pattern")
    assert groups[["pattern", "node"]].values.tolist() == [
        ["any", "Tariffs"], ["duties", "Tariffs"], ["duties", "tariff"],
    ]  # fmt: skip
    assert "pattern" not in tk.kwic(LABELS, ["tariff*"])


@pytest.mark.parametrize(
    ("pattern", "options", "said"),
    [
        ("tarif", {}, "These texts do not have the word 'tarif'; near it: tariff"),
        ("said", {"unit": "lemma"}, "do not have the dictionary form 'said'"),
        ("war trade", {}, "nowhere one behind the other"),
    ],
)
def test_a_search_without_a_find_says_why(pattern, options, said):
    lines = tk.kwic(LABELS, pattern, **options)
    assert said in str(lines)
    assert said.partition("'")[0] in lines._repr_html_()


def test_a_regular_expression_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr("textkit.measure.queries.SECONDS", 0.1)
    with pytest.raises(tk.errors.OptionError, match=r"takes more than .* A repetition within"):
        tk.kwic(labels_of("a" * 400 + "!"), r"(a|aa)+$", regex=True)
    with pytest.raises(tk.errors.OptionError, match="repeats a part more than"):
        tk.kwic(LABELS, r"(\w{1000}){1000}", regex=True)


@pytest.mark.parametrize("pattern", ["*a*a*a*b", "*a*a*a*a*a*b", "?*a?*a?*a?*b"])
def test_time_of_wildcards_grows_with_the_word_alone(pattern):
    taken = []
    for length in (20_000, 160_000):
        start = time.process_time()
        assert compile_wildcard(pattern).fullmatch("a" * length) is None
        taken.append(max(time.process_time() - start, 0.005))
    assert taken[1] < 24 * taken[0]


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab-’", max_size=8))
def test_wildcards_match_as_in_file_names(pattern, word):
    assert bool(compile_wildcard(pattern).fullmatch(word)) == fnmatchcase(word, pattern)


def test_a_possessive_and_a_curly_apostrophe_are_found():
    labels = labels_of("Trump’s team said it’s over.")
    assert len(tk.kwic(labels, "trump")) == len(tk.kwic(labels, "Trump's")) == len(tk.kwic(labels, "it's")) == 1


def test_spans_are_those_of_the_text_and_context_is_cut_by_words():
    table = tk.kwic(LABELS, "tariff*", window=2, metadata=["genre", "sent_id"])
    texts = LABELS.documents.set_index("doc_id")["text"]
    for row in table.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.node
    assert table["left"].tolist() == ["", "A new"]
    assert table["right"].tolist() == ["rise. A", "hurts trade"]
    assert table[["genre", "sent_id"]].values.tolist() == [["news", 0], ["news", 1]]
    assert tk.kwic(LABELS, "rise", window=0)[["left", "right"]].values.tolist() == [["", ""]]


def test_sorting_by_left_and_right_context():
    labels = labels_of("b x c. a x d. a x c.")
    assert tk.kwic(labels, "x", sort=["L1", "R1"])["start"].tolist() == [16, 9, 2]
    assert tk.kwic(labels, "x", sort="R1")["start"].tolist() == [2, 16, 9]
    assert tk.kwic(labels, "x", sort=["l2"])["start"].tolist() == [2, 9, 16]  # nothing, c, d
    assert tk.kwic(LABELS, "t*", sort=["node", "R1"])["node"].tolist() == [
        "tariff", "Tariffs", "The", "trade", "trade", "trade", "trade",
    ]  # fmt: skip
    assert tk.kwic(LABELS, "trade", sort=["genre", "R1"])["doc_id"].nunique() == 2


def test_numbers_sort_by_size_and_accents_beside_their_letter():
    labels = labels_of("x a", "x é", "x Z", "x e", size=[10, 100, 9, None])
    assert tk.kwic(labels, "x", sort="size", metadata="doc_id")["doc_id"].str[-1].tolist() == ["3", "1", "2", "4"]
    assert tk.kwic(labels, "x", sort="R1")["right"].tolist() == ["a", "e", "é", "Z"]
    assert tk.kwic(labels, "x a|x é|x e|x z", sort="node")["node"].tolist() == ["x a", "x e", "x é", "x Z"]


@given(st.text(alphabet="ab c.,\n“’<&é", max_size=60), st.sampled_from(["a", "b*", "?"]))
def test_wildcards_find_the_tokens_that_match_as_a_whole(text, pattern):
    labels = labels_of(text + " end")
    table = tk.kwic(labels, pattern, window=3)
    regex = re.compile(pattern.replace("*", ".*").replace("?", "."), re.IGNORECASE)
    pairs = zip(labels.tokens["token"], labels.tokens["norm"], strict=True)
    hit = (regex.fullmatch(token) or regex.fullmatch(norm) for token, norm in pairs)
    counted = labels.tokens["kind"].isin(["word", "number"]) | (pattern != "?")
    expected = labels.tokens["token"][np.array(list(map(bool, hit)), dtype=bool) & counted].tolist()
    assert table["node"].tolist() == expected


def test_nothing_of_a_corpus_reaches_html_unescaped():
    evil = "<script>alert(1)</script>"
    labels = labels_of(f"Here {evil} war {evil} there.", genre=[evil])
    html = tk.kwic(labels, "war", metadata="genre")._repr_html_() + tk.kwic(labels, evil, regex=True)._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_display_aligns_the_node_and_counts_the_lines():
    lines = tk.kwic(LABELS, "trade", sort="L1")
    few = str(tk.kwic(labels_of("a war b. Cc war."), "war", window=1))
    assert [line.index("war") for line in few.split("\n")] == [3, 3]
    assert repr(lines).startswith("Concordance of 'trade', 4 lines")
    assert str(tk.kwic(LABELS, "nothing")) == "No line for 'nothing'. These texts do not have the word 'nothing'."
    assert "4 lines" in lines._repr_html_()


@pytest.mark.parametrize(
    ("pattern", "options", "error", "message"),
    [
        (" ", {}, tk.errors.OptionError, "empty"),
        ("(", {"regex": True}, tk.errors.OptionError, "not a regular expression"),
        ("a", {"window": -1}, tk.errors.OptionError, "window"),
        ("a", {"sort": ["L1", "R1", "R2", "R3"]}, tk.errors.OptionError, "up to 3"),
        ("a", {"sort": "X9"}, tk.errors.MissingColumnError, "X9"),
        ("a", {"metadata": "shoe size"}, tk.errors.MissingColumnError, "shoe size"),
    ],
)
def test_what_is_refused(pattern, options, error, message):
    with pytest.raises(error, match=message):
        tk.kwic(LABELS, pattern, **options)


def test_labels_are_needed_and_may_be_empty():
    with pytest.raises(tk.errors.MissingColumnError, match="needs Labels"):
        tk.kwic(LABELS.tokens, "a")
    assert len(tk.kwic(labels_of("…"), "a", sort="R1")) == 0
    assert len(tk.kwic(labels_of("…"), "a", regex=True)) == 0


def test_a_window_beyond_any_text_shows_all_of_it():
    labels = tk.label(tk.read_corpus(["A tariff hurts."]), tables=("sentences", "tokens"))
    lines = tk.kwic(labels, "tariff", window=10**20)
    assert lines[["left", "right"]].values.tolist() == [["A", "hurts."]]
