"""Industries and areas in the database, kept equal to the lists in force, and their editions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.queries.keyset import Order, page_of
from models.queries.upsert import insert_or
from models.taxonomy import Area, Industry, IndustryEdition

# Made once: it is asked whenever an industry is named.
_NEWEST = (
    sa_select(col(IndustryEdition.id), col(IndustryEdition.digest))
    .order_by(col(IndustryEdition.id).desc())
    .limit(1)
)


def save_industries(session: Session, industries: Sequence[Industry]) -> None:
    """Add or update the industries by slug; one that a new version drops stays for old records."""
    for industry in industries:
        session.merge(industry)


def save_areas(session: Session, areas: Sequence[Area]) -> None:
    """Add or update the areas by slug."""
    for area in areas:
        session.merge(area)


def newest_edition(session: Session) -> tuple[int, str] | None:
    """Return id and digest of the newest edition, None where there is none."""
    row = session.execute(_NEWEST).first()
    return None if row is None else (row[0], row[1])


def get_edition(session: Session, edition_id: int) -> IndustryEdition:
    """Return an edition; raise NotFound."""
    found = session.get(IndustryEdition, edition_id)
    if found is None:
        raise NotFound(f"产业目录没有编号为 {edition_id} 的版本。请从历次版本中选择")
    return found


def add_edition(session: Session, values: Mapping[str, Any]) -> int | None:
    """Add an edition; return its id, None where another one follows the same one already."""
    statement = insert_or(session, IndustryEdition).values(dict(values))
    statement = statement.on_conflict_do_nothing(index_elements=[col(IndustryEdition.follows)])
    return session.connection().execute(statement.returning(col(IndustryEdition.id))).scalar()


def page_editions(session: Session, before: int | None, limit: int) -> list[IndustryEdition]:
    """Return the next editions, the latest first, one more than the limit if there are more.

    before: the id of the last that was had, None for the start.
    """
    order = (Order(col(IndustryEdition.id), descending=True),)
    after = None if before is None else (before,)
    return list(session.exec(page_of(select(IndustryEdition), order, after, limit)))
