"""Requests of persons at the office: looked through, fulfilled, refused, erased."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import Session, select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.list_hands import Author
from matchmaker.services.personal_data import Subject
from matchmaker.services.privacy_requests import Asked, receive_request
from matchmaker.web.protection.csrf import SESSION_COOKIE
from models.account_enums import Role
from models.audit import AuditKind
from models.demand import Demand
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.privacy_world import (
    NAME,
    OTHER_PHONE,
    PHONE,
    make_privacy_world,
)
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import let_in

AT = "/office/privacy"
ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(ORGANISER)
        yield site


@pytest.fixture
def subject(site: Site) -> Subject:
    """A person at a firm whose contact stands everywhere."""
    with make_session(site.engine) as session:
        made = make_privacy_world(session).subject
        session.commit()
    return made


def ask(site: Site, subject: Subject, kind: RequestKind, text: str = "") -> int:
    with make_session(site.engine) as session:
        asked = Asked(subject.organisation_id, kind, subject.person, text)
        made = receive_request(session, asked, Author("张伟（zhang）", NOW))
        session.commit()
        return made.id or 0


def answer_to(site: Site, known: int) -> str:
    with make_session(site.engine) as session:
        return session.get_one(PrivacyRequest, known).answer


def demand_of(session: Session, subject: Subject) -> Demand:
    owned = Demand.organisation_id == subject.organisation_id
    return session.exec(select(Demand).where(owned).order_by(Demand.id)).all()[0]  # type: ignore[arg-type]


def contact(site: Site, subject: Subject) -> tuple[str, str]:
    with make_session(site.engine) as session:
        found = demand_of(session, subject)
        return found.contact_name, found.contact_phone


def log_of(site: Site) -> list[tuple[AuditKind, str]]:
    """What the audit log tells of this organisation's data, in order."""
    kinds = {AuditKind.EXPORT, AuditKind.DELETION, AuditKind.CONTACT_CORRECTED}
    with make_session(site.engine) as session:
        return [(kind, on) for _, kind, on, _ in told(session) if kind in kinds]


def test_nothing_asked_is_said_so(site: Site) -> None:
    assert "没有待答复的申请" in site.client.get(AT).text


def test_what_waits_stands_before_what_was_answered(site: Site, subject: Subject) -> None:
    done = ask(site, subject, RequestKind.ACCESS, "请给我副本")
    waits = ask(site, subject, RequestKind.ERASURE, "请删去电话")
    site.client.post(f"{AT}/{done}/answer", data={"outcome": "done", "text": "已当面交付"})
    page = site.client.get(AT).text
    found = [page.index(text) for text in ("2024-05-24", "还有 18 天", "请删去电话", "已当面交付")]
    assert found == sorted(found)
    assert re.findall(rf'href="{AT}/(\d+)"', page) == [str(waits), str(done)]


def test_to_do_page_names_what_waits_with_its_day(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ERASURE)
    page = site.client.get("/office").text
    line = f'<a href="{AT}/{known}">{FIRMS[0]}：个人信息删除申请待答复</a>'
    assert (line in page, "2024-05-24" in page, "还有 18 天" in page) == (True, True, True)


def test_contacts_are_shown_masked(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ACCESS)
    for query in ("", "?everybody=true"):
        page = site.client.get(f"{AT}/{known}{query}").text
        assert ("138****1234" in page, PHONE in page, OTHER_PHONE in page) == (True, False, False)
    page = site.client.get(f"{AT}/{known}?person=无此人").text
    assert "没有找到“无此人”的联系方式" in page


def test_copy_is_given_with_a_record_and_answered_by_hand(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ACCESS)
    answer = site.client.post(f"{AT}/{known}/copy")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["联系方式"]["E2"].value == PHONE
    document = site.client.post(f"{AT}/{known}/copy", data={"form": "json"}).json()
    assert document["person"] == NAME
    assert log_of(site) == [(AuditKind.EXPORT, f"单位 {subject.organisation_id}")] * 2
    assert answer_to(site, known) == ""
    page = site.client.post(
        f"{AT}/{known}/answer", data={"outcome": "done", "text": "副本已当面交付"}
    ).text
    assert f"申请 {known} 已答复" in page
    assert answer_to(site, known) == "副本已当面交付"
    assert "已由 王某某" in site.client.post(f"{AT}/{known}/copy").text
    assert len(log_of(site)) == 2


def test_contact_is_corrected_in_the_chosen_records(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.CORRECTION, "电话改为 13800001111")
    with make_session(site.engine) as session:
        key = f"demand-{demand_of(session, subject).id}"
    at, typed = f"{AT}/{known}/correction", {"phone": "13800001111"}
    wrong = site.client.post(at, data=typed)
    assert (wrong.status_code, "请勾选要更正的记录" in wrong.text) == (422, True)
    assert 'value="13800001111"' in wrong.text
    for record, why in (("demand-9999", "不在此人名下"), (key, "至少给出")):
        wrong = site.client.post(at, data={"record": record})
        assert (wrong.status_code, why in wrong.text) == (422, True)
    wrong = site.client.post(at, data={"record": key, "email": "a@b.cn"})
    assert (wrong.status_code, "没有邮箱一栏" in wrong.text) == (422, True)
    assert contact(site, subject) == (NAME, PHONE)

    page = site.client.post(at, data={**typed, "record": key}).text
    assert "已更正 1 条记录。全部改好后请答复申请人" in page
    assert (contact(site, subject), answer_to(site, known)) == ((NAME, "13800001111"), "")
    page = site.client.post(at, data={"name": "张炜", "record": key, "then": "answer"}).text
    assert "已更正 1 条记录，已答复申请人" in page
    assert (contact(site, subject), answer_to(site, known)) == (("张炜", "13800001111"), "已更正")
    assert [kind for kind, _ in log_of(site)] == [AuditKind.CONTACT_CORRECTED] * 2
    again = site.client.post(at, data={**typed, "record": key})
    assert (again.status_code, "已由 王某某" in again.text) == (422, True)


def test_erasing_is_shown_first_and_confirmed(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ERASURE)
    at = f"{AT}/{known}/erasure"
    assert f'href="{at}"' in site.client.get(f"{AT}/{known}").text
    page = site.client.get(at).text
    assert "<b>2</b> 条记录的联系方式" in page
    assert "<b>3</b> 处备注与说明中的联系方式" in page
    assert PHONE not in page
    unsure = site.client.post(at, data={})
    assert (unsure.status_code, "勾选确认" in unsure.text) == (422, True)
    assert contact(site, subject) == (NAME, PHONE)
    assert log_of(site) == []

    page = site.client.post(at, data={"confirmed": "true"}).text
    assert "已删除2 条记录的联系方式" in page
    assert (contact(site, subject), answer_to(site, known)) == (("", ""), "已删除")
    assert log_of(site) == [(AuditKind.DELETION, f"单位 {subject.organisation_id}")]
    assert "已由 王某某" in site.client.post(at, data={"confirmed": "true"}).text
    assert len(log_of(site)) == 1


def test_erasing_reaches_as_far_as_is_said(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ERASURE)
    at = f"{AT}/{known}/erasure"
    page = site.client.get(f"{at}?person=无此人").text
    assert ("没有找到联系方式" in page, "永久删除</button>" in page) == (True, False)
    page = site.client.get(f"{at}?everybody=true").text
    assert (f"{FIRMS[0]}全部联系人" in page, "<b>3</b> 条记录" in page) == (True, True)


def test_only_what_was_asked_for_is_done(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.CORRECTION)
    answers = [
        site.client.post(f"{AT}/{known}/copy"),
        site.client.get(f"{AT}/{known}/erasure"),
        site.client.post(f"{AT}/{known}/erasure", data={"confirmed": "true"}),
    ]
    assert ["是更正补充，不是" in one.text for one in answers] == [True] * 3
    assert (contact(site, subject), log_of(site)) == ((NAME, PHONE), [])


def test_refusal_wants_a_reason_which_the_applicant_reads(site: Site, subject: Subject) -> None:
    member = Position(Role.ENTERPRISE_MEMBER, subject.organisation_id)
    site.enter(member, "zhang")
    token = site.client.cookies[SESSION_COOKIE]
    site.client.post("/account/privacy", data={"kind": "erasure", "text": "请删除"})
    with make_session(site.engine) as session:
        known = session.exec(select(PrivacyRequest.id)).one() or 0
    site.enter(ORGANISER, "zhao")
    wrong = site.client.post(f"{AT}/{known}/answer", data={"outcome": "refused", "text": " "})
    assert (wrong.status_code, "请写明不予办理的理由" in wrong.text) == (422, True)
    site.client.post(f"{AT}/{known}/answer", data={"outcome": "refused", "text": "须依法保存三年"})
    let_in(site.client, token)
    assert "不予办理：须依法保存三年" in site.client.get("/account/privacy").text


def test_others_neither_see_nor_answer(site: Site, subject: Subject) -> None:
    known = ask(site, subject, RequestKind.ERASURE)
    member = Position(Role.ENTERPRISE_MEMBER, subject.organisation_id)
    for position, login in (
        (OF_YICHANG, "zhao"),
        (member, "zhang"),
        (Position(Role.AUDITOR), "sun"),
        (Position(Role.PROVINCIAL_ADMIN), "qian"),
    ):
        site.enter(position, login)
        answers = [
            site.client.get(f"{AT}/{known}"),
            site.client.get(f"{AT}/{known}/erasure"),
            site.client.post(f"{AT}/{known}/erasure", data={"confirmed": "true"}),
            site.client.post(f"{AT}/{known}/answer", data={"outcome": "done", "text": "x"}),
        ]
        assert [one.status_code for one in answers] == [403] * 4
    site.enter(OF_YICHANG, "li")
    assert NAME not in site.client.get(AT).text
    assert "个人信息删除申请" not in site.client.get("/office").text
    assert answer_to(site, known) == ""
