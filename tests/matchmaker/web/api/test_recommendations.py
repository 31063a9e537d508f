"""Recommendations over HTTP: as the command line has them, and to whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.demand import Demand
from models.organisation import Organisation
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import CAMPAIGN, PATENTS, number, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.people import sign_in

ROLLS, DEAD = number(PATENTS[0][1]), number(PATENTS[2][1])
LIFTED = {"anywhere": "true", "any_state": "true"}


@pytest.fixture
def client(tmp_path: Path, database_url: str, engine: Engine) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def hide(engine: Engine, shown: str) -> tuple[int, int]:
    """Hide a demand; return its id and its firm's."""
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == shown)).one()
        demand.confidentiality = Confidentiality.HIDDEN
        session.add(demand)
        session.commit()
        return demand.id or 0, demand.organisation_id


def demand_id(engine: Engine, shown: str) -> int:
    with make_session(engine) as session:
        return session.exec(select(Demand.id).where(Demand.demand_number == shown)).one() or 0


def test_the_patent_that_fits_comes_first_and_its_reasons_add_up(
    client: TestClient, engine: Engine
) -> None:
    path = f"/api/v1/demands/{demand_id(engine, 'X-1')}/patents"
    first, *_ = client.get(path, params=LIFTED).json()
    assert first["title"] == PATENTS[0][0]
    shares = sum(row["share"] for row in first["reasons"])
    assert shares == pytest.approx(first["score"], abs=1e-6)


def test_the_demand_that_a_patent_answers_comes_first(client: TestClient) -> None:
    first, *_ = client.get(f"/api/v1/patents/{ROLLS}/demands", params=LIFTED).json()["demands"]
    assert (first["demand_number"], first["enterprise"]) == ("X-1", "武汉轧机制造有限公司")
    shares = sum(row["share"] for row in first["reasons"])
    assert shares == pytest.approx(first["score"], abs=1e-6)


def test_a_gate_is_told_by_name(client: TestClient, engine: Engine) -> None:
    assert client.get(f"/api/v1/patents/{DEAD}/demands").json()["gate"] == "专利已失效"
    path = f"/api/v1/demands/{demand_id(engine, 'X-2')}/patents/{DEAD}/why-not"
    found = client.get(path).json()
    assert (found["verdict"], found["reason"]) == ("gated", "专利已失效")


def test_patents_alike_leave_out_the_one_that_was_asked_about(client: TestClient) -> None:
    found = client.get(f"/api/v1/patents/{ROLLS}/similar", params=LIFTED).json()
    assert ROLLS not in [one["number"] for one in found]


@pytest.mark.parametrize("path", ["/patents", f"/patents/{ROLLS}/why-not"])
def test_a_hidden_demand_is_for_its_firm_alone(
    client: TestClient, engine: Engine, path: str
) -> None:
    demand, firm = hide(engine, "X-1")
    address = f"/api/v1/demands/{demand}{path}"
    refused = client.get(address)
    assert (refused.status_code, "轧辊" in refused.text) == (404, False)
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, firm))
    assert client.get(address).status_code == 200


def test_owners_are_not_told_of_a_hidden_demand(client: TestClient, engine: Engine) -> None:
    hide(engine, "X-1")
    with make_session(engine) as session:
        name = PATENTS[0][2]
        owner = session.exec(select(Organisation.id).where(Organisation.name == name)).one()
    sign_in(client, engine, Position(Role.UNIVERSITY_REVIEWER, owner))
    answer = client.get(f"/api/v1/patents/{ROLLS}/demands", params=LIFTED)
    assert answer.status_code == 200
    assert [text for text in ("X-1", "裂纹修复", "武汉轧机") if text in answer.text] == []
