"""REFI-QDA projects (.qdpx): what NVivo, ATLAS.ti, MAXQDA and QualCoder exchange, a ZIP of texts and one XML file.

A label is a selection of a text with codes: Quotation, Analogy and their kinds, Speaker and the name, Stance, Tone.
What has no code (rule, confidence, where cue and tenor stand) is a note of the selection, one "name: value" a line.
All GUIDs follow from what they name and no time is written: the same labels give the same file.
"""

import os
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd

from textkit.errors import CorpusError, OptionError, reading, regular_file
from textkit.gold.annotations import (
    FEATURES,
    Annotation,
    annotations_of,
    as_note,
    from_note,
    gold_of,
    line_end_shift,
    texts_of,
)
from textkit.gold.readings import GOLD_COLUMNS, Gold
from textkit.gold.sheets import KINDS, STANCES
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.measure.polarity import BAND
from textkit.output import packed, write_own
from textkit.read import UnreadableError
from textkit.read.corpus import Corpus
from textkit.read.encodings import unify_newlines
from textkit.read.formats import check_archive

__all__ = ["export_refi_qda", "import_refi_qda", "read_codings"]

GUIDS = uuid5(NAMESPACE_URL, "textkit/refi-qda")
GENERAL = MappingProxyType({"quotes": "Quotation", "analogies": "Analogy"})
TONES = MappingProxyType({"Negative": -1.0, "Neutral": 0.0, "Positive": 1.0})
COLOURS = MappingProxyType(
    {"Quotation": "#0072B2", "Analogy": "#E69F00", "Speaker": "#56B4E9", "Stance": "#CC79A7", "Tone": "#999999"}
)
CODED = ("kind", "stance", "speaker", "accepted")  # features that are codes, or follow from them
FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
MOST_BYTES = 500_000_000  # of a text or the XML in the archive
REMEDY = "Export the project again as REFI-QDA (.qdpx)."
Code = tuple[str, ...]  # the names from the outermost code to the code itself


def export_refi_qda(
    annotations: Labels | LabelsOnDisk | Gold,
    path: str | os.PathLike[str],
    *,
    documents: Corpus | pd.DataFrame | None = None,
) -> None:
    """Write quotations, accepted analogies and the tone of sentences as a REFI-QDA project, to be opened in a QDA tool.

    Parameters
    ----------
    annotations : Labels, LabelsOnDisk or Gold
    path : path
        Ends in .qdpx. A project that somebody changed is never overwritten.
    documents : Corpus or DataFrame, optional
        The texts, needed for Gold.

    Raises
    ------
    OptionError
        If the texts are missing, or the path does not end in .qdpx.
    OutputError
        If a file is in the way or cannot be written.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.export_refi_qda(labels, f"{folder}/project.qdpx")
    ...     tk.gold.import_refi_qda(f"{folder}/project.qdpx").quotations[["text", "speaker", "cue"]].values.tolist()
    [['We shall see,', 'Ann Lee', 'said']]
    """
    if Path(path).suffix.lower() != ".qdpx":
        raise OptionError(f"A REFI-QDA project is called something.qdpx, not {Path(path).name!r}.")
    source = annotations if isinstance(annotations, Gold) else in_memory(annotations, "An export")
    texts = texts_of(source, documents)
    found, tones = annotations_of(source, texts), _tones(source)
    selections = {doc_id: [*map(_as_selection, found[doc_id]), *tones[doc_id]] for doc_id in texts}
    files = {f"sources/{_guid('text', doc_id)}.txt": text for doc_id, text in texts.items()}
    write_own(path, packed({"project.qde": _project(texts, selections)} | files))


@dataclass(slots=True)
class _Selection:
    """A coded span: its codes, its notes as text, and who coded it."""

    start: int
    end: int
    codes: list[Code] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    coders: list[str] = field(default_factory=list)


def _as_selection(annotation: Annotation) -> _Selection:
    features, general = annotation.features, GENERAL[annotation.layer]
    codes: list[Code] = [(general, features["kind"].capitalize()) if "kind" in features else (general,)]
    codes += [("Stance", features["stance"].capitalize())] if "stance" in features else []
    codes += [("Speaker", features["speaker"])] if "speaker" in features else []
    codes = [] if features.get("accepted") == "false" else codes
    return _Selection(annotation.start, annotation.end, codes, [as_note(annotation, CODED)])


def _tones(source: Labels | Gold) -> dict[str, list[_Selection]]:
    """The sign of each sentence of the labels, or of each rating of gold."""
    table = source.polarity if isinstance(source, Gold) else source.sentences
    column, band = ("rating", 0.0) if isinstance(source, Gold) else ("polarity", BAND)
    found: dict[str, list[_Selection]] = defaultdict(list)
    for doc_id, start, end, value in table[["doc_id", "start", "end", column]].dropna().itertuples(index=False):
        tone = "Positive" if value > band else "Negative" if value < -band else "Neutral"
        found[str(doc_id)].append(_Selection(int(start), int(end), [("Tone", tone)], [f"{column}: {value:g}"]))
    return found


def _guid(*names: object) -> str:
    return str(uuid5(GUIDS, "\x1f".join(FORBIDDEN.sub("\ufffd", str(name)) for name in names)))


def _project(texts: Mapping[str, str], selections: Mapping[str, list[_Selection]]) -> str:
    """The XML of a project, its parts in the order that the schema asks for."""
    project = ElementTree.Element("Project", xmlns="urn:QDA-XML:project:1.0", name="textkit", origin="textkit")
    _add(_add(project, "Users"), "User", guid=_guid("user"), name="textkit")
    codes = _add(_add(project, "CodeBook"), "Codes")
    sources, notes = _add(project, "Sources"), ElementTree.Element("Notes")
    _add_codes(codes, {code for listed in selections.values() for selection in listed for code in selection.codes})
    for doc_id, text in texts.items():
        guid = _guid("text", doc_id)
        source = _add(sources, "TextSource", guid=guid, name=doc_id, plainTextPath=f"internal://{guid}.txt")
        for number, selection in enumerate(selections[doc_id]):
            if selection.codes:
                _add_selection(source, notes, selection, text, _guid("selection", doc_id, number))
    project.extend([notes] * bool(len(notes)))
    ElementTree.indent(project)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(project, encoding="unicode")}\n'


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    clean = {name: FORBIDDEN.sub("\ufffd", value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, clean)


def _add_codes(parent: ElementTree.Element, used: Iterable[Code]) -> None:
    """The codes of textkit, all kinds and those speakers that occur."""
    known = {(GENERAL[layer], kind.capitalize()) for layer, kinds in KINDS.items() for kind in kinds}
    known |= {("Stance", stance.capitalize()) for stance in STANCES} | {("Tone", tone) for tone in TONES}
    for top, colour in COLOURS.items():
        general = "true" if top in GENERAL.values() else "false"
        group = _add(parent, "Code", guid=_guid("code", top), name=top, isCodable=general, color=colour)
        for _, name in sorted(code for code in known | {c for c in used if len(c) > 1} if code[0] == top):
            _add(group, "Code", guid=_guid("code", top, name), name=name, isCodable="true", color=colour)


def _add_selection(
    source: ElementTree.Element, notes: ElementTree.Element, selection: _Selection, text: str, guid: str
) -> None:
    place = {"startPosition": str(selection.start), "endPosition": str(selection.end)}
    name = " ".join(text[selection.start : selection.end].split())[:60]
    made = _add(source, "PlainTextSelection", guid=guid, name=name, creatingUser=_guid("user"), **place)
    for code in selection.codes:
        coding = _add(made, "Coding", guid=_guid(guid, *code), creatingUser=_guid("user"))
        _add(coding, "CodeRef", targetGUID=_guid("code", *code))
    for text_of_note in filter(None, selection.notes):
        _add(made, "NoteRef", targetGUID=_guid(guid, "note"))
        note = _add(notes, "Note", guid=_guid(guid, "note"), name=name, creatingUser=_guid("user"))
        _add(note, "PlainTextContent").text = FORBIDDEN.sub("\ufffd", text_of_note)


def import_refi_qda(path: str | os.PathLike[str]) -> Gold:
    """Read quotations, analogies and tone from a REFI-QDA project, as exported and as people changed and added them.

    A passage coded with Quotation or Analogy (or a kind below), Speaker, Stance or Tone is a row, whoever coded it;
    codes on the same passage belong together. Other codes are left out: :func:`read_codings` has them all.

    Parameters
    ----------
    path : path
        A .qdpx file of any tool, with the codes of textkit (their names count).

    Returns
    -------
    Gold
        To be scored (``tk.gold.evaluate``) or saved as a corpus's ``gold``; its tables have all columns of ``quotes``
        and ``analogies``; ``polarity`` has the rating -1, 0 or 1.

    Raises
    ------
    CorpusError
        If the file is not such a project, is damaged, or a selection does not fit its text.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["It fell like a house of cards."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.export_refi_qda(labels, f"{folder}/project.qdpx")
    ...     tk.gold.import_refi_qda(f"{folder}/project.qdpx").analogies[["kind", "vehicle"]].values.tolist()
    [['simile', 'a house of cards']]
    """
    found, tones, codes = {}, [], set()
    for doc_id, text, selections in _read(Path(path)):
        with reading(path, REMEDY):
            found[doc_id] = text, _annotations(selections)
        codes |= {code for selection in selections for code in selection.codes}
        toned = [(s, TONES.get(code[-1].capitalize())) for s in selections for code in s.codes if _is(code, "Tone")]
        tones += [(doc_id, s.start, s.end, text[s.start : s.end], t) for s, t in toned if t is not None]
    if codes and not {code[0].casefold() for code in codes} & {top.casefold() for top in COLOURS}:
        others = ", ".join(sorted({code[0] for code in codes})[:8])
        warnings.warn(f"{path} has codes ({others}), but none of {', '.join(COLOURS)}.", stacklevel=2)
    gold = gold_of(found)
    return Gold(gold.quotations, gold.analogies, pd.DataFrame(tones, columns=list(GOLD_COLUMNS["polarity"])))


def read_codings(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Every coding of a text in a REFI-QDA project, with codes of any name.

    Returns
    -------
    DataFrame
        doc_id (the name of the source), start, end (code points), text, code (``"Analogy > Simile"``), coder, memo.

    Raises
    ------
    CorpusError
        As :func:`import_refi_qda`.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tk.gold.export_refi_qda(labels, f"{folder}/project.qdpx")
    ...     tk.gold.read_codings(f"{folder}/project.qdpx")[["text", "code"]].values.tolist()[:2]
    [['We shall see,', 'Quotation > Direct'], ['We shall see,', 'Speaker > Ann Lee']]
    """
    rows = [
        (doc_id, s.start, s.end, text[s.start : s.end], " > ".join(code), coder, "\n".join(s.notes))
        for doc_id, text, selections in _read(Path(path))
        for s in selections
        for code, coder in zip(s.codes, s.coders, strict=True)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "text", "code", "coder", "memo"])


def _read(path: Path) -> list[tuple[str, str, list[_Selection]]]:
    """Name, text and coded spans of each text of a project."""
    with reading(path, REMEDY):
        try:
            archive = check_archive(regular_file(path).read_bytes())
        except UnreadableError as error:
            raise CorpusError(f"It is not a REFI-QDA project: {error.problem}") from error
        with archive:
            return list(_read_project(_open(archive)))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A project while it is read; all but the XML by GUID or name in lower case."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]
    project: ElementTree.Element
    codes: Mapping[str, Code]
    users: Mapping[str, str]
    notes: Mapping[str, ElementTree.Element]

    def text_of(self, element: ElementTree.Element) -> str | None:
        """The text of a source or a note, its line ends as they are; None if it is missing."""
        own = element.find("{*}PlainTextContent")
        name = (element.get("plainTextPath") or "").rpartition("/")[2].casefold()
        if own is not None or name not in self.names:
            return None if own is None else own.text or ""
        return _decoded(self.archive, self.names[name])


def _open(archive: zipfile.ZipFile) -> _Opened:
    names = {name.rpartition("/")[2].casefold(): name for name in archive.namelist()}
    xml = next((_decoded(archive, name) for name in names.values() if name.lower().endswith(".qde")), "<none/>")
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:  # entities may grow without end, or read other files
        raise CorpusError("Its XML declares a document type, which no REFI-QDA project does.")
    project = ElementTree.fromstring(xml)
    if not project.tag.startswith("{urn:QDA-XML:project:"):
        raise CorpusError("It does not hold a project of REFI-QDA (a file .qde).")
    users = {_id(user): user.get("name") or "" for user in project.iterfind("./{*}Users/{*}User")}
    notes = {_id(note): note for note in project.iterfind("./{*}Notes/{*}Note")}
    return _Opened(archive, names, project, _codes(project), users, notes)


def _id(element: ElementTree.Element, name: str = "guid") -> str:
    return element.get(name, "").casefold()


def _decoded(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise CorpusError(f"{name} in it is too large.")
    data = archive.read(name)
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def _codes(project: ElementTree.Element) -> dict[str, Code]:
    """The names of each code from the outermost on."""
    waiting: list[tuple[ElementTree.Element, Code]]
    waiting = [(code, ()) for code in project.iterfind("./{*}CodeBook/{*}Codes/{*}Code")]
    codes: dict[str, Code] = {}
    while waiting:
        code, above = waiting.pop()
        path = (*above[:50], code.get("name") or "")
        codes[_id(code)] = path
        waiting += [(inner, path) for inner in code.iterfind("{*}Code")]
    return codes


def _read_project(opened: _Opened) -> Iterator[tuple[str, str, list[_Selection]]]:
    seen: dict[str, int] = defaultdict(int)
    for source in opened.project.iterfind("./{*}Sources/{*}TextSource"):
        name = source.get("name") or _id(source) or "text"
        seen[name] += 1
        name = name if seen[name] == 1 else f"{name} ({seen[name]})"
        raw = opened.text_of(source)
        if raw is None:
            raise CorpusError(f"The text of {name!r} is missing from it.")
        text, shift = unify_newlines(raw), line_end_shift(raw)
        found = [_selection(element, opened, name, shift) for element in source.iterfind("{*}PlainTextSelection")]
        yield name, text, [selection for selection in found if selection.codes]


def _selection(element: ElementTree.Element, opened: _Opened, name: str, shift: list[int]) -> _Selection:
    places = [element.get("startPosition", ""), element.get("endPosition", "")]
    if not all(place.isdecimal() and len(place) < 10 and int(place) < len(shift) for place in places):
        raise CorpusError(f"A selection of {name!r} stands at {'-'.join(places)}; the text has {len(shift) - 1}.")
    start, end = (shift[int(place)] for place in places)
    codings = [
        (opened.codes[_id(code, "targetGUID")], opened.users.get(_id(coding, "creatingUser"), ""))
        for coding in element.iterfind("{*}Coding")
        for code in coding.iterfind("{*}CodeRef")
        if _id(code, "targetGUID") in opened.codes
    ]
    if start >= end and codings:
        raise CorpusError(f"A selection of {name!r} at {start}-{end} has no text.")
    refs = (opened.notes.get(_id(ref, "targetGUID")) for ref in element.iterfind(".//{*}NoteRef"))
    notes = [opened.text_of(note) or "" for note in refs if note is not None]
    notes += [inner.text or "" for inner in element.iterfind("{*}Description")]
    return _Selection(start, end, [code for code, _ in codings], notes, [coder for _, coder in codings])


def _is(code: Code, top: str) -> bool:
    return code[0].casefold() == top.casefold()


def _annotations(selections: Iterable[_Selection]) -> list[Annotation]:
    """Quotations and analogies; what is coded apart on the same passage is put together where it does not differ."""
    found: dict[tuple[str, int, int], list[Annotation]] = defaultdict(list)
    for selection in sorted(selections, key=lambda selection: not _layers(selection)):
        place, speaks = (selection.start, selection.end), any(_is(code, "Speaker") for code in selection.codes)
        coded = [layer for layer in FEATURES if found.get((layer, *place))]
        for layer in _layers(selection) or ((coded or ["quotes"])[:1] if speaks else []):
            _keep(found[layer, *place], _annotation(selection, layer))
    return sorted((a for several in found.values() for a in several), key=lambda a: (a.start, a.end))


def _layers(selection: _Selection) -> list[str]:
    names = {code[0].casefold() for code in selection.codes}
    return [layer for layer, name in GENERAL.items() if name.casefold() in names] or ["analogies"] * ("stance" in names)


def _keep(here: list[Annotation], new: Annotation) -> None:
    for i, old in enumerate(here):
        if all(old.features.get(name, value) == value for name, value in new.features.items()):
            features, parts = {**old.features, **new.features}, tuple(dict.fromkeys((*old.parts, *new.parts)))
            here[i] = Annotation(new.layer, new.start, new.end, features, parts)
            return
    here.append(new)


def _annotation(selection: _Selection, layer: str) -> Annotation:
    features, parts = from_note("\n".join(selection.notes), layer)
    for code in selection.codes:
        if _is(code, GENERAL[layer]) and code[-1].casefold() in KINDS[layer]:
            features["kind"] = code[-1].casefold()
        elif _is(code, "Stance") and layer == "analogies" and code[-1].casefold() in STANCES:
            features["stance"] = code[-1].casefold()
        elif _is(code, "Speaker") and len(code) > 1:
            features["speaker"] = code[-1]
    return Annotation(layer, selection.start, selection.end, features, parts)
