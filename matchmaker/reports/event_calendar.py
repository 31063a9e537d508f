"""The days of events, what is due before, and the last days of policies, in one file (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from icalendar import Calendar
from icalendar import Event as Entry

from matchmaker.events.list_calendar import list_calendar
from matchmaker.reports.calendar_files import DOMAIN
from models.event import Event
from models.policy import Policy

PRODUCT = "-//patent-matchmaker//events//ZH"
FILE_NAME = "events.ics"


def build(events: Sequence[Event], policies: Sequence[Policy], now: datetime) -> bytes:
    """Return the calendar, whole days only; now: when it is asked for, as each entry tells.

    policies: with a last day.
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
    content: bytes = calendar.to_ical()
    return content


def _entry(uid: str, title: str, notes: str, day: date, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{uid}@{DOMAIN}")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("summary", title)
    entry.add("description", notes)
    entry.add("dtstart", day)
    return entry
