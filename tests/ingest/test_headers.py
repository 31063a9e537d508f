"""Which row is the header, which column is which, and what is said where none is known."""

from pathlib import Path

import pytest

from ingest.mapping import map_headers, normalise_header
from ingest.sources.patent_sheet import PATENT_SHEET
from ingest.types import RawRow
from models.enums import ImportKind
from tests.ingest.writing import (
    DEMAND_HEADERS,
    PATENT_HEADERS,
    application_number,
    error_of,
    parse,
    parse_demands,
    patent_row,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize(
    "header",
    [
        " 申请号 ",
        "申 请\n号",
        "申\u3000请号",
        "*申请号",
        "申请号*",
        "申请号：",
        "申请号:",
        "[标]申请号",
        "＊申请号（必填）",
        "申请号(必填)：",
        "\ufeff申请号",
    ],
)
def test_marks_blanks_and_width_of_a_header_do_not_matter(tmp_path: Path, header: str) -> None:
    assert normalise_header(header) == "申请号"
    rows = [[header, "专利名称", "申请人"], patent_row()]
    assert parse(write_csv(tmp_path / "a.csv", rows)).valid[0].key == patent_row()[0]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("申请（专利）号", "application_number"),
        ("申请(专利)号", "application_number"),
        ("标题 (中文)", "title"),
        ("[标]当前申请(专利权)人", "current_owners"),
        ("公开（公告）日", "publication_date"),
        ("ＩＰＣ主分类号", "classification_main"),
        ("应用场景（产业化前景）", "scenario"),
        ("主权项内容", "first_claim"),
    ],
)
def test_headers_of_real_exports_are_known(header: str, field: str) -> None:
    assert map_headers("", RawRow(1, [header]), PATENT_SHEET).columns == {0: field}


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["某某大学专利清单"],
        ["填表人：", "张三", "日期：2024"],
        [],
        PATENT_HEADERS,
        patent_row(),
    ]
    parsed = parse(write_xlsx(tmp_path / "a.xlsx", rows))
    assert (parsed.headers[0].row_number, parsed.numbers) == (4, ([5], []))


def test_header_may_be_the_twentieth_row_and_no_later(tmp_path: Path) -> None:
    above = [["说明"]] * 19
    parsed = parse(write_csv(tmp_path / "a.csv", [*above, PATENT_HEADERS, patent_row()]))
    assert parsed.numbers == ([21], [])
    late = write_csv(tmp_path / "b.csv", [*above, ["说明"], PATENT_HEADERS, patent_row()])
    assert error_of(late).reason == "前 20 行里没有认得的表头，看到的是：“说明”"


def test_no_header_row_lists_what_was_seen_and_what_comes_near(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["申请编号", "发明专利的名称", "得分"], [1, "甲", 5]])
    error = error_of(path)
    assert (error.file, error.place) == ("a.xlsx", "表“Sheet1”")
    assert error.reason == (
        "前 20 行里没有认得的表头，看到的是：“申请编号”、“发明专利的名称”、“得分”"
    )
    assert error.remedy.startswith(
        "请让表头所在行包含：申请号、专利名称。“申请编号”是否应为“申请号”"
    )
    assert "“发明专利的名称”是否应为“专利名称”" in error.remedy


def test_long_header_rows_are_cut_in_messages(tmp_path: Path) -> None:
    headers = ["甲" * 30, *(f"列{number}" for number in range(14))]
    reason = error_of(write_csv(tmp_path / "a.csv", [headers])).reason
    assert f"“{'甲' * 20}…”、“列0”" in reason
    assert reason.endswith("“列10” 等 15 个")


def test_required_column_missing_names_the_nearest_header(tmp_path: Path) -> None:
    rows = [["申请编号", "专利名称", "申请人", "光盘号"], patent_row()]
    error = error_of(write_xlsx(tmp_path / "a.xlsx", [[], rows[0], rows[1]]))
    assert error.place == "表“Sheet1”第 2 行"
    assert error.reason == (
        "缺少必需的列“申请号”，看到的表头是：“申请编号”、“专利名称”、“申请人”、“光盘号”"
    )
    hint = "“申请编号”是否应为“申请号”或“专利申请号”或“申请（专利）号”"
    assert error.remedy.split("；")[0] == f"请让表头所在行包含：申请号。{hint}"


def test_hints_are_about_the_missing_column_only(tmp_path: Path) -> None:
    rows = [["申请号", "申请人", "申请的日期"], patent_row()]
    error = error_of(write_csv(tmp_path / "a.csv", rows))
    assert (error.place, error.remedy) == ("第 1 行", "请让表头所在行包含：专利名称")


def test_demands_without_a_title_name_the_missing_column(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["企业名称", "技术需求名"], ["甲", "乙"]])
    error = error_of(path, ImportKind.DEMANDS)
    assert error.reason.startswith("缺少必需的列“技术需求名称”")
    assert "“技术需求名”是否应为“技术需求名称”" in error.remedy


def test_missing_owner_column_asks_for_it_or_for_the_option(tmp_path: Path) -> None:
    rows = [["申请号", "专利名称", "申请单位"], patent_row()]
    error = error_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert error.place == "表“Sheet1”第 1 行"
    assert error.reason.startswith("没有写明单位的列“申请人”或“当前权利人”，看到的表头是")
    assert error.remedy.startswith("请补上该列，或在导入时指定全部行的单位")


def test_owner_option_stands_in_for_the_column(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["申请号", "专利名称"], patent_row()[:2]])
    assert parse(path, owner=" 武汉大学 ").valid[0].owners == ("武汉大学",)
    assert error_of(path, owner=" \u3000").reason.startswith("没有写明单位的列")


def test_demands_of_no_one_need_the_option(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["title", "content"], ["轴承", "求轴承"]])
    assert error_of(path, ImportKind.DEMANDS).reason.startswith("没有写明单位的列“企业名称”")
    assert parse_demands(path, owner="郑州市").valid[0].owners == ("郑州市",)


def test_field_named_twice_is_read_from_its_better_header(tmp_path: Path) -> None:
    headers = ["专利号", "申请号", "标题", "专利名称", "申请人"]
    row = ["x", application_number(1), "标题", "名称", "武汉大学"]
    parsed = parse(write_csv(tmp_path / "a.csv", [headers, row]))
    assert parsed.headers[0].repeated == ("专利号", "标题")
    assert (parsed.valid[0].key, parsed.valid[0].values["title"]) == (row[1], "名称")


def test_same_header_twice_is_read_from_the_first(tmp_path: Path) -> None:
    rows = [[*PATENT_HEADERS, "联系人", "联系人"], patent_row(1, "张三", "李四")]
    parsed = parse(write_csv(tmp_path / "a.csv", rows))
    assert parsed.valid[0].values["contact_name"] == "张三"
    assert parsed.headers[0].repeated == ("联系人",)


def test_unknown_headers_are_reported(tmp_path: Path) -> None:
    rows = [["得分", *PATENT_HEADERS, "备注"], ["5", *patent_row(), "无"]]
    assert parse(write_csv(tmp_path / "a.csv", rows)).headers[0].unknown == ("得分", "备注")


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        (("申请（专利权）人", "发明（设计）人", "光盘号", "颁证日"), "cnipa_export"),
        (("申请人", "可接受的转化方式", "技术成熟度"), "stock_sheet"),
        (("申请人",), "patent_sheet"),
    ],
)
def test_kind_of_patent_sheet_is_told_from_its_headers(
    tmp_path: Path, headers: tuple[str, ...], source: str
) -> None:
    rows = [["申请号", "专利名称", *headers], [*patent_row()[:2], "武汉大学"]]
    assert parse(write_csv(tmp_path / "a.csv", rows)).headers[0].source == source


def test_collection_form_is_told_from_its_headers(tmp_path: Path) -> None:
    form = ["企业名称", "技术需求名称", "技术需求合作模式"]
    parsed = parse_demands(write_csv(tmp_path / "a.csv", [form, ["甲公司", "乙", "委托研发"]]))
    assert parsed.headers[0].source == "demand_form"
    plain = parse_demands(write_csv(tmp_path / "b.csv", [DEMAND_HEADERS, ["甲公司", "乙", "丙"]]))
    assert plain.headers[0].source == "demand_sheet"
