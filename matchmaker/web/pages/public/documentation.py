"""The interface for programs, described and tried out in a browser from files of this host."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.web.access import May
from matchmaker.web.templating import has_asset, render

SCRIPT = "vendor/swagger-ui-dist/swagger-ui-bundle.js"

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def documentation(
    request: Request, _viewer: Annotated[Viewer, Depends(May(Permission.PUBLIC))]
) -> Response:
    """Show what can be asked, or say how to install what shows it."""
    context = {"installed": has_asset(SCRIPT), "document": request.app.openapi_url}
    return render(request, "public/documentation.html", context)
