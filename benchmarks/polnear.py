"""PolNeAR (Newell, Margolin & Ruths 2018) as the fit and accuracy scripts read it. Nothing of it is stored."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from textkit.language.doc import Doc, read_doc

WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Article:
    """A text with its attributions (content, source and cue spans) and the document that textkit reads in it."""

    name: str
    text: str
    attributions: list[tuple[Spans, Spans, Spans]]
    doc: Doc
    word_starts: list[int]

    @property
    def publisher(self) -> str:
        return self.name.split("_")[0]

    def words(self, spans: Spans) -> set[int]:
        """Numbers of the words that begin within the spans."""
        found: set[int] = set()
        for start, end in spans:
            found.update(range(bisect_left(self.word_starts, start), bisect_left(self.word_starts, end)))
        return found


def read_articles(folder: Path) -> Iterator[Article]:
    """Articles of a split: FOLDER/text/*.txt with FOLDER/attributions/*.ann."""
    for path in sorted((folder / "text").glob("*.txt")):
        annotations = sorted((folder / "attributions").glob(f"{escape(path.stem)}_*.ann"))
        if not annotations:
            continue
        text = path.read_bytes().decode("utf-8")
        starts = [match.start() for match in WORD.finditer(text)]
        yield Article(path.stem, text, read_brat(annotations[0]), read_doc(text), starts)


def read_brat(path: Path) -> list[tuple[Spans, Spans, Spans]]:
    """Content, source and cue spans of every attribution event."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    spans = {
        cells[0]: [tuple(map(int, part.split())) for part in cells[1].split(" ", 1)[1].split(";")]
        for cells in rows
        if cells[0][0] == "T"
    }
    return [event for cells in rows if cells[0][0] == "E" and (event := _event(cells[1], spans))[0]]


def _event(arguments: str, spans: dict[str, Spans]) -> tuple[Spans, Spans, Spans]:
    roles: dict[str, Spans] = defaultdict(list)
    for argument in arguments.split():
        role, target = argument.split(":")
        roles[role.rstrip("0123456789")] += spans.get(target, [])
    return sorted(roles["Content"]), sorted(roles["Source"]), sorted(roles["Cue"])
