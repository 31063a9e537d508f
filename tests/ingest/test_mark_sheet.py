"""Sheets of marks: what is read, and what is refused with place and remedy."""

from pathlib import Path

import pytest
import xlsxwriter

from ingest.errors import SourceError
from ingest.mark_sheet import MarkFile, read_marks
from ingest.types import Limits
from models.values.patent_number import PatentNumber
from tests.factories import number, write_csv, wrong_number

HEADERS = ("申请号", "评审人", "分数", "意见")
GOOD = number("202010000001")


def read(path: Path, *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> MarkFile:
    return read_marks(write_csv(path / "marks.csv", headers, rows), Limits())


def test_rows_are_read_with_their_numbers_however_written(tmp_path: Path) -> None:
    found = read(tmp_path, (GOOD.removeprefix("CN"), " 王 专家", "85.5分", "好"), ("",) * 4)
    (row,) = found.rows
    assert (row.key, row.reviewer, row.mark, row.remark) == (
        PatentNumber.parse(GOOD).key,
        "王 专家",
        85.5,
        "好",
    )
    assert found.rejected == ()


def test_nought_is_a_mark(tmp_path: Path) -> None:
    assert [row.mark for row in read(tmp_path, (GOOD, "王", "0", "")).rows] == [0.0]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ((wrong_number("202010000001"), "王", "80", ""), "申请号", "申请号的校验位不符"),
        (("2.02E+11", "王", "80", ""), "申请号", "号码被 Excel 改成了科学计数法，尾数已丢失"),
        (("", "王", "80", ""), "申请号", "必填项为空"),
        ((GOOD, "", "80", ""), "评审人", "必填项为空"),
        ((GOOD, "王", "", ""), "分数", "必填项为空"),
        ((GOOD, "王", "优", ""), "分数", "分数不是数字"),
        ((GOOD, "王", "101", ""), "分数", "分数不在 0 到 100 之间"),
        ((GOOD, "王", "-1", ""), "分数", "分数不在 0 到 100 之间"),
        ((GOOD, "王", "=1+1", ""), "分数", "单元格是公式"),
    ],
)
def test_a_wrong_cell_is_refused_with_row_and_column(
    tmp_path: Path, row: tuple[str, ...], column: str, reason: str
) -> None:
    found = read(tmp_path, (GOOD, "李", "70", ""), row)
    assert len(found.rows) == 1
    (rejected,) = found.rejected
    (refusal,) = rejected.refusals
    assert (refusal.row_number, refusal.column, refusal.reason) == (3, column, reason)
    assert refusal.remedy


def test_other_headers_are_known(tmp_path: Path) -> None:
    found = read(tmp_path, (GOOD, "王", "80"), headers=("专利号", "评审专家", "评分"))
    assert [row.reviewer for row in found.rows] == ["王"]


def test_a_sheet_that_lacks_a_column_says_which(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="缺少“分数”"):
        read(tmp_path, (GOOD, "王"), headers=("申请号", "评审人"))


def test_a_workbook_is_read_below_its_title_and_other_sheets_are_told(tmp_path: Path) -> None:
    path = tmp_path / "marks.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("打分")
        sheet.write_row(0, 0, ["路演评审打分表"])
        sheet.write_row(1, 0, HEADERS)
        sheet.write_row(2, 0, [GOOD, "王", 88, "可"])
        book.add_worksheet("说明").write_row(0, 0, ["请按百分制"])
    found = read_marks(path, Limits())
    assert [(row.mark, row.reviewer) for row in found.rows] == [(88.0, "王")]
    assert [sheet.name for sheet in found.skipped_sheets] == ["说明"]
