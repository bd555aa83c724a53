"""Exports of news databases: one file, many articles.

How articles are parted: a closing line with their number (Factiva), "End of Document" behind each (Nexis Uni), "1 of 3
DOCUMENTS" before each (LexisNexis), or only the labels of a single article. How each is read: ``labelled_articles`` and
``bare_articles``. The words are those of English, German, French and Dutch interfaces (``export_words``).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from textkit.read.bare_articles import cut_publisher_lines, read_bare
from textkit.read.export_words import (
    Block,
    closing_line,
    counter_line,
    cover_count,
    end_line,
    label_of,
    length_line,
    line_label,
)
from textkit.read.labelled_articles import Article, join_blocks, read_labelled
from textkit.read.metadata import normalise_fields
from textkit.read.records import NOTHING, Problem, Record
from textkit.read.tables import some

__all__ = ["may_be_export", "records_of", "split_export"]

_SPACES = {"\xa0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": ""}
_MIN_SINGLE = 3  # labels of a single article without a counter
_MAX_MISSING = 0.05  # of the articles that may lack a title or a date
_LOOK = "Compare with the file. Export again as described in docs/your-own-texts.md, or tell us of the layout."


def may_be_export(text: str) -> bool:
    """Whether a page or text has a line that parts articles, or the label of a length: else it is not split."""
    return any(mark().search(text) for mark in (closing_line, end_line, counter_line)) or _has_length(text)


def split_export(text: str, join: Callable[[Sequence[Block]], str] = join_blocks) -> list[Record | Problem]:
    """The articles of an export with title, author, date, source, section, stated_words …, and what is odd about them.

    Nothing if the text is not an export; a problem alone if it looks like one but is not understood. The text is the
    body; lines that the export broke are joined, ``join`` makes paragraphs of them.
    """
    text = _plain_spaces(text)
    if not may_be_export(text):
        return []
    for split in (_split_closed, _split_ended, _split_counted, _split_single):
        name, chunks, read = split(text)
        articles = [read(chunk, join=join) for chunk in chunks]
        found = [article for article in articles if article]
        if found and 2 * len(found) >= len(articles):
            found = cut_publisher_lines(found) if split is _split_closed else found
            return [*_records(found, name), *_odd(text, articles, found)]
    return [_not_understood(n)] if (n := _n_marks(text)) > 1 else []


def _plain_spaces(text: str) -> str:
    for space, plain in _SPACES.items() if not text.isascii() else ():
        text = text.replace(space, plain)
    return text


def records_of(
    text: str,
    fields: Mapping[str, Any] = NOTHING,
    *,
    encoding: str | None = None,
    marked: str | None = None,
    join: Callable[[Sequence[Block]], str] = join_blocks,
) -> Iterator[Record | Problem]:
    """The articles if the text is an export, else the text as one document.

    ``marked`` is the same text with ``#`` before headings or as lines, for readers that do not keep these otherwise.
    """
    items = split_export(text if marked is None else marked, join)
    for item in items:
        yield (
            item
            if isinstance(item, Problem)
            else Record(item.text, item.fields, encoding, item.number, format=item.format)
        )
    if not any(isinstance(item, Record) for item in items):
        yield Record(text, fields, encoding)


_Split = tuple[str, Sequence[str], Callable[..., Article | None]]
_read_older = partial(read_labelled, title_first=False)


def _split_closed(text: str) -> _Split:
    return "Factiva export", closing_line().split(text)[:-1], read_bare


def _split_ended(text: str) -> _Split:
    chunks = end_line().split(text)
    whole = chunks[-1:] if _n_labels(chunks[-1]) >= _MIN_SINGLE and len(chunks) > 1 else []  # cut off before its end
    return "Nexis export", [*chunks[:-1], *whole], partial(read_labelled, title_first=True)


def _split_counted(text: str) -> _Split:
    chunks, start = [], None
    for match in counter_line().finditer(text):
        if start is not None:
            chunks.append(text[start : match.start()])
        start = match.end()
    return "Nexis export", [*chunks, *([text[start:]] if start is not None else [])], _read_older


def _split_single(text: str) -> _Split:
    chunks = [text] if _has_length(text) and _n_labels(text) >= _MIN_SINGLE else []
    return "Nexis export", chunks, _read_older


def _has_length(text: str) -> bool:
    return length_line().search(text) is not None


def _n_labels(text: str) -> int:
    """Number of different known labels that begin a line, up to the number that tells an article."""
    found = set()
    for line in text.split("\n"):
        name, _ = line_label(line.strip()) or ("", "")
        known = label_of(name) if name else None
        if known is not None and known.place in ("head", "tail"):
            found.add(known.field or name)
    return len(found)


def _records(found: Sequence[Article], name: str) -> Iterator[Record]:
    for number, article in enumerate(found, 1):
        yield Record(article.text, normalise_fields(article.fields), number=number, format=name)


def _odd(text: str, articles: Sequence[Article | None], found: Sequence[Article]) -> Iterator[Problem]:
    """What a reader of the articles should know: gaps, empty ones, missing fields, labels that are not understood."""
    lost = [number for number, article in enumerate(articles, 1) if article is None]
    if lost:
        yield _warning(f"Without any field of an article, and left out: {some('part', lost)} of the export.")
    empty = [number for number, article in enumerate(found, 1) if not article.text.strip()]
    if empty:
        yield _warning(f"Without a text: {some('article', empty)} of {len(found):,}.")
    for field in ("title", "date"):
        missing = [number for number, article in enumerate(found, 1) if not article.fields.get(field)]
        if len(missing) > _MAX_MISSING * len(found):
            yield _warning(f"Without a {field}: {some('article', missing)} of {len(found):,}.")
    yield from _fewer_than_counted(text, len(found))
    unknown = Counter(name for article in found for name in article.unknown)
    if unknown:
        named = ", ".join(f"{name[:40]} ({n})" for name, n in unknown.most_common(5))
        yield _warning(f"Labels that are not understood, and left out: {named}.")
    begun = Counter(label[0] for article in found if (label := line_label(article.text.partition("\n")[0])))
    kept = [f"{name[:40]} ({n})" for name, n in begun.most_common(5) if name.isupper() and n > 1]
    if kept:
        yield _warning(f"Lines that look like labels begin several texts, and stay in them: {', '.join(kept)}.")


def _fewer_than_counted(text: str, n_found: int) -> Iterator[Problem]:
    """The file itself may say how many articles it has: on its cover page, or in each counter."""
    stated = [int(match[1]) for match in cover_count().finditer(text[:20_000])]
    if stated and n_found < max(stated) and end_line().search(text):
        yield _warning(f"The cover page counts {max(stated):,} articles; {n_found:,} were found.")
        return
    if end_line().search(text) or closing_line().search(text):
        return
    counters = [(int(match["number"]), int(match["total"])) for match in counter_line().finditer(text)]
    numbers = {number for number, _ in counters}
    if not numbers:
        return
    gaps = [number for number in range(min(numbers), min(max(numbers), min(numbers) + 10**5)) if number not in numbers]
    total = max(total for _, total in counters)
    if gaps:
        yield _warning(f"The export numbers its articles and lacks {some('number', gaps)} of {total:,}.")
    elif min(numbers) == 1 and max(numbers) < total:
        remedy = "If the others are in further files, nothing is missing; else export again."
        problem = f"The export counts {total:,} articles; the file has the first {max(numbers):,}."
        yield Problem(problem, remedy, severity="warning")


def _warning(problem: str) -> Problem:
    return Problem(problem, _LOOK, severity="warning")


def _n_marks(text: str) -> int:
    """Number of lines that part articles, as far as they can be nothing else."""
    counted = sum(bool(match["before"] or match["behind"]) for match in counter_line().finditer(text))
    return counted + len(closing_line().findall(text)) + len(end_line().findall(text))


def _not_understood(n: int) -> Problem:
    problem = f"It looks like an export of a news database ({n:,} lines that part articles), but is not understood."
    return Problem(f"{problem} It is read as one text.", _LOOK, severity="warning")
