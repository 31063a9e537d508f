"""One row of a patent sheet: owners, places, legal state and terms of transfer."""

from pathlib import Path
from typing import Any

import pytest

from models.enums import LicenceKind
from models.values.legal_status import LegalState
from tests.ingest.writing import (
    application_number,
    parse,
    patent_with,
    refusal_of,
    values_of,
    write_csv,
)


@pytest.mark.parametrize(
    ("cells", "owners"),
    [
        ({"申请人": "甲大学"}, ("甲大学",)),
        ({"申请人": "甲大学; 乙公司；丙研究院"}, ("甲大学", "乙公司", "丙研究院")),
        ({"申请人": "甲大学 | 乙公司"}, ("甲大学", "乙公司")),
        ({"申请人": "甲大学、乙公司"}, ("甲大学", "乙公司")),
        ({"申请人": "甲大学;甲 大学;甲大学"}, ("甲大学",)),
        ({"申请人": "甲(武汉)公司;甲（武汉）公司"}, ("甲(武汉)公司",)),
        ({"申请人": "甲大学", "当前权利人": "乙公司"}, ("乙公司",)),
        ({"申请人": "甲大学", "当前权利人": ""}, ("甲大学",)),
        ({"申请人": "甲大学", "当前权利人": "-"}, ("甲大学",)),
        ({"申请人": "甲大学", "当前权利人": "无"}, ("甲大学",)),
        ({"申请人": "甲大学;——"}, ("甲大学",)),
    ],
)
def test_owners_are_the_current_ones_or_the_applicants(
    tmp_path: Path, cells: dict[str, str], owners: tuple[str, ...]
) -> None:
    assert [row.owners for row in patent_with(tmp_path, cells).valid] == [owners]


def test_owner_option_holds_only_for_rows_that_name_no_one(tmp_path: Path) -> None:
    rows = [
        ["申请号", "专利名称", "申请人"],
        [application_number(1), "甲", ""],
        [application_number(2), "乙", "乙公司"],
    ]
    parsed = parse(write_csv(tmp_path / "a.csv", rows), owner="甲大学")
    assert [row.owners for row in parsed.valid] == [("甲大学",), ("乙公司",)]


@pytest.mark.parametrize(
    ("cells", "column", "remedy"),
    [
        ({"申请人": ""}, "申请人", "请填写“申请人”"),
        ({"申请人": "***"}, "申请人", "请填写“申请人”"),
        ({"申请人": "", "当前权利人": "无"}, "申请人", "请填写“当前权利人”或“申请人”"),
    ],
)
def test_row_without_an_owner_is_refused(
    tmp_path: Path, cells: dict[str, str], column: str, remedy: str
) -> None:
    refusal = refusal_of(patent_with(tmp_path, cells))
    assert (refusal.column, refusal.reason) == (column, "没有写明权利人")
    assert refusal.remedy == remedy


def test_owner_cell_that_cannot_be_read_is_refused_once(tmp_path: Path) -> None:
    assert refusal_of(patent_with(tmp_path, {"申请人": "=A1"})).reason == "公式没有计算结果"


@pytest.mark.parametrize(
    ("cells", "city", "district"),
    [
        ({"地址": "430072 湖北省武汉市武昌区珞珈山"}, "420100", "武昌区"),
        ({"地址": "湖北省宜昌市大学路8号"}, "420500", None),
        ({"地址": "湖北省某路1号", "市": "襄阳"}, "420600", None),
        ({"地址": "仙桃市某路1号"}, "429004", None),
        ({"市": "十堰市", "区": "茅箭区"}, "420300", "茅箭区"),
        ({"国省代码": "北京;11"}, "110000", None),
        ({"地址": "美国加利福尼亚州"}, None, None),
    ],
)
def test_city_is_told_from_the_address_or_the_city_column(
    tmp_path: Path, cells: dict[str, str], city: str | None, district: str | None
) -> None:
    [row] = patent_with(tmp_path, cells).valid
    assert row.values.get("city_code") == city
    assert (row.extra.get("city_code"), row.extra.get("district")) == (city, district)


def test_address_and_code_are_facts_of_the_first_owner(tmp_path: Path) -> None:
    cells = {
        "申请人": "甲大学;乙公司",
        "地址": "宜昌市某路",
        "统一社会信用代码": "91420100ma4kxxxx0x",
    }
    [row] = patent_with(tmp_path, cells).valid
    assert row.values["address"] == "宜昌市某路"
    assert row.extra == {
        "city_code": "420500",
        "address": "宜昌市某路",
        "uscc": "91420100MA4KXXXX0X",
    }


def test_address_of_the_applicant_is_not_the_buyers(tmp_path: Path) -> None:
    cells = {"申请人": "甲大学", "当前权利人": "深圳某某公司;甲大学", "地址": "武汉市某路"}
    [row] = patent_with(tmp_path, cells).valid
    assert (row.owners[0], row.extra) == ("深圳某某公司", {})
    assert row.values["city_code"] == "420100"


def test_address_stays_the_owners_where_the_spelling_differs(tmp_path: Path) -> None:
    cells = {"申请人": "甲（武汉）公司", "当前权利人": "甲(武汉)公司", "地址": "武汉市某路"}
    assert patent_with(tmp_path, cells).valid[0].extra["city_code"] == "420100"


def test_credit_code_that_excel_has_cut_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"统一社会信用代码": 914201000000000000.0}))
    assert refusal.reason == "号码被 Excel 改成了科学计数法，尾数已丢失"


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("授权", LegalState.IN_FORCE),
        ("有效", LegalState.IN_FORCE),
        ("质押合同登记生效", LegalState.IN_FORCE),
        ("实质审查", LegalState.PENDING),
        ("未缴年费", LegalState.DEAD),
        ("失效", LegalState.DEAD),
        (1, LegalState.IN_FORCE),
        (0, LegalState.DEAD),
    ],
)
def test_legal_state_is_read_with_its_text(tmp_path: Path, cell: Any, state: LegalState) -> None:
    values = values_of(patent_with(tmp_path, {"当前法律状态": cell}))
    assert (values["legal_state"], values["legal_text"]) == (state, str(cell))


def test_text_that_tells_no_state_leaves_the_state_alone(tmp_path: Path) -> None:
    values = values_of(patent_with(tmp_path, {"当前法律状态": "未确认"}))
    assert values["legal_text"] == "未确认"
    assert "legal_state" not in values


def test_unknown_legal_state_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"当前法律状态": "很好"}))
    assert (refusal.reason, refusal.value) == ("不认识的法律状态", "很好")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("独占许可", LicenceKind.EXCLUSIVE),
        ("独占实施许可; 普通许可", LicenceKind.EXCLUSIVE),
        ("排他许可", LicenceKind.SOLE),
        ("独家", LicenceKind.SOLE),
        ("普通实施许可", LicenceKind.ORDINARY),
        ("非独占许可", LicenceKind.ORDINARY),
        ("非排他性许可", LicenceKind.ORDINARY),
        ("开放许可", LicenceKind.OPEN),
        ("无", None),
        ("未许可", None),
    ],
)
def test_licence_is_read(tmp_path: Path, cell: str, kind: LicenceKind | None) -> None:
    assert values_of(patent_with(tmp_path, {"许可类型": cell}))["licence_kind"] is kind


def test_blank_licence_says_nothing(tmp_path: Path) -> None:
    assert "licence_kind" not in values_of(patent_with(tmp_path, {"许可类型": "-"}))


def test_unknown_licence_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"许可类型": "口头"}))
    assert refusal.reason == "许可类型无法识别"
    assert refusal.remedy.endswith("或无，不清楚时留空")


@pytest.mark.parametrize(
    ("header", "cell", "low", "high", "negotiable"),
    [
        ("预期交易价格(万元)", 12.5, 125_000, 125_000, False),
        ("预期交易价格(万元)", "50-80", 500_000, 800_000, False),
        ("预期交易价格(万元)", "3000元", 3_000, 3_000, False),
        ("拟转化金额（万）", "1", 10_000, 10_000, False),
        ("转让价格", "50-80万元", 500_000, 800_000, False),
        ("转让价格", 5000, 5_000, 5_000, False),
        ("转让价格", "面议", None, None, True),
        ("转让价格", "10万元（可议）", 100_000, 100_000, True),
        ("转让价格", "不低于10万", 100_000, None, False),
        ("转让价格", "免费", 0, 0, False),
    ],
)
def test_price_is_read_in_yuan(
    tmp_path: Path, header: str, cell: Any, low: int | None, high: int | None, negotiable: bool
) -> None:
    values = values_of(patent_with(tmp_path, {header: cell}))
    assert (values["price_low_cny"], values["price_high_cny"]) == (low, high)
    assert values["price_negotiable"] is negotiable


def test_bad_price_is_refused_with_examples(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"转让价格": "很多"}))
    assert (refusal.column, refusal.value, refusal.reason) == ("转让价格", "很多", "不是金额")
    assert "面议" in refusal.remedy


@pytest.mark.parametrize(
    ("cell", "level"), [("TRL 6", 6), ("通过中试", 7), ("可以量产", 9), (4, 4)]
)
def test_maturity_keeps_its_text_and_gets_a_level(tmp_path: Path, cell: Any, level: int) -> None:
    values = values_of(patent_with(tmp_path, {"技术成熟度": cell}))
    assert (values["maturity_trl"], values["maturity_text"]) == (level, str(cell))


def test_modes_are_listed_in_order(tmp_path: Path) -> None:
    values = values_of(patent_with(tmp_path, {"转化意愿": "转让；普通许可、作价入股;转让"}))
    assert values["transfer_modes"] == ["assignment", "ordinary_licence", "equity"]


def test_unknown_mode_is_refused_with_the_list(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"转化意愿": "转让;赠送"}))
    assert refusal.reason == "不认识的转化方式"
    assert "普通许可" in refusal.remedy


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("Y", True), (True, True), ("否", False), (0, False)]
)
def test_state_funding_is_yes_or_no(tmp_path: Path, cell: Any, value: bool) -> None:
    values = values_of(patent_with(tmp_path, {"是否财政资助": cell}))
    assert values["state_funded"] is value


def test_state_funding_of_other_words_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(patent_with(tmp_path, {"是否财政资助": "国家基金"}))
    assert refusal.reason == "应为“是”或“否”"
