"""Requests of cities: written, submitted, taken on, answered or returned, with every step kept.

What a city says afterwards, whether it helped, opens nothing again: who needs more asks anew.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import require_revision, snapshot, write_change
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.city_request import CityRequest
from models.errors import Conflict
from models.queries import city_requests as request_queries
from models.queries import events as event_queries
from models.queries import service_offers as offer_queries
from models.request_enums import RequestState
from models.values.contact import contacts_in
from models.values.text import clean

TOPICS = (
    "政策解读",
    "专家和技术经纪人",
    "专利检索和数据",
    "融资和质押",
    "活动和场地",
    "培训师资",
    "维权和纠纷",
    "系统使用",
)
LONGEST_TOPIC = 20
MOST_LINE, MOST_TEXT = 200, 5_000
_ANSWERABLE = (RequestState.TAKEN_ON, RequestState.ANSWERED)
_ENDED = (RequestState.ANSWERED, RequestState.WITHDRAWN)


@dataclass(frozen=True)
class RequestWords:
    """What a city asks; topic: of TOPICS or its own; event: slug, empty for none."""

    subject: str
    text: str = ""
    topic: str = ""
    wanted_by: date | None = None
    service_id: int | None = None
    event: str = ""


def write_request(
    session: Session, city_code: str, words: RequestWords, author: Author
) -> CityRequest:
    """Keep a new request as a draft; raise BadQuery for words that cannot be, NotFound."""
    made = CityRequest(city_code=city_code, subject="", actor=author.actor, recorded_at=author.at)
    _say(session, made, words)
    session.add(made)
    session.flush()
    keep_step(session, made, {}, ("草拟", ""), author)
    return made


def correct_request(
    session: Session, request_id: int, revision: int, words: RequestWords, author: Author
) -> CityRequest:
    """Change a draft or a returned request; raise Conflict where it is the province's by now."""
    found = hold(session, request_id, revision)
    if not found.state.is_open:
        raise Conflict(f"诉求{found.state.label}，不能再改。需要修改的，请省局退回后再改")
    before = snapshot(found)
    _say(session, found, words)
    if snapshot(found) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    return keep_step(session, found, before, ("修改", ""), author)


def submit_request(session: Session, request_id: int, revision: int, author: Author) -> CityRequest:
    """Put a request to the province; raise BadQuery where it says too little, Conflict."""
    found = hold(session, request_id, revision)
    if not found.state.is_open:
        raise Conflict(f"诉求{found.state.label}，不必再提交")
    lacking = [
        label
        for label, said in (
            ("诉求内容", found.text),
            ("主题", found.topic),
            ("希望答复日期", found.wanted_by),
        )
        if not said
    ]
    if lacking:
        raise BadQuery(f"还没有填写{'、'.join(lacking)}。请填写并保存后再提交")
    today = author.at.astimezone(CHINA).date()
    if found.wanted_by is not None and found.wanted_by < today:
        raise BadQuery(f"希望答复日期 {found.wanted_by} 已经过去。请改为今后的一天，保存后再提交")
    before = snapshot(found)
    found.state = RequestState.SUBMITTED
    found.submitted_at = author.at
    return keep_step(session, found, before, ("提交", ""), author)


def withdraw_request(
    session: Session, request_id: int, revision: int, reason: str, author: Author
) -> CityRequest:
    """Take a request back for good; raise Conflict where it is answered or taken back already."""
    found = hold(session, request_id, revision)
    if found.state in _ENDED:
        raise Conflict(f"诉求{found.state.label}，不能再撤回")
    why = required("撤回的原因", reason, MOST_LINE)
    before = snapshot(found)
    found.state = RequestState.WITHDRAWN
    return keep_step(session, found, before, ("撤回", why), author)


def take_on(
    session: Session, request_id: int, revision: int, responsible: str, author: Author
) -> CityRequest:
    """Take a request on, or give it to somebody else; responsible: who sees to it.

    Raises Conflict where it does not wait for the province.
    """
    found = hold(session, request_id, revision)
    if not found.state.waits:
        raise Conflict(f"诉求{found.state.label}，不能受理。只有已提交的可以")
    name = required("承办人", responsible, MOST_LINE)
    if found.state is RequestState.TAKEN_ON and found.responsible == name:
        raise BadQuery(f"已由{name}承办。改派给别人的，请填写那个人")
    before = snapshot(found)
    act = "改派" if found.state is RequestState.TAKEN_ON else "受理"
    found.state, found.responsible, found.return_reason = RequestState.TAKEN_ON, name, ""
    return keep_step(session, found, before, (act, ""), author)


def answer_request(
    session: Session, request_id: int, revision: int, text: str, author: Author
) -> CityRequest:
    """Answer a request, or put the answer right until the city has said whether it helped.

    Raises Conflict where nobody has taken it on.
    """
    found = hold(session, request_id, revision)
    if found.state not in _ANSWERABLE:
        raise Conflict(f"诉求{found.state.label}，不能答复。请先受理")
    if found.outcome is not None:
        raise Conflict(f"市州已反馈“{found.outcome.label}”，答复不再改动")
    said = required("答复", text, MOST_TEXT)
    before = snapshot(found)
    if found.state is RequestState.ANSWERED and found.answer == said:
        raise BadQuery("没有改动答复。请修改后再保存")
    act = "更正答复" if found.state is RequestState.ANSWERED else "答复"
    found.state, found.answer = RequestState.ANSWERED, said
    found.answered_at, found.answer_seen_at = author.at, None
    return keep_step(session, found, before, (act, ""), author)


def return_request(
    session: Session, request_id: int, revision: int, reason: str, author: Author
) -> CityRequest:
    """Give a request back to its city with a reason; raise Conflict where it does not wait."""
    found = hold(session, request_id, revision)
    if not found.state.waits:
        raise Conflict(f"诉求{found.state.label}，不能退回。只有已提交和已受理的可以")
    why = required("退回的原因", reason, MOST_TEXT)
    before = snapshot(found)
    found.state, found.return_reason, found.responsible = RequestState.RETURNED, why, ""
    return keep_step(session, found, before, ("退回", ""), author)


def _say(session: Session, request: CityRequest, words: RequestWords) -> None:
    request.subject = required("标题", words.subject, MOST_LINE)
    request.text = words.text.strip()
    if len(request.text) > MOST_TEXT:
        raise BadQuery(f"诉求内容超过 {MOST_TEXT:,} 字。请精简")
    if contacts_in(request.subject + "\n" + request.text):
        raise BadQuery("标题或诉求内容中有电话或邮箱。请删去：需要联系的，省局受理后会与你们联系")
    request.topic = clean(words.topic)
    if len(request.topic) > LONGEST_TOPIC:
        raise BadQuery(f"主题不超过 {LONGEST_TOPIC} 个字。请写短一些，细节写在内容中")
    request.wanted_by = words.wanted_by
    if words.service_id is not None:
        offer_queries.get_offer(session, words.service_id)
    request.service_id = words.service_id
    event = event_queries.get_event(session, words.event) if words.event else None
    request.event_id = None if event is None else event.id


def required(label: str, text: str, most: int) -> str:
    """Return what is said; raise BadQuery for nothing and for too much."""
    said = text.strip()
    if not said:
        raise BadQuery(f"请写明{label}")
    if len(said) > most:
        raise BadQuery(f"{label}超过 {most:,} 字。请精简")
    return said


def hold(session: Session, request_id: int, revision: int) -> CityRequest:
    """Return a request as it was read, which no one else changes now; raise NotFound, Conflict."""
    found = request_queries.hold_request(session, request_id)
    require_revision(found, revision)
    return found


def keep_step(
    session: Session,
    request: CityRequest,
    before: dict[str, Any],
    act: tuple[str, str],
    author: Author,
) -> CityRequest:
    """Keep what was done to a request; act: what, and why, where the record itself has no word."""
    request.actor, request.recorded_at = author.actor, author.at
    session.add(request)
    session.flush()
    what, why = act
    told = f"{what}：{why}" if why else what
    write_change(session, request, (before, snapshot(request)), told, author)
    details = {"act": what, "title": request.subject, **({"reason": why} if why else {})}
    append(session, AuditKind.LEDGER_CHANGE, f"市州诉求 {request.id}", details, author)
    return request
