"""Requests that need the database take turns, as many at once as there are connections for them.

Where threads waited for connections instead, all of them might wait, and none would be left to go
on with the requests that have a connection.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import Semaphore, fail_after

from matchmaker.errors import TooBusy

BUSY = "同时使用的人太多，没有轮到这个请求，什么都没有改动。请稍后再试"


class Turns:
    """count: how many at once; seconds: how long one waits at most. For one event loop."""

    def __init__(self, count: int, seconds: float) -> None:
        self._free = Semaphore(count)
        self._seconds = seconds

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a turn, once there is one; raise TooBusy where that takes too long."""
        try:
            with fail_after(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise TooBusy(
                "同时使用的人太多，没有轮到这个请求，什么都没有改动。请稍后再试"
            ) from None
        try:
            yield
        finally:
            self._free.release()
