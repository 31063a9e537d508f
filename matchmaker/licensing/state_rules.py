"""Rules about the patent itself: granted, in force, paid for, free of what bars a licence."""

import re

from matchmaker.licensing.facts import Finding, LicensingFacts, fails, passes, unknown
from models.values.legal_status import LegalState

_UNPAID = re.compile(r"未缴年费|欠缴年费|年费(?:滞纳|逾期|未缴)|未缴纳?年费")
_SUSPENDED = re.compile(r"中止|保全")
_RESUMED = re.compile(r"解除|恢复|撤销|中止(?:程序)?(?:终止|结束)|终止中止")
_ANSWER = "请核对后在下面的声明资料中选“是”或“否”。"


def granted(facts: LicensingFacts) -> Finding:
    """声明在公告授予专利权以后提出（Implementing Rules, rule 85）."""
    rule = "granted"
    if facts.grant_date is not None and facts.grant_date <= facts.today:
        return passes(rule, f"{facts.grant_date} 公告授权")
    if facts.legal_state is LegalState.IN_FORCE:
        return passes(rule, "专利权有效，已授权")
    if facts.legal_state is LegalState.PENDING or facts.grant_date is not None:
        return fails(rule, "还没有公告授权", "授权公告以后再登记。")
    return unknown(rule, "没有授权日，也不清楚法律状态", "请在专利资料中补上法律状态或授权日。")


def in_force(facts: LicensingFacts) -> Finding:
    """专利权有效（Patent Law, art. 50: a licence of what has lapsed is none）."""
    rule = "in_force"
    if facts.last_day is not None and facts.last_day <= facts.today:
        return fails(rule, f"保护期已于 {facts.last_day} 届满", "届满的专利任何人都可以使用。")
    if facts.legal_state is LegalState.IN_FORCE:
        return passes(rule, "专利权有效")
    if facts.legal_state is LegalState.UNKNOWN:
        return unknown(rule, "法律状态不明", "请核对专利登记簿，并在专利资料中更新法律状态。")
    remedy = "状态有误的，请先在专利资料中更正。"
    return fails(rule, f"法律状态为“{facts.legal_state.label}”", remedy)


def annuity_paid(facts: LicensingFacts) -> Finding:
    """年费按规定缴纳（Implementing Rules, rule 86 (3)）."""
    rule = "annuity_paid"
    if _UNPAID.search(facts.legal_text):
        return fails(rule, f"法律状态写明“{facts.legal_text}”", "补缴年费，状态更新后再提交。")
    if facts.annuity_paid is None:
        return unknown(rule, "没有年费缴纳记录", f"应缴的年费是否都已缴纳？{_ANSWER}")
    if facts.annuity_paid:
        return passes(rule, "单位核对：年费已缴")
    return fails(rule, "单位核对：年费没有缴清", "缴清年费以后再提交声明。")


def no_exclusive_licence(facts: LicensingFacts) -> Finding:
    """没有有效的独占或排他许可（Implementing Rules, rule 86 (1)）."""
    rule = "no_exclusive_licence"
    if facts.exclusive:
        remedy = "许可已经结束的，请先在专利资料中更正许可类型；还有效的，到期以后再声明。"
        return fails(rule, "登记有独占或排他许可", remedy)
    if facts.no_exclusive_licence:
        return passes(rule, "单位核对：没有有效的独占或排他许可")
    if facts.no_exclusive_licence is False:
        return fails(rule, "单位核对：有独占或排他许可", "许可期满或解除以后再声明。")
    if facts.exclusive is False:
        return passes(rule, "登记的许可不是独占或排他许可")
    return unknown(rule, "没有许可登记", f"是否没有有效的独占或排他许可？{_ANSWER}")


def not_suspended(facts: LicensingFacts) -> Finding:
    """不在权属纠纷或保全引起的中止期间（Implementing Rules, rules 86 (2), 103, 104）."""
    rule = "not_suspended"
    if _SUSPENDED.search(facts.legal_text) and not _RESUMED.search(facts.legal_text):
        remedy = "中止或保全解除、状态更新以后再声明。"
        return fails(rule, f"法律状态写明“{facts.legal_text}”", remedy)
    if facts.not_suspended is not None:
        if facts.not_suspended:
            return passes(rule, "单位核对：没有中止或保全")
        return fails(rule, "单位核对：在中止或保全期间", "中止或保全解除以后再声明。")
    if facts.legal_text:
        return passes(rule, f"法律状态“{facts.legal_text}”，没有中止或保全")
    return unknown(rule, "没有法律状态的文字", f"是否不在中止或保全期间？{_ANSWER}")


def pledgee_agrees(facts: LicensingFacts) -> Finding:
    """已质押的，质权人同意（Implementing Rules, rule 86 (4)）."""
    rule = "pledgee_agrees"
    if facts.pledgee_agrees:
        return passes(rule, "质权人同意")
    if facts.pledged:
        text = "质押给他人，" + (
            "质权人不同意" if facts.pledgee_agrees is False else "没有登记同意"
        )
        return fails(rule, text, "取得质权人的书面同意以后，在声明资料中选“是”。")
    if facts.pledgee_agrees is False:
        return fails(rule, "单位核对：质权人不同意", "取得质权人的书面同意，或解除质押以后再声明。")
    if facts.pledged is False:
        return passes(rule, "没有质押登记")
    remedy = "请核对专利登记簿；有质押的，取得质权人同意后选“是”。"
    return unknown(rule, "法律状态不明，不清楚有没有质押", remedy)


def co_owners_agree(facts: LicensingFacts) -> Finding:
    """全体共有人同意（Patent Law, arts. 14 and 50）."""
    rule = "co_owners_agree"
    if not facts.owners:
        return unknown(rule, "没有登记专利权人", "请先补全专利权人。")
    if len(facts.owners) == 1:
        return passes(rule, "只有一个专利权人")
    if facts.co_owners_agree:
        return passes(rule, f"{len(facts.owners)} 个专利权人都同意")
    if facts.co_owners_agree is False:
        return fails(rule, "有共有人不同意", "取得全体共有人的书面同意以后再声明。")
    return unknown(rule, f"有 {len(facts.owners)} 个专利权人", f"是否都同意开放许可？{_ANSWER}")
