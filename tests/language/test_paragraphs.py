"""Paragraphs: where they are, what part they play, where a page break cut them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.language.paragraphs import _spans, _stretches, find_blocks, find_paragraphs

CASES = json.loads((Path(__file__).parents[1] / "cases/structure/paragraphs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["comment"] for case in CASES])
def test_roles(case):
    found = find_paragraphs(case["text"], boilerplate=case.get("boilerplate", ()))
    assert [[p.role, case["text"][p.start : p.end]] for p in found] == case["paragraphs"]
    assert [n for n, p in enumerate(found) if p.continues] == case.get("continues", [])


PIECES = st.lists(
    st.sampled_from(["# ", "> ", "\n", "\n\n", " ", "A word", "end.", "**B**", "\f", "7 May 2025", "“x", "—", "\t"])
)


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_paragraphs_are_ordered_disjoint_and_lose_nothing_but_space_and_marks(text):
    found = find_paragraphs(text)
    edges = [edge for p in found for edge in (p.start, p.end)]
    assert edges == sorted(edges)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    covered = "".join(text[p.start : p.end] for p in found)
    letters = [c for c in text if c.isalnum()]
    assert [c for c in covered if c.isalnum()] == letters


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_blocks_partition_the_paragraphs(text):
    found = find_paragraphs(text)
    numbers = [n for block in find_blocks(found) for n in range(block.first, block.last + 1)]
    assert numbers == list(range(len(found)))


def test_the_last_paragraph_never_continues():
    assert not find_paragraphs("It was a close")[-1].continues


WORDS = ("word", "Word", "Yes", "It", "etc", "Mr", "U.S", "B", "he", "re-do", "it’s", "1.5", "telecommunications")
SCRAPS = (*WORDS, *".,;:?!—“”\"'‘’()[]\n\t\xa0", "...", ". . .", *[" "] * 6, *["."] * 4)


@given(st.lists(st.sampled_from(SCRAPS), min_size=3, max_size=16).map(lambda scraps: "".join(scraps).strip()))
def test_a_text_is_cut_where_punkt_cuts_it(text):
    cut = [span for stretch in _stretches(text, 0, len(text)) for span in _spans(text, *stretch)]
    assert cut == list(_spans(text, 0, len(text)))
