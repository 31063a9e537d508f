"""Statements that are compiled once in a process, not once for every engine of every test."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import LRUCache

# More statements than the whole program has.
MOST = 5_000


def compile_once(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """Return what makes engines that share, by driver, what they have compiled.

    A compiled statement is found by the dialect that wrote it, so that one is shared, too. It has
    been made ready by the connection of the engine that came first.
    """
    known: dict[str, tuple[Any, Any]] = {}

    def create(url: Any, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        name = engine.url.drivername
        if name not in known:
            try:
                with engine.connect():
                    known[name] = engine.dialect, LRUCache(MOST)
            except OperationalError:
                return engine
        engine.dialect, engine._compiled_cache = known[name]
        return engine

    return create
