"""Finance demands as firms and organisers look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.services.finance_checks import CheckedPatent, check_patents
from matchmaker.services.kept_records.changes import ChangeView, view_changes
from matchmaker.services.organisation_names import body_labels
from models.finance_demand import FinanceDemand
from models.finance_enums import MOVES, FinanceKind, FinanceState
from models.kept_record import RecordKind
from models.queries import finance_demands as finance_queries


@dataclass(frozen=True)
class FinanceRow:
    """A demand in a list; patents: how many it names."""

    id: int
    firm: str
    city: str
    kind: FinanceKind
    amount_cny: int | None
    term_months: int | None
    purpose: str
    state: FinanceState
    lender: str
    note: str
    patents: int
    made_at: datetime
    changed_at: datetime
    revision: int


@dataclass(frozen=True)
class FinanceDetail:
    """A demand with its patents as they stand, its changes and what may follow its state."""

    row: FinanceRow
    patents: tuple[CheckedPatent, ...]
    history: tuple[ChangeView, ...]
    moves: tuple[FinanceState, ...]


def view_finance(session: Session, demands: Sequence[FinanceDemand]) -> list[FinanceRow]:
    """Return the rows of demands, in their order."""
    labels = body_labels(session, {one.organisation_id for one in demands})
    numbers = finance_queries.numbers_of(session, [one.id or 0 for one in demands])
    return [
        FinanceRow(
            id=one.id or 0,
            firm=labels[one.organisation_id].name,
            city=labels[one.organisation_id].city,
            kind=one.kind,
            amount_cny=one.amount_cny,
            term_months=one.term_months,
            purpose=one.purpose,
            state=one.state,
            lender=one.lender,
            note=one.note,
            patents=len(numbers.get(one.id or 0, ())),
            made_at=one.made_at,
            changed_at=one.changed_at,
            revision=one.revision or 0,
        )
        for one in demands
    ]


def view_one(session: Session, demand: FinanceDemand, today: date) -> FinanceDetail:
    """Return a demand with all that is shown of it; the caller has asked whether it may be seen."""
    (row,) = view_finance(session, [demand])
    numbers = finance_queries.numbers_of(session, [row.id]).get(row.id, [])
    return FinanceDetail(
        row=row,
        patents=tuple(check_patents(session, demand, numbers, today)),
        history=tuple(view_changes(session, RecordKind.FINANCE_DEMAND, row.id)),
        moves=MOVES[demand.state],
    )
