"""Who may be offered at all: each gate says in words why a patent or a demand stays out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.values.secrecy import Confidentiality


class Gate(StrEnum):
    """Why something is held back."""

    NOT_YET_FILED = "not_yet_filed"
    DEAD = "dead"
    EXPIRED = "expired"
    EXCLUSIVELY_LICENSED = "exclusively_licensed"
    NO_CONSENT = "no_consent"
    NOT_LISTED = "not_listed"
    NOT_FOR_TRANSFER = "not_for_transfer"
    OUTSIDE_PROVINCE = "outside_province"
    OUTSIDE_CITY = "outside_city"
    OUTSIDE_AREA = "outside_area"
    OUTSIDE_INDUSTRY = "outside_industry"
    CONFIDENTIAL = "confidential"
    DEADLINE_PASSED = "deadline_passed"
    WORDS_ONLY = "words_only"
    NOT_COMING = "not_coming"

    @property
    def label(self) -> str:
        """The reason in Chinese."""
        return _LABELS[self]


_LABELS = {
    Gate.NOT_YET_FILED: "截至统计日尚未申请",
    Gate.DEAD: "专利已失效",
    Gate.EXPIRED: "活动日前保护期届满",
    Gate.EXCLUSIVELY_LICENSED: "已独占或排他许可",
    Gate.NO_CONSENT: "权利人未同意推介",
    Gate.NOT_LISTED: "挂牌已到期",
    Gate.NOT_FOR_TRANSFER: "权利人只自行实施，不对外转化",
    Gate.OUTSIDE_PROVINCE: "权利人不在本省或所在地未知",
    Gate.OUTSIDE_CITY: "权利人不在指定城市",
    Gate.OUTSIDE_AREA: "企业不在本场活动的片区或城市",
    Gate.OUTSIDE_INDUSTRY: "不属于本场活动的产业",
    Gate.CONFIDENTIAL: "需求为定向或不公开，不列入名单",
    Gate.DEADLINE_PASSED: "需求时限早于活动日",
    Gate.WORDS_ONLY: "仅用词相近而领域不同的配对",
    Gate.NOT_COMING: "单位已谢绝或退出本场活动",
}

LEGAL_GATES = frozenset({Gate.NOT_YET_FILED, Gate.DEAD, Gate.EXPIRED})
AREA_GATES = frozenset({Gate.OUTSIDE_PROVINCE, Gate.OUTSIDE_AREA})


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """What the gates read of a demand; city_code is the demand's own or its firm's."""

    confidentiality: Confidentiality
    deadline: date | None
    city_code: str | None
    industries: frozenset[str]


@dataclass(frozen=True)
class Occasion:
    """For when and where something is offered.

    as_of: the day whose facts count; held_on: the day up to which rights must last; province: its
    first two digits; patent_city, demand_cities, industries: None where they do not bound.
    lifted: gates that are left open on request.
    """

    as_of: date
    held_on: date
    province: str
    patent_city: str | None = None
    demand_cities: frozenset[str] | None = None
    industries: frozenset[str] | None = None
    lifted: frozenset[Gate] = frozenset()


def demand_gate(facts: DemandFacts, occasion: Occasion) -> Gate | None:
    """Return the first gate that stops the demand, None where it may be shown."""
    faults = _demand_faults(facts, occasion)
    return next((gate for gate in faults if gate not in occasion.lifted), None)


def _demand_faults(facts: DemandFacts, occasion: Occasion) -> Iterator[Gate]:
    if occasion.demand_cities is not None and facts.city_code not in occasion.demand_cities:
        yield Gate.OUTSIDE_AREA
    if occasion.industries is not None and not facts.industries & occasion.industries:
        yield Gate.OUTSIDE_INDUSTRY
    if facts.confidentiality.is_unlisted:
        yield Gate.CONFIDENTIAL
    if facts.deadline is not None and facts.deadline < occasion.held_on:
        yield Gate.DEADLINE_PASSED
