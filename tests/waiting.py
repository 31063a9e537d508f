"""Waiting for what happens elsewhere, which is asked for again and again."""

import time
from collections.abc import Callable
from threading import Event

PATIENCE = 60.0
# Whoever asks without a pause takes the processor from what is waited for.
PAUSE_SECONDS = 0.02


def wait_until(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return once it is so; fail where that takes longer than so many seconds."""
    end, pause = time.monotonic() + patience, Event()
    while not condition():
        assert time.monotonic() < end, "it has not come in time"
        pause.wait(PAUSE_SECONDS)
