"""Workbooks as analysts keep them: one sheet or several, dates and numbers as cells."""

import io
import zipfile
from datetime import date, datetime

import pytest

import textkit as tk

openpyxl = pytest.importorskip("openpyxl")
HEAD = ("Speaker Name", "Date", "Size", "Speech")
ROWS = (
    ("Ann Lee", datetime(2025, 5, 6), 12, "We have waited for the ferry since the spring of last year."),
    ("Tom Dunn", date(2025, 5, 7), 7, "The ferry will come when it comes, and not a day before that."),
)


def book(**sheets):
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(out)
    return out.getvalue()


def test_rows_are_documents_and_columns_are_fields(write):
    documents = tk.read_corpus(write("a.xlsx", book(Speeches=[HEAD, *ROWS]))).documents
    assert documents.text.tolist() == [row[-1] for row in ROWS]
    assert documents.speaker_name.tolist() == ["Ann Lee", "Tom Dunn"]
    assert documents.date.dt.day.tolist() == [6, 7]
    assert documents["size_given" if "size_given" in documents else "size"].tolist() == [12, 7]


def test_columns_survive_labelling(write):
    labels = tk.label(tk.read_corpus(write("a.xlsx", book(Speeches=[HEAD, *ROWS]))))
    assert labels.documents.speaker_name.tolist() == ["Ann Lee", "Tom Dunn"]


def test_a_workbook_under_the_old_name(write):
    assert len(tk.read_corpus(write("a.xls", book(Speeches=[HEAD, *ROWS])))) == 2


def test_sheets_are_named_and_those_without_texts_are_told(write):
    data = book(Spring=[HEAD, ROWS[0]], Notes=[("a", "b"), (1, 2)], Autumn=[(), HEAD, ROWS[1]], Empty=[])
    corpus = tk.read_corpus(write("a.xlsx", data))
    assert corpus.documents.sheet.tolist() == ["Spring", "Autumn"]
    assert corpus.problems.problem.str.contains("Sheet 'Notes' is left out: No column looks like texts").any()


def test_empty_rows_columns_and_cells(write):
    rows = [(None, None), ("id", None, "Text"), (None,), (7, "lost", "They met."), (8, None, None), (None, "x")]
    corpus = tk.read_corpus(write("a.xlsx", book(A=rows)))
    assert corpus.documents.text.tolist() == ["They met."]
    assert corpus.documents.doc_id.tolist() == ["7"]
    assert corpus.problems.problem.str.contains("No text in column 'Text': row 2").any()


def test_the_text_column_can_be_named(write):
    path = write("a.xlsx", book(A=[("a", "b"), ("One.", "Two.")]))
    assert tk.read_corpus(path, text_column="b").documents.text.tolist() == ["Two."]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"", "damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "encrypted or of the old"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "old Excel format"),
        ("a.xlsx", book(A=[]), "no rows"),
        ("a.xlsx", book(A=[("a", "b"), (1, 2)]), "No column looks like texts"),
    ],
    ids=range(6),
)
def test_what_cannot_be_read_is_refused_with_a_remedy(write, name, data, said):
    with pytest.raises(tk.errors.CorpusError, match=said):
        tk.read_corpus(write(name, data))


def test_a_row_that_claims_to_be_the_billionth(write, seconds):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(A=[("Text",), ("They met.",)]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = data.replace(b'<row r="2"', b'<row r="999999999"').replace(b'r="A2"', b'r="A999999999"')
            new.writestr(name, data)
    with seconds(20), pytest.raises(tk.errors.CorpusError, match=r"rows|cells|damaged"):
        tk.read_corpus(write("a.xlsx", out.getvalue()))
