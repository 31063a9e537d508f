"""What a process of its own is given to do, well or badly."""

import ctypes
import os
from pathlib import Path

from ingest.errors import SourceError
from matchmaker.jobs.apart import OnProgress


def double(number: int) -> int:
    return 2 * number


def refuse(name: str) -> None:
    raise SourceError(name, "坏了", "请修好", "表“一”")


def take_memory(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 1024 * 1024))


def give_up() -> None:
    """End as native code does that finds no memory."""
    os.abort()


def break_down() -> None:
    """Touch what is not there."""
    ctypes.string_at(0)


def slip() -> None:
    raise KeyError("a slip of ours")


def tell_until_seen(seen: Path, on_progress: OnProgress) -> str:
    """Say how far it is until whoever looks now and then has seen it."""
    on_progress(3, 7)
    while not seen.exists():
        pass
    return "seen"


def wait_telling(on_progress: OnProgress) -> None:
    while True:
        on_progress(1, None)


def wait() -> None:
    while True:
        pass
