"""Listings over HTTP: nothing that is proposed is told to strangers before it has passed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.matching.gates import Gate, Occasion
from matchmaker.services.accounts.registry import Position
from matchmaker.services.stock import load_offers
from matchmaker.settings import Settings
from matchmaker.web.api.paging import write_cursor
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.patent import Patent
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.web.people import sign_in

PATENT, SECOND, THEIRS = (number(f"20201000000{place}") for place in (1, 2, 3))
LISTINGS = "/api/v1/listings"
# Nothing else says so.
MARK = "轧辊在线激光熔覆示范"
VALUES = {"scenario": MARK, "price": "61万元", "contact_phone": "13812345678"}
MEMBER, DEPARTMENT, UNIVERSITY = (
    Role.INSTITUTION_MEMBER,
    Role.DEPARTMENT_REVIEWER,
    Role.UNIVERSITY_REVIEWER,
)


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    unlimited = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, **unlimited)
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        # So that a pass changes what the gates say.
        for _, key in world.pairs:
            session.get_one(Patent, key).owner_consents = False
        session.commit()
    return world


class People:
    """Whoever asks, by role."""

    def __init__(self, client: TestClient, engine: Engine, world: World) -> None:
        self.client, self.engine, self.world = client, engine, world

    def be(self, role: Role, owner: int = 0) -> TestClient:
        bodies = self.world.firms if role is Role.ENTERPRISE_MEMBER else self.world.owners
        body = bodies[owner] if role.is_of_organisation else None
        department = "机械学院" if role in (MEMBER, DEPARTMENT) else ""
        sign_in(self.client, self.engine, Position(role, body, "", department))
        return self.client


@pytest.fixture
def people(client: TestClient, engine: Engine, world: World) -> People:
    people = People(client, engine, world)
    for role in (MEMBER, DEPARTMENT, UNIVERSITY):
        people.be(role)
    return people


def propose(client: TestClient, patent: str = PATENT, **more: Any) -> dict[str, Any]:
    answer = client.post(LISTINGS, json={"patent": patent, "values": VALUES} | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def act(client: TestClient, proposal: dict[str, Any], act: str, **said: str) -> Response:
    return client.post(f"{LISTINGS}/{proposal['id']}/{act}", json=said)


def items(client: TestClient, path: str = LISTINGS, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_strangers_and_firms_see_nothing_of_a_proposal_until_it_has_passed(
    people: People, engine: Engine, world: World
) -> None:
    asked = (
        (f"/api/v1/patents/{PATENT}", {}),
        ("/api/v1/patents", {}),
        ("/api/v1/patents", {"offered": True}),
        ("/api/v1/patents", {"most_price_cny": 700_000}),
    )

    def public() -> list[Any]:
        client = people.be(Role.ENTERPRISE_MEMBER)
        return [client.get(path, params=query).json() for path, query in asked]

    def gate() -> Gate | None:
        lifted = frozenset({Gate.OUTSIDE_PROVINCE})
        with make_session(engine) as session:
            occasion = Occasion(NOW.date(), NOW.date(), "42", lifted=lifted)
            return load_offers(session).gate(world.pairs[0][1], occasion)

    before = public()
    assert gate() is Gate.NO_CONSENT
    proposal = propose(people.be(MEMBER))
    assert proposal["state"] == "department"
    # Of the other parties nobody learns that there is one.
    for role, owner in ((Role.ENTERPRISE_MEMBER, 0), (MEMBER, 1), (UNIVERSITY, 1)):
        client = people.be(role, owner)
        assert client.get(f"{LISTINGS}/{proposal['id']}").status_code in {403, 404}
        assert MARK not in client.get(LISTINGS).text
    assert people.be(MEMBER, 1).get(f"{LISTINGS}/{proposal['id']}").status_code == 404
    assert items(people.be(UNIVERSITY, 1)) == []
    assert act(people.be(UNIVERSITY), proposal, "pass").status_code == 403
    assert (public(), gate()) == (before, Gate.NO_CONSENT)
    assert act(people.be(DEPARTMENT), proposal, "pass").json()["state"] == "university"
    assert (public(), gate()) == (before, Gate.NO_CONSENT)
    passed = act(people.be(UNIVERSITY), proposal, "pass")
    assert (passed.json()["state"], passed.json()["listed_until"]) == ("passed", "2025-05-06")
    assert {one["changed"] for one in passed.json()["fields"]} == {False}
    assert gate() is None
    after = public()
    assert MARK in str(after[0])
    assert [one["number"] for one in after[2]["items"]] == [PATENT]
    assert [one["number"] for one in after[3]["items"]] == [PATENT]
    # Contacts stay masked to everybody.
    assert "13812345678" not in str(after) + passed.text


def test_a_proposal_is_shown_beside_what_is_told_now(people: People) -> None:
    proposal = propose(people.be(MEMBER))
    client = people.be(Role.PROVINCIAL_ORGANISER)
    changed = client.patch(f"/api/v1/patents/{PATENT}", json={"values": {"price": "40万元"}})
    assert changed.status_code == 200, changed.text
    found = people.be(UNIVERSITY).get(f"{LISTINGS}/{proposal['id']}").json()
    rows = {one["field"]: one for one in found["fields"]}
    assert rows["price_low_cny"] == {
        "field": "price_low_cny",
        "label": "价格",
        "present": "40万元",
        "proposed": "61万元",
        "changed": True,
    }
    assert rows["contact_phone"]["proposed"] == "138****5678"
    assert (rows["scenario"]["present"], rows["scenario"]["changed"]) == ("", False)
    assert found["changed_since"] is True
    assert [step["act"] for step in found["steps"]] == ["申报"]


def test_whoever_has_read_another_state_does_not_pass(people: People) -> None:
    proposal = propose(people.be(MEMBER))
    path = f"{LISTINGS}/{proposal['id']}"
    client = people.be(DEPARTMENT)
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    people.be(Role.PROVINCIAL_ORGANISER).patch(
        f"/api/v1/patents/{PATENT}", json={"values": {"price": "40万元"}}
    )
    client = people.be(DEPARTMENT)
    stale = client.post(f"{path}/pass", json={}, headers={"If-Match": tag})
    assert stale.status_code == 412
    fresh = client.get(path).headers["etag"]
    assert client.post(f"{path}/pass", json={}, headers={"If-Match": fresh}).status_code == 200


def test_each_finds_what_waits_for_them(people: People, world: World) -> None:
    first, second = propose(people.be(MEMBER)), propose(people.be(MEMBER), SECOND)
    assert act(people.be(DEPARTMENT), second, "pass").status_code == 200

    def seen(role: Role) -> tuple[list[int], int]:
        client = people.be(role)
        found = [one["id"] for one in items(client, waiting=True)]
        return found, client.get(f"{LISTINGS}/waiting").json().get("waiting")

    assert seen(DEPARTMENT) == ([first["id"]], 1)
    assert seen(UNIVERSITY) == ([second["id"]], 1)
    assert seen(Role.PROVINCIAL_ORGANISER) == ([first["id"], second["id"]], 2)
    client = people.be(MEMBER)
    assert items(client, waiting=True) == []
    assert client.get(f"{LISTINGS}/waiting").status_code == 403
    assert [one["id"] for one in items(client, state="university")] == [second["id"]]
    assert [one["id"] for one in items(client, patent=PATENT)] == [first["id"]]
    assert len(items(client, department=" 机械学院")) == 2
    assert items(client, department="材料学院") == []
    assert len(items(client, organisation_id=world.owners[0])) == 2
    assert items(client, organisation_id=world.owners[1]) == []


def test_proposals_come_in_pages(people: People) -> None:
    client = people.be(MEMBER)
    ids = [propose(client, one)["id"] for one in (PATENT, SECOND)]
    first = client.get(LISTINGS, params={"limit": 1}).json()
    second = client.get(LISTINGS, params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for page in (first, second) for one in page["items"]] == ids
    assert second["next_cursor"] is None


def test_a_reviewer_returns_and_a_member_withdraws(people: People) -> None:
    proposal = propose(people.be(MEMBER))
    client = people.be(DEPARTMENT)
    assert act(client, proposal, "return").status_code == 422
    returned = act(client, proposal, "return", reason="价格缺少依据").json()
    assert (returned["state"], returned["steps"][-1]["note"]) == ("returned", "价格缺少依据")
    assert act(client, proposal, "pass").status_code == 409
    again = propose(people.be(MEMBER))
    assert act(people.be(MEMBER), again, "withdraw").json()["state"] == "withdrawn"


def test_an_error_names_the_field(people: People) -> None:
    client = people.be(MEMBER)
    wrong = {"patent": PATENT, "values": {"maturity": "差不多了"}}
    answer = client.post(LISTINGS, json=wrong)
    assert (answer.status_code, "maturity" in answer.json()["detail"]) == (422, True)
    assert client.post(LISTINGS, json={"patent": THEIRS}).status_code == 403
    sent = {"items": [{"patent": SECOND, "values": VALUES}, wrong, {"patent": THEIRS}]}
    outcomes = client.post(f"{LISTINGS}/bulk", json=sent).json()["outcomes"]
    assert [one["state"] for one in outcomes] == ["department", None, None]
    assert [bool(one["error"]) for one in outcomes] == [False, True, True]
    assert "maturity" in outcomes[1]["error"]


def test_a_reviewer_lists_at_once_renews_and_takes_down(people: People) -> None:
    client = people.be(UNIVERSITY)
    assert propose(client, listed_until="2024-05-20")["state"] == "passed"
    assert items(client, f"{LISTINGS}/ending") == [
        {
            "number": PATENT,
            "title": "需求1的办法",
            "owners": ["武汉科技大学"],
            "listed_until": "2024-05-20",
            "days_left": 14,
        }
    ]
    assert items(people.be(UNIVERSITY, 1), f"{LISTINGS}/ending") == []
    client = people.be(UNIVERSITY)
    renewed = client.post(f"{LISTINGS}/renewals", json={"patents": [PATENT, THEIRS]}).json()
    assert [one["listed_until"] for one in renewed["outcomes"]] == ["2025-05-20", None]
    said = {"patents": [PATENT], "reason": "已转让", "withdraw_consent": True}
    taken = client.post(f"{LISTINGS}/take-downs", json=said).json()
    assert taken == {"outcomes": [{"patent": PATENT, "error": ""}]}
    steps = client.get(f"{LISTINGS}/history/{PATENT}").json()["steps"]
    assert [one["act"] for one in steps] == ["申报", "院校审核通过", "续期", "撤下"]
    assert items(people.be(Role.ENTERPRISE_MEMBER), "/api/v1/patents", offered=True) == []


ODD: tuple[Any, ...] = ("", " ", "\0", "字" * 5_000, "0001-01-01", "9999-12-31", -1, 0, 2**31)
ODD += (2**63, 10**40, 1.5, True, None, [], [None], ["\0"], {}, {"\0": "x"}, {"price": "\0"})
RAW = ("NaN", "1e999", '"\\ud800"', '{"\\ud800": "x"}', '["\\ud800"]')
WRITES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "",
        {
            "patent": PATENT,
            "values": VALUES,
            "listed_until": "2025-01-01",
            "organisation_id": 1,
            "note": "见",
        },
    ),
    ("/bulk", {"items": [{"patent": PATENT}]}),
    ("/1/pass", {"note": "好"}),
    ("/1/return", {"reason": "不妥"}),
    ("/1/withdraw", {"note": "再改"}),
    ("/renewals", {"patents": [PATENT], "until": "2025-01-01"}),
    ("/take-downs", {"patents": [PATENT], "reason": "已转让", "withdraw_consent": True}),
)


@pytest.mark.parametrize(("path", "right"), WRITES)
def test_no_body_makes_an_operation_fail(people: People, path: str, right: dict[str, Any]) -> None:
    client = people.be(UNIVERSITY)
    bodies = [{**right, name: odd} for name in right for odd in ODD]
    found = {str(body): client.post(LISTINGS + path, json=body).status_code for body in bodies}
    for name in right:
        for raw in RAW:
            rest = "".join(f', "{other}": null' for other in right if other != name)
            text = f'{{"{name}": {raw}{rest}}}'
            headers = {"Content-Type": "application/json"}
            answer = client.post(LISTINGS + path, content=text, headers=headers)
            found[text] = answer.status_code
    known = {200, 201, 403, 404, 409, 422}
    assert {body: status for body, status in found.items() if status not in known} == {}


def test_no_question_makes_an_operation_fail(people: People) -> None:
    client = people.be(UNIVERSITY)
    cursors = [write_cursor("listed_until", one) for one in (["x", 1], ["2024-01-01", 2**70], [1])]
    cursors += [write_cursor("id", [2**62]), "x", "é"]
    texts = ["", "\0", "x" * 300, "9" * 40, "-1", "1.5", *cursors]
    names = ("state", "organisation_id", "department", "patent", "waiting", "ending", "cursor")
    found = {
        (path, name, text): client.get(LISTINGS + path, params={name: text}).status_code
        for path in ("", "/ending")
        for name in (*names, "limit", "x")
        for text in texts
    }
    for text in ("0", "-1", "2147483648", "9" * 40, "x", "%00", "%ff"):
        for path in (f"/{text}", f"/history/{text}"):
            found[path, "", ""] = client.get(LISTINGS + path).status_code
    assert {one: status for one, status in found.items() if status not in {200, 404, 422}} == {}
