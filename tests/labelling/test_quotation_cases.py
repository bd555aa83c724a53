"""Cases as data: each text of tests/cases/quotations gives the quotations that are written beside it."""

import json
from pathlib import Path

import pytest

from textkit.labelling.quotations import find_quotations
from textkit.language.doc import read_doc

CASES = Path(__file__).parent.parent / "cases" / "quotations"


def read_cases():
    for path in sorted(CASES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(strict=True, reason=case["known_failure"])] if "known_failure" in case else []
            yield pytest.param(case, id=f"{path.stem}-{number}-{case['comment']}", marks=marks)


def label(text):
    return find_quotations(read_doc(text)).quotes


def find(text, quotes, wanted):
    """The quote of a text with the wanted words, of the wanted kind if one is given."""
    same = [q for q in quotes if text[q.start : q.end] == wanted["text"]]
    fitting = [q for q in same if wanted["kind"] in (None, q.kind)]
    assert fitting, f"{wanted['text']!r} is {[q.kind for q in same] or 'not there'}: {_found(text, quotes)}"
    return fitting[0]


def _found(text, quotes):
    return [(q.kind, text[q.start : q.end], q.speaker) for q in quotes]


@pytest.mark.parametrize("case", list(read_cases()))
def test_case(case):
    text = case["text"]
    quotes = label(text)
    found = [find(text, quotes, wanted) for wanted in case["quotes"]]
    for quote, wanted in zip(found, case["quotes"], strict=True):
        assert quote.speaker == wanted["speaker"], _found(text, quotes)
        for part in ("mention", "cue"):
            if part in wanted:
                start, end = getattr(quote, f"{part}_start"), getattr(quote, f"{part}_end")
                assert start is not None
                assert text[start:end] == wanted[part]
    if case.get("one_group"):
        assert len({quote.utterance_id for quote in found}) == 1, quotes
    assert not {q.kind for q in quotes} & set(case.get("absent", ())), _found(text, quotes)
    assert len(quotes) == case.get("n_quotes", len(quotes)), _found(text, quotes)


def test_there_are_enough_cases():
    cases = [case for path in CASES.glob("*.json") for case in json.loads(path.read_text(encoding="utf-8"))]
    assert len(cases) >= 150
    assert len({case["text"] for case in cases}) == len(cases)
