"""Times and tables of an event's meetings."""

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.halls import HallSettings, save_hall, slot_times, snapshot
from matchmaker.web.access import May
from matchmaker.web.api.fields import Count, Line, PathSlug
from matchmaker.web.api.held import held_event, seen_event
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.event import Event
from models.meeting import EventHall
from models.queries import timetables as timetable_queries

MOST_TABLES = 1_000
MOST_SLOTS = 1_440

router = APIRouter(
    prefix="/events/{slug}/hall", tags=["timetables"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.TIMETABLE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.TIMETABLE_WRITE))]


class HallForm(BaseModel):
    """Times and tables; breaks: slots, from 1, in which nobody meets; tables: the zone of each.

    walk_minutes: what the way from one zone to another takes; allowed_groups: pairs of an
    enterprise's and an institution's group that may meet, empty for all.
    """

    model_config = ConfigDict(extra="forbid")

    starts_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
    minutes_per_slot: Annotated[Count, Field(examples=[20])]
    pause_minutes: Annotated[Count, Field(examples=[5])]
    slot_count: Annotated[Count, Field(le=MOST_SLOTS, examples=[12])]
    breaks: Annotated[
        list[Annotated[int, Field(ge=1, le=MOST_SLOTS)]], Field(max_length=MOST_SLOTS)
    ] = []
    tables: Annotated[list[Line], Field(max_length=MOST_TABLES, examples=[["A区", "A区", "B区"]])]
    walk_minutes: Count = 0
    allowed_groups: Annotated[list[tuple[Line, Line]], Field(max_length=MOST_TABLES)] = []
    most_meetings: Annotated[Count, Field(examples=[8])]


class SlotTime(BaseModel):
    """A slot, from 1, and when it is."""

    number: int
    starts: datetime
    ends: datetime
    is_break: bool


class HallView(BaseModel):
    """Times and tables of an event, as HallForm has them, with the moments of the slots."""

    starts_at: str = Field(examples=["09:00"])
    minutes_per_slot: int
    pause_minutes: int
    slot_count: int
    breaks: list[int]
    tables: list[str]
    walk_minutes: int
    allowed_groups: list[tuple[str, str]]
    most_meetings: int
    slots: list[SlotTime]


@router.get(
    "", operation_id="get_hall", response_model=HallView, responses=errors(404) | NOT_MODIFIED
)
def read_hall(request: Request, slug: PathSlug, viewer: Reader, session: SessionDep) -> Response:
    """Return times and tables of an event, which whoever takes part in one may know."""
    event = seen_event(session, viewer, Permission.TIMETABLE_READ, slug)
    return answer_tagged(request, _view(event, timetable_queries.get_hall(session, event)))


@router.put("", operation_id="put_hall", response_model=HallView, responses=errors(409, 412))
def put_hall(
    request: Request, slug: PathSlug, form: HallForm, viewer: Writer, session: SessionDep
) -> Response:
    """Set times and tables of an event; a timetable that is there has then to be made again."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    known = session.get(EventHall, event.id, populate_existing=True)
    if known is not None:
        require_match(request, _view(event, known))
    settings = HallSettings(
        starts_at=time.fromisoformat(form.starts_at),
        minutes_per_slot=form.minutes_per_slot,
        pause_minutes=form.pause_minutes,
        slot_count=form.slot_count,
        breaks=[number - 1 for number in form.breaks],
        tables=form.tables,
        walk_minutes=form.walk_minutes,
        allowed_groups=form.allowed_groups,
        most_meetings=form.most_meetings,
    )
    hall = save_hall(session, event, settings)
    session.commit()
    return answer_tagged(request, _view(event, hall))


def _view(event: Event, hall: EventHall) -> HallView:
    breaks = set(hall.breaks)
    return HallView(
        starts_at=hall.starts_at.isoformat("minutes"),
        minutes_per_slot=hall.minutes_per_slot,
        pause_minutes=hall.pause_minutes,
        slot_count=hall.slot_count,
        breaks=[slot + 1 for slot in hall.breaks],
        tables=hall.tables,
        walk_minutes=hall.walk_minutes,
        allowed_groups=[(one, two) for one, two in hall.allowed_groups],
        most_meetings=hall.most_meetings,
        slots=[
            SlotTime(number=number + 1, starts=starts, ends=ends, is_break=number in breaks)
            for number, (starts, ends) in enumerate(slot_times(event.held_on, snapshot(hall)))
        ],
    )
