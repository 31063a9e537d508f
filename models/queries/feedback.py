"""What bodies said of pairs: all of it, and what counts of it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.feedback import Feedback


@dataclass(frozen=True)
class Wanted:
    """Which words are wanted, by ids; None for any."""

    demand_id: int | None = None
    patent_id: int | None = None
    organisation_id: int | None = None
    event_id: int | None = None


ANY = Wanted()


def history(session: Session, wanted: Wanted = ANY) -> list[Feedback]:
    """Return every word, earlier ones too, in the order in which they were said."""
    statement = select(Feedback).order_by(col(Feedback.said_at), col(Feedback.id))
    for column, value in (
        (Feedback.demand_id, wanted.demand_id),
        (Feedback.patent_id, wanted.patent_id),
        (Feedback.organisation_id, wanted.organisation_id),
        (Feedback.event_id, wanted.event_id),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    return list(session.exec(statement))


def newest(session: Session, wanted: Wanted = ANY) -> list[Feedback]:
    """Return of every body and pair the newest word, by pair and body."""
    last = {
        (word.demand_id, word.patent_id, word.organisation_id): word
        for word in history(session, wanted)
    }
    return [word for _, word in sorted(last.items())]


def newest_on(
    session: Session, demand_ids: Collection[int], organisation_ids: Collection[int]
) -> list[Feedback]:
    """Return the newest word of each body on each pair of the demands, by pair and body."""
    statement = (
        select(Feedback)
        .where(
            col(Feedback.demand_id).in_(demand_ids),
            col(Feedback.organisation_id).in_(organisation_ids),
        )
        .order_by(col(Feedback.said_at), col(Feedback.id))
    )
    last = {(w.demand_id, w.patent_id, w.organisation_id): w for w in session.exec(statement)}
    return [word for _, word in sorted(last.items())]


def find_newest(session: Session, key: tuple[int, int], organisation_id: int) -> Feedback | None:
    """Return the newest word of a body on a pair of demand and patent."""
    said = history(session, Wanted(key[0], key[1], organisation_id))
    return said[-1] if said else None
