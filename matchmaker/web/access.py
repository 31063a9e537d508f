"""Who asks: found by cookie or bearer token, and what a route lets them do.

A route names its permission by a dependency May(...); whose record it is about, if it is about one,
is then asked of the viewer with the record's owners.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import GUEST, Viewer
from matchmaker.errors import NotSignedIn
from matchmaker.services.accounts.acting import session_viewer
from matchmaker.services.accounts.sessions import find_session
from matchmaker.services.accounts.tokens import find_token
from matchmaker.services.accounts.viewers import token_viewer
from matchmaker.services.list_hands import Author
from matchmaker.settings import Settings
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.protection.cookies import session_cookie
from matchmaker.web.session_cookie import renew_cookie
from models.session import commit_if_free

BEARER = "bearer "


def get_viewer(request: Request, session: SessionDep, settings: SettingsDep, now: NowDep) -> Viewer:
    """Return who asks, GUEST for nobody known; raise NotSignedIn for a token that is not valid.

    A cookie that no longer holds is nobody's: pages then offer to sign in. They find who asks in
    request.state.viewer, too.
    """
    viewer = _find_viewer(request, session, settings, now)
    request.state.viewer = viewer
    return viewer


def _find_viewer(request: Request, session: Session, settings: Settings, now: datetime) -> Viewer:
    header = request.headers.get("authorization", "")
    if header.lower().startswith(BEARER):
        known = find_token(session, header[len(BEARER) :].strip(), now)
        if known is None:
            raise NotSignedIn("令牌无效、已过期或已吊销。请向省级管理员申请新令牌")
        token, noted = known
        if noted:
            commit_if_free(session)
        request.state.program_id = token.id
        return token_viewer(session, token)
    cookie = session_cookie(request)
    found = find_session(session, cookie, settings.account_rules, now) if cookie else None
    if found is None:
        return GUEST
    renewed = commit_if_free(session) if found.changed else False
    if renewed and found.new_token:
        renew_cookie(request, found.new_token)
    request.state.account_id = found.account.id
    request.state.login_session_id = found.opened.id
    request.state.acting_reason = found.opened.acting_reason
    return session_viewer(session, found.account, found.opened)


ViewerDep = Annotated[Viewer, Depends(get_viewer)]


class May:
    """A dependency that gives the viewer, and refuses whoever has not the permission at all."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, viewer: ViewerDep) -> Viewer:
        """Return the viewer; raise NotSignedIn or Forbidden."""
        viewer.require(self.permission)
        return viewer


def get_author(viewer: ViewerDep, now: NowDep) -> Author:
    """Return under whose name and when something is done."""
    return Author(viewer.name, now)


AuthorDep = Annotated[Author, Depends(get_author)]
SelfDep = Annotated[Viewer, Depends(May(Permission.SELF))]
