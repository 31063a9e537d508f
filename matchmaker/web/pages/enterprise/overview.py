"""The first page of a firm: its demands, its next events, what it has asked for."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.course_view import coming_own_courses
from matchmaker.services.feedback_sight import own_requests
from matchmaker.services.improvement_view import Reader, view_requests
from matchmaker.services.own_demands import own_bodies, page_own
from matchmaker.web.api.fields import MOST_ID
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.pages.enterprise.desk import FirmMay
from matchmaker.web.templating import render
from models.feedback_enums import ImprovementState
from models.queries import improvements as improvement_queries
from models.queries import participants as participant_queries
from models.queries.improvements import WantedRequests

PAGE = 50
SHOWN_ANSWERS = 10

router = APIRouter(include_in_schema=False)

Firm = Annotated[Viewer, Depends(FirmMay(Permission.DEMAND_WRITE))]
After = Annotated[int, Query(ge=0, le=MOST_ID)]


@router.get("/enterprise", response_class=HTMLResponse)
def home(
    request: Request, viewer: Firm, session: SessionDep, now: NowDep, after: After = 0
) -> Response:
    """Show what the firm has asked for and what comes next."""
    today = now.date()
    demands = page_own(session, viewer, after, PAGE, today)
    shown, more = demands[:PAGE], len(demands) > PAGE
    bodies = own_bodies(session, viewer)
    coming = [
        (participant, event)
        for participant, event in participant_queries.participations(session, bodies)
        if event.held_on >= today
    ]
    asked = [
        found
        for body in sorted(bodies)
        for found in improvement_queries.list_requests(
            session, WantedRequests(organisation_id=body)
        )
    ]
    requests = own_requests(session, viewer, asked)
    waiting = [one for one in requests if one.state is ImprovementState.OPEN]
    closed = [one for one in requests if one.state is not ImprovementState.OPEN][-SHOWN_ANSWERS:]
    context = {
        "demands": shown,
        "on": f"/enterprise?after={shown[-1].id}" if more else "",
        "back": "/enterprise" if after else "",
        "coming": coming,
        "own": coming_own_courses(session, viewer, now),
        "waiting": view_requests(session, waiting, today, Reader.FIRM),
        "closed": view_requests(session, closed[::-1], today, Reader.FIRM),
    }
    return render(request, "enterprise/home.html", context)
