"""Demands by key or number, their industries, and whom they are meant for."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.demand import Demand, DemandIndustry, DemandRecipient
from models.errors import Conflict, NotFound
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.values.secrecy import Confidentiality

# What a column of ids holds on PostgreSQL.
LARGEST_ID = 2**31 - 1


def by_keys(session: Session, keys: Sequence[str]) -> dict[str, Demand]:
    """Return key → demand for those that exist."""
    found: dict[str, Demand] = {}
    for start in range(0, len(keys), KEYS_PER_QUERY):
        part = keys[start : start + KEYS_PER_QUERY]
        for demand in session.exec(select(Demand).where(col(Demand.key).in_(part))):
            found[demand.key] = demand
    return found


def numbered(session: Session, number: str) -> list[Demand]:
    """Return the demands of a number, by id, or the one of an id written as ``#12``."""
    if number.startswith("#") and number[1:].isdecimal():
        named = int(number[1:])
        demand = session.get(Demand, named) if named <= LARGEST_ID else None
        return [demand] if demand is not None else []
    statement = select(Demand).where(Demand.demand_number == number).order_by(col(Demand.id))
    return list(session.exec(statement))


def get_demand(session: Session, number: str) -> Demand:
    """Return the demand of a number, or of an id written as ``#12``.

    Raises NotFound, and Conflict where several organisations use the number.
    """
    return only_demand(number, numbered(session, number))


def only_demand(number: str, found: Sequence[Demand]) -> Demand:
    """Return the one demand that a number was found to name; raises as get_demand does."""
    if not found:
        raise NotFound(f"没有需求编号 {number}。请核对编号，或先导入该需求")
    if len(found) > 1:
        ids = "、".join(f"#{demand.id}" for demand in found)
        raise Conflict(f"需求编号 {number} 对应 {len(found)} 条需求，请改用 {ids} 之一")
    return found[0]


def hold_demand(session: Session, demand_id: int) -> Demand:
    """Return a demand that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, Demand, demand_id, written="title")
    found = session.get(Demand, demand_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {demand_id} 的需求。请核对编号")
    return found


def add_demand(session: Session, demand: Demand) -> None:
    """Add a demand; raise Conflict where its firm has one of the number, or title, already.

    After a Conflict the caller rolls back.
    """
    session.add(demand)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "该单位已有同编号的需求，没有编号的则是同名的需求。请修改已有的那一条，或换一个编号"
        ) from error


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Demand]:
    """Return id → demand."""
    wanted = sorted(set(ids))
    statement = select(Demand).where(col(Demand.id).in_(wanted))
    return {demand.id: demand for demand in session.exec(statement) if demand.id is not None}


def firm_ids(session: Session) -> dict[int, int]:
    """Return demand id → id of the organisation whose demand it is."""
    return dict(session.exec(select(Demand.id, Demand.organisation_id)).all())  # type: ignore[arg-type]


def duplicates(session: Session) -> dict[int, int]:
    """Return the demands that were sent before, with the one that they are again."""
    statement = select(Demand.id, Demand.duplicate_of_id)
    rows = session.exec(statement.where(col(Demand.duplicate_of_id).is_not(None)))
    return dict(rows.all())  # type: ignore[arg-type]


def replace_industries(session: Session, tags: dict[int, list[tuple[str, float, str]]]) -> None:
    """Make the given (slug, confidence, reason) the industries of the demands."""
    ids = sorted(tags)
    for start in range(0, len(ids), KEYS_PER_QUERY):
        part = ids[start : start + KEYS_PER_QUERY]
        session.execute(delete(DemandIndustry).where(col(DemandIndustry.demand_id).in_(part)))
    rows = [
        {"demand_id": demand_id, "industry_slug": slug, "confidence": sure, "reason": reason}
        for demand_id, found in tags.items()
        for slug, sure, reason in found
    ]
    if rows:
        session.execute(insert(DemandIndustry), rows)


def recipients(session: Session, ids: Sequence[int]) -> dict[int, dict[int, bool]]:
    """Return demand id → organisation that it is meant for → whether a person named it."""
    found: dict[int, dict[int, bool]] = {}
    for start in range(0, len(ids), KEYS_PER_QUERY):
        part = ids[start : start + KEYS_PER_QUERY]
        statement = (
            select(DemandRecipient)
            .where(col(DemandRecipient.demand_id).in_(part))
            .order_by(col(DemandRecipient.demand_id), col(DemandRecipient.organisation_id))
        )
        for row in session.exec(statement):
            found.setdefault(row.demand_id, {})[row.organisation_id] = row.by_hand
    return found


def replace_recipients(session: Session, demand_id: int, named: Mapping[int, bool]) -> None:
    """Make the organisations those that a demand is meant for; each with whether by hand."""
    session.execute(delete(DemandRecipient).where(col(DemandRecipient.demand_id) == demand_id))
    rows = [
        {"demand_id": demand_id, "organisation_id": body, "by_hand": by_hand}
        for body, by_hand in sorted(named.items())
    ]
    if rows:
        session.execute(insert(DemandRecipient), rows)


def unlisted_titles(session: Session) -> list[str]:
    """Return the titles of the demands that stand on no list, longer ones first."""
    levels = [level for level in Confidentiality if level.is_unlisted]
    statement = select(Demand.title).where(col(Demand.confidentiality).in_(levels)).distinct()
    return sorted(session.exec(statement), key=lambda title: (-len(title), title))


def meant_for_somebody(session: Session) -> list[Demand]:
    """Return the demands of the level 定向, by id."""
    statement = (
        select(Demand)
        .where(Demand.confidentiality == Confidentiality.NAMED)
        .order_by(col(Demand.id))
    )
    return list(session.exec(statement))


def count_demands(session: Session) -> int:
    """Return how many demands there are."""
    return session.exec(select(func.count()).select_from(Demand)).one()
