"""The policy library: for everybody, and as the office keeps it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from models.kept_record import RecordFile
from models.policy import Policy
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.policy_cases import PLAN, PLEDGE, enter
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import leave

OFFICE = "/office/policies"
NEW = f"{OFFICE}/-/new"
TYPED = {
    "title": "湖北省专利转化奖补办法",
    "issuer": "湖北省知识产权局",
    "level": "province",
    "issued_on": "2024-03-01",
    "valid_until": "2026-12-31",
    "topics": "奖补资助",
    "summary": "转化专利的单位可以申请奖补。",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def fill(site: Site) -> int:
    """Enter two policies; return the id of the first."""
    with make_session(site.engine) as session:
        known = enter(session).id or 0
        enter(session, PLEDGE, valid_until=NOW.date() + timedelta(days=10))
        session.commit()
    return known


def one(site: Site, policy_id: int) -> Policy:
    with make_session(site.engine) as session:
        found = session.get_one(Policy, policy_id)
        session.expunge(found)
    return found


def word_file(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def send(site: Site, policy_id: int, name: str, content: bytes) -> str:
    answer = site.client.post(f"{OFFICE}/{policy_id}/files", files={"file": (name, content)})
    assert answer.status_code == 200
    return answer.text


def test_everybody_finds_and_reads_a_policy(site: Site) -> None:
    known = fill(site)
    leave(site.client)
    page = site.client.get("/policies?words=存量专利").text
    assert "<mark>存量</mark>" in page
    assert PLEDGE.title not in page
    read = site.client.get(f"/policies/{known}").text
    assert PLAN.document_number in read
    assert "推进知识产权质押" in read
    assert "/office/policies" not in read
    assert site.client.get("/policies/999").status_code == 404


def test_a_search_without_result_says_what_to_do(site: Site) -> None:
    assert "政策库还没有文件" in site.client.get("/policies").text
    fill(site)
    assert "放宽筛选条件" in site.client.get("/policies?words=轧辊").text
    assert "即将到期" in site.client.get("/policies?state=ending").text
    assert PLAN.title not in site.client.get("/policies?state=ending").text


def test_the_first_page_names_the_newest_in_force(site: Site) -> None:
    assert "政策文件" not in site.client.get("/").text
    fill(site)
    assert PLAN.title in site.client.get("/").text


def test_the_office_enters_a_policy(site: Site) -> None:
    answer = site.client.post(NEW, data=TYPED)
    assert "已收录《湖北省专利转化奖补办法》" in answer.text
    made = one(site, 1)
    assert (made.valid_until, made.topics) == (date(2026, 12, 31), "奖补资助")
    with make_session(site.engine) as session:
        kind = AuditKind.PUBLIC_SERVICE_CHANGED
        (record,) = audit_queries.list_records(session, RecordFilter(kind=kind))
        assert (record.subject, record.details["act"]) == ("政策文件 1", "收录")


def test_what_is_wrong_is_told_beside_what_was_typed(site: Site) -> None:
    for changes, told in (
        ({"issued_on": "去年"}, "发文日期“去年”不是日期"),
        ({"level": ""}, "请选择层级"),
        ({"level": "city"}, "市级文件请选择市州"),
        ({"replaced_by": "x"}, "请从列表中选择"),
    ):
        answer = site.client.post(NEW, data={**TYPED, **changes})
        assert (answer.status_code, told in answer.text) == (422, True)
        assert 'value="湖北省知识产权局"' in answer.text


def test_a_correction_is_kept_and_a_withdrawn_one_is_gone(site: Site) -> None:
    known = fill(site)
    at = f"{OFFICE}/{known}"
    form = dict(re.findall(r'name="([a-z_]+)"[^>]* value="([^"]*)"', site.client.get(at).text))
    said = {
        **{name: form[name] for name in ("title", "issuer", "document_number", "issued_on")},
        "level": "nation",
        "revision": str(one(site, known).revision),
        "valid_until": "2025-12-31",
    }
    assert "请写明更正" in site.client.post(at, data=said).text
    page = site.client.post(at, data={**said, "reason": "补填有效期"}).text
    assert "有效期至：（空） → 2025-12-31" in page
    assert "（原因：补填有效期）" in page
    void = {"revision": str(one(site, known).revision), "reason": "重复收录"}
    assert "已撤下" in site.client.post(f"{at}/void", data=void).text
    assert PLAN.title not in site.client.get("/policies").text
    assert PLAN.title not in site.client.get(OFFICE).text
    assert PLAN.title in site.client.get(f"{OFFICE}?void=yes").text
    leave(site.client)
    assert site.client.get(f"/policies/{known}").status_code == 404
    assert PLAN.title not in site.client.get("/policies?void=yes").text


def test_the_text_is_read_from_a_word_file_and_everybody_has_the_file(site: Site) -> None:
    site.client.post(NEW, data=TYPED)
    content = word_file("第一条 对许可给予奖补。")
    assert "正文已从中读出" in send(site, 1, "办法.docx", content)
    assert one(site, 1).text == "第一条 对许可给予奖补。"
    # What is there already stays.
    assert "正文已从中读出" not in send(site, 1, "又一份.docx", word_file("别的"))
    leave(site.client)
    assert "办法.docx" in site.client.get("/policies/1").text
    had = site.client.get("/policies/1/files/1")
    assert had.content == content
    assert had.headers["content-disposition"].startswith("attachment")


def test_files_of_other_kinds_and_other_records_are_turned_away(site: Site) -> None:
    known = fill(site)
    assert "请上传 PDF 或 Word" in send(site, known, "a.jpg", b"\xff\xd8\xff\xe0photo")
    send(site, known, "a.pdf", b"%PDF-1.7\n")
    assert site.client.get("/policies/2/files/1").status_code == 404
    assert site.client.post(f"{OFFICE}/2/files/1/remove").status_code == 404
    # The ledger knows nothing of it.
    assert site.client.get("/office/ledger/files/1").status_code == 404
    pdf = {"file": ("a.pdf", b"%PDF-1.7\n")}
    assert site.client.post(f"/office/ledger/files/of/policy/{known}", files=pdf).status_code == 404


def test_a_removed_file_is_gone_until_it_is_restored(site: Site) -> None:
    known = fill(site)
    send(site, known, "a.pdf", b"%PDF-1.7\n")
    assert "30 天内可以恢复" in site.client.post(f"{OFFICE}/{known}/files/1/remove").text
    assert site.client.get(f"/policies/{known}/files/1").status_code == 404
    assert "已恢复" in site.client.post(f"{OFFICE}/{known}/files/1/restore").text
    with make_session(site.engine) as session:
        assert session.get_one(RecordFile, 1).removed_at is None


def test_organisers_of_a_city_enter_its_policies(site: Site) -> None:
    known = fill(site)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "yichang")
    page = site.client.get(NEW).text
    assert "市（宜昌）" in page
    site.client.post(NEW, data={**TYPED, "level": "nation"})
    made = one(site, 3)
    assert (made.level.value, made.city_code) == ("city", "420500")
    assert "修改这份文件" not in site.client.get(f"{OFFICE}/{known}").text
    form = {"revision": str(one(site, known).revision), "reason": "误"}
    assert site.client.post(f"{OFFICE}/{known}/void", data=form).status_code == 403


def test_last_days_stand_in_the_calendar(site: Site) -> None:
    fill(site)
    with make_session(site.engine) as session:
        enter(session, replace(PLEDGE, title="已过", valid_until=date(2023, 1, 1)))
        session.commit()
    calendar = Calendar.from_ical(site.client.get("/api/v1/calendar.ics").content)
    assert [(str(one["summary"]), one["dtstart"].dt) for one in calendar.walk("VEVENT")] == [
        (f"政策到期：{PLEDGE.title}", NOW.date() + timedelta(days=10))
    ]
