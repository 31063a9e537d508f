"""Plans as documents, and what cities write in the summary report."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from docx import Document
from sqlmodel import Session

from matchmaker.ledger.period import Period
from matchmaker.reports.campaign_files import plan_file, report_file
from matchmaker.services.ledger.kpi import view_kpi
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.plan_fields import FIELDS, plan_context
from tests.matchmaker.services.ledger.cases import YICHANG
from tests.matchmaker.services.submissions.cases import (
    AUTUMN,
    CITY,
    OFFICE,
    PLAN,
    PLANNED,
    REPORT,
    STATED,
    WUHAN_REPORT,
    filed,
    sent,
)

PERIOD = Period(2024, 5, 10)


def text_of(content: bytes) -> list[str]:
    return [one.text for one in Document(BytesIO(content)).paragraphs]


def test_a_plan_is_a_document_of_its_city(session: Session) -> None:
    plan = sent(session, PLAN, PLANNED)
    assert set(plan_context(plan, {})) == set(FIELDS)
    made = plan_file(session, plan)
    assert made.name == "活动方案_宜昌市知识产权局_2024年.docx"
    told = text_of(made.content)
    # Each line is a paragraph of its own.
    assert told[told.index("一、组织领导") + 1 :][:2] == ["成立专班。", "每月通报。"]
    assert "【请填写：经费、人员和宣传】" in told
    assert told[-1] == "2024年5月20日"
    figures, activities = Document(BytesIO(made.content)).tables
    assert [cell.text for cell in figures.rows[1].cells] == [
        "转让许可",
        "转让许可合计",
        "120次",
        "【缺上年数】",
        "同比 +20%",
    ]
    assert [cell.text for cell in activities.rows[1].cells] == [
        "6月18日",
        "供需对接",
        "化工专利对接会",
        "宜昌",
        "市局",
    ]


def test_an_empty_part_is_left_to_be_filled_in(session: Session) -> None:
    plan = keep.save(session, PLAN, 0, replace(PLANNED, figures={}, activities=()), CITY)
    told = text_of(plan_file(session, plan).content)
    assert "【请填写：主要指标】" in told
    assert "【请填写：活动安排】" in told


def test_the_provinces_report_gathers_what_filed_reports_say(session: Session) -> None:
    sent(session, REPORT, STATED, AUTUMN)
    words = replace(STATED, texts={"practice": "建立台账。\n按月通报。", "problems": "成本偏高。"})
    filed(session, WUHAN_REPORT, words, AUTUMN)
    kpi = view_kpi(session, PERIOD, date(2024, 11, 1))
    told = text_of(report_file(session, kpi, OFFICE.at).content)
    at = told.index("附件：各市州总结")
    assert told[at + 1 :] == [
        "（1）武汉",
        "做法成效：建立台账。",
        "按月通报。",
        "存在问题：成本偏高。",
    ]


def test_a_citys_report_says_what_the_city_has_written(session: Session) -> None:
    sent(session, REPORT, STATED, AUTUMN)
    kpi = view_kpi(session, PERIOD, date(2024, 11, 1), YICHANG)
    told = text_of(report_file(session, kpi, OFFICE.at).content)
    assert "逐企上门。" in told
    assert "统一费率。" in told
    assert "【请填写：问题及原因】" in told
    assert "附件：各市州总结" not in told
