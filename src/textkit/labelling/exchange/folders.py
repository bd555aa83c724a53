"""A folder of annotation files: one stem per document, and a list that tells which is which."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from zlib import crc32

from textkit.errors import CorpusError, reading, regular_file
from textkit.manifest import check_target
from textkit.output import disarm, rearm, slug, write_all
from textkit.read.encodings import unify_newlines

__all__ = ["INDEX", "read_files", "read_text_file", "stems_of", "write_files"]

INDEX = "documents.csv"
ANNOTATIONS = "annotations"  # what the manifest of the folder calls them


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
        If there is no such file, the list is damaged, or two files are about one document.
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
