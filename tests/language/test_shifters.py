"""What negators, reversers and demands reach."""

import numpy as np
import pytest

from textkit.language.doc import read_doc
from textkit.language.governors import read_words
from textkit.language.shifters import find_pairs, find_shifts


def words_of(text):
    doc = read_doc(text)
    return read_words(doc, np.arange(len(doc.types)), doc.sentence_of, len(doc.sentences))


def place_of(words, word):
    return [words.doc.vocabulary.lower[number] for number in words.types].index(word)


@pytest.mark.parametrize(
    ("text", "word", "negated", "turned"),
    [
        ("It was not a success.", "success", 1, 0),
        ("It was anything but a success.", "success", 1, 0),
        ("It is far from perfect.", "perfect", 1, 0),
        ("It came from far, perfect.", "perfect", 0, 0),
        ("It was not only a success.", "success", 0, 0),
        ("It was without a doubt perfect.", "perfect", 0, 0),
        ("Nobody in town calls it success.", "success", 1, 0),
        ("It was not here, but a success.", "success", 0, 0),
        ("They fight the crime.", "crime", 0, 1),
        ("They fight. The crime stays.", "crime", 0, 0),
        ("A lack of trust is felt.", "trust", 0, 1),
        ("Trust in the council dropped.", "trust", 0, 1),
        ("Their freedom is curtailed.", "freedom", 0, 1),
        ("They did not end the war.", "war", 1, 1),
        ("He fell because war came.", "war", 0, 0),
    ],
)
def test_what_reaches_a_word(text, word, negated, turned):
    words = words_of(text)
    place = place_of(words, word)
    shifts = find_shifts(words, np.arange(len(words.types)) == place)
    assert (shifts.negated[place], shifts.reversed[place]) == (negated, turned)


@pytest.mark.parametrize(("text", "demanded"), [("We must have peace.", True), ("We have peace.", False)])
def test_what_is_demanded_is_not_there(text, demanded):
    words = words_of(text)
    assert find_shifts(words, np.ones(len(words.types), dtype=bool)).demanded[place_of(words, "peace")] == demanded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cut red tape.", [(1, 2)]),
        ("Red. Tape is red tape.", [(3, 4)]),
        ("Cut the tape.", [(0, 2)]),
        ("Red", []),
        ("", []),
    ],
)
def test_pairs_of_words_stand_together_or_around_an_article(text, found):
    pairs = find_pairs(words_of(text), "test", ("red tape", "cut tape"))
    assert list(zip(pairs.first.tolist(), pairs.last.tolist(), strict=True)) == found
