"""What the rules of open licences look at, and what each of them finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.values.legal_status import LegalState
from models.values.licence_fee import LicenceFee
from models.values.patent_kind import PatentKind, expiry_date


class Verdict(StrEnum):
    """Whether something is as the law asks; unknown: what is known does not tell."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"pass": "符合", "fail": "不符合", "unknown": "不清楚"}[self.value]


@dataclass(frozen=True)
class LicensingFacts:
    """A patent and its declaration on a day.

    number: as offices print it; legal_text: as a source words the legal state; exclusive: whether
    an exclusive or sole licence is recorded, None where nothing is; pledged: whether a pledge is;
    annuity_paid, no_exclusive_licence, not_suspended, co_owners_agree, pledgee_agrees: what the
    owner says, None for nothing; texts: what the declaration says in words of its own.
    """

    today: date
    number: str
    kind: PatentKind
    legal_state: LegalState
    legal_text: str = ""
    filing_date: date | None = None
    grant_date: date | None = None
    expiry_date: date | None = None
    owners: tuple[str, ...] = ()
    exclusive: bool | None = None
    pledged: bool | None = None
    annuity_paid: bool | None = None
    no_exclusive_licence: bool | None = None
    not_suspended: bool | None = None
    co_owners_agree: bool | None = None
    pledgee_agrees: bool | None = None
    evaluation_report: str = ""
    fee: LicenceFee | None = None
    term_from: date | None = None
    term_until: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    texts: tuple[str, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The day on which protection ends, None where it cannot be told."""
        if self.expiry_date is not None or self.filing_date is None:
            return self.expiry_date
        return expiry_date(self.kind, self.filing_date)


@dataclass(frozen=True)
class Finding:
    """What a rule found; text: what it saw; remedy: what to do about it, empty where it passes."""

    rule: str
    verdict: Verdict
    text: str
    remedy: str = ""


def passes(rule: str, text: str) -> Finding:
    """Return that a rule is kept."""
    return Finding(rule, Verdict.PASS, text)


def fails(rule: str, text: str, remedy: str) -> Finding:
    """Return that a rule is not kept, and what to do."""
    return Finding(rule, Verdict.FAIL, text, remedy)


def unknown(rule: str, text: str, remedy: str) -> Finding:
    """Return that it cannot be told whether a rule is kept, and how it could be."""
    return Finding(rule, Verdict.UNKNOWN, text, remedy)
