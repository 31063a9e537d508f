"""Know-how by owner and title."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from models.know_how import KnowHow
from models.queries.bulk import KEYS_PER_QUERY


def by_owners(session: Session, owner_ids: Collection[int]) -> dict[tuple[int, str], KnowHow]:
    """Return (owner, title key) → know-how of the owners."""
    wanted = sorted(set(owner_ids))
    found: dict[tuple[int, str], KnowHow] = {}
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        for item in session.exec(select(KnowHow).where(col(KnowHow.owner_id).in_(part))):
            found[item.owner_id, item.title_key] = item
    return found
