"""Fees of open licences, as declarations and sheets write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.licence_fee import FeeMode, LicenceFee

LUMP, SALES, PROFIT = FeeMode.LUMP, FeeMode.NET_SALES, FeeMode.PROFIT

RATES = st.decimals("0.01", "100", places=2)
ENTRIES = st.none() | st.integers(1, 10**12)
FEES = st.builds(LicenceFee, st.just(LUMP), lump_cny=st.integers(0, 10**12)) | st.builds(
    LicenceFee, st.sampled_from([SALES, PROFIT]), rate=RATES, entry_cny=ENTRIES
)


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("一次总付 5万元", LicenceFee(LUMP, 50_000)),
        ("一次性支付人民币50,000元", LicenceFee(LUMP, 50_000)),
        ("固定费用：5 万元", LicenceFee(LUMP, 50_000)),
        ("5万元", LicenceFee(LUMP, 50_000)),
        ("免费", LicenceFee(LUMP, 0)),
        ("０元", LicenceFee(LUMP, 0)),
        ("按净销售额3%提成", LicenceFee(SALES, rate=Decimal(3))),
        ("提成支付：净销售额的 3.5％", LicenceFee(SALES, rate=Decimal("3.5"))),
        ("利润的百分之20", LicenceFee(PROFIT, rate=Decimal(20))),
        ("入门费10万元+净销售额2%提成", LicenceFee(SALES, None, Decimal(2), 100_000)),
        ("入门费：10万元；按利润额的20％提成", LicenceFee(PROFIT, None, Decimal(20), 100_000)),
        ("入门费10万元附加提成，净销售额3%", LicenceFee(SALES, None, Decimal(3), 100_000)),
    ],
)
def test_a_text_is_read(text: str, fee: LicenceFee) -> None:
    assert LicenceFee.parse(text) == fee


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("面议", "确定的数额"),
        ("5-8万元", "确定的数额"),
        ("5万元以上", "确定的数额"),
        ("5万元/年", "按年"),
        ("每件 20元", "按年或按件"),
        ("提成", "提成比例"),
        ("提成3%", "净销售额还是"),
        ("净销售额3%，利润20%", "多个"),
        ("净销售额0%", "大于 0"),
        ("净销售额120%", "100%"),
        ("净销售额3.125%", "两位小数"),
        (f"净销售额{'9' * 60}%", "100%"),
        (f"净销售额3.{'0' * 60}1%", "两位小数"),
        ("入门费，净销售额3%", "入门费"),
        ("0.5元", "整元"),
        ("一次总付", "金额"),
        ("", "金额"),
        ("双方协商确定", "金额|数额"),
    ],
)
def test_what_is_no_fee_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        LicenceFee.parse(text)


@pytest.mark.parametrize(
    "values",
    [
        {"mode": LUMP},
        {"mode": LUMP, "lump_cny": -1},
        {"mode": LUMP, "lump_cny": 1, "rate": Decimal(3)},
        {"mode": SALES},
        {"mode": SALES, "lump_cny": 1, "rate": Decimal(3)},
        {"mode": PROFIT, "rate": Decimal(3), "entry_cny": 0},
    ],
    ids=str,
)
def test_parts_that_do_not_go_together_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        LicenceFee(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fee", "shown"),
    [
        (LicenceFee(LUMP, 50_000), "一次总付 5万元"),
        (LicenceFee(LUMP, 0), "免费"),
        (LicenceFee(SALES, rate=Decimal("3.50")), "按净销售额 3.5% 提成"),
        (LicenceFee(PROFIT, None, Decimal(20), 100_000), "入门费 10万元，另按利润 20% 提成"),
    ],
)
def test_a_fee_is_shown(fee: LicenceFee, shown: str) -> None:
    assert fee.display == shown


@given(FEES)
def test_what_is_shown_is_read_back(fee: LicenceFee) -> None:
    assert LicenceFee.parse(fee.display) == fee


@given(
    st.text(alphabet="一次总付提成净销售额利润入门费免0123456789.%+，；万元/年每件 ", max_size=30)
)
def test_any_text_is_a_fee_or_refused(text: str) -> None:
    try:
        fee = LicenceFee.parse(text)
    except InvalidValue:
        return
    assert LicenceFee.parse(fee.display) == fee
