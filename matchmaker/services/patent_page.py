"""A patent as everybody may see it: what it is, on which terms, and how long it lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.services.edits import get_patent
from matchmaker.services.history import list_history
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.open_licence_view import PublicLicence, public_licence
from matchmaker.services.service_offers import FittingServices, services_for_patent
from matchmaker.services.wording import tell_values, value_label
from matchmaker.text.ipc_names import subclass_name
from models.base import TransferTerms
from models.legal_event import LegalEvent
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.contact import CONTACT_FIELDS
from models.values.patent_kind import expiry_date

SUBCLASS_LENGTH = 4
# Said elsewhere on the page, in words of their own.
_TOLD = frozenset({*CONTACT_FIELDS, "scenario", "listed_until", "owner_consents"})


@dataclass(frozen=True)
class LifeLine:
    """The life of a patent, in parts of the time from filing to the end of protection.

    share_granted, share_gone: 0..1, None where the day is not known; days_left: 0 for none.
    """

    filed: date
    granted: date | None
    ends: date
    share_granted: float | None
    share_gone: float
    days_left: int


@dataclass(frozen=True)
class PatentPage:
    """A patent; owners: id and name; classes: symbol and name in words; terms: label and text."""

    patent: Patent
    owners: Sequence[tuple[int, str]]
    industries: Sequence[str]
    classes: Sequence[tuple[str, str]]
    terms: Sequence[tuple[str, str]]
    history: Sequence[LegalEvent]
    life: LifeLine | None
    is_offered: bool
    licence: PublicLicence | None
    services: Sequence[FittingServices]


def make_patent_page(session: Session, number: str, today: date) -> PatentPage:
    """Return the page of the patent of a number in any spelling, without contacts.

    Raises InvalidValue or NotFound as get_patent does.
    """
    patent = get_patent(session, number)
    own = patent.id or 0
    owners = patent_queries.owner_ids(session, [own]).get(own, ())
    names = organisation_queries.names_by_id(session, owners)
    values = {
        name: getattr(patent, name) for name in TransferTerms.model_fields if name not in _TOLD
    }
    return PatentPage(
        patent=patent,
        owners=[(one, names[one]) for one in owners],
        industries=_industries(session, own),
        classes=[(code, _class_name(code)) for code in dict.fromkeys(patent.classifications)],
        terms=[(value_label(name), text) for name, text in tell_values(values)],
        history=list_history(session, [own]).get(own, []),
        life=_life(patent, today),
        is_offered=patent.is_offered_on(today),
        licence=public_licence(session, own, today),
        services=services_for_patent(session, patent, today),
    )


def _industries(session: Session, patent_id: int) -> list[str]:
    known = industries_in_force(session).names
    tagged = patent_queries.industries_of(session, patent_id)
    return [known[slug] for slug in tagged if slug in known]


def _class_name(code: str) -> str:
    return subclass_name(code[:SUBCLASS_LENGTH])


def _life(patent: Patent, today: date) -> LifeLine | None:
    """Return the life line, None where no day of filing is known."""
    filed = patent.filing_date
    if filed is None:
        return None
    ends = patent.expiry_date or expiry_date(patent.kind, filed)
    whole = max((ends - filed).days, 1)
    granted = patent.grant_date
    return LifeLine(
        filed=filed,
        granted=granted,
        ends=ends,
        share_granted=None if granted is None else _share((granted - filed).days / whole),
        share_gone=_share((today - filed).days / whole),
        days_left=max((ends - today).days, 0),
    )


def _share(part: float) -> float:
    return min(max(part, 0.0), 1.0)
