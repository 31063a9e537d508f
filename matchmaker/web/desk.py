"""The stock as questions over HTTP are answered from it: opened once, again when it has changed."""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.store import current_version, load_index
from matchmaker.services.catalogue import load_catalogue
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import Reader, load_reader
from matchmaker.services.run_store import Owners, load_owners
from matchmaker.services.stock import load_offers
from matchmaker.settings import Settings
from models.queries.stamp import Stamp, stock_stamp
from models.session import make_session

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class OpenDesk:
    """A desk, what understands typed demands, what can be chosen from, and who owns it.

    made_of: the state of index and database behind all four.
    """

    desk: Desk
    reader: Reader
    catalogue: Catalogue
    owners: Owners
    made_of: tuple[str, Stamp] = field(repr=False)


class DeskKeeper:
    """Keeps one desk for all requests of a process, and the one thread that answers from it.

    Several threads would only wait for each other, and each would keep memory of its own.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: OpenDesk | None = None
        self._line = ThreadPoolExecutor(1, "desk")

    @property
    def version(self) -> str | None:
        """The version of the index that is open, None where none is."""
        return None if self._open is None else self._open.made_of[0].removeprefix("v-")

    async def ask(self, engine: Engine, answer: Callable[[Session, OpenDesk], Answer]) -> Answer:
        """Return what is answered from the desk of the present stock.

        Raises IndexMissing or IndexDamaged, and what the answer raises.
        """

        def answer_in_line() -> Answer:
            with make_session(engine) as session:
                return answer(session, self.get(session))

        # What is logged there belongs to the request that asks.
        return await asyncio.get_running_loop().run_in_executor(
            self._line, copy_context().run, answer_in_line
        )

    def open_soon(self, engine: Engine) -> None:
        """Open the desk before a question comes, which is told what is wrong with it."""

        def open_in_line() -> None:
            with make_session(engine) as session:
                self.get(session)

        self._line.submit(open_in_line)

    def get(self, session: Session) -> OpenDesk:
        """Return the desk of the present stock; raise IndexMissing or IndexDamaged."""
        state = (current_version(self._settings.index_dir), stock_stamp(session))
        if self._open is None or self._open.made_of != state:
            index = load_index(self._settings.index_dir)
            desk = Desk(index, load_offers(session))
            self._open = OpenDesk(
                desk, load_reader(session), load_catalogue(session), load_owners(session), state
            )
            _set_aside()
        return self._open

    def close(self) -> None:
        """Let go of the thread that answers."""
        self._line.shutdown()


def _set_aside() -> None:
    """Keep the collector from going through the desk: of a large stock it takes half a second."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
