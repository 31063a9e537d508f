"""Taking from an allowance in one statement, so that no two processes take the same."""

from sqlalchemy import case, delete, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models.rate_bucket import RateBucket


def take(session: Session, key: str, cost_us: int, capacity_us: int, now_us: int) -> int | None:
    """Take once and return until when the bucket is spent; None where nothing is left.

    One that is spent for longer than it can be, after a clock was set back or an allowance was
    lowered, counts as full. The row stays locked until the transaction ends.
    """
    spent = col(RateBucket.spent_until_us)
    full_again = or_(spent <= now_us, spent > now_us + capacity_us)
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = (
        insert(RateBucket)
        .values(key=key, spent_until_us=now_us + cost_us)
        .on_conflict_do_update(
            index_elements=[RateBucket.key],
            set_={"spent_until_us": case((full_again, now_us), else_=spent) + cost_us},
            where=or_(full_again, spent <= now_us + capacity_us - cost_us),
        )
        .returning(spent)
    )
    return session.connection().execute(statement).scalar()


def spent_until(session: Session, key: str) -> int:
    """Return until when a bucket is spent, in microseconds; 0 where nothing is."""
    found = session.get(RateBucket, key, populate_existing=True)
    return 0 if found is None else found.spent_until_us


def delete_full(session: Session, now_us: int) -> None:
    """Forget buckets of which nothing is spent; one that somebody else takes from now is left."""
    full = select(RateBucket.key).where(RateBucket.spent_until_us < now_us)
    free = full.with_for_update(skip_locked=True)
    session.connection().execute(delete(RateBucket).where(col(RateBucket.key).in_(free)))
