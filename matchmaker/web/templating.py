"""One environment of templates for all pages, and what every page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from matchmaker.web.filters import FILTERS
from matchmaker.web.navigation import menu
from matchmaker.web.notices import NOTICE_COOKIE, clear_notice, read_notice

STATIC = files("matchmaker.web").joinpath("static")


@dataclass(frozen=True)
class Crumb:
    """A page above the present one, with the address that leads there."""

    label: str
    path: str


def has_asset(path: str) -> bool:
    """Tell whether a file of the static folder is there: set-up has fetched it, or not."""
    return STATIC.joinpath(path).is_file()


def _make_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("matchmaker.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["has_asset"] = has_asset
    return environment


_TEMPLATES = Jinja2Templates(env=_make_environment())


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a page; who looks at it and what was just done is shown on each.

    A template also sees: viewer (None where nobody asked for one yet), acting_reason, menu, crumbs,
    notice, csrf_token and request.
    """
    viewer = getattr(request.state, "viewer", None)
    notice = read_notice(request)
    shown = {
        "viewer": viewer,
        "acting_reason": getattr(request.state, "acting_reason", ""),
        "menu": menu(viewer, request.url.path),
        "crumbs": crumbs,
        "notice": notice,
        "csrf_token": getattr(request.state, "csrf_token", ""),
        **(context or {}),
    }
    answer = _TEMPLATES.TemplateResponse(
        request, template, shown, status_code=status, headers=dict(headers or {})
    )
    # One that cannot be read is taken away, too.
    if NOTICE_COOKIE in request.cookies:
        clear_notice(answer, request)
    return answer
