"""Another judge of the candidates for analogies: functions and tables of decisions."""

import pandas as pd
import pytest

import textkit as tk
from textkit.errors import TextkitError

TEXTS = ["He fought like a lion. I like it. They like rain.", "It rained."]


@pytest.fixture(scope="module")
def corpus() -> tk.Corpus:
    return tk.read_corpus(TEXTS)


@pytest.fixture(scope="module")
def labels(corpus) -> tk.Labels:
    return tk.label(corpus)


def refuse_lions(candidates: pd.DataFrame) -> pd.Series:
    return ~candidates["sentence"].str.contains("lion")


def test_a_function_decides_on_every_candidate_in_its_sentence(corpus):
    judged = tk.label(corpus, judge=refuse_lions)
    assert judged.analogies["accepted"].tolist() == [False, True, True]
    assert judged.analogies["probability"].tolist() == [0, 1, 1]
    assert judged.analogies["vehicle"].notna().tolist() == [False, True, True]
    assert judged.analogies["reason"].tolist()[:2] == ["refused by another judge", "accepted by another judge"]
    assert judged.provenance["judge of analogies"] == "refuse_lions, for 3 of 3 candidates"


def test_a_function_may_give_probabilities(corpus):
    judged = tk.label(corpus, judge=lambda candidates: [0.4, 0.9, 0.1])
    assert judged.analogies["accepted"].tolist() == [False, True, False]
    assert tk.count_analogies(judged)["expected"].tolist() == pytest.approx([1.4])


def test_a_table_decides_on_what_it_has(corpus, labels):
    first = labels.analogies.head(1).assign(accepted=False)[["doc_id", "cue_start", "cue_end", "accepted"]]
    judged = tk.label(corpus, judge=first)
    assert judged.analogies["accepted"].tolist() == [False, False, False]
    assert judged.analogies["probability"].tolist()[1:] == labels.analogies["probability"].tolist()[1:]
    assert judged.provenance["judge of analogies"] == "a table of 1 decisions, for 1 of 3 candidates"


def test_the_labellers_own_decisions_change_nothing(corpus, labels):
    judged = tk.label(corpus, judge=labels.analogies)
    same = [c for c in labels.analogies if c not in ("reason", "probability")]
    pd.testing.assert_frame_equal(judged.analogies[same], labels.analogies[same])


@pytest.mark.parametrize(
    ("judge", "message"),
    [
        (lambda candidates: [True], "for each of the 3 candidates"),
        (lambda candidates: None, "returned NoneType"),
        (lambda candidates: ["yes"] * 3, "not 'yes'"),
        (lambda candidates: [2, 0, 0], "probability from 0 to 1"),
        (pd.DataFrame({"doc_id": ["text-001"], "cue_start": [1], "cue_end": [2], "accepted": [True]}), "no candidate"),
        (pd.DataFrame({"doc_id": ["text-001"]}), "cue_start"),
    ],
)
def test_decisions_that_do_not_fit_are_refused(corpus, judge, message):
    with pytest.raises(TextkitError, match=message):
        tk.label(corpus, judge=judge)


def test_a_judge_needs_the_tables_of_candidates_and_sentences(corpus):
    with pytest.raises(TextkitError, match="judge needs"):
        tk.label(corpus, judge=refuse_lions, tables=("tokens",))
