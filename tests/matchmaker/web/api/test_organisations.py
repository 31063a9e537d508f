"""Organisations over HTTP: found by any spelling, doubtful pairs decided, merges undone."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.web.api.paging import write_cursor
from models.organisation import OrganisationReview
from models.session import make_session
from tests.matchmaker.people_world import FIRMS, OWNERS, World
from tests.matchmaker.web.api.cases import act_as, owner_member
from tests.matchmaker.web.api.test_odd_input import CURSORS, ODD, bodies

API = "/api/v1"
LIST, REVIEWS, MERGES = (
    f"{API}/organisations",
    f"{API}/organisation-reviews",
    f"{API}/organisation-merges",
)


@pytest.fixture
def doubtful(engine: Engine, world: World) -> list[int]:
    """Pairs of firms, the likelier first."""
    with make_session(engine) as session:
        rows = [
            OrganisationReview(
                organisation_id=world.firms[place],
                candidate_id=world.firms[0],
                score=score,
                reason="名称相近",
            )
            for place, score in ((1, 0.9), (2, 1.0))
        ]
        session.add_all(rows)
        session.commit()
        return [row.id or 0 for row in reversed(rows)]


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_organisations_are_found_and_come_in_pages(client: TestClient, world: World) -> None:
    found = get(client, LIST, words="有限公司", org_type="enterprise", city="武汉", limit=2)
    rest = get(
        client,
        LIST,
        words="有限公司",
        org_type="enterprise",
        city="武汉",
        cursor=found["next_cursor"],
    )
    assert [one["name"] for one in found["items"] + rest["items"]] == list(FIRMS)
    told = get(client, f"{LIST}/{world.owners[0]}")
    assert (told["name"], told["type_label"], told["city"]) == (OWNERS[0], "高校", "武汉")
    assert OWNERS[0] in told["names"]
    assert get(client, LIST, words="%")["items"] == []


def test_everybody_reads_and_only_the_province_keeps(
    client: TestClient, engine: Engine, world: World
) -> None:
    act_as(client, engine, owner_member(world, 0))
    assert client.get(LIST).status_code == 200
    assert client.get(REVIEWS).status_code == 403


def test_a_doubtful_pair_is_decided_once(
    client: TestClient, world: World, doubtful: list[int]
) -> None:
    first = get(client, REVIEWS, limit=1)
    rest = get(client, REVIEWS, limit=1, cursor=first["next_cursor"])
    assert [one["id"] for one in first["items"] + rest["items"]] == doubtful
    assert rest["next_cursor"] is None
    decision = f"{REVIEWS}/{doubtful[0]}/decision"
    assert client.post(decision, json={"answer": "part"}).status_code == 204
    assert client.post(decision, json={"answer": "same"}).status_code == 409
    whole = get(client, f"{LIST}/{world.firms[0]}")
    assert whole["parts"] == [{"id": world.firms[2], "name": FIRMS[2]}]
    assert get(client, f"{LIST}/{world.firms[2]}")["parent"]["name"] == FIRMS[0]


def test_a_merge_is_made_told_and_undone(client: TestClient, world: World) -> None:
    form = {"kept_id": world.firms[0], "merged_id": world.firms[1], "reason": "更名"}
    made = client.post(MERGES, json=form)
    assert made.status_code == 201, made.text
    assert (made.json()["kept"], made.json()["demands"]) == (FIRMS[0], 2)
    assert client.post(MERGES, json=form).status_code == 409
    assert get(client, f"{LIST}/{world.firms[1]}")["id"] == world.firms[0]
    undo = f"{MERGES}/{made.json()['id']}/undo"
    assert client.post(undo).status_code == 200
    assert client.post(undo).status_code == 409
    (told,) = get(client, MERGES)["items"]
    assert (told["reason"], told["undone_at"] is None) == ("更名", False)


def test_nothing_that_is_sent_makes_it_fail(
    client: TestClient, world: World, doubtful: list[int]
) -> None:
    headers = {"Content-Type": "application/json"}
    form = {"kept_id": world.firms[0], "merged_id": world.firms[1], "reason": "更名"}
    found = {
        body: client.post(MERGES, content=body, headers=headers).status_code
        for body in bodies(form)
    }
    known = {201, 400, 404, 409, 422}
    assert {body: one for body, one in found.items() if one not in known} == {}
    asked = [(LIST, {name: str(odd)}) for name in ("words", "org_type", "city") for odd in ODD]
    cursors = {
        LIST: ("id", [2**62]),
        MERGES: ("-id", [2**62]),
        REVIEWS: ("-score", [float("nan"), 1]),
    }
    for path, (sort, values) in cursors.items():
        asked += [(path, {"cursor": one}) for one in (*CURSORS, write_cursor(sort, values))]
    asked.append((REVIEWS, {"cursor": write_cursor("-score", [float("inf"), 1])}))
    statuses = [(path, one, client.get(path, params=one).status_code) for path, one in asked]
    assert [one for one in statuses if one[2] not in {200, 404, 422}] == []
    for odd in ("0", "x", "%00", "9" * 40, "999999"):
        assert client.post(f"{MERGES}/{odd}/undo").status_code in {404, 422}
        assert client.get(f"{LIST}/{odd}").status_code in {404, 422}
    assert (
        client.post(f"{REVIEWS}/{doubtful[0]}/decision", json={"answer": "open"}).status_code == 422
    )
