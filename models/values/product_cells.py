"""What a survey of patent products has in its cells: amounts of a year, and lists of patents."""

import re

from models.errors import InvalidValue
from models.values.money import Money
from models.values.patent_number import PatentNumber
from models.values.text import clean

# What people write between numbers. A dot and a hyphen belong to a number.
_BETWEEN = re.compile(r"[;；,，、|/\s]+")
# "CN 2013…" and "ZL 2013…" are one number each.
_PARTED_PREFIX = re.compile(r"\b(ZL|CN)\s+(?=[0-9])", re.IGNORECASE)
MOST_PATENTS = 200
_AMOUNT_REMEDY = "请填写一个数，如 1200 或 1.2亿元"


def parse_amount(text: str, unit_yuan: int = 1) -> int:
    """Return an amount in whole yuan; unit_yuan: of numbers that name no unit.

    Raises InvalidValue for what is no amount, and for a range.
    """
    shown = clean(text)
    if shown in {"0", "零", "无"}:
        return 0
    money = Money.parse(shown, unit_yuan)
    if money.negotiable or money.low_cny is None or money.low_cny != money.high_cny:
        raise InvalidValue(shown, "不是一个确定的金额", _AMOUNT_REMEDY)
    return round(money.low_cny)


def parse_patent_list(text: str) -> tuple[str, ...]:
    """Return the numbers of a list as they are stored, each once, in their order.

    Raises InvalidValue for one that is no application number, naming it and its place.
    """
    parts = [part for part in _BETWEEN.split(_PARTED_PREFIX.sub(r"\1", text.strip())) if part]
    if len(parts) > MOST_PATENTS:
        raise InvalidValue(
            f"{len(parts)} 件", f"专利超过 {MOST_PATENTS} 件", "请只填产品中实际使用的专利"
        )
    found: dict[str, None] = {}
    for place, part in enumerate(parts, start=1):
        try:
            found[PatentNumber.parse(part).key] = None
        except InvalidValue as error:
            reason = f"第 {place} 件“{clean(part)}”：{error.reason}"
            raise InvalidValue(clean(text), reason, error.remedy.rstrip("。")) from error
    return tuple(found)
