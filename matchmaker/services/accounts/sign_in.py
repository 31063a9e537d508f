"""Signing in: a name, a password and, where it is set up, a code; what is wrong is not told apart.

A name that nobody has is answered as one with another password: after the same work, with the same
words, and locked after as many attempts (GB/T 22239-2019, 8.1.4.1 b).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.accounts import passwords, second_factor
from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.secrets import digest, make_session_secret
from matchmaker.services.list_hands import Author
from models.account import Account, LoginAttempt, LoginSession
from models.account_enums import AccountState
from models.audit import AuditKind
from models.queries import accounts as account_queries
from models.values.text import fold

LONGEST_BROWSER = 200


class Outcome(StrEnum):
    """How an attempt ended."""

    SIGNED_IN = "signed_in"
    WRONG = "wrong"
    LOCKED = "locked"
    CODE_NEEDED = "code_needed"
    CODE_WRONG = "code_wrong"
    NOT_ACTIVE = "not_active"


@dataclass(frozen=True)
class Credentials:
    """What whoever signs in has typed; code: of the second factor."""

    login: str
    password: str
    code: str = ""

    def __repr__(self) -> str:
        """Tell the name only."""
        return f"Credentials(login={self.login!r})"


@dataclass(frozen=True)
class Client:
    """From where a request comes."""

    address: str
    browser: str = ""


@dataclass(frozen=True)
class Attempt:
    """How an attempt ended; with whom and which token, when signed in."""

    outcome: Outcome
    message: str
    account: Account | None = None
    token: str = ""
    wait_seconds: int = 0


@dataclass(frozen=True)
class Gatekeeping:
    """What signing in goes by; unseal: opens what second_factor has sealed."""

    rules: AccountRules
    unseal: Callable[[str], str]


def sign_in(
    session: Session, given: Credentials, client: Client, gate: Gatekeeping, now: datetime
) -> Attempt:
    """Try to sign in; the caller commits whatever the outcome, since each attempt is counted."""
    login = fold(given.login)
    wait = _locked_for(session, login, gate.rules, now)
    if wait:
        passwords.compare_with_nobody(given.password)
        return Attempt(
            Outcome.LOCKED, f"尝试次数过多，请 {-(-wait // 60)} 分钟后再试", wait_seconds=wait
        )
    account = account_queries.find_account(session, login)
    outcome = _judge(account, given, gate, now)
    succeeded = outcome is Outcome.SIGNED_IN
    # Whoever has not been asked for the code yet has neither failed nor succeeded.
    if outcome is not Outcome.CODE_NEEDED:
        session.add(
            LoginAttempt(login=login, address=client.address, succeeded=succeeded, made_at=now)
        )
    if account is None or not succeeded:
        _log(session, login, account, outcome, client, now)
        return Attempt(outcome, _MESSAGES[outcome])
    age = gate.rules.password_age
    if age is not None and now - account.password_changed_at > age:
        account.must_change = True
    account.signed_in_at = now
    token = open_session(session, account, client, now)
    _log(session, login, account, outcome, client, now)
    return Attempt(outcome, "", account, token)


def open_session(session: Session, account: Account, client: Client, now: datetime) -> str:
    """Open a session for an account; return its token, which is told once."""
    token = make_session_secret()
    session.add(
        LoginSession(
            account_id=account.id or 0,
            digest=digest(token),
            started_at=now,
            renewed_at=now,
            seen_at=now,
            address=client.address,
            browser=client.browser[:LONGEST_BROWSER],
        )
    )
    session.flush()
    return token


def _judge(
    account: Account | None, given: Credentials, gate: Gatekeeping, now: datetime
) -> Outcome:
    if account is None:
        passwords.compare_with_nobody(given.password)
        return Outcome.WRONG
    if not passwords.matches(given.password, account.password_hash):
        return Outcome.WRONG
    if account.state is not AccountState.ACTIVE:
        return Outcome.NOT_ACTIVE
    if account.totp_sealed:
        if not given.code:
            return Outcome.CODE_NEEDED
        if not second_factor.accept_code(account, given.code, gate.unseal, now):
            return Outcome.CODE_WRONG
    return Outcome.SIGNED_IN


def _locked_for(session: Session, login: str, rules: AccountRules, now: datetime) -> int:
    """Return for how many seconds a name is locked: until fewer failures are in the window."""
    failed = account_queries.failures_since(session, login, now - rules.window)
    if len(failed) < rules.attempts:
        return 0
    return max(1, int((failed[-rules.attempts] + rules.window - now).total_seconds()))


def _log(
    session: Session,
    login: str,
    account: Account | None,
    outcome: Outcome,
    client: Client,
    now: datetime,
) -> None:
    """Write the attempt down; a name that nobody has may be a password typed in the wrong field."""
    known = account is not None
    audit.append(
        session,
        AuditKind.LOGIN,
        login if known else "（未知用户名）",
        {"outcome": outcome.value, "address": client.address},
        Author(account.name if account is not None else "未登录", now),
    )


_MESSAGES = {
    Outcome.WRONG: "用户名或密码不对。忘记密码请联系管理员重置",
    Outcome.CODE_NEEDED: "请输入动态口令",
    Outcome.CODE_WRONG: "动态口令不对或已用过，请等下一个口令再试",
    Outcome.NOT_ACTIVE: "账号尚未通过审核或已停用，请联系组织者",
}
