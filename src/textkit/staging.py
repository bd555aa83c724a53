"""Folders that are made aside and take their place when whole: a run that is killed leaves what stood there."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from textkit.errors import OutputError

__all__ = ["staging", "standing", "take_place"]

DAY = 86_400  # seconds


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
