"""matchmaker account and token."""

import json

from sqlalchemy import Engine

from matchmaker.access.viewer import program
from matchmaker.services.accounts.registration import Registration, register
from matchmaker.services.accounts.tokens import find_token
from matchmaker.services.accounts.viewers import token_viewer
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.queries.organisations import add_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.accounts.cases import PASSWORD

FIRM = "武汉星辰机械有限公司"


def states(run: Run) -> dict[str, str]:
    rows = json.loads(run("account", "list", "--format", "json").out)
    return {row["login"]: row["state"] for row in rows}


def test_the_first_administrator_is_made_here(run: Run) -> None:
    shown = run("account", "add", "chen", "--role", "provincial_admin", "--name", "陈一")
    assert shown.out.startswith("已建立账号 chen，首次登录密码：")
    assert states(run) == {"chen": "active"}
    refused = run("account", "disable", "chen", "--reason", "离职")
    assert refused.code == 2
    assert "最后一个省级管理员" in refused.err


def test_a_role_without_what_it_needs_is_refused(run: Run) -> None:
    refused = run("account", "add", "li", "--role", "city_organiser", "--name", "李四")
    assert (refused.code, states(run)) == (2, {})


def test_who_has_registered_is_approved_as_a_member(run: Run, engine: Engine) -> None:
    run("init")
    with make_session(engine) as session:
        add_organisations(session, [(FIRM, {"city_code": "420100"})], OrgType.ENTERPRISE)
        for login in ("zhang", "qian"):
            given = Registration(
                login=login,
                password=PASSWORD,
                name="张三",
                phone="",
                role=Role.ENTERPRISE_MEMBER,
                organisation=FIRM,
                uscc="91420100MA4KXXXX1A",
                city="武汉",
            )
            register(session, given, Author("注册", NOW))
        session.commit()
    assert run("account", "approve", "zhang", "--org", FIRM).code == 0
    assert run("account", "refuse", "qian", "--reason", "查无此人").code == 0
    assert states(run) == {"zhang": "active", "qian": "refused"}


def test_an_account_is_shut_opened_and_given_another_role(run: Run) -> None:
    run("account", "add", "wang", "--role", "auditor", "--name", "王五")
    run("account", "disable", "wang", "--reason", "休假")
    assert states(run) == {"wang": "disabled"}
    run("account", "enable", "wang")
    run("account", "role", "wang", "--role", "city_organiser", "--city", "宜昌")
    (row,) = json.loads(run("account", "list", "--format", "json").out)
    assert (row["state"], row["role"], row["city"]) == ("active", "city_organiser", "420500")
    assert run("account", "password", "wang").out.startswith("wang 的临时密码：")


def test_an_unknown_account_is_told_how_to_find(run: Run) -> None:
    refused = run("account", "enable", "nobody")
    assert "matchmaker account list" in refused.err


def test_a_token_is_shown_once_and_revoked(run: Run, engine: Engine) -> None:
    secret = run("token", "add", "大屏", "--scope", "event:read").out.strip()
    (row,) = json.loads(run("token", "list", "--format", "json").out)
    assert (row["name"], row["scopes"]) == ("大屏", ["event:read"])
    with make_session(engine) as session:
        found = find_token(session, secret, NOW)
        assert found is not None
        expected = program(row["id"], "程序：大屏", ["event:read"])
        assert token_viewer(session, found[0]) == expected
    run("token", "revoke", str(row["id"]))
    with make_session(engine) as session:
        assert find_token(session, secret, NOW) is None
