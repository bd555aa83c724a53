"""Analogies: the cases of our own writing, known failures included, and what holds for every text."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.labelling.analogies.detection import Analogy, find_analogies
from textkit.language.doc import Doc, make_doc, read_doc
from textkit.language.paragraphs import Sentence

CASES = Path(__file__).parents[1] / "cases" / "analogies"
SEED = Path(os.environ.get("TEXTKIT_SEED_ARTICLE", "no such file"))  # an article that is not distributed
DATE = "2025-05-07"


def find(text: str, *, date: str | None = None, **options) -> list[Analogy]:
    return find_analogies(read_doc(text, date=date), **options)


def words(text: str, analogy: Analogy, part: str) -> str | None:
    start, end = getattr(analogy, f"{part}_start"), getattr(analogy, f"{part}_end")
    return None if start is None else text[start:end]


def cases() -> list:
    marked = []
    for path in sorted(CASES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else []
            marked.append(pytest.param(case, id=f"{path.stem}-{number}", marks=marks))
    return marked


@pytest.mark.parametrize("case", cases())
def test_case(case):
    text = case["text"]
    found = find(text, date=case.get("date", DATE))
    accepted = [analogy for analogy in found if analogy.accepted]
    if case["accepted"]:
        assert len(accepted) == 1
        check_accepted(case, text, accepted[0])
    else:
        assert accepted == []
        assert case["reason"] in [a.reason for a in found if words(text, a, "cue") == case["cue"]]


def check_accepted(case: dict, text: str, analogy: Analogy) -> None:
    for field in ("kind", "stance", "referent"):
        if field in case:
            assert getattr(analogy, field) == case[field]
    for part in ("tenor", "vehicle"):
        if part in case:
            assert words(text, analogy, part) == case[part]


@pytest.mark.parametrize(
    "text",
    [
        "He is the Lee. B of the north.",  # the X … of
        "They want another. A Watergate of the north.",
        "She is the next\n\nReagan",
        "It was his Lee. Munich moment of the north.",
        "He fought like",
        "A new",
        "It was like the 19²³s, another 19²³.",  # digits that make no number
    ],
)
def test_a_cue_ends_with_its_sentence(text):
    for analogy in find(text):
        sentences = read_doc(text).sentences
        assert any(s.start <= analogy.cue_start < analogy.cue_end <= s.end for s in sentences)


def test_there_are_cases_of_every_kind_and_stance():
    every = [case.values[0] for case in cases()]
    assert len(every) >= 200
    accepted = [case for case in every if case["accepted"]]
    assert {case["kind"] for case in accepted} == {"simile", "comparison", "historical", "antonomasia"}
    assert {case["stance"] for case in accepted} == {"affirmed", "denied", "meta"}
    assert len({case["reason"] for case in every if not case["accepted"]}) >= 20


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies beside the repository")
def test_seed_article():
    text = SEED.read_text(encoding="utf-8")
    accepted = [a for a in find(text, date=DATE) if a.accepted]
    vehicles = " | ".join(str(words(text, a, "vehicle")) for a in accepted)
    for expected in ("Anschluss", "Munich Agreement", "build-up to World War II", "real estate deal", "overlord"):
        assert expected in vehicles
    assert len(accepted) <= 9


def quote(text: str, words_quoted: str, speaker: str | None, kind: str = "direct"):
    from textkit.labelling.quotations import Quote

    start = text.index(words_quoted)
    return Quote(0, start, start + len(words_quoted), kind, speaker, None, None, None, None, "test", 1.0)


def test_maker_is_the_speaker_of_the_quotation_around():
    text = "“He fights like a lion,” Ann Lee said. The clerk fights like a lamb."
    quotes = [quote(text, "He fights like a lion,", "Ann Lee")]
    inside, outside = (a for a in find(text, quotes=quotes) if a.accepted)
    assert (inside.speaker, outside.speaker) == ("Ann Lee", None)


def test_scare_quotes_make_nobody_a_maker():
    text = "They called it “like a circus” in the lobby."
    [analogy] = [a for a in find(text, quotes=[quote(text, "like a circus", None, "scare")]) if a.accepted]
    assert analogy.speaker is None


def test_who_compares_is_the_maker_if_a_speaker_of_the_text():
    text = "Ann Lee compared the levy to a ransom. “No,” Lee said."
    [analogy] = [a for a in find(text, quotes=[quote(text, "No,", "Ann Lee")]) if a.accepted]
    assert analogy.speaker == "Ann Lee"


def test_without_a_date_no_distance_in_time_is_claimed():
    text = "The vote is reminiscent of Brexit."
    assert [a.kind for a in find(text) if a.accepted] == ["historical"]
    assert [a.kind for a in find(text, date="2017-01-01") if a.accepted] == ["comparison"]
    assert all("time" not in a.reason and "before the text" not in a.reason for a in find("Brexit. Nixon. Caesar."))


def test_own_referents_and_cues():
    text = "The strike has the smell of the Harbour Mutiny. It is another Harbour Mutiny."
    assert not any(a.accepted for a in find(text))
    referents = [{"name": "Harbour Mutiny", "aliases": "", "adjectives": "", "start_year": "1911", "type": "event"}]
    cues = [{"cue": "the smell of", "family": "likeness", "kind": "comparison"}]
    accepted = [a for a in find(text, referents=referents, cues=cues) if a.accepted]
    assert [a.referent for a in accepted] == ["Harbour Mutiny"] * 2
    assert [a.referent_year for a in accepted] == [1911] * 2


@pytest.mark.parametrize(
    "text", ["", " ", "like", "Like", "as as as", "the", "compared", "’like’", "another Watergate"]
)
def test_short_texts(text):
    assert all(0 <= a.start < a.end <= len(text) for a in find(text))


def test_cues_outside_sentences_are_left_out():
    assert find_analogies(make_doc("He fought like a lion.", [], [])) == []


PIECES = [
    "like a ",
    "as slow as ",
    "Nixon ",
    "another ",
    "compared to ",
    "“",
    "” ",
    ", ",
    ". ",
    "He ",
    "the X of the ",
    "\n\n",
    "is no ",
    "Gestapo-like ",
    "lions ",
    "’s ",
    "akin to ",
    "7 ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_spans_lie_in_the_text_and_contain_their_parts(text):
    for a in find(text, date=DATE):
        assert 0 <= a.start <= a.cue_start < a.cue_end <= a.end <= len(text)
        for part in ("tenor", "vehicle"):
            start, end = getattr(a, f"{part}_start"), getattr(a, f"{part}_end")
            assert (start is None) == (end is None)
            assert start is None or a.start <= start < end <= a.end
        assert a.stance in ("affirmed", "denied", "meta")
        assert a.reason
        assert (a.referent is None) >= (a.referent_year is None) or a.referent is not None


def one_sentence(text: str, start: int) -> Doc:
    return make_doc(text, [], [Sentence(start, len(text), 0)] if text[start:] else [], date=DATE)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.integers(1, 30))
def test_offsets_move_with_the_text(text, shift):
    plain = find_analogies(one_sentence(text, 0))
    shifted = find_analogies(one_sentence(" " * shift + text, shift))
    assert [(a.cue_start + shift, a.accepted, a.reason) for a in plain] == [
        (a.cue_start, a.accepted, a.reason) for a in shifted
    ]


@pytest.mark.parametrize("piece", ["like a ", "as as as ", "the A of the ", "compared to ", "Nixon ", "another Nixon "])
def test_time_is_linear_on_hostile_text(piece):
    import time

    def seconds(n: int) -> float:
        doc = one_sentence(piece * n, 0)
        start = time.process_time()
        find_analogies(doc)
        return time.process_time() - start

    seconds(50)
    assert seconds(4000) < 12 * seconds(500) + 0.5
