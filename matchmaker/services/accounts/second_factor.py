"""The second factor: six digits every half minute (TOTP, RFC 6238)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp

from models.account import Account
from models.errors import Conflict, InvalidValue

ISSUER = "专利供需匹配"
_STEP_SECONDS = 30
# A clock may be half a minute slow or fast (RFC 6238, 5.2).
_STEPS_ASIDE = 1


@dataclass(frozen=True)
class NewFactor:
    """A secret to be put into an app, typed or as the code of its address; not in force yet."""

    secret: str
    address: str


def begin(account: Account) -> NewFactor:
    """Return a new secret; it counts once confirm() has seen a code made with it."""
    if account.totp_sealed:
        raise Conflict("动态口令已启用。要换设备，请先停用")
    return resume(account, pyotp.random_base32())


def resume(account: Account, secret: str) -> NewFactor:
    """Return a secret that was given before with its address, for another try to confirm it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return NewFactor(secret, address)


def confirm(
    account: Account, secret: str, code: str, seal: Callable[[str], str], now: datetime
) -> None:
    """Put a secret in force; raise InvalidValue for a code that was not made with it."""
    if account.totp_sealed:
        raise Conflict("动态口令已启用。要换设备，请先停用")
    step = _step_of(secret, code, now)
    if step is None:
        raise InvalidValue(code, "动态口令不对", "请核对手机时间，输入当前显示的 6 位数字。")
    account.totp_sealed = seal(secret)
    account.totp_step = step


def accept_code(account: Account, code: str, unseal: Callable[[str], str], now: datetime) -> bool:
    """Whether a code is right and has not been used; it is used from now on."""
    step = _step_of(unseal(account.totp_sealed), code, now)
    if step is None or step <= account.totp_step:
        return False
    account.totp_step = step
    return True


def remove(account: Account) -> None:
    """Go back to the password alone."""
    account.totp_sealed = ""
    account.totp_step = 0


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code it is, None where it is none near now."""
    typed = code.strip().replace(" ", "")
    factor = pyotp.TOTP(secret, interval=_STEP_SECONDS)
    here = int(now.timestamp()) // _STEP_SECONDS
    for step in range(here - _STEPS_ASIDE, here + _STEPS_ASIDE + 1):
        if pyotp.utils.strings_equal(factor.generate_otp(step), typed):
            return step
    return None
