"""Searches that accounts keep."""

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from models.errors import NotFound
from models.saved_search import SavedSearch


def searches_of(session: Session, account_id: int) -> list[SavedSearch]:
    """Return the searches of an account, the newest first."""
    own = SavedSearch
    statement = select(own).where(own.account_id == account_id).order_by(col(own.id).desc())
    return list(session.exec(statement))


def count_searches(session: Session, account_id: int) -> int:
    """Return how many searches an account keeps."""
    statement = select(func.count()).where(SavedSearch.account_id == account_id)
    return session.exec(statement).one()


def find_search(session: Session, account_id: int, query: str) -> SavedSearch | None:
    """Return the search of an account with such a query."""
    own = SavedSearch
    return session.exec(select(own).where(own.account_id == account_id, own.query == query)).first()


def get_search(session: Session, account_id: int, search_id: int) -> SavedSearch:
    """Return a search of an account; raise NotFound, also for one of somebody else."""
    found = session.get(SavedSearch, search_id)
    if found is None or found.account_id != account_id:
        raise NotFound("没有保存过这个查找。请刷新页面后再试")
    return found


def delete_searches(session: Session, account_id: int) -> None:
    """Delete all searches of an account."""
    session.exec(delete(SavedSearch).where(col(SavedSearch.account_id) == account_id))
