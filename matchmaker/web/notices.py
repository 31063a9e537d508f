"""What was just done is told once, on the next page, with a button to undo it where one can.

It travels in a cookie of the browser that did it. Whoever changes it deceives only themselves: it
is shown as text, and undoing is asked for like anything else, with the rights of who asks.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Literal

from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from matchmaker.web.protection.cookies import is_secure

NOTICE_COOKIE = "matchmaker_notice"
# A cookie of more than 4 kB is not kept by browsers (RFC 6265, 6.1).
MOST_CHARACTERS = 600
_SECONDS = 120


class Undo(BaseModel):
    """A form that takes back what was done: where it goes, with which hidden fields."""

    model_config = ConfigDict(frozen=True)

    path: str = Field(pattern=r"^/([^/\\]|$)")
    fields: dict[str, str] = Field(default_factory=dict)
    label: str = "撤销"


class Notice(BaseModel):
    """What is told; kind: done or failed."""

    model_config = ConfigDict(frozen=True)

    text: str
    kind: Literal["done", "failed"] = "done"
    undo: Undo | None = None


@dataclass(frozen=True)
class Done:
    """What a route that changed something says of it."""

    text: str
    undo: Undo | None = field(default=None)


def go_on(request: HTTPConnection, path: str, done: Done) -> RedirectResponse:
    """Return the way to the next page, which says what was done."""
    answer = RedirectResponse(path, status_code=303)
    _tell(answer, request, Notice(text=done.text[:MOST_CHARACTERS], undo=done.undo))
    return answer


def go_back(request: HTTPConnection, path: str, why: str) -> RedirectResponse:
    """Return the way to a page, which says why nothing was done."""
    answer = RedirectResponse(path, status_code=303)
    _tell(answer, request, Notice(text=why[:MOST_CHARACTERS], kind="failed"))
    return answer


def read_notice(request: HTTPConnection) -> Notice | None:
    """Return what is to be told, None where there is nothing that can be read."""
    packed = request.cookies.get(NOTICE_COOKIE)
    if packed is None:
        return None
    try:
        return Notice.model_validate_json(urlsafe_b64decode(packed.encode()))
    except (ValidationError, ValueError):
        return None


def clear_notice(response: Response, request: HTTPConnection) -> None:
    """Take away what has been told."""
    response.delete_cookie(
        NOTICE_COOKIE, path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )


def _tell(response: Response, request: HTTPConnection, notice: Notice) -> None:
    response.set_cookie(
        NOTICE_COOKIE,
        urlsafe_b64encode(notice.model_dump_json(exclude_defaults=True).encode()).decode(),
        max_age=_SECONDS,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
