"""Versions of what belongs to an event, each of a number of its own."""

from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.errors import Conflict


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
