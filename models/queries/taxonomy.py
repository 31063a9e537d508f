"""Industries and areas in the database, kept equal to the data files."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.taxonomy import Area, Industry


def save_industries(session: Session, industries: Sequence[Industry]) -> None:
    """Add or update the industries by slug; one that a new version drops stays for old records."""
    for industry in industries:
        session.merge(industry)


def save_areas(session: Session, areas: Sequence[Area]) -> None:
    """Add or update the areas by slug."""
    for area in areas:
        session.merge(area)


def list_industries(session: Session) -> list[Industry]:
    """Return the industries in official order."""
    return list(session.exec(select(Industry).order_by(col(Industry.position))))


def list_areas(session: Session) -> list[Area]:
    """Return the areas by slug."""
    return list(session.exec(select(Area).order_by(col(Area.slug))))
