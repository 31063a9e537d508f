"""Open licences within the office's reach: by city and state, and one by one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.listing_sight import scope_of
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_view import view_licences
from matchmaker.web.access import AuthorDep, May, ViewerDep
from matchmaker.web.api.fields import MOST_ID, Line
from matchmaker.web.deps import SessionDep
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import render
from models.licence_enums import OpenLicenceState
from models.queries import open_licences as licence_queries
from models.queries.open_licences import WantedLicences

PATH = "/office/open-licences"
ROWS = 50

router = APIRouter(include_in_schema=False)


class AtOffice(May):
    """A dependency that lets in whoever has the permission and belongs to no organisation."""

    def __call__(self, viewer: ViewerDep) -> Viewer:
        """Return the viewer; raise NotSignedIn or Forbidden."""
        super().__call__(viewer)
        if viewer.role is None or viewer.role.is_of_organisation:
            raise Forbidden("这是组织工作台的页面。您的账号请从首页进入自己的工作台")
        return viewer


Reader = Annotated[Viewer, Depends(AtOffice(Permission.OPEN_LICENCE_READ))]


class LicenceQuery(BaseModel):
    """Which declarations; city: a code; after: the id of the last that was had."""

    state: Line = ""
    city: Line = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0

    @property
    def chosen(self) -> OpenLicenceState | None:
        """The state, None for all and for what is none."""
        known = self.state in tuple(OpenLicenceState)
        return OpenLicenceState(self.state) if known else None


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[LicenceQuery, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show how many declarations there are by city and state, and those of a choice."""
    scope = scope_of(viewer, Permission.OPEN_LICENCE_READ)
    cities = licence_queries.count_by_city(session, WantedLicences(scope))
    known = {code for code in cities if code is not None}
    city = query.city if query.city in known else None
    wanted = WantedLicences(scope, query.chosen, city_code=city)
    after = (query.after,) if query.after else None
    found = licence_queries.page_licences(session, wanted, after, ROWS)
    shown = found[:ROWS]
    state = query.chosen.value if query.chosen else ""
    here = f"{PATH}?state={state}&city={city or ''}"
    context = {
        "rows": view_licences(session, shown, today_of(author)),
        "states": tuple(OpenLicenceState),
        "state": state,
        "city": city or "",
        "cities": sorted(cities.items(), key=lambda item: item[0] or "~"),
        "codes": sorted(known),
        "totals": {
            one: sum(counts.get(one, 0) for counts in cities.values()) for one in OpenLicenceState
        },
        "back": here if query.after else "",
        "on": f"{here}&after={shown[-1].id}" if len(found) > ROWS else "",
    }
    return render(request, "office/open_licences.html", context, crumbs=[HOME])
