"""The ranker: that its weights can be read and hold no names."""

import re

import pytest

from textkit.language.linear_model import read_model
from textkit.language.names import given_names
from textkit.lexicons import read_lexicon


@pytest.mark.parametrize("lexicon", ["speaker_weights", "reported_weights"])
def test_features_are_readable_and_name_nobody(lexicon):
    lemmas = {row["lemma"].lower() for row in read_lexicon("reporting_verbs")}
    names = {name.lower() for name in given_names()} - lemmas
    for feature in read_model(lexicon).weights:
        assert re.match(r"(?:scare:|unnamed:)?[a-z+]+(?:=|$)", feature), feature
        template, _, values = feature.partition("=")
        if not template.startswith("lemma"):
            assert not set(values.split(",")) & (names - {"will", "may", "mark"}), feature


def test_a_subject_of_a_verb_of_saying_beats_a_bystander():
    table = read_model("speaker_weights").weights
    assert table["kind=pronoun,0,0,subject"] > table["kind=pronoun,0,0,other"]
