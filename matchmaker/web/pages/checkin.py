"""The page behind the code on a name card: who, when and where, and a button to check in."""

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from matchmaker.services.check_in import check_in, view_check_in
from matchmaker.web.deps import NowDep, SessionDep

# The address is a secret of the participant: no copy of the page is to stay anywhere.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=str(files("matchmaker.web").joinpath("templates")))


@router.get("/checkin/{token}", response_class=HTMLResponse)
def show(request: Request, token: str, session: SessionDep) -> Response:
    """Show a participant its plan and whether it has checked in."""
    context = {"view": view_check_in(session, token)}
    return templates.TemplateResponse(request, "checkin.html", context, headers=PRIVATE)


@router.post("/checkin/{token}")
def arrive(request: Request, token: str, session: SessionDep, now: NowDep) -> Response:
    """Check a participant in; to do so again changes nothing."""
    check_in(session, token, now)
    session.commit()
    return RedirectResponse(str(request.url.path), status_code=303, headers=PRIVATE)
