"""What a cell says, as text."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from ingest.cells import cell_text, says_nothing, whole_digits
from ingest.mapping import cell_is_blank
from ingest.types import Cell
from models.errors import InvalidValue
from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    parse,
    patent_row,
    refusal_of,
    write_csv,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" 甲 ", "甲"),
        (True, "是"),
        (False, "否"),
        (12, "12"),
        (2013106997442.0, "2013106997442"),
        (201310699744.2, "201310699744.2"),
        (0.5, "0.5"),
        (1e16, "1e+16"),
        (float("inf"), "inf"),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2), "2020-01-02"),  # noqa: DTZ001
        (datetime(2020, 1, 2, 3, 4), "2020-01-02 03:04:00"),  # noqa: DTZ001
        (time(3, 4), "03:04:00"),
        ('="0012"', "0012"),
        ('=" 0012 "', "0012"),
        ('="含""引号"""', '含"引号"'),
        ('=""', ""),
        ("==标题", "==标题"),
        ("=一种装置", "=一种装置"),
        ("=", "="),
    ],
)
def test_cell_is_read_as_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "=SUM(A1)", "= A1", "=-B2", "=+1", '="a"&B1', "=$A$1", "={1}"]
)
def test_formula_as_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="单元格是公式") as caught:
        cell_text(text)
    assert caught.value.remedy == "请复制该列，用“选择性粘贴—数值”粘贴后再导入"


@pytest.mark.parametrize("cell", [None, "", " ", "\u3000\t\n", "\u200b", "\ufeff", "\x07 "])
def test_what_no_one_sees_is_blank(cell: Cell) -> None:
    assert (cell_is_blank(cell), says_nothing(cell)) == (True, True)


@pytest.mark.parametrize(
    "cell",
    ["-", "--", "—", "——", "/", "\\", "N/A", "n/a", "NULL", "None", "nan", float("nan"), '=""'],
)
def test_mark_for_nothing_says_nothing_and_is_no_blank(cell: Cell) -> None:
    assert (cell_is_blank(cell), says_nothing(cell)) == (False, True)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "无", "否", ".", "\n甲", "none of it"])
def test_what_says_something_is_kept(cell: Cell) -> None:
    assert (cell_is_blank(cell), says_nothing(cell)) == (False, False)


@pytest.mark.parametrize("text", ["2.0131E+12", "2E12", "9.14201e+17"])
def test_number_that_excel_has_cut_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="号码被 Excel 改成了科学计数法，尾数已丢失") as caught:
        whole_digits(str)(text)
    assert caught.value.remedy == "请把该列设为“文本”格式，重新填写完整号码"
    assert whole_digits(str)("2013E106997442") == "2013E106997442"


def test_number_kept_as_text_by_excel_is_unwrapped(tmp_path: Path) -> None:
    rows = [[*PATENT_HEADERS, "联系电话"], [f'="{application_number(1)}"', "甲", "乙", '="0712"']]
    [row] = parse(write_csv(tmp_path / "a.csv", rows)).valid
    assert (row.key, row.values["contact_phone"]) == (application_number(1), "0712")


def test_formula_in_a_text_file_is_refused_with_its_column(tmp_path: Path) -> None:
    rows = [[*PATENT_HEADERS, "联系电话"], patent_row(1, "=1+1"), patent_row(2, "0712")]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    refusal = refusal_of(parsed)
    assert (refusal.row_number, refusal.column, refusal.value) == (2, "联系电话", "****")
    assert refusal.reason == "单元格是公式"
    assert parsed.numbers == ([3], [2])


def test_cell_read_for_two_fields_is_refused_once(tmp_path: Path) -> None:
    rows = [[*PATENT_HEADERS, "法律状态", "地址"], patent_row(1, "=A1", "=A2")]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    assert [refusal.column for refusal in parsed.refusals] == ["法律状态", "地址"]


@pytest.mark.parametrize("title", ["", "\u200b", "-", '=""'])
def test_title_that_no_one_sees_is_missing(tmp_path: Path, title: str) -> None:
    rows = [PATENT_HEADERS, [application_number(1), title, "武汉大学"]]
    refusal = refusal_of(parse(write_csv(tmp_path / "a.csv", rows)))
    assert (refusal.column, refusal.value) == ("专利名称", "")
    assert (refusal.reason, refusal.remedy) == ("必填项为空", "请填写“专利名称”")


def test_several_bad_cells_are_one_refused_row_with_every_reason(tmp_path: Path) -> None:
    headers = ["申请号", "专利名称", "申请人", "申请日", "主分类号", "技术成熟度", "密级"]
    row = ["123", "", "", "2012-02-30", "不是", "很成熟", "机密"]
    parsed = parse(write_csv(tmp_path / "a.csv", [headers, row]))
    [rejected] = parsed.rejected
    assert [refusal.column for refusal in rejected.refusals] == headers
    assert all(refusal.reason and refusal.remedy for refusal in rejected.refusals)
    assert {(refusal.sheet, refusal.row_number) for refusal in rejected.refusals} == {("", 2)}
    assert rejected.cells == tuple(row)


def test_long_cell_is_cut_in_the_refusal_and_whole_in_the_row(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, ["号" * 100, "甲", "乙"]]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    assert refusal_of(parsed).value == "号" * 60
    assert parsed.rejected[0].cells[0] == "号" * 100
