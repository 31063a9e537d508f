"""The OpenAPI document tells which operations have to be signed in for, and how."""

from collections.abc import Sequence
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from matchmaker.access.grants import SCOPES
from matchmaker.access.permissions import Permission
from matchmaker.web.access import May
from matchmaker.web.protection.csrf import READING, SESSION_COOKIE, TOKEN_HEADER

_SESSION, _FORM, _PROGRAM = "session", "form", "program"
SCHEMES: dict[str, dict[str, str]] = {
    _SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "登录后由浏览器携带；经 https 访问时名称前有 __Host-",
    },
    _FORM: {
        "type": "apiKey",
        "in": "header",
        "name": TOKEN_HEADER,
        "description": "浏览器内修改数据时必带，取自本系统的页面",
    },
    _PROGRAM: {
        "type": "http",
        "scheme": "bearer",
        "description": "程序使用的令牌，由省级管理员签发，只能做签发时允许的事",
    },
}


def with_sign_in(document: dict[str, Any], routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Say at every operation that not everybody may use by what one is let in."""
    document["components"]["securitySchemes"] = SCHEMES
    for context in iter_route_contexts(routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        permission = permission_of(route.dependant)
        if permission in (None, Permission.PUBLIC):
            continue
        for method in context.methods or ():
            by_session: dict[str, list[Any]] = {_SESSION: []} | (
                {} if method in READING else {_FORM: []}
            )
            ways = [by_session, *([{_PROGRAM: []}] if permission in SCOPES else [])]
            document["paths"][context.path][method.lower()]["security"] = ways
    return document


def permission_of(dependant: Dependant) -> Permission | None:
    """Return what a route asks of its viewer; None where it asks nothing."""
    if isinstance(dependant.call, May):
        return dependant.call.permission
    asked = (permission_of(one) for one in dependant.dependencies)
    return next((one for one in asked if one is not None), None)
