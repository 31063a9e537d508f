"""Courses: for everybody, for who registers, and as the office keeps them."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from matchmaker.access.viewer import person
from matchmaker.services.accounts.registry import Position
from matchmaker.services.course_seats import join_course, leave_course
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.audit import AuditKind
from models.course import CourseSeat, CourseSession
from models.ledger import Activity
from models.organisation import Organisation
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter
from models.session import make_session
from models.values.org_name import OrgType
from models.values.sitting import Sitting
from tests.conftest import NOW
from tests.matchmaker.services.course_cases import announce, people
from tests.matchmaker.services.policy_cases import BY
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import leave

OFFICE = "/office/courses"
NEW = f"{OFFICE}/-/new"
TYPED = {
    "title": "高校专利转化培训班",
    "kind": "universities",
    "city": "420500",
    "sittings": "2024-06-18 09:00-11:30\n2024-06-19 14:00-16:00",
    "place": "宜昌市图书馆",
    "capacity": "1",
}
OVER = (Sitting(NOW - timedelta(days=2), NOW - timedelta(days=2) + timedelta(hours=2)),)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def held(site: Site, number: int) -> list[int]:
    """Have a course that is over, with so many who had registered; return their seats."""
    with make_session(site.engine) as session:
        course = announce(session, sittings=OVER, capacity=None)
        before = type(BY)(BY.actor, BY.at - timedelta(days=9))
        seats = [
            join_course(session, one, course.id or 0, before).id or 0
            for one in people(session, number)
        ]
        session.commit()
    return seats


def test_the_office_announces_and_people_join_wait_and_leave(site: Site) -> None:
    page = site.client.post(NEW, data=TYPED)
    assert "已发布“高校专利转化培训班”" in page.text
    for login, told in (("zhao", "已报名。请按时到场"), ("qian", "您已进入候补")):
        site.enter(Position(Role.AUDITOR), login)
        assert told in site.client.post("/courses/1/join").text
    page = site.client.get("/courses/1").text
    assert "前面还有 0 人" in page
    assert "名额已满（1），候补 1 人" in " ".join(page.split())
    assert "我的报名" in site.client.get("/courses").text
    assert "已取消报名" in site.client.post("/courses/1/leave").text
    assert "没有报名" in site.client.post("/courses/1/leave").text
    leave(site.client)
    page = site.client.get("/courses/1").text
    assert "登录后报名" in page
    assert "我的报名" not in page
    assert site.client.post("/courses/1/join", follow_redirects=False).status_code in (303, 401)


@pytest.mark.parametrize(
    ("desk", "role", "kind"),
    [
        ("/enterprise", Role.ENTERPRISE_MEMBER, OrgType.ENTERPRISE),
        ("/institution", Role.INSTITUTION_MEMBER, OrgType.UNIVERSITY),
    ],
)
def test_who_moved_up_finds_so_on_the_desk(
    site: Site, desk: str, role: Role, kind: OrgType
) -> None:
    site.client.post(NEW, data=TYPED)
    site.enter(Position(Role.AUDITOR), "zhao")
    site.client.post("/courses/1/join")
    with make_session(site.engine) as session:
        body = Organisation(name="武汉某单位", org_type=kind)
        session.add(body)
        session.commit()
    site.enter(Position(role, body.id), "qian")
    assert "我报名的培训" not in site.client.get(desk).text
    site.client.post("/courses/1/join")
    told = "高校专利转化培训班 候补"
    assert told in words(site.client.get(desk).text)
    with make_session(site.engine) as session:
        first = session.get_one(CourseSeat, 1)
        viewer = person(first.account_id, "赵", Role.AUDITOR)
        leave_course(session, viewer, 1, Author("赵", first.asked_at + timedelta(minutes=1)))
        session.commit()
    assert "高校专利转化培训班 已报名 （" in words(site.client.get(desk).text)
    assert "由候补递补" in site.client.get(desk).text
    assert "由候补递补" in site.client.get("/courses/1").text


def test_what_is_wrong_is_told_beside_what_was_typed(site: Site) -> None:
    for changes, told in (
        ({"sittings": "六月十八日"}, "不是日期和起止时间"),
        ({"sittings": ""}, "请填写上课时间"),
        ({"capacity": "很多"}, "名额“很多”不是数字"),
        ({"place": ""}, "请填写地点"),
        ({"kind": "x"}, "请选择课程的类型"),
    ):
        answer = site.client.post(NEW, data={**TYPED, **changes})
        assert (answer.status_code, told in answer.text) == (422, True)
        assert 'value="高校专利转化培训班"' in answer.text


def test_a_course_is_changed_and_called_off(site: Site) -> None:
    site.client.post(NEW, data=TYPED)
    at = f"{OFFICE}/1"
    revision = re.search(r'name="revision" value="([0-9]+)"', site.client.get(at).text)
    assert revision is not None
    said = {**TYPED, "revision": revision[1], "lecturer": "李老师", "reason": "定了讲师"}
    page = site.client.post(at, data=said).text
    assert "授课人：（空） → 李老师" in page
    assert "刚被别人修改过" in site.client.post(at, data=said).text
    revision = re.search(r'name="revision" value="([0-9]+)"', page)
    assert revision is not None
    form = {"revision": revision[1], "reason": "人数不足"}
    assert "课程已取消" in site.client.post(f"{at}/void", data=form).text
    assert "高校专利转化培训班" not in site.client.get("/courses").text
    assert "高校专利转化培训班" not in site.client.get(OFFICE).text
    assert "高校专利转化培训班" in site.client.get(f"{OFFICE}?void=yes").text
    assert "这门课程已取消，不再举办" in site.client.get("/courses/1").text


def test_names_are_masked_but_on_the_sheet_and_the_list_of_certificates(site: Site) -> None:
    seats = held(site, 3)
    page = site.client.get(f"{OFFICE}/1").text
    assert "张**" in page
    assert "张三0" not in page
    mark = f"{OFFICE}/1/attendance/1"
    assert "已登记到场 3 人" in site.client.post(mark, data={"everybody": "yes"}).text
    assert "已登记到场 2 人" in site.client.post(mark, data={"seat": seats[:2]}).text
    assert "刷新页面" in site.client.post(mark, data={"seat": "99"}).text
    assert "刷新页面" in site.client.post(mark, data={"seat": "x"}).text
    assert "张三0" in site.client.get(f"{OFFICE}/1/sheet").text
    answer = site.client.get(f"{OFFICE}/1/certificates.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[1] for row in rows] == ["张三0", "张三1"]
    assert rows[0][2:] == ["审计员", "专利转化实务", str(OVER[0]), 1, 1, "是"]
    with make_session(site.engine) as session:
        found = audit_queries.list_records(session, RecordFilter(kind=AuditKind.EXPORT))
        assert [one.subject for one in found] == ["培训课程 1", "培训课程 1"]


def test_only_organisers_of_the_city_see_who_comes(site: Site) -> None:
    held(site, 1)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "yichang")
    assert "/courses/1" in site.client.get(OFFICE).text
    for path in ("", "/sheet", "/certificates.xlsx"):
        assert site.client.get(f"{OFFICE}/1{path}").status_code == 403
    site.enter(Position(Role.AUDITOR), "shen")
    assert "张**" in site.client.get(f"{OFFICE}/1").text
    assert site.client.get(f"{OFFICE}/1/sheet").status_code == 403


def test_a_training_of_the_ledger_names_its_course(site: Site) -> None:
    held(site, 1)
    new = "/office/ledger/activities/new?kind=training"
    assert "专利转化实务" in site.client.get(new).text
    form = {
        "kind": "training",
        "title": "专利转化实务",
        "city": "420100",
        "held_on": OVER[0].starts_at.date().isoformat(),
        "sessions": "1",
        "course": "1",
    }
    page = site.client.post("/office/ledger/activities/new", data=form).text
    assert '<a href="/office/courses/1">专利转化实务</a>' in page
    with make_session(site.engine) as session:
        assert session.get_one(Activity, 1).course_id == 1
    figure = site.client.get("/office/figures/training_sessions?year=2024").text
    assert "/office/courses/1" in figure
    assert "/office/ledger/activities/1" not in figure


def test_sittings_stand_in_the_calendar_and_on_the_first_page(site: Site) -> None:
    with make_session(site.engine) as session:
        announce(session)
        session.commit()
        starts = session.get_one(CourseSession, 1).starts_at
    calendar = Calendar.from_ical(site.client.get("/api/v1/calendar.ics").content)
    entries = calendar.walk("VEVENT")
    assert [str(one["summary"]) for one in entries] == ["培训：专利转化实务"] * 2
    assert entries[0]["dtstart"].dt == starts
    page = site.client.get("/").text
    assert "培训　09:00　三楼会议室" in page
    assert "/courses/1" in page


def test_programs_and_people_use_the_interface(site: Site) -> None:
    form = {
        "kind": "general",
        "title": "线上课",
        "is_online": True,
        "sittings": ["2024-06-18 09:00-10:00"],
        "topics": "转化运用",
    }
    made = site.client.post("/api/v1/courses", json=form).json()
    assert (made["city"], made["topics"], made["taken"]) == ("省本级", ["转化运用"], 0)
    assert site.client.post("/api/v1/courses/1/join").json()["state"] == "taken"
    (seat,) = site.client.get("/api/v1/courses/1/seats").json()
    assert (seat["name"], seat["attended"]) == ("王**", [])
    sitting = made["sittings"][0]["id"]
    answer = site.client.put(f"/api/v1/courses/1/attendance/{sitting}", json={})
    assert (answer.status_code, answer.json()["error"]) == (409, "Conflict")
    found = site.client.get("/api/v1/courses?topic=转化运用").json()["items"]
    assert [one["id"] for one in found] == [1]
