"""Signatures of what is sent, after the Standard Webhooks specification.

See https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md,
"Signature scheme": HMAC-SHA256 of the id, the second and the body, joined by dots.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
# The specification asks for 24 to 64.
SECRET_BYTES = 32
VERSION = "v1"


def make_webhook_secret() -> str:
    """Return a new secret as its receiver writes it down."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, event_id: str, second: int, body: bytes) -> str:
    """Return a signature; second: of sending, since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    content = b".".join((event_id.encode(), str(second).encode(), body))
    return f"{VERSION},{b64encode(hmac.digest(key, content, 'sha256')).decode()}"


def signed_headers(
    secrets_in_force: Sequence[str], event_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Return the headers of a delivery that is sent at a moment, signed by each secret."""
    second = int(at.timestamp())
    signatures = (sign(secret, event_id, second, body) for secret in secrets_in_force)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(signatures),
    }
