"""Every operation as every role, on what is one's own and what is others'."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.web.access import May
from matchmaker.web.app import create_app
from tests.conftest import NOW
from tests.matchmaker.canaries import found_in
from tests.matchmaker.web.matrix import (
    accounts,
    cases,
    chains,
    demands,
    exchange,
    feedback,
    finance,
    firm_lists,
    imports,
    ledger,
    licences,
    listings,
    lists,
    meetings,
    organisations,
    pages,
    pages_account,
    pages_enterprise,
    pages_events,
    pages_institution,
    pages_office,
    products,
    public_services,
    requests,
    roadshows,
    schedule,
    stock,
    submissions,
    upkeep,
    webhooks,
    white_list,
    work,
)
from tests.matchmaker.web.matrix.rules import CITY, FIRM, PROVINCE, Call, Rule
from tests.matchmaker.web.matrix.world import (
    CANARIES,
    GUEST,
    HIDDEN,
    NAMED,
    OURS,
    PROGRAM,
    THEIRS,
    WHO,
    World,
    make_world,
)
from tests.matchmaker.web.people import leave, let_in

RULES: dict[str, Rule] = {
    **accounts.RULES,
    **stock.RULES,
    **listings.RULES,
    **licences.RULES,
    **products.RULES,
    **demands.RULES,
    **organisations.RULES,
    **imports.RULES,
    **feedback.RULES,
    **work.RULES,
    **webhooks.RULES,
    **upkeep.RULES,
    **lists.RULES,
    **meetings.RULES,
    **ledger.RULES,
    **exchange.RULES,
    **white_list.RULES,
    **chains.RULES,
    **finance.RULES,
    **public_services.RULES,
    **submissions.RULES,
    **cases.RULES,
    **requests.RULES,
    **roadshows.RULES,
    **firm_lists.RULES,
    **schedule.RULES,
    **pages.RULES,
    **pages_enterprise.RULES,
    **pages_account.RULES,
    **pages_office.RULES,
    **pages_institution.RULES,
    **pages_events.RULES,
}

# What watches the service asks without saying who it is, also while the database is away.
FOR_MACHINES = {"get_liveness", "get_readiness", "GET /metrics"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[TestClient]:
    app = create_app(world.settings, lambda: NOW)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def routes(app: FastAPI) -> dict[str, APIRoute]:
    """Return operation → route; pages, which have no operation id, by method and path."""
    found = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            (method,) = context.methods or {""}
            page = f"{method} {context.path}"
            found[route.operation_id or page if route.include_in_schema else page] = route
    return found


def permissions(route: APIRoute) -> list[May]:
    """Return what a route asks of its viewer."""
    waiting, found = [route.dependant], []
    while waiting:
        dependant = waiting.pop()
        waiting += dependant.dependencies
        if isinstance(dependant.call, May):
            found.append(dependant.call)
    return found


def ask(client: TestClient, world: World, who: str, call: Call) -> Response:
    """Make a request as somebody."""
    leave(client)
    headers = {}
    if who == PROGRAM:
        headers["Authorization"] = f"Bearer {world.secret}"
    elif who != GUEST:
        let_in(client, world.cookies[who])
    return client.request(
        call.method,
        call.path,
        json=call.json,
        data=call.form,
        files=call.files,
        params=call.params,
        headers=headers,
    )


@contextmanager
def running_on(client: TestClient, engine: Engine) -> Iterator[None]:
    """Let the service use a database of its own for a while."""
    app = client.app
    assert isinstance(app, FastAPI)
    app.state.engine, before = engine, app.state.engine
    try:
        yield
    finally:
        app.state.engine = before
        engine.dispose()


def outcome(response: Response, rule: Rule, side: str) -> str:
    """Return allowed, refused, or what else it was."""
    status = response.status_code
    to_login = status == 303 and response.headers["location"].startswith("/login?")
    if to_login or status in (401, 403) or (status == 404 and side in rule.unseen):
        return "refused"
    good = status == rule.answer if rule.answer else 200 <= status < 400
    return "allowed" if good else f"{status} {response.text}"


def readable(who: str, operation: str, side: str) -> set[tuple[str, str]]:
    """Return level and side of the demands whose text somebody may be told by an operation."""
    may = {FIRM: {(NAMED, OURS), (HIDDEN, OURS)}, CITY: {(NAMED, OURS)}}
    found = may.get(who, {(NAMED, OURS), (NAMED, THEIRS)} if who == PROVINCE else set())
    # Opened for a purpose, with a record of it.
    opens = operation == "open_demand_text" and who in RULES[operation].who[side]
    return found | ({(HIDDEN, side)} if opens else set())


def words(demands_of: Iterable[tuple[str, str]]) -> set[str]:
    return {word for one in demands_of for word in CANARIES[one]}


def test_every_route_names_a_permission_and_has_a_rule(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    found = routes(app)
    without = {name for name, route in found.items() if len(permissions(route)) != 1}
    assert without == FOR_MACHINES
    assert set(found) == set(RULES)


@pytest.mark.parametrize(
    ("operation", "side"), [(name, side) for name, rule in RULES.items() for side in rule.who]
)
def test_only_those_may_who_are_to(
    client: TestClient, world: World, operation: str, side: str
) -> None:
    rule = RULES[operation]
    found = {}
    for who in WHO:
        with running_on(client, world.copy()):
            response = ask(client, world, who, rule.call(world, side))
        found[who] = outcome(response, rule, side)
        hidden = words(CANARIES) - words(readable(who, operation, side))
        assert (who, found_in(response.content, hidden)) == (who, [])
        assert (who, found_in(str(response.headers), hidden)) == (who, [])
    expected = {who: "allowed" if who in rule.who[side] else "refused" for who in WHO}
    assert found == expected


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((FIRM, "list_demands", ""), {(NAMED, OURS), (HIDDEN, OURS)}),
        ((CITY, "list_demands", ""), {(NAMED, OURS)}),
        ((PROVINCE, "list_demands", ""), {(NAMED, OURS), (NAMED, THEIRS)}),
        ((PROVINCE, "open_demand_text", THEIRS), {(HIDDEN, THEIRS)}),
    ],
)
def test_those_who_may_read_a_text_are_told_it(
    client: TestClient,
    world: World,
    asked: tuple[str, str, str],
    found: set[tuple[str, str]],
) -> None:
    who, operation, side = asked
    with running_on(client, world.copy()):
        response = ask(client, world, who, RULES[operation].call(world, side))
    told = {CANARIES[one][0] for one in found}
    assert set(found_in(response.content, words(CANARIES))) >= told
