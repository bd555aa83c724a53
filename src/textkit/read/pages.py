"""From the lines of printed pages to paragraphs: running heads, line ends, hyphens and page breaks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

__all__ = ["find_running_lines", "join_lines", "join_pages", "page_lines", "part_columns"]

_EDGE = 2  # lines at the top and the bottom of a page where running heads stand
_MIN_SHARE = 0.5  # of the pages on which a running line stands
_GUTTER = re.compile(r"(?<=\S) {3,}(?=\S)")
_MIN_PARTED = 4  # lines in which the right column begins at one place
_MIN_COLUMN = 15  # characters of a line in the middle of a column; cells of tables are shorter
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(r"\W{0,4}(?:page\s{1,3})?\d{1,4}(?:\s{0,3}(?:of|/)\s{0,3}\d{1,4})?\W{0,4}", re.IGNORECASE)
_BROWSER = re.compile(  # what browsers print above and below a page: the time, the address, the number
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d\d.{0,200}|(?:https?|file)://\S{1,300}(?:\s{1,9}\d{1,4}/\d{1,4})?"
)
_CLOSED = re.compile(r"[.!?:…][\"'”’)\]]{0,3}\Z")
_HYPHENED = re.compile(r"[^\W\d_][-\xad]\Z")
_COMPOUND = re.compile(r"\b[^\W\d_]{1,30}-[^\W\d_]{1,30}\b")
_SHORT = 0.8  # of the usual line: a shorter line that closes a sentence closes its paragraph
_HEADING = 0.6  # of the usual line: a shorter line that closes nothing stands alone if a capital follows


def join_pages(pages: Sequence[str]) -> str:
    """Text of printed pages as paragraphs parted by empty lines.

    Misleads where the layout does: a paragraph whose last line is full is joined to the next.

    Examples
    --------
    >>> join_pages(["The Gazette 1\\nThey talked about the new tar-", "The Gazette 2\\niffs for an hour."])
    'They talked about the new tariffs for an hour.'
    """
    return join_lines([line for page in page_lines(pages) for line in page])


def page_lines(pages: Sequence[str], *, heads: bool = False) -> list[list[str]]:
    """The lines of each page without page numbers and, unless ``heads`` are kept, without running heads."""
    split = [[line.strip() for line in page.translate(_LIGATURES).split("\n")] for page in pages]
    running = frozenset[str]() if heads else find_running_lines(split)
    return [_without_running(page, running, several=len(pages) > 1) for page in split]


def part_columns(page: str) -> str | None:
    """A page of two columns, laid out with spaces, as the left column and then the right one; None if it has none.

    Lines that run across both (a title, a picture's caption) part what is above from what is below.

    Examples
    --------
    >>> words = "a line of some words"
    >>> page = "\\n".join(f"{words} {i}    {words} {i + 5}" for i in range(5))
    >>> part_columns(page).split("\\n")[::5]
    ['a line of some words 0', 'a line of some words 5']
    """
    lines = [line.rstrip() for line in page.split("\n")]
    parted = [_part_line(line) for line in lines]
    pairs = [pair for pair in parted if pair is not None]
    n_filled = sum(bool(line) for line in lines)
    if len(pairs) < max(_MIN_PARTED, _MIN_SHARE * n_filled):
        return None
    if any(_middle_length(column) < _MIN_COLUMN for column in zip(*pairs, strict=True)):
        return None
    return "\n".join(_in_turn(lines, parted))


def _part_line(line: str) -> tuple[str, str] | None:
    """What stands before and behind the widest gap of a line; None if it has none."""
    gap = max(_GUTTER.finditer(line), key=lambda match: match.end() - match.start(), default=None)
    return (line[: gap.start()].strip(), line[gap.end() :]) if gap else None


def _middle_length(column: Sequence[str]) -> int:
    lengths = sorted(map(len, column))
    return lengths[len(lengths) // 2]


def _in_turn(lines: Sequence[str], parted: Sequence[tuple[str, str] | None]) -> Iterator[str]:
    """Lines of the left column, then those of the right, between lines that run across both."""
    indents = [len(line) - len(pair[1]) for line, pair in zip(lines, parted, strict=True) if pair]
    middle = sorted(indents)[len(indents) // 2]
    left: list[str] = []
    right: list[str] = []
    for line, pair in zip(lines, parted, strict=True):
        if pair:
            left.append(pair[0])
            right.append(pair[1])
        elif len(line) - len(line.lstrip()) > 0.8 * middle:
            right.append(line.strip())
        elif left and len(line) < middle:
            left.append(line.strip())
        else:
            yield from (*left, *right, "", line.strip(), "")
            left, right = [], []
    yield from (*left, *right)


def find_running_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines at the edges of pages that stand on half of them and more (at least two), numbers apart.

    Examples
    --------
    >>> sorted(find_running_lines([["The Gazette 1", "They met."], ["The Gazette 2", "They parted."]]))
    ['the gazette #']
    """
    if len(pages) < 2:
        return frozenset()
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    return frozenset(key for key, n in counts.items() if key and n >= max(2, _MIN_SHARE * len(pages)))


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line]
    return [*filled[:_EDGE], *filled[-_EDGE:]]


def _without_running(page: Sequence[str], running: frozenset[str], *, several: bool) -> list[str]:
    """The page's lines without running heads and bare page numbers at its edges."""
    filled = [i for i, line in enumerate(page) if line]
    edges = {*filled[:_EDGE], *filled[-_EDGE:]}
    furniture = {
        i
        for i in edges
        if _key(page[i]) in running
        or (several and _PAGE_NUMBER.fullmatch(page[i]))
        or _BROWSER.fullmatch(page[i][:500])
    }
    kept = [line for i, line in enumerate(page) if i not in furniture]
    return kept[_first_filled(kept) : len(kept) - _first_filled(kept[::-1])]


def _first_filled(lines: Sequence[str]) -> int:
    return next((i for i, line in enumerate(lines) if line), len(lines))


def join_lines(lines: Sequence[str]) -> str:
    """Lines of one width joined to paragraphs; a word parted at a line end is made whole."""
    width = _usual_width(lines)
    compounds = {match.casefold() for line in lines for match in _COMPOUND.findall(line)}
    pieces: list[str] = []
    for i, line in enumerate(lines):
        if line:
            following = lines[i + 1] if i + 1 < len(lines) else ""
            pieces.append(_with_joint(line, following, width, compounds))
        elif pieces and not pieces[-1].endswith("\n\n"):
            pieces.append("\n\n")
    return "".join(pieces).strip()


def _usual_width(lines: Sequence[str]) -> int:
    """Length that at most one line in ten exceeds."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * len(lengths))] if lengths else 0


def _with_joint(line: str, following: str, width: int, compounds: set[str]) -> str:
    """The line and what parts it from the following one: nothing, a space, or an empty line."""
    if not following:
        return line
    if _HYPHENED.search(line) and following[0].islower():
        return line if _is_compound(line, following, compounds) else line[:-1]
    short_end = len(line) < _SHORT * width and _CLOSED.search(line)
    heading = len(line) < _HEADING * width and not line.endswith((",", ";", "-")) and following[0].isupper()
    return f"{line}\n\n" if short_end or heading else f"{line} "


def _is_compound(line: str, following: str, compounds: set[str]) -> bool:
    """The word is written with its hyphen elsewhere in the text."""
    before, after = re.search(r"[^\W\d_]{1,30}-\Z", line), re.match(r"[^\W\d_]{1,30}", following)
    return before is not None and after is not None and (before[0] + after[0]).casefold() in compounds
