"""What the campaign counts: the lines of the summary table, in its order."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache

from models.errors import InvalidValue

WAN, YI = 10_000, 100_000_000


class Group(StrEnum):
    """The groups of the summary table (活动成效汇总表)."""

    BRIEFING = "宣讲推广"
    DOCKING = "供需对接"
    ROADSHOW = "路演推介"
    TRANSFER = "转让许可"
    OPEN_LICENCE = "开放许可"
    PRODUCT = "专利产品"
    FINANCE = "知识产权金融"
    SERVICE = "公共服务"
    TRAINING = "实务培训"
    SUMMARY = "宣传总结"


@dataclass(frozen=True)
class Indicator:
    """A figure of the campaign.

    scale: how many of the smallest unit (one, or one yuan) make the unit it is told in;
    growth: by what part it is to be above last year's, aim: how many there are to be at least in
    the province, None where the notice asks for neither.
    """

    slug: str
    name: str
    unit: str
    group: Group
    scale: int = 1
    growth: Fraction | None = None
    aim: int | None = None

    @property
    def is_money(self) -> bool:
        """Whether it counts yuan."""
        return self.scale != 1

    def shown(self, value: int) -> Fraction:
        """Return a value in the unit in which it is told."""
        return Fraction(value, self.scale)

    @property
    def title(self) -> str:
        """Name and unit as a heading tells them."""
        return f"{self.name}（{self.unit}）"


def _one(slug: str, name: str, unit: str, group: Group) -> Indicator:
    return Indicator(slug, name, unit, group)


_TWENTY, _FORTY = Fraction(20, 100), Fraction(40, 100)

INDICATORS: tuple[Indicator, ...] = (
    _one("briefing_sessions", "宣讲活动", "场", Group.BRIEFING),
    _one("briefing_heads", "宣讲覆盖", "人次", Group.BRIEFING),
    Indicator("docking_events", "供需对接活动", "场", Group.DOCKING),
    Indicator("provincial_events", "其中：省级对接活动", "场", Group.DOCKING, aim=4),
    _one("docking_firms", "参加企业", "家次", Group.DOCKING),
    _one("docking_institutions", "参加高校院所", "家次", Group.DOCKING),
    _one("docking_patents", "推介专利", "件次", Group.DOCKING),
    _one("docking_demands", "征集需求", "项", Group.DOCKING),
    _one("docking_pairs", "匹配对数", "对", Group.DOCKING),
    _one("docking_meetings", "举行会面", "次", Group.DOCKING),
    _one("intents", "达成意向", "项", Group.DOCKING),
    Indicator("intent_amount", "意向金额", "万元", Group.DOCKING, WAN),
    _one("contracts", "签订合同", "份", Group.DOCKING),
    Indicator("contract_amount", "合同金额", "万元", Group.DOCKING, WAN),
    _one("roadshow_sessions", "路演活动", "场", Group.ROADSHOW),
    _one("roadshow_projects", "路演项目", "个", Group.ROADSHOW),
    _one("roadshow_investors", "参加投资机构", "家次", Group.ROADSHOW),
    _one("assignments", "专利转让", "次", Group.TRANSFER),
    _one("licences", "专利许可", "次", Group.TRANSFER),
    Indicator("transfers", "转让许可合计", "次", Group.TRANSFER, growth=_TWENTY),
    Indicator("transfer_amount", "转让许可金额", "万元", Group.TRANSFER, WAN),
    _one("open_declarations", "开放许可声明", "件", Group.OPEN_LICENCE),
    _one("open_uses", "开放许可实施", "次", Group.OPEN_LICENCE),
    Indicator("open_amount", "开放许可金额", "万元", Group.OPEN_LICENCE, WAN),
    _one("product_firms", "摸底调查企业", "家", Group.PRODUCT),
    _one("products_filed", "备案产品", "件", Group.PRODUCT),
    _one("products_recognised", "认定产品", "件", Group.PRODUCT),
    Indicator("product_output", "备案产品产值", "亿元", Group.PRODUCT, YI),
    _one("pledges", "质押融资", "笔", Group.FINANCE),
    Indicator("pledge_amount", "质押融资额", "亿元", Group.FINANCE, YI, growth=_FORTY),
    _one("park_events", "入园惠企活动", "场", Group.FINANCE),
    _one("white_list_firms", "白名单企业", "家", Group.FINANCE),
    Indicator("white_list_credit", "白名单授信额", "亿元", Group.FINANCE, YI),
    _one("chain_events", "一月一链活动", "场", Group.FINANCE),
    _one("listing_firms", "服务拟上市企业", "家", Group.FINANCE),
    Indicator("securitisation", "证券化金额", "亿元", Group.FINANCE, YI),
    _one("visits", "走访调研", "次", Group.SERVICE),
    _one("problems_solved", "解决问题", "个", Group.SERVICE),
    _one("training_sessions", "培训班次", "期", Group.TRAINING),
    _one("training_heads", "培训人次", "人次", Group.TRAINING),
    _one("press_items", "宣传报道", "篇", Group.SUMMARY),
    _one("cases", "典型案例", "个", Group.SUMMARY),
)


@cache
def by_slug() -> dict[str, Indicator]:
    """Return slug → indicator."""
    return {one.slug: one for one in INDICATORS}


def get_indicator(slug: str) -> Indicator:
    """Return an indicator; raise InvalidValue for a slug that there is not."""
    found = by_slug().get(slug)
    if found is None:
        raise InvalidValue(slug, "没有这个指标", f"可选：{'、'.join(by_slug())}")
    return found
