"""The event or demand that a route is about, seen or held, as far as the viewer reaches."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadConfiguration, BadQuery, Forbidden
from matchmaker.jobs.work import request_work
from matchmaker.services.firm_lists.make import require_finance
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ownership import owned_demand, owned_event
from matchmaker.services.visible_demands import get_visible_by_id
from matchmaker.services.work import WorkRequest
from models.demand import Demand
from models.event import Event
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.work import WorkKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ICS = "text/calendar; charset=utf-8"
HTML = "text/html; charset=utf-8"


def seen_event(session: Session, viewer: Viewer, permission: Permission, slug: str) -> Event:
    """Return an event; raise NotFound, or Forbidden where it is beyond a whole city's reach.

    Whoever reaches only what is their organisation's gets any event: what of it is theirs the
    route has to look at.
    """
    event = event_queries.get_event(session, slug)
    if viewer.reach(permission) is not Reach.OWN:
        viewer.require(permission, owned_event(event))
    return event


def whole_event(session: Session, viewer: Viewer, permission: Permission, slug: str) -> Event:
    """Return an event of which the viewer may see all; raise NotFound or Forbidden."""
    event = event_queries.get_event(session, slug)
    viewer.require(permission, owned_event(event))
    return event


def held_event(session: Session, viewer: Viewer, permission: Permission, slug: str) -> Event:
    """Return an event to be changed, held against others; raise NotFound, Forbidden or Conflict."""
    whole_event(session, viewer, permission, slug)
    return event_queries.hold_event(session, slug)


def read_roadshow(session: Session, viewer: Viewer, slug: str) -> Event:
    """Return a finance roadshow whose firms the viewer may see.

    Raises NotFound, for an event of another kind too, or Forbidden.
    """
    event = whole_event(session, viewer, Permission.LIST_READ, slug)
    require_finance(event)
    return event


def held_demand(session: Session, viewer: Viewer, demand_id: int) -> Demand:
    """Return a demand to be changed, held against others; raise NotFound or Forbidden.

    Whoever sees but that it exists would else open its text without a record of it.
    """
    view = get_visible_by_id(session, viewer, demand_id)
    demand = demand_queries.hold_demand(session, demand_id)
    viewer.require(Permission.DEMAND_WRITE, owned_demand(session, demand))
    if view.sight is not Sight.FULL:
        raise Forbidden("不公开的需求只能由需求单位自己修改。请联系该单位")
    return demand


def own_only(viewer: Viewer, permission: Permission) -> frozenset[int] | None:
    """Return the organisations to which a permission is bound, None where it is to none."""
    return viewer.organisations if viewer.reach(permission) is Reach.OWN else None


class WorkTicket(BaseModel):
    """Background work that was asked for; its state is told under /api/v1/work/{work_id}."""

    work_id: int = Field(examples=[17])


def ask_for_work(
    request: Request, viewer: Viewer, kind: WorkKind, parameters: Mapping[str, Any]
) -> WorkTicket:
    """Ask for background work in the viewer's name; raise BadQuery, NotFound or Conflict."""
    state = request.app.state
    wanted = WorkRequest(kind, parameters, viewer.name, viewer.account_id, viewer.token_id)
    work = request_work(state.engine, state.settings, wanted, state.clock())
    return WorkTicket(work_id=work.id or 0)


def industry_slug(session: Session, text: str) -> str:
    """Return the industry of a slug or name; raise BadQuery, naming those there are."""
    try:
        return industries_in_force(session).find(text).slug
    except BadConfiguration as error:
        raise BadQuery(str(error)) from error


def offered_slug(session: Session, text: str) -> str:
    """Return the same of an industry that is not retired; raise BadQuery for one that is."""
    try:
        return industries_in_force(session).find_offered(text).slug
    except BadConfiguration as error:
        raise BadQuery(str(error)) from error


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Return an answer that is saved as a file."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
