"""The account of whoever looks: who they are to the service, and where they are signed in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.services.accounts import sessions as session_service
from matchmaker.web.access import AuthorDep, SelfDep
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.templating import Crumb, render
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.values.region import find_region

HOME = "/account"
CRUMB = Crumb("我的账号", HOME)

router = APIRouter(include_in_schema=False)


@router.get(HOME, response_class=HTMLResponse)
def show(
    request: Request, viewer: SelfDep, session: SessionDep, settings: SettingsDep, now: NowDep
) -> Response:
    """Show who one is and where one is signed in."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    organisation = ""
    if account.organisation_id is not None:
        organisation = organisation_queries.get_survivor(session, account.organisation_id).name
    region = find_region(account.city_code) if account.city_code else None
    context = {
        "account": account,
        "organisation": organisation,
        "city": region.short_name if region else "",
        "current": request.state.login_session_id,
        "sessions": session_service.list_sessions(session, account, settings.account_rules, now),
    }
    return render(request, "account/overview.html", context)


@router.post("/account/sessions/{session_id}/end")
def end_one(
    request: Request, session_id: PathId, viewer: SelfDep, session: SessionDep, now: NowDep
) -> Response:
    """End one of one's own sessions."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    session_service.end_session(session, account, session_id, now)
    session.commit()
    if session_id == request.state.login_session_id:
        return go_on(request, "/login", Done("已退出"))
    return go_on(request, HOME, Done("已让那处登录退出"))


@router.post("/account/sessions/end-others")
def end_others(
    request: Request, viewer: SelfDep, author: AuthorDep, session: SessionDep
) -> Response:
    """End all of one's sessions but this one."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    session_service.end_others(session, account, request.state.login_session_id, author.at)
    session.commit()
    return go_on(request, HOME, Done("其他登录都已退出，只保留这一处"))
