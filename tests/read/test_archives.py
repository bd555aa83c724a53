import io
import random
import struct
import zipfile

import pytest

import textkit as tk
from textkit.read import formats


def packed(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_texts_of_an_archive_are_documents_with_their_place(write):
    path = write(
        "x.zip", packed({"b/two.md": "---\ntitle: T\n---\nTwo.", "a/one.txt": "One.", "t.csv": "text\nThree\n"})
    )
    documents = tk.read_corpus(path).documents
    assert documents[["doc_id", "text", "path"]].values.tolist() == [
        ["one", "One.", "x.zip/a/one.txt"],
        ["two", "Two.", "x.zip/b/two.md"],
        ["t-001", "Three", "x.zip/t.csv"],
    ]


def test_hidden_files_and_those_about_the_corpus_are_left_out(write):
    files = dict.fromkeys(["__MACOSX/._a.txt", ".x/a.txt", "gold/a.txt", "README.md", "dir/"], "No.")
    corpus = tk.read_corpus(write("x.zip", packed({**files, "a.txt": "Yes."})))
    assert corpus.documents.text.tolist() == ["Yes."]
    assert corpus.problems.empty


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt"])
def test_paths_that_lead_out_are_refused_and_nothing_is_written(write, tmp_path, name):
    folder = tmp_path / "in"
    path = write("in/x.zip", packed({name: "Out.", "a.txt": "In."}))
    corpus = tk.read_corpus(path)
    assert corpus.documents.text.tolist() == ["In."]
    assert corpus.problems.problem.tolist() == ["Its path leads out of the archive."]
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "x.zip"]
    assert list(folder.iterdir()) == [path]


def test_a_bomb_is_refused_before_it_is_unpacked(write, seconds):
    data = packed({f"{i}.txt": "0" * 10_000_000 for i in range(10)})
    assert len(data) < 200_000
    with seconds(1), pytest.raises(tk.errors.CorpusError, match="would unpack to 10 files with 100 MB"):
        tk.read_corpus(write("x.zip", data))


def test_a_text_that_packs_as_no_text_does_is_refused(write):
    block = "".join(random.Random(1).choices("abcdefghij ", k=5000))
    data = packed({f"{i}.txt": block * 400 for i in range(8)})
    assert 60 < 16_000_000 / len(data) < 200
    with pytest.raises(tk.errors.CorpusError, match="would unpack to 8 files with 16 MB"):
        tk.read_corpus(write("x.zip", data))


def test_too_many_files_are_refused(write, monkeypatch):
    monkeypatch.setattr(formats, "_MAX_FILES", 3)
    with pytest.raises(tk.errors.CorpusError, match="4 files"):
        tk.read_corpus(write("x.zip", packed({f"{i}.txt": "x" for i in range(4)})))


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says(write):
    data = bytearray(packed({"a.txt": "0123456789" * 1000}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    corpus_or_error = None
    try:
        corpus_or_error = tk.read_corpus(write("x.zip", bytes(data)))
    except tk.errors.CorpusError:
        return
    assert corpus_or_error.documents.n_chars.max() <= 11


def test_an_archive_in_an_archive_is_refused(write):
    corpus = tk.read_corpus(write("x.zip", packed({"inner.zip": packed({"a.txt": "x"}), "b.txt": "Read."})))
    assert corpus.problems.problem.tolist() == ["An archive inside an archive is not read."]
    assert corpus.documents.text.tolist() == ["Read."]


def test_encrypted_entries_are_refused(write):
    data = bytearray(packed({"a.txt": "Secret.", "b.txt": "Open."}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    corpus = tk.read_corpus(write("x.zip", bytes(data)))
    assert corpus.problems[["path", "problem"]].values.tolist() == [["x.zip/a.txt", "The file is encrypted."]]


def test_a_damaged_entry_is_named_and_the_others_are_read(write):
    data = bytearray(packed({"a.txt": "A" * 500, "b.txt": "Read."}, zipfile.ZIP_STORED))
    data[60:80] = b"\xff" * 20
    corpus = tk.read_corpus(write("x.zip", bytes(data)))
    assert corpus.problems.path.tolist() == ["x.zip/a.txt"]
    assert "damaged" in corpus.problems.problem[0]


@pytest.mark.parametrize("end", [0, 4, 30, 100, -10])
def test_an_archive_cut_off_is_refused(write, end):
    data = packed({"a.txt": "They met." * 100})
    with pytest.raises(tk.errors.CorpusError, match="damaged"):
        tk.read_corpus(write("x.zip", data[:end]))


def test_an_archive_of_nothing_readable_says_why(write):
    with pytest.raises(tk.errors.CorpusError, match=r"x.zip/a.png: Files of the kind .png"):
        tk.read_corpus(write("x.zip", packed({"a.png": "x"})))
