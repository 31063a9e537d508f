"""By what a contract is known again when somebody else reports it."""

import re
from collections.abc import Iterable
from datetime import date

from models.ledger_enums import DealKind

_NOT_WORD = re.compile(r"[\W_]+")


def deal_key(
    kind: DealKind,
    number: str,
    parties: tuple[str, str],
    patents: Iterable[str],
    signed_on: date | None,
) -> str:
    """Return the key: the number of registration or filing, else what the contract says.

    parties: keys of the names of who gives and who takes; patents: their numbers. What is written
    otherwise, with blanks or in small letters, is the same number.
    """
    folded = _NOT_WORD.sub("", number).upper()
    if folded:
        return f"n:{kind.value}:{folded}"
    day = "" if signed_on is None else signed_on.isoformat()
    said = "+".join(sorted(set(patents)))
    return f"c:{kind.value}:{parties[0]}:{parties[1]}:{said}:{day}"
