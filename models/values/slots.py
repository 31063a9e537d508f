"""Slots of a timetable as people write them: 1,3-5, counted from 1."""

import re
from collections.abc import Iterable

from models.errors import InvalidValue
from models.values.text import clean

_MARKS = re.compile(r"[,，、;；\s]+")
_ONE = r"第?([0-9]{1,4})场?"
_PART = re.compile(rf"{_ONE}(?:[-–~～至到]{_ONE})?")


def parse_slots(text: str) -> frozenset[int]:
    """Return the slots, counted from 0, of a list that counts from 1; raise InvalidValue."""
    found: set[int] = set()
    for part in filter(None, _MARKS.split(clean(text))):
        match = _PART.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        if not 1 <= first <= last:
            raise InvalidValue(clean(text), "看不懂场次", "请写从 1 起的数字，例如 1,3-5")
        found.update(range(first - 1, last))
    return frozenset(found)


def show_slots(slots: Iterable[int]) -> str:
    """Return slots that count from 0 as people count them, from 1."""
    return ",".join(str(slot + 1) for slot in sorted(slots))
