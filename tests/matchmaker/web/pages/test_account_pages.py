"""One's own account: who one is, sessions, second factor, privacy; and asking for an account."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.accounts.sign_in import Client, open_session
from models.account import Account
from models.account_enums import AccountState, Role
from models.privacy import Consent, PrivacyRequest
from models.privacy_enums import ConsentPurpose, RequestKind
from models.queries import accounts as account_queries
from models.queries.organisations import add_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import PASSWORD
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import leave

FIRM = "武汉星辰机械有限公司"
ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
REGISTRATION = {
    "role": "enterprise_member",
    "organisation": FIRM,
    "uscc": "91420100MA4KXXXX1A",
    "city": "420100",
    "name": "张三",
    "phone": "13800138000",
    "login": "zhang.san",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        yield site


def account_of(session: Session, login: str) -> Account:
    return session.exec(select(Account).where(Account.login == login)).one()


def as_member(site: Site) -> int:
    """Sign in as a member of a firm; return the firm's id."""
    with make_session(site.engine) as session:
        made = add_organisations(session, [(FIRM, {})], OrgType.ENTERPRISE)
        session.commit()
    (firm,) = made.values()
    site.enter(Position(Role.ENTERPRISE_MEMBER, firm))
    return firm


def test_account_says_who_one_is(site: Site) -> None:
    as_member(site)
    page = site.client.get("/account").text
    for text in ("王某某", "wang", "企业成员", FIRM, "本次"):
        assert text in page


def test_others_are_asked_to_sign_in(site: Site) -> None:
    leave(site.client)
    answer = site.client.get("/account", follow_redirects=False)
    assert answer.headers["location"] == "/login?next=/account"


def test_one_other_session_and_all_others_are_ended(site: Site) -> None:
    known = site.enter(ORGANISER)
    with make_session(site.engine) as session:
        account = account_queries.get_account(session, known)
        for browser in ("手机浏览器", "办公室浏览器", "家里浏览器"):
            open_session(session, account, Client("10.0.0.9", browser), NOW)
        session.commit()
    page = site.client.get("/account").text
    phone = re.search(r"手机浏览器.*?/account/sessions/(\d+)/end", page, re.DOTALL)
    assert phone is not None
    page = site.client.post(f"/account/sessions/{phone[1]}/end").text
    assert "已让那处登录退出" in page
    assert ("手机浏览器" in page, "家里浏览器" in page) == (False, True)
    page = site.client.post("/account/sessions/end-others").text
    assert page.count("data-row") == 1
    assert "本次" in page


def test_ending_the_present_session_leads_to_signing_in(site: Site) -> None:
    site.enter(ORGANISER)
    number = re.search(r"/account/sessions/(\d+)/end", site.client.get("/account").text)
    assert number is not None
    answer = site.client.post(f"/account/sessions/{number[1]}/end", follow_redirects=False)
    assert answer.headers["location"] == "/login"
    assert site.client.get("/account", follow_redirects=False).status_code == 303


def test_session_of_somebody_else_is_not_found(site: Site) -> None:
    site.enter(ORGANISER, "li")
    site.enter(ORGANISER)
    assert site.client.post("/account/sessions/1/end").status_code == 404


def test_second_factor_is_set_up_with_a_code_and_removed_with_the_password(site: Site) -> None:
    known = site.enter(ORGANISER)
    page = site.client.get("/account/second-factor").text
    assert "<svg" in page
    assert "style=" not in page
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert secret is not None
    typed = {"secret": secret[1], "code": "000000", "password": "不对"}
    wrong = site.client.post("/account/second-factor", data=typed)
    assert (wrong.status_code, "密码不对" in wrong.text, secret[1] in wrong.text) == (
        422,
        True,
        True,
    )
    wrong = site.client.post("/account/second-factor", data={**typed, "password": PASSWORD})
    assert (wrong.status_code, "动态口令不对" in wrong.text) == (422, True)
    code = pyotp.TOTP(secret[1]).at(NOW)
    done = site.client.post(
        "/account/second-factor", data={**typed, "code": code, "password": PASSWORD}
    )
    assert "动态口令已启用" in done.text
    with make_session(site.engine) as session:
        assert account_queries.get_account(session, known).totp_sealed != ""
    assert secret[1] not in site.client.get("/account/second-factor").text
    refused = site.client.post("/account/second-factor/remove", data={"password": "不对"})
    assert refused.status_code == 422
    removed = site.client.post("/account/second-factor/remove", data={"password": PASSWORD})
    assert "动态口令已停用" in removed.text
    with make_session(site.engine) as session:
        assert account_queries.get_account(session, known).totp_sealed == ""


def test_request_about_own_data_is_kept_and_shown(site: Site) -> None:
    firm = as_member(site)
    page = site.client.post(
        "/account/privacy", data={"kind": "correction", "text": "电话已换"}
    ).text
    assert "申请已提交" in page
    assert "电话已换" in page
    with make_session(site.engine) as session:
        made = session.exec(select(PrivacyRequest)).one()
    assert (made.kind, made.organisation_id, made.text) == (
        RequestKind.CORRECTION,
        firm,
        "电话已换",
    )


def test_office_has_nobody_to_ask_here(site: Site) -> None:
    site.enter(ORGANISER)
    assert "请直接联系省级组织者" in site.client.get("/account/privacy").text
    page = site.client.post("/account/privacy", data={"kind": "access"}).text
    assert "您的账号不属于任何单位" in page


def test_consent_is_said_and_taken_back(site: Site) -> None:
    as_member(site)
    at = "/account/privacy/consents/push"
    first = site.client.post(at, data={"given": "true"}).text
    assert ("已登记：本单位同意自动推送" in first, "撤销" in first) == (True, False)
    second = site.client.post(at, data={"given": "false"}).text
    assert ("本单位不同意自动推送" in second, "撤销" in second) == (True, True)
    with make_session(site.engine) as session:
        said = session.exec(select(Consent)).all()
    assert [(one.purpose, one.given) for one in said] == [
        (ConsentPurpose.PUSH, True),
        (ConsentPurpose.PUSH, False),
    ]


def test_registration_waits_for_an_organiser(site: Site) -> None:
    assert 'href="/register"' in site.client.get("/login").text
    page = site.client.post("/register", data=REGISTRATION)
    assert (page.url.path, "注册已提交：用户名“zhang.san”" in page.text) == ("/login", True)
    with make_session(site.engine) as session:
        account = account_of(session, "zhang.san")
    assert (account.state, account.claimed_name, account.city_code, account.role) == (
        AccountState.PENDING,
        FIRM,
        "420100",
        Role.ENTERPRISE_MEMBER,
    )


def test_registration_says_at_every_field_what_is_wrong_and_keeps_the_rest(site: Site) -> None:
    typed = {
        **REGISTRATION,
        "role": "department_reviewer",
        "uscc": "9142",
        "city": "",
        "password": "short",
        "again": "other",
    }
    page = site.client.post("/register", data=typed)
    assert page.status_code == 422
    for text in (
        "有 5 处需要改正",
        "统一社会信用代码应为 18 位，现为 4 位",
        "不认识的城市",
        "没有填写院系",
        "密码的长度不合要求",
        "两次输入的密码不同",
        f'value="{FIRM}"',
        'value="zhang.san"',
        '<option value="department_reviewer" selected>',
    ):
        assert text in page.text
    assert "short" not in page.text
    with make_session(site.engine) as session:
        assert session.exec(select(Account)).all() == []


def test_name_that_is_taken_is_told_at_its_field(site: Site) -> None:
    site.client.post("/register", data=REGISTRATION)
    page = site.client.post("/register", data={**REGISTRATION, "uscc": "91420100MA4KXXXX1B"})
    assert page.status_code == 422
    assert "用户名“zhang.san”已被使用，请换一个" in page.text


def test_role_that_is_not_given_by_asking_is_taken_as_a_firms(site: Site) -> None:
    site.client.post("/register", data={**REGISTRATION, "role": "provincial_admin"})
    with make_session(site.engine) as session:
        assert account_of(session, "zhang.san").role is Role.ENTERPRISE_MEMBER


def test_wrong_password_is_told_and_the_name_stays(site: Site) -> None:
    site.enter(ORGANISER)
    leave(site.client)
    page = site.client.post("/login", data={"login": "wang", "password": "不对"})
    assert page.status_code == 401
    assert 'value="wang"' in page.text
    assert 'role="alert"' in page.text
