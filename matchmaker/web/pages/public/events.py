"""An event for everybody: when, where, for whom, and how to take part."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.registration import is_open
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathSlug
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.templating import Crumb, render
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.queries import events as event_queries
from models.queries import participants as participant_queries

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
_HOW = {
    Side.ENTERPRISE: "登记技术需求并报名；会前选出想谈的专利，系统据此安排一对一会面。",
    Side.INSTITUTION: "把可转化的专利挂牌并报名；写明合作方式和成熟度，候选名单由此产生。",
}
_DESKS = {Side.ENTERPRISE: "/enterprise", Side.INSTITUTION: "/institution"}


@dataclass(frozen=True)
class Way:
    """How those of a side take part: what it is, what is done, and on which page."""

    label: str
    text: str
    deed: str
    path: str


@router.get("/events/{slug}", response_class=HTMLResponse)
def event(
    request: Request, slug: PathSlug, viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Show an event."""
    found = event_queries.get_event(session, slug)
    names = industries_in_force(session).names
    context = {
        "event": found,
        "days": (found.held_on - now.date()).days,
        "industries": [names[one] for one in found.industries],
        "ways": _ways(session, viewer, found, now.date()),
    }
    return render(request, "public/event.html", context, crumbs=[Crumb("首页", "/")])


def _ways(session: Session, viewer: Viewer, event: Event, today: date) -> list[Way]:
    """Return how the viewer can take part; whoever has not signed in may be of either side."""
    if viewer.is_known and (viewer.role is None or not viewer.role.is_of_organisation):
        return []
    sides = list(Side)
    status = None
    if viewer.role is not None:
        sides = [Side.INSTITUTION if viewer.role.is_of_institution else Side.ENTERPRISE]
        own = participant_queries.participations(session, own_bodies(session, viewer))
        status = next((one.status for one, of in own if of.id == event.id), None)
    deed = "报名参加" if is_open(event, today) else "看参加办法"
    if status is not None:
        deed = (
            "答复邀请" if status is ParticipantStatus.INVITED else f"看我的安排（{status.label}）"
        )
    ways = []
    for side in sides:
        path = f"{_DESKS[side]}/events/{event.slug}"
        at = path if viewer.is_known else f"/login?next={path}"
        label = deed if viewer.is_known else f"{side.label}{deed}"
        ways.append(Way(side.label, _HOW[side], label, at))
    return ways
