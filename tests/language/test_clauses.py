"""Words in their stretches and clauses, which words are names, and how far negation reaches."""

import numpy as np
import pytest

from textkit.language.doc import read_doc
from textkit.language.governors import count_before, is_negator, read_words
from textkit.language.names import are_titled, find_name_words


def words_of(text):
    doc = read_doc(text)
    return read_words(doc, np.arange(len(doc.types)), doc.sentence_of, len(doc.sentences))


def strings(words, chosen):
    return [words.doc.vocabulary.strings[number] for number in words.types[chosen]]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("She won.", [[0, 1]]),
        ("She won, he lost.", [[0, 1], [2, 3]]),
        ("She won because he (the clerk) lost.", [[0, 1], [2, 3], [4, 5], [6]]),
        ("She won. He lost.", [[0, 1], [2, 3]]),
        ("“She won,” he said.", [[0, 1], [2, 3]]),
        ("…", []),
    ],
)
def test_a_clause_ends_at_marks_and_before_words_that_open_one(text, clauses):
    words = words_of(text)
    found = [np.flatnonzero(words.clause == number).tolist() for number in np.unique(words.clause)]
    assert found == clauses
    assert len(np.unique(words.unbroken)) <= len(found)


def test_stretches_are_read_as_if_they_stood_alone():
    doc = read_doc("“Hope is here,” said Hope Lee, “but not for Ann.” He left.")
    quoted = (doc.starts < 15) | ((doc.starts > 31) & (doc.starts < 49))
    stretch = np.where(doc.sentence_of == 1, 2, np.where(quoted, 0, 1))
    order = np.argsort(stretch, kind="stable")
    together = read_words(doc, order, stretch[order], 3)
    for number in range(3):
        own = order[stretch[order] == number]
        alone = read_words(doc, own, np.zeros(len(own), dtype=int), 1)
        mine = together.stretch == number
        assert find_name_words(together)[mine].tolist() == find_name_words(alone).tolist()
        assert np.diff(together.clause[mine]).tolist() == np.diff(alone.clause).tolist()
    assert together.count().sum() == doc.is_word.sum()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hate is here.", []),
        ("Hope Hicks left.", ["Hope", "Hicks"]),
        ("A Joy.", ["A", "Joy"]),
        ("The clerk met Sen. Just and @brilliant.", ["Sen.", "Just", "@brilliant"]),
        ("“Terrible,” he said.", []),
        ("He said: Wonderful!", []),
        ("Great Hopes for a Just Peace", []),
        ("In a U.S. Fair", ["U.S.", "Fair"]),
    ],
)
def test_names_by_their_capitals(text, names):
    words = words_of(text)
    assert strings(words, find_name_words(words)) == names


def test_a_headline_is_told_by_its_capitals():
    assert are_titled(words_of("Cruel Budget Is a Disaster for the Poor")).tolist() == [True]
    assert are_titled(words_of("Ann Lee met Bo Roe in the Senate.")).tolist() == [False]


@pytest.mark.parametrize(("word", "negates"), [("cannot", True), ("needn't", True), ("lacked", True), ("knot", False)])
def test_negators(word, negates):
    assert is_negator(word) == negates


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("It was not very good.", ["very", "good"]),
        ("Not now, good people.", ["now"]),
        ("They never ever once said it was good.", ["ever", "once", "said"]),
        ("Nothing. Good.", []),
    ],
)
def test_a_negator_reaches_the_next_words_before_a_mark(text, reached):
    words = words_of(text)
    negators = np.array([is_negator(words.doc.vocabulary.lower[number]) for number in words.types])
    assert strings(words, count_before(negators, words.unbroken) > 0) == reached
