"""Paragraphs and the part each plays (title, byline, dateline, heading, body, blockquote, boilerplate), and sentences.

Roles are read off the layout (Markdown-like marks, length, closing punctuation, place in the text); nothing is
rewritten. A paragraph that a page break cut in mid-sentence is labelled ``continues`` and belongs with its
successor to one block, the unit in which sentences and quotation marks are looked for. Sentences end where Punkt says,
and by rules for what real texts have: initials, numbers, quotations that end in a question.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import punkt

from textkit.lexicons import read_lexicon

__all__ = ["Block", "Paragraph", "Sentence", "find_blocks", "find_paragraphs", "split_sentences"]

LONGEST_HEADING_WORDS = 14
LONGEST_WRAPPED_LINE = 100  # characters; prose set one paragraph to a line is longer than that
MOST_LONG_LINES = 0.02  # share of longer lines in a wrapped text: those with links

GAP = re.compile(r"\n[^\S\n]*\n\s*|\f\s*")  # a blank line or a form feed
LINE = re.compile(r"[^\n]+")
MARKUP = re.compile(
    r"""
      (?P<heading> \#{1,6} [ \t]+ )       # Markdown heading
    | (?P<quote> (?: > [ \t]? )+ )        # Markdown or e-mail quotation
    """,
    re.VERBOSE,
)
EMPHASIS = re.compile(r"(\*\*|__)(?P<inner>[^*_\n]+)\1\s*$")  # a line that is bold as a whole
RULE = re.compile(r"[\W_]+$")  # "* * *", "-----"
PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.IGNORECASE)
LINK = re.compile(r"\W*+(?:https?://|www\.)\S++\W*+$|[^\w\[]*+\[[^\]\n]*+\]\([^)\n]*+\)\W*+$")
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATELINE = re.compile(
    rf"""
    (?: (?:mon|tues|wednes|thurs|fri|satur|sun)day ,? \s+ )?     # a weekday
    (?: \d{{1,2}} (?:st|nd|rd|th)? \s+ {MONTH} ,? \s+ \d{{4}}      # 7 May 2025
      | {MONTH} \s+ \d{{1,2}} (?:st|nd|rd|th)? ,? \s+ \d{{4}}      # May 7, 2025
      | \d{{4}} - \d{{2}} - \d{{2}} )                             # 2025-05-07
    [^a-z]{{0,40}} $                                            # perhaps a time
    """,
    re.VERBOSE | re.IGNORECASE,
)
BYLINE = re.compile(r"(?:[Bb]y|BY)\s+[^\W\d_a-z][^\n.!?]{2,80}$")
NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*(?:\s+[^\W\d_a-z][\w.’'-]*){1,3}$")
CLOSED = re.compile(r"[.!?:;…][\"”’'»)\]*_]*$|[”\"»]$")
BROKEN = re.compile(r"(?:[\w,–—-])$")  # the last character of a line that was cut
RUNNING = frozenset({"title", "heading", "body", "blockquote"})  # a cut line looks like a title or a heading
FUNCTION_WORD_END = re.compile(
    r"\b(?:the|a|an|of|and|or|to|in|on|at|by|for|with|from|that|which|as|is|was|were|are|be|his|her|its|their|our)$"
)

GOES_ON = re.compile(
    r"""
      [”’»)\]},;:–—-]                      # a mark that nothing begins with
    | ["“‘'«(\[]* \s? (?P<small> [^\W\d_]+ )   # a word, behind marks that may open something
    """,
    re.VERBOSE,
)
INITIALS = re.compile(r"(?:^|[\s\"“‘'(\[])(?P<initials>(?:[A-Z]\.)+)$")
BEFORE_NUMBERS = "before a number"  # a category of abbreviations that end a sentence elsewhere ("She said no.")
BEFORE_NAMES = "title"  # a category of abbreviations that never end a sentence before a name
MAY_END = re.compile(r"[.?!](?![.?!]?[\"”’')\]]{0,3}\s{0,9}\Z)")
ENDED = re.compile(r"""(?<=[A-Za-z]{2})[.?!][”"’')\]]{0,3}(?P<gap>\s+)(?=["“'‘(\[]?[A-Z])""")
LONGEST_ENDING = 20  # characters of a sentence looked at, so that time stays linear


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without surrounding white space and markup; ``continues`` joins it to the next."""

    start: int
    end: int
    role: str
    continues: bool = False


class Block(NamedTuple):
    """A run of paragraphs, ``first`` to ``last``, that are one paragraph but for page breaks."""

    start: int
    end: int
    first: int
    last: int


def find_paragraphs(text: str, *, boilerplate: Sequence[str] = ()) -> list[Paragraph]:
    """Split a text into paragraphs and give each its role.

    Parameters
    ----------
    text : str
        The text of one document.
    boilerplate : sequence of str
        Further regular expressions; a paragraph in which one matches at its beginning is boilerplate.

    Examples
    --------
    >>> [(p.role, p.continues) for p in find_paragraphs("# A title\\n\\nBy Ann Lee\\n\\nIt was a close\\frace.")]
    [('title', False), ('byline', False), ('body', True), ('body', False)]
    """
    pieces = _pieces(text)
    furniture = _furniture(tuple(boilerplate))
    roles = _roles(text, pieces, furniture)
    paragraphs = [Paragraph(start, end, role) for (start, end, _), role in zip(pieces, roles, strict=True)]
    return _mark_breaks(text, paragraphs)


def find_blocks(paragraphs: Sequence[Paragraph]) -> list[Block]:
    """Join each paragraph that continues to its successor.

    Examples
    --------
    >>> find_blocks([Paragraph(0, 5, "body", True), Paragraph(7, 9, "body"), Paragraph(11, 12, "body")])
    [Block(start=0, end=9, first=0, last=1), Block(start=11, end=12, first=2, last=2)]
    """
    blocks, first = [], 0
    for number, paragraph in enumerate(paragraphs):
        if not paragraph.continues:
            blocks.append(Block(paragraphs[first].start, paragraph.end, first, number))
            first = number + 1
    return blocks


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Spans of paragraphs with the markup before them: "", "heading" or "quote"."""
    wrapped = _is_wrapped(text)
    pieces = []
    for start, end in _between(GAP, text):
        lines = [m.span() for m in LINE.finditer(text, start, end)]
        lines = _unwrapped(text, lines) if wrapped else lines
        pieces += [piece for a, b in lines if (piece := _strip(text, a, b))]
    return _join_quoted(text, pieces)


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines of one paragraph as one: all but those with markup and those before them and behind a hard line break."""
    joined: list[tuple[int, int]] = []
    alone = True
    for start, end in lines:
        marked = bool(MARKUP.match(text, start, end) or EMPHASIS.match(text, start, end))
        if alone or marked:
            joined.append((start, end))
        else:
            joined[-1] = joined[-1][0], end
        alone = marked or text.endswith("  ", start, end)
    return joined


def _between(separator: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    cuts = [m.span() for m in separator.finditer(text)]
    starts, ends = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


def _is_wrapped(text: str) -> bool:
    """True if lines are broken to a fixed width (a newline is a space) rather than one paragraph to a line."""
    lines = [line for line in text.split("\n") if line.strip()]
    inner = [a for a, b in itertools.pairwise(lines) if b[:1].islower()]
    long = sum(len(line) > LONGEST_WRAPPED_LINE for line in lines)
    return len(inner) >= max(2, len(lines) // 4) and long <= len(lines) * MOST_LONG_LINES


def _strip(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    while start < end and text[start].isspace():
        start += 1
    mark = MARKUP.match(text, start, end)
    markup = mark.lastgroup or "" if mark else ""
    start = mark.end() if mark else start
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end, markup) if start < end else None


def _join_quoted(text: str, pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Neighbouring ">" lines are one paragraph unless an empty ">" line stands between them."""
    joined: list[tuple[int, int, str]] = []
    for piece in pieces:
        if joined and piece[2] == joined[-1][2] == "quote" and text.count("\n", joined[-1][1], piece[0]) == 1:
            piece = (joined.pop()[0], piece[1], "quote")
        joined.append(piece)
    return joined


@cache
def _furniture(extra: tuple[str, ...]) -> re.Pattern[str]:
    patterns = [row["pattern"] for row in read_lexicon("boilerplate")]
    return re.compile("|".join(f"(?:{p})" for p in [*patterns, *extra]), re.IGNORECASE)


def _roles(text: str, pieces: list[tuple[int, int, str]], furniture: re.Pattern[str]) -> list[str]:
    roles: list[str] = []
    top, last = True, len(pieces) - 1
    for number, (start, end, markup) in enumerate(pieces):
        line = text[start:end] if end - start < 400 else text[start : start + 400]
        place = {"top": top, "first": not roles, "alone": number == last}
        roles.append(_role(line, end - start, markup, furniture, **place))
        top = top and roles[-1] not in ("body", "blockquote")
    return _close_with_furniture(text, pieces, roles)


def _role(
    line: str, length: int, markup: str, furniture: re.Pattern[str], *, top: bool, first: bool, alone: bool
) -> str:
    if markup == "quote":
        return "blockquote"
    if markup == "heading":
        return "title" if first else "heading"
    if length >= 400:
        return "body"
    bold = EMPHASIS.match(line)
    inner = bold["inner"].strip() if bold else line
    if furniture.match(_bare(inner)) or RULE.match(inner) or PAGE_NUMBER.match(inner) or LINK.match(inner):
        return "boilerplate"
    if top and DATELINE.match(inner):
        return "dateline"
    if top and (BYLINE.match(inner) or (bold and not first and NAME.match(inner))):
        return "byline"
    if alone or not _looks_like_heading(inner):
        return "body"
    return "title" if first else "heading"


def _bare(line: str) -> str:
    """A line that goes on with a quotation, without its marks."""
    bare = line.strip('"“”')
    return line if any(mark in bare for mark in '"“”') else bare


def _looks_like_heading(line: str) -> bool:
    """Short, without closing punctuation, and neither a list item nor a part of a sentence."""
    if len(line.split()) > LONGEST_HEADING_WORDS or line[:1].islower() or line[:1] in '"“‘«-*•':
        return False
    return not (CLOSED.search(line) or line.endswith(",") or FUNCTION_WORD_END.search(line))


def _close_with_furniture(text: str, pieces: list[tuple[int, int, str]], roles: list[str]) -> list[str]:
    """Short open-ended lines between closing boilerplate lines are boilerplate too (an address, a masthead)."""
    number = len(roles) - 1
    while number >= 0 and (roles[number] == "boilerplate" or _is_short_tail(text, pieces[number], roles[number])):
        number -= 1
    tail = roles[number + 1 :]
    if "boilerplate" not in tail:
        return roles
    first = number + 1 + tail.index("boilerplate")
    return roles[:first] + ["boilerplate"] * (len(roles) - first)


def _is_short_tail(text: str, piece: tuple[int, int, str], role: str) -> bool:
    return role in ("heading", "body") and piece[1] - piece[0] < 80 and text[piece[1] - 1] not in ".!?"


def _mark_breaks(text: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    marked = list(paragraphs)
    for number, (here, after) in enumerate(itertools.pairwise(paragraphs)):
        if _is_broken(text, here, after):
            body = "blockquote" if here.role == "blockquote" else "body"
            marked[number] = replace(marked[number], role=body, continues=True)
            marked[number + 1] = replace(marked[number + 1], role=body)
    return marked


def _is_broken(text: str, here: Paragraph, after: Paragraph) -> bool:
    """True if a sentence was cut here: it goes on after a function word or, over a page break, in lower case."""
    set_apart = {here.role, after.role} & {"blockquote"}
    if set_apart and here.role != after.role:
        return False
    if here.role not in RUNNING or after.role not in RUNNING or "#" in text[max(0, here.start - 2) : here.start]:
        return False
    tail = text[max(here.start, here.end - 20) : here.end]
    if not BROKEN.search(tail):
        return False
    goes_on = text[after.start].islower() and not re.match(r"[a-z]\W", text[after.start : after.start + 2])
    return (goes_on and _is_page_break(text, here, after)) or (
        text[after.start].isalpha() and bool(FUNCTION_WORD_END.search(tail))
    )


def _is_page_break(text: str, here: Paragraph, after: Paragraph) -> bool:
    """A form feed, or a blank line behind running prose: short lines in lower case are a list or a poem."""
    gap = text[here.end : after.start]
    return "\f" in gap or (gap.count("\n") > 1 and len(text[here.start : here.end].split()) > LONGEST_HEADING_WORDS)


class Sentence(NamedTuple):
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
        for first, last in _stretches(text, block.start, block.end):
            for start, end in _joined(text, _spans(text, first, last)):
                while number < block.last and start >= paragraphs[number].end:
                    number += 1
                sentences.append(Sentence(start, end, number))
    return sentences


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span cut where Punkt sees an end whatever else it holds: behind a word that does not abbreviate."""
    known = _splitter().params.abbrev_types
    for match in ENDED.finditer(text, start, end):
        before = text[max(start, match.start() - LONGEST_ENDING) : match.start()]
        word = before.replace("\n", " ").rpartition(" ")[2]
        if word.isalpha() and word.isascii() and len(word) < LONGEST_ENDING and word.lower() not in known:
            yield start, match.start("gap")
            start = match.end()
    yield start, end


def _spans(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    """Punkt's sentences of a span; without a mark that may end one before its end, it is one, as most are."""
    if MAY_END.search(text, first, last):
        return ((first + start, first + end) for start, end in _splitter().span_tokenize(text[first:last]))
    return [(first, first + len(text[first:last].rstrip()))]


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
    """True if what begins at ``start`` goes on with the sentence ``text[first:last]``."""
    following = GOES_ON.match(text, start)
    ending = text[max(first, last - LONGEST_ENDING) : last]
    if following is None:
        return text[start].isdigit() and _abbreviation(BEFORE_NUMBERS).search(ending) is not None
    word = following["small"]
    if word is None:
        return True
    if word[0].islower():
        return word.islower() and not text[first].islower()  # a text without capitals
    if _abbreviation(BEFORE_NAMES).search(ending):
        return word.lower() not in _stop_words()
    initials = INITIALS.search(ending)  # of a name that goes on; places and times are known abbreviations
    known = initials is None or initials["initials"].lower().rstrip(".") in _abbreviations()
    return not known and word.lower() not in _stop_words()


@cache
def _abbreviation(category: str) -> re.Pattern[str]:
    """An abbreviation of a category, at the end of a sentence: No. and H.R. before numbers, Mr. before names."""
    terms = [row["term"] for row in read_lexicon("abbreviations") if row["category"] == category]
    written = [re.escape(term.title() if category == BEFORE_NAMES else term) for term in terms]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(written)})\.$")


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
