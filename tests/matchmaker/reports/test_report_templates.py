"""The templates that come along: complete, in the official format, true to the records."""

import re
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Mm, Pt
from sqlmodel import Session

from matchmaker.ledger.period import Period
from matchmaker.reports.word_template import check_template, fill_template
from matchmaker.services.ledger import case_fields, report_fields
from matchmaker.services.ledger.case_fields import case_context
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.ledger.kpi import Kpi, view_kpi
from matchmaker.services.ledger.report_fields import (
    NO_LAST_YEAR,
    NO_RECORD,
    office_name,
    summary_context,
    summary_fields,
)
from matchmaker.services.ledger.report_templates import (
    bundled_template,
    load_template,
    put_template,
)
from matchmaker.services.submissions import plan_fields
from models.report_template import ReportKind
from tests.matchmaker.services.ledger.campaign import AUTHOR, stand_campaign
from tests.matchmaker.services.ledger.cases import DEAL, WUHAN

DAY = date(2024, 11, 1)
C = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
BEFORE = {"transfers": dict.fromkeys(range(1, 13), 7)}


def opened(content: bytes) -> DocumentObject:
    return Document(BytesIO(content))


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in opened(content).paragraphs)


@pytest.fixture
def kpi(session: Session, tmp_path: Path) -> Kpi:
    stand_campaign(session, tmp_path)
    return view_kpi(session, Period(2024, 5, 10), DAY)


def test_all_that_a_template_may_name_is_there(kpi: Kpi) -> None:
    assert set(summary_context(kpi, [], BEFORE, DAY)) == set(summary_fields())


def test_the_bundled_templates_pass_their_own_check() -> None:
    for kind, known, required in (
        (ReportKind.SUMMARY, summary_fields(), report_fields.REQUIRED),
        (ReportKind.CASE, case_fields.FIELDS, case_fields.REQUIRED),
        (ReportKind.PLAN, plan_fields.FIELDS, plan_fields.REQUIRED),
    ):
        content = bundled_template(kind)
        assert set(required) <= check_template("x", content, known, required).fields


def test_the_bundled_templates_are_those_that_the_script_makes(tmp_path: Path) -> None:
    path = Path(__file__).parents[3] / "scripts" / "make_report_templates.py"
    spec = spec_from_file_location("make_report_templates", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for kind, make in (
        (ReportKind.SUMMARY, module.summary),
        (ReportKind.CASE, module.case),
        (ReportKind.PLAN, module.plan),
    ):
        document = make()
        kept = opened(bundled_template(kind))
        assert [p.text for p in kept.paragraphs] == [p.text for p in document.paragraphs]


def test_the_summary_tells_the_figures_and_marks_what_has_no_record(kpi: Kpi) -> None:
    filled = fill_template(
        "x", bundled_template(ReportKind.SUMMARY), summary_context(kpi, [], BEFORE, DAY)
    )
    told = text_of(filled)
    transfers = kpi.line("transfers").whole.value
    assert f"专利转让许可{transfers}次" in told
    assert "其中省级4场（要求不少于 4 场）" in told
    assert f"备案产品{NO_RECORD}" in told
    assert f"上年同期{NO_LAST_YEAR}" in told
    assert told.count("【请填写") >= 6
    assert "{{" not in told
    figures, cities = opened(filled).tables
    assert len(figures.rows) == 1 + len(kpi.lines)
    assert cities.rows[1].cells[0].text == "武汉"


def test_a_city_is_not_asked_for_what_the_province_is(session: Session, kpi: Kpi) -> None:
    own = view_kpi(session, Period(2024, 5, 10), DAY, "420500")
    assert (kpi.line("provincial_events").goal, own.line("provincial_events").goal) == (
        "不少于 4 场",
        "",
    )
    assert own.line("transfers").goal == "同比 +20%"
    context = summary_context(own, [], {}, DAY)
    told = text_of(fill_template("x", bundled_template(ReportKind.SUMMARY), context))
    assert told.startswith("宜昌市知识产权局")
    assert "其中省级" not in told


def test_charts_are_drawn_by_word_from_the_figures(kpi: Kpi) -> None:
    context = summary_context(kpi, [], BEFORE, DAY)
    filled = fill_template("x", bundled_template(ReportKind.SUMMARY), context)
    with ZipFile(BytesIO(filled)) as archive:
        charts = sorted(name for name in archive.namelist() if name.startswith("word/charts/"))
        first, second = (fromstring(archive.read(name)) for name in charts)
    values = [
        [float(one.text or 0) for one in columns.iterfind("c:val//c:v", C)]
        for columns in first.iterfind(".//c:ser", C)
    ]
    assert values[1] == [7.0] * 6
    assert sum(values[0]) == kpi.line("transfers").whole.value
    columns = next(first.iterfind(".//c:ser", C))
    names = [one.text for one in columns.iterfind("c:cat//c:v", C)]
    assert names == ["5月", "6月", "7月", "8月", "9月", "10月"]
    # Last year's pledges are not known month by month: no columns are made up.
    assert len(list(second.iterfind(".//c:ser", C))) == 1


def test_the_format_is_that_of_official_documents() -> None:
    document = opened(bundled_template(ReportKind.SUMMARY))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.page_width)
    assert [round(one / Mm(1)) for one in margins if one] == [37, 28, 210]
    title, first = document.paragraphs[0], document.paragraphs[2]
    assert title.runs[0].font.size == Pt(22)
    assert (first.runs[0].font.size, first.paragraph_format.line_spacing) == (Pt(16), Pt(28.95))
    headings = [p.text for p in document.paragraphs if re.match(r"[一二三四五六]、", p.text)]
    assert len(headings) == 6


def test_a_case_tells_what_is_known_and_leaves_the_rest_open(session: Session) -> None:
    deal = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    context = case_context(session, deal, None, AUTHOR)
    assert set(context) == set(case_fields.FIELDS)
    told = text_of(fill_template("x", bundled_template(ReportKind.CASE), context))
    assert "武汉大学、宜昌化工有限公司" in told
    assert "金额50万元，2024年4月1日签订合同，2024年5月3日登记或备案" in told
    assert "【请填写：产业】" in told


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (None, "湖北省知识产权局"),
        ("420500", "宜昌市知识产权局"),
        ("422800", "恩施州知识产权局"),
        ("420700", "鄂州市知识产权局"),
        ("421000", "荆州市知识产权局"),
        ("429021", "神农架林区知识产权局"),
    ],
)
def test_offices_are_called_by_their_names(code: str | None, name: str) -> None:
    assert office_name(code) == name


def test_an_office_puts_its_own_template_in_place_and_takes_it_back(session: Session) -> None:
    kind = ReportKind.CASE
    put_template(session, kind, ("我局.docx", b"own"), "新格式", AUTHOR)
    assert load_template(session, kind) == ("我局.docx", b"own")
    put_template(session, kind, ("系统自带.docx", b""), "恢复", AUTHOR)
    assert load_template(session, kind) == ("活动典型案例（系统自带）.docx", bundled_template(kind))
