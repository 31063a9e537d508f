"""How often an account, and everybody behind one address together, may ask."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from sqlalchemy import Engine

from matchmaker.services.rate_limits import (
    Allowance,
    Charge,
    Standing,
    as_us,
    charge_stored,
    parse_allowance,
)
from matchmaker.settings import Settings
from matchmaker.web.protection.groups import STORED, Group
from matchmaker.web.protection.shared_buckets import SharedBuckets
from models.session import make_session

# A household or an office has at least such a network to itself (RFC 6177) and can take any
# address of it.
IPV6_PREFIX = 64
DIGEST_BYTES = 16


class Limiter:
    """Takes from the allowances; those of an address are office_factor times those of an account.

    Registrations are counted by address alone and are not multiplied. Keys are digests: neither
    addresses nor names nor tokens are kept.
    """

    def __init__(self, settings: Settings, key: bytes) -> None:
        self._key = key
        self._factor = settings.office_factor
        self._shared = SharedBuckets()
        self._allowances: Mapping[Group, Allowance | None] = {
            Group.LOGIN: parse_allowance(settings.limit_login),
            Group.REGISTRATION: parse_allowance(settings.limit_registration),
            Group.ASK: parse_allowance(settings.limit_ask),
            Group.WRITE: parse_allowance(settings.limit_write),
            Group.READ: parse_allowance(settings.limit_read),
        }

    def charges(self, group: Group, address: str, credential: str | None) -> list[Charge]:
        """Return what a request takes: from the bucket of its address, and of its account.

        address: of the client; credential: session cookie or token, None without one. Empty where
        the group has no limit.
        """
        allowance = self._allowances[group]
        if allowance is None:
            return []
        factor = 1 if group is Group.REGISTRATION else self._factor
        network = network_of(address)
        found = [Charge(self._name(group, "address", network), allowance.times(factor))]
        if credential is not None and group not in STORED:
            found.append(Charge(self._name(group, "account", credential), allowance))
        return found

    def account_charges(self, group: Group, name: str) -> list[Charge]:
        """Return what something done to a named account takes, whoever does it."""
        allowance = self._allowances[group]
        return [] if allowance is None else [Charge(self._name(group, "name", name), allowance)]

    def take(self, charges: list[Charge], now: datetime) -> Standing:
        """Take from the memory that the workers share; raise TooManyRequests."""
        return self._shared.charge(charges, as_us(now))

    def take_stored(self, engine: Engine, charges: list[Charge], now: datetime) -> Standing:
        """Take from the database, in a transaction of its own; raise TooManyRequests.

        What is taken stays taken, whatever becomes of the request.
        """
        with make_session(engine) as session:
            found = charge_stored(session, charges, now)
            session.commit()
        return found

    def _name(self, group: Group, kind: str, subject: str) -> str:
        whole = f"{group.value}/{kind}/{subject}".encode()
        return blake2b(whole, digest_size=DIGEST_BYTES, key=self._key).hexdigest()


def charge_account(request: Request, group: Group, name: str) -> None:
    """Count an attempt at a named account, as that to sign in; raise TooManyRequests.

    The address is counted already, before a route is reached; name: as the account is stored, so
    that other spellings do not count apart.
    """
    limiter: Limiter = request.app.state.limiter
    charges = limiter.account_charges(group, name)
    if charges:
        limiter.take_stored(request.app.state.engine, charges, request.app.state.clock())


def network_of(address: str) -> str:
    """Return whom an address stands for: itself, of IPv6 its network of 64 bits."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))
