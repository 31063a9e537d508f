"""Versions of what belongs to an event, each of a number of its own."""

from typing import Protocol, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.candidate_list import CandidateList
from models.errors import Conflict, NotFound
from models.event import Event
from models.firm_list import FirmList
from models.meeting import TimetableVersion
from models.roadshow import RoadshowSelection

_Version = TypeVar("_Version", CandidateList, FirmList, RoadshowSelection, TimetableVersion)


class Numbered(Protocol):
    """A version of something, counted from 1."""

    version: int


def add_version(session: Session, version: Numbered, what: str) -> None:
    """Add a version; raise Conflict where somebody else has added one of its number meanwhile.

    what: what it is a version of, in Chinese.
    """
    session.add(version)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            f"另一个进程刚刚生成了{what}第 {version.version} 版。请查看后再试"
        ) from error


def list_versions(session: Session, table: type[_Version], event: Event) -> list[_Version]:
    """Return all versions of an event, the first one first."""
    statement = select(table).where(table.event_id == event.id).order_by(col(table.version))
    return list(session.exec(statement))


def find_latest(session: Session, table: type[_Version], event: Event) -> _Version | None:
    """Return the newest version of an event, None where it has none."""
    statement = select(table).where(table.event_id == event.id).order_by(col(table.version).desc())
    return session.exec(statement).first()


def find_version(
    session: Session, table: type[_Version], event: Event, version: int | None
) -> _Version | None:
    """Return a version of an event, the newest where none is named, None where there is none."""
    if version is None:
        return find_latest(session, table, event)
    statement = select(table).where(table.event_id == event.id, table.version == version)
    return session.exec(statement).first()


def unknown_version(event: Event, version: int | None, what: str, remedy: str) -> NotFound:
    """Return that there is no such version; what: of what, remedy: what to do for the first one."""
    if version is None:
        return NotFound(f"活动 {event.slug} 还没有{what}。{remedy}")
    return NotFound(f"活动 {event.slug} 没有第 {version} 版{what}")
