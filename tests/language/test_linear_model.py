"""Linear models: sums, probabilities and reasons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax

from textkit.language.linear_model import LinearModel, logistic, read_model

WEIGHTS = {"a": 2.0, "b": -1.0, "c": 700.0}
FEATURES = st.lists(st.sampled_from("abcd"), max_size=4)


@given(st.lists(FEATURES, min_size=1, max_size=6))
def test_probabilities_are_the_softmax_of_the_scores(outcomes):
    model = LinearModel(WEIGHTS)
    expected = softmax([model.score(features) for features in outcomes])
    np.testing.assert_allclose(model.probabilities(outcomes), expected, atol=1e-12)


@given(st.floats(-40, 40))
def test_the_logistic_is_that_of_scipy(score):
    assert logistic(score) == pytest.approx(expit(score))


def test_no_score_is_too_large_for_a_probability():
    assert LinearModel(WEIGHTS).probability(["c"] * 100) == pytest.approx(1)


@given(FEATURES)
def test_features_without_a_value_count_once_each(features):
    model = LinearModel(WEIGHTS, intercept=0.25)
    once = dict.fromkeys(features, 1.0)
    assert model.score_values(once) == pytest.approx(model.score(once))


def test_no_outcomes_have_no_probabilities():
    assert LinearModel({}).probabilities([]) == []


def test_reasons_add_up_to_the_score():
    model = LinearModel(WEIGHTS)
    features = {"a": 0.5, "b": 2.0, "unknown": 9.0}
    assert sum(weight for _, weight in model.explain(features)) == pytest.approx(model.score_values(features))


def test_the_intercept_of_a_lexicon_is_not_a_feature():
    model = read_model("sentiment_targets", weight="negative")
    assert model.intercept < 0
    assert "intercept" not in model.weights
