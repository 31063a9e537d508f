"""The life of a patent: kind, dates, legal state, licence; and what its owner would do with it."""

import datetime as dt
from dataclasses import dataclass

from sample.dice import Dice
from sample.numbers import working_day

# The stock was listed on this day; nothing in it is younger.
LISTED = dt.date(2024, 4, 30)
_IN_FORCE = ("授权", "有效", "质押合同登记生效", "开放许可声明", "专利权保全解除")
_IN_FORCE_WEIGHTS = (60, 28, 5, 5, 1)
_LAPSED = ("未缴年费专利权终止", "未缴年费 终止", "失效", "专利权放弃", "权利终止")
_REFUSED = ("驳回", "视为撤回", "撤回")
_PENDING = ("实质审查", "审中", "公开")
_MATURITY = ("正在研发", "已有样品", "通过小试", "通过中试", "可以量产", "TRL5", "TRL6", "TRL7")
_MATURITY_WEIGHTS = (14, 24, 26, 17, 10, 3, 4, 2)
_MODES = ("转让", "普通许可", "独占许可", "排他许可", "作价入股", "合作开发", "技术服务")
_MODE_WEIGHTS = (9, 8, 3, 2, 4, 5, 2)


@dataclass(frozen=True)
class Life:
    """Kind digit 1 (invention) or 2 (utility model), dates, state and licence as the sheet says."""

    kind: int
    filed: dt.date
    granted: dt.date | None
    state: str
    licence: str = ""


def _filed(first_year: int, last_year: int, dice: Dice) -> dt.date:
    last_year = max(first_year, last_year)
    return working_day(dt.date(first_year, 1, 4), dt.date(last_year, 12, 28), dice)


def _granted(kind: int, filed: dt.date, dice: Dice) -> dt.date:
    """The announcement day, always a Tuesday or a Friday as in the gazette."""
    days = dice.between(380, 1200) if kind == 1 else dice.between(110, 330)
    day = min(filed + dt.timedelta(days=days), LISTED - dt.timedelta(days=dice.below(90)))
    return day - dt.timedelta(
        days=(day.weekday() - 1) % 7 if day.day % 2 else (day.weekday() - 4) % 7
    )


def in_force(kind: int, since: int, dice: Dice) -> Life:
    """Granted, unexpired through 2025, free to be licensed."""
    first, last = (2013, 2022) if kind == 1 else (2017, 2023)
    filed = _filed(max(first, since), last, dice)
    state = dice.weighted(_IN_FORCE, _IN_FORCE_WEIGHTS)
    licence = "普通许可" if dice.chance(0.06) else ""
    return Life(kind, filed, _granted(kind, filed, dice), state, licence)


def exclusively_licensed(kind: int, since: int, dice: Dice) -> Life:
    life = in_force(kind, since, dice)
    licence = dice.pick(("独占许可", "独占许可", "排他许可"))
    return Life(kind, life.filed, life.granted, dice.pick(("授权", "有效")), licence)


def lapsed(kind: int, since: int, dice: Dice) -> Life:
    """Granted once, dead by its state text."""
    filed = _filed(max(2012, since), 2019, dice)
    return Life(kind, filed, _granted(kind, filed, dice), dice.pick(_LAPSED))


def term_over(dice: Dice) -> Life:
    """A utility model whose ten years are over although the sheet still says granted."""
    filed = _filed(2012, 2013, dice)
    return Life(2, filed, _granted(2, filed, dice), dice.pick(("授权", "有效")))


def refused(since: int, dice: Dice) -> Life:
    return Life(1, _filed(max(2014, since), 2021, dice), None, dice.pick(_REFUSED))


def pending(since: int, dice: Dice) -> Life:
    return Life(1, _filed(max(2021, since), 2023, dice), None, dice.pick(_PENDING))


def ordinary(kind: int, since: int, dice: Dice) -> Life:
    """The mixture of a real stock."""
    fate = dice.weighted(("force", "pending", "lapsed", "refused", "licensed"), (85, 5, 6, 2, 2))
    if fate == "lapsed":
        return lapsed(kind, since, dice)
    if fate == "licensed":
        return exclusively_licensed(kind, since, dice)
    if kind == 1 and fate in ("pending", "refused"):
        return pending(since, dice) if fate == "pending" else refused(since, dice)
    return in_force(kind, since, dice)


def maturity(dice: Dice) -> str:
    return dice.weighted(_MATURITY, _MATURITY_WEIGHTS)


def transfer_modes(life: Life, dice: Dice) -> str:
    """One to three modes; a patent with an open-licence statement says so."""
    modes = ["开放许可"] if life.state == "开放许可声明" else []
    for _ in range(dice.between(1, 3)):
        mode = dice.weighted(_MODES, _MODE_WEIGHTS)
        if mode not in modes and not (modes[:1] == ["开放许可"] and mode[:2] in ("独占", "排他")):
            modes.append(mode)
    return "；".join(modes)
