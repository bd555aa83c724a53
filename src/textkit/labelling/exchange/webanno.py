"""WebAnno TSV 3.3, the table format of WebAnno and INCEpTION (Klie et al. 2018): one token a line, layers as columns.

Three layers: ``webanno.custom.Quotation`` and ``webanno.custom.Analogy`` with their features and slots, and
``webanno.custom.Part`` for what the slots point to (mention, cue, tenor, vehicle).
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textkit.labelling.exchange.annotations import FEATURES, Annotation, Part, export_annotations
from textkit.labelling.exchange.escaping import escape_text, escape_value
from textkit.labelling.exchange.units import Grid, Unit, build_grid, to_utf16
from textkit.labelling.pipeline import Labels
from textkit.read.corpus import Corpus
from textkit.read.gold import Gold

__all__ = ["LAYERS", "PART", "export_webanno"]

FORMAT = "#FORMAT=WebAnno TSV 3.3"
PREFIX = "webanno.custom."
LAYERS = {"quotes": "Quotation", "analogies": "Analogy"}
PART = "Part"
NO_VALUE, NO_ANNOTATION = "*", "_"


@dataclass(frozen=True, slots=True)
class _Span:
    """A row of a layer: its units in the grid, its features, the numbers of its parts."""

    layer: str
    units: tuple[Unit, ...]
    features: Mapping[str, str]
    links: tuple[tuple[str, int], ...]


def export_webanno(
    annotations: Labels | Gold, folder: str | os.PathLike[str], *, documents: Corpus | pd.DataFrame | None = None
) -> None:
    """Write quotations and analogies as WebAnno TSV 3.3, a file per document.

    The project must have the layers before the files are imported; ``docs/methods/exchange.md`` lists them. The format
    has no place for text between sentences but white space, and spans cannot begin or end with white space.

    Parameters
    ----------
    annotations : Labels or Gold
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
    ...     tk.export_webanno(labels, folder)
    ...     tk.import_webanno(folder).quotations[["text", "speaker", "mention", "cue"]].values.tolist()
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
