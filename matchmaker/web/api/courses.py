"""Training courses: found by everybody, joined by who is signed in, kept by the office."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import city_name
from matchmaker.services.course_seats import join_course, leave_course, mark_attendance
from matchmaker.services.course_view import CourseRow, seat_rows, view_courses
from matchmaker.services.courses import (
    MOST_PLACES,
    MOST_SITTINGS,
    CourseWords,
    announce_course,
    correct_course,
    void_course,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Flag, Id, Line, Paragraph, PathId, Text
from matchmaker.web.api.ledger import Correction, VoidForm
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.course import Course
from models.course_enums import CourseKind, SeatState
from models.queries import courses as course_queries
from models.queries.courses import CourseFilter
from models.values.region import get_city
from models.values.sitting import parse_sittings

router = APIRouter(prefix="/courses", tags=["courses"], responses=errors(401, 403, 422, 429))

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Joiner = Annotated[Viewer, Depends(May(Permission.COURSE_JOIN))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]
SeatReader = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_READ))]
Marker = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]


class CourseForm(BaseModel):
    """A course; sittings: each as a line of a day and two times in China."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[CourseKind, Field(examples=[CourseKind.FIRMS])]
    title: Annotated[Line, Field(examples=["专利转化实务培训班"])]
    sittings: Annotated[
        list[Line],
        Field(min_length=1, max_length=MOST_SITTINGS, examples=[["2024-06-18 09:00-11:30"]]),
    ]
    city: Annotated[
        Line, Field(description="市州名称或代码；不填为本市，省级令牌不填为省级", examples=["宜昌"])
    ] = ""
    place: Annotated[Line, Field(examples=["宜昌市图书馆报告厅"])] = ""
    is_online: Flag = False
    capacity: Annotated[int | None, Field(ge=1, le=MOST_PLACES, description="不填为不限")] = None
    audience: Line = ""
    lecturer: Line = ""
    topics: Annotated[Line, Field(description="主题，用顿号隔开")] = ""
    note: Paragraph = ""


class CourseCorrection(CourseForm, Correction):
    """A course as it is to be, all of it."""


class SittingRecord(BaseModel):
    """One sitting of a course."""

    id: int
    starts_at: datetime
    ends_at: datetime


class CourseRecord(BaseModel):
    """A course; taken, waiting: how many have a place, and wait for one."""

    id: int
    kind: CourseKind
    kind_label: str = Field(examples=["企业实务"])
    title: str
    city_code: str | None
    city: str = Field(examples=["宜昌"])
    place: str
    is_online: bool
    capacity: int | None
    audience: str
    lecturer: str
    topics: list[str]
    note: str
    sittings: list[SittingRecord]
    taken: int
    waiting: int
    is_void: bool
    revision: int


class CourseList(BaseModel):
    """The courses of a filter, by their first sitting, the last first."""

    items: list[CourseRecord]


class CourseQuery(BaseModel):
    """Which courses; nothing bounds nothing."""

    model_config = ConfigDict(extra="forbid")

    kind: CourseKind | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    topic: Annotated[Text, Query(max_length=50)] = ""


class OwnSeat(BaseModel):
    """One's own registration."""

    course_id: int
    state: SeatState
    asked_at: datetime


class SeatRecord(BaseModel):
    """A registration; name: masked; attended: ids of the sittings at which they were there."""

    id: int
    number: int
    name: str = Field(examples=["张**"])
    organisation: str
    state: SeatState
    attended: list[int]


class AttendanceForm(BaseModel):
    """Who was there: ids of registrations, in the place of what was noted before.

    null: all who have a place.
    """

    model_config = ConfigDict(extra="forbid")

    present: Annotated[list[Id] | None, Field(max_length=MOST_PLACES, examples=[[1]])] = None


class Marked(BaseModel):
    """How many were there."""

    present: int


@router.get("", operation_id="list_courses")
def list_courses(
    query: Annotated[CourseQuery, Query()], _viewer: Anyone, session: SessionDep
) -> CourseList:
    """Return the courses that take place or did."""
    city = get_city(query.city).code if query.city.strip() else None
    wanted = CourseFilter(kind=query.kind, city_code=city, topic=query.topic)
    rows = view_courses(session, course_queries.list_courses(session, wanted))
    return CourseList(items=[_record(row) for row in rows])


@router.get("/{course_id}", operation_id="get_course", responses=errors(404))
def read_course(course_id: PathId, _viewer: Anyone, session: SessionDep) -> CourseRecord:
    """Return a course; one that was called off says so."""
    return _one(session, course_queries.get_course(session, course_id))


@router.post("", operation_id="announce_course", status_code=201)
def add_course(
    form: CourseForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> CourseRecord:
    """Announce a course; a city's organisers announce those of their city."""
    made = announce_course(session, viewer, _words(viewer, form), author)
    session.commit()
    return _one(session, made)


@router.put("/{course_id}", operation_id="correct_course", responses=errors(404, 409))
def change_course(
    course_id: PathId,
    form: CourseCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> CourseRecord:
    """Change a course, giving all of it anew; where places are added, those who wait move up."""
    held = course_id, form.revision
    done = correct_course(session, viewer, held, _words(viewer, form), form.reason, author)
    session.commit()
    return _one(session, done)


@router.post("/{course_id}/void", operation_id="void_course", responses=errors(404, 409))
def call_course_off(
    course_id: PathId, form: VoidForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> CourseRecord:
    """Call a course off for good; it counts no longer and stays to be read."""
    done = void_course(session, viewer, (course_id, form.revision), form.reason, author)
    session.commit()
    return _one(session, done)


@router.post("/{course_id}/join", operation_id="join_course", responses=errors(404, 409))
def join(course_id: PathId, viewer: Joiner, author: AuthorDep, session: SessionDep) -> OwnSeat:
    """Register whoever is signed in, who gets a place or waits for one; again changes nothing."""
    seat = join_course(session, viewer, course_id, author)
    session.commit()
    return OwnSeat(**seat.model_dump())


@router.post("/{course_id}/leave", operation_id="leave_course", responses=errors(404, 409))
def leave(course_id: PathId, viewer: Joiner, author: AuthorDep, session: SessionDep) -> OwnSeat:
    """Give one's place up, which the first who waits gets."""
    seat = leave_course(session, viewer, course_id, author)
    session.commit()
    return OwnSeat(**seat.model_dump())


@router.get("/{course_id}/seats", operation_id="list_course_seats", responses=errors(404))
def list_seats(course_id: PathId, viewer: SeatReader, session: SessionDep) -> list[SeatRecord]:
    """Return who has registered, the first to come first, names masked."""
    course = course_queries.get_course(session, course_id)
    return [
        SeatRecord(
            id=one.seat.id or 0,
            number=one.number,
            name=one.name,
            organisation=one.organisation,
            state=one.seat.state,
            attended=sorted(one.attended),
        )
        for one in seat_rows(session, viewer, course)
    ]


@router.put(
    "/{course_id}/attendance/{sitting_id}",
    operation_id="mark_course_attendance",
    responses=errors(404, 409),
)
def mark(
    course_id: PathId,
    sitting_id: PathId,
    form: AttendanceForm,
    viewer: Marker,
    author: AuthorDep,
    session: SessionDep,
) -> Marked:
    """Note who was there at a sitting, in the place of what was noted before."""
    number = mark_attendance(session, viewer, (course_id, sitting_id), form.present, author)
    session.commit()
    return Marked(present=number)


def _words(viewer: Viewer, form: CourseForm) -> CourseWords:
    city = get_city(form.city).code if form.city.strip() else viewer.city_code
    said = form.model_dump(exclude={"city", "sittings", "revision", "reason"})
    sittings = parse_sittings("\n".join(form.sittings))
    return CourseWords(**said, city_code=city, sittings=sittings)


def _one(session: SessionDep, course: Course) -> CourseRecord:
    (row,) = view_courses(session, [course])
    return _record(row)


def _record(row: CourseRow) -> CourseRecord:
    course = row.course
    return CourseRecord(
        **course.model_dump(exclude={"topics"}),
        kind_label=course.kind.label,
        city=city_name(course.city_code),
        topics=course.topics.split("、") if course.topics else [],
        sittings=[SittingRecord(**one.model_dump()) for one in row.sittings],
        taken=row.taken,
        waiting=row.waiting,
    )
