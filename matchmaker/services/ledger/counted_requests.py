"""What requests of cities add to the figures: each that is solved, on the day its city says so.

Where the city names the visit of the ledger whose number has the problem in it, the visit counts
it: of the requests that name one visit as many as it tells, the first ones by id.
"""

from collections import Counter
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.queries import city_requests as request_queries

FIGURE = "problems_solved"


def request_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what the requests add that are solved from since to until."""
    counted = counted_by_visits(session)
    return [
        Contribution(FIGURE, one.city_code, one.solved_on, 1, ("request", one.id or 0))
        for one in request_queries.solved_requests(session, since, until)
        if one.solved_on is not None and one.id not in counted
    ]


def counted_by_visits(session: Session) -> set[int]:
    """Return the requests that a visit counts; one that was taken back counts none."""
    taken: Counter[int] = Counter()
    found: set[int] = set()
    for request, visit in request_queries.solved_in_activities(session):
        known = visit.id or 0
        if not visit.is_void and taken[known] < visit.counts.get(FIGURE, 0):
            taken[known] += 1
            found.add(request.id or 0)
    return found
