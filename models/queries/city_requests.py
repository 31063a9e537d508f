"""What cities ask of the province, in the database."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, and_, case, literal, update
from sqlmodel import Session, col, func, select

from models.city_request import CityRequest
from models.errors import NotFound
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.request_enums import WAITING, RequestState

# Of what does not wait, in the order of what does.
_NO_DAY = date(9999, 12, 31)


@dataclass(frozen=True)
class RequestFilter:
    """Which requests; None and empty bound nothing; overdue_on: overdue on that day alone."""

    city_code: str | None = None
    states: tuple[RequestState, ...] = ()
    topic: str = ""
    overdue_on: date | None = None


def get_request(session: Session, request_id: int) -> CityRequest:
    """Return a request as it stands in the database now; raise NotFound."""
    found = session.get(CityRequest, request_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {request_id} 的市州诉求。请核对编号")
    return found


def hold_request(session: Session, request_id: int) -> CityRequest:
    """Return a request that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, CityRequest, request_id)
    return get_request(session, request_id)


def page_requests(
    session: Session, wanted: RequestFilter, today: date, after: int | None, limit: int | None
) -> list[CityRequest]:
    """Return what is overdue first, then what waits by its day, then the newest.

    One more than the limit if there are more; after: id of the last that was had; limit: None for
    all.
    """
    statement = select(CityRequest).where(*_conditions(wanted))
    order = _order(today)
    if limit is None:
        sorting = [one.by.desc() if one.descending else one.by.asc() for one in order]
        return list(session.exec(statement.order_by(*sorting)))
    had = None if after is None else _place(get_request(session, after), today)
    return list(session.exec(page_of(statement, order, had, limit)))


def count_states(session: Session, wanted: RequestFilter) -> dict[RequestState, int]:
    """Return how many requests of a filter stand where."""
    statement = (
        select(CityRequest.state, func.count())
        .where(*_conditions(wanted))
        .group_by(CityRequest.state)
    )
    return {RequestState(state): count for state, count in session.exec(statement)}


def count_due(session: Session, last: date) -> int:
    """Return how many requests that were taken on are wanted by a day, or were before it."""
    statement = select(func.count()).where(
        CityRequest.state == RequestState.TAKEN_ON, col(CityRequest.wanted_by) <= last
    )
    return session.exec(statement).one()


def count_unread(session: Session, city_code: str) -> int:
    """Return how many answers nobody of a city has read."""
    statement = select(func.count()).where(
        CityRequest.city_code == city_code,
        CityRequest.state == RequestState.ANSWERED,
        col(CityRequest.answer_seen_at).is_(None),
    )
    return session.exec(statement).one()


def mark_read(session: Session, request_id: int, at: datetime) -> None:
    """Write when an answer was first read; the revision stays: nothing that is said changes."""
    statement = (
        update(CityRequest)
        .where(col(CityRequest.id) == request_id)
        .values(answer_seen_at=at, revision=CityRequest.revision)
    )
    session.execute(statement)


def list_topics(session: Session) -> list[str]:
    """Return the topics that requests have, in order."""
    statement = select(CityRequest.topic).where(CityRequest.topic != "").distinct()
    return sorted(session.exec(statement))


def solved_requests(session: Session, since: date, until: date) -> list[CityRequest]:
    """Return the requests that are solved since a day of these, by id."""
    statement = select(CityRequest).where(
        col(CityRequest.solved_on) >= since, col(CityRequest.solved_on) <= until
    )
    return list(session.exec(statement.order_by(col(CityRequest.id))))


def solved_in_activities(session: Session) -> list[tuple[CityRequest, Activity]]:
    """Return the solved requests that an activity counts, with that, by id of the request."""
    statement = (
        select(CityRequest, Activity)
        .where(
            col(CityRequest.solved_on).is_not(None),
            col(Activity.id) == col(CityRequest.activity_id),
        )
        .order_by(col(CityRequest.id))
    )
    return list(session.exec(statement))


def counting_visits(session: Session, city_code: str, indicator: str) -> list[Activity]:
    """Return the visits of a city that tell a figure above nought, the newest first."""
    statement = (
        select(Activity)
        .where(
            Activity.city_code == city_code,
            Activity.kind == ActivityKind.VISIT,
            col(Activity.is_void).is_(False),
        )
        .order_by(col(Activity.held_on).desc(), col(Activity.id).desc())
    )
    return [one for one in session.exec(statement) if one.counts.get(indicator)]


def _conditions(wanted: RequestFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.city_code is not None:
        found.append(col(CityRequest.city_code) == wanted.city_code)
    if wanted.states:
        found.append(col(CityRequest.state).in_(wanted.states))
    if wanted.topic:
        found.append(col(CityRequest.topic) == wanted.topic)
    if wanted.overdue_on is not None:
        found += [_waits(), col(CityRequest.wanted_by) < wanted.overdue_on]
    return found


def _waits() -> ColumnElement[bool]:
    return col(CityRequest.state).in_(WAITING)


def _order(today: date) -> tuple[Order, ...]:
    overdue = and_(_waits(), col(CityRequest.wanted_by) < today)
    rank: ColumnElement[int] = case((overdue, 0), (_waits(), 1), else_=2)
    return (
        Order(rank),
        Order(case((_waits(), col(CityRequest.wanted_by)), else_=literal(_NO_DAY, Date))),
        Order(col(CityRequest.id), descending=True),
    )


def _place(one: CityRequest, today: date) -> tuple[int, date, int]:
    """Return where a request stands in the order."""
    rank = 0 if one.is_overdue(today) else 1 if one.state.waits else 2
    by = one.wanted_by if one.state.waits and one.wanted_by is not None else _NO_DAY
    return rank, by, one.id or 0
