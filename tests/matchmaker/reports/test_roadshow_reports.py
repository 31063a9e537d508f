"""Project sheets and the workbook of a selection, as they are opened and printed."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import REVIEWERS, REVIEWERS_LABEL, ScoreRow
from matchmaker.reports import project_sheet, roadshow_book
from matchmaker.services.project_sheet import LONGEST, SHOWN_FIRMS, FirmLine, ProjectSheet
from matchmaker.services.roadshow_view import SelectionView, ShiftView, ShownPatent
from tests.conftest import NOW, skip_or_fail
from tests.matchmaker.web.chromium import chromium

SHEET = ProjectSheet(
    slug="show",
    event_name="武汉都市圈路演",
    held_on=date(2024, 6, 27),
    version=2,
    made_at=NOW,
    place=3,
    application_number="CN202010000001.1",
    title="一种轧辊<修复>方法",
    kind="发明",
    problem="轧辊裂纹报废多的问题",
    way="对轧辊裂纹处开槽。",
    gain="修复成本降低60%。",
    use="冷轧车间",
    maturity="通过中试，技术就绪度 7 级（共 9 级）",
    firms=(FirmLine("武汉轧机制造有限公司", "轧辊裂纹修复"),),
    more=0,
    unnamed=2,
    transfer_modes="转让；普通许可",
    price="50–80万元",
    owner="武汉科技大学",
    legal_state="有效",
    expiry="2040年01月05日",
    contact="徐**　138****1234",
)
# Every text as long as it may be.
FULL = replace(
    SHEET,
    title="轧" * LONGEST["title"],
    problem="轧" * LONGEST["problem"],
    way="轧" * LONGEST["way"],
    gain="轧" * LONGEST["gain"],
    use="轧" * LONGEST["use"],
    owner="轧" * LONGEST["owner"],
    maturity="中" * LONGEST["line"] + "，技术就绪度 7 级（共 9 级）",
    firms=(FirmLine("企" * LONGEST["line"], "需" * LONGEST["line"]),) * SHOWN_FIRMS,
    more=12,
    contact="徐" * LONGEST["contact"],
    transfer_modes="转" * LONGEST["modes"],
)
ROWS = (
    *(
        ScoreRow(
            c.value, c.label, 0.08, 0.5, 0.04, f"{c.label}的依据", known=c is not Criterion.FAMILY
        )
        for c in Criterion
    ),
    ScoreRow(REVIEWERS, REVIEWERS_LABEL, 0.36, 0.9, 0.324, "2 位评审", known=True),
)
PATENT = ShownPatent(
    place=1,
    application_number="CN202010000001.1",
    title="=1+1 轧辊修复方法",
    owner="武汉科技大学",
    legal_state="有效",
    expiry_date=date(2040, 1, 5),
    maturity="通过中试",
    transfer_modes="转让",
    price="50万元",
    score=0.644,
    mark_mean=85.0,
    mark_spread=7.07,
    mark_count=2,
    demand_count=4,
    rows=ROWS,
)
VIEW = SelectionView(
    slug="show",
    event_name="武汉都市圈路演",
    kind="专利路演",
    held_on=date(2024, 6, 27),
    place="武汉",
    version=2,
    as_of=date(2024, 6, 1),
    made_at=NOW,
    weights={c.label: 0.125 for c in Criterion},
    blend=0.36,
    size=20,
    per_institution=3,
    algorithm="blend-v1",
    patent_count=6,
    demand_count=3,
    gates={"专利已失效": 1},
    notices=("1 件专利尚在审查中，已标明",),
    patents=(PATENT, replace(PATENT, place=2, mark_mean=None, mark_spread=None, mark_count=0)),
    shifts=(
        ShiftView("需求热度", 0.125, 0.15, ("甲专利",), ("乙专利",)),
        ShiftView("需求热度", 0.125, 0.1, (), ()),
    ),
)


def opened(view: ProjectSheet) -> docx.document.Document:
    return docx.Document(BytesIO(project_sheet.build(view)))


def cells(view: ProjectSheet) -> dict[str, str]:
    return {
        row.cells[0].text: row.cells[1].text for table in opened(view).tables for row in table.rows
    }


def test_the_document_tells_everything_under_its_name() -> None:
    assert cells(SHEET) == {
        "解决什么问题": "轧辊裂纹报废多的问题",
        "怎么做": "对轧辊裂纹处开槽。",
        "好在哪里": "修复成本降低60%。",
        "用在哪里": "冷轧车间",
        "成熟程度": "通过中试，技术就绪度 7 级（共 9 级）",
        "谁在找它": "武汉轧机制造有限公司：轧辊裂纹修复\n另有 2 家企业（未公开）",
        "合作方式": "转让；普通许可",
        "价格": "50–80万元",
        "权利人": "武汉科技大学",
        "法律状态": "有效，保护期届满日：2040年01月05日",
        "联系人": "徐**　138****1234",
    }
    text = "\n".join(paragraph.text for paragraph in opened(SHEET).paragraphs)
    assert "一种轧辊<修复>方法" in text
    assert "武汉都市圈路演　2024年06月27日　项目 03" in text
    assert "发明专利　CN202010000001.1" in text


@pytest.mark.parametrize(
    ("firms", "more", "unnamed", "told"),
    [
        ((), 0, 0, "库中暂无相合的企业需求"),
        ((), 0, 3, "3 家企业（未公开）"),
        (SHEET.firms, 2, 1, "另有 2 家企业、1 家企业（未公开）"),
        (SHEET.firms, 0, 0, ""),
    ],
)
def test_who_else_asked(firms: tuple[FirmLine, ...], more: int, unnamed: int, told: str) -> None:
    assert replace(SHEET, firms=firms, more=more, unnamed=unnamed).others == told


def test_the_document_is_a4_in_chinese_fonts() -> None:
    document = opened(SHEET)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = {fonts.get(qn("w:eastAsia")) for fonts in document.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"黑体", "仿宋", "宋体"}


def test_the_same_content_gives_the_same_bytes() -> None:
    assert project_sheet.build(SHEET) == project_sheet.build(replace(SHEET))
    assert project_sheet.build_page(SHEET) == project_sheet.build_page(replace(SHEET))
    assert roadshow_book.build(VIEW) == roadshow_book.build(replace(VIEW))


def test_the_page_escapes_texts_and_asks_no_other_host() -> None:
    page = project_sheet.build_page(SHEET).decode()
    assert "一种轧辊&lt;修复&gt;方法" in page
    assert "武汉轧机制造有限公司：轧辊裂纹修复" in page
    assert "http" not in page
    assert "<script" not in page


@pytest.mark.parametrize("view", [SHEET, FULL], ids=["usual", "as long as may be"])
def test_the_document_is_one_page(view: ProjectSheet, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        skip_or_fail("LibreOffice is not installed")
    path = tmp_path / "sheet.docx"
    path.write_bytes(project_sheet.build(view))
    subprocess.run(
        [
            *(str(office), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert count_pages((tmp_path / "sheet.pdf").read_bytes()) == 1


@pytest.mark.browser
@pytest.mark.parametrize("view", [SHEET, FULL], ids=["usual", "as long as may be"])
def test_the_page_prints_on_one_sheet(view: ProjectSheet) -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(project_sheet.build_page(view).decode())
        printed = page.pdf(prefer_css_page_size=True)
    assert count_pages(printed) == 1


def count_pages(content: bytes) -> int:
    return content.count(b"/Type /Page\n") + content.count(b"/Type/Page/")


@pytest.fixture
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(roadshow_book.build(VIEW)))


def test_the_ranking_has_a_column_a_criterion_and_the_marks(book: openpyxl.Workbook) -> None:
    rows = list(book["排名"].values)
    named = dict(zip(rows[1], rows[2], strict=True))
    assert rows[0][0] == "武汉都市圈路演遴选结果（第 2 版）"
    assert [named[c.label] for c in Criterion] == [*[0.5] * 6, "未知", 0.5]
    assert (named["总分"], named["评审人数"], named["评审均分"]) == (0.644, 2, 85.0)
    assert (named["标准差"], named["相合需求"]) == (7.07, 4)
    assert (rows[3][14], rows[3][15]) == (0, None)


def test_the_reasons_add_up_to_the_score(book: openpyxl.Workbook) -> None:
    rows = [row for row in book["依据"].values if row[0] == 1]
    assert len(rows) == len(Criterion) + 1
    assert sum(row[6] for row in rows) == pytest.approx(PATENT.score)


def test_the_details_tell_the_terms(book: openpyxl.Workbook) -> None:
    rows = list(book["明细"].values)
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["到期日"].date(), told["价格"], told["转化方式"]) == (
        date(2040, 1, 5),
        "50万元",
        "转让",
    )
    # The largest share first, and nothing that is unknown.
    assert told["推荐理由"].startswith("2 位评审；")
    assert "同族布局" not in told["推荐理由"]


def test_the_shares_are_drawn(book: openpyxl.Workbook) -> None:
    (chart,) = book["得分构成"]._charts
    assert (chart.grouping, len(chart.series)) == ("stacked", len(Criterion) + 1)
    assert book["得分构成"]["A2"].value == "1 =1+1 轧辊修复方法"


def test_sensitivity_names_who_leaves_and_who_enters(book: openpyxl.Workbook) -> None:
    rows = list(book["灵敏度"].values)[2:]
    assert rows == [
        ("需求热度", 0.125, 0.15, "甲专利", "乙专利"),
        ("需求热度", 0.125, 0.1, "不变", "不变"),
    ]


def test_how_it_was_made_is_told(book: openpyxl.Workbook) -> None:
    told = dict(list(book["说明"].values)[1:])
    assert told["未参与的原因"] == "专利已失效 1"
    assert told["提示"] == "1 件专利尚在审查中，已标明"
    assert told["名额"] == "至多 20 件，单个单位至多 3 件，重复专利只取一件；评审分占 36%"


def test_text_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook) -> None:
    cell = book["排名"]["C3"]
    assert (cell.data_type, cell.value) == ("s", "=1+1 轧辊修复方法")


def test_an_empty_selection_still_makes_a_workbook() -> None:
    empty = replace(VIEW, patents=(), shifts=())
    found = openpyxl.load_workbook(BytesIO(roadshow_book.build(empty)))
    assert found.sheetnames == ["排名", "得分构成", "明细", "依据", "灵敏度", "说明"]
