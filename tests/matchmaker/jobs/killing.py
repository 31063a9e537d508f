"""Two processes at one database, of which the working one is killed at moments drawn for it.

A process counts what it reads, or what it writes, in turn: one is to die in the middle of reading,
the next in the middle of writing, so that neither is left to chance. At its moment it says so and
waits; it is then killed from outside, the other takes over once the lease has run out, and a new
one comes.
"""

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count, cycle
from multiprocessing import connection, get_context
from pathlib import Path
from threading import get_ident
from typing import Any

from sqlalchemy import Engine, event

import matchmaker.jobs.schedule_timer
import matchmaker.jobs.work_kinds  # noqa: F401
from matchmaker.jobs.lease import Terms

QUICK = Terms(lease_seconds=1.0, renew_seconds=0.2)
PATIENCE = 30.0
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Order:
    """What a process is told.

    started: the real moment it counts from; moment: which of its statements and commits, of those
    that write or of those that read, is its last; 0 for none.
    """

    url: str
    folder: Path
    started: datetime
    writing: bool
    moment: int


Target = Callable[[Order, connection.Connection], None]


class Doom:
    """Counts what the threads of a process do while they are at work, up to its moment."""

    def __init__(self, order: Order, line: connection.Connection, engine: Engine) -> None:
        self._order, self._line = order, line
        self._passed = count(1)
        self._busy: set[int] = set()
        event.listen(engine, "before_cursor_execute", self._pass_statement)
        event.listen(engine, "commit", lambda _: self._pass("COMMIT"))

    def begin(self) -> None:
        """This thread is at work from here on."""
        self._busy.add(get_ident())

    def end(self) -> None:
        """This thread has ended its work."""
        self._busy.discard(get_ident())

    def _pass_statement(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self._pass(statement)

    def _pass(self, what: str) -> None:
        # The lease is renewed by another thread, which goes on while this one waits to be killed.
        if get_ident() not in self._busy or what.startswith("SELECT") is self._order.writing:
            return
        if next(self._passed) == self._order.moment:
            self._line.send(what)
            self._line.recv()


@dataclass(frozen=True)
class Moments:
    """Up to how many statements a process may live; seed: of what is drawn."""

    reads: int
    writes: int
    seed: int


class Pair:
    """Two processes at any time, each with a moment drawn for it until they may finish."""

    def __init__(
        self, target: Target, url: str, folder: Path, started: datetime, moments: Moments
    ) -> None:
        self._target = target
        self._dice = random.Random(moments.seed)
        self._order = (url, folder, started)
        self._moments = moments
        self._writing = cycle((False, True))
        self.lines: dict[connection.Connection, Any] = {}

    def add(self, *, doomed: bool = True) -> None:
        writing = next(self._writing)
        most = self._moments.writes if writing else self._moments.reads
        moment = self._dice.randint(1, most) if doomed else 0
        order = Order(*self._order, writing, moment)
        here, there = processes.Pipe()
        process = processes.Process(target=self._target, args=(order, there))
        process.start()
        there.close()
        self.lines[here] = process

    def kill_at_moment(self) -> str:
        """Kill the process that reaches its moment first and add another.

        Return what it was about to do.
        """
        ready = connection.wait(list(self.lines), PATIENCE)
        assert ready, "no process has reached its moment"
        line = ready[0]
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
