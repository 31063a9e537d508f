"""Acting for an organisation that cannot manage by itself: found, begun with a reason, ended."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import acting
from matchmaker.services.ownership import owned_organisation
from matchmaker.web.access import AuthorDep, May, ViewerDep
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph
from matchmaker.web.deps import SessionDep
from matchmaker.web.navigation import home_of
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.errors import Conflict, InvalidValue
from models.organisation import Organisation
from models.queries import organisations as organisation_queries
from models.queries.organisation_list import OrganisationFilter, page_organisations
from models.values.region import HUBEI_CITIES

PATH = "/office/acting"
END = f"{PATH}/end"
PAGE = 20

router = APIRouter(include_in_schema=False)


class MayEnd(May):
    """A dependency that lets in whoever acts for an organisation, or may begin to."""

    def __call__(self, viewer: ViewerDep) -> Viewer:
        """Return the viewer; raise NotSignedIn or Forbidden."""
        return viewer if viewer.acting_for else super().__call__(viewer)


Deputy = Annotated[Viewer, Depends(May(Permission.ACT_FOR))]
Ender = Annotated[Viewer, Depends(MayEnd(Permission.ACT_FOR))]


class ActingQuery(BaseModel):
    """Which organisations: a part of a name; after: the id of the last that was had.

    organisation: the id of the one that is chosen, 0 for none yet.
    """

    words: Line = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    organisation: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class ActingForm(BaseModel):
    """For whom, and why."""

    organisation_id: Annotated[int, Field(ge=1, le=MOST_ID)]
    reason: Paragraph = ""


@dataclass(frozen=True)
class _Typed:
    """The organisation that is chosen, the reason as it was typed, and what is wrong with it."""

    chosen: Organisation | None = None
    reason: str = ""
    flaw: str = ""


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[ActingQuery, Query()], viewer: Deputy, session: SessionDep
) -> Response:
    """Show the organisations found, and the form for the one that is chosen."""
    chosen = None
    if query.organisation:
        chosen = organisation_queries.get_survivor(session, query.organisation)
        viewer.require(Permission.ACT_FOR, owned_organisation(chosen))
    return _page(request, session, viewer, query, _Typed(chosen))


@router.post(PATH, response_class=HTMLResponse)
def begin(
    request: Request,
    typed: Annotated[ActingForm, Form()],
    viewer: Deputy,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Begin, and go on to the desk of the organisation, or show what is wrong."""
    body = organisation_queries.get_organisation(session, typed.organisation_id)
    opened = request.state.login_session_id
    try:
        role = acting.begin(session, viewer, opened, body, typed.reason, author)
    except (Conflict, InvalidValue) as error:
        session.rollback()
        instead = organisation_queries.get_survivor(session, typed.organisation_id)
        wrong = _Typed(instead, typed.reason, told(error))
        return _page(request, session, viewer, ActingQuery(), wrong)
    session.commit()
    done = Done(f"已开始代“{body.name}”办理", Undo(path=END, label="结束代办"))
    return go_on(request, home_of(role), done)


@router.post(END)
def end(request: Request, viewer: Ender, author: AuthorDep, session: SessionDep) -> Response:
    """End, and go back to the office."""
    try:
        ended = acting.end(session, viewer, request.state.login_session_id, author)
    except Conflict as error:
        session.rollback()
        return go_back(request, PATH, told(error))
    session.commit()
    again = {"organisation_id": str(ended.organisation.id), "reason": ended.reason}
    undo = Undo(path=PATH, fields=again, label="继续代办")
    return go_on(request, PATH, Done(f"已结束代“{ended.organisation.name}”办理", undo))


def _page(
    request: Request, session: Session, viewer: Viewer, query: ActingQuery, typed: _Typed
) -> Response:
    words = query.words.strip()
    found = _found(session, viewer, words, query.after) if words else []
    shown = found[:PAGE]
    following = urlencode({"words": words, "after": shown[-1].id or 0} if shown else {})
    cities = {city.code: city.short_name for city in HUBEI_CITIES}
    context = {
        "query": query,
        "words": words,
        "rows": [
            (one, cities.get(one.city_code or "", ""), acting.may_act(viewer, one)) for one in shown
        ],
        "typed": typed,
        "shortest": acting.SHORTEST_REASON,
        "longest": acting.LONGEST_REASON,
        "first": f"{PATH}?{urlencode({'words': words})}" if query.after else "",
        "next": f"{PATH}?{following}" if len(found) > PAGE else "",
    }
    status = 422 if typed.flaw else 200
    return render(request, "office/acting.html", context, crumbs=[HOME], status=status)


def _found(session: Session, viewer: Viewer, words: str, after: int) -> list[Organisation]:
    """Return the organisations of a name within reach, one more than a page if there are more."""
    in_city = viewer.reach(Permission.ACT_FOR) is Reach.CITY
    wanted = OrganisationFilter(city_code=viewer.city_code if in_city else None, text=words)
    return page_organisations(session, wanted, after, PAGE)
