"""Sittings of courses as people write them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.sitting import ZONE, Sitting, parse_sittings


@pytest.mark.parametrize(
    "line",
    [
        "2024-06-18 09:00-11:30",
        "2024/6/18 9:00～11:30",
        "2024年6月18日 9:00至11:30",
        " 2024.06.18  09：00 – 11：30 ",
    ],
)
def test_a_line_says_a_day_and_two_times_in_china(line: str) -> None:
    found = Sitting.parse(line)
    assert found.starts_at == datetime(2024, 6, 18, 9, tzinfo=ZONE)
    assert found.ends_at == datetime(2024, 6, 18, 11, 30, tzinfo=ZONE)
    assert str(found) == "2024-06-18 09:00-11:30"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("六月十八日上午", "不是日期和起止时间"),
        ("2024-06-18", "不是日期和起止时间"),
        ("2024-02-30 09:00-11:30", "没有这个日期"),
        ("2024-06-18 09:00-24:30", "没有这个日期或时间"),
        ("2024-06-18 11:00-09:00", "不晚于"),
        ("0000-06-18 11:00-12:00", "没有这个日期"),
    ],
)
def test_what_cannot_be_is_told(line: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        Sitting.parse(line)


def test_lines_come_in_order_and_do_not_overlap() -> None:
    later, first = "2024-06-18 14:00-16:00", "2024-06-18 09:00-11:30"
    assert [str(one) for one in parse_sittings(f"{later}\n\n{first}\n")] == [first, later]
    with pytest.raises(InvalidValue, match="重叠"):
        parse_sittings(f"{first}\n2024-06-18 11:00-12:00")


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(0, 22), st.integers(1, 59))
def test_what_is_written_is_read_again(day: date, hour: int, minutes: int) -> None:
    starts = datetime.combine(day, time(hour), ZONE)
    sitting = Sitting(starts, starts + timedelta(minutes=minutes))
    assert Sitting.parse(str(sitting)) == sitting


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_sittings(text)
    except InvalidValue:
        return
    assert all(one.ends_at > one.starts_at for one in found)
