"""Who an account or a token is, as permissions are asked of."""

from datetime import datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer, person, program
from matchmaker.errors import Forbidden
from matchmaker.services.organisation_search import list_parts
from models.account import Account, ProgramToken
from models.account_enums import AccountState, Role
from models.organisation import Organisation
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries


def account_viewer(session: Session, account: Account) -> Viewer:
    """Return who an active account is; before a new password is set, only itself is in reach."""
    account_id = account.id or 0
    if account.must_change:
        only = {Permission.PUBLIC: Reach.ALL, Permission.SELF: Reach.OWN}
        return Viewer(_signature(account), only, role=account.role, account_id=account_id)
    name, role = _signature(account), account.role
    if account.organisation_id is None:
        return person(account_id, name, role, city_code=account.city_code)
    return member_of(session, account.organisation_id, account_id, name, role)


def member_of(
    session: Session, organisation_id: int, account_id: int, name: str, role: Role
) -> Viewer:
    """Return who an account is that belongs to an organisation."""
    survivor, organisations = _belongings(session, organisation_id)
    return person(
        account_id,
        name,
        role,
        city_code=survivor.city_code,
        organisations=organisations,
        organisation_id=survivor.id,
    )


def asking_viewer(
    session: Session, account_id: int | None, token_id: int | None, now: datetime
) -> Viewer | None:
    """Return who asked for something earlier, as they stand now; None for the command line.

    Raises Forbidden where the account or the token holds no more.
    """
    if account_id is not None:
        account = account_queries.get_account(session, account_id)
        if account.state is not AccountState.ACTIVE:
            raise Forbidden("提交人的账号已停用，没有执行。请由在用的账号重新提交")
        return account_viewer(session, account)
    if token_id is None:
        return None
    token = account_queries.get_token(session, token_id)
    if token.revoked_at is not None or now >= token.expires_at:
        raise Forbidden("提交时所用的令牌已过期或已吊销，没有执行。请用有效的令牌重新提交")
    return token_viewer(session, token)


def token_viewer(session: Session, token: ProgramToken) -> Viewer:
    """Return who a program is."""
    city, organisations = token.city_code, frozenset[int]()
    if token.organisation_id is not None:
        survivor, organisations = _belongings(session, token.organisation_id)
        city = survivor.city_code
    scopes = [Permission(scope) for scope in token.scopes]
    return program(
        token.id or 0, f"程序：{token.name}", scopes, city_code=city, organisations=organisations
    )


def _signature(account: Account) -> str:
    """Return how logs name a person: two may have one name."""
    return f"{account.name}（{account.login}）"


def _belongings(session: Session, organisation_id: int) -> tuple[Organisation, frozenset[int]]:
    """Return the record that stands for an organisation now, and its id with those of its parts."""
    survivor = organisation_queries.get_survivor(session, organisation_id)
    own = survivor.id or 0
    return survivor, frozenset({own, *list_parts(session, own)})
