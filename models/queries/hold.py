"""Rows that nobody else changes before a transaction ends."""

from sqlalchemy import update
from sqlmodel import Session, SQLModel


def hold_row(
    session: Session, table: type[SQLModel], row_id: int, written: str = "revision"
) -> None:
    """Keep others out of a row, and whoever wants to hold it waiting.

    It is written before it is read, without a change: SQLite knows no other way to keep others out.
    A row that is not there is held by nobody. written: a column that is no key, or those who refer
    to the row would wait, too.
    """
    own = table.__table__.c  # type: ignore[attr-defined]
    session.execute(
        update(table)
        .where(own.id == row_id)
        .values({own[written]: own[written]})
        .execution_options(synchronize_session=False)
    )
