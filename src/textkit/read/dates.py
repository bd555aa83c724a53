"""Dates in common spellings of English, German, French, Dutch and Spanish as ISO text, and the periods they lie in.

Nothing ambiguous is guessed.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import pandas as pd

from textkit.lexicons import read_lexicon

__all__ = [
    "PERIODS",
    "find_date",
    "find_dateline",
    "is_plausible",
    "normalise_date",
    "period_of",
]

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s{1,3}(?:den\s)?)?"
_REST = r"(?:[T\s,].{0,60})?"  # a time, a time zone, an edition
_EARLIEST = 1400
_MAX_LINES = 8  # of a text's beginning in which its date may stand
_MAX_LINE = 100  # characters of a line that may be a byline with a date
_MAX_OTHERS = 7  # words beside the date in such a line
_PLACE = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_a-zß-ÿ .'’-]{2,40}(?:, [^\W\d_]+\.?)?[,(]?\s*\(?")  # OTTAWA, Ont.,
_DASH = re.compile(r"\)?(?: \([^()\n]{2,30}\))?\s*[—–:-]")
_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}{_REST}")


def normalise_date(value: object, *, day_first: bool | None = None) -> str | None:
    """``value`` as YYYY-MM-DD (or YYYY-MM, YYYY); None if it is not a date or an ambiguous one.

    A date such as 06/05/2025 is ambiguous unless ``day_first`` says which number is the day; 06.05.2025 is
    read as day first, as it is written in Europe. Times are dropped without conversion between time zones.

    Examples
    --------
    >>> normalise_date("Tuesday, May 6, 2025"), normalise_date("6 May 2025"), normalise_date("20/11/2025")
    ('2025-05-06', '2025-05-06', '2025-11-20')
    >>> normalise_date("06/05/2025") is None, normalise_date("06/05/2025", day_first=True)
    (True, '2025-05-06')
    >>> normalise_date("Dienstag, 6. Mai 2025"), normalise_date("mardi 6 mai 2025")
    ('2025-05-06', '2025-05-06')
    """
    text = str(value).strip()
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match, day_first)
    found = (match for pattern in _patterns() if (match := pattern.fullmatch(text)))
    return next((iso for match in found if (iso := _iso(match.groupdict()))), None)


def find_date(line: str) -> str | None:
    """The first day that the beginning of a line names in words, as YYYY-MM-DD; None if it names none.

    Examples
    --------
    >>> find_date("By Ann Lee, 7 May 2025 at noon"), find_date("They met in May 2025.")
    ('2025-05-07', None)
    """
    for match in _named_day().finditer(line, 0, 500):
        parts = {name.removeprefix("second_"): value for name, value in match.groupdict().items() if value}
        if iso := _iso(parts):
            return iso
    return None


def find_dateline(text: str) -> str | None:
    """The day that a text's beginning gives as its own; None if it gives none.

    It stands in a line of its own above the text ("7 May 2025", "By Ann Lee, 7 May 2025", "Aired May 7, 2025 - 20:00
    ET"), or behind the place at the beginning of the first paragraph ("OTTAWA, May 7, 2025 — The minister"). A date in
    the title or in a sentence is not the text's.

    Examples
    --------
    >>> find_dateline("# The visit\\n\\nBy Ann Lee\\n7 May 2025\\n\\nThey met on 6 May 2025.")
    '2025-05-07'
    >>> find_dateline("They met on 6 May 2025.") is None
    True
    """
    lines = [line for line in text[:3000].split("\n") if line.strip()][:_MAX_LINES]
    for number, line in enumerate(lines):
        plain = line.strip(" \t>*_#")
        found = _date_of_line(plain, title=number == 0)
        if found and is_plausible(found):
            return found
        if len(plain) > 2 * _MAX_LINE or (number and plain.endswith((".", "!", "?", "”", '"'))):
            break
    return None


def _date_of_line(line: str, *, title: bool) -> str | None:
    if not _DIGIT.search(line[:500]):  # most lines: no date is without one
        return None
    match = _named_day().search(line[:500])
    if match is None:
        whole = normalise_date(line) if len(line) < 30 and not line.isdigit() else None
        return whole if whole and len(whole) == 10 else None
    iso = _iso({name.removeprefix("second_"): value for name, value in match.groupdict().items() if value})
    before, behind = line[: match.start()], line[match.end() :]
    if _PLACE.fullmatch(before) and _DASH.match(behind):
        return iso
    n_others = len(re.findall(r"[^\W\d_]{2,}", before + behind))
    is_line = len(line) <= _MAX_LINE and not line.endswith((".", "!", "?")) and n_others <= _MAX_OTHERS
    return iso if is_line and not (title and n_others > 1) else None


def is_plausible(iso: str) -> bool:
    """Whether an ISO date can be that of a text: printing began about 1450, and next year's papers are planned.

    Examples
    --------
    >>> is_plausible("1790-01-08"), is_plausible("0025-05-12"), is_plausible("9999")
    (True, False, False)
    """
    return _EARLIEST <= int(iso[:4]) <= date.today().year + 1


@cache
def _months() -> Mapping[str, int]:
    return {row["term"]: int(row["month"]) for row in read_lexicon("month_names")}


@cache
def _days_of_months() -> tuple[str, str, str]:
    """Patterns of a month, and of a day of a month with the day first and with the month first."""
    month = "(?P<month>" + "|".join(sorted(_months(), key=len, reverse=True)) + r")(?![^\W\d_])\.?"
    day_first = rf"{_DAY}(?:\s|-|of|de){{1,4}}{month}[\s,-]{{1,3}}(?:de\s)?{_YEAR}"  # 6 May 2025, 3. Mai 2016
    return month, day_first, rf"{month}\s{{1,3}}{_DAY}\s?,?\s{{0,3}}{_YEAR}"  # May 6, 2025


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month, day_first, month_first = _days_of_months()
    patterns = (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_REST}",  # 2025-05-06T10:30Z, 2025/5/6
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",  # 20250506
        rf"{_YEAR}(?:[-/](?P<month>\d\d?))?",  # 2025-05, 2025
        rf"{_WEEKDAY}{day_first}{_REST}",  # Tue, 6 May 2025
        rf"{_WEEKDAY}{month_first}{_REST}",  # Tuesday, May 6, 2025
        rf"{month}\s?,?\s{{0,3}}{_YEAR}",  # May 2025
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _named_day() -> re.Pattern[str]:
    _, day_first, month_first = _days_of_months()
    return re.compile(rf"(?<!\w)(?:{day_first}|{month_first.replace('(?P<', '(?P<second_')})(?!\w)", re.IGNORECASE)


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


def _iso(parts: Mapping[str, str | None]) -> str | None:
    month, day = parts.get("month"), parts.get("day")
    number = _months().get(month.casefold()) or int(month) if month else None
    return _checked(int(parts["year"] or 0), number, int(day) if day else None)


def _checked(year: int, month: int | None, day: int | None) -> str | None:
    if not 1 <= year <= 9999 or not 1 <= (month or 1) <= 12:
        return None
    if day is not None and not 1 <= day <= monthrange(year, month or 1)[1]:
        return None
    return "-".join(f"{part:0{width}}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)


def _weeks(dates: pd.Series) -> pd.Series:
    return (dates - pd.to_timedelta(dates.dt.day_of_week.fillna(0).astype("int64"), unit="D")).dt.strftime("%Y-%m-%d")


PERIODS: Mapping[str, Callable[[pd.Series], pd.Series]] = MappingProxyType(
    {
        "week": _weeks,
        "month": lambda dates: dates.dt.strftime("%Y-%m"),
        "quarter": lambda dates: dates.dt.strftime("%Y-Q") + dates.dt.quarter.astype("Int64").astype("str"),
        "year": lambda dates: dates.dt.strftime("%Y"),
        "decade": lambda dates: dates.dt.strftime("%Y").str[:-1] + "0",
    }
)


def period_of(dates: pd.Series, period: str) -> pd.Series:
    """The period in which each date lies, as text that sorts by time; NA without a date.

    A week goes by its Monday, a month is 2025-05, a quarter 2025-Q2, a decade 2020.

    Examples
    --------
    >>> dates = pd.Series(pd.to_datetime(["2025-05-06", None]))
    >>> {name: period_of(dates, name)[0] for name in PERIODS}
    {'week': '2025-05-05', 'month': '2025-05', 'quarter': '2025-Q2', 'year': '2025', 'decade': '2020'}
    >>> period_of(dates, "quarter").isna().tolist()
    [False, True]
    """
    times = pd.to_datetime(dates)
    return PERIODS[period](times).astype("str").where(times.notna())
