"""From bytes to text: byte-order mark, UTF-8, then the likeliest older encoding; newlines unified."""

import codecs
import re

from textkit.read.records import UnreadableError

__all__ = ["decode", "find_codec", "replace_surrogates", "unify_newlines"]

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
        If there is no such encoding.

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
        raise UnreadableError(f"There is no encoding of texts called {encoding[:60]!r}.", _SAVE_AS_UTF8)
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
