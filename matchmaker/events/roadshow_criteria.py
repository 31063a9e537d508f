"""What speaks for showing a patent at a roadshow: criteria from 0 to 1, each with its reason.

The office wants patents that are technically mature, promising and of visible benefit. A fact that
nobody has stated counts as neutral and is told as unknown. Where no source is named, a bound is a
convention of this project.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

# Of a criterion that has nothing to go by: it neither lifts nor lowers.
NEUTRAL = 0.5
LEVELS = 9
# Four subclasses of the IPC are as broad as nearly any patent gets. That breadth goes with worth:
# Lerner 1994, "The importance of patent scope", RAND Journal of Economics 25(2).
FULL_SUBCLASSES = 4
# From 100,000 to 10 million CNY, on a logarithmic scale: below, a contract hardly pays for its
# making; above, a roadshow is not where it is made.
LEAST_CNY, FULL_CNY = 100_000, 10_000_000
# As long as the ranking counts protection: three years to market and five to earn the outlay back.
FULL_YEARS = 8.0
# The filing fee covers ten claims (专利收费标准: from the eleventh on each is charged for).
FULL_CLAIMS = 10
# A family of more offices was worth more to who paid for it: Harhoff, Scherer and Vopel 2003,
# "Citations, family size, opposition and the value of patent rights", Research Policy 32(8).
FULL_FAMILY = 4
# As many firms as fill a table.
FULL_DEMANDS = 5


class Criterion(StrEnum):
    """What a patent is weighed by."""

    MATURITY = "maturity"
    PROSPECTS = "prospects"
    BENEFIT = "benefit"
    HEAT = "heat"
    LIFE = "life"
    CLAIMS = "claims"
    FAMILY = "family"
    SHOWN = "shown"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    Criterion.MATURITY: "技术成熟度",
    Criterion.PROSPECTS: "产业前景",
    Criterion.BENEFIT: "预期效益",
    Criterion.HEAT: "需求热度",
    Criterion.LIFE: "剩余保护期",
    Criterion.CLAIMS: "权利要求",
    Criterion.FAMILY: "同族布局",
    Criterion.SHOWN: "以往推介",
}


@dataclass(frozen=True, slots=True)
class FittingDemand:
    """A demand that the patent fits, and how well, 0..1.

    budget_cny: what the firm would spend at most; None where that is unknown or not to be told.
    """

    demand_id: int
    score: float
    is_public: bool
    budget_cny: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a patent; None for what is not.

    group_id: the record that it duplicates, else its own; institution_id: its first owner, one of
    its own where it has none. industry_demand: how much is asked for in the best of its
    industries, 1 for the most wanted of all; subclasses: how many of the IPC; years_left: of
    protection; shown: earlier roadshows after which nobody took it; declined: meetings at which a
    firm turned it down; demands: those that it fits, None where they were not looked for.
    """

    patent_id: int
    group_id: int
    institution_id: int
    trl: int | None = None
    industry_demand: float | None = None
    subclasses: int | None = None
    price_cny: int | None = None
    years_left: float | None = None
    claim_count: int | None = None
    family_size: int | None = None
    shown: int = 0
    declined: int = 0
    demands: tuple[FittingDemand, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion of one patent: its value, 0..1, why in Chinese, and whether anything is known."""

    value: float
    sentence: str
    known: bool = True


def maturity(profile: Profile) -> Finding:
    """The readiness level of the technology, from 0 at level 1 to 1 at level 9."""
    if profile.trl is None:
        return _unknown("技术成熟度")
    return Finding((profile.trl - 1) / (LEVELS - 1), f"技术成熟度 {profile.trl} 级")


def prospects(profile: Profile) -> Finding:
    """The mean of how wanted its industry is and of how many subclasses of the IPC it touches."""
    wanted, subclasses = profile.industry_demand, profile.subclasses
    if wanted is None and subclasses is None:
        return _unknown("所属产业与分类")
    breadth = NEUTRAL if subclasses is None else min(1.0, subclasses / FULL_SUBCLASSES)
    value = ((NEUTRAL if wanted is None else wanted) + breadth) / 2
    said = "所属产业未知" if wanted is None else f"所属产业的需求量为最热产业的 {wanted:.0%}"
    covered = "分类未知" if subclasses is None else f"涉及 {subclasses} 个技术小类"
    return Finding(value, f"{said}，{covered}")


def benefit(profile: Profile) -> Finding:
    """The middle budget of the public demands that it fits, else its price, on a log scale."""
    budgets = sorted(d.budget_cny for d in profile.demands or () if d.budget_cny is not None)
    if budgets:
        amount = budgets[(len(budgets) - 1) // 2]
        return Finding(_of_amount(amount), f"公开的相合需求，预算中位数 {_wan(amount)}")
    if profile.price_cny:
        return Finding(_of_amount(profile.price_cny), f"权利人报价 {_wan(profile.price_cny)}")
    return _unknown("相合需求的预算和报价")


def heat(profile: Profile) -> Finding:
    """The fits of all demands that it answers, added up, full from five perfect ones on."""
    if profile.demands is None:
        return _unknown("需求热度")
    count = len(profile.demands)
    if not count:
        return Finding(0.0, "没有达到要求的相合需求")
    strength = math.fsum(demand.score for demand in profile.demands)
    hidden = sum(not demand.is_public for demand in profile.demands)
    among = f"（其中 {hidden} 项未公开）" if hidden else ""
    said = f"{count} 项需求与之相合{among}，平均相合度 {strength / count:.2f}"
    return Finding(min(1.0, strength / FULL_DEMANDS), said)


def life(profile: Profile) -> Finding:
    """The years of protection that are left, full from eight on."""
    if profile.years_left is None:
        return _unknown("保护期")
    value = min(1.0, max(0.0, profile.years_left / FULL_YEARS))
    return Finding(value, f"保护期还有 {profile.years_left:.1f} 年")


def claims(profile: Profile) -> Finding:
    """The number of claims, full from the ten on that the filing fee covers."""
    if profile.claim_count is None:
        return _unknown("权利要求数")
    return Finding(
        min(1.0, profile.claim_count / FULL_CLAIMS), f"权利要求 {profile.claim_count} 项"
    )


def family(profile: Profile) -> Finding:
    """The number of members of its patent family, full from four on."""
    if profile.family_size is None:
        return _unknown("同族数")
    return Finding(min(1.0, profile.family_size / FULL_FAMILY), f"同族 {profile.family_size} 件")


def shown(profile: Profile) -> Finding:
    """One divided by one more than the earlier roadshows and meetings that came to nothing."""
    said = []
    if profile.shown:
        said.append(f"曾在 {profile.shown} 场路演推介，其后没有转让或许可")
    if profile.declined:
        said.append(f"曾有 {profile.declined} 项需求洽谈后未接受")
    value = 1 / (1 + profile.shown + profile.declined)
    return Finding(value, "；".join(said) or "没有推介未果的记录")


CRITERIA: dict[Criterion, Callable[[Profile], Finding]] = {
    Criterion.MATURITY: maturity,
    Criterion.PROSPECTS: prospects,
    Criterion.BENEFIT: benefit,
    Criterion.HEAT: heat,
    Criterion.LIFE: life,
    Criterion.CLAIMS: claims,
    Criterion.FAMILY: family,
    Criterion.SHOWN: shown,
}


def _unknown(what: str) -> Finding:
    return Finding(NEUTRAL, f"{what}未知，按中间值计", known=False)


def _of_amount(amount_cny: int) -> float:
    if amount_cny <= LEAST_CNY:
        return 0.0
    return min(1.0, math.log(amount_cny / LEAST_CNY) / math.log(FULL_CNY / LEAST_CNY))


def _wan(amount_cny: int) -> str:
    return f"{amount_cny / 10_000:g} 万元"
