"""Months and days of a plan, as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadQuery
from matchmaker.ledger.planned_day import parse_when, tell_when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("6月", "2024-06"),
        ("6", "2024-06"),
        ("6月份", "2024-06"),
        ("2024年6月", "2024-06"),
        ("2024-06", "2024-06"),
        ("6月18日", "2024-06-18"),
        (" 6.18 ", "2024-06-18"),
        ("2024/6/18", "2024-06-18"),
        ("2024年6月18日", "2024-06-18"),
        ("2月29日", "2024-02-29"),
    ],
)
def test_a_month_or_a_day_is_read(text: str, when: str) -> None:
    assert parse_when(text, 2024) == when


@pytest.mark.parametrize("text", ["", "夏天", "13月", "6月31日", "2023-06", "第二季度"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        parse_when(text, 2024)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_what_is_told_is_read_again(day: date) -> None:
    for when in (f"{day:%Y-%m}", day.isoformat()):
        assert parse_when(tell_when(when), day.year) == when
