"""Who may be offered at all: each gate says in words why a patent or a demand stays out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums import LicenceKind
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode


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
}

LEGAL_GATES = frozenset({Gate.NOT_YET_FILED, Gate.DEAD, Gate.EXPIRED})
AREA_GATES = frozenset({Gate.OUTSIDE_PROVINCE, Gate.OUTSIDE_AREA})
PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class PatentFacts:
    """What the gates read of a patent; city_code is the patent's own or its first owner's."""

    legal_state: LegalState
    filing_date: date | None
    expiry_date: date | None
    licence_kind: LicenceKind | None
    owner_consents: bool
    listed_until: date | None
    transfer_modes: tuple[str, ...]
    city_code: str | None


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


def patent_gate(facts: PatentFacts, occasion: Occasion) -> Gate | None:
    """Return the first gate that stops the patent, None where it may be offered."""
    checks = (
        (Gate.NOT_YET_FILED, facts.filing_date is not None and facts.filing_date > occasion.as_of),
        (Gate.DEAD, facts.legal_state is LegalState.DEAD),
        (Gate.EXPIRED, facts.expiry_date is not None and facts.expiry_date < occasion.held_on),
        (
            Gate.EXCLUSIVELY_LICENSED,
            facts.licence_kind in {LicenceKind.EXCLUSIVE, LicenceKind.SOLE},
        ),
        (Gate.NO_CONSENT, not facts.owner_consents),
        (
            Gate.NOT_LISTED,
            facts.listed_until is not None and facts.listed_until < occasion.held_on,
        ),
        (
            Gate.NOT_FOR_TRANSFER,
            set(facts.transfer_modes) == {TransferMode.SELF_IMPLEMENTATION.value},
        ),
        (
            Gate.OUTSIDE_PROVINCE,
            (facts.city_code or "")[:PROVINCE_DIGITS] != occasion.province[:PROVINCE_DIGITS],
        ),
        (
            Gate.OUTSIDE_CITY,
            occasion.patent_city is not None and facts.city_code != occasion.patent_city,
        ),
    )
    return _first(checks, occasion)


def demand_gate(facts: DemandFacts, occasion: Occasion) -> Gate | None:
    """Return the first gate that stops the demand, None where it may be shown."""
    checks = (
        (
            Gate.OUTSIDE_AREA,
            occasion.demand_cities is not None and facts.city_code not in occasion.demand_cities,
        ),
        (
            Gate.OUTSIDE_INDUSTRY,
            occasion.industries is not None and not facts.industries & occasion.industries,
        ),
        (
            Gate.CONFIDENTIAL,
            facts.confidentiality in {Confidentiality.NAMED, Confidentiality.HIDDEN},
        ),
        (Gate.DEADLINE_PASSED, facts.deadline is not None and facts.deadline < occasion.held_on),
    )
    return _first(checks, occasion)


def _first(checks: tuple[tuple[Gate, bool], ...], occasion: Occasion) -> Gate | None:
    return next(
        (gate for gate, stops in checks if stops and gate not in occasion.lifted),
        None,
    )
