import os
import socket
from pathlib import Path

import pytest

import textkit as tk
from textkit.read import Record, UnreadableError
from textkit.read.encodings import MAX_CHARS, guarded, load_bytes, load_start, shown_name

TEXT = "They met on Tuesday, and nobody said why."


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as open_socket:
        open_socket.bind(path.name)
    os.chdir(here)


def link_to(target):
    return lambda path: path.symlink_to(target)


NOT_FILES = {
    "pipe": make_pipe,
    "socket": make_socket,
    "folder": Path.mkdir,
    "device": link_to("/dev/zero"),
    "link to nothing": link_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
}
PLACES = ["a.txt", "sub/a.md", "metadata.csv", "corpus.toml", "speakers.csv", "stop_words.csv", "sub/metadata.csv"]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes and devices among its files")


@posix
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("make", NOT_FILES.values(), ids=NOT_FILES)
def test_what_is_not_a_file_is_told_and_costs_no_other(tmp_path, make, place):
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "sub").mkdir()
    make(tmp_path / place)
    corpus = tk.read_corpus(tmp_path)
    assert corpus.documents.doc_id.tolist() == ["good"]
    told = {"folder": place in ("corpus.toml", "speakers.csv", "stop_words.csv")}
    kind = next(name for name, way in NOT_FILES.items() if way is make)
    assert (place in corpus.problems.path.tolist()) == told.get(kind, True)


@posix
@pytest.mark.parametrize("make", NOT_FILES.values(), ids=NOT_FILES)
def test_only_regular_files_have_bytes(tmp_path, make):
    make(tmp_path / "x")
    for load in (load_bytes, lambda path: load_start(path, 10)):
        with pytest.raises(UnreadableError, match=r"not a file|cannot be opened"):
            load(tmp_path / "x")


def test_files_beyond_the_limit_are_refused(write):
    path = write("a.txt", "x" * 3_000_000)
    assert len(load_start(path, 10)) == 10
    with pytest.raises(UnreadableError, match="The file has 3 MB"):
        load_bytes(path, 2_000_000)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read all")
def test_what_may_not_be_read_is_told_and_costs_no_other(write, place):
    write("good.txt", TEXT)
    folder = write(place, "file,title\ngood.txt,A\n").parents[place.count("/")]
    (folder / place).chmod(0)
    corpus = tk.read_corpus(folder)
    assert corpus.documents.doc_id.tolist() == ["good"]
    assert place in corpus.problems.path.tolist()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnreadableError("It is odd.", "Mend it."), "It is odd. Mend it."),
        (MemoryError(), "more memory than there is"),
        (RecursionError(), "nested too deeply"),
        (OverflowError("int too large"), "OverflowError: int too large"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError"),
        (OSError(5, "broken \udce9 disk"), "broken \\xe9 disk"),
        (KeyError(), "(KeyError)"),
    ],
)
def test_whatever_a_reader_raises_is_a_problem_behind_what_it_read(error, said):
    def read():
        yield Record("One")
        raise error

    record, problem = guarded(read, "a.xyz")
    assert record.text == "One"
    assert str(problem).startswith("a.xyz: ")
    assert said in str(problem)
    str(problem).encode()


def test_a_text_too_long_for_one_document_is_refused_and_the_next_is_read():
    refused, kept = guarded(lambda: [Record("x" * (MAX_CHARS + 1)), Record("They met.")])
    assert "more than one document" in refused.problem
    assert kept.text == "They met."


@pytest.mark.parametrize(
    ("name", "shown"),
    [("café.txt", "café.txt"), ("caf\udce9", "caf\\xe9"), ("\udcff\udcfe", "\\xff\\xfe"), ("\ud800", "\\ud800")],
)
def test_names_are_shown_as_they_can_be_stored(name, shown):
    assert shown_name(name) == shown


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only elsewhere")
@pytest.mark.parametrize("content", ["They met.", "%PDF-1.4 junk"])
def test_names_that_are_not_utf8_can_be_written_in_every_format(tmp_path, content):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT)
    for name in (b"caf\xe9.txt", b"caf\xe9.pdf", b"\xff.exe"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(content)
    labels = tk.label(tk.read_corpus(folder))
    for form in ("csv", "jsonl"):
        labels.save(tmp_path / form, format=form)
        assert tk.load_labels(tmp_path / form).documents.path.tolist() == labels.documents.path.tolist()
    assert "caf\\xe9.pdf" in tk.check_corpus(folder).file.tolist()
