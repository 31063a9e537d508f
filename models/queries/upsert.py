"""Insertions that say what happens where the row is there already."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_or(session: Session, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """Return an insertion that takes on_conflict_do_nothing and on_conflict_do_update."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
