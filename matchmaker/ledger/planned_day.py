"""When an activity is planned: a month, or a day, of the year that the plan is of."""

import re
from datetime import date

from matchmaker.errors import BadQuery

_MONTH = re.compile(r"(?:(\d{4})[-年])?(\d{1,2})月?")
_DAY = re.compile(r"(?:(\d{4})[-年])?(\d{1,2})[-月](\d{1,2})日?")


def parse_when(text: str, year: int) -> str:
    """Return 2024-06 or 2024-06-18 for what is typed: 6月, 6月18日, 2024-06-18; raise BadQuery."""
    typed = text.strip().replace("/", "-").replace(".", "-").replace(" ", "").removesuffix("份")
    if (found := _MONTH.fullmatch(typed)) is not None:
        named, month, day = found[1], int(found[2]), None
    elif (found := _DAY.fullmatch(typed)) is not None:
        named, month, day = found[1], int(found[2]), int(found[3])
    else:
        raise BadQuery(f"时间“{text}”看不懂。请写成 6月 或 6月18日")
    if named is not None and int(named) != year:
        raise BadQuery(f"时间“{text}”不在 {year} 年。请核对年份")
    try:
        known = date(year, month, day or 1)
    except ValueError:
        raise BadQuery(f"没有“{text}”这个日子。请写成 6月 或 6月18日") from None
    return f"{known:%Y-%m}" if day is None else known.isoformat()


def tell_when(when: str) -> str:
    """Return the same as people write it: 6月, 6月18日."""
    _, month, *day = when.split("-")
    return f"{int(month)}月" + (f"{int(day[0])}日" if day else "")
