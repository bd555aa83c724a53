"""Passages and targets as tables: what a row is, and that labelling again from the tables gives the same."""

from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk
from textkit.labelling.relabelling import label_spans, passages_of, relabel, targets_of

TEXTS = {
    "one": "The angry Ann Lee left. “Bo Roe is a wonderful man,” she said. Bo Roe called her plan “a cruel fraud”.",
    "two": "The brave Ann Lee said that “nobody” trusts the corrupt Steel Board. “I am great,” said Ann Lee. “Never.”",
    "three": "…",
}


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values())})))


def test_every_word_of_a_sentence_is_in_one_passage(labels):
    words = labels.passages.groupby(["doc_id", "sent_id"]).n_words.sum()
    counted = labels.tokens[labels.tokens.kind == "word"].groupby(["doc_id", "sent_id"], observed=True).size()
    assert words.to_dict() == counted.to_dict()
    assert labels.passages.loc[labels.passages.voice == "narration", "speaker"].isna().all()


def test_voices_of_a_mixed_sentence_have_their_own_tone(labels):
    mixed = labels.passages[(labels.passages.doc_id == "one") & (labels.passages.sent_id == 2)]
    assert mixed.voice.tolist() == ["narration", "quotation"]
    assert mixed.polarity.iloc[1] < 0 == mixed.polarity.iloc[0]


def test_a_mention_has_its_holder(labels):
    rows = labels.targets[["target", "mention", "voice", "holder"]].values.tolist()
    assert ["Bo Roe", "Bo Roe", "quotation", "Ann Lee"] in rows
    assert sum(row[0] == "Ann Lee" and row[2] == "narration" and pd.isna(row[3]) for row in rows) >= 2
    board = labels.targets[labels.targets.target == "Steel Board"]
    assert board.polarity.lt(-0.05).all()
    assert not labels.targets.duplicated(["doc_id", "start", "target"]).any()


def test_labelling_again_gives_the_same(labels):
    bare = replace(labels, passages=labels.passages[:0], targets=labels.targets[:0], provenance={})
    pd.testing.assert_frame_equal(passages_of(bare), labels.passages)
    pd.testing.assert_frame_equal(targets_of(bare), labels.targets)
    for name, table in relabel(labels, ["one", "three"]).items():
        pd.testing.assert_frame_equal(table, labels[name])
    assert relabel(bare, ["one"]) == {}, "labelled when asked for"


def test_a_document_has_the_same_rows_alone(labels):
    for doc_id in TEXTS:
        alone = tk.label(labels.documents[labels.documents.doc_id == doc_id])
        for name in ("sentences", "passages", "targets"):
            pd.testing.assert_frame_equal(alone[name], labels.where(doc_id=doc_id)[name], check_exact=True)


def test_an_empty_text_has_no_rows():
    alone = tk.label(pd.DataFrame({"text": [""]}))
    assert not len(alone.passages) + len(alone.targets)


def test_a_corrected_speaker_is_the_holder(labels):
    quote = labels.quotes[labels.quotes.text.str.contains("wonderful")]
    corrected = tk.gold.apply_corrections(labels, quote.assign(verdict="wrong", correct_speaker="Cy Poe"))
    assert "Cy Poe" in set(corrected.passages.speaker) & set(corrected.targets.holder)
    others = [table[table.doc_id != "one"].reset_index(drop=True) for table in (corrected.targets, labels.targets)]
    pd.testing.assert_frame_equal(*others)


def test_passages_of_speakers_who_are_united_are_one():
    labels = tk.label(tk.read_corpus(["“A wise plan,” said Ann Lee. “It is cruel,” Ann Lee said, “and it is wise.”"]))
    quotes = labels.quotes.assign(speaker=["Ann Lee", "Lee", "Ann Lee"])
    both = pd.concat([labels.speakers, labels.speakers.assign(speaker="Lee", aliases=None)], ignore_index=True)
    apart = replace(labels, quotes=quotes, speakers=both)
    apart = replace(apart, **relabel(apart, ["text-001"]))
    assert apart.passages[apart.passages.sent_id == 1].speaker.dropna().tolist() == ["Ann Lee", "Lee"]
    united = tk.link_speakers(apart)
    pd.testing.assert_frame_equal(united.passages, labels.passages)


def test_spans_of_ones_own_are_labelled(labels):
    start = TEXTS["two"].index("nobody")
    spans = pd.DataFrame({"doc_id": ["two"], "start": [start], "end": [start + 6], "target": ["nobody"]})
    found = label_spans(labels, spans)
    assert found[["target", "mention"]].values.tolist() == [["nobody", "nobody"]]
    assert label_spans(labels, spans[:0]).columns.tolist() == found.columns.tolist()
