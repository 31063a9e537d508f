"""The runner of background work: a lane is held by one process, and each piece is done once.

Work is claimed in a transaction of its own; what it makes and the mark that it is done are
committed in one, which is rolled back unless the claim still holds. A process that is lost leaves
its lane after the term of the lease, and the next one begins its work again.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event, Thread
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session

from matchmaker.errors import BadConfiguration
from matchmaker.jobs.lease import DEFAULT_TERMS, LeaseKeeper, Terms
from matchmaker.jobs.steady import repeat
from matchmaker.jobs.work_context import Interrupted, Posts, Reporter, Stopped, WorkContext
from matchmaker.jobs.work_kinds import KINDS, Result, WorkTask
from matchmaker.services import work as work_services
from matchmaker.services import work_claims
from matchmaker.services.work import WorkRequest
from matchmaker.services.work_claims import ClaimLost, WorkClaim
from matchmaker.settings import Settings
from models.errors import Conflict, MatchmakerError
from models.queries import work as work_queries
from models.session import make_board, make_session
from models.work import Work, WorkKind, WorkState

PROGRESS_SECONDS = 0.5
POLL_SECONDS = 1.0
Written = TypeVar("Written")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lane:
    """Kinds of which one piece at a time is done, whichever process does it."""

    name: str
    kinds: frozenset[WorkKind]


@dataclass(frozen=True)
class WorkSetup:
    """What runners work with; poll_seconds: how soon new work is noticed."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    kinds: Mapping[WorkKind, WorkTask]
    terms: Terms = DEFAULT_TERMS
    progress_seconds: float = PROGRESS_SECONDS
    poll_seconds: float = POLL_SECONDS


@dataclass(frozen=True)
class Ended:
    """What became of work that was begun."""

    work_id: int
    kind: WorkKind
    state: WorkState
    text: str = ""


OnEnded = Callable[[Ended], None]


def lanes(engine: Engine, kinds: Mapping[WorkKind, WorkTask]) -> list[Lane]:
    """Return the lanes; raise BadConfiguration where a kind has no task.

    Lists and matching want gigabytes, so that one of them at a time is done. Imports and previews
    go on beside them, but for SQLite, where whoever imports keeps everybody else from writing.
    """
    missing = [kind.label for kind in WorkKind if kind not in kinds]
    if missing:
        raise BadConfiguration(
            f"以下后台任务没有对应的程序：{'、'.join(missing)}。"
            "请在 matchmaker.jobs.work_kinds 的 KINDS 中补上"
        )
    if engine.dialect.name == "sqlite":
        return [Lane("work", frozenset(kinds))]
    heavy = frozenset(kind for kind, task in kinds.items() if task.heavy)
    return [Lane("work/heavy", heavy), Lane("work/light", frozenset(kinds) - heavy)]


def request_work(engine: Engine, settings: Settings, request: WorkRequest, now: datetime) -> Work:
    """Ask for work, its parameters checked; return it, or what was asked under the same key before.

    Raises BadQuery or NotFound for parameters that make no sense, Conflict where the key was used
    for something else, or while somebody keeps the database from being written.
    """
    parameters = KINDS[request.kind].read(settings, request.parameters)
    try:
        with make_session(engine) as session:
            checked = replace(request, parameters=parameters)
            work = work_services.submit(session, checked, now)
            session.commit()
    except OperationalError as error:
        raise Conflict("数据库正忙（可能正在导入），任务没有提交。请稍后再试") from error
    return work


class WorkRunner:
    """Does the work of one lane, as long as it holds it; for one thread, but for stop."""

    def __init__(self, setup: WorkSetup, lane: Lane, on_ended: OnEnded = lambda _: None) -> None:
        self._setup = setup
        self._kinds: Collection[WorkKind] = lane.kinds
        self._on_ended = on_ended
        self._board = make_board(setup.engine)
        self._keeper = LeaseKeeper(self._board, lane.name, setup.clock, setup.terms)
        self._stop = Event()

    def stop(self) -> None:
        """Begin nothing more, and break off what can be broken off; callable from anywhere."""
        self._stop.set()

    def run_on(self) -> None:
        """Work until told to stop."""
        repeat(self.tick, self._stop, self._setup.poll_seconds, "后台任务未能进行，稍后再试")

    def drain(self) -> bool:
        """Work until nothing waits any more or told to stop; return whether nothing is left."""
        while self.tick() and self._has_open() and not self._stop.is_set():
            self._stop.wait(self._setup.poll_seconds)
        return not self._has_open()

    def tick(self) -> bool:
        """Do all that waits; return False where another process holds the lane."""
        if not self._has_open():
            return True
        lease = self._keeper.hold()
        if lease is None:
            return False
        try:
            with self._keeper.renewing(lease) as lost:
                self._take_back()
                while not (self._stop.is_set() or lost.is_set()):
                    found = self._claim_next(lease.claimant)
                    if found is None:
                        break
                    ended = self._run(found, lost)
                    self._on_ended(ended)
                    if not ended.state.ended:
                        # What has been in the way may be gone by the next tick.
                        break
        except ClaimLost as error:
            logger.warning("%s", error)
        finally:
            self._keeper.release()
        return True

    def _has_open(self) -> bool:
        with make_session(self._setup.engine) as session:
            return work_queries.has_open(session, self._kinds)

    def _take_back(self) -> None:
        given_up = self._write(
            lambda session, now: work_claims.take_back(session, self._kinds, now)
        )
        for work in given_up:
            self._on_ended(Ended(work.id or 0, work.kind, WorkState.FAILED, "运行中断，不再重试"))

    def _claim_next(self, claimant: str) -> WorkClaim | None:
        return self._write(
            lambda session, now: work_claims.claim_next(session, self._kinds, claimant, now)
        )

    def _run(self, found: WorkClaim, lost: Event) -> Ended:
        setup = self._setup
        posts = Posts(self._board, setup.clock, setup.progress_seconds, self._stop, lost)
        tell = Reporter(found.work_id, posts)
        try:
            self._do(found, tell)
        except ClaimLost:
            raise
        except Interrupted as error:
            self._write(lambda session, _: work_claims.give_back(session, found))
            return Ended(found.work_id, found.kind, WorkState.WAITING, str(error))
        except Stopped as error:
            self._write(lambda session, now: work_claims.cancelled(session, found, tell.last, now))
            ended = Ended(found.work_id, found.kind, WorkState.CANCELLED, str(error))
        except MatchmakerError as error:
            ended = self._failed(found, tell, error, str(error))
        except (SQLAlchemyError, OSError) as error:
            logger.exception("第 %s 号任务出错", found.work_id)
            ended = self._try_again(found, tell, error)
        except Exception as error:
            # Whatever a task trips over must not keep other work from being done.
            logger.exception("第 %s 号任务出错", found.work_id)
            ended = self._failed(found, tell, error, _say(error))
        else:
            ended = Ended(found.work_id, found.kind, WorkState.DONE)
        if ended.state.ended:
            tell.leave()
        return ended

    def _do(self, found: WorkClaim, tell: Reporter) -> None:
        setup = self._setup
        context = WorkContext(
            setup.engine,
            setup.settings,
            found.work_id,
            found.requested_by,
            found.account_id,
            found.token_id,
            found.asked_at,
            setup.clock,
            tell,
        )
        with make_session(setup.engine) as session:
            tell("开始")
            result: Result = setup.kinds[found.kind].run(session, found.parameters, context)
            work_claims.finish(session, found, result, tell.last, setup.clock())
            session.commit()

    def _failed(self, found: WorkClaim, tell: Reporter, error: Exception, text: str) -> Ended:
        names = (type(error).__name__, text)
        self._write(lambda session, now: work_claims.fail(session, found, names, tell.last, now))
        return Ended(found.work_id, found.kind, WorkState.FAILED, text)

    def _try_again(self, found: WorkClaim, tell: Reporter, error: Exception) -> Ended:
        """Let work wait whose database or disk was away, but for the last time."""
        names = (type(error).__name__, _say(error))
        again = self._write(
            lambda session, now: work_claims.try_again(session, found, names, tell.last, now)
        )
        state = WorkState.WAITING if again else WorkState.FAILED
        return Ended(found.work_id, found.kind, state, names[1])

    def _write(self, write: Callable[[Session, datetime], Written]) -> Written:
        with make_session(self._setup.engine) as session:
            result = write(session, self._setup.clock())
            session.commit()
        return result


@contextmanager
def working(setup: WorkSetup) -> Iterator[None]:
    """Do background work beside the block, a thread a lane; at its end break it off."""
    runners = [WorkRunner(setup, lane) for lane in lanes(setup.engine, setup.kinds)]
    threads = [Thread(target=runner.run_on, name="work") for runner in runners]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for runner in runners:
            runner.stop()
        for thread in threads:
            thread.join()


def forget_old_work(session: Session, engine: Engine, now: datetime) -> int:
    """Forget work that ended long ago; return how much. The caller commits."""
    with make_session(make_board(engine)) as board:
        removed = work_services.remove_old(session, board, now)
        board.commit()
    return removed


def _say(error: Exception) -> str:
    return f"程序出错（{type(error).__name__}：{error}），详见日志"
