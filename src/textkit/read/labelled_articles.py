"""Articles with labelled lines around their text, as LexisNexis and Nexis Uni export them.

The lines without a label come in one of two orders: title, source, date (Nexis Uni), or source, date, title
(LexisNexis). The text stands behind the heading "Body", else it is the longest run of blocks between labelled ones.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from textkit.read.export_words import (
    Block,
    Label,
    blocks_of,
    find_day,
    is_day,
    is_rights,
    label_of,
    line_label,
    number_of_words,
    read_author,
    terms,
)

__all__ = ["Article", "join_blocks", "read_labelled"]

_HEADING = re.compile(r"#{1,6}\s+")
_PAGE = re.compile(r"page \d+ (?:of|von|de|van|sur) \d+", re.IGNORECASE)
_LISTED = re.compile(r"\d{1,4}\.\s")  # a line of a list of hits
_MAX_UNKNOWN = 200  # characters of a labelled line that is not known
_MAX_BEHIND = 300  # characters under a label such as GRAPHIC that need no comparison with the text
_MAX_TITLE = 250
_MAX_ABSTRACT = 6  # blocks of an abstract and its headings
_MAYBE_TITLES = ("title", "source", "date", "series", "edition")
_MAX_DAY = 60  # characters of a line that names a day, a season or a year among other things
_YEAR = re.compile(r"\b((?:1[89]|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Article:
    """An article of an export, and labels in it that are not understood."""

    text: str
    fields: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand together. ``kind``: head, tail, back (may be text too), body, cover, rights, unknown, text."""

    kind: str
    lines: Block
    labels: Mapping[str, str]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def join_blocks(blocks: Sequence[Block]) -> str:
    """Each block as a paragraph."""
    return "\n\n".join(" ".join(lines) for lines in blocks)


def read_labelled(
    chunk: str, *, title_first: bool, join: Callable[[Sequence[Block]], str] = join_blocks
) -> Article | None:
    """The article in a part of an export; None if nothing in it is labelled and no date stands in it."""
    parted = _parted(blocks_of(chunk), title_first)
    upper = _labels_are_upper(parted)
    blocks = _tell_unknown([_read_block(lines, upper, title_first) for lines in parted])
    if title_first and blocks and blocks[0].kind != "cover":
        blocks[0] = _Block("text", blocks[0].lines, {})  # the title, though it may read "Correction: ..."
    if not any(block.kind in ("head", "tail", "body") for block in blocks):
        return None
    start, end = _find_text(blocks, title_first=title_first)
    fields = _unlabelled_fields(blocks[:start], title_first=title_first)
    labelled = [block for block in (*blocks[:start], *blocks[end:]) if block.kind in ("head", "tail", "back")]
    while start < end and blocks[start].text.casefold() in terms("aside"):
        start += 1
    abstract, start = _abstract(blocks[start:end], start)
    text = join([block.lines for block in blocks[start:end] if block.kind != "rights"])
    unknown = tuple(name for block in blocks[:start] if block.kind == "unknown" for name in block.labels)
    return Article(text, _tidy(fields | _labelled_fields(labelled) | abstract), unknown)


def _abstract(blocks: Sequence[_Block], start: int) -> tuple[dict[str, str], int]:
    """A summary between the headings "Abstract" and "Full text" as a field, and where the text begins."""
    headings = [block.text.casefold().rstrip(":") for block in blocks[:_MAX_ABSTRACT]]
    if headings[:1] != ["abstract"] or "full text" not in headings:
        return {}, start
    end = headings.index("full text")
    return {"abstract": " ".join(block.text for block in blocks[1:end])}, start + end + 1


def _parted(blocks: Sequence[Block], title_first: bool) -> list[Block]:
    """Blocks parted where a label begins a line below other lines, and around the label or heading of the text."""
    parted: list[Block] = []
    in_text = False
    for lines in blocks:
        runs: list[list[str]] = [[]]
        for line in lines:
            name, value = line_label(line) or ("", "")
            label = label_of(name or line)
            if not in_text and label is not None and label.place == "body" and (name or title_first):
                runs += [[f"{name or line}:"], [value] if value else []]
                in_text = True
            elif runs[-1] and label is not None and _parts(name, value, runs[-1], in_text, title_first, label):
                runs.append([line])
            else:
                runs[-1].append(line)
        parted += [run for run in runs if run]
    return parted


def _parts(name: str, value: str, above: Block, in_text: bool, title_first: bool, label: Label) -> bool:
    """The line begins a block of its own: a label or heading below the text, or below unlabelled lines of the head."""
    if in_text and not name:
        return title_first and label.place == "back"
    if in_text:
        return label.place == "tail" and _fits(name, value)
    return bool(name) and (name.isupper() or title_first) and not line_label(above[0])


def _labels_are_upper(blocks: Sequence[Block]) -> bool:
    """Whether the first label that is known is written in capitals: then all are."""
    for lines in blocks:
        name, _ = line_label(lines[0]) or ("", "")
        known = label_of(name) if name else None
        if known is not None and known.place in ("head", "tail"):
            return name.isupper()
    return False


def _read_block(lines: Block, upper: bool, title_first: bool) -> _Block:
    first = _HEADING.sub("", lines[0])
    marked = first != lines[0] and not _is_sure_label(first)
    if len(lines) == 1:
        heading = label_of(first.removesuffix(":")) if title_first or first.endswith(":") else None
        if heading is not None and heading.place in ("body", "back"):
            return _Block(heading.place, lines, {})
        if re.fullmatch(r"[^\W\d_]+ \(\d+\)", first) and first.split()[0].casefold() in terms("cover"):
            return _Block("cover", lines, {})
    labels = {} if marked else _labels(lines, upper)
    if labels:
        known = label_of(next(iter(labels)))
        return _Block(known.place if known else "text", lines, labels)
    return _Block("rights" if is_rights(lines) else "text", lines, {})


def _is_sure_label(line: str) -> bool:
    """A heading that is a label all the same; one such as "Source: ..." may be a title."""
    label = label_of((line_label(line) or (line.removesuffix(":"), ""))[0])
    return label is not None and label.field not in _MAYBE_TITLES and (label.place != "back" or ":" not in line)


def _labels(lines: Block, upper: bool) -> dict[str, str]:
    """Labelled lines of a block: label → value; a line without one goes on with the label above it."""
    found: dict[str, list[str]] = {}
    name = None
    for line in lines:
        given, value = line_label(line) or ("", "")
        if given and (given.isupper() or not upper) and _fits(given, value):
            name = given
            found[name] = [value]
        elif name is None:
            return {}
        else:
            found[name].append(line)
    return {name: " ".join(filter(None, parts)) for name, parts in found.items()}


def _fits(name: str, value: str) -> bool:
    """The label is known, and its value is what stands behind it: a date, a language, a number."""
    known = label_of(name)
    if known is None or known.place == "body":
        return False
    if known.field in ("load_date", "stated_words"):
        return any(map(str.isdigit, value)) and len(value) < 80
    return known.field not in ("language", "publication_type") or (len(value) < 100 and not value.endswith("."))


def _tell_unknown(blocks: list[_Block]) -> list[_Block]:
    """Labels in capitals that are not known, between those of the head that are."""
    told = list(blocks)
    for i, (block, following) in reversed(list(enumerate(pairwise(blocks)))):
        given = line_label(block.lines[0]) if block.kind == "text" else None
        short = given is not None and given[0].isupper() and len(block.text) < _MAX_UNKNOWN
        if short and told[i + 1].kind in ("head", "unknown") and following.kind != "tail":
            told[i] = _Block("unknown", block.lines, {given[0]: given[1]})
    return told


def _find_text(blocks: Sequence[_Block], *, title_first: bool) -> tuple[int, int]:
    """Where the text begins and ends."""
    start = next((i + 1 for i, block in enumerate(blocks) if block.kind == "body"), None)
    if start is not None:
        return start, _find_end(blocks, start)
    heads = [i for i, block in enumerate(blocks) if block.kind in ("head", "unknown")]
    runs = [(start, _find_end(blocks, start, heads=True)) for start in (i + 1 for i in heads)]
    size = [sum(len(block.text) for block in blocks[a:b]) for a, b in runs]
    best = runs[size.index(max(size))] if runs else (len(blocks), len(blocks))
    before = _text_before(blocks, heads[0] if heads else _find_end(blocks, 0), title_first=title_first)
    n_before = sum(len(block.text) for block in blocks[before[0] : before[1]])
    return before if n_before > max([0, *size]) else best


def _text_before(blocks: Sequence[_Block], stop: int, *, title_first: bool) -> tuple[int, int]:
    """The text where no label stands before it: behind date and title."""
    days = [i for i, block in enumerate(blocks[:stop]) if block.kind == "text" and find_day(block.lines[0])]
    if not days:
        return stop, stop
    start = days[0] + 1
    named = sum(block.kind == "text" for block in blocks[: days[0]])
    while start < stop and (blocks[start].kind == "rights" or _is_edition(blocks[start].text)):
        start += 1
    if not title_first and named < 2 and start < stop and len(blocks[start].text) < _MAX_TITLE:
        start += 1
    return start, stop


def _find_end(blocks: Sequence[_Block], start: int, *, heads: bool = False) -> int:
    """Where labels or rights follow the text; with ``heads`` also those of a head.

    A label that may open a paragraph too (GRAPHIC, Correction) ends the text if little of it comes behind.
    """
    ends = ("tail", "head", "unknown") if heads else ("tail",)
    stop = next((i for i in range(start, len(blocks)) if blocks[i].kind in ends), len(blocks))
    sizes = [0, *accumulate(len(block.text) for block in blocks[start:stop])]
    for i in range(start, stop):
        before, behind = sizes[i - start], sizes[-1] - sizes[i - start]
        if blocks[i].kind in ("back", "rights") and behind <= max(_MAX_BEHIND, before / 2) and (before or heads):
            return i
    return stop


def _unlabelled_fields(blocks: Sequence[_Block], *, title_first: bool) -> dict[str, Any]:
    """Title, source, date and edition by the order of their lines."""
    lines = [line for line in _lines(blocks, title_first) if line[0].casefold() not in terms("aside")]
    covered = [i for i, line in enumerate(lines) if line[1] == "cover"]
    if covered:
        lines = lines[covered[-1] + 1 :]
    days = [i for i, (line, _) in enumerate(lines) if is_day(line)]
    days = days or [i for i, (line, _) in enumerate(lines) if i and len(line) < _MAX_DAY and find_day(line)]
    days = days or [i for i, (line, _) in enumerate(lines) if i and len(line) < _MAX_DAY and _YEAR.search(line)]
    day = (days[-1] if title_first and covered else days[0]) if days else None
    date = find_day(lines[day][0]) or _YEAR.search(lines[day][0])[1] if day is not None else None
    before, behind = lines[:day], lines[day + 1 :] if day is not None else []
    found = _in_modern_order(before, bool(covered)) if title_first else _in_older_order(before, behind)
    edition = next((line for line, _ in behind if _is_edition(line)), None)
    return found | {"date": date, "edition": edition}


def _lines(blocks: Sequence[_Block], title_first: bool) -> Iterator[tuple[str, str]]:
    """Text and kind of what stands before the text: a block, or its lines around a date; no labels, no rights."""
    for block in blocks:
        if block.kind == "cover":
            yield block.text, "cover"
        elif block.kind == "rights" or (block.kind == "text" and is_rights(block.lines)):
            yield from ((line, "text") for line in block.lines[1:] if not is_rights([line]))
        elif block.kind in ("text", "back") and not _PAGE.fullmatch(block.text):
            day = next((i for i, line in enumerate(block.lines) if is_day(line)), None)
            if day is None:
                yield block.text, "text"
                continue
            source = max(0, day - 1) if title_first else 0
            parts = [" ".join(block.lines[:source]), " ".join(block.lines[source:day]), *block.lines[day:]]
            yield from ((part, "text") for part in parts if part and not is_rights([part]))


def _in_modern_order(before: Sequence[tuple[str, str]], covered: bool) -> dict[str, Any]:
    """Title and source before the date; behind a cover page only the last two lines are the article's."""
    lines = [line for line, _ in before]
    marked = [i for i, line in enumerate(lines) if _HEADING.match(line) and not _LISTED.match(_HEADING.sub("", line))]
    if marked and marked[-1] + 1 < len(lines):
        first = marked[-1]
        while first - 1 in marked and not covered:
            first -= 1
        lines = [" ".join(_HEADING.sub("", line) for line in lines[first : marked[-1] + 1]), *lines[marked[-1] + 1 :]]
    elif marked:  # the source is marked, too
        lines = lines[-2:]
    elif covered:
        lines = [line for line in lines if not _LISTED.match(line)][-2:]
    title = _HEADING.sub("", lines[0]) if lines else None
    return {"title": title, "source": _HEADING.sub("", lines[-1]) if len(lines) > 1 else None}


def _in_older_order(before: Sequence[tuple[str, str]], behind: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The source before the date and the title behind it; both before it where nothing is behind."""
    named = [_HEADING.sub("", line) for line, _ in before]
    titles = [_HEADING.sub("", line) for line, _ in behind if not _is_edition(line)]
    if titles:
        return {"title": titles[-1], "source": named[-1] if named else None}
    return {"title": named[-1] if len(named) > 1 else None, "source": named[0] if named else None}


def _is_edition(line: str) -> bool:
    words = re.findall(r"[^\W\d_]+", line.casefold())
    known = [word for word in (words[:1] + words[-1:]) if (label := label_of(word)) and label.field == "edition"]
    return bool(known) and len(words) < 12


def _labelled_fields(blocks: Sequence[_Block]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in blocks:
        for name, value in block.labels.items():
            known = label_of(name)
            if known is not None and known.field and value:
                found.setdefault(known.field, value)
    return found


def _tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    words = fields.get("stated_words")
    title = fields.get("title")
    return {
        **fields,
        "stated_words": number_of_words(words) if words else None,
        "author": read_author(fields.get("author")),
        "title": _HEADING.sub("", title) if title else None,
    }
