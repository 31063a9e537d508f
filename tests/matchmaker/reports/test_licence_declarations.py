"""The sheet of what is to be filed of open licences."""

from datetime import date
from io import BytesIO

import openpyxl

from matchmaker.reports import licence_declarations
from matchmaker.services.contact_records import Contact
from matchmaker.services.licence_sheet import SheetRow
from matchmaker.services.open_licence_view import LicenceRow
from models.licence_enums import OpenLicenceState
from tests.conftest import NOW

ROW = SheetRow(
    shown=LicenceRow(
        id=1,
        number="CN202010000001.9",
        title="一种轧辊修复方法",
        kind="发明",
        institution="武汉科技大学",
        city="武汉",
        state=OpenLicenceState.INTENDED,
        fee="按净销售额 3% 提成",
        term_from=date(2024, 6, 1),
        term_until=date(2029, 5, 31),
        submitted_on=None,
        announced_on=None,
        announcement_number="",
        changed_at=NOW,
        missing=("声明的内容写全",),
        unclear=("年费按规定缴纳", "没有有效的独占或排他许可"),
        asked=0,
        in_use=0,
        is_over=False,
    ),
    owners=("武汉科技大学", "武汉大学"),
    other_terms="许可在中国境内制造。",
    evaluation_report="",
    contact=Contact("张**", "138****1234"),
)


def test_a_row_a_patent_with_the_columns_of_a_declaration() -> None:
    book = openpyxl.load_workbook(BytesIO(licence_declarations.build([ROW, ROW], NOW)))
    sheet = book["声明资料"]
    assert sheet["A1"].value == "专利开放许可声明资料"
    head, first, second = (list(row) for row in sheet.iter_rows(min_row=2, values_only=True))
    assert head == [column.header for column in licence_declarations.COLUMNS]
    told = dict(zip(head, first, strict=True))
    assert (told["专利号"], told["专利权人"]) == ("ZL202010000001.9", "武汉科技大学；武汉大学")
    assert told["许可期限止"].date() == date(2029, 5, 31)
    assert (told["联系人"], told["联系电话"]) == ("张**", "138****1234")
    assert told["还不清楚"] == "年费按规定缴纳；没有有效的独占或排他许可"
    assert (told["公告日"], told["状态"]) == (None, "拟开放许可")
    assert [first[0], second[0]] == [1, 2]


def test_without_a_declaration_there_is_a_head() -> None:
    book = openpyxl.load_workbook(BytesIO(licence_declarations.build([], NOW)))
    assert book["声明资料"].max_row == 2
    assert licence_declarations.file_name(NOW) == "open_licences_20240506.xlsx"
