"""An organisation for everybody: who it is and what it offers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.institution_page import InstitutionPage, make_institution_page
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import NowDep
from matchmaker.web.desk import DeskKeeper, OpenDesk
from matchmaker.web.pages.public.patents import SEARCH
from matchmaker.web.templating import render

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


@router.get("/institutions/{organisation_id}", response_class=HTMLResponse)
async def institution(
    request: Request, organisation_id: PathId, _viewer: Anyone, now: NowDep
) -> Response:
    """Show an organisation with the patents that it offers."""

    def answer(session: Session, open_desk: OpenDesk) -> InstitutionPage:
        return make_institution_page(session, open_desk.catalogue, organisation_id, now.date())

    keeper: DeskKeeper = request.app.state.desk_keeper
    page = await keeper.ask(request.app.state.engine, answer)
    return render(request, "public/institution.html", {"page": page}, crumbs=[SEARCH])
