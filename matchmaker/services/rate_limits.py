"""How often somebody may ask: buckets that fill again evenly (GCRA, ITU-T I.371).

A bucket is one number: the moment from which on nothing of it is spent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.errors import BadConfiguration, TooManyRequests
from models.queries import rate_buckets

SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, given back evenly over so many seconds."""

    count: int
    seconds: int

    @property
    def cost_us(self) -> int:
        """What one takes, in microseconds until it is given back."""
        return max(1, self.seconds * SECOND_US // self.count)

    @property
    def capacity_us(self) -> int:
        """What all take together."""
        return self.cost_us * self.count

    def times(self, factor: int) -> "Allowance":
        """Return the allowance of so many who share one bucket."""
        return Allowance(self.count * factor, self.seconds)


@dataclass(frozen=True, slots=True)
class Charge:
    """One taken from the bucket of a key."""

    key: str
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer tells of a bucket: its size, how many are left, seconds until it is full."""

    limit: int
    remaining: int
    reset_seconds: int


def parse_allowance(text: str) -> Allowance | None:
    """Return what number/seconds says, None for 0, which is no limit; raise BadConfiguration."""
    count, _, seconds = text.partition("/")
    if not (count.isdecimal() and seconds.isdecimal() and int(seconds)):
        raise BadConfiguration(f"频率限制“{text}”不对。请写成 次数/秒数，如 60/60；0/60 表示不限")
    return Allowance(int(count), int(seconds)) if int(count) else None


def as_us(moment: datetime) -> int:
    """Return a moment in microseconds since 1970 UTC."""
    return int(moment.timestamp() * SECOND_US)


def spend(charge: Charge, spent_until_us: int, now_us: int) -> int | None:
    """Return until when a bucket is spent once more is taken; None where nothing is left.

    As models.queries.rate_buckets.take does it in the database.
    """
    capacity, cost = charge.allowance.capacity_us, charge.allowance.cost_us
    if spent_until_us <= now_us or spent_until_us > now_us + capacity:
        return now_us + cost
    return spent_until_us + cost if spent_until_us + cost <= now_us + capacity else None


def standing(charge: Charge, spent_until_us: int, now_us: int) -> Standing:
    """Return what is left of a bucket that is spent until a moment."""
    allowance = charge.allowance
    left = (now_us + allowance.capacity_us - spent_until_us) // allowance.cost_us
    return Standing(
        allowance.count,
        max(0, min(allowance.count, left)),
        _seconds(spent_until_us - now_us),
    )


def refusal(charge: Charge, spent_until_us: int, now_us: int) -> TooManyRequests:
    """Return the error that says how long to wait until one may be taken again."""
    allowance = charge.allowance
    over_us = spent_until_us + allowance.cost_us - now_us - allowance.capacity_us
    wait = max(1, _seconds(over_us))
    return TooManyRequests(f"请求过于频繁，请在 {wait} 秒后再试", wait)


def charge_stored(session: Session, charges: Sequence[Charge], now: datetime) -> Standing:
    """Take from every bucket in the database, or raise TooManyRequests and take from none.

    Exact over all processes. The caller commits, or rolls back where it was refused. Returns what
    is left of the bucket that has the least.
    """
    now_us = as_us(now)
    rate_buckets.delete_full(session, now_us)
    standings = []
    # In one order everywhere: two that wait for each other's rows would wait for ever.
    for charge in sorted(charges, key=lambda one: one.key):
        cost, capacity = charge.allowance.cost_us, charge.allowance.capacity_us
        spent = rate_buckets.take(session, charge.key, cost, capacity, now_us)
        if spent is None:
            raise refusal(charge, rate_buckets.spent_until(session, charge.key), now_us)
        standings.append(standing(charge, spent, now_us))
    return min(standings, key=lambda one: one.remaining)


def _seconds(microseconds: int) -> int:
    return max(0, -(-microseconds // SECOND_US))
