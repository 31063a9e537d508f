"""What waits of cities' requests: for the province what is asked, for a city what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.services.city_requests.sight import may_judge, may_write
from models.queries import city_requests as request_queries
from models.queries.city_requests import RequestFilter
from models.request_enums import RequestState

# Who has taken something on is told of it when it is due within so many days.
DUE_DAYS = 7


@dataclass(frozen=True)
class RequestTodo:
    """Counts of what waits.

    submitted: which nobody has taken on; due: taken on, and wanted within DUE_DAYS or overdue;
    unread: answers that nobody of the city has read; returned: to be mended by the city.
    """

    submitted: int = 0
    due: int = 0
    unread: int = 0
    returned: int = 0


def view_request_todo(session: Session, viewer: Viewer, now: datetime) -> RequestTodo:
    """Return what waits for a viewer."""
    if may_judge(viewer):
        last = now.astimezone(CHINA).date() + timedelta(days=DUE_DAYS)
        counts = request_queries.count_states(session, RequestFilter())
        return RequestTodo(
            submitted=counts.get(RequestState.SUBMITTED, 0),
            due=request_queries.count_due(session, last),
        )
    if may_write(viewer) and viewer.city_code is not None:
        own = request_queries.count_states(session, RequestFilter(viewer.city_code))
        return RequestTodo(
            unread=request_queries.count_unread(session, viewer.city_code),
            returned=own.get(RequestState.RETURNED, 0),
        )
    return RequestTodo()
