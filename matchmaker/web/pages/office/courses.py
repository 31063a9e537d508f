"""Training courses at the office: announced, changed, called off."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.course_view import seat_rows, view_courses
from matchmaker.services.courses import (
    announce_course,
    correct_course,
    owned_course,
    void_course,
)
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.course_form import (
    CourseCorrection,
    CourseForm,
    field_context,
    read_form,
    write_form,
)
from matchmaker.web.pages.office.ledger_frame import REFUSALS, VoidForm
from matchmaker.web.pages.office.service_frame import (
    COURSES,
    COURSES_PATH,
    CRUMBS,
)
from matchmaker.web.pages.public.courses import CourseQuery, list_context
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.kept_record import RecordKind
from models.queries import courses as course_queries

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


@router.get(COURSES_PATH, response_class=HTMLResponse)
def list_all(
    request: Request,
    query: Annotated[CourseQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the courses of all cities, with how many have registered."""
    with_void = query.void == "yes"
    context = list_context(session, query, now, with_void=with_void)
    chosen = {**query.model_dump(), "void": "" if with_void else "yes"}
    context |= {
        "may_add": viewer.may(Permission.PUBLIC_SERVICE_WRITE),
        "void_path": query_path(COURSES_PATH, chosen),
        "opens": {
            row.course.id
            for row in (*context["coming"], *context["past"])
            if viewer.may(Permission.PUBLIC_SERVICE_READ, owned_course(row.course))
        },
    }
    return render(request, "office/courses.html", context, crumbs=CRUMBS)


@router.get(f"{COURSES_PATH}/-/new", response_class=HTMLResponse)
def show_new(request: Request, viewer: Writer, session: SessionDep) -> Response:
    """Show the form of a new course."""
    context = field_context(session, viewer, CourseForm()) | {"flaw": ""}
    return render(request, "office/course_new.html", context, crumbs=[*CRUMBS, COURSES])


@router.post(f"{COURSES_PATH}/-/new", response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[CourseForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Announce a course, or show the form again with what is wrong."""
    try:
        made = announce_course(session, viewer, read_form(viewer, typed), author)
    except REFUSALS as error:
        session.rollback()
        context = field_context(session, viewer, typed) | {"flaw": told(error)}
        crumbs = [*CRUMBS, COURSES]
        return render(request, "office/course_new.html", context, crumbs=crumbs, status=422)
    at, title = f"{COURSES_PATH}/{made.id}", made.title
    session.commit()
    return go_on(request, at, Done(f"已发布“{title}”，登录用户可以报名"))


@router.get(f"{COURSES_PATH}/{{course_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, course_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show a course with who has registered, who was there, and the form to change it."""
    context = _one(session, viewer, course_id, now)
    context |= field_context(session, viewer, write_form(context["row"]))
    return render(request, "office/course.html", context, crumbs=[*CRUMBS, COURSES])


@router.post(f"{COURSES_PATH}/{{course_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    course_id: PathId,
    typed: Annotated[CourseCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change a course, or show the form again with what is wrong."""
    at = f"{COURSES_PATH}/{course_id}"
    try:
        words, held = read_form(viewer, typed), (course_id, typed.revision)
        correct_course(session, viewer, held, words, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        context = _one(session, viewer, course_id, author.at)
        context |= {"flaw": told(error), "reason": typed.reason, "revision": typed.revision}
        context |= field_context(session, viewer, typed)
        crumbs = [*CRUMBS, COURSES]
        return render(request, "office/course.html", context, crumbs=crumbs, status=422)
    session.commit()
    return go_on(
        request, at, Done("已更改，原来的内容保留在更正记录中；增加名额时候补已按先后递补")
    )


@router.post(f"{COURSES_PATH}/{{course_id}}/void")
def call_off(
    request: Request,
    course_id: PathId,
    typed: Annotated[VoidForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Call a course off for good."""
    at = f"{COURSES_PATH}/{course_id}"
    try:
        void_course(session, viewer, (course_id, typed.revision), typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有取消：{told(error)}")
    session.commit()
    return go_on(request, at, Done("课程已取消，不再计数。请另行通知已报名的人"))


def _one(session: Session, viewer: Viewer, course_id: int, now: datetime) -> dict[str, Any]:
    course = course_queries.get_course(session, course_id)
    owned = owned_course(course)
    viewer.require(Permission.PUBLIC_SERVICE_READ, owned)
    (row,) = view_courses(session, [course])
    seats = seat_rows(session, viewer, course)
    return {
        "row": row,
        "seats": seats,
        "begun": [one for one in row.sittings if one.starts_at <= now],
        "present": {one.id: sum(one.id in seat.attended for seat in seats) for one in row.sittings},
        "history": view_changes(session, RecordKind.COURSE, course_id),
        "may_write": viewer.may(Permission.PUBLIC_SERVICE_WRITE, owned) and not course.is_void,
        "may_mark": viewer.may(Permission.PARTICIPANT_WRITE, owned) and not course.is_void,
        "flaw": "",
        "reason": "",
        "revision": course.revision,
    }
