"""The timer: a job a waiting run, kept by the runner that works, and firing wakes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.china_time import CHINA
from matchmaker.jobs.schedule import Outcome, Runner, TaskContext
from matchmaker.jobs.schedule_timer import ScheduleTimer, _RunStore, wake
from models.enums import ScheduleKind
from models.schedule import ScheduledRun, TimerJob
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import IDLE, STEPS, Bench, Clock, at
from tests.waiting import wait_until

# Far apart, so that nothing but a timer, or a word, wakes the runner.
SELDOM = 3600.0
PATIENCE = 30.0


@contextmanager
def timing(runner: Runner, engine: Engine, poll_seconds: float = SELDOM) -> Iterator[None]:
    """Run a timer beside the block."""
    timer = ScheduleTimer(runner, engine, poll_seconds)
    thread = Thread(target=timer.run)
    thread.start()
    try:
        yield
    finally:
        timer.stop()
        thread.join()


def jobs(engine: Engine) -> dict[str, datetime]:
    with make_session(engine) as session:
        return {
            job.id: datetime.fromtimestamp(job.next_run_time or 0, CHINA)
            for job in session.exec(select(TimerJob))
        }


def future(bench: Bench) -> None:
    """Set the clock to years when no job is due by APScheduler's own clock."""
    bench.clock.moment = at("2098-05-20T12:00")
    bench.register("p1", "2098-06-17")


def test_every_waiting_run_has_a_job_of_its_key_at_its_moment(bench: Bench) -> None:
    future(bench)
    with timing(bench.runner(), bench.engine):
        wait_until(lambda: "p1/lock/2098-06-16T20:00" in jobs(bench.engine))
        found = jobs(bench.engine)
    assert {key: moment for key, moment in found.items() if key.startswith("p1/")} == {
        f"p1/{kind}/{moment}": at(moment)
        for kind, moment in (
            ("draft", "2098-05-28T05:00"),
            ("draft_reminder", "2098-05-28T08:30"),
            ("refresh", "2098-06-06T05:00"),
            ("refresh_reminder", "2098-06-06T08:30"),
            ("recheck", "2098-06-12T06:00"),
            ("recheck_reminder", "2098-06-12T08:30"),
            ("lock_reminder", "2098-06-16T08:30"),
            ("lock", "2098-06-16T20:00"),
        )
    }


def test_jobs_of_a_moved_event_follow_it(bench: Bench) -> None:
    future(bench)
    with timing(bench.runner(), bench.engine):
        wait_until(lambda: "p1/lock/2098-06-16T20:00" in jobs(bench.engine))
        bench.register("p1", "2098-06-18")
        wake()
        wait_until(lambda: "p1/lock/2098-06-17T20:00" in jobs(bench.engine))
        wait_until(lambda: "p1/lock/2098-06-16T20:00" not in jobs(bench.engine))


class Wall(Clock):
    """The clock on the wall, which APScheduler goes by."""

    def __call__(self) -> datetime:
        return datetime.now(CHINA)


def test_a_run_is_done_when_its_moment_comes_without_a_look_in_between(
    engine: Engine, tmp_path: Path
) -> None:
    bench = Bench(engine, tmp_path, Wall(at("2024-05-20T12:00")))
    due = bench.clock() + timedelta(seconds=2)
    with make_session(engine) as session:
        session.add(ScheduledRun(kind=ScheduleKind.INDEX, due=due, next_try_at=due))
        session.commit()
    began: dict[datetime, datetime] = {}
    with timing(
        bench.runner(told=lambda done: began.update({done.run.due: bench.clock()})), engine
    ):
        wait_until(lambda: due in began)
    assert began[due] >= due


def test_the_second_timer_takes_over_when_the_first_ends_and_every_run_is_done_once(
    bench: Bench,
) -> None:
    bench.clock.moment = at("2024-06-17T21:00")
    told: list[str] = []
    begun, go_on = Event(), Event()

    def hold(_session: Session, context: TaskContext) -> str:
        begun.set()
        assert go_on.wait(PATIENCE)
        context.check()
        return "完成"

    def note(outcome: Outcome) -> None:
        if outcome.done:
            told.append(outcome.run.key)

    tasks = {**IDLE, ScheduleKind.DRAFT: hold}
    turns: list[bool] = []
    first = bench.runner(tasks, told=note)
    second = bench.runner(tasks, told=note, turns=turns.append)
    with timing(first, bench.engine, poll_seconds=0.05):
        wait_until(begun.is_set)
        with timing(second, bench.engine, poll_seconds=0.05):
            wait_until(lambda: turns == [False])
            first.stop()
            go_on.set()
            wait_until(lambda: turns == [False, True])
            wait_until(lambda: set(STEPS) <= set(told))
    assert [key for key in told if key in STEPS] == STEPS


def test_a_job_that_is_gone_or_cannot_be_removed_is_no_error(engine: Engine) -> None:
    store = _RunStore(engine=engine)
    store.remove_job("p1/draft/2024-05-28T05:00")
    store.shutdown()
    assert jobs(engine) == {}


def test_a_database_that_is_away_for_a_while_does_not_end_the_timer(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    future(bench)
    turns: list[bool] = []
    with timing(bench.runner(turns=turns.append), bench.engine):
        wait_until(lambda: "p1/lock/2098-06-16T20:00" in jobs(bench.engine))
        with bench.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE schedule_lease RENAME TO away")
        wake()
        wait_until(lambda: "调度未能进行，稍后再试" in caplog.text)
        with bench.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO schedule_lease")
        bench.register("late", "2098-07-17")
        wake()
        wait_until(lambda: any(key.startswith("late/") for key in jobs(bench.engine)))
    assert turns == [True]
