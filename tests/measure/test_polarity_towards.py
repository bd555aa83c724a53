"""Who is meant by a name, what counts as a mention of a group, and what is told of targets that are not there."""

from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk
from textkit.errors import NothingFoundWarning
from textkit.labelling.sentiment import targets as module

TEXTS = [
    "“We waited,” said Anna Grey of the Bank of Ontario. Grey praised Ontario. “Ontario is great,” Ben Stone said.",
    "The Central Bureau of Statistics said that Grey lied about Canada. The CBS then praised the migrants.",
    "The Supreme Court of Canada said: “We hate cruel Migrants and immigrants.” Canada is wonderful, Grey said.",
]


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(TEXTS))


@pytest.mark.parametrize(
    ("target", "meant", "mentions"),
    [
        ("Grey", "Anna Grey", {"Anna Grey", "Grey"}),  # a person's surname
        ("Anna Grey", "Anna Grey", {"Anna Grey", "Grey"}),
        ("Canada", "Canada", {"Canada"}),  # not the court that is named after it
        ("Ontario", "Ontario", {"Ontario"}),
        ("Supreme Court of Canada", "Supreme Court of Canada", {"Supreme Court of Canada"}),
        ("CBS", "Central Bureau of Statistics", {"Central Bureau of Statistics", "CBS"}),
    ],
)
def test_a_name_is_itself_or_a_surname_or_initials(labels, target, meant, mentions):
    found = tk.target_mentions(labels, targets=target)
    assert set(found["target"]) == {meant}
    assert set(found["mention"]) == mentions


@pytest.mark.parametrize(("target", "mentions"), [("Anna Wu", ["Anna Wu", "Wu"]), ("White House", ["White House"])])
def test_the_surname_of_someone_who_never_speaks_is_known_by_the_given_name(target, mentions):
    labels = tk.label(tk.read_corpus([f"{target} waited. Then Wu and the House left."]))
    assert tk.target_mentions(labels, targets=target)["mention"].tolist() == mentions


NAMESAKES = ["Ann Lee spoke. Lee smiled.", "Ben Lee left. Lee lied.", "Lee waved.", "Ann Lee met Ben Lee. Lee sang."]


@pytest.mark.parametrize(
    ("texts", "mentions"),
    [
        (NAMESAKES, {"Ann Lee": 2, "Lee": 1}),  # of two in one text, and of none, it cannot be told
        (
            NAMESAKES + ["Ann Lee won."] * 14,
            {"Ann Lee": 16, "Lee": 2},
        ),  # in the third text, whom the corpus means by it
        (["Ann Lee won. " * 5 + "Ben Lee left. Lee sang."], {"Ann Lee": 5, "Lee": 1}),
    ],
)
def test_a_surname_means_whom_its_document_names(texts, mentions):
    labels = tk.label(tk.read_corpus([*texts, "Ben Lee."], duplicates="keep"))
    found = tk.target_mentions(labels, targets="Ann Lee")["mention"].value_counts().to_dict()
    assert found == mentions
    both = tk.target_mentions(labels, targets=["Ben Lee", "Ann Lee"])
    assert both.loc[both["target"] == "Ann Lee", "mention"].value_counts().to_dict() == mentions


def test_a_name_is_found_before_a_possessive():
    labels = tk.label(tk.read_corpus(["Ann Lee’s brave speech was long."]))
    assert tk.target_mentions(labels, targets="Ann Lee")["mention"].tolist() == ["Ann Lee"]


def test_a_surname_is_the_targets_where_nobody_has_a_given_name():
    labels = tk.label(tk.read_corpus(["Lee waved. Mr. Lee left."]))
    assert tk.target_mentions(labels, targets="Ann Lee")["mention"].tolist() == ["Lee", "Lee"]


def test_a_person_who_speaks_in_one_document_is_a_target_in_all():
    labels = tk.label(tk.read_corpus(["“We won,” said Ann Lee.", "Reporters admire Ann Lee."]))
    assert tk.target_mentions(labels)["doc_id"].tolist() == ["text-001", "text-002"]


def test_a_name_within_a_longer_one_is_not_a_mention(labels):
    found = tk.target_mentions(labels, targets=["Canada"])
    assert found["doc_id"].tolist() == ["text-002", "text-003"]


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        (["migrants"], {"migrants": 2}),
        ("migrant*|immigrant*", {"migrant*|immigrant*": 3}),
        ({"people": ["migrants", "immigrants"], "places": "Ontario|Canada"}, {"people": 3, "places": 6}),
        (["Grey", "immigrants"], {"Anna Grey": 4, "immigrants": 1}),
        ("cruel migrants", {"cruel migrants": 1}),
    ],
)
def test_groups_and_common_nouns_are_found_as_kwic_finds_them(labels, targets, found):
    assert tk.target_mentions(labels, targets=targets)["target"].value_counts().to_dict() == found


def test_the_holder_of_an_attitude_to_a_group_is_who_says_it(labels):
    table = tk.polarity_towards(labels, targets={"migrants": ["migrant*", "immigrant*"]})
    means = table.set_index("speaker")["mean"]
    assert table["n_mentions"].sum() == 3
    assert means.min() < 0


def test_a_target_that_is_nowhere_is_told(labels):
    with pytest.warns(NothingFoundWarning, match="'Anna Gray' .did you mean 'Anna Grey'.*'zebras'"):
        found = tk.target_mentions(labels, targets=["Anna Gray", "Ben Stone", "zebras"])
    assert set(found["target"]) <= {"Ben Stone"}
    with pytest.warns(NothingFoundWarning, match="zebras"):
        assert tk.polarity_towards(labels, targets={"animals": "zebras", "zebras": "zebras"}).empty


@pytest.mark.parametrize("targets", [[None], " ", {"a": ["", "b"]}])
def test_what_is_not_a_target_is_refused(labels, targets):
    with pytest.raises(tk.errors.OptionError, match="A pattern is a word or a phrase"):
        tk.target_mentions(labels, targets=targets)


@pytest.mark.parametrize(
    ("targets", "n_scored"), [(None, 1), ("Ben Stone", 0), ("immigrants", 1), (["Ben Stone", "migrant*"], 2)]
)
def test_what_is_labelled_already_is_not_scored_again(labels, monkeypatch, targets, n_scored):
    scored, score = [], module._score
    monkeypatch.setattr(module, "_score", lambda words, *spans: scored.extend(spans[0]) or score(words, *spans))
    tk.target_mentions(labels, targets=targets)
    assert len(scored) == n_scored


@pytest.mark.parametrize("targets", [None, ["Grey", "Canada"], {"people": ["*migrant*"]}])
def test_labels_without_the_tables_give_the_same(labels, targets):
    old = replace(labels, passages=labels.passages[:0], targets=labels.targets[:0], provenance={"textkit": "0.1.0"})
    for measure in (tk.target_mentions, tk.polarity_towards):
        pd.testing.assert_frame_equal(measure(old, targets=targets), measure(labels, targets=targets))


def test_no_mention_has_texts_too():
    labels = tk.label(tk.read_corpus(["Ann Lee spoke. Nobody came."]))
    with pytest.warns(tk.errors.NothingFoundWarning):
        none = tk.target_mentions(labels, ["Zed"])
    assert none["text"].str[:9].tolist() == []
