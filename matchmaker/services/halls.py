"""Times and tables of an event's meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.events.timetable_types import Hall
from models.event import Event
from models.meeting import EventHall

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class HallSettings:
    """See EventHall; breaks count from 0."""

    starts_at: time
    minutes_per_slot: int
    pause_minutes: int
    slot_count: int
    breaks: Sequence[int]
    tables: Sequence[str]
    walk_minutes: int
    allowed_groups: Sequence[tuple[str, str]]
    most_meetings: int


def save_hall(session: Session, event: Event, settings: HallSettings) -> EventHall:
    """Write times and tables of an event; raise BadQuery for what cannot be."""
    _check(settings)
    hall = session.get(EventHall, event.id) or EventHall(
        event_id=event.id or 0,
        starts_at=settings.starts_at,
        minutes_per_slot=0,
        pause_minutes=0,
        slot_count=0,
        most_meetings=0,
    )
    hall.starts_at = settings.starts_at
    hall.minutes_per_slot = settings.minutes_per_slot
    hall.pause_minutes = settings.pause_minutes
    hall.slot_count = settings.slot_count
    hall.breaks = sorted(set(settings.breaks))
    hall.tables = list(settings.tables)
    hall.walk_minutes = settings.walk_minutes
    hall.allowed_groups = [list(pair) for pair in sorted(set(settings.allowed_groups))]
    hall.most_meetings = settings.most_meetings
    session.add(hall)
    session.flush()
    return hall


def make_hall(hall: EventHall) -> Hall:
    """Return the hall as the planner reads it."""
    return Hall(
        slot_count=hall.slot_count,
        tables=tuple(hall.tables),
        breaks=frozenset(hall.breaks),
        walk=hall.pause_minutes < hall.walk_minutes and len(set(hall.tables)) > 1,
    )


def snapshot(hall: EventHall) -> dict[str, Any]:
    """Return times and tables as a version of a timetable keeps them, plain values only."""
    return {
        "starts_at": hall.starts_at.isoformat("minutes"),
        "minutes_per_slot": hall.minutes_per_slot,
        "pause_minutes": hall.pause_minutes,
        "slot_count": hall.slot_count,
        "breaks": list(hall.breaks),
        "tables": list(hall.tables),
    }


def slot_times(held_on: date, kept: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    """Return when each slot begins and ends on a day, in China's time; kept: see snapshot."""
    first = datetime.combine(held_on, time.fromisoformat(kept["starts_at"]), CHINA)
    step = timedelta(minutes=kept["minutes_per_slot"] + kept["pause_minutes"])
    length = timedelta(minutes=kept["minutes_per_slot"])
    starts = [first + number * step for number in range(kept["slot_count"])]
    return [(start, start + length) for start in starts]


def _check(settings: HallSettings) -> None:
    for name, value, least in (
        ("每场分钟数", settings.minutes_per_slot, 1),
        ("间隔分钟数", settings.pause_minutes, 0),
        ("场数", settings.slot_count, 1),
        ("换区步行分钟数", settings.walk_minutes, 0),
        ("每家会面上限", settings.most_meetings, 1),
    ):
        if value < least:
            raise BadQuery(f"{name}应至少为 {least}，现为 {value}。请改正")
    if not settings.tables:
        raise BadQuery("至少要有一张洽谈桌。请写明，例如 A区=10")
    wrong = [slot for slot in settings.breaks if not 0 <= slot < settings.slot_count]
    if wrong:
        raise BadQuery(f"休息场次 {wrong[0] + 1} 不在第 1 至 {settings.slot_count} 场之内。请改正")
    if len(set(settings.breaks)) == settings.slot_count:
        raise BadQuery("全部场次都是休息，无法安排会面。请减少休息场次或增加场数")
    step = settings.minutes_per_slot + settings.pause_minutes
    start = settings.starts_at.hour * 60 + settings.starts_at.minute
    if start + step * settings.slot_count - settings.pause_minutes > MINUTES_A_DAY:
        raise BadQuery("最后一场在当天 24 点之后结束。请减少场数或缩短每场时间")
