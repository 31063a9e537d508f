"""The page behind the code on a name card: who, when and where, and a button to check in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.check_in import check_in, view_check_in
from matchmaker.web.access import May
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.templating import render

# The address is a secret of the participant. That no copy stays and no other host learns of it is
# seen to for all pages.
PRIVATE = {"X-Robots-Tag": "noindex"}

router = APIRouter(include_in_schema=False)

# Whoever has the address has the name card.
Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


@router.get("/checkin/{token}", response_class=HTMLResponse)
def show(request: Request, token: str, _viewer: Anyone, session: SessionDep) -> Response:
    """Show a participant its plan and whether it has checked in."""
    context = {"view": view_check_in(session, token)}
    return render(request, "public/checkin.html", context, headers=PRIVATE)


@router.post("/checkin/{token}")
def arrive(
    request: Request, token: str, _viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Check a participant in; to do so again changes nothing."""
    check_in(session, token, now)
    session.commit()
    return RedirectResponse(str(request.url.path), status_code=303, headers=PRIVATE)
