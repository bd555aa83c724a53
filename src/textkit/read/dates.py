"""Dates in common English spellings as ISO text; what is ambiguous is not guessed."""

import re
from calendar import monthrange
from datetime import date

__all__ = ["is_plausible", "normalise_date"]

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, 1)}
_MONTH = "(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _NAMES) + r"|sept)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:[a-z]{3,9}\.?,?\s{1,3})?"
_REST = r"(?:[T\s,].{0,40})?"  # a time, a time zone
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_REST}",  # 2025-05-06T10:30Z, 2025/5/6
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",  # 20250506
        rf"{_YEAR}(?:[-/](?P<month>\d\d?))?",  # 2025-05, 2025
        rf"{_WEEKDAY}{_DAY}(?:\s|-|of){{1,4}}{_MONTH}[\s,-]{{1,3}}{_YEAR}{_REST}",  # Tue, 6 May 2025
        rf"{_WEEKDAY}{_MONTH}\s{{1,3}}{_DAY}\s?,?\s{{0,3}}{_YEAR}{_REST}",  # Tuesday, May 6, 2025
        rf"{_MONTH}\s?,?\s{{0,3}}{_YEAR}",  # May 2025
    )
)
_EARLIEST = 1400
_NUMERIC = re.compile(rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}{_REST}")


def normalise_date(value: object, *, day_first: bool | None = None) -> str | None:
    """``value`` as YYYY-MM-DD (or YYYY-MM, YYYY); None if it is no date or an ambiguous one.

    A date such as 06/05/2025 is ambiguous unless ``day_first`` says which number is the day; 06.05.2025 is
    read as day first, as it is written in Europe. Times are dropped without conversion between time zones.

    Examples
    --------
    >>> normalise_date("Tuesday, May 6, 2025"), normalise_date("6 May 2025"), normalise_date("20/11/2025")
    ('2025-05-06', '2025-05-06', '2025-11-20')
    >>> normalise_date("06/05/2025") is None, normalise_date("06/05/2025", day_first=True)
    (True, '2025-05-06')
    """
    text = str(value).strip()
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match, day_first)
    found = (match for pattern in _PATTERNS if (match := pattern.fullmatch(text)))
    return next((iso for match in found if (iso := _iso(match))), None)


def is_plausible(iso: str) -> bool:
    """Whether an ISO date can be that of a text: printing began about 1450, and next year's papers are planned.

    Examples
    --------
    >>> is_plausible("1790-01-08"), is_plausible("0025-05-12"), is_plausible("9999")
    (True, False, False)
    """
    return _EARLIEST <= int(iso[:4]) <= date.today().year + 1


def _numeric(match: re.Match[str], day_first: bool | None) -> str | None:
    """Day and month by size, by the European full stop, or by ``day_first``."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first <= 12 and second <= 12 and first != second:
        day_first = True if match["mark"] == "." else day_first
        if day_first is None:
            return None
    else:
        day_first = first > 12
    return _checked(year, second, first) if day_first else _checked(year, first, second)


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts.get("month")
    number = _MONTHS.get(month.lower()[:3]) or int(month) if month else None
    return _checked(int(parts["year"]), number, int(parts["day"]) if parts.get("day") else None)


def _checked(year: int, month: int | None, day: int | None) -> str | None:
    if not 1 <= year <= 9999 or not 1 <= (month or 1) <= 12:
        return None
    if day is not None and not 1 <= day <= monthrange(year, month or 1)[1]:
        return None
    return "-".join(f"{part:0{width}}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)
