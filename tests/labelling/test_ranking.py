"""The ranker: probabilities, and that its weights can be read and hold no names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.labelling.quotations.name_words import given_names
from textkit.labelling.quotations.ranking import probabilities, weights
from textkit.labelling.quotations.reported import weights as reported_weights
from textkit.lexicons import read_lexicon


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=4), min_size=1, max_size=6))
def test_probabilities_sum_to_one(outcomes):
    chances = probabilities(outcomes, {"a": 2.0, "b": -1.0, "c": 700.0})
    assert sum(chances) == pytest.approx(1)


@pytest.mark.parametrize("table", [weights, reported_weights])
def test_features_are_readable_and_name_nobody(table):
    lemmas = {row["lemma"].lower() for row in read_lexicon("reporting_verbs")}
    names = {name.lower() for name in given_names()} - lemmas
    for feature in table():
        assert re.match(r"(?:scare:|unnamed:)?[a-z+]+(?:=|$)", feature), feature
        template, _, values = feature.partition("=")
        if not template.startswith("lemma"):
            assert not set(values.split(",")) & (names - {"will", "may", "mark"}), feature


def test_a_subject_of_a_verb_of_saying_beats_a_bystander():
    table = weights()
    assert table["kind=pronoun,0,0,subject"] > table["kind=pronoun,0,0,other"]
