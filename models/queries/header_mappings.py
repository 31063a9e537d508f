"""Mappings of headers by hand, found again by the digest of the headers."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from models.enums import ImportKind
from models.header_mapping import HeaderMapping


def find_mapping(session: Session, kind: ImportKind, digest: str) -> dict[str, str] | None:
    """Return the mapping that was made for these headers, None where there is none."""
    found = _find(session, kind, digest)
    return None if found is None else dict(found.mapping)


def save_mapping(
    session: Session, kind: ImportKind, digest: str, mapping: Mapping[str, str], now: datetime
) -> None:
    """Keep the mapping for these headers in the place of an earlier one."""
    found = _find(session, kind, digest)
    if found is None:
        found = HeaderMapping(kind=kind, headers_digest=digest, updated_at=now)
    elif found.mapping == mapping:
        return
    found.mapping, found.updated_at = dict(mapping), now
    session.add(found)
    session.flush()


def _find(session: Session, kind: ImportKind, digest: str) -> HeaderMapping | None:
    statement = select(HeaderMapping).where(
        HeaderMapping.kind == kind, HeaderMapping.headers_digest == digest
    )
    return session.exec(statement).first()
