"""Which bodies the candidate list of an event joins, and through which pairs."""

from sqlmodel import Session, select

from matchmaker.events.pair_fit import ListedPair
from matchmaker.services.declines import load_declines
from models.event import Event
from models.organisation import Organisation
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.values.org_name import OrgType
from models.values.secrecy import Confidentiality

# Whose title may be told to the other side.
RELEASED = frozenset({Confidentiality.PUBLIC, Confidentiality.RESTRICTED})


def listed_pairs(session: Session, event: Event) -> list[ListedPair]:
    """Return the pairs of the newest list with the bodies behind them, by ids; none without a list.

    For a patent speaks the first of its owners that is no person. What its firm has withdrawn from
    sight or its owner no longer consents to has no pair, whatever the list said when it was made,
    nor has what a side has turned down since, but for what it said at a meeting of this event;
    nobody meets itself.
    """
    version = list_queries.find_latest(session, event)
    if version is None:
        return []
    matches = [match for _, match in list_queries.list_entries(session, version)]
    demands = demand_queries.by_ids(session, [match.demand_id for match in matches])
    patents = patent_queries.by_ids(session, [match.patent_id for match in matches])
    owners = patent_queries.owner_ids(session, sorted(patents))
    persons = _persons(session)
    declines = load_declines(session).told
    declined = {key for key, decline in declines.items() if decline.met_at != event.id}
    found = []
    for match in matches:
        bodies = [owner for owner in owners.get(match.patent_id, ()) if owner not in persons]
        demand = demands[match.demand_id]
        released = demand.confidentiality in RELEASED and patents[match.patent_id].owner_consents
        wanted = (match.demand_id, match.patent_id) not in declined
        if released and wanted and bodies and bodies[0] != demand.organisation_id:
            found.append(
                ListedPair(
                    demand.organisation_id,
                    bodies[0],
                    match.demand_id,
                    match.patent_id,
                    match.score,
                )
            )
    return sorted(found, key=lambda pair: (pair.demand_id, pair.patent_id))


def _persons(session: Session) -> set[int]:
    statement = select(Organisation.id).where(Organisation.org_type == OrgType.INDIVIDUAL)
    return {known for known in session.exec(statement) if known is not None}
