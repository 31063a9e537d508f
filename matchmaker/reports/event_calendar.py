"""The campaign as one calendar file (RFC 5545).

The days of events, what is due for their lists before, last days of policies, sittings of courses.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from icalendar import Calendar
from icalendar import Event as Entry

from matchmaker.events.list_calendar import list_calendar
from matchmaker.reports.calendar_files import DOMAIN
from models.course import Course, CourseSession
from models.event import Event
from models.policy import Policy

PRODUCT = "-//patent-matchmaker//events//ZH"
FILE_NAME = "events.ics"


def build(
    events: Sequence[Event],
    policies: Sequence[Policy],
    sittings: Sequence[tuple[Course, CourseSession]],
    now: datetime,
) -> bytes:
    """Return the calendar; now: when it is asked for, as each entry tells.

    policies: with a last day; sittings: of courses, which alone have hours and no whole days.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "活动日程")
    for event in events:
        place = f"{event.kind.label}　{event.venue}".strip()
        calendar.add_component(_entry(event.slug, event.name, place, event.held_on, now))
        for step, due in list_calendar(event.held_on).items():
            uid, title = f"{event.slug}-{step.value}", f"{event.name}：名单{step.label}"
            notes = "所在年份的放假安排未公布，只按周末推算" if due.assumed else ""
            calendar.add_component(_entry(uid, title, notes, due.day, now))
    for policy in policies:
        if policy.valid_until is not None:
            title = f"政策到期：{policy.title}"
            told = f"{policy.issuer}　{policy.document_number}".strip()
            calendar.add_component(
                _entry(f"policy-{policy.id}", title, told, policy.valid_until, now)
            )
    for course, sitting in sittings:
        calendar.add_component(_sitting(course, sitting, now))
    content: bytes = calendar.to_ical()
    return content


def _sitting(course: Course, sitting: CourseSession, now: datetime) -> Entry:
    """Return a sitting; its moments are in UTC, which every calendar turns into local time."""
    place = course.place or "线上"
    entry = _base(f"course-{sitting.id}", f"培训：{course.title}", course.lecturer, now)
    entry.add("dtstart", sitting.starts_at.astimezone(UTC))
    entry.add("dtend", sitting.ends_at.astimezone(UTC))
    entry.add("location", place)
    return entry


def _entry(uid: str, title: str, notes: str, day: date, now: datetime) -> Entry:
    entry = _base(uid, title, notes, now)
    entry.add("dtstart", day)
    return entry


def _base(uid: str, title: str, notes: str, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{uid}@{DOMAIN}")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("summary", title)
    entry.add("description", notes)
    return entry
