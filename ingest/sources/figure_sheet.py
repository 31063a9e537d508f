"""Figures of earlier years by city and month (上年同期数): a column for each indicator.

The headers are the names of the indicators (models.values.indicator), or what the offices call
them, with or without a unit: 质押融资额（亿元）, 质押登记金额（万元）, 宣讲场次.
"""

import re
from collections.abc import Iterator

from ingest.mapping import Source
from models.errors import InvalidValue
from models.values.indicator import INDICATORS, WAN, YI, Indicator, get_indicator
from models.values.text import fold

# What offices call the figures, beside the name that the summary table has.
OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "briefing_sessions": ("宣讲场次", "宣讲次数", "宣讲活动场次", "政策宣讲场次"),
    "briefing_heads": ("宣讲人次", "宣讲覆盖人次", "宣讲参加人次"),
    "docking_events": ("对接活动", "对接活动场次", "供需对接场次", "供需对接活动场次"),
    "provincial_events": ("省级对接活动", "省级对接活动场次"),
    "docking_firms": ("参加企业数", "参会企业", "参会企业数", "对接企业数"),
    "docking_institutions": ("参加高校院所数", "参会高校院所"),
    "docking_patents": ("推介专利数", "推介专利件数"),
    "docking_demands": ("征集需求数", "征集技术需求", "需求数"),
    "docking_pairs": ("匹配数",),
    "docking_meetings": ("会面次数", "会面数", "举行会面次数"),
    "intents": ("意向数", "意向项数", "达成意向数"),
    "intent_amount": ("达成意向金额",),
    "contracts": ("合同数", "合同份数", "签订合同数"),
    "contract_amount": ("签订合同金额",),
    "roadshow_sessions": ("路演场次", "路演活动场次"),
    "roadshow_projects": ("路演项目数",),
    "roadshow_investors": ("投资机构数", "参加投资机构数"),
    "assignments": ("转让次数", "专利转让次数", "转让数", "专利转让数"),
    "licences": ("许可次数", "专利许可次数", "许可数", "专利许可数"),
    "transfers": ("转让许可次数", "转让许可数", "专利转让许可次数", "转让和许可次数"),
    "transfer_amount": ("专利转让许可金额",),
    "open_declarations": ("开放许可声明数", "开放许可声明件数"),
    "open_uses": ("开放许可次数", "开放许可实施次数"),
    "open_amount": (),
    "product_firms": ("摸底企业数", "调查企业数", "摸底调查企业数"),
    "products_filed": ("备案产品数", "专利产品备案数", "产品备案数"),
    "products_recognised": ("认定产品数",),
    "product_output": ("产品产值", "专利产品产值"),
    "pledges": ("质押项目数", "质押笔数", "质押登记笔数", "质押融资笔数", "质押融资项目数"),
    "pledge_amount": (
        "质押登记金额",
        "质押融资金额",
        "质押金额",
        "专利质押金额",
        "专利质押融资额",
        "专利质押融资金额",
    ),
    "park_events": ("入园惠企场次", "入园惠企活动场次"),
    "white_list_firms": ("白名单企业数",),
    "white_list_credit": ("白名单授信金额", "授信额", "授信金额"),
    "chain_events": ("一月一链场次", "一月一链活动场次"),
    "listing_firms": ("拟上市企业数", "服务拟上市企业数"),
    "securitisation": ("证券化规模",),
    "visits": ("走访次数", "走访调研次数"),
    "problems_solved": ("解决问题数",),
    "training_sessions": ("培训期数", "培训场次", "培训班数"),
    "training_heads": ("培训人数",),
    "press_items": ("报道数", "报道篇数", "宣传报道数"),
    "cases": ("案例数", "典型案例数"),
}
_YUAN = {
    "元": 1,
    "千元": 1_000,
    "万元": WAN,
    "百万元": 100 * WAN,
    "千万元": 1_000 * WAN,
    "亿元": YI,
}
# Offices write one count word for another: 次 for 场, 家 for 家次.
_COUNT_WORDS = ("场", "场次", "次", "人次", "人", "家", "家次", "件", "件次", "项", "个", "对")
_MORE_COUNT_WORDS = ("份", "笔", "期", "篇", "户", "例")
# Names that mean the amount only where a unit of money says so: without it they count.
_NAMES_WITH_UNIT = {
    "intent_amount": ("意向", "达成意向"),
    "contract_amount": ("合同", "签订合同"),
    "pledge_amount": ("质押融资", "专利质押", "专利质押融资"),
    "white_list_credit": ("白名单授信",),
}
# What may stand before the unit of money in its brackets.
_UNIT_MARK = "单位:"
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")


def units_of(indicator: Indicator) -> dict[str, int]:
    """Return the units a column of the indicator may be told in: unit → how many of the smallest.

    The indicator's own comes first.
    """
    if indicator.is_money:
        return {indicator.unit: indicator.scale, **_YUAN}
    words = dict.fromkeys((indicator.unit, *_COUNT_WORDS, *_MORE_COUNT_WORDS), 1)
    return {**words, f"万{indicator.unit}": WAN}


def column_scale(slug: str, header: str) -> int:
    """Return how many of the smallest unit one of a column is; its own unit where none is named.

    Raises InvalidValue where brackets at the end of the header name a currency or a unit of money
    that is none of the indicator's.
    """
    indicator = get_indicator(slug)
    found = _IN_BRACKETS.search(fold(header))
    if found is None:
        return indicator.scale
    unit = found[1].removeprefix(_UNIT_MARK)
    units = units_of(indicator)
    if unit not in units and unit.endswith(("元", "币")):
        raise InvalidValue(
            header,
            f"不认识表头里的单位“{unit}”",
            f"请把表头改为“{indicator.title}”，并按这个单位填写",
        )
    return units.get(unit, indicator.scale)


def _headers(indicator: Indicator) -> Iterator[str]:
    names = (indicator.name, *OTHER_NAMES[indicator.slug])
    yield from names
    marks = ("", _UNIT_MARK) if indicator.is_money else ("",)
    for name in (*names, *_NAMES_WITH_UNIT.get(indicator.slug, ())):
        for unit in units_of(indicator):
            yield from (f"{name}({mark}{unit})" for mark in marks)


FIGURE_SHEET = Source(
    name="figure_sheet",
    label="往年数据表",
    aliases={
        "city": (
            "市州",
            "市(州)",
            "市/州",
            "地市",
            "地市州",
            "城市",
            "地区",
            "市州名称",
            "所属市州",
            "所在市州",
            "行政区划",
            "区域",
            "单位",
            "单位名称",
            "填报单位",
        ),
        "year": ("年份", "年度", "年"),
        "month": ("月份", "月度", "月", "统计月份", "时间", "期间"),
        **{one.slug: tuple(_headers(one)) for one in INDICATORS},
    },
    required=("city",),
    noted=frozenset({"序号", "No", "No.", "备注", "填报人", "联系人", "联系电话"}),
)
