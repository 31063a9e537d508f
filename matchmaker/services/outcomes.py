"""What came of meetings: recorded once, corrected with the earlier words kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent
from matchmaker.services.participants import get_participant
from matchmaker.services.webhook_outbox import tell_deal_recorded
from models.errors import Conflict
from models.event import Event
from models.meeting import MeetingOutcome, MeetingRow
from models.meeting_enums import DeclineReason, OutcomeResult, ParticipantStatus, Side
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.queries import timetables as timetable_queries

PAIRED = frozenset({OutcomeResult.INTENT, OutcomeResult.CONTRACT})


@dataclass(frozen=True)
class OutcomeWords:
    """What is said of a meeting.

    demand, patent: their numbers, both or neither; without them it is about the pair for whose
    sake the two met, where the timetable names one. amount_cny: of an intent or a contract.
    """

    enterprise: str
    institution: str
    result: OutcomeResult
    held: bool = True
    reason: DeclineReason | None = None
    demand: str = ""
    patent: str = ""
    amount_cny: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Recorded:
    """A record and whether this call made it; corrects: the number of records before it."""

    outcome: MeetingOutcome
    made: bool
    corrects: int


def record_outcome(
    session: Session, event: Event, words: OutcomeWords, actor: str, now: datetime
) -> Recorded:
    """Keep what came of a meeting; other words on the same subject are a correction of it.

    Raises NotFound, BadQuery for words that contradict each other, and Conflict for a body that
    did not come.
    """
    _check(words, actor)
    enterprise = _coming(session, event, words.enterprise, Side.ENTERPRISE)
    institution = _coming(session, event, words.institution, Side.INSTITUTION)
    demand_id, patent_id = _subject(session, event, words, (enterprise, institution))
    fresh = MeetingOutcome(
        event_id=event.id or 0,
        enterprise_id=enterprise,
        institution_id=institution,
        subject=f"{demand_id}:{patent_id}" if demand_id and patent_id else "",
        demand_id=demand_id,
        patent_id=patent_id,
        held=words.held,
        result=words.result,
        reason=words.reason,
        amount_cny=words.amount_cny,
        note=words.note.strip(),
        actor=actor.strip(),
        recorded_at=now,
    )
    last = _last(session, fresh)
    if last is not None:
        said = ("held", "result", "reason", "amount_cny", "note")
        if all(getattr(last, name) == getattr(fresh, name) for name in said):
            return Recorded(last, made=False, corrects=last.number - 1)
        fresh.number = last.number + 1
    session.add(fresh)
    session.flush()
    tell_deal_recorded(session, event, fresh, last)
    return Recorded(fresh, made=True, corrects=fresh.number - 1)


def _check(words: OutcomeWords, actor: str) -> None:
    if not actor.strip():
        raise BadQuery("请写明记录人")
    if not words.held and words.result is not OutcomeResult.NONE:
        raise BadQuery("会面没有举行，结果只能是未达成。请核对是否举行与结果")
    if words.reason is not None and words.result is not OutcomeResult.NONE:
        raise BadQuery("只有结果为未达成时才写原因。请去掉原因或改正结果")
    if words.held and words.result is OutcomeResult.NONE and words.reason is None:
        reasons = "、".join(reason.label for reason in DeclineReason)
        raise BadQuery(f"未达成的会面请写明原因，可选：{reasons}")
    if words.amount_cny is not None and words.result not in PAIRED:
        raise BadQuery("只有意向与签约才有金额。请去掉金额或改正结果")
    if words.amount_cny is not None and words.amount_cny < 0:
        raise BadQuery(f"金额不能是负数：{words.amount_cny}")
    if bool(words.demand) != bool(words.patent):
        raise BadQuery("需求与专利请同时写明，或都不写")


def _coming(session: Session, event: Event, name: str, side: Side) -> int:
    participant = get_participant(session, event, name, side)
    if participant.status is not ParticipantStatus.CONFIRMED:
        raise Conflict(
            f"“{name}”目前是“{participant.status.label}”，没有参会，不能记录会面结果。"
            "确已到会的请先确认其参会"
        )
    return participant.organisation_id


def _subject(
    session: Session, event: Event, words: OutcomeWords, bodies: tuple[int, int]
) -> tuple[int | None, int | None]:
    if not words.demand:
        return _met_for(session, event, bodies)
    demand = demand_queries.get_demand(session, words.demand)
    patent = get_patent(session, words.patent)
    if demand.organisation_id != bodies[0]:
        raise BadQuery(f"需求 {words.demand} 不是“{words.enterprise}”的需求。请核对编号")
    owners = patent_queries.owner_ids(session, [patent.id or 0]).get(patent.id or 0, ())
    if bodies[1] not in owners:
        raise BadQuery(f"专利 {words.patent} 不属于“{words.institution}”。请核对申请号")
    return demand.id, patent.id


def _met_for(
    session: Session, event: Event, bodies: tuple[int, int]
) -> tuple[int | None, int | None]:
    """Return the pair for whose sake the two met by the published timetable."""
    version = timetable_queries.find_published(session, event)
    if version is None:
        return None, None
    statement = select(MeetingRow).where(
        MeetingRow.timetable_id == version.id,
        MeetingRow.enterprise_id == bodies[0],
        MeetingRow.institution_id == bodies[1],
    )
    row = session.exec(statement).first()
    if row is None or row.demand_id is None or row.patent_id is None:
        return None, None
    return row.demand_id, row.patent_id


def _last(session: Session, outcome: MeetingOutcome) -> MeetingOutcome | None:
    statement = (
        select(MeetingOutcome)
        .where(
            MeetingOutcome.event_id == outcome.event_id,
            MeetingOutcome.enterprise_id == outcome.enterprise_id,
            MeetingOutcome.institution_id == outcome.institution_id,
            MeetingOutcome.subject == outcome.subject,
        )
        .order_by(col(MeetingOutcome.number).desc())
    )
    return session.exec(statement).first()
