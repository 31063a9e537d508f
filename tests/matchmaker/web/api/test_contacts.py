"""Contacts over HTTP: for a purpose, with a record, and for the other side only by consent."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.web.api.paging import write_cursor
from models.account_enums import Role
from models.audit import AuditKind
from models.demand import Demand
from models.patent import Patent
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.matchmaker.people_world import World
from tests.matchmaker.web.api.cases import (
    act_as,
    audited,
    city_organiser,
    firm_member,
    owner_member,
)
from tests.matchmaker.web.api.test_odd_input import CURSORS, ODD, bodies

API = "/api/v1"
WHY = {"purpose": "docking", "text": "约定试验时间"}
AUDITOR = Position(Role.AUDITOR)


@pytest.fixture
def pair(engine: Engine, world: World) -> tuple[str, str]:
    """The addresses of the first demand and of its patent, both with contacts."""
    demand_id, patent_id = world.pairs[0]
    with make_session(engine) as session:
        demand = session.get_one(Demand, demand_id)
        demand.contact_name, demand.contact_phone = "张伟", "13812341234"
        patent = session.get_one(Patent, patent_id)
        patent.contact_name, patent.contact_email = "王芳", "wang@wust.edu.cn"
        session.add_all([demand, patent])
        session.commit()
        number = patent.display_number
    return f"{API}/demands/{demand_id}", f"{API}/patents/{number}"


def consent_to(pair: tuple[str, str]) -> str:
    demand, patent = pair
    return f"{demand}/consents/{patent.rsplit('/', 1)[1]}"


def test_an_organiser_sees_a_contact_and_the_auditor_reads_it(
    client: TestClient, engine: Engine, pair: tuple[str, str]
) -> None:
    shown = client.post(f"{pair[0]}/contact", json=WHY)
    assert shown.json() == {"name": "张伟", "phone": "13812341234", "email": ""}
    assert shown.headers["cache-control"] == "no-store"
    client.post(f"{pair[1]}/contact", json={"purpose": "event", "text": "到场时间"})
    assert [one["purpose_text"] for one in audited(engine, AuditKind.CONTACT_VIEW)] == [
        "约定试验时间",
        "到场时间",
    ]
    act_as(client, engine, AUDITOR)
    first = client.get(f"{API}/disclosures", params={"limit": 1}).json()
    rest = client.get(f"{API}/disclosures", params={"cursor": first["next_cursor"]})
    assert [one["record_kind"] for one in first["items"] + rest.json()["items"]] == [
        "patent",
        "demand",
    ]
    assert "张伟" not in rest.text
    assert client.get(f"{API}/disclosures", params={"since": "2099-01-01"}).json()["items"] == []


def test_without_a_purpose_nothing_is_shown(client: TestClient, pair: tuple[str, str]) -> None:
    for text in ("", "  "):
        refused = client.post(f"{pair[0]}/contact", json={"purpose": "docking", "text": text})
        assert refused.status_code == 422
        assert "张伟" not in refused.text


def test_both_sides_agree_before_either_sees_the_other(
    client: TestClient, engine: Engine, world: World, pair: tuple[str, str]
) -> None:
    act_as(client, engine, owner_member(world, 0))
    assert client.post(f"{pair[0]}/contact", json=WHY).status_code == 403
    agreed = client.put(consent_to(pair)).json()
    assert (agreed["enterprise"], agreed["institution"]) == (False, True)
    assert client.post(f"{pair[0]}/contact", json=WHY).status_code == 403
    act_as(client, engine, firm_member(world, 0))
    assert client.put(consent_to(pair)).json()["enterprise"] is True
    assert client.post(f"{pair[1]}/contact", json=WHY).json()["name"] == "王芳"
    act_as(client, engine, owner_member(world, 0))
    assert client.post(f"{pair[0]}/contact", json=WHY).json()["name"] == "张伟"
    assert client.delete(consent_to(pair)).json()["institution"] is False
    assert client.post(f"{pair[0]}/contact", json=WHY).status_code == 403
    assert client.delete(consent_to(pair)).status_code == 404


def test_an_objection_is_kept_to(
    client: TestClient, engine: Engine, world: World, pair: tuple[str, str]
) -> None:
    for position in (owner_member(world, 0), firm_member(world, 0)):
        act_as(client, engine, position)
        client.put(consent_to(pair))
    said = client.put(f"{API}/me/consents/contacts", json={"given": False}).json()
    assert [(one["purpose"], one["given"]) for one in said] == [("contacts", False), ("push", None)]
    act_as(client, engine, owner_member(world, 0))
    assert client.post(f"{pair[0]}/contact", json=WHY).status_code == 403


def test_consent_is_taken_back_also_once_the_demand_is_hidden(
    client: TestClient, engine: Engine, world: World, pair: tuple[str, str]
) -> None:
    act_as(client, engine, owner_member(world, 0))
    client.put(consent_to(pair))
    with make_session(engine) as session:
        demand = session.get_one(Demand, world.pairs[0][0])
        demand.confidentiality = Confidentiality.HIDDEN
        session.add(demand)
        session.commit()
    assert client.delete(consent_to(pair)).json()["institution"] is False
    missing = f"{API}/demands/999999/consents/{consent_to(pair).rsplit('/', 1)[1]}"
    hidden, none = client.get(consent_to(pair)), client.get(missing)
    assert (hidden.status_code, none.status_code) == (404, 404)
    assert (
        hidden.json()["detail"].replace(str(world.pairs[0][0]), "999999") == (none.json()["detail"])
    )


def test_a_hidden_text_is_opened_with_a_record(
    client: TestClient, engine: Engine, world: World, pair: tuple[str, str]
) -> None:
    act_as(client, engine, firm_member(world, 0))
    client.patch(pair[0], json={"values": {"公开级别": "不公开", "problem": "开裂"}})
    act_as(client, engine, owner_member(world, 0))
    assert client.post(f"{pair[0]}/text", json=WHY).status_code == 404
    assert client.post(f"{pair[0]}/contact", json=WHY).status_code == 404
    act_as(client, engine, city_organiser())
    assert client.post(f"{pair[0]}/text", json=WHY).json()["words"]["problem"] == "开裂"
    (record,) = audited(engine, AuditKind.HIDDEN_TEXT_VIEW)
    assert record["purpose_text"] == "约定试验时间"


def test_nothing_that_is_sent_makes_it_fail(
    client: TestClient, engine: Engine, world: World, pair: tuple[str, str]
) -> None:
    headers = {"Content-Type": "application/json"}
    found = {
        body: client.post(f"{pair[0]}/contact", content=body, headers=headers).status_code
        for body in bodies(WHY)
    }
    assert {body: one for body, one in found.items() if one not in {200, 400, 422}} == {}
    act_as(client, engine, AUDITOR)
    asked = [{name: str(odd)} for name in ("organisation", "viewer", "since") for odd in ODD]
    asked += [{"cursor": one} for one in (*CURSORS, write_cursor("-id", [2**62]))]
    statuses = [(one, client.get(f"{API}/disclosures", params=one).status_code) for one in asked]
    assert [one for one in statuses if one[1] not in {200, 422}] == []
    act_as(client, engine, firm_member(world, 0))
    for odd in ("0", "x", "%00", "9" * 40):
        assert client.put(f"{pair[0]}/consents/{odd}").status_code in {404, 422}
        assert client.put(f"{API}/me/consents/{odd}", json={"given": True}).status_code == 422
