"""Folders that textkit itself wrote: results that lie in the corpus folder are no part of the corpus."""

import json
from itertools import islice
from pathlib import Path

__all__ = ["is_output"]

MOST = 20  # Markdown files looked into: beside figures all of them are notes
_NOTE = "---\nfigure: "


def is_output(folder: Path) -> bool:
    """Does the folder hold labels (in memory's or the data set's form) or figures of textkit's?

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> labels = tk.label(tk.read_corpus(["They met."]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     labels.save(f"{folder}/labels")
    ...     is_output(Path(folder)), is_output(Path(folder, "labels"))
    (False, True)
    """
    return _is_labels(folder) or any(_is_note(path) for path in islice(folder.glob("*.md"), MOST))


def _is_labels(folder: Path) -> bool:
    for name, key in (("provenance.json", "textkit"), ("labels.json", "shards")):
        try:
            if key in json.loads((folder / name).read_text(encoding="utf-8")):
                return True
        except (OSError, ValueError, TypeError):
            continue
    return False


def _is_note(path: Path) -> bool:
    """The Markdown note beside a figure, which begins with the figure's name."""
    start = f"{_NOTE}{path.stem}\n".encode()
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False
