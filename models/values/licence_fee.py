"""Fees of an open licence: a lump sum, or a share of sales or profit, with or without an entry fee.

The ways of payment are those that CNIPA's form of declaration knows: 一次总付, 提成支付, and
入门费附加提成.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.errors import InvalidValue
from models.values.money import Money
from models.values.text import clean, fold

MOST_PERCENT = Decimal(100)
# Hundredths of one per cent.
RATE_PLACES = 2
_HINT = (
    "请按这样填写：一次总付 5万元；按净销售额 3% 提成；入门费 10万元，另按净销售额 3% 提成；"
    "按利润 20% 提成；免费。"
)
_FREE = frozenset({"免费", "无偿", "免费许可", "免费使用", "无偿许可", "0", "0元", "一次总付0元"})
_LUMP_WORDS = re.compile(r"(?:一次性?总?(?:支付|付清|付费|付)|总付|固定费用?(?:标准|支付)?)[:为]?")
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)%|百分之([0-9]+(?:\.[0-9]+)?)")
_ENTRY = re.compile(r"入门费用?[:为]?([^,;+。]+?)(?:[,;+。]|附加|另|加|和|及|$)")
_OF_PROFIT = re.compile(r"利润")
_OF_SALES = re.compile(r"销售|营业额")
_SHARE = re.compile(r"提成|销售|营业额|利润|分成")
_PERIODIC = re.compile(r"[/每按](?:年|月|季|件|台|套|次)")
_JOINTS = str.maketrans("", "", "+,;。")


class FeeMode(StrEnum):
    """How the fee is reckoned."""

    LUMP = "lump"
    NET_SALES = "net_sales"
    PROFIT = "profit"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"lump": "一次总付", "net_sales": "按净销售额提成", "profit": "按利润提成"}[
            self.value
        ]


@dataclass(frozen=True)
class LicenceFee:
    """A fee; lump_cny: of LUMP, 0 for free; rate: per cent, of the others; entry_cny: beside it."""

    mode: FeeMode
    lump_cny: int | None = None
    rate: Decimal | None = None
    entry_cny: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no fee."""
        for holds, why in _conditions(self):
            if not holds:
                raise InvalidValue(self.mode.label, why, _HINT)

    @classmethod
    def parse(cls, text: str) -> "LicenceFee":
        """Read a fee as declarations and sheets write it; raise InvalidValue."""
        shown = clean(text)
        folded = fold(shown)
        if folded in _FREE:
            return cls(FeeMode.LUMP, lump_cny=0)
        if _PERIODIC.search(folded):
            raise InvalidValue(shown, "开放许可的使用费不能按年或按件计", _HINT)
        if _SHARE.search(folded):
            return _parse_royalty(folded, shown)
        return cls(FeeMode.LUMP, lump_cny=_yuan(_LUMP_WORDS.sub("", folded), shown))

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid."""
        return self.lump_cny == 0

    @property
    def display(self) -> str:
        """The usual form, which parse reads back to the same."""
        if self.mode is FeeMode.LUMP:
            return "免费" if self.is_free else f"一次总付 {_amount(self.lump_cny or 0)}"
        of = "净销售额" if self.mode is FeeMode.NET_SALES else "利润"
        share = f"按{of} {_percent(self.rate or Decimal(0))}% 提成"
        if self.entry_cny is None:
            return share
        return f"入门费 {_amount(self.entry_cny)}，另{share}"


def _conditions(fee: LicenceFee) -> Iterator[tuple[bool, str]]:
    """Yield what must hold of a fee, each only if those before do, and what is said if not."""
    if fee.mode is FeeMode.LUMP:
        yield fee.lump_cny is not None, "一次总付请写明金额"
        yield fee.rate is None and fee.entry_cny is None, "一次总付不再另收提成或入门费"
        yield (fee.lump_cny or 0) >= 0, "金额不能为负数"
        return
    yield fee.lump_cny is None, "提成支付不写一次总付的金额，先付的部分请写为入门费"
    yield fee.rate is not None, "提成支付请写明比例"
    rate = fee.rate or Decimal(0)
    yield 0 < rate <= MOST_PERCENT, "提成比例应大于 0、不超过 100%"
    yield rate == round(rate, RATE_PLACES), "提成比例最多两位小数"
    yield fee.entry_cny is None or fee.entry_cny > 0, "入门费应大于 0，没有入门费请留空"


def _parse_royalty(folded: str, shown: str) -> LicenceFee:
    rates = [first or second for first, second in _RATE.findall(folded)]
    if len(rates) != 1:
        why = "没有写明提成比例" if not rates else "写了多个提成比例"
        raise InvalidValue(shown, why, _HINT)
    of_profit, of_sales = _OF_PROFIT.search(folded), _OF_SALES.search(folded)
    if bool(of_profit) == bool(of_sales):
        raise InvalidValue(shown, "没有写明按净销售额还是按利润提成", _HINT)
    mode = FeeMode.PROFIT if of_profit else FeeMode.NET_SALES
    entry = None
    if "入门费" in folded:
        match = _ENTRY.search(folded)
        if match is None:
            raise InvalidValue(shown, "没有写明入门费的金额", _HINT)
        entry = _yuan(match[1], shown)
    return LicenceFee(mode, rate=Decimal(rates[0]), entry_cny=entry)


def _yuan(text: str, shown: str) -> int:
    """Return an amount in whole yuan; raise InvalidValue for a span or an open price."""
    bare = text.translate(_JOINTS)
    if not bare:
        raise InvalidValue(shown, "没有写明金额", _HINT)
    found = Money.parse(bare)
    low = found.low_cny
    if low is None or low != found.high_cny or found.negotiable:
        raise InvalidValue(shown, "使用费应是确定的数额，不能是范围或面议", _HINT)
    if low != int(low):
        raise InvalidValue(shown, "使用费应为整元", _HINT)
    return int(low)


def _amount(cny: int) -> str:
    return Money(Decimal(cny), Decimal(cny)).display


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
