"""Polarity towards targets: cases, properties, and that names play no part."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.labelling.sentiment.targets import (
    describe_target,
    explain_target,
    find_targets,
    read_spans,
    target_polarities,
    target_polarity,
)
from textkit.language.doc import read_doc
from textkit.language.governors import find_governors, locate, look_around
from textkit.language.names import find_name_words

CASES = json.loads((Path(__file__).parents[1] / "cases/sentiment/targets.json").read_text(encoding="utf-8"))
BAND = 0.05


def score(text, target):
    start = text.index(target)
    return target_polarity(text, start, start + len(target))


def sign(value):
    return 0 if abs(value) <= BAND else 1 if value > 0 else -1


def case_of(case):
    marks = pytest.mark.xfail(strict=True, reason=case["comment"]) if case.get("known_failure") else ()
    return pytest.param(case["text"], case["target"], case["sign"], marks=marks, id=case["comment"])


@pytest.mark.parametrize(("text", "target", "expected"), [case_of(case) for case in CASES])
def test_case(text, target, expected):
    assert sign(score(text, target)) == expected


@pytest.mark.parametrize("text", ["It works. Lee ", "Lee ", "“Lee ", "He left. Ann Lee ", "No! Hope ", "A B "])
def test_a_target_may_end_the_text_before_a_blank(text):
    name = text.split()[-1].strip("“")
    assert -1 <= score(text, name) <= 1
    assert explain_target(text, text.index(name), len(text) - 1)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_span_has_a_score_in_range(text, a, b):
    assert -1 <= target_polarity(text, *sorted((a, b))) <= 1


@given(st.sampled_from(["Hart", "Savage", "Grant", "Okonkwo", "Joy"]), st.sampled_from(["accused", "praised", "met"]))
def test_who_the_target_is_does_not_matter(name, verb):
    assert score(f"The auditors {verb} {name} on Tuesday.", name) == score(
        f"The auditors {verb} Lee on Tuesday.", "Lee"
    )


@given(st.sampled_from(["Hart", "Savage", "Okonkwo"]))
def test_other_names_do_not_matter(name):
    assert score(f"Yesterday {name} accused Lee of lying.", "Lee") == score(
        "Yesterday Poe accused Lee of lying.", "Lee"
    )


@given(st.sampled_from(["he", "she", "they", "him", "her"]))
def test_which_pronoun_does_not_matter(pronoun):
    text = f"The auditors praised {pronoun} again."
    assert target_polarity(text, 21, 21 + len(pronoun)) == score("The auditors praised them again.", "them")


@pytest.mark.parametrize("verb", ["praise", "admire", "support"])
def test_negation_flips_or_damps(verb):
    assert score(f"The auditors did not {verb} Lee.", "Lee") < score(f"The auditors did {verb} Lee.", "Lee")


def test_agent_and_patient_of_a_passive_differ():
    text = "Lee was condemned by Poe."
    assert score(text, "Lee") < score(text, "Poe")


def test_span_without_words_is_neutral():
    assert target_polarity("Lee: a liar.", 3, 4) == 0
    assert describe_target("Lee", 3, 3) == {}


def test_batch_is_the_same_as_one_by_one():
    spans = [("They honoured Anna.", 14, 18), ("They accused Anna, but", 13, 17), ("…", 0, 1), ("Anna lied.", 0, 4)]
    assert target_polarities(*zip(*spans, strict=True)) == [target_polarity(*span) for span in spans]


def test_features_hold_neither_target_nor_names():
    text = "Marlow, unlike Benton, praised the clerk of Leeds."
    words = {word for name in describe_target(text, 0, 6) for word in name.split()}
    assert not words & {"marlow", "benton", "leeds"}


def test_explanation_adds_up_to_the_direction():
    text = "The auditors accused Lee of fraud."
    assert sum(weight for _, weight in explain_target(text, 21, 24)) < 0


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("Lee praised the clerk.", "Lee", ("praised", "agent")),
        ("Lee was praised.", "Lee", ("praised", "patient")),
        ("Lee was brave.", "Lee", ("brave", "subject")),
        ("Lee’s honesty helped.", "Lee", ("honesty", "possessor")),
        ("They praised Lee.", "Lee", ("praised", "patient")),
        ("It was written by Lee.", "Lee", ("written", "agent")),
        ("They voted for Lee.", "Lee", ("voted", "for")),
    ],
)
def test_governors(text, target, expected):
    start = text.index(target)
    words, *places = read_spans([text], [start], [start + len(target)])
    spans = locate(words, *places)
    governors = find_governors(words, find_name_words(words), spans, look_around(words, spans))
    lower = [words.doc.vocabulary.lower[number] for number in words.types]
    assert expected in [(lower[governor.word], governor.role) for governor in governors]


@pytest.mark.parametrize("text", ["Lee " + "not " * 20_000, "“" * 20_000 + "Lee", "Lee, " * 5_000])
def test_time_is_linear_on_hostile_text(text):
    began = time.process_time()
    score(text, "Lee")
    assert time.process_time() - began < 5


def test_many_long_texts_are_told_apart():
    texts = [" " * 2_000_000, *["They accused Anna."] * 1200]  # place times length is beyond 32 bits
    assert len(set(target_polarities(texts, [13] * 1201, [17] * 1201)[1:])) == 1


def test_time_and_memory_are_linear_in_targets_of_one_sentence():
    names = [("Lee", [], "person")]
    began = time.process_time()
    found = list(find_targets(read_doc("Lee and some words " * 2_000), [], names))
    assert time.process_time() - began < 5
    assert len(found) == 2_000
