"""Work done by a process of its own, whose memory and time are bounded.

Reading what strangers send can take gigabytes or, in native code, end the process. Measured: an
.xls file of 3 KB ended it, CSV files of 100 MB took 600 MB, and no check before foresees all that
is to come. In a process of its own such a file ends nothing but itself, and all of its memory comes
back. The price is the start of a Python process, one second on a busy core.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from ingest.errors import SourceError
from models.errors import MatchmakerError

T = TypeVar("T")

# How often it is looked how far a process has come, and whether it is to go on.
LOOK_SECONDS = 0.2
_REMEDY = "请确认文件只含数据；数据确实很多时，请拆成几个文件，或由管理员在服务器上用命令导入"
# What native code asks for beside that on which it is spent: libraries, stacks, mapped files.
SPARE_MIB = 512
OUT_OF_MEMORY = 4


@dataclass(frozen=True)
class Bounds:
    """What a process may take: memory in MiB, beside that of the program, and seconds."""

    memory_mib: int
    seconds: int


# What is done of what there is, None where that is not known.
OnProgress = Callable[[int, int | None], None]


def run_apart(
    work: partial[T], name: str, bounds: Bounds, on_progress: OnProgress | None = None
) -> T:
    """Return what a function of a module gives, run by a fresh process; raise what it raises.

    work: of a function of a module and values that can be pickled; so must be the result.
    on_progress: told now and then how far it is, where it is given; the function then takes one
    more argument, which it calls the same way. Whatever on_progress raises ends the process.
    Raises SourceError, about the file of the name, where the process takes too much or is ended;
    RuntimeError, with what it wrote, for any other failure of the program.
    """
    if on_progress is None:
        return _run(work, name, bounds, None)
    with tempfile.TemporaryDirectory(prefix="matchmaker-") as folder:
        return _run(work, name, bounds, _Watch(Path(folder) / "progress", on_progress))


class _Watch:
    """Reads how far a process says to be, from a file: what it prints is its result."""

    def __init__(self, path: Path, on_progress: OnProgress) -> None:
        self.path = path
        self._tell = on_progress
        self._told: tuple[int, int | None] = (0, None)

    def look(self) -> None:
        """Tell how far it is, whether it has come further or not: who is told may end it."""
        if self.path.exists():
            done, total = self.path.read_text(encoding="ascii").split()
            self._told = int(done), int(total) or None
        self._tell(*self._told)


def _run(work: partial[T], name: str, bounds: Bounds, watch: _Watch | None) -> T:
    order = pickle.dumps((_plain(work), bounds.memory_mib, watch and watch.path))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as done:
        try:
            written, complaint = _wait(done, order, bounds.seconds, watch)
        except subprocess.TimeoutExpired as error:
            raise SourceError(name, f"读取超过 {bounds.seconds} 秒，已停止", _REMEDY) from error
        finally:
            # Gone already unless it is broken off.
            done.kill()
    # Below nothing: by which signal it was ended. Native code that finds no memory gives up so.
    if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
        raise SourceError(
            name,
            f"读取需要的内存超过上限 {bounds.memory_mib} MB，或文件严重损坏，已停止",
            _REMEDY,
        )
    if done.returncode != 0:
        raise RuntimeError(complaint.decode("utf-8", "replace"))
    # Pickled by our own program from our own classes; no byte of it is the sender's.
    outcome, value = pickle.loads(written)  # noqa: S301
    if outcome:
        result: T = value
        return result
    raise value


def _wait(
    process: "subprocess.Popen[bytes]", order: bytes, seconds: float, watch: _Watch | None
) -> tuple[bytes, bytes]:
    """Return what a process writes until its end; raise TimeoutExpired where that is too late."""
    end = time.monotonic() + seconds
    said: bytes | None = order
    while True:
        left = max(end - time.monotonic(), 0.0)
        try:
            return process.communicate(said, left if watch is None else min(left, LOOK_SECONDS))
        except subprocess.TimeoutExpired:
            if watch is None or time.monotonic() >= end:
                raise
            watch.look()
            # What was said before goes on being sent.
            said = None


def _plain(work: partial[Any]) -> tuple[str, str, tuple[Any, ...]]:
    function: Callable[..., Any] = work.func
    return function.__module__, function.__qualname__, work.args


def main() -> None:
    """Do what standard input says and write what comes of it to standard output."""
    (module, name, arguments), memory_mib, progress = pickle.load(sys.stdin.buffer)  # noqa: S301
    function = getattr(import_module(module), name)
    _bound_memory(memory_mib)
    if progress is not None:
        arguments = (*arguments, partial(_note_progress, progress))
    try:
        outcome = True, function(*arguments)
    except MatchmakerError as error:
        outcome = False, error
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(pickle.dumps(outcome))
    sys.stdout.buffer.flush()
    # Without the end of the interpreter: millions of objects need not be given back one by one.
    os._exit(0)


def _note_progress(path: Path, done: int, total: int | None) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{done} {total or 0}", encoding="ascii")
    # At once: it is never read half written.
    fresh.replace(path)


def _bound_memory(mebibytes: int) -> None:
    """Bound the address space, where the system can: what the program takes already is added."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    status = Path("/proc/self/statm")
    own = int(status.read_text().split()[0]) * resource.getpagesize() if status.exists() else 0
    most = own + (mebibytes + SPARE_MIB) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
