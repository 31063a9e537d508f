"""Processes of `run_apart`, forked off one that has imported the program already.

A fresh one imports it anew, which takes longer than most of what tests let it do. A forked one has
memory, bounds and an end of its own just the same, and is killed and waited for as any other.
"""

import gc
import os
import pickle
import selectors
import socket
import subprocess
import sys
from atexit import register
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from select import select
from threading import Lock
from types import SimpleNamespace
from typing import Any, NoReturn

from sqlalchemy.orm import configure_mappers

import matchmaker.jobs.apart

# What reads files, and what it loads once it sees of which kind they are.
PRELOADED = ("matchmaker.jobs.uploads", "openpyxl", "docx", "psycopg")
# More than where a process runs and its environment take.
_MOST_BYTES = 1 << 20
_STARTING = Lock()
_FORKER: list[socket.socket] = []


class Forked(subprocess.Popen[bytes]):
    """A process with pipes to and from it; what is to be run is always `apart`."""

    def _execute_child(self, *options: Any) -> None:
        environment, pipes = options[6], options[10:16]
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            order = pickle.dumps((Path.cwd(), environment))
            given = [pipes[0], pipes[3], pipes[5], theirs.fileno()]
            socket.send_fds(_forker(), [order], given)
        self._close_pipe_fds(*pipes)
        self._child_created = True
        self.pid = int(self._line.recv(_MOST_BYTES))

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        """Ask whose child it is: as os.waitpid."""
        ended, _, _ = select([self._line], [], [], 0 if wait_flags & os.WNOHANG else None)
        if not ended:
            return 0, 0
        with self._line:
            return self.pid, int(self._line.recv(_MOST_BYTES))

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(blocking=False):
            try:
                pid, status = self._try_wait(os.WNOHANG)
                if pid:
                    self._handle_exitstatus(status)
            finally:
                self._waitpid_lock.release()
        return self.returncode


# What `apart` starts a process with.
SUBPROCESS = SimpleNamespace(
    Popen=Forked, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired
)


def _forker() -> socket.socket:
    """Return what takes orders to fork, which is started by the first that has one."""
    with _STARTING:
        if not _FORKER:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    cwd=Path(__file__).parents[1],
                    pass_fds=[theirs.fileno()],
                )
            register(_end, ours, process)
            _FORKER.append(ours)
    return _FORKER[0]


def _end(line: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    line.close()
    process.wait()


def main(orders: socket.socket) -> None:
    """Fork a process for every order, and say how it ended, until there are no more to come."""
    for name in PRELOADED:
        import_module(name)
    configure_mappers()
    gc.freeze()
    with selectors.DefaultSelector() as ready:
        ready.register(orders, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is not orders:
                    ready.unregister(key.fileobj)
                    _tell_end(*key.data)
                    continue
                order, given, _, _ = socket.recv_fds(orders, _MOST_BYTES, 4)
                if not order:
                    return
                pid = os.fork()
                if not pid:
                    _work(order, given)
                for pipe in given[:3]:
                    os.close(pipe)
                line = socket.socket(fileno=given[3])
                line.send(str(pid).encode())
                end = os.pidfd_open(pid)
                ready.register(end, selectors.EVENT_READ, (end, pid, line))


def _tell_end(end: int, pid: int, line: socket.socket) -> None:
    _, status = os.waitpid(pid, 0)
    os.close(end)
    with line, suppress(BrokenPipeError):
        line.send(str(status).encode())


def _work(order: bytes, given: list[int]) -> NoReturn:
    """Be the process that was to be started; what it raises ends it as it would end that."""
    folder, environment = pickle.loads(order)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, pipe in enumerate(given[:3]):
        os.dup2(pipe, number)
    for pipe in given:
        os.close(pipe)
    matchmaker.jobs.apart.main()
    raise AssertionError("it ends itself")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
