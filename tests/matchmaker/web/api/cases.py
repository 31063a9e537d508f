"""People of the small event, and short ways to ask."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from models.queries import audit as audit_queries
from models.queries.audit import RecordFilter
from models.session import make_session
from tests.matchmaker.people_world import SLUG, World
from tests.matchmaker.web.people import sign_in

EVENT = f"/api/v1/events/{SLUG}"


def firm_member(world: World, number: int) -> Position:
    return Position(Role.ENTERPRISE_MEMBER, world.firms[number])


def owner_member(world: World, number: int) -> Position:
    return Position(Role.INSTITUTION_MEMBER, world.owners[number])


def city_organiser(city: str = "武汉") -> Position:
    return Position(Role.CITY_ORGANISER, city=city)


def get(client: TestClient, rest: str, **params: Any) -> Any:
    """Ask for something of the event that is there; return what it says."""
    answer = client.get(EVENT + rest, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client: TestClient, rest: str, body: Any = None, status: int = 200) -> Any:
    """Have something done to the event; return what it says."""
    answer = client.post(EVENT + rest, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def pages(client: TestClient, rest: str, limit: int, **params: Any) -> list[list[Any]]:
    """The items of all pages."""
    found, cursor = [], None
    while True:
        extra = {"cursor": cursor} if cursor else {}
        page = get(client, rest, limit=limit, **params, **extra)
        found.append(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def come(client: TestClient) -> dict[str, int]:
    """Invite those of the list and confirm all; return their ids by name."""
    post(client, "/invitations", {})
    found = get(client, "/participants")["items"]
    for one in found:
        post(client, f"/participants/{one['id']}/answer", {"status": "confirmed"})
    return {one["name"]: one["id"] for one in found}


def act_as(client: TestClient, engine: Engine, position: Position) -> None:
    sign_in(client, engine, position)


def audited(engine: Engine, kind: AuditKind) -> list[dict[str, Any]]:
    """What the audit log has of a kind, the oldest first."""
    with make_session(engine) as session:
        found = audit_queries.list_records(session, RecordFilter(kind))
    return [record.details for record in reversed(found)]
