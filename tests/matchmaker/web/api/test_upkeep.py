"""Index, runs over the whole stock, backups, words and industries, asked for over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.audit import AuditKind
from models.demand import Demand
from models.organisation import Organisation
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import CAMPAIGN, PATENTS, number, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.people import sign_in

API = "/api/v1"
ADMIN = Position(Role.PROVINCIAL_ADMIN)
ROLLS = number(PATENTS[0][1])
PAIR = {"term": "轧辊", "other": "辊轮轴"}


@pytest.fixture
def client(tmp_path: Path, database_url: str, engine: Engine) -> Iterator[TestClient]:
    settings = Settings(
        data_dir=tmp_path / "data", output_dir=tmp_path / "out", database_url=database_url
    )
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def get(client: TestClient, path: str, status: int = 200, **params: Any) -> Any:
    answer = client.get(API + path, params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(client: TestClient, path: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(API + path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def work_off(client: TestClient, ticket: Any) -> dict[str, Any]:
    """Do what waits; return what came of the work of a ticket."""
    app = client.app
    assert isinstance(app, FastAPI)
    engine = app.state.engine
    setup = WorkSetup(engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()
    found = get(client, f"/work/{ticket['work_id']}")
    assert found["state"] == "done", found
    result: dict[str, Any] = found["result"]
    return result


def hide(engine: Engine, shown: str) -> int:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == shown)).one()
        demand.confidentiality = Confidentiality.HIDDEN
        session.add(demand)
        session.commit()
        return demand.id or 0


def test_index_is_told_of_and_built_anew(client: TestClient) -> None:
    before = get(client, "/index")
    assert (before["patents"], before["stale"]) == (len(PATENTS), False)
    made = work_off(client, post(client, "/index/builds", {"whole": True}, 202))
    assert (made["made"], made["patents"]) == ("built", len(PATENTS))
    assert "tarot" in post(client, "/index/builds", {"algorithm": "tarot"}, 422)["detail"]


def test_matching_is_run_listed_and_read(client: TestClient) -> None:
    assert get(client, "/match-runs") == {"items": [], "next_cursor": None}
    form = {"as_of": "2024-06-01", "anywhere": True, "any_state": True, "workers": 1}
    made = work_off(client, post(client, "/match-runs", form, 202))
    (run,) = get(client, "/match-runs")["items"]
    assert (run["id"], run["demands"], run["as_of"]) == (made["run_id"], 2, "2024-06-01")
    assert run["matches"] > 0
    assert run["finished_at"] is not None
    assert get(client, f"/match-runs/{run['id']}") == run
    # Runs for the list of an event are no runs over the whole stock.
    assert "没有编号为" in get(client, "/match-runs/1", 404)["detail"]


def test_backup_is_taken_and_stays_on_the_server(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine, ADMIN)
    assert get(client, "/backups") == []
    made = work_off(client, post(client, "/backups", None, 202))
    (found,) = get(client, "/backups")
    assert (found["name"], found["size"]) == (made["file"], made["size"])
    assert audited(engine, AuditKind.EXPORT) == [{"what": "备份", "files": [made["file"]]}]


def test_words_are_set_decided_found_and_listed(client: TestClient, engine: Engine) -> None:
    text = "轧辊表面开裂"
    assert "辊轮轴" not in [one["other"] for one in get(client, "/words/found", text=text)]
    word = post(client, "/words", PAIR)
    assert (word["status"], word["origin"], word["kind"]) == ("accepted", "person", "same")
    assert "辊轮轴" in [one["other"] for one in get(client, "/words/found", text=text)]
    decision = {"ids": [word["id"], word["id"]], "status": "refused"}
    (refused,) = post(client, "/words/decisions", decision)
    assert refused["decided_by"] == "测试人（provincial_organiser-0）"
    assert "辊轮轴" not in [one["other"] for one in get(client, "/words/found", text=text)]
    post(client, "/words", {**PAIR, "other": "压辊件"})
    first = get(client, "/words", limit=1)
    rest = get(client, "/words", limit=1, cursor=first["next_cursor"])
    shown = [one["other"] for one in (*first["items"], *rest["items"])]
    assert (shown, rest["next_cursor"]) == (["辊轮轴", "压辊件"], None)
    assert [one["other"] for one in client.get(f"{API}/words?status=accepted").json()["items"]] == [
        "压辊件"
    ]
    assert len(audited(engine, AuditKind.RULE_CHANGE)) >= 3
    assert "太短" in post(client, "/words", {"term": "辊", "other": "轮子"}, 422)["detail"]
    post(client, "/words/decisions", {"ids": [2**31 - 1], "status": "accepted"}, 404)
    post(client, "/words/decisions", {"ids": [1], "status": "proposed"}, 422)


def test_industries_are_listed_and_corrected(client: TestClient, engine: Engine) -> None:
    taxonomy = get(client, "/industries")
    assert taxonomy["industries"][-1]["slug"] == "other"
    assert "还没有学习过产业" in get(client, "/industries/model", 404)["detail"]
    form = {"patent": ROLLS, "industry": "生命健康"}
    slugs = {one["name"]: one["slug"] for one in taxonomy["industries"]}
    industry = next(name for name in slugs if name != "其他")
    tags = post(client, "/industries/corrections", {**form, "industry": industry})
    assert tags[0] == {"industry": slugs[industry], "confidence": 1.0}
    (noted,) = get(client, "/industries/corrections")["items"]
    assert (noted["record_kind"], noted["industry"]) == ("patent", slugs[industry])
    for wrong in ({"industry": industry}, {**form, "industry": "占星"}):
        assert client.post(f"{API}/industries/corrections", json=wrong).status_code == 422


def test_industry_of_a_hidden_demand_is_nobodys_to_read(client: TestClient, engine: Engine) -> None:
    hidden = hide(engine, "X-1")
    form = {"demand_id": hidden, "industry": "other"}
    assert "不公开" in post(client, "/industries/corrections", form, 403)["detail"]
    sign_in(client, engine, ADMIN)
    assert "没有编号为" in post(client, "/industries/corrections", form, 404)["detail"]


def test_correction_of_a_demand_is_listed_to_those_alone_who_know_of_it(
    client: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        number = session.exec(select(Demand.id).where(Demand.demand_number == "X-1")).one()
    post(client, "/industries/corrections", {"demand_id": number, "industry": "other"})
    hide(engine, "X-1")
    assert len(get(client, "/industries/corrections")["items"]) == 1
    sign_in(client, engine, ADMIN)
    assert get(client, "/industries/corrections")["items"] == []


def test_firms_for_an_organisation_leave_out_what_is_hidden(
    client: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        owner = session.exec(
            select(Organisation.id).where(Organisation.name == PATENTS[0][2])
        ).one()
    path = f"/organisations/{owner}/firms"
    found = get(client, path, anywhere=True, any_state=True)
    assert (found["organisation"], found["patents"], found["offered"]) == (PATENTS[0][2], 1, 1)
    first = found["firms"][0]
    assert (first["demand_number"], first["number"]) == ("X-1", ROLLS)
    assert sum(row["share"] for row in first["reasons"]) == pytest.approx(first["score"])
    hide(engine, "X-1")
    shown = get(client, path, anywhere=True, any_state=True)
    assert "X-1" not in [one["demand_number"] for one in shown["firms"]]
    assert "轧辊裂纹修复" not in repr(shown)
    get(client, "/organisations/999999/firms", 404)


def test_list_of_industries_is_replaced_as_a_whole(client: TestClient, engine: Engine) -> None:
    assert get(client, "/industries")["edition"] == 0
    assert get(client, "/industries/editions") == {"items": [], "next_cursor": None}
    industries = [
        {"slug": "metal", "name": "金属加工", "group": "emerging", "status": "confirmed"}
        | {"ipc": ["b23k", "C21D"], "terms": ["轧辊"]},
        {"slug": "other", "name": "其他", "group": "other", "status": "confirmed"},
    ]
    form = {
        "follows": 0,
        "valid_from": "2024-05-01",
        "version": "试点目录",
        "note": "试点",
        "industries": industries,
    }
    wrong = post(client, "/industries/editions", form | {"industries": industries[:1]}, 422)
    assert "最后一项应为" in wrong["detail"]
    made = post(client, "/industries/editions", form, 201)
    listed = {one["slug"]: one for one in made["industries"]}
    assert (made["id"], made["follows"], made["version"]) == (2, 1, "试点目录")
    assert (listed["metal"]["ipc"], listed["metal"]["retired"]) == (["B23K", "C21D"], False)
    assert (listed["beidou"]["retired"], list(listed)[-1]) == (True, "other")
    post(client, "/industries/editions", form, 409)
    page = get(client, "/industries/editions", limit=1)
    assert [one["id"] for one in page["items"]] == [2]
    rest = get(client, "/industries/editions", cursor=page["next_cursor"])
    assert [(one["id"], one["actor"]) for one in rest["items"]] == [(1, "系统")]
    assert get(client, "/industries/editions/1")["version"] == "2024-05"
    offered = [
        one["slug"] for one in get(client, "/industries")["industries"] if not one["retired"]
    ]
    assert offered == ["metal", "other"]
    retired = post(client, "/industries/corrections", {"patent": ROLLS, "industry": "北斗"}, 422)
    assert "已停用" in retired["detail"]
    assert [one["edition"] for one in audited(engine, AuditKind.RULE_CHANGE)] == [2]


def test_records_are_sorted_by_the_list_in_force(client: TestClient, engine: Engine) -> None:
    ticket = post(client, "/industries/sorting", status=202)
    app = client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()
    work = get(client, f"/work/{ticket['work_id']}")
    assert (work["kind_label"], work["state"]) == ("重新归类", "done")
    assert work["result"]["patent_records"] == len(PATENTS)
