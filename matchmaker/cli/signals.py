"""Requests to end, as commands that run for long take them."""

import signal
from queue import SimpleQueue


class Signals:
    """A queue that gets every request to end, while the block runs.

    Of all ways to wake a thread a simple queue alone may be used by what handles a signal.
    """

    def __enter__(self) -> "SimpleQueue[object]":
        """Return the queue."""
        asked: SimpleQueue[object] = SimpleQueue()
        self._before = {
            number: signal.signal(number, lambda *_: asked.put(None))
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        return asked

    def __exit__(self, *_: object) -> None:
        """Handle signals as before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
