"""The stock as questions over HTTP are answered from it: opened once, again when it has changed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from sqlmodel import Session

from matchmaker.matching.store import current_version, load_index
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import Reader, load_reader
from matchmaker.services.stock import load_offers
from matchmaker.settings import Settings
from models.queries.stamp import Stamp, stock_stamp


@dataclass(frozen=True)
class OpenDesk:
    """A desk, what understands typed demands, and the state of index and database behind both.

    line: the one thread that answers: several would only wait for each other, and each would keep
    memory for its largest products.
    """

    desk: Desk
    reader: Reader
    made_of: tuple[str, Stamp] = field(repr=False)
    line: ThreadPoolExecutor = field(repr=False)


class DeskKeeper:
    """Keeps one desk for all requests of a process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._open: OpenDesk | None = None
        self._line = ThreadPoolExecutor(1, "desk")

    def get(self, session: Session) -> OpenDesk:
        """Return the desk of the present stock; raise IndexMissing or IndexDamaged."""
        state = (current_version(self._settings.index_dir), stock_stamp(session))
        with self._lock:
            if self._open is None or self._open.made_of != state:
                index = load_index(self._settings.index_dir)
                desk = Desk(index, load_offers(session))
                self._open = OpenDesk(desk, load_reader(session), state, self._line)
            return self._open

    def close(self) -> None:
        """Let go of the thread that answers."""
        self._line.shutdown()
