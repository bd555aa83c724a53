import os

import pandas as pd
import pytest

import textkit as tk

TEXT = "They met on Tuesday. Nobody said why."


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: First\ngenre: editorial\ndate: May 6, 2025\n---\nOne two.")
    (tmp_path / "b.txt").write_bytes("Café “x”".encode("cp1252"))
    (tmp_path / "c.csv").write_text("text,genre\nThree,report\nFour,editorial\n")
    return tmp_path


def test_a_folder_is_a_corpus(folder):
    corpus = tk.read_corpus(folder)
    assert corpus.documents[["doc_id", "text", "path"]].values.tolist() == [
        ["a", "One two.", "a.md"],
        ["b", "Café “x”", "b.txt"],
        ["c-001", "Three", "c.csv"],
        ["c-002", "Four", "c.csv"],
    ]
    assert corpus.documents.date.tolist()[0] == pd.Timestamp("2025-05-06")
    assert corpus.name == folder.name
    assert corpus.problems.empty


def test_reading_is_the_same_from_str_and_path_and_again(folder):
    one, two = tk.read_corpus(folder), tk.read_corpus(str(folder))
    pd.testing.assert_frame_equal(one.documents, two.documents)
    assert one.hash == two.hash


def test_reading_writes_nothing(folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    tk.read_corpus(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_single_file_is_a_corpus(folder):
    corpus = tk.read_corpus(folder / "b.txt")
    assert (len(corpus), corpus.name, corpus.documents.path[0]) == (1, "b.txt", "b.txt")


def test_tables_and_lists_of_texts():
    frame = pd.DataFrame({"id": [5, 6], "body": ["One.", "Two."], "year": [2024, 2025]}, index=["x", "y"])
    documents = tk.read_corpus(frame).documents
    assert documents[["doc_id", "text", "year"]].values.tolist() == [["5", "One.", 2024], ["6", "Two.", 2025]]
    assert tk.read_corpus(frame.body).documents.text.tolist() == ["One.", "Two."]
    assert tk.read_corpus(("One.", "")).documents.doc_id.tolist() == ["text-001", "text-002"]


def test_a_table_is_not_changed_by_reading_it():
    frame = pd.DataFrame({"text": ["One\ud800."], "Date": ["May 6, 2025"]}, dtype=object)
    before = frame.copy()
    tk.read_corpus(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("source", [5, None, [1, 2], [None], b"bytes", {"a": "b"}])
def test_other_things_are_no_corpus(source):
    with pytest.raises(tk.errors.CorpusError, match="a path, a DataFrame or a list of texts"):
        tk.read_corpus(source)


@pytest.mark.parametrize("source", ["no/such/place", TEXT * 1000, "null\0character", ""])
def test_places_that_do_not_exist(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tk.errors.CorpusError, match=r"read_corpus|No document was found"):
        tk.read_corpus(source)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(tk.errors.CorpusError, match="No document was found"):
        tk.read_corpus(tmp_path)


def test_a_folder_without_anything_readable_is_refused_with_the_reasons(tmp_path):
    (tmp_path / "a.ods").write_bytes(b"x")
    (tmp_path / "b.txt").write_bytes(b"\0\0\1\1")
    with pytest.raises(tk.errors.CorpusError, match=r"(?s)a.ods: Files of the kind .ods.*b.txt: The file is binary"):
        tk.read_corpus(tmp_path)


def test_what_cannot_be_read_is_named_and_the_others_are_read(folder):
    (folder / "bad.md").write_text("---\ntitle: [\n---\nText.")
    corpus = tk.read_corpus(folder)
    assert len(corpus) == 4
    assert corpus.problems[["path", "severity"]].values.tolist() == [["bad.md", "error"]]
    assert corpus.problems.remedy.str.len().gt(10).all()


def test_on_error_raise_stops_at_the_first_file_that_cannot_be_read(folder):
    (folder / "bad.md").write_text("---\ntitle: [\n---\nText.")
    with pytest.raises(tk.errors.CorpusError, match=r"bad\.md: The front matter"):
        tk.read_corpus(folder, on_error="raise")


def test_on_error_raise_does_not_stop_at_warnings(folder):
    (folder / "empty.txt").write_text("")
    assert len(tk.read_corpus(folder, on_error="raise")) == 5


def test_unknown_options_are_refused(folder):
    with pytest.raises(tk.errors.OptionError, match="on_error is 'skip' or 'raise'"):
        tk.read_corpus(folder, on_error="ignore")
    with pytest.raises(tk.errors.OptionError, match="name pattern"):
        tk.read_corpus(folder, name_pattern="nothing")


@pytest.mark.parametrize("text", ["", "\n", "One line", "x"])
def test_very_short_texts_are_documents(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert tk.read_corpus(tmp_path).documents.text.tolist() == [text]


def test_file_names_hold_fields(tmp_path):
    (tmp_path / "2025-05-06_gazette_the-visit.txt").write_text(TEXT)
    (tmp_path / "2025-05-07_gazette_own.md").write_text("---\ntitle: Its own\n---\n" + TEXT)
    (tmp_path / "other.txt").write_text(TEXT)
    corpus = tk.read_corpus(tmp_path, name_pattern="{date}_{outlet}_{title}")
    documents = corpus.documents.set_index("doc_id")
    assert documents.title.dropna().tolist() == ["the visit", "Its own"]
    assert documents.source.dropna().tolist() == ["gazette", "gazette"]
    assert corpus.problems.path.tolist() == ["other.txt"]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_files_without_permission_are_named(folder):
    (folder / "b.txt").chmod(0)
    assert tk.read_corpus(folder).problems.path.tolist() == ["b.txt"]


def test_undecodable_file_names_are_no_obstacle(tmp_path):
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "w") as file:
        file.write(TEXT)
    (tmp_path / "stop_words.csv").write_text("term\nsaid\n")
    corpus = tk.read_corpus(tmp_path)
    assert corpus.documents[["doc_id", "path"]].values.tolist() == [["caf\\xe9", "caf\\xe9.txt"]]
    assert corpus.problems.path.tolist() == ["caf\\xe9.txt"]
    assert "not in UTF-8" in corpus.problems.problem[0]


@pytest.mark.parametrize(
    "source", [[TEXT, None, float("nan")], (t for t in [TEXT, 5, b"x"]), pd.Series([TEXT, None, None])]
)
def test_what_is_not_a_text_in_a_list_is_named_and_the_others_read(source):
    corpus = tk.read_corpus(source)
    assert corpus.documents.text.tolist() == [TEXT]
    assert "No text in column 'text': rows 2, 3." in corpus.problems.problem[0]


FRAMES = {
    "odd index": lambda: pd.DataFrame({"text": [TEXT]}, index=[float("nan")]),
    "several levels of columns": lambda: pd.DataFrame(
        [[TEXT * 3, 1]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("b", "y")])
    ),
    "names that are not strings": lambda: pd.DataFrame([[TEXT, 1, 2]], columns=["text", 5, None]),
    "categories": lambda: pd.DataFrame({"text": pd.Categorical([TEXT]), "c": pd.Categorical([3])}),
    "times and spans": lambda: pd.DataFrame(
        {"text": [TEXT], "t": [pd.Timestamp("2025-05-06")], "d": [pd.Timedelta("1h")], "p": [pd.Period("2025")]}
    ),
    "complex numbers": lambda: pd.DataFrame({"text": [TEXT], "z": [1 + 2j]}),
    "sparse": lambda: pd.DataFrame({"text": [TEXT], "s": pd.arrays.SparseArray([1.5])}),
    "objects that cannot be shown": lambda: pd.DataFrame({"text": [TEXT, "Two."], "o": [Unprintable(), 1]}),
}


class Unprintable:
    def __str__(self):
        raise OSError("no")


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_tables_of_any_kind_are_read_row_by_row(make):
    corpus = tk.read_corpus(make())
    assert len(corpus) >= 1
    assert corpus.problems.problem.str.contains("OSError").sum() == (len(make()) - len(corpus))


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(tk.errors.CorpusError, match="Two columns have one name"):
        tk.read_corpus(pd.DataFrame([[TEXT, "b"]], columns=["text", "text"]))


@pytest.mark.parametrize("encoding", ["hex", "a\0b", "punycode"])
def test_an_encoding_that_is_not_one_is_refused_before_reading(folder, encoding):
    with pytest.raises(tk.errors.OptionError, match="No encoding of texts is called"):
        tk.read_corpus(folder, encoding=encoding)


def test_word_lists_of_the_folder_are_resources(folder):
    (folder / "stop_words.csv").write_text("term\nsaid\n")
    assert tk.read_corpus(folder).resources["stop_words"] == ({"term": "said"},)


def test_newlines_of_tables_and_lists_are_unified_too():
    assert tk.read_corpus(["a\r\nb\rc"]).documents.text.tolist() == ["a\nb\nc"]


@pytest.mark.slow
def test_a_line_of_9_MB_is_read_and_one_of_100_MB_refused_in_seconds(tmp_path, seconds):
    (tmp_path / "a.txt").write_text("They met on Tuesday. " * 450_000, encoding="utf-8")
    (tmp_path / "b.txt").write_text("They met on Tuesday. " * 5_000_000, encoding="utf-8")
    with seconds(15):
        corpus = tk.read_corpus(tmp_path)
    assert corpus.documents.n_chars.tolist() == [9_450_000]
    assert corpus.problems.path.tolist() == ["b.txt"]


def test_unpaired_quotation_marks_are_text_like_all_other():
    texts = ["“He said ”” “ '", '"""', "»«„"]
    assert tk.read_corpus(texts).documents.text.tolist() == texts


@pytest.mark.parametrize("path", ["", "  "])
@pytest.mark.parametrize(
    "read",
    [tk.read_corpus, tk.label, tk.check_corpus, lambda path: tk.label_to("out", path, workers=1)],
    ids=["read_corpus", "label", "check_corpus", "label_to"],
)
def test_an_empty_path_is_not_the_present_folder(read, path, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("They met.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tk.errors.CorpusError, match="The path is empty"):
        read(path)
    assert len(tk.read_corpus(".")) == 1


def test_options_that_nothing_uses_are_told(tmp_path):
    (tmp_path / "a.txt").write_text("They met on Tuesday.", encoding="utf-8")
    for option, why in (("text_column", "no file is a table"), ("speaker_column", "no text has this field")):
        with pytest.warns(UserWarning, match=f"{option}='nosuch' was not used: {why}"):
            tk.read_corpus(tmp_path, **{option: "nosuch"})
    with pytest.raises(tk.errors.OptionError, match=r"sotu is read as it is, without speaker_column.*As a table"):
        tk.read_corpus("sotu", speaker_column="president")


def test_a_table_in_a_folder_uses_them(tmp_path, recwarn):
    (tmp_path / "t.csv").write_text("speech,who\nThey met on Tuesday.,Ann Lee\n", encoding="utf-8")
    corpus = tk.read_corpus(tmp_path, text_column="speech", speaker_column="who")
    assert corpus["known_speaker"].tolist() == ["Ann Lee"]
    assert not [warning for warning in recwarn if "was not used" in str(warning.message)]
