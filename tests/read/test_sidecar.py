import pytest

import textkit as tk


@pytest.mark.parametrize(
    "key",
    ["a/one.txt", "a/one", "one.txt", "one", "a\\one.txt"],
    ids=["path", "no suffix", "name", "stem", "backslash"],
)
def test_rows_find_their_file_by_path_name_or_stem(tmp_path, write, key):
    write("a/one.txt")
    write("metadata.csv", f"File,Party,Year,Title\n{key},A,2025,The talks\n")
    documents = tk.read_corpus(tmp_path).documents
    assert documents[["title", "party", "year"]].values.tolist() == [["The talks", "A", 2025]]


def test_a_texts_own_metadata_has_precedence_then_the_table_then_the_name(tmp_path, write):
    write("2025_x.md", "---\ntitle: Own\n---\nThey met.")
    write("metadata.csv", "file,title,genre\n2025_x.md,Table,report\n")
    row = tk.read_corpus(tmp_path, name_pattern="{year}_{genre}").documents.iloc[0]
    assert row[["title", "genre", "year"]].tolist() == ["Own", "report", 2025]


def test_each_folder_may_have_its_table(tmp_path, write):
    for folder in "ab":
        write(f"{folder}/x.txt")
        write(f"{folder}/metadata.csv", f"file;party\nx.txt;{folder.upper()}\n")
    assert tk.read_corpus(tmp_path).documents.party.tolist() == ["A", "B"]


def test_rows_without_a_file_are_named(tmp_path, write):
    write("a.txt")
    write("metadata.csv", "file,party\na.txt,A\nlost.txt,B\n")
    assert tk.read_corpus(tmp_path).problems[["path", "problem"]].values.tolist() == [
        ["metadata.csv", "1 rows describe no file: lost.txt."]
    ]


def test_a_table_with_texts_is_a_table_of_documents(tmp_path, write):
    write("metadata.csv", "id,text\n1,They met.\n")
    assert tk.read_corpus(tmp_path).documents.text.tolist() == ["They met."]


def test_a_damaged_table_is_named_and_the_texts_are_read(tmp_path, write):
    write("a.txt")
    write("metadata.csv", b"file,party\na.txt,\0\0\0")
    corpus = tk.read_corpus(tmp_path)
    assert len(corpus) == 1
    assert corpus.problems.path.tolist() == ["metadata.csv"]


def test_values_stay_as_written(tmp_path, write):
    rows = [("a.txt", "1.10", "1.50"), ("b.txt", "1.1", "TRUE"), ("c.txt", "007", "+5")]
    for name, _, _ in rows:
        write(name, f"They met {name}.")
    write("metadata.csv", "file,doc_id,title\n" + "".join(f"{','.join(row)}\n" for row in rows))
    documents = tk.read_corpus(tmp_path).documents
    assert documents[["path", "doc_id", "title"]].values.tolist() == [list(row) for row in rows]


def test_a_table_in_utf16_is_one_too(tmp_path, write):
    write("a.txt")
    write("metadata.csv", "file,title\na.txt,Café\n".encode("utf-16"))
    assert tk.read_corpus(tmp_path).documents.title.tolist() == ["Café"]


def test_a_bad_row_costs_no_other(tmp_path, write):
    write("a.txt")
    write("b.txt", "They parted.")
    write("metadata.csv", "file,title\na.txt,A,too many\nb.txt,B\n")
    corpus = tk.read_corpus(tmp_path)
    assert corpus.documents.title.dropna().tolist() == ["B"]
    assert corpus.problems.path.tolist() == ["metadata.csv"]
