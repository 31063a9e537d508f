"""Rules of patent products: what has to be mended, what is doubtful, what is only shown."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matchmaker.products.facts import PatentFacts, ProductFacts, Verdict
from matchmaker.products.rules import RULES, check_all, errors_of, warnings_of
from models.product_enums import PatentRole
from models.values.legal_status import LegalState

CORE = PatentFacts("CN202010000001.2", PatentRole.CORE, LegalState.IN_FORCE, "授权", is_own=True)
GOOD = ProductFacts(
    today=date(2024, 5, 6),
    name="激光熔覆轧辊",
    year=2023,
    description="复合轧辊",
    industry="高端装备",
    output_cny=86_000_000,
    sales_cny=81_500_000,
    firm_sales_cny=420_000_000,
    contact_name="张三",
    contact_phone="13812341234",
    patents=(CORE,),
)


def verdict(rule: str, **changes: Any) -> tuple[Verdict, str]:
    found = RULES[rule].check(replace(GOOD, **changes))
    return found.verdict, found.text


def with_patent(**changes: Any) -> tuple[PatentFacts, ...]:
    return (replace(CORE, **changes),)


def test_a_whole_product_has_nothing_to_mend_and_nothing_doubtful() -> None:
    found = check_all(GOOD)
    assert [one.rule for one in found] == list(RULES)
    assert (errors_of(found), warnings_of(found)) == ((), ())


def test_every_rule_says_what_it_rests_on_and_every_fault_what_to_do() -> None:
    assert all(rule.basis and rule.asks for rule in RULES.values())
    faulty = ProductFacts(date(2024, 5, 6), "轧辊", 2025, patents=with_patent(is_own=False))
    found = check_all(faulty)
    assert all(one.remedy for one in (*errors_of(found), *warnings_of(found)))


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("description", "", "产品说明"),
        ("industry", "", "所属产业"),
        ("output_cny", None, "年产值"),
        ("sales_cny", None, "年销售收入"),
        ("firm_sales_cny", None, "企业总销售收入"),
        ("contact_name", "", "联系人"),
        ("contact_phone", "", "联系电话"),
    ],
)
def test_what_a_filing_asks_for_is_missed(name: str, value: object, label: str) -> None:
    assert verdict("complete", **{name: value}) == (Verdict.FAIL, f"缺少{label}")


def test_an_amount_of_nought_is_told() -> None:
    assert verdict("complete", output_cny=0)[0] is Verdict.PASS
    assert verdict("unit_plausible", output_cny=0) == (Verdict.WARN, "产值为 0")


def test_without_a_core_patent_nothing_is_filed() -> None:
    only = with_patent(role=PatentRole.PERIPHERAL)
    assert verdict("has_core", patents=only) == (Verdict.FAIL, "没有核心专利")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"legal_state": LegalState.DEAD, "legal_text": "未缴年费"},
            (Verdict.FAIL, "已失效：CN202010000001.2（未缴年费）"),
        ),
        (
            {"expiry_date": date(2024, 5, 5)},
            (Verdict.FAIL, "已失效：CN202010000001.2（2024-05-05 届满）"),
        ),
        ({"expiry_date": date(2024, 5, 6)}, (Verdict.PASS, "1 件都有效")),
        (
            {"legal_state": LegalState.PENDING},
            (Verdict.WARN, "还没有授权：CN202010000001.2"),
        ),
        ({"legal_state": None}, (Verdict.WARN, "库中没有或状态不明：CN202010000001.2")),
    ],
)
def test_patents_have_to_be_in_force(
    changes: dict[str, Any], expected: tuple[Verdict, str]
) -> None:
    assert verdict("in_force", patents=with_patent(**changes)) == expected


def test_a_patent_of_others_without_a_licence_is_doubtful() -> None:
    strange = with_patent(is_own=False)
    assert verdict("entitled", patents=strange) == (
        Verdict.WARN,
        "不是专利权人，也没有许可记录：CN202010000001.2",
    )
    licensed = with_patent(is_own=False, is_licensed=True)
    assert verdict("entitled", patents=licensed)[0] is Verdict.PASS
    unknown = with_patent(is_own=False, legal_state=None)
    assert verdict("entitled", patents=unknown)[1] == "库中没有，无法核对权属：CN202010000001.2"


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2025, Verdict.FAIL),
        (2024, Verdict.WARN),
        (2023, Verdict.PASS),
        (2021, Verdict.PASS),
        (2020, Verdict.WARN),
    ],
)
def test_the_year_has_begun_and_is_not_long_past(year: int, expected: Verdict) -> None:
    assert verdict("year_possible", year=year)[0] is expected


def test_a_product_sells_no_more_than_its_firm() -> None:
    assert verdict("within_firm", firm_sales_cny=86_000_000)[0] is Verdict.PASS
    assert verdict("within_firm", firm_sales_cny=85_999_999) == (
        Verdict.FAIL,
        "产品产值 8600万元，超过企业总销售收入 8599.9999万元",
    )
    assert verdict("within_firm", firm_sales_cny=None)[0] is Verdict.WARN


def test_amounts_off_by_ten_thousand_are_seen() -> None:
    assert verdict("unit_plausible", output_cny=8_600) == (
        Verdict.WARN,
        "产值 8600元，不到 1 万元；产值 8600元与销售收入 8150万元相差 1000 倍以上",
    )
    assert verdict("unit_plausible", firm_sales_cny=420_000_000_000) == (
        Verdict.WARN,
        "企业总销售收入 4200亿元，超过 1000 亿元",
    )


def test_a_patent_in_products_of_others_is_told() -> None:
    assert verdict("not_elsewhere", patents=with_patent(others=("甲厂", "乙厂"))) == (
        Verdict.WARN,
        "其他单位的产品也填报了：CN202010000001.2（甲厂、乙厂）",
    )


def test_density_is_shown_and_not_judged() -> None:
    assert verdict("density") == (
        Verdict.NOTE,
        "每千万元产值 0.12 件专利；产品销售收入占企业 19.4%",
    )
    empty = verdict("density", output_cny=None, sales_cny=None)
    assert empty == (Verdict.NOTE, "填写金额以后列出")


def test_only_some_of_many_patents_are_named() -> None:
    many = tuple(
        replace(CORE, number=f"CN{place}", legal_state=LegalState.PENDING) for place in range(7)
    )
    assert verdict("in_force", patents=many) == (
        Verdict.WARN,
        "还没有授权：CN0、CN1、CN2、CN3、CN4 等 7 件",
    )
