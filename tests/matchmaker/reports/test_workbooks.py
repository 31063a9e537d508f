"""Workbooks as an official opens them: sheets, print set-up, and no live formula."""

from dataclasses import replace
from datetime import UTC, date
from io import BytesIO

import openpyxl
import pytest

from ingest.types import Refusal, RejectedRow
from matchmaker.matching.types import ExplanationRow
from matchmaker.reports import candidate_list, refused_rows
from matchmaker.reports.refused_rows import RefusedSheet
from matchmaker.reports.sheets import row_height
from matchmaker.services.list_difference import Difference
from matchmaker.services.list_types import EntryView, ListView
from tests.conftest import NOW

ENTRY = EntryView(
    demand_id=1,
    patent_id=2,
    place=1,
    industry="新材料",
    demand_number="X-1",
    demand_title="=1+1 轧辊修复",
    enterprise="武汉轧机制造有限公司",
    enterprise_city="武汉",
    application_number="CN202010000001.4",
    patent_title="一种轧辊修复方法",
    owner="武汉科技大学",
    legal_state="有效",
    expiry_date=date(2040, 1, 5),
    maturity="通过中试",
    transfer_modes="转让、普通许可",
    price="50万元",
    score=0.71234,
    reason="共有“轧辊”",
    note="=请发明人到场",
    hand="固定",
    rows=(ExplanationRow("text", "轧辊", 0.71234, "双方都有“轧辊”"),),
)
VIEW = ListView(
    slug="docking",
    event_name="对接会",
    kind="省级供需对接",
    held_on=date(2024, 6, 18),
    place="武汉",
    scope="全省，全部产业",
    campaign="活动",
    version=2,
    status="草稿",
    as_of=date(2024, 6, 1),
    created_at=NOW,
    locked_at=None,
    algorithm="tfidf-v1",
    method="最优",
    index_version="abc",
    caps="每项需求至多 5 件专利",
    demand_count=3,
    patent_count=4,
    gates={"专利已失效": 1},
    notices=("1 件专利尚在审查中",),
    entries=(ENTRY,),
)


@pytest.fixture
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(candidate_list.build(VIEW)))


def test_a_list_has_a_summary_a_sheet_an_industry_and_the_details(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["汇总", "新材料", "明细"]


def test_sheets_print_on_a4_landscape_one_page_wide(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        # A number that is missing means one page; a height of 0 means as many as it takes.
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "汇总" else 0)


def test_the_header_stays_on_screen_and_on_every_page(book: openpyxl.Workbook) -> None:
    sheet = book["新材料"]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"


def test_the_columns_fit_a_readable_page(book: openpyxl.Workbook) -> None:
    sheet = book["新材料"]
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJK") < 190


def test_the_summary_counts_and_says_how_it_was_made(book: openpyxl.Workbook) -> None:
    cells = [cell.value for row in book["汇总"].iter_rows() for cell in row if cell.value]
    assert "第 2 版（草稿），统计日 2024-06-01" in cells
    assert "专利已失效 1" in cells
    assert "1 件专利尚在审查中" in cells
    total = [cell.value for cell in list(book["汇总"].rows)[-1][:5]]
    assert total == ["合计", 1, 1, 1, 1]


def test_note_stands_beside_the_pair_and_hand_work_is_told(book: openpyxl.Workbook) -> None:
    sheet = book["新材料"]
    assert [cell.value for cell in sheet[3]][-1] == "=请发明人到场"
    assert [cell.value for cell in book["明细"][2]][-2:] == ["=请发明人到场", "固定"]


def test_moment_of_the_lock_is_that_of_the_clock_on_the_wall() -> None:
    locked = replace(VIEW, status="已锁定", locked_at=NOW.astimezone(UTC))
    book = openpyxl.load_workbook(BytesIO(candidate_list.build(locked)))
    cells = [cell.value for row in book["汇总"].iter_rows() for cell in row if cell.value]
    assert "2024-05-06 09:30" in cells


def test_what_changed_since_the_version_before_has_a_sheet() -> None:
    found = Difference(1, 2, came=(ENTRY,), went=((ENTRY, "专利已失效"),), moved=(), scored=())
    book = openpyxl.load_workbook(BytesIO(candidate_list.build(VIEW, found)))
    rows = list(book["与上一版的变化"].values)
    assert [(row[0], row[4], row[5], row[6]) for row in rows[1:]] == [
        ("新进", None, "0.7123", "共有“轧辊”"),
        ("退出", "0.7123", None, "专利已失效"),
    ]


def test_the_details_hold_every_column_flat(book: openpyxl.Workbook) -> None:
    rows = list(book["明细"].values)
    assert rows[1][6] == "CN202010000001.4"
    assert rows[1][14] == 0.7123


def test_text_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook) -> None:
    cell = book["明细"]["D2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1 轧辊修复")


def test_the_file_is_named_after_event_and_version() -> None:
    assert candidate_list.file_name(VIEW) == "docking_v2.xlsx"


def test_an_empty_list_still_makes_a_workbook() -> None:
    empty = openpyxl.load_workbook(
        BytesIO(candidate_list.build(VIEW.__class__(**{**VIEW.__dict__, "entries": ()})))
    )
    assert empty.sheetnames == ["汇总", "明细"]


def test_rows_grow_with_their_text() -> None:
    assert row_height([("短", 10.0)]) == 16.5
    assert row_height([("轧" * 18, 10.0)]) == 4 * 13.5 + 3
    assert row_height([("轧" * 5000, 10.0)]) == 409.0


def test_refused_rows_come_back_with_bad_cells_marked() -> None:
    refusal = Refusal("", 7, "申请号", "123", "位数不对", "请核对")
    rejected = RejectedRow("", 7, ("=HYPERLINK(1)", "123"), (refusal,))
    content = refused_rows.build([RefusedSheet("", ["名称", "申请号"], [rejected])], NOW)
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == ["原行号", "拒收原因与改法", "名称", "申请号"]
    assert [cell.value for cell in sheet[2]] == [
        7,
        "申请号：位数不对。请核对",
        "=HYPERLINK(1)",
        "123",
    ]
    assert sheet["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["D2"].comment.text == "位数不对。请核对"
    assert sheet["C2"].data_type == "s"


def test_refused_sheets_of_one_name_and_of_odd_names_all_come_back() -> None:
    rejected = RejectedRow("", 2, ("x" * 40_000,), ())
    names = ["a[1]", "A_1_", "表" * 40, "表" * 40, ""]
    content = refused_rows.build([RefusedSheet(name, ["名称"], [rejected]) for name in names], NOW)
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == [
        "a_1_",
        "A_1_（2）",
        "表" * 31,
        "表" * 28 + "（2）",
        "拒收行",
    ]
    assert len(book["拒收行"]["C2"].value) == 32_767
    assert book["拒收行"]["C2"].value.endswith("x……（过长，以下略）")
