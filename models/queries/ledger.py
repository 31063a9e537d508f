"""The campaign's ledger in the database: activities, contracts, their reports and changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.errors import Conflict, NotFound
from models.ledger import Activity, CountingRule, Deal, DealPatent, DealReport
from models.ledger_enums import ActivityKind, DealKind
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of


@dataclass(frozen=True)
class ActivityFilter:
    """Which activities; None bounds nothing; of_province: those of no city alone."""

    kind: ActivityKind | None = None
    city_code: str | None = None
    year: int | None = None
    with_void: bool = False
    of_province: bool = False


@dataclass(frozen=True)
class DealFilter:
    """Which contracts; None bounds nothing; city_code: of a side or of who reported it.

    is_open: those that are not registered or filed yet, or those that are. signed_before: contracts
    that were, intents left out, and whose place no other has taken.
    """

    kind: DealKind | None = None
    city_code: str | None = None
    year: int | None = None
    is_open: bool | None = None
    with_void: bool = False
    signed_before: date | None = None


@dataclass(frozen=True)
class Totals:
    """What the records of a filter add up to, void ones left out; number: how many there are.

    sessions, heads: of activities; amount_cny: of contracts.
    """

    number: int
    sessions: int = 0
    heads: int = 0
    amount_cny: int = 0


def get_activity(session: Session, activity_id: int) -> Activity:
    """Return an activity as it stands in the database now; raise NotFound."""
    found = session.get(Activity, activity_id, populate_existing=True)
    if found is None:
        raise NotFound(f"台账中没有编号为 {activity_id} 的活动。请核对编号")
    return found


def get_deal(session: Session, deal_id: int) -> Deal:
    """Return a contract as it stands in the database now; raise NotFound."""
    found = session.get(Deal, deal_id, populate_existing=True)
    if found is None:
        raise NotFound(f"台账中没有编号为 {deal_id} 的合同。请核对编号")
    return found


def hold_activity(session: Session, activity_id: int) -> Activity:
    """Return an activity that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, Activity, activity_id)
    return get_activity(session, activity_id)


def hold_deal(session: Session, deal_id: int) -> Deal:
    """Return a contract that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, Deal, deal_id)
    return get_deal(session, deal_id)


def add_deal(session: Session, deal: Deal) -> None:
    """Add a contract; raise Conflict where somebody records the same one at this moment.

    After a Conflict the caller rolls back.
    """
    session.add(deal)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("别人正好也在登记这份合同。请再提交一次，会作为报送附在其后") from error


def find_deal_of_key(session: Session, key: str) -> Deal | None:
    """Return the contract of a key."""
    return session.exec(select(Deal).where(Deal.key == key)).first()


def page_activities(
    session: Session, wanted: ActivityFilter, after: Sequence[Any] | None, limit: int | None
) -> list[Activity]:
    """Return the newest activities first, one more than the limit if there are more.

    after: day and id of the last that was had; limit: None for all.
    """
    statement = select(Activity).where(*_activity_conditions(wanted))
    order = (
        Order(col(Activity.held_on), descending=True),
        Order(col(Activity.id), descending=True),
    )
    if limit is None:
        rows = statement.order_by(col(Activity.held_on).desc(), col(Activity.id).desc())
        return list(session.exec(rows))
    return list(session.exec(page_of(statement, order, after, limit)))


def page_deals(
    session: Session, wanted: DealFilter, after: int | None, limit: int | None
) -> list[Deal]:
    """Return the contracts that were recorded last first, one more than the limit if there are.

    after: id of the last that was had; limit: None for all.
    """
    statement = select(Deal).where(*_deal_conditions(wanted))
    if limit is None:
        return list(session.exec(statement.order_by(col(Deal.id).desc())))
    order = (Order(col(Deal.id), descending=True),)
    return list(session.exec(page_of(statement, order, None if after is None else [after], limit)))


def sum_activities(session: Session, wanted: ActivityFilter) -> Totals:
    """Return what the activities of a filter add up to."""
    statement = select(
        func.count(col(Activity.id)),
        func.coalesce(func.sum(col(Activity.sessions)), 0),
        func.coalesce(func.sum(col(Activity.heads)), 0),
    ).where(*_activity_conditions(wanted), col(Activity.is_void).is_(False))
    number, sessions, heads = session.exec(statement).one()
    return Totals(number, sessions=int(sessions), heads=int(heads))


def sum_deals(session: Session, wanted: DealFilter) -> Totals:
    """Return what the contracts of a filter add up to."""
    statement = select(
        func.count(col(Deal.id)), func.coalesce(func.sum(col(Deal.amount_cny)), 0)
    ).where(*_deal_conditions(wanted), col(Deal.is_void).is_(False))
    number, amount = session.exec(statement).one()
    return Totals(number, amount_cny=int(amount or 0))


def deals_of_events(session: Session, event_ids: Iterable[int]) -> list[Deal]:
    """Return the contracts, no intents and none that is void, that came of events, by id."""
    statement = select(Deal).where(
        col(Deal.event_id).in_(sorted(set(event_ids))),
        col(Deal.is_void).is_(False),
        col(Deal.kind) != DealKind.INTENT,
    )
    return list(session.exec(statement.order_by(col(Deal.id))))


def patents_of(session: Session, deal_ids: Iterable[int]) -> dict[int, list[DealPatent]]:
    """Return contract → its patents, in order."""
    ids, found = sorted(set(deal_ids)), dict[int, list[DealPatent]]()
    statement = (
        select(DealPatent)
        .where(col(DealPatent.deal_id).in_(ids))
        .order_by(col(DealPatent.deal_id), col(DealPatent.position))
    )
    for patent in session.exec(statement):
        found.setdefault(patent.deal_id, []).append(patent)
    return found


def reports_of(session: Session, deal_ids: Iterable[int]) -> dict[int, list[DealReport]]:
    """Return contract → who reported it, the first one first."""
    ids, found = sorted(set(deal_ids)), dict[int, list[DealReport]]()
    statement = (
        select(DealReport).where(col(DealReport.deal_id).in_(ids)).order_by(col(DealReport.id))
    )
    for report in session.exec(statement):
        found.setdefault(report.deal_id, []).append(report)
    return found


def counted_deals(session: Session, since: date, until: date) -> list[Deal]:
    """Return the contracts and intents of the days from since to until, by id.

    Contracts of the day on which they were registered or filed or, before that, signed; void ones
    are left out.
    """
    day = func.coalesce(Deal.registered_on, Deal.signed_on)
    statement = select(Deal).where(
        col(Deal.is_void).is_(False),
        or_(day.between(since, until), col(Deal.signed_on).between(since, until)),
    )
    return list(session.exec(statement.order_by(col(Deal.id))))


def followed_deals(session: Session) -> dict[int, int]:
    """Return contract → the one that took its place, of those that are not void."""
    statement = (
        select(Deal.follows_id, Deal.id)
        .where(col(Deal.follows_id).is_not(None), col(Deal.is_void).is_(False))
        .order_by(col(Deal.id))
    )
    return {
        followed: after
        for followed, after in session.exec(statement)
        if followed is not None and after is not None
    }


def held_activities(session: Session, since: date, until: date) -> list[Activity]:
    """Return the activities of the days from since to until, by id, without void ones."""
    statement = select(Activity).where(
        col(Activity.is_void).is_(False), col(Activity.held_on).between(since, until)
    )
    return list(session.exec(statement.order_by(col(Activity.id))))


def counting_rules(session: Session) -> list[CountingRule]:
    """Return the rules that held, the newest first."""
    return list(session.exec(select(CountingRule).order_by(col(CountingRule.id).desc())))


def _activity_conditions(wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.with_void:
        conditions.append(col(Activity.is_void).is_(False))
    if wanted.kind is not None:
        conditions.append(col(Activity.kind) == wanted.kind)
    if wanted.city_code is not None:
        conditions.append(col(Activity.city_code) == wanted.city_code)
    if wanted.of_province:
        conditions.append(col(Activity.city_code).is_(None))
    if wanted.year is not None:
        conditions.append(col(Activity.held_on).between(*_year(wanted.year)))
    return conditions


def _deal_conditions(wanted: DealFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.with_void:
        conditions.append(col(Deal.is_void).is_(False))
    if wanted.kind is not None:
        conditions.append(col(Deal.kind) == wanted.kind)
    if wanted.city_code is not None:
        code = wanted.city_code
        reported = exists().where(
            col(DealReport.deal_id) == col(Deal.id), col(DealReport.city_code) == code
        )
        conditions.append(or_(col(Deal.giver_city) == code, col(Deal.taker_city) == code, reported))
    if wanted.year is not None:
        day = func.coalesce(Deal.registered_on, Deal.signed_on)
        conditions.append(day.between(*_year(wanted.year)))
    if wanted.is_open is not None:
        registered = col(Deal.registered_on)
        conditions.append(registered.is_(None) if wanted.is_open else registered.is_not(None))
    if wanted.signed_before is not None:
        after = aliased(Deal)
        followed = exists().where(
            col(after.follows_id) == col(Deal.id), col(after.is_void).is_(False)
        )
        conditions += [
            col(Deal.kind) != DealKind.INTENT,
            col(Deal.signed_on) < wanted.signed_before,
            ~followed,
        ]
    return conditions


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
