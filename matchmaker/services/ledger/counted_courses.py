"""What a course adds to the figures: each of its sittings, and who was there."""

from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.queries import courses as course_queries
from models.values.sitting import ZONE


def course_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what the sittings of the days from since to until add; of heads what is above nought.

    A course that was called off adds nothing.
    """
    found: list[Contribution] = []
    for course, sitting, heads in course_queries.held_sittings(session, since, until):
        day, record = sitting.starts_at.astimezone(ZONE).date(), ("course", course.id or 0)
        found.append(Contribution("training_sessions", course.city_code, day, 1, record))
        if heads:
            found.append(Contribution("training_heads", course.city_code, day, heads, record))
    return found
