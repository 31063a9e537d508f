"""Numbers with check characters. None of them can be a number that an office has issued."""

import datetime as dt

from sample.dice import Dice

_APPLICATION_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Serials from 9,000,000 on have never been reached in any year and kind.
FIRST_SERIAL = 9_000_000
SERIALS = 1_000_000


def application_check_digit(digits: str) -> str:
    """The character after the dot of a 12-digit application number."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, _APPLICATION_WEIGHTS, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)


def serial(index: int, offset: int) -> int:
    """A serial beginning with 9, different for every index below one million."""
    return FIRST_SERIAL + (index * 387_913 + offset) % SERIALS


def application_number(year: int, kind: int, serial_number: int) -> str:
    digits = f"{year}{kind}{serial_number}"
    return f"CN{digits}.{application_check_digit(digits)}"


def publication_number(kind: int, serial_number: int, letter: str) -> str:
    return f"CN{kind}9{(serial_number - FIRST_SERIAL) * 7_919 % 10_000_000:07d}{letter}"


def uscc(area_code: str, index: int) -> str:
    """A unified social credit code of a firm registered there; the body MAY is not in use."""
    body = "MAY"
    rest = (index * 7_368_787 + 1_234_567) % 31**5
    for _ in range(5):
        rest, digit = divmod(rest, 31)
        body += _USCC_ALPHABET[digit]
    code = f"91{area_code}{body}{_organisation_check(body)}"
    total = sum(_USCC_ALPHABET.index(sign) * 3**place for place, sign in enumerate(code))
    return code + _USCC_ALPHABET[-total % 31]


def _organisation_check(body: str) -> str:
    total = sum(
        _ORGANISATION_ALPHABET.index(sign) * weight
        for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def working_day(first: dt.date, last: dt.date, dice: Dice) -> dt.date:
    """A day from Monday to Friday of the span; official holidays are not looked at."""
    day = first + dt.timedelta(days=dice.below((last - first).days + 1))
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
