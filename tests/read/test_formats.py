import pytest

from textkit.read import Problem, ReadOptions, Record, UnreadableError
from textkit.read.formats import READERS, choose_reader, read_bytes


def read(data, name="a.txt"):
    return read_bytes(data, name, ReadOptions())


def test_a_plain_text_is_one_record():
    assert read("Café.\r\nEnd".encode()) == [Record("Café.\nEnd", {}, "utf-8")]


def test_front_matter_becomes_fields():
    (record,) = read(b"---\ntitle: A visit\n---\nThey met.")
    assert (record.fields, record.text) == ({"title": "A visit"}, "They met.")


@pytest.mark.parametrize("name", ["x.ods", "x.py", "x.jpeg"])
def test_unknown_kinds_are_refused_with_the_known_ones(name):
    with pytest.raises(UnreadableError, match=r"not read. Convert it to one of: .*\.csv"):
        choose_reader(b"", name)


def test_every_reader_exists():
    assert all(callable(choose_reader(b"", f"name{suffix}")) for suffix in READERS)


def test_the_suffix_may_be_in_capitals():
    assert read(b"They met.", "A.TXT")[0].text == "They met."


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 100, b"\1\2\3\4" * 100, b"\x89PNG\r\n\x1a\n" + bytes(range(256))])
def test_binary_data_under_a_text_name_is_refused(data):
    with pytest.raises(UnreadableError, match="binary"):
        read(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\f ", "empty"),
        ("Some words, then a bell\x07, then more words", "1 control or direction characters"),
        ("user\u202etxt.exe is read from the right", "1 control or direction characters"),
        ("A lost \ufffd character", "1 characters were lost"),
    ],
)
def test_texts_with_something_odd_are_read_and_reported(text, says):
    problem, record = read(text.encode())
    assert isinstance(problem, Problem)
    assert says in problem.problem
    assert problem.severity == "warning"
    assert record.text == text


def test_a_guessed_encoding_is_reported():
    text = "Президент сказал, что переговоры продолжатся на следующей неделе. " * 3
    problem, record = read(text.encode("cp1251"))
    assert "guess: cp1251" in problem.problem
    assert record.text == text
