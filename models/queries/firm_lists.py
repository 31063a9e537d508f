"""Lists of firms of finance roadshows: their versions and entries, and who did what to them."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from models.event import Event
from models.firm_list import FirmAction, FirmEntry, FirmList
from models.queries import versions

WHAT = "路演企业名单"


def list_versions(session: Session, event: Event) -> list[FirmList]:
    """Return all versions of an event's list of firms, the first one first."""
    return versions.list_versions(session, FirmList, event)


def find_latest(session: Session, event: Event) -> FirmList | None:
    """Return the newest version of an event's list of firms, None where it has none."""
    return versions.find_latest(session, FirmList, event)


def get_version(session: Session, event: Event, version: int | None) -> FirmList:
    """Return a version of an event's list of firms, the newest by default; raise NotFound."""
    found = versions.find_version(session, FirmList, event, version)
    if found is None:
        raise versions.unknown_version(event, version, WHAT, "请先生成企业名单")
    return found


def list_entries(session: Session, version: FirmList) -> list[FirmEntry]:
    """Return the entries of a version, by place."""
    statement = (
        select(FirmEntry)
        .where(FirmEntry.list_id == version.id)
        .order_by(col(FirmEntry.position), col(FirmEntry.id))
    )
    return list(session.exec(statement))


def entry_counts(session: Session, event: Event) -> dict[int, int]:
    """Return version → number of its entries, of those that have any."""
    statement = (
        select(FirmList.version, func.count())
        .join(FirmEntry, col(FirmEntry.list_id) == col(FirmList.id))
        .where(FirmList.event_id == event.id)
        .group_by(col(FirmList.version))
    )
    return dict(session.exec(statement).all())


def add_list(session: Session, version: FirmList, entries: Sequence[FirmEntry]) -> None:
    """Store a version with its entries, whose list_id is filled in here.

    Raises Conflict where somebody else has stored a version of this number meanwhile.
    """
    versions.add_version(session, version, WHAT)
    for entry in entries:
        entry.list_id = version.id or 0
    session.add_all(entries)
    session.flush()


def list_actions(session: Session, event: Event) -> list[FirmAction]:
    """Return all acts on an event's list of firms, the oldest first."""
    statement = select(FirmAction).where(FirmAction.event_id == event.id)
    return list(session.exec(statement.order_by(col(FirmAction.id))))
