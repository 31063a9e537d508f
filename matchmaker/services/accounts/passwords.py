"""Passwords: which are good enough, and their digests by Argon2id (RFC 9106)."""

from functools import cache
from itertools import pairwise

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from models.errors import InvalidValue
from models.values.text import fold

SHORTEST, LONGEST = 10, 128
KINDS_NEEDED = 3
FEWEST_SIGNS = 5
# What is tried first wherever passwords are guessed.
_COMMON = (
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "admin",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "1qaz2wsx",
    "iloveyou",
    "welcome",
    "woaini",
)
_LONGEST_RUN = 5
_REMEDY = (
    f"请用 {SHORTEST}–{LONGEST} 个字符，大写字母、小写字母、数字、其他符号中至少有 "
    f"{KINDS_NEEDED} 类，不含用户名和常见密码。"
)


def require_good_password(password: str, *told: str) -> None:
    """Raise InvalidValue for a password that is too easy; told: names that must not be in it.

    Which kinds of signs: GB/T 22239-2019, 8.1.4.1 a.
    """
    flaw = _flaw(password, [fold(one) for one in told])
    if flaw:
        raise InvalidValue("（不显示）", flaw, _REMEDY)


def _flaw(password: str, told: list[str]) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        return "密码的长度不合要求"
    kinds = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
    # A sign that is neither upper nor lower case, such as 汉, counts as another.
    found = sum(any(map(kind, password)) for kind in kinds)
    if any(sign.isalpha() and not sign.isascii() for sign in password):
        found += 1
    if found < KINDS_NEEDED:
        return "密码的字符种类太少"
    folded = fold(password)
    if any(len(one) > 2 and one in folded for one in told):
        return "密码里有用户名、姓名或手机号"
    if any(common in folded for common in _COMMON) or len(set(folded)) < FEWEST_SIGNS:
        return "密码太常见"
    if _longest_run(folded) >= _LONGEST_RUN:
        return f"密码里有 {_LONGEST_RUN} 个以上连续的字符（如 12345、abcde）"
    return ""


def _longest_run(text: str) -> int:
    longest = run = 1
    step = None
    for before, after in pairwise(text):
        now = ord(after) - ord(before)
        run = run + 1 if now == step and now in (-1, 0, 1) else 2 if now in (-1, 0, 1) else 1
        step = now
        longest = max(longest, run)
    return longest


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher().hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether a password is the stored one; an account without one takes as long to say no."""
    try:
        return _hasher().verify(password, stored or _nobodys()) and bool(stored)
    except UnknownHashError:
        return False


def compare_with_nobody(password: str) -> None:
    """Take as long as matches(), for a name that is not known."""
    matches(password, "")


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys() -> str:
    return hash_password("nobody has this one")
