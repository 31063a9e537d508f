"""Dates as databases and spreadsheets write them."""

import calendar
import re
from datetime import date, datetime, timedelta

from models.errors import InvalidValue
from models.values.text import clean

_EARLIEST = date(1900, 1, 1)
_LATEST = date(2100, 12, 31)
# Day 0 of the 1900 system of spreadsheets, moved by one for its missing 1900-02-29.
_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(20_000, 73_051)
_TIME = r"(?:[T\s]\s*[0-9]{1,2}[:：][0-9]{2}.*)?"
_DATE = re.compile(
    r"([0-9]{4})\s?[-./年]\s?([0-9]{1,2})\s?[-./月]\s?([0-9]{1,2})\s?[日号]?" + _TIME
)
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})" + _TIME)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_MONTH = re.compile(r"([0-9]{4})\s?[-./年]\s?([0-9]{1,2})\s?月?")
_COMPACT_MONTH = re.compile(r"([0-9]{4})((?:0[1-9])|(?:1[0-2]))")
_YEAR = re.compile(r"([0-9]{4})\s?年?")
_BEFORE = ("之前", "以前", "前", "底", "末", "截止", "止")
_HINT = "请填写形如 2012-05-31、2012年5月31日 或 20120531 的日期。"
_DEADLINE_HINT = "请填写形如 2024-06-30、2024年6月 或 2024 的期限。"


def parse_date(
    value: str | float | date | datetime, *, earliest: date = _EARLIEST, latest: date = _LATEST
) -> date:
    """Read a day: any usual spelling, with or without a time, or a serial number."""
    day = _read_day(value)
    if day is None:
        raise InvalidValue(_shown(value), "不是日期", _HINT)
    return _within(day, value, earliest, latest)


def parse_deadline(
    value: str | float | date | datetime, *, earliest: date = _EARLIEST, latest: date = _LATEST
) -> date:
    """Read a deadline: a day, or the last day of the month or year that is given."""
    # A float such as 2024.1 may have been typed as October: it counts as a day only.
    is_fraction = isinstance(value, float) and not value.is_integer()
    if is_fraction or not isinstance(value, str | int | float):
        return parse_date(value, earliest=earliest, latest=latest)
    text = _without_before(_shown(value))
    day = _read_period_end(text, value) or _read_day(text)
    if day is None:
        raise InvalidValue(_shown(value), "不是期限", _DEADLINE_HINT)
    return _within(day, value, earliest, latest)


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, or the last of its month where that has no such day.

    The last of August is six months after the last of February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, or the last of its month where that has no such day."""
    return months_before(day, -months)


def _shown(value: object) -> str:
    text = clean(str(value))
    # A whole number from a spreadsheet arrives as 20120531.0.
    return text.removesuffix(".0") if isinstance(value, float) else text


def _read_day(value: str | float | date | datetime) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _shown(value)
    if match := _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text):
        return _make_date(text, *(int(part) for part in match.groups()))
    match = _SERIAL.fullmatch(text)
    if match and int(match[1]) in _SERIALS:
        return _SERIAL_ORIGIN + timedelta(days=int(match[1]))
    return None


def _without_before(text: str) -> str:
    """Return a text without words such as 之前 at its end."""
    # No regular expression: one that is anchored at the end begins anew at every word.
    while text.endswith(_BEFORE):
        word = next(word for word in _BEFORE if text.endswith(word))
        text = text.removesuffix(word)
    return text.removesuffix(" ")


def _read_period_end(text: str, value: object) -> date | None:
    if match := _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        if not (year >= 1 and 1 <= month <= 12):
            raise InvalidValue(_shown(value), "月份不存在", _DEADLINE_HINT)
        return date(year, month, calendar.monthrange(year, month)[1])
    match = _YEAR.fullmatch(text)
    return _make_date(text, int(match[1]), 12, 31) if match else None


def _make_date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue(text, "日期不存在", f"请核对年、月、日。{_HINT}") from None


def _within(day: date, value: object, earliest: date, latest: date) -> date:
    if not earliest <= day <= latest:
        raise InvalidValue(
            _shown(value),
            "日期超出合理范围",
            f"应在 {earliest.isoformat()} 至 {latest.isoformat()} 之间，请核对。",
        )
    return day
