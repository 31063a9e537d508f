from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.money import Money, header_unit_yuan
from tests.models.values.strategies import any_text

amounts = st.integers(0, 10**14).map(lambda fen: Decimal(fen).scaleb(-2))


def exactly(amount):
    return Money(Decimal(amount), Decimal(amount))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.5万元", 125_000),
        ("3,000元", 3_000),
        ("1,234,567.89", "1234567.89"),
        ("1.2亿", 120_000_000),
        ("￥500", 500),
        ("人民币５００元整", 500),
        ("50w", 500_000),
        ("3千万元", 30_000_000),
        ("2百万", 2_000_000),
        ("约 50 万", 500_000),
        ("免费", 0),
        ("0", 0),
        (0, 0),
        (12.5, "12.5"),
        (3000, 3000),
    ],
)
def test_parse_reads_one_amount(text, amount):
    assert Money.parse(text) == exactly(amount)


def test_parse_takes_the_unit_of_the_column_unless_the_cell_has_one():
    assert Money.parse("12.5", 10_000) == exactly(125_000)
    assert Money.parse(12.549999999999999, 10_000) == exactly(125_500)
    assert Money.parse("3,000元", 10_000) == exactly(3_000)
    assert Money.parse("2亿", 10_000) == exactly(200_000_000)


@pytest.mark.parametrize(
    "text",
    ["50-80万元", "50–80万", "50万~80万元", "50万元至80万元", "500000元－80万", "50～80 万元"],
)
def test_parse_reads_a_range(text):
    assert Money.parse(text) == Money(Decimal(500_000), Decimal(800_000))


def test_parse_reads_open_ranges():
    assert Money.parse("50万元以上") == Money(Decimal(500_000), None)
    assert Money.parse("不低于50", 10_000) == Money(Decimal(500_000), None)
    assert Money.parse("100万元以内") == Money(None, Decimal(1_000_000))
    assert Money.parse("不超过100万元") == Money(None, Decimal(1_000_000))


@pytest.mark.parametrize(
    "text", ["面议", "协商", "待定", "价格面议", "双方协商", "可议", "协商定价"]
)
def test_parse_reads_negotiable(text):
    assert Money.parse(text) == Money(None, None, negotiable=True)


def test_parse_keeps_an_amount_that_is_negotiable():
    money = Money.parse("50万元（可议）")
    assert money == Money(Decimal(500_000), Decimal(500_000), negotiable=True)
    assert money.display == "50万元（可议）"
    assert Money.parse("50万元，价格面议") == money


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("125000", "12.5万元"),
        ("50-80万元", "50–80万元"),
        ("5000元-2万元", "0.5–2万元"),
        ("120000000", "1.2亿元"),
        ("9999.99", "9999.99元"),
        ("500", "500元"),
        ("价格面议", "面议"),
        ("0", "免费"),
        ("0-5万", "0–5万元"),
        ("50万以上", "50万元以上"),
        ("50万以下", "50万元以下"),
    ],
)
def test_display_uses_the_usual_unit(text, display):
    assert Money.parse(text).display == display


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-5", "负数"),
        (-5.0, "负数"),
        ("80-50万", "下限大于上限"),
        ("1-2-3", "不是金额"),
        ("12000亿", "金额过大"),
        ("5美元", "不是金额"),
        ("1,5万", "不是金额"),
        ("五十万", "不是金额"),
        (float("nan"), "不是金额"),
        (float("inf"), "不是金额"),
        ("", "不是金额"),
    ],
)
def test_parse_refuses(text, message):
    with pytest.raises(InvalidValue, match=message):
        Money.parse(text)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("预期交易价格(万元)", 10_000),
        ("拟转化金额（万）", 10_000),
        ("拟投入资金总额(万元)", 10_000),
        ("质押金额（亿元）", 100_000_000),
        ("产值(千元)", 1_000),
        ("价格（元）", 1),
        ("万里行活动金额", 1),
        ("转让价格", 1),
    ],
)
def test_header_unit_yuan_reads_the_unit(header, unit):
    assert header_unit_yuan(header) == unit


@given(amounts, amounts, st.booleans())
def test_range_survives_display(one, other, negotiable):
    money = Money(min(one, other), max(one, other), negotiable)
    assert Money.parse(money.display) == money


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        money = Money.parse(text, 10_000)
    except InvalidValue:
        return
    assert Money.parse(money.display) == money
