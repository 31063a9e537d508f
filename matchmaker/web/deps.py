"""What routes ask for: settings, the moment, and sessions that live as long as the request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from anyio import CancelScope
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from matchmaker.settings import Settings
from matchmaker.web.follow import WorkWatch
from matchmaker.web.operations.time_limit import refuse_late_commits
from matchmaker.web.turns import Turns
from models.session import make_session


def get_settings(request: Request) -> Settings:
    """Return the settings of the application."""
    settings: Settings = request.app.state.settings
    return settings


async def get_session(request: Request) -> AsyncIterator[Session]:
    """Yield a session; what a route does not commit in time is rolled back.

    Raises TooBusy where too many are asked for at once.
    """
    turns: Turns = request.app.state.turns
    async with turns.one(), _closed_in_thread(make_session(request.app.state.engine)) as session:
        refuse_late_commits(session, request)
        yield session


async def get_board(request: Request, _session: "SessionDep") -> AsyncIterator[Session]:
    """Yield a session on the board, where background work says how far it is.

    Whoever waits for it has a session already, so nobody waits for one who waits for him.
    """
    turns: Turns = request.app.state.board_turns
    async with turns.one(), _closed_in_thread(make_session(request.app.state.board)) as board:
        yield board


@asynccontextmanager
async def _closed_in_thread(session: Session) -> AsyncIterator[Session]:
    try:
        yield session
    finally:
        # Rolls back, for which it may have to wait; who does not wait any more changes nothing.
        with CancelScope(shield=True):
            await run_in_threadpool(session.close)


def get_watch(request: Request) -> WorkWatch:
    """Return what looks after the work that is followed in this process."""
    watch: WorkWatch = request.app.state.work_watch
    return watch


def get_now(request: Request) -> datetime:
    """Return this moment in China."""
    moment: datetime = request.app.state.clock()
    return moment


SettingsDep = Annotated[Settings, Depends(get_settings)]
# Closed before the answer is sent: a slow line or a long stream holds no connection.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
BoardDep = Annotated[Session, Depends(get_board, scope="function")]
WatchDep = Annotated[WorkWatch, Depends(get_watch)]
NowDep = Annotated[datetime, Depends(get_now)]
