"""Which runs are planned: worked out from the days of the events and the calendar alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from matchmaker.china_time import CHINA
from matchmaker.events.list_calendar import list_calendar
from matchmaker.events.working_days import DAY, is_working_day, working_days_before
from models.enums import ScheduleKind

# Conventions of this project. The stock is brought up to date while nobody works, lists stand there
# when people come, and who wants to change a list has the whole last day for it.
INDEX_AT = time(1)
MATCHING_AT = time(2)
RETENTION_AT = time(3)
LIST_AT = time(5)
RECHECK_AT = time(6)
REMINDER_AT = time(8, 30)
LOCK_AT = time(20)
# What the notice of the campaign sets: plans of the cities and reports, as month and day, and the
# months of the campaign, each with a finance roadshow (一月一链).
CITY_PLANS_DUE = (5, 31)
REPORTS_DUE = (10, 20)
CAMPAIGN_MONTHS = range(5, 11)
# Working days before such a day on which people are told of it; on the day itself, too, even where
# that is off: it is the last chance.
DEADLINE_REMINDERS = (10, 3, 1, 0)
LIST_STEPS = (
    ScheduleKind.DRAFT,
    ScheduleKind.REFRESH,
    ScheduleKind.RECHECK,
    ScheduleKind.LOCK,
)
NIGHTLY = (ScheduleKind.INDEX, ScheduleKind.MATCHING, ScheduleKind.RETENTION)
_ORDER = {kind: place for place, kind in enumerate(ScheduleKind)}
_HOURS = {
    ScheduleKind.INDEX: INDEX_AT,
    ScheduleKind.MATCHING: MATCHING_AT,
    ScheduleKind.RETENTION: RETENTION_AT,
    ScheduleKind.DRAFT: LIST_AT,
    ScheduleKind.REFRESH: LIST_AT,
    ScheduleKind.RECHECK: RECHECK_AT,
    ScheduleKind.LOCK: LOCK_AT,
}


@dataclass(frozen=True, slots=True)
class EventDay:
    """An event and the day it is held on."""

    slug: str
    held_on: date


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """What is done at a moment, for an event or, with an empty event_slug, for all."""

    event_slug: str
    kind: ScheduleKind
    due: datetime

    @property
    def key(self) -> str:
        """What names it, for example ``p1-wuhan/draft/2024-05-28T05:00``, in China's time."""
        moment = self.due.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
        return "/".join(part for part in (self.event_slug, self.kind.value, moment) if part)

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Where it stands among others: by moment, kind and event."""
        return self.due, _ORDER[self.kind], self.event_slug


def plan_runs(events: Iterable[EventDay], today: date) -> list[PlannedRun]:
    """Return, in order, what has to be planned on a day.

    Of events that are not past all steps, so that those of an event registered late are made up;
    deadlines and roadshows of this year from today on; the work of last night and of the next.
    """
    runs = [run for event in events if event.held_on >= today for run in event_runs(event)]
    runs += [run for run in campaign_runs(today.year) if run.due.date() >= today]
    runs += [_run(kind, day) for day in (today, today + DAY) for kind in NIGHTLY]
    return sorted(runs, key=lambda run: run.place)


# Asked at every look of the scheduler, for the same events mostly.
@lru_cache(maxsize=1024)
def event_runs(event: EventDay) -> tuple[PlannedRun, ...]:
    """Return the steps of an event's list, each with the reminder of its morning."""
    return tuple(
        _run(kind, due.day, event.slug)
        for step, due in list_calendar(event.held_on).items()
        for kind in (ScheduleKind(step.value), ScheduleKind(f"{step.value}_reminder"))
    )


@lru_cache(maxsize=16)
def campaign_runs(year: int) -> tuple[PlannedRun, ...]:
    """Return the reminders of a year's deadlines and finance roadshows."""
    deadlines = [
        _run(kind, working_days_before(date(year, *deadline), count).day)
        for kind, deadline in (
            (ScheduleKind.CITY_PLANS, CITY_PLANS_DUE),
            (ScheduleKind.REPORTS, REPORTS_DUE),
        )
        for count in DEADLINE_REMINDERS
    ]
    roadshows = [
        _run(ScheduleKind.FINANCE_ROADSHOW, first_working_day(year, month))
        for month in CAMPAIGN_MONTHS
    ]
    return (*deadlines, *roadshows)


def still_stands(run: PlannedRun, days: Mapping[str, date]) -> bool:
    """Whether a run that was planned once still would be; days: slug → day of all events."""
    if run.kind in NIGHTLY:
        return True
    if not run.event_slug:
        return run in campaign_runs(run.due.astimezone(CHINA).year)
    held_on = days.get(run.event_slug)
    return held_on is not None and run in event_runs(EventDay(run.event_slug, held_on))


def first_working_day(year: int, month: int) -> date:
    """Return the first day of a month on which people work."""
    day = date(year, month, 1)
    while not is_working_day(day):
        day += DAY
    return day


def _run(kind: ScheduleKind, day: date, event_slug: str = "") -> PlannedRun:
    moment = datetime.combine(day, _HOURS.get(kind, REMINDER_AT), CHINA)
    return PlannedRun(event_slug, kind, moment)
