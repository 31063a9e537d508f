"""Registration: people say which organisation they belong to, and an organiser looks.

The credit code (GB 32100-2015) and the name are compared with the organisations that are known; the
organiser decides which it is, or that it is a new one.
"""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.services import audit
from matchmaker.services.accounts import passwords
from matchmaker.services.accounts.registry import (
    NewAccount,
    Position,
    make_account,
    put_in_position,
)
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue
from models.organisation import Organisation
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.region import get_city
from models.values.text import clean
from models.values.uscc import Uscc

# Everything else is given by whoever manages accounts, not asked for.
ROLES = (
    Role.ENTERPRISE_MEMBER,
    Role.INSTITUTION_MEMBER,
    Role.DEPARTMENT_REVIEWER,
    Role.UNIVERSITY_REVIEWER,
)


@dataclass(frozen=True)
class Registration:
    """What somebody says who asks for an account; city: name or code."""

    login: str
    password: str
    name: str
    phone: str
    role: Role
    organisation: str
    uscc: str
    city: str
    department: str = ""

    def __repr__(self) -> str:
        """Tell neither password nor telephone."""
        return f"Registration(login={self.login!r}, organisation={self.organisation!r})"


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be meant, and what speaks for it."""

    organisation: Organisation
    reason: str


def register(session: Session, given: Registration, author: Author) -> Account:
    """Make an account that waits for an organiser.

    Raises InvalidValue for what is no password, code, city or name, Conflict for a login in use.
    """
    if given.role not in ROLES:
        raise InvalidValue(given.role.label, "不能注册这个角色", "请联系省级管理员。")
    code = Uscc.parse(given.uscc)
    name = clean(given.organisation)
    if not name:
        raise InvalidValue("", "没有填写单位名称", "请填写营业执照或法人证书上的全称。")
    if given.role is Role.DEPARTMENT_REVIEWER and not clean(given.department):
        raise InvalidValue("", "没有填写院系", "请填写院系名称。")
    passwords.require_good_password(given.password, given.login, given.name, given.phone)
    account = make_account(
        session, NewAccount(given.login, given.name, Position(given.role), given.phone), author
    )
    account.password_hash = passwords.hash_password(given.password)
    account.claimed_name, account.claimed_uscc = name, code.code
    account.city_code = get_city(given.city).code
    account.department = clean(given.department)
    session.add(account)
    session.flush()
    return account


def candidates(session: Session, account: Account) -> list[Candidate]:
    """Return the organisations that a waiting account may belong to, the surest first."""
    found: dict[int, Candidate] = {}
    for known, code in organisation_queries.codes(session):
        if code == account.claimed_uscc:
            survivor = organisation_queries.get_survivor(session, known)
            found.setdefault(survivor.id or 0, Candidate(survivor, "信用代码相同"))
    named = organisation_queries.find_by_name(session, account.claimed_name)
    if named is not None:
        survivor = organisation_queries.get_survivor(session, named.id or 0)
        known = survivor.id or 0
        both = "信用代码与名称都相同" if known in found else _name_reason(survivor)
        found[known] = Candidate(survivor, both)
    return list(found.values())


def approve(
    session: Session,
    account: Account,
    organisation_id: int | None,
    viewer: Viewer,
    author: Author,
) -> None:
    """Let somebody in as a member of an organisation, a new one for None.

    Raises Conflict where the account does not wait or the code is another organisation's, and
    Forbidden where the organisation is not within the viewer's reach.
    """
    _require_waiting(account)
    if organisation_id is None:
        viewer.require(Permission.ACCOUNT_APPROVE, claimed_by(account))
        organisation_id = _add_organisation(session, account)
    organisation = organisation_queries.get_survivor(session, organisation_id)
    viewer.require(Permission.ACCOUNT_APPROVE, owned_by(organisation))
    _complete_code(session, organisation, account)
    position = Position(account.role, organisation.id, department=account.department)
    put_in_position(session, account, position)
    _decide(session, account, AccountState.ACTIVE, organisation.name, author)


def refuse(session: Session, account: Account, reason: str, author: Author) -> None:
    """Turn a registration down; the reason is told to whoever asked."""
    _require_waiting(account)
    if not clean(reason):
        raise InvalidValue("", "没有填写理由", "请说明为什么不通过，以便对方改正。")
    _decide(session, account, AccountState.REFUSED, clean(reason), author)


def claimed_by(account: Account) -> Owned:
    """Return whose a waiting account is: the city's that it names."""
    return Owned(frozenset({account.city_code} if account.city_code else ()))


def owned_by(organisation: Organisation) -> Owned:
    """Return whose the members of an organisation are: its city's and its own."""
    cities = frozenset({organisation.city_code} if organisation.city_code else ())
    return Owned(cities, frozenset({organisation.id or 0}))


def _add_organisation(session: Session, account: Account) -> int:
    known = candidates(session, account)
    if known:
        named = "、".join(one.organisation.name for one in known)
        raise Conflict(f"已有相同的单位：{named}。请选定它，或先在单位合并里处理")
    of_firm = account.role is Role.ENTERPRISE_MEMBER
    facts = {"uscc": account.claimed_uscc, "city_code": account.city_code or ""}
    organisation_queries.lock_names(session)
    (made,) = organisation_queries.add_organisations(
        session,
        [(account.claimed_name, facts)],
        OrgType.ENTERPRISE if of_firm else OrgType.UNIVERSITY,
    ).values()
    return made


def _complete_code(session: Session, organisation: Organisation, account: Account) -> None:
    if organisation.uscc and organisation.uscc != account.claimed_uscc:
        raise Conflict(
            f"“{organisation.name}”的信用代码是 {organisation.uscc}，"
            f"注册填写的是 {account.claimed_uscc}。请核实后让对方重新注册"
        )
    if not organisation.uscc:
        organisation.uscc = account.claimed_uscc
        session.add(organisation)


def _name_reason(organisation: Organisation) -> str:
    return "名称相同，信用代码不同" if organisation.uscc else "名称相同，信用代码未登记"


def _require_waiting(account: Account) -> None:
    if account.state is not AccountState.PENDING:
        raise Conflict(f"账号的状态是“{account.state.label}”，不在待审核之列")


def _decide(
    session: Session, account: Account, state: AccountState, decision: str, author: Author
) -> None:
    account.state, account.decision = state, decision
    account.decided_by, account.decided_at = author.actor, author.at
    session.add(account)
    session.flush()
    details = {"act": state.value, "decision": decision, "role": account.role.value}
    audit.append(session, AuditKind.ACCOUNT_CHANGE, account.login, details, author)
