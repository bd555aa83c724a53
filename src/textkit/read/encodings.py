"""Files as bytes, and bytes as text: only regular files, never more than a limit; byte-order mark, UTF-8, then the
likeliest older encoding; newlines unified.
"""

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from textkit.read import Problem, Record, UnreadableError

__all__ = [
    "MAX_BYTES",
    "MAX_CHARS",
    "decode",
    "find_codec",
    "guarded",
    "load_bytes",
    "load_start",
    "replace_surrogates",
    "shown_name",
    "unify_newlines",
]

MAX_BYTES = 1_000_000_000
MAX_CHARS = 10_000_000  # of one text: three times War and Peace
_LOOK_AT_IT = "Look at the file: save it again, or as .txt. The others are read."
_ESCAPED = re.compile("[\ud800-\udfff]")
# UTF-32 before UTF-16: its mark begins with theirs.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS_UTF8 = "Save the file as UTF-8, or name its encoding: read_corpus(..., encoding='cp1252')."
_SAMPLE = 4096
_LONG_SAMPLE = 100_000
_WESTERN = re.compile(
    r"""
    [‘’“”–—…•€•™£§©®°·½¼¾«»\xa0¿¡¢]          # the punctuation of typesetters and word processors
    | (?<![À-ÿ])[ß-öø-ÿœšž]{1,2}(?![À-ÿ])    # one or two small accented letters among plain ones
    | (?<![a-zÀ-ÿ])[À-ÖØ-ÞŒŠŽ](?=[a-zß-ÿ])   # a capital that begins a word
    | (?<=[A-Z])[À-ÖØ-ÞŒŠŽ](?=[A-Z])         # a capital among capitals
    | (?<!\w)À(?=\s)                         # the French preposition
    """,
    re.VERBOSE,
)
_MIN_WESTERN = 0.8  # share of the high bytes that must make sense
_TEXT_CODEC = re.compile(
    r"""
    ascii | utf-(?:8|16|32)(?:-sig|-le|-be)?                # Unicode
    | cp\d+ | iso8859-\d+ | mac-\w+ | hp-roman8 | palmos    # Europe and the Middle East; Windows, Macintosh
    | koi8-\w | ptcp154 | kz1048 | tis-620                  # Cyrillic, Thai
    | gb\w+ | hz | big5\w* | euc_\w+ | iso2022_\w+ | shift_jis\w* | johab  # East Asia
    """,
    re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


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


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text of ``data`` and the name of its encoding, newlines unified.

    Order: the encoding given; a byte-order mark; UTF-8; UTF-16 without a mark; Windows-1252, then Mac Roman,
    if nearly all high bytes make sense as typesetters' marks or single accented letters; what charset-normalizer
    finds likeliest. Central European text in Windows-1250 passes for Windows-1252, and a guess on a few bytes may
    be wrong: ``check_corpus`` reports the encoding found.

    Raises
    ------
    UnreadableError
        For binary data, and for bytes that are not text in the encoding given or marked.

    Examples
    --------
    >>> decode("naïve\\r\\n".encode("cp1252"))
    ('naïve\\n', 'cp1252')
    """
    name = encoding or _marked(data)
    text = _decode_as(data, name) if name else None
    if text is None:
        text, name = _guess(data)
    return unify_newlines(text.removeprefix("\ufeff")), _public_name(name or "utf-8")


def unify_newlines(text: str) -> str:
    r"""Windows and old Macintosh line ends as ``\n``; form feeds (page breaks) stay."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def replace_surrogates(text: str) -> str:
    """Halves of surrogate pairs, which are not characters, as U+FFFD; whole pairs as what they stand for.

    Examples
    --------
    >>> replace_surrogates("a\\ud800b")
    'a\ufffdb'
    """
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def find_codec(encoding: str) -> str:
    """Python's name of an encoding of texts.

    Not all that Python knows is one: ``punycode`` and ``idna`` are for names of hosts and take quadratic time,
    ``unicode_escape`` is source code, ``hex`` and ``zip`` are not encodings of texts at all.

    Raises
    ------
    UnreadableError
        If the encoding is not known.

    Examples
    --------
    >>> find_codec("latin1"), find_codec("Windows-1252")
    ('iso8859-1', 'cp1252')
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):  # ValueError: a null character
        name = ""
    if not _TEXT_CODEC.fullmatch(name):
        raise UnreadableError(f"No encoding of texts is called {encoding[:60]!r}.", _SAVE_AS_UTF8)
    return name


def _decode_as(data: bytes, encoding: str) -> str:
    find_codec(encoding)
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        raise UnreadableError(f"Byte {start} is not {encoding} text.", _SAVE_AS_UTF8) from None


def _guess(data: bytes) -> tuple[str, str]:
    if b"\0" in data:
        return _decode_wide(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_old(data, error.start)


def _decode_wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    odd, even = data[1:_SAMPLE:2].count(0), data[0:_SAMPLE:2].count(0)
    half = min(len(data), _SAMPLE) / 2
    name = "utf-16-le" if odd > 0.4 * half > even else "utf-16-be" if even > 0.4 * half > odd else None
    if name is None or len(data) % 2:
        raise UnreadableError("The file is binary, not text.", "Export it as .txt, .docx, .pdf or .csv.")
    return _decode_as(data, name), name


def _decode_old(data: bytes, first_bad: int) -> tuple[str, str]:
    if _is_truncated_utf8(data, first_bad):
        return data[:first_bad].decode("utf-8") + "\ufffd", "utf-8"
    sample = data[max(0, first_bad - 100) :][:_LONG_SAMPLE]
    for name in ("cp1252", "mac_roman"):
        if _looks_western(sample.decode(name, "replace")):
            return data.decode(name, "replace"), name
    return _decode_likeliest(data)


def _is_truncated_utf8(data: bytes, first_bad: int) -> bool:
    """A file cut off inside its last character, with UTF-8 before it."""
    return len(data) - first_bad < 4 and not data[:first_bad].isascii()


def _looks_western(text: str) -> bool:
    """Nearly every character beyond ASCII makes sense where it stands."""
    n_sensible = sum(len(found) for found in _WESTERN.findall(text))
    n_high = len(text) - len(text.encode("ascii", "ignore"))
    return "\ufffd" not in text and n_sensible >= _MIN_WESTERN * n_high


def _decode_likeliest(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise UnreadableError("The file is not text in any encoding we know.", _SAVE_AS_UTF8)
    return str(best), best.encoding


def _public_name(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding.replace("_", "-")
