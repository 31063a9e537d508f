"""The name under which the test client asks, and what is worked out once or not at all."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import fastapi.routing
import pytest
from fastapi.routing import APIRoute

CONTEXT = fastapi.routing._EffectiveRouteContext


@pytest.fixture(autouse=True, scope="session")
def allowed_host() -> Iterator[None]:
    """Ask as an administrator would allow it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHMAKER_ALLOWED_HOSTS", "testserver")
        yield


@pytest.fixture(autouse=True, scope="session")
def routes_worked_out_once() -> Iterator[None]:
    """Let an application take over what FastAPI has worked out of a route for an earlier one.

    It depends on the route and on how it is included, and takes two thirds of the time of a test
    whose application is new. No application overrides dependencies, the one thing of its own.
    """
    work_out = CONTEXT.from_api_route
    known: dict[int, list[tuple[Any, Any]]] = {}

    def take_over(*, original_route: APIRoute, include_context: Any) -> Any:
        included = replace(include_context, dependency_overrides_provider=None)
        earlier = known.setdefault(id(original_route), [])
        for how, found in earlier:
            if how == included:
                return found
        found = work_out(original_route=original_route, include_context=included)
        earlier.append((included, found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CONTEXT, "from_api_route", take_over)
        yield


@pytest.fixture(autouse=True, scope="session")
def nothing_set_aside() -> Iterator[None]:
    """Leave the collector alone when a desk is opened.

    It would go through all that the tests have loaded, for every application anew, which takes two
    thirds of the time of a test of a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchmaker.web.desk._set_aside", lambda: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def searched_as_often_as_elsewhere() -> Iterator[None]:
    """Let the collector come as often in an application as outside of one.

    What a test leaves open is found near it then, and not in a test of something else.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchmaker.web.app.few_collections", nullcontext)
        yield
