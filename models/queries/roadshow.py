"""Roadshows: settings, reviewers' marks, selections and what became of earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models.enums import LegalEventKind
from models.event import Event
from models.legal_event import LegalEvent
from models.patent import Patent
from models.queries import versions
from models.queries.bulk import insert_rows
from models.roadshow import ReviewerMark, RoadshowEntry, RoadshowSelection

TAKEN = (LegalEventKind.LICENCE, LegalEventKind.TRANSFER)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many claims a patent has and how many members its family, None where unknown."""

    claim_count: int | None
    family_size: int | None


def extents(session: Session) -> dict[int, Extent]:
    """Return patent id → its extent, by id, where either is known."""
    statement = (
        select(col(Patent.id), col(Patent.claim_count), col(Patent.family_size))
        .where(or_(col(Patent.claim_count).is_not(None), col(Patent.family_size).is_not(None)))
        .order_by(col(Patent.id))
    )
    return {row[0] or 0: Extent(row[1], row[2]) for row in session.exec(statement)}


def list_marks(session: Session, event: Event) -> list[ReviewerMark]:
    """Return the marks of an event by patent, then reviewer."""
    statement = select(ReviewerMark).where(ReviewerMark.event_id == event.id)
    # Databases order names in their own ways.
    return sorted(session.exec(statement), key=lambda mark: (mark.patent_id, mark.reviewer))


def page_marks(session: Session, event: Event, after_id: int, limit: int) -> list[ReviewerMark]:
    """Return marks of an event by id, one more than the limit if there are more."""
    statement = select(ReviewerMark).where(
        ReviewerMark.event_id == event.id, col(ReviewerMark.id) > after_id
    )
    return list(session.exec(statement.order_by(col(ReviewerMark.id)).limit(limit + 1)))


def list_versions(session: Session, event: Event) -> list[RoadshowSelection]:
    """Return all versions of an event's selection, the first one first."""
    return versions.list_versions(session, RoadshowSelection, event)


def find_latest(session: Session, event: Event) -> RoadshowSelection | None:
    """Return the newest version of an event's selection, None where it has none."""
    return versions.find_latest(session, RoadshowSelection, event)


def get_version(session: Session, event: Event, version: int | None) -> RoadshowSelection:
    """Return a version of an event's selection, the newest where none is named; raise NotFound."""
    found = versions.find_version(session, RoadshowSelection, event, version)
    if found is None:
        raise versions.unknown_version(event, version, "遴选结果", "请先遴选")
    return found


def list_entries(session: Session, selection: RoadshowSelection) -> list[RoadshowEntry]:
    """Return the entries of a selection, by place."""
    statement = (
        select(RoadshowEntry)
        .where(RoadshowEntry.selection_id == selection.id)
        .order_by(col(RoadshowEntry.position))
    )
    return list(session.exec(statement))


def add_selection(
    session: Session, selection: RoadshowSelection, entries: Sequence[dict[str, Any]]
) -> None:
    """Store a selection with its entries, whose selection_id is filled in here.

    Raises Conflict where somebody else has stored a version of this number meanwhile.
    """
    versions.add_version(session, selection, "遴选结果")
    rows = [{**entry, "selection_id": selection.id} for entry in entries]
    insert_rows(session, RoadshowEntry, rows)


def shown_in_vain(session: Session, before: date) -> dict[int, int]:
    """Return patent id → earlier roadshows after which it was neither assigned nor licensed.

    before: the day before which they were held. The newest selection of an event is what was shown;
    a licence or transfer without a day says nothing of when.
    """
    newest: dict[int, tuple[int, int, date]] = {}
    statement = select(RoadshowSelection, col(Event.held_on)).where(
        RoadshowSelection.event_id == Event.id, col(Event.held_on) < before
    )
    for selection, held_on in session.exec(statement):
        found = (selection.version, selection.id or 0, held_on)
        newest[selection.event_id] = max(newest.get(selection.event_id, found), found)
    held = {selection_id: held_on for _, selection_id, held_on in newest.values()}
    shown = session.exec(
        select(RoadshowEntry.patent_id, RoadshowEntry.selection_id)
        .where(col(RoadshowEntry.selection_id).in_(sorted(held)))
        .order_by(col(RoadshowEntry.patent_id))
    ).all()
    taken = _last_taken(session, [patent_id for patent_id, _ in shown])
    counts: dict[int, int] = {}
    for patent_id, selection_id in shown:
        if taken.get(patent_id, date.min) < held[selection_id]:
            counts[patent_id] = counts.get(patent_id, 0) + 1
    return counts


def _last_taken(session: Session, patent_ids: Sequence[int]) -> dict[int, date]:
    statement = select(col(LegalEvent.patent_id), col(LegalEvent.occurred_on)).where(
        col(LegalEvent.patent_id).in_(sorted(set(patent_ids))),
        col(LegalEvent.kind).in_(TAKEN),
        col(LegalEvent.occurred_on).is_not(None),
    )
    last: dict[int, date] = {}
    for patent_id, day in session.exec(statement):
        if day is not None:
            last[patent_id] = max(last.get(patent_id, day), day)
    return last
