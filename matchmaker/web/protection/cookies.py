"""The session cookie, and addresses to go on to after signing in."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from matchmaker.errors import BadQuery
from matchmaker.web.protection.csrf import SECURE_SESSION_COOKIE, SESSION_COOKIE
from matchmaker.web.protection.site import Site

# Browsers leave blanks and control characters out of an address, and take \ for /.
_FIRST_VISIBLE = "!"


def set_session_cookie(response: Response, value: str, request: HTTPConnection) -> None:
    """Give the browser a session for as long as it stays open."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE_SESSION_COOKIE if secure else SESSION_COOKIE,
        value,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, request: HTTPConnection) -> None:
    """Take the session from the browser."""
    secure = is_secure(request)
    response.delete_cookie(
        SECURE_SESSION_COOKIE if secure else SESSION_COOKIE,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def session_cookie(request: HTTPConnection) -> str | None:
    """Return the value of the session cookie, None where there is none.

    Over https only the one that no other host and no http page can have set.
    """
    name = SECURE_SESSION_COOKIE if is_secure(request) else SESSION_COOKIE
    return request.cookies.get(name)


def is_secure(request: HTTPConnection) -> bool:
    """Say whether the browser has asked over https."""
    site: Site = request.app.state.site
    return site.is_secure(request.url.scheme, request.headers.get("host", ""))


def safe_next(path: str) -> str:
    """Return a path of this service to go on to; raise BadQuery for one that leads elsewhere."""
    visible = all(character >= _FIRST_VISIBLE for character in path)
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not visible:
        raise BadQuery("跳转地址只能是本系统内以 / 开头的路径。请返回首页重新进入")
    return path
