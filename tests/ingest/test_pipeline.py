"""A file as a whole: its sheets, and rows that are about the same patent."""

from pathlib import Path

from ingest.pipeline import FileParser, ParseOptions
from ingest.types import RejectedRow, SkippedSheet, ValidRow
from models.enums import ImportKind
from tests.ingest.writing import (
    PATENT_HEADERS,
    application_number,
    error_of,
    parse,
    patent_row,
    refusal_of,
    write_book,
    write_csv,
    write_xlsx,
)

NOTES = [["填表说明"], ["请认真填写"]]
ROWS = [PATENT_HEADERS, patent_row(1), patent_row(2)]


def test_two_understood_sheets_are_both_read(tmp_path: Path) -> None:
    sheets = {
        "机械": ROWS,
        "电气": [["名称", "专利号", "申请人"], ["丙", application_number(3), "丁"]],
    }
    parsed = parse(write_book(tmp_path / "a.xlsx", sheets))
    places = [(row.sheet, row.row_number) for row in parsed.valid]
    assert places == [("机械", 2), ("机械", 3), ("电气", 2)]
    assert [header.sheet for header in parsed.headers] == ["机械", "电气"]


def test_sheet_that_is_not_understood_is_reported_as_skipped(tmp_path: Path) -> None:
    sheets = {"说明": NOTES, "数据": ROWS, "统计": [["申请号", "得分"], ["1", "2"]], "空": []}
    parsed = parse(write_book(tmp_path / "a.xlsx", sheets))
    assert (parsed.skipped, len(parsed.valid)) == (["说明", "统计"], 2)


def test_a_skipped_sheet_has_its_reason(tmp_path: Path) -> None:
    sheets = {"数据": ROWS, "统计": [["申请号", "得分"], ["1", "2"]]}
    parser = FileParser(write_book(tmp_path / "a.xlsx", sheets), ParseOptions(ImportKind.PATENTS))
    assert len(list(parser)) == 2
    (skipped,) = parser.skipped_sheets
    reason = "缺少必需的列“专利名称”，看到的表头是：“申请号”、“得分”"
    assert skipped == SkippedSheet("统计", reason)


def test_nearest_miss_is_named_where_no_sheet_is_understood(tmp_path: Path) -> None:
    sheets = {
        "说明": NOTES,
        "数据": [["申请编号", "专利名称", "申请人"], patent_row()],
        "其他": NOTES,
    }
    error = error_of(write_book(tmp_path / "a.xlsx", sheets))
    assert error.place == "表“数据”第 1 行"
    assert error.reason.startswith("缺少必需的列“申请号”")


def test_sheet_that_lacks_only_the_owner_is_not_passed_over(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"机械": ROWS, "电气": [row[:2] for row in ROWS]})
    error = error_of(path)
    assert error.place == "表“电气”第 1 行"
    assert "不需要导入的工作表请隐藏" in error.remedy
    assert len(parse(path, owner="武汉大学").valid) == 4


def test_header_without_rows_gives_no_rows(tmp_path: Path) -> None:
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", [PATENT_HEADERS]))
    assert (parsed.numbers, len(parsed.headers)) == (([], []), 1)


def test_text_file_of_blanks_is_an_empty_table(tmp_path: Path) -> None:
    error = error_of(write_csv(tmp_path / "a.csv", [[], [" ", ""]]))
    assert (error.file, error.place, error.reason) == ("a.csv", "", "表是空的")
    assert error.remedy == "请确认数据已保存在这个文件中"


def test_patents_given_as_demands_name_what_demands_need(tmp_path: Path) -> None:
    error = error_of(write_csv(tmp_path / "a.csv", ROWS), ImportKind.DEMANDS)
    assert error.remedy.startswith("请让表头所在行包含：技术需求名称")


def test_rows_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [*ROWS, ["坏", "甲", "乙"], patent_row(3)])
    parsed = parse(path)
    assert parsed.numbers == ([2, 3, 5], [4])
    assert [type(row) for row in (*parsed.valid[:1], *parsed.rejected)] == [ValidRow, RejectedRow]


def test_identical_repetition_passes(tmp_path: Path) -> None:
    spaced = [f"ZL{application_number(1)}", " 一种第1号装置 ", "武汉 大学"]
    parsed = parse(write_csv(tmp_path / "a.csv", [*ROWS, patent_row(1), spaced]))
    assert parsed.numbers == ([2, 3, 4, 5], [])


def test_conflicting_repetition_names_the_first_row(tmp_path: Path) -> None:
    other = [f"ZL{application_number(1)}", "另一种装置", "武汉大学"]
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", [*ROWS, other]))
    refusal = refusal_of(parsed)
    assert (refusal.sheet, refusal.row_number) == ("Sheet1", 4)
    assert (refusal.column, refusal.value) == ("申请号", other[0])
    assert refusal.reason == "与第 2 行是同一条记录，但内容不同"
    assert refusal.remedy == "请只保留其中正确的一行"
    assert parsed.rejected[0].cells == tuple(other)


def test_other_owners_or_facts_of_them_are_a_conflict(tmp_path: Path) -> None:
    headers = [*PATENT_HEADERS, "统一社会信用代码"]
    rows = [
        headers,
        patent_row(1, "91420100MA4KXXXX0X"),
        patent_row(1, "91420100MA4KXXXX1X"),
        [*patent_row(1)[:2], "华中科技大学", "91420100MA4KXXXX0X"],
    ]
    assert parse(write_csv(tmp_path / "a.csv", rows)).numbers == ([2], [3, 4])


def test_conflict_across_sheets_names_the_sheet_and_its_own_column(tmp_path: Path) -> None:
    second = [["专利号", "专利名称", "申请人"], [application_number(2), "别的", "甲"]]
    parsed = parse(write_book(tmp_path / "a.xlsx", {"一": ROWS, "二": second}))
    refusal = refusal_of(parsed)
    assert (refusal.sheet, refusal.column) == ("二", "专利号")
    assert refusal.reason == "与表“一”第 3 行是同一条记录，但内容不同"


def test_refused_row_is_no_first_row(tmp_path: Path) -> None:
    headers = [*PATENT_HEADERS, "申请日"]
    rows = [headers, patent_row(1, "坏"), patent_row(1, "2017-03-05")]
    assert parse(write_csv(tmp_path / "a.csv", rows)).numbers == ([3], [2])
