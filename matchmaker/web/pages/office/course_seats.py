"""Who comes to a course: a sheet to sign, who was there, and the list for certificates."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.reports import course_certificates
from matchmaker.services.course_seats import mark_attendance
from matchmaker.services.course_view import SeatRow, seat_rows, view_courses
from matchmaker.services.list_hands import Author
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, PathId
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.service_frame import COURSES, COURSES_PATH, CRUMBS
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.course import Course
from models.course_enums import SeatState
from models.errors import Conflict
from models.queries import courses as course_queries

MOST_MARKED = 100_000
SUBJECT = "培训课程"

router = APIRouter(prefix=f"{COURSES_PATH}/{{course_id}}", include_in_schema=False)

Marker = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]


@router.post("/attendance/{sitting_id}")
async def mark(
    request: Request,
    course_id: PathId,
    sitting_id: PathId,
    viewer: Marker,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Note who was there: those who are ticked, or all who have a place."""
    form = await request.form(max_fields=MOST_MARKED)
    everybody = form.get("everybody") == "yes"
    ticked = None if everybody else [str(one) for one in form.getlist("seat")]
    at = f"{COURSES_PATH}/{course_id}#attendance-{sitting_id}"

    def note() -> Response:
        try:
            present = None if ticked is None else _ids(ticked)
            number = mark_attendance(session, viewer, (course_id, sitting_id), present, author)
        except (BadQuery, Conflict) as error:
            session.rollback()
            return go_back(request, at, f"没有登记：{told(error)}")
        session.commit()
        return go_on(request, at, Done(f"已登记到场 {number} 人"))

    return await run_in_threadpool(note)


@router.get("/sheet", response_class=HTMLResponse)
def sign_in_sheet(
    request: Request, course_id: PathId, viewer: Marker, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a sheet to be printed and signed, with whole names; written into the audit log."""
    course, seats = _whole(session, viewer, course_id, "签到表", author)
    (row,) = view_courses(session, [course])
    context: dict[str, Any] = {
        "row": row,
        "seats": [one for one in seats if one.seat.state is SeatState.TAKEN],
        "waiting": [one for one in seats if one.seat.state is SeatState.WAITING],
        "made_at": author.at,
    }
    title = course.title
    session.commit()
    crumbs = [*CRUMBS, COURSES, Crumb(title, f"{COURSES_PATH}/{course_id}")]
    return render(request, "office/course_sheet.html", context, crumbs=crumbs)


@router.get("/certificates.xlsx")
def certificates(
    course_id: PathId, viewer: Marker, author: AuthorDep, session: SessionDep
) -> Response:
    """Return who was there as a workbook, with whole names; written into the audit log."""
    course, seats = _whole(session, viewer, course_id, "结业名单", author)
    (row,) = view_courses(session, [course])
    content = course_certificates.build(row, seats, author.at)
    session.commit()
    return as_file(content, XLSX, course_certificates.file_name(course_id))


def _whole(
    session: Session, viewer: Viewer, course_id: int, what: str, author: Author
) -> tuple[Course, list[SeatRow]]:
    """Return a course and who registered, by whole names, and note that somebody had them."""
    course = course_queries.get_course(session, course_id)
    seats = seat_rows(session, viewer, course, whole=True)
    name = course_certificates.file_name(course_id)
    told_what = f"{course.title}：{what}（{len(seats)} 人）"
    log_download(session, f"{SUBJECT} {course_id}", told_what, [name], author)
    return course, seats


def _ids(texts: list[str]) -> list[int]:
    """Return ids of registrations; raise BadQuery for what is none."""
    if any(not text.isdecimal() or len(text) > 10 or int(text) > MOST_ID for text in texts):
        raise BadQuery("勾选的人员编号有误。请刷新页面后重新勾选")
    return [int(text) for text in texts]
