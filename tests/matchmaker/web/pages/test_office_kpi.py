"""The figures of the campaign on pages: beside last year's, city by city, down to the records."""

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from models.queries import ledger as ledger_queries
from models.queries.ledger import DealFilter
from models.session import make_session
from tests.matchmaker.services.ledger.campaign import AUTHOR, carry_campaign
from tests.matchmaker.services.ledger.cases import WUHAN
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")
ASKED = "year=2024&first=5&last=10"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template, AUTHOR.at) as site:
        with make_session(site.engine) as session:
            carry_campaign(session)
            session.commit()
        yield site


def test_figures_stand_beside_last_years_and_what_is_asked_for(site: Site) -> None:
    site.enter(ORGANISER, "qian1")
    told = words(site.client.get(f"/office/figures?{ASKED}").text)
    assert "2024 年 5–10 月" in told
    assert "其中：省级对接活动 不少于 4 场" in told
    assert re.search(r"转让许可合计 同比 \+20% \d+ 次 \d+ 次 [+-][\d.]+%（仅 15 个市州", told)
    assert "质押融资额 同比 +40%" in told
    assert "缺上年同期数 不能判断" in told
    assert "nan" not in told.lower()


def test_a_figure_opens_onto_cities_months_and_records(site: Site) -> None:
    site.enter(ORGANISER, "qian2")
    page = site.client.get(f"/office/figures/transfers?{ASKED}").text
    told = words(page)
    assert "武汉" in told
    assert "上年同期为零，不计增幅" in told
    found = re.search(r'data-chart="bars" data-spec="([^"]*)"', page)
    assert found is not None
    spec = json.loads(unescape(found[1]))
    assert [one["name"] for one in spec["series"]] == ["2024 年", "2023 年"]
    count = int(re.search(r"记录（(\d+)）", told)[1])  # type: ignore[index]
    assert sum(spec["series"][0]["values"]) == count
    assert page.count('href="/office/ledger/deals/') == min(count, 50)
    if count > 50:
        following = re.search(r'rel="next" href="([^"]+)"', page)
        assert following is not None
        rest = site.client.get(unescape(following[1])).text
        assert rest.count('href="/office/ledger/deals/') == count - 50


def test_the_summary_table_is_taken_and_noted(site: Site) -> None:
    site.enter(ORGANISER, "qian3")
    answer = site.client.get(f"/office/figures.xlsx?{ASKED}")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames[0] == "总表"
    names = {"what": "成效汇总表", "files": ["活动成效汇总表_2024年5–10月.xlsx"]}
    assert names in audited(site.engine, AuditKind.EXPORT)


def test_the_summary_report_is_filled_for_the_period(site: Site) -> None:
    site.enter(ORGANISER, "wu")
    page = words(site.client.get(f"/office/reports?{ASKED}").text)
    assert re.search(r"\d+ 项指标中有 \d+ 项没有记录", page)
    answer = site.client.get(f"/office/reports/summary.docx?{ASKED}")
    document = Document(BytesIO(answer.content))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert told.startswith("湖北省知识产权局“知识产权服务万里行”")
    assert "现将2024 年 5–10 月（截至2024年10月31日）" in told
    names = {"what": "活动总结报告", "files": ["活动总结报告_湖北省知识产权局_2024年5–10月.docx"]}
    assert names in audited(site.engine, AuditKind.EXPORT)


def test_a_case_is_written_of_a_contract_that_the_office_may_see(site: Site) -> None:
    site.enter(ORGANISER, "zheng")
    with make_session(site.engine) as session:
        deals = ledger_queries.page_deals(session, DealFilter(), None, None)
        away = next(one.id for one in deals if one.giver_city == WUHAN)
    answer = site.client.get(f"/office/reports/cases/{away}.docx")
    told = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "【请填写：为什么值得推广】" in told
    site.enter(Position(Role.CITY_ORGANISER, city="随州"), "feng")
    assert site.client.get(f"/office/reports/cases/{away}.docx").status_code == 403
    assert site.client.get("/office/figures?city=武汉").status_code == 403


def test_templates_are_had_to_be_changed(site: Site) -> None:
    site.enter(ORGANISER, "chen")
    for address in ("templates/summary", "bundled/case"):
        answer = site.client.get(f"/office/reports/{address}.docx")
        assert "{{ 单位 }}" in "\n".join(
            one.text for one in Document(BytesIO(answer.content)).paragraphs
        )


def test_a_template_is_replaced_and_a_wrong_one_is_not(site: Site) -> None:
    site.enter(ORGANISER, "wei")
    own = Document()
    own.add_paragraph("{{ 单位 }}于{{ 统计期 }}转让许可{{ 转让许可合计 }}")
    wrong = Document()
    wrong.add_paragraph("{{ 单位 }}于{{ 统计期 }}{{ 转让总数 }}")
    for document, said in ((wrong, "模板没有更换"), (own, "用到 3 个字段")):
        stream = BytesIO()
        document.save(stream)
        answer = site.client.post(
            "/office/reports/templates/summary", files={"file": ("我局.docx", stream.getvalue())}
        )
        assert said in answer.text
    filled = Document(BytesIO(site.client.get(f"/office/reports/summary.docx?{ASKED}").content))
    assert re.fullmatch(
        r"湖北省知识产权局于2024 年 5–10 月转让许可\d+次", filled.paragraphs[0].text
    )
    assert "已恢复为系统自带" in site.client.post("/office/reports/templates/summary/restore").text
    filled = Document(BytesIO(site.client.get(f"/office/reports/summary.docx?{ASKED}").content))
    assert len(filled.paragraphs) > 30


def test_the_province_reads_the_figures_of_one_city(site: Site) -> None:
    site.enter(ORGANISER, "jiang")
    told = words(site.client.get(f"/office/figures?{ASKED}&city=420500").text)
    assert "成效（宜昌）" in told
    answer = site.client.get(f"/office/reports/summary.docx?{ASKED}&city=420500")
    assert "宜昌市知识产权局" in Document(BytesIO(answer.content)).paragraphs[0].text


def test_a_city_sees_its_own_figures_and_records(site: Site) -> None:
    site.enter(OF_YICHANG, "zhao")
    told = words(site.client.get(f"/office/figures?{ASKED}").text)
    assert "成效（宜昌）" in told
    page = words(site.client.get(f"/office/figures/transfers?{ASKED}").text)
    assert "宜昌" in page
    assert "武汉" not in page
    book = openpyxl.load_workbook(BytesIO(site.client.get(f"/office/figures.xlsx?{ASKED}").content))
    cities = {row[1] for row in book["来源"].iter_rows(min_row=2, values_only=True)}
    assert cities == {"宜昌"}
    rows = [row[0] for row in book["转让许可"].iter_rows(min_row=5, values_only=True)]
    assert rows == ["宜昌", "合计"]


def test_what_cannot_be_asked_for_is_told_so(site: Site) -> None:
    site.enter(ORGANISER, "qian4")
    assert site.client.get("/office/figures/none").status_code == 404
    turned = site.client.get("/office/figures?year=2024&first=9&last=5")
    assert (turned.status_code, "起始不晚于截止" in turned.text) == (422, True)


def test_a_year_without_records_says_what_to_do(site: Site) -> None:
    site.enter(ORGANISER, "qian5")
    told = words(site.client.get("/office/figures/visits?year=2022").text)
    assert "登记活动或合同后，这里列出构成这个数字的每条记录" in told
