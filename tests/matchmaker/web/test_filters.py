"""How values stand in pages."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.web.filters import city, clauses, count, day, listed, moment, money, percent, score


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (day(date(2024, 5, 6)), "2024-05-06（周一）"),
        (day(None), "—"),
        (moment(datetime(2024, 5, 6, 16, 30, tzinfo=UTC)), "2024-05-07 00:30"),
        (moment(None), "—"),
        (count(1_234_567), "1,234,567"),
        (money(None, None), "—"),
        (money(None, None, negotiable=True), "面议"),
        (money(500_000, 800_000), "50 万元–80 万元"),
        (money(500_000, 500_000, negotiable=True), "50 万元（可面议）"),
        (money(9_500), "9,500 元"),
        (money(12_345_000, None), "1,234.5 万元"),
        (percent(0.256), "26%"),
        (score(0.4567), "0.46"),
        (listed(["甲", "乙"]), "甲、乙"),
        (listed([]), "—"),
        (city("420100"), "武汉"),
        (city("999999"), "999999"),
    ],
)
def test_values_are_written_for_people(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_reason_is_cut_at_its_clauses() -> None:
    assert clauses("共有“激光”；同属高端装备产业；价格面议", 2) == "共有“激光”；同属高端装备产业"
    assert clauses("共有“激光”", 2) == "共有“激光”"
