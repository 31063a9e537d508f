"""Asking for an account, and letting in."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from matchmaker.access.viewer import person
from matchmaker.errors import Forbidden
from matchmaker.services.accounts import registration
from matchmaker.services.accounts.registration import Registration, approve, register
from matchmaker.services.accounts.viewers import account_viewer
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditRecord
from models.errors import Conflict, InvalidValue
from models.organisation import Organisation
from models.queries.organisations import add_organisations
from models.values.org_name import OrgType
from tests.matchmaker.services.accounts.cases import ADMIN, PASSWORD

WUHAN, YICHANG = "420100", "420500"
CODE, OTHER_CODE = "91420100MA4KXXXX1A", "91420500MA4KYYYY2B"
PROVINCE = person(1, "王", Role.PROVINCIAL_ORGANISER)
OF_WUHAN = person(2, "李", Role.CITY_ORGANISER, city_code=WUHAN)
OF_YICHANG = person(3, "赵", Role.CITY_ORGANISER, city_code=YICHANG)
FIRM = Registration(
    login="zhang",
    password=PASSWORD,
    name="张三",
    phone="13800138000",
    role=Role.ENTERPRISE_MEMBER,
    organisation="武汉星辰机械有限公司",
    uscc=CODE,
    city="武汉",
)


def add_firm(session: Session, code: str = "", city: str = WUHAN) -> int:
    facts = {"city_code": city} | ({"uscc": code} if code else {})
    named = [(FIRM.organisation, facts)]
    (made,) = add_organisations(session, named, OrgType.ENTERPRISE).values()
    return made


def reasons(session: Session, account: Account) -> list[tuple[int | None, str]]:
    found = registration.candidates(session, account)
    return [(one.organisation.id, one.reason) for one in found]


def test_whoever_registers_waits(session: Session) -> None:
    account = register(session, FIRM, ADMIN)
    assert (account.state, account.organisation_id) == (AccountState.PENDING, None)
    assert (account.claimed_uscc, account.city_code) == (CODE, WUHAN)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FIRM, role=Role.PROVINCIAL_ORGANISER),
        replace(FIRM, uscc="91420100"),
        replace(FIRM, organisation=" "),
        replace(FIRM, password="Zhang-San#13800138000"),
        replace(FIRM, login="张 三;"),
        replace(FIRM, role=Role.DEPARTMENT_REVIEWER),
    ],
)
def test_what_cannot_be_is_refused(session: Session, wrong: Registration) -> None:
    with pytest.raises(InvalidValue):
        register(session, wrong, ADMIN)


def test_a_login_is_given_once(session: Session) -> None:
    register(session, FIRM, ADMIN)
    with pytest.raises(Conflict):
        register(session, replace(FIRM, login="ＺＨＡＮＧ"), ADMIN)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (CODE, "信用代码与名称都相同"),
        ("", "名称相同，信用代码未登记"),
        (OTHER_CODE, "名称相同，信用代码不同"),
    ],
)
def test_the_organiser_sees_which_firm_it_may_be(session: Session, code: str, reason: str) -> None:
    firm = add_firm(session, code)
    assert reasons(session, register(session, FIRM, ADMIN)) == [(firm, reason)]


def test_approval_makes_a_member_and_completes_the_code(session: Session) -> None:
    firm = add_firm(session)
    account = register(session, FIRM, ADMIN)
    approve(session, account, firm, OF_WUHAN, ADMIN)
    found = session.get(Organisation, firm)
    assert found is not None
    assert (account.state, account.organisation_id, found.uscc) == (AccountState.ACTIVE, firm, CODE)
    assert account_viewer(session, account).organisations == {firm}
    (logged,) = session.exec(select(AuditRecord)).all()
    assert (logged.subject, logged.details["act"]) == ("zhang", "active")


def test_a_new_firm_is_added_once(session: Session) -> None:
    account = register(session, FIRM, ADMIN)
    approve(session, account, None, OF_WUHAN, ADMIN)
    found = session.get(Organisation, account.organisation_id)
    assert found is not None
    assert (found.name, found.org_type, found.uscc, found.city_code) == (
        FIRM.organisation,
        OrgType.ENTERPRISE,
        CODE,
        WUHAN,
    )
    other = register(session, replace(FIRM, login="qian"), ADMIN)
    with pytest.raises(Conflict):
        approve(session, other, None, OF_WUHAN, ADMIN)


def test_another_code_is_not_let_in(session: Session) -> None:
    firm = add_firm(session, OTHER_CODE)
    account = register(session, FIRM, ADMIN)
    with pytest.raises(Conflict):
        approve(session, account, firm, PROVINCE, ADMIN)


def test_an_organiser_lets_in_those_of_the_own_city_only(session: Session) -> None:
    firm = add_firm(session)
    account = register(session, FIRM, ADMIN)
    for choice in (firm, None):
        with pytest.raises(Forbidden):
            approve(session, account, choice, OF_YICHANG, ADMIN)
    assert account.state is AccountState.PENDING


def test_a_firm_of_another_city_is_not_reached_by_naming_the_own_one(session: Session) -> None:
    firm = add_firm(session, CODE, YICHANG)
    account = register(session, FIRM, ADMIN)
    with pytest.raises(Forbidden):
        approve(session, account, firm, OF_WUHAN, ADMIN)


def test_a_refusal_needs_a_reason_and_is_final(session: Session) -> None:
    account = register(session, FIRM, ADMIN)
    with pytest.raises(InvalidValue):
        registration.refuse(session, account, " ", ADMIN)
    registration.refuse(session, account, "查无此人", ADMIN)
    assert (account.state, account.decision) == (AccountState.REFUSED, "查无此人")
    with pytest.raises(Conflict):
        approve(session, account, None, PROVINCE, ADMIN)
