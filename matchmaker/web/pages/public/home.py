"""The campaign at a glance."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.home_calendar import campaign_days, coming_days
from matchmaker.services.policy_view import newest_in_force
from matchmaker.web.access import May
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.templating import render
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import patents as patent_queries

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


@router.get("/", response_class=HTMLResponse)
def home(request: Request, _viewer: Anyone, session: SessionDep, now: NowDep) -> Response:
    """Show what the campaign is, what comes next, how far it is, and the newest policies."""
    context = {
        "campaign": campaign_days(event_queries.list_events(session), now.date()),
        "days": coming_days(session, now),
        "patents": patent_queries.count_patents(session),
        "demands": demand_queries.count_demands(session),
        "policies": newest_in_force(session, now.date()),
    }
    return render(request, "public/home.html", context)
