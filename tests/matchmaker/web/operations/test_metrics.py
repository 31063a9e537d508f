"""Metrics of one process."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from matchmaker.services.webhook_outbox import write_deliveries
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.enums import ScheduleKind, ScheduleState
from models.schedule import ScheduledRun
from models.session import make_session
from models.webhook import Webhook, WebhookTopic
from tests.conftest import NOW
from tests.matchmaker.web.operations.conftest import Make
from tests.matchmaker.web.test_app import fill

Series = dict[tuple[str, ...], float]


def read(text: str) -> Series:
    """Return the value of each series by its name and its labels' values, by their names."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_class(make_client: Make) -> None:
    client = make_client()
    for path in ("/api/v1/health", "/api/v1/health", "/events/a", "/events/b", "/none", "/none2"):
        client.get(path)
    client.request("BREW", "/api/v1/health")
    found = read(client.get("/metrics").text)
    counted = {key[1:]: value for key, value in found.items() if key[0].endswith("requests_total")}
    assert counted == {
        ("GET", "/api/v1/health", "2xx"): 2,
        ("GET", "/events/{slug}", "4xx"): 2,
        ("GET", "unmatched", "4xx"): 2,
        ("OTHER", "unmatched", "4xx"): 1,
    }
    assert found["matchmaker_request_seconds_count", "GET", "/api/v1/health"] == 2
    assert found["matchmaker_request_seconds_bucket", "+Inf", "GET", "/api/v1/health"] == 2
    assert found[("matchmaker_requests_in_flight",)] == 1
    assert found[("matchmaker_requests_timed_out_total",)] == 0
    assert found[("matchmaker_uptime_seconds",)] > 0


def test_what_the_database_and_the_index_tell(
    make_client: Make, settings: Settings, tmp_path: Path
) -> None:
    fill(settings, tmp_path)
    client = make_client()
    with make_session(client.app.state.engine) as session:  # type: ignore[attr-defined]
        session.add(
            ScheduledRun(
                kind=ScheduleKind.INDEX, due=NOW, next_try_at=NOW, state=ScheduleState.FAILED
            )
        )
        webhook = Webhook(
            address="https://10.0.0.1/",
            secret_sealed="",
            allowed_by="陈",
            allowed_at=NOW,
            created_at=NOW,
        )
        session.add(webhook)
        session.flush()
        write_deliveries(session, [webhook, webhook], WebhookTopic.TEST, {}, NOW)
        session.commit()
    version = client.get("/api/v1/health").json()["index_version"]
    client.post("/api/v1/rank", json={"title": "轧辊"})
    found = read(client.get("/metrics").text)
    assert found[("matchmaker_database_up",)] == 1
    assert found["matchmaker_scheduled_runs", "failed"] == 1
    assert found["matchmaker_scheduled_runs", "planned"] == 0
    assert found["matchmaker_webhook_deliveries", "waiting"] == 2
    assert found["matchmaker_webhook_deliveries", "given_up"] == 0
    assert found[("matchmaker_audit_records",)] == 1
    assert found["matchmaker_index", version] == 1
    assert found["matchmaker_desks", version] == 1
    assert found[("matchmaker_database_connections",)] >= 1


def test_connections_are_those_of_the_pool(make_client: Make) -> None:
    client = make_client()
    client.get("/")
    engine = client.app.state.engine  # type: ignore[attr-defined]
    with engine.connect(), engine.connect(), engine.connect():
        held = engine.pool.checkedin() + engine.pool.checkedout()
        found = read(client.get("/metrics").text)
    assert found[("matchmaker_database_connections",)] in {held, held + 1}
    engine.dispose()


def test_without_an_index_it_is_nought(make_client: Make) -> None:
    assert read(make_client().get("/metrics").text)["matchmaker_index", ""] == 0


@pytest.mark.parametrize(
    ("address", "allowed", "status"),
    [
        ("127.0.0.1", "127.0.0.1,::1", 200),
        ("::1", "127.0.0.1,::1", 200),
        ("::ffff:127.0.0.1", "127.0.0.1", 200),
        ("10.1.2.3", "127.0.0.1,10.1.0.0/16", 200),
        ("10.2.2.3", "127.0.0.1,10.1.0.0/16", 404),
        ("127.0.0.1", "", 404),
        ("testclient", "0.0.0.0/0", 404),
    ],
)
def test_metrics_are_for_those_the_settings_name(
    settings: Settings, address: str, allowed: str, status: int
) -> None:
    app = create_app(settings.model_copy(update={"metrics_from": allowed}), lambda: NOW)
    with TestClient(app, client=(address, 5000)) as client:
        assert client.get("/metrics").status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_nobody_sees_them_by_way_of_a_proxy(make_client: Make, header: str) -> None:
    response = make_client().get("/metrics", headers={header: "127.0.0.1"})
    assert response.status_code == 404
    assert response.json()["error"] == "NotFound"
