"""Industries and areas in the database, kept equal to the data files."""

from collections.abc import Sequence

from sqlmodel import Session

from models.taxonomy import Area, Industry


def save_industries(session: Session, industries: Sequence[Industry]) -> None:
    """Add or update the industries by slug; one that a new version drops stays for old records."""
    for industry in industries:
        session.merge(industry)


def save_areas(session: Session, areas: Sequence[Area]) -> None:
    """Add or update the areas by slug."""
    for area in areas:
        session.merge(area)
