"""What firms ask for in finance, in the database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.finance_demand import FinanceDemand, FinancePatent
from models.finance_enums import STANDING, FinanceKind, FinanceState
from models.ledger import Deal, DealPatent
from models.ledger_enums import DealKind
from models.organisation import Organisation
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.queries.listings import Scope

NEWEST_FIRST = (Order(col(FinanceDemand.id), descending=True),)


@dataclass(frozen=True)
class WantedFinance:
    """Which finance demands, within a scope of firms; None bounds nothing."""

    scope: Scope
    kind: FinanceKind | None = None
    state: FinanceState | None = None


def unknown_finance(demand_id: int) -> NotFound:
    """Return the error of a demand that is none, or of which whoever asks is not to know."""
    return NotFound(f"没有编号为 {demand_id} 的融资需求。请核对编号")


def get_finance(session: Session, demand_id: int) -> FinanceDemand:
    """Return a finance demand as it stands in the database now; raise NotFound."""
    found = session.get(FinanceDemand, demand_id, populate_existing=True)
    if found is None:
        raise unknown_finance(demand_id)
    return found


def hold_finance(session: Session, demand_id: int) -> FinanceDemand:
    """Return one that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, FinanceDemand, demand_id)
    return get_finance(session, demand_id)


def page_finance(
    session: Session, wanted: WantedFinance, after: int | None, limit: int
) -> list[FinanceDemand]:
    """Return finance demands, the newest first, one more than the limit if there are more."""
    statement = (
        select(FinanceDemand)
        .join(Organisation, col(Organisation.id) == col(FinanceDemand.organisation_id))
        .where(*_conditions(wanted))
    )
    last = None if after is None else [after]
    return list(session.exec(page_of(statement, NEWEST_FIRST, last, limit)))


def count_states(session: Session, scope: Scope) -> dict[FinanceState, int]:
    """Return how many finance demands there are of each state that has any."""
    statement = (
        sa_select(col(FinanceDemand.state), func.count())
        .join(Organisation, col(Organisation.id) == col(FinanceDemand.organisation_id))
        .where(*_conditions(WantedFinance(scope)))
        .group_by(col(FinanceDemand.state))
    )
    return {FinanceState(state): count for state, count in session.execute(statement)}


def numbers_of(session: Session, demand_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return finance demand → the stored numbers of its patents, by number."""
    statement = (
        select(FinancePatent.finance_demand_id, FinancePatent.number)
        .where(col(FinancePatent.finance_demand_id).in_(sorted(set(demand_ids))))
        .order_by(col(FinancePatent.number))
    )
    found: dict[int, list[str]] = {}
    for demand, number in session.exec(statement):
        found.setdefault(demand, []).append(number)
    return found


def replace_patents(session: Session, demand_id: int, numbers: Sequence[str]) -> None:
    """Let a finance demand name these patents and no others."""
    session.execute(delete(FinancePatent).where(col(FinancePatent.finance_demand_id) == demand_id))
    session.add_all(FinancePatent(finance_demand_id=demand_id, number=number) for number in numbers)
    session.flush()


def offered_elsewhere(
    session: Session, numbers: Collection[str], demand_id: int | None
) -> frozenset[str]:
    """Return which of some stored numbers another finance demand that stands names, too."""
    statement = (
        select(FinancePatent.number)
        .join(FinanceDemand, col(FinanceDemand.id) == col(FinancePatent.finance_demand_id))
        .where(
            col(FinancePatent.number).in_(sorted(numbers)),
            col(FinanceDemand.state).in_(STANDING),
        )
    )
    if demand_id is not None:
        statement = statement.where(col(FinanceDemand.id) != demand_id)
    return frozenset(session.exec(statement))


def pledge_contracts(session: Session, shown: Collection[str]) -> dict[str, int]:
    """Return shown number → how many contracts of pledge that stand the ledger has of it."""
    statement = (
        sa_select(col(DealPatent.number), func.count())
        .join(Deal, col(Deal.id) == col(DealPatent.deal_id))
        .where(
            col(DealPatent.number).in_(sorted(shown)),
            col(Deal.kind) == DealKind.PLEDGE,
            col(Deal.is_void).is_(False),
        )
        .group_by(col(DealPatent.number))
    )
    return {number: int(count) for number, count in session.execute(statement)}


def _conditions(wanted: WantedFinance) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.scope.organisations is not None:
        own = sorted(wanted.scope.organisations)
        found.append(col(FinanceDemand.organisation_id).in_(own))
    if wanted.scope.city_code is not None:
        found.append(col(Organisation.city_code) == wanted.scope.city_code)
    if wanted.kind is not None:
        found.append(col(FinanceDemand.kind) == wanted.kind)
    if wanted.state is not None:
        found.append(col(FinanceDemand.state) == wanted.state)
    return found
