"""Plans and reports at the office: a city writes and sends, the province files, returns, checks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.ledger.activities import record_activity
from matchmaker.services.list_hands import Author
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.keep import Place
from models.account_enums import Role
from models.queries import submissions as submission_queries
from models.session import make_session
from models.submission import CitySubmission
from models.submission_enums import SubmissionState
from tests.conftest import NOW
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, WUHAN, YICHANG
from tests.matchmaker.services.submissions.cases import (
    CITY,
    PLAN,
    PLANNED,
    REPORT,
    STATED,
    docking,
    filed,
)
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

LIST, CHECK = "/office/submissions/plan", "/office/check"
PLAN_PATH = f"/office/submissions/plan/2024/{YICHANG}"
REPORT_PATH = f"/office/submissions/report/2024/{YICHANG}"
AUTUMN = NOW.replace(month=11, day=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template, AUTUMN) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        yield replace(site, now=AUTUMN)


def as_city(site: Site, login: str = "yichang") -> None:
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), login)


def as_province(site: Site, login: str = "sheng") -> None:
    site.enter(Position(Role.PROVINCIAL_ORGANISER), login)


def found(site: Site, place: Place = PLAN) -> CitySubmission:
    with make_session(site.engine) as session:
        one = submission_queries.find_submission(session, place.kind, place.year, place.city_code)
        assert one is not None
        session.expunge(one)
        return one


def revision(site: Site, place: Place = PLAN) -> dict[str, str]:
    return {"revision": str(found(site, place).revision)}


TYPED = {
    "revision": "0",
    "slug": ["transfers", "pledge_amount", "visits"],
    "value": ["120", "1.5", ""],
    "kind": ["docking", "briefing"],
    "when": ["6月18日", ""],
    "title": ["化工专利对接会", ""],
    "place": ["宜昌", ""],
    "responsible": ["市局", ""],
    "organisation": "成立专班。",
}


def test_a_plan_is_written_sent_returned_and_filed(site: Site) -> None:
    with make_session(site.engine) as session:
        session.add(docking(date(2024, 6, 18)))
        session.commit()
    as_city(site)
    assert "逾期 154 天未报" in site.client.get(PLAN_PATH).text
    page = site.client.post(PLAN_PATH, data=TYPED).text
    assert "已保存。核对后点“报送省局”" in page
    made = found(site)
    assert made.figures == {"transfers": 120, "pledge_amount": 150_000_000}
    assert [one["title"] for one in made.activities] == ["化工专利对接会"]
    page = site.client.post(f"{PLAN_PATH}/send", data=revision(site)).text
    assert "已报送省局" in page
    assert 'name="value"' not in page
    as_province(site)
    page = site.client.get(LIST).text
    assert "17 个市州中 1 个已报送，<b>16 个逾期未报</b>" in page
    back = revision(site) | {"reason": "金额偏低"}
    assert "已退回市州" in site.client.post(f"{PLAN_PATH}/return", data=back).text
    as_city(site, "yichang2")
    page = site.client.get(PLAN_PATH).text
    assert '<span class="lines">金额偏低</span>' in page
    assert "份活动方案被省局退回，要修改后重报：金额偏低" in site.client.get("/office").text
    site.client.post(f"{PLAN_PATH}/send", data=revision(site))
    as_province(site, "sheng2")
    assert (
        "已备案，计入全省活动方案"
        in site.client.post(f"{PLAN_PATH}/file", data=revision(site)).text
    )
    assert found(site).state is SubmissionState.FILED


def test_what_is_wrong_is_said_beside_what_was_typed(site: Site) -> None:
    as_city(site)
    typed = TYPED | {"value": ["一百", "1.5", ""]}
    answer = site.client.post(PLAN_PATH, data=typed)
    assert answer.status_code == 422
    assert "没有保存：“转让许可合计”不是数字：“一百”" in answer.text
    assert 'value="一百"' in answer.text
    assert 'value="化工专利对接会"' in answer.text
    answer = site.client.post(PLAN_PATH, data=TYPED | {"when": ["夏天", ""]})
    assert "第 1 项活动“化工专利对接会”：时间“夏天”看不懂" in answer.text


def test_a_plan_is_had_as_a_document_and_that_is_logged(site: Site) -> None:
    with make_session(site.engine) as session:
        keep.save(session, PLAN, 0, PLANNED, CITY)
        session.commit()
    as_city(site)
    answer = site.client.get(f"{PLAN_PATH}.docx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert site.client.get(f"{REPORT_PATH}.docx").status_code == 404


def test_a_plan_begins_with_last_years(site: Site) -> None:
    with make_session(site.engine) as session:
        keep.save(session, PLAN, 0, PLANNED, CITY)
        session.commit()
    as_city(site)
    at = f"/office/submissions/plan/2025/{YICHANG}"
    assert "复制 2024 年的方案" in site.client.get(at).text
    page = site.client.post(f"{at}/copy").text
    assert "已由 2024 年的方案复制" in page
    assert 'name="when" value="6月"' in page


def test_a_report_begins_with_what_the_ledger_has(site: Site) -> None:
    with make_session(site.engine) as session:
        record_activity(session, BRIEFING, AUTHOR)
        session.commit()
    as_province(site)
    page = site.client.get(f"/office/submissions/report/2024/{WUHAN}").text
    assert "已按台账填好" in page
    assert 'name="value" value="180"' in page
    assert 'name="counted_until" type="date" value="2024-10-31"' in page


def test_a_filled_table_is_taken_into_the_report(site: Site) -> None:
    as_city(site)
    sheet = "指标,数值\n宣讲活动,3\n满意度,98\n".encode()
    page = site.client.post(f"{REPORT_PATH}/import", files={"file": ("汇总.csv", sheet)}).text
    assert "已由“汇总.csv”导入 1 项指标" in page
    assert "不认识、没有导入的：满意度" in page
    assert found(site, REPORT).figures == {"briefing_sessions": 3}
    sheet = "指标,数值\n宣讲活动,三\n".encode()
    page = site.client.post(f"{REPORT_PATH}/import", files={"file": ("汇总.csv", sheet)}).text
    assert "没有导入：文件“汇总.csv”（第 2 行 宣讲活动）：“三”不是数字" in page
    other = "统计期：2023 年 5–10 月\n指标,数值\n宣讲活动,9\n".encode()
    page = site.client.post(f"{REPORT_PATH}/import", files={"file": ("旧.csv", other)}).text
    assert "表的统计期是“2023 年 5–10 月”，活动总结要的是“2024 年 5–10 月”" in page
    assert found(site, REPORT).figures == {"briefing_sessions": 3}


def test_the_check_names_differences_and_the_sum(site: Site) -> None:
    as_province(site)
    assert "还没有市州报送总结" in site.client.get(CHECK).text
    with make_session(site.engine) as session:
        filed(session, REPORT, STATED, Author("李", AUTUMN))
        session.commit()
    page = site.client.get(CHECK).text
    assert "差异（2）" in page
    assert "无记录支撑 2" in page
    assert site.client.get(f"{CHECK}.xlsx").content[:2] == b"PK"
    as_city(site)
    assert site.client.get(CHECK).status_code == 403


def test_planned_stands_beside_done(site: Site) -> None:
    with make_session(site.engine) as session:
        filed(session, PLAN, PLANNED)
        session.commit()
    as_city(site)
    page = site.client.get("/office/figures?year=2024").text
    assert "方案计划" in page
    assert "还差 120 次" in page
    as_province(site)
    assert "方案计划" not in site.client.get("/office/figures?year=2024").text
    page = site.client.get("/office/figures/transfers?year=2024").text
    assert '<td class="number nowrap">120 次</td>' in page


def test_the_day_is_set_with_a_reason(site: Site) -> None:
    as_province(site)
    typed = {"due_on": "2024-06-15", "note": ""}
    assert "请写明更改截止日的原因" in site.client.post(f"{LIST}/2024/due", data=typed).text
    typed = {"due_on": "2025-06-15", "note": "通知"}
    assert "截止日应是 2024 年的一天" in site.client.post(f"{LIST}/2024/due", data=typed).text
    typed = {"due_on": "2024-06-15", "note": "通知"}
    page = site.client.post(f"{LIST}/2024/due", data=typed).text
    assert "截止日已改为 2024-06-15" in page
    assert "（原因：通知）" in page


def test_a_city_sees_no_other(site: Site) -> None:
    as_city(site)
    page = site.client.get(LIST).text
    assert "宜昌" in page
    assert "武汉" not in page
    assert site.client.get(f"/office/submissions/plan/2024/{WUHAN}").status_code == 403
