"""Rounds that choose model cases, in the database: criteria, reviewers, marks."""

from collections.abc import Collection, Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.account import Account
from models.account_enums import AccountState, Role
from models.errors import Conflict, NotFound
from models.model_case import CaseCriteria, CaseMark, CaseReviewer, CaseRound
from models.organisation import Organisation
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of


def find_round(session: Session, year: int) -> CaseRound | None:
    """Return the round of a year as it stands in the database now, None where there is none."""
    statement = select(CaseRound).where(CaseRound.year == year)
    return session.exec(statement.execution_options(populate_existing=True)).first()


def get_round(session: Session, year: int) -> CaseRound:
    """Return the round of a year; raise NotFound."""
    found = find_round(session, year)
    if found is None:
        raise NotFound(f"{year} 年的典型案例评选还没有建立。请先由省局建立")
    return found


def add_round(session: Session, made: CaseRound) -> None:
    """Add a round; raise Conflict where its year has one, be it since this moment.

    After a Conflict the caller rolls back.
    """
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"{made.year} 年的评选已经建立，每年一次") from error


def hold_round(session: Session, year: int) -> CaseRound:
    """Return a round that no one else changes before this transaction ends; raise NotFound."""
    known = get_round(session, year).id or 0
    hold_row(session, CaseRound, known)
    return session.get_one(CaseRound, known, populate_existing=True)


def list_rounds(session: Session) -> list[CaseRound]:
    """Return all rounds, the newest year first."""
    return list(session.exec(select(CaseRound).order_by(col(CaseRound.year).desc())))


def page_rounds(session: Session, after: int | None, limit: int) -> list[CaseRound]:
    """Return the newest rounds first, one more than the limit if there are more.

    after: year of the last that was had.
    """
    order = (Order(col(CaseRound.year), descending=True),)
    last = None if after is None else [after]
    return list(session.exec(page_of(select(CaseRound), order, last, limit)))


def criteria_rows(session: Session, round_id: int) -> list[CaseCriteria]:
    """Return what the criteria of a round have been, those that hold first."""
    statement = select(CaseCriteria).where(CaseCriteria.round_id == round_id)
    return list(session.exec(statement.order_by(col(CaseCriteria.id).desc())))


def reviewers(session: Session, round_id: int) -> list[Account]:
    """Return the accounts that mark in a round, by id."""
    statement = select(Account).where(
        col(Account.id) == col(CaseReviewer.account_id), CaseReviewer.round_id == round_id
    )
    return list(session.exec(statement.order_by(col(Account.id))))


def not_appointed(
    session: Session, round_id: int, roles: Collection[Role], limit: int
) -> list[tuple[Account, str | None]]:
    """Return active accounts of roles that do not mark in a round, by login, with their bodies."""
    appointed = select(CaseReviewer.account_id).where(CaseReviewer.round_id == round_id)
    statement = (
        select(Account, Organisation.name)
        .join(Organisation, col(Account.organisation_id) == col(Organisation.id), isouter=True)
        .where(
            Account.state == AccountState.ACTIVE,
            col(Account.role).in_(roles),
            col(Account.id).not_in(appointed),
        )
        .order_by(col(Account.login))
        .limit(limit)
    )
    return list(session.exec(statement))


def find_reviewer(session: Session, round_id: int, account_id: int) -> CaseReviewer | None:
    """Return the appointment of an account, None where it has none."""
    return session.get(CaseReviewer, (round_id, account_id))


def rounds_marked_by(session: Session, account_id: int) -> list[CaseRound]:
    """Return the rounds for which an account was appointed, the newest year first."""
    statement = select(CaseRound).where(
        col(CaseRound.id) == col(CaseReviewer.round_id), CaseReviewer.account_id == account_id
    )
    return list(session.exec(statement.order_by(col(CaseRound.year).desc())))


def marks_of(
    session: Session, round_id: int, account_id: int | None = None, case_id: int | None = None
) -> Sequence[CaseMark]:
    """Return the marks of a round, of one reviewer and of one case where these are given."""
    statement = select(CaseMark).where(CaseMark.round_id == round_id)
    if account_id is not None:
        statement = statement.where(CaseMark.account_id == account_id)
    if case_id is not None:
        statement = statement.where(CaseMark.case_id == case_id)
    ordered = statement.order_by(col(CaseMark.case_id), col(CaseMark.account_id), col(CaseMark.id))
    return session.exec(ordered.execution_options(populate_existing=True)).all()


def count_marks_of_case(session: Session, case_id: int) -> int:
    """Return how many marks a case has."""
    statement = select(func.count()).where(CaseMark.case_id == case_id)
    return session.exec(statement).one()
