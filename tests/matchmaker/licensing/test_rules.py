"""Every rule of open licences: kept, broken, and not to be told, with its article."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matchmaker.licensing.facts import Verdict
from matchmaker.licensing.rules import RULES, barred, check_all
from models.values.legal_status import LegalState
from models.values.licence_fee import FeeMode, LicenceFee
from models.values.patent_kind import PatentKind
from tests.matchmaker.licensing.cases import FREE_OF_BARS

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
R85, R86, L50 = "实施细则第八十五条", "实施细则第八十六条", "专利法第五十条"
UTILITY, DESIGN = PatentKind.UTILITY_MODEL, PatentKind.DESIGN


def lump(cny: int) -> LicenceFee:
    return LicenceFee(FeeMode.LUMP, lump_cny=cny)


def royalty(mode: FeeMode, percent: str, entry: int | None = None) -> LicenceFee:
    return LicenceFee(mode, rate=Decimal(percent), entry_cny=entry)


CASES: list[tuple[str, str, dict[str, Any], Verdict]] = [
    ("granted", R85, {}, PASS),
    ("granted", R85, {"grant_date": None}, PASS),
    ("granted", R85, {"grant_date": None, "legal_state": LegalState.PENDING}, FAIL),
    ("granted", R85, {"grant_date": date(2024, 5, 7), "legal_state": LegalState.UNKNOWN}, FAIL),
    ("granted", R85, {"grant_date": None, "legal_state": LegalState.UNKNOWN}, UNKNOWN),
    ("in_force", L50, {}, PASS),
    ("in_force", L50, {"legal_state": LegalState.DEAD}, FAIL),
    ("in_force", L50, {"legal_state": LegalState.PENDING}, FAIL),
    ("in_force", L50, {"expiry_date": date(2024, 5, 6)}, FAIL),
    ("in_force", L50, {"legal_state": LegalState.UNKNOWN}, UNKNOWN),
    ("annuity_paid", R86, {}, PASS),
    ("annuity_paid", R86, {"annuity_paid": False}, FAIL),
    ("annuity_paid", R86, {"legal_text": "未缴年费专利权终止"}, FAIL),
    ("annuity_paid", R86, {"annuity_paid": None}, UNKNOWN),
    ("no_exclusive_licence", R86, {}, PASS),
    ("no_exclusive_licence", R86, {"no_exclusive_licence": None, "exclusive": False}, PASS),
    ("no_exclusive_licence", R86, {"exclusive": True}, FAIL),
    ("no_exclusive_licence", R86, {"no_exclusive_licence": False}, FAIL),
    ("no_exclusive_licence", R86, {"no_exclusive_licence": None}, UNKNOWN),
    ("not_suspended", R86, {}, PASS),
    ("not_suspended", R86, {"not_suspended": None}, PASS),
    ("not_suspended", R86, {"legal_text": "专利权保全解除"}, PASS),
    ("not_suspended", R86, {"legal_text": "专利权保全"}, FAIL),
    ("not_suspended", R86, {"legal_text": "专利权中止"}, FAIL),
    ("not_suspended", R86, {"not_suspended": False}, FAIL),
    ("not_suspended", R86, {"not_suspended": None, "legal_text": ""}, UNKNOWN),
    ("pledgee_agrees", R86, {}, PASS),
    ("pledgee_agrees", R86, {"pledged": True, "pledgee_agrees": True}, PASS),
    ("pledgee_agrees", R86, {"pledged": True}, FAIL),
    ("pledgee_agrees", R86, {"pledged": True, "pledgee_agrees": False}, FAIL),
    ("pledgee_agrees", R86, {"pledgee_agrees": False}, FAIL),
    ("pledgee_agrees", R86, {"pledged": None}, UNKNOWN),
    ("co_owners_agree", "专利法第十四条", {}, PASS),
    ("co_owners_agree", L50[3:], {"owners": ("甲", "乙"), "co_owners_agree": True}, PASS),
    ("co_owners_agree", "专利法第十四条", {"owners": ("甲", "乙"), "co_owners_agree": False}, FAIL),
    ("co_owners_agree", "专利法第十四条", {"owners": ("甲", "乙")}, UNKNOWN),
    ("co_owners_agree", "专利法第十四条", {"owners": ()}, UNKNOWN),
    ("evaluation_report", L50, {}, PASS),
    ("evaluation_report", L50, {"kind": UTILITY, "evaluation_report": "W123"}, PASS),
    ("evaluation_report", L50, {"kind": UTILITY}, FAIL),
    ("evaluation_report", L50, {"kind": DESIGN}, FAIL),
    ("complete", R85, {}, PASS),
    ("complete", R85, {"contact_phone": ""}, FAIL),
    ("complete", R85, {"fee": None}, FAIL),
    ("complete", R85, {"term_until": None}, FAIL),
    ("complete", R85, {"owners": ()}, FAIL),
    ("fee_within_guidance", "指引", {"fee": lump(20_000_000)}, PASS),
    ("fee_within_guidance", "指引", {"fee": lump(0)}, PASS),
    ("fee_within_guidance", "指引", {"fee": royalty(FeeMode.NET_SALES, "20")}, PASS),
    ("fee_within_guidance", "指引", {"fee": royalty(FeeMode.PROFIT, "40", 100_000)}, PASS),
    ("fee_within_guidance", "指引", {"fee": lump(20_000_001)}, FAIL),
    ("fee_within_guidance", "指引", {"fee": royalty(FeeMode.NET_SALES, "20.01")}, FAIL),
    ("fee_within_guidance", "指引", {"fee": royalty(FeeMode.PROFIT, "40.5")}, FAIL),
    ("fee_within_guidance", "指引", {"fee": royalty(FeeMode.PROFIT, "1", 30_000_000)}, FAIL),
    ("fee_within_guidance", "指引", {"fee": None}, UNKNOWN),
    ("term_within_life", "专利法第四十二条", {"term_until": date(2040, 1, 5)}, PASS),
    ("term_within_life", "专利法第四十二条", {"term_until": date(2040, 1, 6)}, FAIL),
    ("term_within_life", "专利法第四十二条", {"term_until": date(2024, 6, 1)}, FAIL),
    (
        "term_within_life",
        "专利法第四十二条",
        {"term_from": date(2023, 1, 1), "term_until": date(2024, 5, 5)},
        FAIL,
    ),
    ("term_within_life", "专利法第四十二条", {"filing_date": None}, UNKNOWN),
    ("term_within_life", "专利法第四十二条", {"term_from": None}, UNKNOWN),
    ("no_advertising", R85, {}, PASS),
    ("no_advertising", R85, {"texts": ("按第一权利要求实施，最大功率不限",)}, PASS),
    ("no_advertising", R85, {"texts": ("国内第一的独家技术",)}, FAIL),
]


@pytest.mark.parametrize(("rule", "article", "changed", "verdict"), CASES)
def test_a_rule_finds(rule: str, article: str, changed: dict[str, Any], verdict: Verdict) -> None:
    finding = RULES[rule].check(replace(FREE_OF_BARS, **changed))
    assert (finding.rule, finding.verdict) == (rule, verdict)
    assert article in RULES[rule].article
    assert bool(finding.remedy) == (verdict is not PASS)


def test_every_rule_has_a_case_that_keeps_it_and_one_that_breaks_it() -> None:
    found = {(rule, verdict) for rule, _, _, verdict in CASES}
    assert found >= {(rule, verdict) for rule in RULES for verdict in (PASS, FAIL)}


def test_nothing_bars_what_keeps_all_rules() -> None:
    findings = check_all(FREE_OF_BARS)
    assert [one.rule for one in findings] == list(RULES)
    assert barred(findings) == ()


def test_what_bars_is_told_in_the_order_of_the_rules() -> None:
    findings = check_all(replace(FREE_OF_BARS, contact_name="", legal_state=LegalState.DEAD))
    assert [one.rule for one in barred(findings)] == ["in_force", "complete"]
