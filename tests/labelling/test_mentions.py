"""Mentions, aliases and pronouns."""

import pytest

from textkit.labelling.quotations.coreference import resolve_speakers
from textkit.labelling.quotations.entities import build_entities
from textkit.labelling.quotations.scenes import build_scene
from textkit.language.doc import read_doc


def scene_of(text):
    return build_scene(read_doc(text))


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Then Ann Lee left.", "name", "Ann Lee"),
        ("Then Lee left.", "single", "Lee"),
        ("Then Sen. Ann Lee left.", "titled", "Ann Lee"),
        ("Then Foreign Minister Ann Lee left.", "titled", "Ann Lee"),
        ("Then Secretary of State Ann Lee left.", "titled", "Ann Lee"),
        ("Then Senate Majority Leader Ann Lee left.", "titled", "Ann Lee"),
        ("Then U.S. Air Force Gen. Ann Lee left.", "titled", "Ann Lee"),
        ("Then White House Press Secretary Ann Lee left.", "titled", "Ann Lee"),
        ("Then Mr. King left.", "titled", "King"),
        ("Then Ms. Reuters left.", "titled", "Reuters"),
        ("Then Mr. President left.", "office", "Mr. President"),
        ("Then Saudi Arabia replied.", "place", "Saudi Arabia"),
        ("Then the Prime Minister’s Office replied.", "organisation", "Prime Minister’s Office"),
        ("Then the Bank of Canada replied.", "organisation", "Bank of Canada"),
        ("Then the Securities and Exchange Commission replied.", "organisation", "Securities and Exchange Commission"),
        ("Yesterday The Daily Bugle left.", "name", "Daily Bugle"),
        ("Then the Acme CFO left.", "office", "Acme CFO"),
        ("Then NATO replied.", "organisation", "NATO"),
        ("Then Juan de la Cruz left.", "name", "Juan de la Cruz"),
        ("Then Canada replied.", "place", "Canada"),
        ("ICE replied. They broke the ice.", "organisation", "ICE"),
    ],
)
def test_names(text, kind, name):
    mention = scene_of(text).mentions[0]
    assert (mention.kind, mention.name) == (kind, name)


@pytest.mark.parametrize(
    "text",
    [
        "Meanwhile it rained.",
        "On Monday rain fell.",
        "Asked twice, nobody came.",
        "Yes.",
        "Melody fills the hall. They loved the melody.",
        "Anschluss was the word. The Cold War was over.",
    ],
)
def test_words_that_begin_a_sentence_are_no_names(text):
    assert not [m for m in scene_of(text).mentions if m.kind in ("name", "single", "organisation")]


def names_of(text):
    scene = scene_of(text)
    names, _ = resolve_speakers(scene, range(len(scene.mentions)))
    return {text[m.start : m.end]: names.get(n) for n, m in enumerate(scene.mentions)}


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("Tom King runs Vesta. At Vesta, which Mr. King owns, Mr. King said no.", "Mr. King", "Tom King"),
        ("Bill de Witt came. De Witt spoke.", "De Witt", "Bill de Witt"),
        ("Mayor Ann Lee came. In Georgia, the mayor also said no.", "the mayor", "Ann Lee"),
        ("Ann Lee left Saudi Arabia. She said no.", "She", "Ann Lee"),
        ("Donald Trump left Trump Tower. Trump said no.", "Trump", "Donald Trump"),
        ("Michelle Obama came. President Obama said no.", "President Obama", "Obama"),
        ("Sen. Ann Lee, D-Mich., said no. She left.", "She", "Ann Lee"),
        ("The House of Congress met. Congress said no.", "Congress", "Congress"),
        ("Lee Attacks Roe On Border Wall.\n\nBo Lee came. Lee said no.", "Lee", "Bo Lee"),
    ],
)
def test_short_names_offices_and_pronouns_mean_persons_whom_they_fit(text, mention, name):
    assert names_of(text)[mention] == name


def test_aliases_lead_to_the_fullest_name():
    names = names_of("Ann B. Lee came. Ann Lee spoke. Ms. Lee left. Lee slept.")
    assert set(names.values()) == {"Ann B. Lee"}


def test_a_verb_between_a_name_and_a_group_noun_makes_no_group_of_that_name():
    names = names_of("Ann Lee sat side by side with Ben Ray.")
    assert {name for name in names.values() if name} == {"Ann Lee", "Ben Ray"}


def test_spouses_are_two_persons():
    scene = scene_of("Bill Clay came with Hillary Clay. Mrs. Clay left.")
    entities, of = build_entities(scene)
    assert [e.name for e in entities] == ["Bill Clay", "Hillary Clay"]
    assert entities[of[2]].name == "Hillary Clay"


def test_pronouns_agree_in_gender_and_do_not_name_the_object_of_their_clause():
    assert names_of("Helen Marsh saw Peter Crane. She left.")["She"] == "Helen Marsh"
    assert names_of("Paul Crane saw Peter Marsh. He told Crane so.")["He"] == "Peter Marsh"


def test_nobody_is_guessed():
    names = names_of("They left. Somebody called. I stayed.")
    assert set(names.values()) == {None}


def test_known_office_holders_are_second_evidence():
    assert names_of("Mark Carney came. The prime minister left.")["The prime minister"] == "Mark Carney"
    assert (
        names_of("Mark Carney met Oskar Lind, the prime minister. The prime minister left.")["The prime minister"]
        == "Oskar Lind"
    )
