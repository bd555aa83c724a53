"""Readability: formulas against textstat where it counts as textkit does, and counts that textstat gets wrong."""

import math

import numpy as np
import pandas as pd
import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.measure import readability as formulas
from textkit.measure.readability import count_syllables, is_familiar

PLAIN = (
    "The harbour is quiet in the morning and the boats come back late. "
    "Nobody remembers a longer winter than this one in the northern villages. "
    "The families repaired their houses with unexpected generosity afterwards."
)
FORMULAS = [f for name in tk.stats.__all__ if (f := getattr(tk.stats, name)).__module__ == formulas.__name__]


def labels_of(*texts, **fields):
    corpus = tk.read_corpus(pd.DataFrame({"text": texts, **fields}))
    return tk.label(corpus, tables=("paragraphs", "sentences", "tokens"))


@pytest.mark.parametrize(
    ("name", "of_textstat"),
    [
        ("flesch_reading_ease", textstat.flesch_reading_ease),
        ("flesch_kincaid", textstat.flesch_kincaid_grade),
        ("smog", textstat.smog_index),
        ("lix", textstat.lix),
    ],
)
def test_textstat_agrees_where_its_splitting_is_right(name, of_textstat):
    assert tk.readability(labels_of(PLAIN)).loc[0, name] == pytest.approx(of_textstat(PLAIN))


def test_short_sentences_and_abbreviations_are_counted_as_a_reader_does():
    short, abbreviated = "Stop it. Go. He ran. They all went home again.", "Yesterday morning Sen. Lee spoke of war."
    assert tk.readability(labels_of(short, abbreviated), by="doc_id")["n_sentences"].tolist() == [4, 1]
    assert textstat.sentence_count(short) != 4
    assert textstat.sentence_count(abbreviated) != 1


def test_coleman_liau_has_the_published_coefficient_which_textstat_shortens():
    row = tk.readability(labels_of(PLAIN)).loc[0]
    shortened = row["coleman_liau"] - 0.08 * row["n_letters"] / row["n_words"]
    assert textstat.coleman_liau_index(PLAIN) == pytest.approx(shortened)


def test_counts_of_words():
    row = tk.readability(labels_of("Annexation animated Abernathy, he repeated 51 times.")).loc[0]
    assert row["n_words"] == 6  # 51 is a number
    assert row["n_syllables"] == 4 + 4 + 4 + 1 + 3 + 1
    assert row["n_polysyllables"] == 4
    assert row["n_complex"] == 2  # not the name, and "repeated" has two without its ending
    assert row["n_long"] == 4
    assert row["n_letters"] == row["n_characters"] == len("AnnexationanimatedAbernathyherepeatedtimes")


def test_inflected_familiar_words_are_familiar():
    assert is_familiar("bridge")
    assert not is_familiar("annexation")
    known = ["baby", "babies", "bridges", "stopped", "loving", "carried", "feeling", "growing", "generally", "simply"]
    assert [word for word in [*known, "easily", "mr", "americans", "colour", "theatre"] if not is_familiar(word)] == []
    assert [word for word in ("tariffs", "ally", "swiftlily", "ing", "s") if is_familiar(word)] == []
    assert tk.readability(labels_of("The bridges opened."))["n_unfamiliar"].tolist() == [0]


def test_syllables_of_hyphenated_words_add_up():
    assert count_syllables("peace-loving") == count_syllables("peace") + count_syllables("loving")
    assert count_syllables("hmm") >= 1


def test_headings_are_no_sentences():
    text = "# Prices\n\nPrices rose again last month.\n\nNobody knows why they rose."
    assert tk.readability(labels_of(text))["n_sentences"].tolist() == [2]
    assert tk.readability(labels_of(text), roles=("title", "heading", "body"))["n_sentences"].tolist() == [3]


def test_groups_add_their_documents_up():
    labels = labels_of(PLAIN, "War came.", PLAIN, genre=["a", "b", "a"])
    table = tk.readability(labels, by="genre")
    single = tk.readability(labels, by="doc_id")
    assert table["genre"].tolist() == ["a", "b"]
    assert table.loc[0, "n_words"] == 2 * single.loc[0, "n_words"]
    assert table.loc[0, "flesch_kincaid"] == pytest.approx(single.loc[0, "flesch_kincaid"])
    assert tk.readability(labels, by=None)["n_sentences"].tolist() == [7]


def test_no_sentences_no_scores():
    assert tk.readability(labels_of("…")).select_dtypes("float").isna().all(axis=None)
    with pytest.raises(tk.errors.MissingColumnError, match="needs Labels"):
        tk.readability(pd.DataFrame())


counts = st.tuples(st.integers(0, 400), st.integers(0, 40), st.integers(0, 900))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
@given(rows=st.lists(counts, min_size=1, max_size=6))
def test_arrays_equal_scalars_and_nothing_is_nan(formula, rows):
    columns = np.array(rows).T[: 2 if formula is tk.stats.smog else 3]
    apart = [formula(*row) for row in columns.T]
    assert formula(*columns).tolist() == pytest.approx(apart, nan_ok=True)
    assert all(type(score) is float for score in apart)
    assert math.isnan(formula(*[0] * len(columns)))


@given(st.integers(1, 400), st.integers(1, 40), st.integers(1, 900))
def test_longer_sentences_and_words_read_harder(n_words, n_sentences, n_syllables):
    easier = n_words, n_sentences + 1, n_syllables
    for harder in ((n_words, n_sentences, n_syllables), (n_words, n_sentences + 1, n_syllables + 1)):
        assert tk.stats.flesch_reading_ease(*harder) < tk.stats.flesch_reading_ease(*easier)
        assert tk.stats.flesch_kincaid(*harder) > tk.stats.flesch_kincaid(*easier)
        assert tk.stats.gunning_fog(*harder) > tk.stats.gunning_fog(*easier)
        assert tk.stats.lix(*harder) > tk.stats.lix(*easier)
