"""Proposals to list patents that wait for review: looked at, passed, given back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.listing_sight import acting, scope_of, seen_proposal, waiting_for
from matchmaker.services.listing_view import view_proposal, view_proposals
from matchmaker.services.listings import pass_proposal, return_proposal
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Paragraph, PathId
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import Conflict
from models.queries import listings as listing_queries
from models.queries.listings import WantedProposals

PATH = "/office/listings"
LISTINGS = Crumb("挂牌审核", PATH)
PAGE = 50

router = APIRouter(include_in_schema=False)

Reviewer = Annotated[Viewer, Depends(May(Permission.PATENT_REVIEW))]


class PageQuery(BaseModel):
    """Which page; after: the id of the last that was had."""

    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class NoteForm(BaseModel):
    """A remark, or the reason of giving back."""

    note: Paragraph = ""


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[PageQuery, Query()],
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show what waits for the viewer's review."""
    wanted = WantedProposals(
        scope=scope_of(viewer, Permission.PATENT_REVIEW),
        waiting=waiting_for(session, acting(session, viewer, author)),
    )
    after = (query.after,) if query.after else None
    found = listing_queries.page_proposals(session, wanted, after, PAGE)
    shown = found[:PAGE]
    context = {
        "proposals": view_proposals(session, viewer, shown),
        "count": listing_queries.count_proposals(session, wanted),
        "first": PATH if query.after else "",
        "next": f"{PATH}?after={shown[-1].id}" if len(found) > PAGE else "",
    }
    return render(request, "office/listings.html", context, crumbs=[HOME])


@router.get(f"{PATH}/{{proposal_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, proposal_id: PathId, viewer: Reviewer, session: SessionDep
) -> Response:
    """Show what is proposed beside what is told now, and who did what."""
    found = view_proposal(session, viewer, seen_proposal(session, viewer, proposal_id))
    context = {"found": found, "proposal": found.summary}
    return render(request, "office/listing.html", context, crumbs=[HOME, LISTINGS])


@router.post(f"{PATH}/{{proposal_id}}/pass")
def pass_one(
    request: Request,
    proposal_id: PathId,
    typed: Annotated[NoteForm, Form()],
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Pass a proposal in the review for which it waits; the last one lists the patent."""
    seen_proposal(session, viewer, proposal_id)
    try:
        made = pass_proposal(
            session, acting(session, viewer, author), proposal_id, typed.note.strip()
        )
    except Conflict as error:
        session.rollback()
        return go_back(request, f"{PATH}/{proposal_id}", told(error))
    label = made.state.label
    session.commit()
    return go_on(request, PATH, Done(f"审核通过，申报现为“{label}”"))


@router.post(f"{PATH}/{{proposal_id}}/return")
def return_one(
    request: Request,
    proposal_id: PathId,
    typed: Annotated[NoteForm, Form()],
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give a proposal back with the reason."""
    seen_proposal(session, viewer, proposal_id)
    try:
        if not typed.note.strip():
            raise BadQuery("没有退回：请写明原因，以便对方改正")
        return_proposal(session, acting(session, viewer, author), proposal_id, typed.note)
    except (Conflict, BadQuery) as error:
        session.rollback()
        return go_back(request, f"{PATH}/{proposal_id}", told(error))
    session.commit()
    return go_on(request, PATH, Done("申报已退回，原因已告知"))
