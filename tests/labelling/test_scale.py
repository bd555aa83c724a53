"""Labels of a corpus on disk: those of the same corpus in memory, shard by shard."""

import json
import os
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.manifest import MANIFEST
from textkit.read.shards import cut
from textkit.schema import TABLES

SAMPLE = Path(__file__).parents[2] / "corpus" / "us-canada-2025"

ARTICLE = """---
title: The visit
date: {date}
{field}
---
OTTAWA — “We will not {verb},” said Ann Lee, the minister.

She likened the talks to a chess game. Nobody else spoke, and it was a disaster.
"""


@pytest.fixture(scope="module")
def cluster():
    """Two workers for the tests that need a cluster."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory):
    """The labels of the sample corpus in shards, which tests leave as they are."""
    return tk.scan_labels(tk.label_to(tmp_path_factory.mktemp("sample") / "labels", SAMPLE, workers=1, shard_size=6))


@pytest.fixture
def odd_corpus(tmp_path):
    return write_odd_corpus(tmp_path / "texts")


@pytest.fixture(scope="module")
def odd_labels(tmp_path_factory):
    """Size of a shard → the odd corpus and its labels, made once; tests that change them change a copy."""

    @cache
    def make(size):
        place = tmp_path_factory.mktemp("odd")
        tk.label_to(place / "labels", write_odd_corpus(place / "texts"), workers=1, shard_size=size)
        return place

    return make


@pytest.fixture
def labelled(odd_labels, tmp_path):
    """Copies of the odd corpus and of its labels."""

    def copy(size):
        shutil.copytree(odd_labels(size), tmp_path, dirs_exist_ok=True)
        return tmp_path / "texts", tmp_path / "labels"

    return copy


def write_odd_corpus(folder):
    """A folder with all that makes ids, fields and their types depend on more than one file."""
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    fields = ["pages: 3", "pages: 3.5", "pages: many", "checked: true", "checked:", "Section: trade"]
    for number, field in enumerate(fields):
        text = ARTICLE.format(
            date=f"2025-05-0{number + 1}", field=field, verb=["yield", "sell", "trade", "talk", "wait", "stop"][number]
        )
        (folder / "ab"[number % 2] / f"gazette_speech-{number // 2}.md").write_text(text)
    rows = [
        {"id": "one", "text": f"“No deal,” he said. Row {i}.", "words": i, "late": None if i < 4 else 1}
        for i in range(5)
    ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n")
    (folder / "more.csv").write_text(
        "text,date,score\n" + "".join(f"It rained on day {i}.,06/05/2025,{i / 2}\n" for i in range(3))
    )
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.writestr("inner/speech-0.txt", "Tariffs, he wrote, are like weeds.")
        archive.writestr("empty.txt", "")
    (folder / "broken.docx").write_bytes(b"PK no document")
    (folder / "metadata.csv").write_text("file,genre,wave\na/gazette_speech-0.md,report,1\nlost.md,report,2\n")
    (folder / "speakers.csv").write_text("name,alias,kind\nAnn Lee,the minister,person\n")
    (folder / "stop_words.csv").write_text("term\nrow\n")
    (folder / "corpus.toml").write_text('name_pattern = "{source}_{title}"\n[fields]\ncountry = "Canada"\n')
    return folder


def assert_same(one, two):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), obj=name)
    assert one.provenance == two.provenance


def files(folder):
    """What is there, and when it was written."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.*") if path.is_file()}


def test_labels_on_disk_are_those_in_memory(on_disk, sample):
    assert len(on_disk.shards) > 2
    assert_same(on_disk.load(), sample)


@pytest.mark.slow
def test_so_are_those_of_a_single_shard(tmp_path, sample):
    on_disk = tk.scan_labels(tk.label_to(tmp_path / "labels", SAMPLE, workers=1, shard_size=500))
    assert len(on_disk.shards) == 1
    assert_same(on_disk.load(), sample)


@pytest.mark.slow
@pytest.mark.parametrize("shard_size", [1, 3, 500])
def test_ids_fields_types_and_problems_are_those_of_the_whole_folder(odd_labels, shard_size):
    place = odd_labels(shard_size)
    corpus, scanned = tk.read_corpus(place / "texts", duplicates="keep"), tk.scan_labels(place / "labels")
    assert_same(scanned.load(), tk.label(corpus))
    order = ["path", "problem", "remedy"]
    pd.testing.assert_frame_equal(
        scanned.problems.sort_values(order, ignore_index=True), corpus.problems.sort_values(order, ignore_index=True)
    )


@pytest.mark.slow
def test_a_cluster_gives_the_same(tmp_path, odd_corpus, cluster):
    tk.label_to(tmp_path / "labels", odd_corpus, client=cluster, shard_size=3)
    assert_same(tk.scan_labels(tmp_path / "labels").load(), tk.label(tk.read_corpus(odd_corpus, duplicates="keep")))


@pytest.mark.slow
def test_a_corpus_in_memory_and_a_table_are_labelled_too(tmp_path, cluster):
    documents = tk.read_corpus(SAMPLE).documents.head(6)
    table = documents.assign(
        year=pd.array([2025] * 5 + [None], dtype="Int64"),
        checked=pd.array([True, None] * 3, dtype="boolean"),
        section=pd.Categorical(["trade", "war"] * 3),
        read=pd.Timestamp("2025-05-06"),
    )
    corpus = tk.Corpus(table, tk.read_corpus(SAMPLE).problems)
    tk.label_to(tmp_path / "corpus", corpus, client=cluster, shard_size=2)
    assert_same(tk.scan_labels(tmp_path / "corpus").load(), tk.label(corpus))
    tk.label_to(tmp_path / "table", documents[["text", "genre"]], workers=1, shard_size=4)
    assert_same(tk.scan_labels(tmp_path / "table").load(), tk.label(documents[["text", "genre"]]))


def test_only_some_tables(tmp_path):
    wanted, documents = ("sentences", "tokens"), tk.read_corpus(SAMPLE).documents.head(4)
    tk.label_to(tmp_path / "labels", documents, workers=1, shard_size=2, tables=wanted)
    assert_same(tk.scan_labels(tmp_path / "labels").load(), tk.label(documents, tables=wanted))


def test_one_document_can_be_viewed(on_disk, sample):
    scanned, labels, article = on_disk, sample, on_disk.document("09-uses-of-1938")
    for name, table in labels.tables().items():
        of_it = table[table["doc_id"] == "09-uses-of-1938"].reset_index(drop=True)
        pd.testing.assert_frame_equal(article.tables()[name], of_it, check_categorical=False)
    alone = tk.label(tk.read_corpus(SAMPLE).where(doc_id="09-uses-of-1938"))
    assert tk.view(article, "09-uses-of-1938")._repr_html_() == tk.view(alone, "09-uses-of-1938")._repr_html_()
    with pytest.raises(tk.errors.CorpusError, match="'nobody' is missing"):
        scanned.document("nobody")


def test_what_is_done_is_not_done_again(labelled):
    corpus, target = labelled(3)
    before = files(target)
    tk.label_to(target, corpus, workers=1, shard_size=3)
    after = files(target)
    changed = {name for name in before if after[name] != before[name] and not name.startswith("vocabulary/")}
    assert changed == {"labels.json", MANIFEST}


def test_a_changed_file_changes_its_shard_and_a_removed_one_goes(labelled):
    odd_corpus, target = labelled(1)
    before = files(target)
    changed = odd_corpus / "b" / "gazette_speech-2.md"
    changed.write_text(changed.read_text().replace("stop", "go"))
    (odd_corpus / "packed.zip").unlink()
    tk.label_to(target, odd_corpus, workers=1, shard_size=1)
    kept = files(target)
    notes = [name for name in before if name.startswith("shards/")]
    assert (
        sum(kept.get(name) == before[name] for name in notes) == len(notes) - 3
    )  # one changed, two were in the archive
    assert_same(tk.scan_labels(target).load(), tk.label(tk.read_corpus(odd_corpus, duplicates="keep")))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["speakers.csv", "metadata.csv", "corpus.toml"])
def test_changed_word_lists_metadata_and_settings_count(labelled, name):
    odd_corpus, target = labelled(3)
    (odd_corpus / name).unlink()
    tk.label_to(target, odd_corpus, workers=1, shard_size=3)
    assert_same(tk.scan_labels(target).load(), tk.label(tk.read_corpus(odd_corpus, duplicates="keep")))


@pytest.mark.slow
def test_other_tables_or_another_version_are_made_anew(tmp_path, monkeypatch):
    target = tmp_path / "labels"
    tk.label_to(target, NEW, workers=1, tables=("sentences",))
    tk.label_to(target, NEW, workers=1)
    assert_same(tk.scan_labels(target).load(), tk.label(NEW))
    before = files(target)
    monkeypatch.setattr(tk, "__version__", "999")
    tk.label_to(target, NEW, workers=1)
    assert not {name for name in before if name.startswith("shards/")} & set(files(target))


def test_files_of_one_table_have_one_schema(odd_labels):
    from pyarrow import parquet

    for name in TABLES:
        paths = (odd_labels(1) / "labels" / name).iterdir()
        schemas = {parquet.read_schema(path).remove_metadata() for path in paths}
        assert len(schemas) == 1, name


def test_a_query_of_ones_own(on_disk, sample):
    speakers = on_disk.quotes.to_table(columns=["speaker"]).to_pandas()["speaker"]
    pd.testing.assert_series_equal(speakers, sample.quotes["speaker"])


def test_little_changes_where_runs_end():
    names = [f"file-{i}" for i in range(2000)]
    runs = {tuple(names[a:b]) for a, b in cut(names, [1] * 2000, 40)}
    without = names[:100] + names[101:]
    assert len({tuple(without[a:b]) for a, b in cut(without, [1] * 1999, 40)} - runs) <= 3
    assert 30 < 2000 / len(runs) < 50


def test_what_is_no_labels_says_so(tmp_path):
    with pytest.raises(tk.errors.CorpusError, match="does not hold labels on disk"):
        tk.scan_labels(tmp_path)
    (tmp_path / "diary.txt").write_text("Mine.")
    with pytest.raises(tk.errors.OutputError, match="choose another folder"):
        tk.label_to(tmp_path, SAMPLE)
    assert os.listdir(tmp_path) == ["diary.txt"]


NEW = pd.DataFrame({"text": ["They met.", "Nobody spoke."]})


def spoil(target, how):
    """Do to a data set what a user might; the file that must be named, or None if it is not in the way."""
    part, note = next((target / "tokens").iterdir()), next((target / "shards").iterdir())
    match how:
        case "notes beside it":
            (target / "notes.txt").write_text("mine")
            (target / "tokens" / "part-00001-0123456789abcdef.parquet").write_text("mine")
            (target / "shards" / "interview.json").write_text('{"text": "mine"}')
            (target / ".unfinished-thesis").mkdir()
            (target / ".unfinished-thesis" / "thesis.docx").write_text("mine")
            return None
        case "a list of somebody's":
            (target / "labels.json").write_text('{"shards": [], "mine": 1}')
            return "labels.json"
        case "a changed part":
            part.write_bytes(part.read_bytes() + b"mine")
            return part.name
        case "a part of somebody's in its place":
            note.unlink()
            return f"{note.stem}.parquet"
        case "a changed note":
            note.write_text(note.read_text().replace("rows", "lines"))
            return note.name
        case "a table elsewhere":
            (target / "tokens").rename(target.parent / "elsewhere")
            (target / "tokens").symlink_to(target.parent / "elsewhere")
            return "tokens"
        case "no manifest":
            (target / MANIFEST).unlink()
            return "written by textkit 0.1"


SPOILT = [
    "notes beside it", "a list of somebody's", "a changed part", "a part of somebody's in its place", "a changed note",
    "a table elsewhere", "no manifest",
]  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_files_of_the_user_in_a_data_set_stay_as_they_are(tmp_path, how):
    target = tk.label_to(tmp_path / "labels", NEW, workers=1, shard_size=1)
    named = spoil(target, how)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    if named:
        with pytest.raises(tk.errors.OutputError, match=re.escape(named)):
            tk.label_to(target, NEW, workers=1, shard_size=1)
    else:
        tk.label_to(target, NEW, workers=1, shard_size=1)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before


def test_only_parts_that_are_as_they_were_written_are_removed_with_their_texts(tmp_path):
    target = tk.label_to(tmp_path / "labels", NEW, workers=1, shard_size=1)
    spoil(target, "notes beside it")
    first = tk.scan_labels(target).shards[0]["tokens"]
    first.write_bytes(first.read_bytes() + b"mine")
    tk.label_to(target, NEW.assign(text="Others met."), workers=1, shard_size=1)
    mine = [path.name for path in target.rglob("*") if path.is_file() and b"mine" in path.read_bytes()]
    assert len(mine) == 5
    assert sum(len(list((target / name).glob("part-*"))) for name in TABLES) == 2 * len(TABLES) + 2


@pytest.mark.parametrize("out", ["texts", "texts/labels", "texts/shards/labels", "."])
def test_labels_on_disk_go_neither_into_the_corpus_folder_nor_around_it(tmp_path, out):
    (tmp_path / "texts" / "shards").mkdir(parents=True)
    for number in range(3):
        (tmp_path / "texts" / "shards" / f"i{number}.json").write_text(f'{{"text": "Interview {number}"}}')
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(tk.errors.OutputError, match=r"lies in the (in|out)put"):
        tk.label_to(tmp_path / out, tmp_path / "texts" / ("shards" if out == "texts" else ""), workers=1)
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_to_read_says_so(tmp_path):
    (tmp_path / "texts").mkdir()
    with pytest.raises(tk.errors.CorpusError, match="No document was found in"):
        tk.label_to(tmp_path / "labels", tmp_path / "texts", workers=1)
    with pytest.raises(tk.errors.CorpusError, match="No file or folder is called"):
        tk.label_to(tmp_path / "labels", "no/such/folder", workers=1)


@pytest.mark.parametrize("option", [{"workers": 0}, {"shard_size": 0}, {"tables": ["words"]}])
def test_unknown_options_are_refused(tmp_path, option):
    with pytest.raises(tk.errors.OptionError):
        tk.label_to(tmp_path / "labels", SAMPLE, **option)


def test_options_that_do_not_exist_and_an_empty_path_are_refused(tmp_path):
    with pytest.raises(tk.errors.OptionError, match="label_to has no option 'near'"):
        tk.label_to(tmp_path / "out", SAMPLE, near="keep")
    with pytest.raises(tk.errors.OptionError, match="duplicates is 'mark' or 'keep'"):
        tk.label_to(tmp_path / "out", SAMPLE, duplicates="drop")
    with pytest.raises(tk.errors.OptionError, match="Did you mean 'workers'"):
        tk.label_to(tmp_path / "out", SAMPLE, worker=1)
    with pytest.raises(tk.errors.CorpusError, match="The path is empty"):
        tk.label_to(tmp_path / "out", "")
    assert not (tmp_path / "out").exists()


def test_what_works_on_labels_reads_them_from_disk(tmp_path):
    texts = pd.DataFrame({"doc_id": ["a"], "text": ["“No,” Ann Lee said."]})
    on_disk = tk.scan_labels(tk.label_to(tmp_path / "out", texts, workers=1))
    labels = on_disk.load()
    assert tk.view(on_disk)._repr_html_() == tk.view(on_disk, "a")._repr_html_() == tk.view(labels)._repr_html_()
    assert tk.link_speakers(on_disk).speakers.equals(labels.speakers)
    for name, source in (("disk", on_disk), ("memory", labels)):
        tk.gold.to_review(source, tmp_path / f"{name}.csv")
        tk.gold.export_brat(source, tmp_path / f"{name}-brat")
        tk.gold.export_webanno(source, tmp_path / f"{name}-webanno")
    for path in ("{}.csv", "{}-brat/a.ann", "{}-webanno/a.tsv"):
        assert (tmp_path / path.format("disk")).read_bytes() == (tmp_path / path.format("memory")).read_bytes()
    sheet = tk.gold.read_review(tmp_path / "disk.csv")
    assert tk.gold.apply_corrections(on_disk, sheet).quotes.equals(labels.quotes)
    pd.testing.assert_frame_equal(tk.provenance(on_disk), tk.provenance(on_disk.load()))


def test_near_duplicates_are_marked_as_in_memory(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = " ".join(f"The minister of {i} said that tariff number {i} is over." for i in range(40))
    for name, date, words in (("a", 7, text + " So be it."), ("b", 6, text), ("c", 5, text[: len(text) // 3])):
        (folder / f"{name}.md").write_text(f"---\ndate: 2025-05-0{date}\n---\n{words}\n")
    wanted = {"tables": ("tokens",)}
    for size in (1, 500):
        target = tk.label_to(tmp_path / f"labels-{size}", folder, workers=1, shard_size=size, **wanted)
        documents = tk.scan_labels(target).load().documents
        assert documents.duplicate_of.fillna("").tolist() == ["b", "", ""]
        assert tk.scan_labels(target).problems.problem.str.contains("1 near-duplicate of other documents marked").any()
    assert_same(tk.scan_labels(target).load(), tk.label(tk.read_corpus(folder), **wanted))
    kept = tk.label_to(tmp_path / "kept", folder, workers=1, duplicates="keep", **wanted)
    assert "duplicate_of" not in tk.scan_labels(kept).load().documents
