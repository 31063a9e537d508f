"""Accounts: found, and let in or turned down where they wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import registration
from matchmaker.services.accounts.account_sight import (
    owned_account,
    seen_account,
    within_reach,
)
from matchmaker.services.accounts.acting import may_act
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, PathId, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.acting import PATH as ACTING_PATH
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.account import Account
from models.account_enums import AccountState, Role
from models.errors import Conflict, InvalidValue
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.values.region import HUBEI_CITIES, find_region

PATH = "/office/people"
PEOPLE = Crumb("人员", PATH)
PAGE = 50

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.ACCOUNT_READ))]
Approver = Annotated[Viewer, Depends(May(Permission.ACCOUNT_APPROVE))]


class PeopleQuery(BaseModel):
    """Which accounts; after: the id of the last that was had."""

    state: AccountState | Literal[""] = ""
    role: Role | Literal[""] = ""
    words: Annotated[Text, Field(max_length=100)] = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class ApprovalForm(BaseModel):
    """The organisation whose member somebody becomes; new: one of the name given."""

    organisation_id: Annotated[int, Field(ge=1, le=MOST_ID)] | Literal["new"]


class ReasonForm(BaseModel):
    """Why."""

    reason: Annotated[Text, Field(max_length=500)] = ""


@dataclass(frozen=True)
class Said:
    """What the page of an account says besides: what was wrong, with what was typed, or a password.

    password: a new one, told this once.
    """

    flaw: str = ""
    typed: Mapping[str, str] | None = None
    password: str = field(default="", repr=False)


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[PeopleQuery, Query()], viewer: Reader, session: SessionDep
) -> Response:
    """Show the accounts within reach, a page at a time."""
    wanted = within_reach(viewer, query.state or None, query.role or None, query.words.strip())
    found = account_queries.list_accounts(session, wanted, after_id=query.after, limit=PAGE + 1)
    shown = found[:PAGE]
    kept = {"state": query.state, "role": query.role, "words": query.words}
    following = urlencode({**kept, "after": shown[-1].id or 0}) if len(found) > PAGE else ""
    bodies = {one.organisation_id for one in shown if one.organisation_id is not None}
    context = {
        "query": query,
        "accounts": shown,
        "count": account_queries.count_accounts(session, wanted),
        "names": organisation_queries.names_by_id(session, bodies),
        "city_names": {city.code: city.short_name for city in HUBEI_CITIES},
        "states": [(state.value, state.label) for state in AccountState],
        "roles": [(role.value, role.label) for role in Role],
        "first": f"{PATH}?{urlencode(kept)}" if query.after else "",
        "next": f"{PATH}?{following}" if following else "",
        "may_write": viewer.may(Permission.ACCOUNT_WRITE),
        "may_programs": viewer.may(Permission.PROGRAM_WRITE),
    }
    return render(request, "office/people.html", context, crumbs=[HOME])


@router.get(f"{PATH}/{{account_id}}", response_class=HTMLResponse)
def show_one(request: Request, account_id: PathId, viewer: Reader, session: SessionDep) -> Response:
    """Show an account and what the viewer may do with it."""
    account = seen_account(session, viewer, Permission.ACCOUNT_READ, account_id)
    return person_page(request, session, viewer, account)


@router.post(f"{PATH}/{{account_id}}/approve", response_class=HTMLResponse)
def approve(
    request: Request,
    account_id: PathId,
    typed: Annotated[ApprovalForm, Form()],
    viewer: Approver,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let somebody who waits in."""
    account = seen_account(session, viewer, Permission.ACCOUNT_APPROVE, account_id)
    chosen = typed.organisation_id
    body = None if chosen == "new" else chosen
    try:
        registration.approve(session, account, body, viewer, author)
    except (Conflict, InvalidValue) as error:
        session.rollback()
        return go_back(request, f"{PATH}/{account_id}", told(error))
    session.commit()
    return go_on(request, f"{PATH}?state=pending", Done(f"“{account.name}”已通过，可以登录了"))


@router.post(f"{PATH}/{{account_id}}/refuse", response_class=HTMLResponse)
def refuse(
    request: Request,
    account_id: PathId,
    typed: Annotated[ReasonForm, Form()],
    viewer: Approver,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Turn down somebody who waits, with the reason."""
    account = seen_account(session, viewer, Permission.ACCOUNT_APPROVE, account_id)
    try:
        registration.refuse(session, account, typed.reason, author)
    except (Conflict, InvalidValue) as error:
        session.rollback()
        return go_back(request, f"{PATH}/{account_id}", told(error))
    session.commit()
    return go_on(request, f"{PATH}?state=pending", Done(f"“{account.name}”未通过，理由已告知"))


def person_page(
    request: Request,
    session: Session,
    viewer: Viewer,
    account: Account,
    said: Said = Said(),
) -> Response:
    """Return the page of an account."""
    owned = owned_account(session, account)
    waits = account.state is AccountState.PENDING
    may_approve = waits and viewer.may(Permission.ACCOUNT_APPROVE, owned)
    organisation, acting_path = "", ""
    if account.organisation_id is not None:
        body = organisation_queries.get_survivor(session, account.organisation_id)
        organisation = body.name
        acting_path = f"{ACTING_PATH}?organisation={body.id}" if may_act(viewer, body) else ""
    region = find_region(account.city_code) if account.city_code else None
    context = {
        "account": account,
        "organisation": organisation,
        "acting_path": acting_path,
        "city": region.short_name if region else "",
        "candidates": registration.candidates(session, account) if may_approve else [],
        "may_approve": may_approve,
        "may_write": viewer.may(Permission.ACCOUNT_WRITE),
        "roles": [(role.value, role.label) for role in Role],
        "cities": [(city.code, city.short_name) for city in HUBEI_CITIES],
        "said": said,
        "typed": said.typed
        or {
            "role": account.role.value,
            "organisation": organisation,
            "city": account.city_code or "",
            "department": account.department,
        },
    }
    status = 422 if said.flaw else 200
    return render(request, "office/person.html", context, crumbs=[HOME, PEOPLE], status=status)
