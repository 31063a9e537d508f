"""Senders that are killed, that meet, and that come too late."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from matchmaker.services.webhook_claims import CLAIM, Sent, claim_next, note_sent
from matchmaker.services.webhooks import delete_webhook
from matchmaker.settings import Settings
from models.queries import webhooks as webhook_queries
from models.session import make_engine, make_session
from models.webhook import DeliveryState
from tests.conftest import NOW
from tests.matchmaker.jobs.schedule_cases import Clock
from tests.matchmaker.jobs.webhook_cases import (
    BY,
    Receiver,
    allow,
    courier,
    deliveries,
    happen,
    make_settings,
    receiving,
)

PATIENCE = 60.0
processes = get_context("spawn")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path, database_url)


def send_all(folder: Path, url: str) -> None:
    """Send what is due, in a process of its own."""
    courier(make_engine(url), make_settings(folder, url), Clock(NOW)).tick()


def test_what_was_sent_but_not_noted_is_sent_again_under_the_same_id(
    engine: Engine, settings: Settings, receiver: Receiver, tmp_path: Path, database_url: str
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    sender = processes.Process(target=send_all, args=(tmp_path, database_url))
    # It dies while its delivery is there and not answered yet.
    receiver.on_request = lambda: os.kill(sender.pid or 0, signal.SIGKILL)
    sender.start()
    sender.join(PATIENCE)
    assert sender.exitcode == -signal.SIGKILL
    receiver.on_request = lambda: None
    (made,) = deliveries(engine)
    assert (made.state, made.attempts) == (DeliveryState.WAITING, 0)
    clock = Clock(NOW + CLAIM - timedelta(seconds=1))
    assert courier(engine, settings, clock).tick() == 0
    clock.pass_(seconds=1)
    assert courier(engine, settings, clock).tick() == 1
    assert receiver.ids == [made.event_id] * 2
    assert receiver.got[0].body == receiver.got[1].body
    (made,) = deliveries(engine)
    assert (made.state, made.attempts) == (DeliveryState.DELIVERED, 1)


def test_two_senders_at_once_send_each_delivery_once(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine, times=20)
    senders = [courier(engine, settings, Clock(NOW)) for _ in range(2)]
    start = Barrier(2)
    sent: list[int] = []

    def work(number: int) -> None:
        start.wait()
        sent.append(senders[number].tick())

    threads = [Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 20
    assert sorted(receiver.ids) == sorted(one.event_id for one in deliveries(engine))
    assert {one.state for one in deliveries(engine)} == {DeliveryState.DELIVERED}


def test_who_comes_too_late_notes_nothing(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)
    with make_session(engine) as session:
        late = claim_next(session, NOW, frozenset())
        session.commit()
    assert late is not None
    courier(engine, settings, Clock(NOW + CLAIM)).tick()
    with make_session(engine) as session:
        note_sent(session, late, Sent(500, "答复 500"), NOW + CLAIM)
        session.commit()
    (made,) = deliveries(engine)
    assert (made.state, made.attempts, made.last_error) == (DeliveryState.DELIVERED, 1, "")


def test_a_webhook_that_was_deleted_meanwhile_is_no_error(
    engine: Engine, settings: Settings, receiver: Receiver
) -> None:
    allow(engine, settings, receiver.address)
    happen(engine)

    def delete() -> None:
        with make_session(engine) as session:
            delete_webhook(session, webhook_queries.hold_webhook(session, 1), BY)
            session.commit()

    receiver.on_request = delete
    assert courier(engine, settings, Clock(NOW)).tick() == 1
    assert deliveries(engine) == []
