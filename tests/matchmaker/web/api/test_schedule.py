"""What is done by itself, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.enums import ScheduleKind, ScheduleState
from models.schedule import Reminder, ScheduledRun
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import SLUG
from tests.matchmaker.web.api.cases import act_as, city_organiser

RUNS, REMINDERS = "/api/v1/schedule/runs", "/api/v1/schedule/reminders"
KEY = f"{SLUG}/draft/2024-05-06T09:30"


@pytest.fixture(autouse=True)
def planned(engine: Engine, client: TestClient) -> None:
    """A run of the event has failed, one of the night waits; each has a reminder."""
    with make_session(engine) as session:
        for slug, kind, state in (
            (SLUG, ScheduleKind.DRAFT, ScheduleState.FAILED),
            ("", ScheduleKind.INDEX, ScheduleState.PLANNED),
        ):
            due = NOW if slug else NOW + timedelta(hours=1)
            run = ScheduledRun(event_slug=slug, kind=kind, due=due, next_try_at=due, state=state)
            note = Reminder(
                key=kind.value, event_slug=slug, kind=kind, text="看", due=due, created_at=NOW
            )
            session.add_all([run, note])
        session.commit()


def asked(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_runs_are_told_with_where_they_stand(client: TestClient) -> None:
    found = asked(client, RUNS)
    assert found["runner"] is None
    assert [(run["event_slug"], run["standing"]) for run in found["runs"]] == [
        (SLUG, "failed"),
        ("", "next"),
    ]
    assert [run["key"] for run in asked(client, RUNS, event=SLUG)["runs"]] == [KEY]
    assert asked(client, RUNS, state="done")["runs"] == []


def test_a_city_hears_of_its_own_events(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser())
    assert [run["key"] for run in asked(client, RUNS)["runs"]] == [KEY]
    assert [one["event_slug"] for one in asked(client, REMINDERS)["items"]] == [SLUG]
    act_as(client, engine, city_organiser("宜昌"))
    assert asked(client, RUNS)["runs"] == []
    assert asked(client, REMINDERS)["items"] == []


def test_a_failed_run_begins_anew(client: TestClient) -> None:
    again = "/api/v1/schedule/retries"
    assert client.post(again, json={"key": KEY}).status_code == 204
    assert client.post(again, json={"key": KEY}).status_code == 409
    assert client.post(again, json={"key": f"{SLUG}/lock/2024-05-06T09:30"}).status_code == 404
    for wrong in ("x", f"{SLUG}/draft/0001-01-01T00:00", f"{SLUG}/draft/9999-12-31T23:59x"):
        assert client.post(again, json={"key": wrong}).status_code == 422


def test_reminders_are_seen_once_and_come_in_pages(client: TestClient) -> None:
    first = asked(client, REMINDERS, limit=1)
    assert [one["event_slug"] for one in first["items"]] == [SLUG]
    rest = asked(client, REMINDERS, limit=1, cursor=first["next_cursor"])
    assert ([one["event_slug"] for one in rest["items"]], rest["next_cursor"]) == ([""], None)
    seen = f"{REMINDERS}/{first['items'][0]['id']}/seen"
    assert client.post(seen).status_code == 204
    assert client.post(f"{REMINDERS}/999/seen").status_code == 404
    assert [one["event_slug"] for one in asked(client, REMINDERS)["items"]] == [""]
    assert len(asked(client, REMINDERS, seen=True)["items"]) == 2
