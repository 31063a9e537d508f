"""Firms that a monthly roadshow of a chain may show, from what the records have of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.events.chain_candidates import FRESH_MONTHS, Candidate, FirmFacts, rank_firms
from matchmaker.industry.chains import load_chains
from matchmaker.services.chain_view import seer_for
from matchmaker.services.ledger import sight
from matchmaker.services.listing_sight import scope_of
from models.event import Event
from models.meeting_enums import ParticipantStatus
from models.organisation import Organisation
from models.queries import chain_firms as firm_queries
from models.queries import chains as chain_queries
from models.queries import participants as participant_queries
from models.queries.bulk import KEYS_PER_QUERY
from models.values.dates import months_before
from models.values.region import find_region

# As sheets word that a firm is specialised (专精特新), the rarer first.
LABELS = ("小巨人", "专精特新")
UNKNOWN_CITY = "未知"


@dataclass(frozen=True)
class CandidateRow:
    """A candidate; status: how it stands with the event, None where it is not invited."""

    candidate: Candidate
    status: ParticipantStatus | None


def view_candidates(
    session: Session, viewer: Viewer, event: Event, chain: str
) -> list[CandidateRow]:
    """Return the firms of a chain, the best first; raise NotFound for a chain there is not.

    Firms that own a patent in force on the chain or have a demand there that the viewer sees. Of
    finance demands and the white list only those within the viewer's reach count.
    """
    load_chains().get(chain)
    patents = firm_queries.patents_in_force(session, chain)
    asking = {
        firm
        for (found, _), demands in chain_queries.demanding(
            session, seer_for(session, viewer)
        ).items()
        if found == chain
        for _, firm in demands
    }
    finance: dict[int, list[str]] = {}
    scope = scope_of(viewer, Permission.DEMAND_WRITE)
    for one in firm_queries.standing_finance(session, scope):
        finance.setdefault(one.organisation_id, []).append(one.kind.label)
    listed = firm_queries.newest_batches(session, sight.listed_for(viewer, ""))
    since = months_before(event.held_on, FRESH_MONTHS)
    shown = firm_queries.presented_between(session, since, event.held_on, event.id or 0)
    facts = [
        FirmFacts(
            id=firm.id or 0,
            name=firm.name,
            city=_city(firm),
            specialised=next((label for label in LABELS if label in firm.labels), ""),
            patents=patents.get(firm.id or 0, 0),
            finance=tuple(dict.fromkeys(finance.get(firm.id or 0, ()))),
            listed=listed[firm.id or 0].title if firm.id in listed else "",
            presented_on=shown.get(firm.id or 0),
        )
        for firm in _firms(session, patents.keys() | asking)
    ]
    status = {
        one.organisation_id: one.status
        for one in participant_queries.list_participants(session, event)
    }
    return [CandidateRow(one, status.get(one.firm.id)) for one in rank_firms(facts)]


def _firms(session: Session, ids: Iterable[int]) -> list[Organisation]:
    wanted, found = sorted(set(ids)), list[Organisation]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        found += session.exec(select(Organisation).where(col(Organisation.id).in_(part)))
    return found


def _city(firm: Organisation) -> str:
    region = find_region(firm.city_code) if firm.city_code else None
    return region.short_name if region else UNKNOWN_CITY
