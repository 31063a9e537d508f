"""A locked candidate list as rows for another platform, as its demands are released today."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import Row
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.list_types import EntryView, ListView
from matchmaker.services.list_view import view_list
from matchmaker.services.ownership import owned_event
from models.candidate_list import CandidateList
from models.event import Event
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import exchange as exchange_queries
from models.queries import list_pages as list_queries
from models.values.secrecy import Confidentiality


class LockedList:
    """A locked version of an event's list; left_out: pairs that the level of a demand keeps back.

    Raises what find_locked raises.
    """

    def __init__(self, session: Session, viewer: Viewer, request: SheetRequest) -> None:
        event, version = find_locked(session, viewer, request)
        self.request = replace(request, version=version.version)
        self._view = view_list(session, event, version)
        demands = demand_queries.by_ids(session, {entry.demand_id for entry in self._view.entries})
        self._levels = {known: demand.confidentiality for known, demand in demands.items()}
        kept = [one for one in self._view.entries if not self._levels[one.demand_id].is_unlisted]
        self._entries = kept
        self.total = len(kept)
        self.left_out = len(self._view.entries) - len(kept)

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the list."""
        for entry in self._entries:
            level = self._levels[entry.demand_id]
            yield _row(self._view, entry, level is Confidentiality.PUBLIC)


def find_locked(
    session: Session, viewer: Viewer, request: SheetRequest
) -> tuple[Event, CandidateList]:
    """Return the event of a request and the version that is meant, the newest where none is named.

    Raises NotFound, Forbidden for the event of another city, BadQuery where none is locked.
    """
    event = event_queries.get_event(session, request.event or "")
    viewer.require(Permission.LIST_READ, owned_event(event))
    number, locked = request.version, list_queries.locked_versions(session, event)
    found = [one for one in locked if number in (None, one.version)]
    if not found:
        which = "名单" if number is None else f"第 {number} 版名单"
        raise BadQuery(f"“{event.name}”的{which}还没有锁定，不能给其他平台。请先锁定名单")
    return event, found[-1]


def offered_events(session: Session, viewer: Viewer) -> list[Event]:
    """Return the events within reach of which a list is locked, the last one first."""
    events = exchange_queries.events_with_locked(session)
    return [one for one in events if viewer.may(Permission.LIST_READ, owned_event(one))]


def _row(view: ListView, entry: EntryView, is_public: bool) -> Row:
    """Return an entry; a reason that was given while a demand was public may quote its text."""
    return {
        "event": view.event_name,
        "held_on": view.held_on,
        "industry": entry.industry,
        "place": entry.place,
        "demand_number": entry.demand_number,
        "demand_title": entry.demand_title,
        "enterprise": entry.enterprise,
        "enterprise_city": entry.enterprise_city,
        "application_number": entry.application_number,
        "patent_title": entry.patent_title,
        "owners": entry.owner,
        "legal_state": entry.legal_state,
        "expiry_date": entry.expiry_date,
        "maturity": entry.maturity,
        "transfer_modes": entry.transfer_modes,
        "price": entry.price,
        "score": round(entry.score, 4),
        "reason": entry.reason if is_public else "",
    }
