"""Participants of events and their wishes over HTTP."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.audit import AuditKind
from tests.matchmaker.people_world import FIRMS, OWNERS, World
from tests.matchmaker.web.api.cases import (
    EVENT,
    act_as,
    audited,
    city_organiser,
    come,
    firm_member,
    get,
    owner_member,
    pages,
    post,
)


def answer(client: TestClient, who: int, code: int = 200, **said: object) -> dict[str, object]:
    body = {"status": "confirmed", **said}
    found: dict[str, object] = post(client, f"/participants/{who}/answer", body, code)
    return found


def wish(client: TestClient, who: int, other: str, status: int = 200, wants: str = "want") -> int:
    found = client.put(f"{EVENT}/participants/{who}/wishes", json={"other": other, "wants": wants})
    assert found.status_code == status, found.text
    made: int = found.json().get("id", 0)
    return made


def test_those_of_the_list_are_invited_once(client: TestClient) -> None:
    first = post(client, "/invitations", {"top": 1})
    assert (first["new"], first["known"], len(first["invitees"])) == (2, 0, 2)
    rest = post(client, "/invitations", {})
    assert (rest["new"], rest["known"]) == (4, 2)
    ranked = get(client, "/invitees")
    assert [one["status"] for one in ranked] == ["invited"] * 6
    assert client.get(f"{EVENT}/invitees.xlsx").content[:2] == b"PK"


def test_whoever_takes_away_the_invitees_is_logged(client: TestClient, engine: Engine) -> None:
    client.get(f"{EVENT}/invitees.xlsx")
    assert [details["what"] for details in audited(engine, AuditKind.EXPORT)] == ["邀请名单"]


def test_participants_come_in_pages(client: TestClient) -> None:
    come(client)
    found = pages(client, "/participants", 4)
    assert [len(page) for page in found] == [4, 2]
    assert [one["side"] for page in found for one in page] == ["enterprise"] * 3 + [
        "institution"
    ] * 3
    assert [len(page) for page in pages(client, "/participants", 50, side="institution")] == [3]
    assert get(client, "/participants", status="declined")["items"] == []


def test_a_member_answers_for_its_own_organisation(
    client: TestClient, engine: Engine, world: World
) -> None:
    ids = come(client)
    act_as(client, engine, firm_member(world, 0))
    said = answer(
        client,
        ids[FIRMS[0]],
        absent=[1, 4],
        most=2,
        contact_name="张三丰",
        contact_phone="13800138000",
    )
    shown = said["participant"]
    assert isinstance(shown, dict)
    assert (shown["absent"], shown["most"], shown["name"]) == ([1, 4], 2, FIRMS[0])
    assert "13800138000" not in str(shown)
    assert "张三丰" not in str(shown)
    assert [one["id"] for one in get(client, "/participants")["items"]] == [ids[FIRMS[0]]]
    assert answer(client, ids[FIRMS[1]], 403)["error"] == "Forbidden"
    assert answer(client, ids[FIRMS[0]], 403, group="A")["error"] == "Forbidden"


def test_a_member_registers_its_own_organisation(
    client: TestClient, engine: Engine, world: World
) -> None:
    assert post(client, "/registrations", {}, 403)["error"] == "Forbidden"
    act_as(client, engine, owner_member(world, 0))
    said = post(client, "/registrations", {"contact_name": "李老师", "most": 2})
    assert (said["name"], said["side"], said["status"]) == (OWNERS[0], "institution", "registered")
    assert (said["most"], said["registered_at"] is None) == (2, False)
    assert "李老师" not in str(said)
    assert answer(client, said["id"], 409)["error"] == "Conflict"
    assert post(client, f"/participants/{said['id']}/refusal", {"reply": "满"}, 403)


def test_an_organiser_accepts_or_refuses(client: TestClient, engine: Engine, world: World) -> None:
    act_as(client, engine, firm_member(world, 0))
    asked = post(client, "/registrations", {})["id"]
    act_as(client, engine, city_organiser())
    refused = post(client, f"/participants/{asked}/refusal", {"reply": "名额已满"})
    assert (refused["status"], refused["reply"]) == ("refused", "名额已满")
    (found,) = get(client, "/participants", status="refused")["items"]
    assert (found["id"], found["reply"]) == (asked, "名额已满")
    accepted = answer(client, asked)["participant"]
    assert isinstance(accepted, dict)
    assert accepted["status"] == "confirmed"
    assert post(client, f"/participants/{asked}/refusal", {"reply": "满"}, 409)
    act_as(client, engine, firm_member(world, 0))
    assert "已确认" in post(client, "/registrations", {}, 409)["detail"]


def test_answers_follow_an_order(client: TestClient) -> None:
    ids = come(client)
    first = ids[FIRMS[0]]
    assert answer(client, first, 409, status="declined")["error"] == "Conflict"
    assert answer(client, first, 422, status="invited")["error"] == "BadQuery"
    assert answer(client, first, 422, absent=[5])["error"] == "BadQuery"
    assert answer(client, first, 422, most=1, least=2)["error"] == "BadQuery"
    answer(client, first, status="withdrawn")
    answer(client, 9_999, 404)


def test_an_organisation_off_the_list_is_invited_by_name(client: TestClient) -> None:
    guest = {"organisation": "华中科技大学", "side": "institution"}
    made = post(client, "/participants", guest)
    assert (made["name"], made["status"]) == ("华中科技大学", "invited")
    assert post(client, "/participants", guest)["id"] == made["id"]
    post(client, "/participants", {**guest, "organisation": "查无此校"}, 404)


def test_an_organiser_checks_in_who_has_come(client: TestClient) -> None:
    post(client, "/invitations", {})
    one = get(client, "/participants")["items"][0]
    post(client, f"/participants/{one['id']}/check-in", status=409)
    answer(client, one["id"])
    arrived = post(client, f"/participants/{one['id']}/check-in")
    assert arrived["checked_in_at"] == "2024-05-06T01:30:00Z"


def test_the_last_word_on_a_meeting_holds(client: TestClient) -> None:
    ids = come(client)
    first = wish(client, ids[FIRMS[0]], OWNERS[2])
    assert wish(client, ids[FIRMS[0]], OWNERS[2], wants="dont_want") == first
    (shown,) = get(client, "/wishes")["items"]
    assert (shown["wants"], shown["side"], shown["institution"]) == (
        "dont_want",
        "enterprise",
        OWNERS[2],
    )
    assert client.delete(f"{EVENT}/wishes/{first}").status_code == 204
    assert client.delete(f"{EVENT}/wishes/{first}").status_code == 404
    wish(client, ids[FIRMS[0]], FIRMS[1], 404)


def test_a_member_sees_and_says_its_own_wishes(
    client: TestClient, engine: Engine, world: World
) -> None:
    ids = come(client)
    foreign = wish(client, ids[OWNERS[0]], FIRMS[0])
    act_as(client, engine, firm_member(world, 0))
    assert get(client, "/wishes")["items"] == []
    own = wish(client, ids[FIRMS[0]], OWNERS[0])
    wish(client, ids[FIRMS[1]], OWNERS[0], 403)
    assert [one["id"] for one in get(client, "/wishes")["items"]] == [own]
    assert client.delete(f"{EVENT}/wishes/{foreign}").status_code == 403
    act_as(client, engine, owner_member(world, 0))
    assert [one["id"] for one in get(client, "/wishes")["items"]] == [foreign]


def test_wishes_come_in_pages(client: TestClient) -> None:
    ids = come(client)
    made = [wish(client, ids[FIRMS[0]], other) for other in OWNERS]
    found = pages(client, "/wishes", 2)
    assert [[one["id"] for one in page] for page in found] == [made[:2], made[2:]]


def test_an_organiser_of_another_city_organises_nothing_here(
    client: TestClient, engine: Engine
) -> None:
    ids = come(client)
    act_as(client, engine, city_organiser("宜昌"))
    post(client, "/invitations", {}, 403)
    answer(client, ids[FIRMS[0]], 403)
    wish(client, ids[FIRMS[0]], OWNERS[0], 403)
    assert client.get(f"{EVENT}/participants").status_code == 403
