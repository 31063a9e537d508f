"""Accounts made and changed by whoever manages them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.accounts import registry
from matchmaker.services.accounts.account_sight import named_position
from matchmaker.services.accounts.registry import NewAccount
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, PathId
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.people import PATH, PEOPLE, ReasonForm, Said, person_page
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.account_enums import Role
from models.errors import Conflict, InvalidValue
from models.queries import accounts as account_queries
from models.values.region import HUBEI_CITIES

NEW = "/office/new-account"

router = APIRouter(include_in_schema=False)

Manager = Annotated[Viewer, Depends(May(Permission.ACCOUNT_WRITE))]


class PositionForm(BaseModel):
    """What an account is for; organisation: its full name."""

    role: Role = Role.CITY_ORGANISER
    organisation: Line = ""
    city: Line = ""
    department: Line = ""


class NewForm(PositionForm):
    """Who is to have an account."""

    login: Line = ""
    name: Line = ""


@router.get(NEW, response_class=HTMLResponse)
def show_new(request: Request, _viewer: Manager) -> Response:
    """Show the form for a new account."""
    return _new_form(request, NewForm(), "")


@router.post(NEW, response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[NewForm, Form()],
    viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Make an account and tell its first password once, or say what is wrong."""
    try:
        position = named_position(
            session, typed.role, typed.organisation, typed.city, typed.department
        )
        new = NewAccount(typed.login, typed.name, position)
        account, password = registry.add_account(session, new, author)
        session.commit()
    except (InvalidValue, Conflict, BadQuery) as error:
        session.rollback()
        return _new_form(request, typed, told(error))
    return person_page(request, session, viewer, account, Said(password=password))


@router.post(f"{PATH}/{{account_id}}/position", response_class=HTMLResponse)
def change_position(
    request: Request,
    account_id: PathId,
    typed: Annotated[PositionForm, Form()],
    viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give an account another role; it is signed out everywhere."""
    account = account_queries.get_account(session, account_id)
    try:
        position = named_position(
            session, typed.role, typed.organisation, typed.city, typed.department
        )
        registry.change_position(session, account, position, author)
        session.commit()
    except (InvalidValue, Conflict, BadQuery) as error:
        session.rollback()
        return person_page(request, session, viewer, account, Said(told(error), typed.model_dump()))
    return go_on(request, f"{PATH}/{account_id}", Done(f"角色已改为{typed.role.label}，需重新登录"))


@router.post(f"{PATH}/{{account_id}}/disable")
def disable(
    request: Request,
    account_id: PathId,
    typed: Annotated[ReasonForm, Form()],
    _viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Shut an account; it is signed out everywhere at once."""
    at = f"{PATH}/{account_id}"
    if not typed.reason.strip():
        return go_back(request, at, "没有停用：请写明理由")
    account = account_queries.get_account(session, account_id)
    try:
        registry.disable(session, account, typed.reason, author)
        session.commit()
    except Conflict as error:
        session.rollback()
        return go_back(request, at, told(error))
    return go_on(request, at, Done("账号已停用", Undo(path=f"{at}/enable", label="重新启用")))


@router.post(f"{PATH}/{{account_id}}/enable")
def enable(
    request: Request, account_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> Response:
    """Open a shut account again."""
    at = f"{PATH}/{account_id}"
    account = account_queries.get_account(session, account_id)
    try:
        registry.enable(session, account, author)
        session.commit()
    except Conflict as error:
        session.rollback()
        return go_back(request, at, told(error))
    return go_on(request, at, Done("账号已启用"))


@router.post(f"{PATH}/{{account_id}}/password", response_class=HTMLResponse)
def reset_password(
    request: Request, account_id: PathId, viewer: Manager, author: AuthorDep, session: SessionDep
) -> Response:
    """Give an account a new password to be changed at once, told this once."""
    account = account_queries.get_account(session, account_id)
    password = registry.reset_password(session, account, author)
    session.commit()
    return person_page(request, session, viewer, account, Said(password=password))


def _new_form(request: Request, typed: NewForm, flaw: str) -> Response:
    context = {
        "typed": typed,
        "flaw": flaw,
        "roles": [(role.value, role.label) for role in Role],
        "cities": [(city.code, city.short_name) for city in HUBEI_CITIES],
    }
    status = 422 if flaw else 200
    return render(request, "office/new_account.html", context, crumbs=[HOME, PEOPLE], status=status)
