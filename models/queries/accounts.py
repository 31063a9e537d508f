"""Accounts, sessions, attempts to sign in and tokens of programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, delete, select, update

from models.account import Account, LoginAttempt, LoginSession, ProgramToken
from models.account_enums import AccountState, Role
from models.errors import NotFound
from models.organisation import Organisation
from models.queries.hold import hold_row


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts; what is empty or None bounds nothing."""

    state: AccountState | None = None
    role: Role | None = None
    city_code: str | None = None
    organisations: frozenset[int] | None = None
    words: str = ""


def get_account(session: Session, account_id: int) -> Account:
    """Return an account; raise NotFound."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound(f"没有编号为 {account_id} 的账号")
    return found


def find_account(session: Session, login: str) -> Account | None:
    """Return the account of a folded login, if there is one."""
    return session.exec(select(Account).where(Account.login == login)).first()


def list_accounts(
    session: Session, wanted: AccountFilter, *, after_id: int = 0, limit: int | None = None
) -> list[Account]:
    """Return the accounts in the order of their ids.

    A city's are its organisers, the members of its organisations, and whoever waits to be approved
    for it.
    """
    statement = (
        select(Account)
        .join(Organisation, col(Account.organisation_id) == col(Organisation.id), isouter=True)
        .where(col(Account.id) > after_id)
        .order_by(col(Account.id))
        .limit(limit)
    )
    return list(session.exec(statement.where(*_conditions(wanted))).all())


def count_accounts(session: Session, wanted: AccountFilter) -> int:
    """Return how many list_accounts would return in all."""
    statement = (
        select(func.count())
        .select_from(Account)
        .join(Organisation, col(Account.organisation_id) == col(Organisation.id), isouter=True)
        .where(*_conditions(wanted))
    )
    return session.exec(statement).one()


def _conditions(wanted: AccountFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(col(Account.state) == wanted.state)
    if wanted.role is not None:
        found.append(col(Account.role) == wanted.role)
    if wanted.city_code is not None:
        city = func.coalesce(Organisation.city_code, Account.city_code)
        found.append(city == wanted.city_code)
    if wanted.organisations is not None:
        found.append(col(Account.organisation_id).in_(wanted.organisations))
    if wanted.words:
        parts = (Account.login, Account.name, Account.claimed_name, Organisation.name)
        found.append(or_(*(col(one).contains(wanted.words) for one in parts)))
    return found


def count_active(session: Session, role: Role) -> int:
    """Return how many active accounts have a role."""
    statement = select(func.count()).where(
        Account.role == role, Account.state == AccountState.ACTIVE
    )
    return session.exec(statement).one()


def find_session(session: Session, token_digest: str) -> LoginSession | None:
    """Return the session that a token opens, or opened before its last change."""
    found = session.exec(select(LoginSession).where(LoginSession.digest == token_digest)).first()
    if found is None:
        statement = select(LoginSession).where(LoginSession.previous_digest == token_digest)
        found = session.exec(statement).first()
    return found


def hold_session(session: Session, session_id: int) -> LoginSession:
    """Return a session that nobody else changes before this transaction ends; raise NotFound."""
    hold_row(session, LoginSession, session_id, written="acting_reason")
    found = session.get(LoginSession, session_id, populate_existing=True)
    if found is None:
        raise unknown_session(session_id)
    return found


def unknown_session(session_id: int) -> NotFound:
    """Return what is said of a session that is not there, or not one's own."""
    return NotFound(f"没有编号为 {session_id} 的登录")


def renew_session(session: Session, opened: LoginSession, new_digest: str, now: datetime) -> bool:
    """Put a new token in the place of the one that was read; False where another request has."""
    done = session.exec(
        update(LoginSession)
        .where(col(LoginSession.id) == opened.id, col(LoginSession.digest) == opened.digest)
        .values(digest=new_digest, previous_digest=opened.digest, renewed_at=now, seen_at=now)
        .execution_options(synchronize_session=False)
    )
    session.expire(opened)
    return done.rowcount == 1


def list_sessions(session: Session, account_id: int, started_after: datetime) -> list[LoginSession]:
    """Return the sessions of an account that have not been ended, the newest first."""
    statement = (
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            col(LoginSession.ended_at).is_(None),
            LoginSession.started_at > started_after,
        )
        .order_by(col(LoginSession.id).desc())
    )
    return list(session.exec(statement).all())


def sessions_of(session: Session, account_id: int) -> list[LoginSession]:
    """Return all sessions of an account that are known, ended ones too, by id."""
    statement = select(LoginSession).where(LoginSession.account_id == account_id)
    return list(session.exec(statement.order_by(col(LoginSession.id))))


def end_sessions(
    session: Session, account_id: int, now: datetime, *, but: int | None = None
) -> None:
    """End all sessions of an account, but for one."""
    session.exec(
        update(LoginSession)
        .where(
            col(LoginSession.account_id) == account_id,
            col(LoginSession.ended_at).is_(None),
            col(LoginSession.id) != (but or 0),
        )
        .values(ended_at=now)
    )


def failures_since(session: Session, login: str, since: datetime) -> list[datetime]:
    """Return when a name was tried in vain since a moment and its last success, oldest first."""
    statement = (
        select(LoginAttempt)
        .where(LoginAttempt.login == login, LoginAttempt.made_at > since)
        .order_by(col(LoginAttempt.id))
    )
    failed: list[datetime] = []
    for attempt in session.exec(statement):
        failed = [] if attempt.succeeded else [*failed, attempt.made_at]
    return failed


def forget_attempts(session: Session, before: datetime) -> int:
    """Delete what was tried before a moment; return how many."""
    return session.exec(delete(LoginAttempt).where(col(LoginAttempt.made_at) < before)).rowcount


def forget_sessions(session: Session, before: datetime) -> int:
    """Delete sessions that began before a moment; return how many."""
    return session.exec(delete(LoginSession).where(col(LoginSession.started_at) < before)).rowcount


def forget_signing_in(session: Session, account: Account) -> None:
    """Delete the sessions of an account, with addresses and browsers, and what its name tried."""
    session.exec(delete(LoginSession).where(col(LoginSession.account_id) == account.id))
    session.exec(delete(LoginAttempt).where(col(LoginAttempt.login) == account.login))


def of_organisations(session: Session, bodies: Iterable[int]) -> list[Account]:
    """Return the accounts of members of organisations, by id."""
    statement = (
        select(Account)
        .where(col(Account.organisation_id).in_(sorted(bodies)))
        .order_by(col(Account.id))
    )
    return list(session.exec(statement))


def find_token(session: Session, token_digest: str) -> ProgramToken | None:
    """Return the token of a program by its digest."""
    return session.exec(select(ProgramToken).where(ProgramToken.digest == token_digest)).first()


def get_token(session: Session, token_id: int) -> ProgramToken:
    """Return the token of a program; raise NotFound."""
    found = session.get(ProgramToken, token_id)
    if found is None:
        raise NotFound(f"没有编号为 {token_id} 的程序令牌")
    return found


def list_tokens(session: Session) -> Sequence[ProgramToken]:
    """Return all tokens of programs, revoked ones too, the newest first."""
    return session.exec(select(ProgramToken).order_by(col(ProgramToken.id).desc())).all()
