"""Outcomes of meetings over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, World
from tests.matchmaker.web.api.cases import EVENT, act_as, come, firm_member, get, pages, post

PATENT = number("202010000001")


def record(
    client: TestClient, firm: int, owner: int, status: int = 201, **said: Any
) -> dict[str, Any]:
    body = {"enterprise": FIRMS[firm], "institution": OWNERS[owner], "result": "contact", **said}
    found: dict[str, Any] = post(client, "/outcomes", body, status)
    return found


def test_an_outcome_is_recorded_and_corrected(client: TestClient) -> None:
    come(client)
    first = record(client, 0, 0)
    assert (first["made"], first["outcome"]["number"]) == (True, 1)
    assert record(client, 0, 0)["made"] is False
    second = record(client, 0, 0, result="intent", amount_cny=500_000)
    assert (second["outcome"]["number"], second["outcome"]["amount_cny"]) == (2, 500_000)
    assert [one["result"] for one in get(client, "/outcomes")["items"]] == ["intent"]
    history = pages(client, "/outcomes", 1, history=True)
    assert [[one["result"] for one in page] for page in history] == [["contact"], ["intent"]]


def test_members_see_what_came_of_their_own_meetings(
    client: TestClient, engine: Engine, world: World
) -> None:
    come(client)
    record(client, 0, 0)
    record(client, 1, 1)
    act_as(client, engine, firm_member(world, 1))
    assert [one["enterprise"] for one in get(client, "/outcomes")["items"]] == [FIRMS[1]]
    record(client, 1, 1, 403)
    assert client.get("/api/v1/outcomes/judgements/pairs").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "none"},
        {"held": False},
        {"reason": "price"},
        {"amount_cny": 5},
        {"result": "contract", "amount_cny": 10**18},
        {"result": "contract", "amount_cny": -1},
        {"demand": "需求1"},
        {"demand": "需求4", "patent": PATENT},
        {"note": "\0"},
    ],
)
def test_words_that_contradict_each_other_are_refused(
    client: TestClient, wrong: dict[str, Any]
) -> None:
    come(client)
    record(client, 0, 0, 422, **wrong)


def test_who_did_not_come_has_no_outcome(client: TestClient) -> None:
    ids = come(client)
    post(client, f"/participants/{ids[FIRMS[0]]}/answer", {"status": "withdrawn"})
    record(client, 0, 0, 409)


def test_judgements_are_taken_as_tables(client: TestClient) -> None:
    come(client)
    record(client, 0, 0, demand="需求1", patent=PATENT, result="contract")
    demands = client.get("/api/v1/outcomes/judgements/demands").text.splitlines()
    pairs = client.get("/api/v1/outcomes/judgements/pairs").text.splitlines()
    assert demands[0] == "demand_id,title,content"
    assert demands[1].startswith("需求1,需求1的难题")
    assert pairs[1].endswith(",4")
    assert client.get("/api/v1/outcomes/judgements/all").status_code == 422
    assert client.get(f"{EVENT}/outcomes?cursor=x").status_code == 422
