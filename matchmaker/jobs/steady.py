"""What a thread does again and again, though the database may be away for a while."""

import logging
from collections.abc import Callable
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)


def repeat(tick: Callable[[], object], stop: Event, pause_seconds: float, trouble: str) -> None:
    """Do something until told to stop, with a pause after each time.

    A database or a disk that is away is no reason to end: it may be back; trouble is what is logged
    then.
    """
    while not stop.is_set():
        try:
            tick()
        except (SQLAlchemyError, OSError):
            logger.exception(trouble)
        stop.wait(pause_seconds)
