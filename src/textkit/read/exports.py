"""Exports of news databases: one file, many articles.

How articles are parted: a closing line with their number (Factiva), "End of Document" behind each (Nexis Uni), "1 of 3
DOCUMENTS" before each (LexisNexis), or only the labels of a single article. Articles whose parts have labels are read
by ``labelled_articles``, the others here. The words are those of English, German, French and Dutch interfaces
(``export_words``).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from textkit.read import NOTHING, Problem, Record
from textkit.read.export_words import (
    Block,
    blocks_of,
    closing_line,
    count_of_words,
    counter_line,
    cover_count,
    end_line,
    find_day,
    is_rights,
    label_of,
    language_of,
    length_line,
    line_label,
    number_of_words,
    read_author,
    terms,
)
from textkit.read.labelled_articles import Article, join_blocks, read_labelled
from textkit.read.metadata import normalise_fields
from textkit.read.tables import some

__all__ = [
    "cut_publisher_lines",
    "may_be_export",
    "read_bare",
    "records_of",
    "split_export",
]

_SPACES = {"\xa0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": ""}
_MIN_SINGLE = 3  # labels of a single article without a counter
_MAX_MISSING = 0.05  # of the articles that may lack a title or a date
_LOOK = "Compare with the file. Export again as described in docs/your-own-texts.md, or tell us of the layout."
_CODE = re.compile(r"([A-Z]{2,3})(?:(?: ?\t| {2,})[ \t]*(.*)|[ \t]*)", re.DOTALL)
_ASIDE = re.compile(
    r"\d{1,2}[:.]\d\d.*|[A-Z0-9]{2,8}|[A-Z]{0,2}\d+(?:[-–,]\s?[A-Z]{0,2}\d+)*"
)  # a time, a code, a page
_HEADING = re.compile(r"#{1,6}\s+")
_RIGHTS_GO_ON = re.compile(
    r"rights|reserved|copyright|permission|licen[cs]e|click here|lizenz|vorbehalten|réservés|voorbehouden", re.I
)
_MAX_HEAD = 16  # lines between the count of words and the text
_MAX_ABOVE = 4  # lines above it that are the article's own
_MAX_NAME = 60  # characters of a byline
_NAME = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w.'’-]{0,60}|de|van|von|der|den|la|le|di|da|du|del|and|und|et|en|&|in"
    r"|[^\s@]{1,64}@[^\s@]{1,64})(?:[ ,;/|]+|\Z)"
)
# codes of the indexed layout, and the field each becomes; LP and TD are the text
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "HD": "title",
        "BY": "author",
        "WC": "stated_words",
        "PD": "date",
        "SN": "source",
        "LA": "language",
        "SE": "section",
        "ED": "edition",
        "PG": "page",
        "CR": "credit",
        "ET": "time",
        "SC": "source_code",
        "CO": "companies",
        "IN": "industries",
        "NS": "subjects",
        "RE": "regions",
    }
)
_OTHER_CODES = frozenset(
    ["LP", "TD", "CY", "AN", "IPC", "IPD", "PUB", "ART", "CLM", "VOL", "CT", "RF", "DLN", "NT", "CX", "PUBL", "RST"]
)


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


def read_bare(chunk: str, *, join: Callable[[Sequence[Block]], str] = join_blocks) -> Article | None:
    """The article before a closing line in either layout; None if it is in neither."""
    return _indexed(chunk, join) or _bare(chunk, join)


def _indexed(chunk: str, join: Callable[[Sequence[Block]], str]) -> Article | None:
    parts: dict[str, list[str]] = {}
    name = ""
    for line in chunk.split("\n"):
        match = _CODE.fullmatch(_HEADING.sub("", line.strip()))
        if match and match[1] in _FIELDS.keys() | _OTHER_CODES:
            name = match[1]
            line = match[2] or ""
            parts.pop(name, None)  # a code again: what stood before it is of a list of hits
        parts.setdefault(name, []).append(line.strip())
    if not {"HD", "PD"} <= set(parts) or not {"LP", "TD"} & set(parts):
        return None
    fields = {field: " ".join(filter(None, parts.get(code, ()))) for code, field in _FIELDS.items()}
    text = "\n\n".join(filter(None, (join(blocks_of("\n".join(parts.get(code, ())))) for code in ("LP", "TD"))))
    return Article(text, _tidy(fields))


def _bare(chunk: str, join: Callable[[Sequence[Block]], str]) -> Article | None:
    raw = chunk.split("\n")
    lines = [line.strip() for line in raw]
    plain = [_HEADING.sub("", line) for line in lines]
    counted = count_of_words()
    count = next((i for i, line in enumerate(plain) if len(line) < 40 and counted.fullmatch(line)), None)
    above = [line for line in lines[:count] if line]
    if count is None or not above:
        return None
    marked = next((i for i in range(count, len(raw)) if "\f" in raw[i]), None)  # where the page marks its text
    close = _end_of_head(plain, count) if marked is None else marked
    below = [line for line in plain[count + 1 : close] if line]
    fields = _above_fields(above) | _below_fields(below) | {"stated_words": plain[count]}
    return Article(join(blocks_of("\n".join(lines[close:]))), _tidy(fields))


def _end_of_head(lines: Sequence[str], count: int) -> int:
    """Number of the first line of the text: behind the notice of rights, else behind the language or the date."""
    below = range(count + 1, min(len(lines), count + 1 + 2 * _MAX_HEAD))
    rights = next((i for i in below if lines[i] and is_rights([lines[i]])), None)
    if rights is None:
        marks = (lambda line: language_of(line) is not None, lambda line: find_day(line) is not None)
        return next((i + 1 for mark in marks for i in below if lines[i] and mark(lines[i])), count + 1)
    close = rights + 1
    while close < len(lines) and (not lines[close] or _RIGHTS_GO_ON.search(lines[close][:300])):
        close += 1
    block_end = next((i for i in range(rights, len(lines)) if not lines[i]), len(lines))
    rest = sum(map(len, lines[block_end:]))
    goes_on = block_end > close and sum(map(len, lines[rights:block_end])) < min(600, rest)
    return block_end if goes_on else close


def _above_fields(lines: Sequence[str]) -> dict[str, Any]:
    """Section, title and byline: by a heading's mark, else by their number and look."""
    marked = next((i for i in reversed(range(len(lines))) if _HEADING.match(lines[i])), None)
    if marked is not None and not _is_page_head(lines[marked]):
        first = marked
        while first and _HEADING.match(lines[first - 1]) and not _is_page_head(lines[first - 1]):
            first -= 1
        title = " ".join(_HEADING.sub("", line) for line in lines[first : marked + 1])
        section = lines[first - 1] if first and not _is_page_head(lines[first - 1]) else None
        return {"section": section, "title": title, "author": " ".join(lines[marked + 1 :]) or None}
    own = [_HEADING.sub("", line) for line in lines if not _is_page_head(line)][-_MAX_ABOVE:]
    author = own.pop() if len(own) > 1 and _is_byline(own[-1], own[:-1]) else None
    section = own[-2] if len(own) > 1 and _is_section(own[-2]) else None
    if section is None and len(own) > 1 and author is None and not _is_section(own[-2]):
        section = own[-2] if len(own[-2]) < len(own[-1]) else None
    return {"section": section, "title": own[-1] if own else None, "author": author}


def _is_page_head(line: str) -> bool:
    return _HEADING.sub("", line).casefold() in ("factiva", "dow jones", "dow jones factiva", "dj factiva")


def _is_section(line: str) -> bool:
    words = re.split(r"[;,:/|]", line.casefold())[0].strip()
    return words in terms("section") or (len(line) < 40 and bool(re.search(r";|\bsection\b|\bdesk\b", line.casefold())))


def _is_byline(line: str, above: Sequence[str]) -> bool:
    """A line that begins with "By", or a name below something longer than a section's."""
    if read_author(line) != line:
        return True
    name = len(line) <= _MAX_NAME and not line.endswith((".", "?", "!")) and _NAME.sub("", line) == ""
    return name and len(line.split()) > 1 and not _is_section(above[-1])


def _below_fields(lines: Sequence[str]) -> dict[str, Any]:
    """Date, source and language below the count of words; times, codes and rights are not a source."""
    date = next((line for line in lines if find_day(line)), None)
    language = next((line for line in lines if language_of(line)), None)
    named = [line for line in lines if line not in (date, language) and not is_rights([line])]
    source = next((line for line in named if not _ASIDE.fullmatch(line)), None)
    return {"date": date, "language": language, "source": source}


def _tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    language = fields.get("language")
    return {
        **fields,
        "title": _HEADING.sub("", fields["title"] or "") or None,
        "language": (language_of(language) or language) if language else None,
        "date": find_day(fields["date"]) or fields["date"] if fields.get("date") else None,
        "stated_words": number_of_words(fields.get("stated_words")),
        "author": read_author(fields.get("author")),
    }


def cut_publisher_lines(articles: Sequence[Article]) -> list[Article]:
    """The articles without the publisher's name as their last paragraph.

    It is a short line that ends no sentence and names a company, or that ends several articles of its source.
    """
    lasts = Counter((article.fields.get("source"), _last(article.text)) for article in articles)
    return [_without_last(article) if _is_publisher(article, lasts) else article for article in articles]


def _last(text: str) -> str:
    return text.rpartition("\n\n")[2]


def _without_last(article: Article) -> Article:
    return replace(article, text=article.text.rpartition("\n\n")[0])


def _is_publisher(article: Article, lasts: Mapping[tuple[Any, str], int]) -> bool:
    _, parted, line = article.text.rpartition("\n\n")
    words = [word.rstrip(".") for word in re.findall(r"\w[\w.]*", line.casefold())]
    if not parted or not 0 < len(words) <= 10 or re.search(r"[!?”\"’]\Z", line) or line.startswith(("#", ">", "-")):
        return False
    company = words[-1] in terms("company") and line[:1].isupper()
    repeated = lasts[article.fields.get("source"), line] > 1 and not line.endswith(".")
    own_name = str(article.fields.get("source") or "?").casefold() == line.casefold()
    return (
        own_name or repeated or (company and not re.search(r"\b(?:the|a|said|says|is|was|to)\b", line.casefold()[4:]))
    )
