"""Evidence from the setting of a cue, and the probability that the judge makes of it."""

import pytest

from textkit.labelling.analogies.candidates import read_contexts
from textkit.labelling.analogies.detection import ACCEPT_ABOVE, find_analogies, verdict_on
from textkit.labelling.analogies.setting import setting
from textkit.language.doc import read_doc


@pytest.mark.parametrize(
    ("text", "cue", "evidence"),
    [
        ("The words fell like hail.", "like", "thing: nature"),
        ("She wove a spider-like plot.", "spider-like", "thing: with -like"),
        ("They want a business-like budget.", "business-like", "form: an established adjective"),
        ("She spoke as if it were a game.", "as if", "as if: verb were"),
        ("She paused, as though hoping for rain.", "as though", "as if: before a gerund"),
        ("Our rights are as sacred as those of the crown.", "as sacred as", "complement: that of, those of"),
        ("It is like any other town.", "like", "complement: other"),
        ("They brought new suits like the suits of last year.", "like", "complement: a noun that stood before the cue"),
        ("Just as rain feeds the river, so taxes feed the state.", "just as", "same way: so"),
        ("The fund pays 3 million dollars to the treasury, like a bank.", "like", "like: in dry prose"),
        ("Prices compare favorably with those of 1950.", "compare", "compare: favourably"),
        ("The town is not unlike a ship.", "unlike", "unlike: not unlike"),
        ("The army pays 40 percent of the tax to the treasury, like a bank.", "like", "text: over 8% official"),
        ("The debt is three times as great as ours.", "as great as", "as … as: a multiple"),
        ("They rule areas as diverse as farming and ports.", "as diverse as", "as … as: as varied as"),
        ("They will be treated like the thieves they are.", "like", "complement: what it is"),
        ("It helps towns like Lowell and Troy.", "like", "complement: several things"),
        ("Duties rose in like manner.", "like", "like: in like manner"),
        ("Goods of like kinds pay for like favors.", "like", "like: an adjective, before a plural"),
        ("I feel like going home.", "like", "like: feel like going"),
        ("He made a change in the manner of paying them.", "in the manner of", "likeness: before a gerund"),
        ("If you compare the two, you see it.", "compare", "compare: if we compare, by comparing"),
        ("Just as they pay rent, they pay tolls.", "just as", "same way: the same pronoun as subject"),
        ("It was something like an adequate reward.", "like", "complement: adequate, ordinary"),
        ("They found a coal-like deposit.", "coal-like", "form: a substance or look"),
    ],
)
def test_evidence_of_the_setting(text, cue, evidence):
    contexts = [context for context in read_contexts(read_doc(text)) if context.cue == cue]
    assert evidence in set(setting(contexts[-1]))


def test_a_candidate_is_accepted_by_its_probability():
    for context in read_contexts(read_doc("He fought like a lion. I like it. It was as if she had slept.")):
        verdict = verdict_on(context)
        assert verdict.accepted == (verdict.probability > ACCEPT_ABOVE)


def test_part_of_another_analogy_is_not_expected_again():
    found = find_analogies(read_doc("The plan is akin to the Munich Agreement.", date="2025-05-07"))
    covered = [analogy for analogy in found if analogy.reason == "part of another analogy"]
    assert covered
    assert {analogy.probability for analogy in covered} == {0.0}
