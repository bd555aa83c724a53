import os
from contextlib import suppress

import pytest

from textkit.read import UnreadableError
from textkit.read.encodings import decode, find_codec, replace_surrogates, unify_newlines

NEWS = "The minister said: “We won’t wait” – a café in Montréal charged €5 … and no naïve résumé of Señor Núñez."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_texts_come_back_whatever_their_encoding(encoding):
    assert decode(NEWS.encode(encoding))[0] == NEWS


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252"), ("utf-16-be", "utf-16-be")],
)
def test_the_encoding_found_is_told(encoding, name):
    assert decode(NEWS.encode(encoding))[1] == name


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_the_byte_order_mark_is_no_text(mark):
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert decode(mark + "Two words".encode(order))[0] == "Two words"


def test_mac_roman_quotation_marks():
    text = "“Yes,” she said. It’s here. A café."
    assert decode(text.encode("mac_roman")) == (text, "mac-roman")


def test_cyrillic_is_left_to_charset_normalizer():
    text = "Президент сказал, что переговоры продолжатся на следующей неделе. " * 3
    assert decode(text.encode("cp1251")) == (text, "cp1251")


def test_a_given_encoding_is_obeyed():
    assert decode("Předseda".encode("cp1250"), "cp1250") == ("Předseda", "cp1250")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "ascii"])
def test_bytes_that_are_not_in_the_given_encoding_are_refused(encoding):
    with pytest.raises(UnreadableError, match=f"not {encoding} text"):
        decode(b"caf\xe9!", encoding)


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "punycode", "idna", "unicode_escape", "a\0b", "utf-7", ""])
def test_what_is_not_an_encoding_of_texts_is_refused(name):
    with pytest.raises(UnreadableError, match="No encoding of texts is called"):
        find_codec(name)


@pytest.mark.parametrize(
    "name", ["utf8", "UTF-16", "latin-1", "Windows-1252", "mac_roman", "gb18030", "shift_jis", "koi8-r"]
)
def test_usual_encodings_are_known(name):
    assert "text".encode(find_codec(name)).decode(name) == "text"


@pytest.mark.parametrize("data", [b"\0\0\1\2" * 100, bytes(range(256)) * 40, b"text\0and a null"])
def test_binary_data_is_refused(data):
    with pytest.raises(UnreadableError, match="binary"):
        decode(data)


def test_random_bytes_are_refused_not_read():
    data = bytes(b or 1 for b in os.urandom(10_000))
    try:
        text, _ = decode(data)
    except UnreadableError:
        return
    assert isinstance(text, str)  # without null bytes some encoding may fit


def test_a_file_cut_off_in_its_last_character_keeps_the_rest():
    assert decode("café and naïve é".encode()[:-1])[0] == "café and naïve \ufffd"


def test_newlines_become_one_kind_and_page_breaks_stay():
    assert unify_newlines("a\r\nb\rc\nd\fe") == "a\nb\nc\nd\fe"


def test_pairs_of_surrogates_become_their_character():
    assert replace_surrogates("\ud83d\ude00 \udc00") == "😀 \ufffd"


def test_an_empty_file_is_an_empty_text():
    assert decode(b"") == ("", "utf-8")


@pytest.mark.parametrize(
    "unit",
    [
        b"\xe9",
        b"\x93",
        b"a\xe9",
        b"\xd2a",
        b"\xc0 ",
        b"A\xc9A",
        b"\x8d",
        b"\xff",
        b"\xc3",
        b"\r",
        b"\r\n",
        b"a\0",
        b"\xed\xa0\x80",
    ],
)
def test_hostile_bytes_take_linear_time(unit, seconds):
    data = unit * (10**6 // len(unit))
    with seconds(10), suppress(UnreadableError):
        decode(data)
