"""All that is written: whole or not at all, with safe cells, under names that are safe in a path and in a link."""

import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

import pandas as pd

from textkit.checks import index_as_columns
from textkit.errors import OutputError
from textkit.manifest import (
    MANIFEST,
    UNTOUCHED,
    Entry,
    as_manifest,
    cannot_write,
    digest_of,
    enlist,
    former_of,
    read_manifest,
    refuse_content,
    refuse_foreign,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "csv_text",
    "disarm",
    "disarmed",
    "locked",
    "packed",
    "rearm",
    "rearmed",
    "slug",
    "staging",
    "take_place",
    "write_all",
    "write_manifest",
    "write_own",
    "write_whole",
]

DAY, PATIENCE = 86_400, 10  # seconds

# A spreadsheet would run what follows (OWASP, CSV injection); apostrophes in front of it are those of disarm.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")

DIGITS = 10  # significant, of a number in a CSV: processors differ in the last of the 16 that a sum has


def write_manifest(folder: Path, entries: Iterable[Entry], *, work: Path | None = None) -> None:
    """Make the manifest list these files and no others, sorted: the same files, the same bytes."""
    lines = as_manifest(sorted(set(entries), key=lambda e: (e.path, e.sha256, e.by)))
    write_whole(folder / MANIFEST, lines, work=work)


@contextmanager
def locked(path: Path, *, patience: float = 2) -> Iterator[None]:
    """Hold a lock that ends with this process; an empty file ``path`` stands for it meanwhile.

    Raises
    ------
    OutputError
        If another process holds it for longer than ``patience`` seconds.
    """
    end = time.monotonic() + patience
    while (file := _lock(path)) is None:
        if time.monotonic() > end:
            raise OutputError(f"Another process is writing to {path.parent}. Run it again when that is done.")
        time.sleep(0.02)
    try:
        yield
    finally:
        _unlock(file, path)


def _lock(path: Path) -> int | None:
    """The open file, locked; None if another process has it, or removed it at this moment."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        if os.path.samestat(os.fstat(file), path.stat()):
            return file
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):  # a file system without locks
            return file
    os.close(file)
    return None


def _unlock(file: int, path: Path) -> None:
    """Let go of the lock; Windows does not remove a file that is open, POSIX must before another takes it."""
    with suppress(OSError):
        if fcntl and not os.fstat(file).st_size:
            path.unlink()
    os.close(file)
    if not fcntl:
        with suppress(OSError):
            path.unlink()


@contextmanager
def staging(parent: Path, prefix: str) -> Iterator[Path]:
    """A new hidden folder in ``parent`` that is gone at the end, whatever happens; both are made if missing.

    It holds a manifest, which is its signature: those of that prefix that a killed run left a day ago or earlier are
    removed; younger ones may still be at work.

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
        raise cannot_write(parent, error) from error
    try:
        _sign(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if not existed and not any(parent.iterdir()):
            parent.rmdir()


def _sign(folder: Path) -> None:
    try:
        enlist(folder)
    except OSError as error:
        raise cannot_write(folder.parent, error) from error


def _remove_abandoned(parent: Path, prefix: str) -> None:
    for folder in parent.iterdir():
        with suppress(OSError):  # another run may be doing the same
            if not folder.name.startswith(prefix) or folder.is_symlink() or read_manifest(folder) is None:
                continue
            if time.time() - folder.stat().st_mtime > DAY:
                shutil.rmtree(folder)


def take_place(made: Path, target: Path, by: str) -> None:
    """Rename ``made``, which lies in a staging folder, to ``target``; what stood there goes with the staging folder.

    Two renames are needed. If the second fails or is interrupted, the first is undone; after a kill between them,
    which leaves no time for that, what stood there is under another name, where :func:`standing` finds it.

    Raises
    ------
    OutputError
        If something is in the place that is not part of ``by``, or another process is at it.
    """
    former = former_of(target)
    with locked(target.with_name(f".textkit-{target.name}.lock"), patience=PATIENCE):
        for folder in (target, former):  # somebody may have put a file there meanwhile
            refuse_content(folder, by, swapped=True)
        if former.exists():  # a run was killed
            os.replace(former, made.with_name("killed") if target.exists() else target)
        _keep_untouched(target, made)
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


def _keep_untouched(target: Path, made: Path) -> None:
    """Copy the files that belong to the folder rather than to what it holds, and its permissions."""
    if target.exists():
        shutil.copymode(target, made)
        for name in UNTOUCHED & set(os.listdir(target)):
            shutil.copy2(target / name, made / name, follow_symlinks=False)


def write_own(
    path: str | os.PathLike[str], content: str | bytes, *, folder: str | os.PathLike[str] | None = None
) -> Path:
    """Write a single file, as :func:`write_all` does, into ``folder``: by default that of the file."""
    root = Path(path).parent if folder is None else folder
    write_all({os.path.relpath(path, root): content}, root)
    return Path(path)


def write_all(files: Mapping[str, str | bytes], folder: str | os.PathLike[str], *, by: str = "file") -> None:
    """Write files (name below ``folder`` → content) and list them in the folder's manifest.

    A file that has its content already stays as it is. Another one is replaced only if textkit wrote it and nobody
    changed it since; if one cannot be, none is written.

    Raises
    ------
    OutputError
        If a file is in the way, or the folder cannot be made or written.
    """
    root = Path(folder)
    data = {name: text.encode("utf-8") if isinstance(text, str) else text for name, text in files.items()}
    entries = [Entry(name, len(text), hashlib.sha256(text).hexdigest(), by) for name, text in data.items()]
    try:
        root = Path(os.path.realpath(folder))
        new = [entry for entry in entries if digest_of(root / entry.path) != entry.sha256 or entry.path == MANIFEST]
        refuse_foreign(root, [entry.path for entry in new])
        root.mkdir(parents=True, exist_ok=True)
        if new:
            enlist(root, new)
    except (OSError, ValueError) as error:
        raise cannot_write(root, error) from error
    for entry in new:
        write_whole(root / entry.path, data[entry.path])


def write_whole(path: str | os.PathLike[str], content: str | bytes, *, work: Path | None = None) -> Path:
    """Write ``content`` under a temporary name in the folder ``work``, else that of ``path``; then rename it.

    A run that is killed at that moment leaves the temporary file: where there is a folder for such work, give it.

    Raises
    ------
    OutputError
        If the folder cannot be made or written.
    """
    path = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data, work or path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def _replace(path: Path, data: bytes, work: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=work, prefix=f".{path.name[:40]}-", delete=False) as file:
        temporary = file.name
        try:
            file.write(data)
            file.flush()
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of files by name, without the time of writing: the same files, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            data = content.encode("utf-8", "replace") if isinstance(content, str) else content
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def csv_text(table: pd.DataFrame) -> str:
    """``table`` as CSV, with what its index says as columns (``index_as_columns``).

    Texts that a spreadsheet would take for a formula get an apostrophe in front. Numbers have ten significant digits,
    so that the same measure is the same file on every machine.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"term": ["=SUM(A1)", "tariff"], "z": [-1.5, 2 / 3]})), end="")
    term,z
    '=SUM(A1),-1.5
    tariff,0.6666666667
    """
    cells = disarmed(index_as_columns(table))
    return cells.to_csv(
        index=False, lineterminator="\n", float_format=lambda number: repr(float(f"{number:.{DIGITS}g}"))
    )


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
