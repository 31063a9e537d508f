"""The rows of a sheet that somebody asks for, whatever its kind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.exchange.fields import Row, SheetKind
from matchmaker.services.exchange.deal_rows import LedgerDeals
from matchmaker.services.exchange.demand_rows import ReleasedDemands
from matchmaker.services.exchange.list_rows import LockedList, find_locked
from matchmaker.services.exchange.patent_rows import OfferedPatents
from matchmaker.services.exchange.platforms import load_platform
from matchmaker.services.exchange.request import SheetRequest, require_sense, within_reach


class Rows(Protocol):
    """Rows to be read once; total: how many at most, None where only reading tells.

    left_out: how many were kept back since they may not be told, complete behind the last row.
    """

    @property
    def total(self) -> int | None:
        """How many rows there are at most."""

    @property
    def left_out(self) -> int:
        """How many were kept back."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows: every field of their kind, in a steady order."""


def checked_request(session: Session, viewer: Viewer, request: SheetRequest) -> SheetRequest:
    """Return a request as it would be answered, without reading a row.

    Raises what open_rows raises, and BadQuery where the platform takes no such sheet.
    """
    require_sense(request)
    within = within_reach(viewer, request)
    load_platform(session, within.platform).platform.sheet(within.sheet)
    if within.sheet is SheetKind.LIST:
        _, version = find_locked(session, viewer, within)
        return replace(within, version=version.version)
    return within


def open_rows(
    session: Session, viewer: Viewer, request: SheetRequest, today: date
) -> tuple[SheetRequest, Rows]:
    """Return the request as it is answered, and its rows.

    The session is cleared as rows are read. Raises Forbidden, NotFound, and BadQuery for a request
    that makes no sense.
    """
    require_sense(request)
    within = within_reach(viewer, request)
    if within.sheet is SheetKind.PATENTS:
        return within, OfferedPatents(session, within, today)
    if within.sheet is SheetKind.DEMANDS:
        return within, ReleasedDemands(session, viewer, within, today)
    if within.sheet is SheetKind.LIST:
        listed = LockedList(session, viewer, within)
        return listed.request, listed
    return within, LedgerDeals(session, within)
