"""Rules about the year and the amounts: told, possible, and in the unit that they should be in."""

from fractions import Fraction

from matchmaker.products.facts import Finding, ProductFacts, fails, notes, passes, warns
from models.values.indicator import WAN, YI
from models.values.money import Money

# Whoever writes 万元 as 元, or the other way round, is off by this much; a product of a firm that
# files one is hardly smaller or larger.
LEAST_CNY = WAN
MOST_CNY = 1000 * YI
# Beyond such a ratio two amounts of one product were hardly written in the same unit.
UNIT_RATIO = 1000
# What is older is hardly the year that is filed for.
OLDEST_YEARS = 3
DENSITY_CNY = 1000 * WAN


def year_possible(facts: ProductFacts) -> Finding:
    """年度已经开始，不是很久以前；当年的数还不是全年的."""
    rule, this_year = "year_possible", facts.today.year
    if facts.year > this_year:
        return fails(rule, f"{facts.year} 年还没有到", "请更正年度。")
    if facts.year == this_year:
        remedy = "请确认填的是全年数，或改报上一年度。"
        return warns(rule, f"{facts.year} 年还没有结束", remedy)
    if facts.year < this_year - OLDEST_YEARS:
        return warns(rule, f"{facts.year} 年已过去 {this_year - facts.year} 年", "请核对年度。")
    return passes(rule, f"{facts.year} 年")


def within_firm(facts: ProductFacts) -> Finding:
    """产品的产值、销售收入都不超过企业的总销售收入：部分不大于整体."""
    rule, whole = "within_firm", facts.firm_sales_cny
    parts = {"产值": facts.output_cny, "销售收入": facts.sales_cny}
    told = {name: amount for name, amount in parts.items() if amount is not None}
    if whole is None or not told:
        return warns(rule, "没有填全，无法比较", "请填写产值、销售收入和企业总销售收入。")
    above = [name for name, amount in told.items() if amount > whole]
    if above:
        said = "、".join(f"{name} {_money(told[name])}" for name in above)
        text = f"产品{said}，超过企业总销售收入 {_money(whole)}"
        return fails(rule, text, "请核对三项金额，以及单位是元还是万元。")
    return passes(rule, f"都不超过企业总销售收入 {_money(whole)}")


def unit_plausible(facts: ProductFacts) -> Finding:
    """金额的单位没有差一万倍的迹象."""
    rule = "unit_plausible"
    amounts = {
        "产值": facts.output_cny,
        "销售收入": facts.sales_cny,
        "企业总销售收入": facts.firm_sales_cny,
    }
    doubts = [doubt for name, amount in amounts.items() if (doubt := _size_doubt(name, amount))]
    if facts.output_cny and facts.sales_cny:
        ratio = Fraction(facts.output_cny, facts.sales_cny)
        if not Fraction(1, UNIT_RATIO) < ratio < UNIT_RATIO:
            doubts.append(
                f"产值 {_money(facts.output_cny)}与销售收入 {_money(facts.sales_cny)}"
                f"相差 {UNIT_RATIO} 倍以上"
            )
    if doubts:
        return warns(rule, "；".join(doubts), "请核对单位：表头写“万元”的按万元填，否则写明单位。")
    return passes(rule, "没有发现单位填错的迹象")


def density(facts: ProductFacts) -> Finding:
    """每千万元产值对应几件专利、产品销售收入占企业的比例：只列出，不作判断."""
    rule, told = "density", []
    if facts.output_cny:
        dense = Fraction(len(facts.patents) * DENSITY_CNY, facts.output_cny)
        told.append(f"每千万元产值 {float(dense):.2f} 件专利")
    if facts.sales_cny is not None and facts.firm_sales_cny:
        share = Fraction(facts.sales_cny * 100, facts.firm_sales_cny)
        told.append(f"产品销售收入占企业 {float(share):.1f}%")
    return notes(rule, "；".join(told) or "填写金额以后列出")


def _size_doubt(name: str, amount: int | None) -> str:
    if amount is None or LEAST_CNY <= amount <= MOST_CNY:
        return ""
    if amount == 0:
        return f"{name}为 0"
    side = "不到 1 万元" if amount < LEAST_CNY else "超过 1000 亿元"
    return f"{name} {_money(amount)}，{side}"


def _money(cny: int) -> str:
    return Money.parse(str(cny)).display if cny else "0 元"
