"""Events that come late or move: what is open is planned anew, what is done stays."""

from models.enums import ScheduleKind, ScheduleState
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
    trip,
)


def test_what_is_not_done_of_a_moved_event_is_withdrawn_and_planned_anew(bench: Bench) -> None:
    runner = bench.runner()
    bench.clock.moment = at("2024-05-28T09:00")
    runner.tick()
    bench.register("p1", "2024-07-16")
    runner.tick()
    assert bench.keys(ScheduleState.DONE) == [DRAFT, "p1/draft_reminder/2024-05-28T08:30"]
    assert bench.keys(ScheduleState.WITHDRAWN) == [
        REFRESH,
        "p1/refresh_reminder/2024-06-06T08:30",
        RECHECK,
        "p1/recheck_reminder/2024-06-13T08:30",
        "p1/lock_reminder/2024-06-17T08:30",
        LOCK,
    ]
    assert bench.keys(ScheduleState.PLANNED) == [
        "p1/draft/2024-06-26T05:00",
        "p1/draft_reminder/2024-06-26T08:30",
        "p1/refresh/2024-07-05T05:00",
        "p1/refresh_reminder/2024-07-05T08:30",
        "p1/recheck/2024-07-11T06:00",
        "p1/recheck_reminder/2024-07-11T08:30",
        "p1/lock_reminder/2024-07-15T08:30",
        "p1/lock/2024-07-15T20:00",
    ]
    assert "改期" in bench.row(LOCK).message


def test_an_event_moved_back_has_its_steps_again_and_none_twice(bench: Bench) -> None:
    told = Told(bench.clock)
    runner = bench.runner(told=told)
    bench.clock.moment = at("2024-05-28T09:00")
    for day in ("2024-06-18", "2024-07-16", "2024-06-18"):
        bench.register("p1", day)
        runner.tick()
    assert len(bench.keys(ScheduleState.WITHDRAWN)) == 8
    bench.clock.moment = at("2024-06-17T23:00")
    runner.tick()
    assert told.steps == STEPS


def test_a_new_event_is_planned_at_the_next_look(bench: Bench) -> None:
    runner = bench.runner()
    runner.tick()
    bench.register("late", "2024-06-27")
    waiting = runner.tick().waiting
    assert waiting["late/draft/2024-06-06T05:00"] == at("2024-06-06T05:00")


def test_a_run_in_back_off_of_an_event_that_moves_is_withdrawn(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    runner = bench.runner({**IDLE, ScheduleKind.DRAFT: trip})
    runner.tick()
    bench.register("p1", "2024-07-16")
    bench.clock.pass_(minutes=2)
    runner.tick()
    assert (bench.row(DRAFT).state, bench.row(DRAFT).attempts) == (ScheduleState.WITHDRAWN, 1)
