"""Meetings at which a contract was signed, and whether it has come into the ledger."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.ownership import owned_event
from models.ledger import Deal
from models.meeting import MeetingOutcome
from models.queries import events as event_queries
from models.queries import ledger as ledger_queries
from models.queries import outcomes as outcome_queries
from models.queries.ledger import DealFilter

# Days after which somebody asks why a contract is not registered or filed. The Implementing
# Rules of the Patent Law have licences filed within three months of taking effect.
OVERDUE_DAYS = 30


def contracts_of(session: Session, outcomes: Sequence[MeetingOutcome]) -> dict[int, Deal]:
    """Return outcome → the contract of it that the ledger has.

    That of the same event and parties, and where the outcome names a patent, with that patent.
    """
    deals = ledger_queries.deals_of_events(session, [one.event_id for one in outcomes])
    patents = ledger_queries.patents_of(session, [deal.id or 0 for deal in deals])
    by_parties: dict[tuple[int | None, ...], list[Deal]] = {}
    for deal in deals:
        key = deal.event_id, deal.giver_id, deal.taker_id
        by_parties.setdefault(key, []).append(deal)
    found = {}
    for one in outcomes:
        for deal in by_parties.get((one.event_id, one.institution_id, one.enterprise_id), ()):
            of_deal = {patent.patent_id for patent in patents.get(deal.id or 0, ())}
            if one.patent_id is None or one.patent_id in of_deal:
                found[one.id or 0] = deal
                break
    return found


def unrecorded(session: Session, viewer: Viewer) -> list[MeetingOutcome]:
    """Return the signed outcomes of the viewer's events of which the ledger has no contract."""
    if not viewer.may(Permission.LEDGER_WRITE):
        return []
    signed = outcome_queries.signed_outcomes(session)
    events = {one: event_queries.get_by_id(session, one) for one in {s.event_id for s in signed}}
    within = {
        known
        for known, event in events.items()
        if viewer.may(Permission.OUTCOME_WRITE, owned_event(event))
    }
    own = [one for one in signed if one.event_id in within]
    known = contracts_of(session, own)
    return [one for one in own if one.id not in known]


def overdue(viewer: Viewer, today: date) -> DealFilter:
    """Return the filter of the contracts of a viewer that wait for being registered or filed."""
    city = viewer.city_code if viewer.reach(Permission.LEDGER_READ) is Reach.CITY else None
    before = today - timedelta(days=OVERDUE_DAYS)
    return DealFilter(city_code=city, is_open=True, signed_before=before)


def count_overdue(session: Session, viewer: Viewer, today: date) -> int:
    """Return how many contracts of a viewer wait for being registered or filed."""
    if not viewer.may(Permission.LEDGER_WRITE):
        return 0
    return ledger_queries.sum_deals(session, overdue(viewer, today)).number
