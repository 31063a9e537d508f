"""Signing in and out by a form, and choosing a password where one has to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts import sessions as session_service
from matchmaker.services.accounts.registry import change_password
from matchmaker.services.accounts.sign_in import (
    Credentials,
    Gatekeeping,
    Outcome,
    open_session,
    sign_in,
)
from matchmaker.web.access import AuthorDep, May, SelfDep
from matchmaker.web.api.sessions import client_of
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.navigation import home_of
from matchmaker.web.protection.cookies import clear_session_cookie, safe_next, set_session_cookie
from matchmaker.web.templating import render
from models.errors import InvalidValue
from models.queries import accounts as account_queries

HOME = "/"

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Typed = Annotated[str, Field(max_length=200)]


class LoginForm(BaseModel):
    """What is typed to sign in; next: where to go on to."""

    login: Typed
    password: Typed = Field(repr=False)
    code: Typed = ""
    next: Typed = HOME


class PasswordForm(BaseModel):
    """What is typed to choose a password."""

    old: Typed = Field(repr=False)
    new: Typed = Field(repr=False)
    again: Typed = Field(repr=False)


@router.get("/login", response_class=HTMLResponse)
def show(request: Request, _viewer: Anyone, next: str = HOME) -> Response:  # noqa: A002
    """Show the form; next: where to go on to."""
    context = {"next": safe_next(next), "login": "", "message": "", "code_needed": False}
    return render(request, "account/login.html", context)


@router.post("/login", response_class=HTMLResponse)
def enter(
    request: Request,
    typed: Annotated[LoginForm, Form()],
    _viewer: Anyone,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> Response:
    """Sign in and go on, or show the form again with what is wrong."""
    gate = Gatekeeping(settings.account_rules, request.app.state.secret.unseal)
    credentials = Credentials(typed.login, typed.password, typed.code)
    done = sign_in(session, credentials, client_of(request), gate, now)
    session.commit()
    goal = safe_next(typed.next)
    if done.account is None:
        context = {
            "next": goal,
            "login": typed.login,
            "message": done.message,
            "code_needed": done.outcome in (Outcome.CODE_NEEDED, Outcome.CODE_WRONG),
        }
        status = 429 if done.outcome is Outcome.LOCKED else 401
        return render(request, "account/login.html", context, status=status)
    if done.account.must_change:
        goal = "/password"
    elif goal == HOME:
        goal = home_of(done.account.role)
    answer = RedirectResponse(goal, status_code=303)
    set_session_cookie(answer, done.token, request)
    return answer


@router.post("/logout")
def leave(request: Request, viewer: SelfDep, session: SessionDep, now: NowDep) -> Response:
    """Sign out."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    session_service.end_session(session, account, request.state.login_session_id, now)
    session.commit()
    answer = RedirectResponse("/login", status_code=303)
    clear_session_cookie(answer, request)
    return answer


@router.get("/password", response_class=HTMLResponse)
def show_password(request: Request, viewer: SelfDep, session: SessionDep) -> Response:
    """Show the form for a new password."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    context = {"message": "", "login": account.login}
    return render(request, "account/password.html", context)


@router.post("/password", response_class=HTMLResponse)
def set_password(
    request: Request,
    typed: Annotated[PasswordForm, Form()],
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set a new password, which ends all sessions but a new one, or show what is wrong."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    try:
        if typed.new != typed.again:
            raise InvalidValue("（不显示）", "两次输入的新密码不同", "请重新输入。")
        change_password(session, account, typed.old, typed.new, author)
    except InvalidValue as error:
        context = {"message": f"{error.reason}。{error.remedy}", "login": account.login}
        return render(request, "account/password.html", context, status=422)
    token = open_session(session, account, client_of(request), author.at)
    session.commit()
    answer = RedirectResponse(home_of(account.role), status_code=303)
    set_session_cookie(answer, token, request)
    return answer
