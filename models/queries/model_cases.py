"""Model cases in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from models.case_enums import SENT_STATES, CaseState
from models.errors import NotFound
from models.model_case import ModelCase
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of


@dataclass(frozen=True)
class CaseFilter:
    """Which cases; None bounds nothing; of_province: those of no city alone.

    states: in which of these they stand, in any if empty.
    """

    year: int | None = None
    city_code: str | None = None
    states: tuple[CaseState, ...] = ()
    of_province: bool = False


def get_case(session: Session, case_id: int) -> ModelCase:
    """Return a case as it stands in the database now; raise NotFound."""
    found = session.get(ModelCase, case_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {case_id} 的典型案例。请核对编号")
    return found


def hold_case(session: Session, case_id: int) -> ModelCase:
    """Return a case that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, ModelCase, case_id)
    return get_case(session, case_id)


def page_cases(
    session: Session, wanted: CaseFilter, after: int | None, limit: int | None
) -> list[ModelCase]:
    """Return the newest cases first, one more than the limit if there are more.

    after: id of the last that was had; limit: None for all.
    """
    statement = select(ModelCase).where(*_conditions(wanted))
    if limit is None:
        return list(session.exec(statement.order_by(col(ModelCase.id).desc())))
    order = (Order(col(ModelCase.id), descending=True),)
    return list(session.exec(page_of(statement, order, None if after is None else [after], limit)))


def count_states(session: Session, wanted: CaseFilter) -> dict[CaseState, int]:
    """Return how many cases of a filter stand where."""
    statement = (
        select(ModelCase.state, func.count()).where(*_conditions(wanted)).group_by(ModelCase.state)
    )
    return {CaseState(state): count for state, count in session.exec(statement)}


def cases_in(session: Session, year: int, states: Sequence[CaseState]) -> list[ModelCase]:
    """Return the cases of a year that stand somewhere, by id."""
    statement = select(ModelCase).where(ModelCase.year == year, col(ModelCase.state).in_(states))
    return list(session.exec(statement.order_by(col(ModelCase.id))))


def sent_between(session: Session, since: date, until: date) -> list[tuple[int, str | None, date]]:
    """Return id, city and day of the cases that went to the province and are in its hands."""
    statement = (
        select(ModelCase)
        .where(
            col(ModelCase.state).in_(SENT_STATES),
            col(ModelCase.sent_on) >= since,
            col(ModelCase.sent_on) <= until,
        )
        .order_by(col(ModelCase.id))
    )
    return [
        (one.id or 0, one.city_code, one.sent_on)
        for one in session.exec(statement)
        if one.sent_on is not None
    ]


def case_of_deal(session: Session, deal_id: int) -> ModelCase | None:
    """Return the case that tells of a contract and was not withdrawn, None where there is none."""
    statement = select(ModelCase).where(
        ModelCase.deal_id == deal_id, ModelCase.state != CaseState.WITHDRAWN
    )
    return session.exec(statement.order_by(col(ModelCase.id))).first()


def published_cases(session: Session) -> list[ModelCase]:
    """Return the cases that everybody may read, those of the last year first."""
    statement = select(ModelCase).where(
        ModelCase.state == CaseState.CHOSEN,
        col(ModelCase.is_published).is_(True),
        ModelCase.consent_by != "",
        col(ModelCase.consent_on).is_not(None),
    )
    return list(session.exec(statement.order_by(col(ModelCase.year).desc(), col(ModelCase.id))))


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.year is not None:
        found.append(col(ModelCase.year) == wanted.year)
    if wanted.of_province:
        found.append(col(ModelCase.city_code).is_(None))
    elif wanted.city_code is not None:
        found.append(col(ModelCase.city_code) == wanted.city_code)
    if wanted.states:
        found.append(col(ModelCase.state).in_(wanted.states))
    return found
