"""Runs as people see them: late, running, lost, and who runs them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.services.schedule_view import (
    RunFilter,
    RunView,
    Standing,
    find_runner,
    mark_seen,
    view_reminders,
    view_runs,
)
from models.enums import ScheduleKind
from models.errors import NotFound
from models.session import make_session
from tests.matchmaker.jobs.schedule_cases import (
    DRAFT,
    IDLE,
    REFRESH,
    Bench,
    at,
    remind,
)


def view(bench: Bench, wanted: RunFilter) -> list[RunView]:
    with make_session(bench.engine) as session:
        return view_runs(session, wanted, bench.clock())


def standings(bench: Bench) -> dict[str, Standing]:
    return {found.key: found.standing for found in view(bench, RunFilter("p1"))}


def test_a_run_is_late_once_it_should_have_begun_some_minutes_ago(bench: Bench) -> None:
    bench.runner().tick()
    bench.clock.moment = at("2024-05-28T05:04")
    assert standings(bench)[DRAFT] is Standing.NEXT
    bench.clock.moment = at("2024-05-28T05:05")
    assert (standings(bench)[DRAFT], standings(bench)[REFRESH]) == (Standing.LATE, Standing.NEXT)


class Killed(BaseException):
    """The process ends in the middle of the work."""


def test_a_run_whose_runner_is_lost_is_late_once_its_claim_has_run_out(bench: Bench) -> None:
    def kill(_session: Session, _context: object) -> str:
        raise Killed

    bench.clock.moment = at("2024-05-28T05:00")
    runner = bench.runner({**IDLE, ScheduleKind.DRAFT: kill})
    with pytest.raises(Killed):
        runner.tick()
    assert standings(bench)[DRAFT] is Standing.RUNNING
    bench.clock.pass_(seconds=60)
    assert standings(bench)[DRAFT] is Standing.LATE


def test_what_comes_next_is_limited_and_what_needs_somebody_is_not(bench: Bench) -> None:
    bench.runner().tick()
    bench.clock.moment = at("2024-06-06T05:00") + timedelta(minutes=5)
    found = view(bench, RunFilter("p1", limit=1))
    assert [run.standing for run in found] == [*[Standing.LATE] * 3, Standing.NEXT]
    assert [run.key for run in view(bench, RunFilter("p1", Standing.NEXT, 2))] == [
        "p1/refresh_reminder/2024-06-06T08:30",
        "p1/recheck/2024-06-13T06:00",
    ]


def test_the_runner_is_told_while_its_lease_lasts(bench: Bench) -> None:
    runner = bench.runner()
    runner.tick()
    with make_session(bench.engine) as session:
        assert find_runner(session, bench.clock()) == runner.holder
        bench.clock.pass_(seconds=60)
        assert find_runner(session, bench.clock()) is None


def test_reminder_is_listed_until_somebody_has_seen_it(bench: Bench) -> None:
    bench.clock.moment = at("2024-05-28T05:00")
    bench.runner({**IDLE, ScheduleKind.DRAFT: remind("请核对名单")}).tick()
    with make_session(bench.engine) as session:
        (found,) = view_reminders(session)
        assert (found.text, found.kind) == ("请核对名单", "初稿")
        mark_seen(session, found.id, bench.clock())
        assert view_reminders(session) == []
        (seen,) = view_reminders(session, unseen=False)
        assert seen.seen_at == at("2024-05-28T05:00")
        with pytest.raises(NotFound, match="没有编号为 99 的提醒"):
            mark_seen(session, 99, bench.clock())
