"""How long sessions last and how often a password may be tried."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class AccountRules:
    """Bounds of signing in, as GB/T 22239-2019, 8.1.4.1, asks that there be.

    attempts wrong ones within the window lock a name for as long as the window lasts; a session
    ends after idle without a request, and in any case after lifetime; a password is good for
    password_age, None for ever; a session's token is changed every renewal, and the one before
    answers for grace more.
    """

    attempts: int = 5
    window: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(hours=2)
    lifetime: timedelta = timedelta(hours=12)
    password_age: timedelta | None = timedelta(days=180)
    renewal: timedelta = timedelta(minutes=15)
    grace: timedelta = timedelta(seconds=60)
