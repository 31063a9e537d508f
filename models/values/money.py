"""Amounts of money in yuan, as prices and budgets are written in cells."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from models.errors import InvalidValue
from models.values.text import clean, fold

_UNITS_YUAN = {
    "千": 1_000,
    "万": 10_000,
    "w": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_UNIT = "十万|百万|千万|[千万亿w]"
_YUAN = "元|圆|块"
_CURRENCY = re.compile(r"[￥¥]|,(?=[0-9]{3}(?![0-9]))|人民币|rmb|cny")
_AMOUNT = re.compile(rf"约?([0-9]+(?:\.[0-9]+)?)({_UNIT})?({_YUAN})?(?:整|左右)?")
_RANGE_MARK = re.compile(r"[-–—−~至到]+")
_NEGOTIABLE = re.compile(
    r"[(,，;；]?(?:价格|金额|费用|具体)?(?:可|双方|另行)?(?:面议|协商|待定|面谈|洽谈|商议|议价|议)(?:定价|确定)?[)]?"
)
_FREE = frozenset({"免费", "无偿", "免费许可"})
_AT_LEAST = re.compile(r"(?:不低于|不少于|至少|≥|>=)(.+)|(.+?)(?:及以上|以上|起)")
_AT_MOST = re.compile(r"(?:不超过|不高于|最多|≤|<=)(.+)|(.+?)(?:及以下|以下|以内|之内)")
_HEADER_UNIT = re.compile(rf"({_UNIT})(?:{_YUAN}|人民币|rmb|cny|[)\]】]|$)")
_LIMIT_YUAN = Decimal(10) ** 12
_FEN = Decimal("0.01")
_HINT = "请填写数字或范围，例如 12.5万元、50-80万元、面议、免费。"


@dataclass(frozen=True)
class Money:
    """An amount, a range (either end may be open), or a price that is open to negotiation."""

    low_cny: Decimal | None
    high_cny: Decimal | None
    negotiable: bool = False

    @classmethod
    def parse(cls, text: str | float, unit_yuan: int = 1) -> "Money":
        """Read an amount; unit_yuan is that of the column and holds for numbers without one."""
        shown = clean(str(text))
        folded = _CURRENCY.sub("", fold(shown))
        rest = _NEGOTIABLE.sub("", folded)
        negotiable = rest != folded
        if negotiable and not rest:
            return cls(None, None, negotiable=True)
        bounds = _parse_bounds(rest, unit_yuan, shown)
        return replace(bounds, negotiable=negotiable)

    @property
    def display(self) -> str:
        """The usual form, such as 12.5万元, 50–80万元, 面议 or 免费."""
        amount = self._display_amount()
        if not amount:
            return "面议"
        return f"{amount}（可议）" if self.negotiable else amount

    def _display_amount(self) -> str:
        bounds = [bound for bound in (self.low_cny, self.high_cny) if bound is not None]
        if not bounds:
            return ""
        exponent, unit = _display_unit(max(bounds))
        numbers = [f"{bound.scaleb(-exponent).normalize():f}" for bound in bounds]
        if self.low_cny is None:
            return f"{numbers[0]}{unit}以下"
        if self.high_cny is None:
            return f"{numbers[0]}{unit}以上"
        if self.low_cny == self.high_cny:
            return f"{numbers[0]}{unit}" if self.high_cny else "免费"
        return f"{numbers[0]}–{numbers[1]}{unit}"


def header_unit_yuan(header: str) -> int:
    """The unit that the header of a column names: 10000 for 万元, 100000000 for 亿, else 1."""
    match = _HEADER_UNIT.search(fold(header))
    return _UNITS_YUAN[match[1]] if match else 1


def _display_unit(largest_cny: Decimal) -> tuple[int, str]:
    if largest_cny >= 100_000_000:
        return 8, "亿元"
    return (4, "万元") if largest_cny >= 10_000 else (0, "元")


def _parse_bounds(text: str, unit_yuan: int, shown: str) -> Money:
    if text in _FREE:
        return Money(Decimal(0), Decimal(0))
    if match := _AT_LEAST.fullmatch(text):
        return Money(_parse_amount(match[1] or match[2], unit_yuan, shown), None)
    if match := _AT_MOST.fullmatch(text):
        return Money(None, _parse_amount(match[1] or match[2], unit_yuan, shown))
    ends = _RANGE_MARK.split(text)
    if len(ends) > 2 or not ends[0]:
        raise InvalidValue(shown, "不是金额，或为负数", _HINT)
    high = _parse_amount(ends[-1], unit_yuan, shown)
    low = _parse_amount(ends[0], _unit_of(ends[-1], unit_yuan), shown)
    if low > high:
        raise InvalidValue(shown, "金额范围的下限大于上限", "请把较小的数写在前面。")
    return Money(low, high)


def _unit_of(amount: str, unit_yuan: int) -> int:
    """The unit in “50-80万元” counts for both ends."""
    match = _AMOUNT.fullmatch(amount)
    return _factor(match, unit_yuan) if match else unit_yuan


def _factor(amount: re.Match[str], unit_yuan: int) -> int:
    if amount[2]:
        return _UNITS_YUAN[amount[2]]
    return 1 if amount[3] else unit_yuan


def _parse_amount(text: str, unit_yuan: int, shown: str) -> Decimal:
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise InvalidValue(shown, "不是金额", _HINT)
    amount_cny = Decimal(match[1]) * _factor(match, unit_yuan)
    if amount_cny > _LIMIT_YUAN:
        raise InvalidValue(
            shown, "金额过大（超过一万亿元）", "请核对数字，以及单位是元、万元还是亿元。"
        )
    # Numbers out of spreadsheets carry binary dust (12.549999999999999), so round to the fen.
    return amount_cny.quantize(_FEN)
