import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.read.duplicates import find_duplicates, find_repeated, shingles, signature

WORDS = [f"word{i}" for i in range(500)]


def story(seed, n=200):
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def jaccard(one, two):
    """Resemblance by its definition, on the words themselves."""
    sets = []
    for text in (one, two):
        words = text.casefold().split()
        sets.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_same_text_and_its_update_are_duplicates():
    text = story(1)
    assert find_duplicates([text, story(2), text.upper(), text + " Updated with a new last sentence."]) == [
        None,
        None,
        0,
        0,
    ]


def test_different_texts_are_none():
    assert find_duplicates([story(i) for i in range(50)]) == [None] * 50


def test_short_texts_are_never_marked():
    assert find_duplicates(["They met.", "They met.", ""]) == [None, None, None]


@given(st.integers(0, 200), st.integers(0, 2**32))
def test_the_decision_is_that_of_the_definition(changed, seed):
    rng = random.Random(seed)
    one = story(seed).split()
    two = list(one)
    for i in range(changed // 10):
        two[rng.randrange(len(two))] = f"new{i}"
    one, two = " ".join(one), " ".join(two)
    assert (find_duplicates([one, two])[1] == 0) == (jaccard(one, two) >= 0.7)


def test_shingles_are_sorted_sets_of_runs():
    found = shingles("a b c d e f a b c d e")
    assert len(found) == 6  # seven runs, of which the last repeats the first
    assert np.all(np.diff(found.astype(object)) > 0)
    assert len(shingles("a b c d")) == 0


def test_thousands_of_texts_with_the_same_ending_take_linear_time(seconds):
    ending = story(0, 60)
    with seconds(20):
        find_duplicates([f"{story(i, 150)} {ending}" for i in range(1000)])


@pytest.fixture
def folder(write):
    write("a.txt", f"---\ndate: 2025-05-07\n---\n{story(1)}")
    write("b.txt", f"---\ndate: 2025-05-06\n---\n{story(1)} More.")
    return write("c.txt", story(2)).parent


def test_duplicates_are_marked_and_counted(folder):
    corpus = tk.read_corpus(folder)
    assert corpus.documents.duplicate_of.fillna("").tolist() == ["b", "", ""]
    assert corpus.problems.problem.tolist() == [
        "1 near-duplicate of other documents marked in the field duplicate_of: a."
    ]
    assert corpus.set_aside.empty


def test_duplicates_may_be_left_out_or_not_looked_for(folder):
    dropped = tk.read_corpus(folder, duplicates="drop")
    assert dropped.documents.doc_id.tolist() == ["b", "c"]
    assert dropped.set_aside[["doc_id", "duplicate_of", "path"]].values.tolist() == [["a", "b", "a.txt"]]
    assert "1 near-duplicate of other documents set aside: a." in dropped.problems.problem.tolist()
    assert "duplicate_of" not in tk.read_corpus(folder, duplicates="keep").documents
    with pytest.raises(tk.errors.OptionError, match="duplicates is"):
        tk.read_corpus(folder, duplicates="ignore")


def test_labels_say_how_many_documents_were_set_aside(folder):
    facts = tk.label(tk.read_corpus(folder, duplicates="drop"), tables=("sentences",)).provenance
    assert (facts["documents"], facts["near-duplicates set aside"]) == ("2", "1")
    assert "near-duplicates set aside" not in tk.label(tk.read_corpus(folder), tables=("sentences",)).provenance


def test_a_field_of_that_name_is_respected():
    table = pd.DataFrame({"text": [story(1), story(1)], "duplicate_of": ["x", None]})
    assert tk.read_corpus(table).documents.duplicate_of.fillna("").tolist() == ["x", ""]


def test_signatures_tell_what_whole_texts_tell():
    words = [f"word{i}" for i in range(2000)]
    texts = [" ".join([*words[:n], *(f"other{i}" for i in range(2000 - n))]) for n in (2000, 1950, 1300, 600, 0)]
    exact = find_duplicates(texts)
    assert exact == [None, 0, None, None, None]
    assert find_repeated([signature(text) for text in texts], [None] * 5) == exact
