"""Whose records are: what permissions for a city or an organisation are asked with."""

from collections.abc import Iterable

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from models.demand import Demand
from models.enums import EventKind
from models.event import Event
from models.organisation import Organisation
from models.participant import Participant
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.upload import Upload


def owned_patent(session: Session, patent: Patent) -> Owned:
    """Return its owners, and its city, or theirs where it has none of its own."""
    patent_id = patent.id or 0
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    bodies = [organisation_queries.get_survivor(session, one) for one in owners]
    return Owned(
        city_of_record(patent.city_code, bodies), frozenset(body.id or 0 for body in bodies)
    )


def represented_owner(
    session: Session, viewer: Viewer, permission: Permission, patent: Patent, wanted: int | None
) -> int:
    """Return for which owner of a patent somebody acts; raise NotFound or BadQuery.

    wanted: that which they name, None for the one within their reach.
    """
    patent_id = patent.id or 0
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    bodies = [organisation_queries.get_survivor(session, one).id or 0 for one in owners]
    own = viewer.reach(permission) is Reach.OWN
    within = [one for one in bodies if not own or one in viewer.organisations]
    if wanted is not None:
        organisation_queries.get_organisation(session, wanted)
        body = organisation_queries.get_survivor(session, wanted)
        if body.id not in within:
            raise BadQuery(f"“{body.name}”不是这件专利的权利人，或不在您的范围内。请核对单位")
        return body.id or 0
    if not within:
        raise BadQuery("这件专利没有登记权利人，不能申报。请先补全权利人")
    if len(within) > 1 and not own:
        raise BadQuery("这件专利有多个权利人，请写明代表哪个单位")
    return within[0]


def city_of_record(city_code: str | None, owners: Iterable[Organisation]) -> frozenset[str]:
    """Return the city that a record has of its own, else those of its owners."""
    codes = [city_code] if city_code else [body.city_code for body in owners]
    return frozenset(code for code in codes if code)


def owned_demand(session: Session, demand: Demand) -> Owned:
    """Return its firm, and its city, or the firm's where it has none of its own."""
    firm = organisation_queries.get_survivor(session, demand.organisation_id)
    return Owned(_city(demand.city_code or firm.city_code), frozenset({firm.id or 0}))


def owned_organisation(organisation: Organisation) -> Owned:
    """Return itself and its city."""
    return Owned(_city(organisation.city_code), frozenset({organisation.id or 0}))


def owned_upload(session: Session, upload: Upload) -> Owned:
    """Return the organisation that a file was sent for; without one it is the province's."""
    if upload.organisation_id is None:
        return Owned()
    return owned_organisation(organisation_queries.get_survivor(session, upload.organisation_id))


def owned_event(event: Event) -> Owned:
    """Return the city that holds it; docking events of the province are the province's."""
    if event.kind is EventKind.PROVINCIAL_DOCKING:
        return Owned()
    return Owned(_city(event.city_code))


def owned_participant(event: Event, participant: Participant) -> Owned:
    """Return the city that holds the event, and the organisation that takes part."""
    return Owned(owned_event(event).cities, frozenset({participant.organisation_id}))


def _city(code: str | None) -> frozenset[str]:
    return frozenset({code} if code else ())
