"""Runs that fail and runs that were missed: tried again, made up, or given up with a word."""

import pytest
from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.jobs.schedule import TaskContext
from matchmaker.services.schedule_claims import RETRY_AFTER
from matchmaker.services.schedule_view import retry_run
from models.enums import ScheduleKind, ScheduleState
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import (
    DRAFT,
    IDLE,
    LOCK,
    RECHECK,
    REFRESH,
    STEPS,
    Bench,
    Told,
    at,
    register,
    remind,
    trip,
)


def test_a_failure_is_tried_again_at_the_set_times_and_then_given_up(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    told = Told(bench.clock)
    runner = bench.runner({**IDLE, ScheduleKind.DRAFT: trip}, told=told)
    waiting = runner.tick().waiting
    for _ in RETRY_AFTER:
        bench.clock.moment = waiting[DRAFT]
        waiting = runner.tick().waiting
    tries = [moment for moment, outcome in told.told if outcome.run.key == DRAFT]
    assert [f"{moment.astimezone(CHINA):%H:%M}" for moment in tries] == [
        "05:00",
        "05:01",
        "05:06",
        "05:21",
        "06:21",
    ]
    assert DRAFT not in waiting
    row = bench.row(DRAFT)
    assert (row.state, row.attempts) == (ScheduleState.FAILED, 5)
    assert row.message == "失败 5 次，不再重试：库里还没有专利"
    assert bench.reminders()[f"attention/{DRAFT}"] == (
        "系统管理员：活动 p1 的“初稿”未能完成：失败 5 次，不再重试：库里还没有专利。"
        f"请处理后重做 {DRAFT}"
    )


def test_between_tries_nothing_is_begun(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    runner = bench.runner({**IDLE, ScheduleKind.DRAFT: trip})
    runner.tick()
    bench.clock.pass_(seconds=59)
    assert runner.tick().outcomes == ()
    assert bench.row(DRAFT).message == "第 1 次失败，1 分钟后重试：库里还没有专利"


def test_a_failure_leaves_nothing_of_its_work(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")

    def half(session: Session, context: TaskContext) -> str:
        remind("half")(session, context)
        raise BadQuery("写到一半")

    bench.runner({**IDLE, ScheduleKind.DRAFT: half}).tick()
    assert bench.reminders() == {}


def test_a_fault_of_the_program_does_not_keep_other_runs_from_being_done(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.clock.moment = at("2024-05-28T09:00")

    def fault(*_: object) -> str:
        raise KeyError("title")

    bench.runner({**IDLE, ScheduleKind.DRAFT: fault}).tick()
    assert "程序出错（KeyError：'title'），详见日志" in bench.row(DRAFT).message
    assert bench.row("p1/draft_reminder/2024-05-28T08:30").state is ScheduleState.DONE
    assert DRAFT in caplog.text


def test_a_retried_run_begins_anew(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    failing = bench.runner({**IDLE, ScheduleKind.DRAFT: trip})
    for _ in range(len(RETRY_AFTER) + 1):
        failing.tick()
        bench.clock.pass_(hours=1)
    failing.release()
    with make_session(bench.engine) as session:
        retry_run(session, DRAFT, bench.clock())
        session.commit()
    bench.runner().tick()
    row = bench.row(DRAFT)
    assert (row.state, row.attempts) == (ScheduleState.DONE, 1)
    assert row.message == "补做，晚 5 小时：初稿完成"


def test_missed_runs_are_made_up_in_order_and_say_how_late_they_are(bench: Bench) -> None:
    bench.runner().tick()
    bench.clock.moment = at("2024-06-06T08:04")
    told = Told(bench.clock)
    bench.runner(told=told).tick()
    assert told.steps == [DRAFT, REFRESH]
    assert bench.row(DRAFT).message == "补做，晚 9 天：初稿完成"
    assert bench.row(REFRESH).message == "补做，晚 3 小时：更新完成"
    assert bench.row(REFRESH).late_seconds == 3 * 3600 + 240


def test_a_run_a_moment_after_its_time_is_not_called_late(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:04")
    bench.runner().tick()
    assert (bench.row(DRAFT).message, bench.row(DRAFT).late_seconds) == ("初稿完成", 240)


def test_of_missed_nights_the_last_alone_is_made_up(bench: Bench) -> None:
    first = bench.runner()
    first.tick()
    first.release()
    bench.clock.moment = at("2024-05-23T12:00")
    told = Told(bench.clock)
    bench.runner(told=told).tick()
    assert told.keys == [
        "index/2024-05-23T01:00",
        "matching/2024-05-23T02:00",
        "retention/2024-05-23T03:00",
    ]
    row = bench.row("index/2024-05-21T01:00")
    assert (row.state, row.message) == (ScheduleState.WITHDRAWN, "错过了时间，由后一次代替")


def test_steps_missed_until_after_the_event_fail_and_their_reminders_are_withdrawn(
    bench: Bench,
) -> None:
    first = bench.runner()
    first.tick()
    first.release()
    bench.clock.moment = at("2024-06-19T08:00")
    told = Told(bench.clock)
    bench.runner(told=told).tick()
    assert told.steps == []
    assert bench.keys(ScheduleState.FAILED) == STEPS
    assert len(bench.keys(ScheduleState.WITHDRAWN)) == 4
    assert bench.row(LOCK).message == "活动已于 2024-06-18 举办，错过了时间"
    assert set(bench.reminders()) >= {f"attention/{key}" for key in STEPS}


def test_on_the_day_of_the_event_its_list_is_still_locked(bench: Bench) -> None:
    first = bench.runner()
    first.tick()
    first.release()
    bench.clock.moment = at("2024-06-18T07:00")
    told = Told(bench.clock)
    bench.runner(told=told).tick()
    assert told.steps == STEPS


def test_an_event_registered_late_has_its_first_steps_at_once(bench: Bench) -> None:
    bench.clock.moment = at("2024-06-14T12:00")
    told = Told(bench.clock)
    bench.runner(told=told).tick()
    assert told.steps == [DRAFT, REFRESH, RECHECK]


def test_a_step_waits_while_an_earlier_one_of_its_event_is_to_be_tried_again(
    bench: Bench,
) -> None:
    register(bench.engine, bench.folder, ("p2", "provincial_docking", "2024-06-18", "襄阳"))
    bench.clock.moment = at("2024-06-17T21:00")
    told = Told(bench.clock)

    def trip_once(session: Session, context: TaskContext) -> str:
        if context.run.event_slug == "p1" and not told.keys.count(DRAFT):
            raise BadQuery("出错")
        return "完成"

    runner = bench.runner({**IDLE, ScheduleKind.DRAFT: trip_once}, told=told)
    runner.tick()
    assert told.steps == [DRAFT]
    assert "p2/lock/2024-06-17T20:00" in told.keys
    bench.clock.pass_(minutes=1)
    runner.tick()
    assert told.steps == [DRAFT, *STEPS]
