"""Searches kept by whoever makes them."""

from datetime import datetime

from sqlmodel import Session

from models.errors import Conflict
from models.queries import saved_searches as search_queries
from models.saved_search import SavedSearch

# More would be no help to find one.
MOST_SEARCHES = 30


def save_search(
    session: Session, account_id: int, name: str, query: str, now: datetime
) -> SavedSearch:
    """Keep a search, under a new name where it is kept already; raise Conflict for too many."""
    found = search_queries.find_search(session, account_id, query)
    if found is None:
        if search_queries.count_searches(session, account_id) >= MOST_SEARCHES:
            raise Conflict(f"最多保存 {MOST_SEARCHES} 个查找。请先删除不用的")
        found = SavedSearch(account_id=account_id, name=name, query=query, saved_at=now)
    found.name = name
    session.add(found)
    session.flush()
    return found


def remove_search(session: Session, account_id: int, search_id: int) -> SavedSearch:
    """Forget a search of an account and return it; raise NotFound."""
    found = search_queries.get_search(session, account_id, search_id)
    session.delete(found)
    session.flush()
    return found
