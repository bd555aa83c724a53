"""Labels on disk: what is written is what is read, whole or not at all."""

import csv
import subprocess
import sys
from datetime import datetime
from itertools import chain

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.cli import main
from textkit.labelling import pipeline, storage
from textkit.labelling.storage import check_labels_target
from textkit.manifest import MANIFEST
from textkit.schema import TABLES

TEXTS = {
    "one": "# Talks\n\n“It is over,” said Ann Lee. “Never again.”\n\nShe spoke like a general.",
    "two": "NA",
    "three": 'He said:\n\n> We shall\nsee, "perhaps".',
}


@pytest.fixture(scope="module")
def labels():
    frame = pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values()), "date": ["2024-05-01", None, "2024"]})
    return tk.label(tk.read_corpus(frame))


@pytest.mark.parametrize("format", storage.FORMATS)
def test_round_trip(labels, tmp_path, format):
    labels.save(tmp_path / "out", format=format)
    again = tk.load_labels(tmp_path / "out")
    for name, table in labels.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], table, check_categorical=False, obj=name)
    assert dict(again.provenance) == dict(labels.provenance)


FORMULAS = "= + - @ \t=1+1 '-' ''= – – said -5 “-1” +. NA “=HYPERLINK(A1)” 007"


def plain(values):
    return [repr(None if isna is True else value) for value, isna in zip(values, values.isna(), strict=True)]


def check_round_trip(labels, folder, format):
    labels.save(folder, format=format)
    again = tk.load_labels(folder)
    for name, table in labels.tables().items():
        found = again.tables()[name]
        assert found.dtypes.astype(str).tolist() == table.dtypes.astype(str).tolist()
        pd.testing.assert_frame_equal(found, table, check_exact=True, obj=name)
        for column in table.columns[table.dtypes.astype(str) == "object"]:  # pandas takes 1, 1.0 and True for equal
            assert plain(found[column]) == plain(table[column])
    assert dict(again.provenance) == dict(labels.provenance)


@pytest.mark.parametrize("format", storage.FORMATS)
def test_odd_texts_and_fields_come_back_as_they_were(tmp_path, format):
    frame = pd.DataFrame({"text": [FORMULAS, "", "-", " \n"], "author": ["@ann", "-", "NA", None]})
    frame = frame.assign(
        page=["007", "1", None, "2"], year=[2025, None, 1, 2], rate=[-0.5, 1, None, 0.1], live=[True, None, False, True]
    )
    frame["=1+1"] = ["x", "y", "-z", None]
    labels = tk.label(tk.read_corpus(frame))
    assert {"=", "-", "@", "+"} <= set(labels.tokens.token)
    assert labels.documents[["year", "rate", "live"]].dtypes.astype(str).tolist() == ["Int64", "float64", "boolean"]
    check_round_trip(labels, tmp_path / "out", format)


ANY_TEXT = st.sampled_from(
    [
        *[
            "",
            "None",
            "NA",
            "null",
            "'",
            "''=x",
            "'=1+1",
            "=1+1",
            "\r\nx",
            "\n",
            "x\x00y",
            "\\u0000",
            "\\\\u000d\r",
            "007",
        ],
        *["1e5", "inf", "-inf", "TRUE", "nan", "\ufeff", " x ", 'a,b;"c"', "\u2028\x85", "😀", "2025-01-01", "＝1"],
    ]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
MAYBE = {  # dtype → values of it; NA among them where the dtype has it
    "str": ANY_TEXT | st.none(),
    "string": ANY_TEXT | st.none(),
    "bool": st.booleans(),
    "boolean": st.booleans() | st.none(),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "Int64": st.integers(-(2**63), 2**63 - 1) | st.none(),
    "uint64": st.integers(0, 2**64 - 1),
    "Int8": st.integers(-128, 127) | st.none(),
    "float64": st.floats() | st.sampled_from([0.1 + 0.2, 1e-300, 5e-324, -0.0, 2.0**60]),
    "float32": st.floats(width=32),
    "Float64": st.floats(allow_nan=False) | st.none(),
    "datetime64[ns]": st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2200, 1, 1)) | st.none(),
    "datetime64[us, UTC]": st.datetimes(min_value=datetime(1700, 1, 1)) | st.none(),
    "datetime64[s, America/Toronto]": st.datetimes(min_value=datetime(1700, 1, 1)) | st.none(),
    "category": ANY_TEXT | st.none(),
    "object": st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from(["\ud800", "a\udfff\\"]),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ANY_TEXT, inner, max_size=2),
        max_leaves=4,
    ),
}


@st.composite
def documents_tables(draw):
    """A table of documents with odd ids and texts, and fields of all dtypes under odd names."""
    ids = draw(st.lists(ANY_TEXT, min_size=1, max_size=4, unique=True))
    texts = draw(st.lists(ANY_TEXT.map(lambda text: text.replace("\r", "")), min_size=len(ids), max_size=len(ids)))
    table = tk.read_corpus(texts, duplicates="keep").documents.assign(doc_id=pd.array(ids, dtype="str"))
    for name in draw(st.lists(ANY_TEXT.filter(lambda name: name not in table), max_size=4, unique=True)):
        dtype = draw(st.sampled_from(sorted(MAYBE)))
        values = draw(st.lists(MAYBE[dtype], min_size=len(ids), max_size=len(ids)))
        if dtype.startswith("datetime64[") and "," in dtype:
            table[name] = pd.Series(pd.to_datetime(pd.Series(values, dtype="datetime64[us]"), utc=True)).astype(dtype)
        else:
            table[name] = pd.Series(values, dtype=dtype)
        if dtype == "category" and draw(st.booleans()):
            table[name] = table[name].cat.set_categories([*table[name].cat.categories, "unused"][::-1], ordered=True)
    return table


@pytest.mark.slow
@given(documents_tables(), st.sampled_from(sorted(storage.FORMATS)))
def test_any_documents_come_back_as_they_were(tmp_path_factory, documents, format):
    labels = tk.label(tk.Corpus(documents, tk.read_corpus(["x"]).problems))
    check_round_trip(labels, tmp_path_factory.mktemp("any") / "out", format)


def test_no_cell_of_a_csv_file_is_a_formula_and_numbers_stay_numbers(tmp_path):
    frame = pd.DataFrame({"text": [FORMULAS], "author": ["=cmd|' /C calc'!A0"], "-x": ["@y"], "rate": [-0.5]})
    tk.label(tk.read_corpus(frame)).save(tmp_path / "out", format="csv")
    for path in (tmp_path / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for cell in chain.from_iterable(csv.reader(file)):
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), path.name
                assert not cell.startswith("-") or float(cell) < 0, path.name
    assert ",-0.5" in (tmp_path / "out" / "documents.csv").read_text(encoding="utf-8")


def test_a_file_that_a_spreadsheet_saved_with_its_own_line_ends_is_read(labels, tmp_path):
    labels.save(tmp_path / "out", format="csv")
    path = tmp_path / "out" / "quotes.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert tk.load_labels(tmp_path / "out").quotes.rule.tolist() == labels.quotes.rule.tolist()


def test_saving_again_replaces_the_tables(labels, tmp_path):
    labels.save(tmp_path, format="csv")
    labels.save(tmp_path, format="jsonl")
    assert {path.suffix for path in tmp_path.iterdir()} == {".jsonl", ".json"}


def test_a_folder_of_something_else_is_left_alone(labels, tmp_path):
    (tmp_path / "thesis.docx").write_text("ten years of work")
    with pytest.raises(tk.errors.OutputError, match=r"thesis\.docx was not written by textkit"):
        labels.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def write_more(path):
    path.write_bytes(path.read_bytes() + b"\n")


EDITS = {
    "verdicts": lambda folder: (folder / "review.csv").write_text("verdict\nright\n"),
    "an unfilled sheet": lambda folder: tk.gold.to_review(tk.load_labels(folder), folder / "review.csv"),
    "a corrected table": lambda folder: (folder / "quotes.csv").write_bytes(
        (folder / "quotes.csv").read_bytes() + b"\n"
    ),
    "a subfolder": lambda folder: (folder / "mine").mkdir(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_a_user_put_into_the_folder_or_corrected_is_never_lost(labels, tmp_path, edit):
    labels.save(tmp_path / "out")
    edit(tmp_path / "out")
    before = {path: path.is_dir() or path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(tk.errors.OutputError, match=r"(review\.csv|quotes\.csv|mine) was (not written|changed since)"):
        labels.save(tmp_path / "out")
    assert {path: path.is_dir() or path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert len(tk.load_labels(tmp_path / "out").quotes) == len(labels.quotes), "it can be opened all the same"


SAVE = """
import sys, textkit as tk
labels = [tk.label(tk.read_corpus(["“It is over,” Ann Lee said."] * n, duplicates="keep")) for n in (2, 4)]
print("ready", flush=True)
for _ in range(5):
    for some in labels:
        some.save("out")
"""


@pytest.mark.slow
def test_labels_that_two_processes_save_are_always_one_version(labels, tmp_path):
    labels.save(tmp_path / "out")
    command = {"args": [sys.executable, "-c", SAVE], "cwd": tmp_path, "stdout": subprocess.PIPE}
    with subprocess.Popen(**command) as one, subprocess.Popen(**command) as two:
        while None in (one.poll(), two.poll()):
            found = tk.load_labels(tmp_path / "out")
            assert found.sentences.doc_id.nunique() == len(found.documents)
    assert (one.returncode, two.returncode) == (0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_folder_is_refused_before_labelling(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text("They met.")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("ten years of work")
    monkeypatch.setattr(tk, "read_corpus", lambda *_, **__: pytest.fail("the corpus is read"))
    for out in (tmp_path / "out", tmp_path, tmp_path / "new", tmp_path / ("x" * 240)):
        source = tmp_path / "a.txt" if out.name == "out" else tmp_path
        assert main(["label", str(source), "--out", str(out)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out"]


@pytest.fixture
def volume(tmp_path):
    """An empty folder on a disk of its own, as in a container."""
    place = tmp_path / "volume"
    place.mkdir()
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_volume_that_cannot_be_replaced_is_refused_before_labelling(labels, volume):
    with pytest.raises(
        tk.errors.OutputError, match=r"is mounted, so it cannot be replaced. Choose a folder in it: .*/labels"
    ):
        check_labels_target(volume)
    labels.save(check_labels_target(volume / "labels"))
    assert len(tk.load_labels(volume / "labels").documents) == 3


@pytest.mark.parametrize("format", storage.FORMATS)
def test_the_same_labels_are_the_same_bytes(labels, tmp_path, format):
    for name in ("one", "two"):
        labels.save(tmp_path / name, format=format)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert MANIFEST in one


def test_a_failed_write_keeps_the_earlier_tables(labels, tmp_path, monkeypatch):
    labels.save(tmp_path / "out")
    before = (tmp_path / "out" / "quotes.csv").read_bytes()

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_write_all", full_disk)
    with pytest.raises(tk.errors.OutputError, match="No space left"):
        labels.save(tmp_path / "out")
    assert (tmp_path / "out" / "quotes.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left lying about"


def test_unknown_format_and_missing_labels_are_named(labels, tmp_path):
    with pytest.raises(tk.errors.OptionError, match="csv, jsonl, parquet"):
        labels.save(tmp_path, format="xls")
    with pytest.raises(tk.errors.CorpusError, match=r"'documents' of .* is missing"):
        tk.load_labels(tmp_path)


def test_a_workbook_has_a_sheet_per_table_with_the_fields_of_the_user(labels, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    labels.to_excel(tmp_path / "labels.xlsx")
    book = openpyxl.load_workbook(tmp_path / "labels.xlsx")
    assert set(book.sheetnames) == {name for name, table in labels.tables().items() if name != "tokens"}
    head, *rows = book["quotes"].iter_rows(values_only=True)
    assert len(rows) == len(labels.quotes)
    own = [name for name in labels.documents if name not in {c.name for c in TABLES["documents"]}]
    assert {*labels.quotes, *own, "title", "source", "date"} <= set(head)
    assert book["quotes"].freeze_panes == "A2"
    assert book["quotes"].auto_filter.ref
    assert not [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value == "nan"]


def test_cells_of_a_workbook_are_values_not_formulas(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    odd = pd.DataFrame(
        {
            "text": ["=1+1", None, "x" * 40_000],
            "date": pd.to_datetime(["1790-01-08", "2025-01-01", None]),
            "number": [1.5, float("inf"), float("nan")],
            "truth": pd.array([True, None, False], dtype="boolean"),
        }
    )
    tk.gold.to_excel({"mine/odd?": odd}, tmp_path / "odd.xlsx")
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx")
    _, first, second, third = book["mine-odd-"].iter_rows(values_only=True)
    assert first == ("'=1+1", "1790-01-08", 1.5, True)
    assert (str(second[1]), *second[2:]) == ("2025-01-01 00:00:00", "inf", None)
    assert third[0].endswith("x … [cut: 40,000 characters]")
    assert (len(third[0]), *third[1:]) == (32_767, None, None, False)
    content = (tmp_path / "odd.xlsx").read_bytes()
    tk.gold.to_excel({"mine/odd?": odd}, tmp_path / "odd.xlsx")
    assert (tmp_path / "odd.xlsx").read_bytes() == content
    (tmp_path / "odd.xlsx").write_bytes(content + b" ")
    with pytest.raises(tk.errors.OutputError, match="changed since textkit wrote it"):
        tk.gold.to_excel(odd, tmp_path / "odd.xlsx")
    with pytest.raises(tk.errors.OptionError, match=r"called something\.xlsx"):
        tk.gold.to_excel(odd, tmp_path / "odd.csv")


def test_processes_of_a_report_label_a_corpus_once(tmp_path, monkeypatch):
    asked = []
    usual = pipeline.label_documents
    monkeypatch.setattr(pipeline, "label_documents", lambda rows, **options: asked.append(1) or usual(rows, **options))
    texts = pd.DataFrame({"text": list(TEXTS.values()), "genre": "report"})
    with storage.share_labels(tmp_path):
        first, again = (tk.label(tk.read_corpus(texts)) for _ in range(2))
        assert len(asked) == 1
        other = tk.label(tk.read_corpus(texts.assign(genre="speech")))
        few = tk.label(tk.read_corpus(texts), tables=("tokens",))
    assert len(asked) == 3
    for name, table in first.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], table, obj=name)
    assert (set(other.documents.genre), len(few.quotes)) == ({"speech"}, 0)
    tk.label(tk.read_corpus(texts))
    assert len(asked) == 4, "only meanwhile"
