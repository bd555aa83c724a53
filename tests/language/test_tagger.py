"""Part-of-speech tags: sentences of ours, and that a text's tags depend on nothing but its own sentences."""

import unicodedata
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.errors import OptionError
from textkit.language.tagger import (
    BORDER,
    PAIRS,
    PLACES,
    TAGS,
    read_weights,
    score_types,
    tag,
    tag_tokens,
    type_features,
)
from textkit.language.tokens import tokenize

WEIGHTS = files("textkit.lexicons").joinpath("tagger.npz")

SENTENCES = [
    ("that", "The/DET minister/NOUN said/VERB that/SCONJ she/PRON would/AUX not/PART resign/VERB ./PUNCT"),
    ("left, a verb", "He/PRON left/VERB the/DET party/NOUN in/ADP March/PROPN ./PUNCT"),
    ("left, an adjective", "The/DET left/ADJ wing/NOUN of/ADP the/DET party/NOUN objected/VERB ./PUNCT"),
    ("saw, a verb", "We/PRON saw/VERB the/DET report/NOUN on/ADP Tuesday/PROPN ./PUNCT"),
    ("found, a verb", "The/DET committee/NOUN found/VERB no/DET evidence/NOUN ./PUNCT"),
    ("to before a verb", "They/PRON want/VERB to/PART vote/VERB ./PUNCT"),
    ("to before a noun", "They/PRON went/VERB to/ADP Ottawa/PROPN ./PUNCT"),
    ("have, an auxiliary", "Prices/NOUN have/AUX risen/VERB sharply/ADV ./PUNCT"),
    ("have, a verb", "They/PRON have/VERB a/DET plan/NOUN ./PUNCT"),
    ("like, a verb", "I/PRON like/VERB it/PRON ./PUNCT"),
    ("hyphens", "The/DET far-right/ADJ leaders/NOUN met/VERB ./PUNCT"),
    ("like, a preposition", "He/PRON governs/VERB like/ADP a/DET king/NOUN ./PUNCT"),
    ("names", "Senator/PROPN Ann/PROPN Lee/PROPN met/VERB Prime/PROPN Minister/PROPN Carney/PROPN ./PUNCT"),
    ("numbers", "About/ADV 1,200/NUM people/NOUN paid/VERB $/SYM 35/NUM ./PUNCT"),
    (
        "and, but",
        "Farmers/NOUN and/CCONJ miners/NOUN protested/VERB but/CCONJ nobody/PRON listened/VERB ./PUNCT",
    ),
]
KNOWN_FAILURES = [
    ("like behind a noun", "Voters/NOUN like/VERB the/DET idea/NOUN ./PUNCT"),
    ("an adjective as a noun", "The/DET poor/NOUN suffer/VERB ./PUNCT"),
    ("a headline of capitals", "TRUMP/PROPN WINS/VERB DEBATE/NOUN"),
    ("a headline in title case", "Lee/PROPN Wins/VERB Debate/NOUN in/ADP Ohio/PROPN"),
]


def words_of(tagged):
    return [pair.rpartition("/")[0] for pair in tagged.split()]


def tags_of(text):
    return tag(tokenize(text).strings)


@pytest.mark.parametrize(
    ("name", "tagged"),
    [*SENTENCES, *(pytest.param(*row, marks=pytest.mark.xfail(strict=True)) for row in KNOWN_FAILURES)],
)
def test_sentence(name, tagged):
    words = words_of(tagged)
    assert " ".join(map("/".join, zip(words, tag(words), strict=True))) == tagged


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Trump’s lawyers objected.", "Trump’s", "PROPN"),
        ("The workers’ union objected.", "workers’", "NOUN"),
        ("It’s a mistake.", "It’s", "PRON"),
        ("They don’t agree.", "don’t", "AUX"),
        ("They can't agree.", "can't", "AUX"),
    ],
)
def test_word_with_a_clitic_has_the_tag_of_its_host(text, word, expected):
    assert dict(zip(tokenize(text).strings, tags_of(text), strict=True))[word] == expected


def test_clitics_may_stand_alone():
    assert tag(["They", "do", "n't", "like", "Lee", "'s", "plan", "."]) == [
        "PRON", "AUX", "PART", "VERB", "PROPN", "PART", "NOUN", "PUNCT",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The senators blorptified the bill.", "blorptified", "VERB"),
        ("She answered blorptingly.", "blorptingly", "ADV"),
        ("A new blorptation began.", "blorptation", "NOUN"),
        ("We spoke to Zquarblova yesterday.", "Zquarblova", "PROPN"),
        ("It cost 48,313 dollars.", "48,313", "NUM"),
    ],
)
def test_unknown_words_are_known_by_shape_endings_and_neighbours(text, word, expected):
    assert dict(zip(tokenize(text).strings, tags_of(text), strict=True))[word] == expected


@pytest.mark.parametrize(
    "text", ["Trump’s café-goers can’t pay.", "Québec’s premier won’t say “no”.", "Beyoncé didn’t vote."]
)
def test_apostrophes_quotation_marks_and_accents_may_be_written_in_any_way(text):
    plain = text.translate(str.maketrans("’“”", '\'""'))
    assert tags_of(text) == tags_of(plain)
    words = tokenize(text).strings
    assert tag(words) == tag([unicodedata.normalize("NFD", word) for word in words])


def test_no_words_no_tags():
    assert tag([]) == []
    found = tag_tokens(np.zeros(0, int), np.zeros(0, int), score_types([]))
    assert (found.dtype, found.shape) == (np.int8, (0,))


@pytest.mark.parametrize("word", ["Yes", ".", "1984", "’", "\u00ad", "—", "𝔘", "x" * 10_000])
def test_one_token_has_one_tag(word):
    assert len(tag([word])) == 1


def test_a_string_is_not_taken_for_its_letters():
    with pytest.raises(OptionError, match="list"):
        tag("The cat sat")


VOCABULARY = [
    "The",
    "left",
    "leaders",
    "say",
    "Trump's",
    "talks",
    "U.S.",
    "n't",
    "’s",
    "7",
    ",",
    ".",
    "“",
    "Blorpt",
    "to",
]
SENTENCE = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8)
DOCUMENTS = st.lists(st.lists(SENTENCE, max_size=4), max_size=6)


@given(documents=DOCUMENTS, random=st.randoms(use_true_random=False))
def test_tags_do_not_depend_on_the_batch_or_on_the_numbers_of_the_types(documents, random):
    sentences = [sentence for document in documents for sentence in document]
    strings = random.sample(VOCABULARY, len(VOCABULARY))
    types = np.array([strings.index(word) for sentence in sentences for word in sentence], dtype=int)
    starts = np.cumsum([0, *map(len, sentences)])[:-1]
    together = [TAGS[code] for code in tag_tokens(types, starts, score_types(strings))]
    assert together == [found for sentence in sentences for found in tag(sentence)]


@given(st.integers(0, len(VOCABULARY)))
def test_types_met_later_are_added(n):
    assert np.array_equal(score_types(VOCABULARY, score_types(VOCABULARY[:n])), score_types(VOCABULARY))


@cache
def weights():
    with WEIGHTS.open("rb") as file:
        return read_weights(file)


def naive_tags(words):
    """Both passes token by token, feature by feature."""
    of_types = weights().of_types.reshape(-1, 2, len(PLACES), len(TAGS)).astype(int)
    numbers = weights().numbers
    padded = ["", "", *words, "", ""]
    tags = [BORDER] * len(padded)
    for turn in (0, 1):
        found = list(tags)
        for at in range(2, len(padded) - 2):
            total = np.zeros(len(TAGS), int)
            for place, offset in enumerate(PLACES):
                word, *others = type_features(padded[at + offset])
                for number in [numbers.get(word, numbers["w"]), *(numbers.get(f, 0) for f in others)]:
                    total += of_types[number, turn, place]
            for one, (left, right) in enumerate(PAIRS if turn else ()):
                total += weights().of_pairs[one, tags[at + left], tags[at + right]]
            found[at] = int(total.argmax())
        tags = found
    return [TAGS[code] for code in tags[2:-2]]


@pytest.mark.parametrize(("name", "tagged"), SENTENCES)
def test_tags_are_those_of_the_slow_formula(name, tagged):
    words = words_of(tagged)
    assert tag(words) == naive_tags(words)


def test_sums_of_weights_cannot_overflow():
    largest = abs(weights().of_types.astype(int)).max() * len(type_features("word")) * len(PLACES)
    assert largest + abs(weights().of_pairs.astype(int)).max() * len(PAIRS) < np.iinfo(np.int16).max


def test_the_weights_are_small_and_hold_no_text():
    assert len(WEIGHTS.read_bytes()) <= 2_000_000
    assert not [name for name in weights().numbers if any(map(str.isspace, name))]
    assert not [name for name in weights().numbers if "@" in name or "://" in name]
    assert max(map(len, weights().numbers)) <= 25
