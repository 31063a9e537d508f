"""The courier: sends what webhooks are to be told, beside the scheduler, in any process.

Each delivery is claimed, sent and noted in three steps; see matchmaker.services.webhook_claims for
what keeps two couriers from sending the same at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread

from sqlalchemy import Engine

from matchmaker.errors import BadConfiguration
from matchmaker.jobs.secret_file import load_secret
from matchmaker.jobs.steady import repeat
from matchmaker.jobs.webhook_sending import Wire, send
from matchmaker.services.service_secret import ServiceSecret
from matchmaker.services.webhook_claims import ClaimedDelivery, Sent, claim_next, note_sent
from matchmaker.services.webhook_signing import signed_headers
from matchmaker.services.webhooks import secrets_in_force
from matchmaker.settings import Settings
from models.session import make_session

# How soon after a deed it is told.
POLL_SECONDS = 5.0


@dataclass(frozen=True)
class CourierSetup:
    """What a courier works with."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    wire: Wire = field(default_factory=Wire)
    poll_seconds: float = POLL_SECONDS


class Courier:
    """Sends what is due; for one thread, but for stop."""

    def __init__(self, setup: CourierSetup) -> None:
        self._setup = setup
        self._stop = Event()
        self._secret: ServiceSecret | None = None

    def stop(self) -> None:
        """Begin nothing more; callable from anywhere."""
        self._stop.set()

    def run_on(self) -> None:
        """Send until told to stop; what is being sent then is ended."""
        repeat(self.tick, self._stop, self._setup.poll_seconds, "推送未能进行，稍后再试")

    def tick(self) -> int:
        """Send all that is due; return how many attempts were made.

        A webhook that fails is passed over till the next tick, so that the others need not wait
        for its every delivery to time out.
        """
        attempts, failed = 0, frozenset[int]()
        while not self._stop.is_set():
            claimed = self._claim(failed)
            if claimed is None:
                break
            sent = self._send(claimed)
            self._note(claimed, sent)
            attempts += 1
            if sent.error:
                failed |= {claimed.webhook.id or 0}
        return attempts

    def _claim(self, failed: frozenset[int]) -> ClaimedDelivery | None:
        with make_session(self._setup.engine) as session:
            claimed = claim_next(session, self._setup.clock(), failed)
            session.commit()
        return claimed

    def _send(self, claimed: ClaimedDelivery) -> Sent:
        now = self._setup.clock()
        body = claimed.delivery.body.encode()
        try:
            if self._secret is None:
                self._secret = load_secret(self._setup.settings)
            known = secrets_in_force(claimed.webhook, self._secret, now)
        except BadConfiguration as error:
            return Sent(None, str(error))
        headers = signed_headers(known, claimed.delivery.event_id, now, body)
        return send(self._setup.wire, claimed.webhook.address, body, headers)

    def _note(self, claimed: ClaimedDelivery, sent: Sent) -> None:
        with make_session(self._setup.engine) as session:
            note_sent(session, claimed, sent, self._setup.clock())
            session.commit()


@contextmanager
def delivering(setup: CourierSetup) -> Iterator[None]:
    """Send what is due beside the block."""
    courier = Courier(setup)
    thread = Thread(target=courier.run_on, name="webhooks")
    thread.start()
    try:
        yield
    finally:
        courier.stop()
        thread.join()
