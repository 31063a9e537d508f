"""One row of a demand sheet."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.parse_demand import demand_key
from models.values.secrecy import Confidentiality
from tests.ingest.writing import (
    demand_with,
    parse_demands,
    refusal_of,
    values_of,
    write_csv,
)


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("需求编号", " XQ-001 ", "demand_number", "XQ-001"),
        ("需求描述", "第一行\n第二行", "description", "第一行\n第二行"),
        ("主要问题", "磨损", "problem", "磨损"),
        ("技术关键", "润滑", "key_technique", "润滑"),
        ("预期目标", "5 年", "target", "5 年"),
        ("现有基础", "试验台", "basis", "试验台"),
        ("所属产业", "装备制造", "industry_text", "装备制造"),
        ("技术领域", "机械", "technical_field", "机械"),
        ("意向高校", "武汉大学", "intended_partner", "武汉大学"),
        ("联系人", "李四", "contact_name", "李四"),
        ("移动电话", 13900000000.0, "contact_phone", "13900000000"),
        ("关键词", "轴承;高温；润滑", "keywords", ["轴承", "高温", "润滑"]),
        ("关键词", "轴承，高温、轴承", "keywords", ["轴承", "高温"]),
        ("关键词", "轴承 高温", "keywords", ["轴承", "高温"]),
        ("关键词", "machine vision,PLC", "keywords", ["machine vision", "PLC"]),
        (
            "技术需求解决方式",
            "委托研发;技术转让",
            "cooperation_modes",
            ["joint_development", "assignment"],
        ),
        ("保密级别", "限定", "confidentiality", Confidentiality.RESTRICTED),
        ("保密级别", "不公开", "confidentiality", Confidentiality.HIDDEN),
    ],
)
def test_column_is_read_into_its_field(
    tmp_path: Path, header: str, cell: Any, field: str, value: Any
) -> None:
    assert values_of(demand_with(tmp_path, {header: cell}))[field] == value


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-06-30", date(2024, 6, 30)),
        ("2024年6月", date(2024, 6, 30)),
        ("2024年底", date(2024, 12, 31)),
        ("2024", date(2024, 12, 31)),
        (2024, date(2024, 12, 31)),
        (202406, date(2024, 6, 30)),
        (45473, date(2024, 6, 30)),
        (datetime(2024, 6, 30), date(2024, 6, 30)),  # noqa: DTZ001
    ],
)
def test_deadline_is_a_day_or_the_end_of_a_period(tmp_path: Path, cell: Any, day: date) -> None:
    assert values_of(demand_with(tmp_path, {"需求时限": cell}))["deadline"] == day


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("尽快", "不是期限"),
        ("2024年13月", "月份不存在"),
        (2024.1, "不是日期"),
        (True, "不是期限"),
    ],
)
def test_deadline_that_is_none_is_refused(tmp_path: Path, cell: Any, reason: str) -> None:
    refusal = refusal_of(demand_with(tmp_path, {"需求时限": cell}))
    assert (refusal.column, refusal.reason) == ("需求时限", reason)


@pytest.mark.parametrize(
    ("header", "cell", "low", "high", "negotiable"),
    [
        ("拟投入资金总额(万元)", 50, 500_000, 500_000, False),
        ("拟投入资金总额（万元）", "50-80", 500_000, 800_000, False),
        ("预算金额", "100万元", 1_000_000, 1_000_000, False),
        ("预算金额", "面议", None, None, True),
    ],
)
def test_budget_is_read_in_yuan(
    tmp_path: Path, header: str, cell: Any, low: int | None, high: int | None, negotiable: bool
) -> None:
    values = values_of(demand_with(tmp_path, {header: cell}))
    assert (values["budget_low_cny"], values["budget_high_cny"]) == (low, high)
    assert values["budget_negotiable"] is negotiable


@pytest.mark.parametrize(
    ("cells", "city", "district"),
    [
        ({"市州": "宜昌"}, "420500", None),
        ({"所在地区": "湖北省武汉市洪山区"}, "420100", None),
        ({"市州": "恩施州", "县市区": "利川市"}, "422800", "利川市"),
        ({"县市区": "茅箭区"}, "420300", "茅箭区"),
        ({"县市区": "仙桃市"}, "429004", "仙桃市"),
        ({"县市区": "海淀区"}, "110000", "海淀区"),
        ({"县市区": "高新园"}, None, "高新园"),
    ],
)
def test_city_is_told_from_its_column_or_the_district(
    tmp_path: Path, cells: dict[str, str], city: str | None, district: str | None
) -> None:
    [row] = demand_with(tmp_path, cells).valid
    assert (row.values.get("city_code"), row.values.get("district")) == (city, district)
    assert (row.extra.get("city_code"), row.extra.get("district")) == (city, district)


def test_unknown_city_is_refused_with_the_nearest_names(tmp_path: Path) -> None:
    refusal = refusal_of(demand_with(tmp_path, {"市州": "宜晶市"}))
    assert (refusal.column, refusal.value) == ("市州", "宜晶市")
    assert refusal.reason == "不认识的城市"
    assert "宜昌" in refusal.remedy


def test_facts_of_the_organisation_are_kept(tmp_path: Path) -> None:
    cells = {"企业类型": "高新技术企业", "主营业务": "轴承", "信用代码": "91420100MA4KXXXX0X"}
    [row] = demand_with(tmp_path, cells).valid
    assert row.extra == {"labels": "高新技术企业", "intro": "轴承", "uscc": "91420100MA4KXXXX0X"}


@pytest.mark.parametrize("cell", ["机密", "秘密"])
def test_state_secret_is_refused(tmp_path: Path, cell: str) -> None:
    assert refusal_of(demand_with(tmp_path, {"密级": cell})).column == "密级"


def test_unknown_confidentiality_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(demand_with(tmp_path, {"保密级别": "半公开"}))
    assert refusal.remedy == "请填写其中之一：公开、限定、定向、不公开。"


@pytest.mark.parametrize("name", ["", "-", "***"])
def test_demand_of_no_one_is_refused_or_goes_to_the_owner(tmp_path: Path, name: str) -> None:
    refusal = refusal_of(demand_with(tmp_path, {"企业名称": name}))
    assert (refusal.column, refusal.reason) == ("企业名称", "没有写明需求单位")
    assert refusal.remedy == "请填写“企业名称”"
    [row] = demand_with(tmp_path, {"企业名称": name}, owner="郑州市").valid
    assert row.owners == ("郑州市",)


def test_organisation_cell_that_cannot_be_read_is_refused_once(tmp_path: Path) -> None:
    assert refusal_of(demand_with(tmp_path, {"企业名称": "=A1"})).column == "企业名称"


def test_missing_title_and_number_column_are_told_apart(tmp_path: Path) -> None:
    refusal = refusal_of(demand_with(tmp_path, {"需求名称": " ", "需求编号": "1"}))
    assert (refusal.column, refusal.reason) == ("需求名称", "必填项为空")


def test_same_demand_is_known_by_its_number_or_else_its_title() -> None:
    key = demand_key("甲（武汉）公司", "", "高温 轴承")
    assert demand_key("甲(武汉) 公司", "", "高温轴承") == key
    assert demand_key("甲(武汉)公司", "1", "高温轴承") != key
    assert demand_key("甲公司", "Ａ1", "旧名") == demand_key("甲公司", "a1", "新名")
    assert demand_key("乙公司", "1", "轴承") != demand_key("甲公司", "1", "轴承")


def test_same_demand_twice_passes_and_a_different_one_is_refused(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "需求编号", "需求名称", "需求描述"],
        ["甲公司", "1", "轴承", "长寿命"],
        ["甲 公司", "1", "轴承", "长寿命"],
        ["甲公司", "1", "轴承", "低噪声"],
        ["乙公司", "1", "轴承", "低噪声"],
    ]
    parsed = parse_demands(write_csv(tmp_path / "a.csv", rows))
    assert parsed.numbers == ([2, 3, 5], [4])
    refusal = refusal_of(parsed)
    assert (refusal.column, refusal.value) == ("需求编号", "1")
    assert refusal.reason == "与第 2 行是同一条记录，但内容不同"


def test_different_demands_of_one_title_are_told_by_the_title(tmp_path: Path) -> None:
    rows = [["企业名称", "需求名称", "需求描述"], ["甲公司", "轴承", "1"], ["甲公司", "轴承", "2"]]
    refusal = refusal_of(parse_demands(write_csv(tmp_path / "a.csv", rows)))
    assert (refusal.column, refusal.value) == ("需求名称", "轴承")
