"""Signatures after the Standard Webhooks specification."""

from base64 import b64decode

from matchmaker.services.webhook_signing import make_webhook_secret, sign, signed_headers
from tests.conftest import NOW

# The example that the libraries of the specification are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_signature_is_that_of_the_specification() -> None:
    assert sign(SECRET, EVENT, 1614265330, BODY) == SIGNED


def test_each_secret_in_force_signs() -> None:
    other = make_webhook_secret()
    second = int(NOW.timestamp())
    assert signed_headers([SECRET, other], EVENT, NOW, BODY) == {
        "webhook-id": EVENT,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(sign(one, EVENT, second, BODY) for one in (SECRET, other)),
    }


def test_secrets_are_drawn_and_of_the_length_that_is_asked_for() -> None:
    first, second = make_webhook_secret(), make_webhook_secret()
    assert first != second
    assert len(b64decode(first.removeprefix("whsec_"))) == 32
