"""Accounts made and changed by whoever manages them; each change stands in the audit log."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.accounts import passwords
from matchmaker.services.accounts.secrets import make_temporary_password
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.region import get_city
from models.values.text import clean, fold

LONGEST_LOGIN, LONGEST_NAME = 64, 64
_NO_ENTERPRISES = frozenset({OrgType.UNIVERSITY, OrgType.INSTITUTE})
_NO_INSTITUTIONS = frozenset({OrgType.ENTERPRISE, OrgType.INDIVIDUAL})


@dataclass(frozen=True)
class Position:
    """What an account is for: its role and, as the role needs it, organisation or city.

    city: name or code.
    """

    role: Role
    organisation_id: int | None = None
    city: str = ""
    department: str = ""


@dataclass(frozen=True)
class NewAccount:
    """Who is to have an account."""

    login: str
    name: str
    position: Position
    phone: str = ""


def add_account(session: Session, new: NewAccount, author: Author) -> tuple[Account, str]:
    """Make an active account; return it and its first password, which has to be changed.

    Raises InvalidValue for names that are none, Conflict for a login that is taken, BadQuery or
    NotFound for a position that lacks its organisation or city.
    """
    account = make_account(session, new, author)
    password = make_temporary_password()
    account.password_hash = passwords.hash_password(password)
    account.must_change = True
    account.state = AccountState.ACTIVE
    account.decided_by, account.decided_at = author.actor, author.at
    put_in_position(session, account, new.position)
    session.add(account)
    _log(session, AuditKind.ACCOUNT_CHANGE, account, {"act": "added"}, author)
    return account, password


def make_account(session: Session, new: NewAccount, author: Author) -> Account:
    """Return an account to be added, without a password or a position yet."""
    login = require_login(session, new.login)
    name = clean(new.name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue(name, "姓名不合要求", f"请填写 1–{LONGEST_NAME} 个字的姓名。")
    return Account(
        login=login,
        name=name,
        role=new.position.role,
        phone=clean(new.phone),
        created_at=author.at,
        password_changed_at=author.at,
    )


def require_login(session: Session, login: str) -> str:
    """Return a login folded; raise InvalidValue or, where it is taken, Conflict."""
    folded = fold(login)
    allowed = all(sign.isalnum() or sign in "._-@" for sign in folded)
    if not 2 <= len(folded) <= LONGEST_LOGIN or not allowed:
        raise InvalidValue(
            login, "用户名不合要求", f"请用 2–{LONGEST_LOGIN} 个汉字、字母、数字或 . _ - @。"
        )
    if account_queries.find_account(session, folded) is not None:
        raise Conflict(f"用户名“{folded}”已被使用，请换一个")
    return folded


def put_in_position(session: Session, account: Account, position: Position) -> None:
    """Give an account its role with what the role needs; raise InvalidValue where that lacks."""
    role = position.role
    account.role, account.department = role, clean(position.department)
    account.organisation_id = account.city_code = None
    if role.is_of_organisation:
        if position.organisation_id is None:
            raise InvalidValue(role.label, "角色需要所属单位", "请指定单位。")
        found = organisation_queries.get_survivor(session, position.organisation_id)
        if found.org_type in (_NO_INSTITUTIONS if role.is_of_institution else _NO_ENTERPRISES):
            raise InvalidValue(found.name, f"这个单位不能有{role.label}", "请换角色或单位。")
        account.organisation_id = found.id
    if role is Role.CITY_ORGANISER:
        if not position.city:
            raise InvalidValue(role.label, "角色需要所在市州", "请指定市州。")
        account.city_code = get_city(position.city).code
    if role is Role.DEPARTMENT_REVIEWER and not account.department:
        raise InvalidValue(role.label, "角色需要院系", "请填写院系名称。")


def change_position(session: Session, account: Account, position: Position, author: Author) -> None:
    """Give an account another role; its sessions end, so that nothing of the old one lasts."""
    before = account.role
    if before is Role.PROVINCIAL_ADMIN and position.role is not before:
        _require_another_admin(session, account)
    put_in_position(session, account, position)
    account_queries.end_sessions(session, account.id or 0, author.at)
    details = {"from": before.value, "to": account.role.value}
    _log(session, AuditKind.ROLE_CHANGE, account, details, author)


def disable(session: Session, account: Account, reason: str, author: Author) -> None:
    """Shut an account; its sessions end at once."""
    if account.role is Role.PROVINCIAL_ADMIN:
        _require_another_admin(session, account)
    _require_state(account, AccountState.ACTIVE)
    account.state, account.decision = AccountState.DISABLED, clean(reason)
    account_queries.end_sessions(session, account.id or 0, author.at)
    details = {"act": "disabled", "reason": account.decision}
    _log(session, AuditKind.ACCOUNT_CHANGE, account, details, author)


def enable(session: Session, account: Account, author: Author) -> None:
    """Open a shut account again."""
    _require_state(account, AccountState.DISABLED)
    account.state, account.decision = AccountState.ACTIVE, ""
    _log(session, AuditKind.ACCOUNT_CHANGE, account, {"act": "enabled"}, author)


def reset_password(session: Session, account: Account, author: Author) -> str:
    """Give an account a password to be changed at once; return it.

    The second factor goes, too: whoever has lost one has mostly lost both.
    """
    password = make_temporary_password()
    account.password_hash = passwords.hash_password(password)
    account.password_changed_at, account.must_change = author.at, True
    account.totp_sealed, account.totp_step = "", 0
    account_queries.end_sessions(session, account.id or 0, author.at)
    _log(session, AuditKind.ACCOUNT_CHANGE, account, {"act": "password_reset"}, author)
    return password


def change_password(session: Session, account: Account, old: str, new: str, author: Author) -> None:
    """Set a person's own new password; all sessions end, and the caller opens a new one.

    Raises InvalidValue where the old one is wrong or the new one not good enough.
    """
    if not passwords.matches(old, account.password_hash):
        raise InvalidValue("（不显示）", "原密码不对", "请重新输入。")
    if old == new:
        raise InvalidValue("（不显示）", "新密码与原密码相同", "请换一个。")
    passwords.require_good_password(new, account.login, account.name, account.phone)
    account.password_hash = passwords.hash_password(new)
    account.password_changed_at, account.must_change = author.at, False
    account_queries.end_sessions(session, account.id or 0, author.at)
    _log(session, AuditKind.ACCOUNT_CHANGE, account, {"act": "password_changed"}, author)


def log_factor(session: Session, account: Account, act: str, author: Author) -> None:
    """Note that a second factor was set up or removed."""
    _log(session, AuditKind.ACCOUNT_CHANGE, account, {"act": act}, author)


def _require_state(account: Account, state: AccountState) -> None:
    if account.state is not state:
        raise Conflict(f"账号的状态是“{account.state.label}”，不是“{state.label}”")


def _require_another_admin(session: Session, account: Account) -> None:
    active = account.state is AccountState.ACTIVE
    if active and account_queries.count_active(session, Role.PROVINCIAL_ADMIN) < 2:
        raise Conflict("这是最后一个省级管理员，请先设立另一个")


def _log(
    session: Session, kind: AuditKind, account: Account, details: dict[str, str], author: Author
) -> None:
    session.flush()
    audit.append(session, kind, account.login, details, author)
