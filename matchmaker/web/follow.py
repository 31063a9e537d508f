"""Background work as it goes on, told to whoever follows it, by server-sent events."""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from fastapi.sse import ServerSentEvent
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.services.work import WorkView, view_works
from models.session import make_session
from models.work import WorkState

POLL_SECONDS = 0.5
# What a page listens for: work that was cancelled has failed, too, its state says how.
EVENTS = {WorkState.DONE: "done", WorkState.FAILED: "failed", WorkState.CANCELLED: "failed"}
PROGRESS = "progress"
logger = logging.getLogger(__name__)


class WorkWatch:
    """Looks after the work that is followed in this process, all of it at one look.

    engine, board: where work stands, and where it says how far it is; seconds: between two looks.
    Nobody looks while nobody follows. For one event loop.
    """

    def __init__(self, engine: Engine, board: Engine, seconds: float = POLL_SECONDS) -> None:
        self._engine = engine
        self._board = board
        self._seconds = seconds
        self._followed: Counter[int] = Counter()
        self._views: dict[int, WorkView] = {}
        self._looked_at: frozenset[int] = frozenset()
        self._looked = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None
        self._closing = False
        self.looks = 0

    def close(self) -> None:
        """Have every follower come to an end at the next look; may be called by a signal."""
        self._closing = True

    async def follow(self, work_id: int, last_id: int = -1) -> AsyncIterator[ServerSentEvent]:
        """Yield how the work stands whenever that has changed, until it has ended.

        last_id: of the event that the follower has seen last; he is told of nothing before it, nor
        twice of the end. Ends where the work is not there.
        """
        self._followed[work_id] += 1
        try:
            while (view := await self._next(work_id)) is not None:
                if view.changes > last_id or (view.state.ended and view.changes != last_id):
                    last_id = view.changes
                    yield _event(view)
                if view.state.ended:
                    return
        finally:
            self._followed[work_id] -= 1
            self._followed += Counter()

    async def _next(self, work_id: int) -> WorkView | None:
        """Return the work as the next look finds it; None where it is gone or all is to end."""
        async with self._looked:
            while not self._closing:
                if self._looking is None or self._looking.done():
                    self._looking = asyncio.create_task(self._look())
                await self._looked.wait()
                if work_id in self._looked_at:
                    return self._views.get(work_id)
        return None

    async def _look(self) -> None:
        while self._followed and not self._closing:
            ids = list(self._followed)
            try:
                found = await asyncio.to_thread(self._read, ids)
            except (SQLAlchemyError, OSError):
                # Who follows need not know that the database was away for a moment.
                logger.exception("读取任务进度失败，稍后再试")
            else:
                self._looked_at = frozenset(ids)
                self._views = {view.id: view for view in found}
                await self._tell()
            await asyncio.sleep(self._seconds)
        # From here on whoever comes has to begin anew.
        self._looking = None
        await self._tell()

    async def _tell(self) -> None:
        async with self._looked:
            self._looked.notify_all()

    def _read(self, ids: list[int]) -> list[WorkView]:
        self.looks += 1
        with make_session(self._engine) as session, make_session(self._board) as board:
            return view_works(session, board, ids)


def _event(view: WorkView) -> ServerSentEvent:
    return ServerSentEvent(data=view, event=EVENTS.get(view.state, PROGRESS), id=str(view.changes))


@contextmanager
def closed_by_signals(watch: WorkWatch) -> Iterator[None]:
    """Close a watch when the process is told to end, besides what is done then anyway.

    A server ends only once its answers have, and these would not before the work has.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, frame: FrameType | None) -> None:
        watch.close()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    taken = [number for number, handler in before.items() if callable(handler)]
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
