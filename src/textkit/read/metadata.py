"""What is known about a text: front matter, names of fields, file names, and the title it begins with."""

import json
import math
import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.read import NOTHING, UnreadableError, Written
from textkit.read.dates import normalise_date
from textkit.read.encodings import replace_surrogates
from textkit.schema import GIVEN, OWN_NAMES

__all__ = [
    "OTHER_NAMES",
    "Renamed",
    "as_text",
    "compile_name_pattern",
    "guess_title",
    "load_plain_yaml",
    "name_fields",
    "normalise_fields",
    "plain_value",
    "read_as",
    "split_front_matter",
    "typed_value",
]

_LONGEST_PATTERN = 1000  # characters; names of files have at most 255
_MAX_FRONT_MATTER = 65_536  # characters; beyond that it is a text that begins with a rule
_FENCE = re.compile(r"^---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML_FENCE = re.compile(r"^\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_IS_TOML = re.compile(r"^[\w.\"'-]{1,60}[ \t]*=|^\[", re.MULTILINE)
_IS_FIELD = re.compile(r"^[^\W\d][\w -]{0,60}:(?:\s|\Z)", re.MULTILINE)
_RESERVED = frozenset({"text", "path", "sha256", "n_chars"}) | OWN_NAMES
OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {  # of fields in tables, front matter and file names
        "id": "doc_id",
        "document_id": "doc_id",
        "headline": "title",
        "byline": "author",
        "authors": "author",
        "outlet": "source",
        "publication": "source",
        "publisher": "source",
        "newspaper": "source",
        "published": "date",
        "publication_date": "date",
        "date_published": "date",
        "pub_date": "date",
    }
)
_QUOTE_VALUES = 'Put values that contain ": ", "#" or quotation marks in quotes, or delete the front matter.'
_DATE_AND_MORE = re.compile(r"([0-9]{4}[-.]?[0-9]{2}[-.]?[0-9]{2})(?![0-9])")
_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}")
_REAL = re.compile(r"-?[0-9][0-9.e+-]{0,30}")
_FLAGS = {name: name in ("true", "True", "TRUE") for name in ("true", "True", "TRUE", "false", "False", "FALSE")}
_MAX_INT64 = 2**63
_NESTED = (list, tuple, set, frozenset, dict)
_MAX_DIGITS = 4300  # of a whole number that Python writes as text


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Fields of the front matter in YAML (``---``) or TOML (``+++``) and the text behind it; no fields without one.

    Blank lines may stand before it. Values of YAML stay as they are written, as ``Written`` where they may be numbers
    or true/false. Tags, anchors and aliases are refused: they are how YAML runs code or grows without bound.

    Raises
    ------
    UnreadableError
        If what looks like front matter is not plain YAML or TOML.

    Examples
    --------
    >>> split_front_matter("---\\ntitle: A visit\\nyear: 2025\\n---\\nThey met.")
    ({'title': 'A visit', 'year': '2025'}, 'They met.')
    >>> split_front_matter('\\n+++\\ntitle = "A visit"\\n+++\\nThey met.')
    ({'title': 'A visit'}, 'They met.')
    """
    n_blank = len(text[:1000]) - len(text[:1000].lstrip())
    start = text.rfind("\n", 0, n_blank) + 1  # an indented fence is not one
    for mark, fence, looks, load in (
        ("---", _FENCE, _IS_FIELD, _load_yaml),
        ("+++", _TOML_FENCE, _IS_TOML, _load_toml),
    ):
        match = fence.match(text, start, start + _MAX_FRONT_MATTER) if text.startswith(mark, start) else None
        if match is not None and looks.search(match[1]):
            fields = load(match[1], text.count("\n", 0, start))
            return normalise_fields(fields), text[match.end() :].lstrip("\n")
    return NOTHING, text


def _load_toml(source: str, n_above: int) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(source, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        reason = f"{error} (counted behind line {n_above + 1})"
        raise UnreadableError(
            f"The front matter is not TOML: {reason}.", 'Put texts in quotes: name = "value".'
        ) from None


def _load_yaml(source: str, n_above: int) -> Mapping[str, Any]:
    import yaml

    try:
        fields = load_plain_yaml(source)
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError, TypeError) as error:  # of tags with odd values
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 2 + n_above})" if mark else ""
        reason = getattr(error, "problem", None) or str(error)
        raise UnreadableError(f"The front matter is not plain YAML{place}: {reason}.", _QUOTE_VALUES) from None
    if not isinstance(fields, dict):
        raise UnreadableError("The front matter is not a list of fields.", "Write one 'name: value' a line.")
    return fields


def load_plain_yaml(source: str) -> Any:
    """What YAML of texts, lists and fields says, all values as they are written; other YAML is refused.

    Examples
    --------
    >>> load_plain_yaml("trade:\\n- tariff*\\n- 1930")
    {'trade': ['tariff*', '1930']}
    """
    from frontmatter.default_handlers import YAMLHandler

    _refuse_aliases(source)
    return YAMLHandler().load(source, Loader=_plain_loader())


def _refuse_aliases(source: str) -> None:
    """Aliases and deep nesting make small YAML huge; a document's metadata needs neither."""
    import yaml

    depth = 0
    for event in yaml.parse(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (*name) are not allowed")
        if depth > 20:
            raise ValueError("it is nested too deeply")


def typed_value(text: str) -> str | int | float | bool:
    """The number or truth value that a text is written for; the text itself if another text stands for it too.

    Examples
    --------
    >>> [typed_value(text) for text in ("2025", "1.5", "True", "007", "1.50", "+5", "12345678901234567890")]
    [2025, 1.5, True, '007', '1.50', '+5', '12345678901234567890']
    """
    if _WHOLE.fullmatch(text):
        return number if abs(number := int(text)) < _MAX_INT64 else text
    if _REAL.fullmatch(text):
        try:
            return number if repr(number := float(text)) == text else text
        except ValueError:
            return text
    return _FLAGS.get(text, text)


@cache
def _plain_loader() -> type:
    """A safe loader that knows only null and text; plain (unquoted) text is ``Written``, quoted text is text."""
    import yaml

    class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        yaml_implicit_resolvers: Mapping[str, Any] = {}

    def written(_: object, node: "yaml.ScalarNode") -> Written:
        return Written(node.value)

    PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", _NULL, ["~", "n", "N", ""])
    for tag, first in (("bool", "tTfF"), ("int", "-+0123456789")):
        PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(""), list(first))
    for tag in ("bool", "int", "float"):
        PlainLoader.add_constructor(f"tag:yaml.org,2002:{tag}", written)
    return PlainLoader


def normalise_fields(fields: Mapping[Any, Any]) -> dict[str, Any]:
    """Fields under textkit's names: lower case, underscores, and title for headline, source for outlet …

    A name that textkit needs itself (text, path, sha256, n_chars, or a column of its tables and results such as
    speaker) gets ``_given`` behind it. Empty values are left out.

    Examples
    --------
    >>> normalise_fields({"Headline": "A visit", "Word Count": 210, "Section": ""})
    {'title': 'A visit', 'word_count': 210}
    """
    plain = {name: _plain_name(name) for name in fields}
    named = {_field_name(plain[name], plain.values()): plain_value(value) for name, value in fields.items()}
    found = {name: value for name, value in named.items() if value is not None and name}
    taken = set(found)
    return {_canonical_name(name, taken): value for name, value in found.items()}


def _plain_name(name: object) -> str:
    return "_".join(re.sub(r"\W+", " ", str(name)).split()).casefold()[:80]


class Renamed(str):
    """The name of a field whose own name is that of a column of textkit's."""

    __slots__ = ()


def _field_name(plain: str, taken: Collection[str]) -> str:
    name = plain
    while name in _RESERVED or (name != plain and name in taken):
        name += GIVEN
    return plain if name == plain else Renamed(name)


def _canonical_name(name: str, taken: set[str]) -> str:
    """What a field is called; of several that mean one field, the first takes its name."""
    other = OTHER_NAMES.get(name, name)
    if other in taken:
        return name
    taken.add(other)
    return other


def read_as(name: str) -> str:
    """What a field of that name is called once it is read.

    Examples
    --------
    >>> read_as("Publisher"), read_as("Word Count")
    ('source', 'word_count')
    """
    plain = _plain_name(name)
    return OTHER_NAMES.get(plain, plain)


def plain_value(value: object) -> str | int | float | bool | Decimal | None:
    """One value as a plain scalar: lists joined with ' | ', nested ones as JSON, dates as ISO text.

    Examples
    --------
    >>> plain_value(["trade", "tariffs"]), plain_value("  "), plain_value(2025)
    ('trade | tariffs', None, 2025)
    """
    if isinstance(value, np.generic | np.ndarray):
        is_time = isinstance(value, np.datetime64 | np.timedelta64)
        value = value.tolist() if not is_time else None if np.isnat(value) else str(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float | Decimal):
        return None if (math.isnan(value) if isinstance(value, float) else value.is_nan()) else value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        stripped = value.strip()
        return (Written(stripped) if isinstance(value, Written) else stripped) if stripped else None
    return _plain_object(value)


def as_text(value: object) -> str | None:
    """A plain value as text: true and false as JSON has them, all else as it is written.

    Examples
    --------
    >>> as_text(True), as_text(7), as_text(Decimal("1.10")), as_text(None)
    ('true', '7', '1.10', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 3 * _MAX_DIGITS:
        return hex(value)
    return replace_surrogates(str(value))


def _plain_object(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, list | tuple | set | frozenset) and not any(isinstance(part, _NESTED) for part in value):
        parts = [str(as_text(plain)) for part in value if (plain := plain_value(part)) is not None]
        return " | ".join(parts) or None
    if not isinstance(value, _NESTED):
        return str(value).strip() or None
    try:
        return json.dumps(_typed(value), default=str, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return str(type(value).__name__)


def _typed(value: object) -> object:
    """The value with what is written in it as numbers and truth values: so JSON has them."""
    if isinstance(value, dict):
        return {key: _typed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(part) for part in value]
    return typed_value(value) if isinstance(value, Written) else float(value) if isinstance(value, Decimal) else value


@cache
@lru_cache(maxsize=16)
def compile_name_pattern(pattern: str) -> re.Pattern[str]:
    """A file-name pattern such as ``{date}_{source}_{title}`` or ``{date}_*`` as a regular expression.

    Every field, and ``*``, reaches to the next character of the pattern, the last one to the end, so that matching is
    linear and no field gives back what it took.

    Raises
    ------
    OptionError
        If the pattern names no field, names one twice, puts two fields side by side, or is longer than any name.
    """
    literals, names = re.split(r"\{\w+\}|\*", pattern), re.findall(r"\{(\w+)\}|\*", pattern)  # "" for *
    fields = [name for name in names if name]
    apart = len(set(fields)) == len(fields) and all(literals[1:-1])
    usable = fields and apart and all(map(str.isidentifier, fields)) and len(pattern) <= _LONGEST_PATTERN
    if not usable:
        raise OptionError(
            f"The name pattern {pattern[:80]!r} must name different fields in braces with something between them "
            "(* stands for what is not a field), for example '{date}_{source}_{title}' or '{source}_{date}_*'."
        )
    stops = [f"[^{re.escape(literal[0])}]++" if literal else ".++" for literal in literals[1:]]
    parts = [f"(?P<{name}>{stop})" if name else stop for name, stop in zip(names, stops, strict=True)]
    rest = [re.escape(literal) for literal in literals[1:]]
    return re.compile(re.escape(literals[0]) + "".join(a + b for a, b in zip(parts, rest, strict=True)), re.DOTALL)


def name_fields(stem: str, pattern: str) -> dict[str, Any] | None:
    """Fields that a file's name holds; None if the name does not fit the pattern, or a date takes in more than a date.

    Examples
    --------
    >>> name_fields("2025-05-06_gazette_the-visit", "{date}_{outlet}_{title}")
    {'date': '2025-05-06', 'source': 'gazette', 'title': 'the visit'}
    """
    match = compile_name_pattern(pattern).fullmatch(stem)
    if match is None:
        return None
    if any(read_as(name) == "date" and _takes_in_more(value) for name, value in match.groupdict().items()):
        return None
    fields = normalise_fields({name: Written(value) for name, value in match.groupdict().items()})
    return fields | {"title": re.sub(r"[-_]+", " ", str(fields["title"]))} if "title" in fields else fields


def _takes_in_more(value: str) -> bool:
    """Whether a date begins what is not one as a whole."""
    begin = _DATE_AND_MORE.match(value)
    return begin is not None and normalise_date(value) is None and normalise_date(begin[1]) is not None


def guess_title(text: str) -> str | None:
    """Title that the text begins with: a Markdown heading, or a short first line alone that is not a sentence.

    Examples
    --------
    >>> guess_title("# The visit\\n\\nThey met."), guess_title("They met.\\n\\nThey talked.")
    ('The visit', None)
    """
    head = text[:1000].lstrip()
    line, _, rest = head.partition("\n")
    line = line.rstrip()
    if match := re.fullmatch(r"#{1,6}[ \t]+(.*)", line):
        return _without_marks(match[1]) or None
    alone = rest.lstrip(" \t").startswith("\n") and bool(rest.strip())
    looks = (
        0 < len(line) <= 150
        and line[-1] not in ".!:;,\"”'’>"
        and " " in line
        and not line.startswith((">", "-", "*  "))
    )
    return _without_marks(line) or None if alone and looks else None


def _without_marks(line: str) -> str:
    """A heading without closing hashes and Markdown emphasis."""
    return re.sub(r"[ \t]#+\Z", "", line).strip().strip("*_").strip()
