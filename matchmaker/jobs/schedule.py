"""The runner: one tick after another it keeps the lease, plans, and does what is due, each once.

A run is claimed in a transaction of its own. Its work and the mark that it is done are committed in
one, which is rolled back unless the runner still holds both claim and lease: who kills, stops or
overtakes a runner at any moment finds the run either done or still to be done.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.errors import BadConfiguration
from matchmaker.events.run_plan import PlannedRun
from matchmaker.jobs.lease import DEFAULT_TERMS, LeaseKeeper, Terms
from matchmaker.services import schedule as schedule_services
from matchmaker.services import schedule_claims
from matchmaker.services.schedule_claims import LEASE_NAME, Claim, LeaseLost
from matchmaker.settings import Settings
from models.enums import ScheduleKind
from models.errors import MatchmakerError
from models.queries import schedule as schedule_queries
from models.queries.schedule import Lease
from models.session import make_session

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class Interrupted(MatchmakerError):
    """Work is broken off: the runner has been told to stop, or has lost its lease."""


@dataclass(frozen=True)
class TaskContext:
    """What a task is told besides its session.

    now: the moment at which it began; clock: for work that keeps transactions of its own; check:
    to be called now and then by work that takes long, raises Interrupted where it has to end.
    """

    engine: Engine
    settings: Settings
    run: PlannedRun
    now: datetime
    clock: Callable[[], datetime]
    check: Callable[[], None]


# Does the work of a run and says in Chinese what became of it; leaves it to the runner to commit.
Task = Callable[[Session, TaskContext], str]


@dataclass(frozen=True)
class Outcome:
    """What became of a run that was begun; done: whether it was ended well."""

    run: PlannedRun
    done: bool
    message: str


@dataclass(frozen=True)
class Tick:
    """What a tick did: leads: whether this runner holds the lease; waiting: key → next moment."""

    leads: bool
    outcomes: tuple[Outcome, ...] = ()
    waiting: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class RunnerSetup:
    """What a runner works with; terms: of its lease."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    tasks: Mapping[ScheduleKind, Task]
    terms: Terms = DEFAULT_TERMS


OnOutcome = Callable[[Outcome], None]
OnTurn = Callable[[bool], None]


class Runner:
    """Does what is due, as long as it holds the lease; raises BadConfiguration for want of a task.

    on_outcome: told of every run that was begun; on_turn: told, at first and whenever that changes,
    whether this runner is the one that works. For one thread, but for stop.
    """

    def __init__(
        self,
        setup: RunnerSetup,
        on_outcome: OnOutcome = lambda _: None,
        on_turn: OnTurn = lambda _: None,
    ) -> None:
        require_tasks(setup.tasks)
        self._setup = setup
        self._on_outcome = on_outcome
        self._on_turn = on_turn
        self._leads: bool | None = None
        self._keeper = LeaseKeeper(
            setup.engine, LEASE_NAME, setup.clock, setup.terms, schedule_queries.extend_claims
        )
        self._stop = Event()

    @property
    def holder(self) -> str:
        """The name under which it holds the lease."""
        return self._keeper.holder

    @property
    def stopping(self) -> bool:
        """Whether it has been told to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Begin nothing more, and break off what can be broken off; callable from anywhere."""
        self._stop.set()

    def release(self) -> None:
        """Give the lease back after the last tick."""
        self._keeper.release()

    def tick(self) -> Tick:
        """Do everything that is due at the clock's moment and whatever becomes due meanwhile."""
        lease = self._keeper.hold()
        self._tell_turn(leads=lease is not None)
        if lease is None:
            return Tick(leads=False)
        outcomes: list[Outcome] = []
        try:
            with self._keeper.renewing(lease) as lost:
                self._replan(lease)
                while not self.stopping:
                    found = self._claim_next(lease)
                    if found is None:
                        break
                    outcome = self._run(found, lost)
                    outcomes.append(outcome)
                    self._on_outcome(outcome)
        except LeaseLost as error:
            logger.warning("%s", error)
            self._tell_turn(leads=False)
            return Tick(leads=False, outcomes=tuple(outcomes))
        return Tick(leads=True, outcomes=tuple(outcomes), waiting=self._waiting())

    def _tell_turn(self, *, leads: bool) -> None:
        if leads is not self._leads:
            self._leads = leads
            self._on_turn(leads)

    def _replan(self, lease: Lease) -> None:
        now = self._setup.clock()
        with make_session(self._setup.engine) as session:
            schedule_claims.guard(session, lease, now)
            schedule_services.replan(session, now)
            session.commit()

    def _claim_next(self, lease: Lease) -> Claim | None:
        now = self._setup.clock()
        with make_session(self._setup.engine) as session:
            row = schedule_services.next_due(session, now)
            if row is None:
                return None
            found = schedule_claims.claim(session, row, lease, now, self._keeper.until())
            session.commit()
        return found

    def _run(self, found: Claim, lost: Event) -> Outcome:
        setup = self._setup

        def check() -> None:
            if lost.is_set() or self.stopping:
                raise Interrupted("运行被中止")

        context = TaskContext(
            setup.engine, setup.settings, found.run, setup.clock(), setup.clock, check
        )
        try:
            with make_session(setup.engine) as session:
                message = setup.tasks[found.run.kind](session, context)
                message = schedule_claims.finish(session, found, message, setup.clock())
                session.commit()
        except LeaseLost:
            raise
        except Interrupted as error:
            self._after(lambda session, now: schedule_claims.give_back(session, found, now))
            return Outcome(found.run, done=False, message=str(error))
        except MatchmakerError as error:
            return self._failed(found, str(error))
        except Exception as error:
            # Whatever a task trips over must not keep the other runs from being done.
            logger.exception("%s", found.run.key)
            return self._failed(found, f"程序出错（{type(error).__name__}：{error}），详见日志")
        return Outcome(found.run, done=True, message=message)

    def _failed(self, found: Claim, why: str) -> Outcome:
        message = self._after(lambda session, now: schedule_claims.fail(session, found, why, now))
        return Outcome(found.run, done=False, message=message)

    def _after(self, write: Callable[[Session, datetime], Result]) -> Result:
        with make_session(self._setup.engine) as session:
            result = write(session, self._setup.clock())
            session.commit()
        return result

    def _waiting(self) -> dict[str, datetime]:
        with make_session(self._setup.engine) as session:
            rows = schedule_services.waiting_runs(session)
        return {schedule_services.planned_run(row).key: row.next_try_at for row in rows}


def require_tasks(tasks: Mapping[ScheduleKind, Task]) -> None:
    """Raise BadConfiguration where something would be planned that nobody could do."""
    missing = [kind.label for kind in ScheduleKind if kind not in tasks]
    if missing:
        raise BadConfiguration(
            f"以下步骤没有对应的任务：{'、'.join(missing)}。"
            "请在 matchmaker.jobs.schedule_tasks 的 TASKS 中补上"
        )
