"""The server that also does what is planned, if no other process does."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from matchmaker.jobs.database import database
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.enums import ScheduleKind, ScheduleState
from models.schedule import ScheduledRun, ScheduleLease
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.jobs.schedule_cases import say_done
from tests.waiting import wait_until


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for kind in ScheduleKind:
        monkeypatch.setitem(TASKS, kind, say_done)
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


def done(settings: Settings) -> set[ScheduleKind]:
    with database(settings) as engine, make_session(engine) as session:
        rows = session.exec(select(ScheduledRun).where(ScheduledRun.state == ScheduleState.DONE))
        return {row.kind for row in rows}


def test_a_scheduled_server_does_what_is_due_and_gives_the_lease_back(settings: Settings) -> None:
    with TestClient(create_app(settings, lambda: NOW, scheduled=True)) as client:
        assert client.get("/api/v1/health").status_code == 200
        # 6 May 2024, 9:30: the night's work and the month's roadshow.
        wait_until(lambda: len(done(settings)) == 4)
    assert done(settings) == {
        ScheduleKind.INDEX,
        ScheduleKind.MATCHING,
        ScheduleKind.RETENTION,
        ScheduleKind.FINANCE_ROADSHOW,
    }
    with database(settings) as engine, make_session(engine) as session:
        assert session.exec(select(ScheduleLease)).one().expires_at <= NOW


def test_of_two_scheduled_servers_one_does_it(settings: Settings) -> None:
    with (
        TestClient(create_app(settings, lambda: NOW, scheduled=True)),
        TestClient(create_app(settings, lambda: NOW, scheduled=True)),
    ):
        wait_until(lambda: len(done(settings)) == 4)
    with database(settings) as engine, make_session(engine) as session:
        rows = session.exec(select(ScheduledRun)).all()
        assert {row.attempts for row in rows if row.state is ScheduleState.DONE} == {1}


def test_a_server_does_nothing_by_itself_unless_told_to(settings: Settings) -> None:
    with TestClient(create_app(settings, lambda: NOW)) as client:
        assert client.get("/api/v1/health").status_code == 200
    with database(settings) as engine, make_session(engine) as session:
        assert session.exec(select(ScheduleLease)).all() == []
