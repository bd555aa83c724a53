"""PDF: the text layer of every page, mended into paragraphs."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from textkit.read import Problem, ReadOptions, Record, UnreadableError, load_extra
from textkit.read.export_words import closing_line, end_line
from textkit.read.exports import records_of
from textkit.read.metadata import normalise_fields
from textkit.read.tables import some

__all__ = ["find_running_lines", "join_lines", "join_pages", "page_lines", "part_columns", "read_pdf"]

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
_MAX_FACTOR = 100  # what pages show over the file's size; texts pack to a tenth or twentieth
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_MOST_SHOWN = 100_000  # pieces of text of a page whose places are looked at
_MIN_JUMP = 40  # points from where one piece of a line begins to the next
_PRINT_AGAIN = "Open it in a PDF reader and print it to a new PDF, or save its text as .txt."


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


def read_pdf(data: bytes, options: ReadOptions) -> Iterator[Record | Problem]:
    """Text of a PDF: running heads left out, lines joined, words parted at line ends made whole."""
    pypdf = load_extra("pypdf", "PDF")
    reader, count, fields = _open(pypdf, data)
    pages = list(_read_pages(reader, count, 10_000_000 + _MAX_FACTOR * len(data)))
    texts = [page for page in pages if isinstance(page, str)]
    bad = [(number, page) for number, page in enumerate(pages, 1) if isinstance(page, Exception)]
    if not any(text.strip() for text in texts):
        if bad:
            raise UnreadableError(f"No page of the PDF can be read: {_reason(bad[0][1])}.", _PRINT_AGAIN)
        raise UnreadableError("The PDF has no text, only pictures.", "Run text recognition (OCR) on it first.")
    if bad:
        numbers = some("page", [number for number, _ in bad])
        yield Problem(f"Of {count:,} pages not read: {numbers} ({_reason(bad[0][1])}).", _PRINT_AGAIN, "", "warning")
    if n_again := sum(page is None for page in pages):
        problem = f"{n_again:,} of {count:,} pages are other pages again; each is read once."
        yield Problem(problem, "Look whether the PDF is damaged.", severity="warning")
    # in an export the same paper and the same "End of Document" stand at the edges of many pages
    marked = _export_lines(page_lines(texts, heads=True))
    yield from records_of(join_pages(texts), fields, marked=marked, join=_join_all)


def _export_lines(pages: Sequence[Sequence[str]]) -> str:
    """All lines, with an empty one behind a cover page and wherever a page ends an article."""
    lines: list[str] = []
    for number, page in enumerate(pages):
        lines += page
        last = page[-1] if page else ""
        lines += [""] if number == 0 or end_line().match(last) or closing_line().match(last) else []
    return "\n".join(lines)


def _join_all(blocks: Sequence[Sequence[str]]) -> str:
    return join_lines([line for lines in blocks for line in lines])


def _open(pypdf: Any, data: bytes) -> tuple[Any, int, dict[str, Any]]:
    """The reader, the number of pages, and the document's metadata."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("The PDF is encrypted.", "Save a copy without a password.")
        count = len(reader.pages)
        info = reader.metadata or {}
        return reader, count, normalise_fields({"title": info.get("/Title"), "author": info.get("/Author")})
    except UnreadableError:
        raise
    except ImportError:
        raise UnreadableError("The PDF is encrypted.", "Save a copy without a password.") from None
    except Exception as error:  # pypdf lets through whatever its parser runs into
        raise UnreadableError(f"The PDF is damaged: {_reason(error)}.", _PRINT_AGAIN) from None


def _read_pages(reader: Any, count: int, most: int) -> Iterator[str | Exception | None]:
    """Text of each page, or why it cannot be read; None for a page that stood there before.

    Pages may share what they show, so that some kilobytes are thousands of long pages: what all pages have to show is
    no more than ``most`` bytes.
    """
    seen, size = set(), 0
    for number in range(count):
        try:
            page = reader.pages[number]
            place = getattr(page.indirect_reference, "idnum", -number)
            if place in seen:
                yield None
                continue
            seen.add(place)
            contents = page.get_contents()
            size += len(contents.get_data()) if contents is not None else 0
            if size > most:
                raise _too_much(most)
            yield _page_text(page)
        except Exception as error:  # a damaged page; it is reported
            yield error


def _page_text(page: Any) -> str:
    """The page's lines as the file gives them; columns whose lines it gives in turn are parted."""
    shown: list[tuple[float, float]] = []

    def note(operator: bytes, _: Any, matrix: Any, text_matrix: Any) -> None:
        if operator in _SHOWING and len(shown) < _MOST_SHOWN:
            shown.append((text_matrix[4] + matrix[4], text_matrix[5] + matrix[5]))

    text = page.extract_text(visitor_operand_before=note)
    if not _is_laced(shown):
        return text
    return part_columns(page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)) or text


def _is_laced(shown: list[tuple[float, float]]) -> bool:
    """Whether many lines go on, at the same height, at one place further right than where most lines begin."""
    jumps = Counter(
        round(right / 4)
        for (left, above), (right, below) in pairwise(shown)
        if abs(above - below) < 2 and right - left > _MIN_JUMP
    )
    return bool(jumps) and max(jumps.values()) >= max(4, 0.3 * len({round(height) for _, height in shown}))


def _too_much(most: int) -> UnreadableError:
    return UnreadableError(f"the pages unpack to more than {most / 1e6:,.0f} MB, far more than the file's size", "")


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0].strip(" .")[:200] or type(error).__name__
