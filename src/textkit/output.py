"""All that is written: whole or not at all, with safe cells, under names that are safe in a path and in a link."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

import pandas as pd

from textkit.errors import OutputError

__all__ = [
    "csv_text",
    "disarm",
    "disarmed",
    "rearm",
    "rearmed",
    "slug",
    "staging",
    "standing",
    "take_place",
    "write_whole",
]

DAY = 86_400  # seconds

# A spreadsheet would run what follows (OWASP, CSV injection); apostrophes in front of it are those of disarm.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write ``content`` under a temporary name in the same folder, then rename it to ``path``.

    Raises
    ------
    OutputError
        If the folder cannot be made or written.
    """
    path = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror}. Choose a folder that you may write to.") from error
    return path


def _replace(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}-", delete=False) as file:
        temporary = file.name
        try:
            file.write(data)
            file.flush()
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


@contextmanager
def staging(parent: Path, prefix: str) -> Iterator[Path]:
    """A new hidden folder in ``parent`` that is gone at the end, whatever happens; both are made if missing.

    Folders of that prefix that a killed run left a day ago or earlier are removed; younger ones may still be at work.

    Raises
    ------
    OutputError
        If the folder cannot be made.
    """
    existed = parent.exists()
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(parent, prefix)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError as error:
        raise OutputError(f"Cannot write {parent}: {error.strerror}. Choose a folder that you may write to.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if not existed and not any(parent.iterdir()):
            parent.rmdir()


def _remove_abandoned(parent: Path, prefix: str) -> None:
    for folder in parent.iterdir():
        with suppress(OSError):  # another run may be doing the same
            if folder.name.startswith(prefix) and time.time() - folder.stat().st_mtime > DAY:
                shutil.rmtree(folder)


def take_place(made: Path, target: Path) -> None:
    """Rename ``made``, which lies in a staging folder, to ``target``; what stood there goes with the staging folder.

    Two renames are needed. If the second fails or is interrupted, the first is undone; after a kill between them,
    which leaves no time for that, what stood there is under another name, where :func:`standing` finds it.
    """
    former = _former(target)
    if former.exists():  # a run was killed
        os.replace(former, made.with_name("killed") if target.exists() else target)
    try:
        if target.exists():
            os.replace(target, former)
        os.replace(made, target)
    except BaseException:
        if former.exists() and not target.exists():
            os.replace(former, target)
        raise
    if former.exists():
        os.replace(former, made.with_name("former"))


def standing(target: Path) -> Path:
    """Where the folder ``target`` is: there, or under its other name if a run was killed while replacing it."""
    former = _former(target)
    return former if former.exists() and not target.exists() else target


def _former(target: Path) -> Path:
    return target.with_name(f".{target.name}.former")


def csv_text(table: pd.DataFrame) -> str:
    """``table`` as CSV; texts that a spreadsheet would take for a formula get an apostrophe in front.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"term": ["=SUM(A1)", "tariff"], "z": [-1.5, 2.0]})), end="")
    term,z
    '=SUM(A1),-1.5
    tariff,2.0
    """
    return disarmed(table).to_csv(index=False, lineterminator="\n")


def disarmed(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with :func:`disarm` on each name and text; numbers stay as they are."""
    return _on_texts(table, disarm)


def rearmed(table: pd.DataFrame) -> pd.DataFrame:
    """The table that :func:`disarmed` was given."""
    return _on_texts(table, rearm)


def _on_texts(table: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    changed = table.rename(columns=change)
    for i, dtype in enumerate(table.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype):
            changed.isetitem(i, changed.iloc[:, i].map(change))  # of names, each category once
    return changed


def disarm(value: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe in front; all else as it is.

    Examples
    --------
    >>> disarm("=SUM(A1)"), disarm("tariff"), disarm(-1.5)
    ("'=SUM(A1)", 'tariff', -1.5)
    """
    return "'" + value if isinstance(value, str) and FORMULA.match(value) else value


def rearm(value: object) -> object:
    """What :func:`disarm` was given.

    Examples
    --------
    >>> rearm("'=SUM(A1)"), rearm("'tis")
    ('=SUM(A1)', "'tis")
    """
    return value[1:] if isinstance(value, str) and value.startswith("'") and FORMULA.match(value) else value


def slug(name: str) -> str:
    """A file name for ``name``: letters, digits, dots, dashes; a checksum tells changed names apart.

    Examples
    --------
    >>> slug("01-oval-office"), slug("../a b")
    ('01-oval-office', 'a-b-75e96e29')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:80]
    return plain if plain == name else f"{plain or 'document'}-{crc32(name.encode()):08x}"
