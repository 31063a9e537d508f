"""The process answers, or says what it lacks."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from matchmaker.settings import Settings
from models.session import head_revision
from tests.matchmaker.web.operations.conftest import Make
from tests.matchmaker.web.test_app import fill


def test_live_needs_nothing(client: TestClient, engine: Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        response = client.get("/health/live")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
    finally:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :now"), {"now": head_revision()}
            )


def test_ready_where_database_and_index_are(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "schema_revision": head_revision(),
        "index_version": client.get("/api/v1/health").json()["index_version"],
    }


def test_without_an_index_it_says_what_to_run(client: TestClient) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["error"]) == (503, "NotReady")
    assert "请先建立索引" in response.json()["detail"]


def test_another_schema_and_a_damaged_index_are_both_told(
    client: TestClient, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    (settings.index_dir / "CURRENT").write_text("v-gone", encoding="utf-8")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        response = client.get("/health/ready")
    finally:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :now"), {"now": head_revision()}
            )
    assert response.status_code == 503
    assert f"数据库结构版本为 0001，程序需要 {head_revision()}" in response.json()["detail"]
    assert "索引" in response.json()["detail"]


def test_a_database_that_does_not_answer_in_time_is_not_waited_for(make_client: Make) -> None:
    client = make_client(database_pool_size=1, database_pool_overflow=0)
    client.app.state.desk_keeper._line.submit(lambda: None).result()  # type: ignore[attr-defined]
    engine = client.app.state.engine  # type: ignore[attr-defined]
    pool = client.app.state.settings.web_pool  # type: ignore[attr-defined]
    with ExitStack() as held:
        for _ in range(pool.size + pool.overflow):
            held.enter_context(engine.connect())
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert "数据库在 3 秒内没有应答" in response.json()["detail"]
    # Who was left waiting has the connection first, and gives it back.
    assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_described(client: TestClient, path: str) -> None:
    assert path in client.get("/openapi.json").json()["paths"]
