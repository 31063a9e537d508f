"""Participants without a meeting, and the best one that each could still get."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.left_over import LeftOver, left_over
from matchmaker.events.timetable_types import Meeting
from matchmaker.services.organisation_names import BodyLabel, body_labels
from matchmaker.services.timetable_input import make_input
from matchmaker.services.timetables import to_meeting
from models.event import Event
from models.meeting import TimetableVersion
from models.meeting_enums import Side
from models.queries import timetables as timetable_queries


@dataclass(frozen=True)
class UnplacedView:
    """A participant without a meeting; slot, table: from 1, None where none can be had.

    advice: in words, what to do; given_up: whose meetings would make room.
    """

    side: Side
    name: str
    partners: int
    partner: str
    slot: int | None
    table: int | None
    given_up: tuple[str, ...]
    advice: str


def list_unplaced(session: Session, event: Event, version: TimetableVersion) -> list[UnplacedView]:
    """Return the confirmed participants without a meeting in a version, enterprises first."""
    rows = timetable_queries.list_meetings(session, version)
    given = make_input(session, event, [to_meeting(row) for row in rows if row.fixed])
    coming = {(side, party.id) for side, party in given.problem.parties()}
    meetings = [
        to_meeting(row)
        for row in rows
        if (Side.ENTERPRISE, row.enterprise_id) in coming
        and (Side.INSTITUTION, row.institution_id) in coming
    ]
    found = left_over(given.problem, meetings)
    labels = body_labels(session, _bodies(found))
    return [_view(item, labels) for item in found]


def _bodies(found: Sequence[LeftOver]) -> set[int]:
    ids = {item.party.id for item in found}
    for item in found:
        if item.offer:
            for meeting in (item.offer.meeting, *item.offer.given_up):
                ids |= set(meeting.pair)
    return ids


def _view(item: LeftOver, labels: dict[int, BodyLabel]) -> UnplacedView:
    side = item.side
    name = labels[item.party.id].name
    offer = item.offer
    if offer is None:
        advice = (
            "与到会单位既无配对也无意愿，可登记会面意愿"
            if not item.partners
            else "可会面的对方在共同到场的时段都已排满且不宜让出，可增加场次、桌数或放宽上限"
        )
        return UnplacedView(side, name, item.partners, "", None, None, (), advice)
    pair = offer.meeting.pair
    partner = labels[pair[1] if side is Side.ENTERPRISE else pair[0]].name
    slot, table = offer.meeting.slot + 1, offer.meeting.table + 1
    given_up = tuple(_meeting_words(meeting, labels) for meeting in offer.given_up)
    place = f"可与 {partner} 在第 {slot} 场 {table} 号桌会面"
    advice = f"{place}，需让出 {'、'.join(given_up)}" if given_up else place
    return UnplacedView(side, name, item.partners, partner, slot, table, given_up, advice)


def _meeting_words(meeting: Meeting, labels: dict[int, BodyLabel]) -> str:
    names = "—".join(labels[body].name for body in meeting.pair)
    return f"{names}（第 {meeting.slot + 1} 场）"
