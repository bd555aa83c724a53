"""What version 0.1.0 wrote is opened: labels in three formats, a data set, exports, review sheets."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk

OLD = Path(__file__).parent / "data/v0_1"
SPEAKERS = ["Ann Lee", "Ann Lee", "Bo Roe", "Bo Roe", None, None, None, "Ann Lee"]
TEXTS = ["It is over,", "Never again.", "the tariff “mad”", "mad", "We shall", "perhaps", "=SUM(A1)", "to stay"]
KINDS = ["direct", "direct", "indirect", "mixed", "block", "scare", "scare", "indirect"]
FIELDS = {"page": ["007", None, "NA"], "year": [2025, None, 1], "rate": [-0.5, None, 0.1], "live": [True, None, False]}


def values(column):
    return column.astype(object).where(column.notna(), None).tolist()


def check_quotes(quotes):
    assert (values(quotes.text), values(quotes.speaker), values(quotes.kind)) == (TEXTS, SPEAKERS, KINDS)


def open_labels(name):
    return tk.scan_labels(OLD / name).load() if name == "dataset" else tk.load_labels(OLD / name)


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "dataset"])
def test_labels(name):
    labels = open_labels(name)
    check_quotes(labels.quotes)
    assert labels.documents.doc_id.tolist() == ["oval", "a/b", "silent"]
    assert {field: values(labels.documents[field]) for field in FIELDS} == FIELDS
    assert values(labels.documents["1_1"]) == ["x", "-z", None]
    assert labels.provenance["textkit"] == "0.1.0", "written by the old version"
    assert labels.documents.date.tolist() == [pd.Timestamp("2025-05-01"), pd.NaT, pd.Timestamp("2024-01-01")]
    assert tk.count_terms(labels).n.sum() == (labels.tokens.kind == "word").sum() == 41
    for table, rows in open_labels("parquet").tables().items():
        pd.testing.assert_frame_equal(labels.tables()[table], rows, check_categorical=False, rtol=1e-14)


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "dataset"])
def test_measures_label_the_tables_that_it_had_not(name):
    labels = open_labels(name)
    assert not len(labels.passages) + len(labels.targets)
    again = tk.label(labels.documents)
    source = tk.scan_labels(OLD / name) if name == "dataset" else labels
    pd.testing.assert_frame_equal(tk.polarity_by(source, by="voice"), tk.polarity_by(again, by="voice"))
    assert values(tk.polarity_by(source, by="speaker").speaker) == ["the writer", "Ann Lee", "Bo Roe", None]
    assert tk.target_mentions(labels).equals(tk.target_mentions(again))


@pytest.mark.parametrize("name", ["brat", "webanno"])
def test_exports(name):
    gold = {"brat": tk.gold.import_brat, "webanno": tk.gold.import_webanno}[name](OLD / name)
    check_quotes(gold.quotations)
    assert gold.analogies.vehicle.tolist() == ["a house of cards"]


@pytest.mark.parametrize("name", ["review.csv", "review.xlsx", "analogies.csv", "filled.csv"])
def test_review_sheets(name):
    review, labels = tk.gold.read_review(OLD / name), open_labels("csv")
    assert len(review) == {"analogies.csv": 1}.get(name, 8)
    assert review.verdict.notna().all() == (name == "filled.csv")
    corrected = tk.gold.apply_corrections(labels, OLD / name)
    assert (corrected.quotes.speaker == "Cy Poe").sum() == {"filled.csv": 3}.get(name, 0)


WRITE = {
    "csv": lambda folder: open_labels("csv").save(folder),
    "dataset": lambda folder: tk.label_to(folder, pd.DataFrame({"text": ["They met."]}), workers=1),
    "brat": lambda folder: tk.gold.export_brat(open_labels("csv"), folder),
    "review.csv": lambda path: tk.gold.to_review(open_labels("csv"), path, seed=1),
    "review.xlsx": lambda path: tk.gold.to_review(open_labels("csv"), path, seed=1),
}


@pytest.mark.parametrize("name", WRITE)
def test_nothing_is_written_over_it(tmp_path, name):
    copy = tmp_path / name
    shutil.copytree(OLD / name, copy) if (OLD / name).is_dir() else shutil.copy(OLD / name, copy)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    reason = (
        "was written by textkit 0.1, .*Delete it, or" if name in ("csv", "dataset") else "was not written .*Move it, or"
    )
    with pytest.raises(tk.errors.OutputError, match=reason + " choose another folder"):
        WRITE[name](copy)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
