"""What background work is told besides its session, and how it tells how far it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Protocol

from sqlalchemy import Engine

from matchmaker.services.work_claims import Step
from matchmaker.settings import Settings
from models.errors import MatchmakerError
from models.queries import work_board as board_queries
from models.session import make_session


class Interrupted(MatchmakerError):
    """Work is broken off: the process has been told to stop, or has lost its lane."""


class Stopped(MatchmakerError):
    """Work is broken off since somebody has cancelled it."""


class Tell(Protocol):
    """To be called by work now and then: what it does, how much is done, of how much if known."""

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Note it; raise Interrupted or Stopped where the work has to end."""


@dataclass(frozen=True)
class WorkContext:
    """What a task is told.

    account_id, token_id: of who asked, neither on the command line; asked_at: when the work was
    asked for, which stays the same where it is begun again; clock: for what it writes down.
    """

    engine: Engine
    settings: Settings
    work_id: int
    requested_by: str
    account_id: int | None
    token_id: int | None
    asked_at: datetime
    clock: Callable[[], datetime]
    tell: Tell


@dataclass(frozen=True)
class Posts:
    """Where and when progress is written; stopping, lost: set once the work has to end.

    seconds: no more often than that, but for another step, which is told at once.
    """

    board: Engine
    clock: Callable[[], datetime]
    seconds: float
    stopping: Event
    lost: Event


class Reporter:
    """Writes on the board how far one piece of work is; last: what was told last."""

    def __init__(self, work_id: int, posts: Posts) -> None:
        self._work_id = work_id
        self._posts = posts
        self._written_at: float | None = None
        self.last = Step()

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Note how far the work is; raise Interrupted or Stopped where it has to end."""
        posts, before = self._posts, self.last
        if posts.stopping.is_set() or posts.lost.is_set():
            raise Interrupted("运行被中止，将重做")
        self.last = Step(step, done, total, before.changes)
        moment = time.monotonic()
        early = self._written_at is not None and moment - self._written_at < posts.seconds
        if early and step == before.text:
            return
        self._written_at = moment
        with make_session(posts.board) as board:
            values = {"step": step, "done": done, "total": total}
            noted = board_queries.write_progress(board, self._work_id, values, posts.clock())
            board.commit()
        self.last = Step(step, done, total, noted.changes)
        if noted.stop_asked:
            raise Stopped("已按要求取消")

    def leave(self) -> None:
        """Take the work off the board once it has ended."""
        with make_session(self._posts.board) as board:
            board_queries.drop_progress(board, self._work_id)
            board.commit()
