"""Two runners at one database, the working one killed ten times: every list is made once, whole.

The runners are processes of their own that do what ``matchmaker schedule run`` does. Each stops at
a moment of its work that was drawn for it, counted in statements and commits, and says so; it is
then killed from outside. The other takes over once the lease has run out, and a new one comes.
"""

import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from multiprocessing import connection, get_context
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import Engine, event, func
from sqlmodel import Session, col, select

from matchmaker.jobs.lease import Terms
from matchmaker.jobs.schedule import Runner, RunnerSetup, Task, TaskContext
from matchmaker.jobs.schedule_timer import ScheduleTimer
from matchmaker.settings import Settings
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ScheduleKind, ScheduleState
from models.matching import Match, MatchReason, MatchRun
from models.schedule import ScheduledRun, ScheduleLease
from models.session import make_engine, make_session
from tests.matchmaker.jobs.schedule_cases import REAL, at, load_small_stock, register, say_done

KILLS = 10
# How many moments, about, the work of one list has: what is drawn falls into the first or second
# list of a runner.
MOMENTS = 22
# The lists are due on 21 May, their refreshments not before 30 May.
BASE = at("2024-05-21T05:00")
EVENTS = tuple((f"e{i:02}", "provincial_docking", "2024-06-11", "武汉") for i in range(14))
QUICK = Terms(lease_seconds=1.0, renew_seconds=0.2)
POLL_SECONDS = 0.1
PATIENCE = 30.0
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Order:
    """What a runner is told; started: the real moment that stands for BASE; moment: 0 for none."""

    url: str
    folder: Path
    started: datetime
    moment: int


def work(order: Order, line: connection.Connection) -> None:
    """Run what is planned until told to stop, or until killed at a moment of the work."""
    engine = make_engine(order.url)
    passed = count(1)
    busy: list[int] = []

    def clock() -> datetime:
        return BASE + (datetime.now(BASE.tzinfo) - order.started)

    def pass_moment(what: str) -> None:
        # The lease is renewed by another thread, which goes on while this one waits to be killed.
        if get_ident() in busy and next(passed) == order.moment:
            line.send(what)
            line.recv()

    def pass_statement(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        pass_moment(statement)

    event.listen(engine, "before_cursor_execute", pass_statement)
    event.listen(engine, "commit", lambda _: pass_moment("COMMIT"))

    def watched(task: Task) -> Task:
        def do(session: Session, context: TaskContext) -> str:
            busy.append(get_ident())
            return task(session, context)

        return do

    tasks = dict.fromkeys(ScheduleKind, say_done) | {
        ScheduleKind.DRAFT: watched(REAL[ScheduleKind.DRAFT])
    }
    settings = Settings(data_dir=order.folder / "data", database_url=order.url)
    runner = Runner(RunnerSetup(engine, settings, clock, tasks, QUICK), lambda _: busy.clear())
    timer = ScheduleTimer(runner, engine, POLL_SECONDS)
    signal.signal(signal.SIGTERM, lambda *_: timer.stop())
    timer.run()


class Pair:
    """Two runners at any time, each with a moment drawn for it until they may finish."""

    def __init__(self, url: str, folder: Path, started: datetime) -> None:
        self._dice = random.Random(20240588)
        self._order = (url, folder, started)
        self.lines: dict[connection.Connection, Any] = {}

    def add(self, *, doomed: bool = True) -> None:
        moment = self._dice.randint(1, 2 * MOMENTS) if doomed else 0
        here, there = processes.Pipe()
        process = processes.Process(target=work, args=(Order(*self._order, moment), there))
        process.start()
        there.close()
        self.lines[here] = process

    def kill_at_moment(self) -> str:
        """Kill the runner that reaches its moment first and add another.

        Return what it was about to do.
        """
        ready = connection.wait(list(self.lines), PATIENCE)
        assert ready, "no runner has reached its moment"
        (line,) = ready
        moment: str = line.recv()  # type: ignore[union-attr]
        process = self.lines.pop(line)  # type: ignore[call-overload]
        process.kill()
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
        self.add()
        return moment

    def let_finish(self) -> None:
        """Kill the one that waits for its turn, and put two in its place that are not to die."""
        self.clear()
        self.lines.clear()
        self.add(doomed=False)
        self.add(doomed=False)

    def end(self) -> list[int]:
        """Tell both to stop and return how they ended."""
        for process in self.lines.values():
            process.terminate()
        for process in self.lines.values():
            process.join(PATIENCE)
        return [process.exitcode for process in self.lines.values()]

    def clear(self) -> None:
        for process in self.lines.values():
            process.kill()
            process.join(PATIENCE)


@pytest.fixture
def pair(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Pair]:
    load_small_stock(engine, tmp_path)
    register(engine, tmp_path, *EVENTS)
    with ExitStack() as stack:
        made = Pair(database_url, tmp_path, datetime.now(BASE.tzinfo))
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
    deadline = datetime.now(BASE.tzinfo) + timedelta(seconds=PATIENCE)
    while {row.state for row in drafts(engine)} != {ScheduleState.DONE}:
        assert datetime.now(BASE.tzinfo) < deadline
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
