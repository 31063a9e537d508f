"""Accounts that are made and changed by whoever manages them."""

import pytest
from sqlmodel import Session, select

from matchmaker.access.permissions import Permission
from matchmaker.services.accounts import registry
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from matchmaker.services.accounts.sign_in import Outcome
from matchmaker.services.accounts.tokens import NewToken, add_token, find_token, revoke_token
from matchmaker.services.accounts.viewers import account_viewer, token_viewer
from models.account_enums import AccountState, Role
from models.audit import AuditRecord
from models.errors import Conflict, InvalidValue, NotFound
from models.queries.organisations import add_organisations, set_parents
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import ADMIN, PASSWORD, add, attempt

ADMINISTRATOR = Position(Role.PROVINCIAL_ADMIN)


def add_body(session: Session, name: str, kind: OrgType) -> int:
    (made,) = add_organisations(session, [(name, {"city_code": "420100"})], kind).values()
    return made


def test_a_new_account_can_do_nothing_but_choose_its_password(session: Session) -> None:
    new = NewAccount("wang", "王某某", Position(Role.PROVINCIAL_ORGANISER))
    account, password = add_account(session, new, ADMIN)
    assert attempt(session, NOW, password).outcome is Outcome.SIGNED_IN
    assert set(account_viewer(session, account).grants) == {Permission.PUBLIC, Permission.SELF}
    registry.change_password(session, account, password, PASSWORD, ADMIN)
    assert account_viewer(session, account).may(Permission.LIST_WRITE)


@pytest.mark.parametrize(
    "position",
    [
        Position(Role.ENTERPRISE_MEMBER),
        Position(Role.UNIVERSITY_REVIEWER),
        Position(Role.CITY_ORGANISER),
        Position(Role.CITY_ORGANISER, city="北极"),
    ],
)
def test_a_role_without_what_it_needs_is_refused(session: Session, position: Position) -> None:
    with pytest.raises((InvalidValue, NotFound)):
        add_account(session, NewAccount("wang", "王某某", position), ADMIN)


def test_a_university_has_no_enterprise_members_and_a_firm_no_reviewers(session: Session) -> None:
    university = add_body(session, "武汉大学堂", OrgType.UNIVERSITY)
    firm = add_body(session, "武汉星辰机械有限公司", OrgType.ENTERPRISE)
    for role, body in ((Role.ENTERPRISE_MEMBER, university), (Role.UNIVERSITY_REVIEWER, firm)):
        with pytest.raises(InvalidValue):
            add_account(session, NewAccount("wang", "王某某", Position(role, body)), ADMIN)


def test_members_reach_the_parts_of_their_organisation(session: Session) -> None:
    university = add_body(session, "江城工业大学", OrgType.UNIVERSITY)
    hospital = add_body(session, "江城工业大学附属医院", OrgType.OTHER)
    set_parents(session, {hospital: university})
    account = add(session, "li", Position(Role.UNIVERSITY_REVIEWER, university))
    viewer = account_viewer(session, account)
    assert viewer.organisations == {university, hospital}
    assert viewer.city_code == "420100"


def test_the_last_administrator_stays(session: Session) -> None:
    account = add(session, "chen", ADMINISTRATOR)
    with pytest.raises(Conflict):
        registry.disable(session, account, "离职", ADMIN)
    with pytest.raises(Conflict):
        registry.change_position(session, account, Position(Role.AUDITOR), ADMIN)
    add(session, "zhou", ADMINISTRATOR)
    registry.disable(session, account, "离职", ADMIN)
    assert account.state is AccountState.DISABLED


def test_every_change_stands_in_the_log(session: Session) -> None:
    account = add(session)
    registry.change_position(session, account, Position(Role.AUDITOR), ADMIN)
    registry.disable(session, account, "离职", ADMIN)
    registry.enable(session, account, ADMIN)
    registry.reset_password(session, account, ADMIN)
    told = [record.details for record in session.exec(select(AuditRecord)).all()]
    assert told == [
        {"act": "added"},
        {"from": "provincial_organiser", "to": "auditor"},
        {"act": "disabled", "reason": "离职"},
        {"act": "enabled"},
        {"act": "password_reset"},
    ]


def test_a_wrong_or_unchanged_password_changes_nothing(session: Session) -> None:
    account = add(session)
    before = account.password_hash
    for old, new in (("wrong", "Xian-Tao#2027y"), (PASSWORD, PASSWORD), (PASSWORD, "short")):
        with pytest.raises(InvalidValue):
            registry.change_password(session, account, old, new, ADMIN)
    assert account.password_hash == before


def test_a_token_lets_a_program_in_until_it_expires_or_is_revoked(session: Session) -> None:
    token, secret = add_token(session, NewToken("统计平台", ["patent:read"], 30), ADMIN)
    found = find_token(session, secret, NOW)
    assert found is not None
    assert (found[0], token_viewer(session, token).name) == (token, "程序：统计平台")
    assert secret.startswith("pm_")
    assert find_token(session, secret, token.expires_at) is None
    assert find_token(session, secret[:-1], NOW) is None
    revoke_token(session, token, ADMIN)
    assert find_token(session, secret, NOW) is None


@pytest.mark.parametrize(
    "new",
    [
        NewToken("", ["patent:read"], 30),
        NewToken("统计平台", [], 30),
        NewToken("统计平台", ["audit:read"], 30),
        NewToken("统计平台", ["anything"], 30),
        NewToken("统计平台", ["patent:read"], 0),
        NewToken("统计平台", ["patent:read"], 400),
        NewToken("统计平台", ["patent:read"], 30, city="武汉", organisation_id=1),
    ],
)
def test_a_token_that_would_reach_too_far_is_not_made(session: Session, new: NewToken) -> None:
    with pytest.raises(InvalidValue):
        add_token(session, new, ADMIN)
