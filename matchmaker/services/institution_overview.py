"""What an institution finds when it comes to its desk: its stock, and what waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.feedback_sight import readable_requests
from matchmaker.services.improvement_view import Reader, RequestView, view_requests
from matchmaker.services.listing_sight import Acting, scope_of, waiting_for
from matchmaker.services.listing_stock import list_ending
from matchmaker.services.listing_terms import EXPIRING_DAYS, today_of
from models.feedback_enums import ImprovementState
from models.listing_enums import Ending
from models.patent import Patent
from models.queries import improvements as improvement_queries
from models.queries import listings as listing_queries
from models.queries import open_licences as licence_queries
from models.queries import own_stock
from models.queries.improvements import WantedRequests
from models.queries.listings import WantedProposals
from models.queries.own_stock import StockCounts

SHOWN = 8


@dataclass(frozen=True)
class Overview:
    """Counts of the stock, and of each pile of work what is due first.

    ending: patents whose listing ends soon, requests: open ones, both the first to be due first and
    no more than SHOWN; waiting: how many proposals wait for this person's review; licence_asks: how
    many firms have asked to use an open licence and wait to be heard.
    """

    counts: StockCounts
    ending: Sequence[Patent]
    requests: Sequence[RequestView]
    open_requests: int
    overdue_requests: int
    waiting: int
    licence_asks: int


def make_overview(session: Session, who: Acting) -> Overview:
    """Return what somebody of an institution finds."""
    viewer, today = who.viewer, today_of(who.author)
    soon = today + timedelta(days=EXPIRING_DAYS)
    requests = open_requests(session, viewer, today)
    counts = own_stock.count_stock(session, viewer.organisations, today, soon)
    ending: Sequence[Patent] = ()
    if counts.ending:
        ending = list_ending(session, scope_of(viewer), Ending.EXPIRING, today, None, SHOWN)
    return Overview(
        counts=counts,
        ending=ending[:SHOWN],
        requests=requests[:SHOWN],
        open_requests=len(requests),
        overdue_requests=sum(one.overdue for one in requests),
        waiting=count_waiting(session, who),
        licence_asks=licence_queries.count_asked(
            session, scope_of(viewer, Permission.OPEN_LICENCE_READ)
        ),
    )


def open_requests(session: Session, viewer: Viewer, today: date) -> list[RequestView]:
    """Return the requests that wait for an answer, the first to be due first."""
    wanted = WantedRequests(ImprovementState.OPEN)
    found = readable_requests(session, viewer, improvement_queries.list_requests(session, wanted))
    views = view_requests(session, found, today, Reader.OWNER)
    return sorted(views, key=lambda one: (one.due_on, one.id))


def count_waiting(session: Session, who: Acting) -> int:
    """Return how many proposals wait for somebody's review."""
    if not who.viewer.may(Permission.PATENT_REVIEW):
        return 0
    wanted = WantedProposals(scope=scope_of(who.viewer), waiting=waiting_for(session, who))
    return listing_queries.count_proposals(session, wanted)
