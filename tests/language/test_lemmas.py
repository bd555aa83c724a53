"""Dictionary forms by part of speech."""

from itertools import product

import pytest

from textkit.language.tagger import TAGS
from textkit.language.vocabulary import lemmatize


@pytest.mark.parametrize(
    ("norm", "pos", "lemma"),
    [
        ("left", "VERB", "leave"),
        ("left", "ADJ", "left"),
        ("saw", "VERB", "see"),
        ("saw", "NOUN", "saw"),
        ("found", "VERB", "find"),
        ("meeting", "VERB", "meet"),
        ("meeting", "NOUN", "meeting"),
        ("meetings", "NOUN", "meeting"),
        ("united", "VERB", "unite"),
        ("united", "ADJ", "united"),
        ("thought", "VERB", "think"),
        ("thought", "NOUN", "thought"),
        ("means", "VERB", "mean"),
        ("means", "NOUN", "means"),
        ("writing", "VERB", "write"),
        ("sitting", "VERB", "sit"),
        ("offering", "VERB", "offer"),
        ("remains", "VERB", "remain"),
        ("tariffs", "NOUN", "tariff"),
        ("children", "NOUN", "child"),
        ("leaders", "NOUN", "leader"),
        ("bigger", "ADJ", "big"),
        ("best", "ADJ", "good"),
        ("best", "ADV", "well"),
        ("was", "AUX", "be"),
        ("us", "PRON", "we"),
        ("sanders", "PROPN", "sanders"),
        ("states", "PROPN", "states"),
        ("canadians", "PROPN", "canadian"),
        ("democrats", "PROPN", "democrat"),
        ("it's", "PRON", "it's"),
        ("u.s.", "PROPN", "u.s."),
        ("", "X", ""),
        ("s", "VERB", "s"),
        ("ing", "VERB", "ing"),
    ],
)
def test_lemma(norm, pos, lemma):
    assert lemmatize(norm, pos) == lemma


@pytest.mark.parametrize("pos", TAGS)
def test_any_short_word_has_a_lemma(pos):
    words = ["".join(letters) for size in (0, 1, 2) for letters in product("abeings'.1", repeat=size)]
    assert all(isinstance(lemmatize(word, pos), str) for word in words)
