"""An event for everybody: when, where, for whom, and how to take part."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathSlug
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.templating import Crumb, render
from models.queries import events as event_queries

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


@router.get("/events/{slug}", response_class=HTMLResponse)
def event(
    request: Request, slug: PathSlug, _viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Show an event."""
    found = event_queries.get_event(session, slug)
    names = industries_in_force(session).names
    context = {
        "event": found,
        "days": (found.held_on - now.date()).days,
        "industries": [names[one] for one in found.industries],
    }
    return render(request, "public/event.html", context, crumbs=[Crumb("首页", "/")])
