"""brat standoff (Stenetorp et al. 2012): a text, beside it a file with one annotation a line.

Kinds are entity types, so that they are seen at once; parts are entities that a relation ties to their annotation;
stance and refusal are attributes; what has no list of values (speaker, utterance_id, …) stands in a note of the form
"speaker: Ann Lee | utterance_id: 3", which annotators can edit.
"""

import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
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
    export_annotations,
    gold_of,
    line_end_shift,
    read_files,
    read_text_file,
)
from textkit.gold.readings import Gold
from textkit.gold.sheets import KINDS, STANCES
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.read.corpus import Corpus
from textkit.read.encodings import replace_surrogates, unify_newlines

__all__ = ["export_brat", "import_brat"]

GENERAL = {"quotes": "Quotation", "analogies": "Analogy"}  # types of what has no kind yet
LAYER_OF = {kind.capitalize(): layer for layer, kinds in KINDS.items() for kind in kinds} | {
    name: layer for layer, name in GENERAL.items()
}
ATTRIBUTES = ("stance", "refused")
OFFSETS = re.compile(r"[0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*")
ROLES = tuple(dict.fromkeys(role for roles in PARTS.values() for role in roles))
LINE_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")  # brat splits its files at any of them
RESERVED = re.compile(r"[\\|\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]")
ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")
SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*\|")


def export_brat(
    annotations: Labels | LabelsOnDisk | Gold,
    folder: str | os.PathLike[str],
    *,
    documents: Corpus | pd.DataFrame | None = None,
) -> None:
    """Write quotations and analogies as brat standoff: put the folder into brat's ``data`` and open it.

    Parameters
    ----------
    annotations : Labels, LabelsOnDisk or Gold
    folder : path
        Gets one .txt and .ann per document, ``annotation.conf``, and ``documents.csv`` (which file is which document).
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
    ...     tk.gold.export_brat(labels, folder)
    ...     tk.gold.import_brat(folder).quotations[["text", "speaker", "mention", "cue"]].values.tolist()
    [['We shall see,', 'Ann Lee', 'Ann Lee', 'said']]
    """
    export_annotations(annotations, folder, documents, _files, beside={"annotation.conf": _configuration()})


def _files(text: str, annotations: list[Annotation]) -> dict[str, str]:
    return {".txt": text, ".ann": "".join(_lines(text, annotations))}


def _lines(text: str, annotations: list[Annotation]) -> Iterator[str]:
    parts = {part: f"T{len(annotations) + n}" for n, part in enumerate(_distinct(annotations), 1)}
    n_attributes = n_relations = 0
    for number, annotation in enumerate(annotations, 1):
        features = dict(annotation.features)
        kind = features.pop("kind", "").capitalize()
        yield _entity(f"T{number}", kind if kind in LAYER_OF else GENERAL[annotation.layer], annotation, text)
        refused = features.pop("accepted", "") == "false"
        attributes = [f"Stance T{number} {features.pop('stance').capitalize()}"] if "stance" in features else []
        for attribute in [*attributes, *([f"Refused T{number}"] if refused else [])]:
            n_attributes += 1
            yield f"A{n_attributes}\t{attribute}\n"
        if features:
            yield f"#{number}\tAnnotatorNotes T{number}\t{_note(features)}\n"
        for part in annotation.parts:
            n_relations += 1
            yield f"R{n_relations}\tHas_{part.role} Arg1:T{number} Arg2:{parts[part]}\n"
    for part, name in parts.items():
        yield _entity(name, part.role.capitalize(), part, text)


def _distinct(annotations: list[Annotation]) -> list[Part]:
    """Each part once, though the pieces of a quotation share them."""
    return list(dict.fromkeys(part for annotation in annotations for part in annotation.parts))


def _entity(name: str, kind: str, span: Annotation | Part, text: str) -> str:
    """A text-bound annotation; brat marks spans of several lines as fragments and joins their words by a space."""
    breaks = [match.span() for match in LINE_BREAKS.finditer(text, span.start, span.end)]
    ends, starts = [a for a, _ in breaks] + [span.end], [span.start, *(b for _, b in breaks)]
    fragments = [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]
    offsets = ";".join(f"{a} {b}" for a, b in fragments)
    return f"{name}\t{kind} {offsets}\t{' '.join(text[a:b] for a, b in fragments)}\n"


def _note(features: Mapping[str, str]) -> str:
    return " | ".join(f"{name}: {RESERVED.sub(_escape, value)}" for name, value in features.items())


def _escape(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in "\\|" else f"\\u{ord(match[0]):04x}"


def _configuration() -> str:
    """``annotation.conf``: the types, relations and attributes, so that brat shows and offers them."""
    types = {layer: "|".join([GENERAL[layer], *(k.capitalize() for k in kinds)]) for layer, kinds in KINDS.items()}
    entities = [
        line for layer, kinds in KINDS.items() for line in (GENERAL[layer], *(f"\t{k.capitalize()}" for k in kinds))
    ]
    owners = {role: "|".join(types[layer] for layer in PARTS if role in PARTS[layer]) for role in ROLES}
    relations = [f"Has_{role}\tArg1:{owner}, Arg2:{role.capitalize()}" for role, owner in owners.items()]
    attributes = [
        f"Stance\tArg:{types['analogies']}, Value:{'|'.join(stance.capitalize() for stance in STANCES)}",
        f"Refused\tArg:{types['analogies']}",
    ]
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    sections = {
        "entities": [*entities, *(role.capitalize() for role in ROLES)],
        "relations": [overlap, *relations],
        "events": [],
        "attributes": attributes,
    }
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())


@dataclass(slots=True)
class _Read:
    """The lines of one .ann file, by the entity they speak of."""

    entities: dict[str, tuple[str, list[tuple[int, int]]]] = field(default_factory=dict)
    features: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def import_brat(folder: str | os.PathLike[str]) -> Gold:
    """Read quotations and analogies from brat standoff, as exported and as annotators changed them.

    Entities of other types are left out, and so are events and normalisations. A quotation that was marked in several
    fragments with words between them becomes several rows of one utterance. A line of a note that has not the form
    "name: value" is kept in the column ``comment``.

    Parameters
    ----------
    folder : path
        With a .txt beside each .ann.

    Returns
    -------
    Gold
        To be scored (``tk.gold.evaluate``) or saved as a corpus's ``gold``; its tables have all columns of ``quotes``
        and ``analogies``.

    Raises
    ------
    CorpusError
        If annotations are missing, or a line is damaged or does not fit its text; the message names file and line.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("He said never.")
    ...     _ = Path(folder, "a.ann").write_text("T1\\tMixed 8 13\\tnever\\n#1\\tAnnotatorNotes T1\\tspeaker: Ann")
    ...     tk.gold.import_brat(folder).quotations[["doc_id", "kind", "text", "speaker"]].values.tolist()
    [['a', 'mixed', 'never', 'Ann']]
    """
    found, kinds = {}, set()
    for doc_id, path in read_files(folder, ".ann"):
        raw = read_text_file(path.with_suffix(".txt"), "Put the text back beside its .ann, in UTF-8, or export again.")
        text, lines = unify_newlines(raw), unify_newlines(read_text_file(path, "Export it again.")).split("\n")
        try:
            read = _read(lines, text, path)
        except CorpusError:
            if "\r\n" not in raw:
                raise
            read = _read(
                lines, raw, path, shift=line_end_shift(raw)
            )  # brat itself counts both characters of a line end
        found[doc_id] = text, _annotations(read, text)
        kinds |= {kind for kind, _ in read.entities.values()}
    if kinds and not kinds & LAYER_OF.keys():
        others = ", ".join(sorted(kinds)[:8])
        warnings.warn(f"{folder} has entities ({others}), but none of {', '.join(LAYER_OF)}.", stacklevel=2)
    return gold_of(found)


def _read(lines: list[str], text: str, path: Path, shift: Sequence[int] | None = None) -> _Read:
    """The lines of a file about ``text``, with offsets that ``shift`` moves."""
    read = _Read()
    for number, line in enumerate(lines, 1):
        try:
            _read_line(line, text, read, shift)
        except (ValueError, IndexError) as error:
            reason = f" ({error})" if isinstance(error, CorpusError) else ""
            raise CorpusError(
                f"{path}, line {number}: {line[:80]!r} is not brat standoff of {path.stem}.txt{reason}. Give the text "
                "that was annotated, or repair the line."
            ) from error
    return read


def _read_line(line: str, text: str, read: _Read, shift: Sequence[int] | None) -> None:
    name, _, rest = line.partition("\t")
    if name.startswith("T"):
        if name in read.entities:
            raise CorpusError(f"{name} stands above, too")
        kind, spans = _read_entity(rest, text)
        read.entities[name] = kind, [(shift[a], shift[b]) for a, b in spans] if shift else spans
    elif name.startswith("R"):
        role, first, second = rest.split("\t")[0].split()
        read.parts.setdefault(first.partition(":")[2], []).append((role, second.partition(":")[2]))
    elif name[:1] in ("A", "M"):
        attribute, target, *value = rest.split()
        if attribute.casefold() in ATTRIBUTES:
            feature = {attribute.casefold(): (value or ["true"])[0].casefold()}
            read.features.setdefault(target, {}).update(_checked(feature))
    elif name.startswith("#"):
        head, _, note = rest.partition("\t")
        read.features.setdefault(head.split()[1], {}).update(_checked(_read_note(note)))


def _checked(features: dict[str, str]) -> dict[str, str]:
    for name, value in features.items():
        check_feature(name, value)
    return features


def _read_entity(rest: str, text: str) -> tuple[str, list[tuple[int, int]]]:
    head, _, words = rest.partition("\t")
    kind, _, offsets = head.partition(" ")
    if not OFFSETS.fullmatch(offsets):
        raise CorpusError("its offsets are not numbers of characters")
    spans = [(int(a), int(b)) for a, b in (pair.split() for pair in offsets.split(";"))]
    here = " ".join(text[a:b] for a, b in spans)
    if here != words[: len(here)] or not all(0 <= a < b <= len(text) for a, b in spans):
        raise CorpusError(f"the text has {here[:40]!r} there")
    return kind, sorted(spans)


def _read_note(note: str) -> dict[str, str]:
    known = {name for names in FEATURES.values() for name in names}
    features, comment = {}, []
    for piece in _split_note(note):
        name, colon, value = piece.partition(":")
        feature = FORMER_FEATURES.get(name.strip(), name.strip())
        if colon and feature in known:
            features[feature] = _unescape(value.strip())
        elif piece.strip():
            comment.append(_unescape(piece.strip()))
    return features | ({"comment": " | ".join(comment)} if comment else {})


def _split_note(note: str) -> list[str]:
    ends = [match.end() for match in SEPARATOR.finditer(note)]
    return [*(note[a : b - 1] for a, b in pairwise([0, *ends])), note[ends[-1] if ends else 0 :]]


def _unescape(value: str) -> str:
    return replace_surrogates(ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], value))


def _annotations(read: _Read, text: str) -> list[Annotation]:
    found = []
    for name, (kind, spans) in read.entities.items():
        layer = LAYER_OF.get(kind)
        if layer is None:
            continue
        features = {n: v for n, v in read.features.get(name, {}).items() if n in (*FEATURES[layer], *ATTRIBUTES)}
        if features.get("kind", "").casefold() not in KINDS[layer]:
            features.pop("kind", None)
        if kind not in GENERAL.values():
            features["kind"] = kind.casefold()
        if layer == "analogies":
            features["accepted"] = "false" if features.pop("refused", "") == "true" else "true"
        joined = _join(spans, text) if layer == "quotes" else [(spans[0][0], max(b for _, b in spans))]
        if len(joined) > 1:
            features.setdefault("utterance_id", name)
        parts = tuple(_parts(read, name, PARTS[layer]))
        found += [Annotation(layer, a, b, features, parts) for a, b in joined]
    return found


def _join(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Fragments with nothing but white space between them are one span."""
    joined = [spans[0]]
    for a, b in spans[1:]:
        if text[joined[-1][1] : a].strip():
            joined.append((a, b))
        else:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
    return joined


def _parts(read: _Read, name: str, roles: tuple[str, ...]) -> Iterator[Part]:
    for relation, target in read.parts.get(name, []):
        role = relation.casefold().removeprefix("has_")
        if role in roles and target in read.entities:
            spans = read.entities[target][1]
            yield Part(role, spans[0][0], max(b for _, b in spans))
