"""Demands by key or number, and their industries."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert
from sqlmodel import Session, col, func, select

from models.demand import Demand, DemandIndustry
from models.errors import Conflict, NotFound
from models.queries.bulk import KEYS_PER_QUERY


def by_keys(session: Session, keys: Sequence[str]) -> dict[str, Demand]:
    """Return key → demand for those that exist."""
    found: dict[str, Demand] = {}
    for start in range(0, len(keys), KEYS_PER_QUERY):
        part = keys[start : start + KEYS_PER_QUERY]
        for demand in session.exec(select(Demand).where(col(Demand.key).in_(part))):
            found[demand.key] = demand
    return found


def get_demand(session: Session, number: str) -> Demand:
    """Return the demand of a number, or of an id written as ``#12``.

    Raises NotFound, and Conflict where several organisations use the number.
    """
    if number.startswith("#") and number[1:].isdigit():
        demand = session.get(Demand, int(number[1:]))
        if demand is not None:
            return demand
        raise NotFound(f"没有编号为 {number} 的需求")
    statement = select(Demand).where(Demand.demand_number == number).order_by(col(Demand.id))
    found = session.exec(statement).all()
    if not found:
        raise NotFound(f"没有需求编号 {number}。请核对编号，或先导入该需求")
    if len(found) > 1:
        ids = "、".join(f"#{demand.id}" for demand in found)
        raise Conflict(f"需求编号 {number} 对应 {len(found)} 条需求，请改用 {ids} 之一")
    return found[0]


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Demand]:
    """Return id → demand."""
    wanted = sorted(set(ids))
    statement = select(Demand).where(col(Demand.id).in_(wanted))
    return {demand.id: demand for demand in session.exec(statement) if demand.id is not None}


def firm_ids(session: Session) -> dict[int, int]:
    """Return demand id → id of the organisation whose demand it is."""
    return dict(session.exec(select(Demand.id, Demand.organisation_id)).all())  # type: ignore[arg-type]


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


def count_demands(session: Session) -> int:
    """Return how many demands there are."""
    return session.exec(select(func.count()).select_from(Demand)).one()
