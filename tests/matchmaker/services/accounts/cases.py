"""Accounts of tests: people with a good password, and a seal that only turns texts round."""

from datetime import datetime

from sqlmodel import Session

from matchmaker.services.accounts import passwords
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.sign_in import (
    Attempt,
    Client,
    Credentials,
    Gatekeeping,
    sign_in,
)
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import Role
from tests.conftest import NOW

PASSWORD = "Tian-Men#2026x"
ADMIN = Author("陈管理", NOW)
HOME = Client("10.0.0.7", "测试浏览器")
# Argon2 takes its time on purpose; one digest serves all tests.
STORED = passwords.hash_password(PASSWORD)


def turn_round(text: str) -> str:
    """Seal and unseal."""
    return text[::-1]


GATE = Gatekeeping(AccountRules(), turn_round)


def add(session: Session, login: str = "wang", position: Position | None = None) -> Account:
    """Return an active account that has chosen its password."""
    new = NewAccount(login, "王某某", position or Position(Role.PROVINCIAL_ORGANISER))
    account, _ = add_account(session, new, ADMIN)
    account.password_hash, account.must_change = STORED, False
    return account


def attempt(
    session: Session, at: datetime, password: str = PASSWORD, code: str = "", login: str = "wang"
) -> Attempt:
    """Try to sign in."""
    return sign_in(session, Credentials(login, password, code), HOME, GATE, at)
