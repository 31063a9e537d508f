"""A version of a timetable with everything that those who print, send or show it need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.events.timetable_types import Method
from matchmaker.services.halls import slot_times
from matchmaker.services.listed_pairs import RELEASED
from matchmaker.services.organisation_names import BodyLabel, body_labels
from matchmaker.services.timetables import BY_HAND
from models.event import Event
from models.meeting import MeetingRow, TimetableVersion
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.queries import demands as demand_queries
from models.queries import participants as participant_queries
from models.queries import patents as patent_queries
from models.queries import timetables as timetable_queries
from models.values.contact import mask_name, mask_phone
from models.values.region import find_region

WISHED = "双方意愿"


@dataclass(frozen=True)
class SlotView:
    """A slot, numbered from 1."""

    number: int
    starts: datetime
    ends: datetime
    is_break: bool

    @property
    def span(self) -> str:
        """When it is, as 09:00–09:20."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


@dataclass(frozen=True)
class PartyView:
    """A confirmed participant; contact: masked."""

    side: Side
    organisation_id: int
    name: str
    city: str
    group: str
    contact: str
    token: str
    checked_in_at: datetime | None


@dataclass(frozen=True)
class MeetingView:
    """A meeting at its slot and table, both from 1; reason: for whose sake the two meet."""

    slot: SlotView
    table: int
    zone: str
    enterprise_id: int
    enterprise: str
    institution_id: int
    institution: str
    reason: str
    fixed: bool

    def partner(self, side: Side) -> str:
        """Return the name of the one whom a side meets."""
        return self.institution if side is Side.ENTERPRISE else self.enterprise


@dataclass(frozen=True)
class CancelledView:
    """A meeting that participants were told of once and that is no more; when it was to be."""

    enterprise_id: int
    institution_id: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class TimetableView:
    """A version of an event's timetable; tables: the zone of each, in order."""

    slug: str
    event_name: str
    held_on: date
    place: str
    version: int
    status: str
    made_at: datetime
    method: str
    notices: tuple[str, ...]
    slots: tuple[SlotView, ...]
    tables: tuple[str, ...]
    parties: tuple[PartyView, ...]
    meetings: tuple[MeetingView, ...]
    cancelled: tuple[CancelledView, ...]

    def cancelled_of(self, party: PartyView) -> list[CancelledView]:
        """Return the meetings that a party was told of and no longer has."""
        if party.side is Side.ENTERPRISE:
            return [m for m in self.cancelled if m.enterprise_id == party.organisation_id]
        return [m for m in self.cancelled if m.institution_id == party.organisation_id]

    def meetings_of(self, party: PartyView) -> list[MeetingView]:
        """Return a party's meetings in the order of time."""
        if party.side is Side.ENTERPRISE:
            return [m for m in self.meetings if m.enterprise_id == party.organisation_id]
        return [m for m in self.meetings if m.institution_id == party.organisation_id]


def view_timetable(session: Session, event: Event, version: TimetableVersion) -> TimetableView:
    """Return a stored version for reading: confirmed participants and their meetings only."""
    times = slot_times(event.held_on, version.hall)
    breaks = set(version.hall["breaks"])
    slots = tuple(
        SlotView(number + 1, starts, ends, number in breaks)
        for number, (starts, ends) in enumerate(times)
    )
    coming = participant_queries.list_participants(session, event, ParticipantStatus.CONFIRMED)
    labels = body_labels(session, [participant.organisation_id for participant in coming])
    present = {(participant.side, participant.organisation_id) for participant in coming}
    rows = [
        row
        for row in timetable_queries.list_meetings(session, version)
        if (Side.ENTERPRISE, row.enterprise_id) in present
        and (Side.INSTITUTION, row.institution_id) in present
    ]
    reasons = _reasons(session, rows)
    tables = tuple(version.hall["tables"])
    meetings = tuple(
        MeetingView(
            slot=slots[row.slot],
            table=row.table_number + 1,
            zone=tables[row.table_number],
            enterprise_id=row.enterprise_id,
            enterprise=labels[row.enterprise_id].name,
            institution_id=row.institution_id,
            institution=labels[row.institution_id].name,
            reason=reason,
            fixed=row.fixed,
        )
        for row, reason in zip(rows, reasons, strict=True)
    )
    region = find_region(event.city_code)
    return TimetableView(
        slug=event.slug,
        event_name=event.name,
        held_on=event.held_on,
        place=f"{region.short_name if region else ''} {event.venue}".strip(),
        version=version.version,
        status=version.status.label,
        made_at=version.made_at,
        method=describe_method(version),
        notices=tuple(version.notices),
        slots=slots,
        tables=tables,
        parties=tuple(_party(participant, labels) for participant in coming),
        meetings=meetings,
        cancelled=_cancelled(
            session, event, version, {(m.enterprise_id, m.institution_id) for m in meetings}
        ),
    )


def describe_method(version: TimetableVersion) -> str:
    """Return how a version was found and how good it is known to be."""
    if version.method == BY_HAND:
        return f"人工调整（会面总价值 {version.value:.2f}）"
    label = Method(version.method).label
    gap = f"，与上限至多差 {version.gap:.2%}" if version.gap else ""
    return f"{label}（会面总价值 {version.value:.2f}{gap}）"


def _cancelled(
    session: Session, event: Event, version: TimetableVersion, present: set[tuple[int, int]]
) -> tuple[CancelledView, ...]:
    found: dict[tuple[int, int], CancelledView] = {}
    for earlier in timetable_queries.list_published_before(session, version):
        times = slot_times(event.held_on, earlier.hall)
        for row in timetable_queries.list_meetings(session, earlier):
            pair = (row.enterprise_id, row.institution_id)
            if pair not in present:
                found[pair] = CancelledView(*pair, *times[row.slot])
    return tuple(found[pair] for pair in sorted(found))


def _party(participant: Participant, labels: dict[int, BodyLabel]) -> PartyView:
    label = labels[participant.organisation_id]
    contact = (mask_name(participant.contact_name), mask_phone(participant.contact_phone))
    return PartyView(
        side=participant.side,
        organisation_id=participant.organisation_id,
        name=label.name,
        city=label.city,
        group=participant.meeting_group,
        contact=" ".join(part for part in contact if part),
        token=participant.token,
        checked_in_at=participant.checked_in_at,
    )


def _reasons(session: Session, rows: Sequence[MeetingRow]) -> list[str]:
    """Return for each meeting what it is about; what may not be told any more is left out."""
    demands = demand_queries.by_ids(session, [row.demand_id for row in rows if row.demand_id])
    patents = patent_queries.by_ids(session, [row.patent_id for row in rows if row.patent_id])
    found = []
    for row in rows:
        demand, patent = demands.get(row.demand_id or 0), patents.get(row.patent_id or 0)
        released = (
            demand and demand.confidentiality in RELEASED and patent and patent.owner_consents
        )
        if demand and patent and released:
            found.append(f"需求“{demand.title}”，专利“{patent.title}”（{patent.display_number}）")
        else:
            found.append(WISHED)
    return found
