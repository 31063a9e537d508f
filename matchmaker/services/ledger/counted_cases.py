"""What model cases add to the figures: each counts once, for its city, on the day it was sent.

One that was returned or withdrawn does not count; no activity tells of cases, so that nothing is
counted twice.
"""

from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.queries import model_cases as case_queries


def case_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what the cases add that were sent from since to until."""
    return [
        Contribution("cases", city, day, 1, ("case", known))
        for known, city, day in case_queries.sent_between(session, since, until)
    ]
