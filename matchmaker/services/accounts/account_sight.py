"""Which accounts somebody sees, and whose they are."""

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.services.accounts import registration
from matchmaker.services.accounts.registry import Position
from models.account import Account
from models.account_enums import AccountState, Role
from models.errors import InvalidValue
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.queries.accounts import AccountFilter
from models.values.text import clean


def within_reach(
    viewer: Viewer, state: AccountState | None, role: Role | None, words: str
) -> AccountFilter:
    """Return which accounts are wanted of those that the viewer may read."""
    reach = viewer.reach(Permission.ACCOUNT_READ)
    return AccountFilter(
        state=state,
        role=role,
        city_code=viewer.city_code if reach is Reach.CITY else None,
        organisations=viewer.organisations if reach is Reach.OWN else None,
        words=words,
    )


def seen_account(
    session: Session, viewer: Viewer, permission: Permission, account_id: int
) -> Account:
    """Return an account within the viewer's reach; raise NotFound or Forbidden."""
    account = account_queries.get_account(session, account_id)
    viewer.require(permission, owned_account(session, account))
    return account


def owned_account(session: Session, account: Account) -> Owned:
    """Return whose an account is: its organisation's, or the city's for which somebody waits."""
    if account.organisation_id is None:
        return registration.claimed_by(account)
    body = organisation_queries.get_survivor(session, account.organisation_id)
    return registration.owned_by(body)


def named_position(
    session: Session, role: Role, organisation: str, city: str, department: str
) -> Position:
    """Return a position whose organisation is given by its name; raise InvalidValue for no name.

    What a role does not need is left out.
    """
    known = None
    if role.is_of_organisation:
        found = organisation_queries.find_by_name(session, clean(organisation))
        if found is None:
            raise InvalidValue(
                organisation, "没有这个单位", "请填写单位全称；新单位先由其自行注册，或随数据导入。"
            )
        known = organisation_queries.get_survivor(session, found.id or 0).id
    return Position(role, known, city if role is Role.CITY_ORGANISER else "", department)
