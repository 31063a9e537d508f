"""Accounts at the office: who is there, who is let in, who is changed; and tokens of programs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registration import Registration, register
from matchmaker.services.accounts.registry import NewAccount, Position, add_account
from models.account import Account, ProgramToken
from models.account_enums import AccountState, Role
from models.organisation import Organisation
from models.queries import accounts as account_queries
from models.queries.organisations import add_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.matchmaker.services.accounts.cases import ADMIN, PASSWORD
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

FIRM = "武汉星辰机械有限公司"
CODE = "91420100MA4KXXXX1A"
MANAGER = Position(Role.PROVINCIAL_ADMIN)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(MANAGER)
        yield site


def ask(session: Session, login: str = "zhang", city: str = "武汉") -> int:
    """Have somebody wait for approval."""
    given = Registration(
        login=login,
        password=PASSWORD,
        name="张三",
        phone="",
        role=Role.ENTERPRISE_MEMBER,
        organisation=FIRM,
        uscc=CODE,
        city=city,
    )
    return register(session, given, ADMIN).id or 0


def waiting(site: Site, city: str = "武汉") -> int:
    with make_session(site.engine) as session:
        known = ask(session, city=city)
        session.commit()
    return known


def member(site: Site, login: str = "li") -> int:
    with make_session(site.engine) as session:
        new = NewAccount(login, "李四", Position(Role.AUDITOR))
        account, _ = add_account(session, new, ADMIN)
        session.commit()
        return account.id or 0


def account_of(site: Site, known: int) -> Account:
    with make_session(site.engine) as session:
        return account_queries.get_account(session, known)


def test_people_are_found_by_state_role_and_words(site: Site) -> None:
    waiting(site)
    member(site)
    page = site.client.get("/office/people").text
    assert "共 3 个账号" in page
    page = site.client.get("/office/people?state=pending&role=&words=星辰").text
    assert ("共 1 个账号" in page, "张三" in page, "李四" in page) == (True, True, False)
    page = site.client.get("/office/people?words=没有这个人").text
    assert "没有符合条件的账号" in page


def test_people_come_fifty_a_page(site: Site) -> None:
    with make_session(site.engine) as session:
        for number in range(55):
            ask(session, f"zhang{number:02}")
        session.commit()
    page = site.client.get("/office/people?state=pending").text
    assert page.count("data-row") == 50
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    page = site.client.get(following[1].replace("&amp;", "&")).text
    assert page.count("data-row") == 5
    assert "zhang54" in page


def test_organiser_of_a_city_sees_and_decides_its_own_alone(site: Site) -> None:
    known = waiting(site)
    site.enter(OF_YICHANG, "zhao")
    assert "张三" not in site.client.get("/office/people").text
    at = f"/office/people/{known}"
    answers = [
        site.client.get(at),
        site.client.post(f"{at}/approve", data={"organisation_id": "new"}),
        site.client.post(f"{at}/refuse", data={"reason": "查无此人"}),
    ]
    assert [one.status_code for one in answers] == [403, 403, 403]
    assert account_of(site, known).state is AccountState.PENDING


def test_registration_is_passed_for_a_known_organisation(site: Site) -> None:
    with make_session(site.engine) as session:
        made = add_organisations(session, [(FIRM, {"uscc": CODE})], OrgType.ENTERPRISE)
        session.commit()
    (firm,) = made.values()
    known = waiting(site)
    page = site.client.get(f"/office/people/{known}").text
    assert "信用代码与名称都相同" in page
    page = site.client.post(
        f"/office/people/{known}/approve", data={"organisation_id": str(firm)}
    ).text
    assert "“张三”已通过" in page
    account = account_of(site, known)
    assert (account.state, account.organisation_id) == (AccountState.ACTIVE, firm)


def test_registration_is_passed_for_a_new_organisation(site: Site) -> None:
    known = waiting(site)
    site.client.post(f"/office/people/{known}/approve", data={"organisation_id": "new"})
    with make_session(site.engine) as session:
        body = session.exec(select(Organisation).where(Organisation.name == FIRM)).one()
    assert (body.uscc, account_of(site, known).organisation_id) == (CODE, body.id)


def test_registration_is_turned_down_with_a_reason(site: Site) -> None:
    known = waiting(site)
    at = f"/office/people/{known}/refuse"
    assert "没有填写理由" in site.client.post(at, data={"reason": " "}).text
    assert "未通过" in site.client.post(at, data={"reason": "代码与执照不符"}).text
    account = account_of(site, known)
    assert (account.state, account.decision) == (AccountState.REFUSED, "代码与执照不符")
    assert "不在待审核之列" in site.client.post(at, data={"reason": "再次"}).text


def test_account_is_made_and_its_password_told_once(site: Site) -> None:
    typed = {"login": "zhou", "name": "周一", "role": "city_organiser", "city": ""}
    wrong = site.client.post("/office/new-account", data=typed)
    assert wrong.status_code == 422
    assert "角色需要所在市州" in wrong.text
    assert 'value="周一"' in wrong.text
    page = site.client.post("/office/new-account", data={**typed, "city": "420500"}).text
    told = re.search(r"初始密码.*?<code[^>]*>([^<]+)</code>", page)
    assert told is not None
    with make_session(site.engine) as session:
        account = session.exec(select(Account).where(Account.login == "zhou")).one()
    assert (account.role, account.city_code, account.must_change) == (
        Role.CITY_ORGANISER,
        "420500",
        True,
    )
    assert told[1] not in site.client.get(f"/office/people/{account.id}").text


def test_role_is_changed_and_what_is_wrong_keeps_what_was_typed(site: Site) -> None:
    known = member(site)
    at = f"/office/people/{known}/position"
    typed = {"role": "enterprise_member", "organisation": "没有的公司"}
    wrong = site.client.post(at, data=typed)
    assert wrong.status_code == 422
    assert "没有这个单位" in wrong.text
    assert 'value="没有的公司"' in wrong.text
    done = site.client.post(at, data={"role": "provincial_organiser"}).text
    assert "角色已改为省级组织者" in done
    assert account_of(site, known).role is Role.PROVINCIAL_ORGANISER


def test_account_is_shut_and_opened_again(site: Site) -> None:
    known = member(site)
    at = f"/office/people/{known}"
    assert "请写明理由" in site.client.post(f"{at}/disable", data={"reason": ""}).text
    page = site.client.post(f"{at}/disable", data={"reason": "已离职"}).text
    assert ("账号已停用" in page, f'action="{at}/enable"' in page) == (True, True)
    assert account_of(site, known).state is AccountState.DISABLED
    assert "账号已启用" in site.client.post(f"{at}/enable").text
    assert account_of(site, known).state is AccountState.ACTIVE


def test_last_manager_is_not_shut(site: Site) -> None:
    with make_session(site.engine) as session:
        known = session.exec(select(Account.id).where(Account.login == "wang")).one()
    page = site.client.post(f"/office/people/{known}/disable", data={"reason": "离职"}).text
    assert "这是最后一个省级管理员" in page


def test_password_is_reset_and_told_once(site: Site) -> None:
    known = member(site)
    before = account_of(site, known).password_hash
    page = site.client.post(f"/office/people/{known}/password").text
    assert "初始密码" in page
    assert account_of(site, known).password_hash != before


def test_token_is_issued_told_once_and_revoked(site: Site) -> None:
    wrong = site.client.post("/office/programs", data={"name": "统计平台", "days": "0"})
    assert (wrong.status_code, "有效天数不对" in wrong.text) == (422, True)
    assert 'value="统计平台"' in wrong.text
    typed = {"name": "统计平台", "days": "30", "scopes": ["event:read", "patent:read"]}
    page = site.client.post("/office/programs", data=typed).text
    told = re.search(r"<code[^>]*>(pm_[^<]+)</code>", page)
    assert told is not None
    with make_session(site.engine) as session:
        token = session.exec(select(ProgramToken)).one()
    assert token.scopes == ["event:read", "patent:read"]
    assert told[1] not in site.client.get("/office/programs").text
    assert "令牌已吊销" in site.client.post(f"/office/programs/{token.id}/revoke").text
    assert "令牌已经吊销" in site.client.post(f"/office/programs/{token.id}/revoke").text


def test_organisers_of_the_province_make_no_accounts(site: Site) -> None:
    site.enter(Position(Role.PROVINCIAL_ORGANISER), "organiser")
    page = site.client.get("/office/people").text
    assert ("新建账号" in page, "程序令牌" in page) == (False, False)
    assert site.client.get("/office/new-account").status_code == 403
    assert site.client.get("/office/programs").status_code == 403
