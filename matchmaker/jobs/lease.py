"""The lease of one runner: taken, renewed while long work runs, given back."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from matchmaker.services import schedule_claims
from models.queries import schedule as schedule_queries
from models.queries.schedule import Lease
from models.session import make_session


@dataclass(frozen=True)
class Terms:
    """How long a lease lasts and how often it is renewed, in seconds.

    A runner that is lost is replaced after lease_seconds. The clocks of the machines that share a
    database must agree to within that time; where they do not, work may be begun twice, but is
    still committed once.
    """

    lease_seconds: float = 60.0
    renew_seconds: float = 15.0


DEFAULT_TERMS = Terms()


# What else is to hold for as long as a lease does, written where the lease is renewed.
OnRenewed = Callable[[Session, Lease, datetime], None]


class LeaseKeeper:
    """What a process knows of the lease of a name, which it holds or not.

    engine: of the database where the lease stands.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        clock: Callable[[], datetime],
        terms: Terms,
        on_renewed: OnRenewed = lambda *_: None,
    ) -> None:
        self._engine = engine
        self._name = name
        self._clock = clock
        self._terms = terms
        self._on_renewed = on_renewed
        self._lease: Lease | None = None
        # Told apart from another process of the same number, on another machine or at another time.
        self.holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"

    def until(self) -> datetime:
        """Return when what is taken or renewed now expires."""
        return self._clock() + timedelta(seconds=self._terms.lease_seconds)

    def hold(self) -> Lease | None:
        """Return the lease, renewed or newly taken; None while somebody else has it."""
        if self._lease is not None and self._renew(self._lease):
            return self._lease
        with make_session(self._engine) as session:
            self._lease = schedule_claims.acquire(
                session, self._name, self.holder, self._clock(), self.until()
            )
            if self._lease is None:
                session.rollback()
            else:
                session.commit()
        return self._lease

    def release(self) -> None:
        """Give the lease back, so that the next runner need not wait until it expires."""
        if self._lease is None:
            return
        with make_session(self._engine) as session:
            self._write(session, self._lease, self._clock())
            session.commit()
        self._lease = None

    @contextmanager
    def renewing(self, lease: Lease) -> Iterator[Event]:
        """Renew the lease while the block runs; the event is set once it is no longer held."""
        ended, lost = Event(), Event()
        thread = Thread(target=self._keep, args=(lease, ended, lost), name="lease", daemon=True)
        thread.start()
        try:
            yield lost
        finally:
            ended.set()
            thread.join()

    def _keep(self, lease: Lease, ended: Event, lost: Event) -> None:
        until = self.until()
        while not ended.wait(self._terms.renew_seconds):
            try:
                held = self._renew(lease)
                until = self.until()
            except SQLAlchemyError:
                # The database may be back before the lease has run out.
                held = self._clock() < until
            if not held:
                lost.set()
                return

    def _renew(self, lease: Lease) -> bool:
        with make_session(self._engine) as session:
            held = self._write(session, lease, self.until())
            session.commit()
        return held

    def _write(self, session: Session, lease: Lease, until: datetime) -> bool:
        held = schedule_queries.renew_lease(session, lease, until)
        if held:
            self._on_renewed(session, lease, until)
        return held
