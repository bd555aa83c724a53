"""What every exchange format carries: annotations of a text to and from tables, and folders of annotation files."""

import csv
import io
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from textkit.errors import CorpusError, OptionError, reading, regular_file
from textkit.gold.readings import GOLD_COLUMNS, Gold
from textkit.gold.sheets import KINDS, STANCES
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import in_memory
from textkit.manifest import check_target
from textkit.output import disarm, rearm, slug, write_all
from textkit.read.corpus import Corpus
from textkit.read.encodings import unify_newlines
from textkit.schema import ATTRIBUTIONS, FORMER, TABLES, build_table, require_columns

__all__ = [
    "FEATURES",
    "FORMER_FEATURES",
    "INDEX",
    "PARTS",
    "Annotation",
    "Part",
    "annotations_of",
    "as_note",
    "check_feature",
    "export_annotations",
    "from_note",
    "gold_of",
    "line_end_shift",
    "read_files",
    "read_text_file",
    "stems_of",
    "texts_of",
    "write_files",
]

NUMBER_OF = MappingProxyType({"quotes": "quote_id", "analogies": "analogy_id"})
FORMER_FEATURES = FORMER["quotes"]  # in files that 0.1.0 wrote
FEATURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "quotes": ("number", "kind", "utterance_id", "speaker", "rule", "confidence", "attribution", "comment"),
        "analogies": (
            *("number", "kind", "stance", "accepted", "speaker"),
            *("referent", "referent_year", "reason", "probability", "comment"),
        ),
    }
)
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"quotes": ("mention", "cue"), "analogies": ("cue", "tenor", "vehicle")}
)
LARGEST = 9  # digits of a number that counts as one
YEAR = re.compile(r"[+-]?[0-9]{1,4}")
SHARES = MappingProxyType({"quotes": "confidence", "analogies": "probability"})
CONVERT: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        **dict.fromkeys(SHARES.values(), float),
        "referent_year": int,
        "accepted": lambda value: value.casefold() != "false",
    }
)
PLACE = re.compile(r"(?:.{0,999} )?\[([0-9]{1,9})-([0-9]{1,9})\]")
ESCAPED = re.compile(r"\\(.)")
INDEX = "documents.csv"
ANNOTATIONS = "annotations"  # what the manifest of the folder calls them


@dataclass(frozen=True, slots=True)
class Part:
    """A span that belongs to an annotation: the mention of a source, a cue, a tenor, a vehicle."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A quotation or an analogy: ``layer`` is quotes or analogies, ``features`` are texts, those unknown left out."""

    layer: str
    start: int
    end: int
    features: Mapping[str, str]
    parts: tuple[Part, ...]


def texts_of(source: Labels | Gold, documents: Corpus | pd.DataFrame | None) -> dict[str, str]:
    """The texts that the annotations stand in, by document.

    Raises
    ------
    OptionError
        If ``source`` has no documents and none are given.
    """
    if documents is None and isinstance(source, Gold):
        raise OptionError("Gold annotations have no texts of their own; give documents=corpus.")
    table = source.documents if documents is None else getattr(documents, "documents", documents)
    require_columns(table, ["doc_id", "text"], table="documents")
    return dict(zip(table["doc_id"].astype("str"), table["text"], strict=True))


def export_annotations(
    source: Labels | Gold,
    folder: str | os.PathLike[str],
    documents: Corpus | pd.DataFrame | None,
    files_of: Callable[[str, list["Annotation"]], Mapping[str, str]],
    *,
    beside: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the files of each document (ending → content, of its text and annotations), and those beside them."""
    source = source if isinstance(source, Gold) else in_memory(source, "An export")
    texts = texts_of(source, documents)
    found, stems = annotations_of(source, texts), stems_of(texts)
    files = {
        f"{stem}{ending}": content
        for doc_id, stem in stems.items()
        for ending, content in files_of(texts[doc_id], found[doc_id]).items()
    }
    write_files(folder, {**files, **beside}, stems)


def annotations_of(source: Labels | Gold, texts: Mapping[str, str]) -> dict[str, list[Annotation]]:
    """Quotations and analogies of each text, in the order of their tables.

    Raises
    ------
    CorpusError
        If a row belongs to no text or to a place beyond its end.
    """
    tables = {"quotes": source.quotes if isinstance(source, Labels) else source.quotations}
    tables["analogies"] = source.analogies
    found: dict[str, list[Annotation]] = {doc_id: [] for doc_id in texts}
    for layer, table in tables.items():
        for row in table.to_dict("records"):
            text = texts.get(row["doc_id"])
            if text is None or not 0 <= row["start"] < row["end"] <= len(text):
                raise CorpusError(
                    f"The {layer} have a row {row['start']}-{row['end']} in {row['doc_id']!r}, which "
                    f"{'is not a document' if text is None else f'has {len(text)} characters'}. Give the texts "
                    "that were annotated."
                )
            found[row["doc_id"]].append(_annotation(layer, row, text))
    return found


def _annotation(layer: str, row: Mapping[str, Any], text: str) -> Annotation:
    row = {**row, "number": row.get(NUMBER_OF[layer])}
    features = {name: _as_text(row.get(name)) for name in FEATURES[layer]}
    parts = [(role, _part_span(role, row, text)) for role in PARTS[layer]]
    return Annotation(
        layer,
        int(row["start"]),
        int(row["end"]),
        {name: value for name, value in features.items() if value},
        tuple(Part(role, *span) for role, span in parts if span),
    )


def _part_span(role: str, row: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    """Offsets of a part; where a table has its words only (tenor and vehicle of gold), their place in the span."""
    start, words = row.get(f"{role}_start"), row.get(role)
    if start is not None and not pd.isna(start):
        return int(start), int(row[f"{role}_end"])
    place = text.find(words, row["start"], row["end"]) if isinstance(words, str) and f"{role}_start" not in row else -1
    return (place, place + len(words)) if place >= 0 else None


def _as_text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() and value > 1 else str(value)


def as_note(annotation: Annotation, left_out: Iterable[str]) -> str:
    """Features and parts as lines "name: value", of a part its place: "cue: [12-16]"."""
    told = {name: value for name, value in annotation.features.items() if name not in left_out}
    told |= {part.role: f"[{part.start}-{part.end}]" for part in annotation.parts}
    return "\n".join(f"{name}: " + value.replace("\\", r"\\").replace("\n", r"\n") for name, value in told.items())


def from_note(note: str, layer: str) -> tuple[dict[str, str], tuple[Part, ...]]:
    """Features and parts of :func:`as_note`; lines of another form are a comment."""
    features, parts, comment = {}, [], []
    for line in filter(str.strip, note.split("\n")):
        name, colon, value = (piece.strip() for piece in line.partition(":"))
        if colon and name in PARTS[layer] and (span := PLACE.fullmatch(value)):
            parts.append(Part(name, int(span[1]), int(span[2])))
        elif colon and name in FEATURES[layer]:
            features[name] = ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], value)
            check_feature(name, features[name], layer)
        else:
            comment.append(line.strip())
    return features | ({"comment": " | ".join(comment)} if comment else {}), tuple(parts)


def gold_of(found: Mapping[str, tuple[str, Sequence[Annotation]]]) -> Gold:
    """Tables of annotations: document → its text and annotations.

    Returns
    -------
    Gold
        ``quotations`` and ``analogies`` have all columns of ``quotes`` and ``analogies``; rows that a person added have
        numbers and groups of their own, and an analogy counts as accepted unless somebody refused it.
    """
    tables = {layer: _table(layer, found) for layer in FEATURES}
    return Gold(tables["quotes"], tables["analogies"], pd.DataFrame({c: [] for c in GOLD_COLUMNS["polarity"]}))


def _table(layer: str, found: Mapping[str, tuple[str, Sequence[Annotation]]]) -> pd.DataFrame:
    rows = []
    for doc_id, (text, annotations) in found.items():
        here = [a for a in annotations if a.layer == layer]
        numbers = _numbers([a.features.get("number") for a in here], unique=True)
        groups = _numbers([a.features.get("utterance_id") for a in here], unique=False)
        made = [_row(a, n, g, text) | {"doc_id": doc_id} for a, n, g in zip(here, numbers, groups, strict=True)]
        rows += sorted(made, key=lambda row: row[NUMBER_OF[layer]])
    extra = ["text", *(["comment"] if any(row["comment"] for row in rows) else [])]
    names = list(dict.fromkeys([*(c.name for c in TABLES[layer]), *extra]))
    return build_table(layer, pd.DataFrame({n: [row.get(n) for row in rows] for n in names}, dtype=object))


def _numbers(values: Iterable[str | None], *, unique: bool) -> list[int]:
    """Whole numbers as they are, all else (and a number seen before, if they must be unique) counted on from them."""
    taken: dict[str, int] = {}
    known: list[int | None] = []
    for value in values:
        plain = bool(value) and value.isdecimal() and len(value) <= LARGEST
        number = int(value) if plain and not (unique and str(int(value)) in taken) else None
        if number is not None:
            taken[str(number)] = number
        known.append(number)
    following = max(taken.values(), default=-1) + 1
    for i, value in enumerate(values):
        if known[i] is None:
            number = taken.get(value, following) if value and not unique else following
            following += number == following
            known[i] = number
            if value and not unique:
                taken[value] = number
    return [number for number in known if number is not None]


def check_feature(name: str, value: str, layer: str | None = None) -> None:
    """Refuse a value that the feature cannot have; of ``kind`` only if the layer is known.

    Raises
    ------
    CorpusError
        It says what can stand there; the caller knows the place.

    Examples
    --------
    >>> check_feature("confidence", "high")
    Traceback (most recent call last):
    textkit.errors.CorpusError: confidence is 'high', not a number from 0 to 1
    """
    allowed = {"stance": STANCES, "accepted": ("true", "false"), "attribution": ATTRIBUTIONS}
    allowed |= {"kind": KINDS[layer]} if layer else {}
    wanted = None
    if name in allowed and value.casefold() not in allowed[name]:
        wanted = f"one of {', '.join(allowed[name])}"
    elif name == "referent_year" and not YEAR.fullmatch(value):
        wanted = "a year"
    elif name in SHARES.values() and not _is_share(value):
        wanted = "a number from 0 to 1"
    if wanted:
        raise CorpusError(f"{name} is {value[:60]!r}, not {wanted}")


def _is_share(value: str) -> bool:
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return False


def _row(annotation: Annotation, number: int, group: int, text: str) -> dict[str, Any]:
    values = {name: annotation.features.get(name) for name in FEATURES[annotation.layer]}
    row = values | {name: convert(values[name]) for name, convert in CONVERT.items() if values.get(name)}
    row |= {"start": annotation.start, "end": annotation.end, "text": text[annotation.start : annotation.end]}
    row |= {NUMBER_OF[annotation.layer]: number, "utterance_id": group}
    if annotation.layer == "analogies":
        row["accepted"] = row["accepted"] is not False
    share = SHARES[annotation.layer]
    row[share] = math.nan if row[share] is None else row[share]
    for role in PARTS[annotation.layer]:
        part = next((p for p in annotation.parts if p.role == role), None)
        row |= {role: text[part.start : part.end] if part else None}
        row |= {f"{role}_start": part.start if part else None, f"{role}_end": part.end if part else None}
    return row


def stems_of(doc_ids: Iterable[str]) -> dict[str, str]:
    """A file name for each document, different ones also where the file system does not tell cases apart.

    Examples
    --------
    >>> stems_of(["report", "a/b"])
    {'report': 'report', 'a/b': 'a-b-07f4401c'}
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for doc_id in doc_ids:
        stem = slug(doc_id)
        stem = f"{stem}-{crc32(doc_id.encode()):08x}" if stem.casefold() in taken else stem
        taken.add(stem.casefold())
        stems[doc_id] = stem
    return stems


def write_files(folder: str | os.PathLike[str], files: Mapping[str, str], stems: Mapping[str, str]) -> None:
    """Write ``files`` (name → content) and the list of documents; what somebody annotated is never overwritten.

    Raises
    ------
    OutputError
        If the folder holds something else than annotations that textkit wrote, or one of them was changed since.
    """
    target = check_target(folder, by=ANNOTATIONS)
    listed = ((disarm(doc_id), stem) for doc_id, stem in stems.items())
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([("doc_id", "file"), *listed])
    write_all({**files, INDEX: buffer.getvalue()}, target, by=ANNOTATIONS)


def read_files(folder: str | os.PathLike[str], ending: str) -> Iterator[tuple[str, Path]]:
    """Document and path of each file with that ending, in order; without the list, the stem is the document.

    Raises
    ------
    CorpusError
        If the file is missing, the list is damaged, or two files are about one document.
    """
    folder = Path(folder)
    paths = sorted(folder.glob(f"*{ending}")) if folder.is_dir() else []
    if not paths:
        raise CorpusError(f"{folder} has no file *{ending}. Give the folder that holds the annotations.")
    doc_id_of = _read_index(folder / INDEX) if (folder / INDEX).exists() else {}
    order = {stem: number for number, stem in enumerate(doc_id_of)}
    seen: dict[str, Path] = {}
    for path in sorted(paths, key=lambda p: (order.get(p.stem, len(order)), p.name)):
        doc_id = doc_id_of.get(path.stem, path.stem)
        if doc_id in seen:
            raise CorpusError(f"{path} and {seen[doc_id].name} are both about {doc_id!r}. Move one of them away.")
        seen[doc_id] = path
        yield doc_id, path


def _read_index(path: Path) -> dict[str, str]:
    """The document of each stem."""
    with reading(path, "Delete it (files are then named by their documents), or export again."):
        text = regular_file(path).read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(unify_newlines(text), newline=""), strict=True))
        for number, row in enumerate(rows, 2):
            if not row.get("doc_id") or not row.get("file"):
                raise CorpusError(f"Row {number} has no doc_id or no file.")
        found = {row["file"]: str(rearm(row["doc_id"])) for row in rows}
        if len(found) < len(rows):
            raise CorpusError("A file stands in it twice.")
        return found


def read_text_file(path: Path, remedy: str, encoding: str = "utf-8") -> str:
    """The text of a file in UTF-8, its line ends as they are; of ``utf-8-sig`` without a byte-order mark.

    Raises
    ------
    CorpusError
        If it is missing, not a file or not such text.
    """
    with reading(path, remedy):
        return regular_file(path).read_bytes().decode(encoding)


def line_end_shift(raw: str) -> list[int]:
    """For each place in a text with Windows line ends, the place in it with one character for each."""
    ends = np.array([c == "\r" and raw[i + 1 : i + 2] == "\n" for i, c in enumerate(raw)] + [False], dtype=int)
    return (np.arange(len(raw) + 1) - np.concatenate([[0], np.cumsum(ends)[:-1]])).tolist()
