"""Times and tables of a hall as options give them."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from matchmaker.errors import BadQuery
from matchmaker.services.halls import HallSettings
from models.meeting import EventHall

# What a hall is like before anybody says otherwise: a morning of twenty-minute meetings.
DEFAULT_START = time(9, 0)
DEFAULT_MINUTES = 20
DEFAULT_PAUSE = 5
DEFAULT_SLOTS = 6
DEFAULT_MOST = 6
DEFAULT_WALK = 0


def complete_hall(known: EventHall | None, given: Mapping[str, Any]) -> HallSettings:
    """Return the settings with what is given (None for what is not) over what is known."""
    defaults: dict[str, Any] = {
        "starts_at": DEFAULT_START,
        "minutes_per_slot": DEFAULT_MINUTES,
        "pause_minutes": DEFAULT_PAUSE,
        "slot_count": DEFAULT_SLOTS,
        "breaks": [],
        "tables": [],
        "walk_minutes": DEFAULT_WALK,
        "allowed_groups": [],
        "most_meetings": DEFAULT_MOST,
    }
    if known is not None:
        defaults = known.model_dump(exclude={"event_id"})
    said = {name: value for name, value in given.items() if value is not None}
    merged = defaults | said
    merged["allowed_groups"] = [(one, two) for one, two in merged["allowed_groups"]]
    return HallSettings(**merged)


def parse_tables(texts: list[str]) -> list[str]:
    """Return the zone of every table; a bare number is so many tables of no zone."""
    zones: list[str] = []
    for text in texts:
        zone, _, count = text.replace("＝", "=").rpartition("=")
        if not count.strip().isdigit() or int(count) < 1:
            raise BadQuery(f"看不懂桌数“{text}”。请写数字如 20，或分区如 A区=10")
        zones += [zone.strip()] * int(count)
    return zones


def parse_groups(texts: list[str]) -> list[tuple[str, str]]:
    """Return pairs of groups, written as one=other; an empty text is none."""
    pairs = []
    for text in filter(None, texts):
        first, mark, second = text.replace("＝", "=").partition("=")
        if not mark:
            raise BadQuery(f"看不懂分组“{text}”。请写 企业分组=院所分组，例如 甲=乙")
        pairs.append((first.strip(), second.strip()))
    return pairs
