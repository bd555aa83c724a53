from contextlib import suppress

import pytest
from exported import NEXIS

import textkit as tk
from textkit.read import UnreadableError
from textkit.read.office import rtf_to_text


def rtf(body):
    return r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}}" + body + "}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"One.\par Two.", "One.\n\nTwo."),
        (r"caf\'e9", "café"),
        (r"\ldblquote Yes,\rdblquote  she said \emdash  it\rquote s so.", "“Yes,” she said — it’s so."),
        (r"\u8220?Yes\u8221?", "“Yes”"),
        (r"\uc0\u8220Yes", "“Yes"),
        (r"\uc2\u8220\'93\'93Yes", "“Yes"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"a \{brace\} and a back\\slash", "a {brace} and a back\\slash"),
        (r"{\b bold} and {\i italic}", "bold and italic"),
        (r"{\field{\*\fldinst HYPERLINK secret}{\fldrslt shown}}", "shown"),
        (r"{\header Page head}{\footer 1}Text", "Text"),
        (r"{\pict\bin5 }}}}}}Text", "Text"),
        ("one\r\nword \r\nmore", "oneword more"),
        (r"a\cell b\cell\row c", "a\tb\nc"),
        (r"{\info{\title Hidden}}{\*\generator x;}Text", "Text"),
        ("", ""),
    ],
)
def test_rtf_to_text(body, text):
    assert rtf_to_text(rtf(body)) == text


def test_files_and_their_code_page(write):
    data = rtf(r"\par").encode().replace(b"1252", b"1251").replace(rb"\par", rb"\'cf\'f0")
    assert tk.read_corpus(write("a.rtf", data)).documents.text[0] == "Пр"


def test_rtf_under_the_name_of_a_word_file(write):
    assert tk.read_corpus(write("a.doc", rtf("They met."))).documents.text[0] == "They met."


def test_an_export_in_rtf_is_split(write):
    data = rtf(NEXIS.replace("\n", "\\par\n"))
    titles = tk.read_corpus(write("a.rtf", data)).documents.title.tolist()
    assert titles == ["Ministers return without a deal on timber", "Timber prices rise"]


def test_what_is_no_rtf_is_refused(write):
    with pytest.raises(tk.errors.CorpusError, match="not RTF"):
        tk.read_corpus(write("a.rtf", "They met."))


@pytest.mark.parametrize(
    "source", [r"{\rtf1 open", r"{\rtf1 }}}} more", "{\\rtf1 \\", r"{\rtf1\'zz\u\uc\bin}", r"{\rtf1\bin99 x}"]
)
def test_damaged_rtf_does_not_break(source):
    assert isinstance(rtf_to_text(source), str)


def test_nesting_beyond_reason_is_refused():
    with pytest.raises(UnreadableError, match="nested"):
        rtf_to_text("{\\rtf1" + "{" * 20_000)


@pytest.mark.parametrize(
    "unit", ["{}", "\\a", "\\'e9", "\\u8220?", "a", "{\\field{\\*\\fldinst{HYPERLINK ", "\n", "\\bin0 "]
)
def test_hostile_rtf_takes_linear_time(unit, seconds):
    with seconds(15), suppress(UnreadableError):
        rtf_to_text("{\\rtf1 " + unit * (10**6 // len(unit)))
