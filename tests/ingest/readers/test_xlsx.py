"""Where the cells of a workbook stand and what they hold."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from ingest.readers import open_sheets
from ingest.types import Limits
from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    edit_part,
    error_of,
    parse,
    patent_row,
    read_parts,
    refusal_of,
    write_book,
    write_xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [[*PATENT_HEADERS, "摘要"], patent_row(1, "短"), patent_row(2, "长")]


def cells_of(path: Path) -> list[list[Any]]:
    return [row.cells for sheet in open_sheets(path, Limits()) for row in sheet.rows]


@pytest.mark.parametrize("first", ["A1", "C4", "AA30"])
def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path, first: str) -> None:
    start = int("".join(character for character in first if character.isdigit()))
    path = write_xlsx(tmp_path / "a.xlsx", ROWS, first)
    if start < 20:
        parsed = parse(path)
        assert parsed.headers[0].row_number == start
        assert parsed.numbers == ([start + 1, start + 2], [])
    else:
        assert error_of(path).reason == "表是空的"


def test_blank_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [[], ROWS[0], [], ROWS[1], [None, " ", "\u3000"], ROWS[2]]
    assert parse(write_xlsx(tmp_path / "a.xlsx", rows)).numbers == ([4, 6], [])


def test_row_with_a_running_number_only_is_blank(tmp_path: Path) -> None:
    rows = [["序号", *PATENT_HEADERS], [1, *patent_row()], [2], [3]]
    assert parse(write_xlsx(tmp_path / "a.xlsx", rows)).numbers == ([2], [])


def test_remark_without_a_header_is_not_dropped_silently(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, [*patent_row(), "备注"]]
    refusal = refusal_of(parse(write_xlsx(tmp_path / "a.xlsx", rows)))
    assert (refusal.sheet, refusal.column) == ("Sheet1", "（第 4 列）")
    assert refusal.remedy.endswith("表格中请给多出的列写上表头，或清空这些单元格")


def test_line_breaks_inside_a_cell_are_kept(tmp_path: Path) -> None:
    rows = [ROWS[0], patent_row(1, "第一行\r\n\n 第二行 ")]
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", rows))
    assert parsed.valid[0].values["abstract"] == "第一行\n第二行"


def test_cells_keep_their_types(tmp_path: Path) -> None:
    row = ["文", 1.5, 2013106997442, True, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4)]  # noqa: DTZ001
    path = write_xlsx(tmp_path / "a.xlsx", [[*row, time(3, 4), timedelta(hours=30)]])
    expected = ["文", 1.5, 2013106997442.0, True, row[4], row[5], time(3, 4), timedelta(hours=30)]
    assert cells_of(path) == [expected]


def test_written_by_another_writer_the_cells_are_the_same(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    book.close()
    assert cells_of(tmp_path / "b.xlsx") == cells_of(write_xlsx(tmp_path / "a.xlsx", ROWS))


def test_number_in_a_numeric_cell_is_read_whole(tmp_path: Path) -> None:
    rows = [PATENT_HEADERS, [float(application_number(3)), "甲", "乙"]]
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", rows))
    assert parsed.valid[0].key == application_number(3)


def test_formula_without_a_result_is_refused(tmp_path: Path) -> None:
    rows = [ROWS[0], [application_number(1), '="一种"&"装置"', "甲", "乙"], patent_row(2)]
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", rows))
    refusal = refusal_of(parsed)
    assert (refusal.sheet, refusal.row_number, refusal.column) == ("Sheet1", 2, "专利名称")
    assert refusal.reason == "公式没有计算结果"
    assert refusal.remedy.startswith("请在 Excel 中重新计算并保存")
    assert parsed.numbers == ([3], [2])


def store_result(path: Path, place: str, kind: str, result: str) -> Path:
    """Give the formula of a cell a result, as Excel does when it saves."""
    # How a value that is not there is written depends on the library that openpyxl finds.
    [written] = re.findall(
        rf'<c r="{place}"><f>A9</f><v ?/>|<c r="{place}"><f>A9</f><v></v>',
        read_parts(path)[SHEET].decode(),
    )
    return edit_part(path, SHEET, written, f'<c r="{place}"{kind}><f>A9</f>{result}')


def test_formula_with_a_result_is_its_result(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [ROWS[0], [patent_row()[0], "=A9", "甲", "=A9"]])
    store_result(path, "B2", ' t="str"', "<v>一种装置</v>")
    store_result(path, "D2", "", "<v>2</v>")
    values = parse(path).valid[0].values
    assert (values["title"], values["abstract"]) == ("一种装置", "2")


def test_formula_whose_result_is_empty_is_a_blank_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [ROWS[0], patent_row(1, "=A9")])
    [row] = parse(store_result(path, "D2", ' t="str"', "<v></v>")).valid
    assert "abstract" not in row.values


def test_row_of_formulas_without_results_is_not_blank(tmp_path: Path) -> None:
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", [PATENT_HEADERS, ["=A9", "=B9", "=C9"]]))
    assert [refusal.reason for refusal in parsed.refusals] == ["公式没有计算结果"] * 3


def test_error_value_is_refused_instead_of_passing_for_a_blank(tmp_path: Path) -> None:
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", [ROWS[0], patent_row(1, "#N/A")]))
    refusal = refusal_of(parsed)
    assert (refusal.column, refusal.reason) == ("摘要", "单元格是错误值 #N/A")


def test_cells_without_references_are_counted(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [ROWS[0], patent_row(1, "=A9")])
    for place in ("A2", "B2", "C2", "D2"):
        edit_part(path, SHEET, f' r="{place}"', "")
    refusal = refusal_of(parse(path))
    assert (refusal.row_number, refusal.column) == (2, "摘要")


def test_formula_of_a_prefixed_sheet_is_seen(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [ROWS[0], patent_row(1, "=A9")])
    edit_part(path, SHEET, "<f>A9</f>", '<m:f xmlns:m="urn:m">A9</m:f>')
    assert refusal_of(parse(path)).reason == "公式没有计算结果"


def test_formulas_of_a_sheet_do_not_touch_another(tmp_path: Path) -> None:
    sheets = {"甲": [ROWS[0], patent_row(1, "=A9")], "乙": [ROWS[0], patent_row(2, "乙")]}
    parsed = parse(write_book(tmp_path / "a.xlsx", sheets))
    assert [(row.sheet, row.row_number) for row in parsed.valid] == [("乙", 2)]
    assert refusal_of(parsed).sheet == "甲"


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"一": ROWS, "二": [ROWS[0], patent_row(3)]})
    book = openpyxl.load_workbook(path)
    book["二"].sheet_state = "hidden"
    book.save(path)
    assert [row.sheet for row in parse(path).valid] == ["一", "一"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_workbook_of_hidden_sheets_is_empty(tmp_path: Path, state: str) -> None:
    path = write_book(tmp_path / "a.xlsx", {"封面": [], "数据": ROWS})
    book = openpyxl.load_workbook(path)
    book["数据"].sheet_state = state
    book.save(path)
    error = error_of(path)
    assert (error.file, error.reason) == ("a.xlsx", "工作簿里没有内容")
    assert error.remedy == "请确认数据已保存，并且在没有隐藏的工作表中"


def test_empty_workbook_is_named(tmp_path: Path) -> None:
    assert error_of(write_xlsx(tmp_path / "a.xlsx", [])).reason == "工作簿里没有内容"


def test_chart_sheet_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("数据")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=数据!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    parsed = parse(path)
    assert (parsed.numbers, parsed.skipped) == (([2, 3], []), [])
