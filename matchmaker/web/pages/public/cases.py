"""Model cases that were chosen and may be read by everybody: with consent, without contacts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.services.city_names import city_name
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import SessionDep
from matchmaker.web.templating import Crumb, render
from models.errors import NotFound
from models.queries import model_cases as case_queries

PATH = "/cases"
LISTED = Crumb("典型案例", PATH)

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


@router.get(PATH, response_class=HTMLResponse)
def list_published(request: Request, _viewer: Anyone, session: SessionDep) -> Response:
    """Show the published cases, those of the last year first."""
    rows = [(one, city_name(one.city_code)) for one in case_queries.published_cases(session)]
    return render(request, "public/cases.html", {"rows": rows})


@router.get(f"{PATH}/{{case_id}}", response_class=HTMLResponse)
def show(request: Request, case_id: PathId, _viewer: Anyone, session: SessionDep) -> Response:
    """Show a published case; of others nobody learns whether they are there."""
    known = {one.id: one for one in case_queries.published_cases(session)}
    case = known.get(case_id)
    if case is None:
        raise NotFound("没有公布这个案例，或已撤下。请看已公布的典型案例")
    context = {
        "case": case,
        "city": city_name(case.city_code),
        "told_fields": [(LABELS[name], getattr(case, name)) for name in LABELS if name != "title"],
    }
    return render(request, "public/case.html", context, crumbs=[LISTED])
