"""Pairing of quotation marks."""

import pytest

from textkit.language.paragraphs import Paragraph, find_paragraphs
from textkit.language.quotation_marks import find_segments


def segments(text):
    return [text[s.start : s.end] for s in find_segments(text, [Paragraph(0, len(text), "body")])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“a b” c “d”", ["a b", "d"]),
        ('"a b" c "d"', ["a b", "d"]),
        ('“a b" c', ["a b"]),
        ("''a'' b", ["a"]),
        ("«a» und „b“", ["a", "b"]),
        ("‘a’ b ‘c’", ["a", "c"]),
        ("it's Jo's and the boys' '90s", []),
        ('5\'10" and 6" tall', []),
        ("“a “b” c” d", ["a “b” c"]),
        ("“a ‘b’ c”", ["a ‘b’ c"]),
        ("”a b” c", ["a b"]),
        ("“”", []),
        ("a”b", []),
        ("", []),
    ],
)
def test_styles(text, expected):
    assert segments(text) == expected


def test_unclosed_mark_ends_with_its_clause_or_block():
    assert segments("“A clause, he said. “B.”") == ["A clause,", "B."]
    assert segments("“A. B. C.") == ["A. B. C."]


def test_marks_are_not_paired_over_paragraphs():
    text = "He said “no.\n\nThen “yes” came."
    found = find_segments(text, find_paragraphs(text))
    assert [(text[s.start : s.end], s.closed) for s in found] == [("no.", False), ("yes", True)]


def test_continued_only_if_the_next_paragraph_opens_with_a_mark():
    text = "“One.\n\n“Two.”\n\n“Three.\n\nFour."
    found = find_segments(text, find_paragraphs(text))
    assert [s.continued for s in found] == [True, False, False]


def test_outer_span_holds_the_marks():
    segment = find_segments("x “a” y", [Paragraph(0, 7, "body")])[0]
    assert (segment.outer_start, segment.start, segment.end, segment.outer_end) == (2, 3, 4, 5)
