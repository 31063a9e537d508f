"""The chain of an audit log: every record carries the hash of the one before it.

Whoever changes, removes, swaps or inserts a record must work out the hashes of all that follow
anew, the last one included; that one stands apart from the records, and with whoever wrote it down.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: the number and the hash of a record."""

    number: int
    hash: str


# What the first record follows.
GENESIS = Link(0, "0" * 64)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is stored; number: from 1; made_at: see moment_text.

    details: a JSON object; what cannot be read as one, or as a moment, stays the text that it is.
    """

    number: int
    made_at: str
    actor: str
    kind: str
    subject: str
    details: Any
    previous_hash: str
    hash: str


class Flaw(StrEnum):
    """What is wrong with a chain."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"
    UNLINKED = "unlinked"
    UNREADABLE = "unreadable"
    OTHER_END = "other_end"
    NO_HEAD = "no_head"
    UNTOLD = "untold"
    OTHER_HEADER = "other_header"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    Flaw.MISSING: "这条记录缺失",
    Flaw.EXTRA: "多出这条记录，或次序颠倒",
    Flaw.CHANGED: "内容与校验值不符，已被改动",
    Flaw.UNLINKED: "与上一条的校验值不衔接，上一条被替换，或这条是后来插入的",
    Flaw.UNREADABLE: "读不出，文件自此损坏或被截断",
    Flaw.OTHER_END: "末条的校验值与链头或归档登记不符，已被替换",
    Flaw.NO_HEAD: "链头缺失，无从核对",
    Flaw.UNTOLD: "到这一号为止的记录已移走，但日志中没有相应的归档记录",
    Flaw.OTHER_HEADER: "归档文件的首行与数据库中的归档登记不符",
}


@dataclass(frozen=True, slots=True)
class Break:
    """The first record that is wrong, and how."""

    number: int
    flaw: Flaw


def moment_text(moment: datetime) -> str:
    """Return an aware moment in UTC to the microsecond, as 2024-05-06T01:30:00.000000+00:00."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def require_exact(details: object) -> None:
    """Raise TypeError for what JSON of either database would not give back as it was: floats."""
    if isinstance(details, Mapping):
        for name, value in details.items():
            if not isinstance(name, str):
                raise TypeError(f"not a text: {name!r}")
            require_exact(value)
    elif isinstance(details, list | tuple):
        for value in details:
            require_exact(value)
    elif details is not None and not isinstance(details, str | int):
        raise TypeError(f"write it as a text: {details!r}")


def digest(entry: Entry) -> str:
    """Return the SHA-256, in hexadecimal, of all fields but the hash, as canonical JSON."""
    fields: Sequence[Any] = (
        entry.number,
        entry.made_at,
        entry.actor,
        entry.kind,
        entry.subject,
        entry.details,
        entry.previous_hash,
    )
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A text that is no Unicode can come from a file only, and must not stop the check.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_break(start: Link, entries: Iterable[Entry | None], end: Link) -> Break | None:
    """Return the first flaw of the records that follow start and lead to end, None without one.

    entries: None stands for what cannot be read.
    """
    at = start
    for entry in entries:
        if entry is None:
            return Break(min(at.number + 1, end.number), Flaw.UNREADABLE)
        if entry.number > at.number + 1:
            return Break(at.number + 1, Flaw.MISSING)
        flaw = _flaw(at, entry, end)
        if flaw is not None:
            return Break(entry.number, flaw)
        at = Link(entry.number, entry.hash)
    if at.number < end.number:
        return Break(at.number + 1, Flaw.MISSING)
    return None if at == end else Break(at.number, Flaw.OTHER_END)


def _flaw(at: Link, entry: Entry, end: Link) -> Flaw | None:
    """Return what is wrong with a record that comes after a link."""
    if entry.number <= at.number or entry.number > end.number:
        return Flaw.EXTRA
    if digest(entry) != entry.hash:
        return Flaw.CHANGED
    return None if entry.previous_hash == at.hash else Flaw.UNLINKED
