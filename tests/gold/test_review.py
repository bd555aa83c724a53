"""Review sheets: sampled with care, read as spreadsheets leave them, never lost."""

import csv
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from reviewing import rows_of, save_as
from textkit.output import disarm, rearm

TEXTS = {
    "2025-02-03": "“It is over,” said Ann Lee. Critics called it “a disaster”. “Never again,” Lee added.",
    "007": "He said the plan was “not dead”. It fell like a house of cards. “=SUM(A1)” was on the sign.",
    "=cmd": "“We will\n\nsee,” said Bo Roe, “but not today.” The deal was likened to the Munich Agreement.",
}


@pytest.fixture(scope="module")
def labels():
    frame = pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values()), "genre": ["a", "b", None]})
    return tk.label(tk.read_corpus(frame))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_reads_back_with_its_keys(labels, tmp_path, ending):
    sheet = tk.gold.to_review(labels, tmp_path / f"review.{ending}")
    review = tk.gold.read_review(tmp_path / f"review.{ending}")
    keys = ["doc_id", "quote_id", "start", "end", "kind"]
    assert review[keys].astype("str").equals(sheet[keys].astype("str"))
    assert review.verdict.isna().all()
    assert review.row.tolist() == list(range(2, len(sheet) + 2))
    found = labels.quotes.set_index(["doc_id", "quote_id"])
    for row in review.to_dict("records"):
        assert tuple(found.loc[(row["doc_id"], row["quote_id"]), ["start", "end"]]) == (row["start"], row["end"])


def test_a_sheet_shows_the_words_between_their_neighbours(labels, tmp_path):
    sheet = tk.gold.to_review(labels, tmp_path / "review.csv")
    texts = labels.documents.set_index("doc_id").text
    for row in sheet.to_dict("records"):
        assert row["text"] == " ".join(texts[row["doc_id"]][row["start"] : row["end"]].split())
        whole = " ".join(texts[row["doc_id"]].split())
        assert row["before"] in whole
        assert row["after"] in whole


def test_no_cell_is_a_formula(labels, tmp_path):
    tk.gold.to_review(labels, tmp_path / "review.csv")
    cells = [value for row in rows_of(tmp_path / "review.csv") for value in row.values()]
    assert any(value.startswith("'=") for value in cells), "the fixture has formulas to disarm"
    assert not any(value.startswith(("=", "+", "-", "@")) for value in cells)


@given(st.text(alphabet="'=+-@\t\ra1", max_size=6))
def test_disarming_can_be_undone(text):
    assert rearm(disarm(text)) == text
    assert not disarm(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_excel_needs_a_byte_order_mark(labels, tmp_path):
    tk.gold.to_review(labels, tmp_path / "review.csv")
    assert (tmp_path / "review.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_sample_depends_on_the_seed_alone(labels, tmp_path):
    one, again, other = (
        tk.gold.to_review(labels, tmp_path / f"{n}.csv", n=3, seed=seed) for n, seed in enumerate((0, 0, 1))
    )
    assert one.equals(again)
    assert len(one) == 3
    assert set(one.key) != set(other.key) or one.key.tolist() != other.key.tolist()


def test_rows_shared_out_over_groups_carry_their_weight(labels, tmp_path):
    sheet = tk.gold.to_review(labels, tmp_path / "review.csv", n=4, by="doc_id")
    sizes = labels.quotes.doc_id.value_counts()
    drawn = sheet.doc_id.value_counts()
    assert len(sheet) == 4
    assert drawn.max() - drawn.min() <= 1
    for row in sheet.to_dict("records"):
        assert row["weight"] == pytest.approx(sizes[row["doc_id"]] / drawn[row["doc_id"]])
    assert sheet.weight.sum() == pytest.approx(len(labels.quotes))


def test_documents_without_the_field_are_a_group(labels, tmp_path):
    sheet = tk.gold.to_review(labels, tmp_path / "review.csv", n=3, by="genre")
    assert set(sheet.doc_id) == set(TEXTS)


def test_only_accepted_analogies_are_reviewed(labels, tmp_path):
    sheet = tk.gold.to_review(labels, tmp_path / "review.csv", table="analogies")
    assert len(sheet) == labels.analogies.accepted.sum() > 0
    assert {"correct_kind", "correct_stance", "tenor", "vehicle"} <= set(sheet)
    assert tk.gold.read_review(tmp_path / "review.csv").attrs["table"] == "analogies"


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        *(("right", True), ("YES", True), ("y", True), ("1", True), ("✓", True), (" Right ", True), ("✓\ufe0f", True)),
        *(("wrong", False), ("No", False), ("N", False), ("0", False), ("✗", False), ("", None)),
    ],
)
def test_verdicts(cell, verdict):
    review = tk.gold.read_review(pd.DataFrame({"key": ["quotes:a#0:1-2"], "verdict": [cell]}))
    assert review.verdict.isna()[0] if verdict is None else review.verdict[0] == verdict


def test_numbers_of_a_spreadsheet_are_verdicts_too():
    sheet = pd.DataFrame({"key": ["quotes:a#0:1-2", "quotes:a#1:1-2"], "verdict": [1.0, 0.0]})
    assert tk.gold.read_review(sheet).verdict.tolist() == [True, False]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_unknown_verdict_names_row_and_remedy(labels, tmp_path, ending):
    sheet = tk.gold.to_review(labels, tmp_path / "review.csv").assign(verdict="")
    sheet.loc[2, "verdict"] = "maybe"
    path = tmp_path / f"filled.{ending}"
    sheet.to_csv(path, index=False) if ending == "csv" else sheet.to_excel(path, index=False)
    with pytest.raises(tk.errors.OptionError, match=r"row 4: the verdict 'maybe'.*Write right or wrong"):
        tk.gold.read_review(path)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"verdict": "wrong", "correct_kind": "irony"}, "row 2: correct_kind is 'irony'; write direct, mixed"),
        ({"verdict": "right", "correct_kind": "mixed"}, "row 2: correct_kind is given"),
        ({"verdict": "", "correct_speaker": "Ann Lee"}, "row 2: correct_speaker is given"),
        ({"verdict": "right", "weight": "4. Feb"}, "row 2: the weight '4. Feb' is not a number above 0"),
        ({"verdict": "right", "key": "a#b"}, "no key in row 2"),
    ],
)
def test_what_is_not_understood_is_named(cells, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.gold.read_review(pd.DataFrame([{"key": "quotes:a#0:1-2"} | cells]))


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_sheets_as_spreadsheets_of_other_countries_save_them(labels, tmp_path, separator, encoding):
    path = tmp_path / "review.csv"
    tk.gold.to_review(labels, path)
    rows = [row | {"verdict": "yes", "comment": 'said "so";\nsee, above'} for row in rows_of(path)]
    expected = tk.gold.read_review(path)
    save_as(path, rows, columns=reversed(rows[0]), separator=separator, encoding=encoding, quoting=csv.QUOTE_ALL)
    review = tk.gold.read_review(path)
    assert review.verdict.all()
    assert review.comment.unique().tolist() == ['said "so";\nsee, above']
    columns = ["doc_id", "quote_id", "start", "end"]
    assert review[columns].equals(expected[columns]), "the empty row at the end does not count"


def test_ids_that_a_spreadsheet_took_for_dates_and_numbers_are_still_known(labels, tmp_path):
    path = tmp_path / "review.csv"
    tk.gold.to_review(labels, path)
    before = tk.gold.read_review(path)
    changed = {"2025-02-03": "03/02/2025", "007": "7"}
    save_as(path, [row | {"doc_id": changed.get(row["doc_id"], row["doc_id"])} for row in rows_of(path)])
    assert tk.gold.read_review(path).doc_id.tolist() == before.doc_id.tolist()


def test_the_work_of_a_reader_is_never_overwritten(labels, tmp_path):
    path = tmp_path / "review.csv"
    tk.gold.to_review(labels, path, seed=1)
    tk.gold.to_review(labels, path, seed=2)  # nobody has filled it in
    save_as(path, [row | {"verdict": "right"} for row in rows_of(path)])
    filled = path.read_bytes()
    with pytest.raises(tk.errors.OutputError, match="changed since textkit wrote it"):
        tk.gold.to_review(labels, path)
    assert path.read_bytes() == filled
    (tmp_path / "thesis.csv").write_text("chapter\none\n")
    with pytest.raises(tk.errors.OutputError, match=r"thesis\.csv was not written by textkit"):
        tk.gold.to_review(labels, tmp_path / "thesis.csv")


def test_bad_options_are_named(labels, tmp_path):
    with pytest.raises(tk.errors.OptionError, match="not 'tokens'"):
        tk.gold.to_review(labels, tmp_path / "a.csv", table="tokens")
    with pytest.raises(tk.errors.OptionError, match="n must be a whole number, 1 or more"):
        tk.gold.to_review(labels, tmp_path / "a.csv", n=0)
    with pytest.raises(tk.errors.OptionError, match="raise n"):
        tk.gold.to_review(labels, tmp_path / "a.csv", n=2, by="doc_id")
    with pytest.raises(tk.errors.MissingColumnError, match="party"):
        tk.gold.to_review(labels, tmp_path / "a.csv", by="party")
    with pytest.raises(tk.errors.CorpusError, match="nowhere"):
        tk.gold.read_review(tmp_path / "nowhere.csv")
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(tk.errors.CorpusError, match="not an XLSX file"):
        tk.gold.read_review(tmp_path / "broken.xlsx")


def test_xlsx_without_openpyxl_says_what_to_install(labels, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(tk.errors.OptionError, match="pip install openpyxl"):
        tk.gold.to_review(labels, tmp_path / "review.xlsx")
    assert not (tmp_path / "review.xlsx").exists()


def test_no_labels_give_a_sheet_without_rows(tmp_path):
    labels = tk.label(tk.read_corpus(["Rain fell."]))
    assert len(tk.gold.to_review(labels, tmp_path / "review.csv")) == 0
    assert len(tk.gold.read_review(tmp_path / "review.csv")) == 0
