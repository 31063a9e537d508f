"""Buckets in memory that all workers of a server share.

Made before the workers part from one process, an anonymous map is the same memory for all of them:
7 to 10 microseconds for two buckets, where a statement in the database takes from 130 microseconds
to 6 milliseconds. A restart forgets them, which the allowances kept here can bear.
"""

import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from secrets import token_bytes
from tempfile import TemporaryFile
from threading import Lock
from weakref import finalize

from matchmaker.services.rate_limits import Charge, Standing, refusal, spend, standing

if sys.platform != "win32":
    import fcntl

SLOTS = 65_536
# A key stands in one of so many places that follow each other; if all are taken, that which would
# be full again first makes room.
PLACES = 8
_SLOT = struct.Struct("<Qq")


class SharedBuckets:
    """A table of fixed size: digest of a key and until when its bucket is spent."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._memory = mmap(-1, slots * _SLOT.size)
        # Nobody outside can choose keys that fall on one place.
        self._salt = token_bytes(16)
        self._threads = Lock()
        # The lock of a process that is killed goes with it.
        self._processes = TemporaryFile()  # noqa: SIM115 - open as long as the table
        finalize(self, self._processes.close)

    def charge(self, charges: Sequence[Charge], now_us: int) -> Standing:
        """Take from every bucket, or raise TooManyRequests and take from none.

        Returns what is left of the bucket that has the least.
        """
        with self._locked():
            taken: list[tuple[int, int, int]] = []
            standings = []
            for charge in charges:
                digest = self._digest(charge.key)
                place, spent_until = self._find(digest)
                spent = spend(charge, spent_until, now_us)
                if spent is None:
                    raise refusal(charge, spent_until, now_us)
                taken.append((place, digest, spent))
                standings.append(standing(charge, spent, now_us))
            for place, digest, spent in taken:
                _SLOT.pack_into(self._memory, place, digest, spent)
        return min(standings, key=lambda one: one.remaining)

    def _find(self, digest: int) -> tuple[int, int]:
        """Return the place of a key and until when it is spent; 0 where it is not yet there."""
        best, least = 0, None
        for step in range(PLACES):
            place = (digest + step) % self._slots * _SLOT.size
            stored, spent_until = _SLOT.unpack_from(self._memory, place)
            if stored == digest:
                return place, spent_until
            if least is None or spent_until < least:
                best, least = place, spent_until
        return best, 0

    def _digest(self, key: str) -> int:
        raw = blake2b(key.encode(), digest_size=8, key=self._salt).digest()
        return int.from_bytes(raw, "little")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._threads:
            if sys.platform == "win32":
                # One process serves there.
                yield
                return
            fcntl.lockf(self._processes, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._processes, fcntl.LOCK_UN)
