"""An event as a body sees it that comes: its own answer, wishes and meetings, nobody else's."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services.halls import slot_times, snapshot
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.participants import waits
from matchmaker.services.timetable_view import MeetingView, view_timetable
from models.event import Event
from models.feedback_enums import Opinion
from models.meeting import EventHall
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant
from models.queries import feedback as feedback_queries
from models.queries import participants as participant_queries
from models.queries import patents as patent_queries
from models.queries import timetables as timetable_queries
from models.values.contact import mask_name, mask_phone
from models.values.region import find_region

# Of the most owners that a firm can have found fit: as many as fit into a list of suggestions.
SUGGESTED = 50
# A page of wishes; nobody has as many meetings.
MOST_WISHES = 200


# What a body can answer from where it stands; whoever registered itself cannot say it comes.
_ANSWERS = {
    ParticipantStatus.REGISTERED: (ParticipantStatus.WITHDRAWN,),
    ParticipantStatus.REFUSED: (),
    ParticipantStatus.INVITED: (ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED),
    ParticipantStatus.CONFIRMED: (ParticipantStatus.CONFIRMED, ParticipantStatus.WITHDRAWN),
    ParticipantStatus.DECLINED: (ParticipantStatus.CONFIRMED,),
    ParticipantStatus.WITHDRAWN: (ParticipantStatus.CONFIRMED,),
}


def own_answers(participant: Participant) -> tuple[ParticipantStatus, ...]:
    """Return what a body can answer now."""
    return tuple(
        status
        for status in _ANSWERS[participant.status]
        if status is not ParticipantStatus.CONFIRMED or not waits(participant)
    )


@dataclass(frozen=True)
class OwnWish:
    """What the body said of a meeting."""

    id: int
    other: str
    wants: Wanting
    note: str


@dataclass(frozen=True)
class OwnSlot:
    """A time at which meetings are held, from 1."""

    number: int
    span: str


@dataclass(frozen=True)
class OwnParty:
    """The body on one side of the event; contact: masked; meetings: of the published timetable."""

    participant: Participant
    name: str
    contact: str
    meetings: tuple[MeetingView, ...]

    @property
    def absent(self) -> list[int]:
        """The slots, from 1, in which it is not there."""
        return [slot + 1 for slot in self.participant.absent_slots]


@dataclass(frozen=True)
class OwnEvent:
    """version: of the published timetable, None before there is one.

    suggested: owners of patents that the firm has found fit.
    """

    event: Event
    place: str
    parties: tuple[OwnParty, ...]
    wishes: tuple[OwnWish, ...]
    slots: tuple[OwnSlot, ...]
    suggested: tuple[str, ...]
    version: int | None


def view_own_event(session: Session, event: Event, bodies: Collection[int]) -> OwnEvent:
    """Return an event as far as it is that of some organisations."""
    found = [
        participant
        for participant, of in participant_queries.participations(session, bodies)
        if of.id == event.id
    ]
    published = timetable_queries.find_published(session, event)
    view = view_timetable(session, event, published) if published else None
    names = body_labels(session, [participant.organisation_id for participant in found])
    parties = []
    for participant in found:
        key = (participant.side, participant.organisation_id)
        of_view = view.parties if view else ()
        party = next((one for one in of_view if (one.side, one.organisation_id) == key), None)
        meetings = view.meetings_of(party) if view and party else []
        contact = (mask_name(participant.contact_name), mask_phone(participant.contact_phone))
        parties.append(
            OwnParty(
                participant,
                names[participant.organisation_id].name,
                " ".join(part for part in contact if part),
                tuple(meetings),
            )
        )
    region = find_region(event.city_code)
    return OwnEvent(
        event=event,
        place=f"{region.short_name if region else ''} {event.venue}".strip(),
        parties=tuple(parties),
        wishes=_wishes(session, event, bodies),
        slots=_slots(session, event),
        suggested=_suggested(session, bodies),
        version=published.version if published else None,
    )


def _wishes(session: Session, event: Event, bodies: Collection[int]) -> tuple[OwnWish, ...]:
    found = participant_queries.page_wishes(session, event, frozenset(bodies), 0, MOST_WISHES)
    others = {
        wish.id: wish.institution_id if wish.side is Side.ENTERPRISE else wish.enterprise_id
        for wish in found
    }
    names = body_labels(session, others.values())
    return tuple(
        OwnWish(wish.id or 0, names[others[wish.id]].name, wish.wants, wish.note) for wish in found
    )


def _slots(session: Session, event: Event) -> tuple[OwnSlot, ...]:
    """Return the times of an event, none before they are set."""
    hall = session.get(EventHall, event.id)
    if hall is None:
        return ()
    times = slot_times(event.held_on, snapshot(hall))
    return tuple(
        OwnSlot(number + 1, f"{starts:%H:%M}–{ends:%H:%M}")
        for number, (starts, ends) in enumerate(times)
        if number not in hall.breaks
    )


def _suggested(session: Session, bodies: Collection[int]) -> tuple[str, ...]:
    said = [word for body in sorted(bodies) for word in _words(session, body)]
    fit = list(dict.fromkeys(word for word, opinion in said if opinion is Opinion.FIT))
    owners = patent_queries.owner_ids(session, fit[:SUGGESTED])
    names = body_labels(session, {one for ids in owners.values() for one in ids})
    return tuple(sorted(label.name for label in names.values()))


def _words(session: Session, body: int) -> list[tuple[int, Opinion]]:
    wanted = feedback_queries.Wanted(organisation_id=body)
    return [(word.patent_id, word.opinion) for word in feedback_queries.newest(session, wanted)]
