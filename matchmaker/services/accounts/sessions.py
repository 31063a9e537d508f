"""Sessions of people: found by their token, renewed, listed, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.secrets import digest, make_session_secret
from models.account import Account, LoginSession
from models.account_enums import AccountState
from models.queries import accounts as account_queries

# When a session was last seen is written down this often, not with every request.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Found:
    """A session that holds, whose it is, and a new token where it has been renewed.

    changed: whether there is something to commit.
    """

    opened: LoginSession
    account: Account
    new_token: str = ""
    changed: bool = False


def find_session(session: Session, token: str, rules: AccountRules, now: datetime) -> Found | None:
    """Return the session that a token opens, None where it has ended or never was."""
    given = digest(token)
    opened = account_queries.find_session(session, given)
    if opened is None or not _answers(opened, given, rules, now):
        return None
    account = account_queries.get_account(session, opened.account_id)
    if account.state is not AccountState.ACTIVE:
        return None
    if given == opened.digest and now - opened.renewed_at >= rules.renewal:
        new = make_session_secret(token)
        if account_queries.renew_session(session, opened, digest(new), now):
            return Found(opened, account, new, changed=True)
    elif now - opened.seen_at >= SEEN_EVERY:
        opened.seen_at = now
        return Found(opened, account, changed=True)
    return Found(opened, account)


def list_sessions(
    session: Session, account: Account, rules: AccountRules, now: datetime
) -> list[LoginSession]:
    """Return the sessions of an account that hold, the newest first."""
    found = account_queries.list_sessions(session, account.id or 0, now - rules.lifetime)
    return [opened for opened in found if _holds(opened, rules, now)]


def end_session(session: Session, account: Account, session_id: int, now: datetime) -> None:
    """End a session of an account; raise NotFound for one that is not its own."""
    opened = session.get(LoginSession, session_id)
    if opened is None or opened.account_id != account.id or opened.ended_at is not None:
        raise account_queries.unknown_session(session_id)
    opened.ended_at = now


def _answers(opened: LoginSession, given: str, rules: AccountRules, now: datetime) -> bool:
    """Whether a session holds and the token is its present one, or the last one a little longer."""
    if not _holds(opened, rules, now):
        return False
    return given == opened.digest or now - opened.renewed_at <= rules.grace


def _holds(opened: LoginSession, rules: AccountRules, now: datetime) -> bool:
    return (
        opened.ended_at is None
        and now - opened.started_at < rules.lifetime
        and now - opened.seen_at < rules.idle
    )


def end_others(session: Session, account: Account, kept_id: int, now: datetime) -> None:
    """End all sessions of an account but the one in hand."""
    account_queries.end_sessions(session, account.id or 0, now, but=kept_id)
