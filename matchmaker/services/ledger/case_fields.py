"""What stands in a model case (典型案例) of a contract; what only people know is left open."""

from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ledger.report_fields import FILL_IN, chinese_day, office_name
from matchmaker.services.list_hands import Author
from models.demand import Demand
from models.event import Event
from models.kept_record import RecordFile, RecordKind
from models.ledger import Deal
from models.queries import ledger as ledger_queries
from models.queries import patents as patent_queries
from models.values.money import Money
from models.values.secrecy import Confidentiality

# What people write in a model case, empty as long as nobody has: then a template asks for it.
WRITTEN = ("案例单位", "类别", "背景", "做法", "方式和金额", "成效", "典型意义", "公开意见")
FIELDS = (
    "单位",
    "编制日期",
    "案例名称",
    "供给方",
    "需求方",
    "方式",
    "产业",
    "专利",
    "需求",
    "对接经过",
    "金额",
    "签订日期",
    "登记情况",
    "佐证材料",
    *WRITTEN,
)
REQUIRED = ("案例名称", "供给方", "需求方")


def case_context(
    session: Session, deal: Deal, city_code: str | None, author: Author
) -> dict[str, Any]:
    """Return field → text of a contract; city_code: whose office writes it, None the province's."""
    patents = ledger_queries.patents_of(session, [deal.id or 0]).get(deal.id or 0, [])
    way = deal.licence_kind.label if deal.licence_kind else deal.kind.label
    known = [one.patent_id for one in patents if one.patent_id is not None]
    names = industries_in_force(session).names
    surest = patent_queries.surest_industries(session, known)
    industries = list(dict.fromkeys(names.get(surest[one], "") for one in known if one in surest))
    first = patents[0].title if patents and patents[0].title else FILL_IN.format("专利名称")
    return {
        "单位": office_name(city_code),
        "编制日期": chinese_day(author.at.date()),
        "案例名称": deal.title or f"“{first}”{way}案例",
        "供给方": deal.giver_name,
        "需求方": deal.taker_name,
        "方式": way,
        "产业": "、".join(industries) or FILL_IN.format("产业"),
        "专利": "；".join(f"{one.title or '专利'}（{one.number}）" for one in patents)
        or FILL_IN.format("专利号和名称"),
        "需求": _demand(session, deal),
        "对接经过": _event(session, deal),
        "金额": _amount(deal),
        "签订日期": _day(deal.signed_on, "签订日期"),
        "登记情况": _registration(deal),
        "佐证材料": _files(session, deal),
        **dict.fromkeys(WRITTEN, ""),
    }


def _demand(session: Session, deal: Deal) -> str:
    """Return the demand that it answers; of one that is not public nothing but that it is there."""
    demand = session.get(Demand, deal.demand_id) if deal.demand_id is not None else None
    if demand is None:
        return ""
    if demand.confidentiality is not Confidentiality.PUBLIC:
        return "（企业的需求未公开，引用前请取得企业同意。）"
    return f"企业提出的需求：{demand.title}。"


def _event(session: Session, deal: Deal) -> str:
    event = session.get(Event, deal.event_id) if deal.event_id is not None else None
    if event is None:
        return ""
    return f"双方在{chinese_day(event.held_on)}举办的{event.name}上对接。"


def _amount(deal: Deal) -> str:
    if deal.amount_cny is None:
        return FILL_IN.format("金额")
    amount = Decimal(deal.amount_cny)
    return Money(amount, amount).display


def _registration(deal: Deal) -> str:
    if deal.registered_on is None:
        return "尚未登记或备案"
    number = f"，编号{deal.number}" if deal.number else ""
    return f"{chinese_day(deal.registered_on)}登记或备案{number}"


def _day(day: Any, name: str) -> str:
    return FILL_IN.format(name) if day is None else chinese_day(day)


def _files(session: Session, deal: Deal) -> str:
    names = session.exec(
        select(RecordFile.file_name)
        .where(
            RecordFile.record_kind == RecordKind.DEAL,
            RecordFile.record_id == deal.id,
            col(RecordFile.removed_at).is_(None),
        )
        .order_by(col(RecordFile.id))
    ).all()
    return "、".join(names) or FILL_IN.format("合同、登记通知书、照片等")
