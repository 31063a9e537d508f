import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.dates import months_after, months_before, parse_date, parse_deadline
from tests.models.values.strategies import any_text

days = st.dates(date(1954, 10, 3), date(2099, 12, 31))


def spellings(day):
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    return [
        day,
        datetime(y, m, d, 13, 5),  # noqa: DTZ001
        day.isoformat(),
        f"{y}.{m:02d}.{d:02d}",
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}{m:02d}{d:02d}",
        int(f"{y}{m:02d}{d:02d}"),
        float(f"{y}{m:02d}{d:02d}"),
        f"{y}年{m}月{d}日",
        f" {y} 年 {m} 月 {d} 号",
        f"{y}-{m:02d}-{d:02d} 00:00:00",
        f"{y}-{m:02d}-{d:02d}T00:00:00.000+08:00",
        serial,
        float(serial),
        serial + 0.75,
        str(serial),
    ]


@given(days)
def test_every_spelling_of_a_day_is_the_same_day(day):
    assert {parse_date(spelling) for spelling in spellings(day)} == {day}
    assert {parse_deadline(spelling) for spelling in spellings(day)} == {day}


def test_full_width_digits_are_read():
    assert parse_date("２０１２－０５－３１") == date(2012, 5, 31)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2023-02-30", "日期不存在.*请核对年、月、日"),
        ("20231301", "日期不存在"),
        ("0000-01-01", "日期不存在"),
        ("2012-05", "不是日期"),
        ("19999", "不是日期"),
        (73051, "不是日期"),
        ("31/05/2012", "不是日期"),
        ("", "不是日期"),
        (float("nan"), "不是日期"),
        ("1899-12-31", "1900-01-01 至 2100-12-31"),
        (date(2101, 1, 1), "超出合理范围"),
    ],
)
def test_parse_date_refuses_with_a_remedy(value, message):
    with pytest.raises(InvalidValue, match=message):
        parse_date(value)


def test_parse_date_keeps_to_the_bounds_of_the_caller():
    assert parse_date("1985-04-01", earliest=date(1985, 4, 1)) == date(1985, 4, 1)
    with pytest.raises(InvalidValue, match="1985-04-01 至"):
        parse_date("1985-03-31", earliest=date(1985, 4, 1))
    with pytest.raises(InvalidValue, match="至 2024-12-31"):
        parse_deadline("2025", latest=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-06", date(2024, 6, 30)),
        ("2024年2月", date(2024, 2, 29)),
        ("2024.6", date(2024, 6, 30)),
        ("202406", date(2024, 6, 30)),
        ("2024", date(2024, 12, 31)),
        (2024, date(2024, 12, 31)),
        (2024.0, date(2024, 12, 31)),
        ("2024年底前", date(2024, 12, 31)),
        ("2024年6月30日之前", date(2024, 6, 30)),
        (date(2024, 6, 1), date(2024, 6, 1)),
    ],
)
def test_parse_deadline_takes_the_last_day(value, expected):
    assert parse_deadline(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2024-13", "月份不存在"),
        ("0000-12", "月份不存在"),
        ("0000", "日期不存在"),
        ("长期有效", "不是期限"),
        (2024.1, "不是日期"),
        ("", "不是期限"),
    ],
)
def test_parse_deadline_refuses(value, message):
    with pytest.raises(InvalidValue, match=message):
        parse_deadline(value)


@given(days)
def test_deadline_of_a_month_is_its_last_day(day):
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert parse_deadline(f"{day.year}年{day.month}月") == last
    assert (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize("parse", [parse_date, parse_deadline])
@given(value=st.one_of(any_text, st.integers(), st.floats(), st.dates(), st.datetimes()))
def test_parsing_of_anything_raises_nothing_else(parse, value):
    try:
        day = parse(value)
    except InvalidValue:
        return
    assert parse(day.isoformat()) == day


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2024, 5, 6), 6, date(2023, 11, 6)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 6, 30), 6, date(2023, 12, 30)),
        (date(2024, 1, 15), 1, date(2023, 12, 15)),
        (date(2024, 12, 31), 12, date(2023, 12, 31)),
    ],
)
def test_months_before_a_day(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 5, 6), 12, date(2025, 5, 6)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_after_a_day(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
