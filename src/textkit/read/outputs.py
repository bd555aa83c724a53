"""Results of textkit that lie in the corpus folder: the files that a manifest lists are not part of the corpus."""

import os
from pathlib import Path

from textkit.manifest import MANIFEST, is_of_version_0_1, read_manifest

__all__ = ["is_output", "output_names"]

LEVELS = 4  # that a manifest may stand above the files it lists; a report has two, a data set one


def is_output(folder: Path) -> bool:
    """Does the folder hold nothing but what textkit wrote, or labels or figures of version 0.1?

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
