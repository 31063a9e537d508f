"""What was done for the campaign: recorded, corrected with the earlier words kept, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.course import Course
from models.errors import Conflict
from models.ledger import Activity
from models.ledger_enums import ActivityKind
from models.queries import courses as course_queries
from models.queries import events as event_queries
from models.queries import ledger as ledger_queries

# Which further figures an activity of a kind may tell: slug of the indicator.
COUNTS: Mapping[ActivityKind, tuple[str, ...]] = {
    ActivityKind.BRIEFING: (),
    ActivityKind.DOCKING: (
        "docking_firms",
        "docking_institutions",
        "docking_patents",
        "docking_demands",
        "docking_pairs",
        "docking_meetings",
        "intents",
        "intent_amount",
    ),
    ActivityKind.ROADSHOW: ("roadshow_projects", "roadshow_investors"),
    ActivityKind.PARK_FINANCE: (),
    ActivityKind.CHAIN_ROADSHOW: (),
    ActivityKind.LISTING_HELP: ("listing_firms",),
    ActivityKind.VISIT: ("problems_solved",),
    ActivityKind.TRAINING: (),
    ActivityKind.PRESS: (),
}
MOST = 10**15


@dataclass(frozen=True)
class ActivityWords:
    """What is said of an activity; city_code: None for the province's; event: slug, empty for none.

    course: id of the course that a training was, None for none.

    counts: indicator → number in its smallest unit, of those of COUNTS that are known.
    """

    kind: ActivityKind
    title: str
    city_code: str | None
    held_on: date
    sessions: int = 1
    heads: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    organiser: str = ""
    place: str = ""
    note: str = ""
    event: str = ""
    course: int | None = None


def record_activity(session: Session, words: ActivityWords, author: Author) -> Activity:
    """Keep an activity; raise BadQuery for words that cannot be, NotFound for its event."""
    activity = Activity(
        kind=words.kind,
        title="",
        held_on=words.held_on,
        actor=author.actor,
        recorded_at=author.at,
    )
    _say(session, activity, words, author)
    session.add(activity)
    session.flush()
    write_change(session, activity, ({}, snapshot(activity)), "", author)
    _log(session, activity, "登记", author)
    return activity


def correct_activity(
    session: Session,
    activity_id: int,
    revision: int,
    words: ActivityWords,
    reason: str,
    author: Author,
) -> Activity:
    """Correct an activity; raise Conflict where it is void or was changed meanwhile."""
    activity = _hold(session, activity_id, revision)
    said = require_reason(reason)
    before = snapshot(activity)
    _say(session, activity, words, author)
    after = snapshot(activity)
    if after == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    session.add(activity)
    session.flush()
    write_change(session, activity, (before, after), said, author)
    _log(session, activity, "更正", author)
    return activity


def void_activity(
    session: Session, activity_id: int, revision: int, reason: str, author: Author
) -> Activity:
    """Take an activity back; it counts no longer and stays to be read."""
    activity = _hold(session, activity_id, revision)
    said = require_reason(reason)
    before = snapshot(activity)
    activity.is_void = True
    session.add(activity)
    session.flush()
    write_change(session, activity, (before, snapshot(activity)), said, author)
    _log(session, activity, "作废", author)
    return activity


def _hold(session: Session, activity_id: int, revision: int) -> Activity:
    activity = ledger_queries.hold_activity(session, activity_id)
    require_revision(activity, revision)
    if activity.is_void:
        raise Conflict("这条记录已作废，不能再改。请另行登记")
    return activity


def _say(session: Session, activity: Activity, words: ActivityWords, author: Author) -> None:
    if not words.title.strip():
        raise BadQuery("请写明活动名称")
    if words.held_on > author.at.date():
        raise BadQuery(f"活动日期 {words.held_on} 还没有到。台账只登记已经举办的活动")
    for name, number in (("场次", words.sessions), ("人次", words.heads), *words.counts.items()):
        if not 0 <= number <= MOST:
            raise BadQuery(f"{name}应为 0 或正整数，不能是 {number}")
    if words.sessions < 1:
        raise BadQuery("场次至少为 1")
    alien = set(words.counts) - set(COUNTS[words.kind])
    if alien:
        raise BadQuery(f"{words.kind.label}没有这些数字：{'、'.join(sorted(alien))}")
    event = event_queries.get_event(session, words.event) if words.event else None
    course = _course(session, words)
    activity.kind = words.kind
    activity.title = words.title.strip()
    activity.city_code = words.city_code
    activity.held_on = words.held_on
    activity.sessions = words.sessions
    activity.heads = words.heads
    activity.counts = {
        slug: words.counts[slug] for slug in COUNTS[words.kind] if words.counts.get(slug)
    }
    activity.organiser = words.organiser.strip()
    activity.place = words.place.strip()
    activity.note = words.note.strip()
    activity.event_id = None if event is None else event.id
    activity.course_id = None if course is None else course.id


def _course(session: Session, words: ActivityWords) -> Course | None:
    """Return the course that a training was; raise BadQuery for another kind, NotFound."""
    if words.course is None:
        return None
    if words.kind is not ActivityKind.TRAINING:
        raise BadQuery("只有实务培训可以对应培训课程。请取消对应，或改登记为实务培训")
    course = course_queries.get_course(session, words.course)
    if course.city_code != words.city_code:
        raise BadQuery(f"课程“{course.title}”不是这个市州的。请核对市州，或不对应课程")
    return course


def _log(session: Session, activity: Activity, act: str, author: Author) -> None:
    details = {"act": act, "kind": activity.kind.value, "title": activity.title}
    append(session, AuditKind.LEDGER_CHANGE, f"活动 {activity.id}", details, author)
