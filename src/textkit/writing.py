"""Files that are written whole or not at all, under names that are safe in a path and in a link."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pandas as pd

from textkit.errors import OutputError

__all__ = ["csv_text", "disarm", "disarmed", "rearm", "rearmed", "slug", "write_whole"]

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
