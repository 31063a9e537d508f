"""How values stand in pages: in China's time, with units, in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from matchmaker.china_time import CHINA
from models.values.indicator import Indicator
from models.values.region import city_of, find_region

WEEKDAYS = "一二三四五六日"
WAN = 10_000
# From here on decimals of what is but expected tell nothing.
ROUGH = 10
NOTHING = "—"


def day(value: date | None) -> str:
    """Return a day as 2026-05-06 (周三), or a dash."""
    if value is None:
        return NOTHING
    return f"{value:%Y-%m-%d}（周{WEEKDAYS[value.weekday()]}）"


def moment(value: datetime | None) -> str:
    """Return a moment on the clocks of China to the minute, or a dash."""
    return NOTHING if value is None else f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"


def count(value: int) -> str:
    """Return a number with a comma after each three digits."""
    return f"{value:,}"


def money(low_cny: int | None, high_cny: int | None = None, *, negotiable: bool = False) -> str:
    """Return a price or a span of prices in 元 or 万元."""
    amounts = [_amount(one) for one in dict.fromkeys((low_cny, high_cny)) if one is not None]
    if not amounts:
        return "面议" if negotiable else NOTHING
    return "–".join(amounts) + ("（可面议）" if negotiable else "")


def percent(share: float) -> str:
    """Return a share of 1 in whole per cent."""
    return f"{share:.0%}"


def score(value: float) -> str:
    """Return a score of 0 to 1 in hundredths."""
    return f"{value:.2f}"


def city(code: str) -> str:
    """Return the usual name of a city of a code, the code itself where it is none."""
    region = find_region(code)
    found = None if region is None else city_of(region)
    return code if found is None else found.short_name


def listed(values: Sequence[Any]) -> str:
    """Return values after each other, or a dash."""
    return "、".join(str(value) for value in values) or NOTHING


def in_unit(value: Fraction | float, unit: str) -> str:
    """Return a figure with its unit, two decimals at most."""
    told = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    return f"{told} {unit}" if unit else told


def exact(value: int, indicator: Indicator) -> str:
    """Return a figure of the smallest unit in the indicator's own, to the last decimal."""
    return f"{Decimal(value) / indicator.scale:,f}"


def foretold(value: float, indicator: Indicator) -> str:
    """Return about how large a figure will be: more figures than these would feign knowledge."""
    whole = value / indicator.scale
    return in_unit(round(whole) if whole >= ROUGH else round(whole, 1), indicator.unit)


def _amount(cny: int) -> str:
    if cny >= WAN:
        return f"{cny / WAN:,.2f}".rstrip("0").rstrip(".") + " 万元"
    return f"{cny:,} 元"


def clauses(text: str, most: int) -> str:
    """Return the first clauses of a reason, which begins with what counts most."""
    return "；".join(text.split("；")[:most])


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "exact": exact,
    "moment": moment,
    "count": count,
    "foretold": foretold,
    "in_unit": in_unit,
    "money": money,
    "percent": percent,
    "score": score,
    "listed": listed,
    "city": city,
    "clauses": clauses,
}
