"""Labels against gold: what is found, what is right, on which documents."""

import math
from types import MappingProxyType

import pandas as pd
import pytest

import textkit as tk
from textkit.gold.evaluation import same_speaker
from textkit.schema import TABLES, build_table, empty_table

TEXT = "Ann Lee said “we will win” and he called it “a joke”, like a bad dream."
SPANS = {"won": (14, 25), "joke": (45, 51), "dream": (54, 70)}


def quotation(name, speaker, *, doc_id="a", kind="mixed", utterance_id=0):
    start, end = SPANS[name]
    return {
        "doc_id": doc_id, "start": start, "end": end, "text": TEXT[start:end], "kind": kind,
        "utterance_id": utterance_id, "speaker": speaker, "mention_start": None, "mention_end": None,
    }  # fmt: skip


def analogy(kind="simile", stance="affirmed"):
    start, end = SPANS["dream"]
    return {
        "doc_id": "a", "start": start, "end": end, "text": TEXT[start:end], "kind": kind, "stance": stance,
        "speaker": None, "tenor": "it", "vehicle": "a bad dream",
        "cue_start": start, "cue_end": start + 4, "cue": "like",
    }  # fmt: skip


def make_gold(quotations=(), analogies=(), polarity=()):
    columns = {"quotations": list(quotation("won", "x")), "analogies": list(analogy())}
    rated = ["doc_id", "start", "end", "text", "rating", "second_rating"]
    return tk.gold.Gold(
        pd.DataFrame(list(quotations), columns=columns["quotations"]),
        pd.DataFrame(list(analogies), columns=columns["analogies"]),
        pd.DataFrame(list(polarity), columns=rated),
    )


DEFAULTS = {"int32": 0, "float64": 0.0, "bool": True}


def make_labels(quotes=(), analogies=(), sentences=()):
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": [TEXT, TEXT]})
    tables = {name: empty_table(name) for name in TABLES} | {"documents": documents}
    for name, rows in (("quotes", quotes), ("analogies", analogies), ("sentences", sentences)):
        columns = {c.name: [row.get(c.name, DEFAULTS.get(c.dtype)) for row in rows] for c in TABLES[name]}
        tables[name] = build_table(name, columns)
    return tk.Labels(**tables, provenance=MappingProxyType({}))


def score(labels, gold, figure):
    return tk.gold.evaluate(labels, gold).set_index("figure").loc[figure]


def test_perfect_labels_score_one():
    rows = [quotation("won", "Ann Lee"), quotation("joke", None)]
    found = score(make_labels(quotes=rows), make_gold(rows), "quoted speech, right speaker")
    assert (found.precision, found.recall, found.f1) == (1, 1, 1)


def test_missed_invented_and_wrong_speaker_are_told_apart():
    gold = make_gold([quotation("won", "Ann Lee"), quotation("joke", "Bo Roe")])
    labels = make_labels(quotes=[quotation("won", "Cy Poe"), quotation("dream", "Bo Roe")])
    assert score(labels, gold, "quoted speech").f1 == pytest.approx(0.5)
    assert score(labels, gold, "quoted speech, right speaker").f1 == 0
    errors = tk.gold.gold_errors(labels, gold).set_index("error")
    assert errors.loc["wrong", ["expected", "found"]].tolist() == ["Ann Lee", "Cy Poe"]
    assert errors.loc["missed", "context"].count("[a joke]") == 1
    assert errors.loc["invented", "found"] == "Bo Roe"


def test_a_scare_quote_taken_for_speech_costs_both():
    gold = make_gold([quotation("joke", None, kind="scare"), quotation("won", "Ann Lee")])
    labels = make_labels(quotes=[quotation("joke", "Ann Lee"), quotation("won", "Ann Lee")])
    assert score(labels, gold, "scare quotes").recall == 0
    assert score(labels, gold, "quoted speech").precision == 0.5


def test_documents_that_nobody_read_do_not_count():
    gold = make_gold([quotation("won", "Ann Lee")])
    labels = make_labels(quotes=[quotation("won", "Ann Lee"), quotation("won", "Ann Lee", doc_id="b")])
    assert score(labels, gold, "quoted speech").precision == 1


def test_analogies_match_by_cue_and_refused_candidates_do_not_count():
    gold = make_gold(analogies=[analogy()])
    assert score(make_labels(analogies=[analogy("comparison")]), gold, "all kinds").f1 == 1
    assert score(make_labels(analogies=[analogy("comparison")]), gold, "all kinds, right kind").f1 == 0
    assert score(make_labels(analogies=[analogy(stance="denied")]), gold, "all kinds, right stance").f1 == 0
    assert score(make_labels(analogies=[analogy() | {"accepted": False}]), gold, "all kinds").recall == 0


def test_analogies_whose_cues_are_marked_differently_match_by_span():
    marked = analogy() | {"cue_start": 4, "cue_end": 6, "start": 0, "end": 10}
    other = marked | {"cue_start": 6, "cue_end": 10}
    gold = make_gold(analogies=[marked])
    assert score(make_labels(analogies=[other]), gold, "all kinds").f1 == 1
    assert score(make_labels(analogies=[other | {"end": 90, "start": 8}]), gold, "all kinds").f1 == 0


def test_one_document_has_no_interval():
    gold = make_gold([quotation("won", "Ann Lee")])
    assert math.isnan(score(make_labels(), gold, "quoted speech").f1_low)


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Donald Trump", "Donald Trump", True),
        ("Donald Trump", "Trump", True),
        ("the Prime Minister’s Office", "Prime Minister's Office", True),
        ("Donald Trump", "Ivana Trump", False),
        ("Ann Lee", "Anna Lee", False),
        (None, None, True),
        (None, "Ann Lee", False),
        ("Ann Lee", None, False),
    ],
)
def test_same_speaker(gold, found, same):
    assert same_speaker(pd.Series({"speaker": gold}), pd.Series({"speaker": found})) is same


def test_polarity_against_ratings():
    places = [("a", 0), ("a", 5), ("b", 0)]
    spans = [{"doc_id": doc_id, "start": start, "end": start + 1, "text": "x"} for doc_id, start in places]
    sentences = [span | {"polarity": p} for span, p in zip(spans, (-0.8, 0.0, 0.9), strict=True)]
    ratings = zip(spans, (-2, 0, 2), (-1, None, 2), strict=True)
    rated = [span | {"rating": one, "second_rating": other} for span, one, other in ratings]
    found = tk.gold.evaluate_polarity(make_labels(sentences=sentences), make_gold(polarity=rated)).set_index("figure")
    assert found.loc["Pearson r", "value"] > 0.98
    assert found.loc["same sign", "value"] == 1
    assert found.n.tolist() == [3, 3]


def test_no_gold_is_an_empty_table_and_undefined_correlation():
    assert tk.gold.evaluate(make_labels(), make_gold()).empty
    assert tk.gold.evaluate_polarity(make_labels(), make_gold()).value.isna().all()


def test_reader_agreement_counts_documents_that_both_read():
    first = make_gold([quotation("won", "Ann Lee"), quotation("joke", None, doc_id="b")])
    second = make_gold([quotation("won", "Ann Lee")])
    assert tk.gold.reader_agreement(first, second).set_index("figure").loc["quoted speech"].f1 == 1
