"""Two runners at one database, the working one killed ten times: every list is made once, whole.

The runners are processes of their own that do what ``matchmaker schedule run`` does.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from multiprocessing import connection
from pathlib import Path

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from matchmaker.jobs.schedule import Runner, RunnerSetup, Task, TaskContext
from matchmaker.jobs.schedule_timer import ScheduleTimer
from matchmaker.settings import Settings
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ScheduleKind, ScheduleState
from models.matching import Match, MatchReason, MatchRun
from models.schedule import ScheduledRun, ScheduleLease
from models.session import make_engine, make_session
from tests.matchmaker.jobs.killing import PATIENCE, QUICK, Doom, Moments, Order, Pair
from tests.matchmaker.jobs.schedule_cases import REAL, at, load_small_stock, register, say_done
from tests.waiting import wait_until

KILLS = 10
# What is drawn falls into the first or second list of a runner, which reads some twenty times.
MOMENTS = Moments(reads=40, writes=20, seed=20240588)
# The lists are due on 21 May, their refreshments not before 30 May.
BASE = at("2024-05-21T05:00")
EVENTS = tuple((f"e{i:02}", "provincial_docking", "2024-06-11", "武汉") for i in range(14))
POLL_SECONDS = 0.1


def work(order: Order, line: connection.Connection) -> None:
    """Run what is planned until told to stop, or until killed at a moment of the work."""
    engine = make_engine(order.url)
    doom = Doom(order, line, engine)

    def clock() -> datetime:
        return BASE + (datetime.now(BASE.tzinfo) - order.started)

    def watched(task: Task) -> Task:
        def do(session: Session, context: TaskContext) -> str:
            doom.begin()
            return task(session, context)

        return do

    tasks = dict.fromkeys(ScheduleKind, say_done) | {
        ScheduleKind.DRAFT: watched(REAL[ScheduleKind.DRAFT])
    }
    settings = Settings(data_dir=order.folder / "data", database_url=order.url)
    runner = Runner(RunnerSetup(engine, settings, clock, tasks, QUICK), lambda _: doom.end())
    timer = ScheduleTimer(runner, engine, POLL_SECONDS)
    signal.signal(signal.SIGTERM, lambda *_: timer.stop())
    timer.run()


@pytest.fixture
def pair(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Pair]:
    load_small_stock(engine, tmp_path)
    register(engine, tmp_path, *EVENTS)
    with ExitStack() as stack:
        made = Pair(work, database_url, tmp_path, datetime.now(BASE.tzinfo), MOMENTS)
        stack.callback(made.clear)
        yield made


def drafts(engine: Engine) -> list[ScheduledRun]:
    with make_session(engine) as session:
        statement = select(ScheduledRun).where(ScheduledRun.kind == ScheduleKind.DRAFT)
        return list(session.exec(statement))


def test_lists_are_made_once_though_the_runner_is_killed_ten_times(
    engine: Engine, pair: Pair
) -> None:
    pair.add()
    pair.add()
    cut_short = [pair.kill_at_moment() for _ in range(KILLS)]
    assert {row.state for row in drafts(engine)} != {ScheduleState.DONE}
    pair.let_finish()
    wait_until(lambda: {row.state for row in drafts(engine)} == {ScheduleState.DONE}, PATIENCE)
    assert pair.end() == [0, 0]
    # Some while the stock was read, some while a list was written or was about to count.
    assert {"SELECT"} < {what.split()[0] for what in cut_short}
    rows = drafts(engine)
    # Had a list been stored but not marked as done, it would have been found made already.
    assert {row.message for row in rows} == {"已生成第 1 版名单，2 对"}
    assert sorted(row.event_slug for row in rows) == [slug for slug, *_ in EVENTS]
    assert sum(row.interruptions for row in rows) >= KILLS
    assert_whole(engine)


def assert_whole(engine: Engine) -> None:
    """One list an event, one run a list; an entry a match, whose reasons add up to its score."""
    with make_session(engine) as session:
        lists = session.exec(select(CandidateList)).all()
        entries = session.exec(select(CandidateEntry)).all()
        matches = session.exec(select(Match)).all()
        runs = session.exec(select(MatchRun)).all()
        sums = dict(
            session.exec(
                select(MatchReason.match_id, func.sum(MatchReason.share)).group_by(
                    col(MatchReason.match_id)
                )
            ).all()
        )
        lease = session.get_one(ScheduleLease, "scheduler")
    assert Counter(made.event_id for made in lists) == dict.fromkeys(range(1, len(EVENTS) + 1), 1)
    assert Counter(made.version for made in lists) == {1: len(EVENTS)}
    assert sorted(made.run_id for made in lists) == sorted(run.id or 0 for run in runs)
    assert {entry.match_id for entry in entries} == {match.id for match in matches}
    per_list = Counter(entry.list_id for entry in entries)
    assert len({per_list[made.id or 0] for made in lists}) == 1
    assert sums == {match.id: pytest.approx(match.score) for match in matches}
    assert matches
    assert lease.token > KILLS
