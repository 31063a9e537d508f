"""Accounts of persons who want to be forgotten."""

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import AccountState
from models.audit import AuditKind
from models.queries import accounts as account_queries
from models.queries import saved_searches as search_queries


def erase_account(session: Session, account: Account, author: Author) -> None:
    """Close an account for good and forget whose it was (PIPL art. 47).

    Its number stays, for what was done under it, and so do the records of the audit log, which the
    law wants kept. Nobody can sign in with it or open it again.
    """
    account_queries.forget_signing_in(session, account)
    search_queries.delete_searches(session, account.id or 0)
    account.login = f"erased-{account.id}"
    account.name = AccountState.ERASED.label
    account.state = AccountState.ERASED
    account.phone = account.department = account.claimed_name = account.claimed_uscc = ""
    account.password_hash = account.totp_sealed = account.decision = ""
    session.add(account)
    session.flush()
    details = {"act": "erased"}
    audit.append(session, AuditKind.ACCOUNT_CHANGE, account.login, details, author)
