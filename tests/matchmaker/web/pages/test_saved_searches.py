"""Searches are kept, opened again, removed, and brought back; each person has their own."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.services.saved_searches import MOST_SEARCHES
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.queries.saved_searches import searches_of
from models.session import make_session
from tests.conftest import NOW
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.people import sign_in

WORDS = quote("轧辊")
QUERY = f"/patents?words={WORDS}&state=in_force"
NAME = "轧辊，有效"


@pytest.fixture
def client(database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    (tmp_path / "c.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "c.toml")
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


def queries(engine: Engine, account_id: int = 1) -> list[tuple[str, str]]:
    with make_session(engine) as session:
        return [(one.name, one.query) for one in searches_of(session, account_id)]


def test_a_search_is_kept_once_opened_and_brought_back(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine)
    page = client.post("/patents/saved", data={"query": QUERY}).text
    assert "已保存查找“轧辊，有效”" in page
    assert f'href="/patents?words={WORDS}&amp;state=in_force">{NAME}</a>' in page
    # Another page and another order of it are the same search.
    client.post("/patents/saved", data={"query": f"{QUERY}&page=3"})
    assert queries(engine) == [(NAME, f"words={WORDS}&state=in_force")]
    (number,) = re.findall(r"/patents/saved/(\d+)/remove", client.get("/patents").text)
    removed = client.post(f"/patents/saved/{number}/remove").text
    assert "已删除查找" in removed
    assert queries(engine) == []
    (undo,) = re.findall(
        r'name="query" value="(/patents\?[^"]+)"><button', removed.replace("\n", "")
    )
    client.post("/patents/saved", data={"query": undo.replace("&amp;", "&")})
    assert queries(engine) == [(NAME, f"words={WORDS}&state=in_force")]


def test_nobody_opens_or_removes_the_search_of_another(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine)
    client.post("/patents/saved", data={"query": QUERY})
    sign_in(client, engine, Position(Role.AUDITOR))
    assert NAME not in client.get("/patents").text
    assert client.post("/patents/saved/1/remove").status_code == 404
    assert queries(engine) == [(NAME, f"words={WORDS}&state=in_force")]


@pytest.mark.parametrize("query", ["/patents?page=x", "/patents?sort=odd", "/patents?owner=-1"])
def test_what_is_no_search_is_not_kept(client: TestClient, engine: Engine, query: str) -> None:
    sign_in(client, engine)
    refused = client.post("/patents/saved", data={"query": query})
    assert (refused.status_code, refused.json()["error"]) == (422, "BadQuery")
    assert queries(engine) == []


def test_there_are_so_many_and_no_more(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine)
    for number in range(MOST_SEARCHES):
        client.post("/patents/saved", data={"query": f"/patents?words={number}a"})
    refused = client.post("/patents/saved", data={"query": QUERY})
    assert refused.status_code == 409
    assert "请先删除不用的" in refused.json()["detail"]
    assert len(queries(engine)) == MOST_SEARCHES
