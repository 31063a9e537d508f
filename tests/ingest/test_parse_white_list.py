"""Rows of the white list: what is read of them, and what is refused with what to do."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import FileParser, ParseOptions
from ingest.types import RejectedRow, ValidRow
from models.enums import ImportKind
from tests.ingest.writing import write_xlsx

HEAD = (
    "批次",
    "公布日期",
    "公布单位",
    "企业名称",
    "市州",
    "授信额度（万元）",
    "授信银行",
    "状态",
    "移出日期",
    "移出原因",
)
ROW = ("2024年第三批", "2024-06-18", "省知识产权局", "武汉光谷激光有限公司", "武汉", 500, "甲银行")


def parsed(
    path: Path, rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD
) -> list[ValidRow | RejectedRow]:
    filled = [[*row, *[""] * (len(head) - len(row))] for row in rows]
    options = ParseOptions(ImportKind.WHITE_LIST)
    found = list(FileParser(write_xlsx(path, [head, *filled]), options))
    return [one for one in found if isinstance(one, ValidRow | RejectedRow)]


def refusals(row: ValidRow | RejectedRow) -> list[tuple[str, str]]:
    assert isinstance(row, RejectedRow)
    assert all(one.remedy for one in row.refusals)
    return [(one.column, one.reason) for one in row.refusals]


def test_a_row_is_a_firm_of_a_batch_at_a_bank(tmp_path: Path) -> None:
    (row,) = parsed(tmp_path / "a.xlsx", [ROW])
    assert isinstance(row, ValidRow)
    assert row.values == {
        "year": 2024,
        "number": 3,
        "listed_on": date(2024, 6, 18),
        "issuer": "省知识产权局",
        "firm_name": "武汉光谷激光有限公司",
        "city_code": "420100",
        "credit_cny": 5_000_000,
        "bank": "甲银行",
    }
    assert row.owners == ("武汉光谷激光有限公司",)
    assert row.extra == {"city_code": "420100"}


@pytest.mark.parametrize(
    ("header", "cell", "cny"),
    [
        ("授信额度", 500, 5_000_000),
        ("授信额度（元）", 500, 500),
        ("授信额度（亿元）", 0.5, 50_000_000),
        ("授信金额（万元）", "1,200.5", 12_005_000),
        ("授信额度", "0.3亿元", 30_000_000),
    ],
)
def test_credit_is_in_the_unit_of_its_header(
    header: str, cell: Any, cny: int, tmp_path: Path
) -> None:
    head = ("批次", "公布日期", "企业名称", header)
    (row,) = parsed(tmp_path / "a.xlsx", [("第三批", "2024-06-18", "甲公司", cell)], head)
    assert isinstance(row, ValidRow)
    assert row.values["credit_cny"] == cny


def test_the_year_is_told_or_that_of_the_day(tmp_path: Path) -> None:
    head = ("年度", "批次", "公布日期", "企业名称")
    rows = [
        ("", "第三批", "2024-01-08", "甲公司"),
        (2023, "第三批", "2024-01-08", "乙公司"),
        (2023, "2022年第三批", "2024-01-08", "丙公司"),
    ]
    first, second, third = parsed(tmp_path / "a.xlsx", rows, head)
    assert isinstance(first, ValidRow)
    assert isinstance(second, ValidRow)
    assert (first.values["year"], second.values["year"]) == (2024, 2023)
    assert refusals(third) == [("年度", "与“批次”列的 2022 年不一致")]


def test_what_is_missing_or_wrong_is_told_cell_by_cell(tmp_path: Path) -> None:
    rows = [
        ("首批", "2024-06-18", "", "甲公司"),
        ("第三批", "", "", "乙公司"),
        ("第三批", "2024-06-18", "", "***"),
        ("第三批", "2024-06-18", "", "丁公司", "某某乡"),
        ("第三批", "2024-06-18", "", "戊公司", "", "面议"),
        ("第三批", "2024-06-18", "", "己公司", "", "", "", "移出"),
        ("第三批", "2024-06-18", "", "庚公司", "", "", "", "移出", "2024-05-01", "逾期"),
        ("第三批", "2024-06-18", "", "辛公司", "", "", "", "在册", "", "逾期"),
        ("第三批", "2024-06-18", "", "壬公司", "", "", "", "暂停"),
    ]
    told = [refusals(row) for row in parsed(tmp_path / "a.xlsx", rows)]
    assert told[0] == [("批次", "不是批次")]
    assert told[1] == [("公布日期", "必填项为空")]
    assert told[2] == [("企业名称", "没有写明企业")]
    assert [column for column, _ in told[3]] == ["市州"]
    assert told[4] == [("授信额度（万元）", "授信额度不是一个数")]
    assert told[5] == [
        ("移出日期", "移出的企业要写明移出日期和原因"),
        ("移出原因", "移出的企业要写明移出日期和原因"),
    ]
    assert told[6] == [("移出日期", "早于公布日期")]
    assert told[7] == [("移出原因", "在册的企业没有移出")]
    assert told[8] == [("状态", "不认识的状态")]


def test_a_firm_taken_off_and_one_that_stands_are_told_apart(tmp_path: Path) -> None:
    rows = [
        (*ROW, "移出", "2024-08-01", "贷款逾期"),
        (*ROW[:3], "乙公司", "", "", "", "在册"),
        (*ROW[:3], "丙公司"),
    ]
    off, stands, silent = parsed(tmp_path / "a.xlsx", rows)
    assert isinstance(off, ValidRow)
    assert isinstance(stands, ValidRow)
    assert isinstance(silent, ValidRow)
    assert off.values["removed_on"] == date(2024, 8, 1)
    assert off.values["removed_reason"] == "贷款逾期"
    assert (stands.values["removed_on"], stands.values["removed_reason"]) == (None, "")
    assert "removed_on" not in silent.values


def test_a_file_may_not_contradict_itself(tmp_path: Path) -> None:
    rows = [
        ROW,
        (*ROW[:5], 600, "甲银行"),
        (*ROW[:5], 600, "乙银行"),
        (ROW[0], "2024-07-01", *ROW[2:3], "乙公司"),
        (*ROW[:2], "市知识产权局", "丙公司"),
        ROW,
    ]
    first, same_bank, other_bank, other_day, other_issuer, again = parsed(tmp_path / "a.xlsx", rows)
    assert isinstance(first, ValidRow)
    assert isinstance(other_bank, ValidRow)
    assert isinstance(again, ValidRow)
    assert refusals(same_bank) == [("企业名称", "与第 2 行是同一条记录，但内容不同")]
    assert refusals(other_day) == [("企业名称", "与第 2 行是同一批次，但公布日期不同")]
    assert refusals(other_issuer) == [("企业名称", "与第 2 行是同一批次，但公布单位不同")]
