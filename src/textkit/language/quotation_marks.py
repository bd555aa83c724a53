"""Quotation marks paired into segments: every style, within one block, whatever the author forgot to close.

Marks are paired inside a block and never over a document, so that one forgotten mark costs one paragraph at most.
Apostrophes never get here: a single mark counts only where it can open or close.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textkit.language.paragraphs import Block, Paragraph, find_blocks

__all__ = ["Segment", "find_segments"]

MARK = re.compile("[\"“”„«»‘’'`]")
DOUBLED = frozenset({"''", "’’", "‘‘", "``"})  # double marks typed as two singles
ELISION = re.compile(r"[‘’'](?:\d0s|\d\d\b|em|til|tis|twas|cause|bout|n|round|cuz|tude)\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,.!?](?=\s)")
OPENING, CLOSING, EITHER = 1, 2, 3
LONGEST_SINGLE = 600  # characters: a single-marked span longer than that is a stray apostrophe


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two marks: ``start:end`` without them, ``outer_start:outer_end`` with them."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    block: int
    closed: bool
    continued: bool = False  # an unclosed segment that the next paragraph takes up again
    single: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    string: str
    direction: int
    single: bool


def find_segments(text: str, paragraphs: Sequence[Paragraph]) -> list[Segment]:
    """Quoted segments in text order; marks inside a segment belong to it.

    Examples
    --------
    >>> text = "‘Aye,’ said the workers’ man, “it’s a ‘deal’.”"
    >>> [text[s.start:s.end] for s in find_segments(text, [Paragraph(0, len(text), "body")])]
    ['Aye,', 'it’s a ‘deal’.']
    """
    blocks = find_blocks(paragraphs)
    marks = _marks(text)
    segments: list[Segment] = []
    first = 0
    for number, block in enumerate(blocks):
        while first < len(marks) and marks[first].start < block.start:
            first += 1
        last = first
        while last < len(marks) and marks[last].end <= block.end:
            last += 1
        segments += _pair(text, marks[first:last], block, number)
        first = last
    return _mark_continued(segments, blocks)


def _marks(text: str) -> list[Mark]:
    """Every mark of a text that can open or close; apostrophes inside words can do neither."""
    marks: list[Mark] = []
    last = 0
    for match in MARK.finditer(text):
        start = match.start()
        if start >= last and (mark := _read(text, start, match[0])):
            marks.append(mark)
            last = mark.end
    return marks


def _read(text: str, start: int, string: str) -> Mark | None:
    pair = text[start : start + 2]
    if string in '"“”„«»' or pair in DOUBLED:
        end = start + (2 if pair in DOUBLED else 1)
        return Mark(
            start,
            end,
            text[start:end],
            _direction(text[start:end], text[start - 1 : start], text[end : end + 1]),
            False,
        )
    before, after = text[start - 1 : start], text[start + 1 : start + 2]
    within = after.isalnum() or after == "_"
    if before.isspace() or not before or not (before.isalnum() or before in "’'.,!?…;—–-"):
        return Mark(start, start + 1, string, OPENING, True) if within and not ELISION.match(text, start) else None
    if not within and before not in "‘’'":
        return Mark(start, start + 1, string, CLOSING, True)
    return Mark(start, start + 1, string, OPENING, True) if within and before in ".,!?…;—–-" else None


def _direction(string: str, before: str, after: str) -> int:
    """Whether a double mark can open, close, or do either. The spaces around it decide where its shape is wrong."""
    can_open = bool(after) and not after.isspace() and (not before or not before.isalnum())
    can_close = bool(before) and not before.isspace() and before not in "([—–"
    if string in "“„‘‘``" and (can_open or not can_close):
        return OPENING
    if string == "”" and can_open and not can_close:
        return OPENING
    if string in ("”", "’’"):
        return CLOSING
    return (OPENING if can_open else 0) | (CLOSING if can_close else 0) or EITHER


def _pair(text: str, marks: Sequence[Mark], block: Block, number: int) -> Iterable[Segment]:
    """Segments of one block: the outermost pairs, in order."""
    segments: list[Segment] = []
    position, count = 0, len(marks)
    while position < count:
        mark = marks[position]
        if not mark.direction & OPENING:
            position += 1
            continue
        close = _closing(text, marks, position)
        if close is None:
            if not mark.single and mark.direction == OPENING:
                segments.append(_unclosed(text, marks, position, block, number))
                position = _after(marks, position, segments[-1].outer_end)
            else:
                position += 1
            continue
        end = marks[close]
        if end.start > mark.end:
            segments.append(
                Segment(*_trim(text, mark.end, end.start), mark.start, end.end, number, True, single=mark.single)
            )
        position = close + 1
    return segments


def _closing(text: str, marks: Sequence[Mark], opening: int) -> int | None:
    return (_closing_single if marks[opening].single else _closing_double)(text, marks, opening)


def _closing_double(text: str, marks: Sequence[Mark], opening: int) -> int | None:
    """Index of the mark that closes ``opening``: the first that can, unless a nested pair claims it."""
    depth = 0
    for index in range(opening + 1, len(marks)):
        mark = marks[index]
        if mark.single:
            continue
        if mark.direction == OPENING:
            if not _is_nested(text, marks, index):
                return None
            depth += 1
        elif depth and mark.direction & CLOSING:
            depth -= 1
        elif mark.direction & CLOSING or mark.string == '"':
            return index
    return None


def _is_nested(text: str, marks: Sequence[Mark], index: int) -> bool:
    """True if a double mark that opens inside a quotation has a partner, and the outer one too."""
    closers = [m for m in marks[index + 1 : index + 6] if not m.single and m.direction == CLOSING]
    openers = [m for m in marks[index + 1 : index + 6] if not m.single and m.direction == OPENING]
    return len(closers) > len(openers) + 1 and text[marks[index].start - 1] not in ".!?"


def _closing_single(text: str, marks: Sequence[Mark], opening: int) -> int | None:
    """The first single mark that closes: after punctuation, or after a word unless a plural possessive follows."""
    start, fallback = marks[opening].end, None
    for index in range(opening + 1, min(opening + 40, len(marks))):
        mark = marks[index]
        if mark.start - start > LONGEST_SINGLE:
            break
        if not mark.single or mark.direction != CLOSING:
            continue
        if not _is_possessive(text, mark):
            return index
        fallback = index if fallback is None else fallback
    return fallback


def _is_possessive(text: str, mark: Mark) -> bool:
    after = text[mark.end : mark.end + 2]
    return text[mark.start - 1] == "s" and len(after) == 2 and after[0] == " " and after[1].islower()


def _unclosed(text: str, marks: Sequence[Mark], opening: int, block: Block, number: int) -> Segment:
    """A segment that nobody closed: up to the next opening mark's line of speech or the end of the block."""
    mark = marks[opening]
    later = (marks[i] for i in range(opening + 1, len(marks)))
    following = next((m for m in later if not m.single and m.direction & OPENING), None)
    limit = block.end if following is None else _clause_end(text, mark.end, following.start)
    return Segment(*_trim(text, mark.end, limit), mark.start, limit, number, False)


def _clause_end(text: str, start: int, end: int) -> int:
    """End of the first sentence or clause in ``start:end``: the author forgot to close there."""
    match = CLAUSE_END.search(text, start, end)
    return match.end() if match else end


def _after(marks: Sequence[Mark], position: int, end: int) -> int:
    while position < len(marks) and marks[position].start < end:
        position += 1
    return position


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _mark_continued(segments: list[Segment], blocks: Sequence[Block]) -> list[Segment]:
    """An unclosed segment at the end of its block is continued if the next block begins with a mark."""
    marked = []
    for here, after in zip(segments, [*segments[1:], None], strict=False):
        if not here.closed and after is not None and here.outer_end >= blocks[here.block].end:
            continued = after.block == here.block + 1 and after.outer_start == blocks[after.block].start
            here = Segment(*(getattr(here, f) for f in Segment.__slots__[:6]), continued, here.single)
        marked.append(here)
    return [s for s in marked if s.end > s.start]
