"""What an exchange sheet (平台交换表) may hold: its kinds and, of each, the fields of a column.

No field holds a contact: what leaves the service for another platform names nobody to be called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums import LicenceKind
from models.ledger_enums import DealKind
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode

YES, NO = "是", "否"
YES_OR_NO = (YES, NO)


class SheetKind(StrEnum):
    """What the rows of an exchange sheet are."""

    PATENTS = "patents"
    DEMANDS = "demands"
    LIST = "list"
    DEALS = "deals"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "patents": "存量专利",
            "demands": "技术需求",
            "list": "候选名单",
            "deals": "成交合同",
        }[self.value]


class CellType(StrEnum):
    """What the cells of a field are; an amount is written in the unit that the header names."""

    TEXT = "text"
    WORDS = "words"
    DATE = "date"
    NUMBER = "number"
    AMOUNT = "amount"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "text": "文字",
            "words": "固定用词",
            "date": "日期",
            "number": "数字",
            "amount": "金额（按表头所写的单位）",
        }[self.value]


@dataclass(frozen=True)
class Amount:
    """A price or a sum in whole yuan; an end that is None is open."""

    low_cny: int | None
    high_cny: int | None
    negotiable: bool = False


# What a field of a row may be; several values of one field are a tuple.
Given = str | int | float | date | Amount | tuple[str, ...] | None
Row = Mapping[str, Given]


@dataclass(frozen=True)
class Field:
    """A field; label: what it is in Chinese; words: all that it may say, of CellType.WORDS."""

    name: str
    label: str
    type: CellType = CellType.TEXT
    words: tuple[str, ...] = ()


def _labels(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(getattr(one, "label", one.value)) for one in enum)


def _words(name: str, label: str, words: tuple[str, ...]) -> Field:
    return Field(name, label, CellType.WORDS, words)


def _day(name: str, label: str) -> Field:
    return Field(name, label, CellType.DATE)


def _number(name: str, label: str) -> Field:
    return Field(name, label, CellType.NUMBER)


_PATENT = (
    Field("application_number", "申请号，带校验位"),
    Field("title", "专利名称"),
    _words("kind", "专利类型", _labels(PatentKind)),
    Field("publication_number", "公开（公告）号"),
    Field("abstract", "摘要"),
    Field("first_claim", "首项权利要求"),
    Field("effect", "技术功效"),
    Field("keywords", "关键词"),
    Field("owners", "当前权利人，第一权利人在前"),
    Field("owner_uscc", "第一权利人的统一社会信用代码"),
    Field("inventors", "发明人"),
    Field("department", "学院或二级单位"),
    Field("address", "申请人地址"),
    Field("city", "所在市州"),
    Field("district", "第一权利人所在区县"),
    _day("filing_date", "申请日"),
    _day("publication_date", "公开（公告）日"),
    _day("grant_date", "授权公告日"),
    _day("expiry_date", "届满日"),
    Field("classification_main", "主分类号"),
    Field("classifications", "全部分类号"),
    Field("cpc", "CPC 分类号"),
    Field("industry_text", "来源所写的行业"),
    Field("industries", "本系统归入的产业"),
    Field("legal_text", "来源所写的法律状态，没有时为归一后的状态"),
    _words("legal_state", "归一后的法律状态", _labels(LegalState)),
    _words("licence_kind", "现有许可的类型", _labels(LicenceKind)),
    Field("maturity", "技术成熟度"),
    _words("transfer_modes", "可接受的转化方式", _labels(TransferMode)),
    Field("price", "预期价格", CellType.AMOUNT),
    _words("state_funded", "是否财政资助", YES_OR_NO),
    Field("scenario", "应用场景"),
    Field("implementation_text", "实施状态"),
    Field("open_licence_text", "开放许可声明"),
    Field("open_licence_fee", "许可使用费"),
    Field("open_licence_term", "单次许可期限"),
    Field("open_licence_scope", "单次许可范围"),
    _number("claim_count", "权利要求数"),
    _number("family_size", "同族数"),
    _number("cited_by_count", "被引次数"),
    Field("value_text", "价值度，照来源所写"),
    Field("value_source", "价值度原来的表头"),
)
_DEMAND = (
    Field("demand_number", "需求编号"),
    Field("title", "需求名称"),
    Field("organisation", "需求单位"),
    Field("uscc", "统一社会信用代码"),
    Field("city", "市州"),
    Field("district", "县市区"),
    _words("confidentiality", "公开范围", _labels(Confidentiality)),
    Field("industries", "本系统归入的产业"),
    Field("industry_text", "来源所写的产业"),
    Field("technical_field", "技术领域"),
    Field("description", "需求描述"),
    Field("problem", "主要问题"),
    Field("key_technique", "技术关键"),
    Field("target", "预期目标"),
    Field("basis", "现有基础"),
    Field("keywords", "关键词"),
    Field("budget", "投入预算", CellType.AMOUNT),
    _words("cooperation_modes", "合作方式", _labels(TransferMode)),
    Field("intended_partner", "合作意向单位"),
    _day("deadline", "截止日期"),
)
_LIST = (
    Field("event", "活动名称"),
    _day("held_on", "活动日期"),
    Field("industry", "产业"),
    _number("place", "产业内的序号"),
    Field("demand_number", "需求编号"),
    Field("demand_title", "需求名称"),
    Field("enterprise", "需求单位"),
    Field("enterprise_city", "需求单位所在市州"),
    Field("application_number", "申请号，带校验位"),
    Field("patent_title", "专利名称"),
    Field("owners", "权利人"),
    _words("legal_state", "法律状态", _labels(LegalState)),
    _day("expiry_date", "届满日"),
    Field("maturity", "技术成熟度"),
    Field("transfer_modes", "转化方式"),
    Field("price", "价格，照名单所写"),
    _number("score", "得分，0 至 1"),
    Field("reason", "推荐理由"),
)
_DEAL = (
    _words("kind", "合同类型", _labels(DealKind)),
    _words("licence_kind", "许可类型", _labels(LicenceKind)),
    Field("title", "合同名称"),
    Field("giver", "转让人、许可人或出质人"),
    Field("giver_city", "转让人一方所在市州"),
    Field("taker", "受让人、被许可人或质权人"),
    Field("taker_city", "受让人一方所在市州"),
    Field("patent_numbers", "专利号"),
    Field("patent_titles", "专利名称"),
    _number("patent_count", "专利件数"),
    Field("amount", "合同金额", CellType.AMOUNT),
    _day("signed_on", "签订日期"),
    _day("registered_on", "登记或备案日期"),
    Field("number", "登记或备案号"),
    Field("event", "来自哪场活动"),
)
FIELDS: Mapping[SheetKind, tuple[Field, ...]] = {
    SheetKind.PATENTS: _PATENT,
    SheetKind.DEMANDS: _DEMAND,
    SheetKind.LIST: _LIST,
    SheetKind.DEALS: _DEAL,
}
# What somebody may look for in vain among the fields: it stays here.
CONTACTS = frozenset(
    {"contact", "contact_name", "contact_phone", "contact_email", "phone", "mobile", "email"}
)


def field_of(kind: SheetKind, name: str) -> Field | None:
    """Return a field of a kind of sheet, None where there is none of the name."""
    return next((one for one in FIELDS[kind] if one.name == name), None)
