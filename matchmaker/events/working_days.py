"""Working days in China: weekends and statutory holidays are off, the days worked for them are on.

The State Council announces a year's holidays in the autumn before
(国务院办公厅关于部分节假日安排的通知). Of a year that is not announced yet only the weekends are
known, and whoever counts over it is told.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

DAY = timedelta(days=1)
_ANNOUNCED = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and whether it was counted over days of which only the weekends are known."""

    day: date
    assumed: bool


def working_days_after(day: date, count: int) -> Due:
    """Return the day that lies so many working days after another one, which may be off itself."""
    found, left, assumed = day, count, False
    while left:
        found += DAY
        assumed |= not is_announced(found)
        left -= is_working_day(found)
    return Due(found, assumed)


def is_working_day(day: date) -> bool:
    """Whether people work on a day, by weekends alone where its year is not announced."""
    if is_announced(day):
        return bool(chinese_calendar.is_workday(day))
    weekday: int = day.weekday()
    return weekday < _SATURDAY


def is_announced(day: date) -> bool:
    """Whether the holidays of the day's year are known."""
    return day.year in _ANNOUNCED


def working_days_before(day: date, count: int) -> Due:
    """Return the day that lies so many working days before another one, which may be off itself."""
    found, left, assumed = day, count, False
    while left:
        found -= DAY
        assumed |= not is_announced(found)
        left -= is_working_day(found)
    return Due(found, assumed)
