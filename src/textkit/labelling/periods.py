"""Periods of the date of a document, to group by: week, month, quarter, year and decade."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

__all__ = ["PERIODS", "period_of"]


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
