"""Pages and API over a database with a list."""

import gc
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.collecting import OBJECTS_PER_COLLECTION, few_collections
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.enums import EventKind, ScheduleKind
from models.event import Event
from models.schedule import Reminder
from models.session import make_session
from tests.conftest import NOW
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.people import leave, sign_in


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def fill(settings: Settings, folder: Path) -> None:
    (folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(folder / "p.csv"), write_demands(folder / "d.csv")
    make_line(settings, patents, demands, folder / "campaign.toml")


def test_the_first_page_has_months_of_two_years_in_their_order(
    client: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        for held_on in (date(2025, 1, 7), date(2024, 12, 17)):
            kind, slug = EventKind.LOCAL_DOCKING, held_on.isoformat()
            session.add(Event(slug=slug, name=slug, kind=kind, held_on=held_on, city_code="420100"))
        session.commit()
    page = client.get("/").text
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["2024 年 12 月", "2025 年 1 月"]


def test_an_application_searches_for_garbage_rarely(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests set it aside, see conftest.py.
    monkeypatch.setattr("matchmaker.web.app.few_collections", few_collections)
    before = gc.get_threshold()
    with TestClient(create_app(settings, lambda: NOW)):
        assert gc.get_threshold()[0] == OBJECTS_PER_COLLECTION
    assert gc.get_threshold() == before


def test_health_of_an_empty_service(client: TestClient) -> None:
    assert client.get("/api/v1/health").json() == {
        "status": "ok",
        "patents": 0,
        "demands": 0,
        "index": "missing",
        "index_version": None,
    }


def test_health_counts_what_is_stored(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    body = client.get("/api/v1/health").json()
    assert (body["patents"], body["demands"], body["index"]) == (4, 2, "ready")


def test_health_tells_a_damaged_index(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    (settings.index_dir / "CURRENT").write_text("v-gone", encoding="utf-8")
    assert client.get("/api/v1/health").json()["index"] == "damaged"


def test_the_office_is_told_what_has_to_be_done(client: TestClient, engine: Engine) -> None:
    assert "眼下没有要办的事" in client.get("/office").text
    with make_session(engine) as session:
        session.add(
            Reminder(key="a", kind=ScheduleKind.LOCK, text="请核对名单", due=NOW, created_at=NOW)
        )
        session.commit()
    page = client.get("/office").text
    assert "2024-05-06 09:30" in page
    assert "请核对名单" in page


def test_home_of_an_empty_service_says_what_to_do(client: TestClient) -> None:
    assert "登记活动后，会按日程生成名单" in client.get("/office").text


def test_home_shows_everybody_what_comes(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    leave(client)
    page = client.get("/").text
    assert "近期活动" in page
    assert "测试活动" in page
    assert "/office" not in page


def test_the_office_lists_the_events(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    page = client.get("/office").text
    assert "测试活动" in page
    assert 'href="/office/events/docking/list.xlsx"' in page


def test_event_page_shows_pairs_and_reasons(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    page = client.get("/office/events/docking").text
    assert "一种轧辊表面裂纹的激光熔覆修复方法" in page
    assert "共有“" in page


def test_download_is_the_exported_workbook(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    response = client.get("/office/events/docking/list.xlsx")
    assert response.headers["content-disposition"].endswith("docking_v1.xlsx")
    assert response.content[:2] == b"PK"


def test_an_unknown_event_is_a_named_error(client: TestClient) -> None:
    response = client.get("/office/events/nope")
    assert response.status_code == 404
    assert response.json()["error"] == "NotFound"
    assert "没有活动 nope" in response.json()["detail"]


def test_pages_name_no_outside_host(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    fill(settings, tmp_path)
    pages = [
        client.get(path).text
        for path in ("/", "/office", "/office/events/docking", "/static/app.css")
    ]
    assert [page for page in pages if "http://" in page or "https://" in page] == []


def test_the_documentation_page_names_files_of_this_host_alone(client: TestClient) -> None:
    page = client.get("/docs").text
    assert re.findall(r'(?:src|href)="(?!/|#|data:)([^"]*)"', page) == []
    assert client.get("/redoc").status_code == 404
