"""Requests to improve what is told of a patent: asked by a firm, answered by an owner.

What is asked and answered counts for the pair: see pair_words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.events.working_days import Due, working_days_after
from matchmaker.services.edits import edit_patent, get_patent
from matchmaker.services.feedback import Speaker
from matchmaker.services.released_demand import require_discreet
from matchmaker.services.webhook_outbox import tell_improvement_asked
from models.demand import Demand
from models.errors import Conflict
from models.feedback import ImprovementRequest
from models.feedback_enums import IMPROVABLE, ImprovementState
from models.meeting_enums import DeclineReason
from models.queries import demands as demand_queries
from models.queries import improvements as improvement_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries

# Working days for an answer. A convention of this project: as long as firms and institutions have
# between the draft of a list and its recheck.
DEFAULT_DAYS = 11
MOST_DAYS = 250


@dataclass(frozen=True)
class ImprovementWords:
    """What a firm asks for.

    patent: its number; demand: the number of that for whose sake, empty for none; points: what is
    to be improved; text: the same in its own words; days: working days for an answer.
    """

    patent: str
    points: tuple[DeclineReason, ...]
    demand: str = ""
    text: str = ""
    days: int = DEFAULT_DAYS


@dataclass(frozen=True)
class Asked:
    """A request with its last day, which may be counted over days that are not announced yet."""

    request: ImprovementRequest
    due: Due


def request_improvement(session: Session, speaker: Speaker, words: ImprovementWords) -> Asked:
    """Ask the owners of a patent to improve what is told of it.

    Raises NotFound, Conflict or InvalidValue for numbers, Conflict where the same is asked already,
    and BadQuery for what cannot be asked: by whom, for what, until when, or in words that tell who
    is behind a demand that is not shown.
    """
    _check(speaker, words)
    patent = get_patent(session, words.patent)
    patent_id, firm_id = patent.id or 0, speaker.organisation_id
    demand = demand_queries.get_demand(session, words.demand) if words.demand else None
    _require_asker(session, firm_id, patent_id, demand)
    require_discreet(session, words.text, firm_id, demand)
    demand_id = demand.id if demand else None
    open_one = improvement_queries.find_open(session, patent_id, demand_id, firm_id)
    if open_one is not None:
        raise Conflict(
            f"已有待答复的改进请求 {open_one.id}（期限 {open_one.due_on}）。"
            "请等待答复，或先撤回这项请求"
        )
    today = speaker.author.at.astimezone(CHINA).date()
    due = working_days_after(today, words.days)
    request = ImprovementRequest(
        patent_id=patent_id,
        demand_id=demand_id,
        organisation_id=firm_id,
        points=[point.value for point in IMPROVABLE if point in words.points],
        text=words.text.strip(),
        due_on=due.day,
        asked_account_id=speaker.account_id,
        asked_by=speaker.author.actor.strip(),
        asked_at=speaker.author.at,
    )
    session.add(request)
    session.flush()
    tell_improvement_asked(session, request, patent, demand)
    return Asked(request, due)


def answer_request(
    session: Session, request_id: int, speaker: Speaker, text: str, cells: Mapping[str, str]
) -> ImprovementRequest:
    """Answer a request, late ones too, and set fields of the patent with the answer.

    cells: as edit_patent takes them, empty for none. Raises NotFound, Conflict for a request that
    is closed, BadQuery for who is no owner of the patent or says nothing, and what edit_patent
    raises.
    """
    request = _hold_open(session, request_id)
    _require_owner(session, request, speaker)
    if not text.strip():
        raise BadQuery("请写明答复内容")
    patent = patent_queries.by_ids(session, [request.patent_id])[request.patent_id]
    author = speaker.author
    if cells:
        edits = edit_patent(session, patent.display_number, cells, author.actor, author.at)
        request.changed_fields = sorted(edit.field for edit in edits)
    request.answering_id = speaker.organisation_id
    return _close(session, request, ImprovementState.ANSWERED, speaker, text)


def decline_request(
    session: Session, request_id: int, speaker: Speaker, text: str
) -> ImprovementRequest:
    """Turn a request down, with the reason; raises as answer_request does."""
    request = _hold_open(session, request_id)
    _require_owner(session, request, speaker)
    if not text.strip():
        raise BadQuery("谢绝请写明理由")
    request.answering_id = speaker.organisation_id
    return _close(session, request, ImprovementState.DECLINED, speaker, text)


def withdraw_request(session: Session, request_id: int, speaker: Speaker) -> ImprovementRequest:
    """Take a request back.

    Raises NotFound, Conflict for a request that is closed, BadQuery for who has not made it.
    """
    request = _hold_open(session, request_id)
    _require_name(speaker)
    if request.organisation_id != speaker.organisation_id:
        raise BadQuery(f"改进请求 {request_id} 不是该单位提出的，不能撤回。请核对编号与单位")
    return _close(session, request, ImprovementState.WITHDRAWN, speaker, "")


def is_overdue(request: ImprovementRequest, today: date) -> bool:
    """Whether a request waits for an answer past its last day."""
    return request.state is ImprovementState.OPEN and today > request.due_on


def _check(speaker: Speaker, words: ImprovementWords) -> None:
    _require_name(speaker)
    known = "、".join(point.label for point in IMPROVABLE)
    if not words.points:
        raise BadQuery(f"请写明希望改进什么（可多个），可选：{known}")
    other = [point.label for point in words.points if point not in IMPROVABLE]
    if other:
        raise BadQuery(f"“{other[0]}”不是权利人能改进的，可选：{known}")
    if not 1 <= words.days <= MOST_DAYS:
        raise BadQuery(f"答复期限应为 1 至 {MOST_DAYS} 个工作日，收到 {words.days}")


def _require_name(speaker: Speaker) -> None:
    if not speaker.author.actor.strip():
        raise BadQuery("请写明经办人")


def _require_asker(session: Session, firm_id: int, patent_id: int, demand: Demand | None) -> None:
    if demand is not None and demand.organisation_id != firm_id:
        raise BadQuery(f"需求 {demand.display_number} 不是该单位的需求。请核对单位与需求编号")
    if firm_id in patent_queries.owner_ids(session, [patent_id]).get(patent_id, ()):
        raise BadQuery("该单位就是这件专利的权利人，请直接修改这件专利")


def _require_owner(session: Session, request: ImprovementRequest, speaker: Speaker) -> None:
    _require_name(speaker)
    owners = patent_queries.owner_ids(session, [request.patent_id]).get(request.patent_id, ())
    if speaker.organisation_id not in owners:
        names = organisation_queries.names_by_id(session, [speaker.organisation_id])
        raise BadQuery(
            f"“{names[speaker.organisation_id]}”不是这件专利的权利人，不能答复。请核对编号与单位"
        )


def _hold_open(session: Session, request_id: int) -> ImprovementRequest:
    request = improvement_queries.hold_request(session, request_id)
    if request.state is not ImprovementState.OPEN:
        raise Conflict(f"改进请求 {request_id} {request.state.label}，不能再改。如有需要请另提请求")
    return request


def _close(
    session: Session,
    request: ImprovementRequest,
    state: ImprovementState,
    speaker: Speaker,
    text: str,
) -> ImprovementRequest:
    request.state, request.answer = state, text.strip()
    request.closed_by, request.closed_at = speaker.author.actor.strip(), speaker.author.at
    request.closed_account_id = speaker.account_id
    session.add(request)
    session.flush()
    return request
