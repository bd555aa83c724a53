"""PDF: the text layer of every page, mended into paragraphs."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from textkit.read.delimited import some
from textkit.read.export_words import closing_line, end_line
from textkit.read.exports import records_of
from textkit.read.extras import load_extra
from textkit.read.metadata import normalise_fields
from textkit.read.pages import join_lines, join_pages, page_lines, part_columns
from textkit.read.records import Problem, ReadOptions, Record, UnreadableError

__all__ = ["read_pdf"]

_MAX_FACTOR = 100  # what pages show over the file's size; texts pack to a tenth or twentieth
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_MOST_SHOWN = 100_000  # pieces of text of a page whose places are looked at
_MIN_JUMP = 40  # points from where one piece of a line begins to the next
_PRINT_AGAIN = "Open it in a PDF reader and print it to a new PDF, or save its text as .txt."


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
