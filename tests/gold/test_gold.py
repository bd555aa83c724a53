"""Gold annotations beside a corpus, and those of the sample corpus."""

from pathlib import Path

import pytest

import textkit as tk

SAMPLE = Path(__file__).parents[2] / "corpus/us-canada-2025"
QUOTED = ["direct", "mixed", "block", "scare"]


@pytest.fixture(scope="module")
def gold():
    return tk.gold.read_gold(SAMPLE)


@pytest.fixture(scope="module")
def texts():
    return tk.read_corpus(SAMPLE).documents.set_index("doc_id").text


@pytest.mark.parametrize("name", ["quotations", "analogies", "polarity"])
def test_offsets_and_texts_are_in_step(gold, texts, name):
    table = getattr(gold, name)
    assert len(table)
    for row in table.to_dict("records"):
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["text"]


def test_cues_and_mentions_stand_in_their_texts(gold, texts):
    for row in gold.analogies.dropna(subset=["cue_start"]).to_dict("records"):
        assert texts[row["doc_id"]][row["cue_start"] : row["cue_end"]] == row["cue"]
    mentions = gold.quotations.dropna(subset=["mention_start"]).to_dict("records")
    assert all(texts[row["doc_id"]][row["mention_start"] : row["mention_end"]].strip() for row in mentions)


def test_kinds_stances_and_ratings_are_those_of_the_guide(gold):
    assert set(gold.quotations.kind) == {"direct", "mixed", "block", "indirect", "scare"}
    assert set(gold.analogies.kind) == {"simile", "comparison", "historical", "antonomasia"}
    assert set(gold.analogies.stance) == {"affirmed", "denied", "meta"}
    assert gold.polarity.rating.isin(range(-2, 3)).all()


def test_the_gold_standard_covers_the_corpus(gold, texts):
    assert set(gold.quotations.doc_id) == set(texts.index)
    assert len(gold.quotations) >= 250
    assert len(gold.analogies) >= 80
    assert len(gold.polarity) == 300


def test_every_quotation_mark_of_the_corpus_is_annotated(gold, texts):
    quoted = gold.quotations[gold.quotations.kind.isin(QUOTED)]
    for doc_id, text in texts.items():
        spans = quoted[quoted.doc_id == doc_id]
        opened = [n for n, c in enumerate(text) if c == "“"]
        missing = [text[n : n + 30] for n in opened if not ((spans.start == n + 1).any())]
        assert not missing, f"{doc_id}: {missing}"


def test_scare_quotes_have_no_speaker_and_utterances_are_grouped(gold):
    assert gold.quotations[gold.quotations.kind == "scare"].speaker.isna().all()
    assert gold.quotations.utterance_id.notna().all()


def test_two_readers_annotated_a_third_of_the_corpus():
    first, second = tk.gold.read_gold_readers(SAMPLE)
    both = {*first.quotations.doc_id} & {*second.quotations.doc_id}
    assert len(both) >= 7


def test_a_corpus_without_gold_gives_empty_tables(tmp_path):
    assert len(tk.gold.read_gold(tmp_path)) == 0
    assert len(tk.gold.read_gold("sotu")) == 0


ROW = "a,0,5,Never,direct,1,Ann Lee,7,10\n"
HEAD = "doc_id,start,end,text,kind,utterance_id,speaker,mention_start,mention_end\n"
DAMAGED = {
    "a word for a number": (HEAD + ROW + ROW.replace("0,5", "zero,5"), r"'zero'.*row 3|row 3.*'zero'"),
    "a part of a number": (HEAD + ROW.replace("0,5", "0.5,5"), "0.5"),
    "no span": (HEAD + ROW + ROW.replace("0,5", ",5"), "Row 3"),
    "an end before the start": (HEAD + ROW.replace("0,5", "5,0"), "Row 2"),
    "a negative start": (HEAD + ROW.replace("0,5", "-1,5"), "Row 2"),
    "no document": (HEAD + ROW.replace("a,", ","), "Row 2"),
    "more cells than names": (HEAD + ROW.replace("\n", ",more\n"), ""),
    "a column gone": (HEAD.replace("start,", "", 1) + ROW.replace("0,", "", 1), "missing: start"),
    "an open quotation mark": (HEAD + ROW + '"b,0,5', ""),
    "empty": ("", ""),
    "binary": ("\0\ufffd" * 500, ""),
    "another encoding": ("doc_id,start\n\xe9,0".encode("latin-1"), "byte 13 is not utf-8"),
}


@pytest.mark.parametrize(("content", "message"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_told_with_file_and_remedy(tmp_path, content, message):
    path = tmp_path / "quotations.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(tk.errors.TextkitError, match=rf"(?s)quotations\.csv.*({message}).*(Repair|Rename|Pass)"):
        tk.gold.read_gold(tmp_path)


def test_a_folder_in_the_place_of_a_gold_table_is_named(tmp_path):
    (tmp_path / "quotations.csv").mkdir()
    with pytest.raises(tk.errors.CorpusError, match=r"quotations\.csv.*not a file but a folder"):
        tk.gold.read_gold(tmp_path)


def test_missing_folder_and_missing_column_are_named(tmp_path):
    with pytest.raises(tk.errors.CorpusError, match="nowhere"):
        tk.gold.read_gold(tmp_path / "nowhere")
    (tmp_path / "polarity.csv").write_text("doc_id,start,end,text\n")
    with pytest.raises(tk.errors.MissingColumnError, match="rating"):
        tk.gold.read_gold(tmp_path)
