"""Reading WebAnno TSV 3: the files that export_webanno wrote, and those that WebAnno and INCEpTION export."""

import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from textkit.errors import CorpusError
from textkit.gold.annotations import (
    FEATURES,
    FORMER_FEATURES,
    PARTS,
    Annotation,
    Part,
    check_feature,
    gold_of,
    read_files,
    read_text_file,
)
from textkit.gold.readings import Gold
from textkit.gold.webanno import (
    LAYERS,
    NO_ANNOTATION,
    NO_VALUE,
    PART,
    from_utf16,
    split_cell,
    unescape_text,
    unescape_value,
)
from textkit.read.corpus import Corpus

__all__ = ["import_webanno"]

UNIT = re.compile(r"(?P<name>[0-9]+-[0-9]+(?:\.[0-9]+)?)\t(?P<start>[0-9]{1,9})-(?P<end>[0-9]{1,9})\t(?P<words>[^\t]*)")
LARGEST_GAP = 1_000_000  # of white space between two sentences, and all that a file of tokens does not account for
REMEDY = "Export it again as WebAnno TSV 3."
LAYER_OF = {name: layer for layer, name in LAYERS.items()}
WHITE = re.compile(r"\s")
Key = tuple[str, ...]


def import_webanno(folder: str | os.PathLike[str], *, documents: Corpus | pd.DataFrame | None = None) -> Gold:
    """Read quotations and analogies from WebAnno TSV 3, as exported and as annotators changed them.

    Layers and features are known by their names, whatever else the project has. The format does not keep the white
    space between sentences; with ``documents`` the words of spans are cut from the true texts, otherwise a line break
    and spaces stand between sentences (offsets are right in both cases).

    Parameters
    ----------
    folder : path
        With .tsv files.
    documents : Corpus or DataFrame, optional
        The texts that were exported.

    Returns
    -------
    Gold
        To be scored (``tk.gold.evaluate``) or saved as a corpus's ``gold``; its tables have all columns of ``quotes``
        and ``analogies``.

    Raises
    ------
    CorpusError
        If files are missing, a line is damaged, or the text is not that of ``documents``; the message names file and
        line.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It fell like a house of cards."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.export_webanno(labels, folder)
    ...     tk.gold.import_webanno(folder).analogies[["kind", "cue", "vehicle"]].values.tolist()
    [['simile', 'like', 'a house of cards']]
    """
    texts = {}
    if documents is not None:
        table = getattr(documents, "documents", documents)
        texts = dict(zip(table["doc_id"].astype("str"), table["text"], strict=True))
    found, layers = {}, set()
    for doc_id, path in read_files(folder, ".tsv"):
        sheet = _read(path)
        layers |= sheet.layers
        text = _true_text(sheet.text(), texts[doc_id], path) if doc_id in texts else sheet.text()
        found[doc_id] = text, list(_annotations(sheet, text))
    if not layers & {*LAYERS.values()}:
        others = ", ".join(sorted(layers)[:8]) or "no layer of spans"
        warnings.warn(f"{folder} has {others}, but none of {', '.join(LAYERS.values())}.", stacklevel=2)
    return gold_of(found)


@dataclass(slots=True)
class _Record:
    """An annotation while it is read: UTF-16 offsets, features, and the addresses of its parts."""

    layer: str
    start: int
    end: int
    features: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    targets: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """One file: sentences with their offset, and annotations by their key (an id, or unit, layer and place in it)."""

    layers: set[str] = field(default_factory=set)
    sentences: list[tuple[int, str]] = field(default_factory=list)
    last: bytes = b""  # the sentence begun last, in UTF-16
    length: int = 0  # where it ends
    records: dict[Key, _Record] = field(default_factory=dict)
    address: dict[Key, Key] = field(default_factory=dict)  # unit, layer and place → key, also of those with an id

    def begin(self, start: int, sentence: str) -> None:
        """Add a sentence at its offset."""
        if start < self.length:
            raise CorpusError("the sentence begins inside the one before it")
        self.sentences.append((start, sentence))
        self.last = sentence.encode("utf-16-le", "surrogatepass")
        self.length = start + len(self.last) // 2

    def words_at(self, start: int, end: int) -> str:
        """What stands at offsets of the last sentence."""
        first = self.sentences[-1][0]
        if not first <= start <= end <= self.length:
            raise CorpusError("its offsets are outside its sentence")
        return self.last[2 * (start - first) : 2 * (end - first)].decode("utf-16-le", "surrogatepass")

    def text(self) -> str:
        """Sentences at their offsets; between them a line break, and spaces for what else was there."""
        parts, length = [], 0
        for start, sentence in self.sentences:
            gap = start - length
            parts.append(("\n" if self.sentences[0][0] != start else " ")[:gap].ljust(gap) + sentence)
            length = start + len(sentence) + sum(c > "\uffff" for c in sentence)
        return "".join(parts)


def _read(path: Path) -> _Sheet:
    content = read_text_file(path, REMEDY, "utf-8-sig").replace("\r\n", "\n")
    lines = content.split("\n")
    if not lines[0].startswith("#FORMAT=WebAnno TSV 3"):
        raise CorpusError(
            f"{path} begins with {lines[0][:40]!r}, not with #FORMAT=WebAnno TSV 3.x. Export it again so."
        )
    columns = list(_columns(lines))
    sheet = _Sheet(layers={layer for layer, _ in columns if layer})
    head: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            head += [unescape_text(line.removeprefix("#Text="))] if line.startswith("#Text=") else []
        elif line:
            try:
                head = _read_unit(line, sheet, columns, head)
                if sheet.length > len(content) + LARGEST_GAP:
                    raise CorpusError("the sentence begins far behind the one before it")
            except (ValueError, IndexError, TypeError) as error:
                reason = f" ({error})" if isinstance(error, CorpusError) else ""
                raise CorpusError(
                    f"{path}, line {number}: {line[:60]!r} does not fit its header or text{reason}. Export the file "
                    "again as WebAnno TSV 3."
                ) from error
    return sheet


def _columns(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Layer and feature of each column behind the third; slots are the features ``roles`` and ``targets``."""
    for line in lines:
        if line.startswith(("#T_SP=", "#T_CH=", "#T_RL=")):
            layer, *features = line[len("#T_SP=") :].split("|")
            name = layer.rpartition(".")[2] if line.startswith("#T_SP=") else ""
            previous = ""
            for feature in features or [""]:
                kind = "roles" if feature.startswith("ROLE_") else "targets" if previous == "roles" else feature
                kind = FORMER_FEATURES.get(kind, kind)
                yield name, kind
                previous = kind
        elif line.startswith("#Text="):
            return


def _read_unit(line: str, sheet: _Sheet, columns: Sequence[tuple[str, str]], head: list[str]) -> list[str]:
    match = UNIT.match(line)
    cells = line.split("\t")[3:]
    if match is None or len(cells) < len(columns):
        raise ValueError(line)
    start, end = int(match["start"]), int(match["end"])
    if head:
        sheet.begin(start, "\n".join(head))
    if sheet.words_at(start, end) != unescape_text(match["words"]):
        raise CorpusError(f"the text has {sheet.words_at(start, end)[:40]!r} there")
    values: dict[tuple[str, int], dict[str, tuple[str, str | None]]] = {}
    for (layer, feature), cell in zip(columns, cells, strict=False):
        if layer in (*LAYERS.values(), PART) and cell != NO_ANNOTATION:
            plain = feature == "targets"  # unit names and ids: nothing in them is escaped
            stack = [(value, None) for value in cell.split("|")] if plain else split_cell(cell, "|")
            for place, value in enumerate(stack):
                values.setdefault((layer, place), {})[feature] = value
    if values and start == end:
        raise CorpusError("an annotation of no text")
    for (layer, place), features in values.items():
        _keep(sheet, match, layer, place, features)
    return []


def _keep(
    sheet: _Sheet, unit: re.Match[str], layer: str, place: int, features: Mapping[str, tuple[str, str | None]]
) -> None:
    here = (unit["name"], layer, str(place))
    name = next((i for _, i in features.values() if i), None)
    key = (name,) if name else here
    start, end = int(unit["start"]), int(unit["end"])
    record = sheet.records.setdefault(key, _Record(layer, start, end))
    record.start, record.end = min(record.start, start), max(record.end, end)
    sheet.address[here] = key
    for feature, (value, _) in features.items():
        if feature == "roles":
            record.roles = (
                [unescape_value(role) for role, _ in split_cell(value, ";")] if value != NO_ANNOTATION else []
            )
        elif feature == "targets":
            record.targets = [_target(t) for t in value.split(";")] if value != NO_VALUE else []
        elif value not in (NO_VALUE, NO_ANNOTATION):
            record.features[feature] = unescape_value(value)
            if feature in FEATURES.get(LAYER_OF.get(layer, ""), ()):
                check_feature(feature, record.features[feature], LAYER_OF[layer])


def _target(value: str) -> Key:
    """The key of a part: its id, or else the first annotation of the layer in its unit."""
    name, bracket, number = value.partition("[")
    return (number.removesuffix("]"),) if bracket else (name, PART, "0")


def _true_text(read: str, text: str, path: Path) -> str:
    if WHITE.sub(" ", text)[: len(read)] != WHITE.sub(" ", read) or text[len(read) :].strip():
        raise CorpusError(
            f"{path} is not about the text of the document of that name. Give the texts that were exported."
        )
    return text


def _annotations(sheet: _Sheet, text: str) -> Iterator[Annotation]:
    keys = list(sheet.records)
    starts = from_utf16(text, [sheet.records[key].start for key in keys])
    ends = from_utf16(text, [sheet.records[key].end for key in keys])
    spans = dict(zip(keys, zip(starts, ends, strict=True), strict=True))
    for key, record in sheet.records.items():
        layer = LAYER_OF.get(record.layer)
        if layer:
            features = {name: value for name, value in record.features.items() if name in FEATURES[layer]}
            targets = [sheet.address.get(target, target) for target in record.targets]
            linked = zip(record.roles, targets, strict=False)
            parts = tuple(Part(role, *spans[t]) for role, t in linked if role in PARTS[layer] and t in spans)
            yield Annotation(layer, *spans[key], features, parts)
