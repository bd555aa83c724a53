"""Files as bytes: only regular ones, never more than a limit, and no failure that costs other files."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from textkit.read.records import Problem, Record, UnreadableError

__all__ = ["MAX_BYTES", "MAX_CHARS", "guarded", "load_bytes", "load_start", "shown_name"]

MAX_BYTES = 1_000_000_000
MAX_CHARS = 10_000_000  # of one text: three times War and Peace
_LOOK_AT_IT = "Look at the file: save it again, or as .txt. The others are read."
_ESCAPED = re.compile("[\ud800-\udfff]")


def load_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file.

    Raises
    ------
    UnreadableError
        If it is not a regular file, has more than ``most`` bytes, or cannot be opened.
    """
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise UnreadableError(f"The file has {_megabytes(size)}.", f"Split it into files below {_megabytes(most)}.")
        return file.read(size)


def load_start(path: Path, n_bytes: int) -> bytes:
    """The first bytes of a regular file; UnreadableError as for ``load_bytes``."""
    with _opened(path) as file:
        return file.read(n_bytes)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # looked at before it is opened: a pipe would wait for ever
            raise UnreadableError("It is not a file but a folder, pipe or device.", "Put the file itself there.")
        with open(path, "rb", opener=_open_at_once) as file:
            yield file
    except UnreadableError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"The file cannot be opened: {reason}.", "Look at its permissions.") from None


def _open_at_once(path: str, flags: int) -> int:
    """Opens without waiting, should the file have become a pipe meanwhile."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _megabytes(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def shown_name(name: str) -> str:
    r"""A file's name as it can be printed and stored: bytes that are not UTF-8 as ``\xe9``.

    Examples
    --------
    >>> shown_name("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return name if name.isascii() else _ESCAPED.sub(_shown_byte, name)


def _shown_byte(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def _too_long(record: Record) -> Problem:
    problem = f"A text of {len(record.text) / 1e6:,.0f} million characters is more than one document."
    return Problem(problem, "Split it into its chapters, articles or speeches.", record.path or "")


def guarded(read: Callable[[], Iterable[Record | Problem]], place: str = "") -> Iterator[Record | Problem]:
    """What ``read`` yields; whatever it raises becomes a problem behind what was read until then.

    Readers rest on libraries that let through what their parsers run into. Every reader of a file, and every record
    of a table, is called through here, so that no failure costs more than itself. A text of more than ten million
    characters is refused: it would take minutes and fill the memory.

    Examples
    --------
    >>> [str(problem) for problem in guarded(lambda: [1 / 0], "a.txt")]
    ['a.txt: It cannot be read (ZeroDivisionError: division by zero). Look at the file: save it again, ...']
    """
    try:
        for item in read():
            yield _too_long(item) if isinstance(item, Record) and len(item.text) > MAX_CHARS else item
    except UnreadableError as error:
        yield Problem(error.problem, error.remedy, place)
    except MemoryError:
        yield Problem("It needs more memory than there is.", "Split the file, or give the program more memory.", place)
    except RecursionError:
        yield Problem("It is nested too deeply.", _LOOK_AT_IT, place)
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0][:200]}".removesuffix(": ")
        yield Problem(f"It cannot be read ({shown_name(reason)}).", _LOOK_AT_IT, place)
