"""Cells of an exchange sheet, above all amounts, are read back as they were."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.exchange.cells import amount_cell, fill
from matchmaker.exchange.fields import Amount
from matchmaker.exchange.platform import PlatformColumn
from models.values.money import Money

CNY = st.integers(min_value=0, max_value=10**11)


@given(st.one_of(st.none(), CNY), st.one_of(st.none(), CNY), st.booleans(), st.sampled_from((4, 8)))
def test_amounts_are_read_back_to_the_yuan(
    one: int | None, other: int | None, negotiable: bool, exponent: int
) -> None:
    low, high = one, other
    if low is not None and high is not None:
        low, high = sorted((low, high))
    for unit in (1, 10**exponent):
        cell = amount_cell(Amount(low, high, negotiable), unit)
        if low is None and high is None and not negotiable:
            assert cell is None
            continue
        assert cell is not None
        read = Money.parse(cell, unit)
        assert (read.low_cny, read.high_cny, read.negotiable) == (
            None if low is None else Decimal(low),
            None if high is None else Decimal(high),
            negotiable,
        )


@pytest.mark.parametrize(
    ("amount", "cell"),
    [
        (Amount(125_000, 125_000), 12.5),
        (Amount(100_000, 100_000), 10),
        (Amount(100_000, 805_000), "10-80.5"),
        (Amount(None, None, True), "面议"),
        (Amount(0, 0), "免费"),
        (Amount(200_000, None, True), "20以上（可议）"),
        (Amount(None, None), None),
    ],
)
def test_an_amount_is_written_in_the_unit_of_its_header(
    amount: Amount, cell: str | float | None
) -> None:
    column = PlatformColumn("预期交易价格(万元)", "price", {})
    assert fill([column], {"price": amount}) == [cell]


def test_values_take_the_words_of_the_platform_and_several_stand_in_one_cell() -> None:
    columns = [
        PlatformColumn("类别", "kind", {"转让": "专利权转让"}),
        PlatformColumn("方式", "modes", {"转让": "专利权转让"}),
        PlatformColumn("日期", "day", {}),
        PlatformColumn("件数", "count", {}),
        PlatformColumn("空", "none", {}),
    ]
    row = {
        "kind": "转让",
        "modes": ("许可", "转让"),
        "day": date(2024, 5, 6),
        "count": 0,
        "none": "",
    }
    assert fill(columns, row) == ["专利权转让", "许可；专利权转让", date(2024, 5, 6), 0, None]
