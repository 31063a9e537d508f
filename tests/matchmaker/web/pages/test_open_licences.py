"""Open licences at the desk of an institution, at the office, and for everybody."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import col, select

from matchmaker.services.audit import verify
from matchmaker.services.open_licence_view import PublicLicence
from matchmaker.services.patent_page import make_patent_page
from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.licence_enums import OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceUse
from models.privacy import Disclosure
from models.session import make_session
from models.values.legal_status import LegalState
from tests.matchmaker.services.licence_cases import PHONE, ready
from tests.matchmaker.web.pages.institution_desk import (
    FIRST,
    MEMBER,
    THEIRS,
    UNIVERSITY,
    Desk,
    open_desk,
    words,
)

LIST = "/institution/open-licences"
ONE = f"/institution/patents/{FIRST}/open-licence"
SAID = {
    "fee": "按净销售额 3% 提成",
    "term_from": "2024-06-01",
    "term_until": "2029-05-31",
    "contact_name": "张三",
    "contact_phone": PHONE,
    "annuity_paid": "yes",
    "no_exclusive_licence": "yes",
    "not_suspended": "yes",
}
FILED = {"act": "submitted", "day": "2024-05-01"}
ANNOUNCED = {"act": "announced", "day": "2024-05-05", "number": "KX2024-17"}
REVISION = re.compile(r'name="revision" value="([0-9]*)"')


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk:
        with make_session(desk.engine) as session:
            ready(session, desk.world)
            session.commit()
        desk.be(UNIVERSITY)
        yield desk


def licences(desk: Desk) -> list[OpenLicence]:
    with make_session(desk.engine) as session:
        found = list(session.exec(select(OpenLicence).order_by(col(OpenLicence.id))))
        session.expunge_all()
    return found


def revision(page: str) -> str:
    found = REVISION.search(page)
    return found[1] if found else ""


def announce(desk: Desk) -> None:
    for path, form in ((ONE, SAID), (f"{ONE}/step", FILED), (f"{ONE}/step", ANNOUNCED)):
        answer = desk.post(path, **form)
        assert answer.status_code == 200, words(answer.text)


def test_a_patent_leads_to_its_rules_line_by_line(desk: Desk) -> None:
    assert ONE in desk.get(f"/institution/patents/{FIRST}")
    assert ONE in desk.get("/institution/patents")
    page = words(desk.get(ONE))
    assert "还没有登记" in page
    assert "不清楚 年费按规定缴纳 实施细则第八十六条第（三）项" in page
    assert "不符合 声明的内容写全 实施细则第八十五条" in page


def test_what_is_declared_is_kept_and_checked(desk: Desk) -> None:
    page = words(desk.post(ONE, **SAID).text)
    assert "声明资料已保存" in page
    assert "138****1234" in page
    assert PHONE not in page
    (found,) = licences(desk)
    assert (found.state, found.contact_phone) == (OpenLicenceState.INTENDED, PHONE)
    assert "资料齐全" in words(desk.get(LIST))
    assert "拟开放许可" in words(desk.get("/institution/patents"))


def test_what_is_wrong_is_told_beside_what_was_typed(desk: Desk) -> None:
    answer = desk.post(ONE, **{**SAID, "fee": "每年5万元"})
    assert answer.status_code == 422
    assert "不能按年" in answer.text
    assert 'value="每年5万元"' in answer.text
    assert 'value="2029-05-31"' in answer.text
    assert licences(desk) == []
    answer = desk.post(ONE, **{**SAID, "term_until": "明年"})
    assert (answer.status_code, "许可期限止" in answer.text) == (422, True)


def test_a_form_made_before_another_change_is_refused(desk: Desk) -> None:
    desk.post(ONE, **SAID)
    stale = revision(desk.get(ONE))
    desk.post(ONE, revision=stale, **{**SAID, "fee": "免费"})
    answer = desk.post(ONE, revision=stale, **SAID)
    assert (answer.status_code, "刚刚被修改过" in answer.text) == (422, True)


def test_it_goes_from_intention_to_announcement_and_withdrawal(desk: Desk) -> None:
    announce(desk)
    page = words(desk.get(ONE))
    assert "2024-05-05 公告，KX2024-17" in page
    assert "共约 1,680 元" in page
    answer = desk.post(f"{ONE}/step", act="withdrawn", note="另有安排")
    assert "已经给出的许可不受影响" in answer.text
    assert licences(desk)[0].state is OpenLicenceState.WITHDRAWN
    assert "登记拟开放许可" in words(desk.get(ONE))


def test_a_step_that_lacks_something_is_told(desk: Desk) -> None:
    desk.post(ONE, **SAID)
    desk.post(f"{ONE}/step", **FILED)
    answer = desk.post(f"{ONE}/step", act="announced", day="2024-05-05")
    assert (answer.status_code, "公告编号" in answer.text) == (422, True)
    assert 'value="2024-05-05"' in answer.text
    answer = desk.post(f"{ONE}/step", act="dance")
    assert (answer.status_code, "请选择要登记什么" in answer.text) == (422, True)


def test_what_the_law_bars_is_not_filed(desk: Desk) -> None:
    desk.post(ONE, **{**SAID, "other_terms": "独家技术"})
    answer = desk.post(f"{ONE}/step", **FILED)
    assert answer.status_code == 422
    assert "独家" in words(answer.text)
    assert licences(desk)[0].state is OpenLicenceState.INTENDED


def test_members_prepare_and_do_not_file(desk: Desk) -> None:
    desk.be(MEMBER)
    assert desk.post(ONE, **SAID).status_code == 200
    assert "登记已向国家知识产权局提交" not in desk.get(ONE)
    assert desk.post(f"{ONE}/step", **FILED).status_code == 403


def test_the_patents_of_others_are_not_shown(desk: Desk) -> None:
    theirs = f"/institution/patents/{THEIRS}/open-licence"
    desk.get(theirs, 403)
    assert desk.post(theirs, **SAID).status_code == 403
    assert desk.post(f"{theirs}/use", licensee="甲厂").status_code == 403


def test_a_use_is_written_down_and_kept_up(desk: Desk) -> None:
    announce(desk)
    form = {"licensee": "甲厂", "notified_on": "2024-05-05", "fee_paid": "5万元"}
    assert "甲厂" in words(desk.post(f"{ONE}/use", **form).text)
    with make_session(desk.engine) as session:
        use = session.exec(select(OpenLicenceUse)).one()
    answer = desk.post(f"{ONE}/use", use=use.id, filed_on="2024-05-06", **form)
    assert (answer.status_code, "请填写备案编号" in answer.text) == (422, True)
    answer = desk.post(f"{ONE}/use", use=use.id, filed_on="2024-05-06", filing_number="X1", **form)
    assert "已备案，使用中" in answer.text
    assert desk.post(f"{ONE}/use", use=10**6, **form).status_code == 422


def test_only_an_announced_one_is_shown_to_everybody(desk: Desk) -> None:
    def shown() -> PublicLicence | None:
        with make_session(desk.engine) as session:
            return make_patent_page(session, FIRST, date(2024, 5, 6)).licence

    desk.post(ONE, **SAID)
    assert shown() is None
    desk.post(f"{ONE}/step", **FILED)
    assert shown() is None
    desk.post(f"{ONE}/step", **ANNOUNCED)
    assert shown() == PublicLicence(
        fee="按净销售额 3% 提成",
        term_from=date(2024, 6, 1),
        term_until=date(2029, 5, 31),
        announced_on=date(2024, 5, 5),
        announcement_number="KX2024-17",
        other_terms="",
    )


def test_the_sheet_masks_contacts_unless_they_are_asked_for(desk: Desk) -> None:
    desk.post(ONE, **SAID)
    masked = _cells(desk, f"{LIST}.xlsx")
    assert masked[:7] == [
        1,
        FIRST.replace("CN", "ZL"),
        "需求1的办法",
        "发明",
        "武汉科技大学",
        "按净销售额 3% 提成",
        date(2024, 6, 1),
    ]
    assert masked[10:12] == ["张**", "138****1234"]
    whole = _cells(desk, f"{LIST}.xlsx?whole=1")
    assert whole[10:12] == ["张三", PHONE]
    with make_session(desk.engine) as session:
        shown = session.exec(select(Disclosure)).all()
        exports = session.exec(
            select(AuditRecord).where(AuditRecord.kind == AuditKind.EXPORT)
        ).all()
        assert verify(session).broken is None
    assert [(one.record_kind.label, one.ground.label) for one in shown] == [
        ("开放许可", "本单位信息")
    ]
    assert len(exports) == 2


def test_the_print_page_says_that_it_is_no_declaration(desk: Desk) -> None:
    desk.post(ONE, **SAID)
    page = words(desk.get(f"{LIST}/print"))
    assert "不是声明本身" in page
    assert (PHONE in page, "138****1234" in page) == (False, True)


def test_the_office_sees_them_by_city_and_state(desk: Desk) -> None:
    announce(desk)
    desk.be(Role.PROVINCIAL_ORGANISER)
    page = words(desk.get("/office/open-licences"))
    assert "武汉 0 0 1 0 0" in page
    assert FIRST in page
    assert FIRST in words(desk.get("/office/open-licences?state=announced&city=420100"))
    assert FIRST not in words(desk.get("/office/open-licences?state=intended"))
    desk.be(UNIVERSITY)
    desk.get("/office/open-licences", 403)


def test_lists_are_bounded_by_state_and_by_who_waits(desk: Desk) -> None:
    announce(desk)
    assert FIRST in desk.get(f"{LIST}?state=announced")
    assert "没有这样的开放许可" in desk.get(f"{LIST}?state=ended")
    assert "没有这样的开放许可" in desk.get(f"{LIST}?asked=1")
    desk.be(Role.ENTERPRISE_MEMBER)
    # The page to which it leads needs an index, which is not there.
    asked = desk.client.post(
        f"/patents/{FIRST}/open-licence", data={"note": "轧机"}, follow_redirects=False
    )
    assert asked.headers["location"] == f"/patents/{FIRST}"
    desk.be(UNIVERSITY)
    page = words(desk.get(f"{LIST}?asked=1"))
    assert "待联系 1" in page
    assert "轧机" in words(desk.get(ONE))
    assert "1 项 待联系的开放许可使用请求" in words(desk.get("/institution"))


def test_what_only_sheets_tell_of_is_named_until_it_is_declared(desk: Desk) -> None:
    with make_session(desk.engine) as session:
        ready(session, desk.world).legal_text = "开放许可声明"
        session.commit()
    assert "还没有在这里登记的" in desk.get(LIST)
    assert "还没有在这里登记的" not in desk.get(f"{LIST}?state=ended")
    desk.post(ONE, **SAID)
    assert "还没有在这里登记的" not in desk.get(LIST)


def test_the_fee_of_a_sheet_is_suggested(desk: Desk) -> None:
    with make_session(desk.engine) as session:
        patent = ready(session, desk.world)
        patent.open_licence_fee, patent.legal_state = "一次总付5万元", LegalState.IN_FORCE
        session.add(patent)
        session.commit()
    assert 'value="一次总付 5万元"' in desk.get(ONE)


def _cells(desk: Desk, path: str) -> list[object]:
    answer = desk.client.get(path)
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    row = [cell.value for cell in sheet[3]]
    return [value.date() if hasattr(value, "date") else value for value in row]
