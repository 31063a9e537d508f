"""Firms for a monthly roadshow of a chain: ranked with their reasons, and invited."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import load_chains
from matchmaker.services.chain_candidates import view_candidates
from matchmaker.services.participants import invite_one
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line, PathSlug
from matchmaker.web.api.held import whole_event
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.meeting_enums import Side

FIRMS = "/firms"
MOST = 100

router = APIRouter(include_in_schema=False)

Keeper = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]


class ChainQuery(BaseModel):
    """Of which chain; empty: that is to be chosen."""

    chain: Line = ""


class InviteForm(BaseModel):
    """Which firm is invited; chain: of the page that asks."""

    firm: Line
    chain: Line = ""


@router.get(f"{EVENTS_PATH}/{{slug}}/firms", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[ChainQuery, Query()],
    viewer: Keeper,
    session: SessionDep,
) -> Response:
    """Show the firms of a chain, the best first, with why and whether they are invited."""
    event = whole_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    found = view_candidates(session, viewer, event, query.chain) if query.chain else []
    context = {
        **frame(viewer, event, FIRMS),
        "chains": [(chain.slug, chain.name) for chain in load_chains().divided],
        "chain": query.chain,
        "rows": found[:MOST],
        "total": len(found),
        "path": event_path(event, FIRMS),
    }
    crumbs = event_crumbs(event, FIRMS)
    return render(request, "office/event_firms.html", context, crumbs=crumbs)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms")
def invite(
    request: Request,
    slug: PathSlug,
    typed: Annotated[InviteForm, Form()],
    viewer: Keeper,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Invite a firm to the event."""
    event = whole_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    back = event_path(event, FIRMS, chain=typed.chain)
    try:
        _, new = invite_one(session, event, typed.firm, Side.ENTERPRISE, now)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, told(error))
    session.commit()
    return go_on(
        request, back, Done(f"已邀请“{typed.firm}”" if new else f"“{typed.firm}”已在邀请之列")
    )
