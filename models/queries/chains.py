"""Industry chains in the database: which records wait to be placed, and what lies where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from models.chain import ChainDemand, ChainPatent, ChainReading, ChainRun
from models.demand import Demand
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY, insert_rows
from models.queries.visible import FULL, Seer, sight_of
from models.values.legal_status import LegalState
from models.values.org_name import OrgType

# Chain and node, "" for none of its nodes.
Spot = tuple[str, str]


@dataclass(frozen=True)
class Supply:
    """Patents that are not dead, and the enterprises that own some, by chain and node.

    waiting: how many patents were not placed as they are now.
    """

    patents: dict[Spot, int]
    owners: dict[Spot, frozenset[int]]
    waiting: int


def waiting_patents(session: Session, digest: str) -> list[tuple[int, int]]:
    """Return id and revision of the patents that were not placed as they are now, by id."""
    statement = (
        sa_select(col(Patent.id), col(Patent.revision))
        .join(ChainReading, _is_placed(digest), isouter=True)
        .where(col(ChainReading.patent_id).is_(None))
        .order_by(col(Patent.id))
    )
    return [(known, revision) for known, revision in session.execute(statement)]


def count_waiting(session: Session, digest: str) -> int:
    """Return how many patents were not placed as they are now."""
    statement = (
        sa_select(func.count(col(Patent.id)))
        .join(ChainReading, _is_placed(digest), isouter=True)
        .where(col(ChainReading.patent_id).is_(None))
    )
    return int(session.execute(statement).scalar_one())


def supply(session: Session, digest: str) -> Supply:
    """Return all that is told of patents, which takes a while with many."""
    return Supply(patent_counts(session), owning_firms(session), count_waiting(session, digest))


def replace_patent_places(
    session: Session, readings: Sequence[dict[str, Any]], places: Sequence[dict[str, Any]]
) -> None:
    """Put the places of some patents in the stead of those that they had; readings: of each one."""
    ids = [one["patent_id"] for one in readings]
    for table in (ChainPatent, ChainReading):
        _clear(session, table, col(table.patent_id), ids)
    insert_rows(session, ChainReading, readings)
    insert_rows(session, ChainPatent, places)


def demand_places(session: Session) -> dict[tuple[int, str], tuple[str, float, str]]:
    """Return demand and chain → node, score and reason, of all demands."""
    columns = (ChainDemand.demand_id, ChainDemand.chain, ChainDemand.node)
    statement = sa_select(*map(col, columns), col(ChainDemand.score), col(ChainDemand.reason))
    return {
        (demand, chain): (node, score, reason)
        for demand, chain, node, score, reason in session.execute(statement)
    }


def replace_demand_places(
    session: Session, ids: Iterable[int], places: Sequence[dict[str, Any]]
) -> None:
    """Put the places of some demands in the stead of those that they had."""
    _clear(session, ChainDemand, col(ChainDemand.demand_id), sorted(set(ids)))
    insert_rows(session, ChainDemand, places)


def newest_run(session: Session) -> ChainRun | None:
    """Return when records were placed last, None before the first time."""
    return session.exec(select(ChainRun).order_by(col(ChainRun.id).desc()).limit(1)).first()


def patent_counts(session: Session) -> dict[Spot, int]:
    """Return how many patents that are not dead lie where, each once however often it came in."""
    spot = col(ChainPatent.chain), col(ChainPatent.node)
    statement = (
        sa_select(*spot, func.count())
        .join(Patent, col(Patent.id) == col(ChainPatent.patent_id))
        .where(*_offered())
        .group_by(*spot)
    )
    return {(chain, node): count for chain, node, count in session.execute(statement)}


def owning_firms(session: Session) -> dict[Spot, frozenset[int]]:
    """Return the enterprises that own a patent that is not dead, by where it lies."""
    spot = col(ChainPatent.chain), col(ChainPatent.node)
    statement = (
        sa_select(*spot, col(PatentOwner.organisation_id))
        .join(Patent, col(Patent.id) == col(ChainPatent.patent_id))
        .join(PatentOwner, col(PatentOwner.patent_id) == col(Patent.id))
        .join(Organisation, col(Organisation.id) == col(PatentOwner.organisation_id))
        .where(*_offered(), col(Organisation.org_type) == OrgType.ENTERPRISE)
        .distinct()
    )
    return _grouped(session.execute(statement))


def owners_at(session: Session, spot: Spot) -> dict[int, int]:
    """Return enterprise → how many patents that are not dead it owns on a node."""
    statement = (
        sa_select(col(PatentOwner.organisation_id), func.count())
        .join(Patent, col(Patent.id) == col(PatentOwner.patent_id))
        .join(ChainPatent, col(ChainPatent.patent_id) == col(Patent.id))
        .join(Organisation, col(Organisation.id) == col(PatentOwner.organisation_id))
        .where(*_at(ChainPatent, spot), *_offered())
        .where(col(Organisation.org_type) == OrgType.ENTERPRISE)
        .group_by(col(PatentOwner.organisation_id))
    )
    return {known: int(count) for known, count in session.execute(statement)}


def demanding(session: Session, seer: Seer) -> dict[Spot, list[tuple[int, int]]]:
    """Return demand and firm of the demands that are seen in full, by where they lie."""
    statement = (
        sa_select(
            col(ChainDemand.chain),
            col(ChainDemand.node),
            col(Demand.id),
            col(Demand.organisation_id),
        )
        .join(Demand, col(Demand.id) == col(ChainDemand.demand_id))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) == FULL, col(Demand.duplicate_of_id).is_(None))
        .order_by(col(Demand.id))
    )
    found: dict[Spot, list[tuple[int, int]]] = {}
    for chain, node, demand, firm in session.execute(statement):
        found.setdefault((chain, node), []).append((demand, firm))
    return found


def page_patents(
    session: Session, spot: Spot, after: tuple[float, int] | None, limit: int
) -> list[tuple[Patent, ChainPatent]]:
    """Return the patents of a node, the surest first, ties by id, one more if there are more.

    after: score and id of the last that was had.
    """
    statement = (
        select(Patent, ChainPatent)
        .join(ChainPatent, col(ChainPatent.patent_id) == col(Patent.id))
        .where(*_at(ChainPatent, spot), *_offered())
        .order_by(col(ChainPatent.score).desc(), col(Patent.id))
        .limit(limit + 1)
    )
    if after is not None:
        score, known = after
        later = and_(col(ChainPatent.score) == score, col(Patent.id) > known)
        statement = statement.where(or_(col(ChainPatent.score) < score, later))
    return list(session.exec(statement))


def demands_at(
    session: Session, seer: Seer, spot: Spot, after: int, limit: int
) -> list[tuple[Demand, str, ChainDemand]]:
    """Return demands of a node that are seen in full with their firms, by id, one more if so."""
    statement = (
        select(Demand, Organisation.name, ChainDemand)
        .join(ChainDemand, col(ChainDemand.demand_id) == col(Demand.id))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(*_at(ChainDemand, spot), sight_of(seer) == FULL)
        .where(col(Demand.duplicate_of_id).is_(None), col(Demand.id) > after)
        .order_by(col(Demand.id))
        .limit(limit + 1)
    )
    return list(session.exec(statement))


def _is_placed(digest: str) -> ColumnElement[bool]:
    return and_(
        col(ChainReading.patent_id) == col(Patent.id),
        col(ChainReading.revision) == col(Patent.revision),
        col(ChainReading.digest) == digest,
    )


def _offered() -> tuple[ColumnElement[bool], ...]:
    return col(Patent.legal_state) != LegalState.DEAD, col(Patent.duplicate_of_id).is_(None)


def _at(
    table: type[ChainPatent] | type[ChainDemand], spot: Spot
) -> tuple[ColumnElement[bool], ...]:
    return col(table.chain) == spot[0], col(table.node) == spot[1]


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[Spot, frozenset[int]]:
    found: dict[Spot, set[int]] = {}
    for chain, node, known in rows:
        found.setdefault((chain, node), set()).add(known)
    return {spot: frozenset(ids) for spot, ids in found.items()}


def _clear(session: Session, table: type[SQLModel], column: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), KEYS_PER_QUERY):
        some = ids[start : start + KEYS_PER_QUERY]
        session.execute(
            delete(table).where(column.in_(some)).execution_options(synchronize_session=False)
        )
