"""All rules of open licences in the order in which they are told, each with its article."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matchmaker.licensing import declaration_rules, state_rules
from matchmaker.licensing.facts import Finding, LicensingFacts, Verdict


@dataclass(frozen=True)
class Rule:
    """A rule; article: where it stands; asks: what it asks for, in our words."""

    name: str
    article: str
    asks: str
    check: Callable[[LicensingFacts], Finding]


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("granted", "实施细则第八十五条", "已经公告授权", state_rules.granted),
        Rule("in_force", "专利法第五十条", "专利权有效", state_rules.in_force),
        Rule(
            "annuity_paid",
            "实施细则第八十六条第（三）项",
            "年费按规定缴纳",
            state_rules.annuity_paid,
        ),
        Rule(
            "no_exclusive_licence",
            "实施细则第八十六条第（一）项",
            "没有有效的独占或排他许可",
            state_rules.no_exclusive_licence,
        ),
        Rule(
            "not_suspended",
            "实施细则第八十六条第（二）项",
            "不在中止或保全期间",
            state_rules.not_suspended,
        ),
        Rule(
            "pledgee_agrees",
            "实施细则第八十六条第（四）项",
            "已质押的，质权人同意",
            state_rules.pledgee_agrees,
        ),
        Rule(
            "co_owners_agree",
            "专利法第十四条、第五十条",
            "全体共有人同意",
            state_rules.co_owners_agree,
        ),
        Rule(
            "evaluation_report",
            "专利法第五十条",
            "实用新型、外观设计有专利权评价报告",
            declaration_rules.evaluation_report,
        ),
        Rule("complete", "实施细则第八十五条", "声明的内容写全", declaration_rules.complete),
        Rule(
            "fee_within_guidance",
            "国家知识产权局开放许可使用费指引",
            "总付不超过 2000 万元，提成不超过净销售额的 20% 或利润的 40%",
            declaration_rules.fee_within_guidance,
        ),
        Rule(
            "term_within_life",
            "实施细则第八十五条、专利法第四十二条",
            "许可期限不超出保护期",
            declaration_rules.term_within_life,
        ),
        Rule(
            "no_advertising",
            "实施细则第八十五条",
            "没有商业性宣传用语",
            declaration_rules.no_advertising,
        ),
    )
}


def check_all(facts: LicensingFacts) -> tuple[Finding, ...]:
    """Return what every rule finds, in their order."""
    return tuple(rule.check(facts) for rule in RULES.values())


def barred(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that bar a declaration."""
    return tuple(one for one in findings if one.verdict is Verdict.FAIL)
