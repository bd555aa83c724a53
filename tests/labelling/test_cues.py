"""Reporting cues, their subjects and what they report."""

import pytest

from textkit.labelling.quotations.clauses import reported_clause
from textkit.labelling.quotations.cues import verb_forms
from textkit.labelling.quotations.scenes import build_scene
from textkit.language.doc import read_doc
from textkit.lexicons import read_lexicon


def scene_of(text):
    return build_scene(read_doc(text))


def subjects(text):
    scene = scene_of(text)
    mentions = scene.mentions
    return [
        (
            scene.story.words[c.first],
            text[mentions[c.subject].start : mentions[c.subject].end] if c.subject >= 0 else None,
        )
        for c in scene.cues
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee said no.", [("said", "Ann Lee")]),
        ("Ann Lee, the mayor of Hull, said no.", [("said", "Ann Lee")]),
        ("Ann Lee, who met Ben Ode, said no.", [("said", "Ann Lee")]),
        ("A spokesman for Ann Lee said no.", [("said", "A spokesman")]),
        ("“No,” said Ann Lee.", [("said", "Ann Lee")]),
        ("Ann Lee wept, saying no.", [("saying", "Ann Lee")]),
        ("Ann Lee laughed and said no.", [("said", "Ann Lee")]),
        ("He was asked by Ann Lee.", [("asked", "Ann Lee")]),
        ("The poll found no change.", [("found", "The poll")]),
        ("According to Ann Lee, no.", [("according", "Ann Lee")]),
        ("The claims of the report", []),
        ("His calls went unheard.", []),
        ("The alleged plot failed.", []),
    ],
)
def test_subject(text, expected):
    assert subjects(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee said that it rained.", ["that it rained"]),
        ("It rained, Ann Lee said.", ["It rained"]),
        ("According to Ann Lee, it rained.", ["it rained"]),
        ("It rained, according to Ann Lee.", ["It rained"]),
        ("Ann Lee told reporters on Monday that it rained.", ["that it rained"]),
        ("The rain, Ann Lee said, would stop by noon.", ["The rain", "would stop by noon"]),
        ("Ann Lee said it rained, adding that it poured.", ["it rained"]),
    ],
)
def test_reported_clause(text, expected):
    scene = scene_of(text)
    assert [text[a:b] for a, b in reported_clause(scene, scene.cues[0])] == expected


def test_every_verb_has_a_known_category_stance_and_strength():
    for row in read_lexicon("reporting_verbs"):
        assert row["stance"] in ("positive", "neutral", "negative")
        assert 0 <= float(row["strength"]) <= 1
        assert row["category"] in ("say", "tell", "write", "ask", "name", "judge", "think", "intend", "show", "seem")


def test_forms_lead_to_their_lemma():
    assert (verb_forms()["said"].lemma, verb_forms()["said"].form) == ("say", "past")
    assert verb_forms()["read"].form == "past"
    assert verb_forms()["denying"].form == "gerund"
