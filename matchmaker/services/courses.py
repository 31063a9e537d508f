"""Training courses: announced, changed with the earlier words kept, called off."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.course_seats import move_up
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.topics import write_topics
from models.audit import AuditKind
from models.course import Course, CourseSession
from models.course_enums import CourseKind
from models.errors import Conflict
from models.queries import courses as course_queries
from models.values.sitting import Sitting

MOST_PLACES = 100_000
MOST_SITTINGS = 50


@dataclass(frozen=True)
class CourseWords:
    """What is said of a course; city_code: None for the province's; capacity: None for any number.

    sittings: in order, none overlapping another. topics: with any of 、，,；; between them.
    """

    kind: CourseKind
    title: str
    city_code: str | None
    sittings: tuple[Sitting, ...]
    place: str = ""
    is_online: bool = False
    capacity: int | None = None
    audience: str = ""
    lecturer: str = ""
    topics: str = ""
    note: str = ""


def owned_course(course: Course) -> Owned:
    """Return the city whose course it is, of none where it is the province's."""
    return Owned(frozenset({course.city_code} if course.city_code else ()))


def announce_course(session: Session, viewer: Viewer, words: CourseWords, author: Author) -> Course:
    """Enter a course; raise BadQuery for words that cannot be, Forbidden for another's city."""
    course = Course(kind=words.kind, title="", actor=author.actor, recorded_at=author.at)
    _say(course, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_course(course))
    session.add(course)
    session.flush()
    _sit(session, course, words.sittings)
    write_change(session, course, ({}, _said(session, course)), "", author)
    _log(session, course, "发布", author)
    return course


def correct_course(
    session: Session,
    viewer: Viewer,
    held: tuple[int, int],
    words: CourseWords,
    reason: str,
    author: Author,
) -> Course:
    """Change a course; where places are added, those who wait move up.

    held: its id, and the revision at which it was read. Raises as announce_course does, and
    Conflict where it changed meanwhile or a sitting would go at which somebody was there.
    """
    course = hold(session, viewer, *held)
    said = require_reason(reason)
    before = _said(session, course)
    _say(course, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_course(course))
    session.add(course)
    _sit(session, course, words.sittings)
    after = _said(session, course)
    if after == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    session.flush()
    write_change(session, course, (before, after), said, author)
    move_up(session, course, author.at)
    _log(session, course, "更改", author)
    return course


def void_course(
    session: Session, viewer: Viewer, held: tuple[int, int], reason: str, author: Author
) -> Course:
    """Call a course off; it counts no longer and stays to be read."""
    course = hold(session, viewer, *held)
    said = require_reason(reason)
    before = _said(session, course)
    course.is_void = True
    session.add(course)
    session.flush()
    write_change(session, course, (before, _said(session, course)), said, author)
    _log(session, course, "取消", author)
    return course


def hold(session: Session, viewer: Viewer, course_id: int, revision: int) -> Course:
    """Return a course to be changed; raise NotFound, Forbidden, or Conflict."""
    course = course_queries.hold_course(session, course_id)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_course(course))
    require_revision(course, revision)
    if course.is_void:
        raise Conflict("这门课程已取消，不能再改。请另行发布")
    return course


def _say(course: Course, words: CourseWords) -> None:
    if not words.title.strip():
        raise BadQuery("请写明课程名称")
    if not words.sittings:
        raise BadQuery("请填写上课时间，一行一次")
    if len(words.sittings) > MOST_SITTINGS:
        raise BadQuery(f"一门课程最多 {MOST_SITTINGS} 次。请分成几门课程发布")
    if words.capacity is not None and not 1 <= words.capacity <= MOST_PLACES:
        raise BadQuery(f"名额应为 1 至 {MOST_PLACES:,}；不限人数的不填")
    if not words.is_online and not words.place.strip():
        raise BadQuery("请填写地点；只在线上举办的，请勾选“线上”")
    course.kind = words.kind
    course.title = words.title.strip()
    course.city_code = words.city_code
    course.place = words.place.strip()
    course.is_online = words.is_online
    course.capacity = words.capacity
    course.audience = words.audience.strip()
    course.lecturer = words.lecturer.strip()
    course.topics = write_topics(words.topics)
    course.note = words.note.strip()


def _sit(session: Session, course: Course, wanted: tuple[Sitting, ...]) -> None:
    """Give a course its sittings; one that begins as before is the same one."""
    known = course.id or 0
    there = {
        one.starts_at: one for one in course_queries.sittings_of(session, [known]).get(known, [])
    }
    for gone in set(there) - {one.starts_at for one in wanted}:
        sitting = there[gone]
        if course_queries.attendance_rows(session, sitting.id or 0):
            told = Sitting(sitting.starts_at, sitting.ends_at)
            raise Conflict(f"{told} 已登记到场人员，不能删除或改期。请先清空这一次的到场登记")
        session.delete(sitting)
    for one in wanted:
        sitting = there.get(one.starts_at) or CourseSession(
            course_id=known, starts_at=one.starts_at, ends_at=one.ends_at
        )
        if sitting.ends_at != one.ends_at:
            sitting.ends_at = one.ends_at
        session.add(sitting)
    session.flush()


def _said(session: Session, course: Course) -> dict[str, object]:
    known = course.id or 0
    sittings = course_queries.sittings_of(session, [known]).get(known, [])
    return snapshot(course, [str(Sitting(one.starts_at, one.ends_at)) for one in sittings])


def _log(session: Session, course: Course, act: str, author: Author) -> None:
    details = {"act": act, "title": course.title}
    append(session, AuditKind.PUBLIC_SERVICE_CHANGED, f"培训课程 {course.id}", details, author)
