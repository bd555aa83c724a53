"""brat standoff: nothing is lost on the way there and back, and what annotators change arrives."""

import os
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given

import textkit as tk
from exchanging import SAMPLE, TEXTS, annotated, assert_same_rows, fixture_labels
from textkit.gold.readings import Gold

ENTITY = re.compile(r"(T\d+)\t(\w+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
LINE = re.compile(
    r"""
      T\d+\t\w+\ \d+\ \d+(;\d+\ \d+)*\t.+                # text-bound
    | R\d+\t\w+\ Arg1:T\d+\ Arg2:T\d+                    # relation
    | A\d+\t\w+\ T\d+(\ \w+)?                            # attribute
    | \#\d+\tAnnotatorNotes\ T\d+\t.+                    # note
    """,
    re.VERBOSE,
)


@pytest.fixture(scope="module")
def labels():
    return fixture_labels()


@pytest.fixture
def folder(labels, tmp_path):
    tk.gold.export_brat(labels, tmp_path / "brat")
    return tmp_path / "brat"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


@pytest.mark.parametrize("source", ["fixture", "corpus"])
def test_labels_come_back_as_they_went(source, labels, sample, tmp_path):
    labels = sample if source == "corpus" else labels
    tk.gold.export_brat(labels, tmp_path / "brat")
    gold = tk.gold.import_brat(tmp_path / "brat")
    assert len(labels.quotes) > 5
    assert_same_rows(labels.quotes, gold.quotations)
    assert_same_rows(labels.analogies, gold.analogies)


def test_gold_comes_back_and_scores_the_same(tmp_path, sample):
    gold, labels = tk.gold.read_gold(SAMPLE), sample
    tk.gold.export_brat(gold, tmp_path, documents=labels.documents)
    again = tk.gold.import_brat(tmp_path)
    pd.testing.assert_frame_equal(tk.gold.evaluate(labels, again), tk.gold.evaluate(labels, gold))
    columns = ["doc_id", "start", "end", "text", "speaker", "mention_start", "mention_end"]
    expected = gold.quotations.sort_values(["doc_id"], kind="stable")[columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.quotations[columns], expected, check_dtype=False)
    inside = gold.analogies[gold.analogies.tenor.notna()]
    located = again.analogies.tenor.notna().sum()
    assert located >= 0.9 * len(inside), "tenors are found in their spans"


def test_every_line_is_brat_standoff(folder):
    for doc_id, path in zip(TEXTS, sorted(folder.glob("*.ann")), strict=False):
        lines = path.read_text(encoding="utf-8").split("\n")
        assert not lines[-1], doc_id
        assert all(LINE.fullmatch(line) for line in lines[:-1])
        names = [line.partition("\t")[0] for line in lines[:-1]]
        assert len(names) == len(set(names))


def test_text_files_hold_the_texts_and_entities_their_words(folder, labels):
    stems = dict(line.rsplit(",", 1) for line in (folder / "documents.csv").read_text().splitlines()[1:])
    assert set(stems) == set(TEXTS)
    for doc_id, text in labels.documents.set_index("doc_id").text.items():
        assert (folder / f"{stems[doc_id]}.txt").read_bytes().decode() == text
        ann = (folder / f"{stems[doc_id]}.ann").read_bytes().decode()
        assert len(ann.splitlines()) == ann.count("\n"), "no line breaks that brat would split at"
        for _, _, offsets, words in ENTITY.findall(ann):
            spans = [tuple(map(int, pair.split())) for pair in offsets.split(";")]
            assert words == " ".join(text[a:b] for a, b in spans)
            assert not any("\n" in text[a:b] for a, b in spans)


def test_configuration_names_every_type_that_is_used(folder):
    sections = dict(re.findall(r"\[(\w+)\]\n(.*?)(?=\n\[|\Z)", (folder / "annotation.conf").read_text(), re.DOTALL))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    declared = {
        name: {line.split("\t")[0] or line.split("\t")[1] for line in body.splitlines()}
        for name, body in sections.items()
    }
    everything = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.ann"))
    assert {kind for _, kind, _, _ in ENTITY.findall(everything)} <= declared["entities"]
    assert set(re.findall(r"^R\d+\t(\w+)", everything, re.MULTILINE)) <= declared["relations"]
    assert set(re.findall(r"^A\d+\t(\w+)", everything, re.MULTILINE)) <= declared["attributes"]


def test_what_annotators_change_arrives(folder, labels):
    path = folder / "emoji.ann"
    edit(path, "T1\tDirect", "T1\tMixed")
    edit(path, "speaker: ", "speaker: Cy Poe | by the way, doubtful | old: ")
    with path.open("a", encoding="utf-8") as file:
        file.write("T90\tIndirect 2 3\t😀\nT91\tMention 4 9\tTalks\nR90\tHas_mention Arg1:T90 Arg2:T91\n")
        file.write("T92\tCountry 4 9\tTalks\nE1\tMeeting:T92\n*\tEquiv T90 T91\nT93\tSimile 2 9\t😀 Talks\n")
    gold = tk.gold.import_brat(folder)
    rows = gold.quotations[gold.quotations.doc_id == "emoji"]
    first, last = rows.iloc[0], rows.iloc[-1]
    assert (first.kind, first.speaker) == ("mixed", "Cy Poe")
    assert "doubtful" in first.comment
    assert (last.kind, last.text, last.mention, last.quote_id) == ("indirect", "😀", "Talks", len(rows) - 1)
    assert last.utterance_id == rows.utterance_id.iloc[:-1].max() + 1
    assert gold.analogies[gold.analogies.doc_id == "emoji"].iloc[-1][["kind", "accepted", "text"]].tolist() == [
        "simile",
        True,
        "😀 Talks",
    ]
    assert len(tk.gold.evaluate(labels, gold))


def test_deleted_and_refused_rows_stay_so(folder, labels):
    path = folder / "emoji.ann"
    simile = re.search(r"(T\d+)\tSimile .*card-house.*\n", path.read_text(encoding="utf-8"))
    with path.open("a", encoding="utf-8") as file:
        file.write(f"A77\tRefused {simile[1]}\n")
    analogies = tk.gold.import_brat(folder).analogies
    assert not analogies[analogies.doc_id == "emoji"].accepted.any()
    scores = tk.gold.evaluate(labels, tk.gold.import_brat(folder)).set_index("figure")
    n_refused = labels.analogies.accepted.sum() - 1
    assert scores.n_gold["all kinds"] == n_refused, "refused candidates are no gold"


def test_fragments_with_words_between_them_are_pieces_of_one_utterance(tmp_path):
    (tmp_path / "a.txt").write_text("Never say never\nagain.")
    (tmp_path / "a.ann").write_text("T1\tMixed 0 5;10 15;16 21\tNever never again\n")
    rows = tk.gold.import_brat(tmp_path).quotations
    assert rows.text.tolist() == ["Never", "never\nagain"]
    assert rows.utterance_id.nunique() == 1
    assert rows.quote_id.tolist() == [0, 1]


def test_windows_line_ends_do_no_harm(folder, labels):
    for path in [*folder.glob("*.txt"), *folder.glob("*.ann")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert_same_rows(labels.quotes, tk.gold.import_brat(folder).quotations)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tMixed 0 5\tNaver", r"a\.ann, line 2.*the text has 'Never'"),
        ("T1\tMixed 0 500\tNever", "line 2"),
        ("T1 Mixed 0 5 Never", "line 2"),
        ("R1\tHas_cue T1", "line 2"),
    ],
)
def test_damaged_lines_are_named(tmp_path, line, message):
    (tmp_path / "a.txt").write_text("Never.")
    (tmp_path / "a.ann").write_text(f"\n{line}\n")
    with pytest.raises(tk.errors.CorpusError, match=message):
        tk.gold.import_brat(tmp_path)


def test_missing_files_are_named(tmp_path):
    with pytest.raises(tk.errors.CorpusError, match=r"no file \*\.ann"):
        tk.gold.import_brat(tmp_path)
    (tmp_path / "a.ann").write_text("")
    with pytest.raises(tk.errors.CorpusError, match=r"a\.txt"):
        tk.gold.import_brat(tmp_path)
    with pytest.raises(tk.errors.OptionError, match="documents=corpus"):
        tk.gold.export_brat(tk.gold.read_gold(SAMPLE), tmp_path)


def test_a_pipe_among_the_annotations_is_not_waited_for(folder):
    os.mkfifo(folder / "z.ann")
    (folder / "z.txt").write_text("Never.")
    with pytest.raises(tk.errors.CorpusError, match=r"z\.ann cannot be read: it is not a file"):
        tk.gold.import_brat(folder)


def test_a_note_of_many_bars_takes_no_time(folder, labels):
    path = next(path for path in folder.glob("*.ann") if "\nT1\t" in f"\n{path.read_text(encoding='utf-8')}")
    with path.open("a", encoding="utf-8") as file:
        file.write("#99999\tAnnotatorNotes T1\t" + "a | " * 100_000 + "\n")
    start = time.process_time()
    assert len(tk.gold.import_brat(folder).quotations) == len(labels.quotes)
    assert time.process_time() - start < 5, "each bar is looked for among all of them"


def test_annotations_are_never_overwritten(folder, labels):
    tk.gold.export_brat(labels, folder)  # the same content
    edit(folder / "emoji.ann", "T1\tDirect", "T1\tMixed")
    before = (folder / "emoji.ann").read_bytes()
    with pytest.raises(tk.errors.OutputError, match="somebody's work"):
        tk.gold.export_brat(labels, folder)
    assert (folder / "emoji.ann").read_bytes() == before


def test_rows_that_fit_no_text_are_named(labels, tmp_path):
    with pytest.raises(tk.errors.CorpusError, match="not a document"):
        tk.gold.export_brat(labels, tmp_path, documents=labels.documents[labels.documents.doc_id != "emoji"])
    far = labels.quotes.assign(end=labels.quotes.end + 10_000)
    with pytest.raises(tk.errors.CorpusError, match="characters"):
        tk.gold.export_brat(replace(labels, quotes=far), tmp_path)


@pytest.mark.slow
@given(annotated())
def test_any_spans_come_back(case):
    text, quotes = case
    nothing = pd.DataFrame({"doc_id": []})
    with tempfile.TemporaryDirectory() as folder:
        tk.gold.export_brat(
            Gold(quotes, nothing, nothing), Path(folder, "b"), documents=pd.DataFrame({"doc_id": ["d"], "text": [text]})
        )
        assert_same_rows(quotes, tk.gold.import_brat(Path(folder, "b")).quotations)


@pytest.mark.parametrize(
    ("export", "read"), [(tk.gold.export_brat, tk.gold.import_brat), (tk.gold.export_webanno, tk.gold.import_webanno)]
)
def test_ids_that_a_spreadsheet_would_run_are_disarmed_in_the_list_and_come_back(tmp_path, export, read):
    ids = ["=cmd|'/c calc'!A1", "+1", "@sum", "-2", "plain", "'tis"]
    labels = tk.label(tk.read_corpus(pd.DataFrame({"doc_id": ids, "text": "“No,” Ann Lee said."})))
    export(labels, tmp_path)
    listed = (tmp_path / "documents.csv").read_text(encoding="utf-8")
    assert not re.search(r'^"?[=+@-]', listed, re.MULTILINE)
    assert sorted(read(tmp_path).quotations["doc_id"].unique()) == sorted(ids)
