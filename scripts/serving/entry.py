"""The records of a loaded sample that addresses of pages name."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.account_enums import Role
from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand
from models.event import Event
from models.matching import Match
from models.organisation import Organisation
from models.patent import Patent, PatentOwner


@dataclass(frozen=True)
class Body:
    """An organisation."""

    id: int
    name: str


@dataclass(frozen=True)
class Entry:
    """The first pair of an event's list; names: what stands for a part of an address.

    other: the patent of the second pair.
    """

    names: dict[str, str]
    institution: Body
    enterprise: Body

    def body_of(self, role: Role) -> int | None:
        """Return the organisation of a member in that role, None for people of an office."""
        if not role.is_of_organisation:
            return None
        return self.institution.id if role.is_of_institution else self.enterprise.id


def first_entry(session: Session, slug: str) -> Entry:
    """Return the first pair of the lists of an event; raise LookupError where it has none."""
    listed = session.exec(
        select(Demand, Patent, PatentOwner.organisation_id)
        .join(Match, col(Match.demand_id) == col(Demand.id))
        .join(Patent, col(Patent.id) == col(Match.patent_id))
        .join(PatentOwner, col(PatentOwner.patent_id) == col(Patent.id))
        .join(CandidateEntry, col(CandidateEntry.match_id) == col(Match.id))
        .join(CandidateList, col(CandidateList.id) == col(CandidateEntry.list_id))
        .join(Event, col(Event.id) == col(CandidateList.event_id))
        .where(Event.slug == slug, PatentOwner.position == 0)
        .order_by(col(CandidateEntry.id))
        .limit(2)
    ).all()
    if len(listed) < 2:
        raise LookupError(f"the event {slug} has no list of two pairs")
    (demand, patent, owner_id), (_, other, _) = listed
    bodies = [session.get_one(Organisation, one) for one in (owner_id, demand.organisation_id)]
    institution, enterprise = (Body(body.id or 0, body.name) for body in bodies)
    names = {
        "patent": patent.display_number,
        "other": other.display_number,
        "institution": str(institution.id),
        "demand": str(demand.id),
    }
    return Entry(names, institution, enterprise)
