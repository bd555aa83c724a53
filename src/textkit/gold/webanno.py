"""WebAnno TSV 3.3, the table format of WebAnno and INCEpTION (Klie et al. 2018): one token a line, layers as columns.

Three layers: ``webanno.custom.Quotation`` and ``webanno.custom.Analogy`` with their features and slots, and
``webanno.custom.Part`` for what the slots point to (mention, cue, tenor, vehicle).
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textkit.gold.annotations import FEATURES, Annotation, Part, export_annotations
from textkit.gold.readings import Gold
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.language.paragraphs import find_paragraphs, split_sentences
from textkit.language.tokens import tokenize
from textkit.read.corpus import Corpus

__all__ = [
    "LAYERS",
    "PART",
    "Grid",
    "Unit",
    "build_grid",
    "escape_text",
    "escape_value",
    "export_webanno",
    "from_utf16",
    "split_cell",
    "to_utf16",
    "unescape_text",
    "unescape_value",
]

NAMED = {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\b": "\\b", "\\": "\\\\"}
CHARACTER = {escape[1]: character for character, escape in NAMED.items()}
TEXT = re.compile(r"[\\\x00-\x0a\x0c-\x1f]")  # the format leaves the vertical tab alone
ESCAPED_TEXT = re.compile(r"\\([\\tnfrb\x00-\x07\x0e-\x1f])")
VALUE = re.compile(r"[\\\[\]|_;*]|->|\t|\n")
ESCAPED_VALUE = re.compile(r"\\(->|[\\\[\]|_;*tn])")
ID = re.compile(r"(?P<value>(?:\\.|[^\\])*?)(?:\[(?P<id>\d+)\])?", re.DOTALL)
FORMAT = "#FORMAT=WebAnno TSV 3.3"
PREFIX = "webanno.custom."
LAYERS = {"quotes": "Quotation", "analogies": "Analogy"}
PART = "Part"
NO_VALUE, NO_ANNOTATION = "*", "_"


def escape_text(text: str) -> str:
    """A line of a sentence: backslash and control characters."""
    return TEXT.sub(lambda match: NAMED.get(match[0], f"\\{match[0]}"), text)


def unescape_text(text: str) -> str:
    """What :func:`escape_text` was given."""
    return ESCAPED_TEXT.sub(lambda match: CHARACTER.get(match[1], match[1]), text)


def escape_value(value: str) -> str:
    r"""The value of a feature: all characters that the format reserves.

    Examples
    --------
    >>> print(escape_value("a|b_c->d"))
    a\|b\_c\->d
    """
    return VALUE.sub(lambda match: NAMED.get(match[0], f"\\{match[0]}"), value)


def unescape_value(value: str) -> str:
    """What :func:`escape_value` was given."""
    return ESCAPED_VALUE.sub(lambda match: {"t": "\t", "n": "\n"}.get(match[1], match[1]), value)


def split_cell(cell: str, separator: str) -> list[tuple[str, str | None]]:
    r"""The values of a cell, still escaped, and the disambiguation id behind each.

    Examples
    --------
    >>> split_cell(r"direct[3]|a\|b|*", "|")
    [('direct', '3'), ('a\\|b', None), ('*', None)]
    """
    pieces = re.findall(rf"((?:\\.|[^{separator}])*+)(?:{re.escape(separator)}|$)", cell, re.DOTALL)
    pieces = pieces[: max(1, len(pieces) - 1)]  # the empty match at the end
    found = [ID.fullmatch(piece) for piece in pieces]
    return [
        (match["value"], match["id"]) if match else (piece, None) for match, piece in zip(found, pieces, strict=True)
    ]


Unit = tuple[int, int, int]  # token, start, end: a whole token or a part of it


@dataclass(frozen=True, slots=True)
class Grid:
    """Tokens of a text (all that is not white space) and the number of the sentence of each, both from 0.

    Words outside textkit's sentences (titles' marks, page furniture) make sentences of their own: the format knows no
    text outside sentences.
    """

    starts: np.ndarray
    ends: np.ndarray
    sentences: np.ndarray

    def units(self, start: int, end: int) -> list[Unit]:
        """What a span covers: tokens, and parts of those that it cuts; white space at its ends is not in the format."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return [(i, max(start, int(self.starts[i])), min(end, int(self.ends[i]))) for i in range(first, last)]

    def is_whole(self, unit: Unit) -> bool:
        return (int(self.starts[unit[0]]), int(self.ends[unit[0]])) == unit[1:]


def build_grid(text: str) -> Grid:
    """The grid of a text.

    Examples
    --------
    >>> grid = build_grid("It is over. Never again.")
    >>> grid.sentences.tolist(), grid.units(1, 5)
    ([0, 0, 0, 0, 1, 1, 1], [(0, 1, 2), (1, 3, 5)])
    """
    tokens, sentences = tokenize(text), split_sentences(text, find_paragraphs(text))
    starts, ends = tokens.starts.astype(int), tokens.ends.astype(int)
    number = np.searchsorted([s.start for s in sentences], starts, side="right") - 1
    inside = (number >= 0) & (starts < np.array([s.end for s in sentences] or [0])[number])
    change = (np.diff(number, prepend=-2) != 0) | (np.diff(inside.astype(int), prepend=-1) != 0)
    return Grid(starts, ends, np.cumsum(change) - 1)


def to_utf16(text: str) -> np.ndarray:
    """For each code point of the text, and for its end, the number of UTF-16 units before it.

    Examples
    --------
    >>> to_utf16("a😀b").tolist()
    [0, 1, 3, 4]
    """
    width = np.array([1 + (ord(c) > 0xFFFF) for c in text], dtype=int)
    return np.concatenate([[0], np.cumsum(width)]).astype(int)


def from_utf16(text: str, offsets: Sequence[int]) -> list[int]:
    """Code points before so many UTF-16 units.

    Examples
    --------
    >>> from_utf16("a😀b", [0, 3, 4])
    [0, 2, 3]
    """
    return np.searchsorted(to_utf16(text), np.array(offsets, dtype=int)).tolist()


@dataclass(frozen=True, slots=True)
class _Span:
    """A row of a layer: its units in the grid, its features, the numbers of its parts."""

    layer: str
    units: tuple[Unit, ...]
    features: Mapping[str, str]
    links: tuple[tuple[str, int], ...]


def export_webanno(
    annotations: Labels | LabelsOnDisk | Gold,
    folder: str | os.PathLike[str],
    *,
    documents: Corpus | pd.DataFrame | None = None,
) -> None:
    """Write quotations and analogies as WebAnno TSV 3.3, a file per document.

    The project must have the layers before the files are imported; ``docs/methods/exchange.md`` lists them. The format
    has no place for text between sentences but white space, and spans cannot begin or end with white space.

    Parameters
    ----------
    annotations : Labels, LabelsOnDisk or Gold
    folder : path
        Gets one .tsv per document and ``documents.csv`` (which file is which document).
    documents : Corpus or DataFrame, optional
        The texts, needed for Gold.

    Raises
    ------
    OptionError
        If the texts are missing.
    OutputError
        If the folder holds other annotations: they are never overwritten.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.export_webanno(labels, folder)
    ...     tk.gold.import_webanno(folder).quotations[["text", "speaker", "mention", "cue"]].values.tolist()
    [['We shall see,', 'Ann Lee', 'Ann Lee', 'said']]
    """
    export_annotations(annotations, folder, documents, lambda text, found: {".tsv": _tsv(text, found)})


def _tsv(text: str, annotations: list[Annotation]) -> str:
    grid = build_grid(text)
    spans = _spans(annotations, grid)
    sheet = _Sheet(text, grid, spans)
    return "".join([f"{FORMAT}\n", *(f"{line}\n" for line in _header()), "\n", *sheet.lines()])


def _header() -> Iterator[str]:
    for layer, name in LAYERS.items():
        slot = f"ROLE_{PREFIX}{name}:parts_{PREFIX}{name}PartsLink|{PREFIX}{PART}"
        yield f"#T_SP={PREFIX}{name}|{'|'.join(FEATURES[layer])}|{slot}"
    yield f"#T_SP={PREFIX}{PART}|role"


def _spans(annotations: list[Annotation], grid: Grid) -> list[_Span]:
    """Annotations, and behind them each part once, though the pieces of a quotation share them."""
    parts: dict[Part, int] = {}
    for annotation in annotations:
        for part in annotation.parts:
            parts.setdefault(part, len(annotations) + len(parts))
    spans = [
        _Span(
            LAYERS[a.layer], tuple(grid.units(a.start, a.end)), a.features, tuple((p.role, parts[p]) for p in a.parts)
        )
        for a in annotations
    ]
    return spans + [_Span(PART, tuple(grid.units(p.start, p.end)), {"role": p.role}, ()) for p in parts]


class _Sheet:
    """The lines of one file: which span stands in which unit, and the ids that tell them apart."""

    def __init__(self, text: str, grid: Grid, spans: list[_Span]) -> None:
        self.text, self.grid, self.spans, self.offsets = text, grid, spans, to_utf16(text)
        self.here: dict[tuple[Unit, str], list[int]] = defaultdict(list)
        for number, span in enumerate(spans):
            for unit in span.units:
                self.here[unit, span.layer].append(number)
        self.names = self._name_units()
        self.ids = self._identify()

    def _name_units(self) -> dict[Unit, str]:
        """sentence-token, and .n for the parts of a token; all from 1."""
        names, first = {}, 0
        parts = defaultdict(list)
        for unit in sorted({unit for unit, _ in self.here if not self.grid.is_whole(unit)}):
            parts[unit[0]].append(unit)
        for token, sentence in enumerate(self.grid.sentences):
            first = token if token == 0 or sentence != self.grid.sentences[token - 1] else first
            name = f"{sentence + 1}-{token - first + 1}"
            names[token, int(self.grid.starts[token]), int(self.grid.ends[token])] = name
            names |= {unit: f"{name}.{n}" for n, unit in enumerate(parts[token], 1)}
        return names

    def _identify(self) -> dict[int, int]:
        """An id for each span of several units, and for those that share a unit with another of their layer."""
        stacked = {number for numbers in self.here.values() if len(numbers) > 1 for number in numbers}
        several = [n for n, span in enumerate(self.spans) if len(span.units) > 1 or n in stacked]
        return {number: place for place, number in enumerate(several, 1)}

    def lines(self) -> Iterator[str]:
        before, used = -1, {unit for unit, _ in self.here}
        empty = list(self._cells((-1, 0, 0)))
        for unit, name in self.names.items():
            sentence = self.grid.sentences[unit[0]]
            if sentence != before:
                yield from self._head(sentence)
                before = sentence
            a, b = unit[1:]
            cells = self._cells(unit) if unit in used else empty
            yield (
                "\t".join([name, f"{self.offsets[a]}-{self.offsets[b]}", escape_text(self.text[a:b]), *cells]) + "\t\n"
            )

    def _head(self, sentence: int) -> Iterator[str]:
        first, last = np.searchsorted(self.grid.sentences, [sentence, sentence + 1])
        words = self.text[self.grid.starts[first] : self.grid.ends[last - 1]]
        yield "\n"
        yield from (f"#Text={escape_text(line)}\n" for line in words.split("\n"))

    def _cells(self, unit: Unit) -> Iterator[str]:
        for layer, name in LAYERS.items():
            numbers = self.here.get((unit, name), [])
            for feature in FEATURES[layer]:
                yield self._stack(numbers, [self._value(n, feature) for n in numbers])
            yield self._stack(numbers, [self._roles(n) for n in numbers])
            yield "|".join(self._targets(n) for n in numbers) or NO_ANNOTATION
        numbers = self.here.get((unit, PART), [])
        yield self._stack(numbers, [self._value(n, "role") for n in numbers])

    def _stack(self, numbers: list[int], values: list[str]) -> str:
        ids = [f"[{self.ids[n]}]" if n in self.ids else "" for n in numbers]
        return "|".join(value + i for value, i in zip(values, ids, strict=True)) or NO_ANNOTATION

    def _value(self, number: int, feature: str) -> str:
        value = self.spans[number].features.get(feature)
        return escape_value(value) if value else NO_VALUE

    def _roles(self, number: int) -> str:
        return ";".join(escape_value(role) for role, _ in self.spans[number].links) or NO_ANNOTATION

    def _targets(self, number: int) -> str:
        targets = [target for _, target in self.spans[number].links]
        ids = [f"[{self.ids[t]}]" if t in self.ids else "" for t in targets]
        names = [self.names[self.spans[t].units[0]] for t in targets]
        return ";".join(name + i for name, i in zip(names, ids, strict=True)) or NO_VALUE
