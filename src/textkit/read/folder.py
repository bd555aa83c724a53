"""A folder of texts: which of its files are documents, and what their neighbours say about them.

Results of textkit that lie in the folder are not part of the corpus: their manifest lists them.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from textkit.manifest import MANIFEST, is_of_version_0_1, read_manifest
from textkit.read import NOTHING, Problem, ReadOptions, Record
from textkit.read.assemble import complete_record
from textkit.read.encodings import guarded, load_bytes, shown_name
from textkit.read.formats import choose_reader
from textkit.read.metadata import name_fields
from textkit.read.resources import (
    RESOURCES,
    SETTINGS,
    Resources,
    Settings,
    Sidecar,
    is_sidecar,
    read_resources,
    read_settings,
    read_sidecar,
)
from textkit.read.screening import set_aside_languages

__all__ = [
    "Folder",
    "find_files",
    "is_output",
    "open_folder",
    "output_names",
    "read_file",
    "read_files",
    "read_folder",
    "read_single",
    "relative_path",
    "unmatched",
]

LEVELS = 4  # that a manifest may stand above the files it lists; a report has two, a data set one
_ABOUT = ("readme", "license", "licence")  # stems of files about the corpus
_CANNOT_OPEN = "Look at its permissions."
_NOT_UTF8 = "Its name is not in UTF-8: the bytes that are not are shown as \\x and two digits."
_PATTERN_HOLDS = (
    "A pattern has {field} for a field and * for anything else; each reaches to the next character of the pattern, "
    "the last one to the end of the name. Change it, rename the file, or see that its metadata has these fields."
)
_RENAME = "Nothing is lost; rename it if the name matters."
_RESULTS = "The folder holds results of textkit and was not read."
_SOME_RESULTS = "Files in the folder are results of textkit and were not read."
_PUT_ELSEWHERE = "Nothing need be done; results are better kept outside of the corpus folder."


def is_output(folder: Path) -> bool:
    """True if the folder holds nothing but what textkit wrote, or labels or figures of version 0.1.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["They met."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     labels.save(f"{folder}/labels")
    ...     is_output(Path(folder)), is_output(Path(folder, "labels"))
    (False, True)
    """
    place = Path(os.path.abspath(folder))
    listed = _listed(place)
    if not any(place in path.parents for path in listed):
        return is_of_version_0_1(folder)
    if (place / "shards").is_dir() and place / MANIFEST in listed and place / "labels.json" not in listed:
        return True  # a data set that is not finished
    found = (Path(parent, name) for parent, _, names in os.walk(place) for name in names if not name.startswith("."))
    return all(path in listed for path in found)


def output_names(folder: Path) -> set[str]:
    """Names of the files in the folder that textkit wrote, as its manifest or one of a folder above lists them."""
    place = Path(os.path.abspath(folder))
    return {path.name for path in _listed(place) if path.parent == place}


def _listed(place: Path) -> set[Path]:
    """What the manifests of a folder and of those above it list, and these manifests."""
    manifests = [(folder, read_manifest(folder)) for folder in (place, *place.parents[:LEVELS])]
    known = [(folder, entries) for folder, entries in manifests if entries is not None]
    return {folder / name for folder, entries in known for name in (MANIFEST, *(entry.path for entry in entries))}


@dataclass(frozen=True, slots=True)
class Folder:
    """What is known of a folder before its documents are read: ``found`` are its files, or why they are none."""

    path: Path
    found: tuple[Path | Problem, ...]
    settings: Settings
    sidecars: tuple[Sidecar, ...]
    resources: Resources
    problems: tuple[Problem, ...]


def read_folder(folder: Path, options: ReadOptions) -> tuple[list[Record | Problem], Resources, ReadOptions]:
    """Documents and problems of the folder, its resources, and the options with its settings.

    Fields of a document come from its own metadata, else from metadata.csv, its file name, and corpus.toml.
    """
    opened = open_folder(folder, options)
    items = list(read_files(opened.found, folder, opened.sidecars, opened.settings))
    lost = unmatched((item.path or "" for item in items), opened.sidecars)
    return [*opened.problems, *items, *lost], opened.resources, opened.settings.options


def open_folder(folder: Path, options: ReadOptions) -> Folder:
    """The folder's files in their order, its settings, word lists and tables of metadata."""
    settings, odd_settings = read_settings(folder, options)
    lists, odd_lists = read_resources(folder)
    found = list(find_files(folder))
    tables = [read_sidecar(path, relative_path(path, folder)) for path in found if _is_table(path)]
    return Folder(
        folder,
        tuple(path for path in found if not _is_table(path)),
        settings,
        tuple(sidecar for sidecar, _ in tables),
        _merge(lists, settings.resources),
        (*odd_settings, *odd_lists, *(problem for _, odd in tables for problem in odd)),
    )


def _merge(one: Resources, two: Resources) -> Resources:
    """Rows of both, by resource."""
    names: Sequence[str] = list(dict.fromkeys([*one, *two]))
    return MappingProxyType({name: (*one.get(name, ()), *two.get(name, ())) for name in names})


def read_files(
    found: Iterable[Path | Problem], root: Path, sidecars: Sequence[Sidecar], settings: Settings
) -> Iterator[Record | Problem]:
    """Documents and problems of files below ``root``, with the fields that the folder gives them."""
    for path in found:
        for item in [path] if isinstance(path, Problem) else read_file(path, root, settings.options):
            yield from _complete(item, sidecars, settings)


def find_files(folder: Path) -> Iterator[Path | Problem]:
    """Files below ``folder``, depth first in the order of their names; linked folders too, but none twice.

    Left out: hidden files, folders named ``gold``, README and LICENSE files and the folder's resources. What textkit
    wrote and what is not a regular file (pipes, devices, broken links) and folders that cannot be opened are problems.
    """
    waiting, seen = [folder], set()
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield path if path.is_file() else _not_a_file(path, folder)
            elif path != folder and is_output(path):
                yield Problem(_RESULTS, _PUT_ELSEWHERE, relative_path(path, folder), severity="warning")
            else:
                own, entries = output_names(path), _entries(path, folder, seen)
                waiting += reversed([entry for entry in entries if entry.name not in own])
                if own:
                    yield Problem(_SOME_RESULTS, _PUT_ELSEWHERE, relative_path(path, folder), severity="warning")
        except OSError as error:
            problem = f"It cannot be opened: {error.strerror}."
            yield Problem(problem, _CANNOT_OPEN, relative_path(path, folder))


def _not_a_file(path: Path, folder: Path) -> Problem:
    remedy = "Replace the link or pipe by the file itself."
    return Problem("It is neither a file nor a folder.", remedy, relative_path(path, folder))


def _entries(folder: Path, root: Path, seen: set[tuple[int, int]]) -> list[Path]:
    """What lies in the folder, sorted; nothing if the folder was seen before."""
    identity = folder.stat()
    if (identity.st_dev, identity.st_ino) in seen:
        return []
    seen.add((identity.st_dev, identity.st_ino))
    return sorted(path for path in folder.iterdir() if not _is_left_out(path, root))


def _is_left_out(path: Path, root: Path) -> bool:
    name = path.name.casefold()
    if name.startswith((".", "~$")) or name in ("gold", "__macosx", "thumbs.db"):
        return True
    is_resource = path.parent == root and (name in RESOURCES or name == SETTINGS)
    return is_resource or name.partition(".")[0] in _ABOUT


def relative_path(path: Path, root: Path) -> str:
    """Path below the corpus folder with forward slashes, the same on every machine, as it can be shown; of the root
    its name."""
    return shown_name(path.relative_to(root).as_posix() if path != root else path.name)


def read_single(path: Path, options: ReadOptions) -> Iterator[Record | Problem]:
    """Documents and problems of one file that is not part of a folder."""
    yield from read_files([path], path, (), Settings(options))


def read_file(path: Path, root: Path, options: ReadOptions) -> Iterator[Record | Problem]:
    """Documents and problems of one file, each with its place."""
    place = relative_path(path, root)
    if shown_name(path.name) != path.name:
        yield Problem(_NOT_UTF8, _RENAME, place, "warning")
    placed = (_placed(item, place) for item in guarded(lambda: _read(path, options)))
    yield from set_aside_languages(placed, options)


def _read(path: Path, options: ReadOptions) -> Iterator[Record | Problem]:
    data = load_bytes(path)
    yield from choose_reader(data, path.name)(data, options)


def _placed(item: Record | Problem, place: str) -> Record | Problem:
    return replace(item, path=f"{place}/{item.path}" if item.path else place)


def _is_table(path: Path | Problem) -> bool:
    return isinstance(path, Path) and is_sidecar(path)


def _complete(item: Record | Problem, sidecars: Iterable[Sidecar], settings: Settings) -> Iterator[Record | Problem]:
    """The record with the fields it lacks and metadata.csv, its name or the settings have."""
    pattern = settings.options.name_pattern
    if isinstance(item, Problem):
        yield item
        return
    if not (sidecars or settings.fields or pattern):
        yield complete_record(item, settings.options)
        return
    place = item.path or ""
    named = name_fields(PurePosixPath(place).stem, pattern) if pattern else {}
    if named is None and item.number in (None, 1):
        yield Problem(f"The name does not fit {pattern!r}.", _PATTERN_HOLDS, place, "warning")
    beside = {name: value for sidecar in sidecars for name, value in sidecar.fields_of(place).items()}
    fields = {**settings.fields, **(named or NOTHING), **beside, **item.fields}
    yield complete_record(replace(item, fields=fields), settings.options)


def unmatched(places: Iterable[str], sidecars: Iterable[Sidecar]) -> Iterator[Problem]:
    """Rows of metadata.csv that describe none of the ``places`` (paths of documents and problems)."""
    places = list(places)
    for sidecar in sidecars:
        known = {sidecar.key_of(place) for place in places}
        lost = [key for key in sidecar.rows if key not in known]
        if lost:
            problem = f"{len(lost)} rows describe no file: {', '.join(lost[:5])}."
            yield Problem(problem, "Write the files' names as they are.", sidecar.path, "warning")
