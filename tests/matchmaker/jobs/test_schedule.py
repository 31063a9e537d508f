"""One runner at a time, and what the others cannot do meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.jobs.lease import Terms
from matchmaker.jobs.schedule import Runner, TaskContext
from matchmaker.services.schedule import MAX_INTERRUPTIONS
from models.enums import ScheduleKind, ScheduleState
from models.schedule import ScheduleLease
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import (
    DRAFT,
    IDLE,
    Bench,
    at,
    remind,
)


def test_the_second_runner_waits_until_the_first_has_let_the_lease_expire(bench: Bench) -> None:
    first, second = bench.runner(), bench.runner()
    assert first.tick().leads
    assert not second.tick().leads
    bench.clock.pass_(seconds=59)
    assert not second.tick().leads
    assert first.tick().leads
    bench.clock.pass_(seconds=59)
    assert not second.tick().leads
    bench.clock.pass_(seconds=1)
    assert second.tick().leads
    assert not first.tick().leads


def test_a_lease_given_back_is_taken_at_once_under_a_higher_token(bench: Bench) -> None:
    first, second = bench.runner(), bench.runner()
    first.tick()
    first.release()
    assert second.tick().leads
    with make_session(bench.engine) as session:
        lease = session.exec(select(ScheduleLease)).one()
    assert (lease.holder, lease.token) == (second.holder, 2)


def test_what_was_overtaken_while_it_worked_cannot_commit(bench: Bench) -> None:
    """The first works past its lease; the second takes over and does the same run meanwhile."""
    bench.clock.moment = at("2024-05-28T05:00")
    second = bench.runner({**IDLE, ScheduleKind.DRAFT: remind("second")})

    def slow(session: Session, context: TaskContext) -> str:
        bench.clock.pass_(seconds=61)
        assert second.tick().leads
        return remind("first")(session, context)

    first = bench.runner({**IDLE, ScheduleKind.DRAFT: slow})
    assert not first.tick().leads
    assert bench.reminders() == {"note": "second"}
    row = bench.row(DRAFT)
    assert (row.state, row.attempts, row.interruptions) == (ScheduleState.DONE, 2, 1)
    assert row.message == "second"


def test_work_is_rolled_back_where_the_lease_changed_hands_and_nobody_did_it(
    bench: Bench,
) -> None:
    bench.clock.moment = at("2024-05-28T05:00")

    def lose(session: Session, context: TaskContext) -> str:
        with make_session(bench.engine) as other:
            other.execute(update(ScheduleLease).values(holder="another", token=7))
            other.commit()
        return remind("first")(session, context)

    assert not bench.runner({**IDLE, ScheduleKind.DRAFT: lose}).tick().leads
    assert bench.reminders() == {}
    assert bench.row(DRAFT).state is ScheduleState.RUNNING


def test_an_overtaken_runner_cannot_mark_a_failure_either(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    second = bench.runner()

    def slow(_session: Session, _context: TaskContext) -> str:
        bench.clock.pass_(seconds=61)
        assert second.tick().leads
        raise BadQuery("出错")

    bench.runner({**IDLE, ScheduleKind.DRAFT: slow}).tick()
    assert bench.row(DRAFT).state is ScheduleState.DONE


def test_long_work_keeps_its_lease(bench: Bench) -> None:
    """The lease is renewed beside the work, by the time that has passed meanwhile."""
    bench.clock.moment = at("2024-05-28T05:00")
    second = bench.runner()

    def long(_session: Session, _context: TaskContext) -> str:
        for _ in range(3):
            bench.clock.pass_(seconds=50)
            until = bench.clock.moment + timedelta(seconds=60)
            while expiry(bench.engine) < until:
                pass
            assert not second.tick().leads
        return "完成"

    tasks = {**IDLE, ScheduleKind.DRAFT: long}
    runner = bench.runner(tasks, Terms(lease_seconds=60.0, renew_seconds=0.01))
    assert runner.tick().leads
    assert bench.row(DRAFT).state is ScheduleState.DONE


def test_work_is_broken_off_once_the_lease_could_not_be_renewed_in_time(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")

    def rename(old: str, new: str) -> None:
        with bench.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    def cut_off(session: Session, context: TaskContext) -> str:
        rename("schedule_lease", "away")
        bench.clock.pass_(seconds=61)
        try:
            while True:
                context.check()
        finally:
            rename("away", "schedule_lease")

    terms = Terms(lease_seconds=60.0, renew_seconds=0.01)
    assert not bench.runner({**IDLE, ScheduleKind.DRAFT: cut_off}, terms).tick().leads
    assert bench.row(DRAFT).state is ScheduleState.RUNNING
    assert bench.runner().tick().leads
    assert bench.row(DRAFT).state is ScheduleState.DONE


def expiry(engine: Engine) -> object:
    with make_session(engine) as session:
        return session.exec(select(ScheduleLease.expires_at)).one()


def test_work_broken_off_by_a_request_to_stop_is_given_back_and_done_by_the_next(
    bench: Bench,
) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    runners: list[Runner] = []

    def stopped(session: Session, context: TaskContext) -> str:
        remind("half")(session, context)
        runners[0].stop()
        context.check()
        return "完成"

    runners.append(bench.runner({**IDLE, ScheduleKind.DRAFT: stopped}))
    runners[0].tick()
    runners[0].release()
    row = bench.row(DRAFT)
    assert (row.state, row.interruptions, row.claimed_by) == (ScheduleState.PLANNED, 1, "")
    assert bench.reminders() == {}
    bench.runner().tick()
    assert bench.row(DRAFT).state is ScheduleState.DONE


def test_a_run_that_takes_its_runner_along_every_time_is_given_up(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")

    class Killed(BaseException):
        """The process ends in the middle of the work."""

    def kill(*_: object) -> str:
        raise Killed

    for _ in range(MAX_INTERRUPTIONS + 1):
        with pytest.raises(Killed):
            bench.runner({**IDLE, ScheduleKind.DRAFT: kill}).tick()
        bench.clock.pass_(seconds=61)
    bench.runner().tick()
    row = bench.row(DRAFT)
    assert (row.state, row.attempts) == (ScheduleState.FAILED, MAX_INTERRUPTIONS + 1)
    assert "运行中断了 11 次" in bench.reminders()[f"attention/{DRAFT}"]


def test_a_runner_that_lacks_a_task_does_not_start(bench: Bench) -> None:
    tasks = {kind: task for kind, task in IDLE.items() if kind is not ScheduleKind.LOCK}
    with pytest.raises(BadConfiguration, match="没有对应的任务：锁定。请在"):
        bench.runner(tasks)
