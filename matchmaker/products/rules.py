"""All rules of patent products in the order in which they are told, each with what it rests on.

What the national platform asks for is not published as a form; the fields are reconstructed, and
whoever files goes by what the platform asks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from matchmaker.products import amount_rules, patent_rules
from matchmaker.products.facts import Finding, ProductFacts, Verdict, fails, passes

PLATFORM = "备案填报项（据公开做法整理，以国家平台为准）"


@dataclass(frozen=True)
class Rule:
    """A rule; basis: what it rests on; asks: what it asks for."""

    name: str
    basis: str
    asks: str
    check: Callable[[ProductFacts], Finding]


def complete(facts: ProductFacts) -> Finding:
    """备案要填的都已填写."""
    rule = "complete"
    parts: dict[str, object] = {
        "产品说明": facts.description,
        "所属产业": facts.industry,
        "年产值": facts.output_cny is not None,
        "年销售收入": facts.sales_cny is not None,
        "企业总销售收入": facts.firm_sales_cny is not None,
        "联系人": facts.contact_name,
        "联系电话": facts.contact_phone,
    }
    missing = [name for name, value in parts.items() if not value]
    if missing:
        return fails(rule, f"缺少{'、'.join(missing)}", "请在产品资料中补全。")
    return passes(rule, "都已填写")


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("complete", PLATFORM, "资料填写完整", complete),
        Rule("has_core", PLATFORM, "至少一件核心专利", patent_rules.has_core),
        Rule("in_force", "专利法第四十二条、第四十四条", "专利有效", patent_rules.in_force),
        Rule("entitled", "专利法第十二条", "企业是专利权人或被许可人", patent_rules.entitled),
        Rule("year_possible", "统计口径：按整年填报", "年度合理", amount_rules.year_possible),
        Rule(
            "within_firm",
            "统计口径：部分不大于整体",
            "产值、销售收入不超过企业总销售收入",
            amount_rules.within_firm,
        ),
        Rule(
            "unit_plausible",
            "统计口径：同一产品的金额用同一单位",
            "金额单位没有差一万倍",
            amount_rules.unit_plausible,
        ),
        Rule(
            "not_elsewhere",
            "一件专利通常只用于权利人或被许可人的产品",
            "专利没有被其他单位的产品填报",
            patent_rules.not_elsewhere,
        ),
        Rule("density", "只列出，不作判断", "专利密度", amount_rules.density),
    )
}


def check_all(facts: ProductFacts) -> tuple[Finding, ...]:
    """Return what every rule finds, in their order."""
    return tuple(rule.check(facts) for rule in RULES.values())


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that keep a product from being handed in."""
    return tuple(one for one in findings if one.verdict is Verdict.FAIL)


def warnings_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are to be looked at again and keep nothing back."""
    return tuple(one for one in findings if one.verdict is Verdict.WARN)
