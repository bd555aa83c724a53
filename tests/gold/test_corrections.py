"""Corrections: they change what the reader said and all that follows from it, once, and nothing else."""

import hashlib
from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk
from textkit.gold.corrections import follow_quotes

TEXTS = {
    "one": "# Talks\n\n“It is over,” said Ann Lee. “Never again.” Bo Roe called it “a disaster”.\n\nHe left.",
    "two": "“We shall see, like a general before the battle,” said Bo Roe.\n\nIt fell like a house of cards.",
    "three": "Nothing was said. Rain fell like a curtain of lead on the ministers.",
}


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values())})))


def sheet_of(labels, table, text, **cells):
    """A review of the shortest row that has these words."""
    rows, texts = getattr(labels, table), labels.documents.set_index("doc_id").text
    found = [texts[d][a:b] for d, a, b in zip(rows.doc_id, rows.start, rows.end, strict=True)]
    place = min((len(words), i) for i, words in enumerate(found) if text in words)[1]
    return rows.iloc[[place]].assign(**({"verdict": "wrong"} | cells))


def quoted_words(labels, speaker):
    return labels.tokens[(labels.tokens.speaker == speaker) & (labels.tokens.kind == "word")].token.tolist()


def assert_same(first, second, *, but=()):
    for name, table in first.tables().items():
        if name not in but:
            pd.testing.assert_frame_equal(second.tables()[name], table, obj=name)


def test_what_follows_from_the_labellers_own_quotations_is_what_it_labelled():
    labels = tk.label(tk.read_corpus("sotu").documents.head(3))
    tables = follow_quotes(labels, labels.quotes, set(labels.documents.doc_id))
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, getattr(labels, name), obj=name)


def test_what_follows_on_the_fixture(labels):
    for name, table in follow_quotes(labels, labels.quotes, set(TEXTS)).items():
        pd.testing.assert_frame_equal(table, getattr(labels, name), obj=name)


def test_a_corrected_speaker_speaks(labels):
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see", correct_speaker="Cy Poe"))
    assert quoted_words(corrected, "Cy Poe") == [
        "We",
        "shall",
        "see",
        "like",
        "a",
        "general",
        "before",
        "the",
        "battle",
    ]
    two = corrected.sentences[corrected.sentences.doc_id == "two"]
    assert two.speaker.dropna().unique().tolist() == ["Cy Poe"]
    [new] = corrected.speakers[corrected.speakers.speaker == "Cy Poe"].to_dict("records")
    assert (new["doc_id"], new["n_quotes"], new["n_words"], new["n_mentions"]) == ("two", 1, 9, 0)
    assert pd.isna(new["kind"])
    old = corrected.speakers[(corrected.speakers.doc_id == "two") & (corrected.speakers.speaker == "Bo Roe")]
    assert old[["n_quotes", "n_words"]].values.tolist() == [[0, 0]]
    assert corrected.speakers.doc_id.is_monotonic_increasing == labels.speakers.doc_id.is_monotonic_increasing
    inside = corrected.analogies[(corrected.analogies.doc_id == "two") & (corrected.analogies.start < 50)]
    assert set(inside.speaker) == {"Cy Poe"}, "who makes an analogy inside the quotation follows"


def test_input_and_other_documents_stay_as_they_are(labels):
    before = {name: table.copy(deep=True) for name, table in labels.tables().items()}
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see", correct_speaker="Cy Poe"))
    for name, table in labels.tables().items():
        pd.testing.assert_frame_equal(table, before[name], obj=name)
        others = corrected.tables()[name]
        same = others[others.doc_id != "two"].reset_index(drop=True)
        expected = table[table.doc_id != "two"].reset_index(drop=True)
        pd.testing.assert_frame_equal(same, expected, check_categorical=False, obj=name)
    assert "corrections" not in labels.provenance


def test_names_are_those_of_the_document(labels):
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see", correct_speaker="bo roe"))
    assert corrected.quotes[corrected.quotes.doc_id == "two"].speaker.tolist() == ["Bo Roe"]


def test_unknown_speaker_is_unknown_but_quoted(labels):
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see", correct_speaker="Unknown"))
    two = corrected.tokens[corrected.tokens.doc_id == "two"]
    assert two.speaker.isna().all()
    assert (two.voice == "quotation").any()


def test_a_quotation_that_is_none_goes(labels):
    sheet = sheet_of(labels, "quotes", "We shall see", correct_kind="none")
    corrected = tk.gold.apply_corrections(labels, sheet)
    assert not (corrected.quotes.doc_id == "two").any()
    assert (corrected.tokens[corrected.tokens.doc_id == "two"].voice == "narration").all()
    assert (corrected.sentences[corrected.sentences.doc_id == "two"].voice == "narration").all()
    assert corrected.analogies[corrected.analogies.doc_id == "two"].speaker.isna().all()


def test_scare_quotes_lose_their_speaker(labels):
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "a disaster", correct_kind="scare"))
    [row] = corrected.quotes[corrected.quotes.text == "a disaster"].to_dict("records")
    assert row["kind"] == "scare"
    assert pd.isna([row["speaker"], row["mention"], row["cue"], row["mention_start"]]).all()
    assert "disaster" not in corrected.tokens[corrected.tokens.voice == "quotation"].token.tolist()


def test_block_quotations_change_the_role_of_their_paragraph():
    labels = tk.label(tk.read_corpus(["Ann Lee said:\n\n“We will leave and we will not come back.”\n\nThen she left."]))
    rows = labels.quotes.assign(verdict="wrong")
    block = tk.gold.apply_corrections(labels, rows.assign(correct_kind="block"))
    assert "blockquote" in block.paragraphs.role.tolist()
    direct = tk.gold.apply_corrections(block, block.quotes.assign(verdict="wrong", correct_kind="direct"))
    assert "blockquote" not in direct.paragraphs.role.tolist()


def test_wrong_without_a_correction_does_not_say_what_is_right(labels):
    corrected = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see"))
    assert_same(labels, corrected)
    assert "0 applied" in corrected.provenance["corrections"]


def test_analogies_are_refused_or_corrected(labels):
    refused = tk.gold.apply_corrections(labels, sheet_of(labels, "analogies", "house of cards"))
    row = refused.analogies[refused.analogies.reason == "refused by a reader"]
    assert row.accepted.tolist() == [False]
    assert refused.analogies.accepted.sum() == labels.analogies.accepted.sum() - 1
    sheet = sheet_of(labels, "analogies", "house of cards", correct_stance="denied", correct_kind="comparison")
    row = tk.gold.apply_corrections(labels, sheet).analogies.query("doc_id == 'two' and stance == 'denied'")
    assert row[["kind", "accepted"]].values.tolist() == [["comparison", True]]
    assert_same(labels, refused, but=("analogies",))


def test_the_same_corrections_twice_are_the_corrections_once(labels, tmp_path):
    path = tmp_path / "review.csv"
    sheet = tk.gold.to_review(labels, path)
    sheet.assign(verdict="wrong", correct_kind=["none", *["scare"] * (len(sheet) - 1)]).to_csv(path, index=False)
    once = tk.gold.apply_corrections(labels, path)
    twice = tk.gold.apply_corrections(once, path)
    assert_same(once, twice)
    assert dict(once.provenance) == dict(twice.provenance)


def test_provenance_says_which_corrections_and_survives_saving(labels, tmp_path):
    path = tmp_path / "checked by me.csv"
    sheet_of(labels, "quotes", "We shall see", correct_speaker="Cy Poe").to_csv(path, index=False)
    corrected = tk.gold.apply_corrections(labels, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert corrected.provenance["corrections"] == f"checked by me.csv (sha256 {digest}, 1 applied)"
    corrected.save(tmp_path / "out")
    again = tk.load_labels(tmp_path / "out")
    assert dict(again.provenance) == dict(corrected.provenance)
    assert_same(corrected, again)
    assert "checked by me.csv" in tk.provenance(corrected).set_index("item").value["corrections"]


def test_a_second_sheet_builds_on_the_first(labels):
    first = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", "We shall see", correct_kind="none"))
    both = labels.quotes.assign(verdict="wrong", correct_speaker="Cy Poe")
    second = tk.gold.apply_corrections(first, both)
    assert set(second.quotes.speaker.dropna()) == {"Cy Poe"}
    assert len(second.quotes) == len(first.quotes)
    assert second.provenance["corrections"].count("sha256") == 2


def test_a_sheet_of_other_labels_is_refused(labels):
    sheet = sheet_of(labels, "quotes", "We shall see", correct_kind="none")
    with pytest.raises(tk.errors.OptionError, match="row 2: the labels do not have quote_id"):
        tk.gold.apply_corrections(labels, sheet.assign(end=sheet.end + 1))
    with pytest.raises(tk.errors.OptionError, match="of 'four'"):
        tk.gold.apply_corrections(labels, sheet.assign(doc_id="four"))


def drawn(labels, what, words, **cells):
    """All places of a sample, one of which is answered."""
    sheet = tk.gold.sample(labels, what, 1_000)
    row = sheet["text"].str.contains(words, regex=False)
    assert row.sum() == 1
    return sheet.assign(**{name: row.map({True: cell, False: ""}) for name, cell in cells.items()})


@pytest.mark.parametrize(
    ("words", "cells"),
    [
        ("We shall see", {"verdict": "wrong", "correct_speaker": "Cy Poe"}),
        ("We shall see", {"verdict": "wrong", "correct_speaker": "unknown"}),
        ("Never again", {"verdict": "wrong", "correct_kind": "none"}),
        ("a disaster", {"verdict": "wrong", "correct_kind": "scare"}),
        ("a disaster", {"verdict": "wrong", "correct_kind": "direct", "correct_speaker": "Cy Poe"}),
    ],
)
def test_a_sample_corrects_its_quotations_as_a_review_does(labels, words, cells):
    with_review = tk.gold.apply_corrections(labels, sheet_of(labels, "quotes", words, **cells))
    with_sample = tk.gold.apply_corrections(labels, drawn(labels, "quotes", words, **cells))
    assert_same(with_review, with_sample)


def test_a_sample_corrects_analogies(labels):
    sheet = tk.gold.sample(labels, "analogies", 1_000)
    accepted = sheet.kind != "none"
    told = sheet.assign(verdict="wrong", correct_kind=accepted.map({True: "none", False: "simile"}))
    corrected = tk.gold.apply_corrections(labels, told)
    assert (corrected.analogies.accepted.to_numpy() != labels.analogies.accepted.to_numpy()).all()


def test_right_answers_of_a_sample_change_nothing(labels):
    for what in ("quotes", "analogies"):
        corrected = tk.gold.apply_corrections(labels, tk.gold.sample(labels, what, 1_000).assign(verdict="right"))
        assert_same(labels, corrected)


def test_quotations_that_only_a_reader_found_are_counted_not_added():
    labels = tk.label(tk.read_corpus(["“It is over,” said Ann Lee. She said that it was “a disaster” for us."]))
    labels = replace(labels, quotes=labels.quotes[labels.quotes.kind == "direct"])
    sheet = tk.gold.sample(labels, "quotes").sort_values("start")
    assert sheet.kind.tolist() == ["direct", "none"]
    told = sheet.assign(verdict=["right", "wrong"], correct_kind=["", "direct"], correct_speaker=["", "Bo Roe"])
    with pytest.warns(UserWarning, match="1 row of the sheet told of quotes that the labels do not have"):
        corrected = tk.gold.apply_corrections(labels, told)
    assert corrected.quotes[["start", "kind", "speaker"]].values.tolist() == [[1, "direct", "Ann Lee"]]


def test_what_a_sample_says_of_sentences_corrects_no_label(labels):
    with pytest.raises(tk.errors.OptionError, match="A sheet of tone corrects counts"):
        tk.gold.apply_corrections(labels, tk.gold.sample(labels, "tone").assign(rating="1"))


def test_scare_quotes_that_a_sample_calls_a_quotation_get_a_speaker():
    labels = tk.label(tk.read_corpus(["The so-called “deal” fell. “It is over,” said Ann Lee."]))
    sheet = tk.gold.sample(labels, "quotes").sort_values("start")
    told = sheet.assign(verdict=["wrong", "right"], correct_speaker=["Bo Roe", ""])
    corrected = tk.gold.apply_corrections(labels, told)
    assert corrected.quotes[["kind", "speaker"]].values.tolist() == [["direct", "Bo Roe"], ["direct", "Ann Lee"]]
