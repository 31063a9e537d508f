"""One row of a patent sheet: numbers, dates, texts and classification."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.values.patent_kind import PatentKind
from tests.ingest.writing import (
    application_number,
    parse,
    patent_row,
    patent_with,
    refusal_of,
    values_of,
    write_csv,
)

FILED = date(2017, 3, 5)


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("公开(公告)号", "CN107000000A", "publication_number", "CN107000000A"),
        ("摘要", " 本发明 公开\n\n了 ", "abstract", "本发明 公开\n了"),
        ("首项权利要求", "1.一种\n装置", "first_claim", "1.一种\n装置"),
        ("应用场景", "工厂", "scenario", "工厂"),
        ("国民经济分类", "C35", "industry_text", "C35"),
        ("学院", "机械学院", "department", "机械学院"),
        ("联系人", "张三", "contact_name", "张三"),
        ("手机号", 13800000000, "contact_phone", "13800000000"),
        ("发明人", "张三; 李四；王五", "inventors", ["张三", "李四", "王五"]),
        ("发明人", "张三|李四", "inventors", ["张三", "李四"]),
        ("公开日", "2018.05.31", "publication_date", date(2018, 5, 31)),
        ("授权公告日", "2018年5月31日", "grant_date", date(2018, 5, 31)),
        ("失效日", "20210531", "expiry_date", date(2021, 5, 31)),
        ("主分类号", "E01B3/32(2006.01)I", "classification_main", "E01B3/32"),
    ],
)
def test_column_is_read_into_its_field(
    tmp_path: Path, header: str, cell: Any, field: str, value: Any
) -> None:
    assert values_of(patent_with(tmp_path, {header: cell}))[field] == value


def test_bare_row_supplies_only_what_it_says(tmp_path: Path) -> None:
    number = application_number(1)
    values = values_of(patent_with(tmp_path, {}))
    assert values == {
        "title": "一种第1号装置",
        "kind": PatentKind.INVENTION,
        "check_character": number[-1],
    }


@pytest.mark.parametrize(
    "cell",
    ["CN{}", "ZL{}", "zl {}", "{}", "CN{dotted}", "{dotted}", "ＣＮ{dotted}"],
)
def test_number_is_one_in_every_spelling(tmp_path: Path, cell: str) -> None:
    number = application_number(1)
    text = cell.format(number, dotted=f"{number[:-1]}.{number[-1]}")
    parsed = patent_with(tmp_path, {"申请号": text})
    assert [row.key for row in parsed.valid] == [number]


def test_wrong_check_digit_names_the_right_one(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"申请号": "ZL2013106997443"}))
    assert (refusal.column, refusal.value) == ("申请号", "ZL2013106997443")
    assert refusal.reason == "申请号的校验位不符"
    assert "校验位应为 2" in refusal.remedy
    assert "201310699744.2" in refusal.remedy


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "必填项为空"),
        ("201310699744", "申请号缺少校验位"),
        ("CN102000000A", "这是公开（公告）号，不是申请号"),
        ("2.0131E+12", "号码被 Excel 改成了科学计数法，尾数已丢失"),
        ("第12号", "申请号的位数或字符不对"),
    ],
)
def test_number_that_is_none_says_what_it_is(tmp_path: Path, cell: str, reason: str) -> None:
    assert refusal_of(patent_with(tmp_path, {"申请号": cell})).reason == reason


@pytest.mark.parametrize(
    ("digit", "kind"),
    [
        (1, PatentKind.INVENTION),
        (8, PatentKind.INVENTION),
        (2, PatentKind.UTILITY_MODEL),
        (3, PatentKind.DESIGN),
    ],
)
def test_kind_is_told_by_the_number(tmp_path: Path, digit: int, kind: PatentKind) -> None:
    number = application_number(1, kind=digit)
    assert values_of(patent_with(tmp_path, {"申请号": number}))["kind"] is kind


@pytest.mark.parametrize(
    "cell",
    [
        "2017-03-05",
        "2017.03.05",
        "2017/3/5",
        "2017年3月5日",
        "20170305",
        20170305,
        42799,
        FILED,
        datetime(2017, 3, 5, 8, 30),  # noqa: DTZ001
    ],
)
def test_filing_date_is_one_in_every_spelling(tmp_path: Path, cell: Any) -> None:
    assert values_of(patent_with(tmp_path, {"申请日": cell}))["filing_date"] == FILED


@pytest.mark.parametrize(
    ("cell", "shown", "reason"),
    [
        ("2017-02-30", "2017-02-30", "日期不存在"),
        ("不详", "不详", "不是日期"),
        (True, "是", "不是日期"),
        ("1984-01-01", "1984-01-01", "日期超出合理范围"),
        ("2019-03-05", "2019-03-05", "申请日晚于申请号中的年份 2017"),
    ],
)
def test_impossible_filing_date_is_refused(
    tmp_path: Path, cell: Any, shown: str, reason: str
) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"申请日": cell}))
    assert (refusal.column, refusal.value, refusal.reason) == ("申请日", shown, reason)


@pytest.mark.parametrize("day", ["2018-12-31", "2010-01-01"])
def test_filing_date_next_to_or_before_the_year_of_the_number_passes(
    tmp_path: Path, day: str
) -> None:
    values = values_of(patent_with(tmp_path, {"申请日": day}))
    assert values["filing_date"] == date.fromisoformat(day)


def test_expiry_is_worked_out_from_the_filing_date(tmp_path: Path) -> None:
    [row] = patent_with(tmp_path, {"申请日": FILED}).valid
    assert row.defaults == {"expiry_date": date(2037, 3, 5)}
    assert "expiry_date" not in row.values


def test_codes_are_listed_with_the_main_one_first(tmp_path: Path) -> None:
    cells = {"主分类号": "H01M4/36", "IPC分类号": "H01M10/0525; H01M4/36;B60L50/64"}
    values = values_of(patent_with(tmp_path, cells))
    assert values["classification_main"] == "H01M4/36"
    assert values["classifications"] == ["H01M4/36", "H01M10/0525", "B60L50/64"]


def test_first_code_passes_for_the_main_one_only_by_default(tmp_path: Path) -> None:
    [row] = patent_with(tmp_path, {"IPC": "H01M10/0525;H01M4/36"}).valid
    assert row.values["classifications"] == ["H01M10/0525", "H01M4/36"]
    assert "classification_main" not in row.values
    assert row.defaults["classification_main"] == "H01M10/0525"


def test_main_code_alone_is_the_whole_list_only_by_default(tmp_path: Path) -> None:
    [row] = patent_with(tmp_path, {"主分类号": "06-01"}).valid
    assert row.values["classification_main"] == "06-01"
    assert "classifications" not in row.values
    assert row.defaults["classifications"] == ["06-01"]


def test_bad_code_is_refused_with_its_column(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"IPC分类号": "H01M10/0525; 电池"}))
    assert (refusal.column, refusal.reason) == ("IPC分类号", "不是国际专利分类号")
    assert refusal.value == "H01M10/0525; 电池"


@pytest.mark.parametrize("cell", ["机密", "秘密", "绝密", "内部"])
def test_state_secret_is_refused(tmp_path: Path, cell: str) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"密级": cell}))
    assert (refusal.column, refusal.value) == ("密级", cell)
    assert refusal.reason == "密级不是“公开”，本系统不得录入"


@pytest.mark.parametrize("cell", ["公开", "无", "", "-"])
def test_public_patent_passes(tmp_path: Path, cell: str) -> None:
    assert values_of(patent_with(tmp_path, {"密级": cell}))["title"] == "一种第1号装置"


def test_number_of_the_eighties_is_one_with_and_without_its_check_digit(tmp_path: Path) -> None:
    rows = [["申请号", "专利名称", "申请人"]]
    path = write_csv(tmp_path / "a.csv", [*rows, ["85102475", *patent_row()[1:]]])
    assert [row.key for row in parse(path).valid] == ["85102475"]
    assert "check_character" not in values_of(parse(path))
