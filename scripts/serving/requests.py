"""What cities of a loaded sample ask of the province: one of each standing."""

from datetime import date, timedelta

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.keep import RequestWords
from matchmaker.services.city_requests.outcome import OutcomeWords, say_outcome
from matchmaker.services.list_hands import Author
from models.city_request import CityRequest
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter
from models.request_enums import RequestOutcome
from scripts.serving.visits import EVENT

_WHO = "运用促进处 李明"


def ask_the_province(session: Session, by: Author) -> int:
    """Have cities ask; return what is taken on and nearly due, of an event and a service."""
    today = by.at.astimezone(CHINA).date()
    (offer, *_) = offer_queries.list_offers(session, OfferFilter())
    late = Author(by.actor, by.at - timedelta(days=20))
    overdue = _submitted(
        session, "420500", "请协调磷化工方向的专家", today - timedelta(days=3), late
    )
    keep.take_on(session, overdue.id or 0, overdue.revision or 0, _WHO, late)
    _submitted(session, "420600", "请提供汽车产业专利导航数据", today + timedelta(days=12), by)
    returned = _submitted(session, "420100", "请支持路演场地", today + timedelta(days=15), by)
    keep.return_request(
        session, returned.id or 0, returned.revision or 0, "请写明场次、日期和人数", by
    )
    for city, subject, outcome in (
        ("420100", "请解读开放许可年费减免的口径", None),
        ("420300", "请派质押融资的讲师", RequestOutcome.SOLVED),
        ("420200", "请协调银行下调评估费", RequestOutcome.UNSOLVED),
    ):
        _answered(session, _submitted(session, city, subject, today, by), outcome, by)
    words = RequestWords(subject="想请省局组织技术经纪人培训")
    keep.write_request(session, "420100", words, by)
    shown = _submitted(
        session,
        "420100",
        "请为对接会推荐激光修复方向的技术经纪人",
        today + timedelta(days=5),
        by,
        RequestWords("", service_id=offer.id, event=EVENT),
    )
    keep.take_on(session, shown.id or 0, shown.revision or 0, _WHO, by)
    return shown.id or 0


def _submitted(
    session: Session,
    city: str,
    subject: str,
    wanted_by: date,
    by: Author,
    about: RequestWords = RequestWords(""),  # noqa: B008
) -> CityRequest:
    words = RequestWords(
        subject=subject,
        text="辖区内企业多次提出，市里联系过两家机构，没有合适的。\n希望省局在全省范围内协调。",
        topic="专家和技术经纪人",
        wanted_by=wanted_by,
        service_id=about.service_id,
        event=about.event,
    )
    made = keep.write_request(session, city, words, by)
    return keep.submit_request(session, made.id or 0, made.revision or 0, by)


def _answered(
    session: Session, request: CityRequest, outcome: RequestOutcome | None, by: Author
) -> None:
    known = request.id or 0
    keep.take_on(session, known, request.revision or 0, _WHO, by)
    text = "已商请省技术转移中心，三个工作日内与你局联系。\n材料随后发到公务邮箱。"
    keep.answer_request(session, known, request.revision or 0, text, by)
    if outcome is not None:
        note = "评估费没有降下来" if outcome is RequestOutcome.UNSOLVED else ""
        words = OutcomeWords(outcome, note)
        say_outcome(session, known, request.revision or 0, words, by)
