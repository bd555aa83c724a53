"""What textkit brings along: its notebooks and the sample corpus, where they are, and a copy of them to work on."""

import os
from collections.abc import Iterator
from pathlib import Path

import textkit
from textkit.errors import OutputError, ReportError

__all__ = ["copy_notebooks", "shipped_notebooks"]

NOTEBOOKS, SAMPLE = "notebooks", "corpus/us-canada-2025"


def shipped_notebooks() -> Path:
    """The folder of textkit's own notebooks; the sample corpus is where their first cells say, beside it.

    They lie in the package (``setup.py`` puts them there), or where the source code is in the folder above ``src``.
    The current folder is of no importance.

    Examples
    --------
    >>> sorted(path.name for path in shipped_notebooks().glob("*.ipynb"))[0]
    '00_quickstart.ipynb'
    """
    package = Path(textkit.__file__).resolve().parent
    for place in (package / "shipped", package.parents[1]):
        if (place / NOTEBOOKS / "00_quickstart.ipynb").is_file() and (place / SAMPLE).is_dir():
            return place / NOTEBOOKS
    raise ReportError("This installation of textkit has no notebooks. Install it again, or name a folder of notebooks.")


def copy_notebooks(folder: str | os.PathLike[str]) -> list[Path]:
    """Copy textkit's notebooks and the sample corpus into ``folder``, to be changed and run there.

    The copies read the sample corpus in ``folder/corpus`` and write to ``folder/figures`` until their first cell says
    otherwise. A file that is there already is never overwritten: if one differs from its copy, nothing is written.

    Returns
    -------
    list of Path
        The notebooks.

    Raises
    ------
    OutputError
        If a file is in the way, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     copy_notebooks(folder)[0].name
    '00_quickstart.ipynb'
    """
    target = Path(folder)
    files = {target / name: content for name, content in _files()}
    try:
        for path, content in files.items():
            if path.exists() and path.read_bytes() != content:
                raise OutputError(f"{path} is there already and differs. Nothing was copied: choose another folder.")
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            if not path.exists():
                with path.open("xb") as file:
                    file.write(content)
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {error.strerror}. Choose a folder that you may write to.") from error
    return [path for path in files if path.suffix == ".ipynb"]


def _files() -> Iterator[tuple[str, bytes]]:
    """Names in the copy and contents; where the notebooks say ``../``, the copies need not go up."""
    notebooks = shipped_notebooks()
    for path in sorted(notebooks.glob("*.ipynb")):
        yield path.name, path.read_bytes().replace(b'\\"../', b'\\"')
    corpus = notebooks.parent / SAMPLE
    for path in sorted(path for path in corpus.rglob("*") if path.is_file() and not path.name.startswith(".")):
        yield f"{SAMPLE}/{path.relative_to(corpus).as_posix()}", path.read_bytes()
