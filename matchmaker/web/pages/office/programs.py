"""Tokens of programs: told once, seen, revoked."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.grants import SCOPES
from matchmaker.access.permissions import Permission
from matchmaker.access.scope_labels import SCOPE_LABELS
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.accounts import tokens
from matchmaker.services.accounts.tokens import LONGEST_DAYS, NewToken
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.people import PEOPLE
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.errors import Conflict, InvalidValue
from models.queries import accounts as account_queries
from models.values.region import HUBEI_CITIES

PATH = "/office/programs"

router = APIRouter(include_in_schema=False)

Manager = Annotated[Viewer, Depends(May(Permission.PROGRAM_WRITE))]


class TokenForm(BaseModel):
    """A program that is to be let in."""

    name: Annotated[Text, Field(max_length=100)] = ""
    scopes: Annotated[list[str], Field(max_length=len(SCOPES))] = []
    days: Annotated[Text, Field(max_length=10)] = "90"
    city: Annotated[Text, Field(max_length=100)] = ""


@router.get(PATH, response_class=HTMLResponse)
def show(request: Request, _viewer: Manager, session: SessionDep, now: NowDep) -> Response:
    """Show all tokens, and the form for another."""
    return _page(request, session, TokenForm(), now=now)


@router.post(PATH, response_class=HTMLResponse)
def issue(
    request: Request,
    typed: Annotated[TokenForm, Form()],
    _viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let a program in; its secret is told this once."""
    try:
        days = int(typed.days) if typed.days.strip().isdecimal() else 0
        new = NewToken(typed.name, typed.scopes, days, typed.city)
        _, secret = tokens.add_token(session, new, author)
        session.commit()
    except (InvalidValue, BadQuery) as error:
        session.rollback()
        return _page(request, session, typed, now=author.at, flaw=told(error))
    return _page(request, session, TokenForm(), now=author.at, secret=secret)


@router.post(f"{PATH}/{{token_id}}/revoke")
def revoke(
    request: Request, token_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> Response:
    """Shut a program out from now on."""
    try:
        tokens.revoke_token(session, account_queries.get_token(session, token_id), author)
        session.commit()
    except Conflict as error:
        session.rollback()
        return go_back(request, PATH, told(error))
    return go_on(request, PATH, Done("令牌已吊销，那个程序不能再访问"))


def _page(
    request: Request,
    session: Session,
    typed: TokenForm,
    *,
    now: datetime,
    flaw: str = "",
    secret: str = "",
) -> Response:
    context = {
        "typed": typed,
        "flaw": flaw,
        "secret": secret,
        "now": now,
        "tokens": account_queries.list_tokens(session),
        "scopes": sorted(scope.value for scope in SCOPES),
        "scope_labels": SCOPE_LABELS,
        "longest": LONGEST_DAYS,
        "cities": [(city.code, city.short_name) for city in HUBEI_CITIES],
        "city_names": {city.code: city.short_name for city in HUBEI_CITIES},
    }
    status = 422 if flaw else 200
    return render(request, "office/programs.html", context, crumbs=[HOME, PEOPLE], status=status)
