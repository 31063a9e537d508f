"""Rules about the declaration: complete, with a report where one is asked for, fee and term."""

from decimal import Decimal

from matchmaker.licensing.advertising import find_advertising
from matchmaker.licensing.facts import Finding, LicensingFacts, fails, passes, unknown
from models.values.licence_fee import FeeMode, LicenceFee
from models.values.patent_kind import PatentKind

# CNIPA's guidance on fees of open licences; beyond it an owner is asked to choose another way.
MOST_LUMP_CNY = 20_000_000
MOST_RATE = {FeeMode.NET_SALES: Decimal(20), FeeMode.PROFIT: Decimal(40)}


def evaluation_report(facts: LicensingFacts) -> Finding:
    """实用新型和外观设计附专利权评价报告（Patent Law, art. 50）."""
    rule = "evaluation_report"
    if facts.kind is PatentKind.INVENTION:
        return passes(rule, "发明专利不需要评价报告")
    if facts.evaluation_report:
        return passes(rule, f"评价报告 {facts.evaluation_report}")
    text = f"{facts.kind.label}没有专利权评价报告"
    return fails(rule, text, "向国家知识产权局请求作出评价报告，把编号填入声明资料。")


def complete(facts: LicensingFacts) -> Finding:
    """书面声明写明专利号、专利权人、使用费、期限，并留联系方式（Implementing Rules, rule 85）."""
    rule = "complete"
    parts = {
        "专利号": facts.number,
        "专利权人": facts.owners,
        "使用费": facts.fee,
        "许可期限的起止日": facts.term_from and facts.term_until,
        "联系人": facts.contact_name,
        "联系电话": facts.contact_phone,
    }
    missing = [name for name, value in parts.items() if not value]
    if missing:
        return fails(rule, f"缺少{'、'.join(missing)}", "请在下面的声明资料中补全。")
    return passes(rule, "专利号、专利权人、使用费、期限、联系方式都已写明")


def fee_within_guidance(facts: LicensingFacts) -> Finding:
    """使用费在指引之内：总付不超过 2000 万元，提成不超过净销售额 20% 或利润 40%."""
    rule = "fee_within_guidance"
    fee = facts.fee
    if fee is None:
        return unknown(rule, "没有写明使用费", "请填写使用费的支付方式和标准。")
    upfront = fee.lump_cny if fee.mode is FeeMode.LUMP else fee.entry_cny
    if (upfront or 0) > MOST_LUMP_CNY:
        return fails(rule, f"{fee.display}，超过 2000 万元", _OTHER_WAY)
    return _rate_within(rule, fee)


def term_within_life(facts: LicensingFacts) -> Finding:
    """许可期限不超出专利的保护期（Implementing Rules, rule 85; Patent Law, art. 42）."""
    rule = "term_within_life"
    first, last = facts.term_from, facts.term_until
    if first is None or last is None:
        return unknown(rule, "没有写明许可期限", "请填写许可期限的起止日。")
    if last <= first:
        return fails(rule, f"{first} 至 {last}，止日不在起日之后", "请更正起止日。")
    if last < facts.today:
        return fails(rule, f"许可期限已于 {last} 结束", "请填写以后的止日。")
    end = facts.last_day
    if end is None:
        return unknown(rule, "不清楚专利何时届满", "请在专利资料中补上申请日。")
    if last > end:
        return fails(rule, f"期限到 {last}，专利 {end} 届满", f"止日请不晚于 {end}。")
    return passes(rule, f"{first} 至 {last}，专利 {end} 届满")


def no_advertising(facts: LicensingFacts) -> Finding:
    """内容准确清楚，没有商业性宣传用语（Implementing Rules, rule 85）."""
    rule = "no_advertising"
    found = [hit for text in facts.texts for hit in find_advertising(text)]
    if found:
        words = "、".join(f"“{word}”" for word in dict.fromkeys(found))
        return fails(rule, f"疑似宣传用语：{words}", "请改为准确、客观的说法。")
    return passes(rule, "没有发现宣传用语")


_OTHER_WAY = "请降低使用费；确需更高的，改用普通许可等其他方式。"


def _rate_within(rule: str, fee: LicenceFee) -> Finding:
    most = MOST_RATE.get(fee.mode)
    if most is not None and (fee.rate or 0) > most:
        return fails(rule, f"{fee.display}，超过 {most}%", _OTHER_WAY)
    return passes(rule, fee.display)
