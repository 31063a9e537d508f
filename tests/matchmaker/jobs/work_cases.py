"""Runners of background work whose tasks are made for the test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.jobs.lease import DEFAULT_TERMS
from matchmaker.jobs.work import Ended, WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_context import WorkContext
from matchmaker.jobs.work_kinds import KINDS, WorkTask
from matchmaker.services import work as work_services
from matchmaker.services.work import WorkRequest, WorkView
from matchmaker.settings import Settings
from models.enums import ScheduleKind
from models.schedule import Reminder
from models.session import make_board, make_session
from models.work import Work, WorkKind
from tests.conftest import NOW
from tests.matchmaker.jobs.schedule_cases import Clock

Do = Callable[[Session, WorkContext], dict[str, Any]]


@dataclass(frozen=True)
class Task:
    """A task that takes any parameters."""

    do: Do
    heavy: bool = False

    def read(self, _settings: Settings, raw: Mapping[str, Any]) -> dict[str, Any]:
        return dict(raw)

    def run(
        self, session: Session, _raw: Mapping[str, Any], context: WorkContext
    ) -> dict[str, Any]:
        return self.do(session, context)


def leave_trace(session: Session, context: WorkContext) -> dict[str, Any]:
    """Write a row that tells which work was done."""
    key = f"work {context.work_id}"
    session.add(
        Reminder(key=key, kind=ScheduleKind.INDEX, text=key, due=NOW, created_at=context.clock())
    )
    session.flush()
    return {"key": key}


def tasks(do: Do = leave_trace) -> dict[WorkKind, WorkTask]:
    """A task for every kind, heavy where the real one is."""
    return {kind: Task(do, KINDS[kind].heavy) for kind in WorkKind}


@dataclass
class WorkBench:
    """A database and the clock of all its runners; ended: what they told."""

    engine: Engine
    settings: Settings
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    ended: list[Ended] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.board = make_board(self.engine)

    def runner(
        self,
        kinds: Mapping[WorkKind, WorkTask],
        of: WorkKind = WorkKind.LIST,
        progress_seconds: float = 0.0,
    ) -> WorkRunner:
        """A runner of the lane of a kind; of heavy or light work on a server, of all on SQLite."""
        setup = WorkSetup(
            self.engine, self.settings, self.clock, kinds, DEFAULT_TERMS, progress_seconds, 0.01
        )
        (lane,) = [lane for lane in lanes(self.engine, kinds) if of in lane.kinds]
        return WorkRunner(setup, lane, self.ended.append)

    def run(self, kinds: Mapping[WorkKind, WorkTask]) -> list[Ended]:
        """Work off what waits in every lane and return what became of it."""
        before = len(self.ended)
        for of in (WorkKind.LIST, WorkKind.IMPORT):
            assert self.runner(kinds, of).drain()
        return self.ended[before:]

    def ask(self, kind: WorkKind = WorkKind.LIST, key: str | None = None, **parameters: Any) -> int:
        request = WorkRequest(kind, parameters, "张三", key=key)
        with make_session(self.engine) as session:
            work = work_services.submit(session, request, self.clock())
            session.commit()
        return work.id or 0

    def cancel(self, work_id: int) -> Work:
        with make_session(self.engine) as session, make_session(self.board) as board:
            work = work_services.cancel(session, board, work_id, self.clock())
            session.commit()
            board.commit()
        return work

    def view(self, work_id: int) -> WorkView:
        with make_session(self.engine) as session, make_session(self.board) as board:
            return work_services.view_work(session, board, work_id)

    def traces(self) -> list[str]:
        with make_session(self.engine) as session:
            return sorted(row.key for row in session.exec(select(Reminder)))


def make_work_bench(engine: Engine, folder: Path) -> WorkBench:
    url = engine.url.render_as_string(hide_password=False)
    return WorkBench(engine, Settings(data_dir=folder / "data", database_url=url))
