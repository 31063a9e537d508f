"""Signing in and out, and a person's own sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import NotSignedIn, TooManyRequests
from matchmaker.services.accounts import sessions as session_service
from matchmaker.services.accounts.sign_in import (
    Client,
    Credentials,
    Gatekeeping,
    Outcome,
    sign_in,
)
from matchmaker.services.accounts.viewers import account_viewer
from matchmaker.web.access import May, SelfDep
from matchmaker.web.api.fields import Password, PathId, Text
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from matchmaker.web.protection.cookies import clear_session_cookie, set_session_cookie
from models.account_enums import Role
from models.queries import accounts as account_queries

router = APIRouter(prefix="/sessions", tags=["sessions"], responses=errors(401, 403, 422, 429))

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]


class SignIn(BaseModel):
    """What a person types; code: of the second factor, where there is one."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[Text, Field(min_length=1, max_length=64, examples=["wang.xiaoer"])]
    password: Password
    code: Annotated[Text, Field(max_length=10, examples=["123456"])] = ""


class SignedIn(BaseModel):
    """Who has signed in; must_change_password: nothing else can be done before."""

    name: str = Field(examples=["王小二（wang.xiaoer）"])
    role: Role
    permissions: list[Permission]
    must_change_password: bool


class OpenSession(BaseModel):
    """One browser in which a person is signed in."""

    id: int
    current: bool = Field(description="是否为当前登录")
    started_at: datetime
    seen_at: datetime
    address: str = Field(examples=["10.0.0.7"])
    browser: str


@router.post("", operation_id="sign_in", status_code=201)
def create_session(
    request: Request,
    response: Response,
    given: SignIn,
    _viewer: Anyone,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> SignedIn:
    """Sign in; the session comes as a cookie."""
    credentials = Credentials(given.login, given.password.get_secret_value(), given.code)
    gate = Gatekeeping(settings.account_rules, request.app.state.secret.unseal)
    done = sign_in(session, credentials, client_of(request), gate, now)
    session.commit()
    if done.outcome is Outcome.LOCKED:
        raise TooManyRequests(done.message, done.wait_seconds)
    if done.account is None:
        raise NotSignedIn(done.message)
    set_session_cookie(response, done.token, request)
    viewer = account_viewer(session, done.account)
    return SignedIn(
        name=viewer.name,
        role=done.account.role,
        permissions=sorted(viewer.grants),
        must_change_password=done.account.must_change,
    )


@router.get("", operation_id="list_sessions")
def list_sessions(
    request: Request, viewer: SelfDep, session: SessionDep, settings: SettingsDep, now: NowDep
) -> list[OpenSession]:
    """Return where one is signed in, the newest first."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    return [
        OpenSession(
            id=opened.id or 0,
            current=opened.id == request.state.login_session_id,
            started_at=opened.started_at,
            seen_at=opened.seen_at,
            address=opened.address,
            browser=opened.browser,
        )
        for opened in session_service.list_sessions(session, account, settings.account_rules, now)
    ]


@router.delete("/current", operation_id="sign_out", status_code=204)
def end_current(
    request: Request, response: Response, viewer: SelfDep, session: SessionDep, now: NowDep
) -> None:
    """Sign out."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    session_service.end_session(session, account, request.state.login_session_id, now)
    session.commit()
    clear_session_cookie(response, request)


@router.delete("/{session_id}", operation_id="end_session", status_code=204, responses=errors(404))
def end_session(session_id: PathId, viewer: SelfDep, session: SessionDep, now: NowDep) -> None:
    """End one of one's own sessions."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    session_service.end_session(session, account, session_id, now)
    session.commit()


def client_of(request: Request) -> Client:
    """Return from where a request comes."""
    address = request.client.host if request.client else ""
    return Client(address, request.headers.get("user-agent", ""))
