"""Secrets that are given out once and kept as digests."""

import secrets
from hashlib import sha256

# A token is drawn, not chosen: 256 bits need no slow digest.
TOKEN_BYTES = 32
ANCHOR_BYTES = 16
ANCHOR_END = "."
# Without signs that are taken for each other when read from paper: 0 O, 1 l I.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
_TEMPORARY_LENGTH = 14


def make_secret(prefix: str = "") -> str:
    """Return a new token."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def make_session_secret(before: str = "") -> str:
    """Return a new token for a session, whose first part is that of the token before it.

    What is derived from the first part, such as what guards forms, holds as long as the session.
    """
    anchor = before.partition(ANCHOR_END)[0] or secrets.token_urlsafe(ANCHOR_BYTES)
    return make_secret(f"{anchor}{ANCHOR_END}")


def digest(secret: str) -> str:
    """Return what is stored of a token."""
    return sha256(secret.encode()).hexdigest()


def make_temporary_password() -> str:
    """Return a password to be told once and changed at the first signing in."""
    while True:
        drawn = "".join(secrets.choice(_SIGNS) for _ in range(_TEMPORARY_LENGTH))
        kinds = (str.isupper, str.islower, str.isdigit)
        if all(any(map(kind, drawn)) for kind in kinds):
            return drawn
