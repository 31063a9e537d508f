"""Deliveries to a real receiver: signed, sent again, given up, stopped."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine

from matchmaker.events.run_plan import PlannedRun
from matchmaker.jobs.schedule import TaskContext
from matchmaker.jobs.schedule_tasks import DELIVERIES_KEPT, clean_up
from matchmaker.jobs.secret_file import FILE_NAME, load_secret
from matchmaker.jobs.webhooks import CourierSetup, delivering
from matchmaker.services import webhooks
from matchmaker.services.webhook_claims import RETRIES
from matchmaker.settings import Settings
from models.enums import ScheduleKind
from models.queries import webhooks as webhook_queries
from models.session import make_session
from models.webhook import DeliveryState, WebhookState, WebhookTopic
from tests.conftest import NOW
from tests.matchmaker.jobs.schedule_cases import Clock
from tests.matchmaker.jobs.webhook_cases import (
    BY,
    HERE,
    TOPIC,
    Receiver,
    allow,
    courier,
    deliveries,
    happen,
    make_settings,
    receiving,
    verified,
    webhook,
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path, database_url)


def test_a_delivery_is_sent_once_and_noted(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    clock = Clock(NOW + timedelta(seconds=3))
    assert courier(engine, settings, clock).tick() == 1
    assert courier(engine, settings, clock).tick() == 0
    (got,) = receiver.got
    (made,) = deliveries(engine)
    assert (made.state, made.attempts, made.last_status) == (DeliveryState.DELIVERED, 1, 204)
    assert (made.delivered_at, made.last_error, made.claimed_by) == (clock(), "", "")
    assert (got.path, got.event_id) == ("/hook", made.event_id)
    assert got.headers["host"] == f"receiver.test:{receiver.port}"
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["webhook-timestamp"] == str(int(clock().timestamp()))
    assert json.loads(got.body) == {
        "type": "deal.recorded",
        "timestamp": "2024-05-06T01:30:00+00:00",
        "data": {"outcome_id": 0},
    }


def test_without_an_allowed_address_nothing_is_noted(engine: Engine) -> None:
    happen(engine)
    assert deliveries(engine) == []


def test_a_failed_delivery_is_tried_again_ever_later_and_given_up(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    receiver.status = 500
    clock = Clock(NOW)
    sender = courier(engine, settings, clock)
    for attempt, pause in enumerate(RETRIES, start=1):
        assert sender.tick() == 1
        (made,) = deliveries(engine)
        assert (made.state, made.attempts) == (DeliveryState.WAITING, attempt)
        assert (made.due_at, made.last_error) == (clock() + pause, "答复 500")
        clock.moment = made.due_at - timedelta(seconds=1)
        assert sender.tick() == 0
        clock.moment = made.due_at
    assert sender.tick() == 1
    (made,) = deliveries(engine)
    assert (made.state, made.attempts) == (DeliveryState.GIVEN_UP, 7)
    assert len(set(receiver.ids)) == 1
    assert len(receiver.ids) == 7
    assert [pause.total_seconds() / 60 for pause in RETRIES] == [1, 5, 30, 120, 360, 1440]


def test_an_address_that_nothing_reaches_for_three_days_is_stopped(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    clock = Clock(NOW)
    sender = courier(engine, settings, clock)
    receiver.status = 503
    for _ in range(2):
        happen(engine, clock())
        sender.tick()
        assert webhook(engine).state is WebhookState.ACTIVE
        clock.pass_(days=3, minutes=-1)
        # One that gets through begins the three days anew.
        receiver.status = 204
        happen(engine, clock())
        sender.tick()
        assert webhook(engine).failing_since is None
        receiver.status = 503
    happen(engine, clock())
    sender.tick()
    clock.pass_(days=3)
    sender.tick()
    stopped = webhook(engine)
    assert (stopped.state, stopped.reason) == (
        WebhookState.STOPPED,
        "连续 3 天没有一次送达，最后一次：答复 503",
    )
    before = len(deliveries(engine))
    happen(engine, clock())
    assert len(deliveries(engine)) == before
    clock.pass_(days=3)
    assert sender.tick() == 0


def test_a_receiver_that_says_gone_is_told_no_more(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    receiver.status = 410
    courier(engine, settings, Clock(NOW)).tick()
    assert (webhook(engine).state, webhook(engine).reason) == (
        WebhookState.STOPPED,
        "接收方答复 410，不再接收",
    )


def test_one_that_fails_does_not_keep_others_waiting(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    with receiving() as other:
        allow(engine, settings, other.address)
        allow(engine, settings, receiver.address)
        happen(engine, times=3)
        other.status = 500
        clock = Clock(NOW)
        assert courier(engine, settings, clock).tick() == 4
        assert len(other.got) == 1
        assert len(receiver.got) == 3
        first = {one.event_id: one.state for one in deliveries(engine) if one.webhook_id == 1}
        assert first == dict.fromkeys(receiver.ids, DeliveryState.WAITING)


def test_a_paused_webhook_keeps_what_waits_and_is_told_nothing_new(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    with make_session(engine) as session:
        held = webhook_queries.hold_webhook(session, 1)
        webhooks.pause_webhook(session, held, "检修", BY)
        session.commit()
    happen(engine)
    sender = courier(engine, settings, Clock(NOW))
    assert sender.tick() == 0
    with make_session(engine) as session:
        webhooks.resume_webhook(session, 1, BY, HERE.guard)
        session.commit()
    assert sender.tick() == 1
    assert receiver.ids == [one.event_id for one in deliveries(engine)]


def test_for_a_day_after_a_renewal_both_secrets_sign(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    old = allow(engine, settings, receiver.address)
    with make_session(engine) as session:
        held = webhook_queries.hold_webhook(session, 1)
        new = webhooks.renew_secret(session, held, BY, load_secret(settings))
        session.commit()
    clock = Clock(NOW + timedelta(hours=24, seconds=-1))
    sender = courier(engine, settings, clock)
    for _ in range(2):
        happen(engine, clock())
        sender.tick()
        clock.pass_(seconds=1)
    both, one = (got.headers["webhook-signature"].split() for got in receiver.got)
    assert len(both) == 2
    assert len(one) == 1
    assert [verified(got, secret) for got in receiver.got for secret in (new, old)] == [
        True,
        True,
        True,
        False,
    ]


def test_what_readme_tells_receivers_verifies_a_delivery(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    secret = allow(engine, settings, receiver.address)
    other = allow(engine, settings, "http://elsewhere.test/", WebhookTopic.LIST_PUBLISHED)
    happen(engine)
    courier(engine, settings, Clock(NOW)).tick()
    (got,) = receiver.got
    late = got.at + 301
    assert verified(got, secret)
    assert not verified(got, other)
    assert not verified(replace(got, body=got.body + b" "), secret)
    assert not verified(replace(got, headers={**got.headers, "webhook-id": "x"}), secret)
    assert not verified(got, secret, late)
    assert not verified(
        replace(got, headers={**got.headers, "webhook-timestamp": str(late)}), secret, late
    )


def test_a_secret_that_cannot_be_opened_is_a_failure_that_says_so(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    (settings.data_dir / FILE_NAME).unlink()
    courier(engine, settings, Clock(NOW)).tick()
    (made,) = deliveries(engine)
    assert made.last_error.startswith("封存的内容无法用现在的服务密钥打开")
    assert receiver.got == []


def test_the_nightly_clean_up_forgets_deliveries_after_thirty_days(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    night = NOW + DELIVERIES_KEPT
    happen(engine, NOW - timedelta(seconds=1))
    happen(engine, NOW)
    run = PlannedRun("", ScheduleKind.RETENTION, night)
    context = TaskContext(engine, settings, run, night, lambda: night, lambda: None)
    with make_session(engine) as session:
        clean_up(session, context)
        session.commit()
    assert [one.made_at for one in deliveries(engine)] == [NOW]


def test_beside_the_scheduler_deliveries_leave_by_themselves(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    arrived = Event()
    receiver.on_request = arrived.set
    with delivering(CourierSetup(engine, settings, lambda: NOW, HERE, poll_seconds=0.01)):
        assert arrived.wait(30)
    (made,) = deliveries(engine)
    assert (made.state, made.topic) == (DeliveryState.DELIVERED, TOPIC)
