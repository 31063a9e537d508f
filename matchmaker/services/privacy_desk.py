"""What persons have asked for as those see it who answer: till when, and what is held of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.contact_records import Contact
from matchmaker.services.ownership import owned_organisation
from matchmaker.services.personal_data import HeldRecord, Subject, find_holdings
from matchmaker.services.personal_file import make_personal_file
from models.privacy import PrivacyRequest
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries
from models.values.contact import mask_name, mask_phone


@dataclass(frozen=True)
class RequestView:
    """A request with the organisation at which it was made.

    days_left: from today to the day it is due, below 0 where that is over.
    """

    request: PrivacyRequest
    organisation: str
    days_left: int

    @property
    def deadline(self) -> str:
        """How long there is still to answer, in words."""
        if self.days_left < 0:
            return f"已逾期 {-self.days_left} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今天到期"


@dataclass(frozen=True)
class HeldRow:
    """A record that holds a contact; key: by which it is chosen; contact: masked."""

    key: str
    kind: str
    label: str
    contact: Contact


@dataclass(frozen=True)
class AccountRow:
    """An account of a person; name and telephone are masked."""

    name: str
    phone: str
    role: str
    state: str


@dataclass(frozen=True)
class HeldView:
    """What is held of a subject, as far as it is shown to whoever answers.

    counts: part of the copy → how many rows it would have.
    """

    records: Sequence[HeldRow]
    accounts: Sequence[AccountRow]
    counts: Mapping[str, int]


def answers_requests(viewer: Viewer) -> bool:
    """Whether somebody answers requests of persons at all.

    Who may open contacts for all or for a city does; members may open some, and answer for nobody.
    """
    return viewer.is_organiser and viewer.may(Permission.CONTACT_OPEN)


def require_answering(viewer: Viewer) -> None:
    """Raise Forbidden for whoever answers no requests."""
    if not answers_requests(viewer):
        raise Forbidden("个人信息申请由组织者办理。请联系省级或市级组织者")


def get_handled(session: Session, viewer: Viewer, request_id: int) -> PrivacyRequest:
    """Return a request that the viewer answers; raise NotFound or Forbidden."""
    require_answering(viewer)
    found = privacy_queries.get_request(session, request_id)
    body = organisation_queries.get_survivor(session, found.organisation_id)
    viewer.require(Permission.CONTACT_OPEN, owned_organisation(body))
    return found


def handled_city(viewer: Viewer) -> str | None:
    """Return the city at whose organisations somebody answers, None for the whole province."""
    everywhere = viewer.reach(Permission.CONTACT_OPEN) is Reach.ALL
    return None if everywhere else viewer.city_code or ""


def page_open(
    session: Session, viewer: Viewer, after: int | None, limit: int, today: date
) -> list[RequestView]:
    """Return the next requests that wait, one more than the limit if there are more.

    The oldest come first, which are due first, too.
    """
    found = privacy_queries.page_requests(
        session, after, limit, answered=False, city_code=handled_city(viewer)
    )
    return view_requests(session, found, today)


def page_answered(
    session: Session, viewer: Viewer, before: int | None, limit: int, today: date
) -> list[RequestView]:
    """Return the next requests that were answered, the newest first, one more if there are more."""
    found = privacy_queries.page_answered(session, before, limit, city_code=handled_city(viewer))
    return view_requests(session, found, today)


def view_requests(
    session: Session, requests: Sequence[PrivacyRequest], today: date
) -> list[RequestView]:
    """Return requests with what is told of each."""
    names = organisation_queries.names_by_id(session, {one.organisation_id for one in requests})
    return [
        RequestView(one, names[one.organisation_id], (one.due_on - today).days) for one in requests
    ]


def view_held(session: Session, subject: Subject, now: datetime) -> HeldView:
    """Return what is held of a subject, contacts masked; raise NotFound."""
    holdings = find_holdings(session, subject)
    file = make_personal_file(session, subject, now)
    return HeldView(
        records=[
            HeldRow(row_key(one), one.key.kind.label, one.label, one.contact.masked)
            for one in holdings.records
        ],
        accounts=[
            AccountRow(mask_name(one.name), mask_phone(one.phone), one.role.label, one.state.label)
            for one in holdings.accounts
        ],
        counts={section.title: len(section.rows) for section in file.sections},
    )


def row_key(record: HeldRecord) -> str:
    """Return by what a form names a record."""
    return f"{record.key.kind.value}-{record.key.id}"
