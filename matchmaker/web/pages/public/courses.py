"""Training courses for everybody; whoever is signed in registers and gives a place up."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import PROVINCE
from matchmaker.services.course_seats import join_course, leave_course
from matchmaker.services.course_view import own_courses, view_course, view_courses
from matchmaker.services.courses import owned_course
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.course_enums import CourseKind, SeatState
from models.errors import Conflict, NotFound
from models.queries import courses as course_queries
from models.queries.courses import CourseFilter
from models.values.region import HUBEI_CITIES

PATH = "/courses"
COURSES = Crumb("培训课程", PATH)
OF_PROVINCE = "province"
CITIES = [(OF_PROVINCE, PROVINCE), *((city.code, city.short_name) for city in HUBEI_CITIES)]
KINDS = [(one.value, one.label) for one in CourseKind]
_KINDS = {one.value: one for one in CourseKind}

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Joiner = Annotated[Viewer, Depends(May(Permission.COURSE_JOIN))]
Known = Annotated[Text, Field(max_length=100)]


class CourseQuery(BaseModel):
    """Which courses; what is empty bounds nothing.

    void: "yes" for those that were called off, too.
    """

    kind: Known = ""
    city: Known = ""
    topic: Known = ""
    void: Known = ""

    def bounds(self, coming: tuple[datetime, bool], *, with_void: bool = False) -> CourseFilter:
        """Return which courses these are; coming: as CourseFilter has it."""
        of_province = self.city == OF_PROVINCE
        return CourseFilter(
            kind=_KINDS.get(self.kind),
            city_code=None if of_province or not self.city else self.city,
            of_province=of_province,
            topic=self.topic,
            coming=coming,
            with_void=with_void,
        )


@router.get(PATH, response_class=HTMLResponse)
def list_courses(
    request: Request,
    query: Annotated[CourseQuery, Query()],
    viewer: Anyone,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the courses that are to come and those that were, and one's own registrations."""
    context = list_context(session, query, now, with_void=False)
    return render(request, "public/courses.html", context | {"own": own_courses(session, viewer)})


@router.get(f"{PATH}/{{course_id}}", response_class=HTMLResponse)
def show_course(
    request: Request, course_id: PathId, viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Show a course, and what somebody can do about it."""
    view = view_course(session, viewer, course_id, now)
    owned = owned_course(view.row.course)
    context = {
        "view": view,
        "row": view.row,
        "may_register": viewer.may(Permission.COURSE_JOIN),
        "may_open": viewer.may(Permission.PUBLIC_SERVICE_READ, owned),
    }
    return render(request, "public/course.html", context, crumbs=[COURSES])


@router.post(f"{PATH}/{{course_id}}/join")
def join(
    request: Request, course_id: PathId, viewer: Joiner, author: AuthorDep, session: SessionDep
) -> Response:
    """Register whoever is signed in."""
    at = f"{PATH}/{course_id}"
    try:
        seat = join_course(session, viewer, course_id, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, at, told(error))
    waits = seat.state is SeatState.WAITING
    session.commit()
    if waits:
        return go_on(request, at, Done("名额已满，您已进入候补；有人取消时按先后自动递补"))
    return go_on(request, at, Done("已报名。请按时到场；不能参加时请提前取消，名额会让给候补的人"))


@router.post(f"{PATH}/{{course_id}}/leave")
def leave(
    request: Request, course_id: PathId, viewer: Joiner, author: AuthorDep, session: SessionDep
) -> Response:
    """Give one's place up."""
    at = f"{PATH}/{course_id}"
    try:
        leave_course(session, viewer, course_id, author)
    except (Conflict, NotFound) as error:
        session.rollback()
        return go_back(request, at, told(error))
    session.commit()
    return go_on(request, at, Done("已取消报名"))


def list_context(
    session: Session, query: CourseQuery, now: datetime, *, with_void: bool
) -> dict[str, Any]:
    """Return what a list of courses is drawn with."""
    coming, past = (
        view_courses(
            session,
            course_queries.list_courses(session, query.bounds((now, later), with_void=with_void)),
        )
        for later in (True, False)
    )
    return {
        # What comes next comes first.
        "coming": coming[::-1],
        "past": past,
        "query": query,
        "is_filtered": any(query.model_dump(exclude={"void"}).values()),
        "kinds": KINDS,
        "cities": CITIES,
        "topics": [(one, one) for one in course_queries.list_topics(session)],
    }
