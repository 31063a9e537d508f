"""Versions of an event's timetable: planned, planned again, changed by hand, published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_plan import plan, replan
from matchmaker.events.timetable_types import Limits, Meeting, Timetable
from matchmaker.services.audit import append
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.planner_words import reword
from matchmaker.services.timetable_input import PlanInput, make_input
from models.audit import AuditKind
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting import MeetingRow, TimetableVersion
from models.meeting_enums import Side, TimetableStatus
from models.queries import timetables as timetable_queries

BY_HAND = "by_hand"
# Most events are solved to the end long before. Where not, the nodes are to stop the search, so
# that it ends alike everywhere.
PLAN_LIMITS = Limits(seconds=60.0, gap=0.001, nodes=1000)
SHOWN_NAMES = 5


@dataclass(frozen=True)
class PlannedVersion:
    """A version, whether this call made it, and how many meetings changed against the one before.

    moved: the pair meets at another time or table.
    """

    version: TimetableVersion
    made: bool
    meetings: int
    kept: int = 0
    moved: int = 0
    dropped: int = 0
    added: int = 0


def plan_timetable(
    session: Session,
    event: Event,
    actor: str,
    now: datetime,
    *,
    afresh: bool = False,
    limits: Limits = PLAN_LIMITS,
) -> PlannedVersion:
    """Make a version of an event's timetable, or return the newest one where nothing changed.

    A later version moves as few meetings of the one before as it can, unless it is made afresh;
    meetings that a person fixed stay in either case. Raises NotFound without a hall and BadQuery
    where nobody could meet.
    """
    latest = timetable_queries.find_latest(session, event)
    rows = timetable_queries.list_meetings(session, latest) if latest else []
    given = make_input(session, event, [to_meeting(row) for row in rows if row.fixed])
    _require_parties(event, given)
    known = latest is not None and latest.input_digest == given.digest
    if latest and known and not afresh and latest.method != BY_HAND:
        return PlannedVersion(latest, made=False, meetings=len(rows), kept=len(rows))
    before = [to_meeting(row) for row in rows]
    if latest is None or afresh:
        found = plan(given.problem, limits)
    else:
        found = replan(given.problem, before, limits).timetable
    if latest and known and list(found.meetings) == before:
        return PlannedVersion(latest, made=False, meetings=len(rows), kept=len(rows))
    version = TimetableVersion(
        event_id=event.id or 0,
        version=(latest.version if latest else 0) + 1,
        made_at=now,
        method=found.method.value,
        value=found.value,
        bound=found.bound,
        gap=found.gap,
        input_digest=given.digest,
        hall=given.hall,
        notices=_notices(session, given, found),
        actor=actor,
    )
    timetable_queries.add_timetable(session, version, _rows(given, found.meetings))
    return _compared(version, before, found.meetings)


def move_meeting(
    session: Session, event: Event, meeting: Meeting, actor: str, now: datetime
) -> PlannedVersion:
    """Put one pair at a slot and table, from wherever it is; it stays there in later plans.

    Makes a new version, unless it was put there before. Raises NotFound without a timetable, and
    Conflict with all reasons where the place breaks a rule.
    """
    latest = timetable_queries.get_version(session, event, None)
    rows = timetable_queries.list_meetings(session, latest)
    if any(row.fixed and to_meeting(row) == meeting for row in rows):
        return PlannedVersion(latest, made=False, meetings=len(rows), kept=len(rows))
    others = [row for row in rows if to_meeting(row).pair != meeting.pair]
    fixed = [to_meeting(row) for row in others if row.fixed]
    given = make_input(session, event, fixed)
    wrong = [
        clash.text
        for clash in clashes(given.problem, [*(to_meeting(row) for row in others), meeting])
        if meeting in clash.meetings
    ]
    if wrong:
        raise Conflict(f"不能这样安排：{'；'.join(reword(session, wrong))}")
    meetings = sorted([*(to_meeting(row) for row in others), meeting])
    return _by_hand(session, event, latest, meetings, [*fixed, meeting], Author(actor, now))


def fix_meeting(
    session: Session, event: Event, pair: tuple[int, int], author: Author
) -> PlannedVersion:
    """Keep the meeting of a pair (enterprise, institution) where it is in later plans.

    Raises NotFound where the two do not meet, else as move_meeting does.
    """
    latest = timetable_queries.get_version(session, event, None)
    row = _row_of(timetable_queries.list_meetings(session, latest), pair, latest)
    return move_meeting(session, event, to_meeting(row), author.actor, author.at)


def cancel_meeting(
    session: Session, event: Event, pair: tuple[int, int], author: Author
) -> PlannedVersion:
    """Take the meeting of a pair (enterprise, institution) off, in a new version.

    A later plan may bring it back unless one of the two says that it does not wish it. Raises
    NotFound where the two do not meet.
    """
    latest = timetable_queries.get_version(session, event, None)
    rows = timetable_queries.list_meetings(session, latest)
    gone = _row_of(rows, pair, latest)
    others = [row for row in rows if row is not gone]
    fixed = [to_meeting(row) for row in others if row.fixed]
    meetings = sorted(to_meeting(row) for row in others)
    return _by_hand(session, event, latest, meetings, fixed, author)


def _row_of(
    rows: Sequence[MeetingRow], pair: tuple[int, int], version: TimetableVersion
) -> MeetingRow:
    found = next((row for row in rows if to_meeting(row).pair == pair), None)
    if found is None:
        raise NotFound(f"第 {version.version} 版日程中这两家没有会面。请核对单位")
    return found


def _by_hand(
    session: Session,
    event: Event,
    latest: TimetableVersion,
    meetings: Sequence[Meeting],
    fixed: Sequence[Meeting],
    author: Author,
) -> PlannedVersion:
    """Store the version after the latest one that a person makes; return what it changes."""
    before = [to_meeting(row) for row in timetable_queries.list_meetings(session, latest)]
    given = make_input(session, event, fixed)
    weights = {wish.pair: wish.weight for wish in given.problem.wishes}
    version = TimetableVersion(
        event_id=event.id or 0,
        version=latest.version + 1,
        made_at=author.at,
        method=BY_HAND,
        value=sum(weights.get(found.pair, 0.0) for found in meetings),
        input_digest=given.digest,
        hall=given.hall,
        notices=[],
        actor=author.actor,
    )
    timetable_queries.add_timetable(session, version, _rows(given, meetings))
    return _compared(version, before, meetings)


def publish(
    session: Session,
    event: Event,
    version: TimetableVersion,
    now: datetime,
    actor: str = COMMAND_LINE,
) -> TimetableVersion:
    """Mark a version as the one that participants are told of; doing so twice changes nothing.

    Raises Conflict where a later version is published, or where somebody on it no longer comes.
    """
    published = timetable_queries.find_published(session, event)
    if published and published.version > version.version:
        raise Conflict(
            f"第 {published.version} 版已经发布，不能改回第 {version.version} 版。"
            "请在最新一版上调整后再发布"
        )
    given = make_input(session, event)
    if given.hall != version.hall:
        raise Conflict(f"第 {version.version} 版之后场地安排已改。请先重排日程")
    rows = timetable_queries.list_meetings(session, version)
    gone = clashes(given.problem, [to_meeting(row) for row in rows])
    if gone:
        (first,) = reword(session, [gone[0].text])
        raise Conflict(
            f"第 {version.version} 版已与现况不符：{first}（共 {len(gone)} 处）。请先重排日程"
        )
    if version.status is not TimetableStatus.PUBLISHED:
        version.status, version.published_at = TimetableStatus.PUBLISHED, now
        session.add(version)
        session.flush()
        details = {"version": version.version}
        append(session, AuditKind.TIMETABLE_PUBLISHED, event.slug, details, Author(actor, now))
    return version


def to_meeting(row: MeetingRow) -> Meeting:
    """Return a stored meeting as the planner reads it."""
    return Meeting(row.slot, row.table_number, row.enterprise_id, row.institution_id)


def _require_parties(event: Event, given: PlanInput) -> None:
    problem = given.problem
    if not problem.enterprises or not problem.institutions:
        raise BadQuery(
            f"活动 {event.slug} 尚无双方都确认的单位（企业 {len(problem.enterprises)} 家，"
            f"高校院所 {len(problem.institutions)} 家）。请先确认参会单位"
        )
    if not problem.wishes:
        raise BadQuery(
            f"活动 {event.slug} 已确认的单位之间没有配对，也没有会面意愿。"
            "请更新候选名单，或登记会面意愿"
        )


def _rows(given: PlanInput, meetings: Sequence[Meeting]) -> list[MeetingRow]:
    fixed = set(given.problem.fixed)
    rows = []
    for meeting in meetings:
        best = given.best.get(meeting.pair)
        rows.append(
            MeetingRow(
                timetable_id=0,
                slot=meeting.slot,
                table_number=meeting.table,
                enterprise_id=meeting.enterprise_id,
                institution_id=meeting.institution_id,
                fixed=meeting in fixed,
                demand_id=best.demand_id if best else None,
                patent_id=best.patent_id if best else None,
            )
        )
    return rows


def _notices(session: Session, given: PlanInput, found: Timetable) -> list[str]:
    """Return what an organiser has to know of a plan."""
    notices = [f"人工固定的会面已取消：{text}" for text in given.refused]
    reasons = Counter(unplaced.reason for unplaced in found.unplaced)
    notices += [
        f"{count} 对未能安排：{reason.label}"
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0].value))
    ]
    names = body_labels(session, [party.id for _, party in given.problem.parties()])
    # Who has no meeting at all is named below.
    notices += [
        f"{names[short.party_id].name} 希望至少 {short.least} 场，只排到 {short.got} 场："
        f"{short.reason.label}"
        for short in found.shortfalls
        if short.got
    ]
    met = {(Side.ENTERPRISE, meeting.enterprise_id) for meeting in found.meetings}
    met |= {(Side.INSTITUTION, meeting.institution_id) for meeting in found.meetings}
    alone = [party.id for side, party in given.problem.parties() if (side, party.id) not in met]
    if alone:
        shown = "、".join(names[body].name for body in alone[:SHOWN_NAMES])
        more = f"等 {len(alone)} 家" if len(alone) > SHOWN_NAMES else ""
        notices.append(f"没有会面的单位：{shown}{more}")
    return reword(session, notices)


def _compared(
    version: TimetableVersion, before: Sequence[Meeting], after: Sequence[Meeting]
) -> PlannedVersion:
    old = {meeting.pair: meeting for meeting in before}
    new = {meeting.pair: meeting for meeting in after}
    both = old.keys() & new.keys()
    kept = sum(old[pair] == new[pair] for pair in both)
    return PlannedVersion(
        version,
        made=True,
        meetings=len(new),
        kept=kept,
        moved=len(both) - kept,
        dropped=len(old) - len(both),
        added=len(new) - len(both),
    )
