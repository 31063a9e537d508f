"""Meetings as calendar files (.ics, RFC 5545) for telephones and desks.

The same version gives the same bytes: DTSTAMP is the moment of the version, not of the export, and
the UID of a meeting is that of its pair, so that a later version moves the entry it made before; a
meeting that was published and is no more is sent as cancelled.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from matchmaker.services.timetable_view import CancelledView, MeetingView, PartyView, TimetableView
from models.meeting_enums import Side

PRODUCT = "-//patent-matchmaker//timetable//ZH"
ZONE = "Asia/Shanghai"
OFFSET = timedelta(hours=8)
# China has had no summer time since this night.
SINCE = datetime(1991, 9, 15)  # noqa: DTZ001
DOMAIN = "patent-matchmaker"


def build(view: TimetableView) -> bytes:
    """Return the calendar of the whole event: from first to last slot, and every meeting."""
    calendar = _calendar(view.event_name)
    calendar.add_component(_day(view))
    for meeting in view.meetings:
        title = f"{meeting.enterprise} — {meeting.institution}"
        calendar.add_component(_entry(view, meeting, title))
    for cancelled in view.cancelled:
        calendar.add_component(_cancellation(view, cancelled))
    return _bytes(calendar)


def build_party(view: TimetableView, party: PartyView) -> bytes:
    """Return the calendar of one party: its meetings, titled with whom it meets."""
    calendar = _calendar(f"{view.event_name} {party.name}")
    for meeting in view.meetings_of(party):
        title = f"会面：{meeting.partner(party.side)}"
        calendar.add_component(_entry(view, meeting, title))
    for cancelled in view.cancelled_of(party):
        calendar.add_component(_cancellation(view, cancelled))
    return _bytes(calendar)


def file_names(view: TimetableView) -> dict[tuple[Side, int], str]:
    """Return (side, organisation) → the name that a party's file is saved under."""
    return {
        (party.side, party.organisation_id): (
            f"{view.slug}_v{view.version}_{party.side.value}-{party.organisation_id}"
            f"_{_safe(party.name)}.ics"
        )
        for party in view.parties
    }


def file_name(view: TimetableView) -> str:
    """Return the name that the event's own file is saved under."""
    return f"{view.slug}_v{view.version}_event.ics"


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    calendar.add_component(zone)
    return calendar


def _day(view: TimetableView) -> Event:
    notes = f"洽谈日程第 {view.version} 版，{len(view.meetings)} 场会面"
    entry = _base(view, f"{view.slug}", view.event_name, notes)
    entry.add("dtstart", view.slots[0].starts)
    entry.add("dtend", view.slots[-1].ends)
    entry.add("location", view.place)
    return entry


def _entry(view: TimetableView, meeting: MeetingView, title: str) -> Event:
    notes = f"第 {meeting.slot.number} 场，第 {view.version} 版日程。{meeting.reason}"
    entry = _base(view, _uid(view, meeting), title, notes)
    entry.add("dtstart", meeting.slot.starts)
    entry.add("dtend", meeting.slot.ends)
    table = f"{meeting.zone} {meeting.table} 号桌".strip()
    entry.add("location", f"{view.place} {table}".strip())
    return entry


def _cancellation(view: TimetableView, cancelled: CancelledView) -> Event:
    """Return what takes a meeting of an earlier published version out of a calendar again.

    It names nobody: one of the two may have withdrawn.
    """
    entry = _base(
        view, _uid(view, cancelled), "会面已取消", f"第 {view.version} 版日程已取消此会面"
    )
    entry.add("dtstart", cancelled.starts)
    entry.add("dtend", cancelled.ends)
    entry.add("status", "CANCELLED")
    return entry


def _uid(view: TimetableView, meeting: MeetingView | CancelledView) -> str:
    return f"{view.slug}-{meeting.enterprise_id}-{meeting.institution_id}"


def _base(view: TimetableView, uid: str, title: str, notes: str) -> Event:
    entry = Event()
    entry.add("uid", f"{uid}@{DOMAIN}")
    entry.add("dtstamp", view.made_at.astimezone(UTC))
    entry.add("sequence", view.version)
    entry.add("summary", title)
    entry.add("description", notes)
    return entry


def _bytes(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def _safe(name: str) -> str:
    """Return a name without what no file may be called."""
    return "".join(_kept(name))


def _kept(name: str) -> Iterable[str]:
    for character in name:
        yield character if character.isalnum() or character in "（）()-" else "_"
