"""Whom the directed demands of an event's cities are meant for: organisations named by hand."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.directed_demands import page_directed
from matchmaker.services.recipients import list_recipients, name_recipient, strike_recipient
from matchmaker.web.access import May
from matchmaker.web.api.fields import MOST_ID, Id, Line, PathSlug
from matchmaker.web.api.held import held_demand, whole_event
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    PAGE,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.templating import render
from models.errors import Conflict
from models.event import Event
from models.meeting_enums import Side
from models.queries import organisations as organisation_queries
from models.queries import participants as participant_queries

DIRECTED = "/directed"

router = APIRouter(include_in_schema=False)

Keeper = Annotated[Viewer, Depends(May(Permission.DEMAND_WRITE))]


class PageQuery(BaseModel):
    """Which page; after: the id of the last that was had."""

    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class RecipientForm(BaseModel):
    """An organisation that a demand is meant for from now on, or no longer; after: the page."""

    demand: Id
    act: Literal["name", "strike"]
    organisation: Line = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


@router.get(f"{EVENTS_PATH}/{{slug}}/directed", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[PageQuery, Query()],
    viewer: Keeper,
    session: SessionDep,
) -> Response:
    """Show the directed demands of the event's cities with whom they are meant for."""
    event = whole_event(session, viewer, Permission.DEMAND_WRITE, slug)
    return _page(request, session, viewer, event, query.after)


@router.post(f"{EVENTS_PATH}/{{slug}}/directed", response_class=HTMLResponse)
def change(
    request: Request,
    slug: PathSlug,
    typed: Annotated[RecipientForm, Form()],
    viewer: Keeper,
    session: SessionDep,
) -> Response:
    """Let a demand be meant for an organisation, or take one off that a person has named."""
    event = whole_event(session, viewer, Permission.DEMAND_WRITE, slug)
    demand = held_demand(session, viewer, typed.demand)
    number, before = demand.display_number, dict(list_recipients(session, demand))
    back = event_path(event, DIRECTED, after=typed.after or None)
    try:
        if typed.act == "name":
            name = name_recipient(session, demand, typed.organisation.strip()).name
            if name in before:
                raise Conflict(f"{name}已在需求 {number} 的指定单位中，无需加入")
            said, undo = f"已把{name}加入需求 {number} 的指定单位", "strike"
        else:
            name = strike_recipient(session, demand, typed.organisation.strip()).name
            if not before[name]:
                raise Conflict(f"{name}写在需求 {number} 的“合作意向单位”中。要移除请改该需求")
            said, undo = f"已把{name}移出需求 {number} 的指定单位", "name"
    except REFUSALS as error:
        session.rollback()
        if typed.act == "strike":
            return go_back(request, back, str(error))
        event = whole_event(session, viewer, Permission.DEMAND_WRITE, slug)
        return _page(request, session, viewer, event, typed.after, (typed, str(error)))
    session.commit()
    fields = {
        "demand": str(typed.demand),
        "act": undo,
        "organisation": name,
        "after": str(typed.after),
    }
    done = Done(said, Undo(path=event_path(event, DIRECTED), fields=fields))
    return go_on(request, f"{back}#d-{typed.demand}", done)


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    event: Event,
    after: int,
    refused: tuple[RecipientForm, str] | None = None,
) -> Response:
    """Return the page; refused: what was typed that is wrong, and why."""
    found = page_directed(session, viewer, event, after, PAGE)
    shown = found[:PAGE]
    owners = {
        one.organisation_id
        for one in participant_queries.list_participants(session, event)
        if one.side is Side.INSTITUTION
    }
    last = shown[-1].demand.id if len(found) > PAGE else None
    typed, wrong = refused or (None, "")
    context = {
        **frame(viewer, event, DIRECTED),
        "rows": shown,
        "after": after,
        "typed": typed,
        "wrong": wrong,
        "guests": sorted(organisation_queries.names_by_id(session, owners).values()),
        "first": event_path(event, DIRECTED) if after else "",
        "following": event_path(event, DIRECTED, after=last) if last else "",
    }
    crumbs = event_crumbs(event, DIRECTED)
    status = 422 if wrong else 200
    return render(request, "office/event_directed.html", context, crumbs=crumbs, status=status)
